"""What a cluster needs around it, and has to outlive it: RDS and EC2 refuse to delete what a kept cluster uses."""

from __future__ import annotations

from collections.abc import Sequence

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2
from constructs import Construct

from dms_constructs._checks import flag, is_a
from dms_constructs._construct import check_holds_resources, path_of
from dms_constructs.databases.capacity import Capacity, check_capacity
from dms_constructs.databases.cluster_checks import check_place
from dms_constructs.errors import ConfigurationError
from dms_constructs.replication._instance_checks import check_security_groups

__all__ = ["around", "check_surroundings", "groups_for"]


def check_surroundings(
    scope: Construct,
    construct_id: str,
    *,
    vpc: ec2.IVpc,
    vpc_subnets: ec2.SubnetSelection | None,
    security_groups: Sequence[ec2.ISecurityGroup] | None,
    capacity: Capacity,
    deletion_protection: bool,
    removal_policy: cdk.RemovalPolicy | None,
) -> None:
    """Raise unless a cluster can be made so."""
    check_holds_resources(scope, construct_id)
    check_place(vpc, vpc_subnets)
    check_security_groups("DMS-B006", security_groups)
    check_capacity(capacity)
    if capacity is None:
        raise ConfigurationError(
            "DMS-B001", "capacity must be given; write capacity=dms.ServerlessCapacity(min_acu=2, max_acu=16)"
        )
    flag("deletion_protection", deletion_protection)
    is_a("DMS-A001", "removal_policy", removal_policy, cdk.RemovalPolicy, "cdk.RemovalPolicy.RETAIN")


def around(policy: cdk.RemovalPolicy) -> cdk.RemovalPolicy:
    """Return the policy of what a cluster uses: it stays where the cluster does, and has no snapshots."""
    return policy if policy is cdk.RemovalPolicy.RETAIN else cdk.RemovalPolicy.DESTROY


def groups_for(
    scope: Construct, vpc: ec2.IVpc, given: Sequence[ec2.ISecurityGroup] | None, policy: cdk.RemovalPolicy
) -> list[ec2.ISecurityGroup]:
    """Return the security groups of a cluster: those given, or a new one that lets nobody in."""
    if given is not None:
        return list(given)
    group = ec2.SecurityGroup(
        scope, "SecurityGroup", vpc=vpc, description=f"Aurora cluster {path_of(scope)}"[:255], allow_all_outbound=False
    )
    group.apply_removal_policy(around(policy))
    return [group]

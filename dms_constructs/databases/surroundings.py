"""What a cluster needs around it, and has to outlive it: RDS and EC2 refuse to delete what a kept cluster uses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2, aws_rds as rds
from constructs import Construct

from dms_constructs._checks import flag, is_a
from dms_constructs._construct import check_holds_resources, path_of
from dms_constructs.app_wide.one_region import check_groups_are_of, check_network_is_here
from dms_constructs.databases.capacity import Capacity, check_capacity
from dms_constructs.databases.cluster_checks import check_place, stays
from dms_constructs.errors import ConfigurationError
from dms_constructs.replication._instance_checks import check_security_groups
from dms_constructs.replication._network import security_group

__all__ = ["around", "check_surroundings", "groups_for", "keep", "keep_parts"]


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
) -> ec2.SubnetSelection:
    """Return the subnets of a cluster, or raise unless it can be made so."""
    check_holds_resources(scope, construct_id)
    subnets = check_place(vpc, vpc_subnets)
    check_network_is_here(scope, vpc, subnets)
    check_security_groups("DMS-B006", security_groups)
    check_groups_are_of(vpc, security_groups)
    check_capacity(capacity)
    if capacity is None:
        raise ConfigurationError(
            "DMS-B001", "capacity must be given; write capacity=dms.ServerlessCapacity(min_acu=2, max_acu=16)"
        )
    flag("deletion_protection", deletion_protection)
    is_a("DMS-A001", "removal_policy", removal_policy, cdk.RemovalPolicy, "cdk.RemovalPolicy.RETAIN")
    return subnets


def around(policy: cdk.RemovalPolicy) -> cdk.RemovalPolicy:
    """Return the policy of what a cluster uses: it stays where the cluster does, and has no snapshots."""
    return policy if stays(policy) else cdk.RemovalPolicy.DESTROY


def keep(policy: cdk.RemovalPolicy, *resources: Any) -> None:
    """Give resources the removal policy of a cluster that stays."""
    for each in resources:
        each.apply_removal_policy(policy)


def keep_parts(cluster: rds.DatabaseCluster, policy: cdk.RemovalPolicy) -> None:
    """Keep the subnets and the writer of a cluster that stays; of these policies the CDK does so for RETAIN only."""
    if stays(policy) and policy is not cdk.RemovalPolicy.RETAIN:
        keep(policy, cluster.node.find_child("Subnets"), cluster.node.find_child("Writer").node.default_child)


def groups_for(
    scope: Construct, vpc: ec2.IVpc, given: Sequence[ec2.ISecurityGroup] | None, policy: cdk.RemovalPolicy
) -> list[ec2.ISecurityGroup]:
    """Return the security groups of a cluster: those given, or a new one that lets nobody in, and nothing out."""
    if given is not None:
        return list(given)
    described = f"Aurora cluster {path_of(scope)}"
    return [security_group(scope, vpc, described, around(policy), allow_all_outbound=False)]

"""What a cluster uses and has to outlive it: RDS and EC2 refuse to delete what a retained cluster still needs."""

from __future__ import annotations

from collections.abc import Sequence

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2
from constructs import Construct

__all__ = ["groups_for"]


def groups_for(
    scope: Construct, vpc: ec2.IVpc, given: Sequence[ec2.ISecurityGroup] | None, policy: cdk.RemovalPolicy
) -> list[ec2.ISecurityGroup]:
    """Return the security groups of a cluster: those given, or a new one that lets nobody in."""
    if given is not None:
        return list(given)
    group = ec2.SecurityGroup(
        scope, "SecurityGroup", vpc=vpc, description=f"Aurora cluster {scope.node.path}"[:255], allow_all_outbound=False
    )
    group.apply_removal_policy(policy)
    return [group]

"""The security groups of a cluster that is an L1 construct: ids, which others may be let into."""

from __future__ import annotations

from collections.abc import Sequence

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2
from constructs import Construct

__all__ = ["groups_of"]


def groups_of(scope: Construct, ids: Sequence[str] | None, port: int) -> ec2.IConnectable | None:
    """
    Return what to open for a client; None where the groups aren't known before deployment.

    Args:
        scope: What refers to the groups.
        ids: Their ids; None where the cluster has its VPC's default group.
        port: What clients connect to.
    """
    if not ids or cdk.Token.is_unresolved(ids):
        return None
    return ec2.Connections(
        security_groups=[
            ec2.SecurityGroup.from_security_group_id(scope, f"Group{number}", each)
            for number, each in enumerate(ids, start=1)
        ],
        default_port=ec2.Port.tcp(port),
    )

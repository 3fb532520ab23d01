"""The network that the examples run in. Bring your own VPC instead if you have one."""

from __future__ import annotations

from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2
from constructs import Construct


class Network(cdk.Stack):
    """
    A VPC with private subnets in two zones.

    Creates: a VPC with 2 public and 2 private subnets, one NAT gateway (through which the replication instance reaches
    Secrets Manager and a source outside AWS) and flow logs.
    """

    def __init__(self, scope: Construct, construct_id: str, **kwargs: Any) -> None:
        super().__init__(scope, construct_id, **kwargs)
        self.vpc = make_vpc(self)


def make_vpc(scope: Construct) -> ec2.Vpc:
    """Make the VPC."""
    return ec2.Vpc(
        scope,
        "Vpc",
        max_azs=2,  # DMS and Aurora both want two
        nat_gateways=1,
        flow_logs={"FlowLog": ec2.FlowLogOptions(traffic_type=ec2.FlowLogTrafficType.REJECT)},
    )

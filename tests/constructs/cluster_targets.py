"""Clusters of the app that targets write into."""

from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_elasticache as elasticache, aws_msk as msk

__all__ = ["GROUP", "msk_cluster", "replication_group"]

GROUP = "sg-0123456789abcdef0"


def replication_group(stack: cdk.Stack, **properties: Any) -> elasticache.CfnReplicationGroup:
    return elasticache.CfnReplicationGroup(
        stack, "Cluster", replication_group_description="shop", num_node_groups=2, **properties
    )


def msk_cluster(stack: cdk.Stack, **properties: Any) -> msk.CfnCluster:
    return msk.CfnCluster(
        stack,
        "Cluster",
        cluster_name="shop",
        kafka_version="3.6.0",
        number_of_broker_nodes=2,
        broker_node_group_info=msk.CfnCluster.BrokerNodeGroupInfoProperty(
            client_subnets=["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"],
            instance_type="kafka.m7g.large",
            **properties,
        ),
    )

"""Clusters of the app that targets write into."""

from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_elasticache as elasticache, aws_msk as msk

__all__ = ["GROUP", "ways_in", "msk_cluster", "replication_group"]

GROUP = "sg-0123456789abcdef0"


def replication_group(stack: cdk.Stack, **properties: Any) -> elasticache.CfnReplicationGroup:
    return elasticache.CfnReplicationGroup(
        stack, "Cluster", replication_group_description="shop", num_node_groups=2, **properties
    )


def msk_cluster(
    stack: cdk.Stack,
    *,
    client_authentication: Any = None,
    client_broker: str | None = None,
    **properties: Any,
) -> msk.CfnCluster:
    encrypted = msk.CfnCluster.EncryptionInTransitProperty(client_broker=client_broker)
    return msk.CfnCluster(
        stack,
        "Cluster",
        cluster_name="shop",
        kafka_version="3.6.0",
        number_of_broker_nodes=2,
        client_authentication=client_authentication,
        encryption_info=(
            msk.CfnCluster.EncryptionInfoProperty(encryption_in_transit=encrypted)
            if client_broker is not None
            else None
        ),
        broker_node_group_info=msk.CfnCluster.BrokerNodeGroupInfoProperty(
            client_subnets=["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"],
            instance_type="kafka.m7g.large",
            **properties,
        ),
    )


def ways_in(**enabled: bool) -> msk.CfnCluster.ClientAuthenticationProperty:
    """Return the client authentication of MSK with some of its switches: scram, iam, tls and unauthenticated."""
    of = msk.CfnCluster
    sasl = {
        name: kind(enabled=enabled[name])
        for name, kind in (("scram", of.ScramProperty), ("iam", of.IamProperty))
        if name in enabled
    }
    return of.ClientAuthenticationProperty(
        sasl=of.SaslProperty(**sasl) if sasl else None,
        tls=of.TlsProperty(enabled=enabled["tls"]) if "tls" in enabled else None,
        unauthenticated=(
            of.UnauthenticatedProperty(enabled=enabled["unauthenticated"]) if "unauthenticated" in enabled else None
        ),
    )

"""Clusters that pause when they are idle, and what keeps them from it."""

from __future__ import annotations

from aws_cdk import aws_rds as rds

from dms_constructs.errors import ConfigurationError
from dms_constructs.monitoring.database_reading import size_of

__all__ = ["refuse_pause"]


def refuse_pause(cluster: rds.DatabaseCluster | rds.IDatabaseCluster, why: str) -> None:
    """Raise where a cluster of this app is to pause, which something keeps it from."""
    if size_of(cluster).pauses:
        raise ConfigurationError(
            "DMS-B002",
            f"a cluster with serverless_v2_min_capacity=0 is to pause, but {why}; give {cluster.node.path} "
            "serverless_v2_min_capacity=2, and no serverless_v2_auto_pause_duration",
            given=0,
        )

"""Clusters of the app that were not made here and are to pause, and what keeps them from it."""

from __future__ import annotations

from aws_cdk import aws_rds as rds

from dms_constructs.databases.limits import limit
from dms_constructs.errors import ConfigurationError
from dms_constructs.monitoring.database_reading import size_of

__all__ = ["refuse_pause_of"]


def refuse_pause_of(cluster: rds.IDatabaseCluster, why: str) -> None:
    """Raise where a cluster is known to be one that pauses, which something else keeps it from."""
    size = size_of(cluster)
    if size.min_acu != 0:
        return
    least = limit("minimum_acu_serving").minimum
    floor = least if size.max_acu is None else min(least, size.max_acu)
    raise ConfigurationError(
        "DMS-B002",
        f"the cluster has serverless_v2_min_capacity=0, so it is to pause, but {why}; give it "
        f"serverless_v2_min_capacity={floor:g}, without serverless_v2_auto_pause_duration",
        given=size.min_acu,
    )

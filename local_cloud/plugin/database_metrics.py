"""
What RDS sends to CloudWatch for its databases: steady values of one that does well.

A cluster of Aurora sends what its instances measure by role and by instance, and what its volume measures for itself;
an instance of RDS sends its own. A cluster without instances has a volume only.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dms_constructs import facts
from dms_constructs.monitoring.database_size import DatabaseSize
from local_cloud.plugin import inside

__all__ = ["STEADY", "databases"]

_GIB = 2.0**30
STEADY = {
    "CPUUtilization": 15, "ACUUtilization": 20, "ServerlessDatabaseCapacity": 3, "SwapUsage": 0,
    "FreeLocalStorage": 25 * _GIB, "DatabaseConnections": 12, "Deadlocks": 0, "CommitLatency": 2,
    "CommitThroughput": 30, "DMLLatency": 2, "BufferCacheHitRatio": 99, "ReadIOPS": 20, "WriteIOPS": 30,
    "ReadThroughput": 1e6,
    "WriteThroughput": 1e6, "NetworkReceiveThroughput": 1e6, "NetworkTransmitThroughput": 1e6, "AuroraReplicaLag": 20,
    "AuroraReplicaLagMaximum": 20, "MaximumUsedTransactionIDs": 5e7, "TransactionLogsDiskUsage": 50 * 2.0**20,
    "ReplicationSlotDiskUsage": 1e4, "OldestReplicationSlotLag": 50 * 2.0**20, "RollbackSegmentHistoryListLength": 200,
    "SumBinaryLogSize": 50 * 2.0**20, "BinLogDiskUsage": 50 * 2.0**20, "VolumeBytesUsed": 20 * _GIB,
    "AuroraVolumeBytesLeftTotal": 100 * 1024 * _GIB, "VolumeReadIOPs": 500, "VolumeWriteIOPs": 800,
}  # fmt: skip
"""The metrics of databases; memory and storage are a share of what there is."""
_OF_SERVERLESS = {"ACUUtilization", "ServerlessDatabaseCapacity"}
_OF_READERS = {"AuroraReplicaLag", "AuroraReplicaLagMaximum"}
_UNKNOWN_CLASS_GIB = 16


def databases() -> Iterator[tuple[str, dict[str, str], dict[str, float]]]:
    """List what sends metrics: its name, the dimensions, and the values."""
    members: dict[str, list[tuple[str, Any]]] = {}
    for name, instance in inside.DB_INSTANCES.items():
        cluster = instance.get("DBClusterIdentifier")
        if cluster:
            members.setdefault(cluster, []).append((name, instance))
        else:
            free = float(instance.get("AllocatedStorage", 100)) * _GIB / 2
            values = _values(instance["Engine"], {"instance", "writer"}, instance, {})
            yield name, {"DBInstanceIdentifier": name}, {**values, "FreeStorageSpace": free}
    for name, cluster in inside.DB_CLUSTERS.items():
        yield name, {"DBClusterIdentifier": name}, _values(cluster["Engine"], {"cluster"}, {}, cluster)
        yield from _of_members(name, cluster, members.get(name, []))


def _of_members(
    name: str, cluster: Any, members: list[tuple[str, Any]]
) -> Iterator[tuple[str, dict[str, str], dict[str, float]]]:
    """List what the instances of a cluster send; the first one writes."""
    for number, (member, instance) in enumerate(members):
        role = "reader" if number else "writer"
        values = _values(cluster["Engine"], {"instance", role}, instance, cluster)
        if len(members) == 1:
            values = {metric: value for metric, value in values.items() if metric not in _OF_READERS}
        yield member, {"DBInstanceIdentifier": member}, values
        if number < 2:  # of several readers, the values are the same: one stands for all
            yield name, {"DBClusterIdentifier": name, "Role": role.upper()}, values


def _values(engine: str, levels: set[str], instance: Any, cluster: Any) -> dict[str, float]:
    """Return what a database of an engine sends at these levels."""
    known = facts.database_monitoring()["metrics"]
    sent_by = "aurora" if engine == "aurora-mysql" else engine
    is_serverless = instance.get("DBInstanceClass") == "db.serverless"
    values = {
        name: float(value)
        for name, value in STEADY.items()
        if sent_by in known[name]["engines"]
        and known[name]["level"] in levels
        and (is_serverless or name not in _OF_SERVERLESS)
    }
    if "instance" in levels:
        values["FreeableMemory"] = _memory_gib(instance, cluster) * _GIB * 0.6
    return values


def _memory_gib(instance: Any, cluster: Any) -> float:
    instance_class = instance.get("DBInstanceClass", "")
    if instance_class == "db.serverless":
        scaling = cluster.get("ServerlessV2ScalingConfiguration") or {}
        size = DatabaseSize(max_acu=float(scaling.get("MaxCapacity", 16)))
    else:
        size = DatabaseSize(instance_class=instance_class or None)
    return size.memory or _UNKNOWN_CLASS_GIB

"""The rows of a dashboard about a database."""

from __future__ import annotations

from collections.abc import Iterator

from dms_constructs import facts
from dms_constructs._construct import path_of
from dms_constructs.monitoring.alarm_set import AlarmSet
from dms_constructs.monitoring.dashboard_rows import Row, graphs_of, heading
from dms_constructs.monitoring.watched_database import DatabaseOnASide

__all__ = ["of_database"]

_GRAPHS = {
    "Processors, percent": ("CPUUtilization",),
    "Capacity of the largest, percent": ("ACUUtilization",),
    "Connections": ("DatabaseConnections",),
    "Free memory, bytes": ("FreeableMemory",),
    "Free local storage, bytes": ("FreeLocalStorage",),
    "Free storage, bytes": ("FreeStorageSpace",),
    "Readers behind, milliseconds": ("AuroraReplicaLagMaximum",),
    "Commits and changes, milliseconds": ("CommitLatency", "DMLLatency"),
    "Deadlocks, per second": ("Deadlocks",),
    "Storage, operations per second": ("ReadIOPS", "WriteIOPS"),
    "Volume, bytes": ("VolumeBytesUsed",),
    "Billed I/O, in five minutes": ("VolumeReadIOPs", "VolumeWriteIOPs"),
    "Age of transaction IDs": ("MaximumUsedTransactionIDs",),
    "Undo log, changes": ("RollbackSegmentHistoryListLength",),
    "Log that is kept, bytes": (
        "OldestReplicationSlotLag",
        "TransactionLogsDiskUsage",
        "SumBinaryLogSize",
        "BinLogDiskUsage",
    ),
}
_OF_SERVERLESS = {"ACUUtilization"}
_NOT_OF_SERVERLESS = {"CPUUtilization", "FreeLocalStorage"}
_OF_READERS = {"AuroraReplicaLagMaximum"}
_OF_A_SOURCE = {"OldestReplicationSlotLag", "TransactionLogsDiskUsage", "SumBinaryLogSize", "BinLogDiskUsage"}


def of_database(shown: DatabaseOnASide, alarms: AlarmSet | None, *, title: str | None = None) -> Iterator[Row]:
    """Return the rows of a database: what its engine sends, and its size and its side make worth a look."""
    yield from heading(shown.database, title or f"{shown.name} {path_of(shown.database)}", alarms)
    yield from graphs_of(shown.metrics, set(_worth_a_look(shown)), _GRAPHS, across=4)


def _worth_a_look(shown: DatabaseOnASide) -> Iterator[str]:
    size = shown.size
    left_out = _OF_SERVERLESS if size.is_serverless is not True else _NOT_OF_SERVERLESS
    if size.readers == 0:
        left_out = left_out | _OF_READERS
    if not shown.is_source:
        left_out = left_out | _OF_A_SOURCE
    for name, known in facts.database_monitoring()["metrics"].items():
        if shown.engine.value in known["engines"] and name not in left_out:
            yield name

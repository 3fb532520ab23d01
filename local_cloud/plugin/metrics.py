"""
What DMS, and what RDS for its databases, sends to CloudWatch, minute by minute, for what runs.

Nothing is sent ahead: the values of the minutes since the last look are worked out when somebody looks. They are steady
ones of a migration that does well, unless the door measures something else.
"""

from __future__ import annotations

from collections.abc import Iterator

from dms_constructs import facts
from local_cloud.plugin import clock, inside, inside_monitoring, service
from local_cloud.plugin.database_metrics import databases
from local_cloud.plugin.documents import validates
from local_cloud.plugin.store import Data, Record, Store

__all__ = ["send"]

_NAMESPACE = "AWS/DMS"
_MINUTE = 60
# Nobody asks for more; two days would be many thousands of values.
_LONGEST_SECONDS = 3 * 3600

INSTANCE = {
    "CPUUtilization": 12, "SwapUsage": 0, "DiskQueueDepth": 0, "ReadIOPS": 20, "WriteIOPS": 30, "ReadLatency": 1,
    "WriteLatency": 1, "ReadThroughput": 1e6, "WriteThroughput": 1e6, "NetworkReceiveThroughput": 2e6,
    "NetworkTransmitThroughput": 2e6, "FreeableMemory": 0, "FreeMemory": 0, "AvailableMemory": 0, "FreeStorageSpace": 0,
}  # fmt: skip
"""The metrics of an instance; memory and storage are a share of what it has."""

RESOURCES = {"CPUUtilization": 8, "CPUAllocated": 50, "MemoryUsage": 300, "MemoryAllocated": 1000, "SwapUsage": 0}
LOAD = {
    "FullLoadThroughputBandwidthSource": 5000, "FullLoadThroughputBandwidthTarget": 5000,
    "FullLoadThroughputRowsSource": 2000, "FullLoadThroughputRowsTarget": 2000,
}  # fmt: skip
CHANGES = {
    "CDCLatencySource": 1, "CDCLatencyTarget": 2, "CDCIncomingChanges": 0, "CDCChangesMemorySource": 0,
    "CDCChangesMemoryTarget": 0, "CDCChangesDiskSource": 0, "CDCChangesDiskTarget": 0,
    "CDCThroughputBandwidthSource": 20, "CDCThroughputBandwidthTarget": 20, "CDCThroughputRowsSource": 15,
    "CDCThroughputRowsTarget": 15,
}  # fmt: skip
VALIDATION = {
    "ValidationSucceededRecordCount": 100, "ValidationAttemptedRecordCount": 100, "ValidationFailedOverallCount": 0,
    "ValidationSuspendedOverallCount": 0, "ValidationPendingOverallCount": 0, "ValidationBulkQuerySourceLatency": 5,
    "ValidationBulkQueryTargetLatency": 5, "ValidationItemQuerySourceLatency": 1,
    "ValidationItemQueryTargetLatency": 1,
}  # fmt: skip


def _state(record: Record, moment: float) -> str:
    """Return what a thing was at a moment."""
    found = ""
    for when, status in record.history:
        if when > moment:
            break
        found = status
    return found


def send() -> None:
    """Send the values of all minutes that are over, of every store."""
    with service.lock:
        service.settle()
        now = clock.now()
        for store in service.all_stores():
            last = int(now // _MINUTE) * _MINUTE
            first = max(store.sent_until, last - _LONGEST_SECONDS)
            if first >= last:
                continue
            store.sent_until = last
            with inside.request_scope(store.account, store.region):
                for moment in range(int(first), int(last), _MINUTE):
                    _send(store, moment)


def _send(store: Store, moment: float) -> None:
    for database, sides, sent in databases():
        for name, value in sent.items():
            _put(store, moment, database, ("AWS/RDS", name, sides), value)
    for record in list(store.records.values()):
        end = moment + _MINUTE - 1
        values = _values(record, _state(record, end), loaded=end >= record.data.get("_LoadDate", end + 1))
        if not values:
            continue
        for dimensions in _dimensions(record):
            for name, value in values:
                _put(store, moment, record.name, (_NAMESPACE, name, dimensions), value)


def _put(store: Store, moment: float, thing: str, metric: tuple[str, str, dict[str, str]], value: float) -> None:
    """Keep a value of a metric, which is a namespace, a name and dimensions, unless the door measures another."""
    namespace, name, dimensions = metric
    measured = float(store.measured.get((thing, name), value))
    point = {"Timestamp": moment, "Value": measured, "Unit": "None", "Dimensions": dimensions}
    key = (namespace, name, inside_monitoring.dimensions_key(dimensions))
    inside_monitoring.metric_points(key).append(point)


def _values(record: Record, status: str, *, loaded: bool) -> list[tuple[str, float]]:
    """Return what a thing in a state sends: nothing, while it doesn't run."""
    if record.kind == "ReplicationInstance" and status in {"available", "modifying"}:
        return [(name, _room(record.data, name, value)) for name, value in INSTANCE.items()]
    if status != "running" or record.kind not in {"ReplicationTask", "ReplicationConfig"}:
        return []
    serverless = record.kind == "ReplicationConfig"
    kind = record.data["ReplicationType" if serverless else "MigrationType"]
    settings = record.data["ReplicationSettings" if serverless else "ReplicationTaskSettings"]
    found = dict(LOAD if kind == "full-load" or (kind != "cdc" and not loaded) else CHANGES)
    if serverless:
        return [("CapacityUtilization", 30), *((name, value) for name, value in found.items() if _is_serverless(name))]
    return list({**RESOURCES, **found, **(VALIDATION if validates(settings) else {})}.items())


def _is_serverless(name: str) -> bool:
    return name in {"CDCLatencySource", "CDCThroughputRowsSource"} or not any(
        word in name for word in ("Source", "CDCChanges")
    )


def _room(data: Data, name: str, value: float) -> float:
    if name == "FreeStorageSpace":
        return float(data["AllocatedStorage"]) * 2**30 * 0.9
    if name in {"FreeableMemory", "FreeMemory", "AvailableMemory"}:
        memory = facts.instances()["classes"][data["ReplicationInstanceClass"]]["memory_gib"]
        return float(memory) * 2**30 * 0.6
    return value


def _dimensions(record: Record) -> Iterator[dict[str, str]]:
    suffix = record.arn.rsplit(":", 1)[-1]
    if record.kind == "ReplicationInstance":
        yield {"ReplicationInstanceIdentifier": record.name}
        yield {"ReplicationInstanceExternalResourceId": suffix}
    elif record.kind == "ReplicationTask":
        instance = record.store.records[record.data["ReplicationInstanceArn"]]
        yield {"ReplicationInstanceIdentifier": instance.name, "ReplicationTaskIdentifier": suffix}
        external = instance.arn.rsplit(":", 1)[-1]
        yield {"ReplicationInstanceExternalResourceId": external, "ReplicationTaskIdentifier": suffix}
    else:
        yield {"ReplicationConfigId": f"{record.store.account}:{suffix}"}

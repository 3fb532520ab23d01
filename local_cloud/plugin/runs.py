"""The life of a replication task: starting, running, stopping, and what it counts on the way."""

from __future__ import annotations

import json

from local_cloud.plugin import clock, connections, events, tables
from local_cloud.plugin.describe import filtered, paged
from local_cloud.plugin.documents import validates
from local_cloud.plugin.faults import Fault
from local_cloud.plugin.instances import require_available
from local_cloud.plugin.positions import check_positions, checkpoint, needs_slot, stop_time
from local_cloud.plugin.registry import operation
from local_cloud.plugin.store import ENDINGS, OBSERVERS, Data, Record, Store
from local_cloud.plugin.tasks import AT_REST, invalid_state, shown

__all__ = ["fail", "stop_with"]

_NO_TABLES = (
    "No tables were found at task initialization. Either the selected table(s) or schemas(s) no longer exist or no "
    "match was found for the table selection pattern(s). If you would like to start a Task that does not initially "
    "capture any tables, set Task Setting FailOnNoTablesCaptured to false and restart task."
)
_NO_SLOT = (
    "A CDC start position of a PostgreSQL source needs a logical replication slot that exists, named by the endpoint's "
    "setting SlotName."
)
_RELOADED = events.Event(
    "REPLICATION_TASK_TABLES_RELOADED", "StateChange", "0081", "A reload of table details has been requested."
)
_RESTART = "RECONFIGURATION_RESTART"
_ACTIVE = {"starting", "running"}
_STATISTICS_FILTERS = {"schema-name": ("SchemaName",), "table-name": ("TableName",), "table-state": ("TableState",)}
_MOST_STATISTICS = 500


@operation
def start_replication_task(store: Store, request: Data) -> Data:
    """StartReplicationTask: each start type has its own precondition; both endpoints must be tested."""
    task = store.get("ReplicationTask", request["ReplicationTaskArn"])
    kind = request["StartReplicationTaskType"]
    if task.status not in AT_REST:
        raise Fault("InvalidResourceStateFault", f"Replication Task cannot be started, invalid state: {task.status}")
    _check_start(task, kind)
    check_positions(request, task.data["MigrationType"])
    require_available(store.get("ReplicationInstance", task.data["ReplicationInstanceArn"]))
    connections.require_successful(store, task)
    for position in ("CdcStartPosition", "CdcStopPosition", "CdcStartTime"):
        if position in request:
            task.data[position] = request[position]
    _start(store, task, kind)
    return {"ReplicationTask": shown(task)}


def _check_start(task: Record, kind: str) -> None:
    label = kind.upper().replace("-", "_")
    if kind == "start-replication" and task.data["_Runs"] and task.data["MigrationType"] != "cdc":
        raise Fault(
            "InvalidParameterCombinationException",
            f"Start Type : {label}, valid only for tasks running for the first time",
        )
    if kind != "start-replication" and not task.data["_Runs"]:
        raise Fault(
            "InvalidParameterCombinationException",
            f"Start Type : {label}, valid only for tasks that have run before",
        )
    if kind == "reload-target" and task.data["MigrationType"] == "cdc":
        raise Fault(
            "InvalidParameterCombinationException", f"Start Type : {label}, not valid for tasks of migration type cdc"
        )


def _start(store: Store, task: Record, kind: str) -> None:
    fresh, now = kind != "resume-processing", clock.now()
    task.data.update(
        ReplicationTaskStartDate=now,
        _Runs=task.data["_Runs"] + 1,
        _Loaded=not fresh and task.data.get("_Loaded", False),
        _Start=kind,
    )
    for ended in ("StopReason", "LastFailureMessage", "RecoveryCheckpoint", "_StopDate"):
        task.data.pop(ended, None)
    if fresh:
        task.data.update(_FreshStart=now, _Tables=None)
        task.data.pop("_LoadDate", None)

    def go_on() -> None:
        task.become("starting", lambda: _run(store, task))

    if store.expects(task, "testing"):
        # DMS assesses a task by itself when none of its assessments is younger than seven days.
        task.become("testing", go_on)
    else:
        go_on()


def _run(store: Store, task: Record) -> None:
    """Go from starting to running, or fail as the real one does when it can't connect or finds nothing to do."""
    if message := _problem(store, task):
        fail(task, message)
        return
    if task.data["_Loaded"] or task.data["MigrationType"] == "cdc":
        task.become("running")
    else:
        for statistics in task.data["_Tables"]:
            if statistics["TableState"] != "Table completed":
                tables.loading(statistics)
        task.become("running", lambda: _finish_load(task))
    if (stop := stop_time(task.data.get("CdcStopPosition"))) and task.data["MigrationType"] != "full-load":
        moment, reason = stop
        task.at(max(moment, clock.now()), lambda: stop_with(task, reason))


def _problem(store: Store, task: Record) -> str | None:
    place = connections.place_of(store.get("ReplicationInstance", task.data["ReplicationInstanceArn"]))
    source = store.get("Endpoint", task.data["SourceEndpointArn"])
    for endpoint in (source, store.get("Endpoint", task.data["TargetEndpointArn"])):
        if message := connections.problem(store, place, endpoint):
            return message
    if task.data["_Start"] == "start-replication" and task.data.get("CdcStartPosition") and needs_slot(source):
        return _NO_SLOT
    found = tables.selected(store, source.arn, task.data["TableMappings"])
    must_find = json.loads(task.data["ReplicationTaskSettings"])["ErrorBehavior"]["FailOnNoTablesCaptured"]
    if found == [] and must_find:
        return _NO_TABLES
    task.data["_Tables"] = tables.merged(task.data["_Tables"], found or [])
    return None


def _finish_load(task: Record) -> None:
    if reason := tables.all_loaded(task, task.data["MigrationType"], task.data["ReplicationTaskSettings"]):
        stop_with(task, reason)


@operation
def stop_replication_task(store: Store, request: Data) -> Data:
    """StopReplicationTask: only what runs, or is about to."""
    task = store.get("ReplicationTask", request["ReplicationTaskArn"])
    if task.status not in _ACTIVE:
        raise invalid_state(task, "stopped")
    task.become("stopping", lambda: stop_with(task, "NORMAL"))
    return {"ReplicationTask": shown(task)}


def stop_with(task: Record, reason: str) -> None:
    """Let a task stop for a reason; by default, as if it was asked to."""
    task.data.update(StopReason=f"Stop Reason {reason or 'NORMAL'}", _StopDate=clock.now())
    task.data["RecoveryCheckpoint"] = _checkpoint(task)
    task.become("stopped")


def fail(task: Record, message: str) -> None:
    """Let a task fail for good, in the words in which DMS says it."""
    said = f"Last Error  {message} Stop Reason FATAL_ERROR Error Level FATAL"
    task.data.update(StopReason=said, LastFailureMessage=said, _StopDate=clock.now())
    task.data["RecoveryCheckpoint"] = _checkpoint(task)
    task.become("failed")


def _checkpoint(task: Record) -> str:
    """Return where the changes stand; nowhere before the load is over."""
    kind = task.data["MigrationType"]
    if kind == "full-load" or (kind == "full-load-and-cdc" and not task.data.get("_Loaded")):
        return ""
    source = task.store.get("Endpoint", task.data["SourceEndpointArn"])
    return checkpoint(source, task.data["_Runs"], clock.now())


def _follow_instance(instance: Record, before: str) -> None:
    """Stop the tasks of an instance whose class or engine version changes, and resume them afterwards, as DMS does."""
    if instance.kind != "ReplicationInstance":
        return
    for task in instance.store.of("ReplicationTask"):
        if task.data["ReplicationInstanceArn"] != instance.arn:
            continue
        if instance.status == "modifying" and instance.data.get("_Restarts") and task.status in _ACTIVE:
            stop_with(task, _RESTART)
        if before == "modifying" and instance.status == "available" and _RESTART in task.data.get("StopReason", ""):
            _start(instance.store, task, "resume-processing")


OBSERVERS.append(_follow_instance)
ENDINGS.update({("ReplicationTask", "failed"): fail, ("ReplicationTask", "stopped"): stop_with})


@operation
def describe_table_statistics(store: Store, request: Data) -> Data:
    """DescribeTableStatistics: none before the task first ran."""
    task = store.get("ReplicationTask", request["ReplicationTaskArn"])
    found = filtered("Table statistic", _STATISTICS_FILTERS, request, task.data["_Tables"] or [])
    return {
        "ReplicationTaskArn": task.arn,
        **paged("TableStatistics", request, found, _MOST_STATISTICS),
    }


@operation
def reload_tables(store: Store, request: Data) -> Data:
    """ReloadTables: of a running task, up to ten tables that it has."""
    task = store.get("ReplicationTask", request["ReplicationTaskArn"])
    if task.status != "running":
        raise invalid_state(task, "reloaded")
    events.tell(task, _RELOADED)
    task.later(tables.reload(task.data["_Tables"], request, validated=validates(task.data["ReplicationTaskSettings"])))
    return {"ReplicationTaskArn": task.arn}

"""The life of a replication task: starting, running, stopping, and what it counts on the way."""

from __future__ import annotations

import json

from local_cloud.plugin import clock, connections, tables
from local_cloud.plugin.describe import filtered, paged
from local_cloud.plugin.documents import validates
from local_cloud.plugin.faults import Fault
from local_cloud.plugin.registry import operation
from local_cloud.plugin.rules import exclude, invalid
from local_cloud.plugin.store import Data, Record, Store
from local_cloud.plugin.tasks import invalid_state, shown

__all__ = ["fail"]

_NO_TABLES = (
    "No tables were found at task initialization. Either the selected table(s) or schema(s) no longer exist or no "
    "match was found for the table selection pattern(s)."
)
_STATISTICS_FILTERS = {"schema-name": ("SchemaName",), "table-name": ("TableName",), "table-state": ("TableState",)}
_MOST_STATISTICS = 500
_MOST_RELOADS = 10


@operation
def start_replication_task(store: Store, request: Data) -> Data:
    """StartReplicationTask: each start type has its own precondition; both endpoints must be tested."""
    task = store.get("ReplicationTask", request["ReplicationTaskArn"])
    kind = request["StartReplicationTaskType"]
    if task.status not in {"ready", "stopped", "failed"}:
        raise Fault("InvalidResourceStateFault", f"Replication Task cannot be started, invalid state: {task.status}")
    _check_start(task, kind)
    exclude(request, "CdcStartPosition", "CdcStartTime")
    connections.require_successful(store, task)

    fresh = kind != "resume-processing"
    now = clock.now()
    task.data.update(
        ReplicationTaskStartDate=now,
        _Runs=task.data["_Runs"] + 1,
        _Loaded=not fresh and task.data.get("_Loaded", False),
    )
    for ended in ("StopReason", "LastFailureMessage", "_StopDate"):
        task.data.pop(ended, None)
    for position in ("CdcStartPosition", "CdcStopPosition"):
        if position in request:
            task.data[position] = request[position]
    if fresh:
        task.data.update(_FreshStart=now, _Tables=None)
    task.become("starting", lambda: _run(store, task))
    return {"ReplicationTask": shown(task)}


def _check_start(task: Record, kind: str) -> None:
    label = kind.upper().replace("-", "_")
    if kind == "start-replication" and task.data["_Runs"] and task.data["MigrationType"] != "cdc":
        raise Fault(
            "InvalidParameterCombinationException",
            f"Start Type : {label}, valid only for tasks running for the first time",
        )
    if kind != "start-replication" and task.status == "ready":
        raise Fault(
            "InvalidParameterCombinationException",
            f"Start Type : {label}, valid only for tasks that have run before",
        )
    if kind == "reload-target" and task.data["MigrationType"] == "cdc":
        raise Fault(
            "InvalidParameterCombinationException", f"Start Type : {label}, not valid for tasks of migration type cdc"
        )


def _run(store: Store, task: Record) -> None:
    """Go from starting to running, or fail as the real one does when it can't connect or finds nothing to do."""
    instance = store.get("ReplicationInstance", task.data["ReplicationInstanceArn"])
    for end in ("SourceEndpointArn", "TargetEndpointArn"):
        if message := connections.problem(store, instance, store.get("Endpoint", task.data[end])):
            fail(task, message)
            return
    if task.data["_Tables"] is None:
        found = tables.selected(store, task.data["SourceEndpointArn"], task.data["TableMappings"])
        must_find = json.loads(task.data["ReplicationTaskSettings"])["ErrorBehavior"]["FailOnNoTablesCaptured"]
        if found == [] and must_find:
            fail(task, _NO_TABLES)
            return
        task.data["_Tables"] = [tables.at_rest(table) for table in found or []]
    if task.data["_Loaded"] or task.data["MigrationType"] == "cdc":
        task.become("running")
        return
    for statistics in task.data["_Tables"]:
        tables.loading(statistics)
    task.become("running", lambda: _finish_load(task))


def _finish_load(task: Record) -> None:
    for statistics in task.data["_Tables"]:
        tables.loaded(statistics, validated=validates(task.data["ReplicationTaskSettings"]))
    task.data["_Loaded"] = True
    settings = json.loads(task.data["ReplicationTaskSettings"])["FullLoadSettings"]
    if task.data["MigrationType"] == "full-load":
        _stop(task, "FULL_LOAD_ONLY_FINISHED")
    elif settings["StopTaskCachedChangesNotApplied"]:
        _stop(task, "STOPPED_AFTER_FULL_LOAD")
    elif settings["StopTaskCachedChangesApplied"]:
        _stop(task, "STOPPED_AFTER_CACHED_EVENTS")


@operation
def stop_replication_task(store: Store, request: Data) -> Data:
    """StopReplicationTask: only what runs, or is about to."""
    task = store.get("ReplicationTask", request["ReplicationTaskArn"])
    if task.status not in {"starting", "running"}:
        raise invalid_state(task, "stopped")
    task.become("stopping", lambda: _stop(task, "NORMAL"))
    return {"ReplicationTask": shown(task)}


def _stop(task: Record, reason: str) -> None:
    task.data.update(StopReason=f"Stop Reason {reason}", _StopDate=clock.now())
    task.data["RecoveryCheckpoint"] = f"checkpoint:V1#{task.data['_Runs']}#local#0#0#*#0#0"
    task.become("stopped")


def fail(task: Record, message: str) -> None:
    """Let a task fail for good."""
    task.data.update(
        StopReason="Stop Reason FATAL_ERROR Error Level FATAL", LastFailureMessage=message, _StopDate=clock.now()
    )
    task.become("failed")


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
    wanted = request["TablesToReload"]
    if len(wanted) > _MOST_RELOADS:
        raise invalid(f"At most {_MOST_RELOADS} tables can be reloaded at once, got {len(wanted)}.")
    if request.get("ReloadOption") == "validate-only" and not validates(task.data["ReplicationTaskSettings"]):
        raise Fault("InvalidResourceStateFault", "The option validate-only needs a task with validation enabled.")
    known = {(table["SchemaName"], table["TableName"]): table for table in task.data["_Tables"]}
    missing = [each for each in wanted if (each["SchemaName"], each["TableName"]) not in known]
    if missing:
        raise invalid(f"The task has no table {missing[0]['SchemaName']}.{missing[0]['TableName']}.")
    chosen = [known[each["SchemaName"], each["TableName"]] for each in wanted]
    for table in chosen:
        tables.loading(table)
        table["FullLoadReloaded"] = True

    def finish() -> None:
        for table in chosen:
            tables.loaded(table, validated=validates(task.data["ReplicationTaskSettings"]))

    task.later(finish)
    return {"ReplicationTaskArn": task.arn}

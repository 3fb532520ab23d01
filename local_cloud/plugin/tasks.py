"""Replication tasks: what they are made of."""

from __future__ import annotations

from local_cloud.plugin import clock, switches
from local_cloud.plugin.describe import filtered, paged
from local_cloud.plugin.documents import (
    check_mappings,
    check_settings,
    effective_settings,
    without_log_severities,
)
from local_cloud.plugin.faults import Fault
from local_cloud.plugin.instances import require_available, version_number
from local_cloud.plugin.kinds import KINDS
from local_cloud.plugin.positions import check_positions
from local_cloud.plugin.registry import operation
from local_cloud.plugin.rules import check_identifiers
from local_cloud.plugin.store import Data, Record, Store

__all__ = ["AT_REST", "check_endpoints", "invalid_state", "shown"]

AT_REST = {"ready", "stopped", "failed"}
_MOVABLE = AT_REST | {"failed-move"}


@operation
def create_replication_task(store: Store, request: Data) -> Data:
    """CreateReplicationTask: ready a step later; nothing starts it."""
    check_identifiers(request)
    instance = store.get("ReplicationInstance", request["ReplicationInstanceArn"])
    require_available(instance)
    check_endpoints(store, request)
    _check_documents(request, creating=True)
    check_positions(request, request["MigrationType"])
    data = {
        **request,
        "ReplicationTaskCreationDate": clock.now(),
        "_Settings": request.get("ReplicationTaskSettings"),
        "_Runs": 0,
        "_Tables": None,
    }
    record = store.add("ReplicationTask", data, resource=request.get("ResourceIdentifier"), tags=request.get("Tags"))
    _complete_settings(store, record)
    record.become("creating", lambda: record.become("ready"))
    return {"ReplicationTask": shown(record)}


@operation
def modify_replication_task(store: Store, request: Data) -> Data:
    """ModifyReplicationTask: only at rest, but for how much is logged; the migration type by the cloud's switch."""
    record = store.get("ReplicationTask", request["ReplicationTaskArn"])
    if record.status == "running" and _changes_log_severities_only(record, request):
        _check_documents(request, creating=False)
        record.data["_Settings"] = request["ReplicationTaskSettings"]
        _complete_settings(store, record)
        return {"ReplicationTask": shown(record)}
    if record.status not in AT_REST:
        raise Fault(
            "InvalidResourceStateFault",
            "Replication Task, excluding logging severity task settings, cannot be modified while it is "
            f"{record.status} state",
        )
    check_identifiers(request)
    _check_documents(request, creating=False)
    kind = str(request.get("MigrationType", record.data["MigrationType"]))
    check_positions(request, kind)
    if kind != record.data["MigrationType"] and switches.value("MIGRATION_TYPE") == "replace":
        raise Fault("InvalidParameterCombinationException", "The migration type of a task cannot be modified.")
    before = record.status
    record.data.update({key: value for key, value in request.items() if key != "ReplicationTaskSettings"})
    if "ReplicationTaskSettings" in request:
        record.data["_Settings"] = request["ReplicationTaskSettings"]
        _complete_settings(store, record)
    record.become("modifying", lambda: record.become(before))
    return {"ReplicationTask": shown(record)}


@operation
def move_replication_task(store: Store, request: Data) -> Data:
    """MoveReplicationTask: at rest, to another instance of the same or a later version."""
    record = store.get("ReplicationTask", request["ReplicationTaskArn"])
    target = store.get("ReplicationInstance", request["TargetReplicationInstanceArn"])
    if record.status not in _MOVABLE:
        raise invalid_state(record, "moved")
    require_available(target)
    # A move that failed leaves the task where it was; whether it can be moved there to get out of that isn't known (?).
    if target.arn == record.data["ReplicationInstanceArn"] and record.status != "failed-move":
        raise Fault("InvalidParameterCombinationException", f"The task already is on instance {target.name}.")
    versions = [
        store.get("ReplicationInstance", arn).data["EngineVersion"]
        for arn in (record.data["ReplicationInstanceArn"], target.arn)
    ]
    if version_number(versions[1]) < version_number(versions[0]):
        raise Fault(
            "InvalidResourceStateFault",
            f"Replication task {record.name} cannot be moved from engine version {versions[0]} to {versions[1]}.",
        )
    # What it was before a move that failed.
    before = record.data.setdefault("_Unmoved", record.status)

    def arrive() -> None:
        record.data["ReplicationInstanceArn"] = target.arn
        for moving in ("TargetReplicationInstanceArn", "_Unmoved", "LastFailureMessage"):
            record.data.pop(moving, None)
        _complete_settings(store, record)
        record.become(before)

    record.data["TargetReplicationInstanceArn"] = target.arn
    record.become("moving", arrive)
    return {"ReplicationTask": shown(record)}


@operation
def delete_replication_task(store: Store, request: Data) -> Data:
    """DeleteReplicationTask: a task that does anything must be stopped first."""
    record = store.get("ReplicationTask", request["ReplicationTaskArn"])
    if record.status not in _MOVABLE:
        raise invalid_state(record, "deleted")
    record.become("deleting", lambda: store.remove(record))
    return {"ReplicationTask": shown(record)}


@operation
def describe_replication_tasks(store: Store, request: Data) -> Data:
    """DescribeReplicationTasks, with settings or without."""
    kind = KINDS["ReplicationTask"]
    found = filtered(kind.noun, kind.filters, request, [shown(record) for record in store.of("ReplicationTask")])
    if request.get("WithoutSettings"):
        for task in found:
            del task["ReplicationTaskSettings"]
    return paged(kind.plural, request, found)


def shown(task: Record) -> Data:
    """Return a task as DMS shows it, with its progress once it ran."""
    data = dict(task.data)
    if task.data["_Runs"]:
        data["ReplicationTaskStats"] = _progress(task)
    return data


def _progress(task: Record) -> Data:
    tables = task.data["_Tables"] or []
    done = sum(table["TableState"] == "Table completed" for table in tables)
    loading = sum(table["TableState"] == "Full load" for table in tables)
    started = task.data["ReplicationTaskStartDate"]
    stats: Data = {
        "FullLoadProgressPercent": 100 if task.data["_Loaded"] else 0,
        "TablesLoaded": done,
        "TablesLoading": loading,
        "TablesQueued": len(tables) - done - loading,
        "TablesErrored": 0,
        "StartDate": started,
        "FreshStartDate": task.data["_FreshStart"],
        "ElapsedTimeMillis": int(1000 * (task.data.get("_StopDate", clock.now()) - started)),
    }
    if stop := task.data.get("_StopDate"):
        stats["StopDate"] = stop
    if loaded := task.data.get("_LoadDate"):
        stats |= {"FullLoadStartDate": task.data["_FreshStart"], "FullLoadFinishDate": loaded}
    return stats


def invalid_state(task: Record, verb: str) -> Fault:
    """Make the fault for a task whose state doesn't allow something."""
    noun = KINDS[task.kind].noun.title()
    return Fault("InvalidResourceStateFault", f"{noun} {task.name} cannot be {verb}, invalid state: {task.status}")


def check_endpoints(store: Store, request: Data) -> None:
    """Refuse endpoints that aren't there, or that face the wrong way."""
    for end in ("source", "target"):
        endpoint = store.get("Endpoint", request[f"{end.capitalize()}EndpointArn"])
        if endpoint.data["EndpointType"] != end:
            raise Fault("InvalidParameterCombinationException", f"Endpoint {endpoint.name} is not a {end} endpoint.")


def _check_documents(request: Data, *, creating: bool) -> None:
    if "TableMappings" in request:
        check_mappings(request["TableMappings"])
    if request.get("ReplicationTaskSettings"):
        check_settings(request["ReplicationTaskSettings"], creating=creating)


def _changes_log_severities_only(task: Record, request: Data) -> bool:
    if set(request) != {"ReplicationTaskArn", "ReplicationTaskSettings"}:
        return False
    old, new = (without_log_severities(text) for text in (task.data["_Settings"], request["ReplicationTaskSettings"]))
    return new is not None and old == new


def _complete_settings(store: Store, task: Record) -> None:
    instance = store.get("ReplicationInstance", task.data["ReplicationInstanceArn"])
    task.data["ReplicationTaskSettings"] = effective_settings(
        task.data["_Settings"],
        log_group=f"dms-tasks-{instance.name}",
        log_stream=f"dms-task-{task.arn.rsplit(':', 1)[-1]}",
    )

"""
The life of a serverless replication.

Its states are those of the DMS User Guide, "AWS DMS Serverless components", spelled as the service answers.
"""

from __future__ import annotations

from local_cloud.plugin import clock, connections, network, tables
from local_cloud.plugin.describe import filtered, paged
from local_cloud.plugin.documents import validates
from local_cloud.plugin.faults import Fault
from local_cloud.plugin.kinds import KINDS
from local_cloud.plugin.positions import check_positions, checkpoint
from local_cloud.plugin.registry import operation
from local_cloud.plugin.rules import invalid
from local_cloud.plugin.serverless import AT_REST, invalid_state
from local_cloud.plugin.store import ENDINGS, Data, Record, Store
from local_cloud.plugin.ways_out import Place

__all__ = ["ACTIVE"]

_STARTING = (
    "initializing",
    "preparing_metadata_resources",
    "testing_connection",
    "fetching_metadata",
    "calculating_capacity",
    "provisioning_capacity",
    "replication_starting",
)
# What is left of these for a replication that has its capacity still.
_RESUMING = ("initializing", "testing_connection", "replication_starting")
ACTIVE = {*_STARTING, "running"}
_KINDS = ("start-replication", "resume-processing", "reload-target")
_KEPT_SECONDS = 48 * 3600
_PROVISIONED, _DEPROVISIONED = "provisioned", "deprovisioned"


@operation
def describe_replications(store: Store, request: Data) -> Data:
    """DescribeReplications."""
    known = KINDS["ReplicationConfig"].filters
    found = filtered("Replication", known, request, [_shown(each) for each in store.of("ReplicationConfig")])
    return paged("Replications", request, found)


@operation
def start_replication(store: Store, request: Data) -> Data:
    """StartReplication: DMS itself tests the endpoints here, so no connection test is asked for."""
    record = store.get("ReplicationConfig", request["ReplicationConfigArn"])
    kind = request["StartReplicationType"]
    if kind not in _KINDS:
        raise invalid(f"Value '{kind}' at 'startReplicationType' is not valid.")
    if record.status not in AT_REST:
        raise invalid_state(record, "started")
    _check_start(record, kind)
    check_positions(request, record.data["ReplicationType"])
    for ended in ("StopReason", "FailureMessages", "RecoveryCheckpoint", "ReplicationDeprovisionTime", "_StopDate"):
        record.data.pop(ended, None)
    record.data.update(
        {key: request[key] for key in ("CdcStartPosition", "CdcStopPosition", "CdcStartTime") if key in request},
        StartReplicationType=kind,
        _Runs=record.data["_Runs"] + 1,
        _StartDate=clock.now(),
        _Loaded=kind == "resume-processing" and record.data.get("_Loaded", False),
    )
    if kind != "resume-processing":
        record.data.update(_FreshStart=clock.now(), _Tables=None)
        record.data.pop("_LoadDate", None)
    ready = (record.data.get("ProvisionData") or {}).get("ProvisionState") == _PROVISIONED
    _pass(store, record, list(_RESUMING if ready else _STARTING))
    return {"Replication": _shown(record)}


def _check_start(record: Record, kind: str) -> None:
    migration_type, deprovisioned = record.data["ReplicationType"], _is_deprovisioned(record)
    refusal = None
    if not record.data["_Runs"] and kind != "start-replication":
        refusal = f"{kind} is only valid after a first start."
    elif record.data["_Runs"] and kind == "start-replication" and migration_type != "cdc":
        refusal = f"{kind} is only valid for a first start."
    elif kind == "resume-processing" and migration_type == "full-load":
        refusal = f"{kind} is not valid for a full-load replication."
    elif kind == "reload-target" and migration_type == "cdc":
        refusal = f"{kind} is not valid for a cdc replication."
    if refusal:
        raise Fault("InvalidParameterCombinationException", refusal)
    if kind == "resume-processing" and deprovisioned:
        raise Fault(
            "InvalidResourceStateFault",
            f"Replication {record.name} cannot be resumed: its resources have been deprovisioned.",
        )


def _is_deprovisioned(record: Record) -> bool:
    return bool((record.data.get("ProvisionData") or {}).get("ProvisionState") == _DEPROVISIONED)


def _pass(store: Store, record: Record, states: list[str]) -> None:
    """Go through states one after the other, doing in each what it is named after."""
    if not states:
        _run(record)
        return
    state, *following = states

    def go_on() -> None:
        if message := _work(store, record, state):
            fail(record, message)
        else:
            _pass(store, record, following)

    record.become(state, go_on)


def _work(store: Store, record: Record, state: str) -> str | None:
    """Do the work of a state; say why that isn't possible, None if it is done."""
    if state == "testing_connection":
        place = _place(store, record)
        for end in ("SourceEndpointArn", "TargetEndpointArn"):
            if found := connections.problem(store, place, store.get("Endpoint", record.data[end])):
                return f"Test connection failed: {found}"
    if state == "provisioning_capacity":
        record.data["ProvisionData"] = {
            "ProvisionState": _PROVISIONED,
            "ProvisionedCapacityUnits": record.data["ComputeConfig"].get("MinCapacityUnits", 1),
            "DateProvisioned": clock.now(),
            "IsNewProvisioningAvailable": False,
        }
    if state == "replication_starting":
        selected = tables.selected(store, record.data["SourceEndpointArn"], record.data["TableMappings"])
        record.data["_Tables"] = tables.merged(record.data["_Tables"], selected or [])
    return None


def _place(store: Store, record: Record) -> Place:
    """Return from where a replication connects."""
    compute = record.data["ComputeConfig"]
    groups = compute.get("VpcSecurityGroupIds") or []
    name = compute.get("ReplicationSubnetGroupId")
    if not name:
        return Place("", groups, "0.0.0.0", is_serverless=True)
    group = store.get("ReplicationSubnetGroup", name).data
    subnet = group["Subnets"][0]["SubnetIdentifier"]
    groups = groups or [network.default_security_group(group["VpcId"])]
    return Place(subnet, groups, network.private_address(subnet, 0), is_serverless=True)


def _run(record: Record) -> None:
    if record.data["_Loaded"] or record.data["ReplicationType"] == "cdc":
        record.become("running")
        return
    for table in record.data["_Tables"]:
        tables.loading(table)
    record.become("running", lambda: _finish_load(record))


def _finish_load(record: Record) -> None:
    if reason := tables.all_loaded(record, record.data["ReplicationType"], record.data["ReplicationSettings"]):
        stop_with(record, reason)


@operation
def stop_replication(store: Store, request: Data) -> Data:
    """StopReplication: whatever is under way."""
    record = store.get("ReplicationConfig", request["ReplicationConfigArn"])
    if record.status not in ACTIVE:
        raise invalid_state(record, "stopped")
    record.become("stopping", lambda: stop_with(record, "NORMAL"))
    return {"Replication": _shown(record)}


def stop_with(record: Record, reason: str) -> None:
    """Let a replication stop for a reason; by default, as if it was asked to."""
    record.data["StopReason"] = f"Stop Reason {reason or 'NORMAL'}"
    _rest(record, "stopped")


def fail(record: Record, message: str) -> None:
    """Let a replication fail for good."""
    said = f"Last Error  {message} Stop Reason FATAL_ERROR Error Level FATAL"
    record.data.update(StopReason=said, FailureMessages=[said])
    _rest(record, "failed")


def _rest(record: Record, state: str) -> None:
    now, kind = clock.now(), record.data["ReplicationType"]
    record.data.update(ReplicationLastStopTime=now, _StopDate=now, RecoveryCheckpoint="")
    if kind == "cdc" or (kind == "full-load-and-cdc" and record.data.get("_Loaded")):
        source = record.store.get("Endpoint", record.data["SourceEndpointArn"])
        record.data["RecoveryCheckpoint"] = checkpoint(source, record.data["_Runs"], now)
    record.become(state)
    if record.data.get("ProvisionData") and not _is_deprovisioned(record):
        record.data["ReplicationDeprovisionTime"] = now + _KEPT_SECONDS
        record.at(now + _KEPT_SECONDS, lambda: _deprovision(record))


def _deprovision(record: Record) -> None:
    """Give the capacity back: statistics go with it."""
    record.data["ProvisionData"].update(ProvisionState=_DEPROVISIONED, ProvisionedCapacityUnits=0)
    record.data["_Tables"] = None
    record.become(record.status)


ENDINGS.update({("ReplicationConfig", "failed"): fail, ("ReplicationConfig", "stopped"): stop_with})


def _shown(record: Record) -> Data:
    """Return a replication as DMS shows it, with its progress once it ran."""
    data = dict(record.data)
    if not data["_Runs"]:
        return data
    statistics = data["_Tables"] or []
    done = sum(table["TableState"] == "Table completed" for table in statistics)
    loading = sum(table["TableState"] == "Full load" for table in statistics)
    data["ReplicationStats"] = {
        "FullLoadProgressPercent": 100 if data["_Loaded"] else 0,
        "ElapsedTimeMillis": int(1000 * (data.get("_StopDate", clock.now()) - data["_StartDate"])),
        "TablesLoaded": done,
        "TablesLoading": loading,
        "TablesQueued": len(statistics) - done - loading,
        "TablesErrored": 0,
        "FreshStartDate": data["_FreshStart"],
        "StartDate": data["_StartDate"],
        **({"StopDate": data["_StopDate"]} if "_StopDate" in data else {}),
    }
    return data


@operation
def describe_replication_table_statistics(store: Store, request: Data) -> Data:
    """DescribeReplicationTableStatistics."""
    record = store.get("ReplicationConfig", request["ReplicationConfigArn"])
    known = {"schema-name": ("SchemaName",), "table-name": ("TableName",), "table-state": ("TableState",)}
    found = filtered("Table statistic", known, request, record.data["_Tables"] or [])
    return {"ReplicationConfigArn": record.arn, **paged("ReplicationTableStatistics", request, found, 500)}


@operation
def reload_replication_tables(store: Store, request: Data) -> Data:
    """ReloadReplicationTables: of a running replication, up to ten tables that it has."""
    record = store.get("ReplicationConfig", request["ReplicationConfigArn"])
    if record.status != "running":
        raise invalid_state(record, "reloaded")
    validated = validates(record.data["ReplicationSettings"])
    record.later(tables.reload(record.data["_Tables"], request, validated=validated))
    return {"ReplicationConfigArn": record.arn}

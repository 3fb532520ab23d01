"""Replication configs: what serverless replications run by."""

from __future__ import annotations

from dms_constructs import facts
from local_cloud.plugin import clock
from local_cloud.plugin.documents import check_mappings, check_settings, effective_settings
from local_cloud.plugin.faults import Fault
from local_cloud.plugin.kinds import KINDS
from local_cloud.plugin.permissions import check_vpc_role
from local_cloud.plugin.registry import operation
from local_cloud.plugin.rules import check_identifiers, invalid
from local_cloud.plugin.store import Data, Record, Store
from local_cloud.plugin.tasks import check_endpoints

__all__ = ["AT_REST", "invalid_state"]

AT_REST = {"created", "stopped", "failed"}
# Once capacity was provisioned, these can't change any more, not even after a stop.
_FIXED = ("SourceEndpointArn", "TargetEndpointArn", "ReplicationType")
_FIXED_COMPUTE = ("AvailabilityZone", "DnsNameServers", "KmsKeyId", "ReplicationSubnetGroupId")
_NOUN = KINDS["ReplicationConfig"].noun


@operation
def create_replication_config(store: Store, request: Data) -> Data:
    """CreateReplicationConfig: makes the replication too, in the state `created`."""
    check_vpc_role(store)
    check_identifiers(request)
    check_endpoints(store, request)
    _check(store, request)
    now = clock.now()
    data = {**request, "ReplicationConfigCreateTime": now, "ReplicationCreateTime": now, "_Tables": None, "_Runs": 0}
    record = store.add("ReplicationConfig", data, resource=request.get("ResourceIdentifier"), tags=request.get("Tags"))
    _complete_settings(record, request.get("ReplicationSettings"))
    record.become("created")
    return {"ReplicationConfig": record.data}


@operation
def modify_replication_config(store: Store, request: Data) -> Data:
    """ModifyReplicationConfig: at rest; endpoints, type and network only before the first start."""
    record = store.get("ReplicationConfig", request["ReplicationConfigArn"])
    if record.status not in AT_REST:
        raise invalid_state(record, "modified")
    changes = {key: value for key, value in request.items() if key != "ReplicationConfigArn"}
    compute = {**record.data["ComputeConfig"], **changes.pop("ComputeConfig", {})}
    fixed = [key for key in _FIXED if changes.get(key, record.data[key]) != record.data[key]]
    fixed += [key for key in _FIXED_COMPUTE if compute.get(key) != record.data["ComputeConfig"].get(key)]
    # Once capacity was provisioned, also if it isn't any more.
    if fixed and record.data.get("ProvisionData"):
        raise Fault(
            "InvalidResourceStateFault",
            f"{', '.join(fixed)} of {record.name} cannot be modified: its replication has been provisioned before.",
        )
    changed = {**record.data, **changes, "ComputeConfig": compute}
    check_identifiers(changes)
    check_endpoints(store, changed)
    _check(store, {**changes, "ComputeConfig": compute})
    settings = changes.pop("ReplicationSettings", None)
    record.data.update(changes, ComputeConfig=compute, ReplicationConfigUpdateTime=clock.now())
    if settings:
        _complete_settings(record, settings)
    return {"ReplicationConfig": record.data}


@operation
def delete_replication_config(store: Store, request: Data) -> Data:
    """DeleteReplicationConfig: not while its replication does anything."""
    record = store.get("ReplicationConfig", request["ReplicationConfigArn"])
    if record.status not in AT_REST:
        raise invalid_state(record, "deleted")
    record.become("deleting", lambda: store.remove(record))
    return {"ReplicationConfig": record.data}


def invalid_state(record: Record, verb: str) -> Fault:
    """Make the fault for a replication whose state doesn't allow something."""
    return Fault("InvalidResourceStateFault", f"{_NOUN} {record.name} cannot be {verb}: its state is {record.status}.")


def _check(store: Store, request: Data) -> None:
    if "TableMappings" in request:
        check_mappings(request["TableMappings"])
    if request.get("ReplicationSettings"):
        check_settings(request["ReplicationSettings"], creating=True)
    compute = request["ComputeConfig"]
    allowed = facts.instances()["serverless"]["dcu_values"]["value"]
    for name in ("MinCapacityUnits", "MaxCapacityUnits"):
        if name in compute and compute[name] not in allowed:
            raise invalid(f"Invalid value {compute[name]} for {name}. Valid values: {allowed}.")
    if "MaxCapacityUnits" not in compute:
        raise invalid("MaxCapacityUnits is required.")
    if compute.get("MinCapacityUnits", 1) > compute["MaxCapacityUnits"]:
        raise invalid("MinCapacityUnits cannot be greater than MaxCapacityUnits.")
    if group := compute.get("ReplicationSubnetGroupId"):
        store.get("ReplicationSubnetGroup", group)


def _complete_settings(record: Record, text: str | None) -> None:
    record.data["ReplicationSettings"] = effective_settings(
        text,
        log_group=f"dms-serverless-replication-{record.arn.rsplit(':', 1)[-1]}",
        log_stream=f"dms-serverless-serv-res-id-{record.arn.rsplit(':', 1)[-1]}",
    )

"""
CloudFormation's side of DMS: makes, changes and deletes resources through the same operations as the API.

MiniStack's engine does the rest. It asks for a new resource and later for the old one's deletion when a property of
`REPLACING` changes, calls `update` otherwise, and rolls back when one of these raises.
"""

from __future__ import annotations

import random
import string
import uuid
from collections.abc import Callable
from datetime import datetime, timezone
from typing import Any

from local_cloud.plugin import clock, inside, model, orders, service
from local_cloud.plugin.configuration import configuration
from local_cloud.plugin.faults import Fault
from local_cloud.plugin.resource_types import RESOURCE_TYPES, ResourceType
from local_cloud.plugin.store import Data, Record

__all__ = ["install"]

_PASSING = {"creating", "modifying", "deleting", "rebooting", "moving"}
# Seen on tasks, endpoints and instances; on subnet groups it was seen that they are not there.
_SYSTEM_TAGS = "aws:cloudformation:"
_LIST_OF_TAGS = ("Tags", "list")


def install() -> None:
    """Register the types with MiniStack."""
    for name, resource_type in RESOURCE_TYPES.items():
        full_name = f"AWS::DMS::{name}"
        inside.RESOURCE_HANDLERS[full_name] = {
            "create": _creator(name, resource_type),
            "update": _updater(name, resource_type),
            "delete": _deleter(name, resource_type),
        }
        inside.REPLACING[full_name] = resource_type.replacing
        inside.CONDITIONALLY_REPLACING[full_name] = resource_type.sometimes_replacing
        if resource_type.taggable:
            inside.STACK_TAGS[full_name] = _LIST_OF_TAGS


def _creator(name: str, resource_type: ResourceType) -> Callable[[str, Data, str], tuple[str, Data]]:
    def create(logical_id: str, properties: Data, stack_name: str) -> tuple[str, Data]:
        _check_properties(logical_id, resource_type, properties)
        given = _spelled_for_api(name, properties)
        if name == "ReplicationSubnetGroup":
            given["Tags"] = [tag for tag in given.get("Tags", []) if not tag["Key"].startswith(_SYSTEM_TAGS)]
        given.setdefault(resource_type.name, _made_up_name(logical_id, resource_type.longest_name))
        request = model.from_template(resource_type.create, given)
        answer = _call(resource_type.create, request, stack_name)
        made = next(iter(answer.values()))
        record = _find(name, made.get(f"{name}Arn") or request[resource_type.name])
        _wait(record)
        return (record.name if resource_type.by_name else record.arn), _attributes(record)

    return create


def _updater(name: str, resource_type: ResourceType) -> Callable[[str, Data, Data, str], tuple[str, Data]]:
    def update(physical_id: str, old: Data, new: Data, stack_name: str) -> tuple[str, Data]:
        changed = {key: value for key, value in new.items() if key != "Tags" and value != old.get(key)}
        changed |= {key: value for key, value in resource_type.resets.items() if key in old and key not in new}
        record = _find(name, physical_id)
        if changed and resource_type.modifiable:
            if name == "ReplicationSubnetGroup":
                changed["SubnetIds"] = new["SubnetIds"]  # ModifyReplicationSubnetGroup always needs them
            if name == "ReplicationInstance":
                changed |= {"ApplyImmediately": True}
                changed |= {key: new[key] for key in ("AllowMajorVersionUpgrade",) if key in new}
            operation = f"Modify{name}"
            request = model.from_template(operation, _spelled_for_api(name, changed))
            _call(operation, request | {resource_type.handle: physical_id}, stack_name)
            _wait(record)
        _retag(record, old, new, stack_name)
        return physical_id, _attributes(record)

    return update


def _deleter(name: str, resource_type: ResourceType) -> Callable[[str, Data], None]:
    def delete(physical_id: str, properties: Data) -> None:  # noqa: ARG001 -- the signature is MiniStack's
        try:
            record = _find(name, physical_id)
        except Fault:
            return
        _call(f"Delete{name}", {resource_type.handle: physical_id}, "")
        _wait(record)

    return delete


def _call(operation: str, request: Data, stack_name: str) -> Data:
    """Call DMS; a refusal becomes the reason that CloudFormation gives for a failed resource."""
    try:
        orders.refuse(inside.get_account_id(), f"dms:{operation}", {"By": "cloudformation"})
        return service.call(operation, request, f"cloudformation {stack_name}".strip())
    except Fault as fault:
        raise RuntimeError(
            f"{fault.message} (Service: AWSDatabaseMigrationService; Status Code: 400; Error Code: {fault.code}; "
            f"Request ID: {uuid.uuid4()}; Proxy: null)"
        ) from None


def _find(name: str, identifier: str) -> Record:
    with service.lock:
        store = service.current_store()
        store.settle()
        return store.get(name, identifier)


def _wait(record: Record) -> None:
    """Wait as CloudFormation does, until the resource is no longer in a passing state or is gone."""
    while True:
        with service.lock:
            store = service.current_store()
            store.settle()
            if store.records.get(record.arn) is not record or record.status not in _PASSING:
                return
        clock.sleep(configuration.step_seconds / 4)


def _made_up_name(logical_id: str, longest: int) -> str:
    suffix = "".join(random.choices(string.ascii_lowercase + string.digits, k=16))
    return f"{logical_id.lower()[: longest - 17]}-{suffix}"


def _check_properties(logical_id: str, resource_type: ResourceType, properties: Data) -> None:
    known = {each.lower() for each in (*model.members(resource_type.create), *resource_type.also)}
    for name in properties:
        if name.lower() not in known:
            raise ValueError(
                f"Properties validation failed for resource {logical_id} with message: "
                f"#: extraneous key [{name}] is not permitted"
            )


def _spelled_for_api(name: str, properties: Data) -> Data:
    """Undo the few differences between a type's properties and the API that are more than the case of letters."""
    given = dict(properties)
    if name == "DataMigration" and "DataMigrationSettings" in given:
        settings = given.pop("DataMigrationSettings")
        names = {"CloudwatchLogsEnabled": "EnableCloudwatchLogs"}
        given |= {names.get(key, key): value for key, value in settings.items()}
    if name == "MigrationProject":
        given.setdefault(
            "InstanceProfileIdentifier", given.get("InstanceProfileArn") or given.get("InstanceProfileName")
        )
        for side in ("SourceDataProviderDescriptors", "TargetDataProviderDescriptors"):
            if side in given:
                given[side] = [
                    {"DataProviderIdentifier": end.get("DataProviderArn") or end.get("DataProviderName"), **end}
                    for end in given[side]
                ]
    if name == "ReplicationTask" and "CdcStartTime" in given:
        given["CdcStartTime"] = float(given["CdcStartTime"]) / 1000  # milliseconds in CloudFormation
    return {key: value for key, value in given.items() if value is not None}


def _attributes(record: Record) -> dict[str, str]:
    shown = {**record.data, f"{record.kind}Arn": record.arn, "Id": record.arn}
    return {name: _text(shown[name]) for name in RESOURCE_TYPES[record.kind].attributes if name in shown}


def _text(value: Any) -> str:
    """Write an attribute as CloudFormation does: lists with commas, times in ISO 8601."""
    if isinstance(value, list):
        return ",".join(value)
    if isinstance(value, float):
        return datetime.fromtimestamp(value, tz=timezone.utc).isoformat(timespec="milliseconds")
    return str(value)


def _retag(record: Record, old: Data, new: Data, stack_name: str) -> None:
    before = {tag["Key"]: tag["Value"] for tag in old.get("Tags") or []}
    after = {tag["Key"]: tag["Value"] for tag in new.get("Tags") or []}
    if gone := [key for key in before if key not in after]:
        _call("RemoveTagsFromResource", {"ResourceArn": record.arn, "TagKeys": gone}, stack_name)
    if before != after and after:
        tags = [{"Key": key, "Value": value} for key, value in after.items()]
        _call("AddTagsToResource", {"ResourceArn": record.arn, "Tags": tags}, stack_name)

"""
Parameter groups: names are stored in lower case, parameters are those of the family, and one that is used stays.

What CloudFormation refuses is in its own handlers, aws-cloudformation-resource-providers-rds at 5a410e8:
`BaseHandlerStd.java` of aws-rds-dbclusterparametergroup. What a family has is in the library's facts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from dms_constructs.databases.parameters import ParameterLevel, parameter, parameter_findings
from dms_constructs.errors import ConfigurationError
from local_cloud.plugin import inside
from local_cloud.plugin.rds.api import refuse
from local_cloud.plugin.store import Data

__all__ = ["install"]

_NO_FAMILY, _OTHER_VALUE = "DMS-F001", "DMS-F007"
_KNOWN_ENGINES = ("aurora", "postgres", "mysql", "mariadb")
_PENDING, _IN_SYNC = "pending-reboot", "in-sync"


@dataclass(frozen=True, slots=True)
class _Kind:
    """One of the two types: how a group is named, what is in it, and who uses it."""

    name: str
    level: ParameterLevel
    users: Callable[[str], list[Data]]
    mark: Callable[[Data, str], None]


def install() -> None:
    """Put these around MiniStack's handlers of the two types."""
    for resource_type, kind in _KINDS.items():
        handler = inside.RESOURCE_HANDLERS[resource_type]
        handler["create"] = _creator(handler["create"], kind)
        handler["update"] = _updater(handler["update"], kind)
        handler["delete"] = _deleter(handler["delete"], kind)
    reboot = inside.RDS_ACTIONS["RebootDBInstance"]
    inside.RDS_ACTIONS["RebootDBInstance"] = lambda request: _rebooted(request, reboot(request))


def _creator(inner: Callable[..., Any], kind: _Kind) -> Callable[..., Any]:
    def create(logical_id: str, properties: Data, stack_name: str) -> Any:
        _check(properties, kind)
        lower = {kind.name: properties[kind.name].lower()} if kind.name in properties else {}
        return inner(logical_id, {**properties, **lower}, stack_name)

    return create


def _updater(inner: Callable[..., Any], kind: _Kind) -> Callable[..., Any]:
    def update(physical_id: str, old: Data, new: Data, *more: Any) -> Any:
        _check(new, kind)
        made = inner(physical_id, old, new, *more)
        if made[0] == physical_id and any(_waits(new["Family"], name) for name in _changed(old, new)):
            for user in kind.users(physical_id):
                kind.mark(user, _PENDING)
        return made

    return update


def _deleter(inner: Callable[..., Any], kind: _Kind) -> Callable[..., Any]:
    def delete(physical_id: str, properties: Data) -> Any:
        if kind.users(physical_id):
            refuse(
                f"One or more database instances are still members of this parameter group {physical_id}, so the group "
                "cannot be deleted"
            )
        return inner(physical_id, properties)

    return delete


def _check(properties: Data, kind: _Kind) -> None:
    family = properties.get("Family", "")
    if not family.startswith(_KNOWN_ENGINES):
        return
    for name, value in (properties.get("Parameters") or {}).items():
        try:
            parameter_findings(family, kind.level, {name: str(value)})
        except ConfigurationError as error:
            if error.code == _NO_FAMILY:
                refuse(f"ParameterGroupFamily {family} is not a valid parameter group family")
            if error.code == _OTHER_VALUE:
                refuse(f"Invalid parameter value: {value} for: {name}")
            raise RuntimeError(f"Invalid / Unmodifiable / Unsupported DB Parameter: {name}") from None


def _changed(old: Data, new: Data) -> Iterator[str]:
    before, after = (properties.get("Parameters") or {} for properties in (old, new))
    yield from (name for name in before.keys() | after.keys() if before.get(name) != after.get(name))


def _waits(family: str, name: str) -> bool:
    """Whether a parameter takes effect at the next reboot only."""
    if not family.startswith(_KNOWN_ENGINES):
        return False
    fact = parameter(family, name)
    return fact is not None and fact.static is True


def _clusters_with(group: str) -> list[Data]:
    return [cluster for cluster in inside.DB_CLUSTERS.values() if cluster["DBClusterParameterGroup"] == group]


def _mark_cluster(cluster: Data, status: str) -> None:
    for member in cluster["DBClusterMembers"]:
        member["DBClusterParameterGroupStatus"] = status


def _instances_with(group: str) -> list[Data]:
    return [
        instance
        for instance in inside.DB_INSTANCES.values()
        if any(each["DBParameterGroupName"] == group for each in instance["DBParameterGroups"])
    ]


def _mark_instance(instance: Data, status: str) -> None:
    for each in instance["DBParameterGroups"]:
        each["ParameterApplyStatus"] = status


def _rebooted(request: Data, answer: Any) -> Any:
    """Let a reboot apply what waited for it."""
    name = request.get("DBInstanceIdentifier", [""])[0]
    if name in inside.DB_INSTANCES:
        _mark_instance(inside.DB_INSTANCES[name], _IN_SYNC)
    for cluster in inside.DB_CLUSTERS.values():
        for member in cluster["DBClusterMembers"]:
            if member["DBInstanceIdentifier"] == name:
                member["DBClusterParameterGroupStatus"] = _IN_SYNC
    return answer


_KINDS = {
    "AWS::RDS::DBClusterParameterGroup": _Kind(
        "DBClusterParameterGroupName", ParameterLevel.CLUSTER, _clusters_with, _mark_cluster
    ),
    "AWS::RDS::DBParameterGroup": _Kind(
        "DBParameterGroupName", ParameterLevel.INSTANCE, _instances_with, _mark_instance
    ),
}

"""Parameter groups: their names are stored in lower case, and one that is used stays."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from local_cloud.plugin import inside
from local_cloud.plugin.rds.api import refuse
from local_cloud.plugin.store import Data

__all__ = ["install"]


def install() -> None:
    """Put these around MiniStack's handlers of the two types."""
    kinds = {
        "AWS::RDS::DBClusterParameterGroup": ("DBClusterParameterGroupName", _clusters_with),
        "AWS::RDS::DBParameterGroup": ("DBParameterGroupName", _instances_with),
    }
    for resource_type, (name, users) in kinds.items():
        handler = inside.RESOURCE_HANDLERS[resource_type]
        handler["create"] = _creator(handler["create"], name)
        handler["delete"] = _deleter(handler["delete"], users)


def _creator(inner: Callable[..., Any], name: str) -> Callable[..., Any]:
    def create(logical_id: str, properties: Data, stack_name: str) -> Any:
        lower = {name: properties[name].lower()} if name in properties else {}
        return inner(logical_id, {**properties, **lower}, stack_name)

    return create


def _deleter(inner: Callable[..., Any], users: Callable[[str], list[str]]) -> Callable[..., Any]:
    def delete(physical_id: str, properties: Data) -> Any:
        if users(physical_id):
            refuse(
                f"One or more database instances are still members of this parameter group {physical_id}, so the group "
                "cannot be deleted"
            )
        return inner(physical_id, properties)

    return delete


def _clusters_with(group: str) -> list[str]:
    return [name for name, cluster in inside.DB_CLUSTERS.items() if cluster["DBClusterParameterGroup"] == group]


def _instances_with(group: str) -> list[str]:
    return [
        name
        for name, instance in inside.DB_INSTANCES.items()
        if any(each["DBParameterGroupName"] == group for each in instance["DBParameterGroups"])
    ]

"""
Global databases and proxies: MiniStack has their API, and no types for CloudFormation.

What a deletion of a global database does is in CloudFormation's own handler, aws-cloudformation-resource-providers-rds
at 5a410e8: `DeleteHandler.java` of aws-rds-globalcluster.
"""

from __future__ import annotations

from typing import Any

from local_cloud.plugin import inside
from local_cloud.plugin.rds.api import call, refuse
from local_cloud.plugin.rds.facts import facts
from local_cloud.plugin.store import Data

__all__ = ["install"]

_POOL = "ConnectionPoolConfigurationInfo"
_TARGETS = ("DBClusterIdentifiers", "DBInstanceIdentifiers")
_LIST_OF_TAGS = ("Tags", "list")
_REPLACING = {
    "GlobalCluster": ("GlobalClusterIdentifier", "SourceDBClusterIdentifier", "StorageEncrypted", "Engine"),
    "DBProxy": ("DBProxyName", "EngineFamily", "VpcSubnetIds", "EndpointNetworkType", "TargetConnectionNetworkType"),
    "DBProxyTargetGroup": ("DBProxyName", "TargetGroupName"),
}


def install() -> None:
    """Register the types with MiniStack."""
    steps = {
        "GlobalCluster": (_create_global, _update_global, _delete_global),
        "DBProxy": (_create_proxy, _update_proxy, _delete_proxy),
        "DBProxyTargetGroup": (_create_target_group, _update_target_group, _delete_target_group),
    }
    for name, (create, update, delete) in steps.items():
        resource_type = f"AWS::RDS::{name}"
        inside.RESOURCE_HANDLERS[resource_type] = {"create": create, "update": update, "delete": delete}
        inside.REPLACING[resource_type] = _REPLACING[name]
    for name in ("GlobalCluster", "DBProxy"):
        inside.STACK_TAGS[f"AWS::RDS::{name}"] = _LIST_OF_TAGS


def _create_global(logical_id: str, properties: Data, stack_name: str) -> tuple[str, Data]:
    name = properties.get("GlobalClusterIdentifier") or _made_up(logical_id, stack_name)
    source = _source(properties)
    if source.get("BacktrackWindow"):
        refuse("A DB cluster with backtrack can't be the primary of a global database.")
    call("CreateGlobalCluster", {**properties, "GlobalClusterIdentifier": name})
    database = inside.GLOBAL_CLUSTERS[name]
    database["StorageEncrypted"] = database["StorageEncrypted"] or bool(source.get("StorageEncrypted"))
    return name, {}


def _source(properties: Data) -> Data:
    """Return the cluster that is to be the primary, whether it is named or given by its ARN."""
    wanted = properties.get("SourceDBClusterIdentifier", "").rpartition(":")[2]
    found: Data = inside.DB_CLUSTERS.get(wanted, {})
    return found


def _made_up(logical_id: str, stack_name: str) -> str:
    return str(inside.physical_name(stack_name, logical_id, lowercase=True, max_len=63))


def _update_global(physical_id: str, old: Data, new: Data, stack_name: str) -> tuple[str, Data]:  # noqa: ARG001
    if old.get("EngineLifecycleSupport") != new.get("EngineLifecycleSupport"):
        raise RuntimeError("EngineLifecycleSupport cannot be modified.")
    protected = new.get("DeletionProtection", False)
    changed = {name: new[name] for name in ("EngineVersion",) if new.get(name) != old.get(name) and name in new}
    call("ModifyGlobalCluster", {"GlobalClusterIdentifier": physical_id, "DeletionProtection": protected, **changed})
    return physical_id, {}


def _delete_global(physical_id: str, properties: Data) -> None:  # noqa: ARG001 -- the signature is MiniStack's
    """Release the primary if it is alone, then delete; the primary is released even when the deletion is refused."""
    database = inside.GLOBAL_CLUSTERS.get(physical_id)
    if database is None:
        return
    members = database["GlobalClusterMembers"]
    if len(members) == 1 and members[0]["IsWriter"]:
        request = {"GlobalClusterIdentifier": physical_id, "DbClusterIdentifier": members[0]["DBClusterArn"]}
        call("RemoveFromGlobalCluster", request)
    call("DeleteGlobalCluster", {"GlobalClusterIdentifier": physical_id})


def _create_proxy(logical_id: str, properties: Data, stack_name: str) -> tuple[str, Data]:  # noqa: ARG001
    call("CreateDBProxy", properties)
    name = properties["DBProxyName"]
    proxy = inside.DB_PROXIES[name]
    filled_in = facts()["filled_in"]["proxy"]
    proxy.setdefault("DefaultAuthScheme", filled_in["DefaultAuthScheme"])
    if password := filled_in.get(f"ClientPasswordAuthType of {proxy['EngineFamily']}"):
        for way in proxy["Auth"]:
            way.setdefault("ClientPasswordAuthType", password)
    return name, _attributes_of_proxy(proxy)


def _attributes_of_proxy(proxy: Data) -> Data:
    return {name: proxy[name] for name in ("DBProxyArn", "Endpoint", "VpcId")}


def _update_proxy(physical_id: str, old: Data, new: Data, stack_name: str) -> tuple[str, Data]:  # noqa: ARG001
    if physical_id not in inside.DB_PROXIES:
        return _create_proxy("", new, stack_name)
    given = {name: value for name, value in new.items() if name not in {"EngineFamily", "VpcSubnetIds", "Tags"}}
    groups = given.pop("VpcSecurityGroupIds", None)
    call("ModifyDBProxy", {**given, "SecurityGroups": groups, "RequireTLS": new.get("RequireTLS", False)})
    return physical_id, _attributes_of_proxy(inside.DB_PROXIES[physical_id])


def _delete_proxy(physical_id: str, properties: Data) -> None:  # noqa: ARG001 -- the signature is MiniStack's
    if physical_id in inside.DB_PROXIES:
        call("DeleteDBProxy", {"DBProxyName": physical_id})


def _create_target_group(logical_id: str, properties: Data, stack_name: str) -> tuple[str, Data]:  # noqa: ARG001
    _set_pool(properties)
    _retarget({}, properties)
    group = inside.DB_PROXIES[properties["DBProxyName"]]["TargetGroup"]
    return group["TargetGroupArn"], {"TargetGroupArn": group["TargetGroupArn"]}


def _update_target_group(physical_id: str, old: Data, new: Data, stack_name: str) -> tuple[str, Data]:  # noqa: ARG001
    _set_pool(new)
    _retarget(old, new)
    return physical_id, {"TargetGroupArn": physical_id}


def _delete_target_group(physical_id: str, properties: Data) -> None:  # noqa: ARG001
    if properties["DBProxyName"] in inside.DB_PROXIES:
        _retarget(properties, {})


def _set_pool(properties: Data) -> None:
    request = _named(properties) | {"ConnectionPoolConfig": properties.get(_POOL) or None}
    call("ModifyDBProxyTargetGroup", request)


def _retarget(old: Data, new: Data) -> None:
    """Point a proxy from old targets to new ones."""
    name = _named(new or old)
    for kind in _TARGETS:
        before, after = set(old.get(kind) or ()), set(new.get(kind) or ())
        if gone := sorted(before - after):
            call("DeregisterDBProxyTargets", {**name, kind: gone})
        if more := sorted(after - before):
            call("RegisterDBProxyTargets", {**name, kind: more})


def _named(properties: Data) -> dict[str, Any]:
    return {name: properties.get(name) for name in ("DBProxyName", "TargetGroupName")}

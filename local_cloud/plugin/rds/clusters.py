"""
Clusters and instances: what RDS fills in, what it refuses, what replaces one, and who writes.

What CloudFormation replaces and refuses is in its own handlers, aws-cloudformation-resource-providers-rds at 5a410e8:
`ImmutabilityHelper.java`, `UpdateHandler.java` and `DeleteHandler.java` of aws-rds-dbcluster.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from local_cloud.plugin import clock, inside
from local_cloud.plugin.rds import limits
from local_cloud.plugin.rds.api import call, refuse
from local_cloud.plugin.rds.facts import default_version, facts, family
from local_cloud.plugin.store import Data

__all__ = ["install"]

_CLUSTER, _INSTANCE = "AWS::RDS::DBCluster", "AWS::RDS::DBInstance"
_IO_OPTIMIZED = "aurora-iopt1"
_DAY_SECONDS = 86_400
_PORT, _PAUSE = "Port of a cluster, PostgreSQL's too", "SecondsUntilAutoPause at 0 ACU"
# Of a cluster's login, as a template has it, and as MiniStack has it.
_LOGIN = {"MasterUsername": "MasterUsername", "MasterUserPassword": "_MasterUserPassword"}


def install() -> None:
    """Put these before and after MiniStack's handlers of the two types."""
    provisioners = vars(inside.provisioners)
    for name, more in (("_rds_db_cluster_fields", _cluster_fields), ("_rds_db_instance_fields", _instance_fields)):
        provisioners[name] = _with_more(provisioners[name], more)
    _wrap(_CLUSTER, create=_create_cluster, update=_update_cluster, delete=_delete_cluster, snapshot=_delete_cluster)
    _wrap(_INSTANCE, create=_create_instance, update=_update_instance, delete=_delete_instance)
    known = inside.CUSTOM_NAME_REPLACEMENT[_CLUSTER]
    known["requires_replacement"] = _replacing_too(known["requires_replacement"])
    rds = vars(inside.rds)
    rds["_default_engine_version"] = _with_recorded_versions(rds["_default_engine_version"])


def _wrap(resource_type: str, **steps: Callable[..., Any]) -> None:
    handler = inside.RESOURCE_HANDLERS[resource_type]
    for step, around in steps.items():
        inner = handler[step]
        handler[step] = _around(around, inner)
        # A handler that replaces a resource by itself calls this function, not the one in the table.
        vars(inside.provisioners)[inner.__name__] = handler[step]


def _around(around: Callable[..., Any], inner: Callable[..., Any]) -> Callable[..., Any]:
    def act(*arguments: Any, **more: Any) -> Any:
        return around(inner, *arguments, **more)

    # `deletion` puts itself around this by the name of MiniStack's function.
    act.__name__ = inner.__name__
    return act


def _with_more(inner: Callable[[Data], Data], more: Callable[[Data], Data]) -> Callable[[Data], Data]:
    return lambda properties: {**inner(properties), **more(properties)}


def _cluster_fields(properties: Data) -> Data:
    """Return what MiniStack leaves out of a cluster, as RDS fills it in."""
    engine = properties.get("Engine", "aurora-postgresql")
    version = properties.get("EngineVersion") or default_version(engine) or ""
    filled_in = {name: properties.get(name, value) for name, value in facts()["filled_in"]["cluster"].items()}
    if _true(properties.get("StorageEncrypted")):
        filled_in["StorageEncryptionType"] = "sse-kms"
    return {
        **filled_in,
        "Port": int(properties.get("Port") or facts()["filled_in_by_cloudformation"][_PORT]),
        "ServerlessV2ScalingConfiguration": _capacity(properties),
        "DBClusterParameterGroup": properties.get("DBClusterParameterGroupName")
        or f"default.{family(engine, version)}",
        "KmsKeyId": properties.get("KmsKeyId", ""),
        "EnabledCloudwatchLogsExports": properties.get("EnableCloudwatchLogsExports") or [],
        "BacktrackWindow": int(properties.get("BacktrackWindow") or 0),
    }


def _capacity(properties: Data) -> Data | None:
    capacity: Data | None = properties.get("ServerlessV2ScalingConfiguration")
    if not capacity or float(capacity.get("MinCapacity", 0.5)):
        return capacity
    return {"SecondsUntilAutoPause": facts()["filled_in_by_cloudformation"][_PAUSE], **capacity}


def _instance_fields(properties: Data) -> Data:
    """Return what MiniStack fills in otherwise than RDS."""
    engine = properties.get("Engine", "postgres")
    cluster = inside.DB_CLUSTERS.get(properties.get("DBClusterIdentifier", ""))
    version = properties.get("EngineVersion") or (cluster or {}).get("EngineVersion") or default_version(engine)
    given = properties.get("DBParameterGroupName")
    return {
        **({"EngineVersion": version} if version else {}),
        "DBParameterGroups": [
            {
                "DBParameterGroupName": given or f"default.{family(engine, version or '')}",
                "ParameterApplyStatus": "in-sync",
            }
        ],
        # In a subnet group it depends on the VPC; without one, it is public.
        "PubliclyAccessible": _true(properties.get("PubliclyAccessible", "DBSubnetGroupName" not in properties)),
    }


def _true(value: object) -> bool:
    return str(value).lower() == "true"


def _create_cluster(inner: Callable[..., Any], logical_id: str, properties: Data, stack_name: str) -> Any:
    limits.check_cluster(properties)
    given = {**_inherited(properties), **properties}
    physical_id, attributes = inner(logical_id, given, stack_name)
    cluster = inside.DB_CLUSTERS[physical_id]
    if name := properties.get("GlobalClusterIdentifier"):
        database = inside.GLOBAL_CLUSTERS[name]
        inside.join_global_cluster(database, cluster, is_writer=not database["GlobalClusterMembers"])
    return physical_id, attributes


def _inherited(properties: Data) -> Data:
    """Return what a secondary takes from its global database, and a restored cluster from what it is a copy of."""
    database = inside.GLOBAL_CLUSTERS.get(properties.get("GlobalClusterIdentifier", ""))
    if database:
        version = {"Engine": database["Engine"], "EngineVersion": database["EngineVersion"]}
        return {**_login_and_database(inside.global_writer(database) or {}), **version}
    if origin := limits.origin(properties):
        return {**_login_and_database(origin), "EngineVersion": origin["EngineVersion"]}
    return {}


def _login_and_database(cluster: Data) -> Data:
    names = {**_LOGIN, "DatabaseName": "DatabaseName"}
    return {name: cluster[member] for name, member in names.items() if cluster.get(member)}


def _update_cluster(inner: Callable[..., Any], physical_id: str, old: Data, new: Data, *more: Any) -> Any:
    limits.check_cluster(_without_membership(new))
    limits.check_change(old, new)
    cluster = inside.DB_CLUSTERS.get(physical_id, {})
    switches = new.get("StorageType") == _IO_OPTIMIZED != old.get("StorageType")
    if switches:
        _check_switch(cluster)
    if old.get("GlobalClusterIdentifier") and not new.get("GlobalClusterIdentifier"):
        _leave_global(cluster)
    made = inner(physical_id, old, new, *more)
    if switches:
        cluster["_io_optimized_at"] = clock.now()
    return made


def _without_membership(properties: Data) -> Data:
    return {name: value for name, value in properties.items() if name != "GlobalClusterIdentifier"}


def _check_switch(cluster: Data) -> None:
    days = facts()["days_between_switches_to_io_optimized"]["value"]
    switched = cluster.get("_io_optimized_at")
    if switched is not None and clock.now() < switched + days * _DAY_SECONDS:
        refuse(
            f"You can't modify the storage type of DB cluster {cluster['DBClusterIdentifier']} to {_IO_OPTIMIZED}: it "
            f"was modified to it less than {days} days ago."
        )


def _leave_global(cluster: Data) -> None:
    if name := cluster.get("GlobalClusterIdentifier"):
        call(
            "RemoveFromGlobalCluster", {"GlobalClusterIdentifier": name, "DbClusterIdentifier": cluster["DBClusterArn"]}
        )


def _delete_cluster(inner: Callable[..., Any], physical_id: str, properties: Data, *more: Any) -> Any:
    cluster = inside.DB_CLUSTERS.get(physical_id, {})
    if properties.get("GlobalClusterIdentifier"):
        _leave_global(cluster)
    if cluster.get("GlobalClusterIdentifier"):
        refuse("This cluster is a part of a global cluster, please remove it from globalcluster first")
    return inner(physical_id, properties, *more)


def _create_instance(inner: Callable[..., Any], logical_id: str, properties: Data, stack_name: str) -> Any:
    limits.check_instance(properties)
    made = inner(logical_id, properties, stack_name)
    _choose_writer(properties)
    return made


def _update_instance(inner: Callable[..., Any], physical_id: str, old: Data, new: Data, *more: Any) -> Any:
    limits.check_instance(new)
    made = inner(physical_id, old, new, *more)
    # CloudFormation reboots an instance that it changes, if its parameters wait for that.
    for group in inside.DB_INSTANCES[made[0]]["DBParameterGroups"]:
        group["ParameterApplyStatus"] = "in-sync"
    for member in _members(new):
        if member["DBInstanceIdentifier"] == made[0]:
            member["DBClusterParameterGroupStatus"] = "in-sync"
    return made


def _delete_instance(inner: Callable[..., Any], physical_id: str, properties: Data, *more: Any) -> Any:
    made = inner(physical_id, properties, *more)
    _choose_writer(properties)
    return made


def _choose_writer(properties: Data) -> None:
    """Let one member of a cluster write: the one that does, else the first of the lowest tier."""
    members = _members(properties)
    writer = next((each for each in members if each.get("_writes")), None)
    writer = writer or min(members, key=lambda each: int(each["PromotionTier"]), default=None)
    for member in members:
        member["IsClusterWriter"] = member["_writes"] = member is writer


def _members(properties: Data) -> list[Data]:
    found: list[Data] = inside.DB_CLUSTERS.get(properties.get("DBClusterIdentifier", ""), {}).get(
        "DBClusterMembers", []
    )
    return found


def _replacing_too(inner: Callable[[Data, Data], bool]) -> Callable[[Data, Data], bool]:
    """Replace a cluster that gets another master user, or joins a global database after it was made."""

    def replaces(old: Data, new: Data) -> bool:
        joins = new.get("GlobalClusterIdentifier") not in {None, old.get("GlobalClusterIdentifier")}
        return inner(old, new) or joins or old.get("MasterUsername") != new.get("MasterUsername")

    return replaces


def _with_recorded_versions(inner: Callable[[str], str]) -> Callable[[str], str]:
    return lambda engine: default_version(engine) or inner(engine)

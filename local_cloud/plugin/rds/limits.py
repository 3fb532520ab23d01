"""What RDS refuses of a cluster or an instance by its properties alone."""

from __future__ import annotations

from collections.abc import Iterator

from local_cloud.plugin import inside
from local_cloud.plugin.rds.api import refuse
from local_cloud.plugin.rds.facts import facts, family
from local_cloud.plugin.store import Data

__all__ = ["check_change", "check_cluster", "check_instance", "origin"]

_SECONDARY_HAS_NO = {"MasterUsername": "user name", "MasterUserPassword": "password", "DatabaseName": "database name"}
_NOT_IN_PASSWORDS = set('/"@ ')


def check_cluster(properties: Data) -> None:
    """Refuse a cluster that RDS would not make."""
    for problem in _problems_of_cluster(properties):
        refuse(problem)


def check_instance(properties: Data) -> None:
    """Refuse an instance that RDS would not make."""
    for problem in _problems_of_instance(properties):
        refuse(problem)


def origin(properties: Data) -> Data | None:
    """Return the cluster or snapshot that a new cluster is a copy of, if it is one and that is there."""
    found: Data | None = inside.DB_CLUSTERS.get(_named(properties, "SourceDBClusterIdentifier"))
    return found or inside.DB_CLUSTER_SNAPSHOTS.get(_named(properties, "SnapshotIdentifier"))


def _named(properties: Data, member: str) -> str:
    """Return a name that may be given by an ARN."""
    return str(properties.get(member) or "").rpartition(":")[2]


def check_change(old: Data, new: Data) -> None:
    """Refuse a change that CloudFormation makes neither in place nor by a replacement."""
    if old.get("EngineLifecycleSupport") != new.get("EngineLifecycleSupport"):
        raise RuntimeError("EngineLifecycleSupport cannot be modified.")
    if int(new.get("BacktrackWindow") or 0) and not int(old.get("BacktrackWindow") or 0):
        refuse("Backtrack can't be enabled for a DB cluster that was created without it.")


def _problems_of_cluster(properties: Data) -> Iterator[str]:
    engine = properties.get("Engine", "")
    yield from _outside("BackupRetentionPeriod", "BackupRetentionPeriod of a cluster", properties)
    yield from _outside("BacktrackWindow", "BacktrackWindow", properties)
    if int(properties.get("BacktrackWindow") or 0) and engine != "aurora-mysql":
        yield f"Backtrack is not supported for the {engine} engine."
    yield from _problems_of_capacity(properties.get("ServerlessV2ScalingConfiguration") or {})
    yield from _problems_of_password(properties)
    if not engine.startswith("aurora"):
        return
    if "PubliclyAccessible" in properties:
        yield "PubliclyAccessible isn't supported for DB engine " + engine
    storage = properties.get("StorageType", "aurora")
    if storage not in facts()["storage_types"]["aurora"]:
        yield f"Invalid storage type: {storage}"
    unknown = set(properties.get("EnableCloudwatchLogsExports") or ()) - set(facts()["log_exports"].get(engine, ()))
    for log in sorted(unknown):
        yield f"You cannot use the log types '{log}' with engine version {engine} {properties.get('EngineVersion', '')}"
    yield from _problems_of_version(engine, properties.get("EngineVersion"))
    groups = inside.DB_CLUSTER_PARAMETER_GROUPS
    yield from _problems_of_group(engine, properties, "DBClusterParameterGroupName", groups)
    yield from _problems_of_subnet_group(properties)
    yield from _problems_of_membership(properties)
    yield from _problems_of_restore(properties)


def _problems_of_instance(properties: Data) -> Iterator[str]:
    engine = properties.get("Engine", "")
    groups = inside.DB_PARAMETER_GROUPS
    cluster_name = properties.get("DBClusterIdentifier")
    if not cluster_name:
        yield from _outside("BackupRetentionPeriod", "BackupRetentionPeriod of an instance", properties)
        yield from _problems_of_password(properties)
        yield from _problems_of_group(engine, properties, "DBParameterGroupName", groups)
        yield from _problems_of_subnet_group(properties)
        return
    cluster = inside.DB_CLUSTERS.get(cluster_name)
    if cluster is None:
        yield f"DBCluster {cluster_name} not found."
        return
    if engine != cluster["Engine"]:
        yield f"The engine of a DB instance ({engine}) must be that of its DB cluster ({cluster['Engine']})."
    if properties.get("DBInstanceClass") == "db.serverless" and not cluster["ServerlessV2ScalingConfiguration"]:
        yield (
            "Set the Serverless v2 scaling configuration on the parent DB cluster before creating a Serverless v2 DB "
            "instance."
        )
    given = {"EngineVersion": cluster["EngineVersion"], **properties}
    yield from _problems_of_group(engine, given, "DBParameterGroupName", groups)


def _outside(name: str, fact: str, properties: Data) -> Iterator[str]:
    if name not in properties:
        return
    lowest, highest = facts()["ranges"][fact]
    if not lowest <= float(properties[name]) <= highest:
        yield f"Invalid value {properties[name]} for {name}. Must be between {lowest} and {highest}."


def _problems_of_capacity(capacity: Data) -> Iterator[str]:
    for name in ("MinCapacity", "MaxCapacity", "SecondsUntilAutoPause"):
        yield from _outside(name, name, capacity)
    lowest, highest = float(capacity.get("MinCapacity", 0.5)), float(capacity.get("MaxCapacity", 256))
    if lowest % 0.5 or highest % 0.5:
        yield "Serverless v2 capacity is given in steps of 0.5 ACU."
    if lowest > highest:
        yield f"Serverless v2 maximum capacity {highest} isn't valid. It must be at least the minimum, {lowest}."
    if lowest and "SecondsUntilAutoPause" in capacity:
        yield "SecondsUntilAutoPause can be specified only with a minimum capacity of 0."


def _problems_of_password(properties: Data) -> Iterator[str]:
    password = properties.get("MasterUserPassword")
    if password is None:
        return
    shortest, longest = facts()["ranges"]["characters of MasterUserPassword"]
    if not shortest <= len(password) <= longest and "mysql" in properties.get("Engine", ""):
        yield f"The parameter MasterUserPassword must have {shortest} to {longest} characters."
    if not password.isascii() or not password.isprintable() or _NOT_IN_PASSWORDS & set(password):
        yield (
            "The parameter MasterUserPassword is not a valid password. Only printable ASCII characters besides '/', "
            "'@', '\"', ' ' may be used."
        )


def _problems_of_version(engine: str, version: str | None) -> Iterator[str]:
    """Refuse a version of a major that doesn't exist; RDS gets new minor ones every few weeks."""
    known = inside.AURORA_VERSIONS.get(engine, ())
    if version and family(engine, version) not in {family(engine, each) for each in known}:
        yield f"Cannot find version {version} for {engine}"


def _problems_of_group(engine: str, properties: Data, name: str, groups: Data) -> Iterator[str]:
    group, version = properties.get(name), properties.get("EngineVersion")
    if not group or group.startswith("default."):
        return
    if group not in groups:
        yield f"{name.removesuffix('Name')} not found: {group}"
        return
    has = groups[group]["DBParameterGroupFamily"]
    wanted = family(engine, version) if version else has
    if has != wanted:
        yield (
            f"The parameter group {group} with DBParameterGroupFamily {has} can't be used for this instance. "
            f"Please use a Parameter Group with DBParameterGroupFamily {wanted}"
        )


def _problems_of_subnet_group(properties: Data) -> Iterator[str]:
    name = properties.get("DBSubnetGroupName")
    if not name:
        return
    group = inside.DB_SUBNET_GROUPS.get(name)
    if group is None:
        yield f"DB subnet group '{name}' does not exist."
        return
    zones = {subnet["SubnetAvailabilityZone"]["Name"] for subnet in group["Subnets"]}
    if len(zones) == 1:
        yield (
            "The DB subnet group doesn't meet Availability Zone (AZ) coverage requirement. Current AZ coverage: "
            f"{next(iter(zones))}. Add subnets to cover at least 2 AZs."
        )


def _problems_of_membership(properties: Data) -> Iterator[str]:
    """Refuse what a cluster of a global database takes from the others."""
    name = properties.get("GlobalClusterIdentifier")
    if not name:
        return
    database = inside.GLOBAL_CLUSTERS.get(name)
    if database is None:
        yield f"Global cluster {name} not found."
        return
    for member, setting in (("Engine", "engine"), ("EngineVersion", "engineVersion")):
        if properties.get(member, database[member]) != database[member]:
            yield f"Value for {setting} should match setting for global cluster {name}"
    if not database["GlobalClusterMembers"]:
        return
    for member, noun in _SECONDARY_HAS_NO.items():
        if member in properties:
            yield f"Cannot specify {noun} for cross region replication cluster"
    if database["StorageEncrypted"] and "KmsKeyId" not in properties:
        yield "For encrypted cross-region replica, kmsKeyId should be explicitly specified"


def _problems_of_restore(properties: Data) -> Iterator[str]:
    source, snapshot = (_named(properties, name) for name in ("SourceDBClusterIdentifier", "SnapshotIdentifier"))
    if source and source not in inside.DB_CLUSTERS:
        yield f"DBCluster {source} not found."
    if snapshot and snapshot not in inside.DB_CLUSTER_SNAPSHOTS:
        yield f"DBClusterSnapshot not found: {snapshot}"
    if not source:
        return
    at_latest = str(properties.get("UseLatestRestorableTime", "")).lower() == "true"
    time = properties.get("RestoreToTime")
    if properties.get("RestoreType") == "copy-on-write" and time:
        yield "RestoreToTime can't be specified if RestoreType is copy-on-write."
    if at_latest == bool(time):
        yield "Either RestoreToTime or UseLatestRestorableTime must be specified."

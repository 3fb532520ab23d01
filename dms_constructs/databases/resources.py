"""The servers that CloudFormation's resources describe: those of a template, or what constructs would write there."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from typing import Any

from dms_constructs import facts
from dms_constructs.databases.deployment import Deployment
from dms_constructs.databases.phase import PHASE, TargetPhase
from dms_constructs.databases.server_facts import ParameterGroupFacts, ServerFacts
from dms_constructs.engines import EngineName

__all__ = ["CLUSTER", "CLUSTER_GROUP", "GROUP", "INSTANCE", "leads_to", "server_of"]

CLUSTER, INSTANCE = "AWS::RDS::DBCluster", "AWS::RDS::DBInstance"
CLUSTER_GROUP, GROUP = "AWS::RDS::DBClusterParameterGroup", "AWS::RDS::DBParameterGroup"
_DEFAULT = "default."  # begins the names of AWS's own groups
_FUNCTIONS = ("Fn::", "Ref")  # begin what stands for parameters that are known at deployment only

Resources = Mapping[str, Any]


class _Resource:
    """A resource, whose properties are found in any letter case: constructs and CloudFormation differ in some."""

    def __init__(self, resource: Any) -> None:
        known = resource if isinstance(resource, Mapping) else {}
        properties = known.get("Properties")
        self.type = known.get("Type")
        metadata = known.get("Metadata")
        self.path = _path_of(metadata)
        said = metadata.get(PHASE) if isinstance(metadata, Mapping) else None
        self.phase = next((phase for phase in TargetPhase if phase.value == said), None)
        self._properties = (
            {str(name).lower(): value for name, value in properties.items()} if isinstance(properties, Mapping) else {}
        )

    def said(self, name: str) -> Any:
        """Return a property; None where it is not there."""
        return self._properties.get(name.lower())

    def text(self, name: str) -> str | None:
        """Return a property that is a text."""
        value = self.said(name)
        return str(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else None

    def has_any(self, *names: str) -> bool:
        """Whether one of some properties is there."""
        return any(self.said(name) is not None for name in names)


def _path_of(metadata: Any) -> str | None:
    path = metadata.get("aws:cdk:path") if isinstance(metadata, Mapping) else None
    return path.removesuffix("/Resource").removesuffix("/Default") if isinstance(path, str) else None


def reference(value: Any) -> str | None:
    """Return the key of the resource that a property refers to; None for a text and for what is computed."""
    key = value.get("Ref") if isinstance(value, Mapping) else None
    return key if isinstance(key, str) else None


def server_of(resources: Resources, key: str) -> ServerFacts | None:
    """
    Return what is known of the server that a resource makes; None where it makes none of an engine known here.

    Args:
        resources: The resources by what others refer to them with.
        key: That of a cluster or an instance.
    """
    resource = _Resource(resources.get(key))
    if resource.type == INSTANCE:
        given = resource.said("DBClusterIdentifier")
        if given is None:
            return _instance(resources, key, resource)
        cluster = reference(given)
        # Of a cluster that is made elsewhere nothing is known.
        server = server_of(resources, cluster) if cluster is not None else None
        # Which instance of a cluster writes can change.
        return dataclasses.replace(server, is_reader=None) if server is not None else None
    return _cluster(resources, key, resource) if resource.type == CLUSTER else None


_ENGINES = {
    **dict.fromkeys(
        (
            "custom-oracle-ee",
            "custom-oracle-ee-cdb",
            "custom-oracle-se2",
            "custom-oracle-se2-cdb",
            "oracle-ee",
            "oracle-ee-cdb",
            "oracle-se",
            "oracle-se1",
            "oracle-se2",
            "oracle-se2-cdb",
        ),
        EngineName.ORACLE,
    ),
    **dict.fromkeys(
        (
            "custom-sqlserver-ee",
            "custom-sqlserver-se",
            "custom-sqlserver-web",
            "sqlserver-ee",
            "sqlserver-ex",
            "sqlserver-se",
            "sqlserver-web",
        ),
        EngineName.SQL_SERVER,
    ),
    "db2-ae": EngineName.DB2,
    "db2-se": EngineName.DB2,
    "aurora": EngineName.AURORA_MYSQL,
    "aurora-mysql": EngineName.AURORA_MYSQL,
    "aurora-postgresql": EngineName.AURORA_POSTGRESQL,
    "mariadb": EngineName.MARIADB,
    "mysql": EngineName.MYSQL,
    "postgres": EngineName.POSTGRESQL,
}


def _cluster(resources: Resources, key: str, resource: _Resource) -> ServerFacts | None:
    name = resource.text("Engine") or ""
    if name not in _ENGINES:
        return None
    is_aurora = name.startswith("aurora")
    path = resource.path or key
    # A primary is given a user, or made of something that has one.
    is_secondary = resource.said("GlobalClusterIdentifier") is not None and not resource.has_any(
        "MasterUsername", "ManageMasterUserPassword", "SnapshotIdentifier", "SourceDBClusterIdentifier"
    )
    return ServerFacts(
        deployment=Deployment.AURORA if is_aurora else Deployment.RDS,
        engine_name=_ENGINES[name],
        engine_version=resource.text("EngineVersion"),
        path=path,
        is_cluster=True,
        cluster_parameters=_group(resources, resource.said("DBClusterParameterGroupName"), path),
        instance_parameters=_of_instances(resources, key, path) if is_aurora else None,
        backup_retention_days=_days(resource, default=1),
        is_replica=is_secondary or resource.said("ReplicationSourceIdentifier") is not None,
        is_reader=False,
        is_behind_proxy=False,
        is_serverless_v1=resource.text("EngineMode") == "serverless",
        pauses=_pauses(resource.said("ServerlessV2ScalingConfiguration")),
        phase=resource.phase,
    )


def _pauses(scaling: Any) -> bool | None:
    """Say whether the smallest of some capacities is 0; None where it is known at deployment only."""
    if scaling is None:
        return False
    said = scaling.items() if isinstance(scaling, Mapping) else ()
    least = next((value for name, value in said if str(name).lower() == "mincapacity"), None)
    return least == 0 if isinstance(least, int | float) else None


def _of_instances(resources: Resources, cluster: str, path: str) -> ParameterGroupFacts | None:
    """Return what the instances of a cluster say together: which of them writes can change."""
    groups = [
        _group(resources, instance.said("DBParameterGroupName"), path)
        for instance in _instances(resources)
        if reference(instance.said("DBClusterIdentifier")) == cluster
    ]
    known = [group for group in groups if group is not None]
    if not known or len(known) < len(groups):
        return None
    first = next((group for group in known if group.path is not None), known[0])
    names = dict.fromkeys(name for group in known for name in group.parameters)
    said = {name: {group.parameters.get(name) for group in known} for name in names}
    return dataclasses.replace(
        first, parameters={name: values.pop() if len(values) == 1 else None for name, values in said.items()}
    )


def _instances(resources: Resources) -> Iterator[_Resource]:
    for each in resources.values():
        if isinstance(each, Mapping) and each.get("Type") == INSTANCE:
            yield _Resource(each)


def _instance(resources: Resources, key: str, resource: _Resource) -> ServerFacts | None:
    source = resource.said("SourceDBInstanceIdentifier")
    is_replica = source is not None or resource.said("SourceDBClusterIdentifier") is not None
    origin = server_of(resources, _named_in(source, resources) or "") if source is not None else None
    name = resource.text("Engine")
    engine = _ENGINES.get(name) if name is not None else None
    if engine is None and (name is not None or not is_replica):
        return None
    path, given = resource.path or key, resource.said("DBParameterGroupName")
    group = _group(resources, given, path)
    facts_of_origin = origin or ServerFacts()
    if is_replica and given is None:
        # It gets the group of its source, where that is in the same region.
        group = facts_of_origin.instance_parameters
    return ServerFacts(
        deployment=Deployment.RDS,
        engine_name=engine or facts_of_origin.engine_name,
        engine_version=resource.text("EngineVersion") or facts_of_origin.engine_version,
        path=path,
        instance_parameters=group,
        backup_retention_days=_days(resource, default=_retention_of(resource, is_replica=is_replica)),
        is_replica=is_replica,
        is_reader=False,
        is_behind_proxy=False,
        is_serverless_v1=False,
        pauses=False,
    )


def _named_in(value: Any, resources: Resources) -> str | None:
    """Return the key of the instance that an identifier or an ARN refers to."""
    key = reference(value)
    if key is not None:
        return key if key in resources else None
    parts = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
    return next((found for part in parts if (found := _named_in(part, resources)) is not None), None)


def _retention_of(resource: _Resource, *, is_replica: bool) -> int | None:
    """Return for how many days backups are kept where nothing says so; None where that is not certain."""
    return None if is_replica or resource.has_any("DBSnapshotIdentifier", "DBClusterSnapshotIdentifier") else 1


def _days(resource: _Resource, *, default: int | None) -> int | None:
    value = resource.said("BackupRetentionPeriod")
    if value is None:
        return default
    return int(value) if isinstance(value, int | str) and str(value).isdecimal() else None


def _group(resources: Resources, given: Any, of: str) -> ParameterGroupFacts | None:
    """Return a parameter group of what has this path; None of a group that the app does not make."""
    if given is None or (isinstance(given, str) and given.startswith(_DEFAULT)):
        family = given.removeprefix(_DEFAULT) if isinstance(given, str) else None
        return ParameterGroupFacts(family=family)
    key = reference(given)
    group = _Resource(resources.get(key or ""))
    parameters = group.said("Parameters")
    if key is None or group.type not in {CLUSTER_GROUP, GROUP} or not isinstance(parameters, Mapping | None):
        return None
    if any(str(name).startswith(_FUNCTIONS) for name in parameters or ()):
        return None
    path = group.path or key
    return ParameterGroupFacts(
        parameters={
            name: str(value) if isinstance(value, str | int | float) else None
            for name, value in (parameters or {}).items()
        },
        path=path,
        family=group.text("Family"),
        # What `parameters=` makes stands below the database.
        is_shared=not path.startswith(f"{of}/"),
    )


def leads_to(host: str) -> ServerFacts | None:
    """Return what the name of a host tells: RDS names those of readers and of proxies in its own way."""
    names = facts.readiness()["hosts"]
    name = host.lower().rstrip(".")
    if names["ends"] not in name:
        return None
    if names["readers"] in name:
        return ServerFacts(is_cluster=True, is_reader=True)
    return ServerFacts(is_behind_proxy=True) if names["proxy"] in name else None

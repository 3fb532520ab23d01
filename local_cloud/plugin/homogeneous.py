"""Homogeneous data migrations: data providers, instance profiles, migration projects, data migrations."""

from __future__ import annotations

import uuid

from local_cloud.plugin import clock
from local_cloud.plugin.faults import Fault
from local_cloud.plugin.permissions import check_vpc_role
from local_cloud.plugin.registry import operation
from local_cloud.plugin.rules import invalid
from local_cloud.plugin.store import Data, Record, Store

__all__: list[str] = []

_PROVIDER_ENGINES = {
    "aurora", "aurora-postgresql", "aurora_postgresql", "mysql", "oracle", "postgres", "sqlserver", "redshift",
    "mariadb", "mongodb", "docdb", "db2", "db2_zos", "db2-zos", "sybase",
}  # fmt: skip
_DESCRIPTORS = ("SourceDataProviderDescriptors", "TargetDataProviderDescriptors")


def _create(store: Store, kind: str, request: Data, **more: object) -> Record:
    name = request.get(f"{kind}Name") or f"{kind.lower()}-{uuid.uuid4().hex[:8]}"
    data = {**request, f"{kind}Name": name, f"{kind}CreationTime": clock.now(), **more}
    return store.add(kind, data, tags=request.get("Tags"))


def _modify(store: Store, kind: str, request: Data) -> Record:
    record = store.get_by_name_or_arn(kind, request[f"{kind}Identifier"])
    record.data.update({key: value for key, value in request.items() if key != f"{kind}Identifier"})
    return record


def _delete(store: Store, kind: str, request: Data, users: list[Record]) -> Record:
    record = store.get_by_name_or_arn(kind, request[f"{kind}Identifier"])
    if users:
        raise Fault("InvalidResourceStateFault", f"{kind} {record.name} is in use by {users[0].name}.")
    store.remove(record)
    return record


@operation
def create_data_provider(store: Store, request: Data) -> Data:
    """CreateDataProvider."""
    if request["Engine"] not in _PROVIDER_ENGINES:
        raise invalid(f"Value '{request['Engine']}' at 'engine' is not a valid engine of a data provider.")
    return {"DataProvider": _create(store, "DataProvider", request).data}


@operation
def modify_data_provider(store: Store, request: Data) -> Data:
    """ModifyDataProvider."""
    return {"DataProvider": _modify(store, "DataProvider", request).data}


@operation
def delete_data_provider(store: Store, request: Data) -> Data:
    """DeleteDataProvider: not while a migration project uses it."""
    arn = store.get_by_name_or_arn("DataProvider", request["DataProviderIdentifier"]).arn
    users = [
        project
        for project in store.of("MigrationProject")
        if arn in {end["DataProviderArn"] for side in _DESCRIPTORS for end in project.data[side]}
    ]
    return {"DataProvider": _delete(store, "DataProvider", request, users).data}


@operation
def create_instance_profile(store: Store, request: Data) -> Data:
    """CreateInstanceProfile."""
    check_vpc_role(store)
    if group := request.get("SubnetGroupIdentifier"):
        store.get("ReplicationSubnetGroup", group)
    return {"InstanceProfile": _create(store, "InstanceProfile", request).data}


@operation
def modify_instance_profile(store: Store, request: Data) -> Data:
    """ModifyInstanceProfile."""
    return {"InstanceProfile": _modify(store, "InstanceProfile", request).data}


@operation
def delete_instance_profile(store: Store, request: Data) -> Data:
    """DeleteInstanceProfile: not while a migration project uses it."""
    arn = store.get_by_name_or_arn("InstanceProfile", request["InstanceProfileIdentifier"]).arn
    users = [project for project in store.of("MigrationProject") if project.data["InstanceProfileArn"] == arn]
    return {"InstanceProfile": _delete(store, "InstanceProfile", request, users).data}


@operation
def create_migration_project(store: Store, request: Data) -> Data:
    """CreateMigrationProject: what it names must be there."""
    return {"MigrationProject": _create(store, "MigrationProject", request, **_resolved(store, request)).data}


@operation
def modify_migration_project(store: Store, request: Data) -> Data:
    """ModifyMigrationProject."""
    resolved = _resolved(store, request)
    record = _modify(store, "MigrationProject", request)
    record.data.update(resolved)
    return {"MigrationProject": record.data}


@operation
def delete_migration_project(store: Store, request: Data) -> Data:
    """DeleteMigrationProject: not while a data migration uses it."""
    arn = store.get_by_name_or_arn("MigrationProject", request["MigrationProjectIdentifier"]).arn
    users = [migration for migration in store.of("DataMigration") if migration.data["MigrationProjectArn"] == arn]
    return {"MigrationProject": _delete(store, "MigrationProject", request, users).data}


def _resolved(store: Store, request: Data) -> Data:
    """Look up what a migration project names, by name or by ARN."""
    found: Data = {}
    if "InstanceProfileIdentifier" in request:
        profile = store.get_by_name_or_arn("InstanceProfile", request["InstanceProfileIdentifier"])
        found |= {"InstanceProfileArn": profile.arn, "InstanceProfileName": profile.name}
    for side in _DESCRIPTORS:
        if side in request:
            providers = [
                store.get_by_name_or_arn("DataProvider", end["DataProviderIdentifier"]) for end in request[side]
            ]
            found[side] = [
                {**end, "DataProviderArn": provider.arn, "DataProviderName": provider.name}
                for end, provider in zip(request[side], providers, strict=True)
            ]
    return found


@operation
def create_data_migration(store: Store, request: Data) -> Data:
    """CreateDataMigration."""
    project = store.get_by_name_or_arn("MigrationProject", request["MigrationProjectIdentifier"])
    now = clock.now()
    record = _create(
        store,
        "DataMigration",
        request,
        MigrationProjectArn=project.arn,
        DataMigrationCreateTime=now,
        DataMigrationSettings=_settings(request),
    )
    record.become("creating", lambda: record.become("ready"))
    return {"DataMigration": record.data}


@operation
def modify_data_migration(store: Store, request: Data) -> Data:
    """ModifyDataMigration: at rest."""
    record = _at_rest(store, request, "modified")
    changed = _modify(store, "DataMigration", request)
    record.data["DataMigrationSettings"] = {**record.data["DataMigrationSettings"], **_settings(request)}
    return {"DataMigration": changed.data}


@operation
def start_data_migration(store: Store, request: Data) -> Data:
    """StartDataMigration."""
    record = _at_rest(store, request, "started")

    def finish() -> None:
        if record.data["DataMigrationType"] == "full-load":
            record.data.update(DataMigrationEndTime=clock.now(), StopReason="FULL_LOAD_ONLY_FINISHED")
            record.become("stopped")

    record.data["DataMigrationStartTime"] = clock.now()
    record.become("starting", lambda: record.become("running", finish))
    return {"DataMigration": record.data}


@operation
def stop_data_migration(store: Store, request: Data) -> Data:
    """StopDataMigration."""
    record = store.get_by_name_or_arn("DataMigration", request["DataMigrationIdentifier"])
    if record.status not in {"starting", "running"}:
        raise Fault("InvalidResourceStateFault", f"Data migration {record.name} is {record.status}, not running.")
    record.become("stopping", lambda: record.become("stopped"))
    return {"DataMigration": record.data}


@operation
def delete_data_migration(store: Store, request: Data) -> Data:
    """DeleteDataMigration: at rest."""
    record = _at_rest(store, request, "deleted")
    record.become("deleting", lambda: store.remove(record))
    return {"DataMigration": record.data}


def _at_rest(store: Store, request: Data, verb: str) -> Record:
    record = store.get_by_name_or_arn("DataMigration", request["DataMigrationIdentifier"])
    if record.status not in {"ready", "stopped", "failed"}:
        raise Fault(
            "InvalidResourceStateFault", f"Data migration {record.name} cannot be {verb}: it is {record.status}."
        )
    return record


def _settings(request: Data) -> Data:
    names = {"EnableCloudwatchLogs": "CloudwatchLogsEnabled", "NumberOfJobs": "NumberOfJobs"}
    names |= {"SelectionRules": "SelectionRules"}
    return {shown: request[name] for name, shown in names.items() if name in request}

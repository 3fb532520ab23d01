"""How a case of a check of AWS's premigration assessment is written: a plan in short, with its verdict."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import dms_constructs as dms

PASSED, FAILED, WARNING, NOT_APPLICABLE, UNDECIDED = dms.PremigrationVerdict
LOAD, CHANGES, BOTH = dms.MigrationType.FULL_LOAD, dms.MigrationType.CDC, dms.MigrationType.FULL_LOAD_AND_CDC
MYSQL, POSTGRESQL, S3 = dms.EngineName.MYSQL, dms.EngineName.POSTGRESQL, dms.EngineName.S3
OPENSEARCH, ORACLE = dms.EngineName.OPENSEARCH, dms.EngineName.ORACLE
BY_PREFIX = {
    "mysql": MYSQL,
    "mariadb": dms.EngineName.MARIADB,
    "postgres": POSTGRESQL,
    "oracle": ORACLE,
    "sqlserver": dms.EngineName.SQL_SERVER,
    "db2": dms.EngineName.DB2,
}
SHOP = (dms.Include("shop"),)
ID = dms.SourceColumn("id", "bigint")
LOB = dms.SourceColumn("doc", "json", dms_type="nclob")
TEXT = dms.SourceColumn("code", "varchar(40)", dms_type="wstring")


def table(*columns: dms.SourceColumn, name: str = "orders", key: str | None = "id", **more: Any) -> dms.SourceTable:
    names = [] if key is None else key.split()
    return dms.SourceTable("shop", name, columns or (ID, TEXT), primary_key=names, **more)


ORDERS = table(ID, TEXT)
KEYLESS = table(ID, TEXT, key=None)
UNIQUE = table(ID, TEXT, key=None, unique_keys=[dms.UniqueKey("by_id", ["id"])])


@dataclass(frozen=True, kw_only=True)
class Case:
    """A plan in short, with the verdict of the checks of a kind."""

    kind: str
    verdict: dms.PremigrationVerdict
    what: str
    """What the case shows, as the end of a sentence about the kind."""
    tables: tuple[dms.SourceTable, ...] | None = (ORDERS,)
    targets: tuple[dms.SourceTable, ...] | None = None
    rules: tuple[Any, ...] | None = SHOP
    settings: dict[str, Any] | None = field(default_factory=dict)
    migration_type: dms.MigrationType | None = BOTH
    engine: dms.EngineName | None = None
    target: dms.EngineName | None = MYSQL
    source_says: dict[str, Any] | None = field(default_factory=dict)
    target_says: dict[str, Any] | None = field(default_factory=dict)
    source_extra: dict[str, str] | None = field(default_factory=dict)
    target_extra: dict[str, str] | None = field(default_factory=dict)
    not_seen: tuple[dms.NotSeen, ...] = ()
    targets_not_seen: tuple[dms.NotSeen, ...] = ()
    source_server: dms.ServerFacts | None = None
    target_server: dms.ServerFacts | None = None
    dms_version: str | None = None
    needs: tuple[str, ...] = ()
    """What would decide it."""


def case(kind: str, verdict: dms.PremigrationVerdict, what: str, **given: Any) -> Case:
    return Case(kind=kind, verdict=verdict, what=what, **given)


def plan_of(given: Case, engine: dms.EngineName) -> dms.TaskPlan:
    """Return the plan of a case for a source of an engine."""
    return dms.TaskPlan(
        migration_type=given.migration_type,
        source=dms.EndpointFacts(
            endpoint_type=dms.EndpointType.SOURCE,
            engine_name=engine,
            settings=given.source_says,
            extra_connection_attributes=given.source_extra,
            server=given.source_server,
        ),
        target=dms.EndpointFacts(
            endpoint_type=dms.EndpointType.TARGET,
            engine_name=given.target,
            settings=given.target_says,
            extra_connection_attributes=given.target_extra,
            server=given.target_server,
        ),
        engine_version=given.dms_version,
        table_mappings=None if given.rules is None else dms.TableMappings(*given.rules),
        task_settings=None if given.settings is None else dms.TaskSettings(**given.settings),
        source_catalog=None
        if given.tables is None
        else dms.Catalog(*given.tables, engine=engine, not_seen=given.not_seen),
        target_catalog=None
        if given.targets is None
        else dms.Catalog(*given.targets, engine=given.target, not_seen=given.targets_not_seen),
    )


def column(name: str = "total", data_type: str = "int", **more: Any) -> dms.SourceColumn:
    """A column of which a catalog of today tells all."""
    kind = {
        "nullable": True,
        "generated": dms.Generated.NEVER,
        "identity": False,
        "invisible": False,
        "traits": (),
    }
    return dms.SourceColumn(name, data_type, **{**kind, **more})


def known(*columns: dms.SourceColumn, name: str = "orders", key: str | None = "id", **more: Any) -> dms.SourceTable:
    """A table of which a catalog of today tells all."""
    kind: dict[str, Any] = {
        "foreign_keys": (),
        "secondary_indexes": (),
        "partitioned": False,
        "replica_identity": dms.ReplicaIdentity.DEFAULT,
        "storage_engine": "InnoDB",
        "materialized": False,
        "system_versioned": False,
        "traits": (),
    }
    return table(column("id", "bigint"), *columns, name=name, key=key, **{**kind, **more})


def untraited() -> dms.SourceTable:
    """A table of which the catalog does not tell the traits, nor those of its columns."""
    return known(column(traits=None), traits=None)


def of_rds(given: dict[str, str | None] | None = None, **more: Any) -> dms.ServerFacts:
    """An instance of RDS with the parameters of its group."""
    group = dms.ParameterGroupFacts(parameters=given or {}, path="Shop/Orders/ParameterGroup")
    return dms.ServerFacts(deployment=dms.Deployment.RDS, instance_parameters=group, **more)


def foreign_key(action: dms.ReferentialAction) -> dms.ForeignKey:
    return dms.ForeignKey("of_customer", ["id"], references="shop.customers", on_delete=action)


KEPT = {"full_load": dms.FullLoad(target_table_prep_mode=dms.TargetTablePrepMode.TRUNCATE_BEFORE_LOAD)}
DROPPED = {"full_load": dms.FullLoad(target_table_prep_mode=dms.TargetTablePrepMode.DROP_AND_CREATE)}
WHOLE = {"lobs": dms.FullLobs()}
BATCHES = {"batch_apply": dms.BatchApply(), "lobs": dms.LimitedLobs(max_size_kb=64)}
VALIDATED = {"validation": dms.Validation()}
MASKS = {
    "randomized": dms.RandomizeDigits("shop", "orders", "code"),
    "masked": dms.MaskDigits("shop", "orders", "code", "#"),
    "hashed": dms.MaskWithHash("shop", "orders", "code"),
}
NO_CATALOG: dict[str, Any] = {"tables": None, "needs": ("source_catalog",)}

"""From what is known of an endpoint to what its server needs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from dms_constructs.databases.deployment import Deployment
from dms_constructs.endpoint_facts import EndpointFacts
from dms_constructs.engines import EndpointType
from dms_constructs.migration_type import MigrationType
from dms_constructs.prerequisites import declared, mysql, postgresql_source, postgresql_target
from dms_constructs.prerequisites.asked import Asked
from dms_constructs.prerequisites.checklist import Prerequisites
from dms_constructs.prerequisites.item import Prerequisite

__all__ = ["prerequisites_of"]


def prerequisites_of(
    endpoint_facts: EndpointFacts,
    *,
    migration_type: MigrationType = MigrationType.FULL_LOAD_AND_CDC,
    deployment: Deployment | None = None,
    database: str | None = None,
    schemas: Sequence[str] | None = None,
    tables: Mapping[str, Sequence[str]] | None = None,
    user_name: str = "dms",
    client_network: str | None = None,
    tasks: int = 1,
    binlog_retention_hours: int = 24,
    control_schema: str | None = None,
    premigration_assessment: bool = False,
) -> Prerequisites:
    """
    Return what the server of an endpoint needs before DMS can read from it, or write to it.

    Endpoints of this app have it as a method: `source.prerequisites()`. Slots, heartbeat and capture of changed
    definitions are as the endpoint declares them.

    Args:
        endpoint_facts: What is known of the endpoint; `endpoint.endpoint_facts` of any.
        migration_type: What is migrated. Default: full load and changes.
        deployment: How the server is run. Default: Aurora by its engine, RDS where the database is a construct or its
            host is one of RDS, else self-managed, on EC2 or elsewhere.
        database: The database to connect to. Default: the one that the endpoint names.
        schemas: The schemas (databases, in MySQL) whose tables are all migrated, as they are called at this endpoint.
            Default: where no `tables` are given `public` for PostgreSQL, `dbo` for SQL Server, or the one database of a
            MySQL target.
        tables: Tables that are migrated by name, by their schema. Default: none.
        user_name: The user that DMS logs in as, as in the endpoint's secret; Oracle and Db2 call it in capitals.
            Default: `dms`.
        client_network: The network that the replication instance is in, as a CIDR block: who else has the password gets
            in from nowhere else. Default: any host for MySQL, a placeholder for PostgreSQL.
        tasks: How many tasks read changes from the server. Default: 1.
        binlog_retention_hours: How long MySQL's binary log is kept, or archived logs of Oracle and Db2, in hours.
            Default: 24.
        control_schema: Where the control tables go, as in the task settings. Default: as DMS has it, `public` for
            PostgreSQL and `awsdms_control` for MySQL.
        premigration_assessment: Whether AWS's premigration assessment is run, which reads system tables of MySQL,
            Oracle and Db2. Default: no.

    Raises:
        ConfigurationError: `DMS-K001` for an engine that has no checklist here, `DMS-K002` for a name that can't be
            one, `DMS-K003` where schemas or tables are missing or not lists, `DMS-K004` for another deployment than the
            engine's, `DMS-K005` for a number out of range, `DMS-K006` for what is not a network, `DMS-K007` for a
            name that can't stand in a script of Oracle, SQL Server or Db2, and `DMS-A001` for anything else of the
            wrong kind.
    """
    asked = Asked.checked(
        endpoint_facts,
        migration_type=migration_type,
        deployment=deployment,
        database=database,
        schemas=schemas,
        tables=tables,
        user_name=user_name,
        client_network=client_network,
        tasks=tasks,
        binlog_retention_hours=binlog_retention_hours,
        control_schema=control_schema,
        premigration_assessment=premigration_assessment,
    )
    return Prerequisites(
        items=tuple(_items(asked)),
        endpoint_type=endpoint_facts.endpoint_type,
        engine_name=asked.engine,
        deployment=asked.deployment,
        migration_type=migration_type,
        database=asked.database,
        user_name=user_name,
        has_iam=asked.has_iam,
    )


def _items(asked: Asked) -> Iterator[Prerequisite]:
    is_source = asked.endpoint.endpoint_type is EndpointType.SOURCE
    if asked.family == "postgresql":
        return postgresql_source.items(asked) if is_source else postgresql_target.items(asked)
    if asked.family == "mysql":
        return mysql.source_items(asked) if is_source else mysql.target_items(asked)
    return declared.items(asked)

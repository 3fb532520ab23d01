"""What a checklist is asked for, checked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from dms_constructs import facts
from dms_constructs._checks import flag, in_range, is_a
from dms_constructs._code import as_code
from dms_constructs.databases.deployment import Deployment
from dms_constructs.endpoint_facts import EndpointFacts, logs_in_with_iam
from dms_constructs.engines import EndpointType, EngineName
from dms_constructs.errors import ConfigurationError, is_unresolved
from dms_constructs.migration_type import MigrationType
from dms_constructs.prerequisites.given import (
    check_name,
    check_network,
    check_plain,
    check_retention,
    check_user,
    selected,
)

__all__ = ["Asked", "deployment_of", "family_of"]

_AURORA = (
    EngineName.AURORA_MYSQL,
    EngineName.AURORA_POSTGRESQL,
    EngineName.AURORA_MYSQL_SERVERLESS,
    EngineName.AURORA_POSTGRESQL_SERVERLESS,
)
_RDS_HOSTS = (".rds.amazonaws.com", ".rds.amazonaws.com.cn")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a checklist is for."""

    endpoint: EndpointFacts
    engine: EngineName
    family: str
    """`mysql`, `postgresql`, `oracle`, `sqlserver` or `db2`."""
    deployment: Deployment
    migration_type: MigrationType
    database: str | None
    schemas: tuple[str, ...]
    """Those of which all tables are migrated."""
    tables: tuple[tuple[str, str], ...]
    """Schema and table of those that are migrated by name."""
    user: str
    network: str | None
    tasks: int
    retention_hours: int
    control_schema: str | None
    assessment: bool

    @property
    def has_iam(self) -> bool:
        """Whether the user logs in with IAM instead of a password."""
        return logs_in_with_iam(self.endpoint)

    @classmethod
    def checked(
        cls,
        endpoint: EndpointFacts,
        *,
        migration_type: MigrationType,
        deployment: Deployment | None,
        database: str | None,
        schemas: Sequence[str] | None,
        tables: Mapping[str, Sequence[str]] | None,
        user_name: str,
        client_network: str | None,
        tasks: int,
        binlog_retention_hours: int,
        control_schema: str | None,
        premigration_assessment: bool,
    ) -> Asked:
        """Check what was asked for, and fill in what the endpoint tells."""
        is_a("DMS-A001", "endpoint_facts", endpoint, EndpointFacts, "endpoint.endpoint_facts")
        is_a("DMS-A001", "migration_type", migration_type, MigrationType, "dms.MigrationType.FULL_LOAD_AND_CDC")
        is_a("DMS-A001", "deployment", deployment, Deployment, "dms.Deployment.SELF_MANAGED")
        in_range("DMS-K005", "tasks", tasks, 1, None)
        flag("premigration_assessment", premigration_assessment)
        engine = _engine_of(endpoint)
        family = family_of(engine)
        deployment = _deployment(deployment, endpoint, engine)
        check_retention(binlog_retention_hours, engine, deployment)
        if database is None and endpoint.database is not None:
            database = endpoint.database.database
        if family in _OF_ONE_DATABASE or database is not None:
            check_name("database", database, engine)
        check_user(user_name, family)
        if control_schema is not None:
            check_name("control_schema", control_schema, engine)
        check_network(client_network, family)
        all_of, some_of = selected(schemas, tables, _default_schemas(endpoint, family, database), engine)
        for what, name in _named(database, all_of, some_of):
            check_plain(what, name, family)
        return cls(
            endpoint=endpoint,
            engine=engine,
            family=family,
            deployment=deployment,
            migration_type=migration_type,
            database=database,
            schemas=all_of,
            tables=some_of,
            user=user_name.upper() if family in _IN_CAPITALS else user_name,
            network=client_network,
            tasks=tasks,
            retention_hours=binlog_retention_hours,
            control_schema=control_schema,
            assessment=premigration_assessment,
        )

    @property
    def is_self_managed(self) -> bool:
        """Whether its administrator may do everything."""
        return self.deployment is Deployment.SELF_MANAGED

    @property
    def every_schema(self) -> tuple[str, ...]:
        """The schemas of all tables, each once."""
        return tuple(dict.fromkeys((*self.schemas, *(schema for schema, _ in self.tables))))

    def setting(self, name: str) -> str | None:
        """Return a setting of the endpoint as text; None where it is not known, or at deployment only."""
        said = self.endpoint.setting(name)
        return None if said is None or is_unresolved(said) else str(said)

    def switched(self, name: str, *, default: bool) -> bool:
        """Return a setting of the endpoint that is yes or no."""
        said = self.setting(name)
        return default if said is None else said.lower() == "true"


def family_of(engine: EngineName) -> str:
    """Return the family of an engine; refuse one that there are no checklists for."""
    families: Mapping[str, Sequence[str]] = facts.prerequisites()["families"]
    for family, names in families.items():
        if engine.value in names:
            return family
    every = ", ".join(name for names in families.values() for name in names)
    raise ConfigurationError(
        "DMS-K001",
        f"there are checklists for {every}, and this endpoint's engine is {engine.value}; read the page of the DMS "
        "User Guide about it",
        given=engine,
    )


def deployment_of(endpoint: EndpointFacts) -> Deployment:
    """Return how a server is run, as far as the endpoint tells: by its engine, its database or its host."""
    if endpoint.server is not None and endpoint.server.deployment is not None:
        return endpoint.server.deployment
    if endpoint.engine_name in _AURORA:
        return Deployment.AURORA
    database = endpoint.database
    if database is None:
        return Deployment.SELF_MANAGED
    is_by_host = isinstance(database.host, str) and database.host.lower().rstrip(".").endswith(_RDS_HOSTS)
    is_rds = database.construct_path is not None or database.rds_identifier is not None or is_by_host
    return Deployment.RDS if is_rds else Deployment.SELF_MANAGED


def _named(
    database: str | None, schemas: Iterable[str], tables: Iterable[tuple[str, str]]
) -> Iterator[tuple[str, str]]:
    """Yield each name that stands in a script, with what it is of."""
    if database is not None:
        yield "database", database
    yield from (("a schema", schema) for schema in schemas)
    for schema, table in tables:
        yield "a schema", schema
        yield "a table", table


_OF_ONE_DATABASE = frozenset({"postgresql", "sqlserver", "db2"})
_IN_CAPITALS = frozenset({"oracle", "db2"})
"""Families whose names without quotation marks, such as those of users who log in, are in capitals."""


def _engine_of(endpoint: EndpointFacts) -> EngineName:
    if endpoint.engine_name is None:
        raise ConfigurationError(
            "DMS-K001",
            "the endpoint was imported without its engine, which decides what it needs; import it with "
            "engine_name=dms.EngineName.POSTGRESQL, or the one that it has",
        )
    return endpoint.engine_name


def _deployment(given: Deployment | None, endpoint: EndpointFacts, engine: EngineName) -> Deployment:
    if given is None:
        return deployment_of(endpoint)
    if (given is Deployment.AURORA) is not (engine in _AURORA):
        right = Deployment.AURORA if engine in _AURORA else Deployment.RDS
        raise ConfigurationError(
            "DMS-K004",
            f"deployment is {as_code(given)}, but the endpoint's engine is {as_code(engine)}; write "
            f"deployment={as_code(right)}, or leave it out",
            given=given,
        )
    return given


def _default_schemas(endpoint: EndpointFacts, family: str, database: str | None) -> tuple[str, ...]:
    """Return what is migrated where nothing else is said; for MySQL there is nothing to guess."""
    if family in _DEFAULT_SCHEMAS:
        return (_DEFAULT_SCHEMAS[family],)
    is_target = endpoint.endpoint_type is EndpointType.TARGET
    return (database,) if is_target and database is not None else ()


_DEFAULT_SCHEMAS = {"postgresql": "public", "sqlserver": "dbo"}

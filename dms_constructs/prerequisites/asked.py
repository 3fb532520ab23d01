"""What a checklist is asked for, checked."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from dms_constructs import facts
from dms_constructs._checks import flag, in_range, is_a
from dms_constructs._code import as_code
from dms_constructs.databases.deployment import Deployment
from dms_constructs.endpoint_facts import EndpointFacts
from dms_constructs.engines import EndpointType, EngineName, known
from dms_constructs.errors import ConfigurationError, is_unresolved, shown
from dms_constructs.migration_type import MigrationType

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
    """`mysql` or `postgresql`."""
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
        in_range("DMS-K005", "binlog_retention_hours", binlog_retention_hours, 1, None, unit="hours")
        flag("premigration_assessment", premigration_assessment)
        engine = _engine_of(endpoint)
        family = family_of(engine)
        if database is None and endpoint.database is not None:
            database = endpoint.database.database
        if family == "postgresql" or database is not None:
            _check_name("database", database, engine)
        _check_user(user_name, family)
        if control_schema is not None:
            _check_name("control_schema", control_schema, engine)
        _check_network(client_network, family)
        all_of, some_of = _selected(schemas, tables, _default_schemas(endpoint, family, database), engine)
        return cls(
            endpoint=endpoint,
            engine=engine,
            family=family,
            deployment=_deployment(deployment, endpoint, engine),
            migration_type=migration_type,
            database=database,
            schemas=all_of,
            tables=some_of,
            user=user_name,
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
    if endpoint.engine_name in _AURORA:
        return Deployment.AURORA
    database = endpoint.database
    if database is None:
        return Deployment.SELF_MANAGED
    is_by_host = isinstance(database.host, str) and database.host.lower().rstrip(".").endswith(_RDS_HOSTS)
    is_rds = database.construct_path is not None or database.rds_identifier is not None or is_by_host
    return Deployment.RDS if is_rds else Deployment.SELF_MANAGED


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
    if family == "postgresql":
        return ("public",)
    is_target = endpoint.endpoint_type is EndpointType.TARGET
    return (database,) if is_target and database is not None else ()


def _selected(
    schemas: Sequence[str] | None,
    tables: Mapping[str, Sequence[str]] | None,
    default: tuple[str, ...],
    engine: EngineName,
) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...]]:
    """Return the schemas whose tables are all migrated, and the tables that are migrated by name."""
    if isinstance(schemas, str):
        raise ConfigurationError(
            "DMS-K003",
            f"schemas must be a list, got {shown(schemas)}; write schemas={as_code([schemas])}",
            given=schemas,
        )
    if tables is not None and not isinstance(tables, Mapping):
        raise ConfigurationError(
            "DMS-K003",
            f"tables must be a mapping of schemas to their tables, got {shown(tables)}; write "
            "tables={'shop': ['orders']}",
            given=tables,
        )
    if not schemas and not tables:
        if not default:
            raise ConfigurationError(
                "DMS-K003",
                "schemas or tables must say what is migrated, because grants are for databases or tables; write "
                "schemas=['shop'], or tables={'shop': ['orders']}",
            )
        return default, ()
    named = tuple(_named(tables or {}))
    for schema in (*(schemas or ()), *(schema for schema, _ in named)):
        _check_name("a schema", schema, engine)
    for _, table in named:
        _check_name("a table", table, engine)
    return tuple(dict.fromkeys(schemas or ())), named


def _named(tables: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, str]]:
    for schema, names in tables.items():
        if isinstance(names, str):
            fix = as_code({schema: [names]})
            raise ConfigurationError(
                "DMS-K003", f"tables must map a schema to a list, got {shown(names)}; write tables={fix}", given=names
            )
        yield from ((schema, name) for name in names)


def _check_name(what: str, name: object, engine: EngineName | None = None) -> None:
    """Raise unless it can be a name; of an engine where one is given, which would cut off what is too long."""
    if isinstance(name, str) and is_unresolved(name):
        raise ConfigurationError(
            "DMS-K002",
            f"{what} is known at deployment only, and SQL that is written now must name it; write its name, such as "
            "'shop'",
        )
    if not isinstance(name, str) or not name.strip() or "\0" in name:
        raise ConfigurationError(
            "DMS-K002", f"{what} must have a name, got {_got(name)}; write one such as 'shop'", given=name
        )
    limit = known(engine.record.name_limit) if engine is not None else None
    if limit is not None and not limit.fits(name):
        raise ConfigurationError(
            "DMS-K002",
            f"{what} has a name of more than {limit.length} {limit.unit}: {name!r}; write it as it is on the server",
            given=name,
        )


def _check_user(user: object, family: str) -> None:
    _check_name("user_name", user)
    limit = facts.prerequisites()["user_name_max"][family]
    length = len(str(user).encode()) if limit["unit"] == "bytes" else len(str(user))
    if length > limit["value"]:
        raise ConfigurationError(
            "DMS-K002",
            f"user_name must have at most {limit['value']} {limit['unit']}, got {length}: {_got(user)}; write a "
            "shorter one, such as user_name='dms'",
            given=user,
            source=limit["source"],
        )


def _check_network(network: object, family: str) -> None:
    is_a("DMS-A001", "client_network", network, str, "client_network='10.0.0.0/16'")
    if network is None:
        return
    if is_unresolved(network):
        raise ConfigurationError(
            "DMS-K006",
            "client_network is known at deployment only, and what is written now must name it; write the network, such "
            "as client_network='10.0.0.0/16'",
        )
    try:
        block = ipaddress.ip_network(str(network))
    except ValueError:
        block = None
    if block is None or (family == "mysql" and block.version != 4):
        only = "an IPv4 network" if family == "mysql" else "a network"
        raise ConfigurationError(
            "DMS-K006",
            f"client_network must be {only} in the form of a CIDR block, got {_got(network)}; write "
            f"client_network={_near(network)!r}",
            given=network,
        )


def _got(value: object) -> str:
    """Return a name as it was given, or what was given instead of one."""
    return repr(value) if isinstance(value, str) else shown(value)


def _near(network: object) -> str:
    """Return the network that an address with a prefix length is in; an example where there is none."""
    try:
        return str(ipaddress.IPv4Network(str(network), strict=False))
    except ValueError:
        return "10.0.0.0/16"

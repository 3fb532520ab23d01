"""Whether something is a database that DMS connects to: of which engine, and what to write instead."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dms_constructs._checks import is_l1, is_object_with, not_blank, provides, taken_as_is
from dms_constructs._code import Variable, call
from dms_constructs._references import construct_behind
from dms_constructs.endpoints._secret_checks import host_trouble
from dms_constructs.endpoints.warehouse import to_warehouse
from dms_constructs.engines import EngineName
from dms_constructs.errors import ConfigurationError, is_unresolved, shown

if TYPE_CHECKING:
    from aws_cdk import aws_rds as rds

__all__ = ["check_database", "check_host", "connection_to", "engine_of", "is_of_documentdb"]

# What aws_rds calls an engine, and what DMS calls it.
_ENGINES = {
    "aurora": EngineName.AURORA_MYSQL,
    "aurora-mysql": EngineName.AURORA_MYSQL,
    "aurora-postgresql": EngineName.AURORA_POSTGRESQL,
    "db2-ae": EngineName.DB2,
    "db2-se": EngineName.DB2,
    "mariadb": EngineName.MARIADB,
    "mysql": EngineName.MYSQL,
    "oracle-ee": EngineName.ORACLE,
    "oracle-ee-cdb": EngineName.ORACLE,
    "oracle-se2": EngineName.ORACLE,
    "oracle-se2-cdb": EngineName.ORACLE,
    "postgres": EngineName.POSTGRESQL,
    **dict.fromkeys(("sqlserver-ee", "sqlserver-ex", "sqlserver-se", "sqlserver-web"), EngineName.SQL_SERVER),
}


def connection_to(kind: str, database: Any, secret: object = None, certificate: object = None) -> str:
    """Return the code that connects to a cluster or an instance; with a secret where one is given, or needed."""
    needs_secret = secret is not None or getattr(database, "secret", None) is None
    return call(
        f"dms.Connection.to_{kind}",
        Variable(kind),
        secret=Variable("secret") if needs_secret else None,
        certificate=Variable("certificate") if certificate is not None else None,
    )


def check_database(kind: str, database: Any, secret: object = None, certificate: object = None) -> None:
    """Raise unless this is a `cluster` or an `instance` of RDS; what was given with it is for the code to write."""
    if is_of_documentdb(database) and (is_l1(database) or not is_object_with(database, "cluster_identifier")):
        raise _not_a_cluster_of_documentdb(kind, database)
    maker = f"rds.Database{kind.capitalize()}"
    if is_l1(database):
        # Its attributes alone don't tell: a cluster of Redshift has a cluster_identifier, too.
        example = f"{maker}.from_database_{kind}_attributes(self, 'Database', {kind}_identifier={kind}.ref)"
        raise ConfigurationError(
            "DMS-A001",
            f"{kind} must be an RDS {kind}, got {shown(database)}; write {to_warehouse(database) or example}",
        )
    example = f"{maker}(...) or {maker}.from_database_{kind}_attributes(...)"
    if isinstance(getattr(type(database), kind, None), property):  # a target, or another construct that has one
        example = f"{kind}=target.{kind}"
    other = "instance" if kind == "cluster" else "cluster"
    if is_object_with(database, f"{other}_identifier"):
        raise ConfigurationError(
            "DMS-A001",
            f"{kind} must be an RDS {kind}, got {shown(database)}, which is an RDS {other}; "
            f"write {connection_to(other, database, secret, certificate)}",
            given=database,
        )
    provides(kind, database, f"{kind}_identifier", f"an RDS {kind}", example, required=True, secret=True)


def _not_a_cluster_of_documentdb(kind: str, database: Any) -> ConfigurationError:
    what, cluster = "an instance of DocumentDB, and DMS connects to its cluster", "cluster"
    if type(database).__name__ == "CfnDBCluster":
        what = "an L1 construct"
        cluster = (
            "docdb.DatabaseCluster.from_database_cluster_attributes(self, 'Database', "
            f"cluster_identifier={kind}.ref, cluster_endpoint_address={kind}.attr_endpoint, port=27017)"
        )
    return ConfigurationError(
        "DMS-A001",
        f"{kind} must be a cluster of DocumentDB, got {shown(database)}, which is {what}; write "
        f"dms.Connection.to_cluster({cluster}, secret=secret)",
        given=database,
    )


def check_host(host: str) -> None:
    """Raise unless this may be a host: an address with a password in it would stay readable."""
    not_blank("DMS-A001", "host", host)
    trouble = host_trouble(host) if not taken_as_is(host) else None
    if trouble is not None:
        raise ConfigurationError(
            "DMS-A001", f"host {trouble}, got {shown(host, secret=True)}; write host='db.example.com'"
        )


def is_of_documentdb(database: object) -> bool:
    """Whether it is a cluster of DocumentDB, told by its class: loading the CDK's module of it takes long."""
    classes = [type(database), *map(type, getattr(database, "_delegates", ()))]  # what is imported has interfaces only
    return any(each.__module__ == "aws_cdk.aws_docdb" for cls in classes for each in cls.__mro__)


def engine_of(database: rds.IDatabaseCluster | rds.IDatabaseInstance) -> EngineName | None:
    """Return the database's engine, or None when it was imported without; refuse one that has no endpoints here."""
    if is_of_documentdb(database):
        return EngineName.DOCUMENTDB
    engine = getattr(database, "engine", None)
    engine_type = engine.engine_type if engine is not None else _engine_behind(database)
    if engine_type is None:
        return None
    known = _ENGINES.get(engine_type)
    if known is None:
        raise ConfigurationError(
            "DMS-N006",
            f"there are endpoints for {', '.join(_ENGINES)} here, and this database's engine is {engine_type}; "
            "connect to a database of one of these",
            path=database.node.path,
            given=engine_type,
        )
    return known


def _engine_behind(database: Any) -> str | None:
    """Return the engine of the L1 construct of the app that an identifier refers to, where it was imported by that."""
    for name in ("cluster_identifier", "instance_identifier"):
        if is_object_with(database, name):
            engine = getattr(construct_behind(getattr(database, name)), "engine", None)
            return engine if isinstance(engine, str) and not is_unresolved(engine) else None
    return None

"""What MySQL, MariaDB and Aurora MySQL need to be a source or a target."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dms_constructs import facts
from dms_constructs.endpoint_facts import EndpointFacts
from dms_constructs.engines import EngineName
from dms_constructs.prerequisites.asked import Asked
from dms_constructs.prerequisites.item import Prerequisite
from dms_constructs.prerequisites.known import item, settings
from dms_constructs.prerequisites.quoting import (
    escaped_pattern,
    mysql_account,
    mysql_database_pattern,
    mysql_grantee,
    mysql_host,
    mysql_identifier as identifier,
    mysql_literal as literal,
)

__all__ = ["source_items", "target_items"]


def source_items(asked: Asked) -> Iterator[Prerequisite]:
    """Yield what a source needs, in order."""
    yield _network(asked)
    yield _tls(asked)
    yield from settings(asked)
    yield _user(asked)
    yield _tables(asked)
    if asked.assessment:
        yield _assessment(asked)
    if asked.migration_type.has_cdc:
        yield _replication(asked)
        if not asked.is_self_managed:
            yield _retention(asked)
        yield item(
            asked,
            "keys",
            instructions="Give each table a primary key, or a unique key of columns that are not null.",
            check=_has_keys(asked),
        )


def target_items(asked: Asked) -> Iterator[Prerequisite]:
    """Yield what a target needs, in order."""
    yield _network(asked)
    yield _tls(asked)
    yield from settings(asked)
    yield _user(asked)
    yield _schemas(asked)
    yield _control_tables(asked)
    if asked.migration_type.has_full_load and not _turns_keys_off(asked.endpoint):
        yield item(
            asked,
            "foreignKeys",
            instructions="Give the endpoint extra_connection_attributes={'Initstmt': 'SET FOREIGN_KEY_CHECKS=0'}.",
        )


def _network(asked: Asked) -> Prerequisite:
    listens = " Let the server listen on the network (bind_address)." if asked.is_self_managed else ""
    return item(
        asked,
        "network",
        instructions=f"{_SECURITY_GROUP}{listens} The account is for {_from_where(asked)}.",
        check="SELECT @@GLOBAL.skip_networking = 0",
    )


_SECURITY_GROUP = (
    "Allow the TCP port of the server from the replication instance in every security group and firewall between them. "
    "A migration opens a security group that its connection knows, by peer=... or from the database, by itself."
)


def _from_where(asked: Asked) -> str:
    if asked.network is None:
        return "any host; client_network='10.0.0.0/16' makes it one for that network"
    return f"the hosts of {asked.network}"


def _tls(asked: Asked) -> Prerequisite:
    if asked.is_self_managed:
        how = (
            "Give the server a certificate and a key (ssl_cert, ssl_key), and the endpoint the authority's certificate."
        )
    else:
        how = "Give the endpoint the certificate of RDS's authority; require_secure_transport = ON refuses others."
    return item(asked, "tls", instructions=how)


def _account(asked: Asked) -> str:
    return mysql_account(asked.user, mysql_host(asked.network))


def _grantee(asked: Asked) -> str:
    """Return the text by which information_schema knows the account."""
    return literal(mysql_grantee(asked.user, mysql_host(asked.network)))


def _user(asked: Asked) -> Prerequisite:
    """Return the item of the user: no statement takes a variable as a password, so the statements are put together."""
    statements: list[str] = []
    verbs = ("CREATE USER IF NOT EXISTS", "ALTER USER")
    if asked.has_iam:
        statements = [f"{verb} {_account(asked)} IDENTIFIED WITH AWSAuthenticationPlugin AS 'RDS'" for verb in verbs]
    for verb in verbs if not asked.has_iam else ():
        text = literal(f"{verb} {_account(asked)} IDENTIFIED BY ")
        statements += [
            f"SET @dms_statement = CONCAT({text}, QUOTE(@dms_password))",
            "PREPARE dms_statement FROM @dms_statement",
            "EXECUTE dms_statement",
            "DEALLOCATE PREPARE dms_statement",
        ]
    return item(
        asked,
        "user",
        statements=statements,
        check=f"SELECT COUNT(*) > 0 FROM information_schema.user_privileges WHERE grantee = {_grantee(asked)}",
    )


def _tables(asked: Asked) -> Prerequisite:
    to = _account(asked)
    statements = [f"GRANT SELECT ON {mysql_database_pattern(schema)}.* TO {to}" for schema in asked.schemas]
    statements += [f"GRANT SELECT ON {identifier(*table)} TO {to}" for table in asked.tables]
    return item(asked, "tables", statements=statements, check=_may_read(asked))


def _may_read(asked: Asked) -> str:
    conditions = []
    if asked.schemas:
        conditions.append(_has_schema_rights(asked, asked.schemas, ("SELECT",)))
    if asked.tables:
        pairs = ", ".join(f"({literal(schema)}, {literal(table)})" for schema, table in asked.tables)
        conditions.append(
            f"SELECT COUNT(*) = {len(asked.tables)} FROM information_schema.table_privileges WHERE grantee = "
            f"{_grantee(asked)} AND privilege_type = 'SELECT' AND (table_schema, table_name) IN ({pairs})"
        )
    return f"SELECT {' AND '.join(f'({each})' for each in conditions)}"


def _has_schema_rights(asked: Asked, schemas: Sequence[str], rights: Sequence[str]) -> str:
    """Return a query of whether the account has rights to databases."""
    names = ", ".join(literal(escaped_pattern(schema)) for schema in schemas)
    types = ", ".join(map(literal, rights))
    return (
        f"SELECT COUNT(*) = {len(schemas) * len(rights)} FROM information_schema.schema_privileges "
        f"WHERE grantee = {_grantee(asked)} AND table_schema IN ({names}) AND privilege_type IN ({types})"
    )


def _assessment(asked: Asked) -> Prerequisite:
    every = facts.prerequisites()["privileges"]["assessment_tables"]
    tables = list(every["mariadb" if asked.engine is EngineName.MARIADB else "mysql"])
    if not asked.is_self_managed:
        tables += every["aws_managed"]
    return item(
        asked,
        "assessment",
        statements=[f"GRANT SELECT ON {identifier(*table.split('.'))} TO {_account(asked)}" for table in tables],
        check=(
            f"SELECT COUNT(*) = {len(tables)} FROM information_schema.table_privileges "
            f"WHERE grantee = {_grantee(asked)} AND privilege_type = 'SELECT' "
            f"AND CONCAT(table_schema, '.', table_name) IN ({', '.join(map(literal, tables))})"
        ),
    )


def _replication(asked: Asked) -> Prerequisite:
    return item(
        asked,
        "replication",
        statements=(f"GRANT REPLICATION CLIENT, REPLICATION SLAVE ON *.* TO {_account(asked)}",),
        check=(
            f"SELECT COUNT(*) = 2 FROM information_schema.user_privileges WHERE grantee = {_grantee(asked)} "
            "AND privilege_type IN ('REPLICATION CLIENT', 'BINLOG MONITOR', 'REPLICATION SLAVE')"
        ),
    )


def _retention(asked: Asked) -> Prerequisite:
    hours = asked.retention_hours
    return item(
        asked,
        "retention",
        statements=(f"CALL mysql.rds_set_configuration('binlog retention hours', {hours})",),
        check=(
            "SELECT COUNT(*) = 1 FROM mysql.rds_configuration "
            f"WHERE name = 'binlog retention hours' AND value >= {hours}"
        ),
    )


def _has_keys(asked: Asked) -> str:
    schemas = ", ".join(map(literal, asked.schemas))
    conditions = [f"t.table_schema IN ({schemas})"] if asked.schemas else []
    if asked.tables:
        pairs = ", ".join(f"({literal(schema)}, {literal(table)})" for schema, table in asked.tables)
        conditions.append(f"(t.table_schema, t.table_name) IN ({pairs})")
    return (
        "SELECT COUNT(*) = 0 FROM information_schema.tables t WHERE t.table_type = 'BASE TABLE' "
        f"AND ({' OR '.join(conditions)}) AND NOT EXISTS (SELECT 1 FROM information_schema.table_constraints k "
        "WHERE k.table_schema = t.table_schema AND k.table_name = t.table_name AND k.constraint_type = 'PRIMARY KEY') "
        "AND NOT EXISTS (SELECT 1 FROM information_schema.statistics i WHERE i.table_schema = t.table_schema "
        "AND i.table_name = t.table_name AND i.non_unique = 0 "
        "GROUP BY i.index_name HAVING SUM(i.nullable = 'YES') = 0)"
    )


def _schemas(asked: Asked) -> Prerequisite:
    rights = facts.prerequisites()["privileges"]["mysql_target"]["value"]
    to = _account(asked)
    statements: list[str] = []
    for schema in asked.every_schema:
        statements += [
            f"CREATE DATABASE IF NOT EXISTS {identifier(schema)}",
            f"GRANT {', '.join(rights)} ON {mysql_database_pattern(schema)}.* TO {to}",
        ]
    return item(asked, "schemas", statements=statements, check=_has_schema_rights(asked, asked.every_schema, rights))


def _control_tables(asked: Asked) -> Prerequisite:
    schema = asked.control_schema or "awsdms_control"
    return item(
        asked,
        "controlTables",
        statements=(f"GRANT ALL PRIVILEGES ON {mysql_database_pattern(schema)}.* TO {_account(asked)}",),
        check=_has_schema_rights(asked, (schema,), ("CREATE", "INSERT")),
    )


def _turns_keys_off(endpoint: EndpointFacts) -> bool:
    """Whether the endpoint's statements on connecting turn the checks of foreign keys off."""
    said = (str(endpoint.setting(name) or "") for name in ("AfterConnectScript", "Initstmt"))
    return any("foreign_key_checks" in text.lower() for text in said)

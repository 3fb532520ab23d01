"""What PostgreSQL needs to be a target."""

from __future__ import annotations

from collections.abc import Iterator

from dms_constructs import facts
from dms_constructs.prerequisites.asked import Asked
from dms_constructs.prerequisites.item import Prerequisite
from dms_constructs.prerequisites.known import item, settings
from dms_constructs.prerequisites.postgresql import (
    database_of,
    has_schema_rights,
    has_table_rights,
    made_schema,
    network,
    tls,
    user,
)
from dms_constructs.prerequisites.quoting import postgresql_identifier as identifier, postgresql_literal as literal

__all__ = ["items"]


def items(asked: Asked) -> Iterator[Prerequisite]:
    """Yield what is to be done, in order."""
    yield network(asked)
    yield tls(asked)
    yield user(asked)
    yield from settings(asked)
    yield _connect(asked)
    yield _schemas(asked)
    yield _tables(asked)
    yield _control_tables(asked)
    if asked.migration_type.has_full_load:
        yield _ownership(asked)
    if "session_replication_role" in (asked.setting("AfterConnectScript") or "").lower():
        yield _triggers(asked)


def _connect(asked: Asked) -> Prerequisite:
    database = database_of(asked)
    return item(
        asked,
        "connect",
        statements=(f"GRANT CONNECT, CREATE ON DATABASE {identifier(database)} TO {identifier(asked.user)}",),
        check=(
            "SELECT EXISTS (SELECT FROM pg_catalog.pg_roles r, pg_catalog.pg_database d "
            f"WHERE r.rolname = {literal(asked.user)} AND d.datname = {literal(database)} "
            "AND pg_catalog.has_database_privilege(r.oid, d.oid, 'CONNECT') "
            "AND pg_catalog.has_database_privilege(r.oid, d.oid, 'CREATE'))"
        ),
    )


def _schemas(asked: Asked) -> Prerequisite:
    statements = [statement for schema in asked.every_schema for statement in made_schema(schema)]
    names = ", ".join(map(identifier, asked.every_schema))
    return item(
        asked,
        "schemas",
        statements=(*statements, f"GRANT USAGE, CREATE ON SCHEMA {names} TO {identifier(asked.user)}"),
        check=has_schema_rights(asked, asked.every_schema, "USAGE", "CREATE"),
    )


def _tables(asked: Asked) -> Prerequisite:
    rights = facts.prerequisites()["privileges"]["postgresql_target"]["value"]
    to = f"TO {identifier(asked.user)}"
    return item(
        asked,
        "tables",
        statements=tuple(
            f"GRANT {', '.join(rights)} ON ALL TABLES IN SCHEMA {identifier(schema)} {to}"
            for schema in asked.every_schema
        ),
        check=has_table_rights(asked, *rights),
    )


def _control_tables(asked: Asked) -> Prerequisite:
    schema = asked.control_schema or "public"
    return item(
        asked,
        "controlTables",
        statements=(
            *made_schema(schema),
            f"GRANT USAGE, CREATE ON SCHEMA {identifier(schema)} TO {identifier(asked.user)}",
        ),
        check=has_schema_rights(asked, (schema,), "USAGE", "CREATE"),
    )


def _ownership(asked: Asked) -> Prerequisite:
    name = identifier(asked.user)
    lines = "".join(f"\n  ALTER SCHEMA {identifier(schema)} OWNER TO {name};" for schema in asked.every_schema)
    return item(
        asked,
        "ownership",
        instructions="Only where dms.TargetTablePrepMode.DROP_AND_CREATE finds tables of somebody else: let DMS own "
        f"their schema.{lines}",
    )


def _triggers(asked: Asked) -> Prerequisite:
    name, text = identifier(asked.user), literal(asked.user)
    if asked.is_self_managed:
        return item(
            asked,
            "triggers",
            statements=(f"GRANT SET ON PARAMETER session_replication_role TO {name}",),
            instructions="Before PostgreSQL 15 only a superuser can set it.",
            check=(
                "SELECT EXISTS (SELECT FROM pg_catalog.pg_roles r WHERE r.rolname = "
                f"{text} AND pg_catalog.has_parameter_privilege(r.oid, 'session_replication_role', 'SET'))"
            ),
        )
    return item(
        asked,
        "triggers",
        statements=(f"GRANT rds_superuser TO {name}",),
        check=(
            "SELECT EXISTS (SELECT FROM pg_catalog.pg_roles m, pg_catalog.pg_roles r "
            f"WHERE m.rolname = {text} AND r.rolname = 'rds_superuser' "
            "AND pg_catalog.pg_has_role(m.oid, r.oid, 'MEMBER'))"
        ),
    )

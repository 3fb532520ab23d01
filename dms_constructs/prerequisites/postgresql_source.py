"""What PostgreSQL needs to be a source."""

from __future__ import annotations

from collections.abc import Iterator

from dms_constructs.prerequisites.asked import Asked
from dms_constructs.prerequisites.item import Prerequisite
from dms_constructs.prerequisites.known import item, settings
from dms_constructs.prerequisites.postgresql import (
    block,
    database_of,
    has_keys,
    has_schema_rights,
    has_table_rights,
    made_schema,
    network,
    tls,
    user,
)
from dms_constructs.prerequisites.quoting import (
    dollar_quoted,
    postgresql_identifier as identifier,
    postgresql_literal as literal,
)

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
    if not asked.migration_type.has_cdc:
        return
    yield _replication(asked)
    if asked.switched("HeartbeatEnable", default=False):
        yield _heartbeat(asked)
    if asked.switched("CaptureDdls", default=True):
        yield _ddl(asked)
    yield from _decoding(asked)
    yield item(
        asked,
        "keys",
        instructions="Give each table a primary key; where that can't be done, read with "
        "plugin_name=dms.PluginName.TEST_DECODING and run ALTER TABLE ... REPLICA IDENTITY FULL.",
        check=has_keys(asked),
    )


def _connect(asked: Asked) -> Prerequisite:
    database = database_of(asked)
    return item(
        asked,
        "connect",
        statements=(f"GRANT CONNECT ON DATABASE {identifier(database)} TO {identifier(asked.user)}",),
        check=(
            "SELECT EXISTS (SELECT FROM pg_catalog.pg_roles r, pg_catalog.pg_database d "
            f"WHERE r.rolname = {literal(asked.user)} AND d.datname = {literal(database)} "
            "AND pg_catalog.has_database_privilege(r.oid, d.oid, 'CONNECT'))"
        ),
    )


def _schemas(asked: Asked) -> Prerequisite:
    names = ", ".join(map(identifier, asked.every_schema))
    return item(
        asked,
        "schemas",
        statements=(f"GRANT USAGE ON SCHEMA {names} TO {identifier(asked.user)}",),
        check=has_schema_rights(asked, asked.every_schema, "USAGE"),
    )


def _tables(asked: Asked) -> Prerequisite:
    to = identifier(asked.user)
    statements = [f"GRANT SELECT ON ALL TABLES IN SCHEMA {identifier(schema)} TO {to}" for schema in asked.schemas]
    statements += [f"GRANT SELECT ON TABLE {identifier(*table)} TO {to}" for table in asked.tables]
    return item(asked, "tables", statements=statements, check=has_table_rights(asked, "SELECT"))


def _replication(asked: Asked) -> Prerequisite:
    name, text = identifier(asked.user), literal(asked.user)
    if asked.is_self_managed:
        return item(
            asked,
            "replication",
            statements=(f"ALTER ROLE {name} WITH REPLICATION",),
            check=f"SELECT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = {text} AND rolreplication)",
        )
    return item(
        asked,
        "replication",
        statements=tuple(f"GRANT {role} TO {name}" for role in _MANAGED_ROLES),
        check=(
            f"SELECT pg_catalog.count(*) = {len(_MANAGED_ROLES)} FROM pg_catalog.pg_roles m, pg_catalog.pg_roles r "
            f"WHERE m.rolname = {text} AND r.rolname IN ({', '.join(map(literal, _MANAGED_ROLES))}) "
            "AND pg_catalog.pg_has_role(m.oid, r.oid, 'MEMBER')"
        ),
    )


_MANAGED_ROLES = ("rds_superuser", "rds_replication")


def _heartbeat(asked: Asked) -> Prerequisite:
    schema = asked.setting("HeartbeatSchema") or "public"
    return item(
        asked,
        "heartbeat",
        statements=(
            *made_schema(schema),
            f"GRANT USAGE, CREATE ON SCHEMA {identifier(schema)} TO {identifier(asked.user)}",
        ),
        check=has_schema_rights(asked, (schema,), "USAGE", "CREATE"),
    )


def _ddl(asked: Asked) -> Prerequisite:
    """
    Return the item of the table, the function and the event trigger by which DMS learns of changed definitions.

    They are as the guide has them, but: whatever somebody has in the search path is not called with the rights of DMS,
    and nobody else needs rights to the table.
    """
    schema, name = asked.setting("DdlArtifactsSchema") or "public", identifier(asked.user)
    table, function = identifier(schema, "awsdms_ddl_audit"), identifier(schema, "awsdms_intercept_ddl")
    body = _INTERCEPT.format(table=table)
    trigger = (
        "  IF NOT EXISTS (SELECT FROM pg_catalog.pg_event_trigger WHERE evtname = 'awsdms_intercept_ddl') THEN\n"
        f"    CREATE EVENT TRIGGER awsdms_intercept_ddl ON ddl_command_end EXECUTE PROCEDURE {function}();\n"
        "  END IF;"
    )
    return item(
        asked,
        "ddl",
        statements=(
            *made_schema(schema),
            f"GRANT USAGE, CREATE ON SCHEMA {identifier(schema)} TO {name}",
            f"CREATE TABLE IF NOT EXISTS {table} (\n{_AUDIT}\n)",
            f"ALTER TABLE {table} OWNER TO {name}",
            f"CREATE OR REPLACE FUNCTION {function}() RETURNS event_trigger {_AS_DMS} {dollar_quoted(body)}",
            f"ALTER FUNCTION {function}() OWNER TO {name}",
            block(trigger),
            "ALTER EVENT TRIGGER awsdms_intercept_ddl ENABLE ALWAYS",
        ),
        check=(
            "SELECT EXISTS (SELECT FROM pg_catalog.pg_event_trigger "
            "WHERE evtname = 'awsdms_intercept_ddl' AND evtenabled = 'A')"
        ),
    )


_AS_DMS = "LANGUAGE plpgsql SECURITY DEFINER AS"
_AUDIT = """\
  c_key bigserial PRIMARY KEY,
  c_time timestamp,
  c_user varchar(64),
  c_txn varchar(16),
  c_tag varchar(24),
  c_oid integer,
  c_name varchar(64),
  c_schema varchar(64),
  c_ddlqry text"""
_INTERCEPT = """\
BEGIN
  IF tg_tag OPERATOR(pg_catalog.=) ANY (ARRAY['CREATE TABLE', 'ALTER TABLE', 'DROP TABLE']) THEN
    INSERT INTO {table} VALUES (
      DEFAULT, CURRENT_TIMESTAMP, CURRENT_USER, CAST(pg_catalog.txid_current() AS varchar(16)), tg_tag, 0, '',
      CURRENT_SCHEMA, pg_catalog.current_query()
    );
    DELETE FROM {table};
  END IF;
END"""


def _decoding(asked: Asked) -> Iterator[Prerequisite]:
    """Yield the item of the plug-in, and that of the slot where the endpoint names one."""
    is_pglogical = (asked.setting("PluginName") or "").lower() == "pglogical"
    if is_pglogical:
        yield _pglogical(asked)
    else:
        yield item(
            asked,
            "decoding",
            instructions="Nothing is to be done. Where pglogical is installed, give the endpoint "
            "plugin_name=dms.PluginName.PGLOGICAL, which adds its grants here, or dms.PluginName.TEST_DECODING.",
        )
    if slot := asked.setting("SlotName"):
        yield _slot(asked, slot, is_pglogical=is_pglogical)


def _slot(asked: Asked, slot: str, *, is_pglogical: bool) -> Prerequisite:
    plugin = "pglogical" if is_pglogical else "test_decoding"
    make = f"SELECT pg_catalog.pg_create_logical_replication_slot({literal(slot)}, {literal(plugin)})"
    is_there = f"EXISTS (SELECT FROM pg_catalog.pg_replication_slots WHERE slot_name = {literal(slot)})"
    sets = " With pglogical it also needs a node and two replication sets with all tables; the page has the steps."
    return item(
        asked,
        "slot",
        statements=(f"{make}\nWHERE pg_catalog.current_setting('wal_level') = 'logical' AND NOT {is_there}",),
        instructions="Nothing happens while wal_level is not logical: run this after the restart."
        + (sets if is_pglogical else ""),
        check=f"SELECT {is_there}",
    )


def _pglogical(asked: Asked) -> Prerequisite:
    name = identifier(asked.user)
    where = "shared_preload_libraries" if asked.is_self_managed else "shared_preload_libraries of the parameter group"
    return item(
        asked,
        "pglogical",
        statements=(
            "CREATE EXTENSION IF NOT EXISTS pglogical",
            f"GRANT USAGE ON SCHEMA pglogical TO {name}",
            f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA pglogical TO {name}",
            f"GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA pglogical TO {name}",
        ),
        instructions=f"Add pglogical to {where}, keep what is there, and restart the server before you run this.",
        check="SELECT EXISTS (SELECT FROM pg_catalog.pg_extension WHERE extname = 'pglogical')",
    )

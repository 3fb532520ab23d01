"""What PostgreSQL needs on either side: the user, its way in, and who may connect."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from dms_constructs.prerequisites.asked import Asked
from dms_constructs.prerequisites.item import Prerequisite
from dms_constructs.prerequisites.known import item
from dms_constructs.prerequisites.quoting import (
    dollar_quoted,
    postgresql_identifier as identifier,
    postgresql_literal as literal,
)

__all__ = [
    "block",
    "database_of",
    "has_keys",
    "has_schema_rights",
    "has_table_rights",
    "made_schema",
    "network",
    "tls",
    "user",
]


def user(asked: Asked) -> Prerequisite:
    """Return the item of the user, whose password is a variable of psql, unless IAM lets it in."""
    name = identifier(asked.user)
    # The master user of RDS is not a superuser: it must belong to a role before it can give it anything, and to alter,
    # read or take over what DMS makes.
    joins = () if asked.is_self_managed else (block(_JOIN.format(text=literal(asked.user), name=name)),)
    return item(
        asked,
        "user",
        statements=(
            block(
                f"  IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = {literal(asked.user)}) THEN\n"
                f"    CREATE ROLE {name} LOGIN;\n"
                "  END IF;"
            ),
            *joins,
            f"GRANT rds_iam TO {name}" if asked.has_iam else f"ALTER ROLE {name} PASSWORD :'dms_password'",
        ),
        check=f"SELECT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = {literal(asked.user)} AND rolcanlogin)",
    )


_JOIN = """\
  IF CURRENT_USER <> {text} THEN
    GRANT {name} TO CURRENT_USER;
  END IF;"""


def network(asked: Asked) -> Prerequisite:
    """Return the item of the way to the server: a file of the server, or a security group."""
    database, name = literal(database_of(asked)), literal(asked.user)
    if not asked.is_self_managed:
        return item(asked, "network", instructions=_SECURITY_GROUP)
    where = asked.network or "CIDR-OF-THE-REPLICATION-INSTANCE"
    quoted = f"{_in_hba(database_of(asked))} {_in_hba(asked.user)}"
    lines = [f"hostssl {quoted} {where} scram-sha-256"]
    if asked.endpoint.endpoint_type.value == "source" and asked.migration_type.has_cdc:
        lines.append(f"hostssl replication {_in_hba(asked.user)} {where} scram-sha-256")
    rows = "".join(f"\n  {line}" for line in lines)
    return item(
        asked,
        "network",
        instructions=(
            f"{_SECURITY_GROUP} Let the server listen on the network (listen_addresses), write into pg_hba.conf, and "
            f"run SELECT pg_reload_conf():{rows}"
        ),
        check=(
            "SELECT EXISTS (SELECT FROM pg_catalog.pg_hba_file_rules "
            "WHERE type IN ('host', 'hostssl') AND error IS NULL "
            f"AND database && ARRAY['all', {database}] AND user_name && ARRAY['all', {name}])"
        ),
    )


_SECURITY_GROUP = (
    "Allow the TCP port of the server from the replication instance in every security group and firewall between them. "
    "A migration opens a security group that its connection knows, by peer=... or from the database, by itself."
)


def tls(asked: Asked) -> Prerequisite:
    """Return the item of TLS, which RDS has always on."""
    if asked.is_self_managed:
        how = (
            "Set ssl = on with a certificate and a key (ssl_cert_file, ssl_key_file), or give the endpoint "
            "ssl_mode=dms.SslMode.NONE."
        )
    else:
        how = "The server has a certificate; rds.force_ssl = 1 refuses connections without TLS."
    return item(asked, "tls", instructions=how, check="SELECT pg_catalog.current_setting('ssl') = 'on'")


def block(body: str) -> str:
    """Return a statement that runs a block of code, for what has no IF NOT EXISTS."""
    return f"DO {dollar_quoted(f'BEGIN{chr(10)}{body}{chr(10)}END')}"


def database_of(asked: Asked) -> str:
    """Return the database, which was checked to be given."""
    if asked.database is None:
        raise LookupError("an endpoint of PostgreSQL has a database")
    return asked.database


def made_schema(name: str) -> tuple[str, ...]:
    """Return what makes a schema; every database has `public`."""
    return () if name == "public" else (f"CREATE SCHEMA IF NOT EXISTS {identifier(name)}",)


def has_schema_rights(asked: Asked, schemas: Sequence[str], *rights: str) -> str:
    """Return a query of whether the user has rights in all of these schemas."""
    held = " AND ".join(f"pg_catalog.has_schema_privilege(r.oid, n.oid, {literal(right)})" for right in rights)
    return (
        f"SELECT pg_catalog.count(*) = {len(schemas)} FROM pg_catalog.pg_roles r CROSS JOIN pg_catalog.pg_namespace n "
        f"WHERE r.rolname = {literal(asked.user)} AND n.nspname IN ({_list(schemas)}) AND {held}"
    )


def has_table_rights(asked: Asked, *rights: str) -> str:
    """Return a query of whether the user has rights to all of the tables, and those with a name are there."""
    held = " AND ".join(f"pg_catalog.has_table_privilege(r.oid, c.oid, {literal(right)})" for right in rights)
    role = f"SELECT FROM pg_catalog.pg_roles r WHERE r.rolname = {literal(asked.user)} AND {held}"
    lacking = f"SELECT {_TABLES} WHERE ({_selected(asked)}) AND NOT EXISTS ({role})"
    return f"SELECT NOT EXISTS ({lacking}){_named_are_there(asked)}"


def has_keys(asked: Asked) -> str:
    """Return a query of whether all of the tables have a primary key that counts, or a replica identity instead."""
    key = "SELECT FROM pg_catalog.pg_index i WHERE i.indrelid = c.oid AND i.indisprimary AND i.indimmediate"
    lacking = f"SELECT {_TABLES} WHERE ({_selected(asked)}) AND c.relreplident <> 'f' AND NOT EXISTS ({key})"
    return f"SELECT NOT EXISTS ({lacking})"


_TABLES = (
    "FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace AND c.relkind IN ('r', 'p')"
)


def _selected(asked: Asked) -> str:
    """Return the condition of the tables that are migrated."""
    conditions = [f"n.nspname IN ({_list(asked.schemas)})"] if asked.schemas else []
    if asked.tables:
        conditions.append(f"(n.nspname, c.relname) IN ({_pairs(asked)})")
    return " OR ".join(conditions)


def _named_are_there(asked: Asked) -> str:
    if not asked.tables:
        return ""
    there = f"SELECT pg_catalog.count(*) {_TABLES} WHERE (n.nspname, c.relname) IN ({_pairs(asked)})"
    return f" AND ({there}) = {len(asked.tables)}"


def _pairs(asked: Asked) -> str:
    return ", ".join(f"({literal(schema)}, {literal(table)})" for schema, table in asked.tables)


def _list(names: Iterable[str]) -> str:
    return ", ".join(map(literal, names))


def _in_hba(name: str) -> str:
    """Return a name as pg_hba.conf has it: quoted, because words such as `all` mean something there."""
    return '"' + name.replace('"', '""') + '"'

"""
The catalog of a MySQL or MariaDB server.

It is read from `information_schema`, which has the tables that the user has a right to. Keys come from the rows of
indexes, which are there for whoever may read a table. Rows and bytes are what the storage engine estimates; MySQL 8
keeps its estimates for a day unless a table is analyzed.

A table to which the user has no right at all is not there. Of one with a right to some columns only, the server shows
these alone and does not say so, so such tables are tried. MariaDB does not show the actions of foreign keys to users
who may only read, and MySQL 8.0.23 and some after it no keys of invisible columns in `key_column_usage`; what created
the table is shown, and has both.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy
from sqlalchemy import text

from dms_constructs.catalog import Catalog, UnseenPart
from dms_constructs.cli import mysql_rights, querying, unseen
from dms_constructs.cli.change_rates import Counters
from dms_constructs.cli.trouble import Trouble
from dms_constructs.cli.wanting import Wanted
from dms_constructs.engines import EngineName, known

__all__ = ["counted", "counters", "engine", "read"]

_TABLES = """
    select table_schema, table_name, table_type, engine, create_options {sizes} from information_schema.tables
    where {wanted}
"""
_SIZES = ", table_rows, data_length"
_COLUMNS = """
    select
        table_schema, table_name, ordinal_position, column_name, column_type, is_nullable, extra, character_set_name,
        collation_name, privileges
    from information_schema.columns
    where {wanted}
"""
_INDEXES = """
    select
        table_schema,
        table_name,
        index_name,
        index_name as constraint_name,
        column_name,
        seq_in_index as ordinal_position,
        non_unique
    from information_schema.statistics
    where {wanted}
"""
_FOREIGN_KEYS = """
    select
        table_schema, table_name, constraint_name, column_name, ordinal_position, referenced_table_schema,
        referenced_table_name
    from information_schema.key_column_usage
    where referenced_table_name is not null and {wanted}
"""
_ACTIONS = """
    select constraint_schema as table_schema, table_name, constraint_name, delete_rule, update_rule
    from information_schema.referential_constraints
    where {wanted}
"""
# MariaDB counts what it writes to the binary log, which DMS reads. Else the redo log has to do.
_BINLOG = ("Binlog_bytes_written", "Binlog_commits")
_REDO = ("Innodb_lsn_current", "Innodb_os_log_written")
_WRITING = (
    "Com_delete",
    "Com_delete_multi",
    "Com_insert",
    "Com_insert_select",
    "Com_load",
    "Com_replace",
    "Com_replace_select",
    "Com_update",
    "Com_update_multi",
)


def engine(connection: sqlalchemy.Connection) -> EngineName:
    """Return which of the two the server is."""
    version = connection.execute(text("select version()")).scalar_one()
    return EngineName.MARIADB if "mariadb" in str(version).lower() else EngineName.MYSQL


def read(connection: sqlalchemy.Connection, engine: EngineName, wanted: Wanted, *, sizes: bool = False) -> Catalog:
    """Read the catalog of the whole server."""
    asked = _Asked(connection, engine, wanted)
    tables, columns = asked.rows(_TABLES, sizes=_SIZES if sizes else ""), asked.rows(_COLUMNS)
    indexes, foreign_keys = asked.rows(_INDEXES), asked.rows(_FOREIGN_KEYS)
    not_seen = list(mysql_rights.not_seen(connection, tables, columns))
    keyless = {(each.schema, each.name) for each in not_seen if each.what is UnseenPart.KEYS}
    actions = asked.rows(_ACTIONS, schema="constraint_schema")
    indexes, foreign_keys, actions = (
        [row for row in rows if (row["table_schema"], row["table_name"]) not in keyless]
        for rows in (indexes, foreign_keys, actions)
    )
    foreign_keys, hidden = mysql_rights.with_actions(connection, foreign_keys, actions)
    unique = _of_columns([row for row in indexes if not row["non_unique"]])
    return Catalog.from_information_schema(
        tables=tables,
        columns=columns,
        primary_keys=[row for row in unique if row["constraint_name"] == "PRIMARY"],
        unique_keys=[row for row in unique if row["constraint_name"] != "PRIMARY"],
        foreign_keys=foreign_keys,
        secondary_indexes=[row for row in indexes if row["non_unique"]],
        not_seen=sorted(dict.fromkeys([*not_seen, *hidden]), key=unseen.by_name),
        engine=engine,
    )


class _Asked:
    """Asks for the rows of the tables that are read."""

    def __init__(self, connection: sqlalchemy.Connection, engine: EngineName, wanted: Wanted) -> None:
        self._connection = connection
        self._wanted = wanted
        self._left_out = () if wanted.system_schemas or wanted.schemas else known(engine.record.system_schemas) or ()

    def rows(self, query: str, schema: str = "table_schema", **parts: str) -> list[Mapping[str, Any]]:
        """Return the rows of a query with the condition `wanted` on the column of their schemas."""
        names = self._wanted.schemas or self._left_out
        condition = f"{schema} {'in' if self._wanted.schemas else 'not in'} :names" if names else "true"
        statement = text(query.format(wanted=condition, **parts))
        if names:
            statement = statement.bindparams(sqlalchemy.bindparam("names", names, expanding=True))
        found = querying.rows(self._connection, statement)
        # Letter case does not count in a comparison of `information_schema`, but in names of most servers.
        only = self._wanted.schemas
        return [row for row in found if not only or row["table_schema"] in only]


def _of_columns(parts: list[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return the parts of those indexes that have columns only; a part that is an expression has no column."""
    others = {_index_of(part) for part in parts if part["column_name"] is None}
    return [part for part in parts if _index_of(part) not in others]


def _index_of(part: Mapping[str, Any]) -> tuple[Any, ...]:
    return part["table_schema"], part["table_name"], part["constraint_name"]


def counters(connection: sqlalchemy.Connection) -> Counters:
    """
    Return what the server has counted since it was started.

    With a binary log on MariaDB: its bytes and the transactions in it. Else: bytes of the redo log, which holds changes
    of indexes and undo records too, and statements that write, of which a transaction has one or more. Both are upper
    estimates.
    """
    status = {str(name): str(value) for name, value in connection.execute(text("show global status"))}
    return counted(status, binlog=bool(connection.execute(text("select @@global.log_bin")).scalar_one()))


def counted(status: Mapping[str, str], *, binlog: bool) -> Counters:
    """Return the counters among the server's status variables."""
    if binlog and all(name in status for name in _BINLOG):
        return Counters(*(int(status[name]) for name in _BINLOG))
    redo = next((int(status[name]) for name in _REDO if name in status), 0)
    if not redo:
        # Whoever runs has written some, unless another service writes the log, as where storage is a service.
        raise Trouble("the server does not count the bytes that it writes; leave out --change-seconds")
    return Counters(redo, sum(int(status.get(name, 0)) for name in _WRITING))

"""
The catalog of a MySQL or MariaDB server.

It is read from `information_schema`, which has the tables that the user has a right to. Keys come from the rows of
indexes, which are there for whoever may read a table. Rows and bytes are what the storage engine estimates; MySQL 8
keeps its estimates for a day unless a table is analyzed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy
from sqlalchemy import text

from dms_constructs.catalog import Catalog
from dms_constructs.cli.change_rates import Counters
from dms_constructs.cli.trouble import Trouble
from dms_constructs.engines import EngineName

__all__ = ["counted", "counters", "engine", "read"]

_TABLES = "select table_schema, table_name, table_type from information_schema.tables"
_TABLES_WITH_SIZES = """
    select table_schema, table_name, table_type, table_rows, data_length from information_schema.tables
"""
_COLUMNS = """
    select table_schema, table_name, column_name, ordinal_position, column_type from information_schema.columns
"""
_KEYS = """
    select
        table_schema,
        table_name,
        index_name as constraint_name,
        column_name,
        seq_in_index as ordinal_position,
        index_name = 'PRIMARY' as is_primary
    from information_schema.statistics
    where non_unique = 0
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


def read(connection: sqlalchemy.Connection, engine: EngineName, *, sizes: bool = False) -> Catalog:
    """Read the catalog of the whole server."""
    tables, columns, parts = (
        [dict(row) for row in connection.execute(text(query)).mappings()]
        for query in (_TABLES_WITH_SIZES if sizes else _TABLES, _COLUMNS, _KEYS)
    )
    keys = _of_columns([{name.lower(): value for name, value in part.items()} for part in parts])
    return Catalog.from_information_schema(
        tables=tables,
        columns=columns,
        primary_keys=[part for part in keys if part["is_primary"]],
        unique_keys=[part for part in keys if not part["is_primary"]],
        engine=engine,
    )


def _of_columns(parts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the parts of those indexes that have columns only; a part that is an expression has no column."""
    others = {_index_of(part) for part in parts if part["column_name"] is None}
    return [part for part in parts if _index_of(part) not in others]


def _index_of(part: dict[str, Any]) -> tuple[Any, ...]:
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

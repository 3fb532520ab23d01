"""
What only the rows of tables tell: how long large objects are, and how many rows there are where no statistics say.

Each table is read in a transaction of its own. One for all would keep the server from cleaning up, and others from
altering tables, for as long as it takes.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Any, NamedTuple

import sqlalchemy
from sqlalchemy import func, quoted_name
from sqlalchemy.exc import DBAPIError

from dms_constructs.catalog import Catalog, SourceColumn, SourceTable
from dms_constructs.catalog.table_type import TableType
from dms_constructs.cli import failures

__all__ = ["Unread", "measure"]

# A table is counted where statistics say nothing or 0, and up to this size only: then it takes milliseconds.
_COUNTED_UP_TO_BYTES = 8 * 2**20
# A query can return 1664 columns on PostgreSQL, and each column to measure takes three.
_COLUMNS_OF_A_QUERY = 500
# Of these PostgreSQL knows the length as they are, and without reading what is stored out of line. All others go by
# their text, which is what DMS reads.
_HAVE_A_LENGTH = {"text", "bytea"}


class Unread(NamedTuple):
    """A table that could not be read, and why."""

    table: SourceTable
    reason: str


def measure(
    connection: sqlalchemy.Connection,
    catalog: Catalog,
    system_schemas: Collection[str],
    report: Callable[[str], None],
    *,
    lobs: bool,
) -> tuple[Catalog, list[Unread]]:
    """Return the catalog with what the rows tell, and the tables that could not be read."""
    tables = list(catalog.tables)
    chosen = [
        position
        for position, table in enumerate(tables)
        if table.table_type is TableType.TABLE
        and table.schema not in system_schemas
        and (_is_uncounted(table) or (lobs and _large(table)))
    ]
    unread = []
    # Each statement is a transaction, so one that fails leaves nothing behind.
    reading = connection.execution_options(isolation_level="AUTOCOMMIT")
    for number, position in enumerate(chosen, start=1):
        report(f"Measuring {tables[position]} ({number} of {len(chosen)}) ...")
        try:
            tables[position] = _measured(reading, tables[position], lobs=lobs)
        except DBAPIError as error:
            if error.connection_invalidated:
                raise
            unread.append(Unread(tables[position], failures.reason(error)))
    return Catalog(*tables, engine=catalog.engine, changes=catalog.changes, not_seen=catalog.not_seen), unread


def _is_uncounted(table: SourceTable) -> bool:
    return not table.rows and table.size_bytes is not None and 0 < table.size_bytes <= _COUNTED_UP_TO_BYTES


def _large(table: SourceTable) -> list[SourceColumn]:
    return [column for column in table.columns if column.is_lob]


def _measured(connection: sqlalchemy.Connection, table: SourceTable, *, lobs: bool) -> SourceTable:
    if _is_uncounted(table):
        (rows,) = _of_rows(connection, table, [func.count()])
        table = dataclasses.replace(table, rows=rows)
    if lobs:
        large = _large(table)
        measured = {
            column.name: column
            for start in range(0, len(large), _COLUMNS_OF_A_QUERY)
            for column in _lengths(connection, table, large[start : start + _COLUMNS_OF_A_QUERY])
        }
        table = table.with_columns(measured.get(column.name, column) for column in table.columns)
    return table


def _lengths(
    connection: sqlalchemy.Connection, table: SourceTable, columns: Sequence[SourceColumn]
) -> Iterator[SourceColumn]:
    lengths = [_length(connection, column) for column in columns]
    wanted = [of(length) for length in lengths for of in (func.max, func.sum, func.count)]
    values = iter(_of_rows(connection, table, wanted))
    for column, longest, total, count in zip(columns, values, values, values, strict=True):
        # Without values, the largest is 0 bytes long: it was measured.
        average = -(-int(total) // count) if count else 0
        yield dataclasses.replace(column, max_bytes=int(longest or 0), average_bytes=average, values=count)


def _length(connection: sqlalchemy.Connection, column: SourceColumn) -> Any:
    value: Any = sqlalchemy.column(quoted_name(column.name, quote=True))
    if connection.dialect.name == "postgresql" and column.data_type not in _HAVE_A_LENGTH:
        value = sqlalchemy.cast(value, sqlalchemy.Text)
    return func.octet_length(value)


def _of_rows(connection: sqlalchemy.Connection, table: SourceTable, wanted: Sequence[Any]) -> Sequence[Any]:
    named = sqlalchemy.table(quoted_name(table.name, quote=True), schema=quoted_name(table.schema, quote=True))
    # Partitions and tables that inherit are tables of the catalog too.
    query = sqlalchemy.select(*wanted).select_from(named).with_hint(named, "ONLY", "postgresql")
    return connection.execute(query).one()

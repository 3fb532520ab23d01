"""Columns of which it is not known whether they hold large objects."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from typing import NamedTuple

from dms_constructs._code import Variable, as_code, call, quoted
from dms_constructs.catalog import SourceColumn, SourceTable
from dms_constructs.catalog.data_types import dms_type_of, is_lob, why_not_known
from dms_constructs.engines import EngineName

__all__ = ["Undecided", "said_of", "undecided"]


class Undecided(NamedTuple):
    """A column whose type is not known, or a table whose columns are not."""

    table: SourceTable
    column: SourceColumn | None

    def why(self, engine: EngineName | None) -> str:
        """Return why it is not known."""
        if self.column is None:
            return "the catalog has no columns of it"
        data_type = self.column.data_type
        if not data_type:
            return "it has no type"
        read_as = f"what DMS reads {quoted(data_type)} as"
        if engine is None:
            return f"the catalog has no engine, which tells {read_as}"
        return f"{read_as} is not known ({why_not_known(engine, data_type)})"

    def fix(self, engine: EngineName | None) -> str:
        """Return what to write."""
        if self.column is None:
            return "measure the server with 'dms-constructs catalog URL --sizes'"
        if engine is None and (named := _engine_with(self.column.data_type)) is not None:
            tables, changes = Variable("*catalog.tables"), Variable("catalog.changes")
            written = call("dms.Catalog", tables, engine=named, changes=changes)
            return f"give the catalog the source's engine: for {named.value}, write {written}"
        return f"write {as_code(dataclasses.replace(self.column, lob=True))}, or lob=False if it holds none"

    def __str__(self) -> str:
        return str(self.table) if self.column is None else f"{self.table}.{self.column.name}"


def undecided(tables: Iterable[tuple[SourceTable, tuple[SourceColumn, ...]]]) -> list[Undecided]:
    """Return what is not known of tables, each with its columns that move; the most telling first."""
    found = []
    for table, columns in tables:
        if not table.columns:
            found.append(Undecided(table, None))
        found += [Undecided(table, column) for column in columns if column.lob is None and column.dms_type is None]
    return sorted(found, key=_is_telling, reverse=True)


def _is_telling(found: Undecided) -> tuple[bool, bool]:
    """Return how much a message about it says: a key is hardly a large object, and a type can be looked up."""
    column = found.column
    return column is None or column.name not in found.table.primary_key, column is not None and bool(column.data_type)


def said_of(found: list[Undecided]) -> str:
    """Return what there is to say of them, at least one."""
    more = len(found) - 1
    others = f" and {more} more" if more else ""
    return f"whether {found[0]}{others} {'hold' if more else 'holds'} large objects is not known"


def _engine_with(data_type: str) -> EngineName | None:
    """Return an engine that has such a type, as a large object if one has it so, as far as types are known."""
    read_as = {engine: dms_type for engine in EngineName if data_type and (dms_type := dms_type_of(engine, data_type))}
    return max(read_as, key=lambda engine: is_lob(read_as[engine]), default=None)

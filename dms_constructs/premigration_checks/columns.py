"""What the checks want to know of columns: one look at each finds all of it."""

from __future__ import annotations

import enum
import functools
from collections.abc import Iterable
from typing import NamedTuple

from dms_constructs import facts
from dms_constructs.catalog import SourceColumn
from dms_constructs.catalog.data_types import dms_type_of, type_word, why_not_known
from dms_constructs.engines import EngineName, known
from dms_constructs.mappings.evaluator.mapped_table import MappedTable

__all__ = ["UNREAD", "Moved", "Trait", "moved_columns", "traits_of"]


class Moved(NamedTuple):
    """A column that moves, with its table."""

    table: MappedTable
    column: SourceColumn

    def __str__(self) -> str:
        return f"{self.table.source}.{self.column.name}"


class Trait(enum.Enum):
    """What of a column a check looks for."""

    LOB = enum.auto()
    NOT_MOVED = enum.auto()
    """Of a type that DMS does not move."""
    NOT_LISTED = enum.auto()
    """Of a type that AWS's guide does not list."""
    NOT_KNOWN = enum.auto()
    """Of no known type."""
    ARRAY = enum.auto()
    POSTGIS = enum.auto()
    CHARACTERS = enum.auto()
    """CHAR or VARCHAR of PostgreSQL."""
    IDENTITY = enum.auto()
    UNREAD_IDENTITY = enum.auto()
    """Of which the catalog does not tell whether it is one."""
    UNREAD_GENERATED = enum.auto()
    UNREAD_INVISIBLE = enum.auto()


UNREAD = frozenset({Trait.UNREAD_IDENTITY, Trait.UNREAD_GENERATED, Trait.UNREAD_INVISIBLE})
"""Traits of which it is enough to know that some column has them."""


def moved_columns(table: MappedTable) -> Iterable[SourceColumn]:
    """Return the columns of the source that move: most tables have no rule about theirs."""
    if not table.has_column_rules:
        return table.source.columns
    return [column.source for column in table.columns if column.source is not None]


def traits_of(engine: EngineName | None, column: SourceColumn) -> tuple[Trait, ...]:
    """Return what the checks look for that a column is."""
    found = _by_type(engine, column.data_type, column.dms_type, column.lob)
    kind = (column.identity, column.generated is None, column.invisible is None)
    return found if kind == _ORDINARY else found + _by_kind(*kind)


_ORDINARY = (False, False, False)


@functools.cache
def _by_kind(identity: bool | None, generated_unread: bool, invisible_unread: bool) -> tuple[Trait, ...]:
    found = [Trait.IDENTITY] if identity else []
    found += [Trait.UNREAD_IDENTITY] if identity is None else []
    found += [Trait.UNREAD_GENERATED] if generated_unread else []
    return (*found, Trait.UNREAD_INVISIBLE) if invisible_unread else tuple(found)


@functools.lru_cache(maxsize=4096)
def _by_type(engine: EngineName | None, data_type: str, dms_type: str | None, lob: bool | None) -> tuple[Trait, ...]:
    is_lob = SourceColumn("x", data_type, dms_type=dms_type, lob=lob).is_lob
    found = [Trait.LOB] if is_lob else []
    word = type_word(engine, data_type) if engine is not None and data_type else ""
    told = facts.premigration()
    table = known(engine.record.data_types) if engine is not None else None
    if word == "array":
        found.append(Trait.ARRAY)
    if table == "postgresql" and word in told["characters"]["value"]:
        found.append(Trait.CHARACTERS)
    if word in told["postgis"]["value"] and table == "postgresql":
        found.append(Trait.POSTGIS)
    elif dms_type is None and not is_lob:
        found.append(_of_no_dms_type(engine, data_type, word in told["not_moved"]["value"].get(table, ())))
    return tuple(found)


def _of_no_dms_type(engine: EngineName | None, data_type: str, is_not_moved: bool) -> Trait:
    if is_not_moved:
        return Trait.NOT_MOVED
    if engine is None or not data_type or dms_type_of(engine, data_type) is not None:
        return Trait.NOT_KNOWN
    return Trait.NOT_LISTED if why_not_known(engine, data_type) else Trait.NOT_KNOWN

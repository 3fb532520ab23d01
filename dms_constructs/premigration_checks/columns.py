"""What the checks want to know of columns: one look at each finds all of it."""

from __future__ import annotations

import enum
import functools
import re
from collections.abc import Iterable
from typing import NamedTuple

from dms_constructs import facts
from dms_constructs.catalog import ColumnTrait, Generated, SourceColumn
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
    NUMBER_WITHOUT_SCALE = enum.auto()
    """NUMBER of Oracle without precision and scale."""
    EXTENDED = enum.auto()
    """Of an extended type of Oracle."""
    PERHAPS_EXTENDED = enum.auto()
    """Of a length in characters, of which it is not known how many bytes they take."""
    XML = enum.auto()
    LONG = enum.auto()
    """LONG or LONG RAW of Oracle."""
    SPATIAL = enum.auto()
    NO_WORD = enum.auto()
    """Of which the catalog does not have the source's word for its type."""
    GENERATED = enum.auto()
    INVISIBLE = enum.auto()
    SECUREFILE = enum.auto()
    MASKED = enum.auto()
    SPARSE = enum.auto()
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
    kind = (column.identity, column.generated, column.invisible, column.traits)
    return found if kind in _ORDINARY else found + _by_kind(*kind)


_ORDINARY = {(False, Generated.NEVER, False, traits) for traits in (None, ())}


@functools.cache
def _by_kind(
    identity: bool | None,
    generated: Generated | None,
    invisible: bool | None,
    traits: tuple[ColumnTrait, ...] | None,
) -> tuple[Trait, ...]:
    told = (
        (identity, Trait.IDENTITY, Trait.UNREAD_IDENTITY),
        (None if generated is None else generated is not Generated.NEVER, Trait.GENERATED, Trait.UNREAD_GENERATED),
        (invisible, Trait.INVISIBLE, Trait.UNREAD_INVISIBLE),
    )
    found = [unread if answer is None else its for answer, its, unread in told if answer is not False]
    return (*found, *(Trait[trait.name] for trait in traits or ()))


@functools.lru_cache(maxsize=4096)
def _by_type(engine: EngineName | None, data_type: str, dms_type: str | None, lob: bool | None) -> tuple[Trait, ...]:
    word = type_word(engine, data_type) if engine is not None and data_type else ""
    told = facts.premigration()
    protocol = engine.record.protocol if engine is not None else ""
    found = _of_word(protocol, word, data_type)
    # What spatial types become depends on the target, and is a large object wherever it is one.
    is_lob = SourceColumn("x", data_type, dms_type=dms_type, lob=lob).is_lob or Trait.SPATIAL in found
    found += [Trait.LOB] if is_lob else []
    table = known(engine.record.data_types) if engine is not None else None
    if word == "array":
        found.append(Trait.ARRAY)
    if table == "postgresql" and word in told["characters"]["value"]:
        found.append(Trait.CHARACTERS)
    if word in told["postgis"]["value"] and table == "postgresql":
        found.append(Trait.POSTGIS)
    elif dms_type is None and not is_lob:
        found.append(_of_no_dms_type(engine, data_type, word in told["not_moved"]["value"].get(protocol, ())))
    return tuple(found)


def _of_word(protocol: str, word: str, data_type: str) -> list[Trait]:
    """Return what the source's own word for a type says."""
    if not word:
        return [Trait.NO_WORD]
    groups = facts.premigration()["type_groups"]["value"].get(protocol, {})
    found = [Trait[group.upper()] for group, names in groups.items() if word in names]
    if protocol != "oracle":
        return found
    if word == "number" and ("(" not in data_type or _ANY_PRECISION.search(data_type)):
        found.append(Trait.NUMBER_WITHOUT_SCALE)
    return [*found, *_extended(word, data_type)]


_ANY_PRECISION = re.compile(r"\(\s*\*\s*\)")
_LENGTH = re.compile(r"\(\s*(\d+)\s*(byte|char)?", re.IGNORECASE)
_MOST_BYTES = 4  # of a character


def _extended(word: str, data_type: str) -> list[Trait]:
    """Say whether a type of Oracle is longer than types were before extended ones."""
    most = facts.premigration()["extended_types"]["value"].get(word)
    found = _LENGTH.search(data_type)
    if most is None or found is None:
        return []
    length = int(found[1])
    if length > most:
        return [Trait.EXTENDED]
    in_characters = (found[2] or "").lower() == "char"
    return [Trait.PERHAPS_EXTENDED] if in_characters and length * _MOST_BYTES > most else []


def _of_no_dms_type(engine: EngineName | None, data_type: str, is_not_moved: bool) -> Trait:
    if is_not_moved:
        return Trait.NOT_MOVED
    if engine is None or not data_type or dms_type_of(engine, data_type) is not None:
        return Trait.NOT_KNOWN
    return Trait.NOT_LISTED if why_not_known(engine, data_type) else Trait.NOT_KNOWN

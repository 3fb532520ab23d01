"""How wide a row of a table is in MySQL, whose limit counts every column but large objects."""

from __future__ import annotations

import functools
import re
from typing import Any

from dms_constructs import facts
from dms_constructs.catalog.data_types import type_word
from dms_constructs.engines import EngineName
from dms_constructs.mappings.evaluator.mapped_columns import MappedColumn
from dms_constructs.mappings.evaluator.mapped_table import MappedTable

__all__ = ["row_bytes"]

_LENGTH = re.compile(r"\(\s*(\d+)")


def row_bytes(table: MappedTable, engine: EngineName | None) -> int | None:
    """Return the bytes of the widest row that its columns allow; None where types are not known."""
    if engine is None:
        return None
    sizes = [_bytes_of(column, engine) for column in table.columns]
    known = [size for size in sizes if size is not None]
    return sum(known) if len(known) == len(sizes) else None


def _bytes_of(column: MappedColumn, engine: EngineName) -> int | None:
    return _bytes(column.data_type, engine) if column.data_type else None


@functools.lru_cache(maxsize=4096)
def _bytes(data_type: str, engine: EngineName) -> int:
    told: dict[str, Any] = facts.premigration()["row_bytes"]["value"]
    word = type_word(engine, data_type)
    length = _LENGTH.search(data_type)
    each: int | None = told["each"].get(word)
    if each is not None:
        # A type with a length that has none is one long.
        return int(length.group(1)) * each + 2 if length is not None else each + 2
    return int(told["of"].get(word, told["other"]))

"""Of which types the columns of tables are, found in one pass over them."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable

from dms_constructs.catalog import SourceColumn
from dms_constructs.mappings.evaluator.mapped_table import MappedTable

__all__ = ["ColumnKind", "kind_of", "kinds_of"]

ColumnKind = tuple[str | None, str]
"""The DMS data type of a column, and the source's own."""

# There may be millions of columns, and few kinds of them: what is asked of a column is asked of its kind first.
kind_of: Callable[[SourceColumn], ColumnKind] = operator.attrgetter("dms_type", "data_type")


def kinds_of(tables: Iterable[MappedTable]) -> frozenset[ColumnKind]:
    """Return the kinds of all columns of tables."""
    kinds: set[ColumnKind] = set()
    for table in tables:
        kinds.update(map(kind_of, table.source.columns))
    return frozenset(kinds)

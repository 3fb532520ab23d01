"""What the user who read a catalog could not see of the tables that are selected."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from dms_constructs.catalog import NotSeen, SourceTable, UnseenPart
from dms_constructs.errors import Finding
from dms_constructs.mappings.checks.collector import naming
from dms_constructs.mappings.evaluator.compiled import Compiled
from dms_constructs.mappings.evaluator.mapped_table import MappedTable, map_tables

__all__ = ["findings_of_unseen", "mapped_unseen"]

_WORDS = {UnseenPart.TABLE: "", UnseenPart.COLUMNS: " (some columns)", UnseenPart.KEYS: " (its keys)"}


def mapped_unseen(compiled: Compiled, unseen: Iterable[NotSeen]) -> tuple[MappedTable, ...]:
    """Return what becomes of the tables of which something could not be seen, each without columns."""
    tables = {(each.schema, each.name): SourceTable(each.schema, each.name) for each in unseen}
    return map_tables(compiled, tables.values())


def findings_of_unseen(found: Sequence[NotSeen]) -> Iterator[Finding]:
    """Return the finding about what a catalog does not show of what a task moves."""
    if found:
        yield Finding(
            "mappings.notSeen",
            "the user who read the catalog could not see all that is selected, so what is said here may be wrong: "
            f"{naming(f'{each.schema}.{each.name}{_WORDS[each.what]}' for each in found)}",
            fix="grant that user `select` on these tables, and read the catalog again",
        )

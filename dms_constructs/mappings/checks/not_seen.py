"""What the user who read a catalog could not see of the tables that are selected."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dms_constructs.catalog import NotSeen, SourceTable, UnseenPart
from dms_constructs.errors import Finding
from dms_constructs.mappings.checks.collector import naming
from dms_constructs.mappings.evaluator.compiled import Compiled
from dms_constructs.mappings.evaluator.mapped_table import map_tables

__all__ = ["findings_of_unseen"]

_WORDS = {UnseenPart.TABLE: "", UnseenPart.COLUMNS: " (some columns)", UnseenPart.KEYS: " (its keys)"}


def findings_of_unseen(compiled: Compiled, unseen: Iterable[NotSeen]) -> Iterator[Finding]:
    """Return the finding about what a catalog does not show of what a task moves."""
    unseen = tuple(unseen)
    tables = {(each.schema, each.name): SourceTable(each.schema, each.name) for each in unseen}
    selected = {
        (table.source.schema, table.source.name) for table in map_tables(compiled, tables.values()) if table.is_selected
    }
    found = [each for each in unseen if (each.schema, each.name) in selected]
    if found:
        yield Finding(
            "mappings.notSeen",
            "the user who read the catalog could not see all that is selected, so what is said here may be wrong: "
            f"{naming(f'{each.schema}.{each.name}{_WORDS[each.what]}' for each in found)}",
            fix="grant that user `select` on these tables, and read the catalog again",
        )

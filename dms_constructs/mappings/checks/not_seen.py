"""What the user who read a catalog could not see of the tables that are selected."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from dms_constructs.catalog import NotSeen, SourceTable, UnseenPart
from dms_constructs.errors import Finding
from dms_constructs.mappings.checks.collector import naming
from dms_constructs.mappings.evaluator.compiled import Compiled
from dms_constructs.mappings.evaluator.mapped_table import map_tables

__all__ = ["findings_of_unseen", "selected_of"]

_WORDS = {UnseenPart.TABLE: "", UnseenPart.COLUMNS: " (some columns)", UnseenPart.KEYS: " (its keys)"}


def selected_of(compiled: Compiled, unseen: Iterable[NotSeen]) -> list[NotSeen]:
    """Return what could not be seen of the tables that rules select."""
    tables = {(each.schema, each.name): SourceTable(each.schema, each.name) for each in unseen}
    mapped = map_tables(compiled, tables.values())
    selected = {(table.source.schema, table.source.name) for table in mapped if table.is_selected}
    return [each for each in unseen if (each.schema, each.name) in selected]


def findings_of_unseen(found: Sequence[NotSeen]) -> Iterator[Finding]:
    """Return the finding about what a catalog does not show of what a task moves."""
    if found:
        yield Finding(
            "mappings.notSeen",
            "the user who read the catalog could not see all that is selected, so what is said here may be wrong: "
            f"{naming(f'{each.schema}.{each.name}{_WORDS[each.what]}' for each in found)}",
            fix="grant that user `select` on these tables, and read the catalog again",
        )

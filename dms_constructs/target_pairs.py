"""Which tables of a target the tables that a task moves go to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from dms_constructs.catalog import Catalog, SourceColumn, SourceTable
from dms_constructs.endpoint_facts import EndpointFacts
from dms_constructs.engines import known
from dms_constructs.mappings.evaluator.mapped_columns import MappedColumn
from dms_constructs.mappings.evaluator.mapped_table import MappedTable

__all__ = ["Pair", "paired"]


class Pair(NamedTuple):
    """A table that a task moves, and the one on the target that it goes to."""

    moved: MappedTable
    there: SourceTable
    is_partly_seen: bool = False
    """Whether the user who read the target's catalog could not see all of it."""

    def columns(self) -> Iterator[tuple[MappedColumn, SourceColumn | None]]:
        """Yield its columns as they arrive, with those that are there; none where the target's are not known."""
        if not self.there.columns:
            return
        there = {column.name.lower(): column for column in self.there.columns}
        for column in self.moved.columns:
            if column.name is not None:
                yield column, there.get(column.name.lower())


def paired(selected: Iterable[MappedTable], target: EndpointFacts, catalog: Catalog) -> tuple[list[Pair], list[Pair]]:
    """Return the tables that the target has, and those that it has in another letter case only."""
    in_one = target.setting("TargetDbType") == "specific-database"
    case = known(target.engine_name.record.letter_case) if target.engine_name is not None else None
    sensitive = case is not None and case.tables == "sensitive"
    there: dict[tuple[str, str], SourceTable] = {}
    for table in catalog.tables:
        there.setdefault(("" if in_one else table.schema.lower(), table.name.lower()), table)
    exact = {("" if in_one else table.schema, table.name): table for table in catalog.tables}
    hidden = {(each.schema, each.name) for each in catalog.not_seen}
    pairs, others = [], []
    for moved in selected:
        if moved.target_schema is None or moved.target_name is None:
            continue
        schema = "" if in_one else moved.target_schema
        found = exact.get((schema, moved.target_name))
        near = there.get((schema.lower(), moved.target_name.lower())) if found is None else None
        if found is not None or (near is not None and not sensitive):
            known_there = found or near or there[schema, moved.target_name]
            pairs.append(Pair(moved, known_there, (known_there.schema, known_there.name) in hidden))
        elif near is not None:
            others.append(Pair(moved, near))
    return pairs, others

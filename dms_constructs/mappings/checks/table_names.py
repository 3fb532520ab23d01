"""What is wrong or surprising about the names of tables on the target."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from dms_constructs.engines import EngineName
from dms_constructs.errors import ConfigurationError, Finding
from dms_constructs.mappings.checks.letter_case import same_name
from dms_constructs.mappings.rules.renaming import RenameTable
from dms_constructs.mappings.rules.selection import Exclude
from dms_constructs.mappings.rules.words import few, shown

if TYPE_CHECKING:
    from dms_constructs.mappings.evaluator.mapped_table import MappedTable

__all__ = ["alike", "meeting", "nameless", "unknown_names"]


def meeting(selected: Iterable[MappedTable], *, in_one_schema: bool = False) -> Iterator[ConfigurationError]:
    """Find the tables that get one name, in their schemas or all in one."""
    sources: dict[tuple[str, str], list[MappedTable]] = {}
    for table in selected:
        if table.target_schema is not None and table.target_name is not None:
            schema = "" if in_one_schema else table.target_schema
            sources.setdefault((schema, table.target_name), []).append(table)
    for tables in sources.values():
        if len(tables) > 1:
            last = tables[-1].source
            where = f"the table {tables[0].target_name} of the one database" if in_one_schema else tables[0].target
            yield ConfigurationError(
                "DMS-M013",
                f"{few([str(table.source) for table in tables])} all go to {where} on the target, and "
                "DMS does not support several source tables for one; exclude all but one, for example with "
                f"{shown(Exclude(last.schema, last.name))}, or rename them apart",
                given=None,
            )


def nameless(selected: Iterable[MappedTable]) -> Iterator[ConfigurationError]:
    """Find the tables that no name is left of."""
    for table in selected:
        if "" in (table.target_schema, table.target_name):
            yield ConfigurationError(
                "DMS-M057",
                f"{table.source} has no name left on the target, where it is {shown(table.target)}; narrow the rule "
                "that removes what it is called",
                given=str(table.source),
            )


def alike(
    selected: Iterable[MappedTable], target: EngineName | None, *, in_one_schema: bool = False
) -> Iterator[Finding]:
    """Find the tables whose names on the target differ in letter case only, in their schemas or all in one."""
    when = same_name(target, "table")
    if when is None:
        return
    first: dict[str, MappedTable] = {}
    for table in selected:
        name = (table.target_name or "?") if in_one_schema else table.target
        other = first.setdefault(name.lower(), table)
        others = other.target_name if in_one_schema else other.target
        if other is not table and others != name and "?" not in name:
            source = table.source
            apart = shown(RenameTable(source.schema, source.name, to=f"{table.target_name}_2"))
            yield Finding(
                "mappings.namesDifferInCaseOnly",
                f"{other.source} and {source} go to {others} and {name} on the target, {when}",
                fix=f"rename them apart, for example with {apart}, or exclude one: add "
                f"{shown(Exclude(source.schema, source.name))}",
            )


def unknown_names(selected: Iterable[MappedTable]) -> Iterator[Finding]:
    """Find the tables whose names are known at run time only."""
    found = [str(table.source) for table in selected if table.target_schema is None or table.target_name is None]
    if found:
        yield Finding(
            "mappings.nameNotKnown",
            f"the names of {few(found)} on the target are computed at run time, so they are not checked here",
            fix='write an expression of names alone, such as dms.Expression("lower($AR_M_SOURCE_TABLE_NAME)"), or make '
            "sure that no two names are the same",
        )

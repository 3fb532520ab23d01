"""Which rules have no effect on the tables of a catalog."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Sequence

from dms_constructs.catalog.table_type import TableType
from dms_constructs.mappings.checks.collector import Collector
from dms_constructs.mappings.checks.corrections import corrected
from dms_constructs.mappings.evaluator.columns import ColumnRules
from dms_constructs.mappings.evaluator.compiled import Compiled
from dms_constructs.mappings.evaluator.mapped_table import MappedTable
from dms_constructs.mappings.evaluator.pattern_index import NONE, PatternTree
from dms_constructs.mappings.rules.patterns import like
from dms_constructs.mappings.rules.rule import Rule
from dms_constructs.mappings.rules.selection import Exclude, Explicit, Selection
from dms_constructs.mappings.rules.table_settings import TableSettings
from dms_constructs.mappings.rules.transformation import (
    Effect,
    OnColumns,
    OnIndexTablespaces,
    OnSchemas,
    OnTableTablespaces,
    Transformation,
)

__all__ = ["report_unused"]

Numbered = Sequence[tuple[int, Rule]]


def report_unused(
    compiled: Compiled,
    tables: Iterable[MappedTable],
    selected: Sequence[MappedTable],
    findings: Collector,
    unseen: Sequence[MappedTable] = (),
) -> None:
    """
    Note the rules that select nothing, match nothing, or that others always come before.

    Args:
        compiled: The rules.
        tables: The tables of the catalog.
        selected: Those that are selected.
        findings: Where findings go.
        unseen: The tables that the catalog doesn't show, or not whole, without columns: a rule may be about these.
    """
    hidden = [table for table in unseen if table.is_selected]
    used = _used((*tables, *unseen), (*selected, *hidden))
    rest = [
        (position, rule) for position, rule in enumerate(compiled.rules) if rule is not None and position not in used
    ]
    selections = [(position, rule) for position, rule in rest if isinstance(rule, Selection)]
    others = [
        (position, rule)
        for position, rule in rest
        # Tablespaces are not in a catalog.
        if not isinstance(rule, Selection | OnTableTablespaces | OnIndexTablespaces)
    ]
    if selections:
        _report_selections(compiled, selections, (*tables, *unseen), findings)
    if others and not compiled.may_select_more:
        matched = _matched(others, selected)
        for position, rule in others:
            if isinstance(rule, OnColumns) and any(_is_at(table, rule) for table in hidden):
                continue
            name = compiled.named(position)
            if position not in matched:
                findings.note(
                    "mappings.matchesNothing",
                    "{} matches nothing that is selected",
                    name,
                    fix=functools.partial(corrected, rule, name, [table.source for table in selected]),
                )
            elif isinstance(rule, Transformation):
                findings.note(
                    "mappings.ruleNeverApplies",
                    "{} never applies: wherever it matches, a rule with a lower id comes before it, or the column is "
                    "left out",
                    name,
                    fix=functools.partial("remove {}, or put it before the wider rule".format, name),
                )


def _is_at(table: MappedTable, rule: Rule) -> bool:
    schema, name = rule.place()
    return like(table.source.name, name) and like(table.source.schema, schema)


def _used(tables: Iterable[MappedTable], selected: Iterable[MappedTable]) -> set[int]:
    used: set[int] = set()
    for table in tables:
        used.update(table.positions())
    for table in selected:
        used.update(table.applied())
    used.discard(NONE)
    return used


def _report_selections(
    compiled: Compiled,
    rest: Sequence[tuple[int, Selection]],
    tables: Sequence[MappedTable],
    findings: Collector,
) -> None:
    matched, excluding, alive = _reach(rest, tables)
    sources = [table.source for table in tables]
    for position, rule in rest:
        name = compiled.named(position)
        fix = functools.partial(corrected, rule, name, sources)
        if isinstance(rule, Exclude):
            if position not in excluding:
                findings.note("mappings.excludesNothing", "{} excludes nothing that is selected", name, fix=fix)
        elif position not in matched:
            findings.note("mappings.selectsNothing", "{} selects no table of the catalog", name, fix=fix)
        elif position not in alive:
            findings.note(
                "mappings.excludedEntirely",
                "{} selects nothing: all of it is excluded again",
                name,
                fix=functools.partial("remove {}, or narrow the exclude".format, name),
            )


def _reach(rest: Iterable[tuple[int, Selection]], tables: Iterable[MappedTable]) -> tuple[set[int], set[int], set[int]]:
    """Return which of some rules match a table, which one that is included, and which one that is selected."""
    trees = {kind: PatternTree(2) for kind in (TableType.TABLE, TableType.VIEW)}
    for position, rule in rest:
        for kind, tree in trees.items():
            if rule.table_type in {kind, TableType.ALL}:
                tree.add((rule.schema, rule.table), position, exact=isinstance(rule, Explicit))
    matched: set[int] = set()
    included: set[int] = set()
    selected: set[int] = set()
    for table in tables:
        if table.source.materialized:
            continue
        found = trees[table.source.table_type].all((table.source.schema, table.source.name))
        matched.update(found)
        if table.included_by is not None:
            included.update(found)
        if table.is_selected:
            selected.update(found)
    return matched, included, selected


def _matched(rest: Numbered, selected: Iterable[MappedTable]) -> set[int]:
    """Return which of some rules match anything that is selected, though they are not applied to it."""
    on_tables, on_schemas, groups = PatternTree(2), PatternTree(1), PatternTree(2)
    members: dict[tuple[str, str], list[tuple[int, OnColumns]]] = {}
    for position, rule in rest:
        if isinstance(rule, OnSchemas):
            on_schemas.add((rule.schema,), position)
        elif isinstance(rule, OnColumns):
            members.setdefault((rule.schema, rule.table), []).append((position, rule))
        else:
            exact = isinstance(rule, TableSettings) or getattr(rule, "EFFECT", None) is Effect.KEY
            on_tables.add(rule.place(), position, exact=exact)
    column_rules = [ColumnRules(group) for group in members.values()]
    for number, place in enumerate(members):
        groups.add(place, number)
    matched: set[int] = set()
    for table in selected:
        place = (table.source.schema, table.source.name)
        matched.update(on_tables.all(place))
        matched.update(on_schemas.all(place[:1]))
        for number in groups.all(place):
            for column in table.source.columns:
                matched.update(column_rules[number].matching(column.name, column.dms_type))
    return matched

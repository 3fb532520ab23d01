"""What is wrong or surprising about a mapping, decided with the catalog of the source instead of guessed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from dms_constructs.engines import known
from dms_constructs.errors import ConfigurationError, Finding
from dms_constructs.mappings.checks.collector import Collector
from dms_constructs.mappings.checks.exact_columns import ColumnChecks
from dms_constructs.mappings.checks.usage import report_unused
from dms_constructs.mappings.evaluator.compiled import Compiled
from dms_constructs.mappings.evaluator.mapped_table import MappedTable
from dms_constructs.mappings.rules.patterns import ONE
from dms_constructs.mappings.rules.rule import Rule, TaskContext
from dms_constructs.mappings.rules.selection import Exclude, Explicit, Selection

__all__ = ["look"]

_GUESSED = {
    f"mappings.{name}"
    for name in (
        "excludedEntirely",
        "matchesNothing",
        "namesMeet",
        "ruleNeverApplies",
        "schemasMerged",
        "severalActionsForObject",
        "underscoreIsAWildcard",
    )
}
"""Findings about rules alone that the catalog decides."""


def look(
    of_rules: Iterable[Finding], compiled: Compiled, task: TaskContext, tables: Sequence[MappedTable]
) -> tuple[tuple[ConfigurationError, ...], tuple[Finding, ...]]:
    """Return what DMS would refuse or lose data by, and what may surprise."""
    selected = [table for table in tables if table.is_selected]
    findings = Collector()
    findings.add(finding for finding in of_rules if finding.id not in _GUESSED)
    for found in (
        _not_evaluated(compiled),
        _underscores(compiled, tables),
        _system_schemas(task, selected),
        _unknown_names(selected),
        _selected_twice(compiled, selected),
    ):
        findings.add(found)
    in_task = _in_task(compiled.given, task, findings)
    checks = ColumnChecks(compiled, findings)
    for table in selected:
        checks.look(table)
    report_unused(compiled, tables, selected, findings)
    nothing = () if compiled.may_select_more else _nothing(tables, selected)
    return (*in_task, *nothing, *_meeting(selected), *_nameless(selected), *checks.problems), findings.grouped()


def _in_task(rules: Iterable[Rule], task: TaskContext, findings: Collector) -> list[ConfigurationError]:
    """Check each rule with the task, and return what the task can't do."""
    problems = []
    for rule in rules:
        try:
            findings.add(rule.check(task))
        except ConfigurationError as error:
            problems.append(error)
    return problems


def _nothing(tables: Sequence[MappedTable], selected: Sequence[MappedTable]) -> Iterator[ConfigurationError]:
    if not selected:
        yield ConfigurationError(
            "DMS-M052",
            f"no table of the catalog is selected, of {len(tables)}, and a task without tables fails; correct the "
            "names in the selection rules, where letter case counts",
            given=None,
        )


def _nameless(selected: Iterable[MappedTable]) -> Iterator[ConfigurationError]:
    for table in selected:
        if "" in (table.target_schema, table.target_name):
            yield ConfigurationError(
                "DMS-M057",
                f"{table.source} has no name left on the target, where it is {table.target!r}; narrow the rule that "
                "removes what it is called",
                given=str(table.source),
            )


def _meeting(selected: Iterable[MappedTable]) -> Iterator[ConfigurationError]:
    sources: dict[tuple[str, str], list[MappedTable]] = {}
    for table in selected:
        if table.target_schema is not None and table.target_name is not None:
            sources.setdefault((table.target_schema, table.target_name), []).append(table)
    for tables in sources.values():
        if len(tables) > 1:
            yield ConfigurationError(
                "DMS-M013",
                f"{shown([str(table.source) for table in tables])} all go to {tables[0].target} on the target, and "
                "DMS does not support several source tables for one; rename them apart, or exclude all but one",
                given=None,
            )


def shown(names: Sequence[str]) -> str:
    """Return the first few of many names."""
    few = ", ".join(names[:3])
    return few if len(names) <= 3 else f"{few} and {len(names) - 3} more"


def _not_evaluated(compiled: Compiled) -> Iterator[Finding]:
    for position in compiled.not_evaluated():
        yield Finding(
            "mappings.notEvaluated",
            f"{compiled.named(position)}: what it does is not known here, so it is left out of account",
        )


def _underscores(compiled: Compiled, tables: Iterable[MappedTable]) -> Iterator[Finding]:
    """Find the tables that a rule selects or excludes only because `_` stands for any character."""
    caught: dict[int, list[str]] = {}
    for table in tables:
        for position in table.positions():
            rule = compiled.rules[position]
            if not isinstance(rule, Selection) or isinstance(rule, Explicit) or ONE not in rule.schema + rule.table:
                continue
            names = ((rule.schema, table.source.schema), (rule.table, table.source.name))
            if not all(_as_written(pattern, name) for pattern, name in names):
                caught.setdefault(position, []).append(str(table.source))
    for position, names_caught in caught.items():
        excludes = isinstance(compiled.rules[position], Exclude)
        instead = (
            "DMS has no exact exclude, so select what you need with Explicit"
            if excludes
            else "select the tables you mean with Explicit"
        )
        yield Finding(
            "mappings.underscoreIsAWildcard",
            f"{compiled.named(position)} {'excludes' if excludes else 'selects'} {shown(names_caught)} too, because "
            f"{ONE!r} stands for any one character; {instead}",
        )


def _as_written(pattern: str, name: str) -> bool:
    """Whether a name that matches a pattern also does so when `_` stands for itself."""
    if ONE not in pattern:
        return True
    position = 0
    *before, last = pattern.split("%")
    for number, part in enumerate(before):
        found = name.find(part, position) if number else (0 if name.startswith(part) else -1)
        if found < 0:
            return False
        position = found + len(part)
    return name.endswith(last) and len(name) - len(last) >= position if before else name == pattern


def _system_schemas(task: TaskContext, selected: Iterable[MappedTable]) -> Iterator[Finding]:
    if task.source_engine is None:
        return
    system = known(task.source_engine.record.system_schemas) or ()
    found = [str(table.source) for table in selected if table.source.schema in system]
    if found:
        yield Finding(
            "mappings.systemSchemas",
            f"tables of the server's own are selected, {len(found)} of them: {shown(found)}; exclude the schemas "
            f"{', '.join(system)}",
        )


def _unknown_names(selected: Iterable[MappedTable]) -> Iterator[Finding]:
    found = [str(table.source) for table in selected if table.target_schema is None or table.target_name is None]
    if found:
        yield Finding(
            "mappings.nameNotKnown",
            f"the names of {shown(found)} on the target are computed at run time, so that they are not checked here",
        )


def _selected_twice(compiled: Compiled, selected: Iterable[MappedTable]) -> Iterator[Finding]:
    """Find rules whose filters or load order another rule for the same table makes uncertain."""
    special = {
        position
        for position, rule in enumerate(compiled.rules)
        if getattr(rule, "filters", ()) or getattr(rule, "load_order", None) is not None
    }
    if not special:
        return
    for table in selected:
        positions = compiled.including(table.source)
        if len(positions) > 1 and special.intersection(positions):
            rules = " and ".join(str(compiled.named(position)) for position in positions[:2])
            yield Finding(
                "mappings.selectedTwice",
                f"{rules} both select {table.source}; the guide does not say whose filters and load order count, so "
                "let one rule select it",
            )

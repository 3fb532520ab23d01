"""What is wrong or surprising about a mapping, decided with the catalog of the source instead of guessed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from dms_constructs.catalog import NotSeen, SourceTable, UnseenPart
from dms_constructs.catalog.table_type import TableType
from dms_constructs.engines import known
from dms_constructs.errors import ConfigurationError, Finding
from dms_constructs.mappings.checks import context, table_names
from dms_constructs.mappings.checks.collector import Collector
from dms_constructs.mappings.checks.column_kinds import kinds_of
from dms_constructs.mappings.checks.corrections import in_other_case, nearest
from dms_constructs.mappings.checks.exact_columns import ColumnChecks
from dms_constructs.mappings.checks.letter_case import same_name
from dms_constructs.mappings.checks.not_seen import findings_of_unseen, mapped_unseen
from dms_constructs.mappings.checks.record_columns import columns_of_records
from dms_constructs.mappings.checks.source_columns import findings_of_columns
from dms_constructs.mappings.checks.source_tables import findings_of_tables
from dms_constructs.mappings.checks.structure import cross_findings
from dms_constructs.mappings.checks.table_room import findings_of_room
from dms_constructs.mappings.checks.target_limits import lobs_not_moved, reserved_words_in_keys, too_many_columns
from dms_constructs.mappings.checks.target_names import TargetNames
from dms_constructs.mappings.checks.target_types import findings_of_types
from dms_constructs.mappings.checks.usage import report_unused
from dms_constructs.mappings.evaluator.compiled import Compiled
from dms_constructs.mappings.evaluator.mapped_table import MappedTable
from dms_constructs.mappings.rules.include import Include
from dms_constructs.mappings.rules.patterns import ONE, like
from dms_constructs.mappings.rules.rule import Rule, TaskContext
from dms_constructs.mappings.rules.selection import Exclude, Explicit, Selection
from dms_constructs.mappings.rules.transformation import OnColumns
from dms_constructs.mappings.rules.words import few, shown
from dms_constructs.migration_type import MigrationType

__all__ = ["look"]

_GUESSED = {
    f"mappings.{name}"
    for name in (
        "excludedEntirely",
        "matchesNothing",
        "namesDifferInCaseOnly",
        "namesMeet",
        "noColumnsLeft",
        "nullsOfNegativeFilter",
        "ruleNeverApplies",
        "schemasMerged",
        "selectedTwice",
        "severalActionsForObject",
        "tableInSchema",
        "underscoreIsAWildcard",
        "unlikelyName",
    )
}
"""Findings about rules alone that the catalog decides."""


def look(
    of_rules: Iterable[Finding],
    compiled: Compiled,
    task: TaskContext,
    tables: Sequence[MappedTable],
    not_seen: Sequence[NotSeen] = (),
) -> tuple[tuple[ConfigurationError, ...], tuple[Finding, ...]]:
    """Return what DMS would refuse or lose data by, and the findings."""
    selected = [table for table in tables if table.is_selected]
    of_rules = tuple(of_rules)
    findings = Collector()
    findings.add(finding for finding in of_rules if finding.id not in _GUESSED)
    names = TargetNames(selected, task)
    kinds = kinds_of(selected) if task.target_engine is not None else frozenset()
    mapped = mapped_unseen(compiled, not_seen) if not_seen else ()
    hidden = {str(table.source) for table in mapped if table.is_selected}
    unseen = [each for each in not_seen if f"{each.schema}.{each.name}" in hidden]
    names_unseen = frozenset(f"{each.schema}.{each.name}" for each in not_seen)
    for found in (
        _not_evaluated(compiled),
        _underscores(compiled, tables),
        _system_schemas(compiled, task, selected),
        table_names.unknown_names(selected),
        _selected_twice(compiled, task, tables),
        _views(selected, task),
        table_names.alike(selected, task.target_engine),
        names.findings(),
        findings_of_tables(selected, task, names_unseen, _parents(tables)),
        findings_of_columns(selected, kinds, task),
        findings_of_unseen(unseen),
        lobs_not_moved(selected, task.target_engine),
        reserved_words_in_keys(selected, task),
        columns_of_records(compiled.rules, selected, names_unseen),
        findings_of_room(selected, kinds, task),
        findings_of_types(selected, tables, kinds, task),
    ):
        findings.add(found)
    in_task = _in_task(compiled.given, task, selected, findings)
    partly_seen = {f"{each.schema}.{each.name}" for each in unseen if each.what is UnseenPart.COLUMNS}
    checks = ColumnChecks(compiled, task, findings, names_unseen, partly_seen)
    for table in selected:
        checks.look(table)
    checks.look_at_all(selected)
    report_unused(compiled, tables, selected, findings, mapped)
    if not all(table.source.columns for table in selected):
        # A catalog without columns takes no warning about columns away.
        findings.add(finding for finding in _guessed(compiled, task) if finding.id not in findings)
    nothing = () if compiled.may_select_more or unseen else _nothing(compiled, task, tables, selected)
    problems = (
        *in_task,
        *_refused_views(selected, task),
        *nothing,
        *table_names.meeting(selected),
        *table_names.nameless(selected),
        *names.problems,
        *too_many_columns(selected, task.target_engine),
    )
    return (*problems, *checks.problems), findings.grouped()


def _parents(tables: Iterable[MappedTable]) -> dict[str, str]:
    return {str(table.source): of for table in tables if (of := table.source.partition_of) is not None}


def _guessed(compiled: Compiled, task: TaskContext) -> Iterator[Finding]:
    """Return what rules for columns alone let guess, where the catalog does not say which columns there are."""
    rules = [rule for rule in compiled.rules if isinstance(rule, OnColumns | Selection)]
    found = cross_findings(rules, strict=False, target=task.target_engine)
    return (finding for finding in found if finding.id in _GUESSED and not finding.id.endswith(_OF_TABLES))


_OF_TABLES = ("excludedEntirely", "matchesNothing", "schemasMerged", "selectedTwice", "tableInSchema")


def _in_task(
    rules: Iterable[Rule], task: TaskContext, selected: Sequence[MappedTable], findings: Collector
) -> list[ConfigurationError]:
    """Check each rule with the task, and return what the task can't do."""
    problems = []
    for rule in rules:
        try:
            found = rule.check(task)
        except ConfigurationError as error:
            problems.append(error)
            continue
        if found and (isinstance(rule, Selection) or _is_about(rule, selected)):
            findings.add(found)
    return problems


def _is_about(rule: Rule, selected: Iterable[MappedTable]) -> bool:
    schema, name = rule.place()
    return any(like(table.source.name, name) and like(table.source.schema, schema) for table in selected)


def _nothing(
    compiled: Compiled, task: TaskContext, tables: Sequence[MappedTable], selected: Sequence[MappedTable]
) -> Iterator[ConfigurationError]:
    if selected or _differ_in_case_only(compiled, task, tables):
        return
    sources = [table.source for table in tables]
    rules = (rule for rule in compiled.rules if isinstance(rule, Selection) and not isinstance(rule, Exclude))
    near = next((found for rule in rules if (found := nearest(rule, sources)) is not None), None)
    fix = "correct the names in the selection rules, where letter case counts"
    yield ConfigurationError(
        "DMS-M052",
        f"no table of the catalog is selected, of {len(tables)}, and a task without tables fails; "
        f"{fix if near is None else f'write {shown(near)}'}",
        given=None,
    )


def _differ_in_case_only(compiled: Compiled, task: TaskContext, tables: Iterable[MappedTable]) -> bool:
    """Whether rules select something of a source that may not tell letter case apart, when it does not count."""
    if task.source_engine is not None and same_name(task.source_engine, "table") is None:
        return False
    rules = [rule for rule in compiled.rules if isinstance(rule, Selection) and not isinstance(rule, Exclude)]
    return any(in_other_case(rule, table.source) for table in tables for rule in rules)


def _views(selected: Iterable[MappedTable], task: TaskContext) -> Iterator[Finding]:
    """Find the views that rules for tables and views select, from sources of which the guide does not say that."""
    if not task.has_cdc:
        yield from (finding for rule in _selecting_views(selected) for finding in rule.view_findings(task))


def _refused_views(selected: Iterable[MappedTable], task: TaskContext) -> Iterator[ConfigurationError]:
    if task.has_cdc:
        for rule in _selecting_views(selected):
            try:
                rule.refuse_views(task)
            except ConfigurationError as error:
                yield error


def _selecting_views(selected: Iterable[MappedTable]) -> list[Include | Explicit]:
    rules = (table.included_by for table in selected if table.source.table_type is TableType.VIEW)
    both = (rule for rule in rules if isinstance(rule, Include | Explicit) and rule.table_type is TableType.ALL)
    return list(dict.fromkeys(both))


def _not_evaluated(compiled: Compiled) -> Iterator[Finding]:
    for position in compiled.not_evaluated():
        yield Finding(
            "mappings.notEvaluated",
            f"{compiled.named(position)}: what it does is not known here, so it is ignored",
            fix="write it as one of the classes, such as Include or RenameTable, with names that are known at "
            "synthesis, or check by hand what it does",
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
        if isinstance(compiled.rules[position], Exclude):
            verb, fix = "excludes", "narrow it, or remove it and select what you need with Explicit"
        else:
            verb, fix = "selects", _exactly(compiled, position, tables, names_caught)
        yield Finding(
            "mappings.underscoreIsAWildcard",
            f"{compiled.named(position)} {verb} {few(names_caught)} too, because {ONE!r} stands for any one character",
            fix=fix,
        )


def _exactly(compiled: Compiled, position: int, tables: Iterable[MappedTable], caught: Iterable[str]) -> str:
    """Say how to select only the tables that a rule means, without those that it catches."""
    others = set(caught)
    meant = [
        table.source
        for table in tables
        if position in compiled.including(table.source) and str(table.source) not in others
    ]
    if not meant:
        return f"remove {compiled.named(position)}, or correct its names"
    rules = [shown(Explicit(table.schema, table.name, table_type=table.table_type)) for table in meant[:_MOST_RULES]]
    return f"write {few(rules)} instead"


_MOST_RULES = 4


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


def _system_schemas(compiled: Compiled, task: TaskContext, selected: Iterable[MappedTable]) -> Iterator[Finding]:
    if task.source_engine is None:
        return
    system = known(task.source_engine.record.system_schemas) or ()
    found = [str(table.source) for table in selected if table.source.schema in system]
    if found:
        yield Finding(
            "mappings.systemSchemas",
            f"system tables are selected, {len(found)} of them: {few(found)}",
            fix=f"add {', '.join(repr(Exclude(schema, table_type=TableType.ALL)) for schema in system)}",
        )
    else:  # the server has them, and many a catalog leaves them out
        yield from context.system_schemas(compiled.given, task.source_engine)


def _selected_twice(compiled: Compiled, task: TaskContext, tables: Sequence[MappedTable]) -> Iterator[Finding]:
    """Find rules whose filters or load order another rule for the same table makes uncertain."""
    loads = task.migration_type is not MigrationType.CDC
    special = {
        position
        for position, rule in enumerate(compiled.rules)
        if getattr(rule, "filters", ()) or (loads and getattr(rule, "load_order", None) is not None)
    }
    if not special:
        return
    for table in tables:
        if not table.is_selected:
            continue
        positions = compiled.including(table.source)
        if len(positions) > 1 and special.intersection(positions):
            rules = " and ".join(str(compiled.named(position)) for position in positions[:2])
            wide = next((position for position in positions if position not in special), positions[-1])
            yield Finding(
                "mappings.selectedTwice",
                f"{rules} both select {table.source}; the guide does not say whose filters and load order count",
                fix=_without(compiled, wide, tables, table.source),
            )


def _without(compiled: Compiled, position: int, tables: Iterable[MappedTable], source: SourceTable) -> str:
    """Say what selects the tables of a rule but for one: an exclude would win over every rule for it."""
    rest = [
        shown(Explicit(other.schema, other.name, table_type=other.table_type))
        for other in (table.source for table in tables)
        if other is not source and position in compiled.including(other)
    ]
    if not rest:
        return f"remove {compiled.named(position)}"
    return f"let one rule select it: write {few(rest)} instead of {compiled.named(position)}"

"""Whether the columns that rules use are there, and whether they can be used so."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterable, Sequence, Set
from dataclasses import replace

from dms_constructs import facts
from dms_constructs.catalog import SourceColumn, SourceTable
from dms_constructs.catalog.source_table import named_keyless
from dms_constructs.errors import ConfigurationError, did_you_mean
from dms_constructs.mappings.checks.collector import Collector
from dms_constructs.mappings.checks.operand_types import unfit
from dms_constructs.mappings.evaluator.compiled import Compiled
from dms_constructs.mappings.evaluator.mapped_table import MappedTable
from dms_constructs.mappings.rules.columns import AddColumn
from dms_constructs.mappings.rules.expression import Expression
from dms_constructs.mappings.rules.filter_findings import null_findings, type_findings
from dms_constructs.mappings.rules.include import Include
from dms_constructs.mappings.rules.ranges import Ranges
from dms_constructs.mappings.rules.renaming import Rename
from dms_constructs.mappings.rules.rule import Rule, TaskContext
from dms_constructs.mappings.rules.table_settings import TableSettings
from dms_constructs.mappings.rules.words import listed, shown, with_values
from dms_constructs.migration_type import MigrationType

__all__ = ["UsedColumns"]


class UsedColumns:
    """Looks at the filters, ranges, expressions and keys of selected tables, one table after the other."""

    def __init__(
        self,
        compiled: Compiled,
        task: TaskContext,
        findings: Collector,
        problems: list[ConfigurationError],
        partly_seen: Set[str] = frozenset(),
    ) -> None:
        self._compiled = compiled
        self._partly_seen = partly_seen
        self._task = task
        self._findings = findings
        self._note = findings.note
        self._problems = problems
        self._no_ranges = {"real4", "real8", *facts.engines()["lob_types"]["value"]}
        deletes = facts.table_mappings()["filters"]["deletes"]["value"]
        self._deletes_need_key = task.source_engine is not None and bool(task.source_engine.record.is_named(deletes))

    def look(self, table: MappedTable) -> None:
        """Note what is wrong or surprising about the columns that rules use of a table."""
        self._filters(table)
        if not table.is_bare:
            self._ranges(table)
        if not table.is_bare or table.table_rule is not None:
            self._expressions(table)
        self._key(table)

    def _refuse(self, code: str, message: str, given: object) -> None:
        self._problems.append(ConfigurationError(code, message, given=given))

    def _missing(self, table: MappedTable, rule: str, names: Iterable[str], also: Iterable[str | None] = ()) -> None:
        if not table.source.columns or str(table.source) in self._partly_seen:
            return
        known = {column.name for column in table.source.columns}
        for name in names:
            if name not in known and name not in also:
                near = next((other for other in known if other.lower() == name.lower()), None)
                in_case = f" (did you mean {shown(near)}? letter case counts)"
                hint = in_case if near is not None else did_you_mean(name, sorted(known))
                self._refuse("DMS-M048", f"{rule}: {table.source} has no column {name}{hint}; correct the name", name)

    def _filters(self, table: MappedTable) -> None:
        if not table.filters:
            return
        rule = f"{shown(table.included_by)}"
        self._missing(table, rule, [item.column for item in table.filters])
        for item in table.filters:
            column = _column(table.source, item.column)
            operands = (operand for condition in item.conditions for operand in condition.operands)
            self._not_of_type(table, rule, column, operands)
            if column is not None and column.is_lob:
                data_type = column.data_type or column.dms_type
                kind = f" ({data_type})" if data_type is not None else ""
                self._refuse(
                    "DMS-M049",
                    f"{rule}: column {item.column} is a large object{kind}, and DMS does not filter by these; filter "
                    "by another column",
                    item.column,
                )
        included = table.included_by
        if isinstance(included, Include):
            source = table.source
            never_null = {column.name for column in source.columns if column.nullable is False} | {*source.primary_key}
            may_be_null = {item.column for item in table.filters} - never_null
            held = [replace(each, nullable=False) if each.name in never_null else each for each in source.columns]
            self._findings.add(type_findings(included, tuple(table.filters), held))
            self._findings.add(null_findings(included, tuple(table.filters), may_be_null))
        if self._task.may_have_cdc:
            self._lost_deletes(table)

    def _not_of_type(self, table: MappedTable, rule: str, column: SourceColumn | None, operands: Iterable[str]) -> None:
        """Note a value that a column of its type can't have; what the source makes of one is its own affair."""
        found = unfit(column, operands)
        if found is not None:
            what, fix = found
            self._note(
                "mappings.operandNotOfType",
                "{}: of {}, {}, so the source may refuse the query, or pass every row or none",
                rule,
                table.source,
                what,
                fix=functools.partial("{}, or name another column".format, fix),
            )

    def _lost_deletes(self, table: MappedTable) -> None:
        rule, source = table.included_by, table.source
        if not isinstance(rule, Include):
            return
        if not source.columns:
            if self._task.has_cdc:
                self._findings.add([rule.filters_not_checked()])
            return
        whole = functools.partial("move all rows: write {}".format, shown(with_values(rule, filters=())))
        outside = [item.column for item in table.filters if item.column not in source.key_for_changes]
        if not source.key_for_changes:
            self._note(
                "mappings.filteredTableWithoutKey",
                "{} is filtered and has no primary key, so deletes are lost while changes are replicated",
                named_keyless(source),
                fix=lambda: f"give it a primary key on the source, or {whole()}",
            )
        elif outside and self._deletes_need_key:
            key = ", ".join(source.key_for_changes)
            self._note(
                "mappings.filterOutsideKey",
                "{} is filtered by {}, and the deletes of this source carry only the primary key ({}), so they are "
                "lost while changes are replicated",
                source,
                listed(outside),
                key,
                fix=lambda: f"filter by {key}, or {whole()}",
            )

    def _ranges(self, table: MappedTable) -> None:
        settings = table.settings
        load = settings.parallel_load if settings is not None else None
        if settings is None or not isinstance(load, Ranges):
            return
        rule = shown(settings)
        self._missing(table, rule, load.columns)
        for position, name in enumerate(load.columns):
            column = _column(table.source, name)
            texts = [str(each[position]) for each in load.boundaries]
            self._not_of_type(table, rule, column, texts)
            if column is not None and column.dms_type in _TEXTS and _falls(texts) and not position:
                self._note(
                    "mappings.boundariesNotRising",
                    "{}: {} of {} is {}, where digits are compared one by one, so these boundaries don't rise, and "
                    "rows are loaded twice or not at all",
                    rule,
                    name,
                    table.source,
                    column.data_type or "text",
                    fix=functools.partial("write {}".format, shown(_in_order(settings, load))),
                )
            if column is not None and column.nullable and self._task.migration_type is not MigrationType.CDC:
                self._note(
                    "mappings.nullsOfRanges",
                    "{}: {} can be null in {}, and rows where it is belong to no range, so they are not loaded",
                    rule,
                    name,
                    table.source,
                    fix=functools.partial(
                        "{}".format, "use columns that can't be null, such as those of the primary key"
                    ),
                )
            if column is not None and (column.dms_type in self._no_ranges or column.is_lob):
                data_type = column.data_type or column.dms_type or "a large object"
                self._refuse(
                    "DMS-M050",
                    f"{rule}: column {name} is {data_type}, and ranges can't be of "
                    "floating point numbers or large objects; use another column",
                    name,
                )

    def _expressions(self, table: MappedTable) -> None:
        for position, rule in table.additions():
            if rule.expression is not None:
                self._missing(table, f"{shown(rule)}", rule.expression.columns, self._before_images(table, position))
                self._operations(table, rule, rule.expression)
        named = table.table_rule
        if isinstance(named, Rename) and isinstance(named.to, Expression):
            self._missing(table, f"{shown(named)}", named.to.columns)
            self._operations(table, named, named.to)

    def _before_images(self, table: MappedTable, position: int) -> frozenset[str]:
        """Return the names of before images, and note those that an expression uses before its turn."""
        images, names = table.before_images()
        rule = self._compiled.rules[position]
        if images > position and isinstance(rule, AddColumn) and rule.expression is not None:
            for name in names.intersection(rule.expression.columns):
                self._note(
                    "mappings.unknownInExpression",
                    "{} uses the before image {}, which only rules after the one that adds it are said to see, so it "
                    "may fail at run time",
                    self._compiled.named(position),
                    name,
                    fix=functools.partial(
                        "put {} before {}".format, self._compiled.named(images), self._compiled.named(position)
                    ),
                )
        return names

    def _operations(self, table: MappedTable, rule: Rule, expression: Expression) -> None:
        if (
            "operation_indicator" in expression.functions
            and not table.source.key_for_changes
            and self._task.may_have_cdc
        ):
            self._note(
                "mappings.operationIndicatorWithoutKey",
                "{}: operation_indicator works on tables with a primary key, and {} has none",
                rule,
                named_keyless(table.source),
                fix=functools.partial(
                    "give {} a primary key on the source, or name only tables that have one in the rule".format,
                    table.source,
                ),
            )

    def _key(self, table: MappedTable) -> None:
        rule = table.key_rule
        if rule is not None:
            self._missing(table, f"{shown(rule)}", rule.columns, {column.name for column in table.columns})
            dropped = {column.name for column, _ in table.dropped_columns}
            for name in rule.columns:
                if name in dropped:
                    self._refuse(
                        "DMS-M048",
                        f"{shown(rule)}: column {name} of {table.source} is left out; keep it, or remove the rule",
                        name,
                    )


_TEXTS = frozenset({"string", "wstring"})


def _falls(texts: Sequence[str]) -> bool:
    """Whether boundaries are digits that don't rise when they are compared as texts."""
    return all(text.isascii() and text.isdecimal() for text in texts) and any(
        after < before for before, after in itertools.pairwise(texts)
    )


def _in_order(settings: TableSettings, load: Ranges) -> TableSettings:
    return with_values(
        settings, parallel_load=Ranges(load.columns, sorted(load.boundaries, key=lambda each: str(each[0])))
    )


def _column(table: SourceTable, name: str) -> SourceColumn | None:
    return next((column for column in table.columns if column.name == name), None)

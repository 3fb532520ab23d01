"""What is wrong or surprising about columns, decided with the catalog of the source."""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Callable, Iterable

from dms_constructs import facts
from dms_constructs.catalog import SourceColumn, SourceTable
from dms_constructs.catalog.data_types import why_not_known
from dms_constructs.catalog.source_table import named_keyless
from dms_constructs.errors import ConfigurationError
from dms_constructs.mappings.checks.collector import Collector
from dms_constructs.mappings.checks.column_names import problems_with_names
from dms_constructs.mappings.evaluator.columns import KEPT, Decision
from dms_constructs.mappings.evaluator.compiled import Compiled
from dms_constructs.mappings.evaluator.mapped_table import MappedTable
from dms_constructs.mappings.evaluator.pattern_index import NONE
from dms_constructs.mappings.rules.columns import ChangeDataType, IncludeColumns, RemoveColumns
from dms_constructs.mappings.rules.expression import Expression
from dms_constructs.mappings.rules.masking import Masking, MaskWithHash
from dms_constructs.mappings.rules.parallel_load import Ranges
from dms_constructs.mappings.rules.renaming import Rename
from dms_constructs.mappings.rules.rule import Rule, TaskContext, with_values
from dms_constructs.mappings.rules.selection import Include
from dms_constructs.mappings.rules.transformation import OnColumns
from dms_constructs.mappings.rules.words import listed, quoted, shown

__all__ = ["ColumnChecks"]


class ColumnChecks:
    """Looks at the columns of selected tables, one table after the other."""

    def __init__(self, compiled: Compiled, task: TaskContext, findings: Collector) -> None:
        self._compiled = compiled
        self._task = task
        self._findings = findings
        self._note = findings.note
        self.problems: list[ConfigurationError] = []
        known = facts.table_mappings()
        self._special = frozenset(known["transformation"]["special_characters"]["value"])
        self._masking_types = known["transformation"]["masking_types"]["value"]
        self._no_ranges = {"real4", "real8", *facts.engines()["lob_types"]["value"]}
        target = task.target_engine
        self._case_is_lost = target is not None and bool(
            target.record.is_named(known["transformation"]["case_insensitive_columns"]["value"])
        )
        self._deletes_need_key = task.source_engine is not None and bool(
            task.source_engine.record.is_named(known["filters"]["deletes"]["value"])
        )
        self._types_matter = any(isinstance(rule, OnColumns) and rule.of_type is not None for rule in compiled.rules)

    def look(self, table: MappedTable) -> None:
        """Note what is wrong or surprising about the columns of a table."""
        self._filters(table)
        if not table.is_bare:
            self._ranges(table)
        if not table.is_bare or table.table_rule is not None:
            self._expressions(table)
        self._key(table)
        if table.source.columns and table.has_column_rules:
            self._decisions(table)
        if table.source.columns and (table.has_column_rules or table.adds_columns or self._case_is_lost):
            self.problems += problems_with_names(table, case_is_lost=self._case_is_lost)

    def _refuse(self, code: str, message: str, given: object) -> None:
        self.problems.append(ConfigurationError(code, message, given=given))

    def _missing(self, table: MappedTable, rule: str, names: Iterable[str], also: Iterable[str | None] = ()) -> None:
        if not table.source.columns:
            return
        known = {column.name for column in table.source.columns}
        for name in names:
            if name not in known and name not in also:
                near = next((other for other in known if other.lower() == name.lower()), None)
                hint = f" (did you mean {shown(near)}? letter case counts)" if near is not None else ""
                self._refuse("DMS-M048", f"{rule}: {table.source} has no column {name}{hint}; correct the name", name)

    def _filters(self, table: MappedTable) -> None:
        if not table.filters:
            return
        rule = f"{shown(table.included_by)}"
        self._missing(table, rule, [item.column for item in table.filters])
        for item in table.filters:
            column = _column(table.source, item.column)
            if column is not None and column.is_lob:
                data_type = column.data_type or column.dms_type
                kind = f" ({data_type})" if data_type is not None else ""
                self._refuse(
                    "DMS-M049",
                    f"{rule}: column {item.column} is a large object{kind}, and DMS does not filter by these; filter "
                    "by another column",
                    item.column,
                )
        if self._task.may_have_cdc:
            self._lost_deletes(table)

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
        if not isinstance(load, Ranges):
            return
        self._missing(table, f"{shown(settings)}", load.columns)
        for name in load.columns:
            column = _column(table.source, name)
            if column is not None and (column.dms_type in self._no_ranges or column.is_lob):
                data_type = column.data_type or column.dms_type or "a large object"
                self._refuse(
                    "DMS-M050",
                    f"{shown(settings)}: column {name} is {data_type}, and ranges can't be of "
                    "floating point numbers or large objects; use another column",
                    name,
                )

    def _expressions(self, table: MappedTable) -> None:
        used: list[tuple[Rule, Expression]] = [
            (rule, rule.expression) for rule in table.additions() if rule.expression is not None
        ]
        named = table.table_rule
        if isinstance(named, Rename) and isinstance(named.to, Expression):
            used.append((named, named.to))
        for rule, expression in used:
            self._missing(table, f"{shown(rule)}", expression.columns)
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
        elif not table.source.has_primary_or_unique_key and any(column.is_lob for column in table.source.columns):
            left = [column.source for column in table.columns if column.source is not None and column.source.is_lob]
            if left:
                self._note(
                    "mappings.lobsWithoutKey",
                    "{} has large objects ({}) and no primary or unique key, and DMS moves them only in tables "
                    "that have one",
                    named_keyless(table.source),
                    listed(column.name for column in left),
                    fix=lambda: (
                        f"add {', '.join(repr(_removed(table.source, column)) for column in left)}, or give the "
                        "table a primary or unique key on the source"
                    ),
                )

    def _decisions(self, table: MappedTable) -> None:
        key = set(table.source.primary_key)
        for column, decision in table.decisions():
            if decision is KEPT and not self._types_matter:
                continue
            if self._types_matter and column.dms_type is None:
                self._note(
                    "mappings.typeNotKnown",
                    "the DMS data type of {}.{} is not known{}, so rules with of_type are ignored for it here",
                    table.source,
                    column.name,
                    f" ({why})" if (why := why_not_known(self._task.source_engine, column.data_type or "")) else "",
                    fix=functools.partial(
                        "give the catalog its engine, or the column its type: SourceColumn({}, dms_type=...)".format,
                        quoted(column.name),
                    ),
                )
            if decision.dropped != NONE:
                if column.name in key and table.key_rule is None and self._task.may_have_cdc:
                    self._note(
                        "mappings.keyColumnDropped",
                        "{} loses column {} of its primary key, so changes can't be applied to single rows on the "
                        "target",
                        table.source,
                        column.name,
                        fix=functools.partial(self._kept, table.source, column.name, decision.dropped),
                    )
            elif decision.changes:
                if decision.typed != NONE or decision.masked != NONE or self._renames(decision, column.name):
                    self._changed(table, column, decision)
                if decision.masked != NONE:
                    self._masked(table, column, decision, in_key=column.name in key)

    def _renames(self, decision: Decision, name: str) -> bool:
        """Whether a naming rule makes another name of a name; lower case does not of one that is so already."""
        new_name, _ = self._compiled.naming(decision.named)
        return new_name is None or new_name(name) != name

    def _changed(self, table: MappedTable, column: SourceColumn, decision: Decision) -> None:
        named = self._compiled.named
        if column.is_lob:
            self._note(
                "mappings.lobTransformed",
                "{} changes {}.{}, a large object, and DMS can only leave these out",
                named(min(decision[1:])),
                table.source,
                column.name,
                fix=functools.partial(self._narrowed, table, min(decision[1:]), _is_lob),
            )
        if self._is_special(column):
            self._note(
                "mappings.specialCharacters",
                "{} changes {}.{}, and DMS does not transform columns with {} or letters of a right-to-left script in "
                "their names",
                named(min(decision[1:])),
                table.source,
                column.name,
                listed(sorted(self._special)),
                fix=functools.partial(self._narrowed, table, min(decision[1:]), self._is_special),
            )
        if NONE not in (decision.named, decision.typed) and self._renames(decision, column.name):
            self._note(
                "mappings.severalActionsForObject",
                "{} and {} are both about {}.{}, and the guide says that DMS applies one action to an object, except "
                "masks",
                named(decision.named),
                named(decision.typed),
                table.source,
                column.name,
                fix=functools.partial("remove one of them for this column, or try it before you rely on both".format),
            )

    def _masked(self, table: MappedTable, column: SourceColumn, decision: Decision, *, in_key: bool) -> None:
        mask = self._compiled.rules[decision.masked]
        if not isinstance(mask, Masking):
            return
        # The type changes first only when its rule comes first.
        retyped = self._compiled.rules[decision.typed] if decision.typed < decision.masked else None
        dms_type = retyped.to.type if isinstance(retyped, ChangeDataType) else column.dms_type
        allowed = self._masking_types[mask.KIND[2]]
        named = self._compiled.named(decision.masked)
        if dms_type is not None and dms_type not in allowed:
            self._refuse(
                "DMS-M051",
                f"{named}: {table.source}.{column.name} is {dms_type}, and this mask is for {', '.join(allowed)}; put "
                "a ChangeDataType to one of these before it",
                column.name,
            )
        if in_key and not isinstance(mask, MaskWithHash):
            self._note(
                "mappings.keyMasked",
                "{}: {}.{} belongs to the primary key, whose values might not stay unique",
                named,
                table.source,
                column.name,
                fix=functools.partial(self._key_masked, table, column, decision.masked, dms_type),
            )

    def _is_special(self, column: SourceColumn) -> bool:
        """Whether DMS does not transform a column of this name."""
        return not self._special.isdisjoint(column.name) or _is_right_to_left(column.name)

    def _narrowed(self, table: MappedTable, position: int, left_out: Callable[[SourceColumn], bool]) -> str:
        """Say how to write a rule for the columns of a table that it may change."""
        rule = self._compiled.rules[position]
        others = [
            column.name for column, decision in table.decisions() if position in decision[1:] and not left_out(column)
        ]
        if not isinstance(rule, OnColumns) or not others:
            return f"remove {self._compiled.named(position)}"
        schema, name = table.source.schema, table.source.name
        rules = [shown(with_values(rule, schema=schema, table=name, column=other)) for other in others[:3]]
        return f"name the other columns one by one: write {', '.join(rules)}{' and so on' * (len(others) > 3)}"

    def _kept(self, source: SourceTable, name: str, position: int) -> str:
        """Say how to keep a column that a rule leaves out, or that none includes."""
        if position < 0:
            return f"add {IncludeColumns(source.schema, source.name, name)!r}"
        return f"keep it: remove {self._compiled.named(position)}, or narrow it"

    def _key_masked(self, table: MappedTable, column: SourceColumn, position: int, dms_type: str | None) -> str:
        """Say how to mask a column of a key, if that is possible."""
        allowed = self._masking_types[MaskWithHash.KIND[2]]
        if dms_type is not None and dms_type not in allowed:
            return self._narrowed(table, position, lambda each: each.name in table.source.primary_key)
        return f"write {MaskWithHash(table.source.schema, table.source.name, column.name)!r} for it"


def _is_lob(column: SourceColumn) -> bool:
    return column.is_lob


def _removed(source: SourceTable, column: SourceColumn) -> RemoveColumns:
    return RemoveColumns(source.schema, source.name, column.name)


def _is_right_to_left(name: str) -> bool:
    return not name.isascii() and any(unicodedata.bidirectional(letter) in {"R", "AL"} for letter in name)


def _column(table: SourceTable, name: str) -> SourceColumn | None:
    return next((column for column in table.columns if column.name == name), None)

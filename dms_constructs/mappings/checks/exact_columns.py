"""What is wrong or surprising about columns, decided with the catalog of the source."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from dms_constructs import facts
from dms_constructs.catalog import SourceColumn, SourceTable
from dms_constructs.catalog.source_table import named_keyless
from dms_constructs.errors import ConfigurationError
from dms_constructs.mappings.checks.collector import Collector
from dms_constructs.mappings.evaluator.columns import Decision
from dms_constructs.mappings.evaluator.compiled import Compiled
from dms_constructs.mappings.evaluator.mapped_table import MappedTable
from dms_constructs.mappings.evaluator.pattern_index import NONE
from dms_constructs.mappings.rules.columns import ChangeDataType
from dms_constructs.mappings.rules.expression import Expression
from dms_constructs.mappings.rules.masking import Masking, MaskWithHash
from dms_constructs.mappings.rules.parallel_load import Ranges
from dms_constructs.mappings.rules.renaming import Rename
from dms_constructs.mappings.rules.rule import Rule
from dms_constructs.mappings.rules.transformation import OnColumns
from dms_constructs.mappings.rules.words import listed

__all__ = ["ColumnChecks"]


class ColumnChecks:
    """Looks at the columns of selected tables, one table after the other."""

    def __init__(self, compiled: Compiled, findings: Collector) -> None:
        self._compiled = compiled
        self._note = findings.note
        self.problems: list[ConfigurationError] = []
        known = facts.table_mappings()
        self._special = frozenset(known["transformation"]["special_characters"]["value"])
        self._masking_types = known["transformation"]["masking_types"]["value"]
        self._no_ranges = {"real4", "real8", *facts.engines()["lob_types"]["value"]}
        self._types_matter = any(isinstance(rule, OnColumns) and rule.of_type is not None for rule in compiled.rules)

    def look(self, table: MappedTable) -> None:
        """Note what is wrong or surprising about the columns of a table."""
        self._filters(table)
        self._ranges(table)
        self._expressions(table)
        self._key(table)
        if table.source.columns and table.has_column_rules:
            self._decisions(table)
        if table.source.columns and (table.has_column_rules or next(table.additions(), None) is not None):
            self._meeting(table)

    def _refuse(self, code: str, message: str, given: object) -> None:
        self.problems.append(ConfigurationError(code, message, given=given))

    def _missing(self, table: MappedTable, rule: str, names: Iterable[str], also: Iterable[str | None] = ()) -> None:
        if not table.source.columns:
            return
        known = {column.name for column in table.source.columns}
        for name in names:
            if name not in known and name not in also:
                near = next((other for other in known if other.lower() == name.lower()), None)
                hint = f" (did you mean {near!r}? letter case counts)" if near is not None else ""
                self._refuse("DMS-M048", f"{rule}: {table.source} has no column {name}{hint}; correct the name", name)

    def _filters(self, table: MappedTable) -> None:
        if not table.filters:
            return
        rule = f"{table.included_by!r}"
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
        if not table.source.key_for_changes and table.source.columns:
            self._note(
                "mappings.filteredTableWithoutKey",
                "{} is filtered and has no primary key, so that deletes are lost while changes are replicated; give it "
                "a key, or move all of its rows",
                named_keyless(table.source),
            )

    def _ranges(self, table: MappedTable) -> None:
        settings = table.settings
        load = settings.parallel_load if settings is not None else None
        if not isinstance(load, Ranges):
            return
        self._missing(table, f"{settings!r}", load.columns)
        for name in load.columns:
            column = _column(table.source, name)
            if column is not None and (column.dms_type in self._no_ranges or column.is_lob):
                data_type = column.data_type or column.dms_type or "a large object"
                self._refuse(
                    "DMS-M050",
                    f"{settings!r}: column {name} is {data_type}, and ranges can't be of "
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
            self._missing(table, f"{rule!r}", expression.columns)
            if "operation_indicator" in expression.functions and not table.source.key_for_changes:
                self._note(
                    "mappings.operationIndicatorWithoutKey",
                    "{}: operation_indicator works on tables with a primary key, and {} has none; leave the table "
                    "out of the rule",
                    rule,
                    named_keyless(table.source),
                )

    def _key(self, table: MappedTable) -> None:
        rule = table.key_rule
        if rule is not None:
            self._missing(table, f"{rule!r}", rule.columns, {column.name for column in table.columns})
            dropped = {column.name for column, _ in table.dropped_columns}
            for name in rule.columns:
                if name in dropped:
                    self._refuse(
                        "DMS-M048",
                        f"{rule!r}: column {name} of {table.source} is left out; keep it, or remove the rule",
                        name,
                    )
        elif not table.source.has_primary_or_unique_key and any(column.is_lob for column in table.source.columns):
            self._note(
                "mappings.lobsWithoutKey",
                "{} has large objects and no primary or unique key, and DMS moves them only in tables that have one; "
                "leave the columns out with RemoveColumns, or give the table a key",
                named_keyless(table.source),
            )

    def _decisions(self, table: MappedTable) -> None:
        key = set(table.source.primary_key)
        for column, decision in table.decisions():
            if self._types_matter and column.dms_type is None:
                self._note(
                    "mappings.typeNotKnown",
                    "the DMS data type of {}.{} is not known, so that rules with of_type are left out of account for "
                    "it; give the catalog an engine, or the column a dms_type",
                    table.source,
                    column.name,
                )
            if decision.dropped != NONE:
                if column.name in key and table.key_rule is None:
                    self._note(
                        "mappings.keyColumnDropped",
                        "{} loses column {} of its primary key, so that changes can't be applied to single rows on the "
                        "target; keep it",
                        table.source,
                        column.name,
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
                "{} changes {}.{}, a large object, and DMS supports nothing but leaving these out; narrow the rule "
                "with column or of_type",
                named(min(decision[1:])),
                table.source,
                column.name,
            )
        if not self._special.isdisjoint(column.name) or _is_right_to_left(column.name):
            self._note(
                "mappings.specialCharacters",
                "{} changes {}.{}, and DMS does not transform columns with {} or letters of a right-to-left script in "
                "their names; narrow the rule",
                named(min(decision[1:])),
                table.source,
                column.name,
                listed(sorted(self._special)),
            )
        if NONE not in (decision.named, decision.typed) and self._renames(decision, column.name):
            self._note(
                "mappings.severalActionsForObject",
                "{} and {} are both about {}.{}, and the guide says that DMS applies one action to an object, except "
                "masks; try it before you rely on both",
                named(decision.named),
                named(decision.typed),
                table.source,
                column.name,
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
                "{}: {}.{} is of the primary key, whose values may not stay unique; use MaskWithHash",
                named,
                table.source,
                column.name,
            )

    def _meeting(self, table: MappedTable) -> None:
        names = [column.name for column in table.columns if column.name is not None]
        if "" in names:
            self._refuse("DMS-M057", f"a column of {table.source} has no name left on the target; narrow the rule", "")
        if len(set(names)) == len(names):
            return
        for name in dict.fromkeys(names):
            if (times := names.count(name)) > 1:
                self._refuse(
                    "DMS-M047",
                    f"{times} columns of {table.source} are called {name} on the target, which DMS does not support; "
                    "name them apart",
                    name,
                )


def _is_right_to_left(name: str) -> bool:
    return not name.isascii() and any(unicodedata.bidirectional(letter) in {"R", "AL"} for letter in name)


def _column(table: SourceTable, name: str) -> SourceColumn | None:
    return next((column for column in table.columns if column.name == name), None)

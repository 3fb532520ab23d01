"""What is wrong or surprising about columns, decided with the catalog of the source."""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Iterable, Set

from dms_constructs import facts
from dms_constructs.catalog import SourceColumn, SourceTable
from dms_constructs.catalog.data_types import why_not_known
from dms_constructs.catalog.source_table import named_keyless
from dms_constructs.errors import ConfigurationError
from dms_constructs.mappings.checks.collector import Collector
from dms_constructs.mappings.checks.column_names import problems_with_names
from dms_constructs.mappings.checks.corrections import narrowed
from dms_constructs.mappings.checks.letter_case import same_name
from dms_constructs.mappings.checks.masked_columns import MaskedColumns
from dms_constructs.mappings.checks.masked_elsewhere import MaskedElsewhere
from dms_constructs.mappings.checks.used_columns import UsedColumns
from dms_constructs.mappings.evaluator.columns import KEPT, Decision
from dms_constructs.mappings.evaluator.compiled import Compiled
from dms_constructs.mappings.evaluator.mapped_table import MappedTable
from dms_constructs.mappings.evaluator.pattern_index import NONE
from dms_constructs.mappings.rules.columns import IncludeColumns, RemoveColumns
from dms_constructs.mappings.rules.rule import TaskContext
from dms_constructs.mappings.rules.transformation import OnColumns
from dms_constructs.mappings.rules.words import listed, quoted, shown

__all__ = ["ColumnChecks"]


class ColumnChecks:
    """
    Looks at the columns of selected tables, one table after the other.

    Args:
        compiled: The rules.
        task: What is known of the task.
        findings: Where findings go.
        unseen: The tables of which the catalog doesn't show all, by `schema.table`.
        partly_seen: Those that have columns which it doesn't show.
    """

    def __init__(
        self, compiled: Compiled, task: TaskContext, findings: Collector, unseen: Set[str], partly_seen: Set[str]
    ) -> None:
        self._compiled = compiled
        self._task = task
        self._unseen = unseen
        self._findings = findings
        self._note = findings.note
        self.problems: list[ConfigurationError] = []
        known = facts.table_mappings()
        self._special = frozenset(known["transformation"]["special_characters"]["value"])
        target = task.target_engine
        self._case_matters = target is not None and same_name(target, "column") is not None
        self._masked = MaskedColumns(compiled, findings, self.problems)
        self._elsewhere = MaskedElsewhere(compiled, findings, has_images=task.may_have_cdc)
        self._used = UsedColumns(compiled, task, findings, self.problems, partly_seen)
        self._types_matter = any(isinstance(rule, OnColumns) and rule.of_type is not None for rule in compiled.rules)

    def look(self, table: MappedTable) -> None:
        """Note what is wrong or surprising about the columns of a table."""
        self._used.look(table)
        self._lobs_without_key(table)
        if table.source.columns and table.has_column_rules:
            self._decisions(table)
            self._nothing_left(table)
        if table.source.columns and (table.has_column_rules or table.adds_columns or self._case_matters):
            self.problems += problems_with_names(table, self._task.target_engine, self._findings)

    def look_at_all(self, tables: Iterable[MappedTable]) -> None:
        """Note what is surprising about columns of several tables together."""
        self._elsewhere.look_at_references(tables)

    def _lobs_without_key(self, table: MappedTable) -> None:
        source = table.source
        if source.has_primary_or_unique_key or not any(column.is_lob for column in source.columns) or table.key_rule:
            return
        left = [column.source for column in table.columns if column.source is not None and column.source.is_lob]
        if left and str(source) not in self._unseen:
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

    def _nothing_left(self, table: MappedTable) -> None:
        if not any(column.source is not None for column in table.columns):
            _, rule = table.dropped_columns[0]
            self._note(
                "mappings.noColumnsLeft",
                "no column of {} is left: {}",
                table.source,
                f"{shown(rule)} leaves it out" if rule is not None else "rules include columns that it doesn't have",
                fix=functools.partial(
                    "add {}, and so on".format,
                    shown(IncludeColumns(table.source.schema, table.source.name, table.source.columns[0].name)),
                )
                if rule is None
                else functools.partial("narrow {}, or exclude the table".format, shown(rule)),
            )

    def _decisions(self, table: MappedTable) -> None:
        key = set(table.source.primary_key)
        masked: dict[str, int] = {}
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
                        "give the catalog its engine, or the column its type: "
                        "dms.SourceColumn({}, dms_type=...)".format,
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
                    self._masked.look(table, column, decision)
                    masked[column.name] = decision.masked
        if masked:
            self._elsewhere.look(table, masked)

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
                fix=functools.partial(narrowed, self._compiled, table, min(decision[1:]), _is_lob),
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
                fix=functools.partial(narrowed, self._compiled, table, min(decision[1:]), self._is_special),
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

    def _is_special(self, column: SourceColumn) -> bool:
        """Whether DMS does not transform a column of this name."""
        return not self._special.isdisjoint(column.name) or _is_right_to_left(column.name)

    def _kept(self, source: SourceTable, name: str, position: int) -> str:
        """Say how to keep a column that a rule leaves out, or that none includes."""
        if position < 0:
            return f"add {IncludeColumns(source.schema, source.name, name)!r}"
        return f"keep it: remove {self._compiled.named(position)}, or narrow it"


def _is_lob(column: SourceColumn) -> bool:
    return column.is_lob


def _removed(source: SourceTable, column: SourceColumn) -> RemoveColumns:
    return RemoveColumns(source.schema, source.name, column.name)


def _is_right_to_left(name: str) -> bool:
    return not name.isascii() and any(unicodedata.bidirectional(letter) in {"R", "AL"} for letter in name)

"""What a mapping makes of the columns of a table."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable, Iterator
from typing import NamedTuple

from dms_constructs.catalog import SourceColumn, SourceTable
from dms_constructs.mappings.evaluator.columns import KEPT, ColumnRules, Decision
from dms_constructs.mappings.evaluator.compiled import Compiled, Schema
from dms_constructs.mappings.evaluator.pattern_index import NONE
from dms_constructs.mappings.rules.before_images import AddBeforeImageColumns
from dms_constructs.mappings.rules.columns import AddColumn, ChangeDataType
from dms_constructs.mappings.rules.expression import Expression
from dms_constructs.mappings.rules.naming import Naming
from dms_constructs.mappings.rules.renaming import Rename
from dms_constructs.mappings.rules.rule import Rule

__all__ = ["MappedColumn", "TableColumns", "renamed"]


class MappedColumn(NamedTuple):
    """
    A column of a table on the target.

    Attributes:
        source: The column of the source, or None for one that a rule adds.
        name: Its name on the target, or None when it is known at run time only.
        data_type: The DMS data type that a rule gives it, else the source's type; empty when that is not known.
        rules: The rules that made it what it is.
    """

    source: SourceColumn | None
    name: str | None
    data_type: str
    rules: tuple[Rule, ...] = ()


# A tuple's own constructor takes half as long, and there may be millions of columns.
_made: Callable[[tuple[object, ...]], MappedColumn] = functools.partial(tuple.__new__, MappedColumn)


class TableColumns:
    """
    A table of the source as far as its columns go.

    Attributes:
        source: The table of the source.
        target_schema: The schema on the target, or None when it is known at run time only.
        target_name: The name on the target, or None when it is known at run time only.
    """

    __slots__ = ("_columns", "_compiled", "_rules_of_columns", "_state", "source", "target_name", "target_schema")

    def __init__(self, compiled: Compiled, source: SourceTable, target_schema: str | None, state: Schema) -> None:
        self._compiled = compiled
        self._state = state
        self._columns: tuple[MappedColumn, ...] | None = None
        self._rules_of_columns: tuple[ColumnRules | None] | None = None
        self.source = source
        self.target_schema: str | None = target_schema
        self.target_name: str | None = source.name

    @property
    def columns(self) -> tuple[MappedColumn, ...]:
        """Its columns on the target, those that rules add at the end."""
        # Kept where rules are about them: checks ask for them, and then the report.
        if self._columns is not None:
            return self._columns
        columns = tuple(self._resolved())
        if not self.is_bare:
            self._columns = columns
        return columns

    def _resolved(self) -> list[MappedColumn]:
        rules = self._column_rules
        if rules is None:
            kept = [_made((column, column.name, column.data_type, ())) for column in self.source.columns]
        elif rules.constant is not None:
            kept = self._all_alike(rules.constant)
        else:
            kept = [
                self._mapped(column, decision)
                for column in self.source.columns
                if (decision := rules.decide(column.name, column.dms_type)).dropped == NONE
            ]
        state = self._state
        if state.additions or state.images:
            kept += self._added()
        return kept

    @property
    def dropped_columns(self) -> tuple[tuple[SourceColumn, Rule | None], ...]:
        """Its columns that the target lacks, with the rule that removes each; None when no rule includes it."""
        rules = self._column_rules
        if rules is None or not rules.may_drop:
            return ()
        decided = ((column, rules.decide(column.name, column.dms_type).dropped) for column in self.source.columns)
        return tuple((column, self._rule(dropped)) for column, dropped in decided if dropped != NONE)

    def decisions(self) -> Iterator[tuple[SourceColumn, Decision]]:
        """Return each column with what was decided about it."""
        rules = self._column_rules
        for column in self.source.columns:
            yield column, KEPT if rules is None else rules.decide(column.name, column.dms_type)

    def additions(self) -> Iterator[tuple[int, AddColumn]]:
        """Return the rules that add columns to it, with their positions, in the order of their ids."""
        for position in self._state.additions.all(self.source.name):
            rule = self._compiled.rules[position]
            if isinstance(rule, AddColumn):
                yield position, rule

    def before_images(self) -> tuple[int, frozenset[str]]:
        """Return the position of the rule that adds before images, and their names as added and on the target."""
        state = self._state
        position = state.images.first(self.source.name) if state.images else NONE
        if position == NONE:
            return NONE, frozenset()
        added = {rule.name for _, rule in self.additions()}
        names = {image.name for _, image, _ in self._images()}
        names.update(name for source, name, *_ in self.columns if source is None and name and name not in added)
        return position, frozenset(names)

    def column_rules(self) -> tuple[Rule, ...]:
        """Return the rules that may be about its columns, without their ids."""
        rules = self._column_rules
        found = [self._rule(position) for position in rules.every()] if rules is not None else []
        return tuple(
            rule.with_id(None, None) for rule in [*found, *(rule for _, rule in self.additions())] if rule is not None
        )

    @property
    def is_bare(self) -> bool:
        """Whether rules do no more to it than select and name it, as to most tables of a large source."""
        return self._state.is_bare and self._column_rules is None

    @property
    def adds_columns(self) -> bool:
        """Whether any rule adds columns to it."""
        state, name = self._state, self.source.name
        return bool(state.additions.all(name)) or state.images.first(name) != NONE

    @property
    def has_column_rules(self) -> bool:
        """Whether any rule is about its columns."""
        return self._column_rules is not None

    @property
    def _column_rules(self) -> ColumnRules | None:
        """The rules for its columns, looked up when they are first asked for."""
        if self._rules_of_columns is None:
            self._rules_of_columns = (self._compiled.column_rules(self.source),)
        return self._rules_of_columns[0]

    def _rule(self, position: int) -> Rule | None:
        return self._compiled.rules[position] if 0 <= position < NONE else None

    def _all_alike(self, decision: Decision) -> list[MappedColumn]:
        columns = self.source.columns
        if decision.dropped != NONE:
            return []
        if decision.typed == decision.masked == NONE != decision.named:
            new_name, because = self._compiled.naming(decision.named)
            if new_name is not None:
                return [_made((column, new_name(column.name), column.data_type, because)) for column in columns]
        return [self._mapped(column, decision) for column in columns]

    def _mapped(self, column: SourceColumn, decision: Decision) -> MappedColumn:
        _, named, typed, masked = decision
        if named == typed == masked == NONE:
            return _made((column, column.name, column.data_type, ()))
        if typed == masked == NONE:
            new_name, because = self._compiled.naming(named)
            if new_name is not None:
                return _made((column, new_name(column.name), column.data_type, because))
        rules = self._compiled.rules
        name: str | None = column.name
        data_type = column.data_type
        if named != NONE:
            target = (self.target_schema, self.target_name)
            name = renamed(self._compiled, named, self.source, target, column)
        if typed != NONE:
            rule = rules[typed]
            data_type = str(rule.to) if isinstance(rule, ChangeDataType) else data_type
        because = tuple(
            rule for position in (named, typed, masked) if position != NONE and (rule := rules[position]) is not None
        )
        return MappedColumn(column, name, data_type, because)

    def _added(self) -> Iterator[MappedColumn]:
        state = self._state
        for _, added in self.additions():
            yield MappedColumn(None, added.name, str(added.data_type), (added,))
        target = (self.target_schema, self.target_name)
        for column, image, decision in self._images():
            if decision.dropped != NONE:
                continue
            _, named, typed, masked = decision
            rule = self._rule(typed)
            because = [self._rule(state.images.first(self.source.name)), *map(self._rule, (named, typed, masked))]
            yield MappedColumn(
                None,
                renamed(self._compiled, named, self.source, target, image) if named != NONE else image.name,
                str(rule.to) if isinstance(rule, ChangeDataType) else column.data_type,
                tuple(rule for rule in because if rule is not None),
            )

    def _images(self) -> Iterator[tuple[SourceColumn, SourceColumn, Decision]]:
        """Return each column that has a before image, that image, and what later rules decide about the image."""
        position = self._state.images.first(self.source.name)
        images = self._rule(position)
        if not isinstance(images, AddBeforeImageColumns):
            return
        key = set(self.source.primary_key)
        rules = self._column_rules
        for column, decision in self.decisions():
            if decision.dropped != NONE or (images.column_filter == "non-lob" and column.is_lob):
                continue
            if images.column_filter in {None, "pk-only"} and column.name not in key:
                continue
            image = dataclasses.replace(column, name=images.image_of(column.name))
            yield column, image, KEPT if rules is None else rules.after(position, image.name, image.dms_type)


_NOTHING: dict[str, str] = {}


def renamed(
    compiled: Compiled,
    position: int,
    table: SourceTable,
    target: tuple[str | None, str | None],
    column: SourceColumn | None = None,
) -> str | None:
    """Return what a rule calls a table or a column on the target, or None when that is known at run time only."""
    rule = compiled.rules[position]
    name = column.name if column is not None else table.name
    if not isinstance(rule, Naming):
        return name
    if not isinstance(rule, Rename) or not isinstance(rule.to, Expression):
        return rule.new_name(name, _NOTHING)
    known = {
        "AR_M_SOURCE_SCHEMA": table.schema,
        "AR_M_SOURCE_TABLE_NAME": table.name,
        "AR_M_SOURCE_COLUMN_NAME": column.name if column is not None else None,
        "AR_M_MODIFIED_SCHEMA": target[0],
        "AR_M_MODIFIED_TABLE_NAME": target[1],
    }
    return rule.new_name(name, {variable: value for variable, value in known.items() if value is not None})

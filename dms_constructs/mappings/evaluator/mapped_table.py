"""What a mapping makes of a table of the source."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from dms_constructs.catalog import SourceColumn, SourceTable
from dms_constructs.mappings.evaluator.columns import KEPT, ColumnRules, Decision
from dms_constructs.mappings.evaluator.compiled import Compiled, Schema
from dms_constructs.mappings.evaluator.pattern_index import NONE
from dms_constructs.mappings.rules.columns import AddBeforeImageColumns, AddColumn, ChangeDataType
from dms_constructs.mappings.rules.expression import Expression
from dms_constructs.mappings.rules.filters import Filter
from dms_constructs.mappings.rules.naming import Naming
from dms_constructs.mappings.rules.object_mapping import ObjectMapping
from dms_constructs.mappings.rules.primary_key import DefinePrimaryKey
from dms_constructs.mappings.rules.renaming import Rename
from dms_constructs.mappings.rules.rule import Rule
from dms_constructs.mappings.rules.selection import Include
from dms_constructs.mappings.rules.table_settings import TableSettings

__all__ = ["MappedColumn", "MappedTable", "map_tables"]


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


class MappedTable:
    """
    What a mapping makes of a table of the source.

    Made by `TableMappings.evaluate`.

    Attributes:
        source: The table of the source.
        target_schema: The schema on the target, or None when it is known at run time only.
        target_name: The name on the target, or None when it is known at run time only.
    """

    __slots__ = (
        "_columns",
        "_compiled",
        "_excluded",
        "_included",
        "_named",
        "_rules_of_columns",
        "_state",
        "source",
        "target_name",
        "target_schema",
    )

    def __init__(
        self, compiled: Compiled, source: SourceTable, target_schema: str | None, state: Schema, included: int
    ) -> None:
        self._compiled = compiled
        self._state = state
        self._columns: tuple[MappedColumn, ...] | None = None
        self._rules_of_columns: tuple[ColumnRules | None] | None = None
        self.source = source
        self._included = included
        self._excluded = self._named = NONE
        self.target_schema: str | None = target_schema
        self.target_name: str | None = source.name
        if included != NONE:
            name = source.name
            self._excluded = state.selecting(source).excluded.first(name)
            self._named = state.naming.first(name)
            if self._named != NONE:
                self.target_name = _renamed(compiled, self._named, source, (target_schema, None))

    @property
    def is_selected(self) -> bool:
        """Whether the task moves it."""
        return self._included != NONE and self._excluded == NONE

    @property
    def included_by(self) -> Rule | None:
        """The rule that includes it, the one with the lowest id when there are several; or None."""
        return self._rule(self._included)

    @property
    def excluded_by(self) -> Rule | None:
        """The rule that excludes it, or None."""
        return self._rule(self._excluded)

    @property
    def because(self) -> str:
        """Why it is selected or not, with the rule."""
        if self._excluded != NONE:
            return f"excluded by {self._compiled.named(self._excluded)}"
        if self._included != NONE:
            return f"included by {self._compiled.named(self._included)}"
        return "no rule includes it"

    @property
    def schema_rule(self) -> Rule | None:
        """The rule that names its schema on the target, or None."""
        return self._rule(self._state.rule)

    @property
    def table_rule(self) -> Rule | None:
        """The rule that names it on the target, or None."""
        return self._rule(self._named)

    @property
    def load_order(self) -> int | None:
        """Its load order; tables with a higher one are loaded first."""
        return getattr(self.included_by, "load_order", None)

    @property
    def filters(self) -> tuple[Filter, ...]:
        """The filters that its rows must pass."""
        rule = self.included_by
        return tuple(rule.filters) if isinstance(rule, Include) else ()

    @property
    def settings(self) -> TableSettings | None:
        """How it is loaded, or None when nothing says so."""
        rule = self._rule(self._state.settings.first(self.source.name))
        return rule if isinstance(rule, TableSettings) else None

    @property
    def object_mapping(self) -> ObjectMapping | None:
        """What its records become on a target without tables of columns, or None."""
        rule = self._rule(self._state.objects.first(self.source.name))
        return rule if isinstance(rule, ObjectMapping) else None

    @property
    def key_rule(self) -> DefinePrimaryKey | None:
        """The rule that defines its key or a unique index on the target, or None."""
        rule = self._rule(self._state.keys.first(self.source.name))
        return rule if isinstance(rule, DefinePrimaryKey) else None

    @property
    def primary_key(self) -> tuple[str, ...]:
        """The columns of its primary key on the target, as far as they are known."""
        rule = self.key_rule
        if rule is not None and rule.origin != "unique-index":
            return tuple(rule.columns)
        names = {column.source.name: column.name for column in self.columns if column.source is not None}
        found = [names.get(column) for column in self.source.primary_key]
        return tuple(name for name in found if name is not None)

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

    def additions(self) -> Iterator[AddColumn]:
        """Return the rules that add columns to it, in the order of their ids."""
        for position in self._state.additions.all(self.source.name):
            rule = self._compiled.rules[position]
            if isinstance(rule, AddColumn):
                yield rule

    def positions(self) -> tuple[int, ...]:
        """Return the rules that decided whether it is selected."""
        return tuple([position for position in (self._included, self._excluded) if position != NONE])

    def applied(self) -> Iterator[int]:
        """Return the rules for the table as a whole that apply to it."""
        state, name = self._state, self.source.name
        yield from (state.rule, self._named)
        if self.is_bare:
            return
        yield from [
            lookups.first(name) for lookups in (state.settings, state.keys, state.images, state.objects) if lookups
        ]
        yield from state.additions.all(name)
        for _, _, decision in self._images():
            yield from decision
        rules = self._column_rules
        if rules is not None and not self.source.columns:
            yield from rules.every()  # any of them may apply
        elif rules is not None and rules.constant is not None:
            yield from rules.constant
        elif rules is not None:
            decisions = set()
            for column in self.source.columns:
                decision = rules.decide(column.name, column.dms_type)
                decisions.add(decision)
                if decision.dropped == NONE and rules.may_drop:
                    yield from rules.keeping(column.name, column.dms_type)
                if column.dms_type is None:
                    yield from rules.uncertain(column.name)
            for decision in decisions:
                yield from decision

    def column_rules(self) -> tuple[Rule, ...]:
        """Return the rules that may be about its columns, without their ids."""
        rules = self._column_rules
        found = [self._rule(position) for position in rules.every()] if rules is not None else []
        return tuple(rule.with_id(None, None) for rule in [*found, *self.additions()] if rule is not None)

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
            name = _renamed(self._compiled, named, self.source, target, column)
        if typed != NONE:
            rule = rules[typed]
            data_type = str(rule.to) if isinstance(rule, ChangeDataType) else data_type
        because = tuple(
            rule for position in (named, typed, masked) if position != NONE and (rule := rules[position]) is not None
        )
        return MappedColumn(column, name, data_type, because)

    def _added(self) -> Iterator[MappedColumn]:
        state = self._state
        for added in self.additions():
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
                _renamed(self._compiled, named, self.source, target, image) if named != NONE else image.name,
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

    def __str__(self) -> str:
        if not self.is_selected:
            return f"{self.source}: not selected, {self.because}"
        return f"{self.source} -> {self.target}: {self.because}"

    @property
    def target(self) -> str:
        """Schema and name on the target in one text; `?` stands for what is known at run time only."""
        schema = self.target_schema if self.target_schema is not None else "?"
        return f"{schema}.{self.target_name if self.target_name is not None else '?'}"

    def __repr__(self) -> str:
        return f"<MappedTable {self}>"


def map_tables(
    compiled: Compiled, tables: Iterable[SourceTable], target_schema: str | None = None
) -> tuple[MappedTable, ...]:
    """Return what becomes of each table; a rule for its schema wins over the target schema of the task."""
    targets: dict[str, str | None] = {}
    mapped: list[MappedTable] = []
    for table in tables:
        schema = table.schema
        state = compiled.schema(schema)
        if schema not in targets:
            targets[schema] = _target_of(compiled, schema, state.rule, target_schema)
        included = state.selecting(table).included.first(table.name)
        mapped.append(MappedTable(compiled, table, targets[schema], state, included))
    return tuple(mapped)


def _target_of(compiled: Compiled, schema: str, position: int, target_schema: str | None) -> str | None:
    rule = compiled.rules[position] if position != NONE else None
    if isinstance(rule, Naming):
        computed = isinstance(rule, Rename) and isinstance(rule.to, Expression)
        return rule.new_name(schema, {"AR_M_SOURCE_SCHEMA": schema} if computed else {})
    return target_schema or schema


_NOTHING: dict[str, str] = {}


def _renamed(
    compiled: Compiled,
    position: int,
    table: SourceTable,
    target: tuple[str | None, str | None],
    column: SourceColumn | None = None,
) -> str | None:
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

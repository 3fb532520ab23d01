"""What a mapping makes of a table of the source."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dms_constructs.catalog import SourceTable
from dms_constructs.mappings.evaluator.compiled import Compiled, Schema
from dms_constructs.mappings.evaluator.mapped_columns import TableColumns, renamed
from dms_constructs.mappings.evaluator.pattern_index import NONE
from dms_constructs.mappings.rules.expression import Expression
from dms_constructs.mappings.rules.filters import Filter
from dms_constructs.mappings.rules.include import Include
from dms_constructs.mappings.rules.naming import Naming
from dms_constructs.mappings.rules.object_mapping import ObjectMapping
from dms_constructs.mappings.rules.primary_key import DefinePrimaryKey
from dms_constructs.mappings.rules.renaming import Rename
from dms_constructs.mappings.rules.rule import Rule
from dms_constructs.mappings.rules.table_settings import LobMode, TableSettings

__all__ = ["MappedTable", "map_tables"]


class MappedTable(TableColumns):
    """
    What a mapping makes of a table of the source.

    Made by `TableMappings.evaluate`.

    Attributes:
        source: The table of the source.
        target_schema: The schema on the target, or None when it is known at run time only.
        target_name: The name on the target, or None when it is known at run time only.
    """

    __slots__ = ("_excluded", "_included", "_named")

    def __init__(
        self, compiled: Compiled, source: SourceTable, target_schema: str | None, state: Schema, included: int
    ) -> None:
        TableColumns.__init__(self, compiled, source, target_schema, state)
        self._included = included
        self._excluded = self._named = NONE
        if included != NONE:
            name = source.name
            self._excluded = state.selecting(source).excluded.first(name)
            self._named = state.naming.first(name)
            if self._named != NONE:
                self.target_name = renamed(compiled, self._named, source, (target_schema, None))

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
        return "DMS does not migrate materialized views" if self.source.materialized else "no rule includes it"

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
    def lob_mode(self) -> LobMode | None:
        """How a rule moves its large objects, or None where the settings of the task say."""
        lobs = self.settings.lobs if self.settings is not None else None
        if lobs is None or lobs.mode is LobMode.NONE:
            return None
        return lobs.mode if lobs.mode is not None else LobMode.LIMITED

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
        included = NONE if table.materialized else state.selecting(table).included.first(table.name)
        mapped.append(MappedTable(compiled, table, targets[schema], state, included))
    return tuple(mapped)


def _target_of(compiled: Compiled, schema: str, position: int, target_schema: str | None) -> str | None:
    rule = compiled.rules[position] if position != NONE else None
    if isinstance(rule, Naming):
        computed = isinstance(rule, Rename) and isinstance(rule.to, Expression)
        return rule.new_name(schema, {"AR_M_SOURCE_SCHEMA": schema} if computed else {})
    return target_schema or schema

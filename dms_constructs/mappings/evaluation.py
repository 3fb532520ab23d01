"""What a mapping does with the tables of a source."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dms_constructs.catalog import Catalog, SourceTable
from dms_constructs.errors import ConfigurationError, Finding
from dms_constructs.mappings import _exact, _report
from dms_constructs.mappings._compiled import Compiled
from dms_constructs.mappings._pattern_index import NONE
from dms_constructs.mappings.expression import Expression
from dms_constructs.mappings.mapped_table import MappedTable
from dms_constructs.mappings.naming import Naming
from dms_constructs.mappings.renaming import Rename
from dms_constructs.mappings.rule import Rule, TaskContext

if TYPE_CHECKING:
    from dms_constructs.mappings.table_mappings import TableMappings

__all__ = ["Evaluation"]


class Evaluation:
    """
    What a mapping does with the tables of a source: `print(mappings.evaluate(catalog))`.

    Where the guide does not say how DMS decides, this follows its examples: see docs/guide/table-mappings.md.

    Attributes:
        catalog: The catalog.
        tables: What becomes of each table of the catalog, in its order.
    """

    def __init__(self, mappings: TableMappings, catalog: Catalog, target_schema: str | None, task: TaskContext) -> None:
        self.catalog = catalog
        self._task = task
        self._mappings = mappings
        self._compiled = compiled = Compiled(mappings.numbered())
        self._target_schema = target_schema
        self._targets: dict[str, str | None] = {}
        mapped: list[MappedTable] = []
        for table in catalog.tables:
            schema = table.schema
            state = compiled.schema(schema)
            if schema not in self._targets:
                self._targets[schema] = self._target_of(table, state.rule)
            included = state.selecting(table).included.first(table.name)
            mapped.append(MappedTable(compiled, table, self._targets[schema], state, included))
        self.tables: tuple[MappedTable, ...] = tuple(mapped)
        self._found: tuple[tuple[ConfigurationError, ...], tuple[Finding, ...]] | None = None

    def _target_of(self, table: SourceTable, position: int) -> str | None:
        """Return the schema on the target; a rule wins over the task setting."""
        rule = self._compiled.rules[position] if position != NONE else None
        if isinstance(rule, Naming):
            computed = isinstance(rule, Rename) and isinstance(rule.to, Expression)
            return rule.new_name(table.schema, {"AR_M_SOURCE_SCHEMA": table.schema} if computed else {})
        return self._target_schema or table.schema

    def unknown_rules(self) -> tuple[Rule, ...]:
        """Return the rules whose effect is not known, and those about what no table shows (tags, tablespaces …)."""
        return tuple(self._compiled.beside_tables())

    @property
    def selected(self) -> tuple[MappedTable, ...]:
        """The tables that the task moves."""
        return tuple([table for table in self.tables if table.is_selected])

    @property
    def problems(self) -> tuple[ConfigurationError, ...]:
        """What DMS would refuse, or would lose data by."""
        return self._looked()[0]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What deploys but may surprise, one for each kind."""
        return self._looked()[1]

    def _looked(self) -> tuple[tuple[ConfigurationError, ...], tuple[Finding, ...]]:
        if self._found is None:
            self._found = _exact.look(self._mappings, self._compiled, self._task, self.tables)
        return self._found

    def to_dict(self) -> dict[str, Any]:
        """Return it as values of JSON."""
        return _report.as_dict(self)

    def to_markdown(self) -> str:
        """Return it as Markdown."""
        return _report.as_markdown(self)

    def __str__(self) -> str:
        return _report.as_text(self)

    def __rich__(self) -> object:
        from dms_constructs.cli import rendering  # noqa: PLC0415  # rich is there when it asks

        return rendering.of_evaluation(self)

    def __repr__(self) -> str:
        return f"<Evaluation: {len(self.selected)} of {len(self.tables)} tables selected>"

"""What a mapping does with the tables of a source."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from dms_constructs.catalog import Catalog, SourceColumn, SourceTable
from dms_constructs.catalog.table_type import TableType
from dms_constructs.errors import ConfigurationError, Finding
from dms_constructs.mappings import report
from dms_constructs.mappings.checks import exact, masked_columns
from dms_constructs.mappings.evaluator.compiled import Compiled
from dms_constructs.mappings.evaluator.mapped_table import MappedTable, map_tables
from dms_constructs.mappings.rules.masking import Masking
from dms_constructs.mappings.rules.rule import Rule, TaskContext

__all__ = ["Evaluation"]


class Evaluation:
    """
    What a mapping does with the tables of a source: `print(mappings.evaluate(catalog))`.

    Where the guide does not say how DMS decides, this follows its examples: see docs/guide/table-mappings.md.

    Made by `TableMappings.evaluate`.

    Attributes:
        catalog: The catalog.
        tables: What becomes of each table of the catalog, in its order.
    """

    def __init__(
        self,
        ranked: Sequence[tuple[str, Rule]],
        findings: Iterable[Finding],
        catalog: Catalog,
        target_schema: str | None,
        task: TaskContext,
    ) -> None:
        self.catalog = catalog
        self._task = task
        self._of_rules = tuple(findings)
        self._compiled = Compiled(ranked)
        self.tables: tuple[MappedTable, ...] = map_tables(self._compiled, catalog.tables, target_schema)
        self._found: tuple[tuple[ConfigurationError, ...], tuple[Finding, ...]] | None = None
        self._possible: Callable[[tuple[Finding, ...]], tuple[Finding, ...]] | None = None

    def keep(self, possible: Callable[[tuple[Finding, ...]], tuple[Finding, ...]]) -> None:
        """Keep those of its findings that can be true; the function picks them once they are asked for."""
        self._found, self._possible = None, possible

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

    @property
    def may_select_more(self) -> bool:
        """Whether rules whose names are not known yet may select tables that `selected` lacks."""
        return self._compiled.may_select_more

    def would_select(self, table: SourceTable) -> bool:
        """Whether the rules select what has the names of a table, as a table or as a view."""
        kinds = [SourceTable(table.schema, table.name, table_type=kind) for kind in (TableType.TABLE, TableType.VIEW)]
        return any(each.is_selected for each in map_tables(self._compiled, kinds))

    def masked(self, kind: type[Masking]) -> Iterator[tuple[MappedTable, SourceColumn, bool]]:
        """Yield the columns that masks of one kind mask, with their table, and whether a rule retypes them before."""
        return masked_columns.masked(self._compiled, self.selected, kind)

    def of_masks(self, kind: type[Masking]) -> tuple[tuple[ConfigurationError, ...], tuple[Finding, ...]]:
        """Return those of the problems and findings that are about masks of one kind."""
        return masked_columns.of_masks(self._compiled, self.selected, kind)

    def _looked(self) -> tuple[tuple[ConfigurationError, ...], tuple[Finding, ...]]:
        if self._found is None:
            problems, findings = exact.look(
                self._of_rules, self._compiled, self._task, self.tables, self.catalog.not_seen
            )
            self._found = (problems, self._possible(findings) if findings and self._possible is not None else findings)
        return self._found

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON-compatible data."""
        return report.as_dict(self.tables, self.problems, self.findings)

    def to_markdown(self) -> str:
        """Return it as Markdown."""
        return report.as_markdown(self.tables, self.problems, self.findings)

    def __str__(self) -> str:
        return report.as_text(self.tables, self.problems, self.findings)

    def __repr__(self) -> str:
        return f"<Evaluation: {len(self.selected)} of {len(self.tables)} tables selected>"

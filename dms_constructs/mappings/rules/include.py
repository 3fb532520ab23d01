"""The selection rule that takes patterns, and filters for the rows of one table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from dms_constructs import _checks
from dms_constructs.errors import ConfigurationError, Finding
from dms_constructs.mappings.rules.filter_findings import filter_findings
from dms_constructs.mappings.rules.filters import Filter, filters_in_words
from dms_constructs.mappings.rules.patterns import ANY, ONE
from dms_constructs.mappings.rules.rule import TaskContext
from dms_constructs.mappings.rules.selection import Explicit, Included, Selection
from dms_constructs.mappings.rules.words import shown

__all__ = ["Include"]

S = TypeVar("S", bound="Selection")


@dataclass(frozen=True, slots=True, repr=False)
class Include(Included):
    """
    Select every table whose schema and name match.

    `%` stands for any number of characters and `_` for exactly one. Names are compared with the source's catalogue,
    case-sensitively. Source: the DMS User Guide, pages
    CHAP_Tasks.CustomizingTasks.TableMapping.SelectionTransformation.Selections and .Filters.

    Args:
        schema: A schema's name or a pattern; for MySQL, the database's.
        table: A table's name or a pattern. Default: every table.
        table_type: Tables, views or both. Default: tables. Views are for full-load tasks only.
        load_order: 1 or more; tables with a higher number are loaded first. Default: no order.
        filters: Which rows of the table, when schema and table are exact names; all filters must pass. Default: all.
        rule_id: Digits. Default: the rule's position.
        rule_name: Letters and digits. Default: the id.

    Raises:
        ConfigurationError: `DMS-M010` for an empty name, `DMS-M014` for a table type and `DMS-M015` for a load order
            that DMS does not know, `DMS-M031` for filters with a pattern or for something that is not a filter.
    """

    KIND = ("selection", None, "include")

    filters: Sequence[Filter] = field(default=(), kw_only=True)

    def check_values(self) -> None:
        """Raise unless the rule's own values make sense."""
        Included.check_values(self)
        if self.filters == ():
            return
        given = self.filters
        if isinstance(given, str) or not isinstance(given, Iterable) or not all(isinstance(i, Filter) for i in given):
            self._refuse(
                "DMS-M031",
                f'filters must be a list such as [dms.Filter("id", dms.Condition.gte(1))], got {shown(given)}'
                + (f"; write filters=[{shown(given)}]" if isinstance(given, Filter) else ""),
                given,
            )
        object.__setattr__(self, "filters", tuple(given))
        for what, value in (("schema", self.schema), ("table", self.table)):
            if ANY in value and not _checks.skipped(value):
                self._refuse(
                    "DMS-M031",
                    f"{what} must be an exact name in a rule with filters, got {shown(value)}; write a rule for each "
                    "table",
                    value,
                )

    def body(self) -> dict[str, Any]:
        """Return a new dict of the rule as DMS wants it, without its id and name."""
        body = Included.body(self)
        if self.filters:
            body["filters"] = [item.body() for item in self.filters]
        return body

    @classmethod
    def from_body(cls: type[S], body: Mapping[str, Any], **values: Any) -> S | None:
        """Return the rule that a well-formed body of this kind stands for."""
        filters = body.get("filters", [])
        if not isinstance(filters, list) or not all(isinstance(item, Mapping) for item in filters):
            raise ConfigurationError(
                "DMS-M031", f"filters must be a list of objects, got {shown(filters)}", given=filters
            )
        return super(Include, cls).from_body(body, filters=tuple(map(Filter.from_body, filters)), **values)

    def describe(self) -> str:
        """Say in plain words what the rule does."""
        rows = f", only rows where {filters_in_words(self.filters)}" if self.filters else ""
        return Included.describe(self) + rows

    def findings(self) -> tuple[Finding, ...]:
        """Return the findings about this rule alone."""
        findings = Selection.findings(self)
        if self.lets_underscore_match():
            findings = (
                *findings,
                Finding(
                    "mappings.underscoreIsAWildcard",
                    f"{shown(self)}: {ONE!r} stands for any one character here, so similar names are selected too",
                    fix=self._without_underscore(),
                ),
            )
        return (*findings, *filter_findings(self, tuple(self.filters))) if self.filters else findings

    def _without_underscore(self) -> str:
        if self.filters or ANY in self.schema:
            return "give the catalog of the source, so similar names are looked up"
        exact = Explicit(
            self.schema,
            self.table,
            table_type=self.table_type,
            load_order=self.load_order,
            rule_id=self.rule_id,
            rule_name=self.rule_name,
        )
        return f"write {shown(exact)} to select that table only"

    def check(self, task: TaskContext, /) -> tuple[Finding, ...]:
        """Return the findings about this rule in that task, or raise when the task can't load views."""
        findings = Included.check(self, task)
        if not self.filters or not task.has_cdc or task.has_catalog:
            return findings
        return (*findings, self.filters_not_checked())

    def filters_not_checked(self) -> Finding:
        """Return the findings about filters where the key and the types of columns are not known."""
        return Finding(
            "mappings.filtersNotChecked",
            f"{shown(self)}: while changes are replicated, a filtered table without a primary key loses deletes (with "
            "PostgreSQL also one that is filtered by other columns), and large objects can't be filtered by",
            fix="give the catalog of the source with the columns of this table, so this is checked",
        )

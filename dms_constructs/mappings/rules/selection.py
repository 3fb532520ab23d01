"""Selection rules: which tables a task moves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, NoReturn, TypeVar

from dms_constructs import _checks, facts
from dms_constructs._code import as_code
from dms_constructs.catalog.table_type import TableType
from dms_constructs.errors import ConfigurationError, Finding
from dms_constructs.mappings.rules.filters import Filter, filters_in_words
from dms_constructs.mappings.rules.patterns import ANY, ONE
from dms_constructs.mappings.rules.rule import Rule, TaskContext, check_name, with_values
from dms_constructs.mappings.rules.words import names_in_words, plain_value, shown

__all__ = ["Exclude", "Explicit", "Include", "Selection"]

S = TypeVar("S", bound="Selection")


_KINDS = {TableType.TABLE: "table", TableType.VIEW: "view", TableType.ALL: "table or view"}


@dataclass(frozen=True, slots=True, repr=False)
class Selection(Rule):
    """What the selection rules share."""

    KIND: ClassVar[tuple[str, str | None, str]]

    schema: str
    table: str = ANY
    table_type: TableType = field(default=TableType.TABLE, kw_only=True)

    def names(self) -> tuple[str, ...]:
        """Return schema and table: names or patterns of the source."""
        return (self.schema, self.table)

    def check_values(self) -> None:
        """Raise unless the rule's own values make sense."""
        check_name(self, "schema", self.schema)
        check_name(self, "table", self.table)
        if not isinstance(self.table_type, TableType):
            allowed = ", ".join(map(as_code, TableType))
            self._refuse(
                "DMS-M014", f"table_type must be one of {allowed}, got {shown(self.table_type)}", self.table_type
            )

    def body(self) -> dict[str, Any]:
        """Return a new dict of the rule as DMS wants it, without its id and name."""
        locator = {"schema-name": self.schema, "table-name": self.table}
        if self.table_type is not TableType.TABLE:
            locator["table-type"] = self.table_type.value
        return {"rule-type": "selection", "rule-action": self.KIND[2], "object-locator": locator}

    @classmethod
    def from_body(cls: type[S], body: Mapping[str, Any], **ids: Any) -> S | None:
        """Return the rule that a well-formed body of this kind stands for."""
        locator = body["object-locator"]
        table_type = TableType(locator.get("table-type", TableType.TABLE))
        return cls(locator["schema-name"], locator["table-name"], table_type=table_type, **ids)

    def describe(self) -> str:
        """Say in plain words what the rule does."""
        verb = "exclude" if isinstance(self, Exclude) else "include"
        kind = _KINDS[self.table_type]
        what = "tables or views " + self.table if " " in kind and ANY in self.table else None
        objects = f"every {kind}" if self.table == ANY else what or names_in_words(kind, self.table)
        return f"{verb} {objects} of {names_in_words('schema', self.schema)}"

    def _lets_underscore_match(self) -> bool:
        """Whether the rule reads as if it named one table, while an underscore in it matches any character."""
        schema, table = self.schema, self.table
        if ONE not in table and ONE not in schema:
            return False
        if ANY in table or _checks.skipped(table) or _checks.skipped(schema):
            return False
        return ONE in table or ANY not in schema


@dataclass(frozen=True, slots=True, repr=False)
class _Included(Selection):
    """What the rules that add tables share."""

    load_order: int | None = field(default=None, kw_only=True)

    def check_values(self) -> None:
        """Raise unless the rule's own values make sense."""
        Selection.check_values(self)
        if self.load_order is not None:
            bounds = facts.table_mappings()["selection"]["load_order"]["value"]
            try:
                _checks.in_range("DMS-M015", "load_order", self.load_order, bounds["min"], bounds["max"])
            except ConfigurationError as error:
                self._refuse(error.code, error.message, error.given)

    def body(self) -> dict[str, Any]:
        """Return a new dict of the rule as DMS wants it, without its id and name."""
        body = Selection.body(self)
        if self.load_order is not None:
            body["load-order"] = str(self.load_order)  # a string in every example of the guide
        return body

    @classmethod
    def from_body(cls: type[S], body: Mapping[str, Any], **ids: Any) -> S | None:
        """Return the rule that a well-formed body of this kind stands for."""
        return super(_Included, cls).from_body(body, load_order=plain_value(body.get("load-order")), **ids)

    def describe(self) -> str:
        """Say in plain words what the rule does."""
        order = "" if self.load_order is None else f", with load order {self.load_order}"
        return Selection.describe(self) + order

    def check(self, task: TaskContext, /) -> tuple[Finding, ...]:
        """Return the findings about this rule in that task, or raise when the task can't load views."""
        if self.table_type is TableType.TABLE:
            return ()
        if task.has_cdc and self.table_type is TableType.VIEW:
            self.refuse_views(task)
        # Whether a rule for both selects views is what a catalog shows.
        if self.table_type is TableType.ALL and task.has_catalog:
            return ()
        return self.view_findings(task)

    def refuse_views(self, task: TaskContext) -> NoReturn:
        """Raise because the task replicates changes and selects views."""
        kind = task.migration_type.value if task.migration_type is not None else "not known"
        self._refuse(
            "DMS-M016",
            f"DMS loads views in full-load tasks only, and this task's migration type is {kind}; write "
            f"{shown(with_values(self, table_type=TableType.TABLE))} here and load the views with a task of their own",
            self.table_type,
        )

    def view_findings(self, task: TaskContext) -> tuple[Finding, ...]:
        """Return the findings about views that the rule selects."""
        tables = f"write {shown(with_values(self, table_type=TableType.TABLE))}"
        if task.has_cdc:
            return (
                Finding(
                    "mappings.viewsNotReplicated",
                    f"{shown(self)}: DMS loads views in full-load tasks only, and this task replicates changes",
                    fix=f"{tables} here, and load the views with a task of their own",
                ),
            )
        sources = facts.table_mappings()["selection"]["views"]["sources"]
        if task.source_engine is None or task.source_engine.value in sources:
            return ()
        return (
            Finding(
                "mappings.viewsSourceNotListed",
                f"{shown(self)}: the guide does not list {task.source_engine.value} among the sources whose views DMS "
                f"loads ({', '.join(sources)})",
                fix=f"{tables}, or try it before you rely on it",
            ),
        )


@dataclass(frozen=True, slots=True, repr=False)
class Include(_Included):
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
        _Included.check_values(self)
        if self.filters == ():
            return
        given = self.filters
        if isinstance(given, str) or not isinstance(given, Iterable) or not all(isinstance(i, Filter) for i in given):
            self._refuse(
                "DMS-M031",
                f'filters must be a list such as [dms.Filter("id", dms.Condition.gte(1))], got {shown(given)}',
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
        body = _Included.body(self)
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
        return _Included.describe(self) + rows

    def findings(self) -> tuple[Finding, ...]:
        """Return the findings about this rule alone."""
        findings = Selection.findings(self)
        if self._lets_underscore_match():
            findings = (
                *findings,
                Finding(
                    "mappings.underscoreIsAWildcard",
                    f"{shown(self)}: {ONE!r} stands for any one character here, so similar names are selected too",
                    fix=self._without_underscore(),
                ),
            )
        for item in self.filters:
            if len(item.conditions) > 1 and any(condition.is_negative for condition in item.conditions):
                findings = (*findings, self._negative_with_others(item))
            if item.column != item.column.strip() and not _checks.skipped(item.column):
                stripped = tuple(Filter(each.column.strip(), *each.conditions) for each in self.filters)
                findings = (
                    *findings,
                    Finding(
                        "mappings.blankInName",
                        f"{shown(self)}: column {item.column!r} of a filter begins or ends with a blank",
                        fix=f"write {shown(with_values(self, filters=stripped))}",
                    ),
                )
        return findings

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

    def _negative_with_others(self, item: Filter) -> Finding:
        version = facts.table_mappings()["filters"]["negative_with_others"]["value"]
        alone = [Filter(item.column, condition) for condition in item.conditions]
        each = tuple(part for other in self.filters for part in (alone if other is item else [other]))
        return Finding(
            "mappings.negativeConditionWithOthers",
            f"{shown(self)}: a filter may have a negative condition beside others from engine version {version} on, "
            "and treats NULL in a special way then; a row passes when any one of them holds",
            fix=f"write {shown(with_values(self, filters=each))} if all must hold",
        )

    def check(self, task: TaskContext, /) -> tuple[Finding, ...]:
        """Return the findings about this rule in that task, or raise when the task can't load views."""
        findings = _Included.check(self, task)
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


@dataclass(frozen=True, slots=True, repr=False)
class Exclude(Selection):
    """
    Take the matching tables out of what `Include` and `Explicit` select, wherever in the mapping it stands.

    Source: the DMS User Guide, page CHAP_Tasks.CustomizingTasks.TableMapping.SelectionTransformation.Selections.

    Args:
        schema: A schema's name or a pattern with `%` and `_`; for MySQL, the database's.
        table: A table's name or a pattern. Default: every table.
        table_type: Tables, views or both. Default: tables.
        rule_id: Digits. Default: the rule's position.
        rule_name: Letters and digits. Default: the id.

    Raises:
        ConfigurationError: `DMS-M010` for an empty name, `DMS-M014` for a table type that DMS does not know.
    """

    KIND = ("selection", None, "exclude")

    def findings(self) -> tuple[Finding, ...]:
        """Return the findings about this rule alone."""
        findings = Selection.findings(self)
        if not self._lets_underscore_match():
            return findings
        return (
            *findings,
            Finding(
                "mappings.underscoreIsAWildcard",
                f"{shown(self)}: {ONE!r} stands for any one character here, so similar names are left out too, and DMS "
                "has no exact exclude",
                fix="give the catalog of the source, so similar names are looked up, or select what you need with "
                "Explicit",
            ),
        )


@dataclass(frozen=True, slots=True, repr=False)
class Explicit(_Included):
    """
    Select exactly one table, by its exact name: here `_` is an underscore.

    Source: the DMS User Guide, page CHAP_Tasks.CustomizingTasks.TableMapping.SelectionTransformation.Selections.

    Args:
        schema: The schema's exact name; for MySQL, the database's.
        table: The table's exact name.
        table_type: A table or a view. Default: a table. Views are for full-load tasks only.
        load_order: 1 or more; tables with a higher number are loaded first. Default: no order.
        rule_id: Digits. Default: the rule's position.
        rule_name: Letters and digits. Default: the id.

    Raises:
        ConfigurationError: `DMS-M010` for an empty name, `DMS-M011` for a wildcard, `DMS-M014` for a table type and
            `DMS-M015` for a load order that DMS does not know.
    """

    KIND = ("selection", None, "explicit")

    schema: str
    table: str

    def check_values(self) -> None:
        """Raise unless the rule's own values make sense."""
        _Included.check_values(self)
        schema, table = self.schema, self.table
        if ANY not in schema and ANY not in table:
            return
        for what, value in (("schema", schema), ("table", table)):
            if ANY in value and not _checks.skipped(value):
                self._refuse(
                    "DMS-M011",
                    f"{what} must be an exact name, got {shown(value)}: wildcards are for Include and Exclude",
                    value,
                )

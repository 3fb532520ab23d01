"""Selection rules: which tables a task moves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, NoReturn, TypeVar

from dms_constructs import _checks, facts
from dms_constructs._code import as_code
from dms_constructs.catalog.table_type import TableType
from dms_constructs.errors import ConfigurationError, Finding
from dms_constructs.mappings.rules.patterns import ANY, ONE
from dms_constructs.mappings.rules.rule import Rule, TaskContext, check_name
from dms_constructs.mappings.rules.words import names_in_words, plain_value, shown, with_values

__all__ = ["Exclude", "Explicit", "Included", "Selection"]

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
            member = _checks.meant(self.table_type, TableType)
            self._refuse(
                "DMS-M014",
                f"table_type must be one of {allowed}, got {shown(self.table_type)}"
                + (f"; write table_type={as_code(member)}" if member is not None else ""),
                self.table_type,
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

    def findings(self) -> tuple[Finding, ...]:
        """Return the findings about this rule alone."""
        findings = Rule.findings(self)
        if "." not in self.schema or self.table != ANY or _checks.skipped(self.schema):
            return findings
        schema, _, table = self.schema.partition(".")
        if not schema or not table:
            return findings
        return (
            *findings,
            Finding(
                "mappings.tableInSchema",
                f"{shown(self)} is about every table of a schema whose name has a dot, {shown(self.schema)}",
                fix=f"write {shown(with_values(self, schema=schema, table=table))}",
            ),
        )

    def lets_underscore_match(self) -> bool:
        """Whether the rule reads as if it named one table, while an underscore in it matches any character."""
        schema, table = self.schema, self.table
        if ONE not in table and ONE not in schema:
            return False
        if ANY in table or _checks.skipped(table) or _checks.skipped(schema):
            return False
        return ONE in table or ANY not in schema


@dataclass(frozen=True, slots=True, repr=False)
class Included(Selection):
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
        return super(Included, cls).from_body(body, load_order=plain_value(body.get("load-order")), **ids)

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
        if not self.lets_underscore_match():
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
class Explicit(Included):
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
        Included.check_values(self)
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

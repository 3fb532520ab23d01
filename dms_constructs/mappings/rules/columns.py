"""Transformations that add columns, leave columns out, or give them another data type."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from dms_constructs import facts
from dms_constructs.errors import Finding
from dms_constructs.mappings.rules.data_type import DataType
from dms_constructs.mappings.rules.expression import Expression
from dms_constructs.mappings.rules.name_findings import new_name_findings
from dms_constructs.mappings.rules.patterns import ANY
from dms_constructs.mappings.rules.rule import TaskContext, attempt, check_name
from dms_constructs.mappings.rules.selection import Exclude
from dms_constructs.mappings.rules.transformation import Effect, OnColumns, OnTables, Transformation
from dms_constructs.mappings.rules.words import object_in_words, shown, with_values

__all__ = ["AddColumn", "ChangeDataType", "IncludeColumns", "RemoveColumns"]

T = TypeVar("T", bound="Transformation")


def _meant(rule: Transformation, name: str, kind: Callable[[str], object]) -> str:
    """Say how a rule is written when a text was given for something of a kind that is made of it."""
    given = getattr(rule, name)
    made = attempt(kind, given) if isinstance(given, str) else None
    return f"; write {shown(with_values(rule, **{name: made}))}" if made is not None else ""


@dataclass(frozen=True, slots=True, repr=False)
class AddColumn(OnTables):
    """
    Add a column to tables on the target.

    `AddColumn("shop", "orders", "loaded_at", DataType("datetime", precision=6))`. With an expression it holds what that
    computes, for example a header of the row: `expression=Expression("$AR_H_OPERATION")`.

    Source: the DMS User Guide, pages
    CHAP_Tasks.CustomizingTasks.TableMapping.SelectionTransformation.Transformations and .Expressions.

    Args:
        schema: A schema's name on the source, or a pattern with `%` and `_`.
        table: A table's name on the source, or a pattern.
        name: The new column's name on the target; the tables must not have one of this name.
        data_type: Its type.
        expression: What it holds. Default: nothing.
        rule_id: Digits. Default: the rule's position.
        rule_name: Letters and digits. Default: the id.

    Raises:
        ConfigurationError: `DMS-M010` for an empty name, `DMS-M034` for a data type or an expression of the wrong type.
    """

    KIND = ("transformation", "column", "add-column")
    EFFECT = Effect.ADD

    name: str
    data_type: DataType
    expression: Expression | None = field(default=None, kw_only=True)

    def check_values(self) -> None:
        """Raise unless the rule's own values make sense."""
        OnTables.check_values(self)
        check_name(self, "name", self.name)
        if not isinstance(self.data_type, DataType):
            self._refuse(
                "DMS-M034",
                f'data_type must be a DataType such as dms.DataType("string", length=50), got {shown(self.data_type)}'
                f"{_meant(self, 'data_type', DataType)}",
                self.data_type,
            )
        if not isinstance(self.expression, Expression | None):
            self._refuse(
                "DMS-M034",
                f'expression must be an Expression such as dms.Expression("$ID"), got {shown(self.expression)}'
                f"{_meant(self, 'expression', Expression)}",
                self.expression,
            )

    def body(self) -> dict[str, Any]:
        """Return a new dict of the rule as DMS wants it, without its id and name."""
        body = OnTables.body(self) | {"value": self.name, "data-type": self.data_type.body()}
        if self.expression is not None:
            body["expression"] = self.expression.text
        return body

    @classmethod
    def from_body(cls: type[T], body: Mapping[str, Any], **values: Any) -> T | None:
        """Return the rule that a well-formed body of this kind stands for."""
        expression = Expression(body["expression"]) if "expression" in body else None
        data_type = DataType.from_body(body["data-type"])
        return super(AddColumn, cls).from_body(
            body, name=body["value"], data_type=data_type, expression=expression, **values
        )

    def describe(self) -> str:
        """Say in plain words what the rule does."""
        holding = f", holding {self.expression}" if self.expression is not None else ""
        return f"add column {self.name} {self.data_type} to {object_in_words(self.KINDS, self.names())}{holding}"

    def findings(self) -> tuple[Finding, ...]:
        """Return the findings about this rule alone."""
        findings = OnTables.findings(self)
        if self.name != self.name.strip():
            findings += new_name_findings(self, "name")
        return findings + self.expression.findings() if self.expression is not None else findings

    def check(self, task: TaskContext, /) -> tuple[Finding, ...]:
        """Return the findings about this rule in that task."""
        sources = facts.table_mappings()["expressions"]["user_header_sources"]["value"]
        engine = task.source_engine
        if self.expression is None or engine is None or engine.value in sources:
            return ()
        if "AR_H_USER" not in self.expression.headers:
            return ()
        return (
            Finding(
                "mappings.headerNotOfSource",
                f"{shown(self)}: $AR_H_USER is known for {' and '.join(sources)} sources only, and the source is "
                f"{engine.value}, so the column stays empty",
                fix="remove the rule",
            ),
        )


@dataclass(frozen=True, slots=True, repr=False)
class IncludeColumns(OnColumns):
    """
    Move only the columns that such a rule names; a table without one keeps all.

    Source: the DMS User Guide, page
    CHAP_Tasks.CustomizingTasks.TableMapping.SelectionTransformation.Transformations.

    Args:
        schema: A schema's name on the source, or a pattern with `%` and `_`.
        table: A table's name on the source, or a pattern.
        column: A column's name on the source, or a pattern.
        of_type: Only columns that are of this DMS data type on the source. Default: of any.
        rule_id: Digits. Default: the rule's position.
        rule_name: Letters and digits. Default: the id.

    Raises:
        ConfigurationError: `DMS-M010` for an empty name, `DMS-M025` for a type that DMS does not know.
    """

    KIND = ("transformation", "column", "include-column")
    EFFECT = Effect.KEEP

    def describe(self) -> str:
        """Say in plain words what the rule does."""
        return f"keep {object_in_words(self.KINDS, self.names())}, and none that no such rule names"


@dataclass(frozen=True, slots=True, repr=False)
class RemoveColumns(OnColumns):
    """
    Leave columns out; the only transformation that DMS supports for large objects.

    Source: the DMS User Guide, page
    CHAP_Tasks.CustomizingTasks.TableMapping.SelectionTransformation.Transformations.

    Args:
        schema: A schema's name on the source, or a pattern with `%` and `_`.
        table: A table's name on the source, or a pattern.
        column: A column's name on the source, or a pattern.
        of_type: Only columns that are of this DMS data type on the source. Default: of any.
        rule_id: Digits. Default: the rule's position.
        rule_name: Letters and digits. Default: the id.

    Raises:
        ConfigurationError: `DMS-M010` for an empty name, `DMS-M025` for a type that DMS does not know.
    """

    KIND = ("transformation", "column", "remove-column")
    EFFECT = Effect.DROP

    def describe(self) -> str:
        """Say in plain words what the rule does."""
        return f"leave out {object_in_words(self.KINDS, self.names())}"

    def findings(self) -> tuple[Finding, ...]:
        """Return the findings about this rule alone."""
        findings = OnColumns.findings(self)
        if self.column != ANY or self.of_type is not None:
            return findings
        return (
            *findings,
            Finding(
                "mappings.noColumnsLeft",
                f"{shown(self)} leaves no column of the tables that it is about",
                fix=f"name the columns, or exclude the tables: add {shown(Exclude(self.schema, self.table))}",
            ),
        )


@dataclass(frozen=True, slots=True, repr=False)
class ChangeDataType(OnColumns):
    """
    Give columns another data type on the target: `ChangeDataType("shop", "orders", "total", to=DataType("int8"))`.

    With `column="%"` and `of_type`, every column of one DMS data type gets another. Source: the DMS User Guide, page
    CHAP_Tasks.CustomizingTasks.TableMapping.SelectionTransformation.Transformations.

    Args:
        schema: A schema's name on the source, or a pattern with `%` and `_`.
        table: A table's name on the source, or a pattern.
        column: A column's name on the source, or a pattern.
        to: The type on the target.
        of_type: Only columns that are of this DMS data type on the source. Default: of any.
        rule_id: Digits; the lowest id wins when rules name the same object. Default: the rule's position.
        rule_name: Letters and digits. Default: the id.

    Raises:
        ConfigurationError: `DMS-M010` for an empty name, `DMS-M025` for a type that DMS does not know, `DMS-M034` for
            `to` that is not a `DataType`.
    """

    KIND = ("transformation", "column", "change-data-type")
    EFFECT = Effect.TYPE

    to: DataType = field(kw_only=True)

    def check_values(self) -> None:
        """Raise unless the rule's own values make sense."""
        OnColumns.check_values(self)
        if not isinstance(self.to, DataType):
            self._refuse(
                "DMS-M034",
                f'to must be a DataType such as dms.DataType("int8"), got {shown(self.to)}'
                f"{_meant(self, 'to', DataType)}",
                self.to,
            )

    def body(self) -> dict[str, Any]:
        """Return a new dict of the rule as DMS wants it, without its id and name."""
        return OnColumns.body(self) | {"data-type": self.to.body()}

    @classmethod
    def from_body(cls: type[T], body: Mapping[str, Any], **values: Any) -> T | None:
        """Return the rule that a well-formed body of this kind stands for."""
        return super(ChangeDataType, cls).from_body(body, to=DataType.from_body(body["data-type"]), **values)

    def describe(self) -> str:
        """Say in plain words what the rule does."""
        of_type = f" of type {self.of_type}" if self.of_type is not None else ""
        return f"give {object_in_words(self.KINDS, self.names())}{of_type} the type {self.to}"

"""Source filters: which rows of a table a task moves."""

from __future__ import annotations

import datetime
import decimal
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dms_constructs import _checks, facts
from dms_constructs.errors import ConfigurationError, did_you_mean, is_unresolved
from dms_constructs.mappings.rules.words import quoted, shown

__all__ = ["Condition", "Filter", "Operand", "filters_in_words", "rises", "text_of"]

Operand = str | int | float | decimal.Decimal | datetime.date | datetime.datetime
"""What a column is compared with. Dates and times are written as DMS wants them."""


def text_of(value: object, what: str) -> str:
    """Return an operand as DMS wants it, or raise."""
    if isinstance(value, str):
        return value
    if isinstance(value, datetime.datetime):
        if value.tzinfo is not None:
            raise ConfigurationError(
                "DMS-M029",
                f"{what} must have no time zone, because DMS compares with the column as it is: {shown(value)}",
            )
        if value.microsecond % 1000:
            raise ConfigurationError(
                "DMS-M029", f"{what} must have at most three digits of a second, got {shown(value)}"
            )
        return value.isoformat(sep=" ", timespec="milliseconds" if value.microsecond else "seconds")
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, int | float) and is_unresolved(value):
        raise ConfigurationError(
            "DMS-M029",
            f"{what} is a number that is known at deployment only, and stands here for another one; write it as text, "
            "for example cdk.Token.as_string(number), or parameter.value_as_string",
        )
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, float | decimal.Decimal) and (number := decimal.Decimal(str(value))).is_finite():
        return f"{number:f}"  # never with an exponent
    raise ConfigurationError(
        "DMS-M029", f"{what} must be a string, a number, a date or a datetime, got {shown(value)}", given=value
    )


@dataclass(frozen=True, slots=True, repr=False)
class Condition:
    """
    What a value must be: `Condition.between(1, 99)`, `Condition.gte(date(2024, 1, 1))`, `Condition.notnull()`.

    Made by the methods that are called as DMS's operators. DMS has none for less than, greater than, like or in.

    Source: the DMS User Guide, page CHAP_Tasks.CustomizingTasks.TableMapping.SelectionTransformation.Filters.

    Attributes:
        operator: DMS's word for it.
        operands: What the value is compared with, as text.

    Raises:
        ConfigurationError: `DMS-M028` for an operator that DMS does not have or a wrong number of operands,
            `DMS-M029` for an operand that can't be compared with.
    """

    operator: str
    operands: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        known = facts.table_mappings()["filters"]["operators"]["value"]
        if not isinstance(self.operator, str) or (
            not _checks.taken_as_is(self.operator) and self.operator not in known
        ):
            raise ConfigurationError(
                "DMS-M028",
                f"a filter operator must be one of {', '.join(known)}, got {shown(self.operator)}"
                f"{did_you_mean(self.operator, known)}",
                given=self.operator,
            )
        keys = _keys(self.operator)
        if not isinstance(self.operands, tuple) or not all(isinstance(operand, str) for operand in self.operands):
            raise ConfigurationError(
                "DMS-M028",
                f"operands of a filter operator must be strings, got {shown(self.operands)}; write "
                "dms.Condition.eq(1) and so on",
                given=self.operands,
            )
        if len(self.operands) != len(keys):
            raise ConfigurationError(
                "DMS-M028",
                f"filter operator {self.operator} needs {' and '.join(keys) or 'no value'}, got {shown(self.operands)}",
                given=self.operands,
            )

    @classmethod
    def eq(cls, value: Operand) -> Condition:
        """Equal to a value."""
        return cls("eq", (text_of(value, "the value of eq"),))

    @classmethod
    def noteq(cls, value: Operand) -> Condition:
        """Not equal to a value."""
        return cls("noteq", (text_of(value, "the value of noteq"),))

    @classmethod
    def gte(cls, value: Operand) -> Condition:
        """Greater than or equal to a value."""
        return cls("gte", (text_of(value, "the value of gte"),))

    @classmethod
    def lte(cls, value: Operand) -> Condition:
        """Less than or equal to a value."""
        return cls("lte", (text_of(value, "the value of lte"),))

    @classmethod
    def between(cls, start: Operand, end: Operand) -> Condition:
        """Between two values, or equal to one of them."""
        return cls._range("between", start, end)

    @classmethod
    def notbetween(cls, start: Operand, end: Operand) -> Condition:
        """Less than the first or greater than the second of two values."""
        return cls._range("notbetween", start, end)

    @classmethod
    def _range(cls, operator: str, start: Operand, end: Operand) -> Condition:
        condition = cls(operator, (text_of(start, f"the start of {operator}"), text_of(end, f"the end of {operator}")))
        if rises(start, end) is False:
            raise ConfigurationError(
                "DMS-M029",
                f"{shown(condition)}: the start is after the end, so {'every' if condition.is_negative else 'no'} row "
                f"matches; write {shown(cls(operator, condition.operands[::-1]))}",
                given=(start, end),
            )
        return condition

    @classmethod
    def null(cls) -> Condition:
        """Null."""
        return cls("null")

    @classmethod
    def notnull(cls) -> Condition:
        """Not null."""
        return cls("notnull")

    @property
    def is_negative(self) -> bool:
        """Whether it says what a value must not be."""
        return self.operator.startswith("not")

    def body(self) -> dict[str, str]:
        """Return it as DMS wants it."""
        return {"filter-operator": self.operator, **dict(zip(_keys(self.operator), self.operands, strict=True))}

    @classmethod
    def from_body(cls, body: Mapping[str, Any]) -> Condition:
        """Return the condition that a body stands for; what it does not know is left out."""
        operator = body.get("filter-operator")
        if not isinstance(operator, str):
            raise ConfigurationError(
                "DMS-M028", f"filter-operator must be a string, got {shown(operator)}", given=operator
            )
        operands = [text_of(body[key], key) for key in _keys(operator) if key in body]
        return cls(operator, tuple(operands))

    def describe(self, column: str) -> str:
        """Say in plain words what it asks of a column."""
        symbols = {"eq": "=", "noteq": "<>", "gte": ">=", "lte": "<=", "ste": "<="}
        if self.operator in symbols:
            return f"{column} {symbols[self.operator]} {self.operands[0]}"
        if self.operator in {"between", "notbetween"}:
            return f"{column} {'not ' * self.is_negative}between {' and '.join(self.operands)}"
        return f"{column} is {'not ' * self.is_negative}null"

    def __repr__(self) -> str:
        if hasattr(Condition, self.operator):
            return f"dms.Condition.{self.operator}({', '.join(map(quoted, self.operands))})"
        return f"dms.Condition({quoted(self.operator)}, {self.operands!r})"


def _keys(operator: str) -> Sequence[str]:
    by_operator: dict[str, list[str]] = facts.table_mappings()["filters"]["value_keys"]["value"]
    return by_operator.get(operator, by_operator["other"])


def rises(first: object, second: object) -> bool | None:
    """Whether the first of two operands is at most the second; None for texts, which the source's collation orders."""
    if isinstance(first, str) or isinstance(second, str):
        return None
    try:
        return bool(first <= second)  # type: ignore[operator]  # numbers of different kinds compare, others raise
    except (TypeError, decimal.InvalidOperation):
        return None


@dataclass(frozen=True, slots=True, init=False, repr=False)
class Filter:
    """
    Which rows to move, by the values of a column: `Filter("id", Condition.lte(10), Condition.gte(100))`.

    A row passes when any of the conditions holds; with several filters, when all of them pass. The column should never
    change: DMS does not follow rows that come to match or cease to match. Source: the DMS User Guide, page
    CHAP_Tasks.CustomizingTasks.TableMapping.SelectionTransformation.Filters.

    Args:
        column: The column's exact name on the source; no LOB.
        conditions: What a value must be; at least one.

    Raises:
        ConfigurationError: `DMS-M010` for an empty name, `DMS-M030` without conditions or for something that is
            not one.
    """

    column: str
    conditions: tuple[Condition, ...]

    def __init__(self, column: str, *conditions: Condition) -> None:
        if not _checks.taken_as_is(column) and not (isinstance(column, str) and column.strip()):
            raise ConfigurationError(
                "DMS-M010", f"column of a filter must be a string that is not empty, got {shown(column)}", given=column
            )
        if not conditions:
            raise ConfigurationError(
                "DMS-M030",
                f"dms.Filter({quoted(column)}) needs conditions, got none; write dms.Filter({quoted(column)}, "
                "dms.Condition.gte(1))",
                given=conditions,
            )
        for condition in conditions:
            if not isinstance(condition, Condition):
                raise ConfigurationError(
                    "DMS-M030",
                    f"dms.Filter({quoted(column)}) takes conditions such as dms.Condition.eq(1), got "
                    f"{shown(condition)}",
                    given=condition,
                )
        object.__setattr__(self, "column", column)
        object.__setattr__(self, "conditions", conditions)

    def body(self) -> dict[str, Any]:
        """Return it as DMS wants it."""
        return {
            "filter-type": "source",
            "column-name": self.column,
            "filter-conditions": [condition.body() for condition in self.conditions],
        }

    @classmethod
    def from_body(cls, body: Mapping[str, Any]) -> Filter:
        """Return the filter that a body stands for; what it does not know is left out."""
        kinds = facts.table_mappings()["filters"]["filter_type"]["value"]
        kind = body.get("filter-type", kinds[0])
        if kind not in kinds and not _checks.taken_as_is(kind):
            raise ConfigurationError(
                "DMS-M030", f"filter-type must be {' or '.join(kinds)}, got {shown(kind)}", given=kind
            )
        conditions = body.get("filter-conditions")
        if not isinstance(conditions, list) or not all(isinstance(item, Mapping) for item in conditions):
            raise ConfigurationError(
                "DMS-M030", f"filter-conditions must be a list of objects, got {shown(conditions)}", given=conditions
            )
        return cls(body.get("column-name", ""), *map(Condition.from_body, conditions))

    def describe(self) -> str:
        """Say in plain words which rows pass."""
        return " or ".join(condition.describe(self.column) for condition in self.conditions)

    def __repr__(self) -> str:
        return f"dms.Filter({', '.join([quoted(self.column), *map(repr, self.conditions)])})"


def filters_in_words(filters: Iterable[Filter]) -> str:
    """Say in plain words which rows pass all of the filters."""
    texts = [(item.describe(), len(item.conditions) > 1) for item in filters]
    return " and ".join(f"({text})" if several and len(texts) > 1 else text for text, several in texts)

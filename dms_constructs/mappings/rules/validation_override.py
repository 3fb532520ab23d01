"""How data validation compares single columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from dms_constructs.errors import Finding
from dms_constructs.mappings.rules.data_type import check_dms_type
from dms_constructs.mappings.rules.rule import Rule, check_name
from dms_constructs.mappings.rules.words import object_in_words, shown

__all__ = ["OverrideValidation"]

T = TypeVar("T", bound="OverrideValidation")
_PLACEHOLDER = "${column-name}"


@dataclass(frozen=True, slots=True, repr=False)
class OverrideValidation(Rule):
    """
    Compare what functions make of a column, instead of the column itself.

    `OverrideValidation("shop", "orders", "note", source_function="REPLACE(${column-name}, chr(0), chr(32))",
    target_function="${column-name}")`. The functions are written in the dialects of source and target. It has no effect
    on columns of the primary key, and only with data validation on. Source: the DMS User Guide, page CHAP_Validating.

    Args:
        schema: A schema's name on the source, or a pattern with `%` and `_`.
        table: A table's name on the source, or a pattern.
        column: A column's name on the source, or a pattern.
        source_function: What is compared on the source. Default: the column.
        target_function: What is compared on the target. Default: the column.
        of_type: Only columns that are of this DMS data type on the source. Default: of any.
        rule_id: Digits. Default: the rule's position.
        rule_name: Letters and digits. Default: the id.

    Raises:
        ConfigurationError: `DMS-M010` for an empty name, `DMS-M025` for a type that DMS does not know, `DMS-M046` when
            no function is given or one is empty.
    """

    KIND = ("validation", "column", "override-validation-function")

    schema: str
    table: str
    column: str
    source_function: str | None = field(default=None, kw_only=True)
    target_function: str | None = field(default=None, kw_only=True)
    of_type: str | None = field(default=None, kw_only=True)

    def check_values(self) -> None:
        """Raise unless the rule's own values make sense."""
        for what in ("schema", "table", "column"):
            check_name(self, what, getattr(self, what))
        if self.of_type is not None:
            check_dms_type(f"{shown(self)}: of_type", self.of_type)
        if self.source_function is None and self.target_function is None:
            self._refuse(
                "DMS-M046",
                "give source_function, target_function or both, got none, such as "
                'source_function="trim(${column-name})"',
                None,
            )
        for what in ("source_function", "target_function"):
            function = getattr(self, what)
            if function is not None and not (isinstance(function, str) and function.strip()):
                self._refuse("DMS-M046", f"{what} must be a string that is not empty, got {shown(function)}", function)

    def body(self) -> dict[str, Any]:
        """Return a new dict of the rule as DMS wants it, without its id and name."""
        locator = {"schema-name": self.schema, "table-name": self.table, "column-name": self.column}
        if self.of_type is not None:
            locator["data-type"] = self.of_type
        functions = {"source-function": self.source_function, "target-function": self.target_function}
        return {
            "rule-type": "validation",
            "rule-target": "column",
            "rule-action": "override-validation-function",
            "object-locator": locator,
            **{key: value for key, value in functions.items() if value is not None},
        }

    @classmethod
    def from_body(cls: type[T], body: Mapping[str, Any], **ids: Any) -> T | None:
        """Return the rule that a well-formed body of this kind stands for."""
        locator = body["object-locator"]
        return cls(
            locator["schema-name"],
            locator["table-name"],
            locator["column-name"],
            source_function=body.get("source-function"),
            target_function=body.get("target-function"),
            of_type=locator.get("data-type"),
            **ids,
        )

    def names(self) -> tuple[str, ...]:
        """Return schema, table and column: names or patterns of the source."""
        return (self.schema, self.table, self.column)

    def describe(self) -> str:
        """Say in plain words what the rule does."""
        columns = object_in_words(("schema", "table", "column"), (self.schema, self.table, self.column))
        of_type = f" of type {self.of_type}" if self.of_type is not None else ""
        here = self.source_function or _PLACEHOLDER
        there = self.target_function or _PLACEHOLDER
        return f"validate {columns}{of_type} by comparing {here} with {there}"

    def findings(self) -> tuple[Finding, ...]:
        """Return the findings about this rule alone."""
        findings = Rule.findings(self)
        given = [function for function in (self.source_function, self.target_function) if function is not None]
        # A name written out is what AWS itself does for a single column.
        if "%" not in self.column or any(_PLACEHOLDER in function for function in given):
            return findings
        return (
            *findings,
            Finding(
                "mappings.validationWithoutColumn",
                f"{shown(self)}: no function has {_PLACEHOLDER}, so all columns are compared alike",
                fix=f"write {_PLACEHOLDER} where the functions name a column",
            ),
        )

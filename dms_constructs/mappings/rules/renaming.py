"""Transformations that give schemas, tables and columns a name of your own on the target."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from dms_constructs import _checks
from dms_constructs.errors import Finding
from dms_constructs.mappings.rules.expression import Expression
from dms_constructs.mappings.rules.name_findings import new_name_findings
from dms_constructs.mappings.rules.naming import Naming
from dms_constructs.mappings.rules.patterns import ANY
from dms_constructs.mappings.rules.rule import check_name
from dms_constructs.mappings.rules.transformation import OnColumns, OnSchemas, OnTables
from dms_constructs.mappings.rules.words import object_in_words, shown

__all__ = ["Rename", "RenameColumn", "RenameSchema", "RenameTable"]

N = TypeVar("N", bound="Rename")


class Rename(Naming):
    """What the renames share."""

    __slots__ = ()

    to: str | Expression

    def check_values(self) -> None:
        """Raise unless the rule's own values make sense."""
        super().check_values()
        if isinstance(self.to, Expression):
            return
        check_name(self, "to", self.to)
        name = self.names()[-1]
        if ANY not in name:
            return
        kind = self.KINDS[-1]
        # Many schemas or tablespaces may become one; two tables or two columns may not.
        if kind in {"table", "column"} and not _checks.skipped(name):
            self._refuse(
                "DMS-M013",
                f"{kind} must be an exact name, got {shown(name)}: a pattern would give many {kind}s one "
                f"name on the target, which DMS does not support; write one rename for each {kind}, or compute the "
                "name with an Expression",
                name,
            )

    def new_name(self, _name: str, variables: Mapping[str, str], /) -> str | None:
        """Return what the rule makes of a name, or None when that is known at run time only."""
        return self.to.evaluate(variables) if isinstance(self.to, Expression) else self.to

    def function(self) -> Callable[[str], str] | None:
        """Return what makes the new name of the old one alone, or None when it is computed."""
        to = self.to
        return None if isinstance(to, Expression) else lambda _: to

    def body(self) -> dict[str, Any]:
        """Return a new dict of the rule as DMS wants it, without its id and name."""
        body = super().body()
        if isinstance(self.to, Expression):
            body["expression"] = self.to.text
        else:
            body["value"] = self.to
        return body

    @classmethod
    def from_body(cls: type[N], body: Mapping[str, Any], **values: Any) -> N | None:
        """Return the rule that a well-formed body of this kind stands for."""
        to = body["value"] if "value" in body else Expression(body["expression"])
        return super().from_body(body, to=to, **values)

    def describe(self) -> str:
        """Say in plain words what the rule does."""
        computed = "what this computes: " if isinstance(self.to, Expression) else ""
        return f"rename {object_in_words(self.KINDS, self.names())} to {computed}{self.to}"

    def findings(self) -> tuple[Finding, ...]:
        """Return the findings about this rule alone."""
        findings = super().findings()
        if isinstance(self.to, Expression):
            return findings + self.to.findings()
        if self.to != self.to.strip():
            findings += new_name_findings(self, "to")
        if self.to != self.names()[-1] or _checks.skipped(self.to):
            return findings
        return (
            *findings,
            Finding(
                "mappings.renameToSameName",
                f"{shown(self)}: the new name is the old one, which only keeps other naming rules away from "
                "this object",
                fix="remove the rule, unless that is what it is for",
            ),
        )


@dataclass(frozen=True, slots=True, repr=False)
class RenameSchema(Rename, OnSchemas):
    """
    Move the tables of a schema into a schema of another name.

    It wins over the task setting `TargetSchema`. Source: the DMS User Guide, page
    CHAP_Tasks.CustomizingTasks.TableMapping.SelectionTransformation.Transformations.

    Args:
        schema: The schema's name on the source; for MySQL, the database's.
        to: The schema's name on the target, or an `Expression` that computes it.
        rule_id: Digits; the lowest id wins when rules name the same object. Default: the rule's position.
        rule_name: Letters and digits. Default: the id.

    Raises:
        ConfigurationError: `DMS-M010` for an empty name.
    """

    KIND = ("transformation", "schema", "rename")

    to: str | Expression = field(kw_only=True)


@dataclass(frozen=True, slots=True, repr=False)
class RenameTable(Rename, OnTables):
    """
    Give a table another name on the target.

    Source: the DMS User Guide, page
    CHAP_Tasks.CustomizingTasks.TableMapping.SelectionTransformation.Transformations.

    Args:
        schema: The schema's name on the source, or a pattern with `%` and `_` for the same table in many schemas.
        table: The table's name on the source; a pattern only with an `Expression`.
        to: The table's name on the target, or an `Expression` that computes it.
        rule_id: Digits; the lowest id wins when rules name the same object. Default: the rule's position.
        rule_name: Letters and digits. Default: the id.

    Raises:
        ConfigurationError: `DMS-M010` for an empty name, `DMS-M013` for a pattern in `table`.
    """

    KIND = ("transformation", "table", "rename")

    to: str | Expression = field(kw_only=True)


@dataclass(frozen=True, slots=True, repr=False)
class RenameColumn(Rename, OnColumns):
    """
    Give a column another name on the target.

    Source: the DMS User Guide, page
    CHAP_Tasks.CustomizingTasks.TableMapping.SelectionTransformation.Transformations.

    Args:
        schema: The schema's name on the source, or a pattern with `%` and `_`.
        table: The table's name on the source, or a pattern for the same column in many tables.
        column: The column's name on the source; a pattern only with an `Expression`.
        to: The column's name on the target, or an `Expression` that computes it.
        of_type: Only columns that are of this DMS data type on the source. Default: of any.
        rule_id: Digits; the lowest id wins when rules name the same object. Default: the rule's position.
        rule_name: Letters and digits. Default: the id.

    Raises:
        ConfigurationError: `DMS-M010` for an empty name, `DMS-M013` for a pattern in `column`, `DMS-M025` for a type
            that DMS does not know.
    """

    KIND = ("transformation", "column", "rename")

    to: str | Expression = field(kw_only=True)

"""Transformations that give schemas, tables and columns a name of your own on the target."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from dms_constructs import _checks
from dms_constructs.errors import Finding
from dms_constructs.mappings.rule import ANY, Rule, check_name
from dms_constructs.mappings.transformation import OnColumns, OnSchemas, OnTables, Transformation, object_in_words

__all__ = ["Rename", "RenameColumn", "RenameSchema", "RenameTable"]

N = TypeVar("N", bound="Rename")


class Rename(Transformation):
    """What the renames share. It has no slots, so that it mixes with each of the bases that have."""

    __slots__ = ()

    NAMING = True

    to: str

    def check_values(self) -> None:
        """Raise unless the rule's own values make sense."""
        Transformation.check_values(self)
        check_name(self, "to", self.to)
        name = self.names()[-1]
        kind = self.KIND[1]
        if ANY in name and kind != "schema" and not _checks.skipped(name):
            self._refuse(
                "DMS-M013",
                f"{kind} must be an exact name, got {name!r}: a pattern would give many {kind}s one name on the "
                f"target, which DMS does not support; write one rename for each {kind}",
                name,
            )

    def body(self) -> dict[str, Any]:
        """Return a new dict of the rule as DMS wants it, without its id and name."""
        body = Transformation.body(self)
        body["value"] = self.to
        return body

    @classmethod
    def from_body(cls: type[N], body: Mapping[str, Any], **ids: Any) -> N | None:
        """Return the rename, unless it computes the name with an expression."""
        if "value" not in body:
            return None
        return super().from_body(body, to=body["value"], **ids)

    def describe(self) -> str:
        """Say in plain words what the rule does."""
        return f"rename {object_in_words(self.names())} to {self.to}"

    def findings(self) -> tuple[Finding, ...]:
        """Return what may surprise about this rule alone."""
        findings = Rule.findings(self)
        if self.to != self.names()[-1] or _checks.skipped(self.to):
            return findings
        text = (
            f"{self!r}: the new name is the old one; that only keeps other naming rules away from this object, so "
            "remove the rule unless that is what it is for"
        )
        return (*findings, Finding("mappings.renameToSameName", text))


@dataclass(frozen=True, slots=True, repr=False)
class RenameSchema(Rename, OnSchemas):
    """
    Move the tables of a schema into a schema of another name.

    It wins over the task setting `TargetSchema`. Source: the DMS User Guide, page
    CHAP_Tasks.CustomizingTasks.TableMapping.SelectionTransformation.Transformations.

    Args:
        schema: The schema's name on the source; for MySQL, the database's.
        to: The schema's name on the target.
        rule_id: Digits; the lowest id wins when rules name the same object. Default: the rule's position.
        rule_name: Letters and digits. Default: the id.

    Raises:
        ConfigurationError: `DMS-M010` for an empty name.
    """

    KIND = ("transformation", "schema", "rename")

    to: str = field(kw_only=True)

    def findings(self) -> tuple[Finding, ...]:
        """Return what may surprise about this rule alone."""
        findings = Rename.findings(self)
        if ANY not in self.schema or _checks.skipped(self.schema):
            return findings
        text = (
            f"{self!r}: every matching schema goes into schema {self.to}, and DMS does not support two tables that "
            "meet under one name there; write one rename for each schema, or make sure that no two tables do"
        )
        return (*findings, Finding("mappings.schemasMerged", text))


@dataclass(frozen=True, slots=True, repr=False)
class RenameTable(Rename, OnTables):
    """
    Give a table another name on the target.

    Source: the DMS User Guide, page
    CHAP_Tasks.CustomizingTasks.TableMapping.SelectionTransformation.Transformations.

    Args:
        schema: The schema's name on the source, or a pattern with `%` and `_` for the same table in many schemas.
        table: The table's name on the source.
        to: The table's name on the target.
        rule_id: Digits; the lowest id wins when rules name the same object. Default: the rule's position.
        rule_name: Letters and digits. Default: the id.

    Raises:
        ConfigurationError: `DMS-M010` for an empty name, `DMS-M013` for a pattern in `table`.
    """

    KIND = ("transformation", "table", "rename")

    to: str = field(kw_only=True)


@dataclass(frozen=True, slots=True, repr=False)
class RenameColumn(Rename, OnColumns):
    """
    Give a column another name on the target.

    Source: the DMS User Guide, page
    CHAP_Tasks.CustomizingTasks.TableMapping.SelectionTransformation.Transformations.

    Args:
        schema: The schema's name on the source, or a pattern with `%` and `_`.
        table: The table's name on the source, or a pattern for the same column in many tables.
        column: The column's name on the source.
        to: The column's name on the target.
        rule_id: Digits; the lowest id wins when rules name the same object. Default: the rule's position.
        rule_name: Letters and digits. Default: the id.

    Raises:
        ConfigurationError: `DMS-M010` for an empty name, `DMS-M013` for a pattern in `column`.
    """

    KIND = ("transformation", "column", "rename")

    to: str = field(kw_only=True)

"""Transformations that write the names of schemas, tables and columns in one case on the target."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from dms_constructs.mappings.rule import ANY
from dms_constructs.mappings.transformation import (
    OnColumns,
    OnSchemas,
    OnTables,
    Transformation,
    object_names_in_words,
)

__all__ = [
    "LowercaseColumns",
    "LowercaseSchemas",
    "LowercaseTables",
    "UppercaseColumns",
    "UppercaseSchemas",
    "UppercaseTables",
]


class _ChangeCase(Transformation):
    """What the case rules share."""

    __slots__ = ()

    NAMING = True
    CASE: ClassVar[str]

    def describe(self) -> str:
        """Say in plain words what the rule does."""
        return f"write {object_names_in_words(self.names())} in {self.CASE} case"


@dataclass(frozen=True, slots=True, repr=False)
class LowercaseSchemas(_ChangeCase, OnSchemas):
    """
    Write schema names in lower case on the target.

    Source: the DMS User Guide, page
    CHAP_Tasks.CustomizingTasks.TableMapping.SelectionTransformation.Transformations.

    Args:
        schema: A schema's name on the source, or a pattern with `%` and `_`. Default: every schema.
        rule_id: Digits; the lowest id wins when rules name the same object. Default: the rule's position.
        rule_name: Letters and digits. Default: the id.

    Raises:
        ConfigurationError: `DMS-M010` for an empty name.
    """

    KIND = ("transformation", "schema", "convert-lowercase")
    CASE = "lower"

    schema: str = ANY


@dataclass(frozen=True, slots=True, repr=False)
class LowercaseTables(_ChangeCase, OnTables):
    """
    Write table names in lower case on the target.

    Source: the DMS User Guide, page
    CHAP_Tasks.CustomizingTasks.TableMapping.SelectionTransformation.Transformations.

    Args:
        schema: A schema's name on the source, or a pattern with `%` and `_`. Default: every schema.
        table: A table's name on the source, or a pattern. Default: every table.
        rule_id: Digits; the lowest id wins when rules name the same object. Default: the rule's position.
        rule_name: Letters and digits. Default: the id.

    Raises:
        ConfigurationError: `DMS-M010` for an empty name.
    """

    KIND = ("transformation", "table", "convert-lowercase")
    CASE = "lower"

    schema: str = ANY
    table: str = ANY


@dataclass(frozen=True, slots=True, repr=False)
class LowercaseColumns(_ChangeCase, OnColumns):
    """
    Write column names in lower case on the target.

    Source: the DMS User Guide, page
    CHAP_Tasks.CustomizingTasks.TableMapping.SelectionTransformation.Transformations.

    Args:
        schema: A schema's name on the source, or a pattern with `%` and `_`. Default: every schema.
        table: A table's name on the source, or a pattern. Default: every table.
        column: A column's name on the source, or a pattern. Default: every column.
        rule_id: Digits; the lowest id wins when rules name the same object. Default: the rule's position.
        rule_name: Letters and digits. Default: the id.

    Raises:
        ConfigurationError: `DMS-M010` for an empty name.
    """

    KIND = ("transformation", "column", "convert-lowercase")
    CASE = "lower"

    schema: str = ANY
    table: str = ANY
    column: str = ANY


@dataclass(frozen=True, slots=True, repr=False)
class UppercaseSchemas(_ChangeCase, OnSchemas):
    """Write schema names in upper case on the target; for the rest see `LowercaseSchemas`."""

    KIND = ("transformation", "schema", "convert-uppercase")
    CASE = "upper"

    schema: str = ANY


@dataclass(frozen=True, slots=True, repr=False)
class UppercaseTables(_ChangeCase, OnTables):
    """Write table names in upper case on the target; for the rest see `LowercaseTables`."""

    KIND = ("transformation", "table", "convert-uppercase")
    CASE = "upper"

    schema: str = ANY
    table: str = ANY


@dataclass(frozen=True, slots=True, repr=False)
class UppercaseColumns(_ChangeCase, OnColumns):
    """Write column names in upper case on the target; for the rest see `LowercaseColumns`."""

    KIND = ("transformation", "column", "convert-uppercase")
    CASE = "upper"

    schema: str = ANY
    table: str = ANY
    column: str = ANY

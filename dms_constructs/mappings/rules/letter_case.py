"""Transformations that write the names of schemas, tables and columns in one case on the target."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from dms_constructs.mappings.rules.naming import Naming
from dms_constructs.mappings.rules.patterns import ANY
from dms_constructs.mappings.rules.transformation import OnColumns, OnSchemas, OnTables
from dms_constructs.mappings.rules.words import object_names_in_words

__all__ = [
    "Lowercase",
    "LowercaseColumns",
    "LowercaseSchemas",
    "LowercaseTables",
    "Uppercase",
    "UppercaseColumns",
    "UppercaseSchemas",
    "UppercaseTables",
]


class Lowercase(Naming):
    """What the rules for lower case share."""

    __slots__ = ()

    def new_name(self, name: str, _variables: Mapping[str, str], /) -> str:
        """Return what the rule makes of a name."""
        return name.lower()

    def function(self) -> Callable[[str], str]:
        """Return what makes the new name of the old one."""
        return str.lower

    def describe(self) -> str:
        """Say in plain words what the rule does."""
        return f"write {object_names_in_words(self.KINDS, self.names())} in lower case"


class Uppercase(Naming):
    """What the rules for upper case share."""

    __slots__ = ()

    def new_name(self, name: str, _variables: Mapping[str, str], /) -> str:
        """Return what the rule makes of a name."""
        return name.upper()

    def function(self) -> Callable[[str], str]:
        """Return what makes the new name of the old one."""
        return str.upper

    def describe(self) -> str:
        """Say in plain words what the rule does."""
        return f"write {object_names_in_words(self.KINDS, self.names())} in upper case"


@dataclass(frozen=True, slots=True, repr=False)
class LowercaseSchemas(Lowercase, OnSchemas):
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

    schema: str = ANY


@dataclass(frozen=True, slots=True, repr=False)
class LowercaseTables(Lowercase, OnTables):
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

    schema: str = ANY
    table: str = ANY


@dataclass(frozen=True, slots=True, repr=False)
class LowercaseColumns(Lowercase, OnColumns):
    """
    Write column names in lower case on the target.

    Source: the DMS User Guide, page
    CHAP_Tasks.CustomizingTasks.TableMapping.SelectionTransformation.Transformations.

    Args:
        schema: A schema's name on the source, or a pattern with `%` and `_`. Default: every schema.
        table: A table's name on the source, or a pattern. Default: every table.
        column: A column's name on the source, or a pattern. Default: every column.
        of_type: Only columns that are of this DMS data type on the source. Default: of any.
        rule_id: Digits; the lowest id wins when rules name the same object. Default: the rule's position.
        rule_name: Letters and digits. Default: the id.

    Raises:
        ConfigurationError: `DMS-M010` for an empty name.
    """

    KIND = ("transformation", "column", "convert-lowercase")

    schema: str = ANY
    table: str = ANY
    column: str = ANY


@dataclass(frozen=True, slots=True, repr=False)
class UppercaseSchemas(Uppercase, OnSchemas):
    """Write schema names in upper case on the target; for the rest see `LowercaseSchemas`."""

    KIND = ("transformation", "schema", "convert-uppercase")

    schema: str = ANY


@dataclass(frozen=True, slots=True, repr=False)
class UppercaseTables(Uppercase, OnTables):
    """Write table names in upper case on the target; for the rest see `LowercaseTables`."""

    KIND = ("transformation", "table", "convert-uppercase")

    schema: str = ANY
    table: str = ANY


@dataclass(frozen=True, slots=True, repr=False)
class UppercaseColumns(Uppercase, OnColumns):
    """Write column names in upper case on the target; for the rest see `LowercaseColumns`."""

    KIND = ("transformation", "column", "convert-uppercase")

    schema: str = ANY
    table: str = ANY
    column: str = ANY

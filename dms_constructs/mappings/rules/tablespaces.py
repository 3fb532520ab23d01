"""Transformations of tablespaces, which only Oracle has: the same as for tables, on the names of tablespaces."""

from __future__ import annotations

from dataclasses import dataclass, field

from dms_constructs import facts
from dms_constructs.errors import Finding
from dms_constructs.mappings.rules.affixes import Affix
from dms_constructs.mappings.rules.expression import Expression
from dms_constructs.mappings.rules.letter_case import Lowercase, Uppercase
from dms_constructs.mappings.rules.patterns import ANY
from dms_constructs.mappings.rules.renaming import Rename
from dms_constructs.mappings.rules.rule import TaskContext
from dms_constructs.mappings.rules.transformation import OnIndexTablespaces, OnTableTablespaces, Transformation

__all__ = [
    "LowercaseIndexTablespaces",
    "LowercaseTableTablespaces",
    "PrefixIndexTablespaces",
    "PrefixTableTablespaces",
    "RenameIndexTablespace",
    "RenameTableTablespace",
    "SuffixIndexTablespaces",
    "SuffixTableTablespaces",
    "UppercaseIndexTablespaces",
    "UppercaseTableTablespaces",
]


class _OracleOnly(Transformation):
    """What all of them share. It has no slots, so it mixes with those that have."""

    __slots__ = ()

    def check(self, task: TaskContext, /) -> tuple[Finding, ...]:
        """Raise when the task has an engine that has no tablespaces."""
        engines = facts.table_mappings()["transformation"]["tablespaces"]["value"]
        for side, engine in (("source", task.source_engine), ("target", task.target_engine)):
            if engine is not None and engine.value not in engines:
                self._refuse(
                    "DMS-M033",
                    f"tablespaces are transformed from {engines[0]} to {engines[0]} only, and the {side} is "
                    f"{engine.value}; remove the rule",
                    engine,
                )
        return ()


@dataclass(frozen=True, slots=True, repr=False)
class RenameTableTablespace(_OracleOnly, Rename, OnTableTablespaces):
    """
    Give the tablespace of tables another name on an Oracle target.

    Source: the DMS User Guide, page
    CHAP_Tasks.CustomizingTasks.TableMapping.SelectionTransformation.Transformations.

    Args:
        schema: A schema's name on the source, or a pattern with `%` and `_`.
        table: A table's name on the source, or a pattern.
        table_tablespace: The tablespace's name on the source; or a pattern.
        to: The tablespace's name on the target, or an `Expression` that computes it.
        rule_id: Digits; the lowest id wins when rules name the same object. Default: the rule's position.
        rule_name: Letters and digits. Default: the id.

    Raises:
        ConfigurationError: `DMS-M010` for an empty name.
    """

    KIND = ("transformation", "table-tablespace", "rename")

    to: str | Expression = field(kw_only=True)


@dataclass(frozen=True, slots=True, repr=False)
class LowercaseTableTablespaces(_OracleOnly, Lowercase, OnTableTablespaces):
    """Write the names of tablespaces of tables in lower case on an Oracle target; see `LowercaseTables`."""

    KIND = ("transformation", "table-tablespace", "convert-lowercase")

    schema: str = ANY
    table: str = ANY
    table_tablespace: str = ANY


@dataclass(frozen=True, slots=True, repr=False)
class UppercaseTableTablespaces(_OracleOnly, Uppercase, OnTableTablespaces):
    """Write the names of tablespaces of tables in upper case on an Oracle target; see `UppercaseTables`."""

    KIND = ("transformation", "table-tablespace", "convert-uppercase")

    schema: str = ANY
    table: str = ANY
    table_tablespace: str = ANY


@dataclass(frozen=True, slots=True, repr=False)
class _AffixTableTablespaces(_OracleOnly, Affix, OnTableTablespaces):
    schema: str = ANY
    table: str = ANY
    table_tablespace: str = ANY
    add: str | None = field(default=None, kw_only=True)
    remove: str | None = field(default=None, kw_only=True)
    replace: str | None = field(default=None, kw_only=True)
    by: str | None = field(default=None, kw_only=True)


@dataclass(frozen=True, slots=True, repr=False)
class PrefixTableTablespaces(_AffixTableTablespaces):
    """Change the beginning of the names of tablespaces of tables on an Oracle target; see `PrefixTables`."""

    KIND = ("transformation", "table-tablespace", "add-prefix")
    AFFIX = "prefix"


@dataclass(frozen=True, slots=True, repr=False)
class SuffixTableTablespaces(_AffixTableTablespaces):
    """Change the end of the names of tablespaces of tables on an Oracle target; see `SuffixTables`."""

    KIND = ("transformation", "table-tablespace", "add-suffix")
    AFFIX = "suffix"


@dataclass(frozen=True, slots=True, repr=False)
class RenameIndexTablespace(_OracleOnly, Rename, OnIndexTablespaces):
    """
    Give the tablespace of indexes another name on an Oracle target.

    Source: the DMS User Guide, page
    CHAP_Tasks.CustomizingTasks.TableMapping.SelectionTransformation.Transformations.

    Args:
        schema: A schema's name on the source, or a pattern with `%` and `_`.
        table: A table's name on the source, or a pattern.
        index_tablespace: The tablespace's name on the source; or a pattern.
        to: The tablespace's name on the target, or an `Expression` that computes it.
        rule_id: Digits; the lowest id wins when rules name the same object. Default: the rule's position.
        rule_name: Letters and digits. Default: the id.

    Raises:
        ConfigurationError: `DMS-M010` for an empty name.
    """

    KIND = ("transformation", "index-tablespace", "rename")

    to: str | Expression = field(kw_only=True)


@dataclass(frozen=True, slots=True, repr=False)
class LowercaseIndexTablespaces(_OracleOnly, Lowercase, OnIndexTablespaces):
    """Write the names of tablespaces of indexes in lower case on an Oracle target; see `LowercaseTables`."""

    KIND = ("transformation", "index-tablespace", "convert-lowercase")

    schema: str = ANY
    table: str = ANY
    index_tablespace: str = ANY


@dataclass(frozen=True, slots=True, repr=False)
class UppercaseIndexTablespaces(_OracleOnly, Uppercase, OnIndexTablespaces):
    """Write the names of tablespaces of indexes in upper case on an Oracle target; see `UppercaseTables`."""

    KIND = ("transformation", "index-tablespace", "convert-uppercase")

    schema: str = ANY
    table: str = ANY
    index_tablespace: str = ANY


@dataclass(frozen=True, slots=True, repr=False)
class _AffixIndexTablespaces(_OracleOnly, Affix, OnIndexTablespaces):
    schema: str = ANY
    table: str = ANY
    index_tablespace: str = ANY
    add: str | None = field(default=None, kw_only=True)
    remove: str | None = field(default=None, kw_only=True)
    replace: str | None = field(default=None, kw_only=True)
    by: str | None = field(default=None, kw_only=True)


@dataclass(frozen=True, slots=True, repr=False)
class PrefixIndexTablespaces(_AffixIndexTablespaces):
    """Change the beginning of the names of tablespaces of indexes on an Oracle target; see `PrefixTables`."""

    KIND = ("transformation", "index-tablespace", "add-prefix")
    AFFIX = "prefix"


@dataclass(frozen=True, slots=True, repr=False)
class SuffixIndexTablespaces(_AffixIndexTablespaces):
    """Change the end of the names of tablespaces of indexes on an Oracle target; see `SuffixTables`."""

    KIND = ("transformation", "index-tablespace", "add-suffix")
    AFFIX = "suffix"

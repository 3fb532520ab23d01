"""Transformations that add, remove or replace the beginning or the end of names on the target."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, TypeVar

from dms_constructs._code import as_code
from dms_constructs.errors import Finding
from dms_constructs.mappings.rules.name_findings import name_findings, new_name_findings
from dms_constructs.mappings.rules.naming import Naming
from dms_constructs.mappings.rules.patterns import ANY
from dms_constructs.mappings.rules.rule import check_name
from dms_constructs.mappings.rules.transformation import OnColumns, OnSchemas, OnTables
from dms_constructs.mappings.rules.words import listed, object_names_in_words, quoted, shown

__all__ = [
    "Affix",
    "PrefixColumns",
    "PrefixSchemas",
    "PrefixTables",
    "SuffixColumns",
    "SuffixSchemas",
    "SuffixTables",
]

A = TypeVar("A", bound="Affix")


class Affix(Naming):
    """What the rules for prefixes and suffixes share."""

    __slots__ = ()

    AFFIX: ClassVar[str]
    """`prefix` or `suffix`."""

    add: str | None
    remove: str | None
    replace: str | None
    by: str | None

    @property
    def action(self) -> str:
        """DMS's word for what it does, for example `add-prefix`."""
        verb = "add" if self.add is not None else "remove" if self.remove is not None else "replace"
        return f"{verb}-{self.AFFIX}"

    def check_values(self) -> None:
        """Raise unless the rule's own values make sense."""
        super().check_values()
        given = [name for name in ("add", "remove", "replace") if getattr(self, name) is not None]
        if len(given) != 1:
            both = given == ["add", "remove"] and isinstance(self.add, str) and isinstance(self.remove, str)
            fix = f"; write replace={quoted(self.remove)}, by={quoted(self.add)}" if both else ""
            self._refuse(
                "DMS-M032",
                f"give one of add, remove and replace, got {listed(given) if given else 'none of them'}{fix}",
                given,
            )
        if (self.by is not None) != (self.replace is not None):
            fix = f"give by, or write remove={as_code(self.replace)}" if self.by is None else "leave by out"
            self._refuse(
                "DMS-M032", f"replace and by go together, got {given[0]}, and by={shown(self.by)}; {fix}", self.by
            )
        check_name(self, given[0], getattr(self, given[0]))
        if self.by is not None:
            check_name(self, "by", self.by)

    def new_name(self, name: str, _variables: Mapping[str, str], /) -> str:
        """Return what the rule makes of a name; one without what is to be removed or replaced stays."""
        at_start = self.AFFIX == "prefix"
        if self.add is not None:
            return self.add + name if at_start else name + self.add
        old = self.remove if self.remove is not None else self.replace or ""
        if not (name.startswith(old) if at_start else name.endswith(old)):
            return name
        rest = name[len(old) :] if at_start else name[: len(name) - len(old)]
        return (self.by or "") + rest if at_start else rest + (self.by or "")

    def function(self) -> Callable[[str], str]:
        """Return what makes the new name of the old one."""
        return lambda name: self.new_name(name, {})

    def body(self) -> dict[str, Any]:
        """Return a new dict of the rule as DMS wants it, without its id and name."""
        body = super().body()
        body["rule-action"] = self.action
        if self.replace is not None:
            body |= {"value": self.by, "old-value": self.replace}
        else:
            body["value"] = self.add if self.add is not None else self.remove
        return body

    @classmethod
    def kinds(cls) -> tuple[tuple[str, str | None, str | None], ...]:
        """Return rule type, rule target and rule action of all the bodies that the class stands for."""
        return tuple((*cls.KIND[:2], f"{verb}-{cls.AFFIX}") for verb in ("add", "remove", "replace"))

    @classmethod
    def from_body(cls: type[A], body: Mapping[str, Any], **values: Any) -> A | None:
        """Return the rule that a well-formed body of this kind stands for."""
        verb = body["rule-action"].partition("-")[0]
        given = {"replace": body["old-value"], "by": body["value"]} if verb == "replace" else {verb: body["value"]}
        return super().from_body(body, **given, **values)

    def findings(self) -> tuple[Finding, ...]:
        """Return the findings about this rule alone."""
        findings = super().findings()
        stripped = str.lstrip if self.AFFIX == "prefix" else str.rstrip
        for what in ("add", "by"):
            value = getattr(self, what)
            if value is not None and value != stripped(value):
                findings += new_name_findings(self, what, stripped)
        for what in ("remove", "replace"):
            value = getattr(self, what)
            if value is not None and value != stripped(value):
                findings += name_findings(self, [value])
        return findings

    def describe(self) -> str:
        """Say in plain words what the rule does."""
        names = object_names_in_words(self.KINDS, self.names())
        if self.add is not None:
            return f"add the {self.AFFIX} {self.add} to {names}"
        if self.remove is not None:
            return f"remove the {self.AFFIX} {self.remove} from {names}"
        return f"replace the {self.AFFIX} {self.replace} by {self.by} in {names}"


@dataclass(frozen=True, slots=True, repr=False)
class _AffixSchemas(Affix, OnSchemas):
    schema: str = ANY
    add: str | None = field(default=None, kw_only=True)
    remove: str | None = field(default=None, kw_only=True)
    replace: str | None = field(default=None, kw_only=True)
    by: str | None = field(default=None, kw_only=True)


@dataclass(frozen=True, slots=True, repr=False)
class _AffixTables(Affix, OnTables):
    schema: str = ANY
    table: str = ANY
    add: str | None = field(default=None, kw_only=True)
    remove: str | None = field(default=None, kw_only=True)
    replace: str | None = field(default=None, kw_only=True)
    by: str | None = field(default=None, kw_only=True)


@dataclass(frozen=True, slots=True, repr=False)
class _AffixColumns(Affix, OnColumns):
    schema: str = ANY
    table: str = ANY
    column: str = ANY
    add: str | None = field(default=None, kw_only=True)
    remove: str | None = field(default=None, kw_only=True)
    replace: str | None = field(default=None, kw_only=True)
    by: str | None = field(default=None, kw_only=True)


@dataclass(frozen=True, slots=True, repr=False)
class PrefixSchemas(_AffixSchemas):
    """
    Add, remove or replace the beginning of schema names: `PrefixSchemas("shop", add="dms_")`.

    A name without the prefix that is to be removed or replaced stays as it is. Source: the DMS User Guide, page
    CHAP_Tasks.CustomizingTasks.TableMapping.SelectionTransformation.Transformations.

    Args:
        schema: A schema's name on the source, or a pattern with `%` and `_`. Default: every schema.
        add: The prefix to add.
        remove: The prefix to remove.
        replace: The prefix to replace, together with `by`.
        by: The prefix that takes its place.
        rule_id: Digits; the lowest id wins when rules name the same object. Default: the rule's position.
        rule_name: Letters and digits. Default: the id.

    Raises:
        ConfigurationError: `DMS-M010` for an empty name, `DMS-M032` unless exactly one of `add`, `remove` and
            `replace` is given.
    """

    KIND = ("transformation", "schema", "add-prefix")
    AFFIX = "prefix"


@dataclass(frozen=True, slots=True, repr=False)
class PrefixTables(_AffixTables):
    """
    Add, remove or replace the beginning of table names: `PrefixTables("shop", add="dms_")`.

    A name without the prefix that is to be removed or replaced stays as it is. Source: the DMS User Guide, page
    CHAP_Tasks.CustomizingTasks.TableMapping.SelectionTransformation.Transformations.

    Args:
        schema: A schema's name on the source, or a pattern with `%` and `_`. Default: every schema.
        table: A table's name on the source, or a pattern. Default: every table.
        add: The prefix to add.
        remove: The prefix to remove.
        replace: The prefix to replace, together with `by`.
        by: The prefix that takes its place.
        rule_id: Digits; the lowest id wins when rules name the same object. Default: the rule's position.
        rule_name: Letters and digits. Default: the id.

    Raises:
        ConfigurationError: `DMS-M010` for an empty name, `DMS-M032` unless exactly one of `add`, `remove` and
            `replace` is given.
    """

    KIND = ("transformation", "table", "add-prefix")
    AFFIX = "prefix"


@dataclass(frozen=True, slots=True, repr=False)
class PrefixColumns(_AffixColumns):
    """
    Add, remove or replace the beginning of column names: `PrefixColumns("shop", "orders", add="dms_")`.

    A name without the prefix that is to be removed or replaced stays as it is. Source: the DMS User Guide, page
    CHAP_Tasks.CustomizingTasks.TableMapping.SelectionTransformation.Transformations.

    Args:
        schema: A schema's name on the source, or a pattern with `%` and `_`. Default: every schema.
        table: A table's name on the source, or a pattern. Default: every table.
        column: A column's name on the source, or a pattern. Default: every column.
        add: The prefix to add.
        remove: The prefix to remove.
        replace: The prefix to replace, together with `by`.
        by: The prefix that takes its place.
        of_type: Only columns that are of this DMS data type on the source. Default: of any.
        rule_id: Digits; the lowest id wins when rules name the same object. Default: the rule's position.
        rule_name: Letters and digits. Default: the id.

    Raises:
        ConfigurationError: `DMS-M010` for an empty name, `DMS-M032` unless exactly one of `add`, `remove` and
            `replace` is given, `DMS-M025` for a type that DMS does not know.
    """

    KIND = ("transformation", "column", "add-prefix")
    AFFIX = "prefix"


@dataclass(frozen=True, slots=True, repr=False)
class SuffixSchemas(_AffixSchemas):
    """
    Add, remove or replace the end of schema names: `SuffixSchemas("shop", remove="_old")`.

    For the rest see `PrefixSchemas`.
    """

    KIND = ("transformation", "schema", "add-suffix")
    AFFIX = "suffix"


@dataclass(frozen=True, slots=True, repr=False)
class SuffixTables(_AffixTables):
    """
    Add, remove or replace the end of table names: `SuffixTables("shop", remove="_old")`.

    For the rest see `PrefixTables`.
    """

    KIND = ("transformation", "table", "add-suffix")
    AFFIX = "suffix"


@dataclass(frozen=True, slots=True, repr=False)
class SuffixColumns(_AffixColumns):
    """
    Add, remove or replace the end of column names: `SuffixColumns("shop", "orders", remove="_old")`.

    For the rest see `PrefixColumns`.
    """

    KIND = ("transformation", "column", "add-suffix")
    AFFIX = "suffix"

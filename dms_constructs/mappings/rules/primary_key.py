"""A transformation that gives a table a key of its own on the target."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from dms_constructs import _checks, facts
from dms_constructs._code import as_code
from dms_constructs.errors import ConfigurationError, Finding, did_you_mean
from dms_constructs.mappings.rules.name_findings import new_name_findings
from dms_constructs.mappings.rules.rule import check_exact, check_name
from dms_constructs.mappings.rules.transformation import Effect, OnTables
from dms_constructs.mappings.rules.words import listed, object_in_words, shown

__all__ = ["DefinePrimaryKey"]

T = TypeVar("T", bound="OnTables")


@dataclass(frozen=True, slots=True, repr=False)
class DefinePrimaryKey(OnTables):
    """
    Define the primary key, or a unique index, of a table on the target.

    `DefinePrimaryKey("inventory", "item", ["model", "part"], name="item_pk")`. Source: the DMS User Guide, page
    CHAP_Tasks.CustomizingTasks.TableMapping.SelectionTransformation.Transformations.

    Args:
        schema: The schema's exact name on the source.
        table: The table's exact name on the source.
        columns: The columns of the key, in order.
        name: The key's name on the target.
        origin: `primary-key` or `unique-index`. Default: what DMS takes, `primary-key`.
        rule_id: Digits. Default: the rule's position.
        rule_name: Letters and digits. Default: the id.

    Raises:
        ConfigurationError: `DMS-M010` for an empty name, `DMS-M011` for a pattern, `DMS-M037` for columns or an origin
            that are not possible.
    """

    KIND = ("transformation", "table", "define-primary-key")
    EFFECT = Effect.KEY

    columns: tuple[str, ...]
    name: str = field(kw_only=True)
    origin: str | None = field(default=None, kw_only=True)

    def check_values(self) -> None:
        """Raise unless the rule's own values make sense."""
        OnTables.check_values(self)
        for what in ("schema", "table"):
            check_exact(self, what, getattr(self, what), "DMS defines the key of one table")
        check_name(self, "name", self.name)
        object.__setattr__(self, "columns", names_of(self, "columns", self.columns, "DMS-M037"))
        if not self.columns:
            self._refuse(
                "DMS-M037",
                "columns must name at least one column, got none; name those that tell one row from another",
                self.columns,
            )
        origins = facts.table_mappings()["transformation"]["primary_key_def"]["value"]["origin"]
        if not _checks.skipped(self.origin) and self.origin not in origins:
            self._refuse(
                "DMS-M037",
                f"origin must be one of {', '.join(origins)}, got {shown(self.origin)}"
                + did_you_mean(self.origin, origins),
                self.origin,
            )

    def body(self) -> dict[str, Any]:
        """Return a new dict of the rule as DMS wants it, without its id and name."""
        definition: dict[str, Any] = {"name": self.name, "columns": list(self.columns)}
        if self.origin is not None:
            definition["origin"] = self.origin
        return OnTables.body(self) | {"primary-key-def": definition}

    @classmethod
    def from_body(cls: type[T], body: Mapping[str, Any], **values: Any) -> T | None:
        """Return the rule that a well-formed body of this kind stands for."""
        definition = body["primary-key-def"]
        if not isinstance(definition, Mapping):
            raise ConfigurationError(
                "DMS-M037", f"primary-key-def must be an object, got {shown(definition)}", given=definition
            )
        return super(DefinePrimaryKey, cls).from_body(
            body,
            columns=definition.get("columns", ()),
            name=definition.get("name", ""),
            origin=definition.get("origin"),
            **values,
        )

    def findings(self) -> tuple[Finding, ...]:
        """Return the findings about this rule alone."""
        return OnTables.findings(self) + new_name_findings(self, "name")

    def describe(self) -> str:
        """Say in plain words what the rule does."""
        what = "a unique index" if self.origin == "unique-index" else "the primary key"
        return f"make {listed(self.columns)} {what} {self.name} of {object_in_words(self.KINDS, self.names())}"


def names_of(rule: Any, what: str, given: Iterable[str], code: str) -> tuple[str, ...]:
    """Return a list of names as a tuple, or raise unless all are names and none is there twice."""
    if isinstance(given, str | Mapping) or not isinstance(given, Iterable):
        meant = [name.strip() for name in given.split(",")] if isinstance(given, str) else []
        write = f"; write {what}={as_code(meant)}" if all(meant) and meant else ""
        raise ConfigurationError(
            code, f"{shown(rule)}: {what} must be a list of names, got {shown(given)}{write}", given=given
        )
    names = tuple(given)
    for name in names:
        check_name(rule, f"a name in {what}", name)
    if len(set(names)) != len(names):
        raise ConfigurationError(
            code, f"{shown(rule)}: {what} must not name a column twice, got {shown(names)}", given=names
        )
    return names

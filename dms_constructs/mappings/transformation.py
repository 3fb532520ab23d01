"""What every transformation has: the schemas, tables or columns of the source that it is about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, TypeVar

from dms_constructs.mappings.rule import ANY, Rule, check_name, names_in_words

__all__ = [
    "OnColumns",
    "OnSchemas",
    "OnTables",
    "Transformation",
    "object_in_words",
    "object_names_in_words",
]

T = TypeVar("T", bound="Transformation")

KINDS = ("schema", "table", "column")


@dataclass(frozen=True, slots=True, repr=False)
class Transformation(Rule):
    """
    A rule that gives schemas, tables or columns another form on the target.

    Names in it are those of the source, whatever other rules do to them.

    Source: the DMS User Guide, page CHAP_Tasks.CustomizingTasks.TableMapping.SelectionTransformation.Transformations.
    """

    KIND: ClassVar[tuple[str, str, str]]
    """Rule type, rule target and rule action."""
    LOCATOR: ClassVar[tuple[str, ...]]
    """The keys of `locator`, in the order of `names`."""
    NAMING: ClassVar[bool] = False
    """Whether it says how objects are named; DMS applies one such rule to an object."""

    def names(self) -> tuple[str, ...]:
        """Return the schema, and the table and column where it has them: names or patterns of the source."""
        raise NotImplementedError

    def locator(self) -> dict[str, str]:
        """Return the names as DMS wants them."""
        raise NotImplementedError

    def check_values(self) -> None:
        """Raise unless the rule's own values make sense."""
        for index, name in enumerate(self.names()):
            check_name(self, KINDS[index], name)

    def body(self) -> dict[str, Any]:
        """Return a new dict of the rule as DMS wants it, without its id and name."""
        rule_type, target, action = self.KIND
        return {"rule-type": rule_type, "rule-target": target, "rule-action": action, "object-locator": self.locator()}

    @classmethod
    def from_body(cls: type[T], body: Mapping[str, Any], **ids: Any) -> T | None:
        """Return the rule that a well-formed body of this kind stands for."""
        return cls(*(body["object-locator"][key] for key in cls.LOCATOR), **ids)


@dataclass(frozen=True, slots=True, repr=False)
class OnSchemas(Transformation):
    """A transformation of schemas."""

    LOCATOR = ("schema-name",)

    schema: str

    def names(self) -> tuple[str, ...]:
        """Return the schema: a name or a pattern of the source."""
        return (self.schema,)

    def locator(self) -> dict[str, str]:
        """Return the names as DMS wants them."""
        return {"schema-name": self.schema}


@dataclass(frozen=True, slots=True, repr=False)
class OnTables(Transformation):
    """A transformation of tables."""

    LOCATOR = ("schema-name", "table-name")

    schema: str
    table: str

    def names(self) -> tuple[str, ...]:
        """Return schema and table: names or patterns of the source."""
        return (self.schema, self.table)

    def locator(self) -> dict[str, str]:
        """Return the names as DMS wants them."""
        return {"schema-name": self.schema, "table-name": self.table}


@dataclass(frozen=True, slots=True, repr=False)
class OnColumns(Transformation):
    """A transformation of columns."""

    LOCATOR = ("schema-name", "table-name", "column-name")

    schema: str
    table: str
    column: str

    def names(self) -> tuple[str, ...]:
        """Return schema, table and column: names or patterns of the source."""
        return (self.schema, self.table, self.column)

    def locator(self) -> dict[str, str]:
        """Return the names as DMS wants them."""
        return {"schema-name": self.schema, "table-name": self.table, "column-name": self.column}


def _place_in_words(names: tuple[str, ...]) -> str:
    """Return ` of table orders of schema shop` for what contains the named object; nothing for a schema."""
    containers = zip(KINDS, names[:-1], strict=False)
    return "".join(f" of {names_in_words(kind, name)}" for kind, name in reversed(list(containers)))


def object_in_words(names: tuple[str, ...]) -> str:
    """Return `column ts of table orders of schema shop`."""
    kind = KINDS[len(names) - 1]
    return names_in_words(kind, names[-1]) + _place_in_words(names)


def object_names_in_words(names: tuple[str, ...]) -> str:
    """Return `table names of schema shop`, or `the names of tables a% of schema shop`."""
    kind = KINDS[len(names) - 1]
    if names[-1] == ANY:
        return f"{kind} names{_place_in_words(names)}"
    return f"the name{'s' if ANY in names[-1] else ''} of {object_in_words(names)}"

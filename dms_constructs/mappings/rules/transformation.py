"""What every transformation has: the schemas, tables or columns of the source that it is about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, TypeVar

from dms_constructs import _checks
from dms_constructs.errors import LIST_MARKER, Finding
from dms_constructs.mappings.rules.data_type import check_dms_type
from dms_constructs.mappings.rules.patterns import ANY
from dms_constructs.mappings.rules.rule import Rule, check_name
from dms_constructs.mappings.rules.words import shown, with_values

__all__ = [
    "Effect",
    "OnColumns",
    "OnIndexTablespaces",
    "OnSchemas",
    "OnTableTablespaces",
    "OnTables",
    "Transformation",
]

T = TypeVar("T", bound="Transformation")


class Effect:
    """What of an object a transformation changes; DMS applies one rule of an effect to an object."""

    NAME = "name"
    TYPE = "type"
    MASK = "mask"
    KEEP = "keep"
    DROP = "drop"
    ADD = "add"
    BEFORE_IMAGE = "before image"
    KEY = "key"


@dataclass(frozen=True, slots=True, repr=False)
class Transformation(Rule):
    """
    A rule that gives schemas, tables or columns another form on the target.

    Names in it are those of the source, whatever other rules do to them.

    Source: the DMS User Guide, page CHAP_Tasks.CustomizingTasks.TableMapping.SelectionTransformation.Transformations.
    """

    KINDS: ClassVar[tuple[str, ...]]
    """What the names are names of, from the schema to the object itself."""
    EFFECT: ClassVar[str]
    """One of `Effect`."""

    def names(self) -> tuple[str, ...]:
        """Return the schema, and the table and so on where it has them: names or patterns of the source."""
        raise NotImplementedError

    def locator(self) -> dict[str, str]:
        """Return the names as DMS wants them."""
        raise NotImplementedError

    def check_values(self) -> None:
        """Raise unless the rule's own values make sense."""
        for position, name in enumerate(self.names()):
            # The usual case first: thousands of rules are made in one go.
            if type(name) is not str or not name or name.isspace() or LIST_MARKER in name:
                check_name(self, self.KINDS[position].replace(" ", "_"), name)

    def body(self) -> dict[str, Any]:
        """Return a new dict of the rule as DMS wants it, without its id and name."""
        rule_type, target, action = self.KIND
        return {"rule-type": rule_type, "rule-target": target, "rule-action": action, "object-locator": self.locator()}

    @classmethod
    def from_body(cls: type[T], body: Mapping[str, Any], **values: Any) -> T | None:
        """Return the rule that a well-formed body of this kind stands for."""
        locator = body["object-locator"]
        return cls(*(locator[f"{kind.replace(' ', '-')}-name"] for kind in cls.KINDS), **values)


@dataclass(frozen=True, slots=True, repr=False)
class OnSchemas(Transformation):
    """A transformation of schemas."""

    KINDS = ("schema",)

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

    KINDS = ("schema", "table")

    schema: str
    table: str

    def names(self) -> tuple[str, ...]:
        """Return schema and table: names or patterns of the source."""
        return (self.schema, self.table)

    def place(self) -> tuple[str, str]:
        """Return schema and table: names or patterns of the source."""
        return (self.schema, self.table)

    def locator(self) -> dict[str, str]:
        """Return the names as DMS wants them."""
        return {"schema-name": self.schema, "table-name": self.table}


@dataclass(frozen=True, slots=True, repr=False)
class OnColumns(Transformation):
    """A transformation of columns."""

    KINDS = ("schema", "table", "column")

    schema: str
    table: str
    column: str
    of_type: str | None = field(default=None, kw_only=True)

    def names(self) -> tuple[str, ...]:
        """Return schema, table and column: names or patterns of the source."""
        return (self.schema, self.table, self.column)

    def locator(self) -> dict[str, str]:
        """Return the names as DMS wants them."""
        locator = {"schema-name": self.schema, "table-name": self.table, "column-name": self.column}
        if self.of_type is not None:
            locator["data-type"] = self.of_type
        return locator

    def check_values(self) -> None:
        """Raise unless the rule's own values make sense."""
        Transformation.check_values(self)
        if self.of_type is not None:
            check_dms_type(f"{shown(self)}: of_type", self.of_type)

    @classmethod
    def from_body(cls: type[T], body: Mapping[str, Any], **values: Any) -> T | None:
        """Return the rule that a well-formed body of this kind stands for."""
        # A value of None is a default, which the class need not take.
        of_type = body["object-locator"].get("data-type")
        return super(OnColumns, cls).from_body(body, **values, **({"of_type": of_type} if of_type else {}))

    def findings(self) -> tuple[Finding, ...]:
        """Return the findings about this rule alone."""
        findings = Transformation.findings(self)
        if self.of_type is None or ANY in self.column or _checks.skipped(self.column):
            return findings
        return (
            *findings,
            Finding(
                "mappings.typeOfOneColumn",
                f"{shown(self)}: the guide advises against of_type for a single column",
                fix=f"write {shown(with_values(self, of_type=None))}",
            ),
        )


@dataclass(frozen=True, slots=True, repr=False)
class OnTableTablespaces(Transformation):
    """A transformation of the tablespaces of tables, for Oracle only."""

    KINDS = ("schema", "table", "table tablespace")

    schema: str
    table: str
    table_tablespace: str

    def names(self) -> tuple[str, ...]:
        """Return schema, table and tablespace: names or patterns of the source."""
        return (self.schema, self.table, self.table_tablespace)

    def locator(self) -> dict[str, str]:
        """Return the names as DMS wants them."""
        return {
            "schema-name": self.schema,
            "table-name": self.table,
            "table-tablespace-name": self.table_tablespace,
        }


@dataclass(frozen=True, slots=True, repr=False)
class OnIndexTablespaces(Transformation):
    """A transformation of the tablespaces of indexes, for Oracle only."""

    KINDS = ("schema", "table", "index tablespace")

    schema: str
    table: str
    index_tablespace: str

    def names(self) -> tuple[str, ...]:
        """Return schema, table and tablespace: names or patterns of the source."""
        return (self.schema, self.table, self.index_tablespace)

    def locator(self) -> dict[str, str]:
        """Return the names as DMS wants them."""
        return {
            "schema-name": self.schema,
            "table-name": self.table,
            "index-tablespace-name": self.index_tablespace,
        }

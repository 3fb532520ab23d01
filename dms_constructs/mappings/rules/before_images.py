"""The transformation that adds columns for what updated values were before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from dms_constructs import _checks, facts
from dms_constructs.errors import ConfigurationError, Finding, did_you_mean
from dms_constructs.mappings.rules.rule import TaskContext
from dms_constructs.mappings.rules.transformation import Effect, OnTables, Transformation
from dms_constructs.mappings.rules.words import object_in_words, shown
from dms_constructs.migration_type import MigrationType

__all__ = ["AddBeforeImageColumns"]

T = TypeVar("T", bound="Transformation")


@dataclass(frozen=True, slots=True, repr=False)
class AddBeforeImageColumns(OnTables):
    """
    Add columns that hold what updated values were before, for streaming targets such as Kinesis and Kafka.

    Source: the DMS User Guide, page
    CHAP_Tasks.CustomizingTasks.TableMapping.SelectionTransformation.Transformations.

    Args:
        schema: A schema's name on the source, or a pattern with `%` and `_`.
        table: A table's name on the source, or a pattern.
        prefix: What stands before the column's name. Default: `BI_`, also beside a suffix.
        suffix: What stands after it. Default: nothing.
        column_filter: `pk-only` for columns of the primary key, `non-lob` for all but large objects, or `all`. Default:
            what DMS takes, `pk-only`.
        rule_id: Digits. Default: the rule's position.
        rule_name: Letters and digits. Default: the id.

    Raises:
        ConfigurationError: `DMS-M010` for an empty name, `DMS-M035` when prefix and suffix are empty or the filter is
            not known.
    """

    KIND = ("transformation", "column", "add-before-image-columns")
    EFFECT = Effect.BEFORE_IMAGE

    prefix: str | None = field(default=None, kw_only=True)
    suffix: str | None = field(default=None, kw_only=True)
    column_filter: str | None = field(default=None, kw_only=True)

    def check_values(self) -> None:
        """Raise unless the rule's own values make sense."""
        OnTables.check_values(self)
        for what in ("prefix", "suffix"):
            if not isinstance(getattr(self, what), str | None):
                self._refuse(
                    "DMS-M035", f"{what} must be a string, got {shown(getattr(self, what))}", getattr(self, what)
                )
        if self.prefix == "" and not self.suffix:
            self._refuse(
                "DMS-M035",
                "prefix and suffix must not both be empty: the column has that name already; leave prefix out for BI_",
                "",
            )
        filters = facts.table_mappings()["transformation"]["before_image_def"]["value"]["column-filter"]
        if not _checks.skipped(self.column_filter) and self.column_filter not in filters:
            self._refuse(
                "DMS-M035",
                f"column_filter must be one of {', '.join(filters)}, got {shown(self.column_filter)}"
                f"{did_you_mean(self.column_filter, filters)}",
                self.column_filter,
            )

    def body(self) -> dict[str, Any]:
        """Return a new dict of the rule as DMS wants it, without its id and name."""
        given = {"column-prefix": self.prefix, "column-suffix": self.suffix, "column-filter": self.column_filter}
        definition = {key: value for key, value in given.items() if value is not None}
        return OnTables.body(self) | {"before-image-def": definition}

    @classmethod
    def from_body(cls: type[T], body: Mapping[str, Any], **values: Any) -> T | None:
        """Return the rule that a well-formed body of this kind stands for."""
        definition = body["before-image-def"]
        if not isinstance(definition, Mapping):
            raise ConfigurationError(
                "DMS-M035", f"before-image-def must be an object, got {shown(definition)}", given=definition
            )
        return super(AddBeforeImageColumns, cls).from_body(
            body,
            prefix=definition.get("column-prefix"),
            suffix=definition.get("column-suffix"),
            column_filter=definition.get("column-filter"),
            **values,
        )

    def image_of(self, name: str) -> str:
        """Return what the column with the former value of a column is called."""
        default = facts.table_mappings()["transformation"]["before_image_def"]["value"]["column-prefix"]
        prefix = self.prefix if self.prefix is not None else default
        return f"{prefix}{name}{self.suffix or ''}"

    def describe(self) -> str:
        """Say in plain words what the rule does."""
        which = {"non-lob": "every column but large objects", "all": "every column"}
        columns = which.get(self.column_filter or "", "columns of the primary key")
        tables = object_in_words(self.KINDS, self.names())
        return f"add columns such as {self.image_of('x')} with the values of {columns} before an update to {tables}"

    def check(self, task: TaskContext, /) -> tuple[Finding, ...]:
        """Return the findings about this rule in that task."""
        if task.migration_type is not MigrationType.FULL_LOAD:
            return ()
        return (
            Finding(
                "mappings.beforeImagesWithoutChanges",
                f"{shown(self)}: a full load has no updates, so the columns stay empty",
                fix="remove the rule",
            ),
        )

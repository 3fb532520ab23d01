"""Tags of the objects that a task writes to Amazon S3."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from dms_constructs import facts
from dms_constructs.errors import ConfigurationError, Finding
from dms_constructs.mappings.rules.rule import Rule, TaskContext, check_name
from dms_constructs.mappings.rules.words import listed, names_in_words, quoted, shown

__all__ = ["AddTags"]

T = TypeVar("T", bound="AddTags")


@dataclass(frozen=True, slots=True, repr=False)
class AddTags(Rule):
    """
    Tag the S3 objects of tables: `AddTags("shop", "%", {"table": "${table-name}"})`.

    `${schema-name}`, `${table-name}` and `${column-name}` in a value stand for names of the source. Source: the DMS
    User Guide, page CHAP_Target.S3.

    Args:
        schema: A schema's name on the source, or a pattern with `%` and `_`.
        table: A table's name on the source, or a pattern.
        tags: Values by keys.
        rule_id: Digits. Default: the rule's position.
        rule_name: Letters and digits. Default: the id.

    Raises:
        ConfigurationError: `DMS-M010` for an empty name, `DMS-M045` for tags that are not strings.
    """

    KIND = ("post-processing", None, "add-tag")

    schema: str
    table: str
    tags: Mapping[str, str]

    def check_values(self) -> None:
        """Raise unless the rule's own values make sense."""
        for what in ("schema", "table"):
            check_name(self, what, getattr(self, what))
        if not isinstance(self.tags, Mapping) or not self.tags:
            self._refuse(
                "DMS-M045", f'tags must be a dict such as {{"table": "orders"}}, got {shown(self.tags)}', self.tags
            )
        for key, value in self.tags.items():
            given: object = value
            if not isinstance(key, str) or not key or not isinstance(given, str):
                is_number = isinstance(key, str) and type(given) is int
                fix = f'; write {quoted(key)}: "{given}"' if is_number else ""
                self._refuse(
                    "DMS-M045",
                    f"a tag must be a string by a key that is not empty, got {shown(key)}: {shown(given)}{fix}",
                    key,
                )
        object.__setattr__(self, "tags", _Tags(self.tags.items()))

    def body(self) -> dict[str, Any]:
        """Return a new dict of the rule as DMS wants it, without its id and name."""
        return {
            "rule-type": "post-processing",
            "rule-action": "add-tag",
            "object-locator": {"schema-name": self.schema, "table-name": self.table},
            "tag-set": [{"key": key, "value": value} for key, value in self.tags.items()],
        }

    @classmethod
    def from_body(cls: type[T], body: Mapping[str, Any], **ids: Any) -> T | None:
        """Return the rule that a well-formed body of this kind stands for."""
        tags = body.get("tag-set")
        if not isinstance(tags, list) or not all(isinstance(tag, Mapping) for tag in tags):
            raise ConfigurationError("DMS-M045", f"tag-set must be a list of objects, got {shown(tags)}", given=tags)
        locator = body["object-locator"]
        return cls(
            locator["schema-name"], locator["table-name"], {tag.get("key"): tag.get("value") for tag in tags}, **ids
        )

    def describe(self) -> str:
        """Say in plain words what the rule does."""
        tables = f"{names_in_words('table', self.table)} of {names_in_words('schema', self.schema)}"
        return f"tag the objects of {tables} with {listed(f'{key}={value}' for key, value in self.tags.items())}"

    def check(self, task: TaskContext, /) -> tuple[Finding, ...]:
        """Raise when the task does not write to S3."""
        targets = facts.table_mappings()["post_processing"]["targets"]
        if task.target_engine is not None and task.target_engine.value not in targets:
            self._refuse(
                "DMS-M044",
                f"tags are for {' and '.join(targets)} targets, and the target is {task.target_engine.value}; remove "
                "the rule",
                task.target_engine,
            )
        return ()


class _Tags(Mapping[str, str]):
    """Tags in the order given, which never change, so that a rule that has them can be hashed."""

    __slots__ = ("_pairs",)

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        self._pairs = tuple(dict(pairs).items())

    def __getitem__(self, key: str) -> str:
        return dict(self._pairs)[key]

    def __iter__(self) -> Iterator[str]:
        return (key for key, _ in self._pairs)

    def __len__(self) -> int:
        return len(self._pairs)

    def __hash__(self) -> int:
        return hash(frozenset(self._pairs))

    def __repr__(self) -> str:
        return f"{{{', '.join(f'{quoted(key)}: {quoted(value)}' for key, value in self._pairs)}}}"

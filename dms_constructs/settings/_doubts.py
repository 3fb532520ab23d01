"""What of the settings a reviewer should think about: it is legal, often a default, and can lose data."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from dms_constructs import facts
from dms_constructs.migration_type import MigrationType
from dms_constructs.settings._document import Values
from dms_constructs.settings._keys import key, types_of

__all__ = ["Doubt", "doubts"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """
    A choice that is legal but might not be intended.

    Attributes:
        key: The dotted name of the key, as in `ErrorBehavior.DataErrorPolicy`.
        value: What it is set to; None where it is not set, and nobody knows what DMS does then.
        published: The default that AWS publishes for a key that is not set, which the message is then about; None where
            the key is set, or no default is known.
        message: What it means for the data.
        instead: What to write instead, or an empty string.
        source: The page that says so.
        migration_types: The types of tasks in which it can be true.
    """

    key: str
    value: Any
    published: Any
    message: str
    instead: str
    source: str
    migration_types: tuple[MigrationType, ...] = tuple(MigrationType)

    def __str__(self) -> str:
        fix = f"; consider {self.instead}" if self.instead else ""
        return f"{self.key} is {self._told}{self.message}{fix}"

    @property
    def _told(self) -> str:
        if self.value is not None:
            return f"{self.value}: "
        if self.published is None:
            return "not set: "
        return f"not set, so what DMS does is not known; with {self.published}, the default that AWS publishes, "


@dataclass(frozen=True, slots=True)
class _Rule:
    key: str
    values: tuple[Any, ...] | None
    not_said: bool
    """Whether it is about a document that leaves the key out, though nobody knows what DMS does then."""
    when: tuple[tuple[str, Any], ...]
    says: str
    instead: str
    source: str
    migration_types: tuple[MigrationType, ...]


@functools.cache
def _rules() -> tuple[_Rule, ...]:
    return tuple(
        _Rule(
            each["key"],
            tuple(each["values"]) if "values" in each else None,
            each.get("not_said", False),
            tuple(each.get("when", {}).items()),
            each["says"],
            each.get("instead", ""),
            each["source"],
            types_of(each["modes"]) if "modes" in each else key(each["key"]).migration_types,
        )
        for each in facts.task_settings()["doubts"]
    )


def doubts(values: Values) -> Iterator[Doubt]:
    """Yield what to think about, in the order of AWS's pages: what is set, and what AWS publishes for what is not."""

    def published(name: str) -> Any:
        return key(name).default if key(name).default_known else None

    def value_of(name: str) -> Any:
        return values.get(name, published(name))

    for rule in _rules():
        value = value_of(rule.key)
        if rule.not_said is not (value is None) or (rule.values is not None and value not in rule.values):
            continue
        if all(value_of(name) == wanted for name, wanted in rule.when):
            yield Doubt(
                key=rule.key,
                value=values.get(rule.key),
                published=None if rule.key in values else value,
                message=rule.says.format(value=value),
                instead=rule.instead,
                source=rule.source,
                migration_types=rule.migration_types,
            )

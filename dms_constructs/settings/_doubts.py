"""What of the settings a reviewer should think about: they are legal, often DMS's own defaults, and can lose data."""

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
        value: What it is set to, or what DMS does by default; None where it is not set and the default is not known.
        is_default: Whether this is DMS's default.
        message: What it means for the data.
        instead: What to choose instead, or an empty string.
        source: The page that says so.
        migration_types: The types of tasks in which it can be true.
    """

    key: str
    value: Any
    is_default: bool
    message: str
    instead: str
    source: str
    migration_types: tuple[MigrationType, ...] = tuple(MigrationType)

    def __str__(self) -> str:
        value = "not set" if self.value is None else self.value
        default = ", as DMS does by default" if self.is_default else ""
        fix = f"; consider {self.instead}" if self.instead else ""
        return f"{self.key} is {value}{default}: {self.message}{fix}"


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
    """Yield what to think about, in the order of AWS's pages."""

    def value_of(name: str) -> Any:
        return values.get(name, key(name).recorded if key(name).default_known else None)

    for rule in _rules():
        value = value_of(rule.key)
        if rule.not_said is not (value is None) or (rule.values is not None and value not in rule.values):
            continue
        if all(value_of(name) == wanted for name, wanted in rule.when):
            yield Doubt(
                key=rule.key,
                value=value,
                is_default=key(rule.key).is_default(value),
                message=rule.says.format(value=value),
                instead=rule.instead,
                source=rule.source,
                migration_types=rule.migration_types,
            )

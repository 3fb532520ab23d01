"""What of the settings a reviewer should think about: they are legal, often DMS's own defaults, and may lose data."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from dms_constructs import facts
from dms_constructs.settings._document import Values
from dms_constructs.settings._keys import key

__all__ = ["Doubt", "doubts"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """
    A choice that is legal and may yet not be meant.

    Attributes:
        key: The dotted name of the key, as in `ErrorBehavior.DataErrorPolicy`.
        value: What it is set to, or what DMS does by default.
        is_default: Whether DMS does so where nothing is said.
        message: What it means for the data.
        instead: What to choose otherwise, or nothing.
        source: The page that says so.
    """

    key: str
    value: Any
    is_default: bool
    message: str
    instead: str
    source: str

    def __str__(self) -> str:
        default = ", as DMS does by default" if self.is_default else ""
        otherwise = f"; otherwise {self.instead}" if self.instead else ""
        return f"{self.key} is {self.value}{default}: {self.message}{otherwise}"


@dataclass(frozen=True, slots=True)
class _Rule:
    key: str
    values: tuple[Any, ...] | None
    when: tuple[tuple[str, Any], ...]
    says: str
    instead: str
    source: str


@functools.cache
def _rules() -> tuple[_Rule, ...]:
    return tuple(
        _Rule(
            each["key"],
            tuple(each["values"]) if "values" in each else None,
            tuple(each.get("when", {}).items()),
            each["says"],
            each.get("instead", ""),
            each["source"],
        )
        for each in facts.task_settings()["doubts"]
    )


def doubts(values: Values) -> Iterator[Doubt]:
    """Yield what to think about, in the order of AWS's pages."""

    def value_of(name: str) -> Any:
        return values.get(name, key(name).echoed_default)

    for rule in _rules():
        value = value_of(rule.key)
        if rule.values is not None and value not in rule.values:
            continue
        if all(value_of(name) == wanted for name, wanted in rule.when):
            yield Doubt(
                key=rule.key,
                value=value,
                is_default=key(rule.key).is_default(value),
                message=rule.says.format(value=value),
                instead=rule.instead,
                source=rule.source,
            )

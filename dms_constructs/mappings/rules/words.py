"""How rules write what they hold: as Python and as English."""

from __future__ import annotations

import copy
import enum
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

from dms_constructs._code import as_code, quoted
from dms_constructs.mappings.rules.patterns import ANY

__all__ = [
    "few",
    "few_of",
    "listed",
    "names_in_words",
    "object_in_words",
    "object_names_in_words",
    "plain_value",
    "quoted",
    "shown",
    "with_values",
]

T = TypeVar("T")

_MOST_DIGITS = 100
_MOST_SHOWN = 500
"""Characters of a value in a message; who gives a whole document by mistake need not read it again."""


def shown(value: object) -> str:
    """Return a value for a message: whole, or its beginning and how long it is."""
    text = as_code(value) if isinstance(value, enum.Enum | type) else repr(value)
    return text if len(text) <= _MOST_SHOWN else f"{text[:_MOST_SHOWN]}... ({len(text)} characters)"


def plain_value(value: Any) -> Any:
    """Return a number or a truth value that a document writes as text, and None for an empty text."""
    if not isinstance(value, str):
        return value
    if value in {"true", "false"}:
        return value == "true"
    is_number = value.isascii() and value.isdecimal() and len(value) <= _MOST_DIGITS
    return int(value) if is_number else value or None


def listed(words: Iterable[str]) -> str:
    """Return `a`, `a and b` or `a, b and c`."""
    *most, last = words
    return f"{', '.join(most)} and {last}" if most else last


def few(names: Sequence[str]) -> str:
    """Return the first few of many names."""
    return few_of(names, str)


def few_of(given: Sequence[T], named: Callable[[T], str]) -> str:
    """Return the first few of many, of which no more are named than are shown."""
    first = ", ".join(map(named, given[:3]))
    return first if len(given) <= 3 else f"{first} and {len(given) - 3} more"


def names_in_words(kind: str, pattern: str) -> str:
    """Return `every table`, `tables audit_%` or `table orders`."""
    if pattern == ANY:
        return f"every {kind}"
    return f"{kind}s {pattern}" if ANY in pattern else f"{kind} {pattern}"


def _place_in_words(kinds: tuple[str, ...], names: tuple[str, ...]) -> str:
    """Return ` of table orders of schema shop` for what contains the named object; nothing for a schema."""
    containers = zip(kinds[:-1], names[:-1], strict=True)
    return "".join(f" of {names_in_words(kind, name)}" for kind, name in reversed(list(containers)))


def object_in_words(kinds: tuple[str, ...], names: tuple[str, ...]) -> str:
    """Return `column ts of table orders of schema shop`."""
    return names_in_words(kinds[-1], names[-1]) + _place_in_words(kinds, names)


def object_names_in_words(kinds: tuple[str, ...], names: tuple[str, ...]) -> str:
    """Return `table names of schema shop`, or `the names of tables a% of schema shop`."""
    if names[-1] == ANY:
        return f"{kinds[-1]} names{_place_in_words(kinds, names)}"
    return f"the name{'s' if ANY in names[-1] else ''} of {object_in_words(kinds, names)}"


def with_values(rule: T, **values: object) -> T:
    """Return the same rule with other values, to show it in a fix; nothing is checked."""
    other = copy.copy(rule)
    for name, value in values.items():
        object.__setattr__(other, name, value)
    return other

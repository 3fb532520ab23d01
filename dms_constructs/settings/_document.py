"""
The document in its two forms: nested, as JSON has it, and flat, as everything here works on it.

Flat, it is a dictionary from the dotted name of a key to its value: a rule between keys is a look-up or two.
"""

from __future__ import annotations

import functools
import json
import math
from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

from dms_constructs.errors import ConfigurationError
from dms_constructs.settings._audited import audited_components
from dms_constructs.settings._keys import LARGEST, keys

__all__ = ["Document", "FrozenMap", "Values", "encoded", "flat", "freeze", "merge", "nested", "rendered", "thaw"]

_DEEPEST = 32  # AWS documents four levels

K = TypeVar("K")
V = TypeVar("V")

encoded = json.JSONEncoder(sort_keys=True, separators=(",", ":")).encode
"""Returns a JSON value as compact text with sorted keys."""

Document = dict[str, Any]
"""Sections inside sections."""

Values = dict[str, Any]
"""The value of each key by the key's dotted name; a list is the value of its own name."""


class FrozenMap(Mapping[K, V]):
    """A mapping that cannot change, so that the value that holds it can be hashed."""

    __slots__ = ("_items",)

    def __init__(self, items: Mapping[K, V]) -> None:
        self._items = dict(items)

    def __getitem__(self, name: K) -> V:
        return self._items[name]

    def __iter__(self) -> Iterator[K]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)

    def __hash__(self) -> int:
        return hash(frozenset(self._items.items()))

    def __repr__(self) -> str:
        return repr(self._items)


def freeze(value: Any, where: str, depth: int = 0) -> Any:
    """Return a copy of the JSON value that cannot change; raise `DMS-S010` where JSON has no such value."""
    if depth > _DEEPEST:
        raise ConfigurationError(
            "DMS-S010", f"{'.'.join(where.split('.')[:2])} is nested more than {_DEEPEST} levels deep"
        )
    if isinstance(value, Mapping):
        for name in value:
            if not isinstance(name, str):
                raise ConfigurationError(
                    "DMS-S010", f"{where} has the name {name!r}, which is not a string", given=name
                )
        return FrozenMap({name: freeze(inner, f"{where}.{name}", depth + 1) for name, inner in value.items()})
    if isinstance(value, list | tuple):
        return tuple(freeze(inner, where, depth + 1) for inner in value)
    if value is None:
        raise ConfigurationError("DMS-S009", f"{where} is None; DMS refuses nulls, so leave the key out")
    if not isinstance(value, str | int | float) or (isinstance(value, float) and not math.isfinite(value)):
        raise ConfigurationError("DMS-S010", f"{where} must be a JSON value, got {value!r}", given=value)
    if isinstance(value, int) and abs(value) > LARGEST:
        raise ConfigurationError("DMS-S010", f"{where} must fit into 64 bits, got a larger number", given=value)
    return value


def thaw(value: Any) -> Any:
    """Return a copy as plain dictionaries and lists."""
    if isinstance(value, Mapping):
        return {name: thaw(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [thaw(inner) for inner in value]
    return value


def nested(values: Mapping[str, Any]) -> Document:
    """Return the flat document as sections inside sections."""
    document: Document = {}
    for name, value in values.items():
        section = document
        sections, last = _path(name)
        for part in sections:
            if part in section:
                section = section[part]
            else:
                section[part] = section = {}
        section[last] = value
    return document


@functools.lru_cache(maxsize=1024)
def _path(name: str) -> tuple[tuple[str, ...], str]:
    *sections, last = name.split(".")
    return tuple(sections), last


def rendered(values: Values) -> str:
    """Return the flat document as compact JSON with sorted keys: what `encoded` makes of the nested one, and faster."""
    positions, places = _places()
    try:
        ordered = sorted(values, key=positions.__getitem__)
    except KeyError:
        return encoded(nested(values))  # a key with sections inside its section, or none
    parts: list[str] = []
    current = ""
    for name in ordered:
        section, label = places[name]
        value = values[name]
        if section != current:
            parts.append(f'}},"{section}":{{{label}' if current else f'{{"{section}":{{{label}')
            current = section
        else:
            parts.append(f",{label}")
        kind = type(value)
        if kind is bool:
            parts.append("true" if value else "false")
        elif kind is int:
            parts.append(str(value))
        elif kind is str:
            parts.append(_quoted(value))
        else:
            parts.append(_audited_as_json() if value == audited_components() else encoded(value))
    return f"{''.join(parts)}}}}}" if parts else "{}"


@functools.cache
def _places() -> tuple[dict[str, int], dict[str, tuple[str, str]]]:
    """Return the position of each key that is right in a section; and its section, and how JSON begins with the key."""
    paths = sorted(tuple(name.split(".")) for name in dict.fromkeys(each.partition("[]")[0] for each in keys()))
    paths = [path for path in paths if len(path) == 2]
    return (
        {".".join(path): position for position, path in enumerate(paths)},
        {".".join(path): (path[0], f'"{path[1]}":') for path in paths},
    )


# Most texts are one of a few that AWS knows.
_quoted = functools.lru_cache(maxsize=256)(encoded)


@functools.cache
def _audited_as_json() -> str:
    return encoded(audited_components())


def merge(document: Document, over: Mapping[str, Any]) -> None:
    """Let the second document override the first: sections are joined, everything else is replaced."""
    for name, value in over.items():
        if isinstance(value, Mapping) and isinstance(document.get(name), dict):
            merge(document[name], value)
        else:
            document[name] = thaw(value)


def flat(section: Mapping[str, Any], where: str = "") -> Iterator[tuple[str, Any]]:
    """Yield each value of a nested document with the dotted name of its place; an empty section is a value."""
    for name, value in section.items():
        shown = json.dumps(name) if "." in name else str(name)  # else it would pass for a key inside a section
        place = f"{where}.{shown}" if where else shown
        if isinstance(value, Mapping) and value:
            yield from flat(value, place)
        else:
            yield place, value

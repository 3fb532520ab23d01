"""The document as nested dictionaries: reach into it, merge it, and keep a part of it unchangeable."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

from dms_constructs.errors import ConfigurationError

__all__ = ["MISSING", "Document", "FrozenMap", "freeze", "get", "merge", "pop", "put", "thaw"]

K = TypeVar("K")
V = TypeVar("V")

Document = dict[str, Any]

MISSING: Any = object()
"""What `get` returns where the document says nothing; None would be a null."""


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


def freeze(value: Any, where: str) -> Any:
    """Return a copy of the JSON value that cannot change; raise `DMS-S010` where JSON has no such value."""
    if isinstance(value, Mapping):
        for name in value:
            if not isinstance(name, str):
                raise ConfigurationError("DMS-S010", f"{where} has the name {name!r}, which is not a text", given=name)
        return FrozenMap({name: freeze(inner, f"{where}.{name}") for name, inner in value.items()})
    if isinstance(value, list | tuple):
        return tuple(freeze(inner, where) for inner in value)
    if value is None:
        raise ConfigurationError("DMS-S009", f"{where} is None; DMS refuses nulls, so leave the key out")
    if not isinstance(value, str | int | float) or (isinstance(value, float) and not math.isfinite(value)):
        raise ConfigurationError("DMS-S010", f"{where} must be a JSON value, got {value!r}", given=value)
    return value


def thaw(value: Any) -> Any:
    """Return a copy as plain dictionaries and lists."""
    if isinstance(value, Mapping):
        return {name: thaw(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [thaw(inner) for inner in value]
    return value


def get(document: Document, path: tuple[str, ...]) -> Any:
    """Return what stands at the path, or `MISSING`."""
    node: Any = document
    for name in path:
        if not isinstance(node, dict) or name not in node:
            return MISSING
        node = node[name]
    return node


def put(document: Document, path: tuple[str, ...], value: Any) -> None:
    """Set what stands at the path."""
    for section in path[:-1]:
        document = document.setdefault(section, {})
    document[path[-1]] = value


def pop(document: Document, path: tuple[str, ...]) -> None:
    """Take out what stands at the path, and the sections that have nothing left."""
    section, *rest = path
    if rest:
        pop(document[section], tuple(rest))
    if not rest or not document[section]:
        del document[section]


def merge(document: Document, over: Mapping[str, Any]) -> None:
    """Lay the second document over the first: sections are joined, everything else is replaced."""
    for name, value in over.items():
        if isinstance(value, Mapping) and isinstance(document.get(name), dict):
            merge(document[name], value)
        else:
            document[name] = thaw(value)

"""The keys as a tree, to walk a document along: check what it sets, and find what AWS does not know."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from typing import Any

from dms_constructs._checks import skipped
from dms_constructs.errors import ConfigurationError, did_you_mean, is_unchecked, unchecked
from dms_constructs.settings._document import Document
from dms_constructs.settings._keys import Key, keys

__all__ = ["check", "leaves", "mark_unknown", "tidy", "unknown"]

Node = dict[str, Any]
"""A key, or more nodes, by name; a list is a node by the name `[]` with that of its elements."""


@functools.cache
def _root() -> Node:
    root: Node = {}
    for key in keys().values():
        if key.kind in {"object", "array"}:
            continue  # the keys inside say more
        node = root
        *sections, name = key.path
        for section in sections:
            node = node.setdefault(section.removesuffix("[]"), {})
            if section.endswith("[]"):
                node = node.setdefault("[]", {})
        node[name] = key
    return root


def check(document: Mapping[str, Any], where: str = "", node: Node | None = None) -> None:
    """
    Raise unless AWS knows every name in the document and takes its value.

    Unchecked values pass, and unchecked names with all that stands under them.
    """
    known = _root() if node is None else node
    for name, value in document.items():
        place = f"{where}.{name}" if where else name
        if is_unchecked(name):
            continue
        if name not in known:
            raise ConfigurationError(
                "DMS-S007",
                f"{place} is no task setting that AWS documents{_hint(name, known)}; "
                f"write dms.unchecked({name!r}) to send it all the same",
                given=name,
            )
        _check_value(value, place, known[name])


def _hint(name: str, known: Node) -> str:
    """Return where the key belongs when it only stands in the wrong section, else what was perhaps meant."""
    homes = [key.name for key in keys().values() if key.path[-1] == name]
    return f" (did you mean {homes[0]!r}?)" if homes else did_you_mean(name, known)


def _check_value(value: Any, place: str, node: Node | Key) -> None:
    if isinstance(node, Key):
        node.check(place, value)
    elif "[]" in node and isinstance(value, list | tuple):
        for element in value:
            _check_value(element, f"{place}[]", node["[]"])
    elif isinstance(value, Mapping) and "[]" not in node:
        check(value, place, node)
    elif not skipped(value):
        shape = "a list of objects" if "[]" in node else "an object"
        raise ConfigurationError("DMS-S010", f"{place} must be {shape}, got {value!r}", given=value)


def leaves(document: Mapping[str, Any], node: Node | None = None) -> Iterator[tuple[Key, Any]]:
    """Yield each key that the document sets outside of lists, and its value."""
    known = _root() if node is None else node
    for name, value in document.items():
        inner = known.get(name)
        if isinstance(inner, Key):
            yield inner, value
        elif inner is not None and isinstance(value, Mapping):
            yield from leaves(value, inner)


def unknown(document: Mapping[str, Any], where: str = "", node: Node | None = None) -> Iterator[str]:
    """Yield each name that AWS does not know, where it stands, and what was perhaps meant."""
    known = _root() if node is None else node
    for name, value in document.items():
        place = f"{where}.{name}" if where else str(name)
        inner = known.get(name)
        if inner is None:
            yield f"{place}{_hint(name, known)}"
        elif isinstance(inner, dict) and isinstance(value, Mapping):
            yield from unknown(value, place, inner)


def tidy(document: Mapping[str, Any], node: Node | None = None) -> Document:
    """
    Return a copy of a document that the service returned, without what it would not take back.

    That is nulls, keys only the service sets, and a second spelling of a key, as in `historyTimeslotInMinutes`.
    """
    known = _root() if node is None else node
    kept: Document = {}
    for name, value in document.items():
        inner = known.get(name)
        if value is None or (isinstance(inner, Key) and inner.read_only):
            continue
        capitalised = f"{name[:1].upper()}{name[1:]}"
        if inner is None and capitalised in known and document.get(capitalised) == value:
            continue
        if isinstance(value, Mapping):
            section = tidy(value, inner if isinstance(inner, dict) else {})
            if section or not value:
                kept[name] = section
        else:
            kept[name] = value
    return kept


def mark_unknown(document: Mapping[str, Any], node: Node | None = None) -> Document:
    """Return a copy in which the names that AWS does not know are unchecked."""
    known = _root() if node is None else node
    return {
        name if name in known else unchecked(name): (
            mark_unknown(value, known[name])
            if isinstance(value, Mapping) and isinstance(known.get(name), dict)
            else value
        )
        for name, value in document.items()
    }

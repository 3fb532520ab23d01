"""The keys as a tree, to walk a nested document along: check it, tidy it, and take it apart."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from dms_constructs._checks import skipped
from dms_constructs.errors import ConfigurationError, did_you_mean, is_unchecked, unchecked
from dms_constructs.settings._document import Document, Values, thaw
from dms_constructs.settings._keys import Key, keys

__all__ = ["check", "mark", "tidy", "unknown", "values_of", "waived"]

_INTEGER = re.compile(r"-?[0-9]{1,18}")

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


def check(
    document: Mapping[str, Any],
    is_off: Callable[[str], bool] = lambda _: False,
    where: str = "",
    node: Node | None = None,
) -> None:
    """
    Raise unless AWS knows every name in the document and takes its value.

    Unchecked values pass, and unchecked names with all that stands under them.

    Args:
        document: What is checked.
        is_off: Whether the key of this name does nothing; DMS takes an empty value for it then.
        where: Its place.
        node: Its place in the tree.
    """
    known = _root() if node is None else node
    for name, value in document.items():
        place = f"{where}.{name}" if where else name
        if is_unchecked(name):
            continue
        if name not in known:
            raise ConfigurationError(
                "DMS-S007",
                f"{place} is not a task setting that AWS documents{_hint(name, known)}; "
                f"write dms.unchecked({name!r}) to send it anyway",
                given=name,
            )
        _check_value(value, place, known[name], is_off)


def _hint(name: str, known: Node) -> str:
    """Return where the key belongs when it only stands in the wrong section, else what was perhaps meant."""
    homes = [key.name for key in keys().values() if key.path[-1] == name]
    return f" (did you mean {homes[0]!r}?)" if homes else did_you_mean(name, known)


def _check_value(value: Any, place: str, node: Node | Key, is_off: Callable[[str], bool]) -> None:
    if isinstance(node, Key):
        if not (_is_empty(value) and is_off(node.name)):
            node.check(place, value)
    elif "[]" in node and isinstance(value, list | tuple):
        for element in value:
            _check_value(element, f"{place}[]", node["[]"], is_off)
    elif isinstance(value, Mapping) and "[]" not in node:
        check(value, is_off, place, node)
    elif not skipped(value):
        name = next(iter(node.get("[]", node)))
        shape, example = (
            ("a list of objects", f"[{{{name!r}: ...}}]") if "[]" in node else ("an object", f"{{{name!r}: ...}}")
        )
        raise ConfigurationError(
            "DMS-S010", f"{place} must be {shape}, got {value!r}; write it as {example}", given=value
        )


def _is_empty(value: Any) -> bool:
    return value.strip() == "" if isinstance(value, str) else type(value) is int and value == 0


def values_of(document: Mapping[str, Any], where: str = "", node: Node | None = None) -> tuple[Values, Document]:
    """Return the values of the keys that AWS knows, and what of the document is left without them."""
    known = _root() if node is None else node
    values: Values = {}
    rest: Document = {}
    for name, value in document.items():
        inner = known.get(name)
        place = f"{where}.{name}" if where else str(name)
        if isinstance(inner, Key) or (inner is not None and "[]" in inner):
            values[inner.name if isinstance(inner, Key) else place] = thaw(value)
        elif inner is not None and isinstance(value, Mapping):
            more, left = values_of(value, place, inner)
            values.update(more)
            if left:
                rest[name] = left
        else:
            rest[name] = thaw(value)
    return values, rest


def waived(
    document: Mapping[str, Any], where: str = "", node: Node | None = None, *, under: bool = False
) -> Iterator[str]:
    """
    Yield each key that AWS knows and whose name is marked as unchecked: no rule is to look at it.

    Args:
        document: What is looked through.
        where: Its place.
        node: Its place in the tree.
        under: Whether it stands under such a name; all its keys count then.
    """
    known = _root() if node is None else node
    for name, value in document.items():
        inner = known.get(name)
        place = f"{where}.{name}" if where else str(name)
        marked = under or is_unchecked(name)
        if isinstance(inner, dict) and "[]" not in inner and isinstance(value, Mapping):
            yield from waived(value, place, inner, under=marked)
        elif inner is not None and marked:
            yield place


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
    Return a copy of a document that the service returned, as it would take it back.

    Nulls and keys that only the service sets are left out; names and values in another letter case than AWS's get
    AWS's; a second spelling of a key, as in `historyTimeslotInMinutes`, is left out where it says the same; and
    switches and numbers in quotes, as in older examples of the guide, lose them.
    """
    known = _root() if node is None else node
    cases = {name.lower(): name for name in known}
    kept: Document = {}
    for name, value in document.items():
        if value is None:
            continue
        right = name if name in known else cases.get(str(name).lower(), name)
        other = document.get(right, kept.get(right)) if right is not name else None
        if other is not None:
            if other == value:
                continue
            right = name  # nobody knows which of the two wins
        inner = known.get(right)
        if isinstance(inner, Key) and inner.read_only:
            continue
        tidied = _tidied(value, inner)
        if tidied != {} or value == {}:
            kept[right] = tidied
    return kept


def _tidied(value: Any, inner: Node | Key | None) -> Any:
    if isinstance(inner, Key):
        return _in_our_words(value, inner)
    if isinstance(value, Mapping):
        return tidy(value, inner if inner is not None and "[]" not in inner else {})
    if isinstance(value, list) and inner is not None and "[]" in inner:
        return [tidy(each, inner["[]"]) if isinstance(each, Mapping) else each for each in value]
    return value


def _in_our_words(value: Any, of: Key) -> Any:
    if not isinstance(value, str):
        return value
    if of.kind == "boolean":
        return {"true": True, "false": False}.get(value.lower(), value)
    if of.kind == "integer":
        return int(value) if _INTEGER.fullmatch(value) else value
    if of.kind == "enum" and value not in of.legal:
        return next((legal for legal in of.legal if legal.lower() == value.lower()), value)
    return value


def mark(document: Mapping[str, Any], names: frozenset[str], where: str = "", node: Node | None = None) -> Document:
    """Return a copy in which the names that AWS does not know, and those given, are unchecked."""
    known = _root() if node is None else node
    marked: Document = {}
    for name, value in document.items():
        place = f"{where}.{name}" if where else str(name)
        inner = known.get(name)
        deeper = isinstance(value, Mapping) and isinstance(inner, dict) and "[]" not in inner
        marked[name if inner is not None and place not in names else unchecked(name)] = (
            mark(value, names, place, inner) if deeper else value
        )
    return marked

"""Keys of a rule that the guide does not know, and what they were meant to be."""

from __future__ import annotations

import difflib
import functools
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from dms_constructs import facts
from dms_constructs.errors import ConfigurationError
from dms_constructs.mappings.rules.words import quoted

__all__ = ["correction", "misspelt_key", "strange_keys", "unknown_keys"]

_OTHER_SPELLINGS = {"attribute-name", "partition-key"}
"""Keys that the guide writes in another place or way in some examples."""
_DATA = "value"
"""What it holds are words of the user's, such as the keys of a document on the target."""
_MOST_MEANT = 3


class Strange(NamedTuple):
    """A key that the guide does not have in the object where it stands."""

    path: str
    """The way to the object, such as `filters[0]`; empty for the rule itself."""
    parent: Mapping[str, Any]
    key: str

    @property
    def place(self) -> str:
        """What such objects are called: the key that holds them."""
        return _place(self.path)


def unknown_keys(theirs: Any, ours: Any, path: str = "") -> Iterator[Strange]:
    """Return the keys of a body that the body of its class does not have, at any depth; what is empty says nothing."""
    if isinstance(theirs, Mapping) and isinstance(ours, Mapping):
        for key, value in theirs.items():
            if key in ours:
                yield from unknown_keys(value, ours[key], f"{path}.{key}" if path else key)
            elif key not in _OTHER_SPELLINGS and value not in ("", [], {}):
                # The class leaves an object out in which it knows no key.
                one = Strange(path, theirs, key)
                inside = _strange({key: value}, path) if _has(one.place, key) else ()
                yield from list(inside) or [one]
    elif isinstance(theirs, list) and isinstance(ours, list):
        for index, (their, our) in enumerate(zip(theirs, ours, strict=False)):
            yield from unknown_keys(their, our, f"{path}[{index}]")


def strange_keys(body: Mapping[str, Any]) -> Iterator[Strange]:
    """Return the keys that no rule has where they stand, at any depth of a body."""
    return _strange(body, "")


def correction(strange: Strange) -> tuple[str, str]:
    """Return what was meant by a key, in parentheses where it is not sure, and what to do about it."""
    key, place = quoted(strange.key), strange.place
    if _has(place, strange.key):
        return "", f"remove {key}"  # another kind of rule has it
    if strange.key in _known():
        homes = _homes(strange.key)
        return f" (it belongs in {homes})", f"move {key} to {homes}"
    if not (near := _meant_by(strange)):
        return "", f"remove {key}"
    meant = quoted(near[0])
    if _has(place, near[0]):
        return f" (did you mean {meant}?)", f"write {meant} instead of {key}"
    return f" (did you mean {meant}?)", f"move {key} to {_homes(near[0])}, where it is {meant}"


def misspelt_key(body: Mapping[str, Any], read: Callable[[Mapping[str, Any]], object]) -> str | None:
    """
    Say which misspelt key is why a body can't be read; None when that has another reason.

    A key is the reason when the body says something else as soon as it is spelt right.

    Args:
        body: The rule, as JSON values.
        read: What reads it, and raises.
    """
    wrong = _wrong(read, body)
    for strange in _strange(body, ""):
        path, parent, key = strange
        for meant in () if key in _known() else _meant_by(strange, _MOST_MEANT):
            if meant not in parent and _wrong(read, _spelt(body, parent, key, meant)) != wrong:
                return f"{quoted(key)} is not a key of {path or 'the rule'}; did you mean {quoted(meant)}?"
    return None


def _meant_by(strange: Strange, most: int = 1) -> list[str]:
    """Return the keys that are spelt much like another one, the most similar first: those of its place, or any."""
    spelt = strange.key.lower().replace("_", "-")
    there = difflib.get_close_matches(spelt, _keys().get(strange.place, ()), n=most)
    return there or difflib.get_close_matches(spelt, _known(), n=most)


def _keys() -> dict[str, list[str]]:
    keys: dict[str, list[str]] = facts.table_mappings()["document"]["keys"]["value"]
    return keys


@functools.cache
def _known() -> dict[str, list[str]]:
    """Return each key with the places where it belongs."""
    known: dict[str, list[str]] = {}
    for place, names in _keys().items():
        for name in names:
            known.setdefault(name, []).append(place)
    return known


def _has(place: str, key: str) -> bool:
    return key in _OTHER_SPELLINGS or place in _known().get(key, ())


def _homes(key: str) -> str:
    return " or ".join(place or "the rule itself" for place in _known()[key])


def _place(path: str) -> str:
    return path.rpartition(".")[2].partition("[")[0]


def _strange(value: Any, path: str) -> Iterator[Strange]:
    """Return each key that no rule has where it stands."""
    if isinstance(value, Mapping):
        for key, item in value.items():
            if not _has(_place(path), key):
                yield Strange(path, value, key)
            elif key != _DATA:
                yield from _strange(item, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _strange(item, f"{path}[{index}]")


def _spelt(value: Any, parent: Mapping[str, Any], key: str, meant: str) -> Any:
    """Return a copy in which one key of one object has another name."""
    if isinstance(value, Mapping):
        return {
            (meant if value is parent and name == key else name): _spelt(item, parent, key, meant)
            for name, item in value.items()
        }
    return [_spelt(item, parent, key, meant) for item in value] if isinstance(value, list) else value


def _wrong(read: Callable[[Mapping[str, Any]], object], body: Mapping[str, Any]) -> tuple[str, str] | None:
    """Return what is wrong with a body, without the rule itself, which messages begin with."""
    try:
        read(body)
    except ConfigurationError as error:
        return error.code, error.message.rpartition("): ")[2]
    return None

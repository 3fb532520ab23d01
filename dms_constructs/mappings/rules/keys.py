"""Keys of a rule that the guide does not know, and what they were meant to be."""

from __future__ import annotations

import difflib
import functools
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from dms_constructs import facts
from dms_constructs.errors import ConfigurationError
from dms_constructs.mappings.rules.words import quoted

__all__ = ["meant_by", "misspelt_key", "strange_keys", "unknown_keys"]

_OTHER_SPELLINGS = {"attribute-name", "partition-key"}
"""Keys that the guide writes in another place or way in some examples."""
_DATA = "value"
"""What it holds are words of the user's, such as the keys of a document on the target."""
_MOST_MEANT = 3


def unknown_keys(theirs: Any, ours: Any) -> Iterator[str]:
    """Return the keys of a body that the body of its class does not have, at any depth; what is empty says nothing."""
    if isinstance(theirs, Mapping) and isinstance(ours, Mapping):
        for key, value in theirs.items():
            if key in ours:
                yield from unknown_keys(value, ours[key])
            elif key not in _OTHER_SPELLINGS and value not in ("", [], {}):
                # The class leaves an object out in which it knows no key.
                inside = [strange for _, _, strange in _strange({key: value}, "")]
                yield from inside or [key]
    elif isinstance(theirs, list) and isinstance(ours, list):
        for their, our in zip(theirs, ours, strict=False):
            yield from unknown_keys(their, our)


def strange_keys(body: Mapping[str, Any]) -> Iterator[str]:
    """Return the keys that no rule has, at any depth of a body."""
    return (key for _, _, key in _strange(body, ""))


def meant_by(key: str, most: int = 1) -> list[str]:
    """Return the keys of the guide that are spelt much like another one, the most similar first."""
    spelt = key.lower().replace("_", "-")
    return difflib.get_close_matches(spelt, [word for word in _known() if word != key], n=most)


def misspelt_key(body: Mapping[str, Any], read: Callable[[Mapping[str, Any]], object]) -> str | None:
    """
    Say which misspelt key is why a body can't be read; None when that has another reason.

    A key is the reason when the body says something else as soon as it is spelt right.

    Args:
        body: The rule, as JSON values.
        read: What reads it, and raises.
    """
    wrong = _wrong(read, body)
    for path, parent, key in _strange(body, ""):
        for meant in meant_by(key, _MOST_MEANT):
            if meant not in parent and _wrong(read, _spelt(body, parent, key, meant)) != wrong:
                return f"{quoted(key)} is not a key of {path or 'the rule'}; did you mean {quoted(meant)}?"
    return None


@functools.cache
def _known() -> frozenset[str]:
    return frozenset([*facts.table_mappings()["document"]["keys"]["value"], *_OTHER_SPELLINGS])


def _strange(value: Any, path: str) -> Iterator[tuple[str, Mapping[str, Any], str]]:
    """Return path and object of each key that no rule has."""
    if isinstance(value, Mapping):
        for key, item in value.items():
            if key not in _known():
                yield path, value, key
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

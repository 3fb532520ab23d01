"""
What a document means, however it is written: what it says, apart from what is off.

The service lists log components in an order of its own, and returns values of settings that are off. Two documents that
say the same are equal in this form. What a document leaves out stays out: what DMS fills in is not known.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from dms_constructs._checks import skipped
from dms_constructs.settings._document import Values
from dms_constructs.settings._keys import OnlyWith, character_of, code_point, key, keys

__all__ = ["SettingDifference", "differences", "is_idle", "meaning", "needed_by"]

_COMPONENTS = "Logging.LogComponents"
_LISTS = {
    _COMPONENTS: ("Id", "Severity"),
    "CharacterSetSettings.CharacterReplacements": ("SourceCharacterCodePoint", "TargetCharacterCodePoint"),
}
_COMMA_JOINED = "TTSettings.TTRecordSettings.OperationsToLog"


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingDifference:
    """
    A setting on which two documents differ.

    Attributes:
        key: The dotted name of the key, as in `FullLoadSettings.CommitRate`.
        ours: What this document says; None where it says nothing, and nobody knows what DMS does then.
        theirs: The same for the other document.
        might_be_same: Whether the two are the same if DMS fills in the default that AWS publishes. Where one side is
            what the service returned for the task, it has filled it in.
    """

    key: str
    ours: Any
    theirs: Any
    might_be_same: bool = False

    def __str__(self) -> str:
        return f"{self.key}: {_shown(self.ours)} here, {_shown(self.theirs)} there"


def _shown(value: Any) -> str:
    return "not set, so not known" if value is None else str(value)


def meaning(values: Values) -> Values:
    """Return what is said and not off, each value in its one form, in the order of AWS's pages."""
    return {name: _plain(name, values[name]) for name in _in_order(values) if not _is_off(values, name)}


def _in_order(values: Values) -> Iterator[str]:
    yield from (name for name in _order() if name in values)
    yield from (
        name for name, value in values.items() if name not in _order() and not (value == {} and _is_section(name))
    )


@functools.cache
def _order() -> dict[str, None]:
    return dict.fromkeys(name.partition("[]")[0] for name in keys())


@functools.cache
def _is_section(name: str) -> bool:
    """Whether it is the name of a section, which has no effect where it is empty."""
    return any(known.startswith(f"{name}.") for known in keys())


def is_idle(values: Values, name: str) -> bool:
    """Whether the key does nothing, if what is not set has the default that AWS publishes."""
    return any(
        (needed.key in values or key(needed.key).default_known)
        and not needed.holds(values.get(needed.key, key(needed.key).recorded))
        for needed in needed_by(name)
    )


def _is_off(values: Values, name: str) -> bool:
    """Whether the key is said to do nothing: the one that it depends on is off, or does nothing itself."""
    return any(
        needed.key in values and not skipped(values[needed.key]) and not needed.holds(values[needed.key])
        for needed in needed_by(name)
    )


@functools.cache
def needed_by(name: str) -> tuple[OnlyWith, ...]:
    """Return what the key has no effect without: a key, what that one depends on, and so on."""
    of = keys().get(name)
    if of is None or of.only_with is None:
        return ()
    return (of.only_with, *needed_by(of.only_with.key))


def _plain(name: str, value: Any) -> Any:
    """Return the value in its one canonical form."""
    if name in _LISTS and isinstance(value, list):
        fields = _LISTS[name]
        if not all(isinstance(each, dict) and set(each) == set(fields) for each in value):
            return value
        latest = {str(each[fields[0]]): each for each in value}
        return [dict(latest[name]) for name in sorted(latest)]
    of = keys().get(name)
    if of is not None and of.kind == "codepoint" and of.takes(value):
        return code_point(character_of(value))
    if name == _COMMA_JOINED and isinstance(value, str):
        return ",".join(sorted({part.strip() for part in value.split(",")}))
    return value


def differences(ours: Values, theirs: Values) -> Iterator[SettingDifference]:
    """Yield the settings on which two documents differ."""
    for name in dict.fromkeys([*meaning(ours), *meaning(theirs)]):
        if any(name not in values and _is_off(values, name) for values in (ours, theirs)):
            continue  # what it depends on differs
        mine, its = (_plain(name, values[name]) if name in values else None for values in (ours, theirs))
        if not _is_same(mine, its):
            yield SettingDifference(key=name, ours=mine, theirs=its, might_be_same=_might_be_same(name, mine, its))


def _is_same(mine: Any, its: Any) -> bool:
    # True is not 1 in JSON.
    return json.dumps(mine, sort_keys=True) == json.dumps(its, sort_keys=True)


def _might_be_same(name: str, mine: Any, its: Any) -> bool:
    if name in _LISTS:
        return _is_same(_loud(name, mine), _loud(name, its))
    of = keys().get(name)
    return of is not None and all(value is None or of.is_default(value) for value in (mine, its))


def _loud(name: str, listed: Any) -> Any:
    """Return a list without what it says of log components that AWS's default says of them anyway."""
    if listed is None:
        return []
    quiet = key("Logging.LogComponents[].Severity").default
    if name != _COMPONENTS or not isinstance(listed, list):
        return listed
    return [each for each in listed if not isinstance(each, dict) or each.get("Severity") != quiet]

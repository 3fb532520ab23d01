"""
What a document means, however it is written: the settings that differ from DMS's defaults.

The service returns every key with its default, lists log components in an order of its own, and returns values of
settings that are off. Two documents that mean the same are equal in this form.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from dms_constructs.settings._document import Values
from dms_constructs.settings._keys import OnlyWith, character_of, code_point, key, keys

__all__ = ["SettingDifference", "differences", "is_idle", "meaning", "with_lob_mode"]

_COMPONENTS = "Logging.LogComponents"
_LISTS = {
    _COMPONENTS: ("Id", "Severity"),
    "CharacterSetSettings.CharacterReplacements": ("SourceCharacterCodePoint", "TargetCharacterCodePoint"),
}
_LOB_MODE = ("TargetMetadata.SupportLobs", "TargetMetadata.FullLobMode", "TargetMetadata.LimitedSizeLobMode")
_LOB_SIZES = ("TargetMetadata.LobChunkSize", "TargetMetadata.InlineLobMaxSize", "TargetMetadata.LobMaxSize")
_COMMA_JOINED = "TTSettings.TTRecordSettings.OperationsToLog"


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingDifference:
    """
    A setting on which two documents differ.

    Attributes:
        key: The dotted name of the key, as in `FullLoadSettings.CommitRate`.
        ours: What this document says, or DMS does where it says nothing; None where nobody knows what DMS does then.
        theirs: The same for the other document.
    """

    key: str
    ours: Any
    theirs: Any

    def __str__(self) -> str:
        return f"{self.key}: {_shown(self.ours)} here, {_shown(self.theirs)} there"


def _shown(value: Any) -> str:
    return "not set" if value is None else str(value)


def meaning(values: Values) -> Values:
    """Return the values that say more than leaving their keys out does, in the order of AWS's pages."""
    said: Values = {}
    strange = [
        name for name, value in values.items() if name not in _order() and not (value == {} and _is_section(name))
    ]
    for name in (*_order(), *strange):
        if name in values and not is_idle(values, name):
            value = _plain(name, values[name])
            if not _is_default(name, value):
                said[name] = value
    return said


def with_lob_mode(said: Values, values: Values) -> Values:
    """Add to what is said the rest of its LOB mode, which is always said as a whole; the values are all there is."""

    def value_of(name: str) -> Any:
        return values.get(name, key(name).default)

    support, full, limited = (value_of(name) for name in _LOB_MODE)
    if support is True and full is not limited and any(name in said for name in (*_LOB_MODE, *_LOB_SIZES)):
        chunk, inline, longest = (value_of(name) for name in _LOB_SIZES)
        said = {**said, **dict(zip(_LOB_MODE, (support, full, limited), strict=True))}
        if full is True:
            # The service returns 0 for a size that nobody gave.
            said |= {_LOB_SIZES[0]: chunk or key(_LOB_SIZES[0]).default, _LOB_SIZES[1]: inline}
        else:
            said[_LOB_SIZES[2]] = longest
    return said


@functools.cache
def _order() -> dict[str, None]:
    return dict.fromkeys(name.partition("[]")[0] for name in keys())


@functools.cache
def _is_section(name: str) -> bool:
    """Whether it is the name of a section, which has no effect where it is empty."""
    return any(known.startswith(f"{name}.") for known in keys())


def is_idle(values: Values, name: str) -> bool:
    """Whether the key does nothing, because the one that it depends on is off, or does nothing itself."""
    return any(
        (needed.key in values or key(needed.key).default_known)
        and not needed.holds(values.get(needed.key, key(needed.key).recorded))
        for needed in _needed(name)
    )


@functools.cache
def _needed(name: str) -> tuple[OnlyWith, ...]:
    of = keys().get(name)
    if of is None or of.only_with is None:
        return ()
    return (of.only_with, *_needed(of.only_with.key))


def _is_default(name: str, value: Any) -> bool:
    of = keys().get(name)
    if name in _LISTS:
        return bool(value == [])
    return of is not None and of.is_default(value)


def _plain(name: str, value: Any) -> Any:
    """Return the value in its one canonical form."""
    if name in _LISTS and isinstance(value, list):
        fields = _LISTS[name]
        if not all(isinstance(each, dict) and set(each) == set(fields) for each in value):
            return value
        latest = {str(each[fields[0]]): each for each in value}
        if name == _COMPONENTS:
            quiet = key("Logging.LogComponents[].Severity").default
            latest = {name: each for name, each in latest.items() if each["Severity"] != quiet}
        return [dict(latest[name]) for name in sorted(latest)]
    of = keys().get(name)
    if of is not None and of.kind == "codepoint" and of.takes(value):
        return code_point(character_of(value))
    if name == _COMMA_JOINED and isinstance(value, str):
        return ",".join(sorted({part.strip() for part in value.split(",")}))
    return value


def differences(ours: Values, theirs: Values) -> Iterator[SettingDifference]:
    """Yield the settings on which two documents differ."""
    one, other = meaning(ours), meaning(theirs)
    for name in [*dict.fromkeys([*one, *other])]:
        default = _default(name)
        mine, its = one.get(name, default), other.get(name, default)
        # True is not 1 in JSON.
        if json.dumps(mine, sort_keys=True) != json.dumps(its, sort_keys=True):
            yield SettingDifference(key=name, ours=mine, theirs=its)


def _default(name: str) -> Any:
    of = keys().get(name)
    if name in _LISTS:
        return []
    if of is None or not of.default_known:
        return None
    return of.recorded if of.default is None else of.default

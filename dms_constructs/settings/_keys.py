"""The keys of the task settings document, read from the facts, and the check of a single value."""

from __future__ import annotations

import enum
import functools
import re
import sys
from dataclasses import dataclass, field
from typing import Any

from dms_constructs import facts
from dms_constructs._checks import as_whole_number, meant, number_taken_as_is, taken_as_is
from dms_constructs._code import as_code
from dms_constructs.errors import ConfigurationError, did_you_mean
from dms_constructs.migration_type import MigrationType

__all__ = ["Key", "OnlyWith", "character_of", "code_point", "key", "keys", "rule_source", "types_of"]

LARGEST = 2**63 - 1
"""The largest number that a document may have; beyond it, parsers of JSON disagree."""

_UNITS = {"s": "seconds", "min": "minutes"}
_CODE_POINT = re.compile(r"[0-9A-Fa-f]{1,8}")


@dataclass(frozen=True, slots=True)
class OnlyWith:
    """What a key has no effect without: another key, and what that one must be."""

    key: str
    values: tuple[Any, ...]
    above: int | None

    def holds(self, value: Any) -> bool:
        """Whether the key has an effect with this value of the other key."""
        if self.above is None:
            return value in self.values
        return not isinstance(value, int) or value > self.above


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """What AWS says about one key of the document, such as `FullLoadSettings.CommitRate`."""

    name: str
    kind: str
    minimum: int | None
    maximum: int | None
    legal: tuple[str, ...]
    unit: str
    default: Any
    """What AWS documents for a document that leaves the key out; None where it documents nothing."""
    recorded: Any
    """What the service returned for a task that was created without settings."""
    default_known: bool
    """Whether these two agree; if not, not even a guess can be made at what DMS does where the key is left out."""
    unused: Any
    """What the service also returns for a size that is not in use, else None."""
    migration_types: tuple[MigrationType, ...]
    """The types of tasks that it does something in."""
    sources: tuple[str, ...]
    targets: tuple[str, ...]
    verified: bool
    minimum_verified: bool
    """Whether AWS states the minimum; else it is a guess, which no value is refused for."""
    source: str
    read_only: str
    """Why the key cannot be set, or nothing."""
    only_with: OnlyWith | None
    of_targets: tuple[tuple[str, int | None, int | None], ...]
    """Targets with a range of their own: what the guide calls each, and its least and largest number."""
    path: tuple[str, ...] = field(init=False)
    low: int = field(init=False)
    """The least number that is not refused."""
    high: int = field(init=False)
    """The largest number that is not refused."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "path", tuple(self.name.split(".")))
        # A bound that nobody verified must not refuse anything; but there is no negative count, size or time.
        low, high = (self.minimum, self.maximum) if self.verified else (None, None)
        if low is not None and not self.minimum_verified:
            low = min(low, 0)
        object.__setattr__(self, "low", -LARGEST if low is None else low)
        object.__setattr__(self, "high", LARGEST if high is None else high)

    def is_default(self, value: Any) -> bool:
        """Whether AWS publishes the value as the default, or the service returns it where nothing was set."""
        if not self.default_known:
            return False
        if self.kind == "boolean":
            return bool(value is self.default)
        return bool(value in (self.default, self.recorded, self.unused))

    def is_published(self, value: Any) -> bool:
        """Whether the value is the default that AWS publishes."""
        return self.default is not None and type(value) is type(self.default) and bool(value == self.default)

    def is_below_guess(self, value: Any) -> bool:
        """Whether the value is below a minimum that AWS does not state, and might be refused."""
        return not self.minimum_verified and type(value) is int and self.minimum is not None and value < self.minimum

    def check(self, label: str, value: Any, choices: type[enum.Enum] | None = None) -> None:
        """
        Raise unless DMS takes the value for this key.

        Args:
            label: How the message names the place.
            value: Tokens and unchecked values pass.
            choices: The enum whose members stand for the legal strings; without it the strings themselves are legal.
        """
        if self.kind == "integer":
            if type(value) is int and self.low <= value <= self.high:
                return
        elif self.kind == "boolean":
            if value is True or value is False:
                return
        elif self.kind == "codepoint":
            if _is_code_point(value):
                return
        elif self._is_legal_text(value, choices):
            return
        if self.read_only:
            self._raise("DMS-S008", f"{label} cannot be set; remove it: {self.read_only}", value)
        if self._escapes(value):
            return
        self._refuse(label, value, choices)

    def takes(self, value: Any) -> bool:
        """Whether DMS takes the JSON value for this key."""
        try:
            self.check(self.name, value)
        except ConfigurationError:
            return False
        return value is not None and not self._escapes(value)

    def _escapes(self, value: Any) -> bool:
        """Whether a value is not checked: not known before deployment, or marked as unchecked."""
        # In a template, a number that is not known stands in a text as well.
        return taken_as_is(value) or (self.kind == "integer" and number_taken_as_is(value))

    def _is_legal_text(self, value: Any, choices: type[enum.Enum] | None) -> bool:
        if choices is not None:
            return isinstance(value, choices) and value.value in self.legal
        if self.read_only or not isinstance(value, str):
            return False
        if self.kind == "enum":
            return value in self.legal
        if self.legal:
            return all(part.strip() in self.legal for part in value.split(","))
        return self.default == "" or bool(value.strip())

    def _refuse(self, label: str, value: Any, choices: type[enum.Enum] | None) -> None:
        got = f"got {_shown(value)}"
        if self.kind == "integer":
            if type(value) is int and abs(value) > LARGEST:
                self._raise("DMS-S001", f"{label} must fit into 64 bits, {got}", value)
            allowed = [] if type(value) is int else ["a whole number"]
            # Only an argument has its name before that of the key: a document is corrected where it is.
            fix = as_whole_number(label, value) if " (" in label else ""
            self._raise("DMS-S001", f"{label} must be {', '.join(allowed + self._bounds())}, {got}{fix}", value)
        if self.kind == "boolean":
            self._raise("DMS-S002", f"{label} must be True or False, {got}", value)
        if self.kind == "codepoint":
            self._raise("DMS-S026", f"{label} must be the hexadecimal digits of a Unicode code point, {got}", value)
        if self.legal:
            spelled = self.legal if choices is None else [as_code(choices(text)) for text in self.legal]
            hint = "" if value in self.legal else did_you_mean(value, self.legal)
            if choices is not None and (member := meant(value, choices)) is not None and member.value in self.legal:
                hint = f"; write {as_code(member)}"
            self._raise("DMS-S003", f"{label} must be one of {', '.join(spelled)}, {got}{hint}", value)
        self._raise("DMS-S004", f"{label} must be a string that is not blank, {got}", value)

    def _raise(self, code: str, message: str, given: object) -> None:
        raise ConfigurationError(code, message, given=given, source=self.source)

    def _bounds(self) -> list[str]:
        unit = f" {_UNITS.get(self.unit, self.unit)}" if self.unit else ""
        most = f"{self.high}{unit}" if self.high < LARGEST else ""
        if self.low == -LARGEST:
            return []
        low = self.minimum if type(self.minimum) is int else self.low
        return [f"{low} to {most}" if most else f"{low}{unit} or more"]

    def with_unit(self, value: object) -> str:
        """Return the value as a sentence shows it."""
        shown = str(value.value) if isinstance(value, enum.Enum) else str(value)
        if not self.unit:
            return shown or "empty"
        unit = _UNITS.get(self.unit, self.unit)
        return f"{shown} {unit.removesuffix('s') if value == 1 else unit}"


def _shown(value: object) -> str:
    if isinstance(value, enum.Enum):
        return as_code(value)
    if type(value).__repr__ is object.__repr__:  # which has an address
        return type(value).__name__
    try:
        return repr(value)
    except ValueError:  # Python does not write a number of thousands of digits
        return f"{type(value).__name__} with too many digits"


def _is_code_point(value: Any) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | str):
        return False
    if (isinstance(value, int) and abs(value) > LARGEST) or not _CODE_POINT.fullmatch(str(value)):
        return False
    number = int(str(value), 16)
    return number <= sys.maxunicode and not 0xD800 <= number <= 0xDFFF  # these stand for half a character


def code_point(character: str) -> int | str:
    """Spell a character as DMS does: hexadecimal, as a number where its digits look like one; 0 for nothing."""
    digits = f"{ord(character):04X}" if character else "0"
    return int(digits) if digits.isdecimal() else digits


def character_of(digits: Any) -> str:
    """Return the character that a legal code point stands for; nothing for 0."""
    number = int(str(digits), 16)
    return chr(number) if number else ""


@functools.cache
def types_of(modes: str) -> tuple[MigrationType, ...]:
    """Return the types of tasks that the facts mean by this."""
    if modes == "full load":
        return tuple(each for each in MigrationType if each.has_full_load)
    if modes == "cdc":
        return tuple(each for each in MigrationType if each.has_cdc)
    return tuple(each for each in MigrationType if modes == "all" or each.value in modes.split(", "))


@functools.cache
def keys() -> dict[str, Key]:
    """Return every key that AWS knows, by its dotted name; `[]` stands behind the name of a list."""
    entries = facts.task_settings()["keys"]
    return {name: _key(name, entry, entries) for name, entry in entries.items()}


def key(name: str) -> Key:
    """Return the key with the dotted name."""
    return keys()[name]


@functools.cache
def rule_source(rule: str) -> str:
    """Return where AWS says the rule between keys."""
    source: str = next(each["source"] for each in facts.task_settings()["cross_rules"] if each["id"] == rule)
    return source


def _key(name: str, entry: dict[str, Any], entries: dict[str, Any]) -> Key:
    section = entries.get(name.split(".", maxsplit=1)[0], {})
    kind = re.match(r"\w+", entry["type"])
    only_with = entry.get("only_with")
    return Key(
        name=name,
        kind=kind.group() if kind else "",
        minimum=entry["min"],
        maximum=entry["max"],
        legal=tuple(entry["enum"] or ()),
        unit=entry["unit"] or "",
        default=entry["default"],
        recorded=entry.get("live_default", entry["default"]),
        default_known=entry.get("default_known", True),
        unused=entry.get("unused"),
        migration_types=types_of(entry["modes"] if entry["modes"] != "all" else section.get("modes", "all")),
        sources=tuple(entry.get("sources", section.get("sources", ()))),
        targets=tuple(entry.get("targets", section.get("targets", ()))),
        verified=entry["verified"],
        minimum_verified=entry.get("min_verified", True),
        source=entry["source"],
        read_only=_why_read_only(entry),
        only_with=OnlyWith(only_with["key"], tuple(only_with.get("values", ())), only_with.get("above"))
        if only_with
        else None,
        of_targets=tuple(
            (target, entry.get("min_of_target", {}).get(target), entry.get("max_of_target", {}).get(target))
            for target in {**entry.get("min_of_target", {}), **entry.get("max_of_target", {})}
        ),
    )


def _why_read_only(entry: dict[str, Any]) -> str:
    if entry.get("read_only"):
        return "DMS sets it, and refuses a task that gives a value of its own"
    return "AWS documents no value except null" if entry["type"] == "null" else ""

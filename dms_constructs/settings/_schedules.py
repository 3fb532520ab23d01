"""The schedule of a resync: a cron expression as AWS's page on data resync describes it."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from dms_constructs import facts

__all__ = ["EXAMPLE", "Schedule", "grammar", "read"]

EXAMPLE = "0 0 * * *"
"""Each day at midnight."""

_WRAPPED = re.compile(r"\s*cron\((.*)\)\s*", re.IGNORECASE)
_NUMBER = re.compile(r"[0-9]{1,9}")
_ITEM = re.compile(r"(?:(\*)|([0-9]{1,9})(?:-([0-9]{1,9}))?)(?:/([0-9]{1,9}))?")


class Schedule(NamedTuple):
    """
    What a text says as a schedule.

    Attributes:
        wrong: What AWS's rules don't allow, or nothing.
        doubts: What the rules don't allow either, although AWS prints it in samples.
        plain: The schedule as the rules want it; an example where nobody knows what was meant.
    """

    wrong: str
    doubts: tuple[str, ...]
    plain: str


class _Field(NamedTuple):
    name: str
    least: int
    most: int
    last: str

    @property
    def allowed(self) -> str:
        return f"{self.name} {self.least} to {self.most}{f' or {self.last}' if self.last else ''}"


class _WrongError(Exception):
    """An item that is not allowed; `instead` is what was probably meant."""

    def __init__(self, what: str, instead: str = "") -> None:
        super().__init__(what)
        self.instead = instead


def _facts() -> dict[str, Any]:
    known: dict[str, Any] = facts.task_settings()["resync_schedule"]
    return known


@functools.cache
def _fields() -> tuple[_Field, ...]:
    return tuple(_Field(each["name"], each["min"], each["max"], each.get("last", "")) for each in _facts()["fields"])


def grammar() -> str:
    """Say what a schedule may be."""
    fields = ", ".join(field.allowed for field in _fields())
    return (
        f"a cron expression of {len(_fields())} fields ({fields}), each * or at most {_facts()['most_items']} numbers "
        "and ranges such as 2-7 with commas between them, and a step such as /2 only after * or a range"
    )


def read(text: str) -> Schedule:
    """Read a schedule."""
    wrapped = _WRAPPED.fullmatch(text)
    parts = (wrapped[1] if wrapped else text).split()
    fields = _fields()
    if wrapped or len(parts) != len(fields):
        # EventBridge wants the year too.
        meant = read(" ".join(parts[: len(fields)])) if len(parts) in {len(fields), len(fields) + 1} else None
        plain = meant.plain if meant is not None and not meant.wrong else EXAMPLE
        what = "cron(...) around it" if wrapped else f"{len(parts)} fields"
        return Schedule(what, (), plain)
    doubts = dict.fromkeys(_doubts(parts))
    plain_parts, wrong = [], ""
    for field, part in zip(fields, _as_the_rules_want(parts), strict=True):
        try:
            _check(field, part)
        except _WrongError as error:
            wrong = wrong or f"{field.name}: {error}"
            part = error.instead  # noqa: PLW2901  # nothing where nobody knows what was meant
        plain_parts.append(part)
    if not wrong and _never_comes(plain_parts):
        wrong, plain_parts = "a day that no month of these has", []
    plain = " ".join(plain_parts) if plain_parts and all(plain_parts) else EXAMPLE
    return Schedule(wrong, tuple(doubts), plain)


def _doubts(parts: Sequence[str]) -> Iterator[str]:
    for place, part in enumerate(parts):
        if part == "?" and place in _OF_DAYS:
            yield "?"
        elif part.endswith(",") and part != ",":
            yield "a comma at the end"
        if place == len(parts) - 1 and _named_days().search(part):
            yield "names of days"


_OF_DAYS = (2, 4)
_WEEK = 4


@functools.cache
def _named_days() -> re.Pattern[str]:
    return re.compile(rf"\b({'|'.join(_facts()['named_days'])})\b", re.IGNORECASE)


def _as_the_rules_want(parts: Sequence[str]) -> Iterator[str]:
    """Return the fields without what AWS prints in samples and its rules don't have."""
    numbers = {name: str(number) for number, name in enumerate(_facts()["named_days"])}
    for place, part in enumerate(parts):
        plain = "*" if part == "?" and place in _OF_DAYS else part
        if place == _WEEK:
            plain = _named_days().sub(lambda found: numbers[found[1].upper()], plain)
        yield plain.removesuffix(",") if plain != "," else plain


def _check(field: _Field, part: str) -> None:
    if field.last and part == field.last:
        return
    items = part.split(",")
    most = _facts()["most_items"]
    if len(items) > most:
        raise _WrongError(f"{len(items)} items, of which DMS reads {most}", _as_ranges(field, items))
    meant, wrong = [], None
    for item in items:
        try:
            _check_item(field, item)
            meant.append(item)
        except _WrongError as error:
            wrong = wrong or error
            meant.append(error.instead)
    if wrong is not None:
        raise _WrongError(str(wrong), ",".join(meant) if all(meant) else "")


def _check_item(field: _Field, item: str) -> None:
    found = _ITEM.fullmatch(item)
    if found is None:
        raise _WrongError(f"{item!r}" if item else "an empty item")
    every, first, last, step = found.groups()
    for number in (first, last):
        if number is not None and not field.least <= int(number) <= field.most:
            week = field is _fields()[_WEEK] and int(number) == field.most + 1
            raise _WrongError(number, "0" if week and last is None else "")
    if last is not None and int(last) < int(first):
        raise _WrongError(f"{item}, which falls", f"{first}-{field.most},{field.least}-{last}" if step is None else "")
    if step is not None and int(step) == 0:
        raise _WrongError("a step of 0")
    if step is not None and not every and last is None:
        raise _WrongError(f"{item}, a step after a single number", f"{first}-{field.most}/{step}")


def _as_ranges(field: _Field, items: Sequence[str]) -> str:
    """Return a long list of numbers with ranges for those that follow each other, where that is short enough."""
    if not all(_NUMBER.fullmatch(item) and field.least <= int(item) <= field.most for item in items):
        return ""
    ranges: list[list[int]] = []
    for number in sorted(set(map(int, items))):
        if ranges and number == ranges[-1][1] + 1:
            ranges[-1][1] = number
        else:
            ranges.append([number, number])
    written = [str(low) if low == high else f"{low}-{high}" for low, high in ranges]
    return ",".join(written) if len(written) <= _facts()["most_items"] else ""


def _never_comes(parts: Sequence[str]) -> bool:
    """Whether no month that is named has one of the days that are, and no day of the week is named either."""
    _, _, days, months, week = parts
    if week != "*" or days in {"*", "L"} or months == "*":
        return False
    fields = _fields()
    first = min(_numbers(fields[2], days))
    lengths = _facts()["longest_months"]
    return all(lengths[month - 1] < first for month in _numbers(fields[3], months))


def _numbers(field: _Field, part: str) -> Iterator[int]:
    for item in part.split(","):
        found = _ITEM.fullmatch(item)
        every, first, last, step = found.groups() if found else ("*", "", "", "")
        low, high = (field.least, field.most) if every else (int(first), int(last or first))
        yield from range(low, high + 1, int(step or 1))

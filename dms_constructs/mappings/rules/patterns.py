"""Names with wildcards: what matches, and what covers what."""

from __future__ import annotations

import functools
import re

__all__ = ["ANY", "ONE", "WILD", "Pattern", "covers", "is_exact", "like", "overlap"]

ANY = "%"
"""Any number of characters, in a pattern."""
ONE = "_"
"""Exactly one character, in a pattern."""

WILD = re.compile("[%_]")


def is_exact(pattern: str) -> bool:
    """Whether the pattern matches one name only."""
    return ANY not in pattern and ONE not in pattern


@functools.lru_cache(maxsize=65536)
def _matcher(pattern: str, one: str = ".") -> re.Pattern[str]:
    words = {ANY: ".*", ONE: one}
    return re.compile("".join(words.get(letter) or re.escape(letter) for letter in pattern), re.DOTALL)


def like(name: str, pattern: str) -> bool:
    """Whether a name matches a pattern; letter case counts."""
    if is_exact(pattern):
        return name == pattern
    return _known(pattern).match(name)


@functools.lru_cache(maxsize=4096)
def _known(pattern: str) -> Pattern:
    """Return a pattern that is cut once: one is compared with the names of a whole catalog."""
    return Pattern(pattern, [], covering=False)


def covers(wide: str, narrow: str) -> bool:
    """Whether one pattern matches every name that another one matches."""
    if wide in (ANY, narrow):
        return True
    if narrow == ANY:
        return ANY in wide and wide.count(ANY) == len(wide)
    # The narrow pattern is read as a name, whose `%` only a `%` can stand for.
    return Pattern(wide, [], covering=True).match(narrow)


def overlap(one: str, other: str) -> bool:
    """Whether there is a name that both patterns match."""
    if ANY in (one, other) or one == other:
        return True
    if ANY in one and ANY in other:
        # What stands between the outer literals can always follow one another in a longer name.
        return _same_start(one.partition(ANY)[0], other.partition(ANY)[0]) and _same_start(
            one.rpartition(ANY)[2][::-1], other.rpartition(ANY)[2][::-1]
        )
    if ANY in other:
        one, other = other, one
    first, *between = one.split(ANY)
    if not between:
        return len(one) == len(other) and _same_start(one, other)
    last = between.pop()
    # What is between is looked for last: it takes an expression, which takes long to compile.
    return (
        len(other) >= len(first) + len(last)
        and _same_start(first, other)
        and _same_start(last[::-1], other[::-1])
        and (not any(between) or _overlap_fixed(one).fullmatch(other) is not None)
    )


def _same_start(one: str, other: str) -> bool:
    return all(a == b or ONE in (a, b) for a, b in zip(one, other, strict=False))


@functools.lru_cache(maxsize=4096)
def _overlap_fixed(pattern: str) -> re.Pattern[str]:
    """Return what matches the patterns of a fixed length that have a name in common with this one."""
    words = {ANY: ".*", ONE: "."}
    return re.compile("".join(words.get(letter) or f"(?:{re.escape(letter)}|_)" for letter in pattern), re.DOTALL)


class Pattern:
    """A pattern cut at its `%`; cheaper than an expression, which takes long to compile."""

    __slots__ = ("_covering", "_cut", "pattern", "positions")

    def __init__(self, pattern: str, positions: list[int], *, covering: bool) -> None:
        self.pattern = pattern
        self.positions = positions
        self._covering = covering
        self._cut: tuple[str, list[str], str | None] | None = None

    def _parts(self) -> tuple[str, list[str], str | None]:
        """Return what stands before, between and after the `%`; nothing stands after where there is none."""
        if self._cut is None:
            first, *between = self.pattern.split(ANY)
            last = between.pop() if between else None
            self._cut = (first, [part for part in between if part], last)
        return self._cut

    def find(self, name: str, found: list[int]) -> None:
        """Add the positions of the pattern if it matches a name."""
        if self.match(name):
            found += self.positions

    @property
    def expression(self) -> str:
        """The same as a regular expression."""
        return _matcher(self.pattern, "[^%]" if self._covering else ".").pattern

    def match(self, name: str) -> bool:
        """Whether a name matches."""
        if name == self.pattern and not self._covering:
            return True
        first, between, last = self._parts()
        if last is None:
            return len(name) == len(first) and self._fits(first, name, 0)
        end = len(name) - len(last)
        position = len(first)
        if end < position or not self._fits(first, name, 0) or not self._fits(last, name, end):
            return False
        for part in between:
            # The first place where a part fits leaves the most room for the next.
            position = self._find(part, name, position, end)
            if position < 0:
                return False
            position += len(part)
        return True

    def _find(self, part: str, name: str, start: int, end: int) -> int:
        if ONE not in part:
            return name.find(part, start, end)
        for position in range(start, end - len(part) + 1):
            if self._fits(part, name, position):
                return position
        return -1

    def _fits(self, part: str, name: str, position: int) -> bool:
        if ONE not in part:
            return name.startswith(part, position)
        for offset, letter in enumerate(part):
            found = name[position + offset]
            if letter != found and (letter != ONE or (self._covering and found == ANY)):
                return False
        return True

"""Names with wildcards: what matches, what covers what, and many of them at once."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Sequence

__all__ = ["ANY", "NONE", "ONE", "PatternIndex", "PatternTree", "covers", "is_exact", "like", "overlap"]

ANY = "%"
"""Any number of characters, in a pattern."""
ONE = "_"
"""Exactly one character, in a pattern."""

_WILD = re.compile("[%_]")
NONE = 1 << 60
"""Higher than any position of a rule."""


def is_exact(pattern: str) -> bool:
    """Whether the pattern matches one name only."""
    return ANY not in pattern and ONE not in pattern


@functools.lru_cache(maxsize=65536)
def _matcher(pattern: str, one: str = ".") -> re.Pattern[str]:
    words = {ANY: ".*", ONE: one}
    return re.compile("".join(words.get(letter) or re.escape(letter) for letter in pattern), re.DOTALL)


def like(name: str, pattern: str) -> bool:
    """Whether a name matches a pattern; letter case counts."""
    return _matcher(pattern).fullmatch(name) is not None


def covers(wide: str, narrow: str) -> bool:
    """Whether one pattern matches every name that another one matches."""
    if wide in (ANY, narrow):
        return True
    # The narrow pattern is read as a name, whose `%` only a `%` can stand for.
    return _matcher(wide, "[^%]").fullmatch(narrow) is not None


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
    return _overlap_fixed(one).fullmatch(other) is not None


def _same_start(one: str, other: str) -> bool:
    return all(a == b or ONE in (a, b) for a, b in zip(one, other, strict=False))


@functools.lru_cache(maxsize=4096)
def _overlap_fixed(pattern: str) -> re.Pattern[str]:
    """Return what matches the patterns of a fixed length that have a name in common with this one."""
    words = {ANY: ".*", ONE: "."}
    return re.compile("".join(words.get(letter) or f"(?:{re.escape(letter)}|_)" for letter in pattern), re.DOTALL)


class PatternIndex:
    """
    Finds which of many patterns match a name, in a time that hardly grows with their number.

    Patterns are sorted by what they need: exact names and literal beginnings and ends are looked up, and of the rest
    one combined expression tells at once that none matches. Each pattern stands for positions of rules.
    """

    __slots__ = ("_always", "_complex", "_covering", "_exact", "_lookup", "_prefixes", "_suffixes")

    def __init__(self, *, covering: bool = False) -> None:
        # As in `covers`, when the names to look up are patterns themselves.
        self._covering = covering
        self._always: list[int] = []
        self._exact: dict[str, list[int]] = {}
        self._prefixes: dict[int, dict[str, list[int]]] = {}
        self._suffixes: dict[int, dict[str, list[int]]] = {}
        self._complex: _Complex | None = None
        self._lookup: Callable[[str], int] | None = None

    def add(self, pattern: str, position: int, *, exact: bool = False) -> None:
        """
        Note that a pattern, or an exact name, stands for a position; positions come in rising order.

        In an exact name, wildcards are characters like any other.
        """
        self._lookup = None
        if exact or (wild := _WILD.search(pattern)) is None:
            self._exact.setdefault(pattern, []).append(position)
        elif pattern == ANY:
            self._always.append(position)
        elif wild.end() == len(pattern) and wild[0] == ANY:
            prefix = pattern[:-1]
            self._prefixes.setdefault(len(prefix), {}).setdefault(prefix, []).append(position)
        elif pattern[0] == ANY and _WILD.search(pattern, 1) is None:
            suffix = pattern[1:]
            self._suffixes.setdefault(len(suffix), {}).setdefault(suffix, []).append(position)
        else:
            if self._complex is None:
                self._complex = _Complex(covering=self._covering)
            self._complex.add(pattern, position)

    def first(self, name: str) -> int:
        """Return the lowest position whose pattern matches, or a number above all positions."""
        if self._lookup is None:
            self._lookup = self._prepared()
        return self._lookup(name)

    def lookup(self) -> Callable[[str], int]:
        """Return what does the same as `first`, faster; it knows nothing of patterns added later."""
        if self._lookup is None:
            self._lookup = self._prepared()
        return self._lookup

    def _prepared(self) -> Callable[[str], int]:
        """Return a function that looks only where there is something."""
        always = self._always[0] if self._always else NONE
        exact = {name: positions[0] for name, positions in self._exact.items()}.get
        ends = [
            *((slice(length), _firsts(prefixes)) for length, prefixes in self._prefixes.items()),
            *((slice(-length, None), _firsts(suffixes)) for length, suffixes in self._suffixes.items()),
        ]
        inside = self._complex

        def of_exact(name: str) -> int:
            found = exact(name, always)
            return min(always, found)

        def of_ends(name: str) -> int:
            best = exact(name, always)
            best = min(best, always)
            for part, firsts in ends:
                if (found := firsts(name[part], NONE)) < best:
                    best = found
            return best

        def of_all(name: str) -> int:
            best = of_ends(name) if ends else of_exact(name)
            return min(found[0], best) if inside is not None and (found := inside.all(name)) else best

        if inside is not None:
            return of_all
        if ends:
            return of_ends
        return of_exact if self._exact else lambda _: always

    def all(self, name: str) -> list[int]:
        """Return every position whose pattern matches, in rising order."""
        found = [*self._always, *self._exact.get(name, ())]
        for length, prefixes in self._prefixes.items():
            found += prefixes.get(name[:length], ())
        for length, suffixes in self._suffixes.items():
            found += suffixes.get(name[-length:], ())
        if self._complex is not None:
            found += self._complex.all(name)
        return sorted(found)

    def __bool__(self) -> bool:
        return bool(self._always or self._exact or self._prefixes or self._suffixes or self._complex)

    @property
    def constant(self) -> int | None:
        """The lowest position, when it is the same for every name; else None."""
        if self._exact or self._prefixes or self._suffixes or self._complex is not None:
            return None
        return self._always[0] if self._always else NONE


def _firsts(positions: dict[str, list[int]]) -> Callable[[str, int], int]:
    return {literal: found[0] for literal, found in positions.items()}.get


class _Complex:
    """
    The patterns with wildcards inside, by the literals that they begin and end with.

    Those with neither are found by three letters in a row that a name must have. Where many patterns remain, combined
    expressions tell which of them can match.
    """

    __slots__ = ("_by_ends", "_by_letters", "_covering", "_known", "_positions", "_rest")

    def __init__(self, *, covering: bool) -> None:
        self._covering = covering
        self._positions: dict[str, list[int]] = {}
        self._by_ends: dict[tuple[int, int], dict[tuple[str, str], _Bucket]] = {}
        self._by_letters: dict[str, _Bucket] = {}
        self._rest = _Bucket()
        self._known: dict[str, list[int]] = {}

    def add(self, pattern: str, position: int) -> None:
        self._known.clear()
        positions = self._positions.setdefault(pattern, [])
        positions.append(position)
        if len(positions) > 1:
            return
        pieces = _WILD.split(pattern)
        start, end = pieces[0], pieces[-1]
        if start or end:
            ends = self._by_ends.setdefault((len(start), len(end)), {})
            bucket = ends.setdefault((start, end), _Bucket())
        elif len(letters := max(pieces, key=len)[:_LETTERS]) == _LETTERS:
            bucket = self._by_letters.setdefault(letters, _Bucket())
        else:
            bucket = self._rest
        bucket.add(_Parts(pattern, positions, covering=self._covering))

    def all(self, name: str) -> list[int]:
        """Return every position whose pattern matches, in rising order."""
        known = self._known.get(name)
        if known is None:
            if len(self._known) >= _MEMORY:
                self._known.clear()
            known = self._known[name] = sorted(self._find(name))
        return known

    def _find(self, name: str) -> list[int]:
        found: list[int] = []
        for (start, end), by_ends in self._by_ends.items():
            if (bucket := by_ends.get((name[:start], name[len(name) - end :]))) is not None:
                bucket.find(name, found)
        if self._by_letters:
            for letters in {name[i : i + _LETTERS] for i in range(len(name) - _LETTERS + 1)}:
                if (bucket := self._by_letters.get(letters)) is not None:
                    bucket.find(name, found)
        self._rest.find(name, found)
        return found


_MEMORY = 100_000
"""How many names are remembered before it starts anew: most names of columns are there many times."""
_LETTERS = 3
_FEW = 4
_OFTEN = 64
"""How many names pay for compiling an expression."""


class _Bucket:
    """Patterns that nothing simpler tells apart."""

    __slots__ = ("_asked", "_parts", "_tree")

    def __init__(self) -> None:
        self._parts: list[_Parts] = []
        self._asked = 0
        self._tree: Callable[[str, list[int]], None] | None = None

    def add(self, parts: _Parts) -> None:
        self._parts.append(parts)
        self._tree = None

    def find(self, name: str, found: list[int]) -> None:
        """Add the positions of the patterns that match a name."""
        self._asked += 1
        if len(self._parts) > _FEW and self._asked > _OFTEN:
            if self._tree is None:
                self._tree = _tree(self._parts)
            self._tree(name, found)
            return
        for parts in self._parts:
            if parts.match(name):
                found += parts.positions


def _tree(parts: list[_Parts]) -> Callable[[str, list[int]], None]:
    """Return what goes down to the patterns that match, by expressions that combine many of them."""
    if len(parts) <= _FEW:

        def leaf(name: str, found: list[int]) -> None:
            for one in parts:
                if one.match(name):
                    found += one.positions

        return leaf
    any_of = re.compile("|".join(one.expression for one in parts), re.DOTALL).fullmatch
    middle = len(parts) // 2
    halves = (_tree(parts[:middle]), _tree(parts[middle:]))

    def node(name: str, found: list[int]) -> None:
        if any_of(name):
            for half in halves:
                half(name, found)

    return node


class _Parts:
    """A pattern cut at its `%`; cheaper than an expression, which takes long to compile."""

    __slots__ = ("_between", "_covering", "_first", "_last", "pattern", "positions")

    def __init__(self, pattern: str, positions: list[int], *, covering: bool) -> None:
        self.pattern = pattern
        self.positions = positions
        self._covering = covering
        self._first, *between = pattern.split(ANY)
        self._last = between.pop() if between else None
        self._between = [part for part in between if part]

    @property
    def expression(self) -> str:
        """The same as a regular expression."""
        return _matcher(self.pattern, "[^%]" if self._covering else ".").pattern

    def match(self, name: str) -> bool:
        """Whether a name matches."""
        if name == self.pattern and not self._covering:
            return True
        if self._last is None:
            return len(name) == len(self._first) and self._fits(self._first, name, 0)
        end = len(name) - len(self._last)
        position = len(self._first)
        if end < position or not self._fits(self._first, name, 0) or not self._fits(self._last, name, end):
            return False
        for part in self._between:
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


class PatternTree:
    """Finds the positions of rules by several names: a schema, a table in it, a column in that."""

    __slots__ = ("_by_name", "_children", "_covering", "_depth", "index")

    def __init__(self, depth: int, *, covering: bool = False) -> None:
        self._depth = depth
        self._covering = covering
        self._by_name: dict[tuple[str, bool], int] = {}
        self._children: list[PatternTree] = []
        self.index = PatternIndex(covering=covering)
        """What is known of the first name: positions, or in a deeper tree the numbers of what is below it."""

    def add(self, names: Sequence[str], position: int, *, exact: bool = False) -> None:
        """Note that a rule has these names; positions come in rising order."""
        name = names[0]
        if self._depth == 1:
            self.index.add(name, position, exact=exact)
            return
        key = (name, exact and not is_exact(name))
        number = self._by_name.get(key)
        if number is None:
            number = self._by_name[key] = len(self._children)
            self.index.add(name, number, exact=exact)
            self._children.append(PatternTree(self._depth - 1, covering=self._covering))
        self._children[number].add(names[1:], position, exact=exact)

    def below(self, name: str) -> list[PatternTree]:
        """Return what is known of the further names, for each pattern that matches the first one."""
        return [self._children[number] for number in self.index.all(name)]

    def all(self, names: Sequence[str]) -> list[int]:
        """Return every position whose patterns match, in rising order."""
        if self._depth == 1:
            return self.index.all(names[0])
        return sorted([position for child in self.below(names[0]) for position in child.all(names[1:])])

    def first(self, names: Sequence[str]) -> int:
        """Return the lowest position whose patterns match, or a number above all positions."""
        if self._depth == 1:
            return self.index.first(names[0])
        return min([child.first(names[1:]) for child in self.below(names[0])], default=NONE)

    def __bool__(self) -> bool:
        return bool(self.index)

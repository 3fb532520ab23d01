"""Finds which of many patterns match a name, in a time that hardly grows with their number."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from dms_constructs.mappings.rules.patterns import ANY, ONE, WILD, Pattern, is_exact

__all__ = ["NONE", "PatternIndex", "PatternTree"]

NONE = 1 << 60
"""Higher than any position of a rule."""

_NO_ENDS: dict[int, dict[str, list[int]]] = {}


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
        # There may be thousands of indexes, most of them of exact names only.
        self._prefixes: dict[int, dict[str, list[int]]] = _NO_ENDS
        self._suffixes: dict[int, dict[str, list[int]]] = _NO_ENDS
        self._complex: _Complex | None = None
        self._lookup: Callable[[str], int] | None = None

    def add(self, pattern: str, position: int, *, exact: bool = False) -> None:
        """
        Note that a pattern, or an exact name, stands for a position; positions come in rising order.

        In an exact name, wildcards are characters like any other.
        """
        self._lookup = None
        if exact or (wild := WILD.search(pattern)) is None:
            self._exact.setdefault(pattern, []).append(position)
        elif pattern == ANY:
            self._always.append(position)
        elif wild.end() == len(pattern) and wild[0] == ANY:
            if self._prefixes is _NO_ENDS:
                self._prefixes = {}
            prefix = pattern[:-1]
            self._prefixes.setdefault(len(prefix), {}).setdefault(prefix, []).append(position)
        elif pattern[0] == ANY and WILD.search(pattern, 1) is None:
            if self._suffixes is _NO_ENDS:
                self._suffixes = {}
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
        self._by_ends: dict[tuple[int, int], dict[tuple[str, str], Pattern | _Bucket]] = {}
        self._by_letters: dict[str, _Bucket] = {}
        self._rest = _Bucket()
        self._known: dict[str, list[int]] = {}

    def add(self, pattern: str, position: int) -> None:
        self._known.clear()
        positions = self._positions.setdefault(pattern, [])
        positions.append(position)
        if len(positions) > 1:
            return
        wild = [position for position in (pattern.find(ANY), pattern.find(ONE)) if position >= 0]
        start, end = pattern[: min(wild)], pattern[max(pattern.rfind(ANY), pattern.rfind(ONE)) + 1 :]
        if start or end:
            ends = self._by_ends.get((len(start), len(end)))
            if ends is None:
                ends = self._by_ends[len(start), len(end)] = {}
            # Most are alone; only several need a bucket.
            known = ends.get((start, end))
            parts = Pattern(pattern, positions, covering=self._covering)
            ends[start, end] = parts if known is None else _Bucket.of(known, parts)
            return
        if len(letters := max(WILD.split(pattern), key=len)[:_LETTERS]) == _LETTERS:
            bucket = self._by_letters.setdefault(letters, _Bucket())
        else:
            bucket = self._rest
        bucket.add(Pattern(pattern, positions, covering=self._covering))

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
        if len(self._by_letters) <= _FEW:
            for letters, bucket in self._by_letters.items():
                if letters in name:
                    bucket.find(name, found)
        else:
            for letters in {name[i : i + _LETTERS] for i in range(len(name) - _LETTERS + 1)}:
                if (known := self._by_letters.get(letters)) is not None:
                    known.find(name, found)
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
        self._parts: list[Pattern] = []
        self._asked = 0
        self._tree: Callable[[str, list[int]], None] | None = None

    @staticmethod
    def of(known: Pattern | _Bucket, parts: Pattern) -> _Bucket:
        """Return a bucket with what is known and one more."""
        if isinstance(known, _Bucket):
            bucket = known
        else:
            bucket = _Bucket()
            bucket.add(known)
        bucket.add(parts)
        return bucket

    def add(self, parts: Pattern) -> None:
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


def _tree(parts: list[Pattern]) -> Callable[[str, list[int]], None]:
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


class PatternTree:
    """Finds the positions of rules by several names: a schema, a table in it, a column in that."""

    __slots__ = ("_below", "_by_name", "_children", "_covering", "_depth", "index")

    def __init__(self, depth: int, *, covering: bool = False) -> None:
        self._depth = depth
        self._covering = covering
        self._by_name: dict[tuple[str, bool], int] = {}
        self._children: list[PatternTree] = []
        # Many tables are in few schemas.
        self._below: dict[str, list[PatternTree]] = {}
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
            self._below.clear()
        self._children[number].add(names[1:], position, exact=exact)

    def below(self, name: str) -> list[PatternTree]:
        """Return what is known of the further names, for each pattern that matches the first one."""
        found = self._below.get(name)
        if found is None:
            found = self._below[name] = [self._children[number] for number in self.index.all(name)]
        return found

    def all(self, names: Sequence[str]) -> list[int]:
        """Return every position whose patterns match, in rising order."""
        if self._depth == 1:
            return self.index.all(names[0])
        below = self.below(names[0])
        if len(below) == 1:
            return below[0].all(names[1:])
        return sorted([position for child in below for position in child.all(names[1:])])

    def first(self, names: Sequence[str]) -> int:
        """Return the lowest position whose patterns match, or a number above all positions."""
        if self._depth == 1:
            return self.index.first(names[0])
        return min([child.first(names[1:]) for child in self.below(names[0])], default=NONE)

    def __bool__(self) -> bool:
        return bool(self.index)

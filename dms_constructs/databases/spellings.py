"""Which name a misspelt one stands for, among names of words that are near to each other anyway."""

from __future__ import annotations

import re
from collections.abc import Iterable

__all__ = ["Spellings"]

_SEPARATORS = re.compile(r"[-_.\s]+")
_NOT_DIGITS = re.compile(r"\D+")
_LEAST_WORD, _LONG_WORD = 5, 9


class Spellings:
    """
    Names, to find the one that a misspelt one stands for.

    Real names differ from each other by whole words (`max`, `min`), by short ones or by digits. A misspelling differs
    by its separators or the case of its letters, or within one word: by one letter, in a long word by two.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self._joined: dict[str, str] = {}
        self._but_one: dict[tuple[str, ...], list[tuple[str, str]]] = {}
        for name in sorted(names):
            words = _SEPARATORS.split(name.lower())
            self._joined.setdefault("".join(words), name)
            for place, word in enumerate(words):
                self._but_one.setdefault(_but(words, place), []).append((word, name))

    def meant_by(self, name: str) -> str | None:
        """Return the name that this one is a misspelling of; None without one."""
        words = _SEPARATORS.split(name.lower())
        same = self._joined.get("".join(words))
        if same is not None:
            return same
        near = [
            (distance, known)
            for place, word in enumerate(words)
            for other, known in self._but_one.get(_but(words, place), ())
            if (distance := _distance(word, other)) is not None
        ]
        return min(near)[1] if near else None


def _but(words: list[str], place: int) -> tuple[str, ...]:
    """Return a name's words with one of them left open."""
    return (*words[:place], "", *words[place + 1 :])


def _distance(given: str, known: str) -> int | None:
    """Return by how many letters two words differ, where that is few for their length; else None."""
    length = min(len(given), len(known))
    if length < _LEAST_WORD or _NOT_DIGITS.sub("", given) != _NOT_DIGITS.sub("", known):
        return None
    most = 2 if length >= _LONG_WORD else 1
    if abs(len(given) - len(known)) > most:
        return None
    distance = _edits(given, known)
    return distance if distance <= most else None


def _edits(given: str, known: str) -> int:
    """Return how many letters were added, left out, changed, or swapped with their neighbour."""
    before_last: list[int] = []
    last = list(range(len(known) + 1))
    for i, letter in enumerate(given, 1):
        row = [i]
        for j, other in enumerate(known, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == known[j - 2] and given[i - 2] == other:
                cost = min(cost, before_last[j - 2] + 1)
            row.append(cost)
        before_last, last = last, row
    return last[-1]

"""The rows that a server returned."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

__all__ = ["Rows"]


@dataclass(frozen=True, slots=True)
class Rows:
    """
    The rows that a query returned, each a dict by column name when they are looked at.

    To make hundreds of thousands of dicts, and take them apart again, takes longer than the server.
    """

    names: tuple[str, ...]
    """The names of the columns."""
    values: Sequence[tuple[Any, ...]]
    """The values of each row, in that order."""
    are_typed: bool = False
    """Whether each value is known to be of its column's type, so nobody need look at each."""

    def where(self, name: str, *, value: object) -> Rows:
        """Return those with this value in a column."""
        place = self.names.index(name)
        return replace(self, values=[row for row in self.values if row[place] == value])

    def __iter__(self) -> Iterator[Mapping[str, Any]]:
        return (dict(zip(self.names, row, strict=True)) for row in self.values)

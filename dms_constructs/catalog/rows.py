"""The rows that a server returned."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
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

    def __iter__(self) -> Iterator[Mapping[str, Any]]:
        return (dict(zip(self.names, row, strict=True)) for row in self.values)

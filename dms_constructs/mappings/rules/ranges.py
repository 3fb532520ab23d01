"""Parts of a table by the values of its columns."""

from __future__ import annotations

import datetime
import decimal
import itertools
import operator
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dms_constructs import _checks, facts
from dms_constructs._code import as_code
from dms_constructs.errors import ConfigurationError
from dms_constructs.mappings.rules.filters import Operand, rises, text_of
from dms_constructs.mappings.rules.operands import initials, is_impossible_date, values_of
from dms_constructs.mappings.rules.segments import Segments, distinct_names
from dms_constructs.mappings.rules.words import listed, quoted, shown

__all__ = ["Ranges"]


@dataclass(frozen=True, slots=True, repr=False)
class Ranges(Segments):
    """
    Parts by the values of columns: `Ranges(["id"], [[1000], [2000]])` makes three.

    Each boundary is the upper end of a part, and what is above the last one is one more. Rows that have NULL in one of
    the columns are **not loaded**. Index the columns.

    Args:
        columns: One to ten columns, the most significant first; none may be a floating point number or a large object.
        boundaries: In rising order; each has a value for every column: text, a number, a date or a datetime.

    Raises:
        ConfigurationError: `DMS-M038` for something that is not a name, too many columns, or boundaries that do
            not fit or do not rise, `DMS-M029` for a value that can't be compared with.
    """

    TYPE = "ranges"

    columns: Sequence[str]
    boundaries: Sequence[Sequence[Operand]]

    def __post_init__(self) -> None:
        columns = distinct_names("columns of Ranges", self.columns)
        most = facts.table_mappings()["table_settings"]["ranges"]["value"]["max_columns"]
        if not 1 <= len(columns) <= most:
            raise ConfigurationError(
                "DMS-M038", f"Ranges must have 1 to {most} columns, got {len(columns)}", given=columns
            )
        if isinstance(self.boundaries, str) or not isinstance(self.boundaries, Sequence) or not self.boundaries:
            raise ConfigurationError(
                "DMS-M038",
                f"boundaries of Ranges must be a list of lists such as [[1000], [2000]], got {shown(self.boundaries)}",
                given=self.boundaries,
            )
        for boundary in self.boundaries:
            if isinstance(boundary, str) or not isinstance(boundary, Sequence) or len(boundary) != len(columns):
                raise ConfigurationError(
                    "DMS-M038",
                    f"each boundary of Ranges must have a value for each of {listed(columns)}, got {shown(boundary)}"
                    f"{_in_lists(self.boundaries) if len(columns) == 1 else ''}",
                    given=boundary,
                )
        _check_rising(self.boundaries)
        texts = tuple(tuple(text_of(value, "a boundary") for value in boundary) for boundary in self.boundaries)
        object.__setattr__(self, "columns", columns)
        object.__setattr__(self, "boundaries", texts)

    @classmethod
    def even(cls, column: str, minimum: Operand, maximum: Operand, segments: int) -> Ranges:
        """
        Cut the values of a column into parts of equal width.

        `Ranges.even("id", 1, 40_000_000, 8)`. Parts are equal in rows only where values are spread evenly.

        Args:
            column: The column: whole numbers, decimals, dates or datetimes.
            minimum: The lowest value in the table.
            maximum: The highest value in the table.
            segments: How many parts; at least 2.

        Raises:
            ConfigurationError: `DMS-M038` when there are no such parts.
        """
        _checks.in_range("DMS-M038", "segments", segments, 2, None)
        for what, value in (("minimum", minimum), ("maximum", maximum)):
            text_of(value, what)  # refuses what is no value at all
        if rises(minimum, maximum) is False:
            raise ConfigurationError(
                "DMS-M038",
                f"minimum must be below maximum, got {shown(minimum)} and {shown(maximum)}; write "
                f"dms.Ranges.even({as_code(column)}, {maximum!r}, {minimum!r}, {segments})",
                given=(minimum, maximum),
            )
        return cls([column], [[value] for value in _evenly(minimum, maximum, segments)])

    @property
    def impossible_dates(self) -> tuple[str, ...]:
        """The boundaries that have the form of a date, but no calendar has them."""
        return tuple(text for boundary in self.boundaries for text in map(str, boundary) if is_impossible_date(text))

    def rising(self) -> Ranges:
        """
        Return itself, or parts with the boundaries in order, where they don't rise.

        Texts that are all numbers, or all dates, are read as such, and others by their first characters where no two
        have the same; else their order is the source's to know.
        """
        texts = [[str(boundary[place]) for boundary in self.boundaries] for place in range(len(self.columns))]
        columns = [values_of(each) or initials(each) for each in texts]
        known = [column for column in columns if column is not None]
        if len(known) < len(columns):
            return self
        values = list(zip(*known, strict=True))
        if all(before < after for before, after in itertools.pairwise(values)):
            return self
        ordered = sorted(dict(zip(values, self.boundaries, strict=True)).items(), key=operator.itemgetter(0))
        return Ranges(self.columns, [boundary for _, boundary in ordered])

    def body(self) -> dict[str, Any]:
        """Return it as DMS wants it."""
        return {
            "type": self.TYPE,
            "columns": list(self.columns),
            "boundaries": [list(boundary) for boundary in self.boundaries],
        }

    def describe(self) -> str:
        """Say in plain words how the table is loaded."""
        return f"load it in {len(self.boundaries) + 1} parts by the values of {listed(self.columns)}"

    def __repr__(self) -> str:
        boundaries = ", ".join(as_code(boundary) for boundary in self.boundaries)
        return f"dms.Ranges({as_code(self.columns)}, [{boundaries}])"


def _check_rising(boundaries: Sequence[Sequence[Operand]]) -> None:
    for before, after in itertools.pairwise(boundaries):
        # The first column in which they differ decides.
        pair = next(((a, b) for a, b in zip(before, after, strict=True) if a != b), (0, 0))
        if pair[0] == pair[1] or rises(*pair) is False:
            raise ConfigurationError(
                "DMS-M038",
                f"boundaries of Ranges must rise, got {_shown(before)} before {_shown(after)}{_sorted(boundaries)}",
                given=boundaries,
            )


def _in_lists(boundaries: Sequence[object]) -> str:
    """Say how boundaries of one column are written that were given as a list of values."""
    if not all(isinstance(value, str | int | float) for value in boundaries):
        return ""
    return f"; write {as_code([[value] for value in boundaries])}"


def _sorted(boundaries: Sequence[Sequence[Any]]) -> str:
    """Say how boundaries are written in order; nothing where two are equal, or aren't numbers."""
    if not all(isinstance(value, int | float) for boundary in boundaries for value in boundary):
        return ""
    rising = sorted(map(list, boundaries))
    return "" if any(a == b for a, b in itertools.pairwise(rising)) else f"; write {as_code(rising)}"


def _shown(boundary: Sequence[Operand]) -> str:
    return f"[{', '.join(quoted(value) if isinstance(value, str) else str(value) for value in boundary)}]"


def _evenly(minimum: Operand, maximum: Operand, segments: int) -> list[Operand]:
    low, high = minimum, maximum
    values: list[Any]
    if isinstance(low, datetime.datetime) and isinstance(high, datetime.datetime):
        width = (high - low) / segments
        values = [(low + width * part).replace(microsecond=0) for part in range(1, segments)]
    elif isinstance(low, datetime.date) and isinstance(high, datetime.date) and type(low) is type(high):
        days = (high - low).days
        values = [low + datetime.timedelta(days=days * part // segments) for part in range(1, segments)]
    elif type(low) is int and type(high) is int:
        values = [low + (high - low) * part // segments for part in range(1, segments)]
    elif isinstance(low, decimal.Decimal | int) and isinstance(high, decimal.Decimal | int):
        width_of_each = (decimal.Decimal(high) - decimal.Decimal(low)) / segments
        values = [decimal.Decimal(low) + width_of_each * part for part in range(1, segments)]
    else:
        raise ConfigurationError(
            "DMS-M038",
            "minimum and maximum must both be whole numbers, decimals, dates or datetimes, got "
            f"{shown(minimum)} and {shown(maximum)}; write the boundaries of other values yourself",
            given=(minimum, maximum),
        )
    if any(after <= before for before, after in zip([low, *values], [*values, high], strict=True)):
        raise ConfigurationError(
            "DMS-M038",
            f"{shown(minimum)} to {shown(maximum)} can't be cut into {segments} parts; {_fewer(low, high)}",
            given=(minimum, maximum, segments),
        )
    return values


def _fewer(low: object, high: object) -> str:
    """Say how many parts are possible."""
    most = high - low if isinstance(low, int) and isinstance(high, int) else None
    if most is None:
        return "give fewer segments"
    return f"give at most {most}" if most >= 2 else "load the table as a whole"

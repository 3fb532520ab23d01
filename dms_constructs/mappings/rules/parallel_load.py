"""How the full load of one table is cut into parts that are loaded at the same time."""

from __future__ import annotations

import datetime
import decimal
import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from dms_constructs import _checks, facts
from dms_constructs._code import as_code, call
from dms_constructs.errors import ConfigurationError
from dms_constructs.mappings.rules.filters import Operand, rises, text_of
from dms_constructs.mappings.rules.words import listed, plain_value, quoted, shown

__all__ = [
    "NoSegments",
    "PartitionsAuto",
    "PartitionsList",
    "Ranges",
    "Segments",
    "SubpartitionsAuto",
    "segments_from_body",
]


@dataclass(frozen=True, slots=True)
class Segments:
    """
    What the ways to cut a table share.

    Each part is loaded by a thread; `max_full_load_sub_tasks` of the task settings bounds how many run at once.

    Source: the DMS User Guide, page CHAP_Tasks.CustomizingTasks.TableMapping.SelectionTransformation.Tablesettings.
    """

    TYPE: ClassVar[str]
    """DMS's word for it."""

    def body(self) -> dict[str, Any]:
        """Return it as DMS wants it."""
        return {"type": self.TYPE}

    def describe(self) -> str:
        """Say in plain words how the table is loaded."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class NoSegments(Segments):
    """The table is loaded as a whole, which is also what happens without a rule."""

    TYPE = "none"

    def describe(self) -> str:
        """Say in plain words how the table is loaded."""
        return "load it as a whole"


@dataclass(frozen=True, slots=True, repr=False)
class PartitionsAuto(Segments):
    """
    Every partition that the table has is a part. Not for PostgreSQL sources.

    Args:
        number_of_partitions: For MongoDB and DocumentDB: how many. Default: what DMS takes, 16.
        collection_count_from_metadata: For MongoDB and DocumentDB: whether to estimate instead of count. Default: yes.
        max_records_skip_per_page: For MongoDB and DocumentDB: how many records to skip at once. Default: 10000.
        batch_size: For MongoDB and DocumentDB: how many documents a batch has. Default: what the server takes.

    Raises:
        ConfigurationError: `DMS-M038` for a number out of range.
    """

    TYPE = "partitions-auto"

    number_of_partitions: int | None = field(default=None, kw_only=True)
    collection_count_from_metadata: bool | None = field(default=None, kw_only=True)
    max_records_skip_per_page: int | None = field(default=None, kw_only=True)
    batch_size: int | None = field(default=None, kw_only=True)

    def __post_init__(self) -> None:
        for name, minimum in (("number_of_partitions", 1), ("max_records_skip_per_page", 1), ("batch_size", 0)):
            _checks.in_range("DMS-M038", name, getattr(self, name), minimum, None)
        if not isinstance(self.collection_count_from_metadata, bool | None):
            raise ConfigurationError(
                "DMS-M038",
                "collection_count_from_metadata must be True or False, got "
                f"{shown(self.collection_count_from_metadata)}",
                given=self.collection_count_from_metadata,
            )

    @property
    def is_for_documents(self) -> bool:
        """Whether it has what only MongoDB and DocumentDB take."""
        return any(getattr(self, key.replace("-", "_")) is not None for key in _document_keys())

    def body(self) -> dict[str, Any]:
        """Return it as DMS wants it."""
        given = {key: getattr(self, key.replace("-", "_")) for key in _document_keys()}
        return {"type": self.TYPE} | {key: value for key, value in given.items() if value is not None}

    def describe(self) -> str:
        """Say in plain words how the table is loaded."""
        return "load its partitions in parallel"

    def __repr__(self) -> str:
        given = {name: getattr(self, name) for name in (key.replace("-", "_") for key in _document_keys())}
        return call("dms.PartitionsAuto", **given)


def _document_keys() -> Iterable[str]:
    keys: dict[str, Any] = facts.table_mappings()["table_settings"]["mongo_keys"]["value"]
    return keys


@dataclass(frozen=True, slots=True, repr=False)
class SubpartitionsAuto(Segments):
    """Every subpartition that the table has is a part; for Oracle sources only."""

    TYPE = "subpartitions-auto"

    def __repr__(self) -> str:
        return "dms.SubpartitionsAuto()"

    def describe(self) -> str:
        """Say in plain words how the table is loaded."""
        return "load its subpartitions in parallel"


@dataclass(frozen=True, slots=True, repr=False)
class PartitionsList(Segments):
    """
    The partitions named are the parts, and no others are loaded: `PartitionsList(["p2024", "p2025"])`.

    Args:
        partitions: Names of partitions.
        subpartitions: Names of subpartitions, for Oracle sources only.

    Raises:
        ConfigurationError: `DMS-M038` without names, or for something that is not a name.
    """

    TYPE = "partitions-list"

    partitions: Sequence[str] = ()
    subpartitions: Sequence[str] = field(default=(), kw_only=True)

    def __post_init__(self) -> None:
        for what in ("partitions", "subpartitions"):
            object.__setattr__(self, what, _names(f"{what} of PartitionsList", getattr(self, what)))
        if not self.partitions and not self.subpartitions:
            raise ConfigurationError("DMS-M038", "PartitionsList must name partitions, got none", given=())

    def body(self) -> dict[str, Any]:
        """Return it as DMS wants it."""
        given = {"partitions": list(self.partitions), "subpartitions": list(self.subpartitions)}
        return {"type": self.TYPE} | {key: value for key, value in given.items() if value}

    def describe(self) -> str:
        """Say in plain words how the table is loaded."""
        named = [
            f"{what} {listed(names)}"
            for what, names in (("partitions", self.partitions), ("subpartitions", self.subpartitions))
            if names
        ]
        return f"load only its {listed(named)}, in parallel"

    def __repr__(self) -> str:
        subpartitions = f", subpartitions={as_code(self.subpartitions)}" if self.subpartitions else ""
        return f"dms.PartitionsList({as_code(self.partitions)}{subpartitions})"


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
        columns = _names("columns of Ranges", self.columns)
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
                    f"each boundary of Ranges must have a value for each of {listed(columns)}, got {shown(boundary)}",
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


def _names(what: str, given: Iterable[str]) -> tuple[str, ...]:
    if isinstance(given, str | Mapping) or not isinstance(given, Iterable):
        raise ConfigurationError("DMS-M038", f"{what} must be a list of names, got {shown(given)}", given=given)
    names = tuple(given)
    for name in names:
        if not isinstance(name, str) or not name.strip():
            raise ConfigurationError("DMS-M038", f"{what} must be names, got {shown(name)}", given=name)
    if len(set(names)) != len(names):
        raise ConfigurationError("DMS-M038", f"{what} must not have a name twice, got {shown(names)}", given=names)
    return names


def _check_rising(boundaries: Sequence[Sequence[Operand]]) -> None:
    for before, after in itertools.pairwise(boundaries):
        # The first column in which they differ decides.
        pair = next(((a, b) for a, b in zip(before, after, strict=True) if a != b), (0, 0))
        if pair[0] == pair[1] or rises(*pair) is False:
            raise ConfigurationError(
                "DMS-M038",
                f"boundaries of Ranges must rise, got {_shown(before)} before {_shown(after)}",
                given=boundaries,
            )


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


def segments_from_body(body: Mapping[str, Any]) -> Segments:
    """Return what a body stands for; what it does not know is left out."""
    match body.get("type"):
        case "none":
            return NoSegments()
        case "partitions-auto":
            return PartitionsAuto(**{key.replace("-", "_"): plain_value(body.get(key)) for key in _document_keys()})
        case "subpartitions-auto":
            return SubpartitionsAuto()
        case "partitions-list":
            return PartitionsList(body.get("partitions", ()), subpartitions=body.get("subpartitions", ()))
        case "ranges":
            return Ranges(body.get("columns", ()), body.get("boundaries", ()))
        case other:
            known = facts.table_mappings()["table_settings"]["parallel_load_types"]["value"]
            raise ConfigurationError(
                "DMS-M038",
                f"the type of parallel-load must be one of {', '.join(known)}, got {shown(other)}",
                given=other,
            )

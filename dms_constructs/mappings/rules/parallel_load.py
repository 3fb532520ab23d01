"""How the full load of one table is cut into parts that are loaded at the same time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from dms_constructs import _checks, facts
from dms_constructs._code import as_code, call
from dms_constructs.errors import ConfigurationError
from dms_constructs.mappings.rules.ranges import Ranges
from dms_constructs.mappings.rules.segments import Segments, distinct_names
from dms_constructs.mappings.rules.words import listed, plain_value, shown

__all__ = ["NoSegments", "PartitionsAuto", "PartitionsList", "SubpartitionsAuto", "segments_from_body"]


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
            object.__setattr__(self, what, distinct_names(f"{what} of PartitionsList", getattr(self, what)))
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

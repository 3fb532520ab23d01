"""The figures of a workload, and those that follow from them."""

from __future__ import annotations

import math
from dataclasses import dataclass

from dms_constructs._checks import is_a
from dms_constructs.engines import EngineName
from dms_constructs.errors import ConfigurationError
from dms_constructs.migration_type import MigrationType
from dms_constructs.sizing._checks import number, shown, whole
from dms_constructs.sizing.constants import SizingConstants

__all__ = ["Figures", "largest_table_gib", "outage_hours", "row_bytes", "stream_gib", "tasks_for"]

_GIB = 1024**3
_MB = 1_000_000
_SECONDS = 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What is to be moved, in figures; `Workload` documents them, and adds what is done with them."""

    tables: int
    total_gib: float | None = None
    largest_table_gib: float | None = None
    largest_table_segments: int = 1
    rows: int | None = None
    average_row_bytes: float | None = None
    lob_columns: float = 0
    largest_lob_kb: int | None = None
    typical_lob_kb: int | None = None
    change_mb_per_second: float = 0
    transactions_per_second: float | None = None
    tolerated_outage_hours: float | None = None
    tasks: int | None = None
    migration_type: MigrationType = MigrationType.FULL_LOAD_AND_CDC
    source_engine: EngineName | None = None
    target_engine: EngineName | None = None
    heterogeneous: bool | None = None
    rehearsal: bool = False
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for name in ("tables", "largest_table_segments"):
            whole("DMS-Z001", f"Workload.{name}", getattr(self, name), 1)
        for name, minimum in _WHOLE:
            if (value := getattr(self, name)) is not None:
                whole("DMS-Z001", f"Workload.{name}", value, minimum)
        for name in ("lob_columns", "change_mb_per_second"):
            number("DMS-Z001", f"Workload.{name}", getattr(self, name))
        for name in _NUMBERS:
            if (value := getattr(self, name)) is not None:
                number("DMS-Z001", f"Workload.{name}", value)
        self._check_types()
        self._check_together()

    def _check_types(self) -> None:
        if not isinstance(self.migration_type, MigrationType):
            is_a("DMS-Z004", "migration_type", self.migration_type or "", MigrationType, "dms.MigrationType.CDC")
        is_a("DMS-Z004", "source_engine", self.source_engine, EngineName, "dms.EngineName.MYSQL")
        is_a("DMS-Z004", "target_engine", self.target_engine, EngineName, "dms.EngineName.POSTGRESQL")
        is_a("DMS-Z004", "heterogeneous", self.heterogeneous, bool, "heterogeneous=True")
        if not isinstance(self.rehearsal, bool):
            is_a("DMS-Z004", "rehearsal", self.rehearsal or "", bool, "rehearsal=True")
        if not isinstance(self.notes, tuple) or not all(isinstance(note, str) for note in self.notes):
            raise ConfigurationError(
                "DMS-Z004", f"Workload.notes must be a tuple of texts, got {self.notes!r}", given=self.notes
            )

    def _check_together(self) -> None:
        if self.total_gib is None and (self.rows is None or self.average_row_bytes is None):
            raise ConfigurationError(
                "DMS-Z007",
                "the amount of data is not known: give Workload.total_gib, or both Workload.rows and "
                "Workload.average_row_bytes",
            )
        if self.largest_table_gib is not None and self.largest_table_gib > self.data_gib:
            raise ConfigurationError(
                "DMS-Z002",
                f"Workload.largest_table_gib must not be above the {shown(self.data_gib)} GiB of all tables, got "
                f"{self.largest_table_gib}",
                given=self.largest_table_gib,
            )
        if self.typical_lob_kb is not None and self.typical_lob_kb > (self.largest_lob_kb or self.typical_lob_kb):
            raise ConfigurationError(
                "DMS-Z002",
                f"Workload.typical_lob_kb must not be above largest_lob_kb ({self.largest_lob_kb}), got "
                f"{self.typical_lob_kb}",
                given=self.typical_lob_kb,
            )
        sizes = self.largest_lob_kb if self.largest_lob_kb is not None else self.typical_lob_kb
        if sizes is not None and not self.lob_columns:
            raise ConfigurationError(
                "DMS-Z002",
                f"a workload with sizes of large objects needs columns for them, got lob_columns={self.lob_columns}; "
                "give lob_columns too, or leave the sizes out",
                given=sizes,
            )
        if self.change_mb_per_second and not self.migration_type.has_cdc:
            raise ConfigurationError(
                "DMS-Z002",
                f"Workload.change_mb_per_second is {self.change_mb_per_second}, and a task of type "
                f"{self.migration_type.value} replicates no changes; leave it out, or choose another migration_type",
                given=self.change_mb_per_second,
            )

    @property
    def data_gib(self) -> float:
        """The data of all tables, in GiB."""
        if self.total_gib is not None:
            return self.total_gib
        return (self.rows or 0) * (self.average_row_bytes or 0) / _GIB

    @property
    def is_heterogeneous(self) -> bool:
        """Whether the engines' families differ, as far as that is known."""
        if self.heterogeneous is not None:
            return self.heterogeneous
        if self.source_engine is None or self.target_engine is None:
            return False
        return self.source_engine.record.protocol != self.target_engine.record.protocol


_WHOLE = (("rows", 0), ("largest_lob_kb", 1), ("typical_lob_kb", 1), ("tasks", 1))
_NUMBERS = (
    "total_gib",
    "largest_table_gib",
    "average_row_bytes",
    "transactions_per_second",
    "tolerated_outage_hours",
)


def tasks_for(workload: Figures, constants: SizingConstants) -> int:
    """Return how many tasks keep up with the changes, and how many the tables fill; a table has one task at most."""
    by_changes = math.ceil(workload.change_mb_per_second / constants.stream_mb_per_second)
    by_tables = math.ceil(workload.tables / constants.tables_per_task)
    return max(1, by_tables, min(by_changes, workload.tables))


def row_bytes(workload: Figures, constants: SizingConstants) -> float:
    """Return the length of a row without its large objects."""
    if workload.average_row_bytes is not None:
        return workload.average_row_bytes
    if workload.rows:
        return min(constants.longest_row_bytes, workload.data_gib * _GIB / workload.rows)
    return constants.assumed_row_bytes


def largest_table_gib(workload: Figures) -> float:
    """Return the size of the largest table; all of the data, where nothing is known."""
    return workload.data_gib if workload.largest_table_gib is None else workload.largest_table_gib


def outage_hours(workload: Figures, constants: SizingConstants) -> float:
    """Return how long the target may be away."""
    hours = workload.tolerated_outage_hours
    return constants.tolerated_outage_hours if hours is None else hours


def stream_gib(mb_per_second: float, hours: float) -> float:
    """Return how much a stream carries in some hours, in GiB."""
    return mb_per_second * _MB * _SECONDS * hours / _GIB

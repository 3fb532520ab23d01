"""What is to be moved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dms_constructs._checks import is_a
from dms_constructs.catalog import Catalog
from dms_constructs.engines import EngineName
from dms_constructs.errors import ConfigurationError
from dms_constructs.migration_type import MigrationType
from dms_constructs.sizing._checks import number, shown, whole
from dms_constructs.sizing._measured import figures
from dms_constructs.sizing.constants import SizingConstants
from dms_constructs.sizing.sizing import Sizing, size

if TYPE_CHECKING:
    from dms_constructs.mappings import TableMappings

__all__ = ["Workload"]

_GIB = 1024**3


@dataclass(frozen=True, slots=True, kw_only=True)
class Workload:
    """
    What is to be moved, in figures: `print(Workload(tables=120, total_gib=500).size())`.

    What is not given is assumed, and the sizing says so. `from_catalog` takes the figures from a measured catalog.

    Args:
        tables: How many tables; 1 or more.
        total_gib: The data of all of them without indexes, in GiB. Default: `rows` x `average_row_bytes`.
        largest_table_gib: The data of the largest of them, in GiB. Default: all of it.
        largest_table_segments: In how many parts the largest table loads at once, by `TableSettings` with
            `parallel_load`; 1, so as a whole.
        rows: How many rows all of them have. Default: not known.
        average_row_bytes: The length of a row without its large objects, in bytes. Default: `total_gib` by `rows`, at
            most 8,192; else 1,024.
        lob_columns: How many columns with large objects a table has on average, of those that have any; 0 for none.
        largest_lob_kb: The size of the largest object, in KB. Default, where there are any: 63.
        typical_lob_kb: The average size of an object, in KB. Default: not known.
        change_mb_per_second: How many MB change per second at peak. Default: none.
        transactions_per_second: How many transactions the source commits per second at peak. Default: not known.
        tolerated_outage_hours: How long the target may be away before the task has to stop reading. Default: 4.
        tasks: How many tasks share the work. Default: by the rate of changes and the number of tables.
        migration_type: What moves. Default: the data and then the changes.
        source_engine: The source's engine. Default: not known.
        target_engine: The target's engine. Default: not known.
        heterogeneous: Whether the engines' families differ. Default: as the engines say; no when one is not known.
        rehearsal: Whether it is a trial, which can be small and need not survive the loss of a zone; no.
        notes: What is to be known about where the figures are from; the sizing repeats it.

    Raises:
        ConfigurationError: `DMS-Z001` for a figure that can't be, `DMS-Z002` for two that disagree, `DMS-Z004` for a
            value of the wrong type, `DMS-Z007` when the amount of data is not known.
    """

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
            is_a("DMS-Z004", "migration_type", self.migration_type or "", MigrationType, "MigrationType.CDC")
        is_a("DMS-Z004", "source_engine", self.source_engine, EngineName, "EngineName.MYSQL")
        is_a("DMS-Z004", "target_engine", self.target_engine, EngineName, "EngineName.POSTGRESQL")
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
                "the amount of data is not known: give Workload.total_gib, or both rows and average_row_bytes",
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
                f"Workload has sizes of large objects and no columns for them, got lob_columns={self.lob_columns}; "
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

    @classmethod
    def from_catalog(
        cls,
        catalog: Catalog,
        *,
        mappings: TableMappings | None = None,
        migration_type: MigrationType = MigrationType.FULL_LOAD_AND_CDC,
        target_engine: EngineName | None = None,
    ) -> Workload:
        """
        Take the figures from a catalog that was measured, as `dms-constructs catalog URL --sizes` writes it.

        Other figures are given with `dataclasses.replace(workload, tasks=4)`.

        Args:
            catalog: The catalog, with the sizes of its tables.
            mappings: What the task selects. Default: every table that is not the server's own.
            migration_type: What moves. Default: the data and then the changes.
            target_engine: The target's engine. Default: not known.

        Raises:
            ConfigurationError: `DMS-Z003` when the catalog has no sizes, `DMS-Z004` for a value of the wrong type,
                `DMS-Z005` when there is no table to move.
        """
        is_a("DMS-Z004", "catalog", catalog or "", Catalog, "Catalog.from_json(text)")
        is_a("DMS-Z004", "migration_type", migration_type or "", MigrationType, "MigrationType.CDC")
        found = figures(catalog, mappings, with_changes=migration_type.has_cdc)
        return cls(**found, migration_type=migration_type, source_engine=catalog.engine, target_engine=target_engine)

    def size(self, constants: SizingConstants | None = None) -> Sizing:
        """
        Say what it needs: which instance, how many tasks, which settings, and how long it may take.

        Args:
            constants: What this library assumes. Default: `SizingConstants()`.

        Raises:
            ConfigurationError: `DMS-Z004`, when the constants are none.
        """
        is_a("DMS-Z004", "constants", constants, SizingConstants, "SizingConstants(slow_gib_per_hour=3)")
        return size(self, constants)

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

"""What is to be moved, and what it needs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from dms_constructs._checks import is_a
from dms_constructs.catalog import Catalog
from dms_constructs.engines import EngineName
from dms_constructs.errors import Finding
from dms_constructs.mappings.evaluation import Evaluation
from dms_constructs.mappings.table_mappings import TableMappings
from dms_constructs.migration_type import MigrationType
from dms_constructs.sizing import _assumptions, _findings, _report
from dms_constructs.sizing._measured import figures
from dms_constructs.sizing.choosing import size
from dms_constructs.sizing.constants import SizingConstants
from dms_constructs.sizing.figures import Figures
from dms_constructs.sizing.sized import Sized

__all__ = ["Sizing", "Workload"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Workload(Figures):
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

    @classmethod
    def from_catalog(
        cls,
        catalog: Catalog,
        *,
        mappings: TableMappings | Evaluation | None = None,
        migration_type: MigrationType = MigrationType.FULL_LOAD_AND_CDC,
        target_engine: EngineName | None = None,
    ) -> Workload:
        """
        Take the figures from a catalog that was measured, as `dms-constructs catalog URL --sizes` writes it.

        Other figures are given with `dataclasses.replace(workload, tasks=4)`.

        Args:
            catalog: The catalog, with the sizes of its tables.
            mappings: What the task selects, or what became of it with this catalog. Default: every table that is not
                a system table.
            migration_type: What moves. Default: the data and then the changes.
            target_engine: The target's engine. Default: not known.

        Raises:
            ConfigurationError: `DMS-Z003` when the catalog has no sizes, `DMS-Z004` for a value of the wrong type,
                `DMS-Z005` when there is no table to move.
        """
        is_a("DMS-Z004", "catalog", catalog or "", Catalog, "dms.Catalog.from_json(text)")
        is_a("DMS-Z004", "migration_type", migration_type or "", MigrationType, "dms.MigrationType.CDC")
        found = figures(catalog, mappings, with_changes=migration_type.has_cdc)
        return cls(**found, migration_type=migration_type, source_engine=catalog.engine, target_engine=target_engine)

    def size(self, constants: SizingConstants | None = None) -> Sizing:
        """
        Say what it needs: which instance, how many tasks, which settings, and how long it may take.

        Args:
            constants: What this library assumes. Default: `SizingConstants()`.

        Raises:
            ConfigurationError: `DMS-Z004` for what is not `SizingConstants`.
        """
        is_a("DMS-Z004", "constants", constants, SizingConstants, "dms.SizingConstants(slow_gib_per_hour=3)")
        return size(self, constants, Sizing)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Sizing(Sized):
    """
    What a workload needs, with the reasons: `print(workload.size())`.

    Made by `Workload.size`. It prints as prose; `to_markdown` and `to_dict` say the same.

    Attributes:
        workload: What is to be moved.
        constants: What this library assumed.
        instance_class: The smallest class that is large enough for all tasks, else the largest class; None when not
            even one task fits into that.
        instance_count: How many instances of the class the tasks have to be spread over: 1 as a rule, 0 without one.
        allocated_storage_gib: The storage of each instance, in GiB.
        multi_az: Whether to keep a standby instance in a second zone.
        tasks: How many tasks share the work.
        memory_gib: What one instance for all tasks needs, in GiB.
        vcpu: How many virtual processors one instance for all tasks needs.
        lobs: How large objects move; None, which leaves it to DMS, when nobody told of any.
        serverless_min_dcu: The least capacity of each serverless replication, in DCU, as the alternative to instances;
            None when even the largest capacity is too small.
        serverless_max_dcu: The greatest capacity of each serverless replication, in DCU, or None.
        full_load_hours: How long the full load takes at best and at worst, in hours; None when nothing is loaded.
    """

    workload: Workload

    @property
    def splitting(self) -> tuple[str, ...]:
        """Why there are so many tasks, and how to split the work between them."""
        return tuple(_report.splitting(self))

    @property
    def assumptions(self) -> tuple[str, ...]:
        """What it rests on, in words."""
        return tuple(_assumptions.assumptions(self))

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The findings, each with its fix."""
        return tuple(_findings.of(self))

    def explain(self) -> str:
        """Return it as prose: what to take, why, what it rests on."""
        return _report.as_text(self)

    def to_markdown(self) -> str:
        """Return it as Markdown."""
        return _report.as_markdown(self)

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON-compatible data."""
        return _report.as_dict(self)

    def __str__(self) -> str:
        return self.explain()

    def __repr__(self) -> str:
        return f"<Sizing: {self.instance_count} x {self.instance_class}, {self.tasks} tasks>"

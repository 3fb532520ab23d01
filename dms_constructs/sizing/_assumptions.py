"""What a sizing rests on, in words."""

from __future__ import annotations

from collections.abc import Iterator

from dms_constructs.settings import LimitedLobs
from dms_constructs.settings._keys import key
from dms_constructs.sizing._checks import shown
from dms_constructs.sizing.figures import row_bytes
from dms_constructs.sizing.sized import Sized

__all__ = ["assumptions"]


def assumptions(sizing: Sized) -> Iterator[str]:
    """Yield what the sizing rests on."""
    for note in (*sizing.workload.notes, *sizing.memory.notes):
        yield f"{note[:1].upper()}{note[1:].removesuffix('.')}."
    yield from _about_data(sizing)
    yield from _about_lobs(sizing)
    if sizing.workload.migration_type.has_cdc:
        yield from _about_changes(sizing)
    workload, constants = sizing.workload, sizing.constants
    if workload.heterogeneous is None and (workload.source_engine is None or workload.target_engine is None):
        yield "Source and target have engines of one family."
    yield (
        f"Constants of ours, not verified: {shown(constants.system_memory_gib)} GiB for the system, rows in memory "
        f"{shown(constants.row_copies)} times, {shown(constants.sub_tasks_per_vcpu)} sub-tasks to a processor, "
        f"{shown(constants.slow_gib_per_hour)} to {shown(constants.fast_gib_per_hour)} GiB/h for a sub-task, "
        f"{shown(constants.stream_mb_per_second)} MB/s of changes for a task, storage x "
        f"{shown(constants.storage_headroom)}. Override what you measured: workload.size(dms.SizingConstants(...))."
    )


def _about_data(sizing: Sized) -> Iterator[str]:
    workload, constants = sizing.workload, sizing.constants
    if sizing.tasks > 1:
        yield "The work is spread evenly over the tasks."
    if not workload.migration_type.has_full_load:
        return
    if workload.average_row_bytes is None:
        how = "computed from data and rows" if workload.rows else "assumed"
        yield f"A row without its large objects has {shown(row_bytes(workload, constants))} bytes, {how}."
    if workload.largest_table_gib is None and workload.tables > 1:
        yield "The largest table is not known, so it may be all of the data."


def _about_lobs(sizing: Sized) -> Iterator[str]:
    lobs = sizing.lobs
    if lobs is None:
        limit = key("TargetMetadata.LobMaxSize").default
        yield f"No table has columns with large objects; if one has, DMS cuts them off at {limit} KB."
        return
    if sizing.workload.largest_lob_kb is None:
        yield "The longest large object is not known: measure it."
    if isinstance(lobs, LimitedLobs):
        yield f"No large object is ever longer than {lobs.max_size_kb} KB: longer ones are cut off."


def _about_changes(sizing: Sized) -> Iterator[str]:
    workload = sizing.workload
    if not workload.change_mb_per_second:
        yield "No changes are counted, so storage and tasks are for few."
    if workload.tolerated_outage_hours is None:
        yield f"The target is never away for more than {shown(sizing.constants.tolerated_outage_hours)} hours."
    if workload.migration_type.has_full_load:
        yield "The memory of load and changes is added, because changes are gathered while tables load."
    if sizing.settings.batch_apply is not None:
        yield "Tables have a primary key, and the target no foreign keys while changes are applied in batches."

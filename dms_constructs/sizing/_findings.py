"""What may surprise about a sizing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dms_constructs.errors import Finding
from dms_constructs.sizing._checks import shown
from dms_constructs.sizing._choice import largest_class
from dms_constructs.sizing._figures import largest_table_gib, outage_hours, stream_gib

if TYPE_CHECKING:
    from dms_constructs.sizing.sizing import Sizing

__all__ = ["of", "segments_for"]


def of(sizing: Sizing) -> Iterator[Finding]:
    """Yield what may surprise."""
    yield from _instances(sizing)
    yield from _changes(sizing)
    yield from _load(sizing)


def _instances(sizing: Sizing) -> Iterator[Finding]:
    largest, memory_gib = largest_class()
    if sizing.instance_class is None:
        yield Finding(
            "sizing.noInstanceFits",
            f"one task alone needs {shown(sizing.memory.total_mib / 1024)} GiB, and {largest} has {shown(memory_gib)}; "
            "move large objects in another way, or lower MaxFullLoadSubTasks or CommitRate",
        )
    elif sizing.instance_count > 1:
        yield Finding(
            "sizing.severalInstances",
            f"no instance holds all {sizing.tasks} tasks ({shown(sizing.memory_gib)} GiB, {sizing.vcpu} vCPU): spread "
            f"them over {sizing.instance_count} instances, or start them one after the other",
        )


def _changes(sizing: Sizing) -> Iterator[Finding]:
    workload, constants = sizing.workload, sizing.constants
    keeps_up = sizing.tasks * constants.stream_mb_per_second
    if workload.change_mb_per_second > keeps_up:
        yield Finding(
            "sizing.changesOutrunTasks",
            f"{shown(workload.change_mb_per_second)} MB/s change, and {_tasks(sizing.tasks)} replicate "
            f"{shown(keeps_up)} MB/s at most: the target falls behind for as long as the peak lasts",
        )
    hours = outage_hours(workload, constants)
    cached = stream_gib(workload.change_mb_per_second, hours) * constants.storage_headroom
    if cached > sizing.allocated_storage_gib:
        covered = hours * sizing.allocated_storage_gib / cached
        yield Finding(
            "sizing.storageAboveMaximum",
            f"{shown(hours)} hours of changes take {shown(cached)} GiB, and an instance has "
            f"{sizing.allocated_storage_gib:,} GiB at most: it covers {shown(covered)} hours",
        )
    if sizing.full_load_hours is not None:
        cached = stream_gib(workload.change_mb_per_second, sizing.full_load_hours[1]) * constants.storage_headroom
        if cached > sizing.allocated_storage_gib:
            yield Finding(
                "sizing.cachedChanges",
                f"if the full load takes {shown(sizing.full_load_hours[1])} hours and changes come at peak rate all "
                f"along, {shown(cached)} GiB of them wait on {sizing.allocated_storage_gib:,} GiB of storage; load at "
                "a quiet time, in more parts, or with more storage",
            )


def _load(sizing: Sizing) -> Iterator[Finding]:
    segments = segments_for(sizing)
    if segments > 1:
        workload = sizing.workload
        many = workload.largest_table_segments
        loads = "as a whole" if many == 1 else f"in {many} parts"
        yield Finding(
            "sizing.largestTableLoadsLast",
            f"the largest table ({shown(largest_table_gib(workload))} of {shown(workload.data_gib)} GiB) loads {loads} "
            f"and keeps the others waiting; load it in {segments} parts, "
            f"TableSettings(..., parallel_load=Ranges.even(column, minimum, maximum, {segments}))",
        )


def segments_for(sizing: Sizing) -> int:
    """Return in how many parts the largest table should load, or 0 when it keeps nothing waiting."""
    workload = sizing.workload
    largest, total = largest_table_gib(workload), workload.data_gib
    # Not known is not large, and a small table is not worth the trouble.
    if sizing.full_load_hours is None or workload.largest_table_gib is None or largest < _WORTH_IT_GIB:
        return 0
    fair = total / (sizing.tasks * sizing.sub_tasks)
    wanted = min(sizing.sub_tasks, int(largest / fair))
    return wanted if wanted > workload.largest_table_segments else 0


_WORTH_IT_GIB = 1


def _tasks(count: int) -> str:
    return "one task" if count == 1 else f"{count} tasks"

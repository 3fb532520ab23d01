"""The findings of a sizing, each with its fix."""

from __future__ import annotations

import math
from collections.abc import Iterator

from dms_constructs import facts
from dms_constructs.errors import Finding
from dms_constructs.sizing._checks import shown
from dms_constructs.sizing._choice import largest_class, largest_storage_gib
from dms_constructs.sizing._quotas import above, share
from dms_constructs.sizing.figures import largest_table_gib, outage_hours, stream_gib
from dms_constructs.sizing.sized import Sized

__all__ = ["of", "segments_for"]

_WORTH_IT_GIB = 1
_MIB = 1024
_OF_LOBS = {"large objects", "stream buffers"}


def of(sizing: Sized) -> Iterator[Finding]:
    """Yield the findings."""
    yield from _instances(sizing)
    yield from _of_quotas(sizing)
    yield from _changes(sizing)
    yield from _load(sizing)


def _instances(sizing: Sized) -> Iterator[Finding]:
    largest, memory_gib = largest_class()
    if sizing.instance_class is None:
        yield Finding(
            "sizing.noInstanceFits",
            f"one task alone needs {shown(sizing.memory.total_mib / _MIB)} GiB, and {largest}, the largest class, has "
            f"{shown(memory_gib)}",
            fix=_smaller_rows(sizing, memory_gib),
        )
    elif sizing.instance_count > 1:
        each = math.ceil(sizing.tasks / sizing.instance_count)
        yield Finding(
            "sizing.severalInstances",
            f"no instance holds all {sizing.tasks} tasks ({shown(sizing.memory_gib)} GiB, {sizing.vcpu} vCPU)",
            fix=f"spread them over {sizing.instance_count} instances and size what each of them runs, "
            f"{_replaced(tasks=each)} with its share of the figures",
        )


def _of_quotas(sizing: Sized) -> Iterator[Finding]:
    quotas = above(sizing)
    if quotas:
        parts, each = share(sizing)
        yield Finding(
            "sizing.aboveQuota",
            f"one account has fewer in a Region than this needs: {', '.join(map(str, quotas))}",
            fix=f"ask AWS for more with Service Quotas before you deploy, or spread the work over {parts} accounts or "
            f"Regions, and size what each of them runs, {_replaced(tasks=each)} with its share of the figures",
        )


def _smaller_rows(sizing: Sized, memory_gib: float) -> str:
    """Return how the rows of one task become small enough, by the term that takes the most."""
    terms = {term.name: term.mib for term in sizing.memory.terms}
    lobs = sum(mib for name, mib in terms.items() if name in _OF_LOBS)
    free = (memory_gib - sizing.constants.system_memory_gib) * _MIB - (sizing.memory.total_mib - lobs)
    if sizing.workload.lob_columns and free > 0:
        columns = math.floor(sizing.workload.lob_columns * free / lobs)
        return (
            f"leave columns with large objects out with dms.RemoveColumns(schema, table, column), until a table has "
            f"{columns} at most, and size what is left: {_replaced(lob_columns=columns, **_no_sizes(columns))}"
        )
    return (
        "move the tables with the longest rows apart, with dms.TaskSettings(full_load=dms.FullLoad(commit_rate=100)), "
        f"and size the others: {_replaced(average_row_bytes=8192, lob_columns=0, **_no_sizes(0))}"
    )


def _no_sizes(columns: int) -> dict[str, None]:
    return {} if columns else {"largest_lob_kb": None, "typical_lob_kb": None}


def _changes(sizing: Sized) -> Iterator[Finding]:
    workload, constants = sizing.workload, sizing.constants
    keeps_up = sizing.tasks * constants.stream_mb_per_second
    change = workload.change_mb_per_second
    if change > keeps_up:
        yield Finding(
            "sizing.changesOutrunTasks",
            f"{shown(change)} MB/s change, and {_tasks(sizing.tasks)} can replicate {shown(keeps_up)} MB/s at most: "
            "the target falls behind for as long as the peak lasts",
            fix=_faster(sizing),
        )
    hours = outage_hours(workload, constants)
    storage = sizing.allocated_storage_gib
    cached = stream_gib(change, hours) * constants.storage_headroom
    if cached > storage:
        covered = math.floor(hours * storage / cached * 100) / 100
        yield Finding(
            "sizing.storageAboveMaximum",
            f"{shown(hours)} hours of changes take {shown(cached)} GiB, and an instance has {storage:,} GiB at most",
            fix=f"have the target back within {covered:g} hours: {_replaced(tolerated_outage_hours=covered)}",
        )
    if sizing.full_load_hours is not None:
        hours = sizing.full_load_hours[1]
        cached = stream_gib(change, hours) * constants.storage_headroom
        if cached > storage:
            yield Finding(
                "sizing.cachedChanges",
                f"if the full load takes {shown(hours)} hours and changes come at peak rate all along, "
                f"{shown(cached)} GiB of them wait on {storage:,} GiB of storage",
                fix=_quieter(sizing, cached / storage),
            )


def _faster(sizing: Sized) -> str:
    change, each = sizing.workload.change_mb_per_second, sizing.constants.stream_mb_per_second
    needed = math.ceil(change / each)
    if needed <= min(sizing.workload.tables, facts.limit("tasks")):
        return f"split the work over {needed} tasks: {_replaced(tasks=needed)}"
    # A table has one task, so more tasks than tables would have nothing to do; and an account has only so many.
    measured = math.ceil(change / sizing.tasks)
    return (
        f"measure what one task replicates, and if it is {measured} MB/s, say so: "
        f"workload.size(dms.SizingConstants(stream_mb_per_second={measured}))"
    )


def _quieter(sizing: Sized, times: float) -> str:
    hours = math.ceil(sizing.full_load_hours[1]) if sizing.full_load_hours is not None else 0
    most = sizing.allocated_storage_gib * times
    if most <= largest_storage_gib():
        return f"give it storage for all of the load: {_replaced(tolerated_outage_hours=hours)}"
    change = sizing.workload.change_mb_per_second * largest_storage_gib() / most
    figures = {
        "change_mb_per_second": math.floor(change * 1000) / 1000,
        "tolerated_outage_hours": hours,
        "tasks": sizing.tasks,
    }
    return (
        f"load at a time when at most {figures['change_mb_per_second']:g} MB/s change, with all the storage that there "
        f"is: {_replaced(**figures)}"
    )


def _load(sizing: Sized) -> Iterator[Finding]:
    segments = segments_for(sizing)
    if segments > 1:
        workload = sizing.workload
        many = workload.largest_table_segments
        loads = "as a whole" if many == 1 else f"in {many} parts"
        yield Finding(
            "sizing.largestTableLoadsLast",
            f"the largest table ({shown(largest_table_gib(workload))} of {shown(workload.data_gib)} GiB) loads {loads} "
            "and keeps the others waiting",
            fix=f"load it in {segments} parts, dms.TableSettings(..., parallel_load=dms.Ranges.even(column, minimum, "
            f"maximum, {segments})): {_replaced(largest_table_segments=segments)}",
        )


def segments_for(sizing: Sized) -> int:
    """Return in how many parts the largest table should load, or 0 when it keeps nothing waiting."""
    workload = sizing.workload
    largest, total = largest_table_gib(workload), workload.data_gib
    # Not known is not large, and a small table is not worth the trouble.
    if sizing.full_load_hours is None or workload.largest_table_gib is None or largest < _WORTH_IT_GIB:
        return 0
    wanted = 0
    for sub_tasks in (sizing.sub_tasks, sizing.sub_tasks_in_parts):
        fair = total / (sizing.tasks * sub_tasks)
        wanted = max(wanted, min(sub_tasks, int(largest / fair)))
    return wanted if wanted > workload.largest_table_segments else 0


def _replaced(**figures: object) -> str:
    """Return the code that sizes the workload with other figures."""
    given = ", ".join(f"{name}={value!r}" for name, value in figures.items())
    return f"dataclasses.replace(workload, {given}).size()"


def _tasks(count: int) -> str:
    return "one task" if count == 1 else f"{count} tasks"

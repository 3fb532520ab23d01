"""How what a workload needs is chosen."""

from __future__ import annotations

import functools
import math
from typing import TypeVar

from dms_constructs import facts
from dms_constructs.settings import FullLobs, Lobs
from dms_constructs.sizing._choice import Need, capacity, choose, is_by_processor, largest_capacity
from dms_constructs.sizing._knobs import Knobs
from dms_constructs.sizing._profile import Profile, knobs_for, lob_mode, small_sub_tasks
from dms_constructs.sizing.constants import SizingConstants, default_constants
from dms_constructs.sizing.figures import (
    Figures,
    largest_table_gib,
    outage_hours,
    row_bytes,
    stream_gib,
    tasks_for,
)
from dms_constructs.sizing.memory import advised_buffer_mb, amounts_of
from dms_constructs.sizing.sized import Sized

__all__ = ["size"]

S = TypeVar("S", bound=Sized)


def size(workload: Figures, constants: SizingConstants | None, made: type[S]) -> S:
    """Say what a workload needs, made into a sizing of this class."""
    if constants is None:
        constants = default_constants()
    kind = workload.migration_type
    has_cdc, has_load = kind.has_cdc, kind.has_full_load
    change = workload.change_mb_per_second
    is_busy = has_cdc and (
        change >= constants.busy_mb_per_second > 0
        or (workload.transactions_per_second or 0) >= constants.busy_transactions_per_second > 0
    )
    tasks = workload.tasks or tasks_for(workload, constants)

    lobs = _lobs(workload, constants)
    at_once = workload.tables - 1 + workload.largest_table_segments
    profile = Profile(kind, is_busy, workload.rehearsal or at_once <= small_sub_tasks())
    knobs = knobs_for(profile, lobs)
    buffer_mb = advised_buffer_mb(knobs, workload.lob_columns) if has_load and workload.lob_columns else 0
    if buffer_mb > knobs.buffer_mb:
        knobs = knobs._replace(buffer_mb=buffer_mb)
    need = _need(workload, constants, knobs, tasks)
    by_processor = (
        workload.is_heterogeneous
        and not has_cdc
        and not workload.lob_columns
        and is_by_processor(_need(workload, constants, knobs_for(profile._replace(is_small=True), lobs), 1))
    )
    chosen = choose(need, by_processor=by_processor, is_trial=workload.rehearsal)

    each_gib = need._replace(tasks=1).memory_gib
    least = capacity(each_gib)
    most = (capacity(each_gib * constants.serverless_headroom) or largest_capacity()) if least is not None else None

    return made(
        workload=workload,
        constants=constants,
        instance_class=chosen.instance_class,
        instance_count=chosen.number,
        allocated_storage_gib=_storage(workload, constants, is_trial=chosen.is_burstable),
        multi_az=has_cdc and not workload.rehearsal,
        tasks=tasks,
        memory_gib=need.memory_gib,
        vcpu=need.vcpu,
        lobs=lobs,
        serverless_min_dcu=least,
        serverless_max_dcu=most,
        full_load_hours=_load_hours(workload, constants, tasks, knobs.sub_tasks, lobs) if has_load else None,
        _profile=profile,
        _knobs=knobs,
    )


def _need(workload: Figures, constants: SizingConstants, knobs: Knobs, tasks: int) -> Need:
    """Return what so many tasks with these settings need."""
    kind = workload.migration_type
    # What each term is for, and its formula, is written when somebody asks.
    task_mib = sum(amounts_of(knobs, kind, workload.lob_columns, row_bytes(workload, constants), constants.row_copies))
    task_vcpu = knobs.sub_tasks / constants.sub_tasks_per_vcpu if kind.has_full_load else 0.0
    if kind.has_cdc:
        task_vcpu = max(task_vcpu, 1 / constants.streams_per_vcpu)
    return Need(tasks, constants.system_memory_gib, task_mib, task_vcpu)


def _lobs(workload: Figures, constants: SizingConstants) -> Lobs | None:
    if not workload.lob_columns:
        # Not NoLobs(): a column that nobody told of must not be left out.
        return None
    largest = workload.largest_lob_kb
    if largest is None:
        largest = max(math.ceil(constants.assumed_lob_kb), workload.typical_lob_kb or 0)
    return lob_mode(largest, workload.typical_lob_kb)


def _storage(workload: Figures, constants: SizingConstants, *, is_trial: bool) -> int:
    least, most = _storage_limits(is_trial=is_trial)
    cached = stream_gib(workload.change_mb_per_second, outage_hours(workload, constants)) * constants.storage_headroom
    return min(most, max(least, math.ceil(cached)))


@functools.cache
def _storage_limits(*, is_trial: bool) -> tuple[int, int]:
    storage = facts.instances()["storage"]
    return storage["default_gib"]["value"]["t3" if is_trial else "other"], storage["max_gib"]["value"]


def _load_hours(
    workload: Figures, constants: SizingConstants, tasks: int, sub_tasks: int, lobs: Lobs | None
) -> tuple[float, float]:
    """
    Return how long the load takes at best and at worst: all of the data in parallel, or the largest table alone.

    Where the largest is not known, all tables are alike at best, and at worst it has all of the data.
    """
    total, largest = workload.data_gib, largest_table_gib(workload)
    segments = workload.largest_table_segments
    together = total / min(tasks * sub_tasks, workload.tables - 1 + segments)
    longest = max(together, largest / min(segments, sub_tasks))
    shortest = together if workload.largest_table_gib is None and workload.tables > 1 else longest
    # No stream is faster than its connection.
    fast = min(constants.fast_gib_per_hour, stream_gib(constants.stream_mb_per_second, 1))
    slow = min(constants.slow_gib_per_hour, fast)
    return shortest / fast, longest / slow * (constants.lob_slowdown if isinstance(lobs, FullLobs) else 1)

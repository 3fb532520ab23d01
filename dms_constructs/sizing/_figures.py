"""The figures that follow from those of a workload."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dms_constructs.sizing.constants import SizingConstants
    from dms_constructs.sizing.workload import Workload

__all__ = ["largest_table_gib", "outage_hours", "row_bytes", "stream_gib", "tasks_for"]

_GIB = 1024**3
_MB = 1_000_000
_SECONDS = 3600


def tasks_for(workload: Workload, constants: SizingConstants) -> int:
    """Return how many tasks keep up with the changes, and how many the tables fill; a table has one task at most."""
    by_changes = math.ceil(workload.change_mb_per_second / constants.stream_mb_per_second)
    by_tables = math.ceil(workload.tables / constants.tables_per_task)
    return max(1, by_tables, min(by_changes, workload.tables))


def row_bytes(workload: Workload, constants: SizingConstants) -> float:
    """Return the length of a row without its large objects."""
    if workload.average_row_bytes is not None:
        return workload.average_row_bytes
    if workload.rows:
        return min(constants.longest_row_bytes, workload.data_gib * _GIB / workload.rows)
    return constants.assumed_row_bytes


def largest_table_gib(workload: Workload) -> float:
    """Return the size of the largest table; all of the data, where nothing is known."""
    return workload.data_gib if workload.largest_table_gib is None else workload.largest_table_gib


def outage_hours(workload: Workload, constants: SizingConstants) -> float:
    """Return how long the target may be away."""
    hours = workload.tolerated_outage_hours
    return constants.tolerated_outage_hours if hours is None else hours


def stream_gib(mb_per_second: float, hours: float) -> float:
    """Return how much a stream carries in some hours, in GiB."""
    return mb_per_second * _MB * _SECONDS * hours / _GIB

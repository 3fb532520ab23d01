"""What one task needs of its instance's memory, by the formulas of AWS's guide and with their numbers."""

from __future__ import annotations

import functools
import math
from typing import NamedTuple

from dms_constructs import facts
from dms_constructs._checks import is_a
from dms_constructs.migration_type import MigrationType
from dms_constructs.settings import TaskSettings
from dms_constructs.sizing._checks import number, shown
from dms_constructs.sizing._knobs import Knobs, knobs_of
from dms_constructs.sizing.constants import SizingConstants, default_constants

__all__ = [
    "MemoryTerm",
    "TaskMemory",
    "advised_buffer_mb",
    "amounts_of",
    "memory_of",
    "task_memory",
]

_KB_PER_MIB = 1024
_BYTES_PER_MIB = 1024**2
_MONITORING = "UG CHAP_Monitoring"
_BUFFERS = "UG CHAP_Tasks.CustomizingTasks.TaskSettings.StreamBuffer"
_TUNING = "UG CHAP_Tasks.CustomizingTasks.TaskSettings.ChangeProcessingTuning"


class MemoryTerm(NamedTuple):
    """
    One reason why a task needs memory.

    Attributes:
        name: For what: `large objects`, `rows in flight`, `stream buffers`, `sorter` or `batch apply`.
        mib: How much, in MiB.
        formula: How it is computed, with the numbers in it.
        source: The page of the DMS User Guide, or `ours` for what no page says.
    """

    name: str
    mib: float
    formula: str
    source: str


class TaskMemory(NamedTuple):
    """
    What one task needs of its instance's memory.

    Attributes:
        terms: What for, each with its formula.
        total_mib: All of them together, in MiB. Those of the full load and those of the changes are added, because
            changes are gathered while tables load, and applied to a table that is loaded while others still load.
        notes: What was taken because it is not known, and what AWS advises otherwise.
    """

    terms: tuple[MemoryTerm, ...]
    total_mib: float
    notes: tuple[str, ...] = ()


def task_memory(
    settings: TaskSettings | None,
    *,
    migration_type: MigrationType,
    lob_columns: float = 0,
    average_row_bytes: float | None = None,
    constants: SizingConstants | None = None,
) -> TaskMemory:
    """
    Say what a task with these settings needs of its instance's memory.

    `task_memory(TaskSettings(lobs=FullLobs()), migration_type=MigrationType.FULL_LOAD, lob_columns=2).total_mib`.
    What is known only at deployment, or is unchecked, counts as DMS's default, and is in the notes.

    Source: the DMS User Guide, pages CHAP_Monitoring, CHAP_Tasks.CustomizingTasks.TaskSettings.StreamBuffer and
    CHAP_Tasks.CustomizingTasks.TaskSettings.ChangeProcessingTuning. The guide has no formula for inline LOBs and for
    rows in flight; those are ours.

    Args:
        settings: The task's settings, or None for DMS's own defaults.
        migration_type: What the task moves: the terms of the full load are for tasks that load, and those of changes
            for tasks that replicate changes.
        lob_columns: How many columns with large objects a table has on average.
        average_row_bytes: The length of a row without its large objects. Default: not known, so rows in flight are
            not counted.
        constants: What this library assumes. Default: `SizingConstants()`.

    Raises:
        ConfigurationError: `DMS-Z001` for a number that can't be, `DMS-Z004` for a value of the wrong type.
    """
    is_a("DMS-Z004", "settings", settings, TaskSettings, "dms.TaskSettings()")
    if migration_type.__class__ is not MigrationType:
        is_a("DMS-Z004", "migration_type", migration_type or "", MigrationType, "dms.MigrationType.FULL_LOAD")
    is_a("DMS-Z004", "constants", constants, SizingConstants, "dms.SizingConstants()")
    number("DMS-Z001", "lob_columns", lob_columns)
    if average_row_bytes is not None:
        number("DMS-Z001", "average_row_bytes", average_row_bytes)
    return _task_memory(
        knobs_of(settings if settings is not None else _defaults()),
        migration_type,
        lob_columns,
        average_row_bytes,
        constants if constants is not None else default_constants(),
    )


# Not by settings, which are equal where one has a number and the other the same number, unchecked.
@functools.lru_cache(maxsize=256)
def _task_memory(
    knobs: Knobs,
    migration_type: MigrationType,
    lob_columns: float,
    average_row_bytes: float | None,
    constants: SizingConstants,
) -> TaskMemory:
    found = memory_of(knobs, migration_type, lob_columns, average_row_bytes, constants.row_copies)
    notes = list(knobs.notes)
    if migration_type.has_full_load:
        if average_row_bytes is None:
            notes.append("how long rows are is not known, so rows in flight are not counted")
        advised = advised_buffer_mb(knobs, lob_columns)
        if advised > knobs.buffer_mb:
            notes.append(
                f"with these large objects the guide advises stream buffers of {advised:,} MB each, and they have "
                f"{knobs.buffer_mb:,} MB; to follow it, write dms.StreamBuffers(stream_buffer_size_mb={advised})"
            )
    return found._replace(notes=tuple(notes))


def advised_buffer_mb(knobs: Knobs, lob_columns: float) -> int:
    """Return how large the guide wants each stream buffer, in MB."""
    kb = knobs.longest_piece_kb * lob_columns * knobs.buffers * knobs.sub_tasks * _buffer_factor()
    return math.ceil(kb / _KB_PER_MIB)


@functools.cache
def _buffer_factor() -> int:
    factor: int = facts.sizing()["aws"]["stream_buffer_factor"]["value"]
    return factor


class Amounts(NamedTuple):
    """How much each term takes, in MiB; 0 where it does not apply."""

    large_objects: float
    rows_in_flight: float
    stream_buffers: float
    sorter: float
    batch_apply: float


def amounts_of(
    knobs: Knobs,
    migration_type: MigrationType,
    lob_columns: float,
    average_row_bytes: float | None,
    row_copies: float,
) -> Amounts:
    """Return what a task with these settings needs, in numbers."""
    lobs = rows = sorter = batch = 0.0
    if migration_type is not MigrationType.CDC:
        if lob_columns and knobs.lobs != "none":
            kb_each, array = _piece(knobs)
            lobs = lob_columns * knobs.sub_tasks * kb_each * array / _KB_PER_MIB
        if average_row_bytes is not None:
            rows = knobs.sub_tasks * knobs.commit_rate * average_row_bytes * row_copies / _BYTES_PER_MIB
    if migration_type is not MigrationType.FULL_LOAD:
        sorter = knobs.sorter_mb
        batch = knobs.batch_mb or 0
    return Amounts(lobs, rows, knobs.buffers * knobs.buffer_mb, sorter, batch)


def memory_of(
    knobs: Knobs,
    migration_type: MigrationType,
    lob_columns: float,
    average_row_bytes: float | None,
    row_copies: float,
) -> TaskMemory:
    """Return what a task with these settings needs, with the formulas."""
    amounts = amounts_of(knobs, migration_type, lob_columns, average_row_bytes, row_copies)
    terms: list[MemoryTerm] = []
    if amounts.large_objects:
        terms.append(_large_objects(knobs, lob_columns, amounts.large_objects))
    if amounts.rows_in_flight and average_row_bytes is not None:
        formula = (
            f"{knobs.sub_tasks} sub-tasks x {knobs.commit_rate:,} rows x {shown(average_row_bytes)} bytes x "
            f"{shown(row_copies)} copies = {shown(amounts.rows_in_flight)} MiB"
        )
        terms.append(MemoryTerm("rows in flight", amounts.rows_in_flight, formula, "ours"))
    formula = f"{knobs.buffers} buffers x {knobs.buffer_mb:,} MB = {shown(amounts.stream_buffers)} MB"
    terms.append(MemoryTerm("stream buffers", amounts.stream_buffers, formula, _BUFFERS))
    if amounts.sorter:
        terms.append(MemoryTerm("sorter", amounts.sorter, f"MemoryLimitTotal = {knobs.sorter_mb:,} MB", _TUNING))
    if amounts.batch_apply:
        formula = f"BatchApplyMemoryLimit = {knobs.batch_mb:,} MB"
        terms.append(MemoryTerm("batch apply", amounts.batch_apply, formula, _TUNING))
    return TaskMemory(tuple(terms), sum(amounts))


def _piece(knobs: Knobs) -> tuple[int, int]:
    """Return the size of a large object, or of its pieces, in KB, and how many of them are in memory at once."""
    array = _array_rows()
    if knobs.lobs == "limited":
        return knobs.limit_kb, array
    # An inline object travels with its row or in pieces, never both, and the buffers serve either way.
    if knobs.lobs == "inline" and knobs.inline_kb * array > knobs.chunk_kb * knobs.commit_rate:
        return knobs.inline_kb, array
    return knobs.chunk_kb, knobs.commit_rate


@functools.cache
def _array_rows() -> int:
    rows: int = facts.sizing()["aws"]["driver_array_rows"]["value"]
    return rows


def _large_objects(knobs: Knobs, columns: float, mib: float) -> MemoryTerm:
    kb_each, rows = _piece(knobs)
    formula = (
        f"{_columns(columns)} x {knobs.sub_tasks} sub-tasks x {kb_each:,} KB x {rows:,} rows = "
        f"{shown(mib * _KB_PER_MIB)} KB"
    )
    if knobs.lobs != "inline":
        return MemoryTerm("large objects", mib, formula, _MONITORING)
    way = "with their rows" if kb_each == knobs.inline_kb and rows == _array_rows() else "in pieces"
    return MemoryTerm("large objects", mib, f"{formula}, for those that travel {way}", "ours")


def _columns(columns: float) -> str:
    return "1 LOB column" if columns == 1 else f"{shown(columns)} LOB columns"


@functools.cache
def _defaults() -> TaskSettings:
    return TaskSettings()

"""The settings that suit a workload."""

from __future__ import annotations

import dataclasses
import functools

from dms_constructs import facts
from dms_constructs.migration_type import MigrationType
from dms_constructs.settings import (
    BatchApply,
    ChangeProcessing,
    ControlTables,
    ErrorAction,
    ErrorPolicy,
    FullLobs,
    InlineLobs,
    LimitedLobs,
    Lobs,
    StreamBuffers,
    TaskSettings,
)
from dms_constructs.sizing.memory import Knobs, knobs_of

__all__ = ["PROFILES", "base_knobs", "limited_lob_kb", "lobs_for", "settings_for"]

PROFILES = {
    (MigrationType.FULL_LOAD, False): "bulk load",
    (MigrationType.FULL_LOAD_AND_CDC, False): "migrate and follow",
    (MigrationType.FULL_LOAD_AND_CDC, True): "migrate and follow, with high-throughput changes",
    (MigrationType.CDC, False): "follow",
    (MigrationType.CDC, True): "high-throughput changes",
}
"""What the settings are called, by migration type and whether changes are many."""


@functools.cache
def limited_lob_kb() -> int:
    """Return the size up to which limited LOBs are fast."""
    value: int = facts.sizing()["aws"]["limited_lob_kb"]["value"]
    return value


@functools.lru_cache(maxsize=4096)
def lobs_for(largest_kb: int, typical_kb: int | None) -> Lobs:
    """Return the LOB mode for objects of these sizes."""
    if largest_kb <= limited_lob_kb():
        return LimitedLobs(max_size_kb=largest_kb)
    if typical_kb is not None and typical_kb <= limited_lob_kb():
        return InlineLobs(inline_max_size_kb=limited_lob_kb())
    return FullLobs()


@functools.lru_cache(maxsize=1024)
def base_knobs(migration_type: MigrationType, lobs: Lobs | None, *, busy: bool) -> Knobs:
    """Return what the memory of a task with the settings for such a workload depends on."""
    return knobs_of(settings_for(migration_type, lobs, busy=busy))


@functools.lru_cache(maxsize=1024)
def settings_for(
    migration_type: MigrationType, lobs: Lobs | None, *, busy: bool, stream_buffer_mb: int | None = None
) -> TaskSettings:
    """
    Return the settings for such a workload.

    Args:
        migration_type: What the task moves.
        lobs: How large objects move; None leaves it to DMS.
        busy: Whether there are so many changes that they should be applied in batches.
        stream_buffer_mb: The size of each stream buffer; by default DMS's own.
    """
    settings = TaskSettings(lobs=lobs, control_tables=ControlTables() if migration_type.has_cdc else None)
    if busy and migration_type.has_cdc:
        settings = _busy(settings, lobs)
    if stream_buffer_mb is not None:
        settings = dataclasses.replace(settings, stream_buffers=StreamBuffers(stream_buffer_size_mb=stream_buffer_mb))
    return settings


def _busy(settings: TaskSettings, lobs: Lobs | None) -> TaskSettings:
    sorter, batch, keep = 4096, 1500, 300
    if isinstance(lobs, FullLobs | InlineLobs):
        # Batches work with limited LOBs only: their memory goes to the sorter, where the changes wait instead.
        return dataclasses.replace(
            settings,
            change_processing=ChangeProcessing(memory_limit_total_mb=sorter + batch, memory_keep_time_seconds=keep),
        )
    suspend = ErrorAction.SUSPEND_TABLE
    return dataclasses.replace(
        settings,
        batch_apply=BatchApply(memory_limit_mb=batch),
        change_processing=ChangeProcessing(memory_limit_total_mb=sorter, memory_keep_time_seconds=keep),
        errors=ErrorPolicy(
            data_error_policy=suspend,
            apply_error_delete_policy=suspend,
            apply_error_insert_policy=suspend,
            apply_error_update_policy=suspend,
        ),
    )

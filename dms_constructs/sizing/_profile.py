"""The settings that suit a workload, from the profiles."""

from __future__ import annotations

import dataclasses
import functools
from typing import NamedTuple

from dms_constructs import facts
from dms_constructs.migration_type import MigrationType
from dms_constructs.settings import (
    FullLobs,
    InlineLobs,
    LimitedLobs,
    Lobs,
    LobSizes,
    NoLobs,
    StreamBuffers,
    TaskSettings,
)
from dms_constructs.settings.lob_sizes import lobs_for
from dms_constructs.sizing._knobs import Knobs, knobs_of

__all__ = ["Profile", "knobs_for", "limited_lob_kb", "lob_mode", "settings_for", "small_sub_tasks"]

_SMALL_VCPU = 2


class Profile(NamedTuple):
    """What decides which settings suit a workload, besides its large objects."""

    migration_type: MigrationType
    is_busy: bool
    """Whether there are so many changes that they are better applied in batches."""
    is_small: bool
    """Whether a full load has no use for more tables at once than a small instance loads."""

    @property
    def name(self) -> str:
        """What it is called."""
        if self.migration_type is MigrationType.FULL_LOAD:
            return "bulk_load"
        if self.migration_type is MigrationType.CDC and self.is_busy:
            return "high_throughput_cdc"
        return "migrate_and_follow" + (" with high_throughput_cdc" if self.is_busy else "")


@functools.cache
def limited_lob_kb() -> int:
    """Return the size up to which limited LOBs are fast."""
    value: int = facts.task_settings()["advice"]["limited_lobs_up_to"]["value"]
    return value


@functools.cache
def small_sub_tasks() -> int:
    """Return how many tables a small instance loads at once."""
    value: int = facts.task_settings()["advice"]["sub_tasks_of_a_small_instance"]["value"]
    return value


@functools.lru_cache(maxsize=4096)
def lob_mode(largest_kb: int, typical_kb: int | None) -> Lobs:
    """Return the mode for large objects of these sizes, the longest and the average."""
    # Most can be longer than a short average, so it is not a limit for those that travel with their rows.
    is_long = typical_kb is not None and typical_kb > limited_lob_kb()
    return lobs_for(LobSizes(largest_kb=largest_kb, typical_kb=typical_kb if is_long else None))[0]


def knobs_for(profile: Profile, lobs: Lobs | None) -> Knobs:
    """Return what the memory of a task with the settings for such a workload depends on."""
    knobs = _knobs(profile, takes_batches=not isinstance(lobs, FullLobs | InlineLobs))
    if isinstance(lobs, LimitedLobs):
        return knobs._replace(limit_kb=lobs.max_size_kb)
    if isinstance(lobs, InlineLobs):
        return knobs._replace(lobs="inline", inline_kb=lobs.inline_max_size_kb, chunk_kb=lobs.chunk_size_kb)
    if isinstance(lobs, FullLobs):
        return knobs._replace(lobs="full", chunk_kb=lobs.chunk_size_kb)
    return knobs._replace(lobs="none") if isinstance(lobs, NoLobs) else knobs


@functools.cache
def _knobs(profile: Profile, *, takes_batches: bool) -> Knobs:
    # Most differ in their large objects only, and settings take a while to make.
    settings = settings_for(profile, None if takes_batches else FullLobs())
    return knobs_of(settings)._replace(lobs="limited")


@functools.lru_cache(maxsize=1024)
def settings_for(profile: Profile, lobs: Lobs | None, stream_buffer_mb: int | None = None) -> TaskSettings:
    """
    Return the settings for such a workload.

    Args:
        profile: What decides.
        lobs: How large objects move; None leaves it to DMS.
        stream_buffer_mb: The size of each stream buffer; by default DMS's own.
    """
    vcpu = _SMALL_VCPU if profile.is_small else None
    if profile.migration_type is MigrationType.FULL_LOAD:
        settings = TaskSettings.bulk_load(vcpu=vcpu, lobs=lobs)
    elif not profile.is_busy:
        settings = TaskSettings.migrate_and_follow(lobs=lobs)
    elif isinstance(lobs, FullLobs | InlineLobs):
        settings = _without_batches(lobs)
    elif profile.migration_type is MigrationType.CDC:
        settings = TaskSettings.high_throughput_cdc(lobs=lobs)
    else:
        follow, fast = TaskSettings.migrate_and_follow(lobs=lobs), TaskSettings.high_throughput_cdc(lobs=lobs)
        settings = dataclasses.replace(
            follow,
            batch_apply=fast.batch_apply,
            change_processing=fast.change_processing,
            errors=fast.errors,
            reasons=(*follow.reasons, *fast.reasons),
        )
    if stream_buffer_mb is not None:
        settings = dataclasses.replace(settings, stream_buffers=StreamBuffers(stream_buffer_size_mb=stream_buffer_mb))
    return settings


def _without_batches(lobs: FullLobs | InlineLobs) -> TaskSettings:
    """Batches take limited LOBs only: what they would need goes to the sorter, where the changes wait instead."""
    fast = knobs_of(TaskSettings.high_throughput_cdc())
    processing = TaskSettings.high_throughput_cdc().change_processing
    if processing is not None:
        sorter = fast.sorter_mb + (fast.batch_mb or 0)
        processing = dataclasses.replace(processing, memory_limit_total_mb=sorter)
    return dataclasses.replace(TaskSettings.migrate_and_follow(lobs=lobs), change_processing=processing)

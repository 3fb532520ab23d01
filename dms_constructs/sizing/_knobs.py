"""The settings that the memory of a task depends on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from dms_constructs.settings import TaskSettings
from dms_constructs.settings._keys import key
from dms_constructs.settings._rules import is_known_number

__all__ = ["Knobs", "knobs_of"]


class Knobs(NamedTuple):
    """The settings of a task that its memory depends on."""

    lobs: str
    """`none`, `limited`, `full` or `inline`."""
    sub_tasks: int
    commit_rate: int
    chunk_kb: int
    limit_kb: int
    inline_kb: int
    buffers: int
    buffer_mb: int
    sorter_mb: int
    batch_mb: int | None
    """None without batch apply."""
    notes: tuple[str, ...] = ()

    @property
    def longest_piece_kb(self) -> int:
        """The longest part of a large object that travels in one piece."""
        if self.lobs == "limited":
            return self.limit_kb
        if self.lobs == "inline":
            return max(self.chunk_kb, self.inline_kb)
        return self.chunk_kb if self.lobs == "full" else 0


def knobs_of(settings: TaskSettings) -> Knobs:
    """Return what the memory of a task with these settings depends on; DMS's default stands for what is not known."""
    read = _Reader(settings.values)
    lobs = "limited"
    if read.flag("TargetMetadata.SupportLobs", default=True) is False:
        lobs = "none"
    elif read.flag("TargetMetadata.FullLobMode", default=False):
        lobs = "inline" if read.number("TargetMetadata.InlineLobMaxSize") else "full"
    batch = read.flag("TargetMetadata.BatchApplyEnabled", default=False)
    return Knobs(
        lobs=lobs,
        sub_tasks=read.number("FullLoadSettings.MaxFullLoadSubTasks"),
        commit_rate=read.number("FullLoadSettings.CommitRate"),
        # The service echoes 0 for sizes that were not set.
        chunk_kb=read.number("TargetMetadata.LobChunkSize", zero_is_default=True),
        limit_kb=read.number("TargetMetadata.LobMaxSize", zero_is_default=True),
        inline_kb=read.number("TargetMetadata.InlineLobMaxSize"),
        buffers=read.number("StreamBufferSettings.StreamBufferCount"),
        buffer_mb=read.number("StreamBufferSettings.StreamBufferSizeInMB"),
        sorter_mb=read.number("ChangeProcessingTuning.MemoryLimitTotal"),
        batch_mb=read.number("ChangeProcessingTuning.BatchApplyMemoryLimit") if batch else None,
        notes=tuple(read.notes),
    )


class _Reader:
    """Settings, and what was not known of them."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = values
        self.notes: list[str] = []

    def flag(self, name: str, *, default: bool) -> bool:
        value = self._values.get(name)
        if value is None or isinstance(value, bool):
            return default if value is None else value
        self._take(name, default)
        return default

    def number(self, name: str, *, zero_is_default: bool = False) -> int:
        value = self._values.get(name)
        default: int = key(name).default
        if value is None or (zero_is_default and value == 0):
            return default
        if is_known_number(value):
            return int(value)
        self._take(name, default)
        return default

    def _take(self, name: str, default: object) -> None:
        self.notes.append(f"{name} is known only at deployment, or unchecked: DMS's default, {default}, is taken")

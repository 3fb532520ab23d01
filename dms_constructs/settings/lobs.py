"""How columns with large objects (LOBs) migrate: a task has exactly one mode, so each mode is a class."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from typing import Any, ClassVar

from dms_constructs.errors import ConfigurationError
from dms_constructs.settings._document import Values
from dms_constructs.settings._group import Group, default_of, renders

__all__ = ["FullLobs", "InlineLobs", "LimitedLobs", "Lobs", "NoLobs"]

_INLINE = "TargetMetadata.InlineLobMaxSize"


@dataclass(frozen=True, slots=True, kw_only=True)
class NoLobs(Group):
    """
    Leave LOB columns out.

    Source: the DMS User Guide, page CHAP_Tasks.CustomizingTasks.TaskSettings.TargetMetadata.
    """

    _fixed: ClassVar[Mapping[str, Any]] = {"TargetMetadata.SupportLobs": False}
    _meaning: ClassVar[str] = "LOB columns do not migrate."


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitedLobs(Group):
    """
    Migrate LOBs with their rows and cut off what is longer than a limit. The fastest mode.

    During the full load, each LOB column takes `MaxFullLoadSubTasks` x `max_size_kb` x 1,000 KB of the instance's
    memory: take the limit from the data.

    Source: the DMS User Guide, pages CHAP_Tasks.CustomizingTasks.TaskSettings.TargetMetadata and CHAP_Monitoring.

    Args:
        max_size_kb: The longest LOB that arrives whole, in KB: 0 to 102400.

    Raises:
        ConfigurationError: `DMS-S001`, when the limit is out of range.
    """

    max_size_kb: int = field(metadata=renders("TargetMetadata.LobMaxSize"))

    _fixed: ClassVar[Mapping[str, Any]] = {
        "TargetMetadata.SupportLobs": True,
        "TargetMetadata.FullLobMode": False,
        "TargetMetadata.LimitedSizeLobMode": True,
    }

    def _own_sentences(self) -> Mapping[str, str]:
        return {"max_size_kb": f"LOBs longer than {self.max_size_kb} KB are truncated to {self.max_size_kb} KB."}


@dataclass(frozen=True, slots=True, kw_only=True)
class FullLobs(Group):
    """
    Migrate LOBs of any length whole, piece by piece: each takes a look-up of its own, which is slow.

    Source: the DMS User Guide, page CHAP_Tasks.CustomizingTasks.TaskSettings.TargetMetadata.

    Args:
        chunk_size_kb: The length of a piece, in KB; 64 unless given. A task with larger pieces can fail.

    Raises:
        ConfigurationError: `DMS-S001`, when the length is negative.
    """

    chunk_size_kb: int = field(
        default_factory=default_of("TargetMetadata.LobChunkSize"), metadata=renders("TargetMetadata.LobChunkSize")
    )

    # The inline limit is stated, so that a task that had one loses it.
    _fixed: ClassVar[Mapping[str, Any]] = {
        "TargetMetadata.SupportLobs": True,
        "TargetMetadata.FullLobMode": True,
        "TargetMetadata.LimitedSizeLobMode": False,
        _INLINE: 0,
    }

    def _own_sentences(self) -> Mapping[str, str]:
        return {"chunk_size_kb": f"LOBs of any length migrate whole, in pieces of {self.chunk_size_kb} KB."}


@dataclass(frozen=True, slots=True, kw_only=True)
class InlineLobs(Group):
    """
    Migrate LOBs of any length whole: short ones with their rows in the full load, longer ones piece by piece.

    Source: the DMS User Guide, page CHAP_Tasks.CustomizingTasks.TaskSettings.TargetMetadata.

    Args:
        inline_max_size_kb: The longest LOB that travels with its row, in KB: 1 to 102400.
        chunk_size_kb: The length of a piece of longer ones, in KB; 64 unless given. A task with larger pieces can fail.

    Raises:
        ConfigurationError: `DMS-S001` when a size is out of range, `DMS-S012` when nothing would be inline.
    """

    inline_max_size_kb: int = field(metadata=renders(_INLINE))
    chunk_size_kb: int = field(
        default_factory=default_of("TargetMetadata.LobChunkSize"), metadata=renders("TargetMetadata.LobChunkSize")
    )

    _fixed: ClassVar[Mapping[str, Any]] = {
        "TargetMetadata.SupportLobs": True,
        "TargetMetadata.FullLobMode": True,
        "TargetMetadata.LimitedSizeLobMode": False,
    }

    def __post_init__(self) -> None:
        Group.__post_init__(self)
        if self.inline_max_size_kb == 0:
            raise ConfigurationError(
                "DMS-S012",
                "InlineLobs.inline_max_size_kb (TargetMetadata.InlineLobMaxSize) must be 1 or more, got 0, "
                "which turns inline LOBs off: write dms.FullLobs()",
                given=0,
            )

    @classmethod
    def _left_for_raw(cls, values: Values) -> Set[str]:
        return {_INLINE} if values.get(_INLINE) == 0 else set()

    def _own_sentences(self) -> Mapping[str, str]:
        return {
            "inline_max_size_kb": f"LOBs of up to {self.inline_max_size_kb} KB load with their rows.",
            "chunk_size_kb": "LOBs that do not load with their rows migrate whole, in pieces of "
            f"{self.chunk_size_kb} KB.",
        }


Lobs = NoLobs | LimitedLobs | FullLobs | InlineLobs
"""The LOB modes, of which a task has one."""

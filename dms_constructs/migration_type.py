"""What a replication task moves: the data that is there, the changes to it, or both."""

from __future__ import annotations

import enum

__all__ = ["MigrationType"]


class MigrationType(enum.Enum):
    """
    What a replication task moves. A task's type cannot change: a new type makes a new task.

    Source: the DMS User Guide, page CHAP_Tasks.Creating.
    """

    FULL_LOAD = "full-load"
    """Copy the data that is there, then stop."""
    CDC = "cdc"
    """Replicate changes only (change data capture), from a start point."""
    FULL_LOAD_AND_CDC = "full-load-and-cdc"
    """Copy the data that is there, then keep replicating changes."""

    @property
    def has_full_load(self) -> bool:
        """Whether data that is already there is copied."""
        return self is not MigrationType.CDC

    @property
    def has_cdc(self) -> bool:
        """Whether changes are replicated."""
        return self is not MigrationType.FULL_LOAD

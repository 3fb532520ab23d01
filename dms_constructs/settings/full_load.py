"""How the data that is already there is copied."""

from __future__ import annotations

import enum
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from dms_constructs._checks import is_a
from dms_constructs.settings._document import Values
from dms_constructs.settings._group import Group, Sentence, renders

__all__ = ["FullLoad", "StopAfter", "TargetTablePrepMode"]


class TargetTablePrepMode(enum.Enum):
    """What happens to tables that the target already has, before the full load."""

    DO_NOTHING = "DO_NOTHING"
    """Leave them; missing tables are created."""
    DROP_AND_CREATE = "DROP_AND_CREATE"
    """Drop them with all they hold, and create them anew."""
    TRUNCATE_BEFORE_LOAD = "TRUNCATE_BEFORE_LOAD"
    """Delete all their rows, and keep their definition."""


class StopAfter(enum.Enum):
    """Where a task that also replicates changes stops by itself after its full load."""

    CACHED_CHANGES_APPLIED = "FullLoadSettings.StopTaskCachedChangesApplied"
    """When the changes that came in during the load have been applied."""
    CACHED_CHANGES_NOT_APPLIED = "FullLoadSettings.StopTaskCachedChangesNotApplied"
    """Before they are applied."""


_PREPARATIONS = {
    TargetTablePrepMode.DO_NOTHING: "Target tables are left as they are before the full load.",
    TargetTablePrepMode.DROP_AND_CREATE: "Target tables are dropped, with all they hold, before the full load.",
    TargetTablePrepMode.TRUNCATE_BEFORE_LOAD: "All rows of the target tables are deleted before the full load.",
}
_STOPS = {
    StopAfter.CACHED_CHANGES_APPLIED: "The task stops after the full load, once cached changes have been applied.",
    StopAfter.CACHED_CHANGES_NOT_APPLIED: "The task stops after the full load, before cached changes are applied.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FullLoad(Group):
    """
    How the data that is already there is copied.

    What is not given is left to DMS, except the first; the other defaults named here are those that AWS publishes.

    Source: the DMS User Guide, page CHAP_Tasks.CustomizingTasks.TaskSettings.FullLoad.

    Args:
        target_table_prep_mode: What happens to tables that the target already has; `DO_NOTHING` unless given:
            nothing is dropped unless somebody asks for it. None leaves that to DMS: what it does is then not known,
            and it might drop tables.
        max_full_load_sub_tasks: How many tables load at once: 1 to 49; 8 by default.
        commit_rate: How many rows travel together: 1 to 50000; 10000 by default.
        create_pk_after_full_load: Whether primary keys and unique indexes wait until the load is over; no by default.
        transaction_consistency_timeout_seconds: How long to wait for open transactions before the load starts;
            600 by default.
        load_max_file_size_kb: The largest file in which rows travel to a MySQL, PostgreSQL or Redshift target:
            0 to 100000; wins over the endpoint's own setting.
        stop_after: Where the task stops by itself; by default it goes on.

    Raises:
        ConfigurationError: `DMS-S001` to `DMS-S006`, when a value is wrong.
    """

    target_table_prep_mode: TargetTablePrepMode | None = field(
        default=TargetTablePrepMode.DO_NOTHING,
        metadata=renders("FullLoadSettings.TargetTablePrepMode", TargetTablePrepMode, optional=True),
    )
    max_full_load_sub_tasks: int | None = field(default=None, metadata=renders("FullLoadSettings.MaxFullLoadSubTasks"))
    commit_rate: int | None = field(default=None, metadata=renders("FullLoadSettings.CommitRate"))
    create_pk_after_full_load: bool | None = field(
        default=None, metadata=renders("FullLoadSettings.CreatePkAfterFullLoad")
    )
    transaction_consistency_timeout_seconds: int | None = field(
        default=None, metadata=renders("FullLoadSettings.TransactionConsistencyTimeout")
    )
    load_max_file_size_kb: int | None = field(default=None, metadata=renders("TargetMetadata.LoadMaxFileSize"))
    stop_after: StopAfter | None = None

    def __post_init__(self) -> None:
        Group.__post_init__(self)
        is_a("DMS-S005", "FullLoad.stop_after", self.stop_after, StopAfter, "dms.StopAfter.CACHED_CHANGES_APPLIED")

    def _more_items(self) -> Iterator[tuple[str, Any]]:
        if self.stop_after is not None:
            # Both are stated, so that a task that stopped at the other place no longer does.
            for place in StopAfter:
                yield place.value, place is self.stop_after

    @classmethod
    def _take_more_from(cls, values: Values) -> Mapping[str, Any]:
        stops = {place: values.get(place.value) for place in StopAfter}
        for place in StopAfter:
            if stops[place] is True and all(stops[other] is False for other in StopAfter if other is not place):
                for each in StopAfter:
                    del values[each.value]
                return {"stop_after": place}
        return {}

    def _own_sentences(self) -> Mapping[str, str]:
        told = _PREPARATIONS.get(self.target_table_prep_mode) if self.target_table_prep_mode else None
        return {"target_table_prep_mode": told} if told else {}

    def _more_sentences(self) -> Iterator[Sentence]:
        if self.stop_after is not None:
            yield self.stop_after.value, _STOPS[self.stop_after]

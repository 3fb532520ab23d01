"""How DMS compares what arrived with what was sent, and repairs differences."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from dms_constructs._checks import taken_as_is
from dms_constructs.errors import ConfigurationError
from dms_constructs.settings._group import Group, renders
from dms_constructs.settings._rules import schedule_problem

__all__ = ["Resync", "Validation", "ValidationMode"]


class ValidationMode(enum.Enum):
    """What is compared first."""

    ROW_LEVEL = "ROW_LEVEL"
    """Each row."""
    GROUP_LEVEL = "GROUP_LEVEL"
    """Groups of rows, and the rows of those that differ; chosen by engine 3.5.4 and later where it can."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Validation(Group):
    """
    Compare the target's rows with the source's. Tables need a primary key or a unique index.

    What is not given is left to DMS; the defaults named here are those that AWS publishes.

    Source: the DMS User Guide, page CHAP_Tasks.CustomizingTasks.TaskSettings.DataValidation.

    Args:
        enabled: Whether rows are compared at all.
        only: Whether the task does nothing but compare. Needs `TargetTablePrepMode.DO_NOTHING`, is for tasks that
            only load or only replicate, and cannot change later. No by default.
        mode: What is compared first; each row by default.
        thread_count: How many threads compare; 5 by default.
        partition_size: How many rows a thread reads at a time; 10000 by default.
        failure_max_count: After how many failed records the task stops comparing; 10000 by default.
        table_failure_max_count: After how many failed records a table is no longer compared; 1000 by default.
        record_failure_delay_minutes: How long a difference may last before it is reported; 5 by default.
        record_failure_delay_limit_minutes: How long to wait before anything is reported, in place of the task's own
            lag; 0, the default, goes by the lag.
        record_suspend_delay_minutes: How long a table is left alone after it failed too often; 30 by default.
        max_key_column_size: The longest key that is compared; 8096 by default.
        handle_collation_diff: Whether differing sort orders of keys are taken into account; no by default.
        skip_lob_columns: Whether LOB columns are left out; no by default.
        partial_lob_size_kb: How much of a LOB is compared; 0, the default, compares all of it.
        query_cdc_delay_seconds: How long the first query waits after a change; 0 by default, and 180 in a task that
            only compares.
        s3_time: Returned by the service; AWS does not say what it does.
        s3_mask: Returned by the service; AWS does not say what it does.

    Raises:
        ConfigurationError: `DMS-S001` to `DMS-S006` when a value is wrong, `DMS-S017` when a task would only compare,
            and comparing is off.
    """

    enabled: bool = field(default=True, metadata=renders("ValidationSettings.EnableValidation", decides=True))
    only: bool | None = field(default=None, metadata=renders("ValidationSettings.ValidationOnly"))
    mode: ValidationMode | None = field(
        default=None, metadata=renders("ValidationSettings.ValidationMode", ValidationMode)
    )
    thread_count: int | None = field(default=None, metadata=renders("ValidationSettings.ThreadCount"))
    partition_size: int | None = field(default=None, metadata=renders("ValidationSettings.PartitionSize"))
    failure_max_count: int | None = field(default=None, metadata=renders("ValidationSettings.FailureMaxCount"))
    table_failure_max_count: int | None = field(
        default=None, metadata=renders("ValidationSettings.TableFailureMaxCount")
    )
    record_failure_delay_minutes: int | None = field(
        default=None, metadata=renders("ValidationSettings.RecordFailureDelayInMinutes")
    )
    record_failure_delay_limit_minutes: int | None = field(
        default=None, metadata=renders("ValidationSettings.RecordFailureDelayLimitInMinutes")
    )
    record_suspend_delay_minutes: int | None = field(
        default=None, metadata=renders("ValidationSettings.RecordSuspendDelayInMinutes")
    )
    max_key_column_size: int | None = field(default=None, metadata=renders("ValidationSettings.MaxKeyColumnSize"))
    handle_collation_diff: bool | None = field(default=None, metadata=renders("ValidationSettings.HandleCollationDiff"))
    skip_lob_columns: bool | None = field(default=None, metadata=renders("ValidationSettings.SkipLobColumns"))
    partial_lob_size_kb: int | None = field(
        default=None, metadata=renders("ValidationSettings.ValidationPartialLobSize")
    )
    query_cdc_delay_seconds: int | None = field(
        default=None, metadata=renders("ValidationSettings.ValidationQueryCdcDelaySeconds")
    )
    s3_time: int | None = field(default=None, metadata=renders("ValidationSettings.ValidationS3Time"))
    s3_mask: int | None = field(default=None, metadata=renders("ValidationSettings.ValidationS3Mask"))

    def __post_init__(self) -> None:
        Group.__post_init__(self)
        if self.only is True and self.enabled is False:
            raise ConfigurationError(
                "DMS-S017",
                "Validation.only (ValidationSettings.ValidationOnly) needs enabled=True: a task that only compares "
                "would do nothing without it",
            )

    def _own_sentences(self) -> Mapping[str, str]:
        sentences: dict[str, str] = {}
        if isinstance(self.enabled, bool):  # else it is known only at deployment
            told = "Rows in the target are compared with the source." if self.enabled else "No row is compared."
            sentences["enabled"] = told
        if self.only is True:
            sentences["only"] = "The task moves no data, it only compares."
        return sentences


@dataclass(frozen=True, slots=True, kw_only=True)
class Resync(Group):
    """
    Repair what validation found, from Oracle and SQL Server to PostgreSQL, from engine 3.6.1 on.

    It goes with `validation`, or with a task of its own that only validates: `validation_task_id` names that one.

    Source: the DMS User Guide, page CHAP_Validating.DataResync.

    Args:
        schedule: When to repair, as a cron expression of five fields, such as `0 0,12 * * *`: minutes, hours, days of
            the month, months, and days of the week from 0, Sunday, to 6; tasks that replicate changes need it.
        max_time_minutes: For how long at most: 5 to 14400; tasks that replicate changes need it.
        validation_task_id: The end of the ARN of the task that found the differences, when it is not this one.

    Raises:
        ConfigurationError: `DMS-S001` or `DMS-S004` when a value is wrong, `DMS-S029` for a schedule that is not one.
    """

    schedule: str | None = field(default=None, metadata=renders("ResyncSettings.ResyncSchedule"))
    max_time_minutes: int | None = field(default=None, metadata=renders("ResyncSettings.MaxResyncTime"))
    validation_task_id: str | None = field(default=None, metadata=renders("ResyncSettings.ValidationTaskId"))

    _fixed: ClassVar[Mapping[str, Any]] = {"ResyncSettings.EnableResync": True}
    _meaning: ClassVar[str] = "Differences that validation finds are repaired."

    def __post_init__(self) -> None:
        Group.__post_init__(self)
        if isinstance(self.schedule, str) and not taken_as_is(self.schedule):
            problem = schedule_problem(self.schedule)
            if problem is not None:
                raise problem.error()

"""How changes are captured and applied."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from dms_constructs.errors import ConfigurationError
from dms_constructs.settings._group import Group, renders
from dms_constructs.settings._rules import batch_timeouts

__all__ = ["BatchApply", "BeforeImages", "ChangeProcessing", "ColumnFilter", "DdlHandling", "LoopbackPrevention"]


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchApply(Group):
    """
    Apply changes in batches, table by table: faster, but transactions no longer arrive one after the other.

    Tables need a primary key or a unique index. DMS falls back to one change at a time for all tables when a batch
    meets an error, unless `ErrorPolicy` suspends the table. What is not given is left to DMS; the defaults named here
    are those that AWS publishes.

    Source: the DMS User Guide, pages CHAP_Tasks.CustomizingTasks.TaskSettings.TargetMetadata and
    CHAP_Tasks.CustomizingTasks.TaskSettings.ChangeProcessingTuning.

    Args:
        timeout_min_seconds: The least time between two batches; 1 by default.
        timeout_max_seconds: The most time between two batches; 30 by default.
        memory_limit_mb: The memory for changes on their way into a batch; 500 by default.
        split_size: How many changes a batch holds at most; 0, the default, sets no limit.
        preserve_transaction: Whether transactions stay whole on an Oracle target; yes by default.

    Raises:
        ConfigurationError: `DMS-S001` and `DMS-S002` when a value is wrong, `DMS-S015` when the least time is above
            the most.
    """

    timeout_min_seconds: int | None = field(
        default=None, metadata=renders("ChangeProcessingTuning.BatchApplyTimeoutMin")
    )
    timeout_max_seconds: int | None = field(
        default=None, metadata=renders("ChangeProcessingTuning.BatchApplyTimeoutMax")
    )
    memory_limit_mb: int | None = field(default=None, metadata=renders("ChangeProcessingTuning.BatchApplyMemoryLimit"))
    split_size: int | None = field(default=None, metadata=renders("ChangeProcessingTuning.BatchSplitSize"))
    preserve_transaction: bool | None = field(
        default=None, metadata=renders("ChangeProcessingTuning.BatchApplyPreserveTransaction")
    )

    _fixed: ClassVar[Mapping[str, Any]] = {"TargetMetadata.BatchApplyEnabled": True}
    _meaning: ClassVar[str] = "Changes are applied in batches."

    def __post_init__(self) -> None:
        Group.__post_init__(self)
        if problem := batch_timeouts(self.timeout_min_seconds, self.timeout_max_seconds):
            raise ConfigurationError("DMS-S015", ": ".join(problem), given=self.timeout_min_seconds)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeProcessing(Group):
    """
    How changes are gathered before they are applied.

    What is not given is left to DMS; the defaults named here are those that AWS publishes.

    Source: the DMS User Guide, pages CHAP_Tasks.CustomizingTasks.TaskSettings.ChangeProcessingTuning and CHAP_Task.CDC.

    Args:
        min_transaction_size: How many changes a transaction gathers at least; 1000 by default. Not with batch apply.
        commit_timeout_seconds: How long changes gather at most; 1 by default. Not with batch apply.
        memory_limit_total_mb: The memory for open transactions, beyond which they go to disk; 1024 by default.
        memory_keep_time_seconds: How long a transaction stays in memory before it goes to disk; 60 by default.
        statement_cache_size: How many prepared statements are kept: 0 to 200; 50 by default.
        recovery_timeout_minutes: How long a stopped task may try to resume; -1, the default, sets no limit.
        task_recovery_table_enabled: Whether the target keeps the position in a table, `awsdms_txn_state`, from
            which a task can start again; no by default.

    Raises:
        ConfigurationError: `DMS-S001` and `DMS-S002`, when a value is wrong.
    """

    min_transaction_size: int | None = field(
        default=None, metadata=renders("ChangeProcessingTuning.MinTransactionSize")
    )
    commit_timeout_seconds: int | None = field(default=None, metadata=renders("ChangeProcessingTuning.CommitTimeout"))
    memory_limit_total_mb: int | None = field(default=None, metadata=renders("ChangeProcessingTuning.MemoryLimitTotal"))
    memory_keep_time_seconds: int | None = field(
        default=None, metadata=renders("ChangeProcessingTuning.MemoryKeepTime")
    )
    statement_cache_size: int | None = field(
        default=None, metadata=renders("ChangeProcessingTuning.StatementCacheSize")
    )
    recovery_timeout_minutes: int | None = field(
        default=None, metadata=renders("ChangeProcessingTuning.RecoveryTimeout")
    )
    task_recovery_table_enabled: bool | None = field(
        default=None, metadata=renders("TargetMetadata.TaskRecoveryTableEnabled")
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class DdlHandling(Group):
    """
    Which changes to the source's tables the target follows. The default that AWS publishes is all of them.

    Source: the DMS User Guide, page CHAP_Tasks.CustomizingTasks.TaskSettings.DDLHandling.

    Args:
        handle_source_table_dropped: Whether a table dropped in the source is dropped in the target.
        handle_source_table_truncated: Whether a table truncated in the source is truncated in the target.
        handle_source_table_altered: Whether a table altered in the source is altered in the target.

    Raises:
        ConfigurationError: `DMS-S002`, when a value is not a bool.
    """

    handle_source_table_dropped: bool | None = field(
        default=None, metadata=renders("ChangeProcessingDdlHandlingPolicy.HandleSourceTableDropped")
    )
    handle_source_table_truncated: bool | None = field(
        default=None, metadata=renders("ChangeProcessingDdlHandlingPolicy.HandleSourceTableTruncated")
    )
    handle_source_table_altered: bool | None = field(
        default=None, metadata=renders("ChangeProcessingDdlHandlingPolicy.HandleSourceTableAltered")
    )


class ColumnFilter(enum.Enum):
    """Which columns a before image holds."""

    PK_ONLY = "pk-only"
    """Those of the primary key."""
    NON_LOB = "non-lob"
    """All but LOBs."""
    ALL = "all"
    """All that have a value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BeforeImages(Group):
    """
    Send the values from before an update or delete along with the change, to Kinesis and Kafka targets.

    Source: the DMS User Guide, page CHAP_Tasks.CustomizingTasks.TaskSettings.BeforeImage.

    Args:
        field_name: The name of the field that holds them.
        column_filter: Which columns they hold; those of the primary key by default, as AWS publishes it.

    Raises:
        ConfigurationError: `DMS-S003` and `DMS-S004`, when a value is wrong.
    """

    field_name: str = field(metadata=renders("BeforeImageSettings.FieldName"))
    column_filter: ColumnFilter | None = field(
        default=None, metadata=renders("BeforeImageSettings.ColumnFilter", ColumnFilter)
    )

    _fixed: ClassVar[Mapping[str, Any]] = {"BeforeImageSettings.EnableBeforeImage": True}

    def _own_sentences(self) -> Mapping[str, str]:
        return {"field_name": f"Changes carry the previous values in the field {self.field_name!r}."}


@dataclass(frozen=True, slots=True, kw_only=True)
class LoopbackPrevention(Group):
    """
    Keep a pair of tasks that replicate in both directions from sending a change back. Not with batch apply.

    The other task has the same two schemas the other way round.

    Source: the DMS User Guide, page CHAP_Task.CDC.

    Args:
        source_schema: The schema in the source that holds DMS's `awsdms_loopback_prevention` table.
        target_schema: The schema in the target that holds it.

    Raises:
        ConfigurationError: `DMS-S004`, when a name is blank.
    """

    source_schema: str = field(metadata=renders("LoopbackPreventionSettings.SourceSchema"))
    target_schema: str = field(metadata=renders("LoopbackPreventionSettings.TargetSchema"))

    _fixed: ClassVar[Mapping[str, Any]] = {"LoopbackPreventionSettings.EnableLoopbackPrevention": True}

    def _own_sentences(self) -> Mapping[str, str]:
        return {
            "source_schema": f"Changes by the reverse task, recorded in {self.source_schema!r}, are not sent back.",
            "target_schema": f"Changes are recorded for the reverse task in {self.target_schema!r}.",
        }

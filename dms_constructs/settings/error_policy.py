"""What DMS does when something goes wrong while the task runs."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field

from dms_constructs.settings._group import Group, renders

__all__ = ["ErrorAction", "ErrorPolicy"]


class ErrorAction(enum.Enum):
    """What DMS does with what failed; each policy takes some of these, and an error names them."""

    IGNORE = "IGNORE"
    """Go on. For failed events only."""
    IGNORE_RECORD = "IGNORE_RECORD"
    """Leave the row out, count it, and go on: the row is lost."""
    LOG_ERROR = "LOG_ERROR"
    """Write the error to the task's log and go on: the change or row that failed is lost."""
    SUSPEND_TABLE = "SUSPEND_TABLE"
    """Replicate the other tables only, and mark this one as failed."""
    STOP_TASK = "STOP_TASK"
    """Stop, for a person to look at it."""
    INSERT_RECORD = "INSERT_RECORD"
    """Replace the row that is in the way. For failed inserts only."""
    UPDATE_RECORD = "UPDATE_RECORD"
    """Insert the row that is missing. For failed updates only; turns LOBs off."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorPolicy(Group):
    """
    What DMS does when something goes wrong.

    What is not given is left to DMS; the defaults named here are those that AWS publishes. With
    these a row that DMS cannot move is only logged, so a task that runs can lose rows:
    `data_error_policy=ErrorAction.SUSPEND_TABLE` makes that visible.

    Source: the DMS User Guide, page CHAP_Tasks.CustomizingTasks.TaskSettings.ErrorHandling.

    Args:
        data_error_policy: For a row that DMS cannot process; `LOG_ERROR` by default.
        data_truncation_error_policy: For data that would be cut off; `LOG_ERROR` by default.
        data_error_escalation_policy: Once there were too many such errors in a table; `SUSPEND_TABLE` by default.
        data_error_escalation_count: How many those are; 0, the default, sets no limit.
        event_error_policy: For a failed event of the task itself: `IGNORE` or `STOP_TASK`.
        table_error_policy: For a table that DMS cannot process; `SUSPEND_TABLE` by default.
        table_error_escalation_policy: Once there were too many such errors; always `STOP_TASK`.
        table_error_escalation_count: How many those are; 0, the default, sets no limit.
        recoverable_error_count: How often to try again after an error that may pass; -1, the default, leaves that to
            DMS, and 0 never tries again.
        recoverable_error_interval_seconds: How long to wait before that; 5 by default.
        recoverable_error_throttling: Whether the wait doubles from one try to the next; yes by default.
        recoverable_error_throttling_max_seconds: The longest wait; 1800 by default.
        recoverable_error_stop_retry_after_throttling_max: Whether to give up there; yes by default.
        apply_error_delete_policy: For a delete that finds no row; `IGNORE_RECORD` by default.
        apply_error_insert_policy: For an insert that finds the row there; `LOG_ERROR` by default.
        apply_error_update_policy: For an update that finds no row; `LOG_ERROR` by default.
        apply_error_escalation_policy: Once there were too many such errors; `LOG_ERROR` by default.
        apply_error_escalation_count: How many those are; 0, the default, sets no limit.
        apply_error_fail_on_truncation_ddl: Whether the task fails when the source truncates a table; no by default.
        full_load_ignore_conflicts: Whether changes that came in during the load may find their row there already, or
            find none, without this being an error; yes by default.
        fail_on_transaction_consistency_breached: Whether to fail when an Oracle transaction stays open beyond the
            timeout; no by default.
        fail_on_no_tables_captured: Whether to fail when the mappings select no table; yes by default.
        data_masking_error_policy: For a value that cannot be masked; `STOP_TASK` by default, engine 3.5.4 and later.
            With `LOG_ERROR` the value arrives unmasked.
        fail_task_when_clean_task_resource_failed: Whether to fail when the task's leftovers cannot be removed; no by
            default.

    Raises:
        ConfigurationError: `DMS-S001`, `DMS-S002` or `DMS-S003`, when a value is wrong.
    """

    data_error_policy: ErrorAction | None = field(
        default=None, metadata=renders("ErrorBehavior.DataErrorPolicy", ErrorAction)
    )
    data_truncation_error_policy: ErrorAction | None = field(
        default=None, metadata=renders("ErrorBehavior.DataTruncationErrorPolicy", ErrorAction)
    )
    data_error_escalation_policy: ErrorAction | None = field(
        default=None, metadata=renders("ErrorBehavior.DataErrorEscalationPolicy", ErrorAction)
    )
    data_error_escalation_count: int | None = field(
        default=None, metadata=renders("ErrorBehavior.DataErrorEscalationCount")
    )
    event_error_policy: ErrorAction | None = field(
        default=None, metadata=renders("ErrorBehavior.EventErrorPolicy", ErrorAction)
    )
    table_error_policy: ErrorAction | None = field(
        default=None, metadata=renders("ErrorBehavior.TableErrorPolicy", ErrorAction)
    )
    table_error_escalation_policy: ErrorAction | None = field(
        default=None, metadata=renders("ErrorBehavior.TableErrorEscalationPolicy", ErrorAction)
    )
    table_error_escalation_count: int | None = field(
        default=None, metadata=renders("ErrorBehavior.TableErrorEscalationCount")
    )
    recoverable_error_count: int | None = field(default=None, metadata=renders("ErrorBehavior.RecoverableErrorCount"))
    recoverable_error_interval_seconds: int | None = field(
        default=None, metadata=renders("ErrorBehavior.RecoverableErrorInterval")
    )
    recoverable_error_throttling: bool | None = field(
        default=None, metadata=renders("ErrorBehavior.RecoverableErrorThrottling")
    )
    recoverable_error_throttling_max_seconds: int | None = field(
        default=None, metadata=renders("ErrorBehavior.RecoverableErrorThrottlingMax")
    )
    recoverable_error_stop_retry_after_throttling_max: bool | None = field(
        default=None, metadata=renders("ErrorBehavior.RecoverableErrorStopRetryAfterThrottlingMax")
    )
    apply_error_delete_policy: ErrorAction | None = field(
        default=None, metadata=renders("ErrorBehavior.ApplyErrorDeletePolicy", ErrorAction)
    )
    apply_error_insert_policy: ErrorAction | None = field(
        default=None, metadata=renders("ErrorBehavior.ApplyErrorInsertPolicy", ErrorAction)
    )
    apply_error_update_policy: ErrorAction | None = field(
        default=None, metadata=renders("ErrorBehavior.ApplyErrorUpdatePolicy", ErrorAction)
    )
    apply_error_escalation_policy: ErrorAction | None = field(
        default=None, metadata=renders("ErrorBehavior.ApplyErrorEscalationPolicy", ErrorAction)
    )
    apply_error_escalation_count: int | None = field(
        default=None, metadata=renders("ErrorBehavior.ApplyErrorEscalationCount")
    )
    apply_error_fail_on_truncation_ddl: bool | None = field(
        default=None, metadata=renders("ErrorBehavior.ApplyErrorFailOnTruncationDdl")
    )
    full_load_ignore_conflicts: bool | None = field(
        default=None, metadata=renders("ErrorBehavior.FullLoadIgnoreConflicts")
    )
    fail_on_transaction_consistency_breached: bool | None = field(
        default=None, metadata=renders("ErrorBehavior.FailOnTransactionConsistencyBreached")
    )
    fail_on_no_tables_captured: bool | None = field(
        default=None, metadata=renders("ErrorBehavior.FailOnNoTablesCaptured")
    )
    data_masking_error_policy: ErrorAction | None = field(
        default=None, metadata=renders("ErrorBehavior.DataMaskingErrorPolicy", ErrorAction)
    )
    fail_task_when_clean_task_resource_failed: bool | None = field(
        default=None, metadata=renders("FailTaskWhenCleanTaskResourceFailed")
    )

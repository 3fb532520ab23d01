"""Settings for common kinds of tasks, each choice with its reason."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any, TypeVar

from dms_constructs import facts
from dms_constructs._checks import is_a
from dms_constructs.settings._profile_choices import (
    change_memory,
    lob_mode,
    ours,
    sub_tasks,
    why_change_memory,
    why_control_tables,
    why_preparation,
    why_sub_tasks,
)
from dms_constructs.settings.change_processing import BatchApply, ChangeProcessing
from dms_constructs.settings.error_policy import ErrorAction, ErrorPolicy
from dms_constructs.settings.full_load import FullLoad, StopAfter, TargetTablePrepMode
from dms_constructs.settings.lob_sizes import LobSizes
from dms_constructs.settings.lobs import Lobs
from dms_constructs.settings.reason import Reason
from dms_constructs.settings.validation import Validation

__all__ = ["Profiles"]

T = TypeVar("T", bound="Profiles")

_SUB_TASKS = "FullLoadSettings.MaxFullLoadSubTasks"
_E = "ErrorBehavior."
_OUTLAST = "a long-running task should survive an hour without its database"


class Profiles:
    """
    Settings for common kinds of tasks, made from a few facts.

    Each returns ordinary settings: change them with `dataclasses.replace`, and read in `describe()` why each choice is
    there. Numbers that AWS does not give are ours, inside the documented ranges: starting points, to be measured.

    Wherever a profile takes `lobs`, it is a mode such as `LimitedLobs(max_size_kb=64)`, or `LobSizes`, from which the
    mode follows; without it that is left to DMS, which by the published default cuts LOBs off at 32 KB.
    """

    __slots__ = ()

    @classmethod
    def bulk_load(
        cls: type[T],
        *,
        vcpu: int | None = None,
        lobs: Lobs | LobSizes | None = None,
        target_table_prep_mode: TargetTablePrepMode = TargetTablePrepMode.DO_NOTHING,
    ) -> T:
        """
        Return settings that copy much data once, for tasks of type full-load.

        Costs: memory, by tables at once x rows of a commit (for limited LOBs the page CHAP_Tasks.LOBSupport says: limit
        x rows of a commit x LOB columns); load on the source and connections to both sides, by tables at once; and rows
        that break a primary key show only at the end, when the keys are made.

        Args:
            vcpu: The processors of the instance, which set how many tables load at once: four for each, 8 to 49.
                Default: as for four processors.
            lobs: How large objects migrate, or how long they are.
            target_table_prep_mode: What happens to tables that the target already has; by default they are left alone.

        Raises:
            ConfigurationError: `DMS-S027`, when an argument is wrong.
        """
        full_load = FullLoad(
            target_table_prep_mode=target_table_prep_mode,
            max_full_load_sub_tasks=sub_tasks(vcpu),
            commit_rate=ours("bulk_load_commit_rate"),
            create_pk_after_full_load=True,
        )
        mode, why = lob_mode(lobs)
        # A task that only loads has no control tables.
        return _explained(
            cls,
            {"lobs": mode, "full_load": full_load, "control_tables": None},
            {
                **why,
                **why_sub_tasks(vcpu),
                "FullLoadSettings.CommitRate": "fewer commits load faster, and take more memory",
                "FullLoadSettings.CreatePkAfterFullLoad": "rows load faster into tables without indexes",
                "FullLoadSettings.TargetTablePrepMode": why_preparation(target_table_prep_mode),
            },
        )

    @classmethod
    def migrate_and_follow(
        cls: type[T],
        *,
        vcpu: int | None = None,
        lobs: Lobs | LobSizes | None = None,
        stop_before_cached_changes: bool = False,
    ) -> T:
        """
        Return settings that copy what is there and then follow the changes until you cut over.

        Costs: changes that come in during the load wait on the instance's disk. A task that never gives up needs an
        alarm on its state; set the heartbeat of a PostgreSQL source at its endpoint.

        Args:
            vcpu: The processors of the instance, which set how many tables load at once: four for each, 8 to 49.
                Default: as for two processors, since the load shares the instance with the changes.
            lobs: How large objects migrate, or how long they are.
            stop_before_cached_changes: Whether the task stops after the load, to build indexes before it is resumed.

        Raises:
            ConfigurationError: `DMS-S027`, when an argument is wrong.
        """
        is_a("DMS-S027", "stop_before_cached_changes", stop_before_cached_changes, bool, "True or False")
        stop = StopAfter.CACHED_CHANGES_NOT_APPLIED if stop_before_cached_changes else None
        small = facts.task_settings()["advice"]["sub_tasks_of_a_small_instance"]["value"]
        full_load = FullLoad(
            max_full_load_sub_tasks=small if vcpu is None else sub_tasks(vcpu),
            stop_after=stop,
        )
        mode, why = lob_mode(lobs)
        return _explained(
            cls,
            {
                "lobs": mode,
                "full_load": full_load,
                "errors": ErrorPolicy(recoverable_error_stop_retry_after_throttling_max=False),
            },
            {
                **why,
                **why_sub_tasks(vcpu),
                "FullLoadSettings.TargetTablePrepMode": why_preparation(TargetTablePrepMode.DO_NOTHING),
                StopAfter.CACHED_CHANGES_NOT_APPLIED.value: "indexes are built faster before changes come in",
                _E + "RecoverableErrorStopRetryAfterThrottlingMax": _OUTLAST,
                **why_control_tables(),
            },
        )

    @classmethod
    def high_throughput_cdc(cls: type[T], *, memory_gib: float | None = None, lobs: Lobs | LobSizes | None = None) -> T:
        """
        Return settings that apply many changes fast, in batches.

        Costs: memory, 5.5 GB unless the instance has less; transactions arrive in parts, so foreign keys and
        triggers of the target must be off; tables need a primary key and no other unique constraint on the target; LOBs
        are limited; and a table with a bad row stands still until somebody looks at it.

        Args:
            memory_gib: The memory of the instance, in GiB, of which four tenths are taken at most. Default: enough.
            lobs: How large objects migrate (`LimitedLobs` or `NoLobs`), or how long they are.

        Raises:
            ConfigurationError: `DMS-S027` when an argument is wrong or LOBs are too long, `DMS-S014` for other
                modes.
        """
        total, batch = change_memory(memory_gib)
        suspend = ErrorAction.SUSPEND_TABLE
        mode, why = lob_mode(lobs, in_batches=True)
        bad_row = "one bad row would otherwise make DMS apply the changes of all tables one at a time"
        return _explained(
            cls,
            {
                "lobs": mode,
                "batch_apply": BatchApply(memory_limit_mb=batch),
                "change_processing": ChangeProcessing(
                    memory_limit_total_mb=total,
                    memory_keep_time_seconds=ours("high_throughput_memory_keep_time"),
                ),
                "errors": ErrorPolicy(
                    data_error_policy=suspend,
                    apply_error_delete_policy=suspend,
                    apply_error_insert_policy=suspend,
                    apply_error_update_policy=suspend,
                    recoverable_error_stop_retry_after_throttling_max=False,
                ),
            },
            {
                **why,
                "TargetMetadata.BatchApplyEnabled": "many changes of a table in one statement take less time",
                **why_change_memory(memory_gib),
                "ChangeProcessingTuning.MemoryKeepTime": "long transactions stay in memory, too",
                _E + "DataErrorPolicy": bad_row,
                _E + "ApplyErrorDeletePolicy": bad_row,
                _E + "ApplyErrorInsertPolicy": bad_row,
                _E + "ApplyErrorUpdatePolicy": bad_row,
                _E + "RecoverableErrorStopRetryAfterThrottlingMax": _OUTLAST,
                "FullLoadSettings.TargetTablePrepMode": why_preparation(TargetTablePrepMode.DO_NOTHING),
                **why_control_tables(),
            },
        )

    @classmethod
    def strict(cls: type[T], *, lobs: Lobs | LobSizes | None = None) -> T:
        """
        Return settings under which no row is lost without somebody noticing.

        Costs: the task stops, or a table stands still, at errors that DMS passes over otherwise; and comparing reads
        every row again on both sides. Give `lobs`, or they might be cut off at 32 KB, and set
        `fail_tasks_on_lob_truncation` at PostgreSQL endpoints, too.

        That the load and a change that came in meanwhile bring the same row is common, and is still not an error
        (`full_load_ignore_conflicts`): the comparison shows whether all of it arrived.

        Args:
            lobs: How large objects migrate, or how long they are.

        Raises:
            ConfigurationError: `DMS-S027`, when an argument is wrong.
        """
        suspend, stop = ErrorAction.SUSPEND_TABLE, ErrorAction.STOP_TASK
        mode, why = lob_mode(lobs)
        lost = "the row would be lost while the task continues"
        differ = "source and target differ already, and somebody has to know"
        return _explained(
            cls,
            {
                "lobs": mode,
                "errors": ErrorPolicy(
                    data_error_policy=suspend,
                    data_truncation_error_policy=suspend,
                    data_error_escalation_policy=stop,
                    table_error_policy=stop,
                    apply_error_delete_policy=suspend,
                    apply_error_insert_policy=suspend,
                    apply_error_update_policy=suspend,
                    apply_error_escalation_policy=stop,
                ),
                "validation": Validation(),
            },
            {
                **why,
                _E + "DataErrorPolicy": lost,
                _E + "DataTruncationErrorPolicy": "data that is cut off is lost",
                _E + "DataErrorEscalationPolicy": "many errors in one table have a cause",
                _E + "TableErrorPolicy": "a suspended table goes unnoticed while the task runs",
                _E + "ApplyErrorDeletePolicy": differ,
                _E + "ApplyErrorInsertPolicy": differ,
                _E + "ApplyErrorUpdatePolicy": differ,
                _E + "ApplyErrorEscalationPolicy": "many errors in one table have a cause",
                "ValidationSettings.EnableValidation": "only a comparison shows that all of it arrived",
                "FullLoadSettings.TargetTablePrepMode": why_preparation(TargetTablePrepMode.DO_NOTHING),
                **why_control_tables(),
            },
        )

    @classmethod
    def validation_only(cls: type[T], *, thread_count: int | None = None) -> T:
        """
        Return settings that move no data and compare what is there, for tasks of type full-load or cdc.

        Costs: reading every row on both sides, in a task of its own, which does not slow down the task that moves the
        data. Tables need a primary key or a unique index.

        Args:
            thread_count: How many threads compare. Default: left to DMS; AWS publishes 5.

        Raises:
            ConfigurationError: `DMS-S001`, when an argument is wrong.
        """
        return _explained(
            cls,
            {"validation": Validation(only=True, thread_count=thread_count)},
            {
                "ValidationSettings.EnableValidation": "that is what the task is for",
                "ValidationSettings.ValidationOnly": "the rows are moved by another task",
                "ValidationSettings.ThreadCount": "more threads compare faster, and ask more of both databases",
                "FullLoadSettings.TargetTablePrepMode": "what should be compared must stay",
                **why_control_tables(),
            },
        )


def _explained(of: type[T], parts: Mapping[str, Any], because: Mapping[str, str]) -> T:
    """Return settings of these parts, with the reasons of those keys that they say something about."""
    settings: Any = of(**parts)  # the class is `TaskSettings`, which this module can't import: it has these profiles
    values = settings.values
    reasons = [Reason(key=name, value=values[name], because=why) for name, why in because.items() if name in values]
    explained: T = dataclasses.replace(settings, reasons=reasons)
    return explained

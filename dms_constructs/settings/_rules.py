"""The rules between settings that DMS enforces: no task can break them, so breaking one is an error."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from typing import Any, TypeGuard

from dms_constructs import facts
from dms_constructs._checks import skipped
from dms_constructs._code import as_code
from dms_constructs.migration_type import MigrationType
from dms_constructs.settings._audited import audited_components
from dms_constructs.settings._document import Values
from dms_constructs.settings._keys import key, keys, rule_source
from dms_constructs.settings._parts import missing_parts
from dms_constructs.settings._problem import Problem
from dms_constructs.settings._schedules import grammar, read

__all__ = [
    "batch_timeouts",
    "is_known_number",
    "log_components",
    "problems",
    "problems_for",
    "problems_of_tasks",
    "schedule_problem",
]

_BATCH = "TargetMetadata.BatchApplyEnabled"
_FULL = "TargetMetadata.FullLobMode"
_LIMITED = "TargetMetadata.LimitedSizeLobMode"
_INLINE = "TargetMetadata.InlineLobMaxSize"
_SUPPORT = "TargetMetadata.SupportLobs"
_LOOPBACK = "LoopbackPreventionSettings.EnableLoopbackPrevention"
_VALIDATION = "ValidationSettings.EnableValidation"
_ONLY = "ValidationSettings.ValidationOnly"
_PREPARATION = "FullLoadSettings.TargetTablePrepMode"
_COMPONENTS = "Logging.LogComponents"
_RESYNC = "ResyncSettings.EnableResync"
_SCHEDULE = "ResyncSettings.ResyncSchedule"
_VALIDATES = "ResyncSettings.ValidationTaskId"
_NEEDED_BY_RESYNC = {"schedule": _SCHEDULE, "max_time_minutes": "ResyncSettings.MaxResyncTime"}


def log_components(values: Values) -> Iterator[tuple[Any, Any]]:
    """Yield the id and the severity of each log component that the document names."""
    components = values.get(_COMPONENTS)
    # Unchecked names can hold anything.
    for component in components if isinstance(components, list) else ():
        if isinstance(component, dict):
            yield component.get("Id"), component.get("Severity")


def problems(values: Values) -> Iterator[Problem]:
    """Yield the rules that no task could break."""
    if values.get(_SUPPORT) is not False:
        yield from _lob_problems(values)
    if values.get(_BATCH) is True:
        yield from _batch_problems(values)
    if values.get(_ONLY) is True:
        yield from _only_problems(values)
    if values.get(_VALIDATION) is True and not _character_keys().isdisjoint(values):
        yield Problem(
            "DMS-S021",
            "CharacterSetSettings do not work with validation",
            "remove either character_sets or validation",
            (_VALIDATION,),
            rule_source("charset-validation"),
        )
    yield from missing_parts(values)
    schedule = values.get(_SCHEDULE)
    if values.get(_RESYNC) is True and isinstance(schedule, str) and not skipped(schedule):
        problem = schedule_problem(schedule)
        if problem is not None:
            yield problem
    if _COMPONENTS in values and values[_COMPONENTS] != audited_components():
        names = [name for name, _ in log_components(values)]
        repeated = next((name for place, name in enumerate(names) if name in names[:place]), None)
        if repeated is not None:
            yield Problem(
                "DMS-S022",
                f"Logging.LogComponents must name each component once, got {repeated} twice",
                "remove one of the two",
                (_COMPONENTS,),
                key(_COMPONENTS).source,
                repeated,
            )


@functools.cache
def _character_keys() -> frozenset[str]:
    return frozenset(name.partition("[]")[0] for name in keys() if name.startswith("CharacterSetSettings."))


def _lob_problems(values: Values) -> Iterator[Problem]:
    full, limited = values.get(_FULL), values.get(_LIMITED)
    if full is not None and full is limited:
        yield Problem(
            "DMS-S013",
            "TargetMetadata.SupportLobs needs exactly one of FullLobMode and LimitedSizeLobMode to be true, "
            f"got {full} for both",
            "write lobs=dms.LimitedLobs(max_size_kb=64), dms.FullLobs(), dms.InlineLobs(inline_max_size_kb=32) or "
            "dms.NoLobs(), and remove the two keys",
            (_LIMITED, _FULL),
            rule_source("lob-one-mode"),
        )
    inline = values.get(_INLINE)
    if is_known_number(inline) and inline > 0 and (full is None or full is False):
        yield Problem(
            "DMS-S024",
            f"TargetMetadata.InlineLobMaxSize of {inline} KB needs FullLobMode to be true",
            f"write lobs=dms.InlineLobs(inline_max_size_kb={inline}), and remove the key",
            (_INLINE,),
            rule_source("inline-needs-full"),
            inline,
        )


def _batch_problems(values: Values) -> Iterator[Problem]:
    if values.get(_FULL) is True and values.get(_SUPPORT) is not False:
        yield Problem(
            "DMS-S014",
            "BatchApply (TargetMetadata.BatchApplyEnabled) works with limited LOBs only, got FullLobMode",
            "write lobs=dms.LimitedLobs(max_size_kb=64) with the length of your longest LOB in KB, or "
            "lobs=dms.NoLobs(), or remove batch_apply",
            (_BATCH,),
            rule_source("batch-lob"),
        )
    keys = ("ChangeProcessingTuning.BatchApplyTimeoutMin", "ChangeProcessingTuning.BatchApplyTimeoutMax")
    problem = batch_timeouts(values.get(keys[0]), values.get(keys[1]))
    if problem:
        yield Problem("DMS-S015", *problem, keys, key(keys[0]).source, values.get(keys[0]))
    if values.get(_LOOPBACK) is True:
        yield Problem(
            "DMS-S020",
            "LoopbackPrevention does not work with BatchApply",
            "remove either loopback_prevention or batch_apply",
            (_BATCH,),
            rule_source("loopback-batch"),
        )


def batch_timeouts(minimum: int | None, maximum: int | None) -> tuple[str, str] | None:
    """Return why the times between batches can't be kept, and what to write; the published default stands for None."""
    if minimum is None and maximum is None:
        return None
    low = key("ChangeProcessingTuning.BatchApplyTimeoutMin").default if minimum is None else minimum
    high = key("ChangeProcessingTuning.BatchApplyTimeoutMax").default if maximum is None else maximum
    if not is_known_number(low) or not is_known_number(high) or low <= high:
        return None
    default = " (the published default)"
    message = (
        "BatchApply.timeout_min_seconds (ChangeProcessingTuning.BatchApplyTimeoutMin) must not be above "
        f"timeout_max_seconds (BatchApplyTimeoutMax), got {low}{default if minimum is None else ''} "
        f"and {high}{default if maximum is None else ''}"
    )
    return message, f"write timeout_max_seconds={low} or more"


def is_known_number(value: Any) -> TypeGuard[int]:
    """Whether the value is a number that a rule may compare: no token, and not unchecked."""
    return isinstance(value, int) and not skipped(value)


def _only_problems(values: Values) -> Iterator[Problem]:
    if values.get(_VALIDATION) in (None, False):
        yield Problem(
            "DMS-S017",
            "Validation.only (ValidationSettings.ValidationOnly) needs enabled=True (EnableValidation): a task that "
            "only compares would do nothing without it",
            "write validation=dms.Validation(only=True)",
            (_ONLY,),
            rule_source("validation-only"),
        )
    mode = values.get(_PREPARATION)
    if not skipped(mode) and mode != "DO_NOTHING":
        yield Problem(
            "DMS-S018",
            "Validation.only (ValidationSettings.ValidationOnly) needs dms.TargetTablePrepMode.DO_NOTHING, "
            f"got {mode}, which removes what should be compared",
            "write target_table_prep_mode=dms.TargetTablePrepMode.DO_NOTHING in full_load",
            (_ONLY,),
            rule_source("validation-only"),
            mode,
        )


def problems_of_tasks(values: Values) -> Iterator[Problem]:
    """Yield the rules that every task of these settings breaks, while the settings may be a part of others."""
    if values.get(_RESYNC) is not True:
        return
    if values.get(_ONLY) is True:
        yield Problem(
            "DMS-S031",
            "Resync does not work in a task that only validates (Validation.only), because such a task writes no rows",
            "remove resync here, and give the task that moves the rows "
            'resync=dms.Resync(validation_task_id="ID-OF-THE-VALIDATING-TASK") with a schedule and a time',
            (_RESYNC,),
            rule_source("resync-validation-only"),
        )
    elif values.get(_VALIDATION) in (None, False) and not values.get(_VALIDATES):
        yield Problem(
            "DMS-S030",
            "Resync repairs what validation found, and this task doesn't validate "
            f"({_VALIDATION}), nor does it name a task that does ({_VALIDATES})",
            "write validation=dms.Validation(), or add validation_task_id with the end of the ARN of the task that "
            "validates",
            (_RESYNC,),
            rule_source("resync-validation"),
        )


def schedule_problem(schedule: str) -> Problem | None:
    """Return what is wrong with the schedule of a resync, or None."""
    wrong, _, plain = read(schedule)
    if not wrong:
        return None
    return Problem(
        "DMS-S029",
        f"Resync.schedule ({_SCHEDULE}) must be {grammar()}, got {schedule!r} with {wrong}",
        f"write schedule={as_code(plain)}",
        (_SCHEDULE,),
        facts.task_settings()["resync_schedule"]["source"],
        schedule,
    )


def problems_for(values: Values, migration_type: MigrationType) -> Iterator[Problem]:
    """Yield the rules that a task of this migration type could not break."""
    if migration_type is MigrationType.FULL_LOAD_AND_CDC and values.get(_ONLY) is True:
        yield Problem(
            "DMS-S019",
            "Validation.only (ValidationSettings.ValidationOnly) needs a task of type full-load or cdc, got "
            "full-load-and-cdc",
            "make one task of each type",
            (_ONLY,),
            rule_source("validation-only"),
            migration_type,
        )
    if migration_type.has_cdc and values.get(_RESYNC) is True:
        for name, of in _NEEDED_BY_RESYNC.items():
            if values.get(of) is None:
                yield Problem(
                    "DMS-S023",
                    "Resync needs schedule and max_time_minutes when the task replicates changes, got no " + name,
                    'write resync=dms.Resync(schedule="0 0 * * *", max_time_minutes=60)',
                    (_RESYNC,),
                    key(of).source,
                )
                break
    yield from problems_of_tasks(values)

"""The rules between settings that DMS enforces: no task can break them, so breaking one is an error."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dms_constructs._checks import skipped
from dms_constructs.errors import ConfigurationError
from dms_constructs.migration_type import MigrationType
from dms_constructs.settings._document import MISSING, Document, get
from dms_constructs.settings._keys import key

__all__ = ["is_known_number", "log_components", "refuse", "refuse_batch_timeouts", "refuse_for", "setting"]


def setting(document: Document, name: str) -> Any:
    """Return what the document sets the key to, else None, to which no key can be set."""
    value = get(document, key(name).path)
    return None if value is MISSING else value


def log_components(document: Document) -> Iterator[tuple[Any, Any]]:
    """Yield the id and the severity of each log component that the document names."""
    components = setting(document, "Logging.LogComponents")
    # Unchecked names may hold anything.
    for component in components if isinstance(components, list) else ():
        if isinstance(component, dict):
            yield component.get("Id"), component.get("Severity")


def refuse(document: Document) -> None:
    """Raise when no task could have these settings."""
    _refuse_lobs(document)
    if setting(document, "TargetMetadata.BatchApplyEnabled") is True:
        _refuse_batch_apply(document)
    _refuse_validation(document)
    names = [name for name, _ in log_components(document)]
    for name in names:
        if names.count(name) > 1:
            raise ConfigurationError(
                "DMS-S022", f"Logging.LogComponents must name each component once, got {name} twice", given=name
            )


def _refuse_lobs(document: Document) -> None:
    full = setting(document, "TargetMetadata.FullLobMode")
    limited = setting(document, "TargetMetadata.LimitedSizeLobMode")
    if full is not None and full is limited and setting(document, "TargetMetadata.SupportLobs") is not False:
        raise ConfigurationError(
            "DMS-S013",
            "TargetMetadata.SupportLobs needs exactly one of FullLobMode and LimitedSizeLobMode to be true, "
            f"got {full} for both: give lobs=LimitedLobs(...), FullLobs(), InlineLobs(...) or NoLobs()",
        )


def _refuse_batch_apply(document: Document) -> None:
    if (
        setting(document, "TargetMetadata.FullLobMode") is True
        and setting(document, "TargetMetadata.SupportLobs") is not False
    ):
        raise ConfigurationError(
            "DMS-S014",
            "BatchApply (TargetMetadata.BatchApplyEnabled) works with limited LOBs only, got FullLobMode: give "
            "lobs=LimitedLobs(max_size_kb=...) or NoLobs(), or leave batch_apply out",
        )
    refuse_batch_timeouts(
        setting(document, "ChangeProcessingTuning.BatchApplyTimeoutMin"),
        setting(document, "ChangeProcessingTuning.BatchApplyTimeoutMax"),
    )
    if setting(document, "LoopbackPreventionSettings.EnableLoopbackPrevention") is True:
        raise ConfigurationError(
            "DMS-S020", "LoopbackPrevention does not work with BatchApply: leave one of the two out"
        )


def refuse_batch_timeouts(minimum: int | None, maximum: int | None) -> None:
    """Raise when the least time between batches is above the most; DMS's default stands for what is not given."""
    if minimum is None and maximum is None:
        return
    low = key("ChangeProcessingTuning.BatchApplyTimeoutMin").default if minimum is None else minimum
    high = key("ChangeProcessingTuning.BatchApplyTimeoutMax").default if maximum is None else maximum
    if is_known_number(low) and is_known_number(high) and low > high:
        default = " (DMS's default)"
        raise ConfigurationError(
            "DMS-S015",
            "BatchApply.timeout_min_seconds (ChangeProcessingTuning.BatchApplyTimeoutMin) must not be above "
            f"timeout_max_seconds (BatchApplyTimeoutMax), got {low}{default if minimum is None else ''} "
            f"and {high}{default if maximum is None else ''}",
            given=low,
        )


def is_known_number(value: Any) -> bool:
    """Whether the value is a number that a rule may compare: no token, and not unchecked."""
    return isinstance(value, int) and not skipped(value)


def _refuse_validation(document: Document) -> None:
    mode = setting(document, "FullLoadSettings.TargetTablePrepMode")
    keeps_tables = skipped(mode) or mode == "DO_NOTHING"
    if setting(document, "ValidationSettings.ValidationOnly") is True and not keeps_tables:
        raise ConfigurationError(
            "DMS-S018",
            "Validation.only (ValidationSettings.ValidationOnly) needs TargetTablePrepMode.DO_NOTHING, "
            f"got {mode}, which removes what should be compared",
            given=mode,
        )
    if setting(document, "ValidationSettings.EnableValidation") is True and document.get("CharacterSetSettings"):
        raise ConfigurationError(
            "DMS-S021",
            "CharacterSetSettings do not work with validation: leave out either them or validation",
        )


def refuse_for(document: Document, migration_type: MigrationType) -> None:
    """Raise when a task of this migration type could not have these settings."""
    if (
        migration_type is MigrationType.FULL_LOAD_AND_CDC
        and setting(document, "ValidationSettings.ValidationOnly") is True
    ):
        raise ConfigurationError(
            "DMS-S019",
            "Validation.only (ValidationSettings.ValidationOnly) needs a task of type full-load or cdc, got "
            "full-load-and-cdc: make one task for each",
            given=migration_type,
        )
    if migration_type.has_cdc and setting(document, "ResyncSettings.EnableResync") is True:
        missing = [
            name
            for name, of in (("schedule", "ResyncSchedule"), ("max_time_minutes", "MaxResyncTime"))
            if setting(document, f"ResyncSettings.{of}") is None
        ]
        if missing:
            raise ConfigurationError(
                "DMS-S023",
                f"Resync needs schedule and max_time_minutes when the task replicates changes, got no {missing[0]}",
            )

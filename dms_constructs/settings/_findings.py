"""What DMS takes, and what yet surprises: each becomes a warning of the construct that uses the settings."""

from __future__ import annotations

from collections.abc import Iterator

from dms_constructs.engine_name import EngineFamily, EngineName
from dms_constructs.errors import Finding
from dms_constructs.migration_type import MigrationType
from dms_constructs.settings._document import Document
from dms_constructs.settings._keys import Key, key
from dms_constructs.settings._rules import is_known_number, log_components, setting
from dms_constructs.settings._tree import leaves, unknown

__all__ = ["AUDITED_COMPONENTS", "findings", "findings_for"]

AUDITED_COMPONENTS = ("SOURCE_UNLOAD", "SOURCE_CAPTURE", "TARGET_LOAD", "TARGET_APPLY")
"""The components whose logs AWS Security Hub asks for."""

_BATCH_POLICIES = ("DataErrorPolicy", "ApplyErrorDeletePolicy", "ApplyErrorInsertPolicy", "ApplyErrorUpdatePolicy")
_NOT_IN_BATCHES = ("ChangeProcessingTuning.MinTransactionSize", "ChangeProcessingTuning.CommitTimeout")
_FAMILY_NAMES = {EngineFamily.MYSQL: "mysql", EngineFamily.POSTGRESQL: "postgres"}


def findings(document: Document) -> Iterator[Finding]:
    """Yield what surprises whatever task the settings are for."""
    yield from _lob_findings(document)
    if setting(document, "TargetMetadata.BatchApplyEnabled") is True:
        yield from _batch_findings(document)
    if setting(document, "ErrorBehavior.DataMaskingErrorPolicy") == "LOG_ERROR":
        yield Finding(
            "settings.unmaskedData",
            "a value that cannot be masked arrives unmasked. Settle it with data_masking_error_policy",
        )
    stops = ("FullLoadSettings.StopTaskCachedChangesApplied", "FullLoadSettings.StopTaskCachedChangesNotApplied")
    if all(setting(document, stop) is True for stop in stops):
        yield Finding(
            "settings.stopTwice",
            "the task is told to stop both before and after cached changes are applied. Settle it with stop_after",
        )
    yield from _log_findings(document)
    undocumented = [of.name for of, _ in leaves(document) if not of.verified]
    if undocumented:
        yield Finding("settings.undocumentedKey", f"AWS does not say what this does: {', '.join(undocumented)}")
    strange = list(unknown(document))
    if strange:
        yield Finding("settings.unknownKey", f"AWS documents no task setting of this name: {', '.join(strange)}")


def _lob_findings(document: Document) -> Iterator[Finding]:
    chunk = setting(document, "TargetMetadata.LobChunkSize")
    advised = key("TargetMetadata.LobChunkSize").default
    if setting(document, "TargetMetadata.FullLobMode") is True and is_known_number(chunk) and not 0 < chunk <= advised:
        yield Finding(
            "settings.lobChunkSize",
            f"a task with LOB pieces of {chunk} KB can fail, AWS advises {advised}. Settle it with chunk_size_kb",
        )
    limited = setting(document, "TargetMetadata.LimitedSizeLobMode") is True
    if limited and setting(document, "TargetMetadata.LobMaxSize") == 0:
        yield Finding(
            "settings.lobMaxSize",
            "AWS does not say what a limit of 0 KB does to LOBs. Settle it with max_size_kb, or with NoLobs()",
        )
    updates = setting(document, "ErrorBehavior.ApplyErrorUpdatePolicy")
    if updates == "UPDATE_RECORD" and setting(document, "TargetMetadata.SupportLobs") is not False:
        yield Finding(
            "settings.updateRecordTurnsLobsOff",
            "ErrorAction.UPDATE_RECORD turns LOBs off. Settle it with apply_error_update_policy, or with lobs=NoLobs()",
        )


def _batch_findings(document: Document) -> Iterator[Finding]:
    lax = [name for name in _BATCH_POLICIES if setting(document, f"ErrorBehavior.{name}") != "SUSPEND_TABLE"]
    if lax:
        yield Finding(
            "settings.batchApplyErrorPolicy",
            "with batch apply, one bad row sends the changes of all tables back to one at a time. Settle it with "
            f"ErrorAction.SUSPEND_TABLE for {', '.join(lax)}",
        )
    idle = [name for name in _NOT_IN_BATCHES if setting(document, name) not in (None, key(name).default)]
    if idle:
        yield Finding(
            "settings.noEffectWithBatchApply",
            f"this has no effect with batch apply: {', '.join(idle)}. Settle it by leaving it out",
        )


def _log_findings(document: Document) -> Iterator[Finding]:
    if setting(document, "Logging.EnableLogging") is False:
        yield Finding(
            "settings.loggingOff",
            "without logs nobody sees why the task fails or drops rows, and AWS Security Hub reports the task (DMS.7 "
            "and DMS.8). Settle it with Logging()",
        )
        return
    severity = key("Logging.LogComponents[].Severity")
    too_quiet = severity.legal[: severity.legal.index(severity.default)]
    quiet = [name for name, at in log_components(document) if name in AUDITED_COMPONENTS and at in too_quiet]
    if quiet:
        yield Finding(
            "settings.quietLogs",
            f"AWS Security Hub reports a task (DMS.7 and DMS.8) that logs less than {severity.default}: "
            f"{', '.join(quiet)}. Settle it with Logging(components=...)",
        )
    known = key("Logging.LogComponents[].Id").legal
    strange = [str(name) for name, _ in log_components(document) if name not in known]
    if strange:
        yield Finding("settings.unknownLogComponent", f"AWS documents no log component {', '.join(strange)}")


def findings_for(
    document: Document,
    migration_type: MigrationType,
    source_engine: EngineName | None,
    target_engine: EngineName | None,
) -> Iterator[Finding]:
    """Yield what surprises in a task of this type between these engines."""
    chosen = [of for of, value in leaves(document) if not of.is_default(value)]
    idle = [of.name for of in chosen if not _applies_to(of, migration_type)]
    if idle:
        yield Finding(
            "settings.noEffectForMigrationType",
            f"this has no effect on a task of type {migration_type.value}: {', '.join(idle)}. Settle it by leaving it "
            "out",
        )
    idle = [of.name for of in chosen if not (_names(of.sources, source_engine) and _names(of.targets, target_engine))]
    if idle:
        engines = f"{_shown(source_engine)} to {_shown(target_engine)}"
        yield Finding(
            "settings.noEffectForEngine",
            f"AWS documents this for other engines than {engines}: {', '.join(idle)}. Settle it by leaving it out",
        )
    if (
        target_engine is not None
        and target_engine.family is EngineFamily.MYSQL
        and setting(document, "TargetMetadata.TargetSchema")
    ):
        yield Finding(
            "settings.targetSchemaOfMySql",
            "AWS says to leave target_schema out for a MySQL target. Settle it with a rule that renames the schema",
        )


def _applies_to(of: Key, migration_type: MigrationType) -> bool:
    if of.modes == "full load":
        return migration_type.has_full_load
    if of.modes == "cdc":
        return migration_type.has_cdc
    return of.modes == "all" or migration_type.value in of.modes.split(", ")


def _names(engines: tuple[str, ...], engine: EngineName | None) -> bool:
    """Whether the engine is among those named; the facts name some engines by their family."""
    return not engines or engine is None or engine.value in engines or _FAMILY_NAMES[engine.family] in engines


def _shown(engine: EngineName | None) -> str:
    return engine.value if engine else "any engine"

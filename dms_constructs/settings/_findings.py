"""What DMS takes, and what yet surprises: each becomes a warning of the construct that uses the settings."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator

from dms_constructs import facts
from dms_constructs.errors import Finding
from dms_constructs.settings._audited import AUDITED_COMPONENTS, audited_components
from dms_constructs.settings._document import Document, Values
from dms_constructs.settings._keys import key, keys, rule_source
from dms_constructs.settings._rules import is_known_number, log_components
from dms_constructs.settings._tree import unknown

__all__ = ["findings", "sources_of"]

_POLICIES = ("DataErrorPolicy", "ApplyErrorDeletePolicy", "ApplyErrorInsertPolicy", "ApplyErrorUpdatePolicy")
_BATCH_POLICIES = tuple(f"ErrorBehavior.{name}" for name in _POLICIES)
_NOT_IN_BATCHES = ("ChangeProcessingTuning.MinTransactionSize", "ChangeProcessingTuning.CommitTimeout")
_STOPS = ("FullLoadSettings.StopTaskCachedChangesApplied", "FullLoadSettings.StopTaskCachedChangesNotApplied")
_UPDATES = "ErrorBehavior.ApplyErrorUpdatePolicy"
_LONGEST_WAIT, _FIRST_WAIT = "ErrorBehavior.RecoverableErrorThrottlingMax", "ErrorBehavior.RecoverableErrorInterval"
_THREADS = "TargetMetadata.ParallelLoadThreads"
_ROLE = "TTSettings.TTS3Settings.ServiceAccessRoleArn"


def sources_of(names: Iterable[str]) -> str:
    """Return where AWS tells of these keys."""
    return "; ".join(dict.fromkeys(key(name).source for name in names))


def findings(values: Values, rest: Document) -> Iterator[Finding]:
    """Yield what surprises whatever task the settings are for; the rest is what of them AWS does not document."""
    # What is not said needs no look: settings are checked by the thousand.
    if "TargetMetadata.LobChunkSize" in values or "TargetMetadata.LobMaxSize" in values or _UPDATES in values:
        yield from _lob_findings(values)
    if values.get("TargetMetadata.BatchApplyEnabled") is True:
        yield from _batch_findings(values)
    if values.get("ErrorBehavior.DataMaskingErrorPolicy") == "LOG_ERROR":
        masking = ("ErrorBehavior.DataMaskingErrorPolicy",)
        yield Finding(
            "settings.unmaskedData",
            "a value that cannot be masked arrives unmasked. Settle it with data_masking_error_policy",
            sources_of(masking),
            masking,
        )
    if values.get(_STOPS[0]) is True and values.get(_STOPS[1]) is True:
        yield Finding(
            "settings.stopTwice",
            "the task is told to stop both before and after cached changes are applied. Settle it with stop_after",
            rule_source("stop-flags"),
            _STOPS,
        )
    if _LONGEST_WAIT in values or _FIRST_WAIT in values:
        yield from _retry_findings(values)
    if _THREADS in values:
        yield from _thread_findings(values)
    if values.get("Logging.LogComponents") != audited_components() or not values.get("Logging.EnableLogging"):
        yield from _log_findings(values)
    if _ROLE in values:
        yield from _role_findings(values)
    yield from _name_findings(values, rest)


def _role_findings(values: Values) -> Iterator[Finding]:
    role = values[_ROLE]
    wanted = facts.task_settings()["names"]["time_travel_role"]
    if isinstance(role, str) and role.startswith("arn:") and not role.endswith(f"/{wanted['value']}"):
        yield Finding(
            "settings.timeTravelRole",
            f"DMS wants the role of TimeTravel to be called {wanted['value']}, got {role}",
            wanted["source"],
            (_ROLE,),
        )


def _lob_findings(values: Values) -> Iterator[Finding]:
    chunk = values.get("TargetMetadata.LobChunkSize")
    advised = key("TargetMetadata.LobChunkSize").default
    if values.get("TargetMetadata.FullLobMode") is True and is_known_number(chunk) and not 0 < chunk <= advised:
        yield Finding(
            "settings.lobChunkSize",
            f"a task with LOB pieces of {chunk} KB can fail, AWS advises {advised}. Settle it with chunk_size_kb",
            key("TargetMetadata.LobChunkSize").source,
            ("TargetMetadata.LobChunkSize",),
        )
    if values.get("TargetMetadata.LimitedSizeLobMode") is True and values.get("TargetMetadata.LobMaxSize") == 0:
        yield Finding(
            "settings.lobMaxSize",
            "AWS does not say what a limit of 0 KB does to LOBs. Settle it with max_size_kb, or with NoLobs()",
            key("TargetMetadata.LobMaxSize").source,
            ("TargetMetadata.LobMaxSize",),
        )
    updates = values.get(_UPDATES)
    if updates == "UPDATE_RECORD" and values.get("TargetMetadata.SupportLobs") is not False:
        yield Finding(
            "settings.updateRecordTurnsLobsOff",
            "ErrorAction.UPDATE_RECORD turns LOBs off. Settle it with apply_error_update_policy, or with lobs=NoLobs()",
            rule_source("update-record-lob"),
            ("ErrorBehavior.ApplyErrorUpdatePolicy",),
        )


def _batch_findings(values: Values) -> Iterator[Finding]:
    lax = [name for name in _BATCH_POLICIES if values.get(name) != "SUSPEND_TABLE"]
    if lax:
        yield Finding(
            "settings.batchApplyErrorPolicy",
            "with batch apply, one bad row sends the changes of all tables back to one at a time. Settle it with "
            f"ErrorAction.SUSPEND_TABLE for {', '.join(name.split('.')[1] for name in lax)}",
            rule_source("batch-suspend"),
            (*lax, "TargetMetadata.BatchApplyEnabled"),
        )
    idle = tuple(name for name in _NOT_IN_BATCHES if values.get(name) not in (None, key(name).default))
    if idle:
        yield Finding(
            "settings.noEffectWithBatchApply",
            f"this has no effect with batch apply: {', '.join(idle)}. Settle it by leaving it out",
            sources_of(idle),
            idle,
        )


def _retry_findings(values: Values) -> Iterator[Finding]:
    throttling = "ErrorBehavior.RecoverableErrorThrottling"
    most = values.get(_LONGEST_WAIT, key(_LONGEST_WAIT).default)
    least = values.get(_FIRST_WAIT, key(_FIRST_WAIT).default)
    if values.get(throttling) is not False and is_known_number(most) and is_known_number(least) and least > most:
        yield Finding(
            "settings.throttlingBelowInterval",
            f"the wait between retries doubles from {least} seconds up to {most} seconds at most, which it is above "
            "from the first. Settle it with recoverable_error_throttling_max_seconds",
            rule_source("throttle"),
            (_FIRST_WAIT, _LONGEST_WAIT),
        )


def _thread_findings(values: Values) -> Iterator[Finding]:
    threads = values[_THREADS]
    tables = values.get("FullLoadSettings.MaxFullLoadSubTasks", key("FullLoadSettings.MaxFullLoadSubTasks").default)
    ours = facts.task_settings()["ours"]["threads_of_a_task"]["value"]
    if is_known_number(threads) and is_known_number(tables) and tables * threads > ours:
        yield Finding(
            "settings.manyThreads",
            f"{tables} tables at once with {threads} threads each are {tables * threads} threads, more than {ours} ask "
            "a lot of instance and target. Settle it with max_full_load_sub_tasks and ParallelLoad(threads=...)",
            rule_source("threads-multiply"),
            (_THREADS, "FullLoadSettings.MaxFullLoadSubTasks"),
        )


def _log_findings(values: Values) -> Iterator[Finding]:
    if values.get("Logging.EnableLogging") is False:
        yield Finding(
            "settings.loggingOff",
            "without logs nobody sees why the task fails or drops rows, and AWS Security Hub reports the task (DMS.7 "
            "and DMS.8). Settle it with Logging()",
            key("Logging.EnableLogging").source,
            ("Logging.EnableLogging",),
        )
        return
    listed = list(log_components(values))
    severity = key("Logging.LogComponents[].Severity")
    too_quiet = severity.legal[: severity.legal.index(severity.default)]
    quiet = [name for name, at in listed if name in AUDITED_COMPONENTS and at in too_quiet]
    if quiet:
        yield Finding(
            "settings.quietLogs",
            f"AWS Security Hub reports a task (DMS.7 and DMS.8) that logs less than {severity.default}: "
            f"{', '.join(quiet)}. Settle it with Logging(components=...)",
            severity.source,
            ("Logging.LogComponents",),
        )
    known = key("Logging.LogComponents[].Id").legal
    strange = [str(name) for name, _ in listed if name not in known]
    if strange:
        yield Finding(
            "settings.unknownLogComponent",
            f"AWS documents no log component {', '.join(strange)}",
            severity.source,
            ("Logging.LogComponents",),
        )


@functools.cache
def _doubtful_keys() -> tuple[frozenset[str], frozenset[str]]:
    """Return the keys whose minimum nobody verified, and those that nobody verified at all."""
    every = keys().values()
    return (
        frozenset(of.name for of in every if not of.minimum_verified),
        frozenset(of.name for of in every if not of.verified),
    )


def _name_findings(values: Values, rest: Document) -> Iterator[Finding]:
    guessed, unverified = _doubtful_keys()
    said = values.keys()
    below = [of for name in said & guessed if (of := key(name)).is_below_guess(values[name])]
    below.sort(key=lambda of: of.name)
    if below:
        shown = ", ".join(f"{of.name} is {values[of.name]}" for of in below)
        names = tuple(of.name for of in below)
        yield Finding(
            "settings.belowAssumedMinimum",
            f"{shown}: AWS gives no least value, and less than {below[0].minimum} is hardly meant",
            sources_of(names),
            names,
        )
    undocumented = tuple(sorted(said & unverified))
    if undocumented:
        yield Finding(
            "settings.undocumentedKey",
            f"AWS does not say what this does: {', '.join(undocumented)}",
            sources_of(undocumented),
            undocumented,
        )
    strange = list(unknown(rest)) if rest else ()
    if strange:
        yield Finding("settings.unknownKey", f"AWS documents no task setting of this name: {', '.join(strange)}")

"""What DMS accepts but was probably not intended: each is a warning of the construct that uses the settings."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator

from dms_constructs import facts
from dms_constructs._checks import skipped
from dms_constructs._code import as_code
from dms_constructs.errors import Finding
from dms_constructs.migration_type import MigrationType
from dms_constructs.settings._audited import AUDITED_COMPONENTS, audited_components
from dms_constructs.settings._document import Document, Values
from dms_constructs.settings._keys import key, keys, rule_source
from dms_constructs.settings._meaning import is_idle
from dms_constructs.settings._parts import parts_without_switch
from dms_constructs.settings._rules import is_known_number, log_components
from dms_constructs.settings._schedules import read
from dms_constructs.settings._tree import unknown

__all__ = ["findings", "sources_of"]

_BATCH_POLICIES = {
    "ErrorBehavior.DataErrorPolicy": "data_error_policy",
    "ErrorBehavior.ApplyErrorDeletePolicy": "apply_error_delete_policy",
    "ErrorBehavior.ApplyErrorInsertPolicy": "apply_error_insert_policy",
    "ErrorBehavior.ApplyErrorUpdatePolicy": "apply_error_update_policy",
}
_NOT_IN_BATCHES = ("ChangeProcessingTuning.MinTransactionSize", "ChangeProcessingTuning.CommitTimeout")
_STOPS = ("FullLoadSettings.StopTaskCachedChangesApplied", "FullLoadSettings.StopTaskCachedChangesNotApplied")
_PREPARATION = "FullLoadSettings.TargetTablePrepMode"
_LOGS = "Logging.EnableLogging"
_COMPONENTS = "Logging.LogComponents"
_UPDATES = "ErrorBehavior.ApplyErrorUpdatePolicy"
_LONGEST_WAIT, _FIRST_WAIT = "ErrorBehavior.RecoverableErrorThrottlingMax", "ErrorBehavior.RecoverableErrorInterval"
_THREADS, _TABLES = "TargetMetadata.ParallelLoadThreads", "FullLoadSettings.MaxFullLoadSubTasks"
_SCHEDULE = "ResyncSettings.ResyncSchedule"
_ROLE = "TTSettings.TTS3Settings.ServiceAccessRoleArn"
_BUCKET = "TTSettings.TTS3Settings.BucketName"
# How a bucket is named elsewhere, with a folder of it.
_BUCKET_ELSEWHERE = re.compile(r"(?:s3://|arn:[^:]+:s3:::)?(?P<name>[a-z0-9.-]+)(?:/(?P<folder>.*?)/?)?")


def sources_of(names: Iterable[str]) -> str:
    """Return where AWS documents these keys."""
    return "; ".join(dict.fromkeys(key(name).source for name in names))


def findings(
    values: Values, rest: Document, migration_type: MigrationType | None = None, *, in_batches: bool = True
) -> Iterator[Finding]:
    """
    Yield the findings of a task of this type.

    Args:
        values: What the settings say.
        rest: What of them AWS does not document.
        migration_type: The type. Default: not known; then everything that can be true of some type is yielded.
        in_batches: Whether its target takes changes in batches; if not, batches need no advice.
    """
    has_cdc = migration_type is not MigrationType.FULL_LOAD
    has_full_load = migration_type is not MigrationType.CDC
    # Only keys that are set are looked at: settings are checked by the thousand.
    if has_full_load and _PREPARATION not in values:
        yield Finding(
            "settings.preparationNotSaid",
            f"{_PREPARATION} is not set: what DMS does with the target's tables is then not known, and it might drop "
            "them with all their rows",
            key(_PREPARATION).source,
            (_PREPARATION,),
            fix="add full_load=dms.FullLoad(target_table_prep_mode=dms.TargetTablePrepMode.DO_NOTHING)",
        )
    if "TargetMetadata.LobChunkSize" in values or "TargetMetadata.LobMaxSize" in values or _UPDATES in values:
        yield from _lob_findings(values, has_cdc=has_cdc)
    if has_cdc and in_batches and values.get("TargetMetadata.BatchApplyEnabled") is True:
        yield from _batch_findings(values)
    if values.get("ErrorBehavior.DataMaskingErrorPolicy") == "LOG_ERROR":
        masking = ("ErrorBehavior.DataMaskingErrorPolicy",)
        yield Finding(
            "settings.unmaskedData",
            f"{masking[0]} is LOG_ERROR, so a value that can't be masked arrives unmasked",
            sources_of(masking),
            masking,
            fix="write errors=dms.ErrorPolicy(data_masking_error_policy=dms.ErrorAction.STOP_TASK)",
        )
    if has_cdc and has_full_load and values.get(_STOPS[0]) is True and values.get(_STOPS[1]) is True:
        yield Finding(
            "settings.stopTwice",
            "the task is told to stop both before and after cached changes are applied",
            rule_source("stop-flags"),
            _STOPS,
            fix="choose one with full_load=dms.FullLoad(stop_after=dms.StopAfter.CACHED_CHANGES_APPLIED), and remove "
            "both keys from raw",
        )
    if _LONGEST_WAIT in values or _FIRST_WAIT in values:
        yield from _retry_findings(values)
    if has_full_load and _THREADS in values:
        yield from _thread_findings(values)
    if values.get(_COMPONENTS) != audited_components() or not values.get(_LOGS):
        yield from _log_findings(values)
    if has_cdc:
        yield from _log_in_s3_findings(values)
        yield from _schedule_findings(values)
    yield from parts_without_switch(values, migration_type)
    yield from _name_findings(values, rest, migration_type)


def _schedule_findings(values: Values) -> Iterator[Finding]:
    schedule = values.get(_SCHEDULE)
    if values.get("ResyncSettings.EnableResync") is not True or not isinstance(schedule, str) or skipped(schedule):
        return
    wrong, doubts, plain = read(schedule)
    if doubts and not wrong:
        yield Finding(
            "settings.resyncScheduleNotByTheRules",
            f"AWS's rules for the schedule of a resync don't have {' and '.join(doubts)}, although its samples do, so "
            f"{schedule!r} might be refused",
            facts.task_settings()["resync_schedule"]["source"],
            (_SCHEDULE,),
            fix=f"write schedule={as_code(plain)}",
        )


def _log_in_s3_findings(values: Values) -> Iterator[Finding]:
    if values.get("TTSettings.EnableTT") is not True:
        return
    role, bucket = values.get(_ROLE), values.get(_BUCKET)
    wanted = facts.task_settings()["names"]["time_travel_role"]
    if isinstance(role, str) and _is_other_role(role, wanted["value"]):
        account = role.rpartition(":role/")[0]
        yield Finding(
            "settings.timeTravelRole",
            f"the role of TimeTravel must be the ARN of one that is named {wanted['value']}, got {role}",
            wanted["source"],
            (_ROLE,),
            fix="give a role of that name, for example "
            f'service_access_role_arn="{account or "arn:aws:iam::111122223333"}:role/{wanted["value"]}"',
        )
    named = facts.task_settings()["names"]["bucket"]
    if isinstance(bucket, str) and not skipped(bucket) and not re.fullmatch(named["pattern"], bucket):
        meant = _BUCKET_ELSEWHERE.fullmatch(bucket)
        given = {"bucket_name": meant["name"] if meant else "shop-changes"}
        if meant and meant["folder"]:
            given["bucket_folder"] = meant["folder"]
        yield Finding(
            "settings.timeTravelBucket",
            "the bucket of TimeTravel must be the name of one, of 3 to 63 lower-case letters, digits, dots and "
            f"hyphens, got {bucket}",
            named["source"],
            (_BUCKET,),
            fix=f"write {', '.join(f'{name}={as_code(value)}' for name, value in given.items())}",
        )


def _is_other_role(role: str, name: str) -> bool:
    """Whether a text is not the ARN of a role of this name; of one that is known at deployment, its end tells."""
    if skipped(role):
        return role.startswith("arn:") and not role.endswith(f"/{name}")
    return re.fullmatch(rf"arn:[^:]+:iam::[^:]*:role/(?:.*/)?{re.escape(name)}", role) is None


def _lob_findings(values: Values, *, has_cdc: bool) -> Iterator[Finding]:
    if values.get("TargetMetadata.SupportLobs") is False:
        return
    chunk = values.get("TargetMetadata.LobChunkSize")
    advised = key("TargetMetadata.LobChunkSize").default
    if values.get("TargetMetadata.FullLobMode") is True and is_known_number(chunk) and not 0 < chunk <= advised:
        yield Finding(
            "settings.lobChunkSize",
            f"a task with LOB chunks of {chunk} KB can fail: AWS recommends {advised} KB",
            key("TargetMetadata.LobChunkSize").source,
            ("TargetMetadata.LobChunkSize",),
            fix=f"set chunk_size_kb={advised} in lobs",
        )
    if values.get("TargetMetadata.LimitedSizeLobMode") is True and values.get("TargetMetadata.LobMaxSize") == 0:
        yield Finding(
            "settings.lobMaxSize",
            "AWS does not say what a limit of 0 KB does to LOBs",
            key("TargetMetadata.LobMaxSize").source,
            ("TargetMetadata.LobMaxSize",),
            fix="write lobs=dms.LimitedLobs(max_size_kb=64) with the length of your longest LOB in KB, or "
            "lobs=dms.NoLobs() to leave LOBs out",
        )
    if has_cdc and values.get(_UPDATES) == "UPDATE_RECORD":
        yield Finding(
            "settings.updateRecordTurnsLobsOff",
            f"{_UPDATES} is UPDATE_RECORD, which turns LOBs off",
            rule_source("update-record-lob"),
            (_UPDATES,),
            fix="write errors=dms.ErrorPolicy(apply_error_update_policy=dms.ErrorAction.SUSPEND_TABLE), or "
            "lobs=dms.NoLobs() where the tables have no LOBs",
        )


def _batch_findings(values: Values) -> Iterator[Finding]:
    lax = [name for name in _BATCH_POLICIES if values.get(name) != "SUSPEND_TABLE"]
    if lax:
        policies = ", ".join(f"{_BATCH_POLICIES[name]}=dms.ErrorAction.SUSPEND_TABLE" for name in lax)
        yield Finding(
            "settings.batchApplyErrorPolicy",
            "with batch apply, one bad row makes DMS apply the changes of all tables one at a time",
            rule_source("batch-suspend"),
            (*lax, "TargetMetadata.BatchApplyEnabled"),
            fix=f"add to errors=dms.ErrorPolicy(...): {policies}",
        )
    idle = tuple(name for name in _NOT_IN_BATCHES if values.get(name) not in (None, key(name).default))
    if idle:
        yield Finding(
            "settings.noEffectWithBatchApply",
            f"this has no effect with batch apply: {', '.join(idle)}",
            sources_of(idle),
            idle,
            fix="remove it",
        )


def _retry_findings(values: Values) -> Iterator[Finding]:
    throttling = "ErrorBehavior.RecoverableErrorThrottling"
    most = values.get(_LONGEST_WAIT, key(_LONGEST_WAIT).default)
    least = values.get(_FIRST_WAIT, key(_FIRST_WAIT).default)
    if values.get(throttling) is not False and is_known_number(most) and is_known_number(least) and least > most:
        yield Finding(
            "settings.throttlingBelowInterval",
            f"the wait between retries starts at {least} seconds{_published(values, _FIRST_WAIT, ', ')}, above its "
            f"maximum of {most} seconds{_published(values, _LONGEST_WAIT, ', ')}",
            rule_source("throttle"),
            (_FIRST_WAIT, _LONGEST_WAIT),
            fix=f"set recoverable_error_throttling_max_seconds={least} or more in errors=dms.ErrorPolicy(...)",
        )


def _published(values: Values, name: str, before: str, after: str = "") -> str:
    """Return where a value comes from that is not set."""
    return "" if name in values else f"{before}the default that AWS publishes{after}"


def _thread_findings(values: Values) -> Iterator[Finding]:
    threads = values[_THREADS]
    tables = values.get(_TABLES, key(_TABLES).default)
    ours = facts.task_settings()["ours"]["threads_of_a_task"]["value"]
    if is_known_number(threads) and is_known_number(tables) and tables * threads > ours:
        yield Finding(
            "settings.manyThreads",
            f"{tables} tables at once{_published(values, _TABLES, ' (', ')')} with {threads} threads each make "
            f"{tables * threads} threads; more than {ours} put a heavy load on the instance and the target",
            rule_source("threads-multiply"),
            (_THREADS, _TABLES),
            fix=f"set max_full_load_sub_tasks={max(1, ours // threads)} in full_load=dms.FullLoad(...), or fewer "
            "threads in parallel_load=dms.ParallelLoad(...)",
        )


def _log_findings(values: Values) -> Iterator[Finding]:
    source = key(_LOGS).source
    if values.get(_LOGS) is False:
        yield Finding(
            "settings.loggingOff",
            "without logs nobody sees why the task fails or drops rows, and AWS Security Hub reports the task (DMS.7 "
            "and DMS.8)",
            source,
            (_LOGS,),
            fix="write logging=dms.Logging()",
        )
        return
    if _LOGS not in values:
        yield Finding(
            "settings.loggingNotSaid",
            f"{_LOGS} is not set: whether the task logs is then not known, and without logs nobody sees why it fails "
            "or drops rows",
            source,
            (_LOGS,),
            fix="add logging=dms.Logging()",
        )
    listed = list(log_components(values))
    severity = key("Logging.LogComponents[].Severity")
    too_quiet = severity.legal[: severity.legal.index(severity.default)]
    quiet = [name for name, at in listed if name in AUDITED_COMPONENTS and at in too_quiet]
    if quiet:
        yield Finding(
            "settings.quietLogs",
            f"AWS Security Hub reports a task (DMS.7 and DMS.8) that logs less than {severity.default}: "
            f"{', '.join(quiet)}",
            severity.source,
            (_COMPONENTS,),
            fix="remove it from components in logging=dms.Logging(...)",
        )
    known = key("Logging.LogComponents[].Id").legal
    strange = [str(name) for name, _ in listed if name not in known]
    if strange:
        yield Finding(
            "settings.unknownLogComponent",
            f"AWS documents no log component {', '.join(strange)}",
            severity.source,
            (_COMPONENTS,),
            fix="remove it from components in logging=dms.Logging(...), or write a member of LogComponent instead",
        )


@functools.cache
def _doubtful_keys() -> tuple[frozenset[str], frozenset[str]]:
    """Return the keys whose minimum nobody verified, and those that nobody verified at all."""
    every = keys().values()
    return (
        frozenset(of.name for of in every if not of.minimum_verified),
        frozenset(of.name for of in every if not of.verified),
    )


def _at_work(names: Iterable[str], values: Values, migration_type: MigrationType | None) -> list[str]:
    """Return those of the keys that do something in a task of this type, in order."""
    return sorted(
        name
        for name in names
        if (migration_type is None or migration_type in key(name).migration_types) and not is_idle(values, name)
    )


def _name_findings(values: Values, rest: Document, migration_type: MigrationType | None) -> Iterator[Finding]:
    guessed, unverified = _doubtful_keys()
    said = values.keys()
    small = [name for name in said & guessed if key(name).is_below_guess(values[name])]
    if small and (below := [key(name) for name in _at_work(small, values, migration_type)]):
        shown = ", ".join(f"{of.name} is {values[of.name]}" for of in below)
        names = tuple(of.name for of in below)
        least = ", ".join(f"{of.minimum} or more for {of.name}" for of in below)
        yield Finding(
            "settings.belowAssumedMinimum",
            f"{shown}: AWS documents no minimum, and a value below {below[0].minimum} is probably a mistake",
            sources_of(names),
            names,
            fix=f"write {least}",
        )
    unexplained = said & unverified
    if unexplained and (undocumented := tuple(_at_work(unexplained, values, migration_type))):
        yield Finding(
            "settings.undocumentedKey",
            f"AWS does not say what this does: {', '.join(undocumented)}",
            sources_of(undocumented),
            undocumented,
            fix="remove it",
        )
    strange = list(unknown(rest)) if rest else ()
    if strange:
        yield Finding(
            "settings.unknownKey",
            f"AWS documents no task setting with this name: {', '.join(strange)}",
            fix="correct the name in raw, or remove it",
        )

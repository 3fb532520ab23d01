"""What DMS needs of PostgreSQL and Aurora PostgreSQL as a source."""

from __future__ import annotations

from dms_constructs import facts
from dms_constructs.databases.deployment import Deployment
from dms_constructs.databases.server_facts import ParameterOrigin, ServerFacts, version_numbers
from dms_constructs.endpoint_facts import decodes_with_test_decoding, logs_in_with_iam
from dms_constructs.errors import ConfigurationError, is_unresolved
from dms_constructs.readiness.fixes import with_parameters
from dms_constructs.readiness.judgement import (
    PASSED,
    UNKNOWN,
    Judgement,
    Need,
    Situation,
    has,
    notable,
    note,
    wrong,
)

__all__ = [
    "decoding_memory",
    "iam_for_replication",
    "idle_sessions",
    "pglogical",
    "replica_source",
    "slot_keeps_wal",
    "slots",
    "synchronous_commit",
    "wal_level",
    "wal_sender_timeout",
    "wal_senders",
]

_ON = frozenset({"1", "ON", "TRUE", "YES"})
_LOGICAL = Need(
    name="rds.logical_replication",
    accepted=_ON,
    wanted="1",
    why="wal_level is not logical, and there are no changes to read",
    code="DMS-J005",
)


def _limit(name: str) -> int:
    return int(facts.readiness()["limits"][name]["value"])


def _number(server: ServerFacts, name: str) -> int | None:
    """Return a parameter that is a whole number; None where it is not known."""
    value = server.parameter(name).value
    try:
        return int(value) if value is not None else None
    except ValueError:
        return None


def wal_level(situation: Situation) -> Judgement:
    """Judge whether the write-ahead log has what logical decoding needs."""
    return _LOGICAL.judge(situation.source.server)


def wal_senders(situation: Situation) -> Judgement:
    """Judge whether the server lets as many read its log as there are tasks."""
    return _at_least(situation, "max_wal_senders", _limit("wal_senders"))


def slots(situation: Situation) -> Judgement:
    """Judge whether there is a replication slot for each task of the app; other readers of the log are not known."""
    server = situation.source.server
    judged = _at_least(situation, "max_replication_slots", 1)
    if judged.holds and (server is None or server.cdc_tasks is None):
        return UNKNOWN
    return judged


def _at_least(situation: Situation, name: str, least: int) -> Judgement:
    server = situation.source.server
    if server is None:
        return UNKNOWN
    value = _number(server, name)
    if value is None:
        return UNKNOWN
    tasks = server.cdc_tasks or 0
    if value >= max(least, tasks):
        return PASSED
    fix = with_parameters(server, {name: str(max(least, tasks) + _limit("spare"))})
    said = has(server, name)
    if value >= tasks:
        return wrong(ConfigurationError("DMS-J004", f"{said}, and DMS needs {least} or more to read changes; {fix}"))
    said = f"{said}, but {tasks} tasks of the app read its changes, and each takes a slot and a sender of its own"
    if server.parameter(name).is_certain:
        return wrong(ConfigurationError("DMS-J009", f"{said}; {fix}"))
    return note("database.fewSlots", said, fix)


def wal_sender_timeout(situation: Situation) -> Judgement:
    """Judge whether the server waits for DMS as long as DMS needs."""
    server = situation.source.server
    if server is None:
        return UNKNOWN
    value = _number(server, "wal_sender_timeout")
    if value is None:
        return UNKNOWN
    least = _limit("wal_sender_timeout_ms")
    if value == 0 or value >= least:
        return PASSED
    return wrong(
        ConfigurationError(
            "DMS-J004",
            f"{has(server, 'wal_sender_timeout')}, and a task of DMS "
            f"fails below {least} ms; {with_parameters(server, {'wal_sender_timeout': '30000'})}",
        )
    )


def slot_keeps_wal(situation: Situation) -> Judgement:
    """Judge whether the log is kept for a task that lags or stands still; by default it is."""
    server = situation.source.server
    if server is None:
        return UNKNOWN
    given = server.parameter("max_slot_wal_keep_size")
    if given.origin is ParameterOrigin.DEFAULT or given.value == "-1":
        return PASSED
    if given.value is None:
        return UNKNOWN
    return note(
        "database.slotKeepsLittle",
        f"{has(server, 'max_slot_wal_keep_size')}, so it drops the log that a task has not read "
        "yet, and the task has to load again",
        with_parameters(server, {"max_slot_wal_keep_size": "-1"}),
    )


def idle_sessions(situation: Situation) -> Judgement:
    """Judge whether the server ends sessions of DMS that wait in a transaction."""
    server = situation.source.server
    if server is None:
        return UNKNOWN
    name = "idle_in_transaction_session_timeout"
    value = _number(server, name)
    if value is None:
        return UNKNOWN
    if value == 0:
        return PASSED
    said = has(server, name)
    fix = with_parameters(server, {name: "0"})
    # Who writes what RDS has by default, a day, is told as little as who writes nothing.
    if server.parameter(name).origin is ParameterOrigin.DEFAULT or value >= _limit("idle_in_transaction_ms"):
        return notable(said, fix)
    text = f"{said}, so it ends a session in which DMS waits for longer than that inside a transaction"
    return note("database.idleSessionsEnd", text, fix)


def decoding_memory(situation: Situation) -> Judgement:
    """Judge whether long transactions are decoded in memory; AWS's check advises it to all with the default."""
    server = situation.source.server
    if server is None:
        return UNKNOWN
    name = "logical_decoding_work_mem"
    value = _number(server, name)
    if value is None:
        return UNKNOWN
    default = _limit("logical_decoding_work_mem_kb")
    if value > default:
        return PASSED
    return notable(
        f"{has(server, name)} (kB), so long transactions are decoded on disk",
        with_parameters(server, {name: str(4 * default)}),
    )


def pglogical(situation: Situation) -> Judgement:
    """Judge whether pglogical is loaded, unless the source is told to use test_decoding."""
    server = situation.source.server
    if server is None:
        return UNKNOWN
    if decodes_with_test_decoding(situation.source):
        return PASSED
    given = server.parameter("shared_preload_libraries")
    if given.value is None:
        return UNKNOWN
    loaded = [each.strip() for each in given.value.split(",") if each.strip()]
    if "pglogical" in loaded:
        return PASSED
    said = f"{has(server, 'shared_preload_libraries')}, so pglogical is not there"
    fix = with_parameters(server, {"shared_preload_libraries": ",".join([*loaded, "pglogical"])})
    if str(situation.source.setting("PluginName")).lower() != "pglogical":
        return notable(f"{said}, and DMS uses test_decoding", fix)
    other = "or write plugin_name=dms.PluginName.TEST_DECODING at the source"
    return note("database.pglogicalNotLoaded", f"{said}, but the source is told to use it", f"{fix}, {other}")


def replica_source(situation: Situation) -> Judgement:
    """Judge whether changes can be read from a replica or a reader, where the source is one."""
    server = situation.source.server
    if server is None or (server.is_replica is None and server.is_reader is None):
        return UNKNOWN
    if not server.is_replica and not server.is_reader:
        return PASSED if server.is_replica is False and server.is_reader is False else UNKNOWN
    least = _limit("replica_source_postgresql")
    what = f"the source leads to readers of {server.name}" if server.is_reader else f"{server.name} is a read replica"
    primary = "give the source the connection of the primary"
    numbers = version_numbers(server.engine_version or "")
    if numbers and numbers[0] < least:
        said = f"{what} of PostgreSQL {server.engine_version}, which decodes changes on replicas from {least} on"
        return wrong(ConfigurationError("DMS-J006", f"{said}; {primary}"))
    if not situation.source.setting("SlotName"):
        said = f"{what}, where DMS makes no replication slot"
        fix = f"{primary}, or make a slot on the replica and write slot_name='...' at the source"
        return wrong(ConfigurationError("DMS-J006", f"{said}; {fix}"))
    needed = str(facts.readiness()["limits"]["replica_source_dms"]["value"])
    version = situation.dms_version
    if version is not None and not is_unresolved(version) and version_numbers(version) < version_numbers(needed):
        said = f"{what}, which DMS reads changes from since {needed}, and the instance has engine_version={version!r}"
        return wrong(ConfigurationError("DMS-J006", f"{said}; {primary}, or write engine_version={needed!r} there"))
    return PASSED if version is not None and numbers and not is_unresolved(version) else UNKNOWN


def synchronous_commit(situation: Situation) -> Judgement:
    """Judge whether Aurora commits synchronously, which DMS asks of it."""
    server = situation.source.server
    if server is None or server.deployment is not Deployment.AURORA:
        return UNKNOWN
    given = server.parameter("synchronous_commit")
    if given.origin is not ParameterOrigin.OWN or given.value is None:
        return UNKNOWN
    if given.value.strip().upper() in _ON:
        return PASSED
    return note(
        "database.synchronousCommit",
        f"{has(server, 'synchronous_commit')}, and DMS asks Aurora for 'on' to read changes",
        with_parameters(server, {"synchronous_commit": "on"}),
    )


def iam_for_replication(situation: Situation) -> Judgement:
    """Judge whether DMS may read changes with a token instead of a password, where it logs in with IAM."""
    server = situation.source.server
    if server is None or server.deployment is Deployment.SELF_MANAGED or not logs_in_with_iam(situation.source):
        return UNKNOWN
    name = "rds.iam_auth_for_replication"
    given = server.parameter(name)
    if given.value is None:
        return UNKNOWN
    if given.value.strip().upper() in _ON:
        return PASSED
    return note(
        "database.iamWithoutReplication",
        f"{has(server, name)}, so it takes no token for a replication connection, but the source logs in with IAM",
        with_parameters(server, {name: "1"}),
    )

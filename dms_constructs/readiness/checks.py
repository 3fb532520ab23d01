"""All checks of servers, when each counts, and what they find."""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterator
from typing import NamedTuple

from dms_constructs.endpoint_facts import EndpointFacts
from dms_constructs.errors import ConfigurationError, Finding
from dms_constructs.readiness import of_both, of_mysql, of_oracle, of_postgresql, of_sql_server, of_targets
from dms_constructs.readiness.judgement import Judgement, Plan, Situation

__all__ = ["OF_AWS", "findings_of_servers", "judged", "told_of_servers"]


class When(enum.Enum):
    """What a task must do for a check to be about it."""

    ALWAYS = "always"
    LOAD = "load"
    CHANGES = "changes"


class Check(NamedTuple):
    """One check: what judges, when it counts, and for which protocol on which side."""

    judge: Callable[[Situation], Judgement]
    when: When = When.ALWAYS
    source: str | None = None
    target: str | None = None


_MYSQL, _POSTGRESQL, _ORACLE, _SQL_SERVER = "mysql", "postgresql", "oracle", "sqlserver"

OF_AWS: dict[str, Check] = {
    "target-replica": Check(of_targets.target_replica),
    "binlog-compression": Check(of_mysql.binlog_compression, When.CHANGES, _MYSQL),
    "binlog-removal": Check(of_mysql.binlog_removal, When.ALWAYS, _MYSQL),
    "binlog-image": Check(of_mysql.binlog_image, When.CHANGES, _MYSQL),
    "source-role": Check(of_mysql.replica_logs, When.CHANGES, _MYSQL),
    "mysql-version": Check(of_both.version, When.ALWAYS, _MYSQL),
    "local-infile": Check(of_targets.local_infile, When.LOAD, target=_MYSQL),
    "target-timeouts": Check(of_targets.target_timeouts, target=_MYSQL),
    "source-timeouts": Check(of_targets.source_timeouts, source=_MYSQL),
    "statement-time": Check(of_mysql.statement_time, When.ALWAYS, _MYSQL),
    "aurora-reader": Check(of_mysql.aurora_reader, When.ALWAYS, _MYSQL),
    "binlog-format": Check(of_mysql.binlog_format, When.CHANGES, _MYSQL),
    "binlog-enabled": Check(of_mysql.binlog_enabled, When.CHANGES, _MYSQL),
    "source-replica": Check(of_mysql.replica_source, When.ALWAYS, _MYSQL),
    "postgresql-version": Check(of_both.version, When.ALWAYS, _POSTGRESQL),
    "decoding-memory": Check(of_postgresql.decoding_memory, When.CHANGES, _POSTGRESQL),
    "slot-keeps-wal": Check(of_postgresql.slot_keeps_wal, When.CHANGES, _POSTGRESQL),
    "wal-senders": Check(of_postgresql.wal_senders, When.CHANGES, _POSTGRESQL),
    "pglogical": Check(of_postgresql.pglogical, When.CHANGES, _POSTGRESQL),
    "wal-sender-timeout": Check(of_postgresql.wal_sender_timeout, When.CHANGES, _POSTGRESQL),
    "wal-level": Check(of_postgresql.wal_level, When.CHANGES, _POSTGRESQL),
    "slots": Check(of_postgresql.slots, When.CHANGES, _POSTGRESQL),
    "idle-in-transaction": Check(of_postgresql.idle_sessions, When.ALWAYS, _POSTGRESQL),
    "aurora-replica-source": Check(of_postgresql.replica_source, When.CHANGES, _POSTGRESQL),
    "replica-source": Check(of_postgresql.replica_source, When.CHANGES, _POSTGRESQL),
    "oracle-version": Check(of_both.version, When.ALWAYS, _ORACLE),
    "oracle-target-version": Check(of_both.target_version, target=_ORACLE),
    "archived-logs": Check(of_oracle.archived_logs, When.CHANGES, _ORACLE),
    "full-backup": Check(of_sql_server.full_backup, When.CHANGES, _SQL_SERVER),
    "replicated-text": Check(of_sql_server.replicated_text, When.CHANGES, _SQL_SERVER),
}
"""The checks of AWS's premigration assessment that need a server's facts, by their kinds."""

OURS = (
    Check(of_both.serverless_v1, When.CHANGES),
    Check(of_both.encryption),
    Check(of_both.proxies, When.CHANGES, _POSTGRESQL),
    Check(of_both.pauses, When.CHANGES),
    Check(of_both.character_sets),
    Check(of_both.letter_case),
    Check(of_postgresql.synchronous_commit, When.CHANGES, _POSTGRESQL),
    Check(of_postgresql.iam_for_replication, When.CHANGES, _POSTGRESQL),
)
"""What AWS's assessment has no check for."""


def judged(kind: str, situation: Situation) -> Judgement:
    """Say what came of a check of AWS's, which is known to be about the task."""
    return OF_AWS[kind].judge(situation)


def findings_of_servers(plan: Plan) -> tuple[Finding, ...]:
    """
    Return the findings about the servers of a task.

    Raises:
        ConfigurationError: `DMS-J001` to `DMS-J010` for what DMS surely refuses, the first that there is.
    """
    found: list[Finding] = []
    for told in told_of_servers(Situation.of(plan)):
        if isinstance(told, ConfigurationError):
            raise told
        found.append(told)
    return tuple(found)


def told_of_servers(situation: Situation) -> Iterator[ConfigurationError | Finding]:
    """Yield what is wrong with the servers of a task, and what deploys but may surprise: only what can be true."""
    said: set[str] = set()
    for check in (*OF_AWS.values(), *OURS):
        if not _is_about(check, situation):
            continue
        told = check.judge(situation).told
        # Two of AWS's checks can look at one parameter.
        if told is not None and str(told) not in said:
            said.add(str(told))
            yield told


def _is_about(check: Check, situation: Situation) -> bool:
    counts = {
        When.ALWAYS: True,
        When.LOAD: situation.has_load,
        When.CHANGES: situation.has_changes,
    }
    return counts[check.when] and _speaks(situation.source, check.source) and _speaks(situation.target, check.target)


def _speaks(endpoint: EndpointFacts, protocol: str | None) -> bool:
    """Whether an endpoint is of a protocol that a check is for."""
    if protocol is None:
        return True
    return endpoint.engine_name is not None and endpoint.engine_name.record.protocol == protocol

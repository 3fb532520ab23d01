"""What DMS needs of MySQL, MariaDB and Aurora MySQL as a source."""

from __future__ import annotations

from dms_constructs.databases.deployment import Deployment
from dms_constructs.databases.server_facts import ParameterOrigin
from dms_constructs.engines import EngineName
from dms_constructs.errors import ConfigurationError
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
from dms_constructs.readiness.of_both import log_of_backups

__all__ = [
    "aurora_reader",
    "binlog_compression",
    "binlog_enabled",
    "binlog_format",
    "binlog_image",
    "binlog_removal",
    "replica_logs",
    "replica_source",
    "statement_time",
]

_OFF = frozenset({"0", "OFF", "FALSE", "NO"})
_FORMAT = Need(
    name="binlog_format",
    accepted=frozenset({"ROW"}),
    wanted="ROW",
    why="the binary log does not have the rows that DMS reads",
    code="DMS-J004",
    finding="database.binlogFormat",
)
_NO_LOG = _FORMAT._replace(why="it writes no binary log, and there are no changes to read", code="DMS-J003")
_IMAGE = Need(
    name="binlog_row_image",
    accepted=frozenset({"FULL"}),
    wanted="FULL",
    why="the binary log lacks columns that DMS writes to the target",
    code="DMS-J004",
)
_COMPRESSION = Need(
    name="binlog_transaction_compression",
    accepted=_OFF,
    wanted="OFF",
    why="DMS can't read the compressed transactions in the binary log",
    code="DMS-J004",
    is_for_changes=False,
)


def binlog_enabled(situation: Situation) -> Judgement:
    """Judge whether the source writes a binary log: RDS does with automated backups, Aurora when it is told to."""
    server = situation.source.server
    if server is None:
        return UNKNOWN
    if server.deployment is Deployment.AURORA:
        given = server.parameter(_NO_LOG.name)
        if given.value is None or given.value.strip().upper() in _OFF:
            return _NO_LOG.judge(server)
        return PASSED if given.is_certain else UNKNOWN
    return log_of_backups(situation, "RDS writes no binary log, so there are no changes to read")


def binlog_format(situation: Situation) -> Judgement:
    """Judge whether the binary log has rows."""
    server = situation.source.server
    if server is not None and server.deployment is Deployment.AURORA:
        given = server.parameter(_FORMAT.name)
        if given.value is not None and given.value.strip().upper() in _OFF:
            return _NO_LOG.judge(server)
    return _FORMAT.judge(server)


def binlog_image(situation: Situation) -> Judgement:
    """Judge whether the binary log has whole rows; on RDS and Aurora it has by default."""
    server = situation.source.server
    if server is not None and server.parameter(_IMAGE.name).origin is ParameterOrigin.DEFAULT:
        return PASSED
    return _IMAGE.judge(server)


def binlog_compression(situation: Situation) -> Judgement:
    """Judge whether transactions in the binary log are compressed; by default they are not."""
    server = situation.source.server
    is_mariadb = situation.source.engine_name is EngineName.MARIADB
    need = _COMPRESSION._replace(name="log_bin_compress") if is_mariadb else _COMPRESSION
    if server is not None and server.parameter(need.name).origin is ParameterOrigin.DEFAULT:
        return PASSED
    return need.judge(server)


def binlog_removal(situation: Situation) -> Judgement:
    """Judge whether binary logs are removed by themselves, as AWS's check asks two parameters."""
    server = situation.source.server
    if server is None:
        return UNKNOWN
    given = [server.parameter(name) for name in ("binlog_expire_logs_seconds", "expire_logs_days")]
    if any(each.value is not None and each.value not in _OFF for each in given):
        return PASSED
    if all(each.value is not None for each in given):
        return notable(
            f"{server.name} says to keep binary logs for ever; RDS removes them by its own setting",
            "run CALL mysql.rds_set_configuration('binlog retention hours', 24)",
        )
    return UNKNOWN


def statement_time(situation: Situation) -> Judgement:
    """Judge whether a limit to the time of statements ends the reading of large tables; by default there is none."""
    server = situation.source.server
    if server is None:
        return UNKNOWN
    is_mariadb = situation.source.engine_name is EngineName.MARIADB
    name = "max_statement_time" if is_mariadb else "max_execution_time"
    given = server.parameter(name)
    if given.origin is ParameterOrigin.DEFAULT or (given.value is not None and _is_zero(given.value)):
        return PASSED
    if given.value is None:
        return UNKNOWN
    return note(
        "database.statementTime",
        f"{has(server, name)}, so it ends the statement that reads a large table",
        with_parameters(server, {name: "0"}),
    )


def _is_zero(value: str) -> bool:
    try:
        return float(value) == 0
    except ValueError:
        return False


def replica_source(situation: Situation) -> Judgement:
    """Judge whether the source is the primary: a replica that lags loses changes between the load and the first one."""
    server = situation.source.server
    if server is None or server.is_replica is None:
        return UNKNOWN
    if not server.is_replica:
        return PASSED
    if not situation.has_changes:
        return notable(f"{server.name} is a read replica", "read from its primary, or let the replica catch up first")
    return note(
        "database.sourceReplica",
        f"{server.name} is a read replica: where it lags behind its primary, changes between the load and the "
        "first change are lost, and it has a binary log only with backups of its own and log_replica_updates",
        "give the source the connection of the primary",
    )


def replica_logs(situation: Situation) -> Judgement:
    """Judge whether a replica writes what it gets into its own binary log; a primary need not."""
    return replica_source(situation)


def aurora_reader(situation: Situation) -> Judgement:
    """Judge whether the source leads to the writer of an Aurora cluster: readers have no binary log."""
    server = situation.source.server
    if server is None or server.is_reader is None:
        return UNKNOWN
    if not server.is_reader:
        return PASSED
    if not situation.has_changes:
        return notable(f"the source leads to readers of {server.name}", "give it the connection of the writer")
    if server.deployment is not Deployment.AURORA and situation.source.engine_name is not EngineName.AURORA_MYSQL:
        return note(
            "database.sourceReplica",
            f"the source leads to readers of {server.name}: where these lag behind the writer, changes between the "
            "load and the first change are lost, and they have a binary log only with log_replica_updates",
            "give the source the connection of the writer",
        )
    return wrong(
        ConfigurationError(
            "DMS-J006",
            f"the source leads to readers of {server.name}, and readers of Aurora MySQL have no binary log, so there "
            "are no changes to read; give it connection=dms.Connection.to_cluster(cluster), which leads to the writer",
        )
    )

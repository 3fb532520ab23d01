"""What a database of RDS or Aurora must have set for DMS to read changes from it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dms_constructs import facts
from dms_constructs._checks import flag, in_range, is_a
from dms_constructs.databases.families import rds_engine
from dms_constructs.engines import EngineName
from dms_constructs.errors import ConfigurationError, shown

__all__ = ["parameters_for_cdc"]

_CODE = "DMS-F009"
_PGLOGICAL = "pglogical"


def parameters_for_cdc(
    engine_name: EngineName,
    *,
    tasks: int = 1,
    other_slots: int = 0,
    pglogical: bool = True,
    keep_libraries: Sequence[str] = ("pg_stat_statements",),
    wal_sender_timeout_ms: int = 60_000,
    iam_authentication: bool = False,
) -> dict[str, str]:
    """
    Return the parameters with which DMS can read changes from a database of RDS or Aurora, to be spread among others.

    Of Aurora they belong to the cluster's group, of RDS to the instance's. Some need a reboot of the writer:

        parameters={"max_connections": "500", **dms.parameters_for_cdc(dms.EngineName.POSTGRESQL, tasks=2)}

    It takes SQL besides, which `prerequisites_of` has: a user with the rights for replication; of PostgreSQL `CREATE
    EXTENSION pglogical` in each database; of MySQL and MariaDB `CALL mysql.rds_set_configuration('binlog retention
    hours', 24)`; of SQL Server `EXEC msdb.dbo.rds_cdc_enable_db`. Oracle and Db2 have no parameters for it:
    supplemental logging and archived logs are set by procedures of `rdsadmin`. RDS for MySQL,
    MariaDB, Oracle, SQL Server and Db2 keeps a log of changes only while automated backups are on.

    Args:
        engine_name: The engine: PostgreSQL, Aurora PostgreSQL, MySQL, Aurora MySQL, MariaDB, Oracle, SQL Server or Db2.
        tasks: How many tasks read changes from it at a time; each has a replication slot of PostgreSQL. The binary log
            of MySQL is one for all.
        other_slots: How many slots of PostgreSQL others have: publications, subscriptions, replicas.
        pglogical: Whether to load the extension pglogical, which DMS prefers; without it, it uses `test_decoding`,
            which writes more. For PostgreSQL only.
        keep_libraries: What `shared_preload_libraries` has without it: it is replaced as a whole. The default is what
            RDS has.
        wal_sender_timeout_ms: After how long without an answer PostgreSQL ends the connection of DMS, in milliseconds:
            0 for never, else 10,000 to 299,999. For PostgreSQL only.
        iam_authentication: Whether DMS logs in with IAM instead of a password. For PostgreSQL only.

    Raises:
        ConfigurationError: `DMS-F009`, for an engine that RDS doesn't have, or a number that is out of its range.

    Source: the DMS User Guide, pages CHAP_Source.PostgreSQL, CHAP_Source.MySQL, CHAP_Source.Oracle, CHAP_Source.DB2
        and CHAP_Tasks.AssessmentReport.SqlServer; the Aurora User Guide, page AuroraPostgreSQL.Replication.Logical and
        AuroraPostgreSQL.Replication.Logical.IAM-auth.
    """
    is_a(_CODE, "engine_name", engine_name, EngineName, "dms.EngineName.POSTGRESQL")
    engine = rds_engine(engine_name)
    known = facts.databases()["cdc"]
    others: dict[str, dict[str, str]] = known["others"]
    if engine is None and engine_name.value not in others:
        engines = [*(each["engine_name"] for each in facts.databases()["engines"].values()), *others]
        names = ", ".join(f"dms.{EngineName(each)}" for each in engines)
        raise ConfigurationError(
            _CODE,
            f"engine_name must be one that RDS runs, {names}, got {shown(engine_name)}; for a server of your own, set "
            "its parameters by hand, as DMS's guide says",
            given=engine_name,
        )
    in_range(_CODE, "tasks", tasks, 1, None)
    in_range(_CODE, "other_slots", other_slots, 0, None)
    flag("iam_authentication", iam_authentication)
    if engine is None:
        return dict(others[engine_name.value])
    if facts.databases()["engines"][engine]["server"] != "postgresql":
        return dict(known[engine])
    libraries = _libraries(keep_libraries, pglogical=pglogical)
    return {
        **_slots(engine, tasks, other_slots, known["postgresql"]),
        **({"shared_preload_libraries": ",".join(libraries)} if pglogical else {}),
        **({"rds.iam_auth_for_replication": "1"} if iam_authentication else {}),
        "wal_sender_timeout": _timeout(wal_sender_timeout_ms, known["postgresql"]["wal_sender_timeout_ms"]),
    }


def _slots(engine: str, tasks: int, other_slots: int, known: dict[str, Any]) -> dict[str, str]:
    """Return what grows with the number of slots, never less than RDS has by default."""
    slots = tasks + other_slots
    workers = known["workers"]
    replicating = max(workers["logical_replication"], slots)
    processes = replicating + workers["autovacuum"] + workers["parallel"]
    return {
        "rds.logical_replication": "1",
        "max_replication_slots": str(max(known["default_slots"], slots)),
        "max_wal_senders": str(max(known["default_senders"][engine], slots)),
        "max_logical_replication_workers": str(replicating),
        "max_worker_processes": f"GREATEST({{DBInstanceVCPU*2}},{processes})",
    }


def _libraries(keep: Sequence[str], *, pglogical: bool) -> tuple[str, ...]:
    if isinstance(keep, str) or not all(isinstance(each, str) for each in keep):
        raise ConfigurationError(
            _CODE,
            f"keep_libraries must be a sequence of names, got {shown(keep)}; write for example "
            'keep_libraries=["pg_stat_statements"]',
            given=keep,
        )
    return tuple(dict.fromkeys([*keep, *([_PGLOGICAL] if pglogical else [])]))


def _timeout(milliseconds: int, known: dict[str, Any]) -> str:
    in_range(_CODE, "wal_sender_timeout_ms", milliseconds, 0, known["below"] - 1)
    if 0 < milliseconds < known["least"]:
        raise ConfigurationError(
            _CODE,
            f"wal_sender_timeout_ms must be 0, or {known['least']} to {known['below'] - 1} ms: DMS fails with less, "
            f"got {milliseconds}; write wal_sender_timeout_ms={known['least']}",
            given=milliseconds,
        )
    return str(milliseconds)

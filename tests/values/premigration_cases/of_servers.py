"""Cases of checks that the servers of source and target decide."""

import dataclasses
from collections.abc import Iterator
from typing import Any

import dms_constructs as dms
from tests.values.premigration_cases.shapes import (
    BOTH,
    CHANGES,
    FAILED,
    ID,
    LOAD,
    LOB,
    MYSQL,
    NOT_APPLICABLE,
    PASSED,
    POSTGRESQL,
    S3,
    UNDECIDED,
    WARNING,
    Case,
    case,
    of_rds,
    table,
)

MARIADB = dms.EngineName.MARIADB
AURORA_MYSQL, AURORA_POSTGRESQL = dms.EngineName.AURORA_MYSQL, dms.EngineName.AURORA_POSTGRESQL
LIVE: dict[str, Any] = {"needs": ("construct", "live_server")}
PRIMARY: dict[str, Any] = {"is_replica": False, "is_reader": False}


def of_aurora(given: dict[str, str | None] | None = None, **more: Any) -> dms.ServerFacts:
    """A cluster of Aurora with the parameters of its group."""
    group = dms.ParameterGroupFacts(parameters=given or {}, path="Shop/Orders/ParameterGroup")
    return dms.ServerFacts(
        deployment=dms.Deployment.AURORA,
        is_cluster=True,
        cluster_parameters=group,
        instance_parameters=dms.ParameterGroupFacts(),
        **more,
    )


WRONG_AND_RIGHT: tuple[tuple[str, str, str, str, dms.PremigrationVerdict], ...] = (
    ("binlog-format", "binlog_format", "MIXED", "ROW", FAILED),
    ("binlog-format", "binlog_format", "statement", "row", FAILED),
    ("binlog-image", "binlog_row_image", "MINIMAL", "FULL", FAILED),
    ("slot-keeps-wal", "max_slot_wal_keep_size", "2048", "-1", WARNING),
    ("wal-senders", "max_wal_senders", "1", "10", FAILED),
    ("wal-sender-timeout", "wal_sender_timeout", "9999", "10000", FAILED),
    ("wal-sender-timeout", "wal_sender_timeout", "1", "0", FAILED),
    ("wal-level", "rds.logical_replication", "0", "1", FAILED),
    ("idle-in-transaction", "idle_in_transaction_session_timeout", "60000", "0", WARNING),
    ("decoding-memory", "logical_decoding_work_mem", "65536", "262144", WARNING),
    ("pglogical", "shared_preload_libraries", "pg_stat_statements", "pg_stat_statements, pglogical", WARNING),
    ("local-infile", "local_infile", "0", "1", FAILED),
    ("local-infile", "local_infile", "OFF", "on", FAILED),
)
"""Kind, parameter, a value that is flawed, one that is not, and what the flaw is."""
OF_TARGETS = {"local-infile"}
ENGINES = {
    "statement-time": (("max_execution_time", MYSQL), ("max_statement_time", MARIADB)),
    "binlog-compression": (("binlog_transaction_compression", MYSQL), ("log_bin_compress", MARIADB)),
}
TIMEOUTS: dict[str, str | None] = {"net_read_timeout": "300", "net_write_timeout": "300", "wait_timeout": "28800"}


def of_parameters() -> Iterator[Case]:
    """Cases of one parameter, in the group of an instance."""
    for kind, name, flawed, fine, verdict in WRONG_AND_RIGHT:
        side = "target_server" if kind in OF_TARGETS else "source_server"
        for value, expected in ((flawed, verdict), (fine, PASSED)):
            yield case(kind, expected, f"{name} is {value}", **{side: of_rds({name: value})})
        unknown = {side: of_rds({name: None})}
        yield case(kind, UNDECIDED, f"{name} is known at deployment", **unknown, **LIVE)
        yield case(kind, UNDECIDED, "no construct of the server", **LIVE)


def of_engines() -> Iterator[Case]:
    """Cases of a parameter that MariaDB calls otherwise."""
    for kind, named in ENGINES.items():
        is_time = kind == "statement-time"
        flawed, fine = ("60000", "0") if is_time else ("ON", "OFF")
        for name, engine in named:
            given: dict[str, Any] = {"engine": engine}
            flaw = WARNING if is_time else FAILED
            yield case(kind, flaw, f"{name} is {flawed}", source_server=of_rds({name: flawed}), **given)
            yield case(kind, PASSED, f"{name} is {fine}", source_server=of_rds({name: fine}), **given)
            yield case(kind, PASSED, f"{name} is not set", source_server=of_rds(), **given)
            unset = of_rds({name: None})
            yield case(kind, UNDECIDED, f"{name} is known later", source_server=unset, **given, **LIVE)


def of_timeouts() -> Iterator[Case]:
    """Cases of three parameters, on the target and, for the check of MySQL, on the source."""
    short = of_rds({**TIMEOUTS, "net_write_timeout": "60"})
    fine = of_rds(TIMEOUTS)
    part = of_rds({**TIMEOUTS, "wait_timeout": None})
    kind = "target-timeouts"
    yield case(kind, WARNING, "the target waits a minute", source_server=fine, target_server=short)
    yield case(kind, WARNING, "the source waits a minute", source_server=short, target_server=fine, engine=MYSQL)
    yield case(kind, PASSED, "both wait", source_server=fine, target_server=fine)
    yield case(kind, PASSED, "the source is no matter", target_server=fine, engine=MARIADB)
    yield case(kind, UNDECIDED, "one is known later", source_server=fine, target_server=part, **LIVE)
    yield case(kind, UNDECIDED, "the source is not known", target_server=fine, engine=MYSQL, **LIVE)
    yield case("source-timeouts", WARNING, "it waits a minute", source_server=short)
    yield case("source-timeouts", PASSED, "it waits", source_server=fine)
    yield case("source-timeouts", UNDECIDED, "one is known later", source_server=part, **LIVE)


def of_logs() -> Iterator[Case]:
    """Cases of the binary log itself."""
    kind = "binlog-enabled"
    yield case(kind, FAILED, "backups are off", source_server=of_rds(backup_retention_days=0))
    yield case(kind, PASSED, "backups are on", source_server=of_rds(backup_retention_days=1))
    yield case(kind, UNDECIDED, "backups are not known", source_server=of_rds(), **LIVE)
    aurora: dict[str, Any] = {"engine": AURORA_MYSQL}
    yield case("binlog-format", FAILED, "off on Aurora", source_server=of_aurora({"binlog_format": "OFF"}), **aurora)
    yield case("binlog-format", PASSED, "row on Aurora", source_server=of_aurora({"binlog_format": "ROW"}), **aurora)
    yield case("binlog-image", PASSED, "not set, and full on RDS then", source_server=of_rds())
    for name in ("binlog_expire_logs_seconds", "expire_logs_days"):
        yield case("binlog-removal", PASSED, f"{name} is set", source_server=of_rds({name: "5"}))
    kept = of_rds({"binlog_expire_logs_seconds": "0", "expire_logs_days": "0"})
    yield case("binlog-removal", WARNING, "both are 0", source_server=kept)
    yield case("binlog-removal", UNDECIDED, "one is 0", source_server=of_rds({"expire_logs_days": "0"}), **LIVE)


def of_roles() -> Iterator[Case]:
    """Cases of replicas, readers and writers."""
    replica = {"is_replica": True, "is_reader": False}
    reader = {"is_replica": False, "is_reader": True}
    for kind, flaw in (("source-replica", WARNING), ("source-role", WARNING)):
        yield case(kind, flaw, "a replica", source_server=of_rds(**replica))
        yield case(kind, PASSED, "a primary", source_server=of_rds(**PRIMARY))
        yield case(kind, UNDECIDED, "not known", source_server=of_rds(), **LIVE)
    yield case("source-replica", WARNING, "a replica, for a load", source_server=of_rds(**replica), migration_type=LOAD)
    kind = "aurora-reader"
    both: dict[str, Any] = {"engine": AURORA_MYSQL, "target": AURORA_MYSQL}
    yield case(kind, FAILED, "readers", source_server=of_aurora(**reader), **both)
    yield case(kind, WARNING, "readers, for a load", source_server=of_aurora(**reader), migration_type=LOAD, **both)
    yield case(kind, PASSED, "the writer", source_server=of_aurora(**PRIMARY), **both)
    yield case(kind, UNDECIDED, "not known", source_server=of_aurora(), **both, **LIVE)
    kind = "target-replica"
    yield case(kind, FAILED, "a replica", target_server=of_rds(**replica))
    yield case(kind, FAILED, "a replica of PostgreSQL", target_server=of_rds(**replica), target=POSTGRESQL)
    yield case(kind, PASSED, "a replica that can be written", target_server=of_rds({"read_only": "0"}, **replica))
    yield case(
        kind, WARNING, "a replica of which that is known later", target_server=of_rds({"read_only": None}, **replica)
    )
    yield case(kind, FAILED, "readers", target_server=of_aurora(**reader))
    yield case(kind, PASSED, "a primary", target_server=of_rds(**PRIMARY))
    yield case(kind, UNDECIDED, "not known", target_server=of_rds(), **LIVE)


def of_postgresql_replicas() -> Iterator[Case]:
    """Cases of replicas that decode changes, or can't."""
    slot: dict[str, Any] = {"source_says": {"SlotName": "dms"}}
    for kind, made, role, engine in (
        ("replica-source", of_rds, {"is_replica": True, "is_reader": False}, POSTGRESQL),
        ("aurora-replica-source", of_aurora, {"is_replica": False, "is_reader": True}, AURORA_POSTGRESQL),
    ):
        given: dict[str, Any] = {"engine": engine}
        new = made(engine_version="16.4", **role)
        yield case(kind, FAILED, "of 15", source_server=made(engine_version="15.8", **role), **slot, **given)
        yield case(kind, FAILED, "without a slot", source_server=new, **given)
        yield case(kind, FAILED, "with DMS 3.5.4", source_server=new, dms_version="3.5.4", **slot, **given)
        yield case(kind, PASSED, "with DMS 3.6.1", source_server=new, dms_version="3.6.1", **slot, **given)
        yield case(kind, UNDECIDED, "with a DMS that is not known", source_server=new, **slot, **given, **LIVE)
        yield case(kind, PASSED, "the primary", source_server=made(**PRIMARY), **given)
        yield case(kind, UNDECIDED, "not known", source_server=made(), **given, **LIVE)


def of_versions() -> Iterator[Case]:
    """Cases of versions of the source."""
    for kind, engine, plain, needing, beyond in (
        ("mysql-version", MYSQL, "8.0.39", "8.4.3", "9.1.0"),
        ("mysql-version", AURORA_MYSQL, "8.0.mysql_aurora.3.10.3", "8.4.mysql_aurora.8.4.7", "9.7.mysql_aurora.9"),
        ("postgresql-version", POSTGRESQL, "15.8", "17.2", "19.1"),
    ):
        given: dict[str, Any] = {"engine": engine}
        old, new = of_rds(engine_version=plain), of_rds(engine_version=needing)
        yield case(kind, PASSED, f"{plain}", source_server=old, **given)
        yield case(kind, PASSED, f"{needing} with a new DMS", source_server=new, dms_version="3.6.1", **given)
        yield case(kind, WARNING, f"{needing} with an old DMS", source_server=new, dms_version="3.5.2", **given)
        yield case(kind, UNDECIDED, f"{needing} with some DMS", source_server=new, **given, **LIVE)
        yield case(kind, WARNING, f"{beyond}", source_server=of_rds(engine_version=beyond), **given)
        yield case(kind, UNDECIDED, "a version that is not known", source_server=of_rds(), **given, **LIVE)


def of_mariadb_versions() -> Iterator[Case]:
    """Cases of versions of MariaDB, which need no certain DMS."""
    for version, verdict in (("10.11.9", PASSED), ("11.8.2", WARNING)):
        yield case("mysql-version", verdict, f"{version}", engine=MARIADB, source_server=of_rds(engine_version=version))
    yield case("mysql-version", UNDECIDED, "no version", engine=MARIADB, source_server=of_rds(), **LIVE)


def of_slots() -> Iterator[Case]:
    """Cases of slots, and of the tasks that take them."""
    for count, tasks, verdict in ((5, 6, FAILED), (6, 6, PASSED), (0, 0, FAILED)):
        given = of_rds({"max_replication_slots": str(count)}, cdc_tasks=tasks)
        yield case("slots", verdict, f"{count} for {tasks} tasks", source_server=given)
    free = of_rds({"max_replication_slots": "5"})
    yield case("slots", UNDECIDED, "tasks are not known", source_server=free, **LIVE)
    senders = of_rds({"max_wal_senders": "5"}, cdc_tasks=6)
    yield case("wal-senders", FAILED, "5 for 6 tasks", source_server=senders)


def of_phases() -> Iterator[Case]:
    """Cases of a target that serves: it has been loaded, so it need not take files."""
    for phase, verdict in ((dms.TargetPhase.LOADING, FAILED), (dms.TargetPhase.SERVING, WARNING)):
        server = of_aurora({"local_infile": "0"}, phase=phase)
        yield case("local-infile", verdict, f"off in {phase.name}", target_server=server)


def of_packets() -> Iterator[Case]:
    """Cases of large objects that servers take, or don't: both ends must."""
    tables = (table(ID, dataclasses.replace(LOB, max_bytes=10_000_000)),)
    small, large = (of_rds({"max_allowed_packet": str(size)}) for size in (5_000_000, 16_777_216))
    for verdict, what, source, target in (
        (FAILED, "the source takes less", small, large),
        (FAILED, "the target takes less", large, small),
        (PASSED, "both take them", large, large),
    ):
        yield case("packet-of-lobs", verdict, what, tables=tables, source_server=source, target_server=target)
    half: dict[str, Any] = {"tables": tables, "source_server": large}
    yield case("packet-of-lobs", UNDECIDED, "the target is not known", **half, **LIVE)
    yield case("packet-of-lobs", PASSED, "the target is no MySQL", target=POSTGRESQL, **half)


def of_conditions() -> Iterator[Case]:
    """Cases in which a check is about nothing that the task does, though the server is flawed."""
    flawed: dict[str, dms.ServerFacts] = {
        kind: of_rds({name: value}) for kind, name, value, _, _ in WRONG_AND_RIGHT if kind != "idle-in-transaction"
    }
    flawed |= {
        "binlog-compression": of_rds({"binlog_transaction_compression": "ON"}),
        "binlog-enabled": of_rds(backup_retention_days=0),
        "source-role": of_rds(is_replica=True),
        "slots": of_rds({"max_replication_slots": "0"}),
        "replica-source": of_rds(is_replica=True, engine_version="13.4"),
    }
    for kind, server in flawed.items():
        if kind not in OF_TARGETS:
            yield case(kind, NOT_APPLICABLE, "a full load", source_server=server, migration_type=LOAD)
    yield case(
        "local-infile", NOT_APPLICABLE, "changes only", target_server=flawed["local-infile"], migration_type=CHANGES
    )
    yield case("local-infile", NOT_APPLICABLE, "another target", target_server=flawed["local-infile"], target=S3)
    reader: dict[str, Any] = {"source_server": of_aurora(is_replica=False, is_reader=True)}
    yield case("aurora-reader", NOT_APPLICABLE, "another target", engine=AURORA_MYSQL, target=MYSQL, **reader)
    aurora: dict[str, Any] = {"engine": AURORA_POSTGRESQL, "migration_type": LOAD, **reader}
    yield case("aurora-replica-source", NOT_APPLICABLE, "a full load", **aurora)
    decoding: dict[str, Any] = {"source_says": {"PluginName": "test-decoding"}, "migration_type": BOTH}
    yield case("pglogical", NOT_APPLICABLE, "test_decoding", source_server=flawed["pglogical"], **decoding)


CASES = (
    *of_parameters(),
    *of_engines(),
    *of_timeouts(),
    *of_logs(),
    *of_roles(),
    *of_postgresql_replicas(),
    *of_versions(),
    *of_mariadb_versions(),
    *of_slots(),
    *of_phases(),
    *of_packets(),
    *of_conditions(),
)

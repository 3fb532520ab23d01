"""Databases of an app that are not as DMS needs them, and databases that look like it but are right."""

from collections.abc import Callable
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_ec2 as ec2, aws_rds as rds, aws_s3 as s3, aws_secretsmanager as secretsmanager

import dms_constructs as dms
from dms_constructs.app_wide.made_servers import Servers
from tests.app_wide.conftest import codes_of, errors_of, secret, stack_in, task, warnings_of

LOAD, BOTH = dms.MigrationType.FULL_LOAD, dms.MigrationType.FULL_LOAD_AND_CDC
MYSQL = rds.DatabaseInstanceEngine.mysql(version=rds.MysqlEngineVersion.VER_8_0_39)
MARIADB = rds.DatabaseInstanceEngine.maria_db(version=rds.MariaDbEngineVersion.VER_10_11)
POSTGRESQL = rds.DatabaseInstanceEngine.postgres(version=rds.PostgresEngineVersion.VER_17)
AURORA_MYSQL = rds.DatabaseClusterEngine.aurora_mysql(version=rds.AuroraMysqlEngineVersion.VER_3_08_0)
AURORA_POSTGRESQL = rds.DatabaseClusterEngine.aurora_postgres(version=rds.AuroraPostgresEngineVersion.VER_17_7)
AURORA_MYSQL_84 = rds.DatabaseClusterEngine.aurora_mysql(
    version=rds.AuroraMysqlEngineVersion.of("8.4.mysql_aurora.8.4.7", "8.4")
)
ROW = {"binlog_format": "ROW"}
LOGICAL = {"rds.logical_replication": "1"}
Build = Callable[[cdk.Stack], None]
CASES: dict[str, tuple[list[str], Build]] = {}
"""What an app is told, and how it is made; nothing for what is right."""


def case(*told: str) -> Callable[[Build], Build]:
    def note(build: Build) -> Build:
        CASES[build.__name__] = (sorted(told), build)  # type: ignore[attr-defined]  # of a function
        return build

    return note


def vpc_of(stack: cdk.Stack) -> ec2.IVpc:
    found = stack.node.try_find_child("Vpc")
    return found if isinstance(found, ec2.Vpc) else ec2.Vpc(stack, "Vpc", max_azs=2)


def login() -> rds.Credentials:
    return rds.Credentials.from_generated_secret("admin", exclude_characters=dms.PASSWORD_EXCLUDE_CHARACTERS)


def instance_of(stack: cdk.Stack, engine: rds.IInstanceEngine, **more: Any) -> rds.DatabaseInstance:
    return rds.DatabaseInstance(stack, "Orders", engine=engine, vpc=vpc_of(stack), credentials=login(), **more)


def cluster_of(
    stack: cdk.Stack,
    engine: rds.IClusterEngine,
    writer: dict[str, Any] | None = None,
    **more: Any,
) -> rds.DatabaseCluster:
    made = rds.ClusterInstance.serverless_v2("Writer", **(writer or {}))
    return rds.DatabaseCluster(
        stack, "Orders", engine=engine, vpc=vpc_of(stack), credentials=login(), writer=made, **more
    )


def read(stack: cdk.Stack, connection: dms.Connection, *, kind: dms.MigrationType = BOTH, **more: Any) -> None:
    """Make a task that reads a database, into one of which nothing is known."""
    engine = more.get("engine_name", connection.engine_name)
    source: dms.IEndpoint = (
        dms.PostgreSqlSource(stack, "Source", connection=connection, database="shop", **more)
        if engine in {dms.EngineName.POSTGRESQL, dms.EngineName.AURORA_POSTGRESQL}
        else dms.MySqlSource(stack, "Source", connection=connection, **more)
    )
    task(stack, "Task", source=source, target=lake(stack), kind=kind)


def lake(stack: cdk.Stack, name: str = "Target") -> dms.S3Target:
    bucket = s3.Bucket.from_bucket_name(stack, f"{name}Bucket", f"shop-{name.lower()}")
    return dms.S3Target(stack, name, bucket=bucket)


def write(stack: cdk.Stack, connection: dms.Connection, *, kind: dms.MigrationType = LOAD, **more: Any) -> None:
    """Make a task that writes a database of MySQL, from one of which nothing is known."""
    source = dms.MySqlSource(stack, "Source", connection=dms.Connection.from_secret(secret(stack, "There")))
    target = dms.MySqlTarget(stack, "Target", connection=connection, **more)
    task(stack, "Task", source=source, target=target, kind=kind)


@case("DMS-J003")
def mysql_without_backups(stack: cdk.Stack) -> None:
    made = instance_of(stack, MYSQL, backup_retention=cdk.Duration.days(0), parameters=ROW)
    read(stack, dms.Connection.to_instance(made))


@case()
def mysql_without_backups_in_a_full_load(stack: cdk.Stack) -> None:
    made = instance_of(stack, MYSQL, backup_retention=cdk.Duration.days(0), parameters=ROW)
    read(stack, dms.Connection.to_instance(made), kind=LOAD)


@case()
def mysql_with_rows_in_its_log(stack: cdk.Stack) -> None:
    read(stack, dms.Connection.to_instance(instance_of(stack, MYSQL, parameters=ROW)))


@case("DMS-J004")
def mariadb_with_the_default_group(stack: cdk.Stack) -> None:
    read(stack, dms.Connection.to_instance(instance_of(stack, MARIADB)))


@case("DMS-J004")
def mysql_with_statements_in_its_log(stack: cdk.Stack) -> None:
    read(stack, dms.Connection.to_instance(instance_of(stack, MYSQL, parameters={"binlog_format": "STATEMENT"})))


@case()
def mysql_with_a_group_that_is_made_elsewhere(stack: cdk.Stack) -> None:
    group = rds.ParameterGroup.from_parameter_group_name(stack, "Group", "shop-parameters")
    read(stack, dms.Connection.to_instance(instance_of(stack, MYSQL, parameter_group=group)))


@case()
def mysql_whose_group_is_changed_after_the_task_is_made(stack: cdk.Stack) -> None:
    group = rds.ParameterGroup(stack, "Group", engine=MYSQL, parameters={"binlog_format": "MIXED"})
    read(stack, dms.Connection.to_instance(instance_of(stack, MYSQL, parameter_group=group)))
    group.add_parameter("binlog_format", "ROW")


@case("DMS-J004")
def mysql_whose_group_is_spoilt_after_the_task_is_made(stack: cdk.Stack) -> None:
    group = rds.ParameterGroup(stack, "Group", engine=MYSQL, parameters=ROW)
    read(stack, dms.Connection.to_instance(instance_of(stack, MYSQL, parameter_group=group)))
    group.add_parameter("binlog_row_image", "MINIMAL")


@case("DMS-J003")
def aurora_mysql_with_the_default_group(stack: cdk.Stack) -> None:
    read(stack, dms.Connection.to_cluster(cluster_of(stack, AURORA_MYSQL)))


@case()
def aurora_mysql_with_rows_in_its_log(stack: cdk.Stack) -> None:
    read(stack, dms.Connection.to_cluster(cluster_of(stack, AURORA_MYSQL, parameters=ROW)))


@case("DMS-J005")
def aurora_postgresql_with_the_default_group(stack: cdk.Stack) -> None:
    read(stack, dms.Connection.to_cluster(cluster_of(stack, AURORA_POSTGRESQL)))


@case()
def aurora_postgresql_with_the_default_group_in_a_full_load(stack: cdk.Stack) -> None:
    read(stack, dms.Connection.to_cluster(cluster_of(stack, AURORA_POSTGRESQL)), kind=LOAD)


@case()
def aurora_postgresql_with_parameters_for_cdc(stack: cdk.Stack) -> None:
    given = dms.parameters_for_cdc(dms.EngineName.AURORA_POSTGRESQL)
    read(stack, dms.Connection.to_cluster(cluster_of(stack, AURORA_POSTGRESQL, parameters=given)))


@case()
def postgresql_with_parameters_for_cdc(stack: cdk.Stack) -> None:
    given = dms.parameters_for_cdc(dms.EngineName.POSTGRESQL)
    read(stack, dms.Connection.to_instance(instance_of(stack, POSTGRESQL, parameters=given)))


@case()
def postgresql_whose_value_is_known_at_deployment(stack: cdk.Stack) -> None:
    given = cdk.CfnParameter(stack, "Logical").value_as_string
    made = instance_of(stack, POSTGRESQL, parameters={"rds.logical_replication": given})
    read(stack, dms.Connection.to_instance(made))


@case("DMS-J007")
def aurora_mysql_whose_writer_overrides_the_cluster(stack: cdk.Stack) -> None:
    writer = {"parameters": {"local_infile": "0"}}
    write(stack, dms.Connection.to_cluster(cluster_of(stack, AURORA_MYSQL, writer, parameters={"local_infile": "1"})))


@case()
def aurora_mysql_whose_writer_says_what_the_cluster_does_not(stack: cdk.Stack) -> None:
    writer = {"parameters": {"local_infile": "1"}}
    write(stack, dms.Connection.to_cluster(cluster_of(stack, AURORA_MYSQL, writer, parameters={"local_infile": "0"})))


@case("DMS-J005")
def aurora_postgresql_whose_instances_have_a_group_that_is_made_elsewhere(stack: cdk.Stack) -> None:
    writer = {"parameter_group": rds.ParameterGroup.from_parameter_group_name(stack, "Group", "shop-parameters")}
    read(stack, dms.Connection.to_cluster(cluster_of(stack, AURORA_POSTGRESQL, writer)))


@case("DMS-J006")
def aurora_mysql_by_its_readers(stack: cdk.Stack) -> None:
    made = cluster_of(stack, AURORA_MYSQL, parameters=ROW)
    host = made.cluster_read_endpoint.hostname
    connection = dms.Connection.from_secret(secret(stack, "Readers"), host=host)
    read(stack, connection, engine_name=dms.EngineName.AURORA_MYSQL)


@case("DMS-J006")
def aurora_mysql_by_the_name_of_its_readers(stack: cdk.Stack) -> None:
    host = "orders.cluster-ro-abc123.eu-west-1.rds.amazonaws.com"
    connection = dms.Connection.from_secret(secret(stack, "Readers"), host=host)
    read(stack, connection, engine_name=dms.EngineName.AURORA_MYSQL)


@case()
def aurora_mysql_by_the_name_of_its_writer(stack: cdk.Stack) -> None:
    host = "orders.cluster-abc123.eu-west-1.rds.amazonaws.com"
    connection = dms.Connection.from_secret(secret(stack, "Writer"), host=host)
    read(stack, connection, engine_name=dms.EngineName.AURORA_MYSQL)


@case("DMS-J006")
def a_replica_of_postgresql_without_a_slot(stack: cdk.Stack) -> None:
    primary = instance_of(stack, POSTGRESQL, parameters=LOGICAL)
    replica = dms.Connection.to_instance(replica_of(stack, primary), secret=secret(stack, "Replica"))
    read(stack, replica, engine_name=dms.EngineName.POSTGRESQL)


def replica_of(stack: cdk.Stack, primary: rds.IDatabaseInstance) -> rds.DatabaseInstanceReadReplica:
    return rds.DatabaseInstanceReadReplica(
        stack,
        "Replica",
        source_database_instance=primary,
        instance_type=ec2.InstanceType("m7g.large"),
        vpc=vpc_of(stack),
    )


@case("DMS-J001")
def a_replica_as_a_target(stack: cdk.Stack) -> None:
    replica = replica_of(stack, instance_of(stack, MYSQL, parameters={"local_infile": "1"}))
    write(stack, dms.Connection.to_instance(replica, secret=secret(stack, "Replica")))


@case()
def a_replica_as_a_target_that_can_be_written(stack: cdk.Stack) -> None:
    replica = replica_of(stack, instance_of(stack, MYSQL, parameters={"local_infile": "1", "read_only": "0"}))
    write(stack, dms.Connection.to_instance(replica, secret=secret(stack, "Replica")))


@case("DMS-J007")
def a_target_that_takes_no_files(stack: cdk.Stack) -> None:
    write(stack, dms.Connection.to_instance(instance_of(stack, MYSQL, parameters={"local_infile": "0"})))


@case()
def a_target_that_takes_no_files_for_changes(stack: cdk.Stack) -> None:
    made = instance_of(stack, MYSQL, parameters={"local_infile": "0"})
    write(stack, dms.Connection.to_instance(made), kind=dms.MigrationType.CDC)


@case("DMS-J008")
def aurora_mysql_84_without_tls(stack: cdk.Stack) -> None:
    made = cluster_of(stack, AURORA_MYSQL_84, parameters={"local_infile": "1"})
    write(stack, dms.Connection.to_cluster(made))


@case("DMS-J008")
def mysql_that_enforces_tls(stack: cdk.Stack) -> None:
    made = instance_of(stack, MYSQL, parameters={"local_infile": "1", "require_secure_transport": "ON"})
    write(stack, dms.Connection.to_instance(made))


@case()
def mysql_that_enforces_tls_and_gets_it(stack: cdk.Stack) -> None:
    made = instance_of(stack, MYSQL, parameters={"local_infile": "1", "require_secure_transport": "ON"})
    pem = dms.Certificate.from_certificate_arn(stack, "Pem", "arn:aws:dms:eu-west-1:111122223333:cert:ABC")
    write(stack, dms.Connection.to_instance(made), certificate=pem)


@case("DMS-J003")
def an_l1_instance(stack: cdk.Stack) -> None:
    made = rds.CfnDBInstance(
        stack,
        "L1",
        engine="mysql",
        engine_version="8.0.39",
        db_instance_class="db.t4g.medium",
        backup_retention_period=0,
    )
    read(stack, imported(stack, made))


def imported(stack: cdk.Stack, made: rds.CfnDBInstance) -> dms.Connection:
    known = rds.DatabaseInstance.from_database_instance_attributes(
        stack,
        "Imported",
        instance_identifier=made.ref,
        instance_endpoint_address=made.attr_endpoint_address,
        port=3306,
        security_groups=[],
        engine=MYSQL,
    )
    return dms.Connection.to_instance(known, secret=secret(stack, "L1"))


@case()
def an_l1_instance_of_a_cluster_that_is_made_elsewhere(stack: cdk.Stack) -> None:
    made = rds.CfnDBInstance(
        stack,
        "L1",
        engine="aurora-postgresql",
        engine_version="17.7",
        db_cluster_identifier="orders",
        db_instance_class="db.r8g.large",
    )
    connection = dms.Connection.from_secret(secret(stack, "L1"), host=made.attr_endpoint_address)
    read(stack, connection, engine_name=dms.EngineName.AURORA_POSTGRESQL)


@case()
def a_group_whose_parameters_depend_on_a_condition(stack: cdk.Stack) -> None:
    cdk.CfnCondition(stack, "Logs", expression=cdk.Fn.condition_equals(cdk.Aws.REGION, "eu-west-1"))
    group = rds.CfnDBClusterParameterGroup(
        stack,
        "Group",
        family="aurora-postgresql17",
        description="of the shop",
        parameters=cdk.Fn.condition_if("Logs", {**LOGICAL, "log_statement": "all"}, LOGICAL),
    )
    made = cluster_of(stack, AURORA_POSTGRESQL)
    made.node.default_child.db_cluster_parameter_group_name = group.ref  # type: ignore[union-attr]  # of an L1
    read(stack, dms.Connection.to_cluster(made))


@case()
def an_imported_instance(stack: cdk.Stack) -> None:
    known = rds.DatabaseInstance.from_database_instance_attributes(
        stack,
        "Imported",
        instance_identifier="orders",
        instance_endpoint_address="orders.abc.eu-west-1.rds.amazonaws.com",
        port=3306,
        security_groups=[],
        engine=MYSQL,
    )
    read(stack, dms.Connection.to_instance(known, secret=secret(stack, "Imported")))


@case("DMS-J005")
def postgresql_from_a_snapshot(stack: cdk.Stack) -> None:
    made = rds.DatabaseInstanceFromSnapshot(
        stack,
        "Orders",
        snapshot_identifier="orders-2026",
        engine=POSTGRESQL,
        vpc=vpc_of(stack),
        credentials=rds.SnapshotCredentials.from_generated_secret(
            "admin", exclude_characters=dms.PASSWORD_EXCLUDE_CHARACTERS
        ),
    )
    read(stack, dms.Connection.to_instance(made))


@case()
def mysql_from_a_snapshot_of_which_backups_are_not_known(stack: cdk.Stack) -> None:
    made = rds.DatabaseInstanceFromSnapshot(
        stack,
        "Orders",
        snapshot_identifier="orders-2026",
        engine=MYSQL,
        vpc=vpc_of(stack),
        parameters=ROW,
        credentials=rds.SnapshotCredentials.from_generated_secret(
            "admin", exclude_characters=dms.PASSWORD_EXCLUDE_CHARACTERS
        ),
    )
    read(stack, dms.Connection.to_instance(made))


@case("DMS-J002")
def changes_of_postgresql_through_a_proxy(stack: cdk.Stack) -> None:
    made = cluster_of(stack, AURORA_POSTGRESQL, parameters=LOGICAL)
    proxy = made.add_proxy("Proxy", secrets=[login_of(made)], vpc=vpc_of(stack))
    connection = dms.Connection.from_secret(secret(stack, "Proxied"), peer=proxy)
    read(stack, connection, engine_name=dms.EngineName.AURORA_POSTGRESQL)


@case()
def a_load_of_postgresql_through_a_proxy(stack: cdk.Stack) -> None:
    made = cluster_of(stack, AURORA_POSTGRESQL)
    proxy = made.add_proxy("Proxy", secrets=[login_of(made)], vpc=vpc_of(stack))
    connection = dms.Connection.from_secret(secret(stack, "Proxied"), host=proxy.endpoint)
    read(stack, connection, engine_name=dms.EngineName.AURORA_POSTGRESQL, kind=LOAD)


@case("DMS-J002")
def changes_of_postgresql_by_the_name_of_a_proxy(stack: cdk.Stack) -> None:
    host = "orders.proxy-abc123.eu-west-1.rds.amazonaws.com"
    connection = dms.Connection.from_secret(secret(stack, "Proxied"), host=host)
    read(stack, connection, engine_name=dms.EngineName.POSTGRESQL)


def login_of(made: rds.DatabaseCluster) -> secretsmanager.ISecret:
    assert made.secret is not None
    return made.secret


def aurora_mysql_target(stack: cdk.Stack, **more: Any) -> None:
    """Make a task that writes a target of this library, from a database of which nothing is known."""
    source = dms.MySqlSource(stack, "Source", connection=dms.Connection.from_secret(secret(stack, "There")))
    target = dms.AuroraMySqlTarget(stack, "Orders", vpc=vpc_of(stack), **more)
    task(stack, "Task", source=source, target=target, kind=LOAD)


@case()
def a_target_of_this_library_that_is_loaded(stack: cdk.Stack) -> None:
    aurora_mysql_target(stack, phase=dms.TargetPhase.LOADING)


@case()
def a_target_of_this_library_that_serves_what_was_loaded(stack: cdk.Stack) -> None:
    pem = dms.Certificate.from_certificate_arn(stack, "Pem", "arn:aws:dms:eu-west-1:111122223333:cert:ABC")
    aurora_mysql_target(stack, phase=dms.TargetPhase.SERVING, certificate=pem)


@case("DMS-J008")
def a_target_of_this_library_that_serves_with_tls_only(stack: cdk.Stack) -> None:
    aurora_mysql_target(stack, phase=dms.TargetPhase.SERVING)


@case("DMS-J007")
def a_target_of_this_library_that_is_told_to_take_no_files(stack: cdk.Stack) -> None:
    aurora_mysql_target(stack, phase=dms.TargetPhase.LOADING, instance_parameters={"local_infile": "0"})


@case()
def a_postgresql_target_of_this_library_that_serves(stack: cdk.Stack) -> None:
    source = dms.MySqlSource(stack, "Source", connection=dms.Connection.from_secret(secret(stack, "There")))
    target = dms.AuroraPostgreSqlTarget(
        stack, "Orders", vpc=vpc_of(stack), database="orders", phase=dms.TargetPhase.SERVING
    )
    task(stack, "Task", source=source, target=target, kind=BOTH)


@pytest.mark.parametrize("name", CASES)
def test_an_app_is_told_what_its_databases_lack(name: str, app: cdk.App, stack: cdk.Stack) -> None:
    told, build = CASES[name]

    build(stack)

    assert codes_of(app) == told


# Slots


def test_more_tasks_than_slots_are_told_once(app: cdk.App, stack: cdk.Stack) -> None:
    slots = {**LOGICAL, "max_replication_slots": "5", "max_wal_senders": "20"}
    shop = dms.Connection.to_instance(instance_of(stack, POSTGRESQL, parameters=slots))
    for number in range(6):
        source = dms.PostgreSqlSource(stack, f"Source{number}", connection=shop, database="shop")
        task(stack, f"Task{number}", source=source, target=lake(stack, f"Target{number}"))

    assert codes_of(app) == ["DMS-J009"]


def test_tasks_that_only_load_take_no_slots(app: cdk.App, stack: cdk.Stack) -> None:
    slots = {**LOGICAL, "max_replication_slots": "5", "max_wal_senders": "20"}
    shop = dms.Connection.to_instance(instance_of(stack, POSTGRESQL, parameters=slots))
    for number in range(6):
        source = dms.PostgreSqlSource(stack, f"Source{number}", connection=shop, database="shop")
        task(stack, f"Task{number}", source=source, target=lake(stack, f"Target{number}"), kind=LOAD)

    assert codes_of(app) == []


# What is said


def test_the_line_names_the_task_and_the_database(app: cdk.App, stack: cdk.Stack) -> None:
    mysql_without_backups(stack)

    (line,) = errors_of(app)
    assert line == (
        "[Shop/Task] Shop/Orders keeps backups for 0 days, and without automated backups RDS writes no binary log, so "
        "there are no changes to read; give Shop/Orders backup_retention=cdk.Duration.days(1) [DMS-J003]"
    )


def test_what_to_write_keeps_the_other_parameters(app: cdk.App, stack: cdk.Stack) -> None:
    given = {"rds.logical_replication": "0", "log_statement": "all"}
    read(stack, dms.Connection.to_instance(instance_of(stack, POSTGRESQL, parameters=given)))

    (line,) = errors_of(app)
    assert 'parameters={**dms.parameters_for_cdc(dms.EngineName.POSTGRESQL), "log_statement": "all"} [DMS-J005]' in line


def test_a_parameter_is_added_to_a_group_that_is_made_by_itself(app: cdk.App, stack: cdk.Stack) -> None:
    group = rds.ParameterGroup(stack, "Group", engine=POSTGRESQL, parameters={"log_statement": "all"})
    read(stack, dms.Connection.to_instance(instance_of(stack, POSTGRESQL, parameter_group=group)))

    (line,) = errors_of(app)
    assert 'write group.add_parameter("rds.logical_replication", "1") where Shop/Group is the group' in line


def test_an_error_is_acknowledged_by_its_code(app: cdk.App, stack: cdk.Stack) -> None:
    mysql_without_backups(stack)
    cdk.Validations.of(stack).acknowledge(cdk.Acknowledgment(id="dms-constructs:DMS-J003", reason="by an override"))

    assert codes_of(app) == []


@pytest.mark.parametrize(("limit", "told"), [("60000", True), ("86400000", False)])
def test_a_day_for_idle_sessions_is_told_as_little_as_the_default(
    limit: str, told: bool, app: cdk.App, stack: cdk.Stack
) -> None:
    given = {**LOGICAL, "idle_in_transaction_session_timeout": limit}
    read(stack, dms.Connection.to_instance(instance_of(stack, POSTGRESQL, parameters=given)))

    assert ("database.idleSessionsEnd" in warnings_of(app)) is told


def test_a_default_that_is_not_certain_only_warns(app: cdk.App, stack: cdk.Stack) -> None:
    read(stack, dms.Connection.to_instance(instance_of(stack, MYSQL)))

    assert "database.binlogFormat" in warnings_of(app)


def test_a_database_of_another_stack_is_read_too(app: cdk.App) -> None:
    other, stack = stack_in(app, "Data"), stack_in(app)
    made = instance_of(other, POSTGRESQL)
    read(stack, dms.Connection.to_instance(made))

    assert codes_of(app) == ["DMS-J005"]


# Reading


def test_a_database_is_read_once(stack: cdk.Stack) -> None:
    made = instance_of(stack, MYSQL)
    servers = Servers()

    first, second = (servers.of(dms.Connection.to_instance(made)) for _ in range(2))

    assert first is second


def test_a_plan_reads_its_databases_when_it_is_asked_for(stack: cdk.Stack) -> None:
    group = rds.ParameterGroup(stack, "Group", engine=POSTGRESQL)
    shop = dms.Connection.to_instance(instance_of(stack, POSTGRESQL, parameter_group=group))
    source = dms.PostgreSqlSource(stack, "Source", connection=shop, database="shop")
    made = task(stack, "Task", source=source, target=lake(stack))
    before = dms.premigration(made.plan)
    group.add_parameter("rds.logical_replication", "1")
    after = dms.premigration(made.plan)

    assert [verdict_of(each, "postgres-check-wallevel") for each in (before, after)] == ["failed", "passed"]


def verdict_of(report: dms.PremigrationReport, key: str) -> str:
    (found,) = [check for check in report.checks if check.key == key]
    return found.verdict.value


def test_of_an_imported_database_nothing_is_decided(stack: cdk.Stack) -> None:
    an_imported_instance(stack)
    made = stack.node.find_child("Task")

    assert isinstance(made, dms.ReplicationTask)
    assert verdict_of(dms.premigration(made.plan), "mysql-check-binlog-format") == "can't be decided here"

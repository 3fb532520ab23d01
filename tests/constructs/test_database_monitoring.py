"""The databases of a migration in its alarms and on its dashboard, and each alone."""

import json
from collections.abc import Callable
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import assertions, aws_ec2 as ec2, aws_rds as rds, aws_secretsmanager as secretsmanager

import dms_constructs as dms
from tests.constructs.conftest import properties_of, resources_of, warnings_of
from tests.constructs.databases import cluster_of, imported, instance_of, serverless_of

ALARM = "AWS::CloudWatch::Alarm"
DASHBOARD = "AWS::CloudWatch::Dashboard"
CREDENTIALS = rds.Credentials.from_generated_secret("dms", exclude_characters=dms.PASSWORD_EXCLUDE_CHARACTERS)


@pytest.fixture
def migrate(stack: cdk.Stack, vpc: ec2.IVpc) -> Callable[..., dms.DatabaseMigration]:
    """Move an instance of RDS for PostgreSQL into an Aurora cluster of the library's, which is being loaded."""

    def migration(*, monitoring: dms.Monitoring, phase: dms.TargetPhase = dms.TargetPhase.LOADING) -> Any:
        parameters = dms.parameters_for_cdc(dms.EngineName.POSTGRESQL, tasks=2)
        database = instance_of(stack, vpc, credentials=CREDENTIALS, parameters=parameters)
        return dms.DatabaseMigration(
            stack,
            "Migration",
            compute=dms.Provisioned(vpc=vpc, multi_az=True),
            source=dms.PostgreSqlSource(
                stack, "Source", connection=dms.Connection.to_instance(database), database="orders"
            ),
            target=dms.AuroraPostgreSqlTarget(stack, "Target", vpc=vpc, database="orders", phase=phase),
            migration_type=dms.MigrationType.FULL_LOAD_AND_CDC,
            table_mappings=dms.TableMappings(dms.Include("shop")),
            monitoring=monitoring,
        )

    return migration


def widgets(stack: cdk.Stack) -> list[dict[str, Any]]:
    """The widgets of the only dashboard, with `TOKEN` for what is known at deployment only."""
    body = properties_of(stack, DASHBOARD)["DashboardBody"]
    parts = body["Fn::Join"][1] if isinstance(body, dict) else [body]
    text = "".join(part if isinstance(part, str) else "TOKEN" for part in parts)
    found: list[dict[str, Any]] = json.loads(text)["widgets"]
    return found


def part_of(stack: cdk.Stack, title: str) -> list[dict[str, Any]]:
    """The widgets under a title, up to the next one."""
    titles = [one["properties"].get("markdown") for one in widgets(stack)]
    first = titles.index(f"## {title}") + 1
    after = next((number for number, each in enumerate(titles[first:], first) if each), len(titles))
    return [one["properties"] for one in widgets(stack)[first:after]]


def graphed(stack: cdk.Stack, title: str) -> set[str]:
    return {metric[1] for one in part_of(stack, title) for metric in one.get("metrics", [])}


def ids(stack: cdk.Stack, label: str) -> set[str]:
    """The alarms on something, by the threshold and the severity."""
    prefix = f"MigrationMonitoringAlarms{label}"
    return {name.removeprefix(prefix)[:-8] for name in resources_of(stack, ALARM) if name.startswith(prefix)}


class TestTheDashboardOfAMigration:
    def test_has_a_part_for_the_source(self, stack: cdk.Stack, migrate: Callable[..., Any]) -> None:
        migrate(monitoring=dms.Monitoring())

        shown = graphed(stack, "Source Shop/Orders")
        assert {"CPUUtilization", "FreeStorageSpace", "OldestReplicationSlotLag", "MaximumUsedTransactionIDs"} <= shown
        assert not {"VolumeBytesUsed", "ACUUtilization"} & shown

    def test_has_a_part_for_the_target(self, stack: cdk.Stack, migrate: Callable[..., Any]) -> None:
        migrate(monitoring=dms.Monitoring())

        shown = graphed(stack, "Target Shop/Target/Cluster")
        assert {"ACUUtilization", "VolumeBytesUsed", "CommitLatency", "Deadlocks"} <= shown
        assert not {"CPUUtilization", "AuroraReplicaLagMaximum", "TransactionLogsDiskUsage"} & shown

    def test_shows_readers_once_there_are_any(self, stack: cdk.Stack, migrate: Callable[..., Any]) -> None:
        migrate(monitoring=dms.Monitoring(), phase=dms.TargetPhase.SERVING)

        assert "AuroraReplicaLagMaximum" in graphed(stack, "Target Shop/Target/Cluster")

    def test_shows_the_alarms_on_the_source(self, stack: cdk.Stack, migrate: Callable[..., Any]) -> None:
        migrate(monitoring=dms.Monitoring())

        (alarms,) = (one for one in part_of(stack, "Source Shop/Orders") if "alarms" in one)
        assert len(alarms["alarms"]) == 4

    def test_has_no_such_part_where_it_is_switched_off(self, stack: cdk.Stack, migrate: Callable[..., Any]) -> None:
        migrate(monitoring=dms.Monitoring(databases=False))

        titles = [one["properties"].get("markdown", "") for one in widgets(stack)]
        assert not [title for title in titles if title.startswith(("## Source", "## Target"))]

    def test_shows_a_database_of_two_tasks_once(self, stack: cdk.Stack, migrate: Callable[..., Any]) -> None:
        migration = migrate(monitoring=dms.Monitoring())
        crm = dms.TableMappings(dms.Include("crm"))
        migration.add_task("Second", migration_type=dms.MigrationType.CDC, table_mappings=crm)

        titles = [one["properties"].get("markdown") for one in widgets(stack)]
        assert titles.count("## Source Shop/Orders") == 1

    def test_has_no_part_for_what_is_known_by_its_secret_only(
        self, stack: cdk.Stack, vpc: ec2.IVpc, source: dms.MySqlSource, target: dms.PostgreSqlTarget
    ) -> None:
        dms.DatabaseMigration(
            stack,
            "Migration",
            compute=dms.Provisioned(vpc=vpc, multi_az=True),
            source=source,
            target=target,
            migration_type=dms.MigrationType.CDC,
            table_mappings=dms.TableMappings(dms.Include("shop")),
            monitoring=dms.Monitoring(database_thresholds=dms.DatabaseThresholds()),
        )

        titles = [one["properties"].get("markdown", "") for one in widgets(stack)]
        assert not [title for title in titles if title.startswith(("## Source", "## Target"))]


class TestTheAlarmsOfAMigration:
    def test_are_on_the_source_s_disk_and_log_alone_unless_asked(
        self, stack: cdk.Stack, migrate: Callable[..., Any]
    ) -> None:
        migrate(monitoring=dms.Monitoring())

        of_the_source = {"SourceFreeStorageGib", "SourceLogGib"}
        assert ids(stack, "Orders") == {f"{name}{each}" for name in of_the_source for each in ("Warning", "Critical")}
        assert ids(stack, "Cluster") == set()

    def test_are_on_both_sides_where_thresholds_are_given(self, stack: cdk.Stack, migrate: Callable[..., Any]) -> None:
        migrate(monitoring=dms.Monitoring(database_thresholds=dms.DatabaseThresholds()))

        assert {"CpuUtilizationPercentWarning", "ConnectionsPercentCritical"} <= ids(stack, "Orders")
        assert {"AcuUtilizationPercentWarning", "FreeableMemoryPercentCritical"} <= ids(stack, "Cluster")

    def test_watch_the_source_s_disk_and_log_once(self, stack: cdk.Stack, migrate: Callable[..., Any]) -> None:
        migrate(monitoring=dms.Monitoring(database_thresholds=dms.DatabaseThresholds()))

        watched = [each["Properties"]["MetricName"] for each in resources_of(stack, ALARM).values()]
        on_disk_and_log = [name for name in watched if name == "OldestReplicationSlotLag"]
        assert len(on_disk_and_log) == 2
        assert not {"FreeStorageGibWarning", "LogGibWarning"} & ids(stack, "Orders")

    def test_are_in_the_one_of_all(self, stack: cdk.Stack, migrate: Callable[..., Any]) -> None:
        migrate(monitoring=dms.Monitoring(database_thresholds=dms.DatabaseThresholds()))

        rules = str([each["Properties"] for each in resources_of(stack, "AWS::CloudWatch::CompositeAlarm").values()])
        assert "ClusterFreeableMemoryPercentCritical" in rules

    def test_leave_out_what_a_load_does_until_the_target_serves(
        self, stack: cdk.Stack, migrate: Callable[..., Any]
    ) -> None:
        thresholds = dms.DatabaseThresholds(volume_gib=dms.Levels(500))
        migrate(monitoring=dms.Monitoring(database_thresholds=thresholds))

        assert "VolumeGibWarning" not in ids(stack, "Cluster")

    def test_have_everything_once_the_target_serves(self, stack: cdk.Stack, migrate: Callable[..., Any]) -> None:
        thresholds = dms.DatabaseThresholds(volume_gib=dms.Levels(500))
        migrate(monitoring=dms.Monitoring(database_thresholds=thresholds), phase=dms.TargetPhase.SERVING)

        assert {"VolumeGibWarning", "ReplicaLagSecondsCritical"} <= ids(stack, "Cluster")

    def test_tell_what_is_not_known_of_an_imported_database(
        self, stack: cdk.Stack, vpc: ec2.IVpc, secret: secretsmanager.ISecret, source: dms.MySqlSource
    ) -> None:
        group = ec2.SecurityGroup.from_security_group_id(stack, "Group", "sg-1")
        connection = dms.Connection.to_cluster(imported(stack, security_groups=[group], port=5432), secret=secret)
        dms.DatabaseMigration(
            stack,
            "Migration",
            compute=dms.Provisioned(vpc=vpc, multi_az=True),
            source=source,
            target=dms.PostgreSqlTarget(stack, "Target", connection=connection, database="shop"),
            migration_type=dms.MigrationType.CDC,
            table_mappings=dms.TableMappings(dms.Include("shop")),
            monitoring=dms.Monitoring(database_thresholds=dms.DatabaseThresholds()),
        )

        assert {
            "dms-constructs:monitoring.connectionsUnknown",
            "dms-constructs:monitoring.databaseMemoryUnknown",
        } <= set(warnings_of(stack))


class TestAnAuroraTarget:
    def target_of(self, stack: cdk.Stack, vpc: ec2.IVpc, **given: Any) -> dms.AuroraPostgreSqlTarget:
        return dms.AuroraPostgreSqlTarget(
            stack, "Target", vpc=vpc, database="orders", **{"phase": dms.TargetPhase.SERVING, **given}
        )

    def names(self, alarms: dms.DatabaseAlarms) -> set[str]:
        return {alarm.node.id.removeprefix("Cluster") for alarm in alarms.alarms}

    def test_makes_its_alarms_below_itself(self, stack: cdk.Stack, vpc: ec2.IVpc) -> None:
        target = self.target_of(stack, vpc)

        alarms = target.alarms()

        assert alarms.node.path == "Shop/Target/Alarms"
        assert {"AcuUtilizationPercentWarning", "ReplicaLagSecondsWarning"} <= self.names(alarms)
        assert alarms.of(target.cluster) == alarms.alarms

    def test_leaves_out_what_a_load_does_anyway(self, stack: cdk.Stack, vpc: ec2.IVpc) -> None:
        target = self.target_of(stack, vpc, phase=dms.TargetPhase.LOADING)

        alarms = target.alarms(thresholds=dms.DatabaseThresholds(volume_gib=dms.Levels(500)))

        assert "VolumeGibWarning" not in self.names(alarms)

    def test_is_as_large_as_its_cluster_says(self, stack: cdk.Stack, vpc: ec2.IVpc) -> None:
        parameters = {"max_connections": "700"}
        target = self.target_of(stack, vpc, parameters=parameters)

        given = dms.AuroraPostgreSqlTarget(
            stack, "Given", cluster=target.cluster, secret=target.secret, database="orders"
        )

        assert target.size == given.size
        assert target.size == dms.DatabaseSize(min_acu=2, max_acu=16, readers=1, max_connections=700)

    def test_is_as_large_as_its_phase_says(self, stack: cdk.Stack, vpc: ec2.IVpc) -> None:
        capacity = dms.ProvisionedCapacity(
            instance_type=ec2.InstanceType("r7g.large"), loading_instance_type=ec2.InstanceType("r7g.4xlarge")
        )
        target = self.target_of(stack, vpc, capacity=capacity, phase=dms.TargetPhase.LOADING)

        assert target.size == dms.DatabaseSize(instance_class="db.r7g.4xlarge", readers=0)


class TestTheDashboardOfADatabase:
    def test_shows_what_its_engine_sends(self, stack: cdk.Stack, vpc: ec2.IVpc) -> None:
        dms.DatabaseDashboard(stack, "Dashboard", database=cluster_of(stack, vpc))

        shown = graphed(stack, "Database Shop/Orders")
        assert {"CPUUtilization", "DatabaseConnections", "VolumeWriteIOPs", "MaximumUsedTransactionIDs"} <= shown
        assert not {"RollbackSegmentHistoryListLength", "TransactionLogsDiskUsage", "ACUUtilization"} & shown

    def test_shows_capacity_of_a_serverless_one(self, stack: cdk.Stack, vpc: ec2.IVpc) -> None:
        dms.DatabaseDashboard(stack, "Dashboard", database=serverless_of(stack, vpc))

        assert "ACUUtilization" in graphed(stack, "Database Shop/Orders")

    def test_shows_what_the_alarms_were_told_of_an_imported_one(self, stack: cdk.Stack) -> None:
        database = imported(stack)
        dms.DatabaseAlarms(stack, "Alarms", database=database, size=dms.DatabaseSize(min_acu=2, max_acu=16))
        dms.DatabaseDashboard(stack, "Dashboard", database=database)

        assert "ACUUtilization" in graphed(stack, "Database Shop/Theirs")

    def test_shows_the_log_of_a_source(self, stack: cdk.Stack, vpc: ec2.IVpc) -> None:
        dms.DatabaseDashboard(stack, "Dashboard", database=cluster_of(stack, vpc), is_source=True)

        assert "TransactionLogsDiskUsage" in graphed(stack, "Database Shop/Orders")

    def test_shows_its_alarms_and_links_to_the_console(self, stack: cdk.Stack, vpc: ec2.IVpc) -> None:
        database = cluster_of(stack, vpc)
        alarms = dms.DatabaseAlarms(stack, "Alarms", database=database)
        dms.DatabaseDashboard(stack, "Dashboard", database=database, alarms=alarms, title="Orders")

        first, health, *_ = widgets(stack)
        assert first["properties"]["markdown"].startswith("# Orders\n[Databases](https://eu-west-1.console.aws.amazon")
        assert "/rds/home?region=eu-west-1#databases:" in first["properties"]["markdown"]
        assert health["properties"]["title"] == "Is it healthy?"

    def test_has_room_for_widgets_of_the_user_s(self, stack: cdk.Stack) -> None:
        made = dms.DatabaseDashboard(stack, "Dashboard", database=imported(stack), dashboard_name="orders")

        assert properties_of(stack, DASHBOARD)["DashboardName"] == "orders"
        assert made.dashboard.node.path == "Shop/Dashboard/Default"

    @pytest.mark.parametrize(
        ("code", "given", "match"),
        [
            ("DMS-O011", {"dashboard_name": "The orders"}, "write dashboard_name='The-orders'"),
            ("DMS-A001", {"alarms": "orders"}, r"alarms=dms\.DatabaseAlarms\("),
            ("DMS-A001", {"is_source": "yes"}, "is_source must be of type bool"),
        ],
        ids=str,
    )
    def test_takes_nothing_else(
        self, stack: cdk.Stack, fails: Callable[..., Any], code: str, given: dict[str, Any], match: str
    ) -> None:
        fails(
            code,
            match,
            lambda: dms.DatabaseDashboard(stack, "Dashboard", database=imported(stack), **given),
            path="Shop/Dashboard",
        )

    def test_needs_an_engine(self, stack: cdk.Stack, fails: Callable[..., Any]) -> None:
        fails(
            "DMS-O016",
            "must be known",
            lambda: dms.DatabaseDashboard(stack, "Dashboard", database=imported(stack, engine=None)),
        )


def twice(stack: cdk.Stack) -> str:
    """What is told of alarms that are made twice."""
    found = assertions.Annotations.from_stack(stack).find_warning("*", assertions.Match.any_value())
    return "".join(str(each.entry.data) for each in found if "call twice" in str(each.entry.data))


class TestAlarmsThatAreMadeTwice:
    def test_those_of_a_target_and_of_its_migration_are_told(
        self, stack: cdk.Stack, migrate: Callable[..., Any]
    ) -> None:
        migration = migrate(monitoring=dms.Monitoring(database_thresholds=dms.DatabaseThresholds()))

        migration.target.alarms()

        told = twice(stack)
        assert "are in Shop/Migration/Monitoring/Alarms, too" in told
        assert "leave Shop/Target/Alarms out" in told

    def test_so_they_are_in_the_other_order(self, stack: cdk.Stack, vpc: ec2.IVpc) -> None:
        cluster = cluster_of(stack, vpc)
        for construct_id in ("One", "Two"):
            dms.DatabaseAlarms(stack, construct_id, database=cluster)

        assert "are in Shop/One, too" in twice(stack)

    def test_on_the_disk_of_a_source_the_fix_names_the_thresholds(
        self, stack: cdk.Stack, migrate: Callable[..., Any]
    ) -> None:
        migration = migrate(monitoring=dms.Monitoring())

        dms.DatabaseAlarms(stack, "Own", database=migration.source.connection.database, is_source=True)

        told = twice(stack)
        assert "thresholds=dms.DatabaseThresholds(free_storage_gib=None, log_gib=None)" in told

    @pytest.mark.parametrize(
        "own",
        [
            pytest.param(dms.DatabaseThresholds(free_storage_gib=None), id="switched off"),
            pytest.param(dms.DatabaseThresholds(free_storage_gib=dms.Levels(100, 50)), id="of other thresholds"),
        ],
    )
    def test_others_on_one_database_are_not(
        self, stack: cdk.Stack, migrate: Callable[..., Any], own: dms.DatabaseThresholds
    ) -> None:
        migration = migrate(monitoring=dms.Monitoring())

        dms.DatabaseAlarms(stack, "Own", database=migration.source.connection.database, thresholds=own)

        assert twice(stack) == ""

    def test_two_migrations_of_one_database_are_not(self, stack: cdk.Stack, migrate: Callable[..., Any]) -> None:
        monitoring = dms.Monitoring(database_thresholds=dms.DatabaseThresholds())
        migration = migrate(monitoring=monitoring)

        dms.Alarms(stack, "Second", replications=[migration.task], database_thresholds=monitoring.database_thresholds)

        assert twice(stack) == ""

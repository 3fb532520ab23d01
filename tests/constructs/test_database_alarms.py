"""Alarms on databases: which there are, when they go off, and what they are told by."""

from collections.abc import Callable
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import assertions, aws_ec2 as ec2, aws_rds as rds, aws_sns as sns

import dms_constructs as dms
from dms_constructs import facts
from tests.constructs.conftest import properties_of, resources_of, warnings_of
from tests.constructs.databases import (
    AURORA_MYSQL,
    AURORA_POSTGRESQL,
    LARGE,
    MYSQL,
    cluster_of,
    imported,
    instance_of,
    serverless_of,
)

ALARM = "AWS::CloudWatch::Alarm"
COMPOSITE = "AWS::CloudWatch::CompositeAlarm"
ALARMS = facts.database_monitoring()["alarms"]
GIB = 2**30
READER = rds.ClusterInstance.provisioned("Reader", instance_type=LARGE)


def made(stack: cdk.Stack, database: Any, **given: Any) -> dms.DatabaseAlarms:
    return dms.DatabaseAlarms(stack, "Alarms", database=database, **given)


def one(stack: cdk.Stack, name: str) -> dict[str, Any]:
    """The properties of the alarm whose logical id has the name in it."""
    (found,) = (each["Properties"] for of, each in resources_of(stack, ALARM).items() if name in of)
    return found


def thresholds_of(alarms: dms.DatabaseAlarms) -> set[str]:
    """The names of the thresholds that have an alarm."""
    words = {"".join(word.capitalize() for word in name.split("_")): name for name in ALARMS}
    return {
        next(
            name for word, name in words.items() if f"Orders{word}" in alarm.node.id or f"Theirs{word}" in alarm.node.id
        )
        for alarm in alarms.alarms
    }


COMMON = {"connections_percent", "freeable_memory_percent"}
AURORA = COMMON | {"deadlocks_per_second"}
PROVISIONED = {"cpu_utilization_percent", "free_local_storage_gib"}


class TestWhichThereAre:
    def test_on_a_provisioned_writer_of_aurora_postgresql(self, stack: cdk.Stack, vpc: ec2.IVpc) -> None:
        assert thresholds_of(made(stack, cluster_of(stack, vpc))) == AURORA | PROVISIONED | {"transaction_id_age"}

    def test_on_a_serverless_writer_of_aurora_postgresql(self, stack: cdk.Stack, vpc: ec2.IVpc) -> None:
        expected = AURORA | {"acu_utilization_percent", "transaction_id_age"}

        assert thresholds_of(made(stack, serverless_of(stack, vpc))) == expected

    def test_on_a_provisioned_writer_of_aurora_mysql(self, stack: cdk.Stack, vpc: ec2.IVpc) -> None:
        expected = AURORA | PROVISIONED | {"undo_history_length", "volume_left_gib"}

        assert thresholds_of(made(stack, cluster_of(stack, vpc, engine=AURORA_MYSQL))) == expected

    def test_on_an_instance_of_rds_for_postgresql(self, stack: cdk.Stack, vpc: ec2.IVpc) -> None:
        expected = COMMON | {"cpu_utilization_percent", "free_storage_gib", "transaction_id_age"}

        assert thresholds_of(made(stack, instance_of(stack, vpc))) == expected

    def test_on_an_instance_of_rds_for_mysql(self, stack: cdk.Stack, vpc: ec2.IVpc) -> None:
        expected = COMMON | {"cpu_utilization_percent", "free_storage_gib"}

        assert thresholds_of(made(stack, instance_of(stack, vpc, engine=MYSQL))) == expected

    def test_on_readers_where_there_are_any(self, stack: cdk.Stack, vpc: ec2.IVpc) -> None:
        made(stack, cluster_of(stack, vpc, readers=[READER]))

        lag = one(stack, "ReplicaLagSecondsWarning")
        assert (lag["MetricName"], lag["Threshold"]) == ("AuroraReplicaLagMaximum", 1000)

    def test_on_a_read_replica_of_rds(self, stack: cdk.Stack, vpc: ec2.IVpc) -> None:
        source = instance_of(stack, vpc)
        replica = rds.DatabaseInstanceReadReplica(
            stack, "Replica", source_database_instance=source, instance_type=LARGE, vpc=vpc
        )
        database = rds.DatabaseInstance.from_database_instance_attributes(
            stack,
            "Theirs",
            instance_identifier=replica.instance_identifier,
            instance_endpoint_address="replica.example.com",
            port=5432,
            security_groups=[],
            engine=rds.DatabaseInstanceEngine.POSTGRES,
        )
        made(stack, database, size=dms.DatabaseSize(instance_class="db.r6g.large", readers=1))

        lag = one(stack, "ReplicaLagSecondsWarning")
        assert (lag["MetricName"], lag["Threshold"]) == ("ReplicaLag", 1)

    def test_on_the_log_of_a_source(self, stack: cdk.Stack, vpc: ec2.IVpc) -> None:
        made(stack, cluster_of(stack, vpc), is_source=True)

        log = one(stack, "LogGibCritical")
        assert (log["MetricName"], log["Threshold"]) == ("TransactionLogsDiskUsage", 50 * GIB)

    def test_on_the_size_of_the_volume_once_there_is_a_number(self, stack: cdk.Stack, vpc: ec2.IVpc) -> None:
        made(stack, cluster_of(stack, vpc), thresholds=dms.DatabaseThresholds(volume_gib=dms.Levels(500)))

        volume = one(stack, "VolumeGibWarning")
        assert (volume["MetricName"], volume["Threshold"]) == ("VolumeBytesUsed", 500 * GIB)
        assert [each["Name"] for each in volume["Dimensions"]] == ["DBClusterIdentifier"]

    def test_none_that_is_switched_off(self, stack: cdk.Stack, vpc: ec2.IVpc) -> None:
        alarms = made(stack, cluster_of(stack, vpc), thresholds=dms.DatabaseThresholds(deadlocks_per_second=None))

        assert "deadlocks_per_second" not in thresholds_of(alarms)


class TestWhileAMigrationFillsIt:
    @pytest.mark.parametrize("name", [name for name, known in ALARMS.items() if not known["loading"]])
    def test_what_a_load_does_anyway_is_no_alarm(self, stack: cdk.Stack, vpc: ec2.IVpc, name: str) -> None:
        thresholds = dms.DatabaseThresholds(volume_gib=dms.Levels(500))
        database = cluster_of(stack, vpc, readers=[READER])

        assert name in thresholds_of(made(stack, database, thresholds=thresholds))
        loading = dms.DatabaseAlarms(stack, "Loading", database=database, thresholds=thresholds, loading=True)
        assert name not in thresholds_of(loading)

    def test_everything_else_is(self, stack: cdk.Stack, vpc: ec2.IVpc) -> None:
        database = cluster_of(stack, vpc)
        serving = thresholds_of(made(stack, database))

        assert thresholds_of(dms.DatabaseAlarms(stack, "Loading", database=database, loading=True)) == serving


class TestASecondaryOfAGlobalDatabase:
    @pytest.fixture
    def alarms(self, stack: cdk.Stack) -> dms.DatabaseAlarms:
        return made(stack, imported(stack), is_global_secondary=True, size=dms.DatabaseSize(min_acu=2, max_acu=16))

    def test_has_an_alarm_on_how_far_it_is_behind(self, stack: cdk.Stack, alarms: dms.DatabaseAlarms) -> None:
        lag = one(stack, "GlobalLagSecondsCritical")

        assert (lag["MetricName"], lag["Threshold"]) == ("AuroraGlobalDBReplicationLag", 60_000)
        assert lag["Dimensions"] == [{"Name": "DBClusterIdentifier", "Value": "theirs"}]
        assert lag["TreatMissingData"] == "breaching"

    def test_without_instances_has_alarms_on_its_volume_only(self, stack: cdk.Stack) -> None:
        alarms = made(stack, imported(stack), is_global_secondary=True, size=dms.DatabaseSize(readers=0))

        assert thresholds_of(alarms) == {"global_lag_seconds"}
        assert one(stack, "GlobalLagSecondsCritical")["TreatMissingData"] == "ignore"
        assert warnings_of(stack) == []

    def test_has_readers_only(self, stack: cdk.Stack, alarms: dms.DatabaseAlarms) -> None:
        assert {"Name": "Role", "Value": "READER"} in one(stack, "AcuUtilizationPercent")["Dimensions"]
        assert "replica_lag_seconds" not in thresholds_of(alarms)


class TestWhatAThresholdIsOf:
    @pytest.mark.parametrize(
        ("alarm", "threshold"),
        [
            ("FreeableMemoryPercentWarning", 16 * GIB * 0.10),
            ("FreeLocalStorageGibCritical", 2 * GIB),
            ("ConnectionsPercentWarning", 1622 * 0.80),
            ("CpuUtilizationPercentWarning", 80),
            ("TransactionIdAgeWarning", 1_000_000_000),
        ],
    )
    def test_a_provisioned_writer(self, stack: cdk.Stack, vpc: ec2.IVpc, alarm: str, threshold: float) -> None:
        made(stack, cluster_of(stack, vpc))

        assert one(stack, alarm)["Threshold"] == pytest.approx(threshold, rel=0.001)

    @pytest.mark.parametrize(
        ("alarm", "threshold"),
        [("FreeableMemoryPercentCritical", 32 * GIB * 0.05), ("ConnectionsPercentWarning", 3244 * 0.80)],
    )
    def test_the_largest_capacity(self, stack: cdk.Stack, vpc: ec2.IVpc, alarm: str, threshold: float) -> None:
        made(stack, serverless_of(stack, vpc))

        assert one(stack, alarm)["Threshold"] == pytest.approx(threshold, rel=0.001)

    def test_the_connections_that_the_cluster_s_parameters_say(self, stack: cdk.Stack, vpc: ec2.IVpc) -> None:
        made(stack, cluster_of(stack, vpc, parameters={"max_connections": "300"}))

        assert one(stack, "ConnectionsPercentWarning")["Threshold"] == 240

    def test_the_connections_that_the_instance_s_parameters_say_before_the_cluster_s(
        self, stack: cdk.Stack, vpc: ec2.IVpc
    ) -> None:
        writer = rds.ClusterInstance.provisioned("Writer", instance_type=LARGE, parameters={"max_connections": "500"})
        made(stack, cluster_of(stack, vpc, writer=writer, parameters={"max_connections": "300"}))

        assert one(stack, "ConnectionsPercentWarning")["Threshold"] == 400

    def test_the_connections_of_a_group_of_its_own(self, stack: cdk.Stack, vpc: ec2.IVpc) -> None:
        group = rds.ParameterGroup(stack, "Group", engine=AURORA_POSTGRESQL, parameters={"max_connections": "200"})
        made(stack, cluster_of(stack, vpc, parameter_group=group))

        assert one(stack, "ConnectionsPercentWarning")["Threshold"] == 160

    def test_what_is_said_of_an_imported_one(self, stack: cdk.Stack) -> None:
        made(stack, imported(stack), size=dms.DatabaseSize(instance_class="db.r6g.large", max_connections=1000))

        assert one(stack, "ConnectionsPercentWarning")["Threshold"] == 800
        assert warnings_of(stack) == []


class TestWhatIsNotKnown:
    def test_is_told_of_an_imported_one(self, stack: cdk.Stack) -> None:
        alarms = made(stack, imported(stack))

        assert not thresholds_of(alarms) & COMMON
        assert warnings_of(stack) == [
            "dms-constructs:monitoring.connectionsUnknown",
            "dms-constructs:monitoring.databaseMemoryUnknown",
        ]

    def test_is_told_with_what_is_known_and_wanted(self, stack: cdk.Stack) -> None:
        thresholds = dms.DatabaseThresholds(deadlocks_per_second=None)
        made(stack, imported(stack), size=dms.DatabaseSize(readers=2, max_connections=300), thresholds=thresholds)

        found = assertions.Annotations.from_stack(stack).find_warning("*", assertions.Match.any_value())
        assert [
            "give the alarms size=dms.DatabaseSize(memory_gib=16, max_connections=300, readers=2), with what it has, "
            "or thresholds=dms.DatabaseThresholds(freeable_memory_percent=None, deadlocks_per_second=None)"
            in str(each.entry.data)
            for each in found
        ] == [True]

    def test_is_not_told_of_what_is_switched_off(self, stack: cdk.Stack) -> None:
        thresholds = dms.DatabaseThresholds(connections_percent=None, freeable_memory_percent=None)
        made(stack, imported(stack), thresholds=thresholds)

        assert warnings_of(stack) == []

    def test_a_formula_of_the_user_s_own_is_told(self, stack: cdk.Stack, vpc: ec2.IVpc) -> None:
        made(stack, cluster_of(stack, vpc, parameters={"max_connections": "LEAST({DBInstanceClassMemory/9},5000)"}))

        assert "dms-constructs:monitoring.connectionsUnknown" in warnings_of(stack)

    def test_an_imported_group_may_say_anything(self, stack: cdk.Stack, vpc: ec2.IVpc) -> None:
        group = rds.ParameterGroup.from_parameter_group_name(stack, "Group", "ours")
        made(stack, cluster_of(stack, vpc, parameter_group=group))

        assert "dms-constructs:monitoring.connectionsUnknown" in warnings_of(stack)

    def test_the_default_group_says_what_the_formula_says(self, stack: cdk.Stack, vpc: ec2.IVpc) -> None:
        group = rds.ParameterGroup.from_parameter_group_name(stack, "Group", "default.aurora-postgresql16")
        alarms = made(stack, cluster_of(stack, vpc, parameter_group=group))

        assert "connections_percent" in thresholds_of(alarms)

    def test_nothing_of_a_database_of_the_app_is_told(self, stack: cdk.Stack, vpc: ec2.IVpc) -> None:
        made(stack, serverless_of(stack, vpc))

        assert not [name for name in warnings_of(stack) if "monitoring." in name]


class TestNoData:
    @pytest.mark.parametrize("name", ALARMS)
    def test_means_what_the_facts_say(self, stack: cdk.Stack, vpc: ec2.IVpc, name: str) -> None:
        made(stack, cluster_of(stack, vpc, engine=AURORA_MYSQL, readers=[READER]), is_source=True)
        logical = "".join(word.capitalize() for word in name.split("_"))

        found = [each["Properties"] for of, each in resources_of(stack, ALARM).items() if logical in of]

        assert {each["TreatMissingData"] for each in found} <= {ALARMS[name]["missing"]}

    def test_of_a_cluster_that_pauses_means_nothing(self, stack: cdk.Stack, vpc: ec2.IVpc) -> None:
        made(stack, serverless_of(stack, vpc, serverless_v2_min_capacity=0))

        memory = one(stack, "FreeableMemoryPercentWarning")
        assert memory["TreatMissingData"] == "ignore"
        assert "doesn't answer" not in memory["AlarmDescription"]

    def test_is_no_alarm_before_the_writer_is_there(self, stack: cdk.Stack, vpc: ec2.IVpc) -> None:
        made(stack, cluster_of(stack, vpc))

        waits = {name: each.get("DependsOn", []) for name, each in resources_of(stack, ALARM).items()}
        writers = list(resources_of(stack, "AWS::RDS::DBInstance"))
        assert all(after == (writers if "FreeableMemory" in name else []) for name, after in waits.items())

    def test_of_an_instance_of_rds_is_no_alarm_before_it_is_there_anyway(self, stack: cdk.Stack, vpc: ec2.IVpc) -> None:
        made(stack, instance_of(stack, vpc))

        assert not any("DependsOn" in each for each in resources_of(stack, ALARM).values())


def test_a_description_says_what_is_the_matter_and_what_to_do(stack: cdk.Stack, vpc: ec2.IVpc) -> None:
    made(stack, cluster_of(stack, vpc), runbook_url="https://wiki.example.com/orders")

    assert one(stack, "TransactionIdAgeWarning")["AlarmDescription"] == (
        "Database Shop/Orders has a transaction ID that is older than 1,000,000,000 transactions, for 15 minutes or "
        "longer (MaximumUsedTransactionIDs). Let vacuum freeze: end old transactions, drop replication slots that "
        "nobody reads, and run VACUUM FREEZE on the oldest tables. Runbook: https://wiki.example.com/orders"
    )


def test_critical_alarms_call_through_the_one_of_all(stack: cdk.Stack, vpc: ec2.IVpc) -> None:
    pager, chat = (
        sns.Topic.from_topic_arn(stack, name, f"arn:aws:sns:eu-west-1:111122223333:{name.lower()}")
        for name in ("Pager", "Chat")
    )
    made(
        stack,
        cluster_of(stack, vpc),
        actions={dms.AlarmSeverity.CRITICAL: [pager], dms.AlarmSeverity.WARNING: [chat]},
    )

    assert properties_of(stack, COMPOSITE)["AlarmActions"] == [pager.topic_arn]
    assert "AlarmActions" not in one(stack, "ConnectionsPercentCritical")
    assert one(stack, "ConnectionsPercentWarning")["AlarmActions"] == [chat.topic_arn]


def test_an_alarm_is_found_by_its_threshold(stack: cdk.Stack, vpc: ec2.IVpc) -> None:
    database = cluster_of(stack, vpc)
    alarms = made(stack, database)

    assert alarms.alarm("connections_percent", dms.AlarmSeverity.CRITICAL, of=database) in alarms.of(database)


def test_a_percentage_must_be_known_now(
    stack: cdk.Stack, vpc: ec2.IVpc, parameter: Callable[[str], cdk.CfnParameter], fails: Callable[..., Any]
) -> None:
    thresholds = dms.DatabaseThresholds(connections_percent=dms.Levels(parameter("Number").value_as_number))
    database = cluster_of(stack, vpc)

    fails(
        "DMS-O004",
        r"DatabaseThresholds\.connections_percent .* known then",
        lambda: made(stack, database, thresholds=thresholds),
        path="Shop/Alarms",
    )
    assert stack.node.try_find_child("Alarms") is None


def test_a_database_of_another_region_is_watched_there(
    app: cdk.App, stack: cdk.Stack, vpc: ec2.IVpc, fails: Callable[..., Any]
) -> None:
    there = cdk.Stack(app, "There", env=cdk.Environment(account="111122223333", region="us-east-1"))
    database = cluster_of(stack, vpc)

    fails("DMS-O013", "Shop/Orders of eu-west-1", lambda: made(there, database), path="There/Alarms")


def test_an_engine_that_is_not_known_fails(stack: cdk.Stack, fails: Callable[..., Any]) -> None:
    fails(
        "DMS-O016",
        r"from_database_cluster_attributes the engine=rds\.DatabaseClusterEngine\.AURORA_POSTGRESQL",
        lambda: made(stack, imported(stack, engine=None)),
        path="Shop/Alarms",
    )


def test_a_multi_az_cluster_of_rds_fails(stack: cdk.Stack, fails: Callable[..., Any]) -> None:
    engine = rds.DatabaseInstanceEngine.POSTGRES  # what a Multi-AZ cluster of RDS has; the CDK has no other name for it
    database = imported(stack, engine=engine)

    fails("DMS-O016", "a cluster of postgres", lambda: made(stack, database), path="Shop/Alarms")


@pytest.mark.parametrize(
    "case",
    [
        ("DMS-O004", {"thresholds": dms.AlarmThresholds()}, r"thresholds=dms\.DatabaseThresholds\(\)"),
        ("DMS-O015", {"size": 16}, r"size=dms\.DatabaseSize\("),
        ("DMS-O005", {"actions": []}, "must be of type Mapping"),
        ("DMS-A001", {"loading": "yes"}, "loading must be of type bool"),
        ("DMS-A001", {"is_source": 1}, "is_source must be of type bool"),
        ("DMS-A001", {"is_global_secondary": "no"}, "is_global_secondary must be of type bool"),
        ("DMS-A001", {"database": "orders"}, "must be an RDS cluster or instance"),
    ],
    ids=str,
)
def test_what_alarms_can_not_take_fails(
    stack: cdk.Stack, fails: Callable[..., Any], case: tuple[str, dict[str, Any], str]
) -> None:
    code, given, match = case

    fails(code, match, lambda: made(stack, **{"database": imported(stack), **given}), path="Shop/Alarms")

"""Alarms: which there are, when they go off, what no data means, and whom they call."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_cloudwatch as cloudwatch, aws_ec2 as ec2, aws_rds as rds, aws_sns as sns
from constructs import Construct

import dms_constructs as dms
from dms_constructs import facts
from tests.constructs.conftest import properties_of, resources_of, warnings_of
from tests.constructs.databases import cluster_of

ALARM = "AWS::CloudWatch::Alarm"
COMPOSITE = "AWS::CloudWatch::CompositeAlarm"
GIB = 2**30


@pytest.fixture
def provisioned(stack: cdk.Stack, vpc: ec2.IVpc) -> dms.ReplicationInstance:
    return dms.ReplicationInstance(
        stack, "Machine", vpc=vpc, instance_class=dms.InstanceClass.R6I_LARGE, allocated_storage_gib=200, multi_az=True
    )


@pytest.fixture
def make_task(
    stack: cdk.Stack,
    provisioned: dms.ReplicationInstance,
    source: dms.MySqlSource,
    target: dms.PostgreSqlTarget,
    mappings: dms.TableMappings,
) -> Callable[..., dms.ReplicationTask]:
    made: list[dms.ReplicationTask] = []

    def make(construct_id: str = "Task", **given: Any) -> dms.ReplicationTask:
        of_a_task: dict[str, Any] = {
            "replication_instance": provisioned,
            "source": source,
            "target": target,
            "migration_type": dms.MigrationType.FULL_LOAD_AND_CDC,
            "table_mappings": dms.TableMappings(dms.Include(f"shop{len(made)}")) if made else mappings,
        }
        made.append(dms.ReplicationTask(given.pop("scope", stack), construct_id, **{**of_a_task, **given}))
        return made[-1]

    return make


@pytest.fixture
def task(make_task: Callable[..., dms.ReplicationTask]) -> dms.ReplicationTask:
    return make_task(task_settings=dms.TaskSettings(validation=dms.Validation()))


@pytest.fixture
def topics(stack: cdk.Stack) -> tuple[sns.ITopic, sns.ITopic]:
    def topic(name: str) -> sns.ITopic:
        return sns.Topic.from_topic_arn(stack, name, f"arn:aws:sns:eu-west-1:111122223333:{name.lower()}")

    return topic("Pager"), topic("Chat")


def one(stack: cdk.Stack, name: str) -> dict[str, Any]:
    """The properties of the alarm whose logical id has the name in it."""
    (found,) = (each["Properties"] for of, each in resources_of(stack, ALARM).items() if name in of)
    return found


def ids(stack: cdk.Stack) -> set[str]:
    return {name.removeprefix("Alarms")[:-8] for name in resources_of(stack, ALARM)}


def test_a_task_with_changes_and_validation_has_these_alarms(stack: cdk.Stack, task: dms.ReplicationTask) -> None:
    dms.Alarms(stack, "Alarms", replications=[task])

    assert ids(stack) == {
        "TaskSilenceMinutesCritical",
        "TaskCdcLatencySourceSecondsWarning",
        "TaskCdcLatencySourceSecondsCritical",
        "TaskCdcLatencyTargetSecondsWarning",
        "TaskCdcLatencyTargetSecondsCritical",
        "TaskCdcChangesOnDiskWarning",
        "TaskValidationFailedRowsWarning",
        "TaskValidationSuspendedRowsWarning",
        "MachineCpuUtilizationPercentWarning",
        "MachineFreeableMemoryPercentWarning",
        "MachineFreeableMemoryPercentCritical",
        "MachineSwapUsageMibWarning",
        "MachineFreeStoragePercentWarning",
        "MachineFreeStoragePercentCritical",
    }


def test_a_full_load_has_no_alarms_on_changes_nor_on_silence(
    stack: cdk.Stack, make_task: Callable[..., dms.ReplicationTask]
) -> None:
    dms.Alarms(stack, "Alarms", replications=[make_task(migration_type=dms.MigrationType.FULL_LOAD)])

    assert not any("Cdc" in name or "Silence" in name for name in ids(stack))


def test_a_full_load_that_is_meant_to_run_has_an_alarm_on_silence(
    stack: cdk.Stack, make_task: Callable[..., dms.ReplicationTask]
) -> None:
    task = make_task(migration_type=dms.MigrationType.FULL_LOAD)
    dms.Alarms(stack, "Alarms", replications=[task], meant_to_run=True)

    assert "TaskSilenceMinutesCritical" in ids(stack)


def test_a_task_that_stops_by_itself_has_no_alarm_on_silence(
    stack: cdk.Stack, make_task: Callable[..., dms.ReplicationTask]
) -> None:
    stop = dms.CdcStop.at_server_time(dt.datetime(2026, 3, 8, tzinfo=dt.timezone.utc))
    dms.Alarms(stack, "Alarms", replications=[make_task(cdc_stop=stop)])

    assert "TaskSilenceMinutesCritical" not in ids(stack)


@pytest.mark.parametrize("start", dms.StartPolicy, ids=lambda start: start.name)
def test_silence_is_an_alarm_unless_nobody_is_to_start_the_task(
    stack: cdk.Stack, make_task: Callable[..., dms.ReplicationTask], start: dms.StartPolicy
) -> None:
    dms.Alarms(stack, "Alarms", replications=[make_task(start=start)])

    assert ("TaskSilenceMinutesCritical" in ids(stack)) is (start is not dms.StartPolicy.NEVER)


def test_without_validation_there_are_no_alarms_on_it(
    stack: cdk.Stack, make_task: Callable[..., dms.ReplicationTask]
) -> None:
    dms.Alarms(stack, "Alarms", replications=[make_task()])

    assert not any("Validation" in name for name in ids(stack))


def test_silence_is_no_sample_in_three_times_five_minutes(stack: cdk.Stack, task: dms.ReplicationTask) -> None:
    dms.Alarms(stack, "Alarms", replications=[task])

    alarm = one(stack, "Silence")

    assert (alarm["MetricName"], alarm["Statistic"]) == ("CPUUtilization", "SampleCount")
    assert (alarm["ComparisonOperator"], alarm["Threshold"]) == ("LessThanThreshold", 1)
    assert (alarm["EvaluationPeriods"], alarm["Period"]) == (3, 300)
    assert alarm["TreatMissingData"] == "breaching"


def test_a_longer_grace_for_planned_stops_is_more_periods(stack: cdk.Stack, task: dms.ReplicationTask) -> None:
    thresholds = dms.AlarmThresholds(silence_minutes=dms.Levels(critical=40))
    dms.Alarms(stack, "Alarms", replications=[task], thresholds=thresholds)

    assert one(stack, "Silence")["EvaluationPeriods"] == 8


@pytest.mark.parametrize("name", facts.monitoring()["alarms"])
def test_no_data_means_what_the_facts_say(
    stack: cdk.Stack, task: dms.ReplicationTask, vpc: ec2.IVpc, name: str
) -> None:
    dms.Alarms(stack, "Alarms", replications=[task])
    logical = "".join(word.capitalize() for word in name.split("_"))

    found = [each["Properties"] for of, each in resources_of(stack, ALARM).items() if logical in of]

    assert {each["TreatMissingData"] for each in found} <= {facts.monitoring()["alarms"][name]["missing"]}


@pytest.mark.parametrize(
    ("alarm", "threshold", "operator"),
    [
        ("CdcLatencyTargetSecondsWarning", 300, "GreaterThanThreshold"),
        ("FreeableMemoryPercentWarning", 16 * GIB * 0.10, "LessThanThreshold"),
        ("FreeableMemoryPercentCritical", 16 * GIB * 0.05, "LessThanThreshold"),
        ("FreeStoragePercentWarning", 200 * GIB * 0.20, "LessThanThreshold"),
        ("SwapUsageMibWarning", 512 * 2**20, "GreaterThanThreshold"),
        ("ValidationFailedRowsWarning", 0, "GreaterThanThreshold"),
    ],
)
def test_a_threshold_is_in_the_unit_of_its_metric(
    stack: cdk.Stack, task: dms.ReplicationTask, alarm: str, threshold: float, operator: str
) -> None:
    dms.Alarms(stack, "Alarms", replications=[task])

    found = one(stack, alarm)

    assert found["Threshold"] == pytest.approx(threshold)
    assert found["ComparisonOperator"] == operator


def test_where_the_storage_is_not_known_it_is_the_least_that_dms_gives(
    stack: cdk.Stack, vpc: ec2.IVpc, make_task: Callable[..., dms.ReplicationTask]
) -> None:
    instance = dms.ReplicationInstance(stack, "Another", vpc=vpc, multi_az=True)
    dms.Alarms(stack, "Alarms", replications=[make_task(replication_instance=instance)])

    assert one(stack, "FreeStoragePercentWarning")["Threshold"] == pytest.approx(10 * GIB)


def test_a_description_says_what_is_the_matter_and_what_to_do(stack: cdk.Stack, task: dms.ReplicationTask) -> None:
    dms.Alarms(stack, "Alarms", replications=[task], runbook_url="https://wiki.example.com/shop")

    assert one(stack, "CdcLatencyTargetSecondsWarning")["AlarmDescription"] == (
        "Task Shop/Task writes changes more than 300 seconds after they were made, for 15 minutes or longer "
        "(CDCLatencyTarget). Look at the load of the target, at missing keys and indexes there, and consider batch "
        "apply. Runbook: https://wiki.example.com/shop"
    )


def test_an_instance_is_watched_once(stack: cdk.Stack, make_task: Callable[..., dms.ReplicationTask]) -> None:
    dms.Alarms(stack, "Alarms", replications=[make_task("One"), make_task("Two")])

    assert len([name for name in ids(stack) if "CpuUtilization" in name]) == 1


def test_tasks_of_one_id_are_told_by_a_number(stack: cdk.Stack, make_task: Callable[..., dms.ReplicationTask]) -> None:
    tasks = [make_task("Task", scope=Construct(stack, name)) for name in ("Orders", "Stock")]
    dms.Alarms(stack, "Alarms", replications=tasks)

    assert {"TaskSilenceMinutesCritical", "Task2SilenceMinutesCritical"} <= ids(stack)


def test_critical_alarms_call_through_the_one_of_all(
    stack: cdk.Stack, task: dms.ReplicationTask, topics: tuple[sns.ITopic, sns.ITopic]
) -> None:
    pager, chat = topics
    dms.Alarms(
        stack,
        "Alarms",
        replications=[task],
        actions={dms.AlarmSeverity.CRITICAL: [pager], dms.AlarmSeverity.WARNING: [chat]},
    )

    unhealthy = properties_of(stack, COMPOSITE)

    assert unhealthy["AlarmActions"] == unhealthy["OKActions"] == [pager.topic_arn]
    assert "AlarmActions" not in one(stack, "SilenceMinutesCritical")
    assert one(stack, "CpuUtilizationPercentWarning")["AlarmActions"] == [chat.topic_arn]


def test_the_one_of_all_is_on_while_any_critical_one_is(stack: cdk.Stack, task: dms.ReplicationTask) -> None:
    dms.Alarms(stack, "Alarms", replications=[task])

    rule = str(properties_of(stack, COMPOSITE)["AlarmRule"])

    critical = [name for name in resources_of(stack, ALARM) if "Critical" in name]
    assert all(name in rule for name in critical)
    assert "Warning" not in rule
    assert rule.count(" OR ") == len(critical) - 1


def test_a_replication_that_is_added_is_in_the_one_of_all(
    stack: cdk.Stack, make_task: Callable[..., dms.ReplicationTask]
) -> None:
    alarms = dms.Alarms(stack, "Alarms", replications=[make_task("One")])
    alarms.add_replication(make_task("Two"))

    assert "TwoSilenceMinutesCritical" in str(properties_of(stack, COMPOSITE)["AlarmRule"])


def test_recovery_is_not_told_when_not_asked_for(
    stack: cdk.Stack, task: dms.ReplicationTask, topics: tuple[sns.ITopic, sns.ITopic]
) -> None:
    dms.Alarms(
        stack,
        "Alarms",
        replications=[task],
        actions={dms.AlarmSeverity.WARNING: topics},
        tell_recovery=False,
    )

    assert "OKActions" not in one(stack, "CpuUtilizationPercentWarning")


def test_a_maintenance_window_suppresses_the_one_of_all(stack: cdk.Stack, task: dms.ReplicationTask) -> None:
    window = cloudwatch.Alarm.from_alarm_arn(stack, "Window", "arn:aws:cloudwatch:eu-west-1:111122223333:alarm:window")
    dms.Alarms(stack, "Alarms", replications=[task], suppressor=window)

    assert properties_of(stack, COMPOSITE)["ActionsSuppressor"] == window.alarm_arn


def test_without_anything_critical_there_is_no_one_of_all(
    stack: cdk.Stack, make_task: Callable[..., dms.ReplicationTask]
) -> None:
    thresholds = dms.AlarmThresholds(
        silence_minutes=None,
        cdc_latency_source_seconds=dms.Levels(300),
        cdc_latency_target_seconds=None,
        freeable_memory_percent=None,
        free_storage_percent=dms.Levels(20),
    )

    alarms = dms.Alarms(stack, "Alarms", replications=[make_task()], thresholds=thresholds)

    assert alarms.unhealthy is None


def test_a_threshold_may_be_known_at_deployment_only(
    stack: cdk.Stack, task: dms.ReplicationTask, parameter: Callable[[str], cdk.CfnParameter]
) -> None:
    levels = dms.Levels(warning=parameter("Number").value_as_number)
    thresholds = dms.AlarmThresholds(cdc_latency_target_seconds=levels)
    dms.Alarms(stack, "Alarms", replications=[task], thresholds=thresholds)

    alarm = one(stack, "CdcLatencyTargetSecondsWarning")

    assert alarm["Threshold"] == {"Ref": "Parameter"}
    assert {"Ref": "Parameter"} in alarm["AlarmDescription"]["Fn::Join"][1]


def test_a_percentage_must_be_known_now(
    stack: cdk.Stack,
    task: dms.ReplicationTask,
    parameter: Callable[[str], cdk.CfnParameter],
    fails: Callable[..., Any],
) -> None:
    thresholds = dms.AlarmThresholds(freeable_memory_percent=dms.Levels(parameter("Number").value_as_number))

    fails(
        "DMS-O004",
        "known then",
        lambda: dms.Alarms(stack, "Alarms", replications=[task], thresholds=thresholds),
    )
    assert stack.node.try_find_child("Alarms") is None


class TestTheSource:
    """The database that is read, where the connection knows it."""

    @staticmethod
    def ids(stack: cdk.Stack) -> set[str]:
        return {name for name in ids(stack) if "Source" in name and "Cdc" not in name}

    def test_of_a_postgresql_instance_are_watched_disk_and_slot(
        self, stack: cdk.Stack, vpc: ec2.IVpc, make_task: Callable[..., dms.ReplicationTask]
    ) -> None:
        database = rds.DatabaseInstance(
            stack,
            "Shop",
            engine=rds.DatabaseInstanceEngine.postgres(version=rds.PostgresEngineVersion.VER_16_4),
            vpc=vpc,
            credentials=rds.Credentials.from_generated_secret(
                "dms", exclude_characters=dms.PASSWORD_EXCLUDE_CHARACTERS
            ),
            parameters=dms.parameters_for_cdc(dms.EngineName.POSTGRESQL),
        )
        source = dms.PostgreSqlSource(stack, "Sales", connection=dms.Connection.to_instance(database), database="sales")
        dms.Alarms(stack, "Alarms", replications=[make_task(source=source)])

        slot = one(stack, "ShopSourceLogGibCritical")

        assert (slot["Namespace"], slot["MetricName"]) == ("AWS/RDS", "OldestReplicationSlotLag")
        assert slot["Threshold"] == 50 * GIB
        assert slot["Dimensions"][0]["Name"] == "DBInstanceIdentifier"
        assert self.ids(stack) == {
            "ShopSourceFreeStorageGibWarning",
            "ShopSourceFreeStorageGibCritical",
            "ShopSourceLogGibWarning",
            "ShopSourceLogGibCritical",
        }

    def test_of_an_aurora_cluster_is_watched_the_log_of_the_writer(
        self, stack: cdk.Stack, vpc: ec2.IVpc, make_task: Callable[..., dms.ReplicationTask]
    ) -> None:
        cluster = cluster_of(
            stack,
            vpc,
            construct_id="Cluster",
            credentials=rds.Credentials.from_generated_secret(
                "dms", exclude_characters=dms.PASSWORD_EXCLUDE_CHARACTERS
            ),
            parameters=dms.parameters_for_cdc(dms.EngineName.AURORA_POSTGRESQL),
        )
        source = dms.PostgreSqlSource(stack, "Sales", connection=dms.Connection.to_cluster(cluster), database="sales")
        dms.Alarms(stack, "Alarms", replications=[make_task(source=source)])

        log = one(stack, "ClusterSourceLogGibWarning")

        assert log["MetricName"] == "TransactionLogsDiskUsage"
        assert {each["Name"]: each["Value"] for each in log["Dimensions"]}["Role"] == "WRITER"
        assert self.ids(stack) == {"ClusterSourceLogGibWarning", "ClusterSourceLogGibCritical"}

    def test_that_is_known_by_its_secret_only_has_no_alarms(self, stack: cdk.Stack, task: dms.ReplicationTask) -> None:
        dms.Alarms(stack, "Alarms", replications=[task])

        assert self.ids(stack) == set()


class TestAnImportedTask:
    """A task of another stack, or of the console."""

    ARN = "arn:aws:dms:eu-west-1:111122223333:task:ABC"

    def imported(self, stack: cdk.Stack, **told: Any) -> dms.IReplicationTask:
        instance = dms.ReplicationInstance.from_replication_instance_attributes(
            stack,
            "Theirs",
            replication_instance_arn="arn:aws:dms:eu-west-1:111122223333:rep:DEF",
            replication_instance_identifier="theirs",
            **told,
        )
        return dms.ReplicationTask.from_replication_task_arn(stack, "Imported", self.ARN, replication_instance=instance)

    def test_is_meant_to_run(self, stack: cdk.Stack) -> None:
        dms.Alarms(stack, "Alarms", replications=[self.imported(stack)])

        assert "ImportedSilenceMinutesCritical" in ids(stack)

    def test_has_no_alarm_on_memory_and_says_so(self, stack: cdk.Stack) -> None:
        dms.Alarms(stack, "Alarms", replications=[self.imported(stack)])

        assert not any("Memory" in name for name in ids(stack))
        assert warnings_of(stack) == ["dms-constructs:monitoring.memoryUnknown"]

    def test_has_one_with_the_class_of_its_instance(self, stack: cdk.Stack) -> None:
        told = self.imported(stack, instance_class=dms.InstanceClass.C6I_LARGE)
        dms.Alarms(stack, "Alarms", replications=[told])

        assert one(stack, "FreeableMemoryPercentWarning")["Threshold"] == pytest.approx(4 * GIB * 0.1)


def test_an_alarm_is_found_by_its_threshold(stack: cdk.Stack, task: dms.ReplicationTask) -> None:
    alarms = dms.Alarms(stack, "Alarms", replications=[task])

    found = alarms.alarm("cdc_latency_target_seconds", dms.AlarmSeverity.WARNING, of=task)

    assert found in alarms.of(task)


def test_an_alarm_that_is_not_there_fails(
    stack: cdk.Stack, task: dms.ReplicationTask, fails: Callable[..., Any]
) -> None:
    alarms = dms.Alarms(stack, "Alarms", replications=[task])

    fails(
        "DMS-O007",
        "did you mean 'cdc_latency_target_seconds, warning'",
        lambda: alarms.alarm("cdc_latency_target", dms.AlarmSeverity.WARNING, of=task),
    )


@pytest.mark.parametrize(
    "case",
    [
        ("DMS-O006", {"replications": []}, "must not be empty"),
        ("DMS-O006", {"replications": ["arn"]}, "got str 'arn'"),
        ("DMS-O005", {"actions": {"critical": []}}, r": keys of actions must .* dms\.AlarmSeverity\.CRITICAL"),
        ("DMS-O005", {"actions": []}, "must be of type Mapping"),
        (
            "DMS-O005",
            {"actions": {dms.AlarmSeverity.WARNING: ["arn:aws:sns:eu-west-1:111122223333:chat"]}},
            r"sns\.Topic\.from_topic_arn\(self, \"Topic\", \"arn:aws:sns:eu-west-1:111122223333:chat\"\)",
        ),
        ("DMS-O004", {"thresholds": dms.Levels(1)}, r"thresholds=dms\.AlarmThresholds\(\)"),
        ("DMS-A001", {"suppressor": "window"}, "must be an alarm"),
        ("DMS-A001", {"runbook_url": 5}, "must be of type str"),
        ("DMS-A001", {"meant_to_run": "yes"}, "must be of type bool"),
    ],
    ids=str,
)
def test_what_alarms_can_not_take_fails(
    stack: cdk.Stack,
    task: dms.ReplicationTask,
    fails: Callable[..., Any],
    case: tuple[str, dict[str, Any], str],
) -> None:
    code, given, match = case
    fails(
        code,
        match,
        lambda: dms.Alarms(stack, "Alarms", **{"replications": [task], **given}),
        path="Shop/Alarms",
    )


def test_a_notification_topic_is_not_its_topic(
    stack: cdk.Stack, task: dms.ReplicationTask, fails: Callable[..., Any]
) -> None:
    actions: Any = {dms.AlarmSeverity.CRITICAL: [dms.NotificationTopic(stack, "Notifications")]}

    fails(
        "DMS-O005",
        r"got NotificationTopic; write \[notifications\.topic\]",
        lambda: dms.Alarms(stack, "Alarms", replications=[task], actions=actions),
    )


def test_one_task_is_not_a_list_of_tasks(
    stack: cdk.Stack, task: dms.ReplicationTask, fails: Callable[..., Any]
) -> None:
    one_task: Any = task

    fails("DMS-O006", r"write replications=\[task\]", lambda: dms.Alarms(stack, "Alarms", replications=one_task))


@pytest.mark.parametrize("stop_after", dms.StopAfter)
def test_a_task_that_stops_after_the_load_may_be_silent(
    stop_after: dms.StopAfter, stack: cdk.Stack, make_task: Callable[..., dms.ReplicationTask]
) -> None:
    task = make_task(task_settings=dms.TaskSettings(full_load=dms.FullLoad(stop_after=stop_after)))

    dms.Alarms(stack, "Alarms", replications=[task])

    assert not [name for name in ids(stack) if "Silence" in name]


class TestManyCriticalAlarms:
    @pytest.fixture
    def alarms(self, stack: cdk.Stack, make_task: Callable[..., dms.ReplicationTask]) -> dms.Alarms:
        tasks = [make_task(f"Task{number}") for number in range(12)]
        made = dms.Alarms(stack, "Alarms", replications=tasks[:3])
        for task in tasks[3:]:
            made.add_replication(task)
        return made

    def test_no_rule_is_longer_than_cloudwatch_takes(self, stack: cdk.Stack, alarms: dms.Alarms) -> None:
        counts = [
            str(each["Properties"]["AlarmRule"]).count("ALARM(") for each in resources_of(stack, COMPOSITE).values()
        ]

        assert max(counts) <= 30

    def test_each_is_named_once_by_the_alarm_of_all_or_a_part_of_it(self, stack: cdk.Stack, alarms: dms.Alarms) -> None:
        rules = str([each["Properties"]["AlarmRule"] for each in resources_of(stack, COMPOSITE).values()])
        named = [name for name in resources_of(stack, ALARM) if rules.count(f"'{name}'") == 1]

        assert named == [name for name in resources_of(stack, ALARM) if "Critical" in name]

    def test_only_the_alarm_of_all_calls(self, stack: cdk.Stack, make_task: Callable[..., Any]) -> None:
        topic = sns.Topic.from_topic_arn(stack, "Pager", "arn:aws:sns:eu-west-1:111122223333:pager")
        tasks = [make_task(f"Task{number}") for number in range(12)]
        dms.Alarms(stack, "Alarms", replications=tasks, actions={dms.AlarmSeverity.CRITICAL: [topic]})

        calling = [
            name for name, each in resources_of(stack, COMPOSITE).items() if "AlarmActions" in each["Properties"]
        ]

        assert len(calling) == 1
        assert len(resources_of(stack, COMPOSITE)) == 3


@pytest.mark.parametrize("make", [dms.Alarms, dms.EventNotifications])
def test_a_task_of_another_region_is_watched_there(make: Any, fails: Callable[..., Any]) -> None:
    there = cdk.Stack(cdk.App(), "There", env=cdk.Environment(region="us-east-1"))
    replication = dms.ServerlessReplication.from_replication_config_arn(
        there, "Replication", "arn:aws:dms:eu-west-1:111122223333:replication-config:ABC"
    )
    needed = {"topic": sns.Topic(there, "Topic")} if make is dms.EventNotifications else {}

    fails(
        "DMS-O013",
        "of eu-west-1",
        lambda: make(there, "Watching", replications=[replication], **needed),
        path="There/Watching",
    )

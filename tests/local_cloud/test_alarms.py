"""Metrics of what runs, and the alarms that read them, by a clock that jumps."""

import json
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from dms_constructs import facts
from local_cloud.plugin import database_metrics, metrics
from local_cloud.server import LocalCloud
from tests.local_cloud.account import until
from tests.local_cloud.jumping import MINUTE, Jumping
from tests.local_cloud.stack import Stack, resource


@pytest.fixture
def account(jumping: LocalCloud) -> Jumping:
    return Jumping(jumping)


def dimensions(task: str) -> list[dict[str, str]]:
    suffix = task.rsplit(":", 1)[-1]
    values = {"ReplicationInstanceIdentifier": "instance", "ReplicationTaskIdentifier": suffix}
    return [{"Name": name, "Value": value} for name, value in values.items()]


def values(account: Jumping, task: str, name: str) -> list[float]:
    now = datetime.fromtimestamp(account.cloud.door("advance", {"Seconds": 0})["Now"], tz=timezone.utc)
    found = account.client("cloudwatch").get_metric_statistics(
        Namespace="AWS/DMS",
        MetricName=name,
        Dimensions=dimensions(task),
        StartTime=now - timedelta(minutes=60),
        EndTime=now,
        Period=MINUTE,
        Statistics=["Maximum"],
    )
    return [point["Maximum"] for point in found["Datapoints"]]


def to_the_middle_of_a_minute(account: Jumping) -> None:
    """Leave half a minute of real time until the next value is due: this clock goes on between two steps."""
    now = account.cloud.door("advance", {"Seconds": 0})["Now"]
    account.cloud.door("advance", {"Seconds": 1.5 * MINUTE - now % MINUTE})


def measure(account: Jumping, name: str, value: float) -> None:
    wanted = {"Account": account.number, "Resource": "task", "Metric": name, "Value": value}
    account.cloud.door("measure", wanted)


def test_running_task_sends_a_value_each_minute(account: Jumping) -> None:
    task = account.make_running_task(MigrationType="cdc")
    to_the_middle_of_a_minute(account)
    before = len(values(account, task, "CDCLatencyTarget"))

    account.step(10)

    sent = values(account, task, "CDCLatencyTarget")[before:]
    assert sent == pytest.approx([metrics.CHANGES["CDCLatencyTarget"]] * 10, rel=0)


def test_stopped_task_sends_nothing(account: Jumping) -> None:
    task = account.make_running_task(MigrationType="cdc")
    account.stop(task)
    account.step(2)
    before = len(values(account, task, "CDCLatencyTarget"))

    account.step(10)

    assert len(values(account, task, "CDCLatencyTarget")) == before


def test_value_is_what_the_door_measures(account: Jumping) -> None:
    task = account.make_running_task(MigrationType="cdc")
    measure(account, "CDCLatencyTarget", 900)

    account.step(3)

    assert values(account, task, "CDCLatencyTarget")[-1] == 900


def alarm(task: str, missing: str = "missing", **changed: Any) -> dict[str, Any]:
    wanted = {
        "AlarmName": "late",
        "Namespace": "AWS/DMS",
        "MetricName": "CDCLatencyTarget",
        "Dimensions": dimensions(task),
        "Statistic": "Maximum",
        "Period": MINUTE,
        "EvaluationPeriods": 3,
        "Threshold": 300,
        "ComparisonOperator": "GreaterThanThreshold",
        "TreatMissingData": missing,
    }
    return wanted | changed


def state(account: Jumping, name: str = "late") -> str:
    found = account.client("cloudwatch").describe_alarms(
        AlarmNames=[name], AlarmTypes=["MetricAlarm", "CompositeAlarm"]
    )
    return str((found["MetricAlarms"] + found["CompositeAlarms"])[0]["StateValue"])


def watched_task(account: Jumping, missing: str = "missing", **changed: Any) -> str:
    task = account.make_running_task(MigrationType="cdc")
    account.client("cloudwatch").put_metric_alarm(**alarm(task, missing, **changed))
    account.step(4)
    return task


def test_alarm_is_quiet_while_all_is_well(account: Jumping) -> None:
    watched_task(account)

    assert state(account) == "OK"


def test_alarm_goes_off_when_the_threshold_is_crossed_long_enough(account: Jumping) -> None:
    watched_task(account)
    measure(account, "CDCLatencyTarget", 900)

    account.step(2)
    assert state(account) == "OK"
    account.step(2)
    assert state(account) == "ALARM"


def test_alarm_counts_the_datapoints_it_needs(account: Jumping) -> None:
    watched_task(account, DatapointsToAlarm=1)
    measure(account, "CDCLatencyTarget", 900)

    account.step(1)

    assert state(account) == "ALARM"


def test_alarm_looks_at_its_own_task_only(account: Jumping) -> None:
    watched_task(account)
    other = account.make_task(ReplicationTaskIdentifier="other", MigrationType="cdc")
    account.start(other)
    account.cloud.door(
        "measure", {"Account": account.number, "Resource": "other", "Metric": "CDCLatencyTarget", "Value": 900}
    )
    account.step(5)

    assert state(account) == "OK"


@pytest.mark.parametrize(
    ("missing", "expected"),
    [("missing", "INSUFFICIENT_DATA"), ("breaching", "ALARM"), ("notBreaching", "OK"), ("ignore", "OK")],
)
def test_missing_data_is_what_the_alarm_takes_it_for(account: Jumping, missing: str, expected: str) -> None:
    task = watched_task(account, missing)
    account.stop(task)

    account.step(8)

    assert state(account) == expected


def topic_with_queue(account: Jumping) -> tuple[str, str]:
    sqs, sns = account.client("sqs"), account.client("sns")
    queue = sqs.create_queue(QueueName="heard")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    topic = sns.create_topic(Name="alarms")["TopicArn"]
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn)
    return topic, queue


def next_message(account: Jumping, queue: str) -> dict[str, Any]:
    message = until(lambda: account.client("sqs").receive_message(QueueUrl=queue).get("Messages"))[0]
    found: dict[str, Any] = json.loads(json.loads(message["Body"])["Message"])
    return found


def test_alarm_sends_its_message(account: Jumping) -> None:
    topic, queue = topic_with_queue(account)
    watched_task(account, AlarmActions=[topic])
    measure(account, "CDCLatencyTarget", 900)
    account.step(4)

    assert next_message(account, queue)["NewStateValue"] == "ALARM"


def composite(name: str, rule: str, **more: Any) -> dict[str, Any]:
    return resource("CloudWatch::CompositeAlarm", AlarmName=name, AlarmRule=rule, **more) | {"DependsOn": "Late"}


def test_composite_alarm_of_a_stack_follows_its_rule(account: Jumping) -> None:
    task = watched_task(account)
    late = resource("CloudWatch::Alarm", **alarm(task, AlarmName="late-in-stack"))
    both = composite("unhealthy", 'ALARM("late-in-stack") AND NOT OK("late")')
    assert Stack(account).create(Late=late, Both=both) == "CREATE_COMPLETE"
    assert state(account, "unhealthy") == "OK"
    measure(account, "CDCLatencyTarget", 900)

    account.step(4)

    assert state(account, "unhealthy") == "ALARM"


def test_composite_alarm_goes_with_its_stack(account: Jumping) -> None:
    task = watched_task(account)
    stack = Stack(account)
    late = resource("CloudWatch::Alarm", **alarm(task, AlarmName="late-in-stack"))
    stack.create(Late=late, One=composite("unhealthy", 'ALARM("late-in-stack")'))

    assert stack.delete() == "DELETE_COMPLETE"
    assert account.client("cloudwatch").describe_alarms(AlarmTypes=["CompositeAlarm"])["CompositeAlarms"] == []


def test_suppressed_composite_alarm_says_nothing(account: Jumping) -> None:
    topic, queue = topic_with_queue(account)
    task = watched_task(account)
    late = resource("CloudWatch::Alarm", **alarm(task, AlarmName="late-in-stack"))
    rule = 'ALARM("late-in-stack")'
    quiet = composite("a-quiet-one", rule, AlarmActions=[topic], ActionsSuppressor="late")
    loud = composite("b-loud-one", rule, AlarmActions=[topic])
    assert Stack(account).create(Late=late, Quiet=quiet, Loud=loud) == "CREATE_COMPLETE"
    measure(account, "CDCLatencyTarget", 900)
    account.step(4)

    assert next_message(account, queue)["AlarmName"] == "b-loud-one"


def test_every_metric_that_the_library_knows_is_sent() -> None:
    known = facts.monitoring()["metrics"]
    sent = {
        "instance": set(metrics.INSTANCE),
        "task": {*metrics.RESOURCES, *metrics.LOAD, *metrics.CHANGES, *metrics.VALIDATION},
    }

    unverified = {"RecoveryCount", "RunCounter"}  # in one vendor's catalog only
    assert {scope: set(known[scope]) - unverified for scope in sent} == sent


def test_database_of_rds_sends_how_full_its_disk_is(account: Jumping) -> None:
    account.client("rds").create_db_instance(
        DBInstanceIdentifier="orders", DBInstanceClass="db.r6g.large", Engine="postgres", AllocatedStorage=100
    )
    assert account.instance  # from then on, DMS is used here
    account.step(5)

    found = account.client("cloudwatch").list_metrics(Namespace="AWS/RDS", MetricName="FreeStorageSpace")["Metrics"]

    assert [{"Name": "DBInstanceIdentifier", "Value": "orders"}] in [each["Dimensions"] for each in found]


def test_every_metric_of_databases_is_sent_but_those_of_global_ones() -> None:
    known = set(facts.database_monitoring()["metrics"])

    unsent = {"ReplicaLag", "AuroraGlobalDBReplicationLag", "AuroraGlobalDBRPOLag", "AuroraGlobalDBProgressLag"}
    assert known - unsent == {*database_metrics.STEADY, "FreeableMemory", "FreeStorageSpace"}


class TestACluster:
    """A cluster of Aurora MySQL with a writer and a reader, in an account that uses DMS."""

    @pytest.fixture
    def cluster(self, account: Jumping) -> str:
        client = account.client("rds")
        client.create_db_cluster(
            DBClusterIdentifier="orders", Engine="aurora-mysql", MasterUsername="dba", MasterUserPassword="long-enough"
        )
        for name in ("orders-1", "orders-2"):
            client.create_db_instance(
                DBInstanceIdentifier=name,
                DBInstanceClass="db.r6g.large",
                Engine="aurora-mysql",
                DBClusterIdentifier="orders",
            )
        assert account.instance
        account.step(3)
        return "orders"

    @staticmethod
    def told_by(account: Jumping, name: str) -> list[dict[str, str]]:
        found = account.client("cloudwatch").list_metrics(Namespace="AWS/RDS", MetricName=name)["Metrics"]
        return [{each["Name"]: each["Value"] for each in metric["Dimensions"]} for metric in found]

    def test_sends_what_its_instances_measure_by_role_and_by_instance(self, account: Jumping, cluster: str) -> None:
        told_by = self.told_by(account, "CPUUtilization")

        assert {"DBClusterIdentifier": cluster, "Role": "WRITER"} in told_by
        assert {"DBClusterIdentifier": cluster, "Role": "READER"} in told_by
        assert {"DBInstanceIdentifier": "orders-2"} in told_by

    def test_sends_what_its_volume_measures_for_itself(self, account: Jumping, cluster: str) -> None:
        assert self.told_by(account, "VolumeBytesUsed") == [{"DBClusterIdentifier": cluster}]

    def test_sends_nothing_of_another_engine(self, account: Jumping, cluster: str) -> None:
        assert self.told_by(account, "MaximumUsedTransactionIDs") == []

    def test_alarm_of_its_role_goes_off(self, account: Jumping, cluster: str) -> None:
        account.client("cloudwatch").put_metric_alarm(
            AlarmName="late",
            Namespace="AWS/RDS",
            MetricName="AuroraReplicaLagMaximum",
            Dimensions=[{"Name": "DBClusterIdentifier", "Value": cluster}, {"Name": "Role", "Value": "WRITER"}],
            Statistic="Maximum",
            Period=MINUTE,
            EvaluationPeriods=2,
            Threshold=1000,
            ComparisonOperator="GreaterThanThreshold",
        )
        account.step(2)
        assert state(account) == "OK"
        account.cloud.door(
            "measure",
            {"Account": account.number, "Resource": cluster, "Metric": "AuroraReplicaLagMaximum", "Value": 5000},
        )
        account.step(3)

        assert state(account) == "ALARM"

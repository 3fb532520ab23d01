"""What DMS tells through EventBridge and SNS."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from local_cloud.server import LocalCloud
from tests.local_cloud.account import MAPPINGS, until
from tests.local_cloud.jumping import Jumping


@pytest.fixture
def account(jumping: LocalCloud) -> Jumping:
    return Jumping(jumping)


@pytest.fixture
def queue(account: Jumping) -> str:
    return str(account.client("sqs").create_queue(QueueName="heard")["QueueUrl"])


def arn_of(account: Jumping, queue: str) -> str:
    found = account.client("sqs").get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])
    return str(found["Attributes"]["QueueArn"])


def listen(account: Jumping, queue: str, **pattern: list[str]) -> None:
    events = account.client("events")
    events.put_rule(Name="dms", EventPattern=json.dumps({"source": ["aws.dms"], **pattern}))
    events.put_targets(Rule="dms", Targets=[{"Id": "queue", "Arn": arn_of(account, queue)}])


def hear(account: Jumping, queue: str, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    def found() -> dict[str, Any] | None:
        got = account.client("sqs").receive_message(QueueUrl=queue, MaxNumberOfMessages=10).get("Messages", [])
        heard.extend(json.loads(message["Body"]) for message in got)
        return next((each for each in heard if wanted(each)), None)

    heard: list[dict[str, Any]] = []
    event: dict[str, Any] = until(found)
    return event


def of_type(name: str) -> Callable[[dict[str, Any]], bool]:
    return lambda event: event["detail"]["eventType"] == name


def test_started_task_is_told_in_full(account: Jumping, queue: str) -> None:
    listen(account, queue)
    task = account.make_running_task()

    event = hear(account, queue, of_type("REPLICATION_TASK_STARTED"))

    assert (event["source"], event["detail-type"]) == ("aws.dms", "DMS Replication Task State Change")
    assert event["resources"] == [task]
    assert event["detail"] == {
        "type": "REPLICATION_TASK",
        "category": "StateChange",
        "eventType": "REPLICATION_TASK_STARTED",
        "eventId": "DMS-EVENT-0069",
        "detailMessage": "Replication task started, with flag, fresh start",
        "resourceLink": "https://console.aws.amazon.com/dms/v2/home?region=us-east-1#taskDetails/task",
    }


@pytest.mark.parametrize(
    ("name", "number", "category"),
    [
        ("REPLICATION_TASK_CREATED", "0074", "Creation"),
        ("REPLICATION_TASK_FAILED", "0078", "Failure"),
        ("REPLICATION_TASK_MODIFIED", "0080", "ConfigurationChange"),
        ("REPLICATION_TASK_DELETED", "0073", "Deletion"),
    ],
)
def test_what_happens_to_a_task_is_told(account: Jumping, queue: str, name: str, number: str, category: str) -> None:
    listen(account, queue)
    task = account.make_running_task()
    account.order("task", "running", "failed", Message="the disk is full")
    account.dms.modify_replication_task(ReplicationTaskArn=task, TableMappings=MAPPINGS)
    account.await_task(task, "failed")
    account.dms.delete_replication_task(ReplicationTaskArn=task)

    detail = hear(account, queue, of_type(name))["detail"]

    assert (detail["eventId"], detail["category"]) == (f"DMS-EVENT-{number}", category)


def test_failed_task_says_why(account: Jumping, queue: str) -> None:
    listen(account, queue)
    account.make_running_task()
    account.order("task", "running", "failed", Message="the disk is full")

    detail = hear(account, queue, of_type("REPLICATION_TASK_FAILED"))["detail"]

    assert detail["detailMessage"] == "Last Error  the disk is full Stop Reason FATAL_ERROR Error Level FATAL"


def test_event_is_told_when_nobody_asks(cloud: LocalCloud) -> None:
    account = Jumping(cloud)  # its clock doesn't jump
    queue = str(account.client("sqs").create_queue(QueueName="heard")["QueueUrl"])
    listen(account, queue)
    assert account.make_instance()

    assert hear(account, queue, of_type("REPLICATION_INSTANCE_CREATED"))


def test_change_of_class_is_told(account: Jumping, queue: str) -> None:
    listen(account, queue, **{"detail-type": ["DMS Replication Instance Class State Change"]})
    account.dms.modify_replication_instance(
        ReplicationInstanceArn=account.instance, ReplicationInstanceClass="dms.t3.large", ApplyImmediately=True
    )
    account.step()

    assert hear(account, queue, lambda event: event["detail"]["eventId"] == "DMS-EVENT-0014")


def make_replication(account: Jumping) -> str:
    config = account.dms.create_replication_config(
        ReplicationConfigIdentifier="config",
        SourceEndpointArn=account.source,
        TargetEndpointArn=account.target,
        ComputeConfig={"MaxCapacityUnits": 4, "ReplicationSubnetGroupId": account.subnet_group},
        ReplicationType="cdc",
        TableMappings=MAPPINGS,
    )
    arn = config["ReplicationConfig"]["ReplicationConfigArn"]
    account.dms.start_replication(ReplicationConfigArn=arn, StartReplicationType="start-replication")
    return arn


def test_failed_replication_is_told_of_its_config(account: Jumping, queue: str) -> None:
    account.order("config", "testing_connection", "failed", Message="no route")
    listen(account, queue, **{"detail-type": ["DMS Replication State Change"]})
    arn = make_replication(account)
    account.step(10)

    event = hear(account, queue, of_type("REPLICATION_FAILED"))

    assert (event["resources"], event["detail"]["type"]) == ([arn], "REPLICATION_CONFIG")


def test_failed_replication_is_never_told_of_a_task(account: Jumping, queue: str) -> None:
    account.order("config", "running", "failed")
    listen(account, queue)
    make_replication(account)
    account.step(10)

    heard: list[str] = []

    def is_last(event: dict[str, Any]) -> bool:
        heard.append(event["detail"]["eventType"])
        return heard[-1] == "REPLICATION_FAILED"

    hear(account, queue, is_last)

    assert "REPLICATION_TASK_STARTED" in heard
    assert "REPLICATION_TASK_FAILED" not in heard


def subscribe(account: Jumping, queue: str, **wanted: Any) -> None:
    sns = account.client("sns")
    topic = sns.create_topic(Name="told")["TopicArn"]
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn_of(account, queue))
    account.dms.create_event_subscription(SubscriptionName="told", SnsTopicArn=topic, **wanted)


def told(account: Jumping, queue: str, number: str) -> dict[str, Any]:
    found = hear(account, queue, lambda each: f"DMS-EVENT-{number} " in json.loads(each["Message"])["Event ID"])
    message: dict[str, Any] = json.loads(found["Message"])
    return message


def test_subscription_gets_a_message(account: Jumping, queue: str) -> None:
    subscribe(account, queue, SourceType="replication-task")
    task = account.make_running_task()
    account.stop(task)
    account.step()

    message = told(account, queue, "0079")

    assert (message["Event Source"], message["SourceId"]) == ("replication-task", "task")
    assert message["Event Message"] == "Replication task has stopped. Stop Reason NORMAL."


def test_subscription_gets_only_what_it_asked_for(account: Jumping, queue: str) -> None:
    subscribe(account, queue, SourceType="replication-task", EventCategories=["failure"], SourceIds=["task"])
    account.make_running_task()
    account.order("task", "running", "failed")

    first = json.loads(hear(account, queue, lambda _: True)["Message"])

    assert "DMS-EVENT-0078" in first["Event ID"]


def test_log_of_a_task_is_in_its_group(account: Jumping) -> None:
    logs = account.client("logs")
    account.iam.create_role(RoleName="dms-cloudwatch-logs-role", AssumeRolePolicyDocument="{}")
    logs.create_log_group(logGroupName="dms-tasks-instance")
    account.make_running_task(ReplicationTaskSettings='{"Logging": {"EnableLogging": true}}')
    account.order("task", "running", "failed", Message="the disk is full")

    lines = [event["message"] for event in logs.filter_log_events(logGroupName="dms-tasks-instance")["events"]]

    assert any("]E:  Last Error  the disk is full" in line for line in lines)

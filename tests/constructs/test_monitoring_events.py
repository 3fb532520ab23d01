"""Rules on events, what they tell, and to whom."""

from collections.abc import Callable
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_ec2 as ec2, aws_events_targets as targets, aws_kms as kms, aws_sns as sns

import dms_constructs as dms
from dms_constructs import facts
from tests.constructs.conftest import properties_of, resources_of, template_of

RULE = "AWS::Events::Rule"
KNOWN = facts.monitoring()["events"]


@pytest.fixture
def machine(stack: cdk.Stack, vpc: ec2.IVpc) -> dms.ReplicationInstance:
    return dms.ReplicationInstance(stack, "Machine", vpc=vpc, multi_az=True)


@pytest.fixture
def task(
    stack: cdk.Stack,
    machine: dms.ReplicationInstance,
    source: dms.MySqlSource,
    target: dms.PostgreSqlTarget,
    mappings: dms.TableMappings,
) -> dms.ReplicationTask:
    return dms.ReplicationTask(
        stack,
        "Task",
        replication_instance=machine,
        source=source,
        target=target,
        migration_type=dms.MigrationType.CDC,
        table_mappings=mappings,
    )


@pytest.fixture
def topic(stack: cdk.Stack) -> sns.Topic:
    return sns.Topic(stack, "Told")


def test_the_events_are_those_of_the_facts() -> None:
    for of, enum in {"task": dms.TaskEvent, "instance": dms.InstanceEvent}.items():
        assert {each.value: each.name for each in enum} == {
            event_id: known["name"] for event_id, known in KNOWN["ids"][of].items()
        }


def test_the_categories_are_those_of_the_facts() -> None:
    categories = facts.monitoring()["subscriptions"]["categories"]

    assert {each.value for each in dms.EventSourceType} == {*categories}
    assert {each.value for each in dms.EventCategory} == {each for all_ in categories.values() for each in all_}


def test_a_rule_matches_the_failure_of_this_task_only(
    stack: cdk.Stack, task: dms.ReplicationTask, topic: sns.Topic
) -> None:
    task.on_failed("Failed", target=targets.SnsTopic(topic))

    assert properties_of(stack, RULE)["EventPattern"] == {
        "source": ["aws.dms"],
        "detail-type": ["DMS Replication Task State Change"],
        "resources": [{"Ref": "Task"}],
        "detail": {"eventId": ["DMS-EVENT-0078"]},
    }


def test_a_rule_matches_the_stop_of_a_task(stack: cdk.Stack, task: dms.ReplicationTask) -> None:
    task.on_stopped("Stopped")

    assert properties_of(stack, RULE)["EventPattern"]["detail"] == {"eventId": ["DMS-EVENT-0079"]}


def test_a_rule_without_events_matches_all_of_the_task(stack: cdk.Stack, task: dms.ReplicationTask) -> None:
    task.on_event("Any")

    assert "detail" not in properties_of(stack, RULE)["EventPattern"]


def test_a_rule_matches_events_of_an_instance(stack: cdk.Stack, machine: dms.ReplicationInstance) -> None:
    machine.on_event("Full", events=[dms.InstanceEvent.LOW_STORAGE])

    pattern = properties_of(stack, RULE)["EventPattern"]

    assert pattern["resources"] == [stack.resolve(machine.replication_instance_arn)]
    assert pattern["detail"] == {"eventId": ["DMS-EVENT-0007"]}
    assert pattern["detail-type"] == KNOWN["detail_types"]["value"]["instance"]


def test_a_rule_on_an_imported_task_matches_its_arn(stack: cdk.Stack) -> None:
    arn = "arn:aws:dms:eu-west-1:111122223333:task:ABC"
    dms.ReplicationTask.from_replication_task_arn(stack, "Imported", arn).on_failed("Failed")

    assert properties_of(stack, RULE)["EventPattern"]["resources"] == [arn]


@pytest.mark.parametrize(
    ("given", "match"),
    [
        ({"target": "arn"}, r"targets\.SnsTopic\(topic\)"),
        ({"events": ["DMS-EVENT-0078"]}, r"write dms\.TaskEvent\.FAILED"),
        ({"events": "FAILED"}, r"events=\[dms\.TaskEvent\.STARTED\]"),
        ({"events": [dms.InstanceEvent.LOW_STORAGE]}, "must be of type TaskEvent"),
    ],
    ids=str,
)
def test_what_a_rule_can_not_take_fails(
    task: dms.ReplicationTask, given: dict[str, Any], match: str, fails: Callable[..., Any]
) -> None:
    fails("DMS-O008", match, lambda: task.on_event("Rule", **given), path="Shop/Task/Rule")


class TestNotifications:
    """What a topic is told of events."""

    def test_are_told_in_a_sentence(self, stack: cdk.Stack, task: dms.ReplicationTask, topic: sns.Topic) -> None:
        dms.EventNotifications(
            stack, "Events", replications=[task], topic=topic, runbook_url="https://wiki.example.com/shop"
        )

        told = next(iter(resources_of(stack, RULE).values()))["Properties"]["Targets"][0]["InputTransformer"]

        assert told["InputTemplate"] == (
            '"Task Shop/Task: <detail-detailMessage> (<detail-eventType>, <time>, account <account>, <region>) '
            '<detail-resourceLink> Runbook: https://wiki.example.com/shop"'
        )
        assert told["InputPathsMap"]["detail-detailMessage"] == "$.detail.detailMessage"

    def test_are_of_the_task_and_of_its_instance(
        self, stack: cdk.Stack, task: dms.ReplicationTask, topic: sns.Topic
    ) -> None:
        dms.EventNotifications(stack, "Events", replications=[task], topic=topic)

        patterns = [rule["Properties"]["EventPattern"] for rule in resources_of(stack, RULE).values()]

        assert [pattern["detail"]["eventId"] for pattern in patterns] == [*KNOWN["worth_telling"]["value"].values()]
        assert all(len(pattern["resources"]) == 1 for pattern in patterns)

    def test_tell_of_an_instance_once(self, stack: cdk.Stack, task: dms.ReplicationTask, topic: sns.Topic) -> None:
        notifications = dms.EventNotifications(stack, "Events", replications=[task], topic=topic)
        notifications.add_replication(
            dms.ReplicationTask.from_replication_task_arn(
                stack,
                "Imported",
                "arn:aws:dms:eu-west-1:111122223333:task:ABC",
                replication_instance=task.compute,
            )
        )

        assert len(notifications.rules) == 3

    def test_let_eventbridge_publish(self, stack: cdk.Stack, task: dms.ReplicationTask, topic: sns.Topic) -> None:
        dms.EventNotifications(stack, "Events", replications=[task], topic=topic)

        (statement,) = properties_of(stack, "AWS::SNS::TopicPolicy")["PolicyDocument"]["Statement"]
        assert statement["Principal"] == {"Service": "events.amazonaws.com"}

    def test_need_a_topic(self, stack: cdk.Stack, task: dms.ReplicationTask, fails: Callable[..., Any]) -> None:
        nothing: Any = None

        fails(
            "DMS-A001",
            "must be a topic",
            lambda: dms.EventNotifications(stack, "Events", replications=[task], topic=nothing),
        )

    def test_need_the_topic_of_a_notification_topic(
        self, stack: cdk.Stack, task: dms.ReplicationTask, fails: Callable[..., Any]
    ) -> None:
        notifications: Any = dms.NotificationTopic(stack, "Notifications")

        fails(
            "DMS-A001",
            r"got NotificationTopic; write topic=notifications\.topic",
            lambda: dms.EventNotifications(stack, "Events", replications=[task], topic=notifications),
        )


class TestTheTopic:
    """An encrypted topic."""

    @staticmethod
    def key_statements(stack: cdk.Stack) -> list[dict[str, Any]]:
        return properties_of(stack, "AWS::KMS::Key")["KeyPolicy"]["Statement"]

    def test_is_encrypted_by_a_key_that_is_rotated(self, stack: cdk.Stack) -> None:
        dms.NotificationTopic(stack, "Topic")

        assert "KmsMasterKeyId" in properties_of(stack, "AWS::SNS::Topic")
        assert properties_of(stack, "AWS::KMS::Key")["EnableKeyRotation"] is True

    def test_lets_alarms_of_this_account_use_it_and_its_key(self, stack: cdk.Stack) -> None:
        dms.NotificationTopic(stack, "Topic")

        key = self.key_statements(stack)[-1]
        policy = properties_of(stack, "AWS::SNS::TopicPolicy")["PolicyDocument"]["Statement"][-1]

        for statement in (key, policy):
            assert statement["Principal"] == {"Service": "cloudwatch.amazonaws.com"}
            assert statement["Condition"] == {"StringEquals": {"aws:SourceAccount": "111122223333"}}
        assert key["Action"] == ["kms:Decrypt", "kms:GenerateDataKey"]

    def test_lets_nobody_in_without_encryption_in_transit(self, stack: cdk.Stack) -> None:
        dms.NotificationTopic(stack, "Topic")

        denied = properties_of(stack, "AWS::SNS::TopicPolicy")["PolicyDocument"]["Statement"][0]

        assert (denied["Effect"], denied["Condition"]) == ("Deny", {"Bool": {"aws:SecureTransport": "false"}})

    def test_lets_rules_use_its_key(self, stack: cdk.Stack, task: dms.ReplicationTask) -> None:
        topic = dms.NotificationTopic(stack, "Topic").topic
        dms.EventNotifications(stack, "Events", replications=[task], topic=topic)

        assert {"Service": "events.amazonaws.com"} in [each["Principal"] for each in self.key_statements(stack)]

    def test_has_a_key_that_is_given(self, stack: cdk.Stack) -> None:
        key: Any = kms.Key(stack, "Key")
        dms.NotificationTopic(stack, "Topic", kms_key=key)

        assert len(resources_of(stack, "AWS::KMS::Key")) == 1

    def test_tells_who_subscribed(self, stack: cdk.Stack) -> None:
        dms.NotificationTopic(stack, "Topic", emails=["dba@example.com"])

        subscription = properties_of(stack, "AWS::SNS::Subscription")

        assert (subscription["Protocol"], subscription["Endpoint"]) == ("email", "dba@example.com")

    def test_stays_where_it_should(self, stack: cdk.Stack) -> None:
        dms.NotificationTopic(stack, "Topic", removal_policy=cdk.RemovalPolicy.RETAIN)

        kept = [
            each.get("DeletionPolicy")
            for each in template_of(stack)["Resources"].values()
            if each["Type"] in {"AWS::SNS::Topic", "AWS::KMS::Key"}
        ]
        assert kept == ["Retain", "Retain"]

    @pytest.mark.parametrize(
        ("emails", "match"),
        [
            (["dba"], "got str 'dba'"),
            (["a@b.c, d@e.f"], "addresses such as"),
            ("dba@example.com", r"emails=\['dba@example\.com'\]"),
            ([5], "got int 5"),
        ],
        ids=str,
    )
    def test_what_is_not_an_address_fails(
        self, stack: cdk.Stack, emails: Any, match: str, fails: Callable[..., Any]
    ) -> None:
        fails("DMS-O009", match, lambda: dms.NotificationTopic(stack, "Topic", emails=emails), path="Shop/Topic")


class TestASubscription:
    """A subscription to DMS's own notifications."""

    def test_is_about_named_instances_and_categories(
        self, stack: cdk.Stack, machine: dms.ReplicationInstance, topic: sns.Topic
    ) -> None:
        dms.EventSubscription(
            stack,
            "Subscription",
            topic=topic,
            source_type=dms.EventSourceType.REPLICATION_INSTANCE,
            categories=[dms.EventCategory.FAILURE, dms.EventCategory.LOW_STORAGE],
            sources=[machine],
        )

        assert properties_of(stack, "AWS::DMS::EventSubscription") == {
            "Enabled": True,
            "EventCategories": ["failure", "low storage"],
            "SnsTopicArn": {"Ref": "Told4D226AF3"},
            "SourceIds": [machine.replication_instance_identifier],
            "SourceType": "replication-instance",
        }

    def test_lets_dms_publish(self, stack: cdk.Stack, topic: sns.Topic) -> None:
        dms.EventSubscription(stack, "Subscription", topic=topic, source_type=dms.EventSourceType.REPLICATION_TASK)

        (statement,) = properties_of(stack, "AWS::SNS::TopicPolicy")["PolicyDocument"]["Statement"]
        assert statement["Principal"] == {"Service": "dms.amazonaws.com"}

    @pytest.mark.parametrize(
        ("given", "match"),
        [
            ({"categories": [dms.EventCategory.FAILOVER]}, r"must be among dms\.EventCategory\.STATE_CHANGE"),
            ({"categories": ["failure"]}, r"write dms\.EventCategory\.FAILURE"),
            ({"source_type": "replication-task"}, r"write dms\.EventSourceType\.REPLICATION_TASK"),
            ({"source_type": None}, "must be given"),
            ({"sources": [" "]}, "must not be empty"),
            ({"sources": [5]}, r"task\.on_failed"),
        ],
        ids=str,
    )
    def test_what_dms_does_not_have_fails(
        self, stack: cdk.Stack, topic: sns.Topic, given: dict[str, Any], match: str, fails: Callable[..., Any]
    ) -> None:
        of_tasks = {"topic": topic, "source_type": dms.EventSourceType.REPLICATION_TASK}

        fails("DMS-O010", match, lambda: dms.EventSubscription(stack, "Subscription", **{**of_tasks, **given}))

    def test_of_tasks_takes_no_instance(
        self, stack: cdk.Stack, machine: dms.ReplicationInstance, topic: sns.Topic, fails: Callable[..., Any]
    ) -> None:
        fails(
            "DMS-O010",
            r"source_type=dms\.EventSourceType\.REPLICATION_INSTANCE",
            lambda: dms.EventSubscription(
                stack,
                "Subscription",
                topic=topic,
                source_type=dms.EventSourceType.REPLICATION_TASK,
                sources=[machine],
            ),
        )


def test_an_address_that_is_given_twice_gets_one_mail(stack: cdk.Stack) -> None:
    dms.NotificationTopic(stack, "Topic", emails=["dba@example.com", "dba@example.com"])

    assert len(resources_of(stack, "AWS::SNS::Subscription")) == 1

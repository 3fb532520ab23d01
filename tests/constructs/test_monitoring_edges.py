"""Monitoring: what AWS would refuse, or do otherwise than was meant, by kind; and its legal twins."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_sns as sns

import dms_constructs as dms
from tests.constructs.conftest import warnings_of

CRITICAL = dms.AlarmSeverity.CRITICAL
TASKS, INSTANCES = dms.EventSourceType.REPLICATION_TASK, dms.EventSourceType.REPLICATION_INSTANCE
Make = Callable[[cdk.Stack], object]


@pytest.fixture
def here() -> cdk.Stack:
    env = cdk.Environment(account="111122223333", region="eu-west-1")
    return cdk.Stack(cdk.App(), "Shop", env=env)


def task(stack: cdk.Stack, number: int = 0) -> dms.IReplicationTask:
    instance = dms.ReplicationInstance.from_replication_instance_attributes(
        stack,
        f"Instance{number}",
        replication_instance_arn=f"arn:aws:dms:eu-west-1:111122223333:rep:I{number}",
        replication_instance_identifier=f"shop-{number}",
        instance_class=dms.InstanceClass.R6I_LARGE,
    )
    arn = f"arn:aws:dms:eu-west-1:111122223333:task:T{number}"
    return dms.ReplicationTask.from_replication_task_arn(stack, f"Task{number}", arn, replication_instance=instance)


def topic(stack: cdk.Stack, region: str | None = None, **given: Any) -> sns.ITopic:
    if region is None:
        return sns.Topic(stack, "Topic", **given)
    return sns.Topic.from_topic_arn(stack, "Topic", f"arn:aws:sns:{region}:111122223333:dba")


def subscribed(stack: cdk.Stack, to: sns.ITopic | None = None, **given: Any) -> object:
    given = {"source_type": TASKS, **given}
    return dms.EventSubscription(stack, "Events", topic=to if to is not None else topic(stack), **given)


def notified(stack: cdk.Stack, to: sns.ITopic) -> object:
    return dms.EventNotifications(stack, "Events", topic=to, replications=[task(stack)])


def alarmed(stack: cdk.Stack, to: sns.ITopic) -> object:
    return dms.Alarms(stack, "Alarms", replications=[task(stack)], actions={CRITICAL: [to]})


def number(stack: cdk.Stack) -> Any:
    return cdk.CfnParameter(stack, "Number", type="Number").value_as_number


TELLING = {"a subscription": subscribed, "notifications": notified, "alarms": alarmed}


@pytest.mark.parametrize("kind", TELLING)
class TestTopics:
    def test_of_another_region_are_refused(self, here: cdk.Stack, kind: str) -> None:
        elsewhere = topic(here, "us-east-1")

        with pytest.raises(dms.ConfigurationError, match="this stack is in eu-west-1") as raised:
            TELLING[kind](here, elsewhere)

        assert raised.value.code == "DMS-O018"

    def test_of_the_same_region_are_taken(self, here: cdk.Stack, kind: str) -> None:
        assert TELLING[kind](here, topic(here, "eu-west-1")) is not None

    def test_that_are_made_here_are_taken(self, here: cdk.Stack, kind: str) -> None:
        TELLING[kind](here, topic(here))

        assert warnings_of(here) == []

    def test_that_keep_an_order_are_told(self, here: cdk.Stack, kind: str) -> None:
        TELLING[kind](here, topic(here, fifo=True))

        assert warnings_of(here) == ["dms-constructs:monitoring.fifoTopic"]


REFUSED: dict[str, tuple[str, Make, str]] = {
    "a category as text": ("DMS-O010", lambda s: subscribed(s, categories=["failure"]), "write dms.EventCategory.FAIL"),
    "a misspelt category": ("DMS-O010", lambda s: subscribed(s, categories=["creatoin"]), "dms.EventCategory.CREATION"),
    "a category by its name": (
        "DMS-O010",
        lambda s: subscribed(s, categories=["LOW_STORAGE"]),
        "write dms.EventCategory.LOW_STORAGE",
    ),
    "no category": ("DMS-O010", lambda s: subscribed(s, categories=[]), "categories must not be empty"),
    "no source": ("DMS-O010", lambda s: subscribed(s, sources=[]), "sources must not be empty"),
    "a source by its ARN": (
        "DMS-O010",
        lambda s: subscribed(s, sources=["arn:aws:dms:eu-west-1:111122223333:task:ABC"]),
        "sources must hold names, got the ARN",
    ),
    "capacities that are swapped": (
        "DMS-O015",
        lambda s: dms.DatabaseSize(min_acu=16, max_acu=2),
        r"write dms.DatabaseSize\(min_acu=2, max_acu=16\)",
    ),
    "a number of a filter that is known later": (
        "DMS-M029",
        lambda s: dms.Condition.gte(number(s)),
        r"write it as text, for example cdk.Token.as_string\(number\)",
    ),
    "the end of a range that is known later": ("DMS-M029", lambda s: dms.Condition.between(1, number(s)), "as text"),
    "a dashboard of fifty tasks": (
        "DMS-O017",
        lambda s: dms.MigrationDashboard(s, "Dashboard", replications=[task(s, each) for each in range(50)]),
        "has 500 widgets at most",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_would_go_wrong_is_refused(here: cdk.Stack, case: str) -> None:
    code, make, message = REFUSED[case]

    with pytest.raises(dms.ConfigurationError, match=message) as raised:
        make(here)

    assert raised.value.code == code


LEGAL: dict[str, Make] = {
    "all categories": subscribed,
    "categories": lambda s: subscribed(s, categories=[dms.EventCategory.FAILURE, dms.EventCategory.CREATION]),
    "a source by its name": lambda s: subscribed(s, sources=["orders"]),
    "an instance": lambda s: subscribed(s, source_type=INSTANCES, sources=["shop"]),
    "one capacity": lambda s: dms.DatabaseSize(min_acu=2, max_acu=2),
    "a capacity that is known later": lambda s: dms.DatabaseSize(min_acu=4, max_acu=number(s)),
    "a number of a filter as text": lambda s: dms.Condition.gte(cdk.Token.as_string(number(s))),
    "a negative number": lambda s: dms.Condition.gte(-1888154589),
    "a dashboard of twenty-five tasks": lambda s: dms.MigrationDashboard(
        s, "Dashboard", replications=[task(s, each) for each in range(25)]
    ),
}


@pytest.mark.parametrize("case", LEGAL)
def test_what_is_right_is_taken(here: cdk.Stack, case: str) -> None:
    assert LEGAL[case](here) is not None

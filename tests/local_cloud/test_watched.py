"""The alarms that the library makes, on a task that runs, pauses and dies in the cloud, by a clock that jumps."""

from __future__ import annotations

from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk.assertions import Template

import dms_constructs as dms
from local_cloud.server import LocalCloud
from tests.local_cloud.jumping import Jumping

_OF_METRICS = "AWS::CloudWatch::Alarm"


@pytest.fixture
def account(jumping: LocalCloud) -> Jumping:
    return Jumping(jumping)


def alarms_on(task: str, instance: str) -> dict[str, dict[str, Any]]:
    """What a template has of each alarm on a task, by a name that tells it."""
    _, _, _, region, number, *_ = task.split(":")
    stack = cdk.Stack(cdk.App(), "Watching", env=cdk.Environment(account=number, region=region))
    machine = dms.ReplicationInstance.from_replication_instance_attributes(
        stack, "Instance", replication_instance_arn=instance, replication_instance_identifier="instance"
    )
    imported = dms.ReplicationTask.from_replication_task_arn(stack, "Task", task, replication_instance=machine)
    dms.Alarms(stack, "Alarms", replications=[imported])
    found: dict[str, Any] = Template.from_stack(stack).find_resources(_OF_METRICS)
    return {name.removeprefix("AlarmsTask")[:-8]: each["Properties"] for name, each in found.items() if "Task" in name}


@pytest.fixture
def task(account: Jumping) -> str:
    made = account.make_running_task(MigrationType="cdc")
    for name, properties in alarms_on(made, account.instance).items():
        account.client("cloudwatch").put_metric_alarm(AlarmName=name, **properties)
    account.step(30)
    return made


def on(account: Jumping) -> set[str]:
    found = account.client("cloudwatch").describe_alarms(StateValue="ALARM")["MetricAlarms"]
    return {each["AlarmName"] for each in found}


def test_nothing_is_on_while_the_task_runs(account: Jumping, task: str) -> None:
    assert on(account) == set()


def test_a_short_stop_calls_nobody(account: Jumping, task: str) -> None:
    account.stop(task)
    account.step(8)
    during = on(account)
    account.start(task, "resume-processing")
    account.step(15)

    assert (during, on(account)) == (set(), set())


def test_a_task_that_is_gone_is_an_alarm(account: Jumping, task: str) -> None:
    account.stop(task)
    account.step(30)

    assert on(account) == {"SilenceMinutesCritical"}


def test_a_task_that_comes_late_is_an_alarm_and_stays_one_when_it_dies(account: Jumping, task: str) -> None:
    late = {"Account": account.number, "Resource": "task", "Metric": "CDCLatencyTarget", "Value": 2_000}
    account.cloud.door("measure", late)
    account.step(20)
    before = on(account)
    account.stop(task)
    account.step(30)

    assert before == {"CdcLatencyTargetSecondsWarning", "CdcLatencyTargetSecondsCritical"}
    assert on(account) == {*before, "SilenceMinutesCritical"}

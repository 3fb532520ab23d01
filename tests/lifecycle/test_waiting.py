"""A handler that is killed, throttled, cut off, called twice or too late comes to the same end."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import halt
import pytest
import request
from signals import Over

from local_cloud.server import LocalCloud
from tests.lifecycle.apps import App
from tests.lifecycle.lab import Lab
from tests.local_cloud.account import Account

APP = App()


@pytest.fixture(scope="module")
def running(cloud: LocalCloud) -> Lab:
    lab = Lab(Account(cloud))
    assert lab.deploy(APP) == "CREATE_COMPLETE", lab.story()
    return lab


@pytest.fixture
def change(running: Lab) -> Any:
    """A change in place that is another one each time it is asked for."""
    change.number += 1  # type: ignore[attr-defined]
    yield APP.with_job(settings={"FullLoadSettings": {"CommitRate": 10000 + change.number}})  # type: ignore[attr-defined]
    running.account.cloud.door("forget", {"Account": running.account.number})


change.number = 0  # type: ignore[attr-defined]


def is_as_it_should_be(lab: Lab) -> bool:
    (task,) = lab.tasks()
    assert (task["Status"], lab.is_marked()) == ("running", False), lab.story()
    return True


@pytest.mark.parametrize("moment", ["kill-before", "kill-after"])
@pytest.mark.parametrize(
    "call",
    [
        "dms:AddTagsToResource",
        "dms:StopReplicationTask",
        "dms:StartReplicationTask",
        "dms:RemoveTagsFromResource",
        "cloudformation:DescribeStacks",
        "answer",
    ],
)
def test_killed(running: Lab, change: App, call: str, moment: str) -> None:
    running.order(call, moment)

    assert running.deploy(change) == "UPDATE_COMPLETE", running.story()
    assert is_as_it_should_be(running)


@pytest.mark.parametrize("call", ["dms:Describe*", "dms:StopReplicationTask", "cloudformation:*", "dms:AddTags*"])
def test_throttled(running: Lab, change: App, call: str) -> None:
    running.order(call, "fail", Times=9, Where={"By": "function"})

    assert running.deploy(change) == "UPDATE_COMPLETE", running.story()
    assert is_as_it_should_be(running)


def test_with_a_role_that_is_not_known_everywhere_yet(running: Lab, change: App) -> None:
    running.order("dms:*", "fail", Times=4, Code="AccessDeniedException", Message="User is not authorized to perform")

    assert running.deploy(change) == "UPDATE_COMPLETE", running.story()
    assert is_as_it_should_be(running)


def test_without_a_right_for_good(running: Lab, change: App) -> None:
    denied = {"Code": "AccessDeniedException", "Message": "User is not authorized to perform"}
    running.order("dms:StopReplicationTask", "fail", Times=999, Where={"By": "function"}, **denied)

    assert running.deploy(change) == "UPDATE_ROLLBACK_COMPLETE", running.story()
    assert "is not authorized to perform" in running.reason("Gate")
    assert is_as_it_should_be(running)


def test_with_an_answer_that_is_refused_once(running: Lab, change: App) -> None:
    running.order("answer", "fail")

    assert running.deploy(change) == "UPDATE_COMPLETE", running.story()


@pytest.mark.parametrize("way", ["twice", "again"])
@pytest.mark.parametrize("resource", ["Gate", "OrdersRunner", "Latch"])
def test_called_twice(running: Lab, change: App, way: str, resource: str) -> None:
    running.order("event", way, Where={"LogicalResourceId": resource})

    assert running.deploy(change) == "UPDATE_COMPLETE", running.story()
    assert is_as_it_should_be(running)


def test_called_twice_and_slow(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    lab.deploy(APP)
    assert lab.deploy(replace(APP, refused=True), rollback=False) == "UPDATE_FAILED", lab.story()
    arn = lab.arn("Orders")
    lab.dms.start_replication_task(ReplicationTaskArn=arn, StartReplicationTaskType="resume-processing")
    lab.await_status("running")
    monkeypatch.setattr(request, "client", lab.account.client)

    with pytest.raises(Over):  # the gate was served by the first
        halt.at_rest(request.Request(lab.delivered("Gate")), [arn])
    assert lab.task()["Status"] == "running"


def test_called_when_all_is_over(running: Lab, change: App) -> None:
    running.order("event", "hold", Where={"LogicalResourceId": "Gate"})
    assert running.deploy(replace(change, service_timeout=30)) == "UPDATE_ROLLBACK_COMPLETE", running.story()
    since = len(running.calls())

    assert running.account.cloud.door("release", {"Account": running.account.number}) == {"Released": 1}
    running.quiet()
    running.deploy(change)

    assert running.operations(since).count("StopReplicationTask") == 1
    assert is_as_it_should_be(running)


def test_that_runs_out_of_time(running: Lab, change: App) -> None:
    running.behave("*:task:*", "stopping", Seconds=600)

    assert running.deploy(replace(change, service_timeout=120)) == "UPDATE_ROLLBACK_COMPLETE", running.story()
    assert "Not done after 2 minutes, still waiting: until at rest" in running.reason("Gate")


def test_and_what_it_left_is_put_right_by_the_next_deployment(running: Lab, change: App) -> None:
    assert running.deploy(change) == "UPDATE_COMPLETE", running.story()
    assert is_as_it_should_be(running)


class TestWithAFunctionThatMayRunForAMinute:
    def test_a_long_stop_is_handed_on(self, running: Lab, change: App) -> None:
        running.behave("*:task:*", "stopping", Seconds=300)

        assert running.deploy(replace(change, function_timeout=60, service_timeout=900)) == "UPDATE_COMPLETE"
        assert "handed over" in running.logs()
        assert is_as_it_should_be(running)

    def test_a_hand_over_that_fails_is_tried_again(self, running: Lab, change: App) -> None:
        running.order("lambda:InvokeFunction", "fail", Times=1, Code="TooManyRequestsException")
        running.behave("*:task:*", "stopping", Seconds=100)

        assert running.deploy(replace(change, function_timeout=60, service_timeout=900)) == "UPDATE_COMPLETE"
        assert is_as_it_should_be(running)


def test_not_rolled_back_and_mended(lab: Lab) -> None:
    lab.deploy(APP)
    assert lab.deploy(replace(APP, refused=True), rollback=False) == "UPDATE_FAILED"
    assert lab.is_marked()

    assert lab.deploy(APP.with_job(settings={"FullLoadSettings": {"CommitRate": 20000}})) == "UPDATE_COMPLETE"
    assert is_as_it_should_be(lab)

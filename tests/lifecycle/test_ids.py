"""Physical ids decide whom CloudFormation calls: the gate and the runners on the way back, the latch in the end."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import latch
import pytest
import seat
from request import Request

from tests.lifecycle.apps import App, Job, allow
from tests.lifecycle.lab import Lab

PROPERTIES = {"ServiceToken": "arn:aws:lambda:f", "ServiceTimeout": "3600", "Format": "1", "Digest": "1", "Values": []}


def request(kind: str, new: dict[str, Any], **more: Any) -> Request:
    return Request({"RequestType": kind, "ResourceProperties": new, **more})


@pytest.mark.parametrize("changed", [{"Digest": "2"}, {"Values": ["a"]}, {"Format": "2"}])
def test_the_latch_gets_another_id_with_every_change(changed: dict[str, Any]) -> None:
    assert latch.id_of(PROPERTIES | changed) != latch.id_of(PROPERTIES)


@pytest.mark.parametrize("changed", [{"ServiceToken": "arn:aws:lambda:g"}, {"ServiceTimeout": "60"}])
def test_the_latch_keeps_its_id_when_only_its_function_differs(changed: dict[str, Any]) -> None:
    assert latch.id_of(PROPERTIES | changed) == latch.id_of(PROPERTIES)


def test_the_latch_keeps_its_first_id_on_the_way_back() -> None:
    back = request("Update", PROPERTIES, OldResourceProperties=PROPERTIES | {"Digest": "2"})

    assert latch.act(back) == latch.id_of(PROPERTIES)


FIRST = {"InstanceArn": "arn:aws:dms:first", "Replaces": "1"}


class TestASeat:
    def test_is_the_instance_that_the_task_is_made_with(self) -> None:
        assert seat.act(request("Create", FIRST)) == "arn:aws:dms:first"

    def test_stays_when_only_the_instance_changes(self) -> None:
        new = {"InstanceArn": "arn:aws:dms:second", "Replaces": "1"}
        update = request("Update", new, OldResourceProperties=FIRST, PhysicalResourceId="arn:aws:dms:first")

        assert seat.act(update) == "arn:aws:dms:first"

    def test_is_the_present_instance_when_the_task_is_replaced_anyway(self) -> None:
        new = {"InstanceArn": "arn:aws:dms:second", "Replaces": "2"}
        update = request("Update", new, OldResourceProperties=FIRST, PhysicalResourceId="arn:aws:dms:first")

        assert seat.act(update) == "arn:aws:dms:second"


def test_gate_and_runner_keep_theirs_through_a_replacement(lab: Lab) -> None:
    lab.deploy(App())
    before = [lab.arn(name) for name in ("Gate", "OrdersRunner")]
    new = App().with_job(migration_type="cdc")
    lab.deploy(new.with_job(allow=allow(App(), new)))

    assert [lab.arn(name) for name in ("Gate", "OrdersRunner")] == before == ["dms-gate", "dms-runner-Orders"]


def test_the_latch_starts_all_that_was_stopped_and_takes_every_mark_away(lab: Lab) -> None:
    names = ("Orders", "Sales", "Items")
    app = App(jobs={name: Job(start="ON_CREATE") for name in names})
    lab.deploy(app)
    lab.stop("Items")

    assert lab.deploy(replace(app, refused=True)) == "UPDATE_ROLLBACK_COMPLETE", lab.story()
    assert [lab.task(name)["Status"] for name in names] == ["running", "running", "stopped"]
    assert not any(lab.is_marked(name) for name in names)


def test_a_task_that_the_latch_cannot_start_keeps_its_mark_for_the_next_deployment(lab: Lab) -> None:
    lab.deploy(App())
    lab.behave("*:task:*", "starting", Then="failed", Message="the log is gone")

    assert lab.deploy(replace(App(), refused=True)) == "UPDATE_ROLLBACK_COMPLETE", lab.story()
    assert (lab.task()["Status"], lab.is_marked()) == ("failed", True)
    assert "the log is gone" in lab.logs()

    lab.deploy(App().with_job(settings={"FullLoadSettings": {"CommitRate": 20000}}))
    assert (lab.task()["Status"], lab.is_marked()) == ("running", False)

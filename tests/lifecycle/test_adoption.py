"""A life cycle that comes to a stack that is deployed, and one that goes again, touch nothing that runs."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.lifecycle.apps import App, Job
from tests.lifecycle.lab import Lab

APP = App()
WITHOUT = APP.with_job(watched=False)


@pytest.fixture
def running(lab: Lab) -> Lab:
    """A stack without a life cycle, whose task was started by hand."""
    lab.deploy(WITHOUT)
    start(lab)
    return lab


def start(lab: Lab) -> None:
    for end in ("Source", "Target"):
        lab.dms.test_connection(ReplicationInstanceArn=lab.arn("Instance"), EndpointArn=lab.arn(end))
    lab.pass_time(5)
    lab.account.start(lab.arn("Orders"))
    lab.await_status("running")


def changing(lab: Lab, since: int) -> list[str]:
    quiet = ("Describe", "List", "AddTags", "RemoveTags", "CreateReplicationSubnetGroup")
    return [name for name in lab.operations(since) if not name.startswith(quiet)]


def test_taking_over_touches_nothing(running: Lab) -> None:
    since = len(running.calls())

    assert running.deploy(APP) == "UPDATE_COMPLETE", running.story()
    assert changing(running, since) == []
    assert running.task()["Status"] == "running"


def test_taking_over_starts_nothing_that_was_stopped(running: Lab) -> None:
    running.stop()

    assert running.deploy(APP) == "UPDATE_COMPLETE", running.story()
    assert running.task()["Status"] == "stopped"


def test_taking_over_that_is_rolled_back_touches_nothing(running: Lab) -> None:
    since = len(running.calls())

    assert running.deploy(replace(APP, late_failure=True)) == "UPDATE_ROLLBACK_COMPLETE", running.story()
    assert changing(running, since) == []
    assert running.task()["Status"] == "running"


def test_taking_over_with_a_change_fails_as_it_does_without(running: Lab) -> None:
    new = APP.with_job(settings={"FullLoadSettings": {"MaxFullLoadSubTasks": 4}})
    since = len(running.calls())

    assert running.deploy(new) == "UPDATE_ROLLBACK_COMPLETE"
    assert changing(running, since) == ["ModifyReplicationTask"]
    assert "cannot be modified while it is running" in running.reason("Orders")
    assert running.task()["Status"] == "running"


def test_a_second_task_is_taken_over_as_it_is(lab: Lab) -> None:
    app = replace(APP, jobs={"Sales": Job(), "Orders": Job(watched=False)})
    lab.deploy(app)
    start(lab)
    since = len(lab.calls())

    assert lab.deploy(app.with_job("Orders", watched=True)) == "UPDATE_COMPLETE", lab.story()
    assert changing(lab, since) == []


def test_what_was_taken_over_is_changed_afterwards(running: Lab) -> None:
    running.deploy(APP)

    assert running.deploy(APP.with_job(tables={"shop.sales": "1"}, reload="WHEN_NEEDED")) == "UPDATE_COMPLETE"
    assert (running.task()["Status"], running.selected()) == ("running", ["shop.sales"])


@pytest.mark.parametrize("others", [{}, {"Sales": Job()}], ids=["the only one", "one of two"])
def test_a_task_without_its_life_cycle_goes_on(lab: Lab, others: dict[str, Job]) -> None:
    app = replace(APP, jobs={"Orders": Job(), **others})
    lab.deploy(app)
    since = len(lab.calls())

    assert lab.deploy(app.with_job("Orders", watched=False)) == "UPDATE_COMPLETE", lab.story()
    assert changing(lab, since) == []
    assert lab.task()["Status"] == "running"

"""The table of states and kinds of change, held against what gate and runner do: a task in each state at once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from local_cloud.server import LocalCloud
from tests.lifecycle.apps import App, Job, allow
from tests.lifecycle.lab import Lab
from tests.local_cloud.account import Account

# Logical ids, named by the state their task is in when the change comes.
STATES = ("Ready", "Running", "ByHand", "Finished", "NoMemory", "Failed", "Always")
JOBS = {
    "Ready": Job(start="NEVER"),
    **{name: Job(start="ON_CREATE", reload="WHEN_NEEDED") for name in STATES[1:-1]},
    "Always": Job(start="ALWAYS_RUNNING", reload="WHEN_NEEDED"),
}
APP = App(jobs=JOBS)


def changed(**more: object) -> App:
    return replace(APP, jobs={name: replace(job, **more) for name, job in APP.jobs.items()})


@pytest.fixture(scope="module")
def deployed(cloud: LocalCloud) -> Lab:
    lab = Lab(Account(cloud))
    assert lab.deploy(APP) == "CREATE_COMPLETE", lab.story()
    return lab


def into_their_states(lab: Lab) -> None:
    """Bring each task into the state that it is named by."""
    ways = {
        "ByHand": {},
        "Always": {},
        "Finished": {"reason": "STOPPED_AFTER_FULL_LOAD"},
        "NoMemory": {"reason": "STOPPED_DUE_TO_LOW_MEMORY"},
        "Failed": {"failure": "the disk is gone"},
    }
    for name, way in ways.items():
        if lab.task(name)["Status"] == "running":
            lab.stop(name, **way)


def statuses(lab: Lab) -> dict[str, str]:
    return {name: lab.task(name)["Status"] for name in STATES}


def starts(lab: Lab, since: int) -> dict[str, str]:
    """How each task was started since a call."""
    names = {lab.arn(name): name for name in STATES}
    return {
        names[call["request"]["ReplicationTaskArn"]]: call["request"]["StartReplicationTaskType"]
        for call in lab.calls(since)
        if call["operation"] == "StartReplicationTask"
    }


def test_a_change_in_place(deployed: Lab) -> None:
    into_their_states(deployed)
    since = len(deployed.calls())

    assert deployed.deploy(changed(settings={"FullLoadSettings": {"MaxFullLoadSubTasks": 4}})) == "UPDATE_COMPLETE"
    assert starts(deployed, since) == {
        "Running": "resume-processing",
        "NoMemory": "resume-processing",
        "Always": "resume-processing",
    }
    assert statuses(deployed) == {
        "Ready": "ready",
        "Running": "running",
        "ByHand": "stopped",
        "Finished": "stopped",
        "NoMemory": "running",
        "Failed": "failed",
        "Always": "running",
    }


def test_a_change_in_place_that_needs_a_reload(deployed: Lab) -> None:
    into_their_states(deployed)
    since = len(deployed.calls())

    assert deployed.deploy(changed(tables={"shop.orders": "2"}, targets={"shop.orders": "sales"})) == "UPDATE_COMPLETE"
    assert starts(deployed, since) == dict.fromkeys(
        ["Running", "Finished", "NoMemory", "Failed", "Always"], "reload-target"
    )
    assert deployed.task("ByHand")["Status"] == "stopped"


def test_a_replacement(deployed: Lab) -> None:
    into_their_states(deployed)
    before = changed(tables={"shop.orders": "2"}, targets={"shop.orders": "sales"})
    after = replace(before, jobs={name: replace(job, migration_type="cdc") for name, job in before.jobs.items()})
    allowed = {name: replace(job, allow=allow(before, after, name)) for name, job in after.jobs.items()}

    assert deployed.deploy(replace(after, jobs=allowed)) == "UPDATE_COMPLETE", deployed.story()
    assert statuses(deployed) == {name: "ready" if name == "Ready" else "running" for name in STATES}
    assert len(deployed.tasks()) == len(STATES)


def test_a_removal(deployed: Lab) -> None:
    into_their_states(deployed)

    assert deployed.deploy(replace(APP, jobs={"New": Job(start="NEVER")})) == "UPDATE_COMPLETE", deployed.story()
    assert [task["Status"] for task in deployed.tasks()] == ["ready"]


def test_a_task_that_is_gone(lab: Lab) -> None:
    lab.deploy(App())
    lab.stop()
    arn = lab.arn("Orders")
    lab.dms.delete_replication_task(ReplicationTaskArn=arn)
    lab.pass_time(5)

    lab.deploy(App().with_job(settings={"Logging": {"EnableLogging": False}}))

    assert f"Shop/Orders/Resource: DMS doesn't have {arn} any more" in lab.reason("Gate")

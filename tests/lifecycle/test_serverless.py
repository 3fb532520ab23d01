"""Serverless replications have the same life cycle, in the words of the other half of the API."""

from __future__ import annotations

from dataclasses import replace

import pytest

from local_cloud.server import LocalCloud
from tests.lifecycle.apps import App, Job, allow
from tests.lifecycle.lab import Lab
from tests.local_cloud.account import Account

APP = App(jobs={"Orders": Job(serverless=True)})
SETTINGS = {"FullLoadSettings": {"MaxFullLoadSubTasks": 4}}
ANY = "*:replication-config:*"


@pytest.fixture(scope="module")
def running(cloud: LocalCloud) -> Lab:
    lab = Lab(Account(cloud))
    assert lab.deploy(APP) == "CREATE_COMPLETE", lab.story()
    return lab


def test_starts(running: Lab) -> None:
    running.await_status("running")


def test_is_stopped_for_a_change_and_resumed(running: Lab) -> None:
    running.await_status("running")
    since = len(running.calls())

    assert running.deploy(APP.with_job(settings=SETTINGS)) == "UPDATE_COMPLETE", running.story()
    calls = [name for name in running.operations(since) if not name.startswith(("Describe", "List"))]
    assert calls == [
        "AddTagsToResource",
        "StopReplication",
        "ModifyReplicationConfig",
        "StartReplication",
        "RemoveTagsFromResource",
    ]
    running.await_status("running")
    running.deploy(APP)


def test_tests_no_connection(lab: Lab) -> None:
    since = len(lab.calls())
    lab.deploy(APP)

    assert "TestConnection" not in lab.operations(since)


def test_runs_again_after_a_change_that_fails(running: Lab) -> None:
    running.await_status("running")

    assert running.deploy(replace(APP.with_job(settings=SETTINGS), late_failure=True)) == "UPDATE_ROLLBACK_COMPLETE"
    running.await_status("running")
    assert not running.is_marked()


def test_is_not_replaced_without_consent(running: Lab) -> None:
    running.await_status("running")

    assert running.deploy(APP.with_job(migration_type="cdc")) == "UPDATE_ROLLBACK_COMPLETE"
    assert "this change replaces the task" in running.reason("Gate")


def test_is_replaced_with_consent(lab: Lab) -> None:
    lab.deploy(APP)
    lab.await_status("running")
    new = APP.with_job(migration_type="cdc")

    assert lab.deploy(new.with_job(allow=allow(APP, new))) == "UPDATE_COMPLETE", lab.story()
    lab.await_status("running")
    assert len(lab.dms.describe_replications()["Replications"]) == 1


def test_counts_as_started_when_only_its_capacity_is_waited_for(lab: Lab) -> None:
    lab.behave(ANY, "provisioning_capacity", Seconds=5000)

    assert lab.deploy(replace(APP, service_timeout=3600)) == "CREATE_COMPLETE", lab.story()


def test_that_only_loads_is_not_resumed_without_consent(lab: Lab) -> None:
    app = APP.with_job(migration_type="full-load")
    lab.behave(ANY, "running", Seconds=5000)
    lab.deploy(app)
    lab.await_status("running")

    assert lab.deploy(app.with_job(settings=SETTINGS)) == "UPDATE_ROLLBACK_COMPLETE", lab.story()
    assert "DMS can't resume it" in lab.reason("Gate")


def test_whose_capacity_is_gone_is_not_loaded_again_by_its_policy_alone(lab: Lab) -> None:
    lab.deploy(APP.with_job(start="ON_CREATE"))
    lab.await_status("running")
    lab.stop()
    lab.pass_time(49 * 3600)

    assert lab.deploy(APP) == "UPDATE_ROLLBACK_COMPLETE", lab.story()
    assert "To load everything again, write reload=" in lab.reason("OrdersRunner")


def test_whose_capacity_is_gone_is_loaded_again_with_consent_only(lab: Lab) -> None:
    lab.deploy(APP)
    lab.await_status("running")
    lab.stop()
    lab.pass_time(49 * 3600)

    assert lab.deploy(APP.with_job(settings=SETTINGS)) == "UPDATE_ROLLBACK_COMPLETE", lab.story()
    assert lab.deploy(APP.with_job(settings=SETTINGS, reload="WHEN_NEEDED")) == "UPDATE_COMPLETE", lab.story()
    lab.await_status("running")


@pytest.mark.parametrize("state", ["running", "initializing"])
def test_is_destroyed_whatever_it_does(lab: Lab, state: str) -> None:
    if state == "initializing":
        lab.deploy(APP.with_job(start="NEVER"))
        lab.behave(ANY, "initializing", Seconds=300)
        lab.dms.start_replication(ReplicationConfigArn=lab.arn("Orders"), StartReplicationType="start-replication")
    else:
        lab.deploy(APP)

    assert lab.destroy() == "DELETE_COMPLETE", lab.story()
    assert lab.dms.describe_replications()["Replications"] == []

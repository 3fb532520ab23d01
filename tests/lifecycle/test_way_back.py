"""The way back: everybody stops, nobody starts, and what ran runs again in the end, in whichever order."""

from __future__ import annotations

from dataclasses import replace

import pytest

from local_cloud.server import LocalCloud
from tests.lifecycle.apps import App, Job, allow
from tests.lifecycle.lab import Lab
from tests.local_cloud.account import Account

APP = App()
# The first sends back what has a new id only in the clean-up; the second begins at the other end, and lies about ids.
VARIANTS: tuple[dict[str, str], ...] = (
    {"ROLLBACK_ORDER": "dependents-first"},
    {
        "ROLLBACK_REVERTS": "all",
        "ROLLBACK_LISTS": "predecessors",
        "START_ORDER": "reversed",
        "MIGRATION_TYPE": "in-place",
    },
)


@pytest.fixture(scope="module", params=VARIANTS, ids=["dependents first", "all are sent back"])
def running(cloud: LocalCloud, request: pytest.FixtureRequest, as_usual: None) -> Lab:
    """A stack with a task that runs, which every test leaves as it was."""
    lab = Lab(Account(cloud))
    lab.switch(**request.param)
    assert lab.deploy(APP) == "CREATE_COMPLETE", lab.story()
    return lab


def unchanged(lab: Lab) -> bool:
    (task,) = lab.tasks()
    found = (task["Status"], task["MigrationType"], lab.selected(), lab.is_marked())
    assert found == ("running", "full-load-and-cdc", ["shop.orders"], False), lab.story()
    return True


def test_after_settings_that_dms_refuses(running: Lab) -> None:
    assert running.deploy(replace(APP, refused=True)) == "UPDATE_ROLLBACK_COMPLETE"
    assert unchanged(running)


def test_after_a_failure_behind_the_runner(running: Lab) -> None:
    new = APP.with_job(tables={"shop.orders": "1", "shop.sales": "1"}, reload="WHEN_NEEDED")

    assert running.deploy(replace(new, late_failure=True)) == "UPDATE_ROLLBACK_COMPLETE"
    assert unchanged(running)


def test_after_a_failure_with_another_endpoint(running: Lab) -> None:
    assert running.deploy(replace(APP, host="two.example.com", late_failure=True)) == "UPDATE_ROLLBACK_COMPLETE"
    assert unchanged(running)


def test_after_a_failure_with_another_instance(running: Lab) -> None:
    new = replace(APP, instance="Other")
    new = new.with_job(allow=allow(APP, new))

    assert running.deploy(replace(new, late_failure=True)) == "UPDATE_ROLLBACK_COMPLETE"
    assert unchanged(running)


def test_after_a_replacement(running: Lab) -> None:
    new = APP.with_job(migration_type="cdc")
    new = new.with_job(allow=allow(APP, new))

    assert running.deploy(replace(new, late_failure=True)) == "UPDATE_ROLLBACK_COMPLETE"
    assert unchanged(running)


def test_after_a_replacement_with_another_endpoint(running: Lab) -> None:
    new = replace(APP, host="two.example.com").with_job(migration_type="cdc")
    new = new.with_job(allow=allow(APP, new))

    assert running.deploy(replace(new, late_failure=True)) == "UPDATE_ROLLBACK_COMPLETE"
    assert unchanged(running)


def test_after_a_rename(running: Lab) -> None:
    new = replace(APP, jobs={"Sales": Job()})
    new = new.with_job("Sales", allow=allow(APP, new, renamed="Sales"))

    assert running.deploy(replace(new, late_failure=True)) == "UPDATE_ROLLBACK_COMPLETE"
    assert unchanged(running)


def test_after_the_runner_failed(running: Lab) -> None:
    running.behave("*:endpoint:*", "testing", Then="failed", Message="no route to host", Times=2)

    assert running.deploy(replace(APP, host="two.example.com")) == "UPDATE_ROLLBACK_COMPLETE"
    assert "no route to host" in running.reason("OrdersRunner")
    assert unchanged(running)


def test_after_a_refusal_of_the_gate(running: Lab) -> None:
    since = len(running.calls())

    assert running.deploy(APP.with_job(migration_type="cdc")) == "UPDATE_ROLLBACK_COMPLETE"
    assert "StopReplicationTask" not in running.operations(since)
    assert unchanged(running)


def test_after_adding_a_task(running: Lab) -> None:
    new = replace(APP, jobs={"Orders": Job(), "Sales": Job()}, late_failure=True)

    assert running.deploy(new) == "UPDATE_ROLLBACK_COMPLETE"
    assert unchanged(running)


def test_after_adding_a_task_on_an_endpoint_that_changed(running: Lab) -> None:
    new = replace(APP, jobs={"Orders": Job(), "Sales": Job()}, host="two.example.com", late_failure=True)

    assert running.deploy(new) == "UPDATE_ROLLBACK_COMPLETE"
    assert unchanged(running)


def test_after_a_removal(running: Lab) -> None:
    new = replace(APP, jobs={"Sales": Job(tables={"shop.sales": "1"}, migration_type="full-load")}, late_failure=True)

    assert running.deploy(new) == "UPDATE_ROLLBACK_COMPLETE"
    assert unchanged(running)

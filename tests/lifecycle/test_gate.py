"""The gate: what it stops before a change, and what it refuses before anything is touched."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest

from local_cloud.server import LocalCloud
from tests.lifecycle.apps import App, Job, allow
from tests.lifecycle.lab import Lab, moment
from tests.local_cloud.account import Account

APP = App()
SETTINGS = {"FullLoadSettings": {"MaxFullLoadSubTasks": 4}}


@pytest.fixture(scope="module")
def running(cloud: LocalCloud) -> Lab:
    """A stack with a task that runs; whoever changes it changes it back."""
    lab = Lab(Account(cloud))
    assert lab.deploy(APP) == "CREATE_COMPLETE", lab.story()
    return lab


def touched(lab: Lab, since: int) -> list[str]:
    """The calls that changed anything."""
    return [name for name in lab.operations(since) if not name.startswith(("Describe", "List"))]


@pytest.fixture(scope="module")
def calls(running: Lab) -> list[str]:
    """The calls of a change of a setting under the running task."""
    since = len(running.calls())
    assert running.deploy(APP.with_job(settings=SETTINGS)) == "UPDATE_COMPLETE", running.story()
    seen = running.operations(since)
    running.deploy(APP)
    return seen


def test_marks_before_it_stops_and_stops_before_it_changes(calls: list[str]) -> None:
    assert [name for name in calls if not name.startswith(("Describe", "List"))] == [
        "AddTagsToResource",
        "StopReplicationTask",
        "ModifyReplicationTask",
        "StartReplicationTask",
        "RemoveTagsFromResource",
    ]


def test_makes_few_calls(calls: list[str]) -> None:
    assert len(calls) <= 14, calls


def test_makes_few_calls_for_a_table_that_is_gained(running: Lab) -> None:
    since = len(running.calls())
    gained = APP.with_job(tables={"shop.invoices": "1", "shop.orders": "1"}, reload="WHEN_NEEDED")
    assert running.deploy(gained) == "UPDATE_COMPLETE", running.story()
    calls = running.operations(since)
    running.deploy(APP)

    assert "ReloadTables" in calls
    assert len(calls) <= 14, calls


def test_a_stop_of_ten_minutes_is_watched_with_few_calls(running: Lab) -> None:
    running.behave(running.arn("Orders"), "stopping", Seconds=600)
    since = len(running.calls())

    assert running.deploy(replace(APP.with_job(settings=SETTINGS), service_timeout=3600)) == "UPDATE_COMPLETE"

    calls = running.calls(since)
    stop = next(moment(call) for call in calls if call["operation"] == "StopReplicationTask")
    modify = next(moment(call) for call in calls if call["operation"] == "ModifyReplicationTask")
    looks = [moment(call) for call in calls if call["operation"] == "DescribeReplicationTasks"]
    late = [look for look in looks if 60 < (look - stop).total_seconds() < (modify - stop).total_seconds()]
    pauses = [(after - before).total_seconds() for before, after in pairwise(late)]
    assert len(late) > 20
    assert min(pauses) >= 15
    running.deploy(APP)


class TestIsRefusedBeforeAnythingIsTouched:
    def test_a_replacement_without_consent(self, running: Lab) -> None:
        new = APP.with_job(migration_type="cdc")
        since = len(running.calls())

        assert running.deploy(new) == "UPDATE_ROLLBACK_COMPLETE"
        assert touched(running, since) == []
        assert (
            "Nothing was touched. Shop/Orders/Resource: this change replaces the task, which has run: its checkpoint "
            "and statistics are lost, and the new one starts where it is told to, without what changed in between. "
            f'To allow it, write allow=dms.Allow("{allow(APP, new)}").'
        ) in running.reason("Gate")

    def test_a_reload_without_consent(self, running: Lab) -> None:
        new = APP.with_job(tables={"shop.orders": "1", "shop.sales": "1"})
        since = len(running.calls())

        assert running.deploy(new) == "UPDATE_ROLLBACK_COMPLETE"
        assert touched(running, since) == []
        assert (
            "Shop/Orders/Resource: this change needs a reload: tables gained: shop.sales. Its target tables are "
            "dropped and loaded again (DROP_AND_CREATE). To allow it, write reload=dms.ReloadPolicy.WHEN_NEEDED, or "
            f'allow=dms.Allow("{allow(APP, new)}") for this change only.'
        ) in running.reason("Gate")

    def test_a_replacement_where_only_reloads_are_allowed(self, running: Lab) -> None:
        assert running.deploy(APP.with_job(migration_type="cdc", reload="WHEN_NEEDED")) == "UPDATE_ROLLBACK_COMPLETE"

    def test_consent_that_was_for_another_change(self, running: Lab) -> None:
        other = allow(APP, APP.with_job(migration_type="full-load"))

        assert running.deploy(APP.with_job(migration_type="cdc", allow=other)) == "UPDATE_ROLLBACK_COMPLETE"

    def test_a_rename_without_consent(self, running: Lab) -> None:
        since = len(running.calls())

        assert running.deploy(replace(APP, jobs={"Sales": Job()})) == "UPDATE_ROLLBACK_COMPLETE"
        assert touched(running, since) == []
        assert "Shop/Sales/Resource: this change replaces the task" in running.reason("Gate")

    def test_a_change_of_an_endpoint_that_a_task_of_somebody_else_reads(self, running: Lab) -> None:
        account = running.account
        foreign = account.make_task(
            ReplicationTaskIdentifier="somebody-elses",
            SourceEndpointArn=running.arn("Source"),
            TargetEndpointArn=running.arn("Target"),
            ReplicationInstanceArn=running.arn("Instance"),
        )
        account.start(foreign)
        since = len(running.calls())

        assert running.deploy(replace(APP, host="two.example.com")) == "UPDATE_ROLLBACK_COMPLETE"
        assert touched(running, since) == []
        assert "what runs on it has no life cycle here: somebody-elses." in running.reason("Gate")

        running.dms.stop_replication_task(ReplicationTaskArn=foreign)
        running.pass_time(5)
        running.dms.delete_replication_task(ReplicationTaskArn=foreign)

    def test_a_change_of_several_tasks_of_which_one_lacks_consent(self, lab: Lab) -> None:
        app = replace(APP, jobs={"Orders": Job(), "Sales": Job()})
        lab.deploy(app)
        since = len(lab.calls())

        lab.deploy(app.with_job("Orders", settings=SETTINGS).with_job("Sales", migration_type="cdc"))

        assert touched(lab, since) == []

    def test_mappings_that_were_not_published(self, running: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
        new = APP.with_job(mappings_asset=True)
        template = running.published(new)
        for each in running.s3.list_objects_v2(Bucket=running.bucket)["Contents"]:
            if each["Key"].endswith(".json"):
                running.s3.delete_object(Bucket=running.bucket, Key=each["Key"])
        since = len(running.calls())

        running.cloudformation.update_stack(StackName=running.name, TemplateBody=template)

        assert running.settled() == "UPDATE_ROLLBACK_COMPLETE"
        assert touched(running, since) == []
        assert "its table mappings are not in the bucket" in running.reason("Gate")


class TestIsLet:
    def test_a_removal(self, lab: Lab) -> None:
        app = replace(APP, jobs={"Orders": Job(), "Sales": Job()})
        lab.deploy(app)

        assert lab.deploy(APP) == "UPDATE_COMPLETE"
        assert [task["Status"] for task in lab.tasks()] == ["running"]

    def test_a_rename_with_consent(self, lab: Lab) -> None:
        lab.deploy(APP)
        new = replace(APP, jobs={"Sales": Job()})

        assert lab.deploy(new.with_job("Sales", allow=allow(APP, new, renamed="Sales"))) == "UPDATE_COMPLETE"
        assert [task["Status"] for task in lab.tasks()] == ["running"]

    def test_a_change_whose_old_list_is_lost_and_which_may_reload(self, lab: Lab) -> None:
        app = APP.with_job(reload="WHEN_NEEDED")
        lab.deploy(app)
        for each in lab.s3.list_objects_v2(Bucket=lab.bucket)["Contents"]:
            if each["Key"].endswith(".json"):
                lab.s3.delete_object(Bucket=lab.bucket, Key=each["Key"])
        since = len(lab.calls())

        assert lab.deploy(app.with_job(tables={"shop.sales": "1"})) == "UPDATE_COMPLETE", lab.story()
        assert started(lab, since) == ["reload-target"]


def started(lab: Lab, since: int) -> list[Any]:
    return [
        call["request"]["StartReplicationTaskType"]
        for call in lab.calls(since)
        if call["operation"] == "StartReplicationTask"
    ]

"""The runner: how a task is started, what its failure says, what is left alone, and what stops in the end."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
import yaml

from tests.lifecycle.apps import App, Job, allow
from tests.lifecycle.lab import Lab

APP = App()
SETTINGS = {"FullLoadSettings": {"MaxFullLoadSubTasks": 4}}
TWO_TABLES = {"shop.orders": "1", "shop.sales": "1"}


def starts(lab: Lab, since: int = 0) -> list[dict[str, Any]]:
    """What was asked for when tasks were started."""
    return [call["request"] for call in lab.calls(since) if call["operation"].startswith("StartReplication")]


def kinds_of_start(lab: Lab, since: int = 0) -> list[str]:
    return [each["StartReplicationTaskType"] for each in starts(lab, since)]


class TestANewTask:
    @pytest.mark.parametrize(
        ("policy", "status"), [("NEVER", "ready"), ("ON_CREATE", "running"), ("ALWAYS_RUNNING", "running")]
    )
    def test_starts_by_its_policy(self, lab: Lab, policy: str, status: str) -> None:
        assert lab.deploy(APP.with_job(start=policy)) == "CREATE_COMPLETE"
        assert lab.task()["Status"] == status

    def test_that_has_loaded_before_anybody_sees_it_run_is_a_success(self, lab: Lab) -> None:
        lab.behave("*:task:*", "running", Seconds=0)

        assert lab.deploy(APP.with_job(migration_type="full-load")) == "CREATE_COMPLETE", lab.story()
        assert "FULL_LOAD_ONLY_FINISHED" in lab.task()["StopReason"]

    def test_that_starts_where_it_is_told_to(self, lab: Lab) -> None:
        since = len(lab.calls())
        position = "2026-11-28T00:00:00"

        assert lab.deploy(APP.with_job(migration_type="cdc", position=position)) == "CREATE_COMPLETE", lab.story()
        assert starts(lab, since)[0]["CdcStartPosition"] == position

    def test_in_a_stack_that_exists_starts_too(self, lab: Lab) -> None:
        lab.deploy(APP)

        assert lab.deploy(replace(APP, jobs={"Orders": Job(), "Sales": Job()})) == "UPDATE_COMPLETE"
        assert lab.task("Sales")["Status"] == "running"

    def test_of_a_creation_that_is_rolled_back_is_gone(self, lab: Lab) -> None:
        assert lab.deploy(replace(APP, late_failure=True)) == "ROLLBACK_COMPLETE", lab.story()
        assert lab.tasks() == []


class TestAFailure:
    def test_of_a_connection_is_told_with_endpoint_and_reason(self, lab: Lab) -> None:
        lab.behave("source-*", "testing", Then="failed", Message="no route to host")

        assert lab.deploy(APP) == "ROLLBACK_COMPLETE"
        assert "DMS can't connect to endpoint source-" in lab.reason("OrdersRunner")
        assert "no route to host" in lab.reason("OrdersRunner")

    def test_of_a_connection_test_that_hangs_ends_after_ten_minutes(self, lab: Lab) -> None:
        lab.behave("source-*", "testing", Seconds=3000)

        assert lab.deploy(replace(APP, service_timeout=3600)) == "ROLLBACK_COMPLETE"
        assert "has no outcome after 10 minutes" in lab.reason("OrdersRunner")

    def test_within_seconds_after_the_start_is_told_in_the_words_of_dms(self, lab: Lab) -> None:
        lab.behave("*:task:*", "running", Seconds=0.5, Then="failed", Message="binary log is off")

        assert lab.deploy(APP) == "ROLLBACK_COMPLETE"
        assert "failed after its start" in lab.reason("OrdersRunner")
        assert "binary log is off" in lab.reason("OrdersRunner")

    def test_that_dms_gives_when_asked_to_start_is_passed_on(self, lab: Lab) -> None:
        lab.order("dms:StartReplicationTask", "fail", Code="KMSKeyNotAccessibleFault", Message="no access to the key")

        assert lab.deploy(APP) == "ROLLBACK_COMPLETE"
        assert "no access to the key" in lab.reason("OrdersRunner")


class TestAChange:
    def test_that_gains_a_table_loads_that_table_alone(self, lab: Lab) -> None:
        app = APP.with_job(reload="WHEN_NEEDED")
        lab.deploy(app)
        since = len(lab.calls())

        assert lab.deploy(app.with_job(tables=TWO_TABLES)) == "UPDATE_COMPLETE", lab.story()
        assert kinds_of_start(lab, since) == ["resume-processing"]
        statistics = lab.dms.describe_table_statistics(ReplicationTaskArn=lab.arn("Orders"))["TableStatistics"]
        assert "sales" in [each["TableName"] for each in statistics]

    def test_that_alters_columns_loads_everything_again(self, lab: Lab) -> None:
        app = APP.with_job(reload="WHEN_NEEDED")
        lab.deploy(app)
        since = len(lab.calls())

        new = app.with_job(tables={"shop.orders": "2"}, targets={"shop.orders": "sales"})
        assert lab.deploy(new) == "UPDATE_COMPLETE", lab.story()
        assert kinds_of_start(lab, since) == ["reload-target"]

    def test_of_an_endpoint_waits_for_the_tests_that_dms_runs_by_itself(self, lab: Lab) -> None:
        lab.deploy(APP)
        lab.behave("source-*", "testing", Seconds=120)
        since = len(lab.calls())

        assert lab.deploy(replace(APP, host="two.example.com")) == "UPDATE_COMPLETE", lab.story()
        refused = [call for call in lab.calls(since) if call["operation"] == "StartReplicationTask"]
        assert [call["outcome"] for call in refused] == ["OK"]

    def test_of_the_policy_alone_stops_nothing(self, lab: Lab) -> None:
        lab.deploy(APP.with_job(start="ON_CREATE"))
        since = len(lab.calls())

        assert lab.deploy(APP) == "UPDATE_COMPLETE"
        assert "StopReplicationTask" not in lab.operations(since)

    def test_of_the_policy_starts_a_task_that_was_stopped_by_hand(self, lab: Lab) -> None:
        lab.deploy(APP.with_job(start="ON_CREATE"))
        lab.stop()

        assert lab.deploy(APP) == "UPDATE_COMPLETE"
        assert lab.task()["Status"] == "running"

    def test_moves_the_stop_time_and_so_goes_on(self, lab: Lab) -> None:
        app = APP.with_job(stop="server_time:2026-12-01T00:00:00")
        lab.deploy(app)
        lab.stop(reason="STOPPED_AT_SERVER_TIME")

        assert lab.deploy(app.with_job(stop="server_time:2126-12-02T00:00:00")) == "UPDATE_COMPLETE", lab.story()
        assert lab.task()["Status"] == "running"


class TestACheckpoint:
    OLD = APP.with_job(migration_type="cdc")

    @pytest.fixture
    def running(self, lab: Lab) -> Lab:
        lab.deploy(self.OLD)
        return lab

    def test_is_handed_on_to_a_task_that_replaces_one_of_the_same_source(self, running: Lab) -> None:
        since = len(running.calls())

        assert running.deploy(replace(self.OLD, instance="Other")) == "UPDATE_COMPLETE", running.story()
        assert starts(running, since)[0]["CdcStartPosition"].startswith("checkpoint:")

    def test_is_handed_on_to_a_task_of_another_name(self, running: Lab) -> None:
        since = len(running.calls())

        assert running.deploy(replace(self.OLD, jobs={"Sales": self.OLD.jobs["Orders"]})) == "UPDATE_COMPLETE"
        assert starts(running, since)[0]["CdcStartPosition"].startswith("checkpoint:")

    @pytest.mark.parametrize(
        "after",
        [
            replace(OLD, jobs={"Sales": OLD.jobs["Orders"]}, ends=("Renamed", "Target")),
            replace(OLD, jobs={"Sales": OLD.jobs["Orders"]}, ends=("Renamed", "Other")),
        ],
        ids=["source", "both"],
    )
    def test_that_no_renamed_task_would_find_behind_renamed_endpoints_needs_consent(
        self, running: Lab, after: App
    ) -> None:
        assert running.deploy(after) == "UPDATE_ROLLBACK_COMPLETE", running.story()
        assert "its checkpoint and statistics are lost" in running.reason("Gate")
        assert [task["Status"] for task in running.tasks()] == ["running"]

    def test_of_two_that_are_renamed_at_once_is_not_given_to_either(self, lab: Lab) -> None:
        job = self.OLD.jobs["Orders"]
        lab.deploy(replace(self.OLD, jobs={"Orders": job, "Items": replace(job, tables={"shop.items": "1"})}))
        renamed = {"Sales": job, "Things": replace(job, tables={"shop.items": "1"})}

        assert lab.deploy(replace(self.OLD, jobs=renamed)) == "UPDATE_ROLLBACK_COMPLETE", lab.story()
        assert "its checkpoint and statistics are lost" in lab.reason("Gate")
        assert [task["Status"] for task in lab.tasks()] == ["running", "running"]

    def test_of_two_that_leave_and_no_consent_is_not_left_out_in_silence(self, lab: Lab) -> None:
        job = self.OLD.jobs["Orders"]
        lab.deploy(replace(self.OLD, jobs={"Orders": job, "Items": replace(job, watched=False)}))
        lab.account.start(lab.arn("Items"), "start-replication")
        lab.await_status("running", "Items")
        lab.stop("Items")

        assert lab.deploy(replace(self.OLD, jobs={"Sales": job})) == "UPDATE_ROLLBACK_COMPLETE", lab.story()
        assert "leave the stack" in lab.reason("SalesRunner")

    def test_that_is_not_there_fails_before_the_old_task_is_deleted(self, running: Lab) -> None:
        running.behave("*:task:*", "stopped", With={"RecoveryCheckpoint": None})
        running.behave("*:task:*", "stopping", Then="stopped", With={"RecoveryCheckpoint": None})

        assert running.deploy(replace(self.OLD, instance="Other")) == "UPDATE_ROLLBACK_COMPLETE", running.story()
        assert "has no checkpoint" in running.reason("OrdersRunner")
        assert [task["Status"] for task in running.tasks()] == ["running"]


class TestInTheEnd:
    def test_a_task_that_leaves_a_template_in_yaml_is_stopped(self, lab: Lab) -> None:
        lab.deploy(replace(APP, jobs={"Orders": Job(), "Sales": Job()}))
        body = yaml.safe_dump(json.loads(lab.published(APP)))
        lab.cloudformation.update_stack(StackName=lab.name, TemplateBody=body)

        assert lab.settled() == "UPDATE_COMPLETE", lab.story()
        assert [task["Status"] for task in lab.tasks()] == ["running"], lab.story()

    @pytest.mark.parametrize("state", ["running", "starting", "stopped", "failed"])
    def test_a_stack_is_destroyed_whatever_its_task_does(self, lab: Lab, state: str) -> None:
        lab.deploy(APP)
        if state == "starting":
            lab.stop()
            lab.behave("*:task:*", "starting", Seconds=300)
            lab.account.start(lab.arn("Orders"), "resume-processing")
        elif state != "running":
            lab.stop(failure="it fell over" if state == "failed" else "")

        assert lab.destroy() == "DELETE_COMPLETE", lab.story()
        assert lab.tasks() == []

    def test_a_stack_is_destroyed_whose_task_is_gone(self, lab: Lab) -> None:
        lab.deploy(APP)
        lab.stop()
        lab.dms.delete_replication_task(ReplicationTaskArn=lab.arn("Orders"))

        assert lab.destroy() == "DELETE_COMPLETE", lab.story()

    def test_what_an_earlier_clean_up_left_is_swept(self, lab: Lab) -> None:
        lab.deploy(APP)
        new = APP.with_job(migration_type="cdc")
        lab.order("dms:DeleteReplicationTask", "fail", Times=9, Code="InvalidResourceStateFault", Message="on order")
        assert lab.deploy(new.with_job(allow=allow(APP, new))) == "UPDATE_COMPLETE", lab.story()
        assert sorted(task["Status"] for task in lab.tasks()) == ["running", "stopped"]
        lab.account.cloud.door("forget", {"Account": lab.account.number})

        assert lab.destroy() == "DELETE_COMPLETE", lab.story()
        assert lab.tasks() == []

    def test_what_an_earlier_clean_up_left_is_not_started_on_a_way_back(self, lab: Lab) -> None:
        lab.deploy(APP)
        new = APP.with_job(migration_type="cdc")
        lab.order("dms:DeleteReplicationTask", "fail", Times=9, Code="InvalidResourceStateFault", Message="on order")
        lab.deploy(new.with_job(allow=allow(APP, new)))
        lab.account.cloud.door("forget", {"Account": lab.account.number})

        assert lab.deploy(replace(new, refused=True)) == "UPDATE_ROLLBACK_COMPLETE", lab.story()
        assert sorted(task["Status"] for task in lab.tasks()) == ["running", "stopped"]

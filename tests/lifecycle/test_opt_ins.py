"""What is off by default: tasks that move, assessments before the start, and mappings too large for a template."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from tests.lifecycle.apps import App, allow
from tests.lifecycle.lab import Lab
from tests.local_cloud.account import trust

APP = App()
SETTINGS = {"FullLoadSettings": {"MaxFullLoadSubTasks": 4}}


class TestATaskThatMoves:
    OLD = APP.with_job(moving=True)
    NEW = replace(OLD, instance="Other")

    @pytest.fixture
    def running(self, lab: Lab) -> Lab:
        assert lab.deploy(self.OLD) == "CREATE_COMPLETE", lab.story()
        return lab

    def test_is_the_same_on_the_other_instance(self, running: Lab) -> None:
        arn = running.arn("Orders")

        assert running.deploy(self.NEW) == "UPDATE_COMPLETE", running.story()
        assert running.arn("Orders") == arn
        assert running.task()["ReplicationInstanceArn"] == running.arn("Other")
        assert (running.task()["Status"], running.is_marked()) == ("running", False)

    @pytest.mark.parametrize("order", ["dependencies-first", "dependents-first"])
    @pytest.mark.usefixtures("as_usual")
    def test_moves_back_when_the_change_fails(self, running: Lab, order: str) -> None:
        running.switch(ROLLBACK_ORDER=order)

        assert running.deploy(replace(self.NEW, late_failure=True)) == "UPDATE_ROLLBACK_COMPLETE", running.story()
        assert running.task()["ReplicationInstanceArn"] == running.arn("Instance")
        assert running.task()["Status"] == "running"

    def test_that_dms_cannot_move_runs_again_where_it_was(self, running: Lab) -> None:
        running.behave("*:task:*", "moving", Then="failed-move", Message="no room there")

        assert running.deploy(self.NEW) == "UPDATE_ROLLBACK_COMPLETE", running.story()
        assert "could not be moved: no room there" in running.reason("OrdersRunner")
        assert running.task()["ReplicationInstanceArn"] == running.arn("Instance")
        assert running.task()["Status"] == "running"

    def test_is_made_where_it_is_now_when_it_is_replaced(self, running: Lab) -> None:
        running.deploy(self.NEW)
        new = self.NEW.with_job(migration_type="cdc")

        assert running.deploy(new.with_job(allow=allow(self.NEW, new))) == "UPDATE_COMPLETE", running.story()
        assert running.task()["ReplicationInstanceArn"] == running.arn("Other")

    def test_is_destroyed(self, running: Lab) -> None:
        running.deploy(self.NEW)

        assert running.destroy() == "DELETE_COMPLETE", running.story()


class TestMappingsBesideTheTemplate:
    OLD = APP.with_job(mappings_asset=True)
    NEW = OLD.with_job(tables={"shop.sales": "1"}, reload="WHEN_NEEDED")

    @pytest.fixture
    def running(self, lab: Lab) -> Lab:
        assert lab.deploy(self.OLD) == "CREATE_COMPLETE", lab.story()
        return lab

    def test_are_what_the_task_starts_with(self, running: Lab) -> None:
        assert (running.task()["Status"], running.selected()) == ("running", ["shop.orders"])

    def test_are_changed(self, running: Lab) -> None:
        assert running.deploy(self.NEW) == "UPDATE_COMPLETE", running.story()
        assert (running.task()["Status"], running.selected()) == ("running", ["shop.sales"])

    @pytest.mark.parametrize("order", ["dependencies-first", "dependents-first"])
    @pytest.mark.usefixtures("as_usual")
    def test_are_as_before_when_the_change_fails(self, running: Lab, order: str) -> None:
        running.switch(ROLLBACK_ORDER=order)

        assert running.deploy(replace(self.NEW.with_job(settings=SETTINGS), late_failure=True)) == (
            "UPDATE_ROLLBACK_COMPLETE"
        ), running.story()
        assert (running.task()["Status"], running.selected()) == ("running", ["shop.orders"])


class TestAnAssessment:
    @pytest.fixture
    def app(self, lab: Lab) -> App:
        bucket, name = f"reports-{lab.account.number}", "assessor"
        lab.s3.create_bucket(Bucket=bucket)
        role = lab.account.iam.create_role(RoleName=name, AssumeRolePolicyDocument=trust("dms.amazonaws.com"))
        allowed = {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}
        document = json.dumps({"Version": "2012-10-17", "Statement": [allowed]})
        lab.account.iam.put_role_policy(RoleName=name, PolicyName="write", PolicyDocument=document)
        asked: dict[str, Any] = {"RoleArn": role["Role"]["Arn"], "Bucket": bucket, "Folder": "shop"}
        return APP.with_job(assessment=asked)

    def test_comes_before_the_first_start(self, lab: Lab, app: App) -> None:
        since = len(lab.calls())

        assert lab.deploy(app) == "CREATE_COMPLETE", lab.story()
        calls = lab.operations(since)
        assert calls.index("StartReplicationTaskAssessmentRun") < calls.index("StartReplicationTask")

    def test_is_not_repeated_for_a_change(self, lab: Lab, app: App) -> None:
        lab.deploy(app)
        since = len(lab.calls())

        assert lab.deploy(app.with_job(settings=SETTINGS)) == "UPDATE_COMPLETE"
        assert "StartReplicationTaskAssessmentRun" not in lab.operations(since)

    def test_that_fails_stops_the_deployment_and_names_checks_and_report(self, lab: Lab, app: App) -> None:
        lab.behave("*:assessment-run:*", "running", Then="failed", With={"mysql-check-binlog-image": "failed"})
        since = len(lab.calls())

        assert lab.deploy(app) == "ROLLBACK_COMPLETE"
        assert "Checks: mysql-check-binlog-image. The report is in s3://reports-" in lab.reason("OrdersRunner")
        assert "StartReplicationTask" not in lab.operations(since)

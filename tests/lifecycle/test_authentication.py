"""An endpoint whose database knows DMS by a role instead of a password."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from tests.lifecycle.apps import App
from tests.lifecycle.lab import Lab
from tests.local_cloud.account import trust


def role(lab: Lab, name: str, *, allowed: str = "rds-db:connect") -> str:
    """Make a role that DMS may log in with."""
    made = lab.account.iam.create_role(RoleName=name, AssumeRolePolicyDocument=trust("dms.amazonaws.com"))
    statement = {"Effect": "Allow", "Action": allowed, "Resource": "arn:aws:rds-db:*:*:dbuser:db-ELSEWHERE/dms"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    lab.account.iam.put_role_policy(RoleName=name, PolicyName="log-in", PolicyDocument=document)
    return str(made["Role"]["Arn"])


@pytest.fixture
def app(lab: Lab) -> App:
    return App(iam_role=role(lab, "first"))


@pytest.fixture
def running(lab: Lab, app: App) -> Lab:
    assert lab.deploy(app) == "CREATE_COMPLETE", lab.story()
    return lab


def settings(lab: Lab) -> dict[str, Any]:
    """What DMS has of the endpoint."""
    filters = [{"Name": "endpoint-arn", "Values": [lab.arn("Target")]}]
    found: dict[str, Any] = lab.dms.describe_endpoints(Filters=filters)["Endpoints"][0]["PostgreSQLSettings"]
    return found


def is_up(lab: Lab, app: App) -> bool:
    """Whether the endpoint logs in with the app's role, and the task runs."""
    found = settings(lab)
    assert (found["AuthenticationMethod"], found["ServiceAccessRoleArn"]) == ("iam", app.iam_role), lab.story()
    return (lab.task()["Status"], lab.is_marked()) == ("running", False)


def test_it_is_switched_on_before_the_task_starts(lab: Lab, app: App) -> None:
    since = len(lab.calls())

    assert lab.deploy(app) == "CREATE_COMPLETE", lab.story()
    assert is_up(lab, app)
    calls = lab.operations(since)
    assert calls.index("ModifyEndpoint") < calls.index("TestConnection") < calls.index("StartReplicationTask")
    assert calls.count("ModifyEndpoint") == 1


def test_a_change_of_the_task_alone_does_not_ask_for_it_again(running: Lab, app: App) -> None:
    since = len(running.calls())

    changed = app.with_job(settings={"FullLoadSettings": {"CommitRate": 20000}})
    assert running.deploy(changed) == "UPDATE_COMPLETE", running.story()
    assert "ModifyEndpoint" not in running.operations(since)


def test_another_role_is_given_while_the_task_is_at_rest(running: Lab, app: App) -> None:
    changed = replace(app, iam_role=role(running, "second"))

    assert running.deploy(changed) == "UPDATE_COMPLETE", running.story()
    assert is_up(running, changed)


@pytest.mark.parametrize("order", ["dependencies-first", "dependents-first"])
@pytest.mark.usefixtures("as_usual")
def test_the_first_role_comes_back_when_the_change_fails(running: Lab, app: App, order: str) -> None:
    running.switch(ROLLBACK_ORDER=order)
    changed = replace(app, iam_role=role(running, "second"), late_failure=True)

    assert running.deploy(changed) == "UPDATE_ROLLBACK_COMPLETE", running.story()
    assert is_up(running, app)


def test_a_role_that_may_not_log_in_stops_the_deployment(lab: Lab) -> None:
    app = App(iam_role=role(lab, "other", allowed="rds:DescribeDBClusters"))

    assert lab.deploy(app) == "ROLLBACK_COMPLETE", lab.story()
    assert "does not allow rds-db:connect" in lab.reason("OrdersRunner")


def test_a_role_that_may_not_log_in_leaves_the_task_as_it_was(running: Lab, app: App) -> None:
    changed = replace(app, iam_role=role(running, "other", allowed="rds:DescribeDBClusters"))

    assert running.deploy(changed) == "UPDATE_ROLLBACK_COMPLETE", running.story()
    assert is_up(running, app)


@pytest.mark.parametrize("moment", ["kill-before", "kill-after"])
@pytest.mark.parametrize("call", ["dms:DescribeEndpoints", "dms:ModifyEndpoint", "answer"])
def test_a_function_that_is_killed_comes_to_the_same_end(lab: Lab, app: App, call: str, moment: str) -> None:
    lab.order(call, moment)

    assert lab.deploy(app) == "CREATE_COMPLETE", lab.story()
    assert is_up(lab, app)


def test_it_goes_with_its_stack(running: Lab) -> None:
    assert running.destroy() == "DELETE_COMPLETE", running.story()

"""Serverless replications that take long, lose their capacity, are refused, or change their type."""

from __future__ import annotations

import pytest

import dms_constructs as dms
from faults.lab import Lab
from faults.templates import Form, consenting

BEFORE = Form(serverless=True, reload=dms.ReloadPolicy.NEVER)
CHANGED = BEFORE.but(commit_rate=20_000)
OTHER_TYPE = BEFORE.but(migration_type=dms.MigrationType.CDC)
MINUTE = 60
HOUR = 60 * MINUTE


@pytest.fixture
def arn(lab: Lab) -> str:
    """A replication that runs."""
    assert lab.run(BEFORE) == "CREATE_COMPLETE", lab.story()
    lab.advance(HOUR)
    assert lab.only_replication["Status"] == "running", lab.story()
    return str(lab.only_replication["ReplicationConfigArn"])


def runs_as(lab: Lab, arn: str, status: str) -> None:
    """The stack is in this status, and its one replication runs once it has had time."""
    assert lab.status == status, lab.story()
    lab.advance(HOUR)
    assert (lab.only_replication["Status"], lab.only_replication["ReplicationConfigArn"]) == ("running", arn)


@pytest.mark.forward
@pytest.mark.fault(49)
def test_start_takes_forty_minutes(lab: Lab) -> None:
    lab.behave("provisioning_capacity", Seconds=40 * MINUTE)
    lab.run(BEFORE)

    assert lab.status == "CREATE_COMPLETE", lab.story()
    lab.advance(HOUR)
    assert lab.only_replication["Status"] == "running"


@pytest.mark.forward
@pytest.mark.fault(49)
def test_change_in_place(lab: Lab, arn: str) -> None:
    lab.run(CHANGED)

    runs_as(lab, arn, "UPDATE_COMPLETE")


@pytest.mark.fault(49)
def test_change_that_dms_refuses(lab: Lab, arn: str) -> None:
    refused = {"Code": "InvalidResourceStateFault", "Message": "The replication config can't be modified"}
    lab.order("dms:ModifyReplicationConfig", "fail", **refused)
    lab.run(CHANGED)

    runs_as(lab, arn, "UPDATE_ROLLBACK_COMPLETE")


@pytest.mark.fault(49)
def test_late_failure(lab: Lab, arn: str) -> None:
    lab.run(BEFORE.but(max_dcu=8, late_failure=True))

    runs_as(lab, arn, "UPDATE_ROLLBACK_COMPLETE")


@pytest.mark.fault(49)
def test_replication_that_was_deprovisioned_needs_consent(lab: Lab, arn: str) -> None:
    lab.dms.stop_replication(ReplicationConfigArn=arn)
    lab.advance(50 * HOUR)
    lab.run(CHANGED)
    assert lab.status == "UPDATE_ROLLBACK_COMPLETE", lab.story()
    lab.run(CHANGED.but(reload=dms.ReloadPolicy.WHEN_NEEDED))

    runs_as(lab, arn, "UPDATE_COMPLETE")


@pytest.mark.fault(49)
def test_other_type_without_consent(lab: Lab, arn: str) -> None:
    lab.run(OTHER_TYPE)

    runs_as(lab, arn, "UPDATE_ROLLBACK_COMPLETE")


@pytest.mark.fault(49)
def test_other_type_with_consent(lab: Lab, arn: str) -> None:
    lab.run(consenting(BEFORE, OTHER_TYPE))

    assert lab.status == "UPDATE_COMPLETE", lab.story()
    lab.advance(HOUR)
    assert (lab.only_replication["Status"], lab.only_replication["ReplicationType"]) == ("running", "cdc")
    assert lab.only_replication["ReplicationConfigArn"] != arn


@pytest.mark.fault(49)
def test_replaced_replication_is_rolled_back(lab: Lab, arn: str) -> None:
    lab.run(consenting(BEFORE, OTHER_TYPE).but(late_failure=True))

    runs_as(lab, arn, "UPDATE_ROLLBACK_COMPLETE")


@pytest.mark.forward
@pytest.mark.fault(49)
def test_task_becomes_a_serverless_replication(lab: Lab) -> None:
    before = Form()
    lab.run(before)
    lab.run(before.but(serverless=True, task="Serverless"))
    if lab.status != "UPDATE_COMPLETE":  # it needs consent, as every replacement
        assert lab.states() == ["running"], lab.story()
        lab.run(consenting(before, before.but(serverless=True, task="Serverless")))

    assert lab.status == "UPDATE_COMPLETE", lab.story()
    assert lab.tasks() == []
    lab.advance(HOUR)
    assert lab.only_replication["Status"] == "running"


@pytest.mark.forward
@pytest.mark.fault(49)
def test_stack_is_deleted_while_it_runs(lab: Lab, arn: str) -> None:
    lab.destroy()

    assert lab.status == "DELETE_COMPLETE", lab.story()
    assert lab.dms.describe_replications()["Replications"] == []
    assert arn

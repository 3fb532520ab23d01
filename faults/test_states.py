"""Tasks and connections that don't do what was planned: they take long, fail, finish, or were stopped by hand."""

from __future__ import annotations

import pytest

import dms_constructs as dms
from faults.lab import Lab
from faults.outcomes import deployed, restored, says
from faults.templates import Form

BEFORE = Form()
CHANGED = BEFORE.but(commit_rate=20_000)
SOURCE = "source-*"
MINUTE = 60
HOUR = 60 * MINUTE


@pytest.mark.forward
@pytest.mark.fault(24)
def test_stop_that_takes_ten_minutes_is_waited_for(lab: Lab, arn: str) -> None:
    lab.behave("stopping", Seconds=10 * MINUTE)
    describes = lab.count("dms:DescribeReplicationTasks")
    lab.run(CHANGED)

    deployed(lab, CHANGED)
    assert lab.only["ReplicationTaskArn"] == arn
    assert (
        describes() <= 4 + 10 * MINUTE / 15 + 8
    )  # the first minute, one in 15 seconds, and the rest of the deployment


@pytest.mark.fault(24)
def test_stop_that_takes_longer_than_a_handler_waits_is_undone(lab: Lab, arn: str) -> None:
    lab.behave("stopping", Seconds=1.5 * HOUR)
    lab.run(CHANGED)

    restored(lab, BEFORE, arn)


@pytest.mark.fault(24)
def test_next_deployment_puts_right_what_took_too_long(lab: Lab, arn: str) -> None:
    lab.behave("stopping", Seconds=10 * HOUR)
    lab.run(CHANGED)
    assert (lab.status, lab.marked()) == ("UPDATE_ROLLBACK_COMPLETE", [arn]), lab.story()
    lab.advance(10 * HOUR)
    lab.run(CHANGED)

    deployed(lab, CHANGED)
    assert lab.only["ReplicationTaskArn"] == arn


@pytest.mark.forward
@pytest.mark.fault(25)
def test_stop_is_refused_because_the_task_has_just_finished(lab: Lab) -> None:
    once = BEFORE.but(migration_type=dms.MigrationType.FULL_LOAD)
    lab.behave("running", Seconds=HOUR)
    lab.run(once)
    refused = {"Code": "InvalidResourceStateFault", "Message": "Replication Task cannot be stopped, invalid state"}
    lab.order("dms:StopReplicationTask", "fail", **refused)
    lab.behave("running", Seconds=0)
    changed = once.but(commit_rate=20_000)
    lab.run(changed)

    assert lab.status == "UPDATE_COMPLETE", lab.story()


@pytest.mark.forward
@pytest.mark.forward
@pytest.mark.forward
@pytest.mark.forward
@pytest.mark.forward
@pytest.mark.forward
@pytest.mark.forward
@pytest.mark.forward
@pytest.mark.fault(26)
@pytest.mark.parametrize("start", [dms.StartPolicy.ON_CREATE, dms.StartPolicy.ALWAYS_RUNNING])
def test_task_that_fails_while_it_stops_is_changed_and_runs(lab: Lab, start: dms.StartPolicy) -> None:
    before = BEFORE.but(start=start)
    lab.run(before)
    lab.behave("stopping", Then="failed", Message="lost connection")
    changed = before.but(commit_rate=20_000)
    lab.run(changed)

    deployed(lab, changed)  # a deployment stopped it


@pytest.mark.fault(27)
def test_start_waits_for_a_test_that_dms_runs_by_itself(lab: Lab, arn: str) -> None:
    lab.behave("testing", resource=SOURCE, Seconds=5 * MINUTE)
    changed = BEFORE.but(poll_seconds=7)
    lab.run(changed)

    deployed(lab, changed)
    assert lab.only["ReplicationTaskArn"] == arn


@pytest.mark.fault(28)
def test_connection_test_of_a_changed_endpoint_fails(lab: Lab, arn: str) -> None:
    lab.behave("testing", resource=SOURCE, Then="failed", Message="Access denied for user", Times=2)
    lab.run(BEFORE.but(poll_seconds=7))

    restored(lab, BEFORE, arn)
    says(lab, "Access denied for user", "source-")


@pytest.mark.fault(28)
def test_connection_test_fails_for_a_new_stack(lab: Lab) -> None:
    lab.behave("testing", resource=SOURCE, Then="failed", Message="Access denied for user", Times=0)
    lab.run(BEFORE)

    assert lab.status == "ROLLBACK_COMPLETE", lab.story()
    assert lab.tasks() == []
    says(lab, "Access denied for user")


@pytest.mark.fault(29)
def test_connection_test_hangs(lab: Lab, arn: str) -> None:
    lab.behave("testing", resource=SOURCE, Seconds=2 * HOUR)
    lab.run(BEFORE.but(poll_seconds=7))

    restored(lab, BEFORE, arn)
    says(lab, "source-")


@pytest.mark.fault(30)
def test_connection_test_fails_in_the_rollback_too(lab: Lab, arn: str) -> None:
    lab.behave("testing", resource=SOURCE, Then="failed", Message="Access denied for user", Times=0)
    lab.run(BEFORE.but(poll_seconds=7))
    assert (lab.status, lab.states(), lab.marked()) == ("UPDATE_ROLLBACK_COMPLETE", ["stopped"], [arn]), lab.story()
    lab.forget()
    lab.run(CHANGED)

    deployed(lab, CHANGED)


@pytest.mark.fault(31)
def test_task_that_fails_seconds_after_its_start(lab: Lab) -> None:
    lab.behave("running", Seconds=3, Then="failed", Message="binary log is gone")
    lab.run(BEFORE)

    assert lab.status == "ROLLBACK_COMPLETE", lab.story()
    assert lab.tasks() == []
    says(lab, "binary log is gone")


@pytest.mark.fault(32)
def test_full_load_that_is_over_at_once(lab: Lab) -> None:
    lab.behave("running", Seconds=0)
    lab.run(BEFORE.but(migration_type=dms.MigrationType.FULL_LOAD))

    assert lab.status == "CREATE_COMPLETE", lab.story()
    assert lab.states() == ["stopped"]


@pytest.mark.fault(33)
def test_mapping_of_a_finished_full_load_changes(lab: Lab) -> None:
    once = BEFORE.but(migration_type=dms.MigrationType.FULL_LOAD, reload=dms.ReloadPolicy.NEVER)
    lab.behave("running", Seconds=0, Times=0)
    lab.run(once)
    starts = lab.count("dms:StartReplicationTask")
    lab.run(once.but(tables=("orders", "invoices")))

    assert (lab.status, lab.states(), starts()) == ("UPDATE_COMPLETE", ["stopped"], 0), lab.story()
    assert "reload" in lab.logs()


@pytest.mark.fault(34)
@pytest.mark.parametrize(
    ("start", "state"), [(dms.StartPolicy.ON_CREATE, "stopped"), (dms.StartPolicy.ALWAYS_RUNNING, "running")]
)
def test_task_that_was_stopped_by_hand(lab: Lab, start: dms.StartPolicy, state: str) -> None:
    before = BEFORE.but(start=start)
    lab.run(before)
    lab.dms.stop_replication_task(ReplicationTaskArn=lab.only["ReplicationTaskArn"])
    lab.advance(5 * MINUTE)
    lab.run(before.but(commit_rate=20_000))

    assert (lab.status, lab.states(), lab.marked()) == ("UPDATE_COMPLETE", [state], []), lab.story()


@pytest.mark.fault(34)
def test_rollback_leaves_a_task_alone_that_was_stopped_by_hand(lab: Lab, arn: str) -> None:
    lab.dms.stop_replication_task(ReplicationTaskArn=arn)
    lab.advance(5 * MINUTE)
    lab.run(BEFORE.but(start=dms.StartPolicy.ON_CREATE, commit_rate=20_000, late_failure=True))

    assert (lab.status, lab.states()) == ("UPDATE_ROLLBACK_COMPLETE", ["stopped"]), lab.story()


@pytest.mark.fault(43)
@pytest.mark.parametrize("kind", [dms.MigrationType.FULL_LOAD, dms.MigrationType.FULL_LOAD_AND_CDC])
def test_class_of_the_instance_changes_during_a_full_load(lab: Lab, kind: dms.MigrationType) -> None:
    before = BEFORE.but(migration_type=kind)
    lab.behave("running", Seconds=10 * HOUR, Times=0)  # before the change and after it
    lab.run(before)
    arn = lab.only["ReplicationTaskArn"]
    larger = before.but(instance_class="dms.t3.large")
    lab.run(larger)

    deployed(lab, larger)
    assert lab.only["ReplicationTaskArn"] == arn

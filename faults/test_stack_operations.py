"""Deletions, cancellations, continued rollbacks, adoption, and the life cycle taken away."""

from __future__ import annotations

from contextlib import suppress

import pytest
from botocore.exceptions import ClientError

from faults.lab import EACH_TIME, Lab
from faults.outcomes import deployed, restored, says
from faults.templates import Form, consenting, synthesized

BEFORE = Form()
CHANGED = BEFORE.but(commit_rate=20_000)
BARE = BEFORE.but(start=None)
RENAMED = BEFORE.but(task="Renamed")
RUNNER = "TaskRunnerEBD2E349"
MINUTE = 60
HOUR = 60 * MINUTE


def gone(lab: Lab) -> None:
    """Neither the stack nor a task is left."""
    assert lab.status == "DELETE_COMPLETE", lab.story()
    assert lab.tasks() == []


@pytest.mark.forward
@pytest.mark.forward
@pytest.mark.forward
@pytest.mark.forward
@pytest.mark.forward
@pytest.mark.forward
@pytest.mark.forward
@pytest.mark.forward
@pytest.mark.forward
@pytest.mark.forward
@pytest.mark.forward
@pytest.mark.fault(22)
@pytest.mark.parametrize("state", ["running", "starting", "stopping"])
def test_stack_is_deleted_whatever_its_task_does(lab: Lab, arn: str, state: str) -> None:
    if state == "starting":
        lab.dms.stop_replication_task(ReplicationTaskArn=arn)
        lab.advance(5 * MINUTE)
        lab.behave("starting", Seconds=5 * MINUTE)
        lab.dms.start_replication_task(ReplicationTaskArn=arn, StartReplicationTaskType="resume-processing")
    if state == "stopping":
        lab.behave("stopping", Seconds=5 * MINUTE)
        lab.dms.stop_replication_task(ReplicationTaskArn=arn)
    assert lab.states() == [state]
    lab.destroy()

    gone(lab)


@pytest.mark.fault(22)
@pytest.mark.parametrize("moment", ["kill-before", "kill-after"])
def test_stack_is_deleted_although_its_handler_is_killed(lab: Lab, arn: str, moment: str) -> None:
    lab.order("dms:StopReplicationTask", moment)
    lab.destroy()

    gone(lab)
    assert arn


@pytest.mark.fault(22)
def test_stack_is_deleted_during_a_connection_test(lab: Lab, arn: str) -> None:
    task = lab.only
    lab.behave("testing", resource="*:endpoint:*", Seconds=5 * MINUTE)
    lab.dms.test_connection(
        ReplicationInstanceArn=task["ReplicationInstanceArn"], EndpointArn=task["SourceEndpointArn"]
    )
    lab.destroy()

    gone(lab)
    assert arn


@pytest.mark.fault(23)
def test_stack_is_deleted_after_its_task(lab: Lab, arn: str) -> None:
    lab.dms.stop_replication_task(ReplicationTaskArn=arn)
    lab.advance(5 * MINUTE)
    lab.dms.delete_replication_task(ReplicationTaskArn=arn)
    lab.advance(5 * MINUTE)
    lab.destroy()

    gone(lab)


@pytest.mark.fault(35)
def test_failure_without_rollback_is_repaired_by_the_next_deployment(lab: Lab, arn: str) -> None:
    lab.order("dms:ModifyReplicationTask", "fail", Code="InvalidParameterValueException", Message="not like this")
    assert lab.run(CHANGED, rollback=False) == "UPDATE_FAILED", lab.story()
    lab.run(BEFORE.but(commit_rate=15_000))

    deployed(lab, BEFORE.but(commit_rate=15_000))
    assert lab.only["ReplicationTaskArn"] == arn


@pytest.mark.fault(36)
def test_update_is_cancelled(lab: Lab, arn: str) -> None:
    lab.behave("stopping", Seconds=20 * MINUTE)
    lab.begin(CHANGED.but(late_resource=True))
    lab.until(lambda: lab.has_happened("DmsLifeCycleGate44707879 UPDATE_IN_PROGRESS"))
    with suppress(ClientError):  # it may be over already
        lab.cloudformation.cancel_update_stack(StackName=lab.name)
    lab.settled()
    lab.quiet()

    if lab.status == "UPDATE_COMPLETE":
        deployed(lab, CHANGED)
    else:
        restored(lab, BEFORE, arn)


@pytest.mark.fault(37)
def test_rollback_that_failed_is_continued(lab: Lab, arn: str) -> None:
    lab.order("dms:ModifyEndpoint", "fail", Nth=2, Times=3, Code="InvalidParameterValueException", Message="not back")
    lab.run(CHANGED.but(poll_seconds=7, late_failure=True))
    assert lab.status == "UPDATE_ROLLBACK_FAILED", lab.story()
    lab.forget()
    lab.cloudformation.continue_update_rollback(StackName=lab.name)
    lab.settled()

    restored(lab, BEFORE, arn)


@pytest.mark.fault(38)
def test_creation_is_rolled_back_while_the_runner_waits(lab: Lab) -> None:
    lab.behave("starting", Seconds=2 * HOUR)
    lab.run(BEFORE)

    assert lab.status == "ROLLBACK_COMPLETE", lab.story()
    assert lab.tasks() == []
    lab.destroy()
    gone(lab)


@pytest.mark.fault(38)
def test_late_failure_of_a_new_stack(lab: Lab) -> None:
    lab.run(BEFORE.but(late_failure=True))

    assert lab.status == "ROLLBACK_COMPLETE", lab.story()
    assert lab.tasks() == []


@pytest.mark.fault(39)
def test_deletion_with_an_id_that_was_made_up(lab: Lab) -> None:
    lab.order("event", "hold", Where={"ResourceType": "Custom::DmsRunner", "RequestType": "Create"}, Times=EACH_TIME)
    lab.run(BEFORE)

    assert lab.status == "ROLLBACK_COMPLETE", lab.story()
    assert lab.tasks() == []
    lab.destroy()
    gone(lab)


def start_by_hand(lab: Lab) -> str:
    """Start the task of a stack without a life cycle, as the guide says."""
    task = lab.only
    for end in ("SourceEndpointArn", "TargetEndpointArn"):
        lab.dms.test_connection(ReplicationInstanceArn=task["ReplicationInstanceArn"], EndpointArn=task[end])
    lab.advance(5 * MINUTE)
    lab.dms.start_replication_task(
        ReplicationTaskArn=task["ReplicationTaskArn"], StartReplicationTaskType="start-replication"
    )
    lab.advance(5 * MINUTE)
    return str(task["ReplicationTaskArn"])


@pytest.mark.fault(40)
def test_adoption_touches_nothing_that_runs(lab: Lab) -> None:
    lab.run(BARE)
    arn = start_by_hand(lab)
    calls = [lab.count(action) for action in ("dms:StopReplicationTask", "dms:StartReplicationTask")]
    lab.run(BEFORE)

    deployed(lab, BEFORE)
    assert lab.only["ReplicationTaskArn"] == arn
    assert [each() for each in calls] == [0, 0]


@pytest.mark.fault(40)
def test_adoption_with_a_change_fails_as_before(lab: Lab) -> None:
    lab.run(BARE)
    arn = start_by_hand(lab)
    stops = lab.count("dms:StopReplicationTask")
    lab.run(CHANGED)

    restored(lab, BARE, arn)
    assert stops() == 0
    says(lab, "cannot be modified while it is running")


@pytest.mark.fault(40)
def test_adoption_that_is_rolled_back_touches_nothing(lab: Lab) -> None:
    lab.run(BARE)
    arn = start_by_hand(lab)
    stops = lab.count("dms:StopReplicationTask")
    lab.run(BEFORE.but(late_failure=True))

    restored(lab, BARE, arn)
    assert stops() == 0


@pytest.mark.fault(40)
def test_change_after_adoption(lab: Lab) -> None:
    lab.run(BARE)
    arn = start_by_hand(lab)
    lab.run(BEFORE)
    lab.run(CHANGED)

    deployed(lab, CHANGED)
    assert lab.only["ReplicationTaskArn"] == arn


@pytest.mark.fault(41)
def test_life_cycle_is_taken_away(lab: Lab, arn: str) -> None:
    stops = lab.count("dms:StopReplicationTask")
    lab.run(BARE)

    deployed(lab, BARE)
    assert (lab.only["ReplicationTaskArn"], stops()) == (arn, 0)


@pytest.mark.fault(46)
@pytest.mark.parametrize("then", ["deployed", "deleted"])
def test_deletion_of_the_replaced_task_fails(lab: Lab, arn: str, then: str) -> None:
    lab.order("dms:DeleteReplicationTask", "fail", Code="InternalFailure", Message="later", Times=3)
    renamed = consenting(BEFORE, RENAMED)
    lab.run(renamed)
    assert lab.status == "UPDATE_COMPLETE", lab.story()
    assert lab.states() == ["running", "stopped"]
    if then == "deleted":
        lab.destroy()
        gone(lab)
    else:
        changed = RENAMED.but(commit_rate=20_000)
        lab.run(changed)
        deployed(lab, changed)
    assert arn


@pytest.mark.forward
@pytest.mark.fault(46)
def test_what_a_removal_policy_keeps_is_not_taken_for_what_is_left(lab: Lab) -> None:
    kept = BEFORE.but(kept=True)
    lab.run(kept)
    lab.run(consenting(kept, kept.but(task="Renamed")))
    assert lab.states() == ["running", "stopped"], lab.story()
    lab.destroy()

    assert lab.states() == ["stopped", "stopped"], lab.story()


@pytest.mark.fault(36)
def test_runner_has_the_id_that_these_tests_name() -> None:
    assert RUNNER in synthesized(BEFORE).template["Resources"]

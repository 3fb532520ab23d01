"""Handlers that are killed, throttled, refused, called twice or late."""

from __future__ import annotations

import pytest

import dms_constructs as dms
from faults.lab import EACH_TIME, Lab
from faults.outcomes import deployed, restored
from faults.templates import Form, consenting

BEFORE = Form()
CHANGED = BEFORE.but(commit_rate=20_000)
REPLACED = consenting(BEFORE, BEFORE.but(migration_type=dms.MigrationType.CDC))
OF_GATE = {"ResourceType": "Custom::DmsGate", "RequestType": "Update"}
OF_RUNNER = {"ResourceType": "Custom::DmsRunner"}
OF_LATCH = {"ResourceType": "Custom::DmsLatch", "RequestType": "Delete"}


@pytest.mark.forward
@pytest.mark.fault(1)
def test_gate_killed_before_the_mark_is_called_again(lab: Lab, arn: str) -> None:
    lab.order("dms:AddTagsToResource", "kill-before", Where=OF_GATE)
    lab.run(CHANGED)

    deployed(lab, CHANGED)
    assert lab.only["ReplicationTaskArn"] == arn


@pytest.mark.fault(1)
def test_gate_killed_before_the_mark_each_time_never_stops_the_task(lab: Lab, arn: str) -> None:
    stops = lab.count("dms:StopReplicationTask")
    lab.order("dms:AddTagsToResource", "kill-before", Where=OF_GATE, Times=EACH_TIME)
    lab.run(CHANGED)

    restored(lab, BEFORE, arn)
    assert stops() == 0


@pytest.mark.forward
@pytest.mark.fault(2)
def test_gate_killed_between_mark_and_stop_is_called_again(lab: Lab, arn: str) -> None:
    lab.order("dms:AddTagsToResource", "kill-after", Where=OF_GATE)
    lab.run(CHANGED)

    deployed(lab, CHANGED)
    assert lab.only["ReplicationTaskArn"] == arn


@pytest.mark.fault(2)
def test_gate_killed_between_mark_and_stop_each_time_leaves_no_mark(lab: Lab, arn: str) -> None:
    lab.order("dms:StopReplicationTask", "kill-before", Where=OF_GATE, Times=EACH_TIME)
    lab.run(CHANGED)

    restored(lab, BEFORE, arn)


@pytest.mark.forward
@pytest.mark.forward
@pytest.mark.forward
@pytest.mark.forward
@pytest.mark.forward
@pytest.mark.forward
@pytest.mark.forward
@pytest.mark.forward
@pytest.mark.of_type
@pytest.mark.of_type
@pytest.mark.of_type
@pytest.mark.fault(3)
@pytest.mark.parametrize("after", [CHANGED, REPLACED], ids=["changed", "replaced"])
def test_gate_killed_after_the_stop_is_called_again(lab: Lab, arn: str, after: Form) -> None:
    lab.order("dms:StopReplicationTask", "kill-after", Where=OF_GATE)
    lab.run(after)

    deployed(lab, after)
    assert arn


@pytest.mark.fault(3)
@pytest.mark.parametrize("after", [CHANGED, REPLACED], ids=["changed", "replaced"])
def test_gate_killed_after_the_stop_each_time_is_undone(lab: Lab, arn: str, after: Form) -> None:
    lab.order("dms:DescribeReplicationTasks", "kill-before", Where=OF_GATE, Nth=2, Times=EACH_TIME)
    lab.run(after)

    restored(lab, BEFORE, arn)


AT_RUNNER = [
    ("dms:StartReplicationTask", "kill-before"),
    ("dms:StartReplicationTask", "kill-after"),
    ("dms:RemoveTagsFromResource", "kill-before"),
    ("dms:RemoveTagsFromResource", "kill-after"),
]


@pytest.mark.fault(4)
@pytest.mark.parametrize(("call", "moment"), AT_RUNNER)
def test_killed_runner_is_called_again(lab: Lab, arn: str, call: str, moment: str) -> None:
    lab.order(call, moment, Where=OF_RUNNER)
    lab.run(CHANGED)

    deployed(lab, CHANGED)
    assert lab.only["ReplicationTaskArn"] == arn


@pytest.mark.fault(4)
def test_runner_killed_in_a_replacement_is_called_again(lab: Lab, arn: str) -> None:
    lab.order("dms:StartReplicationTask", "kill-after", Where=OF_RUNNER)
    lab.run(REPLACED)

    deployed(lab, REPLACED)
    assert arn


@pytest.mark.fault(4)
@pytest.mark.parametrize("after", [CHANGED, REPLACED], ids=["changed", "replaced"])
@pytest.mark.parametrize(("call", "moment"), AT_RUNNER[:2])
def test_runner_killed_each_time_is_undone(lab: Lab, arn: str, after: Form, call: str, moment: str) -> None:
    lab.order(call, moment, Where={**OF_RUNNER, "RequestType": "Update"}, Times=3)
    lab.order("dms:DescribeReplicationTasks", "kill-before", Where=OF_RUNNER, Nth=2, Times=2)
    lab.run(after)

    if lab.status == "UPDATE_COMPLETE":  # killed after it started the task, the next call found nothing to do
        deployed(lab, after)
    else:
        restored(lab, BEFORE, arn)


@pytest.mark.fault(5)
def test_latch_killed_in_a_rollback_is_called_again(lab: Lab, arn: str) -> None:
    lab.order("dms:StartReplicationTask", "kill-after", Where=OF_LATCH)
    lab.run(CHANGED.but(late_failure=True))

    restored(lab, BEFORE, arn)


@pytest.mark.fault(5)
def test_latch_killed_each_time_leaves_the_mark_for_the_next_deployment(lab: Lab, arn: str) -> None:
    lab.order("dms:StartReplicationTask", "kill-before", Where=OF_LATCH, Times=EACH_TIME)
    lab.run(CHANGED.but(late_failure=True))

    assert lab.status == "UPDATE_ROLLBACK_COMPLETE", lab.story()
    assert (lab.states(), lab.marked()) == (["stopped"], [arn])
    lab.forget()
    lab.run(CHANGED)
    deployed(lab, CHANGED)


@pytest.mark.fault(6)
@pytest.mark.parametrize("what", [OF_GATE, OF_RUNNER, OF_LATCH], ids=["gate", "runner", "latch"])
def test_handler_killed_after_its_answer_changes_nothing(lab: Lab, arn: str, what: dict[str, str]) -> None:
    lab.order("answer", "kill-after", Where=what)
    lab.run(CHANGED)
    lab.quiet()

    deployed(lab, CHANGED)
    assert lab.only["ReplicationTaskArn"] == arn


@pytest.mark.fault(7)
def test_gate_that_is_called_after_the_rollback_does_nothing(lab: Lab, arn: str) -> None:
    lab.order("event", "hold", Where=OF_GATE)
    lab.run(CHANGED)
    restored(lab, BEFORE, arn)
    stops = lab.count("dms:StopReplicationTask")
    lab.release()

    restored(lab, BEFORE, arn)
    assert stops() == 0


@pytest.mark.fault(8)
@pytest.mark.parametrize(
    "call",
    [
        "cloudformation:*",
        "dms:Add*",
        "dms:DescribeReplicationTasks",
        "dms:DescribeConnections",
        "dms:Remove*",
        "dms:Start*",
        "dms:Stop*",
    ],
)
def test_throttled_call_only_takes_longer(lab: Lab, arn: str, call: str) -> None:
    lab.order(call, "fail", Where={"By": "function"}, Times=3)
    lab.run(CHANGED)

    deployed(lab, CHANGED)
    assert lab.only["ReplicationTaskArn"] == arn


@pytest.mark.fault(9)
def test_role_that_was_just_made_is_given_time(lab: Lab) -> None:
    denied = {"Code": "AccessDeniedException", "Message": "not authorized to perform"}
    lab.order("dms:*", "fail", Where={"By": "function"}, Times=4, **denied)
    lab.run(BEFORE)

    deployed(lab, BEFORE, "CREATE_COMPLETE")


@pytest.mark.fault(10)
@pytest.mark.parametrize("what", [OF_GATE, OF_RUNNER, OF_LATCH], ids=["gate", "runner", "latch"])
def test_refused_answer_is_given_again(lab: Lab, arn: str, what: dict[str, str]) -> None:
    lab.order("answer", "fail", Where=what)
    lab.run(CHANGED)

    deployed(lab, CHANGED)
    assert lab.only["ReplicationTaskArn"] == arn


@pytest.mark.fault(11)
def test_hand_over_that_fails_leaves_the_rest_to_the_same_call(lab: Lab, arn: str) -> None:
    lab.behave("stopping", Seconds=1200)
    lab.order("lambda:InvokeFunction", "fail", Where={"By": "function"}, Times=EACH_TIME)
    lab.run(CHANGED)

    deployed(lab, CHANGED)
    assert lab.only["ReplicationTaskArn"] == arn


@pytest.mark.fault(12)
@pytest.mark.parametrize("deed", ["twice", "again"])
def test_event_that_is_handed_over_twice_is_served_once(lab: Lab, arn: str, deed: str) -> None:
    lab.behave("stopping", Seconds=1200)
    lab.order("event", deed, Where=OF_GATE, Nth=2)
    lab.run(CHANGED)
    lab.quiet()

    deployed(lab, CHANGED)
    assert lab.only["ReplicationTaskArn"] == arn

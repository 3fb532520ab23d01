"""What happens to a task by its state and the kind of change: the table, and what a state is read from."""

from __future__ import annotations

import itertools
import json
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import decisions
import pytest
from tasks import Task

TABLE: dict[str, Any] = json.loads(Path(decisions.__file__).with_name("state_table.json").read_text(encoding="utf-8"))
NOON = datetime(2026, 11, 28, 12, tzinfo=timezone.utc)


def task(status: str, **more: Any) -> Task:
    return Task(arn="arn:aws:dms:us-east-1:1:task:T", name="t", status=status, said=status, **more)


def never() -> bool:
    raise AssertionError("the tags are read where they make no difference")


@pytest.mark.parametrize(("state", "change"), [*itertools.product(TABLE["states"], TABLE["changes"])])
def test_every_cell_names_an_action(state: str, change: str) -> None:
    assert decisions.action(state, change).name in TABLE["actions"]


def test_every_action_is_used_and_explained_in_a_sentence() -> None:
    used = {name for row in TABLE["table"].values() for name in row.values()}

    assert used == TABLE["actions"].keys()
    assert all(action["what"].endswith(".") for action in TABLE["actions"].values())


@pytest.mark.parametrize("action", [*decisions.ACTIONS.values()], ids=lambda each: str(each.name))
def test_what_gate_and_runner_do_is_something_they_know(action: decisions.Action) -> None:
    assert action.gate in {"pass", "stop", "wait", "refuse"}
    assert action.runner in {"start", "resume", "reload", "keep", "leave", "wait", "fail"}
    assert action.consent in {"", "reload", "replacement"}
    assert action.only in {"", "allowed", "always running", "marked or always running", "stop moved"}


@pytest.mark.parametrize("state", TABLE["states"])
def test_a_removal_needs_no_consent(state: str) -> None:
    assert decisions.action(state, "removal").consent == ""


@pytest.mark.parametrize("state", ["running", "stopped by a deployment", "stopped by hand", "finished", "failed"])
def test_a_replacement_of_what_ran_needs_consent(state: str) -> None:
    assert decisions.action(state, "replacement").consent == "replacement"


def test_a_replacement_of_what_never_ran_needs_none() -> None:
    assert decisions.action("ready", "replacement").consent == ""


@pytest.mark.parametrize("status", ["ready", "starting", "running", "failed", "failed-move"])
def test_these_states_are_called_as_dms_calls_them(status: str) -> None:
    assert decisions.state_of(task(status), never) == status


def test_a_task_that_dms_does_not_have_is_gone() -> None:
    assert decisions.state_of(None, never) == "gone"


def test_a_task_that_is_being_deleted_is_gone() -> None:
    assert decisions.state_of(task("deleting"), never) == "gone"


def test_a_state_that_nobody_knows_passes() -> None:
    assert decisions.state_of(task("passing"), never) == "in between"


@pytest.mark.parametrize("reason", TABLE["stop reasons"]["finished"])
def test_a_task_that_came_to_its_end_is_finished_whatever_its_tags_say(reason: str) -> None:
    assert decisions.state_of(task("stopped", stop_reason=f"Stop Reason {reason}"), never) == "finished"


@pytest.mark.parametrize("reason", TABLE["stop reasons"]["out of memory or disk"])
def test_a_task_that_ran_out_of_something_is_told_from_one_stopped_by_hand(reason: str) -> None:
    stopped = task("stopped", stop_reason=f"Stop Reason {reason}")

    assert decisions.state_of(stopped, lambda: False) == "out of memory or disk"


@pytest.mark.parametrize(("marked", "state"), [(True, "stopped by a deployment"), (False, "stopped by hand")])
def test_the_mark_says_who_stopped_a_task(marked: bool, state: str) -> None:
    assert decisions.state_of(task("stopped", stop_reason="Stop Reason NORMAL"), lambda: marked) == state


@pytest.mark.parametrize(
    ("reason", "position", "moved"),
    [
        ("STOPPED_AT_SERVER_TIME", "server_time:2026-11-28T13:00:00", True),
        ("STOPPED_AT_SERVER_TIME", "server_time:2026-11-28T11:00:00", False),
        ("STOPPED_AT_COMMIT_TIME", "commit_time: 2026-11-28T13:00:00Z", True),
        ("STOPPED_AT_SERVER_TIME", "", True),
        ("FULL_LOAD_ONLY_FINISHED", "", False),
    ],
)
def test_a_stop_time_counts_as_moved_if_it_now_lies_later(reason: str, position: str, moved: bool) -> None:
    stopped = task("stopped", stop_reason=f"Stop Reason {reason}", stop_position=position, stopped=NOON)

    assert decisions.stop_moved(stopped) is moved

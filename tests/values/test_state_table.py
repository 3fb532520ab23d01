"""The table by which the life cycle acts, as sentences."""

import json
from pathlib import Path

import pytest

from dms_constructs.lifecycle.state_table import TaskChange, outcomes, states

FILE = Path(__file__).parents[2] / "dms_constructs" / "lifecycle" / "handlers" / "state_table.json"
DOCUMENT = json.loads(FILE.read_text(encoding="utf-8"))


def test_the_kinds_of_change_are_those_of_the_table() -> None:
    assert [each.value for each in TaskChange] == DOCUMENT["changes"]


@pytest.mark.parametrize("change", TaskChange)
def test_a_change_has_a_sentence_for_every_state(change: TaskChange) -> None:
    found = outcomes(change)

    assert list(found) == list(states()) == DOCUMENT["states"]
    assert all(each.endswith(".") for each in found.values())


def test_a_task_that_runs_is_stopped_for_a_change_and_resumed() -> None:
    assert outcomes(TaskChange.IN_PLACE)["running"] == "It is stopped, the change is made, and it is resumed."

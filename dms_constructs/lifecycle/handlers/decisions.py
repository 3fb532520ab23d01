"""The table of what happens to a task by its state and the kind of change, read from `state_table.json`."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from tasks import Task

_DOCUMENT: dict[str, Any] = json.loads(Path(__file__).with_name("state_table.json").read_text(encoding="utf-8"))
_FINISHED = _DOCUMENT["stop reasons"]["finished"]
_AT_A_TIME = _DOCUMENT["stop reasons"]["at a time"]
_OUT_OF_ROOM = _DOCUMENT["stop reasons"]["out of memory or disk"]

GONE, IN_BETWEEN = "gone", "in between"
BY_DEPLOYMENT, BY_HAND = "stopped by a deployment", "stopped by hand"


@dataclass(frozen=True)
class Action:
    """
    What happens in one state for one kind of change.

    Attributes:
        name: Its name in the table.
        gate: What the gate does before the change: `pass`, `stop`, `wait` or `refuse`.
        runner: What the runner does after it: `start`, `resume`, `reload`, `keep`, `leave`, `wait` or `fail`.
        consent: What needs consent, `reload` or `replacement`; empty if nothing does.
        only: The condition for what the runner does; empty if there is none.
    """

    name: str
    gate: str
    runner: str
    consent: str = ""
    only: str = ""


ACTIONS = {
    name: Action(name=name, **{key: value for key, value in each.items() if key != "what"})
    for name, each in _DOCUMENT["actions"].items()
}
STATES: list[str] = _DOCUMENT["states"]
CHANGES: list[str] = _DOCUMENT["changes"]


def action(state: str, change: str) -> Action:
    """Look up what happens."""
    return ACTIONS[_DOCUMENT["table"][state][change]]


def state_of(task: Task | None, is_marked: Callable[[], bool]) -> str:
    """
    Name the state of a task as the table does.

    Args:
        task: The task as DMS describes it; None if DMS doesn't have it.
        is_marked: Asks whether a deployment of this stack stopped it; called only if that makes a difference.
    """
    if task is None or task.status == "deleting":
        return GONE
    if task.status == "stopped":
        if has_finished(task):
            return "finished"
        if is_marked():
            return BY_DEPLOYMENT
        return "out of memory or disk" if _has(task.stop_reason, _OUT_OF_ROOM) else BY_HAND
    return task.status if task.status in STATES else IN_BETWEEN


def stop_moved(task: Task) -> bool:
    """Whether a task that stopped at the time it was told to now has a later stop time, or none."""
    if not _has(task.stop_reason, _AT_A_TIME):
        return False
    if not task.stop_position:
        return True
    moment = datetime.fromisoformat(task.stop_position.partition(":")[2].strip().rstrip("Z"))
    return task.stopped is None or moment.replace(tzinfo=timezone.utc) > task.stopped


def has_finished(task: Task) -> bool:
    """Whether a stopped task came to its own end."""
    return _has(task.stop_reason, _FINISHED)


def _has(stop_reason: str, reasons: list[str]) -> bool:
    return any(reason in stop_reason.upper() for reason in reasons)

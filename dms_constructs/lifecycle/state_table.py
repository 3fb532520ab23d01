"""What a deployment does with a task, by the state in which it finds it: the table by which the life cycle acts."""

from __future__ import annotations

import enum
import functools
import json
from typing import Any

__all__ = ["TaskChange", "outcomes", "states"]


class TaskChange(str, enum.Enum):
    """What a deployment is about to do to a task."""

    NONE = "none"
    """Nothing, or only its policies change."""
    IN_PLACE = "in place"
    """DMS changes it, or what it uses, at rest."""
    RELOAD = "in place, reload"
    """The same, and what is on the target is right only after a reload."""
    REPLACEMENT = "replacement"
    """CloudFormation makes another task in its place."""
    REMOVAL = "removal"
    """CloudFormation deletes it."""


def states() -> tuple[str, ...]:
    """Return the states that make a difference, in the order of the table."""
    return tuple(_document()["states"])


def outcomes(change: TaskChange) -> dict[str, str]:
    """
    Return what happens in each state, as a sentence.

    Args:
        change: What the deployment is about to do to the task.
    """
    document = _document()
    return {state: document["actions"][document["table"][state][change.value]]["what"] for state in states()}


@functools.cache
def _document() -> dict[str, Any]:
    from importlib import resources  # noqa: PLC0415  # slow to load, and most programs read no table

    text = (resources.files(__package__) / "handlers" / "state_table.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found

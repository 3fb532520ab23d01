"""The task that a new one takes the place of: it may hand on its checkpoint, and that it ran."""

from __future__ import annotations

import changes
import kinds
import stack
from request import Request
from signals import Refused
from tasks import Task


def find(request: Request, task: Task) -> list[Task]:
    """Find the tasks of other logical ids that a new one may replace; none where it wouldn't matter."""
    if not _is_cdc(request) and request.new.get("Start") != "NEVER":
        return []
    # The stack still has it, and the template doesn't.
    listed = {name: arn for name, arn in stack.listed(request).tasks.items() if arn != task.arn}
    leaving = [listed[name] for name in listed.keys() - stack.in_template(request)] if listed else []
    return [
        each
        for each in kinds.describe(request.dms, leaving).values()
        if (each.source, each.target, each.migration_type) == (task.source, task.target, task.migration_type)
    ]


def checkpoint(request: Request, before: list[Task]) -> str:
    """
    Return the checkpoint from which a new task goes on; empty if it starts where it is told to.

    Raises:
        Refused: If there should be one, or nobody can tell which.
    """
    able = [each for each in before if _hands_on(request, each)]
    if len(able) > 1:
        if request.new.get("Allow"):
            return ""  # the gate said what is lost
        names = ", ".join(sorted(each.name for each in able))
        raise Refused(
            f"Tasks between the same endpoints leave the stack together ({names}), so it can't be told from whose "
            "checkpoint the new one goes on. Replace them one after the other, or give it a start point of its own."
        )
    for each in able:
        if not each.checkpoint:
            raise Refused(
                f"Task {each.name} has no checkpoint, so its successor can't go on where it stopped. "
                "Give it a start point of its own."
            )
        return each.checkpoint
    return ""


def _hands_on(request: Request, before: Task) -> bool:
    """Say whether the new task goes on where the old one stopped, instead of where it is told to."""
    if not _is_cdc(request) or before.migration_type != changes.CDC or before.status == "ready":
        return False
    if request.new.get("CdcStartPosition"):
        return False
    return request.kind == "Create" or changes.may_carry_checkpoint(request.old, request.new)


def _is_cdc(request: Request) -> bool:
    return bool(request.new.get("MigrationType") == changes.CDC)

"""The task that a new one takes the place of: it may hand on its checkpoint, and that it ran."""

from __future__ import annotations

import changes
import kinds
import stack
from request import Request
from tasks import Task


def find(request: Request, task: Task) -> Task | None:
    """Find the task of another logical id that a new one replaces; None if there is none, or if it wouldn't matter."""
    if not _is_cdc(request) and request.new.get("Start") != "NEVER":
        return None
    # The stack still has it, and the template doesn't.
    listed = {name: arn for name, arn in stack.listed(request).tasks.items() if arn != task.arn}
    leaving = [listed[name] for name in listed.keys() - stack.in_template(request)] if listed else []
    alike = [
        each
        for each in kinds.describe(request.dms, leaving).values()
        if (each.source, each.target, each.migration_type) == (task.source, task.target, task.migration_type)
    ]
    return alike[0] if len(alike) == 1 else None


def hands_on_checkpoint(request: Request, before: Task) -> bool:
    """Say whether the new task goes on where the old one stopped, instead of where it is told to."""
    if not _is_cdc(request) or before.migration_type != changes.CDC or before.status == "ready":
        return False
    if request.new.get("CdcStartPosition"):
        return False
    return request.kind == "Create" or changes.may_carry_checkpoint(request.old, request.new)


def _is_cdc(request: Request) -> bool:
    return bool(request.new.get("MigrationType") == changes.CDC)

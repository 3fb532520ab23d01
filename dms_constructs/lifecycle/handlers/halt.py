"""Stopping tasks and waiting until they are at rest, all at once."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import kinds
import stack
from request import Request
from signals import Over, Wait
from tasks import Task

_STOPPABLE = {"starting", "running"}


def at_rest(
    request: Request,
    arns: Collection[str],
    *,
    marks: Mapping[str, str] | None = None,
    seen: dict[str, Task] | None = None,
) -> dict[str, Task]:
    """
    Return the tasks as DMS describes them, when all are at rest or gone.

    Args:
        request: The request they are stopped for.
        arns: The tasks.
        marks: The values of the mark for those that are to run again: they get it before they are stopped.
        seen: The tasks as they were described in this pass already.

    Raises:
        Over: If somebody else has served the same request meanwhile, so what runs was started again.
        Wait: If one isn't at rest yet.
    """
    found = kinds.describe(request.dms, arns) if seen is None else {arn: seen[arn] for arn in arns if arn in seen}
    waiting = [task for task in found.values() if not task.is_at_rest]
    stoppable = [task for task in waiting if task.status in _STOPPABLE]
    if stoppable and stack.history(request).answered:
        raise Over("somebody who served the same request started it again")
    for task in stoppable:
        _stop(request, task, (marks or {}).get(task.arn, ""))
    if waiting:
        names = ", ".join(f"{task.name} ({task.said})" for task in waiting)
        raise Wait("rest", f"until at rest: {names}")
    return found


def _stop(request: Request, task: Task, mark: str) -> None:
    asked = request.memo.setdefault("Asked", [])
    if mark and task.arn not in asked:
        kinds.tag(request.dms, task.arn, kinds.MARK, mark)
    try:
        kinds.kind_of(task.arn).stop(request.dms, task.arn)
    except (request.dms.exceptions.InvalidResourceStateFault, request.dms.exceptions.ResourceNotFoundFault) as error:
        print(f"the stop was refused, so its state changed meanwhile: {error}")
        return
    if task.arn not in asked:
        asked.append(task.arn)

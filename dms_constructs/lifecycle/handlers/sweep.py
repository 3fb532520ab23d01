"""What is left of a stack that goes: tasks that CloudFormation gave up when their deletion failed in a clean-up."""

from __future__ import annotations

import kinds
import stack
from request import Request
from signals import Wait


def sweep(request: Request) -> None:
    """
    Delete this stack's tasks that it doesn't list any more, if they keep something that it lists from being deleted.

    Raises:
        Wait: Until they are gone.
    """
    listed = stack.listed(request)
    # One of the runners is enough.
    if listed.runners[:1] != [request.logical_id]:
        return
    if "Left" not in request.memo:
        request.memo["Left"] = _left(request, listed)
    found = kinds.describe(request.dms, request.memo["Left"])
    for task in found.values():
        kind = kinds.kind_of(task.arn)
        try:
            if task.status == "running":
                kind.stop(request.dms, task.arn)
            elif task.is_at_rest:
                kind.delete(request.dms, task.arn)
        except request.dms.exceptions.InvalidResourceStateFault as error:
            print(f"looking again: {error}")
    if found:
        raise Wait("sweep", f"until gone: {', '.join(task.name for task in found.values())}")


def _left(request: Request, listed: stack.Listed) -> list[str]:
    endpoints, instances = list(listed.endpoints.values()), set(listed.instances.values())
    known = set(listed.tasks.values())
    candidates = {
        task.arn
        for kind in kinds.BOTH
        for task in kind.every(request.dms)
        if task.arn not in known and (task.instance in instances or {task.source, task.target} & set(endpoints))
    }
    return sorted(arn for arn in candidates if kinds.belongs(kinds.tags(request.dms, arn), request.stack_id))

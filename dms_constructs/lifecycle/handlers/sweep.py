"""What is left of a stack: tasks that CloudFormation gave up when their deletion failed in a clean-up."""

from __future__ import annotations

import kinds
import stack
from request import Request
from signals import Wait


def after_update(request: Request) -> None:
    """
    Delete what the operation before this one gave up.

    Raises:
        Wait: Until it is gone.
    """
    _sweep(request, ever=False)


def with_stack(request: Request) -> None:
    """
    Delete all that the stack ever gave up, before it takes what these tasks run on.

    Raises:
        Wait: Until it is gone.
    """
    # One of the runners is enough.
    if stack.listed(request).runners[:1] == [request.logical_id]:
        _sweep(request, ever=True)


def _sweep(request: Request, *, ever: bool) -> None:
    if "Left" not in request.memo:
        request.memo["Left"] = _left(request, ever=ever)
    if not request.memo["Left"]:
        return
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


def _left(request: Request, *, ever: bool) -> list[str]:
    given_up = stack.given_up(request, ever=ever)
    candidates = given_up - set(stack.listed(request).tasks.values()) if given_up else set()
    return sorted(arn for arn in candidates if kinds.belongs(kinds.tags(request.dms, arn), request.stack_id))

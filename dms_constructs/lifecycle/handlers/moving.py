"""Moving a task to another instance instead of replacing it; only where that is switched on."""

from __future__ import annotations

import halt
from request import Request
from signals import Refused, Wait
from tasks import Task

FAILED = "failed-move"


def settle(request: Request, task: Task) -> None:
    """
    See to it that a task is on the instance that its runner names, if it names one.

    Raises:
        Wait: Until it is.
        Refused: If DMS can't move it.
    """
    wanted = str((request.new.get("Move") or {}).get("InstanceArn") or "")
    if not wanted:
        return
    if task.said == "moving":
        raise Wait("move", f"until {task.name} has moved")
    if task.status == FAILED and request.memo.get("Moved") == wanted:
        raise Refused(f"Task {task.name} could not be moved: {task.failure or 'DMS gives no reason'}.")
    if task.instance == wanted and task.status != FAILED:
        return
    halt.at_rest(request, [task.arn], marks={task.arn: request.stack_id}, seen={task.arn: task})
    try:
        # A move that failed leaves the task where it was; moving it there takes it out of that state.
        request.dms.move_replication_task(ReplicationTaskArn=task.arn, TargetReplicationInstanceArn=wanted)
    except request.dms.exceptions.InvalidResourceStateFault as error:
        raise Refused(f"Task {task.name} can't be moved: {error}") from error
    request.memo["Moved"] = wanted
    raise Wait("move", f"until {task.name} has moved")

"""What a runner does on the way forward, decided once: the passes that follow see other states of the task."""

from __future__ import annotations

from typing import Any

import assets
import changes
import decisions
import kinds
import moving
import predecessors
import stack
from request import Request
from signals import Refused, Wait
from tasks import RELOAD, RESUME, Task

Plan = dict[str, Any]


def decide(request: Request, task: Task | None, replaced: Task | None) -> Plan:
    """
    Decide what is done with a task: `How` it is started if it is, whether it is `Ours` to touch and was `Changed`.

    Args:
        request: The runner's request.
        task: The task as it is, behind the change.
        replaced: The task that had the same logical id before; None if it is still the same.

    Raises:
        Wait: While its state allows no decision.
        Refused: If it can't be run.
    """
    if task is None or task.status == "deleting":
        raise Refused(f"DMS doesn't have task {request.new['TaskArn']} any more: it was removed outside the stack.")
    if request.kind == "Create" or request.old.get("TaskArn") != task.arn:
        return _of_new(request, task, replaced)
    change, reload = _change(request)
    marked = None

    def is_marked() -> bool:
        nonlocal marked
        marked = kinds.is_marked(request.dms, task.arn, request.stack_id) if marked is None else marked
        return marked

    action = decisions.action(decisions.state_of(task, is_marked), change)
    if action.runner == "wait":
        raise _another_state(task)
    own = {"Ours": True, "Changed": change != changes.NONE}
    if action.runner == "start":
        return {**own, **_start(request, task)}
    if task.status == moving.FAILED and not request.new.get("Move"):
        raise Refused(
            f"Task {task.name} is in the state {task.said}: {task.failure or 'DMS gives no reason'}. Move it."
        )
    # Whatever it is in now, a mark that is left would start it again another time.
    if not _is_wanted(request, task, action, change, marked=is_marked()):
        due = f"; a reload is due: {reload}" if action.runner == "reload" else ""
        return {**own, "Said": f"left as it is ({task.said} {task.stop_reason}){due}", "Marked": is_marked()}
    if not task.can_resume and not changes.is_allowed("reload", request.old, request.new):
        raise Refused(
            f"{request.new.get('Path')}: DMS can't resume {task.name}: it only loads, or its capacity is gone. "
            "To load everything again, write reload=dms.ReloadPolicy.WHEN_NEEDED."
        )
    test = request.old.get("UsesDigest") != request.new.get("UsesDigest")
    return {**own, **_way(request, action, reload), "Said": action.name, "Test": test, "Marked": is_marked()}


def _change(request: Request) -> tuple[str, changes.Reload]:
    change = changes.kind_for_runner(request.old, request.new)
    if change == changes.REPLACEMENT:
        # The same task, so DMS changed in place what may replace. It was consented to as a replacement is.
        return changes.RELOAD, changes.Reload(unknown="its migration type changed")
    reload = assets.reload(request, request.old, request.new) if change == changes.IN_PLACE else changes.Reload()
    return changes.RELOAD if reload.is_needed else change, reload


def _is_wanted(request: Request, task: Task, action: decisions.Action, change: str, *, marked: bool) -> bool:
    """Say whether the task is to run, where the table leaves that to a condition."""
    if task.status == "running":
        # Another run that served this request got that far; it needs to be looked at again.
        return marked or change != changes.NONE
    always = request.new.get("Start") == "ALWAYS_RUNNING"
    conditions = {
        "": True,
        "allowed": changes.is_allowed("reload", request.old, request.new),
        "always running": always,
        "marked or always running": marked or always,
        "stop moved": decisions.stop_moved(task),
    }
    return action.runner in {"resume", "reload"} and conditions[action.only]


def _way(request: Request, action: decisions.Action, reload: changes.Reload) -> Plan:
    if action.runner != "reload" or request.new.get("MigrationType") == changes.CDC:
        return {"How": RESUME}
    tables = reload.tables_to_load(request.new)
    return {"How": RESUME, "Tables": tables} if tables else {"How": RELOAD}


def _start(request: Request, task: Task, position: str = "", *, continues: bool = False) -> Plan:
    if request.new.get("Start") == "NEVER" and not continues:
        return {"Said": f"not started, as its start policy says ({task.said})"}
    return {"How": RESUME, "Position": position or str(request.new.get("CdcStartPosition") or ""), "Said": "started"}


def _of_new(request: Request, task: Task, replaced: Task | None) -> Plan:
    """Decide for a task that this runner hasn't had before: a new one, or one that the life cycle takes over."""
    if not stack.is_younger(task.created, stack.history(request).began):
        return {"Said": f"taken over as it is ({task.said})"}
    if task.status == "passing":
        raise _another_state(task)
    before = [replaced] if replaced is not None else predecessors.find(request, task)
    position = predecessors.checkpoint(request, before)
    continues = any(kinds.is_marked(request.dms, each.arn, request.stack_id) for each in before)
    return {"Ours": True, "Changed": True, **_start(request, task, position, continues=continues)}


def _another_state(task: Task) -> Wait:
    return Wait("state", f"until {task.name} is in another state than {task.said}")

"""Bringing a task up: connections tested, started once, and watched until it really runs."""

from __future__ import annotations

from typing import Any

import assessment
import connections
import decisions
import kinds
from request import Request
from signals import Refused, Wait
from tasks import RELOAD, RESUME, START, Task

# A task that runs when it is looked at twice has got past what fails at once.
_LOOKS = 2
_MOST_REFUSALS = 5


def bring_up(request: Request, task: Task | None, plan: dict[str, Any]) -> None:
    """
    Do the next step towards a running task, and return when it runs or has come to its own end.

    Args:
        request: The request it is started for.
        task: The task as it is now.
        plan: How it is started (`How`, `Position`), whether it needs new connection tests (`Test`), and what was done.

    Raises:
        Wait: While there is more to do.
        Refused: If it can't be started or fails, with DMS's words.
    """
    if task is None or task.status == "deleting":
        raise Refused("The task was deleted while it was started.")
    if task.is_at_rest and not plan.get("Started"):
        _start(request, task, plan)
    elif task.status == "running":
        plan["Started"] = True
        plan["Looks"] = plan.get("Looks", 0) + 1
        if plan["Looks"] >= _LOOKS or plan.get("Tables"):  # loading these shows whether it runs on
            return
        raise Wait("run", f"to see {task.name} run on")
    elif _is_as_before(task, plan):
        pass  # DMS hasn't begun yet
    elif task.status == "stopped":
        if decisions.has_finished(task) or "NORMAL" in task.stop_reason:
            return  # at its own end, or by somebody's hand
        raise Refused(f"Task {task.name} stopped after its start: {_why(task)}")
    elif task.status in {"failed", "failed-move"}:
        raise Refused(f"Task {task.name} failed after its start: {_why(task)}")
    raise Wait("start", f"until {task.name} runs ({task.said})")


def _start(request: Request, task: Task, plan: dict[str, Any]) -> None:
    kind = kinds.kind_of(task.arn)
    if kind.tests_connections:
        connections.check(request, task, plan)
    how = START if task.status == "ready" else plan.get("How", RESUME)
    if how == START:
        assessment.check(request, task)
    if not task.can_resume and how == RESUME:
        how = RELOAD
    try:
        kind.start(request.dms, task.arn, how, plan.get("Position", "") if how == START else "")
    except request.dms.exceptions.InvalidResourceStateFault as error:
        # It began to start by itself, or DMS began a connection test: looking again shows which.
        plan["Refusals"] = plan.get("Refusals", 0) + 1
        if plan["Refusals"] > _MOST_REFUSALS:
            raise Refused(f"DMS refuses to start task {task.name}: {error}") from error
        print(f"the start was refused, looking again: {error}")
        return
    plan["Started"] = True
    plan["Before"] = _ending(task)


def _is_as_before(task: Task, plan: dict[str, Any]) -> bool:
    """Whether a task at rest still is where the start found it; after some looks, that counts as its new end."""
    if plan.get("Before") != _ending(task):
        return False
    plan["Same"] = plan.get("Same", 0) + 1
    return bool(plan["Same"] <= _MOST_REFUSALS)


def _ending(task: Task) -> str:
    return f"{task.status} {task.stop_reason} {task.stopped}"


def _why(task: Task) -> str:
    return ". ".join(part.rstrip(". ") for part in (task.stop_reason, task.failure) if part) or "DMS gives no reason"

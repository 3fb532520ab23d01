"""
The latch: first of all, and by its changing physical id also last of all.

On the way back nobody starts anything. When all is back, CloudFormation deletes the latch that the failed update made:
then everything that deployments of this stack stopped, and that stays, is started again.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

import decisions
import kinds
import launch
import mappings
import stack
import sweep
from request import CLEANED, CLEANED_BACK, Request
from signals import Refused, Wait
from tasks import RESUME, Task

_STOPPED = {"stopped", "failed", "failed-move"}
_NOT_IN_ID = {"ServiceToken", "ServiceTimeout"}


def act(request: Request) -> str:
    """Serve a request of the latch."""
    if request.kind != "Delete":
        return id_of(request.new)
    if request.phase in {CLEANED, CLEANED_BACK}:
        # The list is made once: what runs again would drop out of it before its mark is taken away.
        if "Restart" not in request.memo:
            request.memo["Restart"] = _stopped_here(request)
        _restart(request, request.memo["Restart"])
        if request.phase == CLEANED:
            sweep.after_update(request)
    return request.physical_id


def id_of(properties: dict[str, Any]) -> str:
    """Make the physical id: another one whenever a property differs."""
    kept = {key: value for key, value in properties.items() if key not in _NOT_IN_ID}
    canonical = json.dumps(kept, sort_keys=True, separators=(",", ":"))
    return f"dms-latch-{hashlib.sha256(canonical.encode()).hexdigest()[:16]}"


def _stopped_here(request: Request) -> dict[str, dict[str, Any]]:
    """Plan the start of what deployments of this stack stopped and what stays in it."""
    listed = stack.listed(request).tasks
    began = stack.history(request).began if request.phase == CLEANED_BACK else None
    if request.phase == CLEANED:
        kept = [listed[name] for name in listed.keys() & stack.in_template(request)]
        found = [task for task in kinds.describe(request.dms, kept).values() if task.status in _STOPPED]
    else:
        # The mark says it, for which of two ARNs a stack lists just now isn't known. What this operation made goes.
        every = (task for kind in kinds.BOTH for task in kind.every(request.dms))
        # One that was marked and could not be stopped is looked at too: it must not keep its mark.
        found = [
            task
            for task in every
            if (task.status in _STOPPED or task.arn in listed.values()) and not stack.is_younger(task.created, began)
        ]
    plans = {}
    for task in found:
        tags = kinds.tags(request.dms, task.arn)
        mark = tags.get(kinds.MARK, "")
        ours = {request.stack_id, kinds.mark_of(request.stack_id, began)}
        # A task that an earlier operation replaced, and that is left, has the mark of that operation.
        if mark in ours or (task.arn in listed.values() and mark.partition("@")[0] == request.stack_id):
            plans[task.arn] = {"How": RESUME, "Mappings": tags.get(mappings.TAG, "")}
    return plans


def _restart(request: Request, plans: dict[str, dict[str, Any]]) -> None:
    found = kinds.describe(request.dms, [arn for arn, plan in plans.items() if not plan.get("Done")])
    waits = []
    for arn, plan in plans.items():
        if plan.get("Done"):
            continue
        try:
            _one(request, found.get(arn), plan)
        except Wait as wait:
            waits.append(wait)
            continue
        except Refused as refused:
            # The mark stays: the next deployment tries again.
            print(f"{arn} stays stopped: {refused}")
        else:
            kinds.unmark(request.dms, arn)
        plan["Done"] = True
    if waits:
        raise Wait(waits[0].stage, "; ".join(map(str, waits)))


def _one(request: Request, task: Task | None, plan: dict[str, Any]) -> None:
    if task is not None and task.status == "stopped" and decisions.has_finished(task):
        return
    if task is not None and plan["Mappings"]:
        mappings.give(request, task, mappings.place_of(plan["Mappings"]))
    launch.bring_up(request, task, plan)

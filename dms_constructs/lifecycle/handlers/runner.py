"""
The runner of one task: behind it, and behind all that it uses.

Its physical id never changes, also when the task is replaced: so CloudFormation calls it on the way back in any case,
and before what the task uses goes back if it goes that way round. Forward it starts, resumes or reloads by the table;
back it stops; in the end it stops what goes.
"""

from __future__ import annotations

import changes
import halt
import kinds
import launch
import loads
import mappings
import moving
import neighbours
import plans
import stack
import sweep
from request import BACK, CLEANED, CLEANED_BACK, GOING, Request


def act(request: Request) -> str:
    """Serve a request of a runner."""
    if request.kind == "Delete":
        _end(request)
        return request.physical_id
    arn = str(request.new["TaskArn"])
    if request.phase == BACK:
        _back(request, arn)
    else:
        _forward(request, arn)
    return f"dms-runner-{request.new['LogicalId']}"


def _forward(request: Request, arn: str) -> None:
    before = str(request.old.get("TaskArn") or arn)
    found = kinds.describe(request.dms, {arn, before})
    task = found.get(arn)
    replaced = found.get(before) if before != arn else None
    if replaced is not None:
        mark = kinds.mark_of(request.stack_id, stack.history(request).began) if not replaced.is_at_rest else ""
        halt.at_rest(request, [before], marks={before: mark}, seen=found)
    plan = request.memo.get("Plan")
    if plan is None:
        plan = request.memo["Plan"] = plans.decide(request, task, replaced)
    if task is not None and plan.get("Ours"):
        moving.settle(request, task)
        if plan["Changed"]:
            mappings.give(request, task, request.new.get("Mappings"))
    if "How" in plan:
        launch.bring_up(request, task, plan)
        loads.load_gained(request, arn, plan)
    if plan.get("Marked"):
        kinds.unmark(request.dms, arn)
    print(f"{arn}: {plan['Said']}")


def _back(request: Request, arn: str) -> None:
    """Stop what ran, so the way back is free; the latch starts what is marked when all is back."""
    before = str(request.old.get("TaskArn") or arn)
    if before == arn and changes.kind_for_runner(request.old, request.new) == changes.NONE:
        return
    if "Stop" not in request.memo:
        request.memo["Stop"] = [arn, before, *_made_beside(request, arn)]
    task = halt.at_rest(request, request.memo["Stop"], marks={arn: request.stack_id}).get(arn)
    if task is not None:
        moving.settle(request, task)
        mappings.give(request, task, request.new.get("Mappings"))


def _made_beside(request: Request, arn: str) -> list[str]:
    """List what this operation made on the task's endpoints, if one goes back: its own runner is called too late."""
    if request.old.get("UsesDigest") == request.new.get("UsesDigest"):
        return []
    task = kinds.describe(request.dms, [arn]).get(arn)
    if task is None:
        return []
    began = stack.history(request).began
    found = neighbours.own_on(request, [task.source, task.target], [arn])
    return [each.arn for each in found.values() if stack.is_younger(each.created, began)]


def _end(request: Request) -> None:
    """Stop the task if it goes too."""
    # An id that CloudFormation made up, because it cancelled the creation, says nothing of the task.
    arn = str(request.new.get("TaskArn") or "")
    if not arn.startswith("arn:"):
        return
    if "Goes" not in request.memo:
        request.memo["Goes"] = _goes(request, arn)
    if not request.memo["Goes"]:
        print(f"{arn} stays, only its life cycle goes")
        return
    task = halt.at_rest(request, [arn]).get(arn)
    if request.phase in {CLEANED, CLEANED_BACK} and task is not None:
        # If its own deletion fails, nothing of this stack may start it again.
        kinds.unmark(request.dms, arn)
    if request.phase == GOING:
        sweep.with_stack(request)


def _goes(request: Request, arn: str) -> bool:
    if request.phase == GOING:
        return True
    if request.phase == CLEANED:
        logical_id = str(request.new["LogicalId"])
        return logical_id not in stack.in_template(request) or stack.listed(request).tasks.get(logical_id) != arn
    task = kinds.describe(request.dms, [arn]).get(arn)
    return task is not None and stack.is_younger(task.created, stack.history(request).began)

"""
The gate: before every DMS resource of the stack.

Its physical id never changes, so CloudFormation calls it on the way back too. Forward it decides, once and for all
tasks together, and refuses before anything is touched; then it stops what the change needs stopped. Back it stops the
same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import assets
import changes
import decisions
import halt
import kinds
import neighbours
import stack
from changes import Entry
from request import BACK, Request
from signals import Refused, Wait
from tasks import Task

ID = "dms-gate"
_LONGEST_REFUSALS = 820


def act(request: Request) -> str:
    """Serve a request of the gate."""
    if request.kind != "Update":
        # A Create isn't called on the way back, so it must not stop anything; a Delete comes last, or when the life
        # cycle is taken away.
        return request.physical_id or ID
    seen = None
    if "Stop" not in request.memo:
        request.memo["Stop"], seen = _back(request) if request.phase == BACK else _forward(request)
    marks: dict[str, str] = request.memo["Stop"]
    halt.at_rest(request, marks, marks={arn: mark for arn, mark in marks.items() if mark}, seen=seen)
    return ID


@dataclass(frozen=True)
class _Affected:
    """
    A task that a change reaches: its ARN, the kind of change, and its entries; a removed one has no new entry.

    `carries` says whether a task in its place goes on where it stopped.
    """

    arn: str
    change: str
    old: Entry
    new: Entry
    carries: bool = False

    @property
    def goes(self) -> bool:
        return self.change in {changes.REPLACEMENT, changes.REMOVAL}

    @property
    def path(self) -> str:
        return str(self.new.get("Path") or self.old.get("Path") or self.arn)


def _forward(request: Request) -> tuple[dict[str, str], dict[str, Task]]:
    """Decide what is stopped, each with its mark since all of it ran; return it with the tasks as they are."""
    listed = stack.listed(request)
    affected = _affected(request, listed)
    found = kinds.describe(request.dms, [each.arn for each in affected])
    decided = [(each, *_decide(request, each, found.get(each.arn))) for each in affected]
    if waiting := [each.path for each, action, _ in decided if action.gate == "wait"]:
        raise Wait("state", f"until a decision can be made: {', '.join(waiting)}")
    refusals = [text for each, action, reload in decided if (text := _refusal(each, action, reload))]
    refusals += [text for each, _, _ in decided if (text := _without_mappings(request, each.new))]
    refusals += _used_by_others(request, listed, {each.arn for each in affected})
    if refusals:
        raise Refused(_together(refusals))
    stopped = [each for each, action, _ in decided if action.gate == "stop"]
    stays = request.stack_id
    goes = kinds.mark_of(stays, stack.history(request).began) if any(each.goes for each in stopped) else ""
    return {each.arn: goes if each.goes else stays for each in stopped}, found


def _affected(request: Request, listed: stack.Listed) -> list[_Affected]:
    old, new = request.old.get("Tasks", {}), request.new.get("Tasks", {})
    vanished = {name for name in old if name not in new and name in listed.tasks}
    # Those still in the template only lose their life cycle.
    vanished -= stack.in_template(request) if vanished else set()
    coming = {name: entry for name, entry in new.items() if name not in listed.tasks}
    affected = []
    for name, before in old.items():
        arn = listed.tasks.get(name)
        if arn is None:
            continue
        if name in new:
            change = changes.kind(before, new[name], request.old, request.new)
            if change != changes.NONE:
                carries = changes.may_carry_checkpoint(before, new[name])
                affected.append(_Affected(arn, change, before, new[name], carries))
    leaving = {name: old[name] for name in sorted(vanished)}
    heirs = _heirs(leaving, coming)
    for name, before in leaving.items():
        heir = coming.get(heirs.get(name, ""), {})
        change = changes.REPLACEMENT if heir else changes.REMOVAL
        carries = bool(heir) and changes.finds_checkpoint(before, heir, leaving.values())
        affected.append(_Affected(listed.tasks[name], change, before, heir, carries))
    return affected


def _heirs(leaving: Mapping[str, Entry], coming: Mapping[str, Entry]) -> dict[str, str]:
    """Pair tasks with those of another logical id that move the same: of several, the ones most alike."""
    left = dict(coming)
    found: dict[str, str] = {}
    for keys in (("Moves", "Digest"), ("Moves", "Tables"), ("Moves",)):
        for name, before in leaving.items():
            alike = (each for each, entry in left.items() if all(entry.get(key) == before.get(key) for key in keys))
            heir = None if name in found else next(alike, None)
            if heir is not None:
                found[name] = heir
                del left[heir]
    return found


def _decide(request: Request, each: _Affected, task: Task | None) -> tuple[decisions.Action, changes.Reload]:
    """Look up what happens; the tags are read only if it depends on who stopped the task."""
    reload = changes.Reload()
    change = each.change
    if change == changes.IN_PLACE:
        reload = assets.reload(request, each.old, each.new)
        if task is not None and task.status != "ready" and not task.can_resume:
            reload = changes.Reload(unknown="DMS can't resume it: it only loads, or its capacity is gone")
        change = changes.RELOAD if reload.is_needed else change

    def is_marked() -> bool:
        by_deployment, by_hand = (
            decisions.action(state, change) for state in (decisions.BY_DEPLOYMENT, decisions.BY_HAND)
        )
        alike = not by_deployment.consent or by_deployment == by_hand
        return not alike and kinds.is_marked(request.dms, each.arn, request.stack_id)

    return decisions.action(decisions.state_of(task, is_marked), change), reload


def _refusal(each: _Affected, action: decisions.Action, reload: changes.Reload) -> str:
    if action.gate == "refuse":
        return (
            f"{each.path}: DMS doesn't have {each.arn} any more, so it was removed outside the stack. "
            "Give the task another construct id: a new one is made then."
        )
    if not action.consent or changes.is_allowed(action.consent, each.old, each.new):
        return ""
    if action.only == "always running" and each.new.get("Start") != "ALWAYS_RUNNING":
        return ""
    allow = f'allow=dms.Allow("{changes.consent(each.old, each.new)}")'
    if action.consent == "reload":
        return (
            f"{each.path}: this change needs a reload: {reload}. {_PREPARED[each.new.get('PrepMode', '')]} "
            f"To allow it, write reload=dms.ReloadPolicy.WHEN_NEEDED, or {allow} for this change only."
        )
    if each.carries:
        return ""
    return (
        f"{each.path}: this change replaces the task, which has run: its checkpoint and statistics are lost, and the "
        f"new one {_BEGINS.get(each.new.get('MigrationType', ''), _BEGINS['full-load'])}. To allow it, write {allow}."
    )


_PREPARED = {
    "": "Its tables are loaded again.",
    "DO_NOTHING": "Its tables are loaded again, on top of the rows that are there (DO_NOTHING).",
    "DROP_AND_CREATE": "Its target tables are dropped and loaded again (DROP_AND_CREATE).",
    "TRUNCATE_BEFORE_LOAD": "Its target tables are emptied and loaded again (TRUNCATE_BEFORE_LOAD).",
}
_BEGINS = {
    "cdc": "starts where it is told to, without what changed in between",
    "full-load": "loads everything again",
    "full-load-and-cdc": "loads everything again",
}


def _without_mappings(request: Request, new: Entry) -> str:
    place = new.get("Mappings")
    if not place or assets.read(request, place) is not None:
        return ""
    return (
        f"{new.get('Path')}: its table mappings are not in the bucket {place['Bucket']} under {place['Key']}. "
        "Deploy with `cdk deploy`, which publishes them first."
    )


def _used_by_others(request: Request, listed: stack.Listed, own: set[str]) -> list[str]:
    """Name what runs on an endpoint that changes and isn't ours to stop: DMS would refuse the change."""
    endpoints = _changed_endpoints(request, listed)
    if not endpoints:
        return []
    running = [
        task.name
        for kind in kinds.BOTH
        for task in kind.on_endpoints(request.dms, endpoints)
        if task.arn not in own and task.status in {"starting", "running"}
    ]
    if not running:
        return []
    names = ", ".join(sorted(running))
    text = (
        f"An endpoint of this stack changes, and what runs on it has no life cycle here: {names}. "
        "DMS changes no endpoint that is in use. Stop it, deploy again, then start it again."
    )
    return [text]


def _together(refusals: list[str]) -> str:
    """Put the refusals into one reason: as many as CloudFormation shows whole, and how many more there are."""
    shown: list[str] = []
    for text in refusals:
        if shown and len(" ".join([*shown, text])) > _LONGEST_REFUSALS:
            break
        shown.append(text)
    left = len(refusals) - len(shown)
    more = f" There {'is' if left == 1 else 'are'} {left} more such task{'s' * (left > 1)}." if left else ""
    return f"Nothing was touched. {' '.join(shown)}{more}"


def _back(request: Request) -> tuple[dict[str, str], dict[str, Task]]:
    """
    List what must be at rest before the stack's resources return to what they were, and how it is.

    What was made in this operation isn't marked: CloudFormation deletes it, and the latch must not start it.
    """
    history = stack.history(request)
    if history.untouched:
        return {}, {}
    listed = stack.listed(request)
    old, new = request.old.get("Tasks", {}), request.new.get("Tasks", {})
    # One that is on one side only was made, taken over or given up here: a rollback changes nothing of it.
    arns = {
        listed.tasks[name]
        for name in old.keys() & new.keys() & listed.tasks.keys()
        if changes.kind(old[name], new[name], request.old, request.new) != changes.NONE
    }
    found = kinds.describe(request.dms, arns)
    if endpoints := _changed_endpoints(request, listed):
        found |= neighbours.own_on(request, endpoints, arns)
    marks = {
        arn: "" if stack.is_younger(task.created, history.began) else request.stack_id
        for arn, task in found.items()
        if not task.is_at_rest
    }
    return marks, found


def _changed_endpoints(request: Request, listed: stack.Listed) -> list[str]:
    changed = changes.differing(request.old.get("Resources", {}), request.new.get("Resources", {}))
    return sorted(listed.endpoints[name] for name in changed & listed.endpoints.keys())

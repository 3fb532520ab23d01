"""Deleting: what a finished operation leaves behind, and whole stacks."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from local_cloud.plugin import inside
from local_cloud.plugin.stacks import resources
from local_cloud.plugin.stacks.graph import Needs, dependents, walk
from local_cloud.plugin.stacks.operation import STACK_TYPE, needs_of, policy_of
from local_cloud.plugin.store import Data

__all__ = ["Doomed", "clean_up", "delete_stack", "remove"]

# "CloudFormation attempts to delete the old resource three times" (troubleshooting page of its User Guide).
_ATTEMPTS_OF_CLEANUP = 3
_KEEPING = {"Retain", "RetainExceptOnCreate"}


@dataclass(eq=False, slots=True)
class Doomed:
    """A resource to delete, with its policy; `put_off` is what MiniStack's handler has left to do."""

    place: resources.Place
    physical_id: str
    properties: Data
    policy: str = "Delete"
    put_off: list[Any] = field(default_factory=list)
    only_put_off: bool = False

    def tell(self, status: str, reason: str = "") -> None:
        """Tell of it in the stack's events."""
        place = self.place
        inside.add_event(
            place.stack_id,
            place.stack_name,
            place.logical_id,
            place.resource_type,
            status,
            reason,
            self.physical_id,
        )


async def remove(doomed: Doomed, attempts: int = 1) -> str | None:
    """Delete a resource, with its events, unless its policy keeps it; say why it couldn't be."""
    if doomed.policy in _KEEPING:
        doomed.tell("DELETE_SKIPPED")
        return None
    doomed.tell("DELETE_IN_PROGRESS")
    reason = ""
    for _ in range(attempts):
        try:
            if doomed.policy == "Snapshot":
                inside.snapshot(doomed.place.resource_type, doomed.physical_id, doomed.properties)
            # The handler's own come first: they know what the physical ID alone doesn't say.
            while doomed.put_off:
                act, arguments, keywords = doomed.put_off[0]
                act(*arguments, **keywords)
                doomed.put_off.pop(0)
            if not doomed.only_put_off:
                await resources.delete(doomed.place, doomed.physical_id, doomed.properties)
        except Exception as error:
            reason = str(error)
            doomed.tell("DELETE_FAILED", reason)
        else:
            doomed.tell("DELETE_COMPLETE")
            return None
    return reason


async def clean_up(doomed: Iterable[Doomed], needs: Needs) -> bool:
    """Delete what an operation leaves behind, dependents first; say whether all of it is gone."""
    waiting: dict[str, list[Doomed]] = {}
    for each in doomed:
        waiting.setdefault(each.place.logical_id, []).append(each)
    abandoned: list[str] = []

    async def visit(name: str) -> None:
        for each in waiting[name]:
            reason = await remove(each, _ATTEMPTS_OF_CLEANUP)
            abandoned.extend([name] if reason is not None else [])

    await walk(waiting, dependents(needs), visit)
    return not abandoned


async def delete_stack(stack_name: str, _: str, retain_resources: Collection[str] = (), *, force: bool = False) -> None:
    """Delete a stack; the signature is MiniStack's."""
    stack = inside.STACKS.get(stack_name)
    if stack is None:
        return
    _become(stack, "DELETE_IN_PROGRESS")
    kept = set(retain_resources)
    if force:
        failed = {name for name, each in stack["_resources"].items() if each["ResourceStatus"] == "DELETE_FAILED"}
        definitions = (stack.get("_template") or {}).get("Resources", {})
        kept |= inside.with_dependencies(failed, definitions, set(stack["_resources"]))
    failures = await remove_all(stack, kept)
    while force and failures:
        kept |= failures.keys()
        failures = await remove_all(stack, kept)
    if failures:
        _become(
            stack, "DELETE_FAILED", f"The following resource(s) failed to delete: [{', '.join(sorted(failures))}]. "
        )
        return
    for output in stack.get("Outputs", []):
        inside.EXPORTS.pop(output.get("ExportName"), None)
    _become(stack, "DELETE_COMPLETE")


async def remove_all(stack: Data, kept: Collection[str]) -> Mapping[str, str]:
    """Delete all resources of a stack, dependents first, and return the failures with their reasons."""
    records: dict[str, Data] = stack["_resources"]
    failures: dict[str, str] = {}
    needed_by = dependents(needs_of(stack.get("_template") or {}, set(records)))

    async def visit(name: str) -> None:
        record = records[name]
        place = resources.Place(stack["StackName"], stack["StackId"], name, record["ResourceType"])
        policy = "Retain" if name in kept else policy_of(stack, name, "DeletionPolicy")
        doomed = Doomed(place, record["PhysicalResourceId"], record["Properties"], policy)
        if not doomed.physical_id:
            reason: str | None = None  # its creation failed, and made nothing
        elif failures.keys() & needed_by[name]:
            # What is left needs it, so AWS doesn't get to it.
            reason = "Resource deletion cancelled"
            doomed.tell("DELETE_FAILED", reason)
        else:
            record["ResourceStatus"] = "DELETE_IN_PROGRESS"
            reason = await remove(doomed)
        if reason is None:
            del records[name]
        else:
            failures[name] = reason
            record.update(ResourceStatus="DELETE_FAILED", ResourceStatusReason=reason)

    await walk(list(records), needed_by, visit)
    return failures


def _become(stack: Data, status: str, reason: str = "") -> None:
    stack["StackStatus"], stack["StackStatusReason"] = status, reason
    name, stack_id = stack["StackName"], stack["StackId"]
    inside.add_event(stack_id, name, name, STACK_TYPE, status, reason, stack_id)

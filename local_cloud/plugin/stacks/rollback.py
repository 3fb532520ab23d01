"""The way back: what an operation has touched is sent back, and what it made is deleted."""

from __future__ import annotations

import asyncio
import copy
from collections.abc import Awaitable, Callable, Collection

from local_cloud.plugin import clock, inside, switches
from local_cloud.plugin.stacks import resources
from local_cloud.plugin.stacks.graph import Needs, dependents, walk
from local_cloud.plugin.stacks.operation import Operation, Touch, needs_of
from local_cloud.plugin.stacks.removal import Doomed, clean_up, remove
from local_cloud.plugin.store import Data

__all__ = ["continuing", "roll_back", "rolling_back"]

_RESTORED = ("_template", "_template_body", "_resolved_params", "_conditions", "Parameters", "Tags", "Outputs")


def rolling_back(imports_by_ministack: Callable[..., Awaitable[None]]) -> Callable[..., Awaitable[None]]:
    """Make what takes the place of MiniStack's function, which still rolls back what imports resources."""

    async def roll_back_failed(
        stack_name: str, stack_id: str, stack: Data, failed: Data, reason_override: str = ""
    ) -> None:
        operation: Operation | None = failed.get("operation")
        if operation is None:
            await imports_by_ministack(stack_name, stack_id, stack, failed, reason_override)
            return
        stack.pop("_failed_operation", None)
        operation.retain_except_on_create = failed.get("retain_except_on_create", operation.retain_except_on_create)
        await roll_back(operation, reason_override)

    return roll_back_failed


async def continuing(stack_name: str, stack_id: str, resources_to_skip: Collection[str]) -> None:  # noqa: ARG001
    """Try again to send back what refused to go; the signature is MiniStack's."""
    stack = inside.STACKS.get(stack_name)
    if stack is None:
        return
    stuck = stack.pop("_rollback_failed", {})
    operation: Operation = stack["_stuck"]
    operation.become("UPDATE_ROLLBACK_IN_PROGRESS", "User Initiated")
    for name in resources_to_skip:
        operation.event(operation.touched[name], "UPDATE_COMPLETE", "Resource rollback skipped by user")
    await _send_back_and_clean_up(operation, [name for name in stuck if name not in resources_to_skip])


async def roll_back(operation: Operation, reason: str = "") -> None:
    """Roll an operation back."""
    operation.stack.pop("_failed_operation", None)
    reason = reason or _reason(operation)
    if operation.previous is None:
        operation.become("ROLLBACK_IN_PROGRESS", reason)
        await _delete_all(operation)
        return
    operation.become("UPDATE_ROLLBACK_IN_PROGRESS", reason)
    # GetTemplate shows what the stack returns to.
    operation.stack.update({key: operation.previous[key] for key in _RESTORED if key in operation.previous})
    await _send_back_and_clean_up(operation, [name for name, each in operation.touched.items() if each.before])


def _reason(operation: Operation) -> str:
    if operation.cancelled:
        return "User Initiated"
    found = []
    for verb, created in (("create", True), ("update", False)):
        names = sorted(
            name for name, touch in operation.touched.items() if touch.failed and (touch.before is None) == created
        )
        if names:
            found.append(f"The following resource(s) failed to {verb}: [{', '.join(names)}]. ")
    return "".join(found) or operation.failures.get("", "Rollback requested")


async def _send_back_and_clean_up(operation: Operation, names: list[str]) -> None:
    previous = operation.previous or {}
    restored: dict[str, Data] = operation.stack.get("_restored") or copy.deepcopy(previous.get("_resources", {}))
    stuck: dict[str, Data] = {}

    async def visit(name: str) -> None:
        try:
            await _send_back(operation, operation.touched[name], restored[name])
        except Exception as error:
            touch = operation.touched[name]
            operation.event(touch, "UPDATE_FAILED", str(error))
            stuck[name] = {"PhysicalResourceId": touch.physical_id, "ResourceType": touch.resource_type}

    needs = _needs(operation)
    forwards = switches.value("ROLLBACK_ORDER") == "dependencies-first"
    await walk(names, needs if forwards else dependents(needs), visit)
    if stuck:
        # What ContinueUpdateRollback goes on with.
        operation.stack.update({"_rollback_failed": stuck, "_stuck": operation, "_restored": restored})
        failed = ", ".join(sorted(stuck))
        operation.become("UPDATE_ROLLBACK_FAILED", f"The following resource(s) failed to update: [{failed}]. ")
        return
    operation.stack.pop("_stuck", None)
    operation.stack.pop("_restored", None)
    doomed = _made(operation)
    if switches.value("ROLLBACK_LISTS") == "predecessors":
        operation.stack["_resources"] = restored
    operation.become("UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS")
    gone = await clean_up(doomed, needs)
    operation.stack["_resources"] = restored
    lost = "Update rollback successful. One or more resources could not be deleted."
    operation.become("UPDATE_ROLLBACK_COMPLETE", "" if gone else lost)


async def _send_back(operation: Operation, touch: Touch, record: Data) -> None:
    """Send one resource back to what it was, if it has heard of the change."""
    place = resources.Place(operation.name, operation.stack_id, touch.logical_id, touch.resource_type)
    if _hears_of_it(touch, custom=place.custom):
        operation.event(touch, "UPDATE_IN_PROGRESS")
        seeded = record | {"PhysicalResourceId": touch.physical_id, "Attributes": touch.attributes}
        made = await resources.update(place, seeded, touch.sent, touch.sent_before, asyncio.Event(), retain=False)
        if not touch.replaced:
            record["PhysicalResourceId"] = made.physical_id
            record["Attributes"] = {**record.get("Attributes", {}), **made.attributes}
    record.update(ResourceStatus="UPDATE_COMPLETE", Timestamp=clock.iso_now())
    operation.event(touch, "UPDATE_COMPLETE", physical_id=record["PhysicalResourceId"])


def _hears_of_it(touch: Touch, *, custom: bool) -> bool:
    if touch.sent == touch.sent_before or not touch.called:
        return False
    if touch.replaced:
        return custom and switches.value("ROLLBACK_REVERTS") == "all"
    # A handler of AWS's has changed nothing when it failed; a custom one might have.
    return custom or not touch.failed or touch.resource_type == "AWS::CloudFormation::Stack"


def _made(operation: Operation) -> list[Doomed]:
    """List what the operation has made, in the order of the template."""
    found = []
    for touch in [*operation.touched.values(), *operation.leftovers]:
        if not touch.physical_id or not (touch.before is None or touch.replaced):
            continue
        place = resources.Place(operation.name, operation.stack_id, touch.logical_id, touch.resource_type)
        policy = operation.policy(touch.logical_id, "DeletionPolicy") if touch.before is None else "Delete"
        if policy == "RetainExceptOnCreate" or (policy == "Retain" and operation.retain_except_on_create):
            policy = "Delete"
        found.append(Doomed(place, touch.physical_id, touch.properties, policy))
    return found


def _needs(operation: Operation) -> Needs:
    return needs_of(operation.template, set(operation.definitions))


async def _delete_all(operation: Operation) -> None:
    """Roll a create back: nothing is sent back, all is deleted, and what can't be is a failure."""
    doomed = {each.place.logical_id: each for each in _made(operation)}
    failures: dict[str, str] = {}
    needed_by = dependents(_needs(operation))

    async def visit(name: str) -> None:
        operation.resources[name]["ResourceStatus"] = "DELETE_IN_PROGRESS"
        if (reason := await remove(doomed[name])) is None:
            operation.resources.pop(name)
            return
        failures[name] = reason
        operation.resources[name].update(ResourceStatus="DELETE_FAILED", ResourceStatusReason=reason)

    await walk(list(doomed), needed_by, visit)
    if failures:
        failed = ", ".join(sorted(failures))
        operation.become("ROLLBACK_FAILED", f"The following resource(s) failed to delete: [{failed}]. ")
        return
    operation.resources.clear()
    operation.become("ROLLBACK_COMPLETE")

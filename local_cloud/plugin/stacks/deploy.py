"""Creates and updates of stacks: every resource in its turn, then the clean-up, or the way back."""

from __future__ import annotations

import asyncio
import copy
from collections.abc import Awaitable, Callable
from typing import Any

from local_cloud.plugin import clock, custom_resources, exports, inside
from local_cloud.plugin.stacks import resources, rollback
from local_cloud.plugin.stacks.graph import walk
from local_cloud.plugin.stacks.operation import Operation, Touch, needs_of, policy_of
from local_cloud.plugin.stacks.removal import Doomed, clean_up, remove
from local_cloud.plugin.store import Data

__all__ = ["deploying"]

_REPLACING = "Requested update requires the creation of a new physical resource; hence creating one."
_PROVIDER_REPLACED = "Requested update required the provider to create a new physical resource"
_TICK_SECONDS = 0.02
_KEEPING = {"Retain", "RetainExceptOnCreate"}


def deploying(imports_by_ministack: Callable[..., Awaitable[None]]) -> Callable[..., Awaitable[None]]:
    """Make what takes the place of MiniStack's function, which still deploys what imports resources."""

    async def deploy(*asked: Any, imports: Data | None = None, **more: Any) -> None:
        if imports:
            await imports_by_ministack(*asked, imports=imports, **more)
        else:
            await _deploy(*asked, **more)

    return deploy


async def _deploy(
    stack_name: str,
    stack_id: str,
    template: Data,
    parameters: Data,
    disable_rollback: bool,
    _: list[Data],
    *,
    is_update: bool = False,
    previous_stack: Data | None = None,
    retain_except_on_create: bool = False,
) -> None:
    stack = inside.STACKS[stack_name]
    previous = (previous_stack or {}) if is_update else None
    operation = Operation(stack_name, stack_id, stack, template, parameters, previous, retain_except_on_create)
    _take_over(operation)
    names = _in_order(operation)
    if names is None or _is_invalid(operation, names, disable_rollback=disable_rollback):
        return
    # GetTemplate shows what the stack is moving to.
    operation.stack["_template"] = operation.template
    operation.stack["_resolved_params"] = operation.parameters
    watch = asyncio.create_task(_watch_for_cancellation(operation))
    await walk(names, needs_of(operation.template, set(names)), lambda name: _settle(operation, name))
    watch.cancel()
    outputs = _outputs(operation, names) if not operation.halted.is_set() else None
    if outputs is not None:
        await _finish(operation, names, *outputs)
    elif disable_rollback:
        verb = "update" if operation.verb == "UPDATE" else "create"
        reason = "".join(operation.failures.values())
        if failed := sorted(name for name, touch in operation.touched.items() if touch.failed):
            reason = f"The following resource(s) failed to {verb}: [{', '.join(failed)}]. "
        operation.become(f"{operation.verb}_FAILED", reason)
        operation.stack["_failed_operation"] = {"is_update": operation.previous is not None, "operation": operation}
    else:
        await rollback.roll_back(operation)


def _take_over(operation: Operation) -> None:
    """Go on from an operation that failed and was not rolled back: its touches are still to be undone or cleaned up."""
    failed = operation.stack.pop("_failed_operation", None)
    earlier: Operation | None = (failed or {}).get("operation")
    if earlier is not None and operation.previous is not None and earlier.previous is not None:
        operation.previous = earlier.previous
        operation.touched = earlier.touched
        operation.leftovers = earlier.leftovers


def _in_order(operation: Operation) -> list[str] | None:
    try:
        found: list[str] = inside.topological_sort(operation.definitions, operation.conditions)
    except ValueError as error:
        operation.become(f"{operation.verb}_FAILED", str(error))
        return None
    return found


def _is_invalid(operation: Operation, names: list[str], *, disable_rollback: bool) -> bool:
    if operation.stack.get("_disable_validation"):
        return False
    invalid: bool = inside.fail_validation(
        operation.stack,
        operation.stack_id,
        operation.name,
        operation.definitions,
        names,
        operation.parameters,
        operation.conditions,
        operation.template.get("Mappings", {}),
        disable_rollback,
        previous_stack=operation.previous,
    )
    return invalid


async def _watch_for_cancellation(operation: Operation) -> None:
    operation.stack.pop("_cancel_requested", None)
    while not operation.stack.pop("_cancel_requested", False):
        await asyncio.sleep(_TICK_SECONDS)
    inside.CLIENT_REQUEST_TOKEN.set(operation.stack.pop("_cancel_token", ""))
    operation.cancelled = True
    operation.halted.set()


async def _settle(operation: Operation, name: str) -> None:
    """Bring one resource to what the template says, unless something has failed already."""
    if operation.halted.is_set():
        return
    definition = operation.definitions[name]
    resource_type = definition.get("Type", "AWS::CloudFormation::CustomResource")
    touch = operation.touched.get(name) or Touch(name, resource_type, copy.deepcopy(operation.resources.get(name)), {})
    touch.creating = name not in operation.resources
    place = resources.Place(operation.name, operation.stack_id, name, resource_type)
    try:
        properties, dynamic = _resolved(operation, name, definition)
        sent = operation.tagged(resource_type, name, properties, operation.tags)
        if operation.resources.get(name, {}).get("ResourceStatus") == "CREATE_FAILED":
            await _remove_failed(place, operation.resources.pop(name))
        touch.creating = name not in operation.resources
        if touch.creating:
            await _create(operation, touch, place, properties, sent)
        elif not await _update(operation, touch, place, properties, sent):
            operation.resources[name]["Properties"] = properties
    except custom_resources.Cancelled:
        _fail(operation, touch, f"Resource {'creation' if touch.creating else 'update'} cancelled")
    except Exception as error:
        touch.physical_id = getattr(error, "physical_id", "") if touch.creating else touch.physical_id
        _fail(operation, touch, str(error))
    else:
        if dynamic:
            operation.resources[name]["_dynamic"] = dynamic


def _resolved(operation: Operation, name: str, definition: Data) -> tuple[Data, Data]:
    """Return the properties with all references filled in, and what dynamic ones of them gave."""
    properties = operation.resolve(definition.get("Properties", {}))
    properties = {key: value for key, value in properties.items() if value is not inside.NO_VALUE}
    before = operation.previous or {}
    same_template = operation.template == before.get("_template")
    same_definition = before.get("_template", {}).get("Resources", {}).get(name) == definition
    found: tuple[Data, Data] = inside.resolve_dynamic_references(
        properties,
        before.get("_resources", {}).get(name, {}).get("_dynamic"),
        reuse_ssm=same_template and operation.parameters == before.get("_resolved_params"),
        reuse_secrets=same_definition,
    )
    return found


async def _remove_failed(place: resources.Place, record: Data) -> None:
    """Delete what a failed creation left, before it is tried again."""
    if record["PhysicalResourceId"]:
        await remove(Doomed(place, record["PhysicalResourceId"], record["Properties"]))


async def _create(operation: Operation, touch: Touch, place: resources.Place, properties: Data, sent: Data) -> None:
    touch.before, touch.properties, touch.sent, touch.failed = None, properties, sent, False
    operation.touched[touch.logical_id] = touch
    _record(operation, touch, "CREATE_IN_PROGRESS")
    operation.event(touch, "CREATE_IN_PROGRESS")
    touch.called = True
    _take(operation, touch, await resources.create(place, sent, operation.halted), "CREATE")


async def _update(operation: Operation, touch: Touch, place: resources.Place, properties: Data, sent: Data) -> bool:
    """Change a resource; do nothing, and say so, if it is as wanted."""
    record = operation.resources[touch.logical_id]
    before = touch.sent or operation.tagged(
        touch.resource_type, touch.logical_id, record["Properties"], operation.previous_tags
    )
    if touch.failed and touch.sent_before:
        before = touch.sent_before  # the failed change doesn't count
    if before == sent and not touch.failed:
        return False
    if touch.replaced:
        operation.leftovers.append(copy.copy(touch))
    touch.sent_before = touch.sent_before or before
    touch.properties, touch.sent, touch.failed, touch.called = properties, sent, False, False
    touch.physical_id, touch.attributes = record["PhysicalResourceId"], record.get("Attributes", {})
    operation.touched[touch.logical_id] = touch
    retain = operation.policy(touch.logical_id, "UpdateReplacePolicy") in _KEEPING
    replaces = not place.custom and inside.replaces(touch.resource_type, before, sent)
    record["ResourceStatus"] = "UPDATE_IN_PROGRESS"
    operation.event(touch, "UPDATE_IN_PROGRESS", _REPLACING if replaces else "")
    touch.called = before.get("ServiceToken") == sent.get("ServiceToken")
    made = await resources.update(place, record, before, sent, operation.halted, retain=retain)
    if place.custom and made.physical_id != touch.physical_id:
        operation.event(touch, "UPDATE_IN_PROGRESS", _PROVIDER_REPLACED, made.physical_id)
    _take(operation, touch, made, "UPDATE")
    return True


def _take(operation: Operation, touch: Touch, made: resources.Made, verb: str) -> None:
    """Note what was made. If something else failed meanwhile, it came too late."""
    touch.physical_id, touch.attributes, touch.put_off = made.physical_id, made.attributes, made.put_off
    record = _record(operation, touch, f"{verb}_COMPLETE")
    if made.seed:
        record["_name_seed"] = made.seed
    if operation.halted.is_set():
        _fail(operation, touch, f"Resource {'creation' if verb == 'CREATE' else 'update'} cancelled")
    else:
        operation.event(touch, f"{verb}_COMPLETE")


def _record(operation: Operation, touch: Touch, status: str) -> Data:
    record = operation.resources[touch.logical_id] = {
        "PhysicalResourceId": touch.physical_id,
        "ResourceType": touch.resource_type,
        "ResourceStatus": status,
        "LogicalResourceId": touch.logical_id,
        "Properties": touch.properties,
        "Attributes": touch.attributes,
        "Timestamp": clock.iso_now(),
    }
    return record


def _fail(operation: Operation, touch: Touch, reason: str) -> None:
    verb = "CREATE" if touch.creating else "UPDATE"
    touch.failed = True
    operation.touched[touch.logical_id] = touch
    if touch.creating and touch.called and custom_resources.provides(touch.resource_type):
        touch.physical_id = touch.physical_id or custom_resources.invented_id(operation.name, touch.logical_id)
    if touch.creating:
        _record(operation, touch, "CREATE_FAILED")
    else:
        touch.physical_id = touch.physical_id or operation.resources[touch.logical_id]["PhysicalResourceId"]
        operation.resources[touch.logical_id]["ResourceStatus"] = "UPDATE_FAILED"
    operation.resources[touch.logical_id]["ResourceStatusReason"] = reason
    operation.failures.setdefault(touch.logical_id, reason)
    operation.event(touch, f"{verb}_FAILED", reason)
    operation.halted.set()


def _outputs(operation: Operation, names: list[str]) -> tuple[list[Data], dict[str, Data]] | None:
    """Work out the outputs, which may fail when all resources are there."""
    # What the update removes still has its record.
    surviving = {name: record for name, record in operation.resources.items() if name in names}
    try:
        return exports.resolve(
            operation.template,
            operation.conditions,
            surviving,
            operation.parameters,
            operation.name,
            operation.stack_id,
        )
    except Exception as error:
        operation.failures[""] = str(error)
        operation.become(f"{operation.verb}_FAILED", str(error))
        return None


async def _finish(operation: Operation, names: list[str], outputs: list[Data], exported: dict[str, Data]) -> None:
    """Publish what the stack gives, then delete what it no longer has."""
    stack = operation.stack
    stack["Outputs"] = outputs
    inside.EXPORTS.update(exported)
    if operation.previous is None:
        operation.become("CREATE_COMPLETE")
        return
    operation.become("UPDATE_COMPLETE_CLEANUP_IN_PROGRESS")
    removed = [name for name in operation.resources if name not in names]
    for name in removed:
        operation.resources[name]["ResourceStatus"] = "DELETE_IN_PROGRESS"
    doomed = _predecessors(operation) + [
        _unwanted(operation, name) for name in removed if operation.resources[name]["PhysicalResourceId"]
    ]
    old = operation.previous.get("_template") or {}
    gone = await clean_up(doomed, needs_of(old, set(old.get("Resources", {}))))
    for name in removed:
        operation.resources.pop(name, None)
    operation.become(
        "UPDATE_COMPLETE", "" if gone else "Update successful. One or more resources could not be deleted."
    )


def _predecessors(operation: Operation) -> list[Doomed]:
    found = []
    for touch in operation.touched.values():
        if not touch.replaced or touch.before is None:
            continue
        policy = operation.policy(touch.logical_id, "UpdateReplacePolicy")
        record = touch.before
        found.append(_doomed(operation, touch, record["PhysicalResourceId"], record["Properties"], policy))
    found += [_doomed(operation, each, each.physical_id, each.properties, "Delete") for each in operation.leftovers]
    return found


def _doomed(operation: Operation, touch: Touch, physical_id: str, properties: Data, policy: str) -> Doomed:
    place = resources.Place(operation.name, operation.stack_id, touch.logical_id, touch.resource_type)
    only = bool(touch.put_off) and touch.before is not None and touch.physical_id == touch.before["PhysicalResourceId"]
    return Doomed(place, physical_id, properties, policy, touch.put_off, only)


def _unwanted(operation: Operation, name: str) -> Doomed:
    record = operation.resources[name]
    before = (operation.previous or {}) | {"StackName": operation.name, "StackId": operation.stack_id}
    place = resources.Place(operation.name, operation.stack_id, name, record["ResourceType"])
    policy = policy_of(before, name, "DeletionPolicy")
    return Doomed(place, record["PhysicalResourceId"], record["Properties"], policy)

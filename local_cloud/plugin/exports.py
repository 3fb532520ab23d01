"""
Exports of stacks: one name belongs to one stack of an account and region, and no export goes while it is imported.

MiniStack 1.5.33 lets a second stack take a name over, and keeps an export that an update removed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from local_cloud.plugin import inside
from local_cloud.plugin.store import Data

__all__ = ["install", "resolve"]

_WITHOUT_IMPORTS = {"REVIEW_IN_PROGRESS", "ROLLBACK_COMPLETE", "DELETE_COMPLETE"}
_STACK_TYPE = "AWS::CloudFormation::Stack"


def install() -> None:
    """Take the place of MiniStack's function for the deletion of stacks."""
    delete = inside.STACK_ACTIONS["DeleteStack"]

    def delete_unless_imported(parameters: Data) -> Any:
        stack = inside.find_stack(parameters.get("StackName", [""])[0])
        if stack is None or not _cancel_deletion(stack):
            return delete(parameters)
        return 200, {"Content-Type": "text/xml"}, b"<DeleteStackResponse/>"

    inside.STACK_ACTIONS["DeleteStack"] = delete_unless_imported


def resolve(template: Data, *stack: Any) -> tuple[list[Data], dict[str, Data]]:
    """
    Work out the outputs of a stack and what they export; refuse names that it can't have or must keep.

    `stack` is its conditions, resources and parameters, its name and its ID.
    """
    conditions, resources, parameters, stack_name, stack_id = stack
    mappings = template.get("Mappings", {})
    outputs, exports = inside.resolve_outputs(
        template.get("Outputs", {}), conditions, resources, parameters, mappings, stack_name, stack_id
    )
    _check(stack_name, stack_id, [each["ExportName"] for each in outputs if "ExportName" in each], exports)
    return outputs, exports


def _check(stack_name: str, stack_id: str, names: Sequence[str], exports: dict[str, Data]) -> None:
    """Refuse the outputs of a stack whose resources are made; what is raised here rolls the stack back."""
    for name, times in Counter(names).items():
        owner = inside.EXPORTS.get(name, {}).get("StackId", stack_id)
        if owner != stack_id or times > 1:
            raise ValueError(f"Export with name {name} is already exported by stack {owner.split('/')[1]}")
    for name, export in _owned(stack_id).items():
        users = _importers(stack_name, name)
        if users and name not in exports:
            raise ValueError(f"Export {name} cannot be deleted as it is in use by {users}")
        if users and exports[name]["Value"] != export["Value"]:
            raise ValueError(f"Export {name} cannot be updated as it is in use by {users}")
    for name in _owned(stack_id).keys() - exports.keys():
        del inside.EXPORTS[name]


def _cancel_deletion(stack: Data) -> bool:
    """Leave a stack as it is, and say why, if another one imports from it: the call itself succeeds, as in AWS."""
    if stack.get("EnableTerminationProtection"):
        return False
    for name in _owned(stack["StackId"]):
        if users := _importers(stack["StackName"], name):
            stack["StackStatusReason"] = f"Delete canceled. Cannot delete export {name} as it is in use by {users}."
            inside.add_event(
                stack["StackId"],
                stack["StackName"],
                stack["StackName"],
                _STACK_TYPE,
                stack["StackStatus"],
                stack["StackStatusReason"],
                stack["StackId"],
            )
            return True
    return False


def _owned(stack_id: str) -> dict[str, Data]:
    return {name: export for name, export in inside.EXPORTS.items() if export["StackId"] == stack_id}


def _importers(exporter: str, name: str) -> str:
    """Name the stacks that import something, as CloudFormation lists them; nothing if there are none."""
    users = [
        stack_name
        for stack_name, stack in inside.STACKS.items()
        if stack_name != exporter
        and stack["StackStatus"] not in _WITHOUT_IMPORTS
        and name in inside.imported_names(stack, stack_name)
    ]
    return " and ".join([", ".join(users[:-1]), users[-1]] if len(users) > 1 else users)

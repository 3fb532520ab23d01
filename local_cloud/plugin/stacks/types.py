"""
A logical id keeps its resource type: CloudFormation refuses an update, and fails a change set, that changes one.

MiniStack 1.5.33 updates the resource as if it were of the new type.
"""

from __future__ import annotations

from typing import Any

from local_cloud.plugin import inside
from local_cloud.plugin.store import Data

__all__ = ["install"]


def install() -> None:
    """Take the place of MiniStack's functions for updates and change sets."""
    update, change_set = (inside.STACK_ACTIONS[name] for name in ("UpdateStack", "CreateChangeSet"))

    def update_of_same_types(parameters: Data) -> Any:
        refusal = _refusal(parameters)
        return inside.api_error("ValidationError", refusal) if refusal else update(parameters)

    def change_set_of_same_types(parameters: Data) -> Any:
        refusal = _refusal(parameters)
        known = set(inside.CHANGE_SETS)
        answer = change_set(parameters)
        for name, made in inside.CHANGE_SETS.items():
            if refusal and name not in known:
                made.update(Status="FAILED", ExecutionStatus="UNAVAILABLE", StatusReason=refusal)
        return answer

    inside.STACK_ACTIONS.update(UpdateStack=update_of_same_types, CreateChangeSet=change_set_of_same_types)


def _refusal(parameters: Data) -> str:
    """Say what CloudFormation says where types change; nothing where none does, or the request fails otherwise."""
    stack = inside.find_stack(parameters.get("StackName", [""])[0]) or {}
    body, error = inside.resolve_template(parameters)
    if error or not body:
        return ""
    try:
        resources = inside.parse_template(body).get("Resources", {})
    except Exception:  # of any YAML or JSON parser: MiniStack answers as AWS does
        return ""
    before = stack.get("_template", {}).get("Resources", {})
    changed = [name for name, each in before.items() if resources.get(name, each).get("Type") != each.get("Type")]
    if not changed:
        return ""
    return (
        "Update of resource type is not permitted. The new template modifies resource type of the following "
        f"resources: [{', '.join(sorted(changed))}]"
    )

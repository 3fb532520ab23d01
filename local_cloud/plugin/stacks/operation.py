"""One create or update of a stack: what it was asked for, and what it has touched so far."""

from __future__ import annotations

import asyncio
import copy
from dataclasses import dataclass, field
from typing import Any

from local_cloud.plugin import inside
from local_cloud.plugin.stacks.graph import Needs
from local_cloud.plugin.store import Data

__all__ = ["STACK_TYPE", "Operation", "Touch", "needs_of", "policy_of"]

STACK_TYPE = "AWS::CloudFormation::Stack"


@dataclass(eq=False, slots=True)
class Touch:
    """
    A resource that the operation has dealt with.

    Attributes:
        logical_id: Its name in the template.
        resource_type: Its type.
        before: Its record from before the operation; None if the operation made it.
        sent: The properties it was given, stack tags included.
        sent_before: Those it had before.
        properties: The properties without the stack's tags.
        physical_id: What it is now; empty if nothing was made.
        attributes: What `Fn::GetAtt` has of it now.
        creating: Whether it was to be made, instead of changed.
        failed: Whether the operation failed at it.
        called: Whether whoever provides it has heard of the change.
        put_off: Deletions of predecessors that MiniStack's handler has left for the clean-up.
    """

    logical_id: str
    resource_type: str
    before: Data | None
    sent: Data
    sent_before: Data = field(default_factory=dict)
    properties: Data = field(default_factory=dict)
    physical_id: str = ""
    attributes: Data = field(default_factory=dict)
    creating: bool = False
    failed: bool = False
    called: bool = False
    put_off: list[Any] = field(default_factory=list)

    @property
    def replaced(self) -> bool:
        """Whether another thing stands in its place now."""
        if self.before is None or not self.physical_id:
            return False
        return bool(self.put_off) or self.physical_id != self.before["PhysicalResourceId"]


@dataclass(eq=False)
class Operation:
    """A create or an update. Its `previous` is the stack as it was when it was last stable; None for a create."""

    name: str
    stack_id: str
    stack: Data
    template: Data
    parameters: Data
    previous: Data | None
    retain_except_on_create: bool = False
    touched: dict[str, Touch] = field(default_factory=dict)
    leftovers: list[Touch] = field(default_factory=list)
    failures: dict[str, str] = field(default_factory=dict)
    halted: asyncio.Event = field(default_factory=asyncio.Event)
    cancelled: bool = False

    def __post_init__(self) -> None:
        self.definitions: Data = self.template.get("Resources", {})
        self.conditions: Data = inside.evaluate_conditions(self.template, self.parameters)
        self.tags: list[Data] = self.stack.get("Tags") or []
        self.previous_tags: list[Data] = (self.previous or {}).get("Tags") or []

    @property
    def resources(self) -> dict[str, Data]:
        """The stack's records of its resources, as DescribeStackResources shows them."""
        found: dict[str, Data] = self.stack.setdefault("_resources", {})
        return found

    @property
    def verb(self) -> str:
        """What it does, in the words of statuses."""
        return "UPDATE" if self.previous is not None else "CREATE"

    def event(self, touch: Touch, status: str, reason: str = "", physical_id: str | None = None) -> None:
        """Tell of a resource."""
        shown = touch.physical_id if physical_id is None else physical_id
        inside.add_event(self.stack_id, self.name, touch.logical_id, touch.resource_type, status, reason, shown)

    def become(self, status: str, reason: str = "") -> None:
        """Let the stack enter a status."""
        self.stack["StackStatus"] = status
        self.stack["StackStatusReason"] = reason
        inside.add_event(self.stack_id, self.name, self.name, STACK_TYPE, status, reason, self.stack_id)

    def tagged(self, touch_type: str, logical_id: str, properties: Data, tags: list[Data]) -> Data:
        """Add the stack's tags to properties, for types that take them."""
        found: Data = inside.with_stack_tags(touch_type, properties, tags, self.name, self.stack_id, logical_id)
        return found

    def resolve(self, value: Any) -> Any:
        """Put in values for references."""
        mappings = self.template.get("Mappings", {})
        return inside.resolve_references(
            copy.deepcopy(value), self.resources, self.parameters, self.conditions, mappings, self.name, self.stack_id
        )

    def policy(self, logical_id: str, attribute: str) -> str:
        """Return a resource's `DeletionPolicy` or `UpdateReplacePolicy` by the new template."""
        return policy_of(
            self.stack | {"_template": self.template, "_conditions": self.conditions}, logical_id, attribute
        )


def policy_of(stack: Data, logical_id: str, attribute: str) -> str:
    """Return a resource's `DeletionPolicy` or `UpdateReplacePolicy` by the template of a stack's record."""
    template = stack.get("_template") or {}
    return str(
        inside.resource_policy(
            template.get("Resources", {}).get(logical_id),
            attribute,
            stack.get("_resources", {}),
            stack.get("_resolved_params", {}),
            stack.get("_conditions", {}),
            template.get("Mappings", {}),
            stack.get("StackName", ""),
            stack.get("StackId", ""),
        )
    )


def needs_of(template: Data, names: set[str]) -> Needs:
    """List, for each of these resources, which others of them it needs."""
    definitions = template.get("Resources", {})
    return {name: inside.dependencies(definitions.get(name, {}), names) - {name} for name in names}

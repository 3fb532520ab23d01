"""Wildcards in the roles that are made for DMS: acknowledged for cdk-nag, for just that resource and role."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import aws_cdk as cdk
import jsii

from dms_constructs._construct import stack_of
from dms_constructs.app_wide.seen import Seen, SeenRole

__all__ = ["acknowledge"]

# The rule of the pack AwsSolutions; it writes what it found behind it.
_RULE = "AwsSolutions-IAM5"


def acknowledge(seen: Sequence[Seen]) -> None:
    """
    Acknowledge the wildcards that roles can't be without, each with its reason.

    Names are final only when the app is synthesized: logical ids, and what other stacks export. cdk-nag reads what the
    CDK notes as acknowledged; without it nobody does.
    """
    by_stack: dict[cdk.Stack, list[SeenRole]] = {}
    for each in seen:
        if isinstance(each, SeenRole):
            by_stack.setdefault(stack_of(each.construct), []).append(each)
    for stack, roles in by_stack.items():
        # One call to Node for all roles of a stack.
        resolved = stack.resolve([list(each.wildcards) for each in roles])
        for each, wildcards in zip(roles, resolved, strict=True):
            acknowledged = [
                cdk.Acknowledgment(id=f"{_RULE}[{_flat(found)}]", reason=reason)
                for found, reason in zip(wildcards, each.wildcards.values(), strict=True)
            ]
            # As `acknowledge` does after checking types; see docs/decisions/0012.
            jsii.invoke(cdk.Validations.of(each.role), "acknowledge", acknowledged)


def _flat(value: Any) -> str:
    """Write what a template resolves to as cdk-nag does: `<Lake5F1B88EA.Arn>/sales/*`."""
    if isinstance(value, str):
        return value.replace("${", "<").replace("}", ">")
    if isinstance(value, Mapping) and len(value) == 1:
        ((function, of),) = value.items()
        if function == "Fn::Join":
            return str(of[0]).join(map(_flat, of[1]))
        if function == "Fn::GetAtt":
            return f"<{of[0]}.{of[1]}>"
        if function == "Ref":
            return f"<{of}>"
        if function in {"Fn::Sub", "Fn::ImportValue"}:
            return _flat(of)
    return json.dumps(value, separators=(",", ":"))

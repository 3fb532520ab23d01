"""Names that are used twice, and names that keep a resource from being replaced."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import aws_cdk as cdk

from dms_constructs import facts
from dms_constructs._checks import skipped
from dms_constructs._construct import path_of, stack_of
from dms_constructs.app_wide.seen import Seen, Told, account_of, region_of
from dms_constructs.errors import ConfigurationError, Finding, is_unresolved, known_parts

__all__ = ["look"]


def look(seen: Sequence[Seen]) -> Iterator[Told]:
    """Yield the names that two resources of a type have in one account and region, and those that block a change."""
    first: dict[tuple[str, str, cdk.Stack | None], list[Seen]] = {}
    types: dict[str, dict[str, Any]] = facts.updates()["types"]
    for each in seen:
        if each.resource is None:
            continue
        known = types.get(each.resource.cfn_type())
        name = each.resource.said(known["identifier"]) if known is not None else None
        if known is None or not isinstance(name, str) or known_parts(name, "") is None:
            continue
        if skipped(name):
            # Only in one stack is it surely one value: another has, for example, another name of a stack.
            others = first.setdefault((each.resource.cfn_type(), name, stack_of(each.construct)), [])
        else:
            others = first.setdefault((each.resource.cfn_type(), name.lower(), None), [])
            if each.has_fixed_name is not False:
                yield from _fixed(each, known, each.resource.remembered())
        other = next((one for one in others if _is_one_account(one, each)), None)
        others.append(each)
        if other is not None:
            yield (
                each.construct,
                ConfigurationError(
                    "DMS-X005",
                    f"{known['identifier']} {name!r} is the name of {path_of(other.construct)} too, in the same "
                    f"account and region, where each {known['called']} needs a name of its own; write another "
                    "one, or leave it out",
                    given=name,
                ),
            )


def _fixed(seen: Seen, known: dict[str, Any], properties: dict[str, Any]) -> Iterator[Told]:
    """Yield a name that keeps a resource from being replaced when one of the properties that it has changes."""
    others = known["others"] or {}
    replacing = [
        name
        for name in properties
        if known["properties"].get(name, others).get("update") == "replacement"
        and name not in {known["identifier"], _NEVER_CHANGED}
    ]
    if replacing:
        yield (
            seen.construct,
            Finding(
                "app.fixedName",
                f"a change of {' or '.join(replacing)} replaces this {known['called']}, and CloudFormation makes the "
                "new one first, which can't have the name of the old one: the deployment fails",
                known["properties"].get(replacing[0], others)["source"],
                fix="leave the name out",
            ),
        )


# No construct here makes an instance public.
_NEVER_CHANGED = "PubliclyAccessible"


def _is_one_account(one: Seen, other: Seen) -> bool:
    """Whether both are surely in one account and region, and both are surely made."""
    stacks = stack_of(one.construct), stack_of(other.construct)
    if any(_is_conditional(each) for each in (one, other)):
        return False
    if stacks[0] is stacks[1]:
        return True
    return all(here == there and not is_unresolved(here) for here, there in zip(*map(_env, stacks), strict=True))


def _is_conditional(seen: Seen) -> bool:
    made: tuple[object, ...] = (seen.resource, seen.construct)
    return any(isinstance(each, cdk.CfnResource) and each.cfn_options.condition is not None for each in made)


def _env(stack: cdk.Stack) -> tuple[str, str]:
    return account_of(stack), region_of(stack)

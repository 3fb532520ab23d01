"""Regions and accounts: what a resource refers to is in its own, and CloudFormation has its type there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any
from weakref import WeakKeyDictionary

import aws_cdk as cdk
from constructs import IConstruct

from dms_constructs import facts
from dms_constructs._aws_names import place_in_arn
from dms_constructs._construct import DmsConstruct, Imported, check_holds_resources, path_of, stack_of
from dms_constructs._remembered import Remembering
from dms_constructs.app_wide.seen import Seen, Told, account_of, is_elsewhere, region_of
from dms_constructs.errors import ConfigurationError, Finding, is_unresolved

__all__ = ["check_one_place", "look"]


def check_one_place(scope: IConstruct, construct_id: str, /, **parts: object) -> None:
    """
    Raise unless what a construct refers to is in the region and account of its stack, as far as both are known.

    Args:
        scope: Where the construct is being made.
        construct_id: Its name there.
        parts: What it refers to, by the names of the arguments.

    Raises:
        ConfigurationError: `DMS-X006`.
    """
    check_holds_resources(scope, construct_id)
    stack = stack_of(scope)
    for name, part in parts.items():
        if not isinstance(part, DmsConstruct):
            continue
        if isinstance(part, Imported):
            theirs = place_in_arn(part._arn)  # noqa: SLF001  # of the base of all imported constructs
        elif part.stack is stack:
            continue
        else:
            theirs = account_of(part.stack), region_of(part.stack)
        message = _apart(theirs, stack)
        if message is not None:
            raise ConfigurationError(
                "DMS-X006",
                f"{name} ({path_of(part)}) is {message}, and DMS connects only what is in one account and region; make "
                "both in stacks of one environment",
            )


def _apart(theirs: tuple[str, str], stack: cdk.Stack) -> str | None:
    """Say in which other region or account something is; None for the same, and where that is not known."""
    if stack not in _KNOWN:
        _KNOWN[stack] = {}
    known = _KNOWN[stack]
    if theirs not in known:
        known[theirs] = _compared(theirs, stack)
    return known[theirs]


# Hundreds of tasks of a stack refer to the same few places.
_KNOWN: WeakKeyDictionary[cdk.Stack, dict[tuple[str, str], str | None]] = WeakKeyDictionary()


def _compared(theirs: tuple[str, str], stack: cdk.Stack) -> str | None:
    for kind, there, of_stack in zip(("account", "region"), theirs, (account_of, region_of), strict=True):
        if is_elsewhere(there, stack, of_stack):
            return f"in {kind} {there}, but this stack is in {kind} {of_stack(stack)}"
    return None


def look(seen: Sequence[Seen]) -> Iterator[Told]:
    """Yield ARNs of other regions and accounts, and the stacks of regions that lack types."""
    lacking: dict[cdk.Stack, tuple[IConstruct, set[str]]] = {}
    apart: dict[tuple[cdk.Stack, str], str | None] = {}
    for each in seen:
        if each.resource is None:
            continue
        stack = stack_of(each.construct)
        for arn in each.resource.arns():
            if (stack, arn) not in apart:
                apart[stack, arn] = _of_arn(arn, stack)
            message = apart[stack, arn]
            if message is not None:
                yield _told(each, each.resource, arn, message)
        if stack not in lacking:
            lacking[stack] = (each.construct, set())
        lacking[stack][1].add(each.resource.cfn_type())
    for stack, (first, types) in lacking.items():
        yield from _of_region(stack, first, types)


def _place_of(value: Any, arn: str, path: str = "") -> str | None:
    """Return where an ARN stands in properties."""
    if value == arn:
        return path
    inner = (
        value.items()
        if isinstance(value, dict)
        else ((None, each) for each in value)
        if isinstance(value, list)
        else ()
    )
    for name, each in inner:
        found = _place_of(each, arn, path if name is None else f"{path}.{name}".lstrip("."))
        if found is not None:
            return found
    return None


# Which of account and region must be the stack's own, by the service in the ARN. A key may be another account's, and
# roles have no region. Endpoints look after their secrets themselves.
_OWN = {"dms": (True, True), "kms": (False, True), "iam": (True, False)}
# In what the CDK takes for a role until it has looked it up.
_LOOKED_UP_LATER = "DUMMY"
_ARN = re.compile(r"arn:[^:]+:([a-z-]+):")


def _of_arn(arn: str, stack: cdk.Stack) -> str | None:
    """Say where what an ARN names is, when the resources of a stack can't use it from there."""
    match = _ARN.match(arn)
    own = _OWN.get(match[1]) if match is not None else None
    if own is None or _LOOKED_UP_LATER in arn:
        return None
    # A part of it may be known at deployment only: its region is known though its name is not.
    account, region = place_in_arn(arn)
    return _apart((account if own[0] else "", region if own[1] else ""), stack)


def _told(seen: Seen, resource: Remembering, arn: str, message: str) -> Told:
    return (
        seen.construct,
        ConfigurationError(
            "DMS-X006",
            f"{_place_of(resource.remembered(), arn)} is {arn!r}, {message}, where DMS can't use it; give one of this "
            "stack's account and region, or make the stack in the other",
        ),
    )


# Not a list: regions are added, but so far all of them have such names.
_REGION = re.compile(r"[a-z]{2,4}(-[a-z]{2,4})?-(north|south|east|west|central|(north|south)(east|west))-[1-9]")


def _of_region(stack: cdk.Stack, first: IConstruct, types: set[str]) -> Iterator[Told]:
    fact = facts.regions()["lacking"]
    region = region_of(stack)
    if not is_unresolved(region) and _REGION.fullmatch(region) is None:
        yield (
            first,
            Finding(
                "app.noSuchRegion",
                f"this stack is in {region!r}, and no region of AWS has a name of that form, so nothing is deployed",
                fix="write region='eu-west-1' or the like: letters in lower case, a point of the compass, a number",
            ),
        )
    missing = sorted(types & set(fact["value"].get(region, ())))
    if missing:
        yield (
            first,
            Finding(
                "app.typesMissingInRegion",
                f"CloudFormation had no {' and no '.join(missing)} in {region} as of {fact['as_of']}, so it refuses "
                "the template there",
                fact["source"],
                fix="ask `aws cloudformation describe-type` in that region, or make the stack in another region",
            ),
        )

"""What changes of a resource beside its properties: whether it is there, and what becomes of it when it goes."""

from __future__ import annotations

from collections.abc import Iterator

from dms_constructs import facts
from dms_constructs.review.context import Context
from dms_constructs.review.differences import Change, called, policy_of
from dms_constructs.review.entry import Entry, Severity
from dms_constructs.review.resources import Resource, as_object, in_words
from dms_constructs.review.task_properties import NAMES

__all__ = ["is_of_another_type", "of_attributes"]

_POLICIES = ("DeletionPolicy", "UpdateReplacePolicy")
_DELETE = "Delete"


def of_attributes(change: Change, context: Context) -> Iterator[Entry]:
    """Yield what a resource has another condition, policy or type for."""
    if change.new is not None and is_of_another_type(change.new, context.old.resources):
        what = f"its type changes from {Resource(change.new.name, context.old.resources).type} to {change.type}"
        means = "CloudFormation refuses that of a logical id, so the deployment fails before it changes anything"
        yield Entry(Severity.BREAKS, what, means, fix="give the new one another construct id")
    if change.old is not None and change.new is not None:
        yield from _of_policies(change, change.old, change.new)
        yield from _of_condition(change, change.old, change.new, context)


def is_of_another_type(resource: Resource, resources: object) -> bool:
    """Whether the other side has something of another type under the same logical id."""
    kind = as_object(as_object(resources).get(resource.name)).get("Type")
    return isinstance(kind, str) and kind != resource.type


def _of_policies(change: Change, old: Resource, new: Resource) -> Iterator[Entry]:
    found: dict[tuple[str, str], list[str]] = {}
    for name in _POLICIES:
        policies = policy_of(old, name), policy_of(new, name)
        if policies[0] != policies[1]:
            found.setdefault(policies, []).append(name)
    for (before, after), names in found.items():
        what = f"{' and '.join(names)}: {before} -> {after}"
        if after == _DELETE:
            holds = f", and with it {_holds(change)}" if _holds(change) else ""
            means = f"when it goes, CloudFormation deletes the {called(change.type)}{holds}"
            yield Entry(Severity.WEAKENS if _matters(change) else Severity.NOTE, what, means)
        else:
            yield Entry(Severity.NOTE, what, "it says what becomes of it when it goes")


def _of_condition(change: Change, old: Resource, new: Resource, context: Context) -> Iterator[Entry]:
    before, after = (each.body.get("Condition") for each in (old, new))
    if before == after and (after is None or _is_same_condition(str(after), context)):
        return
    what = (
        f"Condition: {in_words(before)} -> {in_words(after)}" if before != after else f"the condition {after} changes"
    )
    if after is None:
        yield Entry(Severity.NOTE, what, "it is there in any case")
    else:
        means = f"where that is false, CloudFormation removes the {called(change.type)}"
        yield Entry(Severity.LOSES if _matters(change) else Severity.NOTE, what, means)


def _is_same_condition(name: str, context: Context) -> bool:
    return bool(context.old.conditions.get(name) == context.new.conditions.get(name))


def _holds(change: Change) -> str:
    return str(facts.resources()["types"].get(change.type, {}).get("holds", ""))


def _matters(change: Change) -> bool:
    """Whether something is lost with it."""
    return change.type in NAMES or bool(_holds(change))

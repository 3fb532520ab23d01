"""
What differs between a task before and after besides its documents, and what CloudFormation and DMS do with it.

A task changes with what it refers to: an endpoint, its instance, and what those refer to in turn. `facts/updates.json`
says what a change of each property does.
"""

from __future__ import annotations

import enum
import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from dms_constructs import facts
from dms_constructs.cli.tasks import Origin, Task
from dms_constructs.review.resources import Resource, as_object, in_words
from dms_constructs.review.tokens import is_function

__all__ = ["Outcome", "Update", "fate", "updates"]


class Outcome(enum.Enum):
    """What becomes of the resource."""

    REPLACED = "replacement"
    IN_PLACE = "in_place"
    REFUSED = "refused"


class Update(NamedTuple):
    """
    A property that differs.

    Attributes:
        name: The property, after the logical id of its resource where that is not the task.
        values: The old and the new value, as they are shown; None where they may hold a secret.
        outcome: What becomes of its resource.
        means: The same as a sentence, with what follows for the task.
        note: What else there is to say of the new value.
        of_task: Whether it is a property of the task itself.
        reloads: Whether what is on the target has to be loaded again even so.
    """

    name: str
    values: tuple[Any, Any] | None
    outcome: Outcome
    means: str
    note: str = ""
    of_task: bool = True
    reloads: bool = False

    @property
    def replaces(self) -> bool:
        """Whether the task becomes another one, or has to."""
        return self.of_task and self.outcome is not Outcome.IN_PLACE

    def is_of(self, resource: str) -> bool:
        """Whether it is a property of the resource with this logical id, which is not the task."""
        return self.name.partition(".")[0] == resource

    def __str__(self) -> str:
        if self.values is None:
            return f"{self.name} changes; {self.means}"
        old, new = map(in_words, self.values)
        return f"{self.name}: {old} -> {new}{', ' if self.note else ''}{self.note}; {self.means}"

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON values."""
        values = {} if self.values is None else {"old": self.values[0], "new": self.values[1]}
        note = {"note": self.note} if self.note else {}
        return {"property": self.name, **values, **note, "update": self.outcome.value, "means": self.means}


def updates(old: Task | None, new: Task | None) -> tuple[Update, ...]:
    """Return what differs; nothing where one side is not there, or a document alone."""
    if old is None or new is None or Origin.DOCUMENT in {old.origin, new.origin}:
        return ()
    if old.origin is new.origin is Origin.TEMPLATE:
        before, after = Resource(old.logical_id, old.resources), Resource(new.logical_id, new.resources)
        return (*_renamed(before, after), *_of_resources(before, after, frozenset()))
    return tuple(_of_answers(old, new))


def fate(old: Task | None, new: Task | None) -> str:
    """Return what CloudFormation does with a task that is in one template only, or nothing."""
    if old is None and new is not None and new.origin is Origin.TEMPLATE:
        return "CloudFormation creates it, and doesn't start it"
    if new is None and old is not None and old.origin is Origin.TEMPLATE:
        policy = as_object(old.resources.get(old.logical_id)).get("DeletionPolicy")
        if policy in {"Retain", "RetainExceptOnCreate"}:
            return "CloudFormation leaves it as it is, outside the stack"
        return "CloudFormation deletes it, which DMS refuses while it runs, so stop it first"
    return ""


def _renamed(old: Resource, new: Resource) -> Iterator[Update]:
    if old.name == new.name:
        return
    known = _known(new.type)
    yield Update(
        "logical id",
        (old.name, new.name),
        Outcome.REFUSED,
        f"CloudFormation creates {new.name} before it deletes {old.name}, and DMS refuses a second {known['called']} "
        f"with the identifier {new.properties.get(known['identifier'])}: keep the logical id, "
        f"task.node.default_child.override_logical_id({json.dumps(old.name)}), or change the identifier too",
    )


def _of_resources(old: Resource, new: Resource, inside: frozenset[str]) -> Iterator[Update]:
    """Yield what differs of two resources, after what differs of those that they refer to."""
    of, is_task = "" if not inside else f"{new.name}.", not inside
    if old.type != new.type:
        means = "CloudFormation refuses another type under one logical id: give the construct another id"
        yield Update(f"{of}Type", (old.type, new.type), Outcome.REFUSED, means, of_task=is_task)
        return
    known, before, after = _known(new.type), old.properties, new.properties
    for name in dict.fromkeys((*before, *after)):
        update = known["properties"].get(name) or known["others"]
        if name.partition(".")[0] in known["ignored"] or update is None:
            continue
        values, note = (before.get(name), after.get(name)), ""
        one, other = old.referred(values[0]), new.referred(values[1])
        if values[0] == values[1]:
            if one is None or other is None or other.name in inside | {new.name} or other.type not in _types():
                continue
            below = tuple(_of_resources(one, other, inside | {new.name}))
            yield from below
            if not any(each.outcome is Outcome.REPLACED and each.is_of(other.name) for each in below):
                continue
            values = other.name, f"the new {other.name}"
        elif one is not None and other is not None:
            note = _of_renamed(one, other)
        outcome = Outcome(update["update"])
        clash = _clash(old, new) if outcome is Outcome.REPLACED else ""
        more = f"; {update['means']}" if "means" in update else ""
        yield Update(
            f"{of}{name}",
            values if name in known["properties"] else None,
            outcome,
            f"{_means(known['called'], outcome)}{clash}{more}",
            note=note,
            of_task=is_task,
            reloads=update.get("reload", False),
        )


def _of_renamed(old: Resource, new: Resource) -> str:
    """Return what to add of a reference to another resource that is the same but for its logical id, or nothing."""
    if old.name == new.name or old.type not in _types() or (old.type, old.properties) != (new.type, new.properties):
        return ""
    return f"the same {_known(new.type)['called']} under another logical id{_clash(old, new)}"


def _clash(old: Resource, new: Resource) -> str:
    """Return why the new resource can't be made while the old one is there, or nothing."""
    key = _known(new.type)["identifier"]
    identifier = new.properties.get(key)
    if not isinstance(identifier, str) or identifier != old.properties.get(key):
        return ""
    return f", and DMS refuses that while the old one has the identifier {identifier}: change {key} too, or remove it"


def _means(called: str, outcome: Outcome) -> str:
    if outcome is Outcome.REPLACED:
        return f"CloudFormation replaces the {called} with a new one"
    if outcome is Outcome.REFUSED:
        return (
            f"CloudFormation tries it in place, and DMS refuses it once the {called} has run: give the construct "
            f"another id, and CloudFormation creates a new {called}"
        )
    if called == "endpoint":
        return (
            "CloudFormation changes it in place, which DMS refuses while a task of the endpoint runs: stop that first"
        )
    return f"CloudFormation changes it in place, which DMS refuses while the {called} runs: stop the {called} first"


def _of_answers(old: Task, new: Task) -> Iterator[Update]:
    """
    Yield what differs where the service told of a task, by what both sides have.

    A template names endpoints by their logical ids and the service by their ARNs, and what the service says of a start
    moves with the task; so of these two, only what makes it another task is compared.
    """
    known = _known(new.kind)
    own = {key: value for key, value in known["properties"].items() if key in old.properties and key in new.properties}
    for key, update in own.items():
        outcome = Outcome(update["update"])
        values = old.properties[key], new.properties[key]
        if values[0] == values[1] or any(map(is_function, values)):
            continue
        if old.origin is new.origin or outcome is not Outcome.IN_PLACE:
            yield Update(key, values, outcome, _means(known["called"], outcome))


def _types() -> dict[str, Any]:
    found: dict[str, Any] = facts.updates()["types"]
    return found


def _known(kind: str) -> dict[str, Any]:
    found: dict[str, Any] = _types()[kind]
    return found

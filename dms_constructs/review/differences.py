"""
Which resources of two templates are the same, and what CloudFormation does with those that differ.

A replaced resource has another ARN, so whatever refers to it changes too, and may have to be replaced in turn.
"""

from __future__ import annotations

import enum
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from dms_constructs import facts
from dms_constructs.review.gate import gate_of
from dms_constructs.review.resources import Resource, as_object, canonical, in_words, references
from dms_constructs.review.task_properties import NAMES

__all__ = ["Change", "Outcome", "PropertyChange", "called", "changes", "is_known", "keeps_id", "policy_of"]

_METADATA = "AWS::CDK::Metadata"


class Outcome(enum.Enum):
    """What becomes of a resource when a property of it changes."""

    IN_PLACE = "in_place"
    NOT_KNOWN = "not_known"
    MIGHT_REPLACE = "might_replace"
    REFUSED = "refused"
    REPLACED = "replacement"


class PropertyChange(NamedTuple):
    """
    A property that differs.

    Attributes:
        name: Its name, dotted where it is of settings.
        old: Its value before.
        new: Its value after.
        outcome: What becomes of the resource.
        is_shown: Whether its values may be shown: those of properties that may hold a secret are not.
        of: The logical id of the resource that it refers to, where it differs only because that is another one now.
        means: What follows, where the facts say so.
        reloads: Whether what is on the target has to be loaded again.
    """

    name: str
    old: Any
    new: Any
    outcome: Outcome
    is_shown: bool = True
    of: str = ""
    means: str = ""
    reloads: bool = False

    def __str__(self) -> str:
        if self.of:
            return f"{self.name} refers to the new {self.of}"
        if not self.is_shown:
            return f"{self.name} changes"
        return f"{self.name}: {in_words(self.old)} -> {in_words(self.new)}"


@dataclass
class Change:
    """A resource before and after: None where it is not there."""

    old: Resource | None
    new: Resource | None
    properties: list[PropertyChange] = field(default_factory=list)

    @property
    def resource(self) -> Resource:
        """The resource as it becomes, or as it was where it goes."""
        found = self.new if self.new is not None else self.old
        if found is None:
            raise ValueError("a change has a resource")
        return found

    @property
    def type(self) -> str:
        """Its type in CloudFormation."""
        return self.resource.type

    @property
    def is_renamed(self) -> bool:
        """Whether only its logical id is another one, which makes it another resource to CloudFormation."""
        return self.old is not None and self.new is not None and self.old.name != self.new.name

    @property
    def is_replaced(self) -> bool:
        """Whether CloudFormation makes a new resource in its place."""
        return self.is_renamed or any(each.outcome is Outcome.REPLACED for each in self.properties)

    def policy(self, *, replaced: bool) -> str:
        """Return what becomes of it when it goes: the policy of the old template, or CloudFormation's default."""
        of = self.old if self.old is not None else self.resource
        # Another logical id is another resource: the old one is removed, not replaced.
        name = "UpdateReplacePolicy" if replaced and not self.is_renamed else "DeletionPolicy"
        return policy_of(of, name)

    @property
    def differs(self) -> bool:
        """Whether anything about it changes."""
        return self.old is None or self.new is None or self.is_renamed or bool(self.properties)

    @property
    def word(self) -> str:
        """One word for what becomes of it."""
        if self.old is None:
            return "added"
        if self.new is None:
            return "removed"
        if self.is_renamed:
            return "renamed"
        return "replaced" if self.is_replaced else "changed" if self.properties else "affected"


def called(kind: str) -> str:
    """Return what a sentence calls a resource of this type."""
    known = facts.updates()["types"].get(kind) or facts.resources()["types"].get(kind)
    return str(known["called"]) if known is not None else kind


def is_known(kind: str) -> bool:
    """Whether it is known what changes of a resource of this type do."""
    return kind in facts.updates()["types"] or kind in facts.resources()["types"]


def policy_of(resource: Resource, name: str) -> str:
    """Return a policy of a resource, or what CloudFormation does where the template has none."""
    known = facts.resources()["types"].get(resource.type, {}) if name == "DeletionPolicy" else {}
    if known.get("deleted_with") in resource.given:
        known = {}
    return str(resource.body.get(name, known.get("deletion_policy", "Delete")))


def keeps_id(change: Change, variable: str) -> str:
    """Return how a construct that moved in the app keeps its logical id, and so its resource; nothing for others."""
    if not change.is_renamed or change.old is None:
        return ""
    return f"to keep it, write {variable}.node.default_child.override_logical_id({json.dumps(change.old.name)})"


def changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Change]:
    """Return every resource of two templates, in the order of the new one, those that are gone last."""
    before, after = list(_resources(old)), list(_resources(new))
    same = {each.name: each for each in before if as_object(new.get(each.name)).get("Type") == each.type}
    gone, came = ([each for each in side if each.name not in same] for side in (before, after))
    renamed = dict(_renamed(gone, came))
    found = [Change(same.get(each.name) or renamed.get(each.name), each) for each in after]
    kept = {change.old.name for change in found if change.old is not None}
    found += [Change(each, None) for each in before if each.name not in kept]
    _compare(found)
    return found


def _resources(template: Mapping[str, Any]) -> Iterator[Resource]:
    for name, each in template.items():
        kind = as_object(each).get("Type")
        if isinstance(kind, str) and kind != _METADATA:
            yield Resource(name, template)


def _renamed(gone: list[Resource], came: list[Resource]) -> Iterator[tuple[str, Resource]]:
    """Yield the new logical id and the old resource of those that differ in little else."""
    for same in (_identity, _moves, _shape, _place):
        before, after = _by_mark(gone, same), _by_mark(came, same)
        for mark, new in after.items():
            old = before.get(mark, [])
            if len(old) == len(new) == 1:
                gone = [each for each in gone if each.name != old[0].name]
                came = [each for each in came if each.name != new[0].name]
                yield new[0].name, old[0]


def _by_mark(
    resources: list[Resource], same: Callable[[Resource], str | None]
) -> dict[tuple[str, str], list[Resource]]:
    found: dict[tuple[str, str], list[Resource]] = {}
    for each in resources:
        mark = same(each)
        if mark is not None:
            found.setdefault((each.type, mark), []).append(each)
    return found


def _identity(resource: Resource) -> str | None:
    """Return the name that DMS knows it by, which no two resources have."""
    known = facts.updates()["types"].get(resource.type)
    name = resource.given.get(known["identifier"]) if known is not None else None
    return name if isinstance(name, str) else None


def _moves(resource: Resource) -> str | None:
    """Return what the life cycle says that a task moves, which a renamed one has in common with itself before."""
    gate = gate_of(resource.template) if resource.type in NAMES else None
    entry = gate.tasks.get(resource.name) if gate is not None else None
    return entry.text("Moves") if entry is not None else None


def _shape(resource: Resource) -> str | None:
    """Return its properties, with types in the place of what it refers to."""
    return json.dumps(_without_names(resource.given, resource.template), sort_keys=True) if resource.given else None


def _place(resource: Resource) -> str | None:
    """Return what a task connects, which tells it from most others."""
    if resource.type not in NAMES:
        return None
    ends = {name: resource.given.get(name) for name in ("SourceEndpointArn", "TargetEndpointArn")}
    return json.dumps(_bodies(ends, resource), sort_keys=True)


def _bodies(value: object, resource: Resource) -> Any:
    """Return references as what the resources behind them are."""
    return {
        name: _shape(other) if (other := resource.referred(each)) is not None else each
        for name, each in as_object(value).items()
    }


def _without_names(value: Any, template: Mapping[str, Any]) -> Any:
    if isinstance(value, list):
        return [_without_names(each, template) for each in value]
    if not isinstance(value, dict):
        return value
    if len(value) == 1 and ("Ref" in value or "Fn::GetAtt" in value):
        name = next(references(value), "")
        kind = as_object(template.get(name)).get("Type")
        return {"of": kind} if kind is not None else value
    return {key: _without_names(each, template) for key, each in value.items()}


def _compare(found: list[Change]) -> None:
    """Fill in the properties that differ, until no further resource is replaced."""
    names = {each.old.name: each.new.name for each in found if each.old is not None and each.new is not None}
    fresh = {each.resource.name for each in found if each.is_renamed}
    while True:
        for each in found:
            if each.old is not None and each.new is not None:
                each.properties = list(_differing(each.old, each.new, names, fresh))
        replaced = {each.resource.name for each in found if each.new is not None and each.old and each.is_replaced}
        if replaced <= fresh:
            return
        fresh |= replaced


def _differing(old: Resource, new: Resource, names: Mapping[str, str], fresh: set[str]) -> Iterator[PropertyChange]:
    before, after = old.properties, new.properties
    for name in dict.fromkeys((*before, *after)):
        values = before.get(name), after.get(name)
        anew = [each for each in references(values[1]) if each in fresh and each != new.name]
        is_same = values[0] == values[1] or canonical(_translated(canonical(values[0]), names)) == canonical(values[1])
        if is_same and not anew:
            continue
        known = _known(new.type, name) if name.partition(".")[0] != "Tags" else None
        if known is not None:
            yield known._replace(name=name, old=values[0], new=values[1], of=anew[0] if is_same else "")


def _translated(value: Any, names: Mapping[str, str]) -> Any:
    """Return a value with new logical ids in the place of old ones."""
    if isinstance(value, list):
        return [_translated(each, names) for each in value]
    if not isinstance(value, dict):
        return value
    if len(value) == 1:
        ((function, argument),) = value.items()
        if function == "Ref" and isinstance(argument, str):
            return {function: names.get(argument, argument)}
        if function == "Fn::GetAtt" and isinstance(argument, list) and argument and isinstance(argument[0], str):
            return {function: [names.get(argument[0], argument[0]), *argument[1:]]}
    return {key: _translated(each, names) for key, each in value.items()}


def _known(kind: str, name: str) -> PropertyChange | None:
    """Return what a change of a property does, as far as it is known; None where it does nothing."""
    blank = PropertyChange(name, None, None, Outcome.NOT_KNOWN, is_shown=False)
    dms = facts.updates()["types"].get(kind)
    if dms is not None:
        if name.partition(".")[0] in dms["ignored"]:
            return None
        own = dms["properties"].get(name)
        in_place = dms.get("in_place", {}).get(name)
        if own is None and in_place is not None:
            return blank._replace(outcome=Outcome.IN_PLACE, is_shown=True, means=in_place["means"])
        found = own or dms["others"] or {"update": "in_place"}
        return blank._replace(
            outcome=Outcome(found["update"]),
            is_shown=own is not None,
            means=found.get("means", ""),
            reloads=found.get("reload", False),
        )
    other = facts.resources()["types"].get(kind)
    if other is None:
        return blank
    for list_name, outcome in (("replaces", Outcome.REPLACED), ("might_replace", Outcome.MIGHT_REPLACE)):
        if any(name == each or name.startswith(f"{each}.") for each in other[list_name]):
            return blank._replace(outcome=outcome)
    return blank._replace(outcome=Outcome.IN_PLACE)

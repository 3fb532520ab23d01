"""A change as a whole: the templates of both sides, paired, and what each resource of a migration is in for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from dms_constructs.review.access import of_access
from dms_constructs.review.attributes import is_of_another_type, of_attributes
from dms_constructs.review.clashes import of_clash
from dms_constructs.review.context import Context, Known, Template
from dms_constructs.review.databases import of_database, of_phase
from dms_constructs.review.differences import Change, called, changes
from dms_constructs.review.endpoints import of_certificate, of_endpoint
from dms_constructs.review.entry import Entry, ResourceReview, Review, worst_first
from dms_constructs.review.instances import of_instance
from dms_constructs.review.resources import as_object, imports, references
from dms_constructs.review.supports import of_support, of_watcher
from dms_constructs.review.task_properties import NAMES
from dms_constructs.review.tasks import review_task

__all__ = ["review"]

_Of = Callable[[Change, Context], Iterator[Entry]]
_OWN: dict[str, _Of] = {
    "AWS::DMS::ReplicationInstance": of_instance,
    "AWS::DMS::Endpoint": of_endpoint,
    "AWS::DMS::Certificate": of_certificate,
}
_WATCHERS = (
    "AWS::CloudWatch::Alarm",
    "AWS::CloudWatch::CompositeAlarm",
    "AWS::DMS::EventSubscription",
    "AWS::Events::Rule",
    "AWS::SNS::Subscription",
)
# Resources that say something of another one that they refer to.
_ATTACHED = (
    "AWS::EC2::SecurityGroupEgress",
    "AWS::EC2::SecurityGroupIngress",
    "AWS::IAM::ManagedPolicy",
    "AWS::IAM::Policy",
    "AWS::RDS::DBInstance",
    "AWS::SecretsManager::ResourcePolicy",
    "AWS::SecretsManager::SecretTargetAttachment",
    *_WATCHERS,
)
_LOOP = "Fn::ForEach::"
# What CloudFormation calls itself, and the machinery of our own life cycle.
_OURS = ("Custom::DmsAuthentication", "Custom::DmsGate", "Custom::DmsLatch", "Custom::DmsRunner", "Custom::DmsSeat")


def review(old: Sequence[Template], new: Sequence[Template], known: Known | None = None) -> Review:
    """
    Say what a change does to the migrations of some stacks.

    Args:
        old: The templates before.
        new: The templates after; those of the same name are compared, and one on either side in any case.
        known: What a person tells besides. Default: nothing.
    """
    remarks: list[str] = []
    contexts: list[Context] = []
    for before, after in _pairs(old, new):
        if after is not None:
            contexts.append(_compared(before or Template(after.name, {}), after, known or Known()))
        elif before is not None and _is_removed(before, new):
            contexts.append(_compared(before, Template(before.name, {}), known or Known()))
        elif before is not None and _has_migration(before):
            remarks.append(f"stack {before.name or 'of OLD'} {_left(before, new)}")
    for template in new:
        loops = [name for name in template.resources if name.startswith(_LOOP)]
        remarks += [f"{name} is not looked at: give processed templates, in which it is written out" for name in loops]
    imported = {name for each in (*old, *new) if _has_migration(each) for name in imports(each.resources)}
    found = [each for context in contexts for each in _of_stack(context, imported)]
    if known is not None and known.prices is not None:
        names = sorted({name for each in contexts for name in _priced(each)} - known.prices.per_hour.keys())
        remarks += [f"the prices have none of {name}" for name in names]
    return Review(tuple(found), (*remarks, *(remark for context in contexts for remark in context.remarks)))


def _priced(context: Context) -> Iterator[str]:
    """Yield what a change of prices would need the price of."""
    for each in context.changes:
        if each.type == "AWS::DMS::ReplicationInstance" and (each.differs and each.new is not None):
            classes = [side.given.get("ReplicationInstanceClass") for side in (each.old, each.new) if side is not None]
            yield from (name for name in classes if isinstance(name, str))


def _compared(old: Template, new: Template, known: Known) -> Context:
    return Context(old, new, changes(old.resources, new.resources), known)


def _pairs(old: Sequence[Template], new: Sequence[Template]) -> Iterator[tuple[Template | None, Template | None]]:
    roots = [[each.name for each in side if each.within is None] for side in (old, new)]
    # Where there is one stack on each side, its name makes no difference, nor does it to what is nested in it.
    is_one = len(roots[0]) == len(roots[1]) == 1

    def key(template: Template, root: str) -> str:
        return template.name.removeprefix(root).strip("/") if is_one else template.name

    before = {key(each, roots[0][0] if is_one else ""): each for each in old}
    yield from ((before.pop(key(each, roots[1][0] if is_one else ""), None), each) for each in new)
    yield from ((each, None) for each in before.values())


def _is_removed(nested: Template, new: Sequence[Template]) -> bool:
    """Whether a nested stack goes with all that is in it; an outer one stays until somebody destroys it."""
    outer = nested.within
    if outer is None:
        return False
    if _is_removed(outer, new):
        return True
    body = as_object(outer.resources.get(nested.logical_id))
    return not _is_kept(body) and _is_gone(nested, outer, new)


def _is_gone(nested: Template, outer: Template, new: Sequence[Template]) -> bool:
    roots = [each for each in new if each.within is None]
    same = next((each for each in new if each.name == outer.name), roots[0] if len(roots) == 1 else None)
    return same is not None and nested.logical_id not in same.resources


def _is_kept(body: dict[str, Any]) -> bool:
    return body.get("DeletionPolicy") in {"Retain", "RetainExceptOnCreate"}


def _left(template: Template, new: Sequence[Template]) -> str:
    """Say what becomes of a stack that is not on the new side, and stays."""
    if template.within is None:
        return "is no longer there, and cdk deploy leaves it as it is; cdk destroy removes it"
    if _is_gone(template, template.within, new):
        return "is removed, and CloudFormation leaves it and all that is in it as it is"
    return "can't be compared: its template after the change is not there"


def _has_migration(template: Template) -> bool:
    return any(str(as_object(each).get("Type")).startswith("AWS::DMS::") for each in template.resources.values())


def _of_stack(context: Context, imported: set[str]) -> Iterator[ResourceReview]:
    concerned = _concerned(context, imported)
    for change in context.tasks():
        of_task = review_task(change, context)
        if of_task is not None:
            yield of_task
    for change in context.changes:
        if change.type in NAMES or change.resource.name not in concerned:
            continue
        if change.new is None and is_of_another_type(change.resource, context.new.resources):
            continue
        found = [*of_attributes(change, context), *of_phase(change, context)]
        entries = worst_first([*found, *(_entries(change, context) if change.differs else ())])
        if entries:
            name = context.name_of(change)
            path = change.resource.path
            title = f"{path} ({name})" if path else name
            yield ResourceReview(
                name=name,
                title=f"{title}: {called(change.type)}",
                type=change.type,
                change=change.word,
                entries=entries,
            )


def _entries(change: Change, context: Context) -> Iterator[Entry]:
    yield from of_clash(change)
    of = _OWN.get(change.type)
    if of is not None:
        yield from of(change, context)
    elif change.type in _WATCHERS:
        yield from of_watcher(change, context)
    else:
        yield from of_access(change)
        of_its_own = list(of_database(change, context))
        yield from (entry for _, entry in of_its_own)
        yield from of_support(change, context, told={name for name, _ in of_its_own})


def _is_rule_of_dms(change: Change) -> bool:
    return change.type == "AWS::Events::Rule" and "aws.dms" in str(change.resource.given.get("EventPattern"))


def _concerned(context: Context, imported: set[str]) -> set[str]:
    """Return the resources of migrations: DMS's own, what they stand on, and what says something of these."""
    found: set[str] = set()
    waiting = [each for each in context.changes if each.type.startswith("AWS::DMS::") or _is_rule_of_dms(each)]
    waiting += [each for name in _given_away(context, imported) if (each := context.of(name)) is not None]
    while waiting:
        change = waiting.pop()
        if change.resource.name not in found and change.type not in _OURS:
            found.add(change.resource.name)
            for side in (change.old, change.new):
                names = references(side.given) if side is not None else ()
                waiting += [other for name in names if (other := context.of(name)) is not None]
        if not waiting:
            waiting += [each for each in context.changes if _is_attached(each, found)]
    return found


def _given_away(context: Context, imported: set[str]) -> Iterator[str]:
    """Yield the resources that the stacks of migrations refer to by outputs."""
    for template in (context.old, context.new):
        for name, output in template.outputs.items():
            export = as_object(as_object(output).get("Export")).get("Name")
            if name in imported or (isinstance(export, str) and export in imported):
                yield from references(as_object(output).get("Value"))


def _is_attached(change: Change, to: set[str]) -> bool:
    """Whether a resource says something of one of these, and is not yet among them."""
    if change.type not in _ATTACHED or change.resource.name in to:
        return False
    return not to.isdisjoint(references(change.resource.given))

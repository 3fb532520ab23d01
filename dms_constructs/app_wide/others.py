"""
L1 constructs of DMS that others made: users beside ours, other libraries, included templates.

Node lists the resources of some types in one call. Those of ours are known here by what they are; only of the others
are properties asked for, with one call each.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

import aws_cdk as cdk
from constructs import Construct

from dms_constructs._remembered import Remembering
from dms_constructs.app_wide.seen import Seen, SeenEndpoint, SeenTask, Told, known_endpoints
from dms_constructs.endpoint_facts import EndpointFacts
from dms_constructs.engines import EndpointType
from dms_constructs.errors import ConfigurationError, Finding, is_unresolved
from dms_constructs.mappings.table_mappings import TableMappings
from dms_constructs.review.task_properties import NAMES, facts_of, migration_type_of
from dms_constructs.settings import TaskSettings
from dms_constructs.task_plan import TaskPlan

__all__ = ["Other", "found_in", "seen_of"]

_ENDPOINT = "AWS::DMS::Endpoint"
_TYPES = (
    _ENDPOINT,
    *NAMES,
    "AWS::DMS::Certificate",
    "AWS::DMS::ReplicationInstance",
    "AWS::DMS::ReplicationSubnetGroup",
)


class Other(Remembering):
    """What is known of an L1 construct that others made; overrides of its properties are not."""

    def __init__(self, construct: cdk.CfnResource) -> None:
        self._construct = construct
        self._type = construct.cfn_resource_type
        self.keep(_known(construct._cfn_properties))  # noqa: SLF001  # protected, for subclasses

    @property
    def construct(self) -> cdk.CfnResource:
        """The L1 construct."""
        return self._construct

    def cfn_type(self) -> str:
        """Return CloudFormation's name for its type."""
        return self._type

    def document(self, name: str) -> Any:
        """Return a property whose inner names are not CloudFormation's; None where only Node knows it."""
        return next((value for key, value in self._given.items() if key.lower() == name.lower()), None)


def _known(value: Any) -> Any:
    """Return plain data, without what only Node can resolve."""
    if isinstance(value, Mapping):
        return {name: _known(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_known(each) for each in value]
    return value if isinstance(value, str | int | float) else None


def found_in(place: Construct) -> list[Other]:
    """Return those in an app or a stage."""
    selector = cdk.ConstructSelector.resources_of_type(*_TYPES)
    found = cdk.Mixins.of(place, selector).selected_constructs
    return [Other(cast("cdk.CfnResource", each)) for each in found if not isinstance(each, Remembering)]


def seen_of(others: Sequence[Other], seen: Sequence[Seen]) -> Iterator[Seen | Told]:
    """Yield each as our own constructs note themselves, and what keeps one from being compared."""
    ends = dict(_ends_of(others))
    for arn, (other, facts) in ends.items():
        yield SeenEndpoint(construct=other.construct, resource=other, arn=arn, known=facts)
    known = {arn: facts for arn, (_, facts) in ends.items()}
    tasks = [other for other in others if other.cfn_type() in NAMES]
    if tasks:
        known |= {arn: facts for _, arn, facts in known_endpoints(seen)}
    told = {id(other) for other, _ in ends.values()}
    for other in others:
        if id(other) not in told:
            yield Seen(construct=other.construct, resource=other)
    for task in tasks:
        yield from _task_of(task, known)


def _ends_of(others: Sequence[Other]) -> Iterator[tuple[str, tuple[Other, EndpointFacts]]]:
    for other in others:
        side = other.said("EndpointType") if other.cfn_type() == _ENDPOINT else None
        kind = next((each for each in EndpointType if each.value == str(side).lower()), None)
        if kind is not None:
            yield other.construct.ref, (other, facts_of(other.remembered(), kind))


def _task_of(task: Other, known: Mapping[str, EndpointFacts]) -> Iterator[Seen | Told]:
    """Yield a task with what it moves; what is wrong with its documents, where they can't be read."""
    names = NAMES[task.cfn_type()]
    arns = {side: str(task.said(f"{side.value.capitalize()}EndpointArn")) for side in EndpointType}
    facts = {side: known.get(arn) or EndpointFacts(endpoint_type=side) for side, arn in arns.items()}
    source, target = facts[EndpointType.SOURCE], facts[EndpointType.TARGET]
    try:
        mappings, settings = task.document("TableMappings"), task.document(names.settings)
        plan = TaskPlan(
            migration_type=migration_type_of(task.said(names.migration_type)),
            source=source,
            target=target,
            table_mappings=_read(mappings, TableMappings.from_json, TableMappings.from_dict),
            task_settings=_read(settings, TaskSettings.from_json, TaskSettings.from_dict),
        )
    except ConfigurationError as error:
        yield (
            task.construct,
            Finding(
                "app.taskNotRead",
                f"this task is not compared with the others of the app, because what it says is refused: {error}",
                fix="make it with dms.ReplicationTask or dms.ServerlessReplication, which says where it is wrong, or "
                "run `dms-constructs check` on the template",
            ),
        )
        return
    yield SeenTask(
        construct=task.construct, plan=plan, source=arns[EndpointType.SOURCE], target=arns[EndpointType.TARGET]
    )


def _read(document: Any, from_json: Any, from_dict: Any) -> Any:
    """Return what a document says; None where it is known at deployment only."""
    if isinstance(document, str) and not is_unresolved(document):
        return from_json(document)
    return from_dict(document) if isinstance(document, dict) else None

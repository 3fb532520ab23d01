"""What CloudFormation says of the stack that a request belongs to."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from request import BACK, CLEANED, CLEANED_BACK, FORWARD, GOING, PHASES, Request
from signals import Over, Refused

_FINAL = ("_COMPLETE", "_FAILED")
_POSSIBLE = {
    "Create": {FORWARD},
    "Update": {FORWARD, BACK},
    "Delete": {BACK, CLEANED, CLEANED_BACK, GOING},
}
_TASKS = {"AWS::DMS::ReplicationTask": "task", "AWS::DMS::ReplicationConfig": "replication"}


def check_current(request: Request) -> None:
    """
    See to it that the request still belongs to what the stack is doing.

    Raises:
        Over: If it doesn't: it came late, a second time, or after CloudFormation gave up on it.
    """
    stacks = request.cloudformation.describe_stacks(StackName=request.stack_id)["Stacks"]
    phase = PHASES.get(stacks[0]["StackStatus"], "")
    # A clean-up may have begun before the stack's status says so.
    if phase == FORWARD and request.kind == "Delete":
        phase = CLEANED
    if phase not in _POSSIBLE[request.kind] or request.memo.setdefault("Phase", phase) != phase:
        raise Over(f"the stack is in {stacks[0]['StackStatus']}")


@dataclass(frozen=True)
class History:
    """
    What the stack's events say of the operation that runs.

    Attributes:
        answered: Whether CloudFormation already has the answer to this request.
        untouched: Whether this resource itself failed on the way forward, so nothing that waited for it was changed.
        began: When the operation began; after some that failed and weren't rolled back, when the first of them did.
    """

    answered: bool
    untouched: bool
    began: datetime | None


def history(request: Request) -> History:
    """Read the stack's events, newest first, back to where it last was well."""
    answered = False
    began = None
    own: list[str] = []
    for event in _events(request):
        status = event["ResourceStatus"]
        if event["ResourceType"] == "AWS::CloudFormation::Stack" and event["PhysicalResourceId"] == request.stack_id:
            if status.endswith("_COMPLETE"):
                break
            if "ROLLBACK" in status:
                own.clear()  # what came later belongs to the way back
            if status.endswith("_IN_PROGRESS"):
                began = event["Timestamp"]
        elif event["LogicalResourceId"] == request.logical_id and status.endswith(_FINAL):
            own.append(status)
            answered |= began is None and _is_of(event, request)
    untouched = bool(own) and not any(status.endswith("_COMPLETE") for status in own)
    return History(answered, untouched, began)


def _is_of(event: dict[str, Any], request: Request) -> bool:
    """Whether an event is the end of this request; another id of the same resource has its own deletion."""
    if request.kind != "Delete":
        return not event["ResourceStatus"].startswith("DELETE")
    return bool(event["ResourceStatus"].startswith("DELETE") and event["PhysicalResourceId"] == request.physical_id)


def _events(request: Request) -> Iterator[dict[str, Any]]:
    pages = request.cloudformation.get_paginator("describe_stack_events").paginate(StackName=request.stack_id)
    return (event for page in pages for event in page["StackEvents"])


def given_up(request: Request, *, ever: bool) -> set[str]:
    """
    List the ARNs of tasks whose deletion failed: in the operation before this one, or in any.

    CloudFormation abandons what it can't delete in a clean-up. What a removal policy keeps isn't among them.
    """
    found = set()
    ended = 0
    for event in _events(request):
        status, physical_id = event["ResourceStatus"], event.get("PhysicalResourceId", "")
        if physical_id == request.stack_id and status.endswith("_COMPLETE"):
            ended += 1
            if ended > 1 and not ever:
                break
        elif event["ResourceType"] in _TASKS and status == "DELETE_FAILED" and (ended or ever):
            found.add(physical_id)
    return found


@dataclass(frozen=True)
class Listed:
    """What the stack lists: ARNs by logical id."""

    tasks: dict[str, str]
    endpoints: dict[str, str]
    instances: dict[str, str]
    runners: list[str]


def listed(request: Request) -> Listed:
    """Ask the stack which DMS resources it has at this moment."""
    found: dict[str, dict[str, str]] = {}
    pages = request.cloudformation.get_paginator("list_stack_resources").paginate(StackName=request.stack_id)
    for page in pages:
        for each in page["StackResourceSummaries"]:
            physical_id = each.get("PhysicalResourceId") or ""
            if each["ResourceStatus"] != "DELETE_COMPLETE" and physical_id:
                found.setdefault(each["ResourceType"], {})[each["LogicalResourceId"]] = physical_id
    tasks = {name: arn for kind in _TASKS for name, arn in found.get(kind, {}).items() if arn.startswith("arn:")}
    return Listed(
        tasks=tasks,
        endpoints=found.get("AWS::DMS::Endpoint", {}),
        instances=found.get("AWS::DMS::ReplicationInstance", {}),
        runners=sorted(found.get("Custom::DmsRunner", {})),
    )


def in_template(request: Request) -> set[str]:
    """List the logical ids of the template that the stack is moving to, or returning to."""
    answer = request.cloudformation.get_template(StackName=request.stack_id, TemplateStage="Processed")
    return names_in(answer["TemplateBody"])


_SECTION = re.compile(r"""["']?(\w+)["']?\s*:""")
_NAME = re.compile(r"""( +)["']?([A-Za-z0-9]+)["']?\s*:""")


def names_in(body: Any) -> set[str]:
    """
    List the logical ids in the body of a template.

    CloudFormation gives a template back as it got it, and with a LegacyStackSynthesizer the CDK sends YAML. Python has
    no parser of that, but the keys of a block are told by how far they are indented.
    """
    if not isinstance(body, str):
        return set(body["Resources"])
    try:
        return set(json.loads(body)["Resources"])
    except ValueError:
        found: dict[int, set[str]] = {}
        section = ""
        for line in body.removeprefix("\ufeff").splitlines():
            if top := _SECTION.match(line):
                section = top[1]
            elif section == "Resources" and (name := _NAME.match(line)):
                found.setdefault(len(name[1]), set()).add(name[2])
        if not found:
            raise Refused("The template of the stack is neither JSON nor YAML in blocks.") from None
        return found[min(found)]


def is_younger(created: datetime | None, began: datetime | None) -> bool:
    """Whether something was made in the operation that runs, by when that began."""
    return bool(created and began and created >= began)

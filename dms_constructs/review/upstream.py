"""What a task feels of changes of its endpoints and its instance, where it stays the same task."""

from __future__ import annotations

from collections.abc import Iterator

from dms_constructs.review.context import Context
from dms_constructs.review.differences import Change
from dms_constructs.review.entry import Entry, Severity
from dms_constructs.review.resources import in_words
from dms_constructs.review.words import change_s

__all__ = ["of_endpoints", "of_its_instance"]

_SEAT = "Custom::DmsSeat"
_RESTART = ("ReplicationInstanceClass", "EngineVersion")


def of_endpoints(change: Change, context: Context) -> Iterator[Entry]:
    """Yield what changes of the endpoints that a task keeps."""
    for name in ("SourceEndpointArn", "TargetEndpointArn"):
        found = _kept(change, context, name)
        if found is None or not found.properties:
            continue
        names = ", ".join(each.name for each in found.properties)
        side = in_words(found.resource.given.get("EndpointType"))
        reloads = any(each.reloads for each in found.properties)
        means = "DMS takes it while no task of the endpoint runs, then tests the connection"
        severity = Severity.RELOADS if reloads else Severity.STOPS
        yield Entry(severity, f"its {side} endpoint {found.resource.name} changes: {names}", means)


def of_its_instance(change: Change, context: Context) -> Iterator[Entry]:
    """Yield what changes of the instance that a task stays on."""
    seat = _kept(change, context, "ReplicationInstanceArn")
    if seat is not None and seat.type == _SEAT and seat.properties:
        means = "the life cycle stops the task, moves it and resumes it; its checkpoint and statistics stay"
        yield Entry(Severity.STOPS, "it moves to another instance", means)
    found = _on_instance(change, context)
    names = [each.name for each in found.properties if each.name in _RESTART] if found is not None else []
    if found is not None and names:
        what = f"{' and '.join(names)} of its instance {found.resource.name} {change_s(len(names))}"
        means = "DMS stops the task and resumes it; a full load starts its unfinished tables again"
        yield Entry(Severity.STOPS, what, means)


def _on_instance(change: Change, context: Context) -> Change | None:
    """Return the change of the instance that a task stays on, also where a seat is between the two."""
    found = _kept(change, context, "ReplicationInstanceArn")
    return _kept(found, context, "InstanceArn") if found is not None and found.type == _SEAT else found


def _kept(change: Change, context: Context, name: str) -> Change | None:
    """Return the change of what a property refers to, where that stays the same resource."""
    other = change.resource.referred(change.resource.given.get(name))
    found = context.of(other.name) if other is not None else None
    if found is None or found.old is None or found.new is None or found.is_replaced:
        return None
    return None if any(each.name == name for each in change.properties) else found

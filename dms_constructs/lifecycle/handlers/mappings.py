"""
Table mappings that are too large for a template: they are published beside it, and given to the task here.

CloudFormation may write the template's stand-in over them with any other change, also on the way back. So a tag on the
task says which mappings it has, and whoever starts it again gives them to it first.
"""

from __future__ import annotations

from collections.abc import Mapping

import assets
import kinds
from request import Request
from signals import Refused, Wait
from tasks import Task

TAG = "dms-constructs:mappings"


def tag_of(place: Mapping[str, str]) -> str:
    """Return the tag's value for mappings that are published somewhere."""
    return f"{place['Bucket']}/{place['Key']}"


def place_of(tag: str) -> dict[str, str]:
    """Read the tag's value."""
    bucket, _, key = tag.partition("/")
    return {"Bucket": bucket, "Key": key}


def give(request: Request, task: Task, place: Mapping[str, str] | None) -> None:
    """
    Give a task at rest the mappings that are published somewhere, once in a request.

    Raises:
        Wait: Until it has them.
        Refused: If they aren't there, or DMS doesn't take them.
    """
    given = request.memo.setdefault("Mapped", [])
    if not place or task.arn in given or not task.is_at_rest:
        return
    body = assets.read(request, place)
    if body is None:
        raise Refused(f"The table mappings of {task.name} are not in bucket {place['Bucket']} under {place['Key']}.")
    kinds.kind_of(task.arn).give_mappings(request.dms, task.arn, body.decode())
    kinds.tag(request.dms, task.arn, TAG, tag_of(place))
    given.append(task.arn)
    raise Wait("modify", f"until {task.name} has its mappings")

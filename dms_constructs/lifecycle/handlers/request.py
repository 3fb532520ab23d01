"""One request of CloudFormation, with what is carried along while it is served."""

from __future__ import annotations

import functools
import json
import time
from typing import Any

import boto3
from botocore.config import Config

MEMO = "LifeCycle"
FORWARD, BACK, CLEANED, CLEANED_BACK, GOING = "forward", "back", "clean-up", "clean-up after rollback", "going"
PHASES = {
    "CREATE_IN_PROGRESS": FORWARD,
    "UPDATE_IN_PROGRESS": FORWARD,
    "IMPORT_IN_PROGRESS": FORWARD,
    "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS": CLEANED,
    "UPDATE_ROLLBACK_IN_PROGRESS": BACK,
    "IMPORT_ROLLBACK_IN_PROGRESS": BACK,
    "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS": CLEANED_BACK,
    "ROLLBACK_IN_PROGRESS": GOING,
    "DELETE_IN_PROGRESS": GOING,
}

_YOUNG_SECONDS = 60
# The pauses between attempts are botocore's; what it gives up on, the next pass tries again.
_CONFIG = Config(retries={"mode": "standard", "total_max_attempts": 4}, connect_timeout=10, read_timeout=60)


@functools.cache
def client(service: str) -> Any:
    """Make a client once and keep it as long as the function's environment lives."""
    return boto3.client(service, config=_CONFIG)


class Request:
    """
    What CloudFormation asks for.

    Attributes:
        event: The event as it came; what `memo` holds is part of it, and so handed on.
        memo: What was decided and done so far. It must stay small: it travels in an asynchronous call.
    """

    def __init__(self, event: dict[str, Any]) -> None:
        self.event = event
        self.memo: dict[str, Any] = event.setdefault(MEMO, {})

    @property
    def kind(self) -> str:
        """Create, Update or Delete."""
        return str(self.event["RequestType"])

    @functools.cached_property
    def new(self) -> dict[str, Any]:
        """What is asked for; on the way back, what to return to."""
        return _told(self.event["ResourceProperties"])

    @functools.cached_property
    def old(self) -> dict[str, Any]:
        """What was asked for before; empty unless it is an update."""
        return _told(self.event.get("OldResourceProperties") or {})

    @property
    def stack_id(self) -> str:
        """The ARN of the stack."""
        return str(self.event["StackId"])

    @property
    def logical_id(self) -> str:
        """The custom resource's name in the template."""
        return str(self.event["LogicalResourceId"])

    @property
    def physical_id(self) -> str:
        """The id CloudFormation knows the resource by; on a Create, empty."""
        return str(self.event.get("PhysicalResourceId") or "")

    @property
    def phase(self) -> str:
        """Where in an operation the stack was when the request came: forward, back, in a clean-up, or going."""
        return str(self.memo["Phase"])

    def may_be_young(self) -> bool:
        """Whether a denial may pass by itself: a role that was just made isn't known everywhere at once."""
        return time.time() - float(self.memo.setdefault("Denied", time.time())) < _YOUNG_SECONDS

    @property
    def dms(self) -> Any:
        """A client of DMS."""
        return client("dms")

    @property
    def cloudformation(self) -> Any:
        """A client of CloudFormation."""
        return client("cloudformation")

    @property
    def s3(self) -> Any:
        """A client of S3."""
        return client("s3")


def _told(properties: dict[str, Any]) -> dict[str, Any]:
    """Return properties with what they say in their text `Entry`, and in those of the tasks."""
    told: dict[str, Any] = json.loads(properties.get("Entry", "{}"))
    told.update((name, value) for name, value in properties.items() if name != "Entry")
    if "Tasks" in told:
        told["Tasks"] = {name: _told(entry) for name, entry in told["Tasks"].items()}
    return told

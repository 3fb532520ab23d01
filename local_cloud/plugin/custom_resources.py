"""
Calls of custom resources: the event to the function, and the wait for its answer.

CloudFormation invokes the function asynchronously, so Lambda retries what fails; and it takes an answer whenever it
comes, until the resource's ServiceTimeout is over.
"""

from __future__ import annotations

import asyncio
import random
import string
import uuid
from dataclasses import dataclass, field
from typing import Any

from local_cloud.plugin import clock, functions, inside, orders
from local_cloud.plugin.configuration import configuration
from local_cloud.plugin.orders import Order
from local_cloud.plugin.store import Data

__all__ = [
    "Call",
    "Cancelled",
    "Refused",
    "answered",
    "ask",
    "end_function",
    "install",
    "invented_id",
    "provides",
    "take",
]

_LONGEST_SECONDS = 3600
# The wait is for a process, so it goes by real time.
_TICK_SECONDS = 0.02
_TICKS_OF_SILENCE = 3
_NO_ANSWER = (
    "CloudFormation did not receive a response from your Custom Resource. Please check your logs for requestId [{}]. "
    "If you are using the Python cfn-response module, you may need to update your Lambda function code so that "
    "CloudFormation can attach the updated version."
)


class Cancelled(Exception):  # noqa: N818 -- CloudFormation's own word
    """Something else failed, so nobody waits for this answer any more."""


class Refused(RuntimeError):  # noqa: N818 -- the answer FAILED isn't an error of ours
    """An answer FAILED; `physical_id` is the one it came with."""

    def __init__(self, message: str, physical_id: str) -> None:
        super().__init__(message)
        self.physical_id = physical_id


@dataclass(eq=False)
class Call:
    """One request to the function of a custom resource."""

    request_type: str
    logical_id: str
    resource_type: str
    stack_id: str
    properties: Data
    physical_id: str | None = None
    old_properties: Data | None = None
    request_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    answer: Data | None = None

    @property
    def event(self) -> Data:
        """What the function gets."""
        event = {
            "RequestType": self.request_type,
            "ServiceToken": self.properties["ServiceToken"],
            "ResponseURL": inside.answer_url(self.request_id),
            "StackId": self.stack_id,
            "RequestId": self.request_id,
            "LogicalResourceId": self.logical_id,
            "ResourceType": self.resource_type,
            "ResourceProperties": inside.as_strings(self.properties),
        }
        if self.physical_id is not None:
            event["PhysicalResourceId"] = self.physical_id
        if self.old_properties is not None:
            event["OldResourceProperties"] = inside.as_strings(self.old_properties)
        return event

    @property
    def seconds(self) -> int:
        """How long CloudFormation waits."""
        given = str(self.properties.get("ServiceTimeout", ""))
        return min(int(given), _LONGEST_SECONDS) if given.isdigit() else _LONGEST_SECONDS


_open: dict[str, Call] = {}


def install() -> None:
    """Take the place of MiniStack's calls: those of nested stacks, and the receiver of answers."""
    module = vars(inside.custom_resource)
    module["deliver_response"] = take
    module["invoke_custom_resource"] = _ask_from_nested_stack


def provides(resource_type: str) -> bool:
    """Say whether a type is a custom resource."""
    if resource_type.startswith("Custom::"):
        return resource_type not in inside.RESOURCE_HANDLERS
    return resource_type == "AWS::CloudFormation::CustomResource"


def invented_id(stack_name: str, logical_id: str) -> str:
    """Make the physical ID of a custom resource that never said one."""
    suffix = "".join(random.choices(string.ascii_uppercase + string.digits, k=12))
    return f"{stack_name}-{logical_id}-{suffix}"


async def ask(call: Call, halted: asyncio.Event) -> tuple[str, Data]:
    """
    Ask the function, and return the physical ID and the attributes that it answers.

    Raises:
        Cancelled: If the operation was halted meanwhile.
        Refused: If the answer is FAILED.
        RuntimeError: If there is no function, or no valid answer in time.
    """
    function = str(call.properties.get("ServiceToken", ""))
    if not functions.exists(function):
        raise RuntimeError(
            f"Function not found: {function} (Service: AWSLambdaInternal; Status Code: 404; Error Code: "
            f"ResourceNotFoundException; Request ID: {uuid.uuid4()}; Proxy: null)"
        )
    _open[call.request_id] = call
    try:
        functions.deliver(function, call.event)
        await _wait(call, halted)
    finally:
        del _open[call.request_id]
    return _understood(call)


async def _wait(call: Call, halted: asyncio.Event) -> None:
    deadline = clock.now() + call.seconds
    silence = 0
    while call.answer is None:
        if halted.is_set():
            raise Cancelled
        if clock.now() >= deadline:
            raise RuntimeError(_NO_ANSWER.format(call.request_id))
        silence = 0 if functions.busy() else silence + 1
        if configuration.clock_jumps and silence > _TICKS_OF_SILENCE:
            # No function runs or will run, so nothing can happen before that.
            clock.sleep(deadline - clock.now())
        await asyncio.sleep(_TICK_SECONDS)


def _understood(call: Call) -> tuple[str, Data]:
    answer = call.answer or {}
    physical_id = str(answer.get("PhysicalResourceId") or "")
    if answer.get("Status") != "SUCCESS":
        reason = answer.get("Reason", "")
        raise Refused(
            "Received response status [FAILED] from custom resource. Message returned: "
            f"{reason} (RequestId: {call.request_id})",
            physical_id,
        )
    if not physical_id and call.request_type != "Delete":
        raise RuntimeError("Invalid PhysicalResourceId")
    return physical_id, answer.get("Data") or {}


def answered(token: str) -> Order | None:
    """
    Note that an answer is coming, and return the order that is to be carried out then, if there is one.

    A function that is to be killed before its answer arrives is dead when this returns.
    """
    call = _open.get(token)
    if call is None:
        return None
    account = call.stack_id.split(":")[4]
    order = orders.take(account, "answer", orders.facts_of(call.event))
    if order and order.does == "kill-before":
        end_function(token)
    return order


def end_function(token: str) -> None:
    """Kill the function that has answered."""
    if call := _open.get(token):
        for running in functions.running_of(call.properties["ServiceToken"]):
            running.kill()


def take(token: str, answer: Data) -> bool:
    """Take an answer; one that nobody waits for is lost, as in the bucket that AWS has for them."""
    if call := _open.get(token):
        call.answer = call.answer or answer
    return call is not None


def _ask_from_nested_stack(*arguments: Any, physical_id: str | None = None, old_props: Data | None = None) -> Any:
    """Ask on behalf of a nested stack, which MiniStack deploys on a thread of its own."""
    request_type, logical_id, properties, _, stack_id, resource_type = arguments
    call = Call(request_type, logical_id, resource_type, stack_id, properties, physical_id, old_props)
    return asyncio.run(ask(call, asyncio.Event()))

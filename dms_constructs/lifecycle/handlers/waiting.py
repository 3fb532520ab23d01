"""
Serving a request: pass by pass, until it is done, refused, out of time, or handed on to a fresh run of the function.

A pass looks at what is, does what is to be done now, and says what it waits for. So it doesn't matter whether the
passes before it happened here, in a run that handed over, or in one that was killed.
"""

from __future__ import annotations

import json
import random
import time
import traceback
from collections.abc import Callable
from typing import Any

import stack
from answer import answer
from botocore.exceptions import ClientError, HTTPClientError
from request import Request, client
from signals import Over, Refused, Wait

Act = Callable[[Request], str]

_PAUSES = (1, 2, 5, 10, 15)
# Of what runs, some seconds have to pass to see that it runs on.
_FIRST_PAUSES = {"run": 2}
# More at most, so that many of them don't ask at the same moment; never less, which would be more calls than planned.
_JITTER = 0.2
_random = random.SystemRandom()
_LONGEST_SECONDS = 3600
_SPARE_SECONDS = 60
# Lambda takes no more in an asynchronous call.
_LARGEST_PAYLOAD = 256 * 1024
_THROTTLED = {
    "InternalFailure",
    "InternalFailureException",
    "InternalServerError",
    "RequestLimitExceeded",
    "ServiceUnavailable",
    "SlowDown",
    "Throttling",
    "ThrottlingException",
    "TooManyRequestsException",
}
_DENIED = {"AccessDenied", "AccessDeniedException", "UnauthorizedOperation"}


def serve(event: dict[str, Any], context: Any, act: Act) -> None:
    """Serve a request to its end, or as far as this run of the function reaches."""
    request = Request(event)
    began = request.memo.setdefault("Began", time.time())
    patience = _patience(event)
    spare = min(_SPARE_SECONDS, context.get_remaining_time_in_millis() / 4000)
    _say(f"{request.kind} {event['ResourceType']} {request.logical_id} {request.physical_id}")
    first = True
    while True:
        try:
            physical_id = _pass(request, act, first=first)
        except Over as over:
            _say(f"over: {over}")
            return
        except Refused as refused:
            _fail(request, str(refused))
            return
        except Wait as wait:
            stage, said = wait.stage, str(wait)
        except Exception as error:
            # The answer must be sent whatever happened, or the stack hangs for an hour.
            traceback.print_exc()
            _fail(request, f"{error!r} (log: {context.log_group_name} {context.log_stream_name})")
            return
        else:
            answer(event, "SUCCESS", physical_id)
            return
        first = False
        pause = _pause(request, stage)
        _say(f"waits {pause:.0f} s: {said}")
        if time.time() + pause - began > patience:
            _fail(request, f"Not done after {round((time.time() - began) / 60)} minutes, still waiting: {said}.")
            return
        if context.get_remaining_time_in_millis() / 1000 - pause < spare and _handed_over(request, context):
            return
        time.sleep(pause)


def _pass(request: Request, act: Act, *, first: bool) -> str:
    try:
        stack.check_current(request)
        if first and stack.history(request).answered:
            raise Over("it was answered before")
        return act(request)
    except ClientError as error:
        raise _understood(request, error) from error
    except HTTPClientError as error:
        raise Wait("AWS", f"a call did not get through: {error}") from error


def _understood(request: Request, error: ClientError) -> Exception:
    """Tell what passes by itself from what doesn't."""
    code = error.response["Error"]["Code"]
    if code in _THROTTLED or error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0) >= 500:
        return Wait("AWS", str(error))
    if code in _DENIED and request.may_be_young():
        return Wait("role", f"a role that was just made may need a minute: {error}")
    return Refused(str(error))


def _fail(request: Request, reason: str) -> None:
    # A Delete never fails: CloudFormation would go on, delete the function and then never reach it again. What could
    # not be stopped shows in the deletion of the task itself, in DMS's words.
    status = "SUCCESS" if request.kind == "Delete" else "FAILED"
    _say(f"{status}: {reason}")
    answer(request.event, status, _id_of(request), reason)


def _id_of(request: Request) -> str:
    """Return the id of a resource that couldn't be made or changed: the one it has, or one that says so."""
    return request.physical_id or f"dms-not-made-{request.logical_id}"


def _patience(event: dict[str, Any]) -> float:
    """Return for how many seconds CloudFormation waits, less what an answer needs."""
    given = event["ResourceProperties"].get("ServiceTimeout")
    seconds = float(given) if given else _LONGEST_SECONDS
    return seconds - min(_SPARE_SECONDS, seconds / 10)


def _pause(request: Request, stage: str) -> float:
    """Return for how long to pause: longer each time the same is waited for."""
    before = request.memo.get("Waits")
    times = before[1] + 1 if before and before[0] == stage else _FIRST_PAUSES.get(stage, 0)
    request.memo["Waits"] = [stage, times]
    return _PAUSES[min(times, len(_PAUSES) - 1)] * _random.uniform(1, 1 + _JITTER)


def _handed_over(request: Request, context: Any) -> bool:
    """Call the function anew to go on there; if that fails, this run goes on to its own end and the answer is False."""
    payload = json.dumps(request.event, separators=(",", ":")).encode()
    if len(payload) > _LARGEST_PAYLOAD:
        _fail(
            request,
            f"The properties of {request.logical_id} take {len(payload)} bytes, and an asynchronous call of a function "
            f"takes {_LARGEST_PAYLOAD}. The stack has too many tasks: divide it.",
        )
        return True
    try:
        client("lambda").invoke(FunctionName=context.invoked_function_arn, InvocationType="Event", Payload=payload)
    except (ClientError, HTTPClientError) as error:
        _say(f"could not hand over: {error}")
        return False
    _say("handed over")
    return True


def _say(text: str) -> None:
    print(text, flush=True)

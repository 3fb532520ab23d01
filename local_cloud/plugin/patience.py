"""
Answering CloudFormation's long calls when they are done.

The CDK CLI asks for the outcome of a deployment right after it began, and then every five seconds only. What is done
here in one second would so take six, each time. This is about a program outside and its time: the cloud's own clock has
no say in it.
"""

from __future__ import annotations

import asyncio
import time
from typing import Any
from urllib.parse import parse_qs

from local_cloud.plugin import inside

__all__ = ["install"]

_LONG = {"ExecuteChangeSet", "DeleteStack"}
# A stack that takes longer is worth asking for again.
_LONGEST_SECONDS = 20
_TICK_SECONDS = 0.02


def install() -> None:
    """Take the place of MiniStack's handler for CloudFormation."""
    handlers = inside.ministack.SERVICE_HANDLERS
    handle = handlers["cloudformation"]

    async def handle_and_wait(method: str, path: str, headers: Any, body: bytes, query_params: Any) -> Any:
        answer = await handle(method, path, headers, body, query_params)
        action = parse_qs(body.decode(errors="replace")).get("Action", [""])[0]
        if action in _LONG:
            deadline = time.monotonic() + _LONGEST_SECONDS
            await asyncio.sleep(_TICK_SECONDS)  # lets the work begin
            while _busy() and time.monotonic() < deadline:
                await asyncio.sleep(_TICK_SECONDS)
        return answer

    handlers["cloudformation"] = handle_and_wait


def _busy() -> bool:
    states = [stack["StackStatus"] for stack in inside.STACKS.values()]
    return any(state.endswith("_IN_PROGRESS") and not state.startswith("REVIEW") for state in states)

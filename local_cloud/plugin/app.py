"""The server's ASGI application: MiniStack with DMS in it, and a small door for tests."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable

from local_cloud.plugin import (
    alarms,
    cloudformation,
    corrections,
    custom_resources,
    deletion,
    door,
    events,
    exports,
    function_logs,
    functions,
    heartbeat,
    inside,
    logs,
    model,
    patience,
    permissions,
    recorded,
    requests,
    servers,
    service,
    step_functions,
    warm_start,
)
from local_cloud.plugin.rds import install as rds
from local_cloud.plugin.stacks import install as stacks
from local_cloud.plugin.store import Data

__all__ = ["app"]

_ANSWERS = "/_ministack/cfn-response/"

Receive = Callable[[], Awaitable[Data]]
Send = Callable[[Data], Awaitable[None]]


def _install() -> None:
    permissions.install()
    cloudformation.install()
    stacks.install()
    custom_resources.install()
    functions.install()
    function_logs.install()
    warm_start.install()
    requests.install()
    recorded.install()
    servers.install()
    corrections.install()
    rds.install()
    deletion.install()
    exports.install()
    step_functions.install()
    patience.install()
    events.install()
    alarms.install()
    logs.install()
    heartbeat.beat(service.settle, alarms.evaluate_all)
    inside.SERVICE_PATTERNS["dms"] = {
        "target_prefixes": [model.TARGET_PREFIX],
        "host_patterns": [r"dms\."],
        "credential_scope": "dms",
    }
    inside.ministack.SERVICE_HANDLERS["dms"] = service.handle_request


_install()


async def app(scope: Data, receive: Receive, send: Send) -> None:
    """Serve a request: those for the door here, all others by MiniStack."""
    path = scope["path"] if scope["type"] == "http" else ""
    if path.startswith(door.PATH):
        status, answer = await door.serve(path.removeprefix(door.PATH), json.loads(await _body(receive) or b"{}"))
        await _answer(send, status, answer)
    elif path.startswith(_ANSWERS):
        await _take_answer(path.removeprefix(_ANSWERS), scope, receive, send)
    else:
        await inside.ministack.app(scope, receive, send)


async def _take_answer(token: str, scope: Data, receive: Receive, send: Send) -> None:
    """Take the answer of a custom resource, unless it is ordered otherwise."""
    order = custom_resources.answered(token)
    if order is None:
        await inside.ministack.app(scope, receive, send)
        return
    answer = json.loads(await _body(receive))
    if order.does == "kill-after":
        custom_resources.take(token, answer)
        custom_resources.end_function(token)
    await _answer(send, 503, {"message": "Service Unavailable"})


async def _body(receive: Receive) -> bytes:
    body = b""
    more = True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
    return body


async def _answer(send: Send, status: int, answer: Data) -> None:
    await send({"type": "http.response.start", "status": status, "headers": [(b"content-type", b"application/json")]})
    await send({"type": "http.response.body", "body": json.dumps(answer).encode()})

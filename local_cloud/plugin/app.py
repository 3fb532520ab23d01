"""The server's ASGI application: MiniStack with DMS in it, and a small door for tests."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable

from local_cloud.plugin import (
    cloudformation,
    corrections,
    custom_resources,
    deletion,
    door,
    exports,
    functions,
    inside,
    model,
    patience,
    permissions,
    recorded,
    service,
    step_functions,
)
from local_cloud.plugin.stacks import install as stacks
from local_cloud.plugin.store import Data

__all__ = ["app"]

Receive = Callable[[], Awaitable[Data]]
Send = Callable[[Data], Awaitable[None]]


def _install() -> None:
    permissions.install()
    cloudformation.install()
    stacks.install()
    custom_resources.install()
    functions.install()
    recorded.install()
    corrections.install()
    deletion.install()
    exports.install()
    step_functions.install()
    patience.install()
    inside.SERVICE_PATTERNS["dms"] = {
        "target_prefixes": [model.TARGET_PREFIX],
        "host_patterns": [r"dms\."],
        "credential_scope": "dms",
    }
    inside.ministack.SERVICE_HANDLERS["dms"] = service.handle_request


_install()


async def app(scope: Data, receive: Receive, send: Send) -> None:
    """Serve a request: those for the door here, all others by MiniStack."""
    if scope["type"] != "http" or not scope["path"].startswith(door.PATH):
        await inside.ministack.app(scope, receive, send)
        return
    body = b""
    more = True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
    status, answer = door.serve(scope["path"].removeprefix(door.PATH), json.loads(body or b"{}"))
    await send({"type": "http.response.start", "status": status, "headers": [(b"content-type", b"application/json")]})
    await send({"type": "http.response.body", "body": json.dumps(answer).encode()})

"""The server's ASGI application: MiniStack with DMS in it, and a small door for tests (`/_local/dms/`)."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable

from local_cloud.plugin import (
    cloudformation,
    corrections,
    deletion,
    exports,
    inside,
    model,
    patience,
    permissions,
    recorded,
    runs,
    service,
    step_functions,
)
from local_cloud.plugin.faults import Fault
from local_cloud.plugin.store import Data, Store

__all__ = ["app"]

_DOOR = "/_local/dms/"

Receive = Callable[[], Awaitable[Data]]
Send = Callable[[Data], Awaitable[None]]


def _install() -> None:
    permissions.install()
    cloudformation.install()
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
    if scope["type"] != "http" or not scope["path"].startswith(_DOOR):
        await inside.ministack.app(scope, receive, send)
        return
    body = b""
    more = True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
    status, answer = _serve_door(scope["path"].removeprefix(_DOOR), json.loads(body or b"{}"))
    await send({"type": "http.response.start", "status": status, "headers": [(b"content-type", b"application/json")]})
    await send({"type": "http.response.body", "body": json.dumps(answer).encode()})


def _serve_door(action: str, request: Data) -> tuple[int, Data]:
    """
    Do what no AWS API can, for tests.

    - `fail`: {"ReplicationTaskArn": ..., "Message": ...} lets a running task fail.
    - `catalogue`: {"EndpointArn": ..., "Tables": [{"SchemaName": ..., "TableName": ..., "Rows": 3}, ...]} says which
      tables a source has.
    - `freeze`: {"Account": ...} keeps every state of an account as it is, for good.
    """
    with service.lock:
        try:
            store = _store_of(request)
            store.settle()
            if action == "fail":
                runs.fail(store.get("ReplicationTask", request["ReplicationTaskArn"]), request["Message"])
            elif action == "catalogue":
                store.catalogues[store.get("Endpoint", request["EndpointArn"]).arn] = request["Tables"]
            elif action == "freeze":
                store.frozen = True
            else:
                return 404, {"message": f"there is no {_DOOR}{action}"}
        except (Fault, KeyError, StopIteration) as error:
            return 400, {"message": repr(error)}
    return 200, {}


def _store_of(request: Data) -> Store:
    arn = request.get("ReplicationTaskArn") or request.get("EndpointArn")
    return next(each for each in service.all_stores() if arn in each.records or each.account == request.get("Account"))

"""
What every AWS request passes on its way to a service: faults on order, and IAM for those of functions.

A function has a session token of its own, by which its requests are known. Other callers are the administrator.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any

from local_cloud.plugin import authorization, functions, inside, orders, permissions
from local_cloud.plugin.functions import Invocation
from local_cloud.plugin.orders import Order

__all__ = ["Answer", "install"]

Answer = tuple[int, dict[str, str], bytes]

_TOKEN = "x-amz-security-token"
_CALL = "lambda:InvokeFunction"


def install() -> None:
    """Take the place of MiniStack's dispatcher."""
    inside.IAM_NAMESPACES["dms"] = "dms"
    module = vars(inside.ministack)
    module["_dispatch_service_request"] = _passing(module["_dispatch_service_request"])


def _passing(dispatch: Callable[..., Awaitable[Answer]]) -> Callable[..., Awaitable[Answer]]:
    async def pass_on(*http: Any) -> Answer:
        method, path, headers, body, query, _ = http
        invocation = functions.invocation_of(headers.get(_TOKEN) or next(iter(query.get("X-Amz-Security-Token", [""]))))
        parameters = inside.routing_parameters(method, path, headers, body, query)
        service = inside.detect_service(method, path, headers, parameters)
        action = inside.iam_action(service, method, path, headers, body, parameters)
        order = _order(action, invocation)
        if order and order.does == "kill-before" and invocation:
            invocation.kill()
            return _refusal(service, order, http)
        if order and order.does == "fail":
            return _refusal(service, order, http)
        if invocation:
            invocation.check_time()
            call = authorization.Call(service, action, (method, path, headers, body, parameters))
            if refused := authorization.refusal(call, invocation.config):
                return _denial(service, refused, http)
        with functions.waiting(invocation if action == _CALL else None):
            answer = await dispatch(*http)
        if service == "iam":
            permissions.note_policies()
        if order and order.does == "kill-after" and invocation:
            invocation.kill()
        if invocation and answer[0] == 404 and (refused := authorization.refusal_to_list(call, invocation.config)):
            return _denial(service, refused, http)
        return answer

    return pass_on


def _order(action: str | None, invocation: Invocation | None) -> Order | None:
    if action is None:
        return None
    facts = {"By": "function" if invocation else "api"}
    if invocation:
        facts |= orders.facts_of(invocation.event)
    return orders.take(inside.get_account_id(), action, facts)


def _refusal(service: str, order: Order, http: tuple[Any, ...]) -> Answer:
    if service == "dms":
        return _of_dms(order.code, order.message)
    return _worded(service, "", order.code, order.message, http)


def _denial(service: str, refused: authorization.Refusal, http: tuple[Any, ...]) -> Answer:
    if service == "dms":
        return _of_dms("AccessDeniedException", refused.message)
    return _worded(service, refused.action, "", refused.message, http)


def _worded(service: str, action: str, code: str, message: str, http: tuple[Any, ...]) -> Answer:
    headers, request_id = http[2], http[5]
    found: Answer = inside.access_denied_response(
        service, action, "", request_id, error_code=code, message=message, headers=headers
    )
    return found


def _of_dms(code: str, message: str) -> Answer:
    headers = {"Content-Type": "application/x-amz-json-1.1", "x-amzn-errortype": code}
    return 400, headers, json.dumps({"__type": code, "message": message}).encode()

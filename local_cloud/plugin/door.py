"""The door for tests: does what no AWS API can. Each action is a POST of JSON to its name behind `PATH`."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable

from local_cloud.plugin import alarms, clock, inside, metrics, service, tables
from local_cloud.plugin.behaviours import from_order
from local_cloud.plugin.faults import Fault
from local_cloud.plugin.store import Data, Store

__all__ = ["PATH", "action", "serve"]

PATH = "/_local/dms/"

Action = Callable[[Data], Data | Awaitable[None] | None]

_ACTIONS: dict[str, Action] = {}


def action(function: Action) -> Action:
    """Register a function as the action of its name; what it returns is the answer."""
    _ACTIONS[function.__name__] = function
    return function


async def serve(name: str, request: Data) -> tuple[int, Data]:
    """Carry out an action."""
    if name not in _ACTIONS:
        return 404, {"message": f"there is no {PATH}{name}"}
    try:
        service.settle()
        answer = _ACTIONS[name](request)
        if inspect.isawaitable(answer):
            answer = await answer
        service.settle()
    except (Fault, KeyError, StopIteration, ValueError) as error:
        return 400, {"message": repr(error)}
    return 200, answer or {}


@action
def advance(request: Data) -> Data:
    """{"Seconds": 60} moves the clock on, also one that doesn't jump; the answer's `Now` is the time then."""
    clock.advance(request.get("Seconds", 0))
    alarms.evaluate_all()
    return {"Now": clock.now()}


@action
def behave(request: Data) -> None:
    """
    Let things do something else in a state than usual: see `behaviours.py`.

    {"Resource": "*:task:*", "While": "running", "Then": "failed", "Message": "the disk is full"} fails a task that
    runs, or the next one that does. {"Resource": "orders", "While": "stopping", "Seconds": 600} makes a stop take ten
    minutes; {"Resource": "source-end", "While": "testing", "Then": "failed", "Message": "no route"} fails the next
    connection test. `Account` is by default the one that every key without a number of its own belongs to.
    """
    with service.lock, inside.request_scope(request.get("Account", inside.get_account_id()), inside.get_region()):
        service.current_store().order(from_order(request))


@action
def calm(request: Data) -> None:
    """{"Account": ...} withdraws what `behave` ordered for an account."""
    with service.lock, inside.request_scope(request["Account"], inside.get_region()):
        service.current_store().behaviours.clear()


@action
def measure(request: Data) -> None:
    """{"Resource": "task", "Metric": "CDCLatencyTarget", "Value": 900}: what a metric of a thing is from now on."""
    with service.lock, inside.request_scope(request.get("Account", inside.get_account_id()), inside.get_region()):
        metrics.send()
        service.current_store().measured[request["Resource"], request["Metric"]] = request["Value"]


@action
def catalogue(request: Data) -> None:
    """
    {"EndpointArn": ..., "Tables": [{"SchemaName": ..., "TableName": ..., "Rows": 3}, ...]}: what a source has.

    With {"Secret": name, "Account": ...}, this is what each source has that reads a secret of this name, also one that
    isn't there yet.
    """
    if secret := request.get("Secret"):
        with service.lock, inside.request_scope(request.get("Account", inside.get_account_id()), inside.get_region()):
            service.current_store().catalogues[tables.of_secret(secret)] = request["Tables"]
        return
    with service.lock:
        store = _store_of(request)
        store.catalogues[store.get("Endpoint", request["EndpointArn"]).arn] = request["Tables"]


@action
def freeze(request: Data) -> None:
    """{"Account": ...} keeps every state of an account as it is, for good."""
    with service.lock:
        _store_of(request).frozen = True


def _store_of(request: Data) -> Store:
    arn = request.get("EndpointArn")
    return next(each for each in service.all_stores() if arn in each.records or each.account == request.get("Account"))

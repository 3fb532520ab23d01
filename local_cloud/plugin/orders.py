"""
Faults on order: what tests want to go wrong, and when.

An order waits for something by its name: an IAM action (`dms:StopReplicationTask`), the `event` that a function gets,
or the `answer` that CloudFormation gets. Patterns with `*` do too. It is counted whatever else happens, and carried out
from the `Nth` time on, `Times` times. What it does is one of `DEEDS`.
"""

from __future__ import annotations

import fnmatch
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from local_cloud.plugin.door import action
from local_cloud.plugin.faults import Fault
from local_cloud.plugin.store import Data

__all__ = ["DEEDS", "Order", "facts_of", "hold", "refuse", "take"]

DEEDS = {
    "fail": "The call is refused with `Code` and `Message`; an answer is refused with HTTP 503.",
    "kill-before": "The function that makes the call is killed before the call has any effect.",
    "kill-after": "The function that makes the call is killed after the call had its effect.",
    "twice": "The event is delivered twice, at the same time.",
    "again": "The event is delivered a second time when the first delivery is over.",
    "hold": "The event is delivered when `release` is called.",
}


@dataclass(eq=False)
class Order:
    """
    One order.

    Attributes:
        account: For which account it is.
        on: What it waits for.
        does: What happens then.
        nth: From which time on.
        times: How often.
        where: What must be true besides: `By` (function, api, cloudformation) and the members of the custom
            resource's request that the function deals with (RequestType, ResourceType, LogicalResourceId).
        code: The error's code.
        message: The error's message.
        seen: How often it has come by.
    """

    account: str
    on: str
    does: str
    nth: int = 1
    times: int = 1
    where: Data = field(default_factory=dict)
    code: str = "ThrottlingException"
    message: str = "Rate exceeded"
    seen: int = 0

    def matches(self, account: str, name: str, facts: Data) -> bool:
        """Say whether this is what it waits for."""
        return (
            self.account == account
            and fnmatch.fnmatchcase(name, self.on)
            and all(facts.get(key) == value for key, value in self.where.items())
        )

    @property
    def due(self) -> bool:
        """Whether it is to be carried out this time."""
        return self.nth <= self.seen < self.nth + self.times


_lock = threading.Lock()
_orders: list[Order] = []
_held: list[tuple[str, Callable[[], None]]] = []
_KNOWN = {"On", "Do", "Nth", "Times", "Where", "Code", "Message"}


def take(account: str, name: str, facts: Data) -> Order | None:
    """Count something that happens, and return the order that is to be carried out, if there is one."""
    with _lock:
        matching = [each for each in _orders if each.matches(account, name, facts)]
        for each in matching:
            each.seen += 1
        return next((each for each in matching if each.due), None)


def refuse(account: str, name: str, facts: Data) -> None:
    """Raise the fault that was ordered for a call, if there is one."""
    if found := take(account, name, facts):
        raise Fault(found.code, found.message)


def facts_of(event: object) -> Data:
    """Return what orders can ask for in an event."""
    if not isinstance(event, Mapping):
        return {}
    return {key: event[key] for key in ("RequestType", "ResourceType", "LogicalResourceId") if key in event}


def hold(account: str, delivery: Callable[[], None]) -> None:
    """Keep a delivery until it is released."""
    _held.append((account, delivery))


@action
def order(request: Data) -> None:
    """{"Account": ..., "On": "dms:Stop*", "Do": "fail", "Nth": 1, "Times": 1, "Where": {}, ...}: see `orders.py`."""
    wanted = dict(request)
    account, deed = wanted.pop("Account"), wanted.get("Do")
    if deed not in DEEDS or wanted.keys() - _KNOWN:
        raise ValueError(f"an order has {', '.join(sorted(_KNOWN))}, and does one of {', '.join(DEEDS)}")
    names = {"Do": "does"}
    with _lock:
        _orders.append(Order(account, **{names.get(key, key.lower()): value for key, value in wanted.items()}))


@action
def orders(request: Data) -> Data:
    """{"Account": ...} tells of each order of an account how often what it waits for has happened."""
    found = [each for each in _orders if each.account == request["Account"]]
    return {"Orders": [{"On": each.on, "Do": each.does, "Seen": each.seen, "Due": each.nth} for each in found]}


@action
def forget(request: Data) -> None:
    """{"Account": ...} withdraws all orders of an account."""
    with _lock:
        _orders[:] = [each for each in _orders if each.account != request["Account"]]


@action
def release(request: Data) -> Data:
    """{"Account": ...} delivers the events of an account that were held; the answer has how many they were."""
    mine = [each for each in _held if each[0] == request["Account"]]
    _held[:] = [each for each in _held if each not in mine]
    for _, delivery in mine:
        delivery()
    return {"Released": len(mine)}

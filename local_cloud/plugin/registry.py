"""The operations this DMS has, by name."""

from __future__ import annotations

from collections.abc import Callable

from local_cloud.plugin.faults import Fault
from local_cloud.plugin.store import Data, Store

__all__ = ["OPERATIONS", "Operation", "find", "operation"]

Operation = Callable[[Store, Data], Data]

OPERATIONS: dict[str, Operation] = {}


def operation(function: Operation) -> Operation:
    """Register a function as the operation of its name: `create_endpoint` becomes `CreateEndpoint`."""
    OPERATIONS["".join(word.capitalize() for word in function.__name__.split("_"))] = function
    return function


def find(name: str) -> Operation:
    """Return an operation of DMS, unless this one lacks it."""
    if name not in OPERATIONS:
        raise Fault("InvalidAction", f"The local cloud does not have the operation {name}.")
    return OPERATIONS[name]

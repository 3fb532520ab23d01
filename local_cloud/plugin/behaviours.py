"""What states do on order instead of the usual: last longer, end otherwise, say something else."""

from __future__ import annotations

from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any

__all__ = ["Behaviour", "from_order"]


@dataclass(slots=True)
class Behaviour:
    """
    What happens to the things that match while they are in a state.

    Attributes:
        resource: A pattern as in a shell for their ARN or their name: `*` for all.
        state: The state. For an endpoint, `testing` is the test of a connection to it.
        seconds: How long the state lasts; by default one step.
        then: What the state becomes; by default what it always does.
        message: Why: the failure message, the stop reason, or what a connection test says.
        members: What else is then to be seen in it; None takes a member away.
        times: How often this happens; 0 is always.
    """

    resource: str
    state: str
    seconds: float | None = None
    then: str | None = None
    message: str = ""
    members: dict[str, Any] = field(default_factory=dict)
    times: int = 1

    def fits(self, arn: str, name: str, state: str) -> bool:
        """Say whether this is about a thing that enters a state."""
        return state == self.state and any(fnmatchcase(each, self.resource) for each in (arn, name))


def from_order(order: dict[str, Any]) -> Behaviour:
    """
    Read an order as the door takes it.

    Raises:
        ValueError: If it has a key that means nothing here.
        KeyError: If it lacks `Resource` or `While`.
    """
    names = {"Seconds": "seconds", "Then": "then", "Message": "message", "With": "members", "Times": "times"}
    if unknown := sorted(order.keys() - {"Resource", "While", "Account", *names}):
        raise ValueError(f"unknown key {unknown[0]}; known are Account, Resource, While, {', '.join(names)}")
    given = {names[key]: value for key, value in order.items() if key in names}
    return Behaviour(order["Resource"], order["While"], **given)

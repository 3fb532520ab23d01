"""What RDS and Aurora allow, as data with one reader."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from dms_constructs import facts

__all__ = ["Limit", "choices", "limit"]


@dataclass(frozen=True, slots=True)
class Limit:
    """
    What AWS allows of one number.

    Attributes:
        minimum: The least.
        maximum: The greatest; None where there is none.
        step: What it grows by, where it isn't 1.
        default: What AWS takes where it is left out; None where that is not known, or nothing.
        unit: `ACU`, `s`, `days`, ...
        source: Where AWS says so.
        verified: Whether it may raise an error.
    """

    minimum: float
    maximum: float | None
    step: float | None
    default: float | None
    unit: str
    source: str
    verified: bool

    def allows(self, value: float) -> bool:
        """Whether it allows a value."""
        if value < self.minimum or (self.maximum is not None and value > self.maximum):
            return False
        return self.step is None or float(value / self.step).is_integer()

    def __str__(self) -> str:
        least, most = f"{self.minimum:g}", f"{self.maximum:g}" if self.maximum is not None else ""
        unit = f" {self.unit}" if self.unit else ""
        steps = f" in steps of {self.step:g}" if self.step is not None else ""
        return f"{least} to {most}{unit}{steps}" if most else f"{least}{unit} or more"


def limit(name: str) -> Limit:
    """
    Return a limit of RDS or Aurora, for example `minimum_acu`, `pause_after` or `proxy_borrow_timeout`.

    Raises:
        KeyError: There is no limit of that name.
    """
    record: dict[str, Any] = facts.databases()["limits"][name]
    return Limit(
        record["minimum"],
        record["maximum"],
        record.get("step"),
        record.get("default"),
        record["unit"],
        record["source"],
        record["verified"],
    )


def choices(name: str) -> tuple[int, ...]:
    """
    Return the only numbers that AWS takes, for example of `monitoring_interval`.

    Raises:
        KeyError: There are no choices of that name.
    """
    return tuple(facts.databases()["choices"][name]["values"])

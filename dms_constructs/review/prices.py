"""What instances cost, as a person says: this library knows no price."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

__all__ = ["Prices", "PricesRefused"]

_FORMAT = (
    '{"format": 1, "currency": "USD", "as_of": "2026-11-28", "per_hour": {"dms.r6i.large": 0.25, "dcu": 0.09}}: '
    "per_hour has a price for each instance class, in one Availability Zone, for one DCU, and for one ACU under acu"
)
_DCU, _ACU = "dcu", "acu"
_MULTI_AZ = 2
_MOST = 10**9


class PricesRefused(ValueError):  # noqa: N818  # the file is refused
    """What is wrong with a file of prices, and what it looks like when it is right."""


@dataclass(frozen=True)
class Prices:
    """
    What an hour costs.

    Attributes:
        currency: The currency, as the file writes it.
        as_of: The day of the prices.
        per_hour: The price of an instance of each class in one Availability Zone, of one DCU
            under `dcu`, and of one ACU of Aurora under `acu`.
    """

    currency: str
    as_of: date
    per_hour: Mapping[str, float]

    @classmethod
    def from_json(cls, text: str) -> Prices:
        """
        Read a file of prices.

        Args:
            text: What the file holds.

        Raises:
            PricesRefused: When it is of another form.
        """
        try:
            document = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise PricesRefused(f"is not JSON ({error}); write {_FORMAT}") from None
        if not isinstance(document, dict) or document.get("format") != 1:
            raise PricesRefused(f"has no format 1; write {_FORMAT}")
        currency, per_hour = document.get("currency"), document.get("per_hour")
        if not isinstance(currency, str) or not currency.strip():
            raise PricesRefused(f"has no currency; write {_FORMAT}")
        if not isinstance(per_hour, dict) or not per_hour:
            raise PricesRefused(f"has no per_hour; write {_FORMAT}")
        for name, price in per_hour.items():
            if isinstance(price, bool) or not isinstance(price, int | float) or not 0 <= price <= _MOST:
                words = f"has the price {price!r} of {name}, and it must be a number of {currency} per hour"
                raise PricesRefused(words)
        return cls(currency, _day(document.get("as_of")), dict(per_hour))

    def of_instance(self, instance_class: object, *, multi_az: bool | None) -> float | None:
        """Return what an hour of an instance costs, if known; with Multi-AZ twice as much."""
        price = self.per_hour.get(instance_class) if isinstance(instance_class, str) else None
        return None if price is None or multi_az is None else price * (_MULTI_AZ if multi_az else 1)

    def of_dcu(self, dcu: float, *, multi_az: bool | None) -> float | None:
        """Return what an hour of serverless capacity costs, if known; with Multi-AZ twice as much."""
        price = self.per_hour.get(_DCU)
        return None if price is None or multi_az is None else price * dcu * (_MULTI_AZ if multi_az else 1)

    def of_acu(self, acu: float) -> float | None:
        """Return what an hour of a serverless capacity of Aurora costs, if known."""
        price = self.per_hour.get(_ACU)
        return None if price is None else price * acu

    def change(self, before: float | None, after: float | None) -> str:
        """Say what an hour costs before and after; nothing where one price is not known."""
        if before is None or after is None:
            return ""
        return f"{before:.4g} -> {after:.4g} {self.currency} per hour, by prices of {self.as_of.isoformat()}"


def _day(value: Any) -> date:
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise PricesRefused(f"has no as_of with the day of its prices; write {_FORMAT}") from None

"""The checks of sizes and rates."""

from __future__ import annotations

import math

from dms_constructs.catalog._shown import shown
from dms_constructs.errors import ConfigurationError

__all__ = ["count", "lengths", "rate"]


def count(what: str, given: int | None) -> None:
    """Raise unless a number of rows or bytes is not known, or is one."""
    if given is None:
        return
    if isinstance(given, bool) or not isinstance(given, int):
        raise ConfigurationError("DMS-D002", f"{what} must be a whole number, got {shown(given)}", given=given)
    if given < 0:
        raise ConfigurationError("DMS-D006", f"{what} must be 0 or more, got {shown(given)}", given=given)


def lengths(column: str, max_bytes: int | None, average_bytes: int | None) -> None:
    """Raise unless the lengths of a column's values, where they are known, can be true."""
    count(f"max_bytes of column {column}", max_bytes)
    count(f"average_bytes of column {column}", average_bytes)
    if max_bytes is not None and average_bytes is not None and max_bytes < average_bytes:
        raise ConfigurationError(
            "DMS-D006",
            f"average_bytes of column {column} must be at most max_bytes, which is {max_bytes}, got {average_bytes}; "
            "correct one, or leave out what was not measured",
            given=average_bytes,
        )


def rate(what: str, given: float, *, above_zero: bool = False) -> float:
    """Return a number that may have a fraction, or raise if it is not a number, not finite or below zero."""
    if isinstance(given, bool) or not isinstance(given, int | float):
        raise ConfigurationError("DMS-D002", f"{what} must be a number, got {shown(given)}", given=given)
    try:
        number = float(given)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number) or number < 0 or (above_zero and number == 0):
        allowed = "more than 0" if above_zero else "0 or more"
        raise ConfigurationError("DMS-D006", f"{what} must be {allowed} and finite, got {shown(given)}", given=given)
    return number

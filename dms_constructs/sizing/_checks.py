"""The checks of figures, and how figures are shown."""

from __future__ import annotations

from typing import Any

from dms_constructs.engines import EngineName
from dms_constructs.errors import ConfigurationError

__all__ = ["how_to_measure", "number", "shown", "whole"]

_MOST = 1e15  # no migration has more of anything, and all that is computed from it is finite


def how_to_measure(engine: EngineName | None, what: str, again: str = "") -> str:
    """
    Return how a catalog gets sizes.

    Args:
        engine: The engine of the catalog; that of a server which the command doesn't read needs them from elsewhere.
        what: What its values are given with then.
        again: A word about doing it once more.
    """
    if engine is None or engine.record.protocol in _READ:
        return f"measure the server{again} with 'dms-constructs catalog URL --sizes'"
    return f"give the catalog {what}, because 'dms-constructs catalog' does not read {engine.record.display}"


_READ = ("mysql", "postgresql")
"""The protocols of servers that `dms-constructs catalog` reads."""


def number(code: str, name: str, value: object, minimum: float = 0) -> None:
    """Raise unless the value is a finite number that is not below the minimum."""
    # An exact type is asked for first: it is the common case, and takes no call.
    if type(value) is not float and type(value) is not int and not _is_number(value):
        raise ConfigurationError(code, f"{name} must be a number, {minimum} or more, got {value!r}", given=value)
    if not minimum <= value <= _MOST:  # type: ignore[operator]  # a number by now; NaN compares as false
        raise _outside(code, name, value, minimum)


def whole(code: str, name: str, value: object, minimum: int = 0) -> None:
    """Raise unless the value is a whole number that is not below the minimum."""
    if type(value) is not int and (isinstance(value, bool) or not isinstance(value, int)):
        raise ConfigurationError(code, f"{name} must be a whole number, {minimum} or more, got {value!r}", given=value)
    if not minimum <= value <= _MOST:
        raise _outside(code, name, value, minimum)


def _outside(code: str, name: str, value: Any, minimum: float) -> ConfigurationError:
    allowed = f"at most {_MOST:,.0f}" if value > _MOST else f"{minimum} or more"
    return ConfigurationError(code, f"{name} must be {allowed}, got {_short(value)}", given=value)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _short(value: object) -> str:
    # Python refuses to write very long numbers out.
    return str(value) if isinstance(value, float) or abs(value) < _MOST**2 else "a number far above"  # type: ignore[arg-type]


def shown(value: float) -> str:
    """Return a figure as a sentence shows it: with thousands separators, and no more decimals than help."""
    if value == int(value):
        return f"{int(value):,}"
    if value >= 100:
        return f"{value:,.0f}"
    if value >= 10:
        return f"{value:.1f}"
    return f"{value:.2f}".rstrip("0").rstrip(".") if value >= 0.01 else f"{value:.2g}"

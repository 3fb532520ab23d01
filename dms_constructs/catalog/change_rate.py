"""How fast a source changes."""

from __future__ import annotations

from dataclasses import dataclass

from dms_constructs.catalog import _sizes

__all__ = ["ChangeRate"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRate:
    """
    How fast a source changes, measured for some time.

    `dms-constructs catalog URL --sizes --change-seconds 60` measures it. What a server counts is its log, which holds
    more than the changed rows, and more than the tables of one task: take it as an upper estimate. It is true of the
    time that it was measured in, so measure when the source is busy.

    Args:
        bytes_per_second: The bytes that the server writes to its log in a second.
        transactions_per_second: The transactions in a second that change something.
        seconds: For how long it was measured.

    Raises:
        ConfigurationError: `DMS-D002` for what is not a number, `DMS-D006` for one that is negative or not finite, and
            for a time of 0.
    """

    bytes_per_second: float
    transactions_per_second: float
    seconds: float

    def __post_init__(self) -> None:
        # Whole numbers become what the types say, so that equal rates are equal as JSON too.
        for name in ("bytes_per_second", "transactions_per_second", "seconds"):
            number = _sizes.rate(name, getattr(self, name), above_zero=name == "seconds")
            object.__setattr__(self, name, number)

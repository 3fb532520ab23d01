"""Why a setting has its value."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from dms_constructs._checks import is_a, not_blank
from dms_constructs.errors import ConfigurationError, did_you_mean
from dms_constructs.settings._keys import keys

__all__ = ["Reason", "checked"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """
    Why a setting has its value: `describe()` says it for as long as the setting has it.

    `TaskSettings(..., reasons=[Reason(key="FullLoadSettings.CommitRate", value=30_000, because="rows are short")])`.

    Args:
        key: The dotted name of the key.
        value: The value that it is about, as JSON has it.
        because: The reason, as the rest of a sentence.

    Raises:
        ConfigurationError: `DMS-S007` for a key that AWS does not document, `DMS-S004` for an empty reason.
    """

    key: str
    value: Any
    because: str

    def __post_init__(self) -> None:
        is_a("DMS-S005", "Reason.key", self.key, str, "key='FullLoadSettings.CommitRate'")
        if self.key not in keys():
            raise ConfigurationError(
                "DMS-S007",
                f"Reason.key {self.key!r} is not a task setting that AWS documents{did_you_mean(self.key, keys())}",
                given=self.key,
            )
        not_blank("DMS-S004", "Reason.because", self.because)


def checked(given: Iterable[Reason]) -> tuple[Reason, ...]:
    """Return the reasons as a tuple; raise when they are not a list of `Reason`."""
    if isinstance(given, Reason) or not isinstance(given, Iterable):
        raise ConfigurationError(
            "DMS-S005", f"TaskSettings.reasons must be a list of Reason, got {given!r}", given=given
        )
    reasons = tuple(given)
    for reason in reasons:
        if not isinstance(reason, Reason):
            raise ConfigurationError(
                "DMS-S005", f"TaskSettings.reasons must hold Reason objects, got {reason!r}", given=reason
            )
    return reasons

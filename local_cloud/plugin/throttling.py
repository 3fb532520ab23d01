"""How many calls an account may make: DMS User Guide, "API request throttling" ("Quotas for AWS DMS")."""

from __future__ import annotations

from local_cloud.plugin import clock
from local_cloud.plugin.faults import Fault

__all__ = ["Bucket"]

_LARGEST = 200
_REFILL_PER_SECOND = 8


class Bucket:
    """A bucket of tokens, one for each call, that fills up again as the clock goes."""

    def __init__(self) -> None:
        self.tokens: float = _LARGEST
        self._looked_at = clock.now()

    def take(self) -> None:
        """
        Take a token for a call.

        Raises:
            Fault: If there is none left.
        """
        now = clock.now()
        self.tokens = min(_LARGEST, self.tokens + (now - self._looked_at) * _REFILL_PER_SECOND)
        self._looked_at = now
        if self.tokens < 1:
            raise Fault("ThrottlingException", "Rate exceeded")
        self.tokens -= 1

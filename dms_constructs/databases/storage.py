"""How an Aurora cluster's storage and I/O are paid for."""

from __future__ import annotations

import enum

from dms_constructs.databases.phase import TargetPhase

__all__ = ["AuroraStorage"]


class AuroraStorage(enum.Enum):
    """
    How an Aurora cluster's storage and I/O are paid for.

    A cluster changes to I/O-Optimized once in 30 days at most, and back at any time.

    Source: Amazon Aurora User Guide, page Aurora.Overview.StorageReliability.
    """

    STANDARD = "standard"
    """Requests are billed, by the million."""
    IO_OPTIMIZED = "io-optimized"
    """No request is billed; capacity and storage cost more. AWS advises it where I/O is 25 % of the bill or more."""
    IO_OPTIMIZED_WHILE_LOADING = "io-optimized-while-loading"
    """I/O-Optimized in `TargetPhase.LOADING`, standard afterwards: for a large load."""

    def is_io_optimized(self, phase: TargetPhase) -> bool:
        """Whether no request is billed in a phase."""
        only_loading = self is AuroraStorage.IO_OPTIMIZED_WHILE_LOADING and phase is TargetPhase.LOADING
        return self is AuroraStorage.IO_OPTIMIZED or only_loading

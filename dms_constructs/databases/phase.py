"""The two lives of a target: filled by DMS first, then in use."""

from __future__ import annotations

import enum

__all__ = ["PHASE", "TargetPhase"]

PHASE = "dms-constructs:phase"
"""Where the template says in which phase a cluster is."""


class TargetPhase(enum.Enum):
    """What a target is for at the moment; to cut over, change it from `LOADING` to `SERVING` and deploy."""

    LOADING = "loading"
    """DMS fills it: one writer, no readers, the least retention, parameters for loading and for building indexes."""
    SERVING = "serving"
    """Applications use it: readers, the retention that they need, parameters for them."""

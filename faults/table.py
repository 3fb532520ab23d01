"""The table of faults: what goes wrong, and what must come of it."""

from __future__ import annotations

import itertools
import json
from dataclasses import dataclass
from pathlib import Path

from local_cloud.plugin.switches import SWITCHES

__all__ = ["BACK", "FAULTS", "FORWARD", "VARIANTS", "Fault"]


@dataclass(frozen=True, slots=True)
class Fault:
    """
    One fault.

    Args:
        number: Its number, which tests name.
        fault: What goes wrong.
        outcome: What must come of it.
        left_out: Why it isn't tried, if it isn't.
    """

    number: int
    fault: str
    outcome: str
    left_out: str = ""


_TABLE = json.loads((Path(__file__).parent / "faults.json").read_text(encoding="utf-8"))
FAULTS: dict[int, Fault] = {each["number"]: Fault(**each) for each in _TABLE["faults"]}

_ORDER = ("dependencies-first", "dependents-first")
_REVERTS = ("unchanged-ids", "all")
_TYPE = ("replace", "in-place")


def _variant(order: int, reverts: int, kind: int) -> dict[str, str]:
    """Make a variant; the switches that matter less are set so that each pair of settings occurs."""
    return {
        "ROLLBACK_ORDER": _ORDER[order],
        "ROLLBACK_REVERTS": _REVERTS[reverts],
        "MIGRATION_TYPE": _TYPE[kind],
        "ROLLBACK_LISTS": ("replacements", "predecessors")[order ^ reverts],
        "START_ORDER": ("usual", "reversed")[order ^ kind],
        "SYSTEM_TAGS_IN_CONDITIONS": ("seen", "unseen")[reverts ^ kind],
    }


VARIANTS = [_variant(*bits) for bits in itertools.product((0, 1), repeat=3)]
"""Every combination of what a rollback and a changed type depend on."""

BACK = [_variant(order, reverts, order ^ reverts) for order, reverts in itertools.product((0, 1), repeat=2)]
"""Every combination of what a rollback depends on, for changes of anything but the type."""

FORWARD = [
    VARIANTS[0],
    {name: next(each for each in SWITCHES[name] if each != VARIANTS[0][name]) for name in VARIANTS[0]},
]
"""For what goes forward only: every switch one way, and every switch the other way."""

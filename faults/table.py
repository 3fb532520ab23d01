"""The table of faults: what goes wrong, and what must come of it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

__all__ = ["FAULTS", "Fault"]


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

"""Every fault of the table happens, or says why it can't."""

from __future__ import annotations

import re
from pathlib import Path

from faults.table import FAULTS

_HERE = Path(__file__).parent


def test_each_fault_happens_or_says_why_not() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in sorted(_HERE.glob("test_*.py")))
    happens = {int(number) for number in re.findall(r"mark\.fault\((\d+)\)", code)}

    assert happens | {each.number for each in FAULTS.values() if each.left_out} == set(FAULTS)

"""The generated part of the guide is what its data says."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

from dms_constructs import facts

ROOT = Path(__file__).parent.parent.parent
PAGE = ROOT / "docs" / "guide" / "which-tool.md"
TOOL: dict[str, Any] = runpy.run_path(str(ROOT / "tools" / "guide.py"))


def test_the_page_is_up_to_date() -> None:
    page = PAGE.read_text(encoding="utf-8")

    assert page == TOOL["renewed"](page), "run: python tools/guide.py"


def test_another_text_between_the_marks_is_replaced() -> None:
    page = PAGE.read_text(encoding="utf-8")

    stale = page.replace("| another engine | yes |", "| another engine | no |", 1)

    assert stale != page
    assert TOOL["renewed"](stale) == page


def test_what_is_written_by_hand_stays() -> None:
    page = f"before\n{TOOL['BEGIN']}\nold\n{TOOL['END']}\nafter\n"

    assert TOOL["renewed"](page).startswith(f"before\n{TOOL['BEGIN']}\n")
    assert TOOL["renewed"](page).endswith(f"{TOOL['END']}\nafter\n")


def test_the_numbers_of_the_page_are_those_of_the_data() -> None:
    page = PAGE.read_text(encoding="utf-8")

    for name in ("dump_size_gb", "dump_gib_per_hour", "fastest_copy_gib_per_hour", "stream_mb_per_second"):
        threshold = facts.tools()["thresholds"][name]
        assert f"{threshold['value']:g} {threshold['unit']}" in page

"""Every error code and warning id of the code has one row in the README, and every row its code."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
SOURCE = "\n".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "dms_constructs").rglob("*.py")))
README = (ROOT / "README.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| `([^`]+)` \| (.*) \|$", README, re.MULTILINE)

CODES = set(re.findall(r'"(DMS-[A-Z]\d{3})"', SOURCE))
FINDINGS = set(re.findall(r'(?:Finding|note)\(\s*"([a-zA-Z]+\.[a-zA-Z]+)"', SOURCE))


def rows(pattern: str) -> list[str]:
    return [name for name, _ in ROWS if re.fullmatch(pattern, name)]


def test_every_error_code_has_one_row() -> None:
    assert rows(r"DMS-[A-Z]\d{3}") == sorted(CODES)


def test_every_warning_has_one_row() -> None:
    assert rows(r"[a-z][a-zA-Z]+\.[a-z][a-zA-Z]+") == sorted(FINDINGS)


@pytest.mark.parametrize(("name", "cells"), [row for row in ROWS if row[0].startswith("DMS-") or row[0] in FINDINGS])
def test_a_row_gives_the_reason_and_where_it_is_from(name: str, cells: str) -> None:
    what, why, source = (cell.strip() for cell in cells.split(" | "))

    assert what
    assert why
    assert source

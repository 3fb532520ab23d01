"""Every error code and warning id of the code has one entry in the facts, and every entry its code."""

import re
from pathlib import Path
from typing import Any

import pytest

from dms_constructs import facts

ROOT = Path(__file__).parent.parent.parent
SOURCE = "\n".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "dms_constructs").rglob("*.py")))

CODES = set(re.findall(r'"(DMS-[A-Z]\d{3})"', SOURCE))
FINDINGS = set(re.findall(r'(?:Finding|note)\(\s*"([a-zA-Z]+\.[a-zA-Z0-9]+)"', SOURCE))
ERRORS: dict[str, Any] = facts.codes()["errors"]
WARNINGS: dict[str, Any] = facts.codes()["findings"]


def test_every_error_code_has_one_entry() -> None:
    assert [code for code, entry in ERRORS.items() if "retired" not in entry] == sorted(CODES)


def test_entries_are_sorted() -> None:
    assert list(ERRORS) == sorted(ERRORS)


def test_every_warning_has_one_entry() -> None:
    assert list(WARNINGS) == sorted(FINDINGS)


@pytest.mark.parametrize("name", [*ERRORS, *WARNINGS])
def test_an_entry_says_what_and_why_and_where_that_is_from(name: str) -> None:
    entry = {**ERRORS, **WARNINGS}[name]

    assert entry["what"]
    assert entry["why"]
    assert entry["source"]


LIVING = {name: entry for name, entry in {**ERRORS, **WARNINGS}.items() if "retired" not in entry}


@pytest.mark.parametrize("name", LIVING)
def test_an_entry_says_what_to_do(name: str) -> None:
    assert LIVING[name]["fix"]


@pytest.mark.parametrize("name", WARNINGS)
def test_a_warning_says_how_much_it_matters(name: str) -> None:
    assert WARNINGS[name]["severity"] in {"high", "medium", "low"}

"""Every error code and warning id of the code has one entry in the facts, and every entry its code."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

import dms_constructs as dms
from dms_constructs import facts

ROOT = Path(__file__).parent.parent.parent
SOURCE = "\n".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "dms_constructs").rglob("*.py")))

CODES = set(re.findall(r'"(DMS-[A-Z]\d{3})"', SOURCE))
FINDINGS = set(re.findall(r'(?:Finding\(|note\(|finding=)\s*"([a-zA-Z]+\.[a-zA-Z0-9]+)"', SOURCE))
ERRORS: dict[str, Any] = facts.codes()["errors"]
WARNINGS: dict[str, Any] = facts.codes()["findings"]


def test_every_error_code_has_one_entry() -> None:
    assert [code for code, entry in ERRORS.items() if "retired" not in entry] == sorted(CODES)


@pytest.mark.parametrize(
    "path", sorted((ROOT / "dms_constructs" / "facts" / "codes").iterdir()), ids=lambda path: path.name
)
def test_a_file_has_the_codes_of_its_family_in_order(path: Path) -> None:
    codes = list(json.loads(path.read_text(encoding="utf-8"))["entries"])

    assert codes
    assert codes == sorted({code for code in codes if facts.family_of(code) == path.stem})


@pytest.mark.parametrize("name", ["DMS-I003", "mappings.lobsWithoutKey"])
def test_an_entry_is_read_by_its_name(name: str) -> None:
    assert facts.code(name) == {**ERRORS, **WARNINGS}[name]


@pytest.mark.parametrize("name", ["DMS-I999", "DMS-X999", "mappings.nothing", "nothing.lobs", "", "../limits.meta"])
def test_there_is_no_entry_of_another_name(name: str) -> None:
    with pytest.raises(KeyError):
        facts.code(name)


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


CHECKS = {check for page in facts.premigration()["pages"].values() for check in page["checks"]}


@pytest.mark.parametrize("name", WARNINGS)
def test_a_warning_names_checks_of_aws_s_premigration_assessment_as_aws_does(name: str) -> None:
    assert [check for check in WARNINGS[name]["premigration"] if check not in CHECKS] == []


@pytest.mark.parametrize("page", facts.premigration()["pages"])
def test_no_check_is_listed_twice_on_a_page(page: str) -> None:
    checks = facts.premigration()["pages"][page]["checks"]

    assert sorted(checks) == sorted({*checks})


def test_a_finding_has_the_names_of_the_checks_that_find_the_same() -> None:
    assert dms.Finding("settings.lobsCutOff", "LOBs are cut off").premigration == ("postgres-check-limited-lob-size",)


def test_a_finding_that_no_check_finds_has_no_names() -> None:
    assert dms.Finding("settings.loggingOff", "logging is off").premigration == ()

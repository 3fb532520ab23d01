"""`dms-constructs explain`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from dms_constructs import facts
from tests.cli.conftest import Cli
from tests.cli.process import on_a_terminal

ENTRIES: dict[str, Any] = {**facts.codes()["errors"], **facts.codes()["findings"]}
WARNING: dict[str, Any] = {
    "what": "a table has large objects and no key",
    "why": "DMS does not move them",
    "source": "DMS User Guide",
    "fix": "Give the table a primary key",
    "severity": "high",
    "premigration": ["table-with-lob-but-without-primary-key", "postgres-check-table-with-array"],
    "example": "findings = check(1)\nprint(findings)\n",
    "fixed": "findings = check(2)\n",
}


@pytest.fixture
def codes(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Entries with everything that an entry may have."""
    errors = {"DMS-X001": {"what": "it is old", "why": "it was wrong", "source": "ours", "fix": "", "retired": True}}
    monkeypatch.setattr(facts, "codes", lambda: {"errors": errors, "findings": {"mappings.lobs": WARNING}})
    return


@pytest.mark.parametrize("name", ["DMS-I003", "mappings.lobsWithoutKey"])
@pytest.mark.parametrize(
    "written",
    ["{}", "dms-constructs:{}", "Annotation::dms-constructs:{}", "[{}]", " {} "],
    ids=["alone", "with the prefix", "as the CDK reports it", "as in a message", "with blanks"],
)
@pytest.mark.parametrize("case", [str, str.lower, str.upper], ids=["as it is", "lower case", "upper case"])
def test_a_code_or_an_id_is_found_however_it_was_copied(name: str, written: str, case: Any, cli: Cli) -> None:
    ran = cli("explain", case(written.format(name)), "--format", "json")

    assert (ran.code, ran.json["code"]) == (0, name)


@pytest.mark.parametrize("form", ["text", "markdown", "json"])
@pytest.mark.parametrize("name", ["DMS-I003", "mappings.lobsWithoutKey"])
def test_every_form_says_what_and_why(name: str, form: str, cli: Cli) -> None:
    ran = cli("explain", name, "--format", form)

    assert ran.code == 0
    assert ENTRIES[name]["what"] in (ran.json["what"] if form == "json" else ran.out)
    assert ENTRIES[name]["why"] in (ran.json["why"] if form == "json" else ran.out)


def test_text_has_everything_that_the_entry_has(codes: None, cli: Cli) -> None:
    assert cli("explain", "mappings.lobs").out == (
        "mappings.lobs (warning, severity high): a table has large objects and no key\n"
        "  Why:                     DMS does not move them\n"
        "  Fix:                     Give the table a primary key\n"
        "  Source:                  DMS User Guide\n"
        "  Premigration assessment: table-with-lob-but-without-primary-key, postgres-check-table-with-array\n"
        "\n"
        "  Example:\n"
        "    findings = check(1)\n"
        "    print(findings)\n"
        "\n"
        "  Fixed:\n"
        "    findings = check(2)\n"
    )


def test_markdown_has_code_as_code(codes: None, cli: Cli) -> None:
    ran = cli("explain", "mappings.lobs", "--format", "markdown")

    assert ran.out.startswith("### `mappings.lobs`\n\n(warning, severity high): a table has large objects and no key\n")
    assert "\n\n**Fix**: Give the table a primary key\n\n" in ran.out
    assert ran.out.endswith("\n\n**Fixed**:\n\n```python\nfindings = check(2)\n```\n")


def test_json_is_the_entry(codes: None, cli: Cli) -> None:
    assert cli("explain", "mappings.lobs", "--format", "json").json == {
        "code": "mappings.lobs",
        "kind": "warning",
        **WARNING,
    }


def test_a_retired_code_says_so(codes: None, cli: Cli) -> None:
    ran = cli("explain", "DMS-X001")

    assert ran.out == (
        "DMS-X001 (error, retired: this version never raises it): it is old\n  Why:    it was wrong\n  Source: ours\n"
    )


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("I003", "DMS-I003"),
        ("DMSI003", "DMS-I003"),
        ("lobsWithoutKey", "mappings.lobsWithoutKey"),
        ("mappings.lobWithoutKeys", "mappings.lobsWithoutKey"),
        ("M001", "DMS-M001"),
        ("settings.quiet", "settings.quietLogs"),
    ],
)
def test_a_typing_error_is_answered_with_what_was_meant(given: str, meant: str, cli: Cli) -> None:
    ran = cli("explain", given)

    assert (ran.code, ran.out) == (2, "")
    assert f"there is no error code or warning id {given!r} (did you mean {meant!r}?)" in ran.err


def test_what_is_like_nothing_is_told_what_codes_look_like(cli: Cli) -> None:
    ran = cli("explain", "42")

    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(
        "Error: there is no error code or warning id '42'; codes are like DMS-A001, and ids like "
    )


def test_colours_are_for_a_terminal_only(cli: Cli) -> None:
    assert "\x1b[" not in cli("explain", "DMS-I003").out
    assert "\x1b[1m" in on_a_terminal("explain", "DMS-I003")[1]

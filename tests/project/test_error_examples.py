"""An error is shown by a program that people write, and by the same program after the fix: both run here."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import dms_constructs as dms
from dms_constructs import facts
from tests.project.messages import bare_names, pieces, trouble_with

FILES = Path(__file__).parent / "files"
"""Where the programs run: what they open is there."""
ERRORS: dict[str, dict[str, Any]] = {
    code: entry for code, entry in facts.codes()["errors"].items() if "retired" not in entry
}
SHOWN = [code for code, entry in ERRORS.items() if entry.get("example") and entry.get("fixed")]
AT_SYNTHESIS = re.compile(r"\[(?P<path>[^\]\s]+)\] (?P<message>.*) \[(?P<code>DMS-[A-Z]\d{3})\]")


@functools.cache
def errors_of(program: str) -> tuple[tuple[str, str], ...]:
    """Run a program, synthesize its `app` if it has one, and return code and message of each error."""
    ran: dict[str, Any] = {"__name__": "program"}
    try:
        exec(compile(program, "program", "exec"), ran)
        if "app" in ran:
            ran["app"].synth()
    except dms.ConfigurationError as error:
        return ((error.code, error.message),)
    except RuntimeError as error:  # how Node says what only the whole app shows
        found = tuple((line["code"], line["message"]) for line in AT_SYNTHESIS.finditer(str(error)))
        if not found:
            raise
        return found
    return ()


@pytest.fixture(autouse=True)
def _where_programs_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(FILES)
    monkeypatch.setenv("CDK_OUTDIR", str(tmp_path))


@pytest.mark.parametrize("code", ERRORS)
def test_an_error_has_an_example_and_its_fix(code: str) -> None:
    assert [field for field in ("example", "fixed") if not ERRORS[code].get(field)] == []


@pytest.mark.parametrize("code", SHOWN)
def test_the_example_raises_that_error_and_no_other(code: str) -> None:
    assert {name for name, _ in errors_of(ERRORS[code]["example"])} == {code}


@pytest.mark.parametrize("code", SHOWN)
def test_the_fixed_program_raises_none(code: str) -> None:
    assert errors_of(ERRORS[code]["fixed"]) == ()


def messages_of(code: str) -> Iterator[str]:
    return (message for _, message in errors_of(ERRORS[code]["example"]))


def advice_in(message: str) -> Iterator[str]:
    """Every piece of code in a message but what it begins with, which says where: that is the mistake itself."""
    return (piece for piece in pieces(message) if not message.startswith(piece))


@pytest.mark.parametrize("code", SHOWN)
def test_the_message_says_what_can_be_copied(code: str) -> None:
    found = [*messages_of(code)]

    assert [bare for message in found for bare in bare_names(message)] == []
    assert [trouble for message in found for piece in advice_in(message) if (trouble := trouble_with(piece))] == []


@pytest.mark.parametrize("code", SHOWN)
def test_a_program_imports_what_it_shows(code: str) -> None:
    assert "import dms_constructs as dms" in ERRORS[code]["example"]
    assert "import dms_constructs as dms" in ERRORS[code]["fixed"]

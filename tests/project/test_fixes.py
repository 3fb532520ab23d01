"""A fix clears its finding: each warning's example gives it, and the same code after the fix doesn't."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from dms_constructs import facts
from tests.project.messages import bare_names, pieces, trouble_with

WARNINGS: dict[str, dict[str, Any]] = facts.codes()["findings"]
ACKNOWLEDGED_BY = re.compile(r"\[ack: (?:Annotation::)?dms-constructs:([\w.]+)\]")


FILES = Path(__file__).parent / "files"
"""Where the snippets run: what they open is there."""


@pytest.fixture(autouse=True)
def _where_snippets_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(FILES)
    monkeypatch.setenv("CDK_OUTDIR", str(tmp_path))


def found_by(code: str) -> list[tuple[str, str, str]]:
    """Run a snippet and return id, message and fix of its `findings`; of warnings of its `app`, the text is both."""
    ran: dict[str, Any] = {"__name__": "snippet"}
    exec(compile(code, "snippet", "exec"), ran)
    if "findings" in ran:
        return [(finding.id, finding.message, finding.fix) for finding in ran["findings"]]
    messages = (message for stack in ran["app"].synth().stacks_recursively for message in stack.messages)
    texts = [str(message.entry.data) for message in messages]
    return [(name, text, text) for text in texts for name in ACKNOWLEDGED_BY.findall(text)]


def findings_of(code: str) -> set[str]:
    """Run a snippet and return the ids of what it finds."""
    return {name for name, *_ in found_by(code)}


@pytest.mark.parametrize("name", WARNINGS)
def test_the_example_gives_the_finding(name: str) -> None:
    assert name in findings_of(WARNINGS[name]["example"])


@pytest.mark.parametrize("name", WARNINGS)
def test_the_fix_clears_the_finding_and_gives_no_other(name: str) -> None:
    before = findings_of(WARNINGS[name]["example"])

    assert findings_of(WARNINGS[name]["fixed"]) <= before - {name}


@pytest.mark.parametrize("name", WARNINGS)
def test_a_finding_says_what_can_be_copied(name: str) -> None:
    found = found_by(WARNINGS[name]["example"])

    assert [bare for _, message, fix in found for bare in bare_names(f"{message}; {fix}")] == []
    assert [trouble for *_, fix in found for piece in pieces(fix) if (trouble := trouble_with(piece))] == []


@pytest.mark.parametrize("name", WARNINGS)
def test_a_snippet_says_what_it_needs(name: str) -> None:
    for code in (WARNINGS[name]["example"], WARNINGS[name]["fixed"]):
        assert "import dms_constructs as dms" in code
        assert re.search(r"^(findings|app) = ", code, re.MULTILINE)

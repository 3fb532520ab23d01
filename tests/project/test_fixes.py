"""A fix clears its finding: each warning's example gives it, and the same code after the fix doesn't."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from dms_constructs import facts

WARNINGS: dict[str, dict[str, Any]] = facts.codes()["findings"]
ACKNOWLEDGED_BY = re.compile(r"\[ack: (?:Annotation::)?dms-constructs:([\w.]+)\]")


def findings_of(code: str) -> set[str]:
    """Run a snippet and return the ids of what it finds: its `findings`, or the warnings of its `app`."""
    ran: dict[str, Any] = {"__name__": "snippet"}
    exec(compile(code, "snippet", "exec"), ran)
    if "findings" in ran:
        return {finding.id for finding in ran["findings"]}
    messages = (message for stack in ran["app"].synth().stacks_recursively for message in stack.messages)
    return {name for message in messages for name in ACKNOWLEDGED_BY.findall(str(message.entry.data))}


@pytest.mark.parametrize("name", WARNINGS)
def test_the_example_gives_the_finding(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CDK_OUTDIR", str(tmp_path))

    assert name in findings_of(WARNINGS[name]["example"])


@pytest.mark.parametrize("name", WARNINGS)
def test_the_fix_clears_the_finding_and_gives_no_other(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CDK_OUTDIR", str(tmp_path))
    before = findings_of(WARNINGS[name]["example"])

    assert findings_of(WARNINGS[name]["fixed"]) <= before - {name}


@pytest.mark.parametrize("name", WARNINGS)
def test_a_snippet_says_what_it_needs(name: str) -> None:
    for code in (WARNINGS[name]["example"], WARNINGS[name]["fixed"]):
        assert "import dms_constructs as dms" in code
        assert re.search(r"^(findings|app) = ", code, re.MULTILINE)

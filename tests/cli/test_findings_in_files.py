"""
What a task in code is told, a task in files is told too: each finding's example goes through the commands as files.

`findings_in_files.json` has, for each id, the commands that tell of it, or why none can. `mappings explain` and
`assess` need a catalog, so they are tried where the example has one; `assess` may tell of a finding by one of AWS's
checks. `review` is about changes, and tells what they do, not what a task is like.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from dms_constructs import facts
from tests.cli.conftest import Cli
from tests.cli.example_files import files_of

FINDINGS: dict[str, dict[str, Any]] = facts.codes()["findings"]
TOLD: dict[str, list[str] | str] = json.loads((Path(__file__).parent / "findings_in_files.json").read_bytes())
BY_COMMANDS = {name: told for name, told in TOLD.items() if isinstance(told, list)}
FOUND = {"failed", "warning"}


def test_each_finding_has_its_commands_or_a_reason_why_none_can_tell() -> None:
    assert list(TOLD) == sorted(FINDINGS)
    assert all(TOLD.values())


@pytest.mark.parametrize("name", BY_COMMANDS)
def test_a_finding_of_a_task_in_code_is_told_of_its_files(
    name: str, cli: Cli, write: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CDK_OUTDIR", str(tmp_path))
    files = files_of(FINDINGS[name]["example"])
    assert files is not None
    template = write("Shop.template.json", files.template)
    source, target = (
        [] if catalog is None else [option, write(f"{side}.json", catalog.to_json())]
        for side, option, catalog in (
            ("source", "--catalog", files.catalog),
            ("target", "--target-catalog", files.target_catalog),
        )
    )
    commands = {"mappings check": source, "settings check": [*source, *target]}
    if source:
        commands |= {"mappings explain": source, "assess": [*source, *target]}

    told = [
        command
        for command, options in commands.items()
        if name in told_by(cli(*command.split(), template, *options, "--format", "json").json)
    ]

    assert sorted(told) == sorted(BY_COMMANDS[name])


def told_by(answer: Any) -> set[str]:
    """Return the ids of the findings that an answer has, and of those that belong to its failed checks."""
    found = set(ids_in(answer))
    checks = {check["key"] for task in answer["tasks"] for check in task.get("checks", ()) if check["verdict"] in FOUND}
    return found | {name for name, entry in FINDINGS.items() if not checks.isdisjoint(entry.get("premigration") or ())}


def ids_in(value: Any) -> Iterator[str]:
    """Yield every `id` in what JSON says."""
    if isinstance(value, dict):
        if isinstance(value.get("id"), str):
            yield value["id"]
        for each in value.values():
            yield from ids_in(each)
    elif isinstance(value, list):
        for each in value:
            yield from ids_in(each)

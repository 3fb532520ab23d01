"""The workflow that reviews pull requests: what it may do, and that its command works."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from dms_constructs.cli.review_reports import MOST_CHARACTERS
from tests.cli import process
from tests.cli.documents import template
from tests.values.migrations import app, changed

FILE = Path(__file__).parent.parent.parent / "docs" / "workflows" / "review.yml"
WORKFLOW: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
JOBS: dict[str, Any] = WORKFLOW["jobs"]
STEPS = [step for job in JOBS.values() for step in job["steps"]]


def step(name: str) -> dict[str, Any]:
    return next(each for each in STEPS if each.get("name") == name)


def test_it_runs_for_pull_requests_without_their_secrets() -> None:
    # YAML 1.1 reads the key `on` as true.
    assert WORKFLOW.get("on", WORKFLOW.get(True)) == {"pull_request": None}


def test_no_job_may_do_more_than_it_says() -> None:
    assert WORKFLOW["permissions"] == {}
    assert {name: job["permissions"] for name, job in JOBS.items()} == {
        "review": {"contents": "read"},
        "comment": {"pull-requests": "write"},
    }


def test_the_job_that_may_write_runs_no_code_of_the_pull_request() -> None:
    assert not any("checkout" in each.get("uses", "") for each in JOBS["comment"]["steps"])


@pytest.mark.parametrize("action", sorted({each["uses"] for each in STEPS if "uses" in each}))
def test_an_action_is_pinned_to_a_version(action: str) -> None:
    assert re.fullmatch(r"actions/[a-z-]+@v\d+\.\d+\.\d+", action)


@pytest.mark.parametrize("script", [each["run"] for each in STEPS if "run" in each])
def test_a_script_takes_nothing_from_the_pull_request_as_code(script: str) -> None:
    assert "${{" not in script
    assert subprocess.run(["bash", "-n", "-c", script], capture_output=True, check=False).returncode == 0


def test_the_review_is_written_for_the_comment_and_fails_the_job(tmp_path: Path) -> None:
    resources = app()
    for name, each in (("cdk.base", resources), ("cdk.out", changed(resources, "Task", ResourceIdentifier="other"))):
        (tmp_path / name).mkdir()
        (tmp_path / name / "Shop.template.json").write_text(json.dumps(template(**each)))
    path = f"{Path(process.COMMAND).parent}:/usr/bin:/bin"

    done = subprocess.run(
        ["bash", "-e", "-c", step("Review")["run"]], cwd=tmp_path, env=process.environment(PATH=path), check=False
    )

    written = (tmp_path / "review.md").read_text(encoding="utf-8")
    assert done.returncode == 1
    assert "| loses | replaced |" in written
    assert len(written) <= MOST_CHARACTERS


def test_the_comment_is_what_the_review_wrote() -> None:
    uploaded = next(each for each in JOBS["review"]["steps"] if "upload-artifact" in each.get("uses", ""))

    assert uploaded["with"]["path"] == "review.md"
    assert "--body-file review.md" in step("Comment")["run"]

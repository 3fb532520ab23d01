"""The example app, synthesized once in this process and, for what needs a fresh one, by its command."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import aws_cdk as cdk
import pytest

from app import build


def cdk_context(project: Path) -> dict[str, Any]:
    """The context that the CDK CLI would pass on."""
    return json.loads((project / "cdk.json").read_text())["context"]


@pytest.fixture(scope="session")
def example_app(project: Path, tmp_path_factory: pytest.TempPathFactory) -> cdk.App:
    """The example app."""
    app = cdk.App(context=cdk_context(project), outdir=str(tmp_path_factory.mktemp("assembly")))
    build(app)
    return app


@pytest.fixture(scope="session")
def templates(example_app: cdk.App) -> dict[str, dict[str, Any]]:
    """Each example stack's template, by the stack's name."""
    return {stack.stack_name: stack.template for stack in example_app.synth().stacks}


def run_app(
    project: Path, outdir: Path, script: Path = Path("app.py"), **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run an app as the CDK CLI does."""
    return subprocess.run(
        [sys.executable, str(script)],
        cwd=project,
        env={
            **os.environ,
            "CDK_OUTDIR": str(outdir),
            "CDK_CONTEXT_JSON": json.dumps(cdk_context(project)),
            **environment,
        },
        capture_output=True,
        text=True,
        check=False,
    )

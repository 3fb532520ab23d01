"""The example app, synthesized once for each phase and, for what needs a fresh one, by its command."""

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


LOADING = [
    "AuroraMySqlToKinesis",
    "MongoDbToDocumentDb",
    "MySqlToAuroraMySql",
    "MySqlToAuroraPostgreSql",
    "MySqlToRedshift",
    "Network",
    "OracleToAuroraPostgreSql",
    "PostgreSqlToAuroraInPhases",
    "PostgreSqlToAuroraPostgreSql",
    "PostgreSqlToAuroraProvisioned",
    "PostgreSqlToAuroraServerless",
    "PostgreSqlToGlobalDatabase",
    "PostgreSqlToS3Parquet",
    "SqlServerToAuroraPostgreSql",
]
PHASED = [
    "MySqlToAuroraMySql",
    "PostgreSqlToAuroraInPhases",
    "PostgreSqlToAuroraProvisioned",
    "PostgreSqlToGlobalDatabase",
]
# The others have no phase, and are the same.
SERVING = ["GlobalDatabaseElsewhere", *PHASED]


def build_app(project: Path, outdir: Path, phase: str, **options: Any) -> cdk.App:
    """The example app, and in the phase `serving` only those of its stacks that have a phase."""
    ca = {"rdsCaFile": str(project / "tests" / "stacks" / "data" / "rds-ca.pem")} if phase == "serving" else {}
    context = cdk_context(project) | ca | ({"serving": PHASED} if phase == "serving" else {})
    app = cdk.App(context=context, outdir=str(outdir), **options)
    build(app)
    if phase == "serving":
        for name in {"Network", *LOADING} - {"Network", *SERVING}:
            app.node.try_remove_child(name)
    return app


@pytest.fixture(scope="session")
def example_app(project: Path, tmp_path_factory: pytest.TempPathFactory) -> cdk.App:
    """The example app, whose databases are loaded."""
    return build_app(project, tmp_path_factory.mktemp("assembly"), "loading")


@pytest.fixture(scope="session")
def templates(example_app: cdk.App) -> dict[str, dict[str, Any]]:
    """Each example stack's template, by the stack's name."""
    return {stack.stack_name: stack.template for stack in example_app.synth().stacks}


@pytest.fixture(scope="session")
def serving(project: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """The template of each example stack that has a phase, when its database serves."""
    app = build_app(project, tmp_path_factory.mktemp("serving"), "serving")
    return {stack.stack_name: stack.template for stack in app.synth().stacks if stack.stack_name in SERVING}


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

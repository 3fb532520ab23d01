"""The values that the example app takes from the context."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import aws_cdk as cdk
import pytest

from app import build
from tests.stacks.conftest import LOADING, cdk_context


def excluded(project: Path, outdir: Path, **context: Any) -> list[str]:
    """The tables that the example's task excludes, with these values in the context."""
    app = cdk.App(context=cdk_context(project) | context, outdir=str(outdir))
    build(app)
    for stack in set(LOADING) - {"Network", "MySqlToAuroraPostgreSql"}:
        app.node.try_remove_child(stack)
    template = app.synth().get_stack_by_name("MySqlToAuroraPostgreSql").template
    (task,) = (each for each in template["Resources"].values() if each["Type"] == "AWS::DMS::ReplicationTask")
    rules = json.loads(task["Properties"]["TableMappings"])["rules"]
    return [rule["object-locator"]["table-name"] for rule in rules if rule.get("rule-action") == "exclude"]


@pytest.mark.parametrize(
    ("given", "tables"),
    [
        ("audit_%, tmp_%", ["audit_%", "tmp_%"]),
        (" audit_% ,tmp_%,", ["audit_%", "tmp_%"]),
        (["audit_%", " tmp_%"], ["audit_%", "tmp_%"]),
        ("  ", []),
    ],
    ids=["blank after the comma", "blanks around", "list of cdk.json", "none"],
)
def test_excluded_tables_are_names_without_the_blanks_around_them(
    given: Any, tables: list[str], project: Path, tmp_path: Path
) -> None:
    assert excluded(project, tmp_path, excludedTables=given) == tables


def test_stack_that_is_not_there_can_not_serve(project: Path, tmp_path: Path) -> None:
    app = cdk.App(context=cdk_context(project) | {"serving": "PostgreSqlToAurora"}, outdir=str(tmp_path))

    with pytest.raises(ValueError, match="the context names the stack PostgreSqlToAurora, which is not there"):
        build(app)

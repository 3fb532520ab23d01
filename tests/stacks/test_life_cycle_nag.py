"""What cdk-nag says of a life cycle is what the guide explains, no more and no less."""

import contextlib
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import aws_cdk as cdk
import cdk_nag
import pytest
from aws_cdk import aws_ec2 as ec2, aws_secretsmanager as secretsmanager

import dms_constructs as dms
from tests.stacks.test_judges import violations_in

PACKS = {"AwsSolutions": cdk_nag.AwsSolutionsChecks, "NIST": cdk_nag.NIST80053R5Checks}


def found(pack: Any, outdir: Path, acknowledge: Callable[[cdk.Stack], None] | None = None) -> set[tuple[str, str]]:
    """What a pack finds in the constructs of a life cycle."""
    app = cdk.App(outdir=str(outdir), builtin_cloud_formation_validation=False)
    stack = cdk.Stack(app, "Shop")
    secret = secretsmanager.Secret.from_secret_name_v2(stack, "Secret", "dms/shop")
    connection = dms.Connection.from_secret(secret)
    dms.DatabaseMigration(
        stack,
        "Migration",
        compute=dms.Provisioned(vpc=ec2.Vpc(stack, "Vpc", max_azs=2)),
        source=dms.MySqlSource(stack, "Source", connection=connection),
        target=dms.PostgreSqlTarget(stack, "Target", connection=connection, database="shop"),
        migration_type=dms.MigrationType.FULL_LOAD_AND_CDC,
        table_mappings=dms.TableMappings(dms.Include("shop")),
        start=dms.StartPolicy.ALWAYS_RUNNING,
    )
    if acknowledge is not None:
        acknowledge(stack)
    cdk.Validations.of(app).add_plugins(pack(app))
    with contextlib.suppress(RuntimeError):  # under pytest the CDK raises when there are findings; the report has them
        app.synth()
    inside = (
        (re.search(r"(DmsLifeCycle|Runner|Seat).*", path), rule.partition("[")[0])
        for path, rule in violations_in(outdir)
    )
    return {(path[0], rule) for path, rule in inside if path}


def explained(project: Path) -> set[tuple[str, str]]:
    """What the table of the guide explains."""
    page = (project / "docs" / "guide" / "life-cycle.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ((?:AwsSolutions|NIST)\S+) \| ([^|]+) \|", page, re.MULTILINE)
    return {(construct, rule) for rule, constructs in rows for construct in re.findall(r"`([^`]+)`", constructs)}


@pytest.mark.parametrize("name", PACKS)
def test_the_guide_explains_all_that_is_found(name: str, project: Path, tmp_path: Path) -> None:
    of_pack = {(construct, rule) for construct, rule in explained(project) if rule.startswith(name)}

    assert found(PACKS[name], tmp_path) == of_pack


def test_what_the_guide_acknowledges_is_not_found_again(project: Path, tmp_path: Path) -> None:
    page = (project / "docs" / "guide" / "life-cycle.md").read_text(encoding="utf-8")
    names: dict[str, Any] = {}
    exec(re.findall(r"```python\n(.*?)```", page, re.DOTALL)[-1], names)

    assert found(cdk_nag.AwsSolutionsChecks, tmp_path, names["acknowledge"]) == set()

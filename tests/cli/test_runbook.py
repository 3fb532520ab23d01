"""`dms-constructs runbook` on what cdk synth wrote."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from dms_constructs.engines import EngineName
from tests.cli.conftest import Cli
from tests.cli.process import on_a_terminal
from tests.values.runbook_templates import endpoint, read, task, template

NO_TASK = {"Resources": {"Vpc": {"Type": "AWS::EC2::VPC"}}}


def assembly(folder: Path, *, manifest: bool = True, **stacks: dict[str, Any]) -> Path:
    """Write stacks as cdk synth does, by their ids; CloudFormation calls each `Prod-` and its id."""
    folder.mkdir(parents=True, exist_ok=True)
    artifacts = {}
    for name, content in stacks.items():
        (folder / f"{name}.template.json").write_text(json.dumps(content))
        artifacts[name] = {
            "type": "aws:cloudformation:stack",
            "properties": {"templateFile": f"{name}.template.json", "stackName": f"Prod-{name}"},
            "displayName": f"Prod/{name} (Prod-{name})",
        }
    if manifest:
        (folder / "manifest.json").write_text(json.dumps({"artifacts": artifacts}))
    return folder


@pytest.fixture
def app(tmp_path: Path) -> Path:
    """A folder with a stack that has a migration, and one that has none."""
    return assembly(tmp_path / "cdk.out", Shop=template(), Network=NO_TASK)


@pytest.mark.parametrize("name", ["Prod-Shop", "Shop", "Prod/Shop"])
def test_a_stack_is_known_by_its_name_its_id_and_its_path(name: str, app: Path, cli: Cli) -> None:
    ran = cli("runbook", name, "--app", app)

    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("# Runbook of Prod-Shop: Source to Target\n")


def test_the_folder_is_cdk_out_by_default(app: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(app.parent)

    assert cli("runbook", "Shop").code == 0


def test_a_folder_without_a_manifest_has_stacks_by_their_files(tmp_path: Path, cli: Cli) -> None:
    folder = assembly(tmp_path / "templates", manifest=False, Shop=template())

    assert cli("runbook", "Shop", "-a", folder).out == str(read())


def test_stacks_of_stages_are_found(tmp_path: Path, cli: Cli) -> None:
    assembly(tmp_path / "cdk.out" / "assembly-Prod", Shop=template())
    stage = {"type": "cdk:cloud-assembly", "properties": {"directoryName": "assembly-Prod"}}
    (tmp_path / "cdk.out" / "manifest.json").write_text(json.dumps({"artifacts": {"assembly-Prod": stage}}))

    assert cli("runbook", "Prod/Shop", "-a", tmp_path / "cdk.out").code == 0


def test_tasks_of_nested_stacks_are_found_and_named_by_the_way_to_them(tmp_path: Path, cli: Cli) -> None:
    nested = {"Type": "AWS::CloudFormation::Stack", "Metadata": {"aws:asset:path": "inner.json"}}
    folder = assembly(tmp_path / "cdk.out", Shop={"Resources": {"Inner": nested}})
    (folder / "inner.json").write_text(json.dumps(template()))

    ran = cli("runbook", "Shop", "-a", folder)

    assert "stack=Prod-Shop\n" in ran.out
    assert "\nstack=$(resource Inner)\ntask=$(resource Task)\n" in ran.out


def test_a_template_is_read_alone(tmp_path: Path, cli: Cli) -> None:
    file = assembly(tmp_path, Shop=template()) / "Shop.template.json"

    assert cli("runbook", file).out == str(read())


def test_what_cloudformation_returns_is_read(tmp_path: Path, cli: Cli) -> None:
    file = tmp_path / "Shop.json"
    file.write_text(json.dumps({"TemplateBody": json.dumps(template())}))

    assert cli("runbook", file).out == str(read())


def test_a_template_comes_from_stdin(cli: Cli) -> None:
    assert cli("runbook", "-", stdin=json.dumps(template())).out == str(read()).replace("Shop", "STACK")


def test_a_file_is_written(app: Path, tmp_path: Path, cli: Cli) -> None:
    file = tmp_path / "runbook.md"

    ran = cli("runbook", "Shop", "--app", app, "--output", file)

    assert (ran.out, ran.err) == ("", f"Wrote the runbook of Shop to {file}\n")
    assert file.read_text() == cli("runbook", "Shop", "--app", app).out


def test_a_catalog_names_columns(app: Path, write: Any, cli: Cli) -> None:
    columns = [{"name": "id", "data_type": "int", "identity": True}]
    tables = [{"schema": "shop", "name": "orders", "columns": columns}]
    catalog = write("catalog.json", {"version": 3, "engine": "mysql", "tables": tables})
    folder = assembly(app.parent / "other", Other=template(source="mysql"))

    assert """('"shop"."orders"', 'id')""" in cli("runbook", "Other", "-a", folder, "--source-catalog", catalog).out


def test_a_catalog_of_another_engine_is_refused(app: Path, write: Any, cli: Cli) -> None:
    tables = [{"schema": "shop", "name": "orders"}]
    catalog = write("catalog.json", {"version": 3, "engine": EngineName.MYSQL.value, "tables": tables})

    ran = cli("runbook", "Shop", "-a", app, "--source-catalog", catalog)

    assert (ran.code, ran.out) == (2, "")
    assert "the catalog is of a mysql database, and the source is a postgres endpoint" in ran.err


def test_several_migrations_have_one_after_another(tmp_path: Path, cli: Cli) -> None:
    two = template(Lake=endpoint("target", "s3"), More=task(TargetEndpointArn={"Ref": "Lake"}))

    ran = cli("runbook", "Shop", "-a", assembly(tmp_path, Shop=two))

    assert [line for line in ran.out.splitlines() if line.startswith("# ")] == [
        "# Runbook of Prod-Shop: Source to Target",
        "# Runbook of Prod-Shop: Source to Lake",
    ]


def test_a_stack_without_a_migration_is_told_which_have_one(app: Path, cli: Cli) -> None:
    ran = cli("runbook", "Network", "--app", app)

    assert (ran.code, ran.out) == (2, "")
    assert f"stack Network has no DMS task; of {app} these have: Prod-Shop" in ran.err
    assert f"dms-constructs runbook Prod-Shop --app {app}" in ran.err


def test_an_app_without_any_migration_says_so(tmp_path: Path, cli: Cli) -> None:
    folder = assembly(tmp_path, Network=NO_TASK)

    assert "has no DMS task, and no other stack of" in cli("runbook", "Network", "-a", folder).err


def test_a_template_without_a_migration_says_so(tmp_path: Path, cli: Cli) -> None:
    file = assembly(tmp_path, Network=NO_TASK) / "Network.template.json"

    ran = cli("runbook", file)

    assert (ran.code, ran.err.count("\n")) == (2, 1)
    assert f"{file} has no DMS task: AWS::DMS::ReplicationTask or AWS::DMS::ReplicationConfig" in ran.err


def test_a_name_that_is_near_is_named(app: Path, cli: Cli) -> None:
    ran = cli("runbook", "Prod-Shpo", "--app", app)

    assert "has no stack Prod-Shpo (did you mean 'Prod-Shop'?); it has Prod-Network, Prod-Shop" in ran.err


def test_without_a_folder_it_says_what_to_run(tmp_path: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    ran = cli("runbook", "Shop")

    assert ran.code == 2
    assert "there is no file Shop, and no folder cdk.out with a stack of that name; run cdk synth" in ran.err


def test_what_is_not_a_template_is_refused(write: Any, cli: Cli) -> None:
    file = write("settings.json", {"Logging": {}})

    assert f"{file} is not a CloudFormation template" in cli("runbook", file).err


def test_mappings_that_dms_refuses_are_named(tmp_path: Path, cli: Cli) -> None:
    wrong = task(TableMappings='{"rules": [{"rule-type": "selection"}]}')

    ran = cli("runbook", "Shop", "-a", assembly(tmp_path, Shop=template(Task=wrong)))

    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("Error: Shop: ")


def test_titles_have_a_colour_on_a_terminal_only(app: Path, cli: Cli) -> None:
    code, shown = on_a_terminal("runbook", "Shop", "--app", app)

    assert code == 0
    assert "\x1b[1m# Runbook of Prod-Shop: Source to Target" in shown
    assert "\x1b[" not in cli("runbook", "Shop", "--app", app).out

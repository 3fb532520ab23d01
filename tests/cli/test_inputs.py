"""Files that people give by mistake, or that hold more than they seem to: understood, or told for what they are."""

from __future__ import annotations

import gzip
import io
import json
import shlex
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Cli
from tests.cli.documents import CATALOG, SHOP, WRONG, answer, task, template

Write = Callable[..., Path]

STACK = "AWS::CloudFormation::Stack"
PACKED = io.BytesIO()
with zipfile.ZipFile(PACKED, "w") as archive:
    archive.writestr("shop.json", json.dumps(SHOP))


def nested(path: str) -> dict[str, Any]:
    return {"Type": STACK, "Properties": {}, "Metadata": {"aws:asset:path": path, "aws:asset:property": "TemplateURL"}}


# Folders, and the files of a cloud assembly


@pytest.fixture
def assembly(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder as cdk synth leaves it, with a stage, in the folder where the command runs."""
    monkeypatch.chdir(tmp_path)
    for name, content in {
        "cdk.out/Shop.template.json": template(Task=task()),
        "cdk.out/Network.template.json": template(Topic={"Type": "AWS::SNS::Topic"}),
        "cdk.out/assembly-Prod/Prod Crm.template.json": template(Task=task()),
        "cdk.out/manifest.json": {"version": "39.0.0", "artifacts": {}},
        "cdk.out/tree.json": {"version": "tree-0.1", "tree": {}},
        "cdk.out/Shop.assets.json": {"version": "39.0.0", "files": {}, "dockerImages": {}},
    }.items():
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(json.dumps(content))
    return tmp_path / "cdk.out"


@pytest.mark.parametrize(
    ("given", "what"),
    [
        ("cdk.out", "cdk.out is a directory"),
        ("cdk.out/", "cdk.out/ is a directory"),
        ("cdk.out/manifest.json", "cdk.out/manifest.json is not a mapping: it looks like the manifest of"),
        ("cdk.out/tree.json", "cdk.out/tree.json is not a mapping: it looks like the construct tree of an app"),
        ("cdk.out/Shop.assets.json", "cdk.out/Shop.assets.json is not a mapping: it looks like the list of"),
    ],
)  # fmt: skip
def test_a_cloud_assembly_is_answered_with_the_commands_for_its_templates(
    given: str, what: str, assembly: Path, cli: Cli
) -> None:
    ran = cli("mappings", "check", "--strict", given)

    assert (ran.code, ran.out) == (2, "")
    first, *commands = ran.err.splitlines()
    assert first.startswith(f"Error: {what}")
    assert commands == [
        "  dms-constructs mappings check --strict cdk.out/Shop.template.json",
        "  dms-constructs mappings check --strict 'cdk.out/assembly-Prod/Prod Crm.template.json'",
    ]
    for command in commands:
        assert cli(*shlex.split(command)[1:]).code == 0


def test_the_commands_keep_everything_else(assembly: Path, cli: Cli, write: Write) -> None:
    Path("catalog.json").write_text(CATALOG.to_json())

    ran = cli("mappings", "diff", "cdk.out/Shop.template.json", "cdk.out", "--catalog", "catalog.json")

    assert (
        "  dms-constructs mappings diff cdk.out/Shop.template.json cdk.out/Shop.template.json --catalog catalog.json"
        in (ran.err.splitlines())
    )


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({}, "is a directory, and has no template that cdk synth wrote; give a file, or the folder that"),
        ({"a.template.json": template()}, "is a directory, and none of its templates has a DMS task"),
    ],
    ids=["none", "no task"],
)
def test_a_folder_without_tasks_is_told_so(files: dict[str, Any], words: str, cli: Cli, tmp_path: Path) -> None:
    for name, content in files.items():
        (tmp_path / name).write_text(json.dumps(content))

    assert words in cli("settings", "check", tmp_path).err


def test_many_templates_are_not_all_listed(cli: Cli, tmp_path: Path) -> None:
    for number in range(9):
        (tmp_path / f"{number}.template.json").write_text(json.dumps(template(Task=task())))

    ran = cli("mappings", "check", tmp_path)

    assert len(ran.err.splitlines()) == 7
    assert ran.err.splitlines()[-1] == "  and 4 more"


def test_a_folder_of_a_catalog_is_a_folder(cli: Cli, tmp_path: Path, write: Write) -> None:
    ran = cli("mappings", "explain", write("shop.json", SHOP), "--catalog", tmp_path)

    assert (ran.code, ran.err) == (
        2,
        f"Error: {tmp_path} is a directory; give a file that dms-constructs catalog wrote\n",
    )


# What is no JSON


@pytest.mark.parametrize("command", ["check", "explain"])
@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "{file} is empty"),
        (b"\n \n", "{file} is empty"),
        (gzip.compress(b"{}"), "{file} is compressed with gzip; unpack it first: gunzip -k {file}"),
        (PACKED.getvalue(), "{file} is a ZIP archive; unpack it first: unzip {file}"),
        (b"Resources:\n  Task: {}\n", "{file} is YAML, and only JSON is read; give a template as cdk synth writes it"),
        (b"# x\nAWSTemplateFormatVersion: '2010-09-09'\n", "{file} is YAML, and only JSON is read; give a template"),
    ],
    ids=["empty", "blank", "gzip", "zip", "yaml", "yaml with a comment"],
)
def test_what_is_not_json_is_told_for_what_it_is(
    content: bytes, words: str, command: str, cli: Cli, write: Write
) -> None:
    file = write("file", "")
    file.write_bytes(content)
    catalog = ["--catalog", write("catalog.json", CATALOG.to_json())] if command == "explain" else []

    ran = cli("mappings", command, file, *catalog)

    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(f"Error: {words.format(file=file)}")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "stdin is empty"),
        (gzip.compress(b"{}"), "stdin is compressed with gzip; put gunzip before it in the pipe"),
        (b"Resources:\n  Task: {}\n", "stdin is YAML, and only JSON is read; give a template"),
    ],
    ids=["empty", "gzip", "yaml"],
)
def test_a_pipe_is_told_for_what_it_is(content: bytes, words: str, cli: Cli) -> None:
    ran = cli("mappings", "check", "-", stdin=content)

    assert (ran.code, ran.err.startswith(f"Error: {words}")) == (2, True), ran.err


def test_a_packed_or_empty_catalog_is_told_for_what_it_is(cli: Cli, tmp_path: Path, write: Write) -> None:
    (tmp_path / "c.json.gz").write_bytes(gzip.compress(CATALOG.to_json().encode()))

    ran = cli("mappings", "explain", write("shop.json", SHOP), "--catalog", tmp_path / "c.json.gz")

    assert "is compressed with gzip" in ran.err


@pytest.mark.parametrize("url", ["mysql://reader@db.example.com/", "https://example.com/a.json"])
def test_a_url_is_no_file(url: str, cli: Cli) -> None:
    ran = cli("mappings", "check", url)

    assert (ran.code, ran.err) == (2, "Error: a URL is not a file; only --catalog takes the URL of a server\n")


def test_no_name_is_no_file(cli: Cli) -> None:
    assert cli("mappings", "check", "").err == "Error: the name of a file is empty\n"


# What is no catalog


@pytest.mark.parametrize(
    ("document", "looks"),
    [
        (SHOP, "table mappings; for these there is dms-constructs mappings"),
        (template(Task=task()), "a CloudFormation template; give a file that dms-constructs catalog wrote"),
        (answer(shop={}), "what the service returned for tasks; give a file that dms-constructs catalog wrote"),
        ({"Logging": {}}, "task settings; for these there is dms-constructs settings"),
        ([], "an empty list; give a file that dms-constructs catalog wrote"),
    ],
    ids=["mappings", "template", "tasks", "settings", "list"],
)
def test_what_is_not_a_catalog_is_told_what_it_looks_like(document: Any, looks: str, cli: Cli, write: Write) -> None:
    catalog = write("given.json", document)

    ran = cli("mappings", "explain", write("shop.json", SHOP), "--catalog", catalog)

    assert (ran.code, ran.err) == (2, f"Error: {catalog} is not a catalog: it looks like {looks}\n")


# What CloudFormation and the service say


@pytest.mark.parametrize("body", [template(Task=task()), json.dumps(template(Task=task()))], ids=["document", "text"])
def test_what_get_template_returned_is_the_template(body: Any, cli: Cli, write: Write) -> None:
    ran = cli("mappings", "check", write("t.json", {"TemplateBody": body, "StagesAvailable": ["Original"]}))

    assert (ran.code, ran.out.splitlines()[0]) == (0, "Task"), ran.err


def test_a_deployed_template_in_yaml_is_told(cli: Cli, write: Write) -> None:
    ran = cli("mappings", "check", write("t.json", {"TemplateBody": "Resources:\n  Task: {}\n"}))

    assert (ran.code, "is YAML, and only JSON is read" in ran.err) == (2, True)


@pytest.mark.parametrize(
    ("document", "looks"),
    [
        ({"Stacks": []}, "what CloudFormation returned for stacks; give the template of one: aws "),
        ({"StackResources": []}, "what CloudFormation returned for stacks; give the template of one"),
        ({"Connections": []}, "what the service returned for connections; give the tasks instead"),
        ({"TableStatistics": []}, "what the service returned for tables; give the tasks instead"),
        ({"Resources": []}, "a template whose Resources are not an object"),
        ([["shop", "full-load"]], 'a list of 1 item; give {"rules": [...]}, or a template'),
        (["shop", "full-load"], 'a list of 2 items; give {"rules": [...]}, or a template'),
    ],
    ids=["stacks", "resources of a stack", "connections", "tables", "resources", "an item", "items"],
)  # fmt: skip
def test_other_answers_are_told_what_they_are(document: Any, looks: str, cli: Cli, write: Write) -> None:
    file = write("file.json", document)

    ran = cli("mappings", "check", file)

    assert (ran.code, ran.err.startswith(f"Error: {file} is not a mapping: it looks like {looks}")) == (2, True), (
        ran.err
    )


@pytest.mark.parametrize("document", [{"ReplicationTasks": []}, {"ReplicationConfigs": []}], ids=str)
def test_an_answer_without_tasks_is_told_so(document: Any, cli: Cli, write: Write) -> None:
    file = write("file.json", document)

    ran = cli("mappings", "check", file)

    words = (
        f"Error: {file} has no task: the service returned none; check filters, region and profile of the aws command\n"
    )
    assert (ran.code, ran.err) == (2, words)


@pytest.mark.parametrize("key", ["Marker", "NextToken"])
def test_an_answer_that_goes_on_is_told_to(key: str, cli: Cli, write: Write) -> None:
    file = write("file.json", {**answer(shop={}), key: "more"})

    ran = cli("mappings", "check", file)

    assert ran.code == 0
    assert (
        ran.err
        == f"{file} has not all tasks: the service had more to return; ask without --max-items and --no-paginate\n"
    )


# Templates with more in them than meets the eye


def test_tasks_of_nested_stacks_are_looked_at(cli: Cli, write: Write) -> None:
    write(
        "In.nested.template.json",
        template(Task=task(path="App/In/Task/Resource"), Deep=nested("Deep.nested.template.json")),
    )
    write("Deep.nested.template.json", template(Task=task(WRONG)))
    file = write("App.template.json", template(Task=task(), In=nested("In.nested.template.json")))

    ran = cli("mappings", "check", file, "--format", "json")

    assert (ran.code, ran.err) == (1, "")
    assert [each["task"] for each in ran.json["tasks"]] == ["Task", "In/Task", "In/Deep/Task"]
    assert cli("mappings", "check", file, "--task", "In/Task").code == 0
    assert cli("mappings", "check", file, "--task", "App/In/Task").code == 0


def test_tasks_of_nested_stacks_are_compared(cli: Cli, tmp_path: Path) -> None:
    for side, kind in (("old", "cdc"), ("new", "full-load")):
        (tmp_path / side).mkdir()
        (tmp_path / side / "In.json").write_text(json.dumps(template(Task=task(MigrationType=kind))))
        (tmp_path / side / "App.json").write_text(json.dumps(template(In=nested("In.json"))))

    ran = cli("settings", "diff", tmp_path / "old" / "App.json", tmp_path / "new" / "App.json")

    assert (ran.code, "MigrationType: cdc -> full-load; CloudFormation replaces" in ran.out) == (1, True), ran.out


@pytest.mark.parametrize(
    "stack",
    [
        {"Type": STACK, "Properties": {"TemplateURL": "https://a"}},
        nested("gone.json"),
        nested("App.json"),
        nested("bad.json"),
    ],
    ids=["elsewhere", "gone", "itself", "broken"],
)
def test_a_nested_stack_that_is_not_there_is_told(stack: Any, cli: Cli, write: Write) -> None:
    write("bad.json", "{")
    ran = cli("mappings", "check", write("App.json", template(Task=task(), In=stack)))

    assert ran.code == 0
    assert ran.err == "The tasks of nested stack In are not looked at: its template is not beside this one\n"


def test_a_nested_stack_of_a_pipe_is_told(cli: Cli) -> None:
    ran = cli("mappings", "check", "-", stdin=json.dumps(template(Task=task(), In=nested("In.nested.template.json"))))

    assert (ran.code, "nested stack In" in ran.err) == (0, True)


def test_tasks_in_loops_are_told(cli: Cli, write: Write) -> None:
    loop = {"Fn::ForEach::Tasks": ["Name", ["A"], {"Task${Name}": task()}]}
    other = {"Fn::ForEach::Topics": ["Name", ["A"], {"Topic${Name}": {"Type": "AWS::SNS::Topic"}}]}

    ran = cli("mappings", "check", write("App.json", template(Task=task(), **loop, **other)))

    assert ran.code == 0
    assert ran.err == (
        "The tasks of Fn::ForEach::Tasks are not looked at: give the processed template, "
        "aws cloudformation get-template --template-stage Processed --stack-name NAME\n"
    )

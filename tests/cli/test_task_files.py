"""What kinds of files the commands take for tasks, and what they say of all others."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Cli
from tests.cli.documents import CATALOG, SHOP, answer, serverless, task, template

Write = Callable[..., Path]

TOLD: dict[str, Any] = answer(shop={"Logging": {"EnableLogging": True}})["ReplicationTasks"][0]
OTHER: dict[str, Any] = {**TOLD, "ReplicationTaskIdentifier": "crm"}
CONFIG = {
    "ReplicationConfigIdentifier": "shop",
    "ReplicationType": "cdc",
    "TableMappings": json.dumps(SHOP),
    "ReplicationSettings": TOLD["ReplicationTaskSettings"],
}
TEXT, SETTINGS = json.dumps(SHOP), TOLD["ReplicationTaskSettings"]


@pytest.mark.parametrize(
    ("document", "titles"),
    [
        ({"ReplicationTasks": [TOLD, OTHER]}, ["shop: full-load-and-cdc", "crm: full-load-and-cdc"]),
        ({"ReplicationTask": TOLD}, ["shop: full-load-and-cdc"]),
        ({"ReplicationConfig": CONFIG}, ["shop: cdc"]),
        (TOLD, ["shop: full-load-and-cdc"]),
        (CONFIG, ["shop: cdc"]),
        ([TOLD, OTHER], ["shop: full-load-and-cdc", "crm: full-load-and-cdc"]),
        ([{"TableMappings": TEXT}], ["task 1"]),
        ([TEXT], ["table mappings"]),
        ([SHOP, TEXT], ["document 1", "document 2"]),
        (TEXT, ["table mappings"]),
    ],
    ids=[
        "describe-replication-tasks",
        "create-replication-task",
        "create-replication-config",
        "a task",
        "a serverless replication",
        "--query ReplicationTasks",
        "--query of some members",
        "--query of one document",
        "--query of documents",
        "--query of a document",
    ],
)
def test_mappings_of_whatever_the_service_returned_are_checked(
    document: Any, titles: list[str], cli: Cli, write: Write
) -> None:
    ran = cli("mappings", "check", write("file.json", document))

    assert ran.code == 0, ran.err
    assert [line for line in ran.out.splitlines()[:-1] if line and not line.startswith(" ")] == titles
    assert ran.out.count("1. include every table of schema shop") == len(titles)


@pytest.mark.parametrize(
    "document",
    [
        {"ReplicationTask": TOLD},
        {"ReplicationConfig": CONFIG},
        TOLD,
        CONFIG,
        [TOLD, OTHER],
        [SETTINGS, SETTINGS],
        [SETTINGS],
    ],
    ids=["create", "create serverless", "task", "serverless", "tasks", "documents", "document"],
)
def test_settings_of_whatever_the_service_returned_are_checked(document: Any, cli: Cli, write: Write) -> None:
    ran = cli("settings", "check", write("file.json", document))

    assert ran.code == 0, ran.err
    assert ran.out


def test_documents_of_two_lists_are_paired_by_position(cli: Cli, write: Write) -> None:
    files = [write(name, [SHOP, SHOP]) for name in ("old.json", "new.json")]

    ran = cli("mappings", "diff", *files, "--catalog", write("catalog.json", CATALOG.to_json()))

    assert ran.code == 0, ran.err
    assert [line for line in ran.out.splitlines() if line.startswith("document")] == ["document 1", "document 2"]


def test_a_document_of_a_list_is_chosen_by_its_position(cli: Cli, write: Write) -> None:
    ran = cli("mappings", "check", write("file.json", [SHOP, SHOP]), "--task", "document 2")

    assert ran.out.splitlines()[0] == "document 2"


@pytest.mark.parametrize(
    "document", [{"ReplicationTasks": [{**TOLD, "TableMappings": None}]}, {"ReplicationTaskArn": "a"}]
)
def test_a_task_whose_mappings_the_service_left_out_is_trouble(document: Any, cli: Cli, write: Write) -> None:
    ran = cli("mappings", "check", write("file.json", document))

    assert ran.code == 2
    assert ran.err.endswith("; ask the service without --without-settings\n")


# What is not a mapping


STATE = {"version": 4, "terraform_version": "1.9.0", "serial": 3, "lineage": "5a", "resources": []}


@pytest.mark.parametrize(
    ("document", "looks"),
    [
        (STATE, "the state or a plan of Terraform; give the tasks instead: aws dms describe-replication-tasks > "),
        ({"version": 4, "serial": 3, "lineage": "5a"}, "the state of Terraform; give"),
        ({"Logging": {"EnableLogging": True}}, "task settings; for these there is dms-constructs settings"),
        (json.loads(CATALOG.to_json()), "a catalog of tables; give it with --catalog"),
        ({"version": "39.0.0", "artifacts": {}}, "the manifest of a cloud assembly; give one of the templates"),
        ({"app": "python3 app.py", "context": {}}, "the cdk.json of an app; give one of the templates in cdk.out"),
        ({"Endpoints": []}, "what the service returned for endpoints; give"),
        (SHOP["rules"], 'a list of rules; put {"rules": ...} around it'),
        ({"name": "shop", "version": 1}, "an object with name, version"),
        (dict.fromkeys("abcdef"), "an object with a, b, c, d, e, ..."),
        ({}, "an empty object"),
        ([], "an empty list"),
        ([1, 2], "a list of 2 items"),
        ("rules", "text"),
        (json.dumps({"name": "shop"}), "an object with name"),
        (None, "null"),
        (True, "true or false"),
        (7, "a number"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("command", ["check", "explain"])
def test_what_is_not_a_mapping_is_told_what_it_looks_like(
    document: Any, looks: str, command: str, cli: Cli, write: Write
) -> None:
    file = write("terraform.tfstate", json.dumps(document))
    catalog = [] if command == "check" else ["--catalog", write("catalog.json", CATALOG.to_json())]

    ran = cli("mappings", command, file, *catalog)

    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(f"Error: {file} is not a mapping: it looks like {looks}")


@pytest.mark.parametrize("key", ["rules", "Rules", "rule"])
def test_a_mapping_with_a_mistake_is_still_one(key: str, cli: Cli, write: Write) -> None:
    ran = cli("mappings", "check", write("shop.json", {key: "all"}))

    assert (ran.code, "[DMS-M024]" in ran.out) == (1, True)


@pytest.mark.parametrize(
    ("document", "looks"), [(STATE, "the state or a plan of Terraform"), ({"name": "shop"}, "an object with name")]
)
def test_what_is_not_task_settings_is_told_what_it_looks_like(
    document: Any, looks: str, cli: Cli, write: Write
) -> None:
    file = write("file.json", document)

    ran = cli("settings", "check", file)

    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(f"Error: {file} is not task settings: it looks like {looks}")


def test_a_template_is_a_template_whatever_else_it_has(cli: Cli, write: Write) -> None:
    document = {**template(Task=task(), Config=serverless()), "rules": [], "context": {}}

    assert cli("mappings", "check", write("app.json", document)).code == 0

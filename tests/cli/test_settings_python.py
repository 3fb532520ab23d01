"""`dms-constructs settings python`."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dms_constructs import facts
from dms_constructs.settings import FullLoad, LimitedLobs, TaskSettings, Validation
from tests.cli.conftest import Cli
from tests.cli.documents import SHOP, answer, serverless, task, template

Write = Callable[..., Path]

SETTINGS = TaskSettings(lobs=LimitedLobs(max_size_kb=64), full_load=FullLoad(commit_rate=5000), validation=Validation())
OTHER = TaskSettings(full_load=FullLoad(commit_rate=20000))
SCHEMA_AT_DEPLOYMENT = {
    "Fn::Join": ["", ['{"TargetMetadata":{"TargetSchema":"', {"Ref": "Schema"}, '"},"FullLoadSettings":{}}']]
}


def made_by(code: str) -> TaskSettings:
    """The settings that a program makes."""
    names: dict[str, Any] = {}
    exec(code, names)  # it is what this library wrote
    made = names["task_settings"]
    assert isinstance(made, TaskSettings)
    return made


# Files


def test_a_document_becomes_code_that_means_the_same(cli: Cli, write: Write) -> None:
    ran = cli("settings", "python", write("settings.json", SETTINGS.to_json()))

    assert (ran.code, ran.err, ran.out) == (0, "", SETTINGS.to_python())
    assert made_by(ran.out).differs_from(SETTINGS) == ()


def test_reads_stdin(cli: Cli) -> None:
    assert cli("settings", "python", "-", stdin=SETTINGS.to_json()).out == SETTINGS.to_python()


def test_text_inside_json_is_read_too(cli: Cli) -> None:
    assert cli("settings", "python", "-", stdin=json.dumps(SETTINGS.to_json())).out == SETTINGS.to_python()


def test_the_answer_of_the_service_is_read(cli: Cli, write: Write) -> None:
    ran = cli("settings", "python", write("tasks.json", answer(shop=SETTINGS.to_dict())))

    assert (ran.code, ran.out) == (0, SETTINGS.to_python())


def test_the_answer_about_serverless_replications_is_read(cli: Cli, write: Write) -> None:
    config = {"ReplicationConfigIdentifier": "shop", "ReplicationSettings": SETTINGS.to_json()}

    ran = cli("settings", "python", write("configs.json", {"ReplicationConfigs": [config]}))

    assert (ran.code, ran.out) == (0, SETTINGS.to_python())


@pytest.mark.parametrize(
    "resource",
    [
        task(ReplicationTaskSettings=SETTINGS.to_json()),
        serverless(ReplicationSettings=SETTINGS.to_dict()),
        serverless(ReplicationSettings=SETTINGS.to_json()),
    ],
    ids=["task", "serverless, an object", "serverless, text"],
)
def test_a_task_of_a_template_is_read(resource: dict[str, Any], cli: Cli, write: Write) -> None:
    ran = cli("settings", "python", write("app.json", template(Task=resource)))

    assert (ran.code, ran.out) == (0, SETTINGS.to_python())


def test_a_task_without_settings_has_what_the_service_gave_such_a_task(cli: Cli, write: Write) -> None:
    ran = cli("settings", "python", write("app.json", template(Task=task())))

    given = TaskSettings.from_dict(facts.recorded_task_settings()["settings"])
    assert made_by(ran.out).differs_from(given) == ()


def test_code_for_a_task_says_nothing_that_can_not_be_true_of_it(cli: Cli, write: Write) -> None:
    loads = task(MigrationType="full-load", ReplicationTaskSettings=SETTINGS.to_json())

    ran = cli("settings", "python", write("app.json", template(Task=loads)))

    assert "ApplyError" not in ran.out
    assert "ApplyError" in SETTINGS.to_python()


def test_what_a_document_leaves_out_stays_out(cli: Cli) -> None:
    document = {"Logging": {"EnableLogging": True}}

    made = made_by(cli("settings", "python", "-", stdin=json.dumps(document)).out)

    assert "TargetTablePrepMode" not in made.to_json()


def test_a_file_may_be_written(cli: Cli, write: Write, tmp_path: Path) -> None:
    file, to = write("app.json", template(Task=task(ReplicationTaskSettings=SETTINGS.to_json()))), tmp_path / "shop.py"

    ran = cli("settings", "python", file, "-o", to)

    assert (ran.code, ran.out, ran.err) == (0, "", f"Wrote the task settings of Task to {to}\n")
    assert to.read_text() == SETTINGS.to_python()


def test_a_file_that_can_not_be_written_is_trouble(cli: Cli, write: Write, tmp_path: Path) -> None:
    ran = cli("settings", "python", write("settings.json", SETTINGS.to_json()), "--output", tmp_path)

    assert (ran.code, ran.err) == (2, f"Error: can't write {tmp_path}: Is a directory\n")


# Which task


@pytest.mark.parametrize("name", ["B", "Shop/B", "shop-b"])
def test_a_task_of_a_template_goes_by_id_path_and_identifier(name: str, cli: Cli, write: Write) -> None:
    chosen = task(
        path="Shop/B/Resource", ReplicationTaskIdentifier="shop-b", ReplicationTaskSettings=SETTINGS.to_json()
    )

    ran = cli("settings", "python", write("app.json", template(A=task(), B=chosen)), "--task", name)

    assert (ran.code, ran.out) == (0, SETTINGS.to_python())


@pytest.mark.parametrize("name", ["crm", "arn:aws:dms:eu-central-1:111122223333:task:CRM"])
def test_a_task_of_the_service_goes_by_identifier_and_arn(name: str, cli: Cli, write: Write) -> None:
    file = write("tasks.json", answer(shop=OTHER.to_dict(), crm=SETTINGS.to_dict()))

    assert cli("settings", "python", file, "--task", name).out == SETTINGS.to_python()


def test_several_tasks_are_trouble_that_lists_them(cli: Cli, write: Write) -> None:
    file = write("tasks.json", answer(shop={}, crm={}))

    ran = cli("settings", "python", file)

    assert (ran.code, ran.out) == (2, "")
    assert ran.err == f"Error: {file} has 2 tasks; choose one with --task: shop, crm\n"


def test_a_task_that_is_not_there_is_trouble(cli: Cli, write: Write) -> None:
    ran = cli("settings", "python", write("tasks.json", answer(shop={}, crm={})), "--task", "shp")

    assert (ran.code, ran.err) == (2, "Error: there is no task shp (did you mean 'shop'?); choose one of shop, crm\n")


def test_a_document_has_no_tasks_to_choose_from(cli: Cli) -> None:
    ran = cli("settings", "python", "-", "--task", "shop", stdin="{}")

    assert ran.code == 2
    assert ran.err == "Error: --task chooses one of several tasks, and this is task settings alone; remove --task\n"


# What is no settings


def test_broken_json_is_trouble(cli: Cli) -> None:
    ran = cli("settings", "python", "-", stdin="{")

    assert (ran.code, ran.err.startswith("Error: stdin is not JSON: ")) == (2, True)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("null", "is not task settings: it looks like null"),
        ("[]", "is not task settings: it looks like an empty list"),
        ('"no json"', "is not task settings: it looks like text"),
        ('{"Logging": {}, "Logging": {}}', "task settings have the key Logging twice [DMS-S011]"),
        ('{"Logging": {"EnableLogging": "maybe"}}', "[DMS-S002]"),
    ],
)
def test_a_wrong_document_is_trouble_that_names_the_file(text: str, words: str, cli: Cli) -> None:
    ran = cli("settings", "python", "-", stdin=text)

    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(("Error: -, task settings: ", "Error: stdin is not task settings"))
    assert words in ran.err


def test_an_object_without_any_setting_is_trouble(cli: Cli, write: Write) -> None:
    file = write("package.json", {"name": "shop", "version": 1})

    ran = cli("settings", "python", file)

    assert (ran.code, ran.err) == (
        2,
        (
            f"Error: {file} is not task settings: it looks like an object with name, version; "
            'give {"TargetMetadata": {...}, ...}, or a template or an answer of the service that has them\n'
        ),
    )


def test_table_mappings_are_told_where_they_belong(cli: Cli, write: Write) -> None:
    ran = cli("settings", "python", write("mappings.json", SHOP))

    assert ran.code == 2
    assert ran.err.endswith("it looks like table mappings; for these there is dms-constructs mappings\n")


def test_an_answer_without_settings_is_trouble(cli: Cli, write: Write) -> None:
    file = write("tasks.json", {"ReplicationTasks": [{"ReplicationTaskIdentifier": "shop"}]})

    ran = cli("settings", "python", file)

    assert ran.code == 2
    assert ran.err == f"Error: {file} has no settings for shop; ask the service without --without-settings\n"


def test_an_answer_without_tasks_is_trouble(cli: Cli, write: Write) -> None:
    ran = cli("settings", "python", write("tasks.json", {"ReplicationTasks": []}))

    assert (ran.code, "has no task: the service returned none" in ran.err) == (2, True)


# What is known only at deployment


def test_settings_that_are_known_at_deployment_only_are_trouble(cli: Cli, write: Write) -> None:
    file = write("app.json", template(Task=task(ReplicationTaskSettings={"Ref": "Settings"})))

    ran = cli("settings", "python", file)

    assert (ran.code, ran.out) == (2, "")
    assert ran.err == f"Error: {file}, Task: the task settings are known only at deployment\n"


def test_values_that_are_known_at_deployment_only_are_said(cli: Cli, write: Write) -> None:
    file = write("app.json", template(Task=task(ReplicationTaskSettings=SCHEMA_AT_DEPLOYMENT)))

    ran = cli("settings", "python", file)

    assert ran.code == 0
    assert made_by(ran.out).target_schema == "${Token[Schema.1]}"
    assert ran.err == ("Known only at deployment, so fill in your own values: TargetMetadata.TargetSchema\n")

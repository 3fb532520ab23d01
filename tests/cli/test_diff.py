"""`dms-constructs mappings diff`."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dms_constructs import Exclude, Include, RenameTable, TableMappings
from tests.cli.conftest import Cli
from tests.cli.documents import CATALOG, WRONG, answer, task, template
from tests.cli.process import on_a_terminal

Write = Callable[..., Path]

ALL = TableMappings(Include("shop"))
FEWER = TableMappings(Include("shop"), Exclude("shop", "audit_%"))
RENAMED = TableMappings(Include("shop"), RenameTable("shop", "orders", to="purchases"))


@pytest.fixture
def catalog(write: Write) -> Path:
    return write("catalog.json", CATALOG.to_json())


@pytest.fixture
def diff(cli: Cli, write: Write, catalog: Path) -> Cli:
    """Compare two documents."""

    def of(old: Any, new: Any, *options: str) -> Any:
        files = [
            write(name, each.to_json() if isinstance(each, TableMappings) else each)
            for name, each in (("old.json", old), ("new.json", new))
        ]
        return cli("mappings", "diff", *files, "--catalog", catalog, *options)

    return of


def test_the_samples_are_what_they_are_for() -> None:
    assert ALL.compare(RENAMED, CATALOG).needs_reload
    assert ALL.compare(FEWER, CATALOG).changes
    assert not ALL.compare(FEWER, CATALOG).needs_reload


def test_nothing_that_changes_is_no_failure(diff: Cli) -> None:
    ran = diff(ALL, ALL)

    assert (ran.code, ran.out, ran.err) == (0, f"{ALL.compare(ALL, CATALOG)}\n", "")


def test_other_rules_with_the_same_outcome_are_no_difference(diff: Cli) -> None:
    assert diff(ALL, TableMappings(Include("shop", "%"), Exclude("other"))).code == 0


def test_a_difference_is_said_and_a_failure(diff: Cli) -> None:
    ran = diff(ALL, RENAMED)

    assert (ran.code, ran.out) == (1, f"{ALL.compare(RENAMED, CATALOG)}\n")


@pytest.mark.parametrize(
    ("new", "fail_on", "code"),
    [
        (RENAMED, "difference", 1),
        (RENAMED, "reload", 1),
        (RENAMED, "never", 0),
        (FEWER, "difference", 1),
        (FEWER, "reload", 0),
        (ALL, "reload", 0),
    ],
)
def test_what_is_a_failure_can_be_chosen(new: TableMappings, fail_on: str, code: int, diff: Cli) -> None:
    assert diff(ALL, new, "--fail-on", fail_on).code == code


def test_json_is_what_the_comparison_says(diff: Cli) -> None:
    ran = diff(ALL, RENAMED, "--format", "json")

    (found,) = ran.json["tasks"]
    assert (ran.json["differs"], ran.json["needs_reload"], found["change"]) == (True, True, "compared")
    assert found["comparison"] == ALL.compare(RENAMED, CATALOG).to_dict()


def test_markdown_is_what_the_comparison_says(diff: Cli) -> None:
    assert diff(ALL, RENAMED, "--format", "markdown").out == ALL.compare(RENAMED, CATALOG).to_markdown()


def test_a_terminal_gets_a_table(write: Write, catalog: Path) -> None:
    files = [write("old.json", ALL.to_json()), write("new.json", RENAMED.to_json())]

    code, shown = on_a_terminal("mappings", "diff", *files, "--catalog", catalog)

    assert code == 1
    assert "┃" in shown
    assert "purchases" in shown


def test_tasks_are_paired_by_their_logical_ids(diff: Cli) -> None:
    old = template(Same=task(ALL.to_dict()), Changes=task(ALL.to_dict()), Goes=task(ALL.to_dict()))
    new = template(Comes=task(ALL.to_dict()), Changes=task(RENAMED.to_dict()), Same=task(ALL.to_dict()))

    ran = diff(old, new)

    assert ran.code == 1
    assert ran.out == (
        f"Same\n{ALL.compare(ALL, CATALOG)}\n\n"
        f"Changes\n{ALL.compare(RENAMED, CATALOG)}\n\n"
        "Goes is removed: CloudFormation deletes it, which DMS refuses while it runs, so stop it first\n\n"
        "Comes is added: CloudFormation creates it, and doesn't start it\n"
    )


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (template(), template(Task=task()), "Task is added"),
        (template(Task=task()), template(), "Task is removed"),
    ],
    ids=["added", "removed"],
)
@pytest.mark.parametrize("form", ["text", "markdown"])
def test_a_task_that_comes_or_goes_is_a_difference(
    old: dict[str, Any], new: dict[str, Any], words: str, form: str, diff: Cli
) -> None:
    ran = diff(old, new, "--format", form)

    assert (ran.code, words in ran.out) == (1, True)


def test_json_has_tasks_that_come_and_go(diff: Cli) -> None:
    ran = diff(template(Old=task()), template(New=task()), "--format", "json")

    assert [(each["task"], each["change"], "comparison" in each) for each in ran.json["tasks"]] == [
        ("Old", "removed", False),
        ("New", "added", False),
    ]
    assert (ran.json["differs"], ran.json["needs_reload"]) == (True, False)


def test_a_new_task_loads_but_reloads_nothing(diff: Cli) -> None:
    assert diff(template(), template(Task=task()), "--fail-on", "reload").code == 0


def test_a_document_is_compared_with_the_only_task_of_a_template(diff: Cli) -> None:
    ran = diff(ALL, template(Task=task(RENAMED.to_dict())))

    assert (ran.code, ran.out) == (1, f"Task\n{ALL.compare(RENAMED, CATALOG)}\n")


def test_a_document_is_compared_with_the_chosen_task_of_a_template(diff: Cli) -> None:
    ran = diff(ALL, template(A=task(RENAMED.to_dict()), B=task(ALL.to_dict())), "--task", "B")

    assert (ran.code, ran.out) == (0, f"B\n{ALL.compare(ALL, CATALOG)}\n")


@pytest.mark.parametrize("new", [template(), template(A=task(), B=task())], ids=["none", "two"])
def test_a_document_and_a_template_without_one_task_are_trouble(new: dict[str, Any], diff: Cli) -> None:
    ran = diff(ALL, new)

    assert (ran.code, ran.out) == (2, "")
    assert ran.err.endswith("a template that does not have exactly one task; choose one with --task\n")


def test_templates_without_tasks_are_trouble(diff: Cli) -> None:
    ran = diff(template(), template())

    assert ran.code == 2
    assert "old.json nor " in ran.err


def test_a_task_that_neither_has_is_trouble(diff: Cli) -> None:
    ran = diff(template(Task=task()), template(Task=task()), "--task", "Taks")

    assert (ran.code, ran.err) == (2, "Error: there is no task Taks (did you mean 'Task'?); choose one of Task\n")


@pytest.mark.parametrize(("old", "new", "side"), [(WRONG, ALL, "OLD"), (ALL, WRONG, "NEW")], ids=["old", "new"])
def test_wrong_mappings_are_trouble(old: Any, new: Any, side: str, diff: Cli) -> None:
    ran = diff(old, new)

    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(f"Error: {side}, table mappings: rule 1 (rule-id 7): ")


def test_mappings_that_are_known_at_deployment_only_are_trouble(diff: Cli) -> None:
    ran = diff(template(Task=task()), template(Task=task({"Ref": "Mappings"})))

    assert (ran.code, ran.err) == (2, "Error: NEW, Task: the table mappings are known only at deployment\n")


def test_another_target_schema_of_the_settings_is_a_difference(diff: Cli) -> None:
    settings = {"ReplicationTaskSettings": json.dumps({"TargetMetadata": {"TargetSchema": "public"}})}

    ran = diff(template(Task=task(ALL.to_dict())), template(Task=task(ALL.to_dict(), **settings)))

    assert ran.code == 1
    assert "public" in ran.out


def test_a_target_schema_may_be_given(diff: Cli) -> None:
    ran = diff(ALL, RENAMED, "--target-schema", "public")

    assert ran.out == f"{ALL.compare(RENAMED, CATALOG, target_schema='public')}\n"


def test_one_side_may_come_from_a_pipe(cli: Cli, write: Write, catalog: Path) -> None:
    new = write("new.json", RENAMED.to_json())

    assert cli("mappings", "diff", "-", new, "--catalog", catalog, stdin=ALL.to_json()).code == 1


# A task that is replaced


def moving(migration_type: str, **properties: Any) -> dict[str, Any]:
    return template(Task=task(ALL.to_dict(), MigrationType=migration_type, **properties))


def test_a_change_of_type_in_what_the_service_returned_shows_against_a_template(diff: Cli) -> None:
    ran = diff(moving("full-load"), answer(shop={}))

    assert (ran.code, "\nMigrationType: full-load -> full-load-and-cdc; " in ran.out) == (1, True)


@pytest.mark.parametrize(("migration_type", "code"), [("full-load-and-cdc", 1), ("cdc", 0)])
def test_a_task_that_is_replaced_loads_everything_again_if_it_loads(migration_type: str, code: int, diff: Cli) -> None:
    assert diff(moving("full-load"), moving(migration_type), "--fail-on", "reload").code == code


def test_the_same_type_endpoints_and_instance_replace_nothing(diff: Cli) -> None:
    same = moving("cdc", SourceEndpointArn={"Ref": "Source"}, ReplicationInstanceArn="arn:a")

    assert diff(same, same).code == 0


@pytest.mark.parametrize("other", [ALL, answer(shop={})], ids=["document", "answer"])
def test_what_a_side_does_not_say_replaces_nothing(other: Any, diff: Cli) -> None:
    assert diff(moving("full-load-and-cdc", SourceEndpointArn={"Ref": "Source"}), other).code == 0

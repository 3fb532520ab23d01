"""`dms-constructs settings diff`."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dms_constructs.settings import FullLoad, LogComponent, Logging, LogSeverity, TaskSettings
from tests.cli.conftest import Cli
from tests.cli.documents import answer, task, template
from tests.cli.process import on_a_terminal, run

Write = Callable[..., Path]

OURS = TaskSettings(
    full_load=FullLoad(commit_rate=5000), logging=Logging(components={LogComponent.SORTER: LogSeverity.DEBUG})
)
# As the service returns it: with nulls, and what only it sets.
ECHO = {
    **OURS.to_dict(),
    "FullLoadSettings": {"CommitRate": 5000, "TargetTablePrepMode": "DO_NOTHING"},
    "Logging": {
        "EnableLogging": True,
        "CloudWatchLogGroup": "dms-tasks-shop",
        "LogComponents": [*reversed(OURS.to_dict()["Logging"]["LogComponents"])],
    },
    "CharacterSetSettings": None,
}
FASTER = TaskSettings(full_load=FullLoad(commit_rate=20000), logging=OURS.logging)
LINE = "FullLoadSettings.CommitRate: 5000 -> 20000\n"
SAME = "no difference in meaning\n"
GOES = ": CloudFormation deletes it, which DMS refuses while it runs, so stop it first"
COMES = ": CloudFormation creates it, and doesn't start it"


def of(settings: TaskSettings | Any) -> dict[str, Any]:
    """A task of a template with these settings."""
    text = settings.to_json() if isinstance(settings, TaskSettings) else settings
    return task(ReplicationTaskSettings=text)


@pytest.fixture
def diff(cli: Cli, write: Write) -> Cli:
    """Compare two files."""

    def compare(old: Any, new: Any, *options: str) -> Any:
        files = [
            write(name, each.to_json() if isinstance(each, TaskSettings) else each)
            for name, each in (("old.json", old), ("new.json", new))
        ]
        return cli("settings", "diff", *files, *options)

    return compare


# Documents


def test_the_same_is_no_failure(diff: Cli) -> None:
    ran = diff(OURS, OURS)

    assert (ran.code, ran.out, ran.err) == (0, SAME, "")


def test_what_the_service_adds_is_no_difference(diff: Cli) -> None:
    assert (diff(OURS, ECHO).code, diff(ECHO, OURS).code) == (0, 0)


def test_a_difference_is_a_line_and_a_failure(diff: Cli) -> None:
    ran = diff(OURS, FASTER)

    assert (ran.code, ran.out, ran.err) == (1, LINE, "")


def test_values_are_shown_as_json_has_them(diff: Cli) -> None:
    ran = diff({"Logging": {}}, {"Logging": {"EnableLogging": False}, "TargetMetadata": {"TargetSchema": "public"}})

    assert sorted(ran.out.splitlines()) == [
        "Logging.EnableLogging: not set, so not known -> false",
        "TargetMetadata.TargetSchema: not set, so not known -> public",
    ]


def test_a_key_that_aws_does_not_document_is_compared_too(diff: Cli) -> None:
    ran = diff({"Logging": {}}, {"Logging": {"NewKey": [1]}})

    assert (ran.code, ran.out) == (1, "Logging.NewKey: not set, so not known -> [1]\n")


def test_json_has_the_values(diff: Cli) -> None:
    ran = diff(OURS, FASTER, "--format", "json")

    (found,) = ran.json["tasks"]
    assert (ran.code, ran.json["differs"], found["change"]) == (1, True, "compared")
    assert found["differences"] == [{"key": "FullLoadSettings.CommitRate", "old": 5000, "new": 20000}]
    assert found["undecided"] == []


def test_json_says_that_nothing_differs(diff: Cli) -> None:
    assert diff(OURS, ECHO, "--format", "json").json["differs"] is False


def test_markdown_has_a_table(diff: Cli) -> None:
    assert diff(OURS, FASTER, "--format", "markdown").out == (
        "| setting | old | new |\n| --- | --- | --- |\n| FullLoadSettings.CommitRate | 5000 | 20000 |\n"
    )


def test_markdown_says_that_nothing_differs(diff: Cli) -> None:
    assert diff(OURS, ECHO, "--format", "markdown").out == SAME


def test_one_side_may_come_from_a_pipe(cli: Cli, write: Write) -> None:
    ran = cli("settings", "diff", write("old.json", OURS.to_json()), "-", stdin=json.dumps(FASTER.to_json()))

    assert (ran.code, ran.out) == (1, LINE)


def test_stdin_is_one_file_only(cli: Cli) -> None:
    ran = cli("settings", "diff", "-", "-", stdin="{}")

    assert (ran.code, ran.err) == (2, "Error: only one file can be stdin; save the other one first\n")


@pytest.mark.parametrize(
    ("old", "new", "looks"), [("null", OURS, "null"), (OURS, "[]", "an empty list")], ids=["old", "new"]
)
def test_wrong_settings_are_trouble(old: Any, new: Any, looks: str, diff: Cli) -> None:
    ran = diff(old, new)

    assert (ran.code, ran.out) == (2, "")
    assert f"is not task settings: it looks like {looks}" in ran.err


@pytest.mark.parametrize("mode", ["DO_NOTHING", "DROP_AND_CREATE", "TRUNCATE_BEFORE_LOAD"])
def test_what_one_side_says_and_nobody_knows_of_the_other_is_a_difference(mode: str, diff: Cli) -> None:
    logs = {"Logging": {"EnableLogging": True}}

    ran = diff(logs, {**logs, "FullLoadSettings": {"TargetTablePrepMode": mode}})

    assert (ran.code, ran.out) == (1, f"FullLoadSettings.TargetTablePrepMode: not set, so not known -> {mode}\n")


@pytest.mark.parametrize(
    ("said", "line"),
    [
        ({"TargetMetadata": {"LobMaxSize": 32}}, "TargetMetadata.LobMaxSize: not set, so not known -> 32"),
        (
            {"ErrorBehavior": {"EventErrorPolicy": "IGNORE"}},
            "ErrorBehavior.EventErrorPolicy: not set, so not known -> IGNORE",
        ),
        ({"FullLoadSettings": {"CommitRate": 10000}}, "FullLoadSettings.CommitRate: not set, so not known -> 10000"),
        (
            {"ControlTablesSettings": {"ControlSchema": ""}},
            'ControlTablesSettings.ControlSchema: not set, so not known -> ""',
        ),
        (
            {"FailTaskWhenCleanTaskResourceFailed": False},
            "FailTaskWhenCleanTaskResourceFailed: not set, so not known -> false",
        ),
    ],
    ids=json.dumps,
)
def test_a_default_that_only_one_side_says_is_a_difference(said: dict[str, Any], line: str, diff: Cli) -> None:
    ran = diff({}, said)

    assert (ran.code, ran.out) == (1, f"{line}\n")


# What the service fills in

FILLED_IN = {
    **ECHO,
    "FullLoadSettings": {**ECHO["FullLoadSettings"], "MaxFullLoadSubTasks": 8},
    "StreamBufferSettings": {"StreamBufferCount": 3, "StreamBufferSizeInMB": 8, "CtrlStreamBufferSizeInMB": 5},
}


@pytest.mark.parametrize("returned", [answer(shop=FILLED_IN), FILLED_IN], ids=["answer", "document"])
def test_what_the_service_filled_in_is_no_drift(returned: Any, diff: Cli) -> None:
    ran = diff(template(Task=of(OURS)), returned)

    assert ran.code == 0
    assert ran.out.endswith(
        f"{SAME}Left to DMS, which filled in a default: FullLoadSettings.MaxFullLoadSubTasks, "
        "StreamBufferSettings.StreamBufferCount, StreamBufferSettings.StreamBufferSizeInMB and 1 more\n"
    )


def test_json_has_all_that_the_service_filled_in(diff: Cli) -> None:
    (found,) = diff(template(Task=of(OURS)), answer(shop=FILLED_IN), "--format", "json").json["tasks"]

    assert [each["key"].split(".")[0] for each in found["filled_in"]] == ["FullLoadSettings"] + 3 * [
        "StreamBufferSettings"
    ]
    assert found["differences"] == []


def test_markdown_names_what_the_service_filled_in(diff: Cli) -> None:
    ran = diff(template(Task=of(OURS)), answer(shop=FILLED_IN), "--format", "markdown")

    assert "\n\nLeft to DMS, which filled in a default: FullLoadSettings.MaxFullLoadSubTasks, " in ran.out


def test_what_the_service_has_otherwise_is_drift(diff: Cli) -> None:
    other = {**FILLED_IN, "StreamBufferSettings": {"StreamBufferCount": 4}}

    ran = diff(template(Task=of(OURS)), answer(shop=other))

    assert (ran.code, "StreamBufferSettings.StreamBufferCount: not set, so not known -> 4\n" in ran.out) == (1, True)


def test_a_template_that_copies_what_the_service_returned_says_it(diff: Cli) -> None:
    ran = diff(template(Task=of(OURS)), template(Task=of(json.dumps(FILLED_IN))))

    assert (ran.code, "FullLoadSettings.MaxFullLoadSubTasks: not set, so not known -> 8\n" in ran.out) == (1, True)


def test_a_task_without_settings_has_what_dms_fills_in(diff: Cli) -> None:
    silent = {"FullLoadSettings": {"TargetTablePrepMode": "DROP_AND_CREATE"}, "Logging": {"EnableLogging": False}}

    ran = diff(template(Task=task()), template(Task=of(json.dumps(silent))))

    assert (ran.code, "Left to DMS, which filled in a default: " in ran.out) == (0, True)


# Tasks


@pytest.mark.parametrize("form", ["text", "markdown", "json"])
def test_another_migration_type_replaces_the_task(form: str, diff: Cli) -> None:
    old, new = (
        template(Task=task(MigrationType=each, ReplicationTaskSettings=OURS.to_json())) for each in ("full-load", "cdc")
    )

    ran = diff(old, new, "--format", form)

    assert ran.code == 1
    assert "replaces the task with a new one" in ran.out
    assert SAME.strip() not in ran.out


def test_the_same_migration_type_leaves_the_task(diff: Cli) -> None:
    same = template(Task=task(MigrationType="full-load", ReplicationTaskSettings=OURS.to_json()))

    assert (diff(same, same).code, diff(same, same).out) == (0, f"Task: full-load\n{SAME}")


def test_a_task_that_gets_settings_no_longer_drops_tables(diff: Cli) -> None:
    ran = diff(template(Task=task()), template(Task=of(TaskSettings())))

    assert "FullLoadSettings.TargetTablePrepMode: DROP_AND_CREATE -> DO_NOTHING\n" in ran.out
    assert "Logging.EnableLogging: false -> true\n" in ran.out


def test_tasks_of_templates_are_paired_by_their_logical_ids(diff: Cli) -> None:
    ran = diff(
        template(Same=of(OURS), Changes=of(OURS), Goes=of(OURS)),
        template(Comes=of(OURS), Changes=of(FASTER), Same=of(ECHO)),
    )

    assert ran.code == 1
    assert ran.out == f"Same\n{SAME}\nChanges\n{LINE}\nGoes is removed{GOES}\n\nComes is added{COMES}\n"


@pytest.mark.parametrize("form", ["text", "markdown", "json"])
def test_a_task_that_comes_is_a_difference(form: str, diff: Cli) -> None:
    ran = diff(template(), template(Task=of(OURS)), "--format", form)

    assert (ran.code, "added" in ran.out) == (1, True)


def test_tasks_of_the_service_are_paired_by_their_identifiers(diff: Cli) -> None:
    old, new = answer(shop=ECHO, crm=ECHO), answer(crm=FASTER.to_dict(), shop=ECHO)

    ran = diff(old, new)

    assert ran.out == f"shop: full-load-and-cdc\n{SAME}\ncrm: full-load-and-cdc\n{LINE}"


def test_markdown_has_the_tasks_as_titles(diff: Cli) -> None:
    ran = diff(template(A=of(OURS), B=of(OURS)), template(A=of(ECHO)), "--format", "markdown")

    assert ran.out == f"### A\n\n{SAME}\n### B is removed\n\n{GOES[2:]}\n"


def test_one_task_may_be_chosen(diff: Cli) -> None:
    ran = diff(template(A=of(OURS), B=of(OURS)), template(A=of(FASTER), B=of(ECHO)), "--task", "B")

    assert (ran.code, ran.out) == (0, f"B\n{SAME}")


def test_a_task_that_neither_has_is_trouble(diff: Cli) -> None:
    ran = diff(template(Task=of(OURS)), answer(shop=ECHO), "--task", "Taks")

    assert (ran.code, ran.err) == (2, "Error: there is no task Taks (did you mean 'Task'?); choose one of Task, shop\n")


def test_a_document_is_compared_with_the_chosen_task(diff: Cli) -> None:
    ran = diff(OURS, answer(shop=FASTER.to_dict(), crm=ECHO), "--task", "crm")

    assert (ran.code, ran.out) == (0, f"crm: full-load-and-cdc\n{SAME}")


def test_a_document_is_not_compared_with_a_task_of_another_name(diff: Cli) -> None:
    ran = diff(OURS, answer(shop=ECHO), "--task", "shp")

    assert (ran.code, ran.err) == (2, "Error: there is no task shp (did you mean 'shop'?); choose one of shop\n")


@pytest.mark.parametrize(
    ("new", "words"),
    [
        (template(A=of(OURS), B=of(OURS)), "the other is a template that does not have exactly one task"),
        (answer(a=ECHO, b=ECHO), "the other has more or fewer tasks than one"),
    ],
    ids=["template", "answer"],
)
def test_a_document_is_compared_with_one_task_only(new: Any, words: str, diff: Cli) -> None:
    ran = diff(OURS, new)

    assert (ran.code, ran.err) == (2, f"Error: one side is task settings alone, and {words}; choose one with --task\n")


# A template and what the service returned


def test_the_task_of_a_template_is_compared_with_that_of_the_service(diff: Cli) -> None:
    ran = diff(template(Task=of(OURS)), answer(shop=ECHO))

    assert (ran.code, ran.out) == (0, f"shop: full-load-and-cdc\n{SAME}")


@pytest.mark.parametrize("name", ["B", "shop-b"])
def test_a_name_of_the_template_leaves_the_only_task_of_the_service(name: str, diff: Cli) -> None:
    named = of(OURS)
    named["Properties"]["ReplicationTaskIdentifier"] = "shop-b"

    ran = diff(template(A=of(FASTER), B=named), answer(**{"shop-b": ECHO}), "--task", name)

    assert ran.code == 0


def test_more_tasks_than_one_on_either_side_are_trouble(diff: Cli) -> None:
    ran = diff(template(A=of(OURS), B=of(OURS)), answer(shop=ECHO))

    assert ran.code == 2
    assert ran.err == (
        "Error: one side is a template, the other what the service returned, and they do not have one task each; "
        "choose one with --task\n"
    )


# What is known only at deployment

OPEN = {"Fn::Sub": '{"FullLoadSettings":{"CommitRate":${Rate}},"Logging":{}}'}
CLOSED = {"FullLoadSettings": {"CommitRate": 5000}, "Logging": {}}


def test_settings_that_are_known_at_deployment_only_are_trouble(diff: Cli) -> None:
    ran = diff(template(Task=of(OURS)), template(Task=of({"Ref": "Settings"})))

    assert (ran.code, ran.err) == (2, "Error: NEW, Task: the task settings are known only at deployment\n")


def test_a_value_that_a_template_leaves_open_is_no_drift(diff: Cli) -> None:
    ran = diff(template(Task=of(OPEN)), answer(shop=CLOSED))

    assert ran.code == 0
    assert ran.out == (
        f"shop: full-load-and-cdc\n{SAME}"
        "not compared, because known only at deployment: FullLoadSettings.CommitRate: ${Token[Rate.1]} -> 5000\n"
    )


@pytest.mark.parametrize("form", ["json", "markdown"])
def test_every_format_has_what_a_template_leaves_open(form: str, diff: Cli) -> None:
    ran = diff(template(Task=of(OPEN)), answer(shop=CLOSED), "--format", form)

    assert ran.code == 0
    assert "Not compared, because known only at deployment:" in ran.out or ran.json["tasks"][0]["undecided"] == [
        {"key": "FullLoadSettings.CommitRate", "old": "${Token[Rate.1]}", "new": 5000}
    ]


def test_another_source_of_a_value_in_a_template_is_a_difference(diff: Cli) -> None:
    ran = diff(template(Task=of(OPEN)), template(Task=of(json.dumps(CLOSED))))

    assert (ran.code, ran.out) == (1, "Task\nFullLoadSettings.CommitRate: ${Token[Rate.1]} -> 5000\n")


def test_the_same_open_value_is_no_difference(diff: Cli) -> None:
    assert diff(template(Task=of(OPEN)), template(Task=of(OPEN))).code == 0


# Terminals


@pytest.fixture
def files(write: Write) -> list[Path]:
    return [write("old.json", OURS.to_json()), write("new.json", FASTER.to_json())]


def test_a_terminal_gets_colours(files: list[Path]) -> None:
    code, shown = on_a_terminal("settings", "diff", *files)

    assert (code, "\x1b[33m" in shown) == (1, True)


def test_a_pipe_gets_no_colours(files: list[Path]) -> None:
    done = run("settings", "diff", *files)

    assert (done.returncode, done.stdout, done.stderr) == (1, LINE, "")

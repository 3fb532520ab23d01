"""`dms-constructs settings check`."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

import pytest

from dms_constructs import facts
from dms_constructs.catalog import Catalog, SourceColumn, SourceTable
from dms_constructs.engines import EngineName
from dms_constructs.settings import FullLoad, NoLobs, TaskSettings, Validation
from tests.cli.conftest import Cli
from tests.cli.documents import SHOP, WRONG, answer, endpoint, serverless, task, template
from tests.cli.process import on_a_terminal, run

Write = Callable[..., Path]

SETTINGS = TaskSettings(full_load=FullLoad(commit_rate=5000))
UNKNOWN_KEY: dict[str, Any] = {
    "FullLoadSettings": {"TargetTablePrepMode": "DO_NOTHING"},
    "Logging": {"EnableLogging": True, "EnableLoging": True},
}
LEFT_OUT = "What is not set is left to DMS, and what it does then is not known."
SILENT: dict[str, Any] = {"Logging": {"EnableLogging": True}}
WRONG_VALUE = {"FullLoadSettings": {"CommitRate": 99999}}
LOBS = Catalog(
    SourceTable("shop", "orders", [SourceColumn("id", "bigint"), SourceColumn("note", "longtext")], primary_key=["id"]),
    engine=EngineName.MYSQL,
)


@pytest.fixture
def catalog(write: Write) -> Path:
    return write("catalog.json", LOBS.to_json())


# A document


def test_says_what_the_settings_say_and_what_is_worth_a_thought(cli: Cli, write: Write) -> None:
    ran = cli("settings", "check", write("settings.json", SETTINGS.to_json()))

    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines() == [
        "task settings",
        *(f"  {sentence}" for sentence in SETTINGS.describe(brief=True)),
        f"  {LEFT_OUT}",
        "  Worth a thought:",
        *(f"    - {doubt}" for doubt in SETTINGS.doubts),
        "",
        "0 problems, 0 warnings",
    ]


def test_a_problem_is_named_with_its_code(cli: Cli, write: Write) -> None:
    ran = cli("settings", "check", write("settings.json", WRONG_VALUE))

    assert ran.code == 1
    assert "  Problem: FullLoad.commit_rate (FullLoadSettings.CommitRate) must be " in ran.out
    assert "[DMS-S001]" in ran.out
    assert ran.out.endswith("\n1 problem, 0 warnings\n")


def test_a_warning_is_no_failure(cli: Cli, write: Write) -> None:
    ran = cli("settings", "check", write("settings.json", UNKNOWN_KEY))

    assert ran.code == 0
    assert "  Warning: AWS documents no task setting with this name: Logging.EnableLoging" in ran.out
    assert "[settings.unknownKey]" in ran.out
    assert ran.out.endswith("\n0 problems, 1 warning\n")


def test_a_warning_is_a_failure_when_strict(cli: Cli, write: Write) -> None:
    assert cli("settings", "check", "--strict", write("settings.json", UNKNOWN_KEY)).code == 1


def test_doubts_are_no_failure_even_when_strict(cli: Cli, write: Write) -> None:
    ran = cli("settings", "check", "--strict", write("settings.json", SETTINGS.to_json()))

    assert (ran.code, "Worth a thought" in ran.out) == (0, True)


def test_broken_json_is_trouble(cli: Cli) -> None:
    ran = cli("settings", "check", "-", stdin="{")

    assert (ran.code, ran.out, ran.err.startswith("Error: stdin is not JSON: ")) == (2, "", True)


def test_json_has_everything(cli: Cli, write: Write) -> None:
    ran = cli("settings", "check", "--format", "json", write("settings.json", UNKNOWN_KEY))

    (found,) = ran.json["tasks"]
    settings = TaskSettings.from_dict(UNKNOWN_KEY)
    assert found == {
        "task": None,
        "path": None,
        "known": True,
        "migration_type": None,
        "source_engine": None,
        "target_engine": None,
        "says": [*settings.describe(brief=True), LEFT_OUT],
        "problems": [],
        "findings": [each.as_dict() for each in settings.findings],
        "doubts": [
            {
                "key": each.key,
                "value": each.value,
                "published": each.published,
                "message": each.message,
                "instead": each.instead,
            }
            for each in settings.doubts
        ],
    }


def test_json_of_a_problem_has_its_code(cli: Cli, write: Write) -> None:
    ran = cli("settings", "check", "--format", "json", write("settings.json", WRONG_VALUE))

    ((problem,),) = (each["problems"] for each in ran.json["tasks"])
    assert (ran.code, problem["code"]) == (1, "DMS-S001")


def test_markdown_has_everything(cli: Cli, write: Write) -> None:
    ran = cli("settings", "check", "--format", "markdown", write("settings.json", UNKNOWN_KEY))

    assert ran.out.startswith("### task settings\n\n**Warning** `settings.unknownKey`: AWS documents no task setting")
    assert "\n\n- Target tables are left as they are before the full load.\n- " in ran.out
    assert (
        "\n\n**Worth a thought**\n\n- TargetMetadata.LobMaxSize is not set, so what DMS does is not known; with 32"
        in ran.out
    )
    assert "handle\\_source\\_table\\_dropped" in ran.out
    assert ran.out.endswith("\n\n0 problems, 1 warning\n")


def test_markdown_of_a_problem_has_its_code(cli: Cli, write: Write) -> None:
    ran = cli("settings", "check", "--format", "markdown", write("settings.json", WRONG_VALUE))

    assert "\n\n**Problem** `DMS-S001`: FullLoad.commit\\_rate " in ran.out


# Tasks


def test_every_task_of_a_template_is_checked(cli: Cli, write: Write) -> None:
    resources = {
        "A": task(ReplicationTaskSettings=SETTINGS.to_json()),
        "B": task(ReplicationTaskSettings=json.dumps(WRONG_VALUE)),
        "C": serverless(ReplicationSettings=SETTINGS.to_dict()),
        "D": {"Type": "AWS::SNS::Topic"},
    }

    ran = cli("settings", "check", write("app.json", template(**resources)))

    assert ran.code == 1
    assert [line for line in ran.out.splitlines() if line and not line.startswith(" ")] == [
        "A",
        "B",
        "C",
        "3 tasks, 1 problem, 0 warnings",
    ]


def test_one_task_may_be_chosen(cli: Cli, write: Write) -> None:
    resources = {
        "A": task(ReplicationTaskSettings=json.dumps(WRONG_VALUE)),
        "B": task(ReplicationTaskSettings=SETTINGS.to_json()),
    }

    assert cli("settings", "check", "--task", "B", write("app.json", template(**resources))).code == 0


def test_every_task_of_the_service_is_checked(cli: Cli, write: Write) -> None:
    ran = cli("settings", "check", write("tasks.json", answer(shop=SETTINGS.to_dict(), crm="{")))

    assert ran.code == 1
    assert ran.out.startswith("shop: full-load-and-cdc\n")
    assert "\ncrm: full-load-and-cdc\n  Problem: task settings must be a JSON object: " in ran.out


def test_the_migration_type_is_checked_against_the_settings(cli: Cli, write: Write) -> None:
    changes = task(MigrationType="cdc", ReplicationTaskSettings=SETTINGS.to_json())

    ran = cli("settings", "check", write("app.json", template(Task=changes)))

    assert ran.out.startswith("Task: cdc\n")
    assert "[settings.noEffectForMigrationType]" in ran.out


def test_settings_that_the_migration_type_forbids_are_a_problem(cli: Cli, write: Write) -> None:
    settings = TaskSettings(validation=Validation(only=True)).to_json()
    both = task(MigrationType="full-load-and-cdc", ReplicationTaskSettings=settings)

    ran = cli("settings", "check", write("app.json", template(Task=both)))

    assert ran.code == 1
    assert "[DMS-S019]" in ran.out
    assert "Target tables are left as they are" in ran.out


def test_the_engines_are_checked_against_the_settings(cli: Cli, write: Write) -> None:
    resources = {
        "Task": task(
            MigrationType="full-load",
            TargetEndpointArn={"Ref": "Target"},
            ReplicationTaskSettings=json.dumps({"TargetMetadata": {"TargetSchema": "public"}}),
        ),
        "Target": endpoint("mysql"),
    }

    ran = cli("settings", "check", write("app.json", template(**resources)))

    assert ran.out.startswith("Task: full-load, ? to mysql\n")
    assert "[settings.targetSchemaOfMySql]" in ran.out


def test_a_task_without_settings_has_what_the_service_gave_such_a_task(cli: Cli, write: Write) -> None:
    ran = cli("settings", "check", write("app.json", template(Task=task())))

    assert ran.code == 0
    assert ran.out.splitlines()[1:3] == [
        "  Target tables are dropped, with all they hold, before the full load.",
        "  ErrorBehavior.EventErrorPolicy is IGNORE.",
    ]
    assert LEFT_OUT not in ran.out
    assert (
        "  It has no settings of its own: this is what the service gives such a task, as recorded on 2026-" in ran.out
    )
    assert "[settings.loggingOff]" in ran.out
    assert "TargetTablePrepMode is DROP_AND_CREATE: a full load, and every reload, drops the target's tables" in ran.out


def test_nothing_is_to_be_removed_from_a_task_that_has_no_settings(cli: Cli, write: Write) -> None:
    ran = cli("settings", "check", write("app.json", template(Task=task(MigrationType="cdc"))))

    assert "It has no settings of its own" in ran.out
    assert "noEffect" not in ran.out


FILLED_IN: dict[str, Any] = facts.recorded_task_settings()["settings"]


def returned(**full_load: Any) -> dict[str, Any]:
    """What the service tells of a task for changes that says this of full loads."""
    said = FILLED_IN | {"FullLoadSettings": FILLED_IN["FullLoadSettings"] | full_load}
    found = answer(shop=said)
    found["ReplicationTasks"][0]["MigrationType"] = "cdc"
    return found


def test_what_the_service_filled_in_is_not_to_be_removed(cli: Cli, write: Write) -> None:
    ran = cli("settings", "check", write("tasks.json", returned()))

    assert ran.out.startswith("shop: cdc\n")
    assert "noEffect" not in ran.out


def test_what_somebody_chose_and_has_no_effect_is_still_to_be_removed(cli: Cli, write: Write) -> None:
    ran = cli("settings", "check", write("tasks.json", returned(CommitRate=5000)))

    assert "no effect on a task of type cdc: FullLoadSettings.CommitRate; remove it [settings.noEffect" in ran.out


def test_what_a_template_says_was_not_filled_in(cli: Cli, write: Write) -> None:
    said = task(MigrationType="cdc", ReplicationTaskSettings=json.dumps(FILLED_IN))

    ran = cli("settings", "check", write("app.json", template(Task=said)))

    assert "no effect on a task of type cdc: FullLoadSettings.TargetTablePrepMode; remove it" in ran.out


def test_what_a_serverless_replication_without_settings_gets_is_not_known(cli: Cli, write: Write) -> None:
    ran = cli("settings", "check", write("app.json", template(Task=serverless())))

    assert "  It has no settings of its own, and what DMS does is then not known.\n" in ran.out
    assert "[settings.preparationNotSaid]" in ran.out


# What nobody knows, and what can't be true


def test_what_is_not_said_about_target_tables_is_a_warning(cli: Cli, write: Write) -> None:
    ran = cli("settings", "check", write("settings.json", SILENT))

    assert "left as they are" not in ran.out
    assert (
        "  Warning: FullLoadSettings.TargetTablePrepMode is not set: what DMS does with the target's tables is then "
        "not known, and it might drop them with all their rows; add full_load=dms.FullLoad("
    ) in ran.out
    assert ran.out.endswith("\n0 problems, 1 warning\n")


def test_a_task_that_replicates_only_does_nothing_to_target_tables(cli: Cli, write: Write) -> None:
    changes = task(MigrationType="cdc", ReplicationTaskSettings=json.dumps(SILENT))

    ran = cli("settings", "check", write("app.json", template(Task=changes)))

    assert "[settings.preparationNotSaid]" not in ran.out


CHANGES = (
    "dropped in the source",
    "ApplyError",
    "change that came in",
    "suspended tables",
    "rows that the full load left",
)


@pytest.mark.parametrize(("migration_type", "told"), [("full-load", False), ("full-load-and-cdc", True)])
def test_doubts_about_changes_are_for_tasks_that_have_some(
    migration_type: str, told: bool, cli: Cli, write: Write
) -> None:
    settings = TaskSettings(control_tables=None).to_json()
    of_type = task(MigrationType=migration_type, ReplicationTaskSettings=settings)

    ran = cli("settings", "check", write("app.json", template(Task=of_type)))

    assert [words in ran.out for words in CHANGES] == [told] * len(CHANGES)


@pytest.mark.parametrize("form", ["text", "markdown", "json"])
def test_settings_that_are_known_at_deployment_only_are_not_checked(form: str, cli: Cli, write: Write) -> None:
    file = write("app.json", template(Task=task(ReplicationTaskSettings={"Ref": "Settings"})))

    ran = cli("settings", "check", "--strict", "--format", form, file)

    assert ran.code == 0
    assert ("The task settings are known only at deployment." in ran.out) or not ran.json["tasks"][0]["known"]


def test_settings_with_unknown_values_are_checked_as_far_as_they_are_known(cli: Cli, write: Write) -> None:
    text = {"Fn::Sub": '{"TargetMetadata":{"TargetSchema":"${Schema}"},"FullLoadSettings":{"CommitRate":99999}}'}

    ran = cli("settings", "check", write("app.json", template(Task=task(ReplicationTaskSettings=text))))

    assert (ran.code, "[DMS-S001]" in ran.out) == (1, True)


# Tables


def test_the_tables_of_a_task_are_looked_at(cli: Cli, write: Write, catalog: Path) -> None:
    file = write("tasks.json", answer(shop=TaskSettings(lobs=NoLobs()).to_dict()))

    without, ran = (cli("settings", "check", file, *more) for more in ([], ["--catalog", catalog]))

    assert "settings.lobColumnsLeftOut" not in without.out
    assert "leaves out shop.orders.note" in ran.out
    assert "[settings.lobColumnsLeftOut]" in ran.out


@pytest.mark.parametrize(
    ("properties", "remark"),
    [
        ({}, "No table is checked: its migration type is not known."),
        (
            {"MigrationType": "cdc", "TableMappings": {"Ref": "Mappings"}},
            "No table is checked: its table mappings are not known.",
        ),
    ],
    ids=["migration type", "mappings"],
)
def test_it_is_said_when_no_table_is_looked_at(
    properties: dict[str, Any], remark: str, cli: Cli, write: Write, catalog: Path
) -> None:
    file = write("app.json", template(Task=task(ReplicationTaskSettings=SETTINGS.to_json(), **properties)))

    ran = cli("settings", "check", file, "--catalog", catalog)

    assert (ran.code, f"  {remark}\n" in ran.out) == (0, True)


def test_wrong_mappings_are_a_problem_when_tables_are_asked_for(cli: Cli, write: Write, catalog: Path) -> None:
    wrong = task(WRONG, MigrationType="cdc", ReplicationTaskSettings=SETTINGS.to_json())
    file = write("app.json", template(Task=wrong))

    without, ran = (cli("settings", "check", file, *more) for more in ([], ["--catalog", catalog]))

    assert without.code == 0
    assert (ran.code, "[DMS-M020]" in ran.out) == (1, True)


def test_a_target_schema_that_is_known_at_deployment_is_no_obstacle(cli: Cli, write: Write, catalog: Path) -> None:
    text = {"Fn::Sub": '{"TargetMetadata":{"TargetSchema":"${Schema}","SupportLobs":false}}'}
    file = write("app.json", template(Task=task(SHOP, MigrationType="full-load", ReplicationTaskSettings=text)))

    assert "[settings.lobColumnsLeftOut]" in cli("settings", "check", file, "--catalog", catalog).out


def test_a_document_has_no_tables(cli: Cli, write: Write, catalog: Path) -> None:
    ran = cli("settings", "check", write("settings.json", SETTINGS.to_json()), "--catalog", catalog)

    assert ran.code == 2
    assert ran.err == (
        "Error: --catalog is for tasks with table mappings, and this is task settings alone; remove --catalog\n"
    )


def test_stdin_is_one_file_only(cli: Cli) -> None:
    ran = cli("settings", "check", "-", "--catalog", "-", stdin="{}")

    assert (ran.code, ran.err) == (2, "Error: only one file can be stdin; save the other one first\n")


# Terminals


def test_a_terminal_gets_colours(write: Write) -> None:
    code, shown = on_a_terminal("settings", "check", write("settings.json", WRONG_VALUE))

    assert (code, "\x1b[31m" in shown) == (1, True)


def test_a_pipe_gets_no_colours(write: Write) -> None:
    done = run("settings", "check", write("settings.json", WRONG_VALUE))

    assert (done.returncode, "\x1b" in done.stdout + done.stderr) == (1, False)


class TestWhatTheServiceReturned:
    """A hundred keys, of which most have the default that AWS publishes."""

    DOCUMENT: ClassVar[dict] = {
        "TargetMetadata": {"LobMaxSize": 64, "LobChunkSize": 0, "ParallelLoadThreads": 0},
        "FullLoadSettings": {"CommitRate": 10000, "TargetTablePrepMode": "DO_NOTHING"},
        "StreamBufferSettings": {"StreamBufferCount": 3},
    }

    def test_only_what_differs_is_described(self, cli: Cli, write: Write) -> None:
        lines = cli("settings", "check", write("settings.json", self.DOCUMENT)).out.splitlines()

        assert "  TargetMetadata.LobMaxSize is 64, given in raw." in lines
        assert not any("CommitRate" in line for line in lines)

    def test_the_rest_is_counted(self, cli: Cli, write: Write) -> None:
        document = {"FullLoadSettings": {"CommitRate": 10000}, "StreamBufferSettings": {"StreamBufferCount": 3}}

        assert (
            "  2 more settings have the default that AWS publishes."
            in cli("settings", "check", write("settings.json", document)).out.splitlines()
        )

    def test_one_is_one(self, cli: Cli, write: Write) -> None:
        document = {"StreamBufferSettings": {"StreamBufferCount": 3}}

        assert (
            "  1 more setting has the default that AWS publishes."
            in cli("settings", "check", write("settings.json", document)).out.splitlines()
        )

    def test_json_says_where_aws_says_so(self, cli: Cli, write: Write) -> None:
        document = {**UNKNOWN_KEY, "Logging": {"EnableLogging": True}, "TargetMetadata": {"BatchApplyEnabled": True}}

        (finding,) = cli("settings", "check", write("settings.json", document), "--format", "json").json["tasks"][0][
            "findings"
        ]

        assert finding["source"].startswith("DMS User Guide, page CHAP_Tasks.CustomizingTasks.TaskSettings.")


@pytest.mark.parametrize(
    ("document", "looks"),
    [
        ([], "an empty list"),
        (3, "a number"),
        (None, "null"),
        ([[{"ReplicationTaskIdentifier": "shop"}]], "a list of 1 item"),
        (["a", "b"], "a list of 2 items"),
        ([{"rule-type": "selection"}], "a list of rules"),
        ('{"rules": []}', "table mappings"),
        ({"rules": []}, "table mappings"),
    ],
)
def test_what_is_not_settings_is_said_to_be_none(cli: Cli, write: Write, document: object, looks: str) -> None:
    ran = cli("settings", "check", write("other.json", document))

    assert ran.code == 2
    assert f"is not task settings: it looks like {looks}" in " ".join(ran.err.split())


def test_an_empty_document_is_settings_that_say_nothing(cli: Cli, write: Write) -> None:
    assert cli("settings", "check", write("empty.json", {})).code == 0


def with_database(value: str) -> dict[str, Any]:
    """A template with a task that reads changes from a database in it, which keeps some log for a slot."""
    given = {"MigrationType": "full-load-and-cdc", "SourceEndpointArn": {"Ref": "Source"}}
    made = template(
        Task=task(SHOP, **{**given, "ReplicationTaskSettings": SETTINGS.to_json()}), Source=endpoint("postgres")
    )
    made["Resources"]["Source"]["Properties"] |= {
        "SslMode": "require",
        "PostgreSqlSettings": {"SecretsManagerSecretId": {"Ref": "Attachment"}},
    }
    parameters = {"rds.logical_replication": "1", "max_slot_wal_keep_size": value}
    made["Resources"] |= {
        "Attachment": {
            "Type": "AWS::SecretsManager::SecretTargetAttachment",
            "Properties": {"TargetId": {"Ref": "Orders"}},
        },
        "Orders": {
            "Type": "AWS::RDS::DBInstance",
            "Properties": {"Engine": "postgres", "EngineVersion": "15.8", "DBParameterGroupName": {"Ref": "Group"}},
        },
        "Group": {"Type": "AWS::RDS::DBParameterGroup", "Properties": {"Parameters": parameters}},
    }
    return made


@pytest.mark.parametrize(("value", "told"), [("1024", ["database.slotKeepsLittle"]), ("-1", [])])
def test_a_database_in_the_template_is_told_of(cli: Cli, write: Write, value: str, told: list[str]) -> None:
    ran = cli("settings", "check", write("shop.json", with_database(value)), "--format", "json")

    (found,) = json.loads(ran.out)["tasks"]
    assert [each["id"] for each in found["findings"] if each["id"].startswith("database.")] == told

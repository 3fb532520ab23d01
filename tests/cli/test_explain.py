"""`dms-constructs mappings explain`."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dms_constructs import Exclude, Include, PartitionsAuto, RenameTable, TableMappings, TableSettings
from dms_constructs.catalog import Catalog, SourceColumn, SourceTable
from dms_constructs.engines import EngineName
from tests.cli.conftest import CLEAN, Cli
from tests.cli.documents import CATALOG, VIEWS, WRONG, endpoint, task, template
from tests.cli.process import on_a_terminal

Write = Callable[..., Path]

MAPPINGS = TableMappings(Include("shop"), Exclude("shop", "audit_%"))
PARTITIONS = TableMappings(Include("shop"), TableSettings("shop", "orders", parallel_load=PartitionsAuto())).to_dict()
# Two tables meet under one name.
COLLIDING = TableMappings(Include("shop"), RenameTable("shop", "orders", to="audit_log"))


@pytest.fixture
def catalog(write: Write) -> Path:
    return write("catalog.json", CATALOG.to_json())


def settings(schema: Any) -> dict[str, Any]:
    return {"ReplicationTaskSettings": json.dumps({"TargetMetadata": {"TargetSchema": schema}})}


def test_says_what_becomes_of_each_table(cli: Cli, write: Write, catalog: Path) -> None:
    ran = cli("mappings", "explain", write("shop.json", MAPPINGS.to_json()), "--catalog", catalog)

    assert (ran.code, ran.err) == (0, "")
    assert ran.out == f"{MAPPINGS.evaluate(CATALOG)}\n"


def test_json_is_what_the_evaluation_says(cli: Cli, write: Write, catalog: Path) -> None:
    file = write("shop.json", MAPPINGS.to_json())

    ran = cli("mappings", "explain", file, "--catalog", catalog, "--format", "json")

    (found,) = ran.json["tasks"]
    assert (found["task"], found["problem"]) == (None, None)
    assert found["evaluation"] == MAPPINGS.evaluate(CATALOG).to_dict()


def test_markdown_is_what_the_evaluation_says(cli: Cli, write: Write, catalog: Path) -> None:
    file = write("shop.json", MAPPINGS.to_json())

    ran = cli("mappings", "explain", file, "--catalog", catalog, "--format", "markdown")

    assert ran.out == MAPPINGS.evaluate(CATALOG).to_markdown()


def test_a_terminal_gets_tables(write: Write, catalog: Path) -> None:
    file = write("shop.json", MAPPINGS.to_json())

    code, shown = on_a_terminal("mappings", "explain", file, "--catalog", catalog)

    assert code == 0
    assert "┃" in shown
    assert "shop.orders" in shown


def test_the_catalog_may_come_from_a_pipe(cli: Cli, write: Write) -> None:
    file = write("shop.json", MAPPINGS.to_json())

    assert cli("mappings", "explain", file, "--catalog", "-", stdin=CATALOG.to_json()).code == 0


def test_a_problem_is_a_failure(cli: Cli, write: Write, catalog: Path) -> None:
    assert COLLIDING.evaluate(CATALOG).problems

    ran = cli("mappings", "explain", write("shop.json", COLLIDING.to_json()), "--catalog", catalog)

    assert ran.code == 1


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ("text", "Problem: rule 1 (rule-id 7): "),
        ("markdown", "**Problem** `DMS-M020`: rule 1 (rule-id 7): "),
        ("json", '"code": "DMS-M020"'),
    ],
)
def test_wrong_mappings_are_a_failure(form: str, words: str, cli: Cli, write: Write, catalog: Path) -> None:
    ran = cli("mappings", "explain", write("shop.json", WRONG), "--catalog", catalog, "--format", form)

    assert ran.code == 1
    assert words in ran.out


def test_every_task_of_a_template_is_explained(cli: Cli, write: Write, catalog: Path) -> None:
    resources = {"A": task(MAPPINGS.to_dict()), "B": task(WRONG), "C": task({"Ref": "Mappings"})}

    ran = cli("mappings", "explain", write("app.json", template(**resources)), "--catalog", catalog)

    assert ran.code == 1
    assert ran.out.startswith(f"A\n{MAPPINGS.evaluate(CATALOG)}\n\nB\nProblem: rule 1 (rule-id 7): ")
    assert ran.out.endswith("\n\nC\nThe table mappings are known only at deployment.\n")


def test_markdown_has_a_title_for_each_task(cli: Cli, write: Write, catalog: Path) -> None:
    resources = {"A": task(MAPPINGS.to_dict()), "C": task({"Ref": "Mappings"})}
    file = write("app.json", template(**resources))

    ran = cli("mappings", "explain", file, "--catalog", catalog, "--format", "markdown")

    assert ran.out.startswith(f"### A\n\n{MAPPINGS.evaluate(CATALOG).to_markdown()}")
    assert ran.out.endswith("\n### C\n\nThe table mappings are known only at deployment.\n")


@pytest.mark.parametrize(
    ("mappings", "code", "words"),
    [
        (VIEWS, "DMS-M016", "DMS loads views in full-load tasks only"),
        (PARTITIONS, "DMS-M041", "partitions"),
    ],
)
def test_what_the_task_of_a_template_can_not_do_is_a_problem(
    mappings: Any, code: str, words: str, cli: Cli, write: Write
) -> None:
    catalog = write("catalog.json", Catalog(*CATALOG.tables, engine=EngineName.POSTGRESQL).to_json())
    replication = task(mappings, MigrationType="cdc", SourceEndpointArn={"Ref": "Source"})
    file = write("app.json", template(Task=replication, Source=endpoint("postgres")))

    ran = cli("mappings", "explain", file, "--catalog", catalog, "--format", "json")

    assert ran.code == 1
    problems = ran.json["tasks"][0]["evaluation"]["problems"]
    assert [words in problem["message"] for problem in problems if problem["code"] == code] == [True]


def test_the_target_schema_is_given(cli: Cli, write: Write, catalog: Path) -> None:
    file = write("shop.json", MAPPINGS.to_json())

    ran = cli("mappings", "explain", file, "--catalog", catalog, "--target-schema", "public")

    assert ran.out == f"{MAPPINGS.evaluate(CATALOG, target_schema='public')}\n"


@pytest.mark.parametrize(
    ("properties", "schema"),
    [
        (settings("public"), "public"),
        ({"ReplicationTaskSettings": {"Fn::Sub": json.dumps({"TargetMetadata": {"TargetSchema": "p"}})}}, "p"),
        (settings(""), None),
        (settings("${Token[Schema.1]}"), None),
        (settings(5), None),
        ({"ReplicationTaskSettings": "{broken"}, None),
        ({"ReplicationTaskSettings": {"Ref": "Settings"}}, None),
        ({}, None),
    ],
)
def test_the_target_schema_of_a_task_is_that_of_its_settings(
    properties: dict[str, Any], schema: str | None, cli: Cli, write: Write, catalog: Path
) -> None:
    file = write("app.json", template(Task=task(MAPPINGS.to_dict(), **properties)))

    ran = cli("mappings", "explain", file, "--catalog", catalog)

    assert ran.out == f"Task\n{MAPPINGS.evaluate(CATALOG, target_schema=schema)}\n"


def test_an_option_goes_before_the_settings(cli: Cli, write: Write, catalog: Path) -> None:
    file = write("app.json", template(Task=task(MAPPINGS.to_dict(), **settings("public"))))

    ran = cli("mappings", "explain", file, "--catalog", catalog, "--target-schema", "other")

    assert ran.out == f"Task\n{MAPPINGS.evaluate(CATALOG, target_schema='other')}\n"


def test_settings_of_a_serverless_replication_are_an_object(cli: Cli, write: Write, catalog: Path) -> None:
    properties = {
        "TableMappings": MAPPINGS.to_dict(),
        "ReplicationSettings": {"TargetMetadata": {"TargetSchema": "public"}},
    }
    file = write("app.json", template(Task={"Type": "AWS::DMS::ReplicationConfig", "Properties": properties}))

    ran = cli("mappings", "explain", file, "--catalog", catalog)

    assert ran.out == f"Task\n{MAPPINGS.evaluate(CATALOG, target_schema='public')}\n"


def test_one_task_may_be_chosen(cli: Cli, write: Write, catalog: Path) -> None:
    file = write("app.json", template(A=task(WRONG), B=task(MAPPINGS.to_dict())))

    ran = cli("mappings", "explain", "--task", "B", file, "--catalog", catalog)

    assert (ran.code, ran.out) == (0, f"B\n{MAPPINGS.evaluate(CATALOG)}\n")


def test_the_catalog_is_needed(cli: Cli, write: Write) -> None:
    ran = cli("mappings", "explain", write("shop.json", MAPPINGS.to_json()), **dict.fromkeys(CLEAN, ""))

    assert ran.code == 2
    assert "--catalog" in ran.err


# Names that would do something to a terminal


HOSTILE = "or\x1b[2Jders\r\x9b\u202e"
SHOWN = r"or\u001b[2Jders\u000d\u009b\u202e"


@pytest.fixture
def hostile(write: Write) -> Path:
    catalog = Catalog(SourceTable("shop", HOSTILE, [SourceColumn("id", "bigint")], primary_key=["id"]))
    return write("hostile.json", catalog.to_json())


@pytest.mark.parametrize("form", ["text", "markdown", "json"])
def test_control_characters_of_names_are_escaped(form: str, cli: Cli, write: Write, hostile: Path) -> None:
    ran = cli("mappings", "explain", write("shop.json", MAPPINGS.to_json()), "--catalog", hostile, "--format", form)

    assert ran.code == 0
    assert not set("\x1b\r\x9b\u202e") & set(ran.out)
    assert form != "text" or SHOWN in ran.out


def test_control_characters_of_names_are_escaped_on_a_terminal_too(write: Write, hostile: Path) -> None:
    file = write("shop.json", MAPPINGS.to_json())

    _, shown = on_a_terminal("mappings", "explain", file, "--catalog", hostile, COLUMNS="200")

    assert "\x1b[2J" not in shown
    assert SHOWN in shown


def test_control_characters_in_an_error_are_escaped(cli: Cli) -> None:
    ran = cli("mappings", "check", "sh\x1b[2Jop.json")

    assert (ran.code, ran.err) == (2, "Error: there is no file sh\\u001b[2Jop.json\n")


def streaming(engine: str, **settings: Any) -> dict[str, Any]:
    """A template with a task that writes to a target of an engine."""
    block = {"kinesis": "KinesisSettings", "kafka": "KafkaSettings", "s3": "S3Settings"}.get(engine, "MySqlSettings")
    to = endpoint(engine)
    to["Properties"] |= {"EndpointType": "target", block: settings}
    return template(Target=to, Task=task(MAPPINGS.to_dict(), MigrationType="cdc", TargetEndpointArn={"Ref": "Target"}))


def test_a_record_of_each_table_is_shown(cli: Cli, write: Write, catalog: Path) -> None:
    file = write("app.json", streaming("kinesis", MessageFormat="json-unformatted"))

    ran = cli("mappings", "explain", file, "--catalog", catalog, "--record", "update")

    assert "Records:\n  shop.orders: partition key shop.orders\n" in ran.out
    assert '{"data":{"id":1},"metadata":{"timestamp":"2019-10-31T22:53:59.721201Z","record-type":"data"' in ran.out


def test_a_record_is_indented_where_the_stream_has_it_so(cli: Cli, write: Write, catalog: Path) -> None:
    ran = cli("mappings", "explain", write("a.json", streaming("kafka")), "--catalog", catalog, "--record", "load")

    assert "  shop.orders: topic kafka-default-topic, partition key 1\n" in ran.out
    assert '    {\n      "data":' in ran.out


def test_a_line_of_a_file_is_shown(cli: Cli, write: Write, catalog: Path) -> None:
    file = write("app.json", streaming("s3", CdcInsertsOnly=True))

    shown, left = (
        cli("mappings", "explain", file, "--catalog", catalog, "--record", each) for each in ("load", "delete")
    )

    assert shown.out.endswith("Records:\n  shop.orders: in shop/orders/LOAD00000001.csv\n    1\n")
    assert left.out.endswith("Records:\n  shop.orders: not written\n")


def test_records_are_json_too(cli: Cli, write: Write, catalog: Path) -> None:
    arguments = ("--catalog", catalog, "--format", "json")
    (stream,) = cli(
        "mappings", "explain", write("k.json", streaming("kinesis")), *arguments, "--record", "insert"
    ).json["tasks"]
    (files,) = cli("mappings", "explain", write("s.json", streaming("s3")), *arguments, "--record", "insert").json[
        "tasks"
    ]
    (without,) = cli("mappings", "explain", write("k.json", streaming("kinesis")), *arguments).json["tasks"]

    assert stream["records"][0]["document"]["data"] == {"id": 1}
    assert stream["records"][0]["partition_key"] == "shop.orders"
    assert [column["value"] for column in files["records"][0]["columns"]] == ["I", "1"]
    assert "records" not in without


def test_records_are_markdown_too(cli: Cli, write: Write, catalog: Path) -> None:
    file = write("app.json", streaming("s3", AddColumnName=True))

    ran = cli("mappings", "explain", file, "--catalog", catalog, "--record", "insert", "--format", "markdown")

    assert ran.out.endswith("shop.orders: in shop/orders/20141029-1134010000.csv\n\n```text\nOp,id\nI,1\n```\n")


@pytest.mark.parametrize("engine", ["mysql", "kinesis"])
def test_records_are_for_streams_and_files_of_a_template(engine: str, cli: Cli, write: Write, catalog: Path) -> None:
    file = write("app.json", streaming(engine) if engine == "mysql" else MAPPINGS.to_dict())

    ran = cli("mappings", "explain", file, "--catalog", catalog, "--record", "insert")

    assert ran.code == 0
    assert "Records" not in ran.out

"""`dms-constructs mappings check`."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dms_constructs import Exclude, Include, TableMappings, TableType
from dms_constructs.catalog import Catalog, SourceTable
from dms_constructs.engines import EngineName
from tests.cli.conftest import Cli
from tests.cli.documents import SHOP, VIEWS, WRONG, answer, endpoint, serverless, task, template

Write = Callable[..., Path]

SURPRISING = TableMappings(Include("shop", "user_data")).to_dict()


# A document


def test_says_what_each_rule_does(cli: Cli, write: Write) -> None:
    mappings = TableMappings(Include("shop"), Exclude("shop", "audit_%"))

    ran = cli("mappings", "check", write("shop.json", mappings.to_json()))

    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines() == [
        "table mappings",
        "  1. include every table of schema shop",
        "  2. exclude tables audit_% of schema shop",
        "",
        "0 problems, 0 warnings",
    ]


def test_a_problem_is_named_with_the_rule_and_its_id(cli: Cli, write: Write) -> None:
    ran = cli("mappings", "check", write("shop.json", WRONG))

    assert ran.code == 1
    assert "  Problem: rule 1 (rule-id 7): " in ran.out
    assert "rule-action must be one of" in ran.out
    assert "[DMS-M020]" in ran.out
    assert ran.out.endswith("\n1 problem, 0 warnings\n")


def test_a_warning_is_no_failure(cli: Cli, write: Write) -> None:
    ran = cli("mappings", "check", write("shop.json", SURPRISING))

    assert ran.code == 0
    assert "  Warning: " in ran.out
    assert "[mappings.underscoreIsAWildcard]" in ran.out
    assert ran.out.endswith("\n0 problems, 1 warning\n")


def test_a_warning_is_a_failure_when_strict(cli: Cli, write: Write) -> None:
    assert cli("mappings", "check", "--strict", write("shop.json", SURPRISING)).code == 1


def test_strict_lets_pass_what_is_fine(cli: Cli, write: Write) -> None:
    assert cli("mappings", "check", "--strict", write("shop.json", SHOP)).code == 0


def test_reads_stdin(cli: Cli) -> None:
    assert "1. include every table of schema shop" in cli("mappings", "check", "-", stdin=json.dumps(SHOP)).out


def test_json_has_everything(cli: Cli, write: Write) -> None:
    ran = cli("mappings", "check", "--format", "json", write("shop.json", SURPRISING))

    (found,) = ran.json["tasks"]
    (finding,) = found.pop("findings")
    assert finding["id"] == "mappings.underscoreIsAWildcard"
    assert found == {
        "task": None,
        "path": None,
        "known": True,
        "migration_type": None,
        "source_engine": None,
        "target_engine": None,
        "rules": ["include table user_data of schema shop"],
        "problems": [],
    }


def test_json_of_a_problem_has_its_code(cli: Cli, write: Write) -> None:
    ran = cli("mappings", "check", "--format", "json", write("shop.json", WRONG))

    ((problem,),) = (each["problems"] for each in ran.json["tasks"])
    assert ran.code == 1
    assert problem["code"] == "DMS-M020"
    assert problem["message"].startswith("rule 1 (rule-id 7): ")


def test_markdown_reads_as_the_names_are(cli: Cli, write: Write) -> None:
    ran = cli("mappings", "check", "--format", "markdown", write("shop.json", SURPRISING))

    assert ran.out.startswith("### table mappings\n\n**Warning** `mappings.underscoreIsAWildcard`: ")
    assert ran.out.endswith("\n\n1. include table user\\_data of schema shop\n\n0 problems, 1 warning\n")


def test_markdown_of_a_problem_has_its_code(cli: Cli, write: Write) -> None:
    ran = cli("mappings", "check", "--format", "markdown", write("shop.json", WRONG))

    assert "\n\n**Problem** `DMS-M020`: rule 1 (rule-id 7): " in ran.out


def test_names_outside_ascii_stay_readable(cli: Cli, write: Write) -> None:
    ran = cli("mappings", "check", write("shop.json", TableMappings(Include("Bücher")).to_json()))

    assert "include every table of schema Bücher" in ran.out


# A template


def test_every_task_of_a_template_is_checked(cli: Cli, write: Write) -> None:
    file = write("app.template.json", template(A=task(), B=task(WRONG), C={"Type": "AWS::SNS::Topic"}))

    ran = cli("mappings", "check", file)

    assert ran.code == 1
    assert [line for line in ran.out.splitlines() if line and not line.startswith(" ")] == [
        "A",
        "B",
        "2 tasks, 1 problem, 0 warnings",
    ]


def test_a_task_is_called_by_its_path_and_what_it_moves(cli: Cli, write: Write) -> None:
    resources = {
        "Task": task(
            path="Shop/Migration/Task/Resource",
            MigrationType="full-load-and-cdc",
            SourceEndpointArn={"Ref": "Source"},
            TargetEndpointArn={"Ref": "Target"},
        ),
        "Source": endpoint("mysql"),
        "Target": endpoint("aurora-postgresql"),
    }

    ran = cli("mappings", "check", write("app.template.json", template(**resources)))

    title = "Shop/Migration/Task (Task): full-load-and-cdc, mysql to aurora-postgresql"
    assert ran.out.splitlines()[0] == title


@pytest.mark.parametrize(
    ("endpoints", "title"),
    [
        ({"Source": endpoint("oracle"), "Target": endpoint("mysql")}, "Task: full-load, oracle to mysql"),
        ({"Source": endpoint("newdb"), "Target": endpoint("mysql")}, "Task: full-load, ? to mysql"),
        ({"Source": endpoint({"Ref": "Engine"}), "Target": endpoint(None)}, "Task: full-load"),
        ({}, "Task: full-load"),
    ],
)
def test_an_engine_may_be_unknown(endpoints: dict[str, Any], title: str, cli: Cli, write: Write) -> None:
    references = {"SourceEndpointArn": {"Ref": "Source"}, "TargetEndpointArn": {"Ref": "Target"}}
    resources = {"Task": task(MigrationType="full-load", **references), **endpoints}

    ran = cli("mappings", "check", write("app.template.json", template(**resources)))

    assert (ran.code, ran.out.splitlines()[0]) == (0, title)


@pytest.mark.parametrize("migration_type", [None, "cdc-and-load", {"Ref": "Type"}])
def test_a_migration_type_may_be_unknown(migration_type: Any, cli: Cli, write: Write) -> None:
    file = write("app.template.json", template(Task=task(MigrationType=migration_type)))

    assert cli("mappings", "check", file).out.splitlines()[0] == "Task"


def test_the_migration_type_is_checked_against_the_rules(cli: Cli, write: Write) -> None:
    ran = cli("mappings", "check", write("app.template.json", template(Task=task(VIEWS, MigrationType="cdc"))))

    assert ran.code == 1
    assert "[DMS-M016]" in ran.out
    assert "1. include every view of schema shop" in ran.out


def test_the_source_engine_is_checked_against_the_rules(cli: Cli, write: Write) -> None:
    resources = {
        "Task": task(VIEWS, MigrationType="full-load", SourceEndpointArn={"Ref": "Source"}),
        "Source": endpoint("aurora-postgresql"),
    }

    ran = cli("mappings", "check", write("app.template.json", template(**resources)))

    assert "[mappings.viewsSourceNotListed]" in ran.out


@pytest.mark.parametrize("mappings", [VIEWS, json.dumps(VIEWS)], ids=["object", "text"])
def test_a_serverless_replication_is_a_task(mappings: Any, cli: Cli, write: Write) -> None:
    properties = {"TableMappings": mappings, "ReplicationType": "cdc"}
    file = write("app.json", template(Config={"Type": "AWS::DMS::ReplicationConfig", "Properties": properties}))

    ran = cli("mappings", "check", file)

    assert ran.out.splitlines()[0] == "Config: cdc"
    assert "[DMS-M016]" in ran.out


def test_mappings_that_are_no_json_are_a_problem_of_their_task(cli: Cli, write: Write) -> None:
    ran = cli("mappings", "check", write("app.json", template(Bad=task("{rules"), Good=task())))

    assert ran.code == 1
    assert "table mappings are not JSON: Expecting property name" in ran.out
    assert "1. include every table of schema shop" in ran.out


def test_missing_mappings_are_a_problem(cli: Cli, write: Write) -> None:
    ran = cli("mappings", "check", write("app.json", template(Task={"Type": "AWS::DMS::ReplicationTask"})))

    assert (ran.code, "[DMS-M024]" in ran.out) == (1, True)


@pytest.mark.parametrize("form", ["text", "markdown", "json"])
def test_mappings_that_are_known_at_deployment_only_are_not_checked(form: str, cli: Cli, write: Write) -> None:
    file = write("app.json", template(Task=task({"Ref": "Mappings"})))

    ran = cli("mappings", "check", "--strict", "--format", form, file)

    assert ran.code == 0
    assert ("The table mappings are known only at deployment." in ran.out) or not ran.json["tasks"][0]["known"]


def test_a_template_without_tasks_is_no_success(cli: Cli, write: Write) -> None:
    file = write("app.json", template(Topic={"Type": "AWS::SNS::Topic"}, **{"Fn::ForEach::Tasks": []}))

    ran = cli("mappings", "check", file)

    assert (ran.code, ran.out) == (2, "")
    assert "has no DMS task: neither AWS::DMS::ReplicationTask nor AWS::DMS::ReplicationConfig" in ran.err


@pytest.mark.parametrize("name", ["B", "Shop/B"])
def test_one_task_may_be_chosen(name: str, cli: Cli, write: Write) -> None:
    file = write("app.json", template(A=task(WRONG), B=task(path="Shop/B/Resource")))

    ran = cli("mappings", "check", "--task", name, file)

    assert (ran.code, ran.out.splitlines()[-1]) == (0, "1 task, 0 problems, 0 warnings")


def test_what_the_service_returned_is_checked_too(cli: Cli, write: Write) -> None:
    ran = cli("mappings", "check", write("tasks.json", answer(shop={}, crm={})), "--task", "crm")

    assert ran.code == 0
    assert ran.out.startswith("crm: full-load-and-cdc\n  1. include every table of schema shop\n")


def test_a_task_that_is_not_there_is_trouble(cli: Cli, write: Write) -> None:
    ran = cli("mappings", "check", "--task", "Taks", write("app.json", template(Task=task(), Other=task())))

    assert ran.code == 2
    assert ran.err == "Error: there is no task Taks (did you mean 'Task'?); choose one of Task, Other\n"


def test_a_document_has_no_tasks_to_choose_from(cli: Cli, write: Write) -> None:
    ran = cli("mappings", "check", "--task", "Task", write("shop.json", SHOP))

    assert ran.code == 2
    assert ran.err == "Error: --task chooses one of several tasks, and this is table mappings alone; remove --task\n"


# A serverless replication


def test_what_dms_serverless_does_not_do_is_a_problem(cli: Cli, write: Write) -> None:
    views = TableMappings(Include("shop", table_type=TableType.VIEW)).to_dict()
    file = write("app.json", template(Views=serverless(TableMappings=views, ReplicationType="full-load")))

    ran = cli("mappings", "check", file)

    assert ran.code == 1
    assert "selects views, which DMS Serverless does not load" in ran.out
    assert "[DMS-U004]" in ran.out


def test_a_serverless_replication_that_can_run_has_no_problem(cli: Cli, write: Write) -> None:
    ran = cli("mappings", "check", write("app.json", template(Shop=serverless(ReplicationType="cdc"))))

    assert ran.out.endswith("1 task, 0 problems, 0 warnings\n")


class TestWithTheCatalogOfTheSource:
    KEYLESS = Catalog(SourceTable("shop", "orders", ["id"]), engine=EngineName.POSTGRESQL)

    def test_the_tables_are_looked_at(self, cli: Cli, write: Write) -> None:
        mappings = write("shop.json", TableMappings(Include("shop")).to_json())
        ran = cli("mappings", "check", mappings, "--catalog", write("catalog.json", self.KEYLESS.to_json()))

        assert "shop.orders" in ran.out
        assert "[mappings.changesIgnored]" in ran.out

    def test_a_mapping_that_selects_nothing_is_a_problem(self, cli: Cli, write: Write) -> None:
        mappings = write("crm.json", TableMappings(Include("crm")).to_json())
        ran = cli("mappings", "check", mappings, "--catalog", write("catalog.json", self.KEYLESS.to_json()))

        assert (ran.code, "DMS-M052" in ran.out) == (1, True)

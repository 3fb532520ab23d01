"""`dms-constructs assess`."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dms_constructs import Include, RandomizeDigits, TableMappings
from dms_constructs.catalog import Catalog, Generated, SourceColumn, SourceTable
from dms_constructs.engines import EngineName
from dms_constructs.settings import FullLoad, TargetTablePrepMode, TaskSettings, Validation
from tests.cli.conftest import Cli
from tests.cli.documents import SHOP, WRONG, answer, endpoint, task, template

Write = Callable[..., Path]

ID = SourceColumn("id", "bigint")
SETTINGS = TaskSettings(full_load=FullLoad(target_table_prep_mode=TargetTablePrepMode.TRUNCATE_BEFORE_LOAD))
GOOD = Catalog(SourceTable("shop", "orders", [ID], primary_key=["id"]), engine=EngineName.POSTGRESQL)
OID = Catalog(
    SourceTable("shop", "orders", [ID, SourceColumn("file", "oid")], primary_key=["id"]), engine=EngineName.POSTGRESQL
)
KEYLESS = Catalog(SourceTable("shop", "log", [ID]), engine=EngineName.MYSQL)


def stack(**properties: Any) -> dict[str, Any]:
    """A template with a task from PostgreSQL to PostgreSQL."""
    given = {
        "MigrationType": "full-load",
        "ReplicationTaskSettings": SETTINGS.to_json(),
        "SourceEndpointArn": {"Ref": "Source"},
        "TargetEndpointArn": {"Ref": "Target"},
    }
    return template(
        Task=task(SHOP, "Shop/Task/Resource", **{**given, **properties}),
        Source=endpoint("postgres"),
        Target=endpoint("aurora-postgresql"),
    )


def verdicts(told: dict[str, Any], position: int = 0) -> dict[str, str]:
    return {check["key"]: check["verdict"] for check in told["tasks"][position]["checks"]}


def test_a_task_that_fails_no_check_is_fine(cli: Cli, write: Write) -> None:
    ran = cli("assess", write("shop.json", stack()), "--catalog", write("catalog.json", GOOD.to_json()))

    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("Shop/Task (Task): full-load, postgres to aurora-postgresql\n")
    assert ran.out.splitlines()[-1].startswith("0 failed, ")


def test_a_failed_check_is_named_with_its_fix_and_fails_the_command(cli: Cli, write: Write) -> None:
    ran = cli("assess", write("shop.json", stack()), "--catalog", write("catalog.json", OID.to_json()))

    assert ran.code == 1
    assert "  Failed (1)\n    unsupported-data-types-in-source: DMS does not move these: shop.orders.file" in ran.out
    assert "dms.RemoveColumns('shop', 'orders', 'file')" in ran.out


def test_a_warning_fails_only_where_it_is_told_to(cli: Cli, write: Write) -> None:
    arguments = ("assess", write("shop.json", stack()), "--catalog", write("catalog.json", GOOD.to_json()))

    assert (cli(*arguments).code, cli(*arguments, "--strict").code) == (0, 1)


def test_what_the_endpoint_of_a_template_says_decides(cli: Cli, write: Write) -> None:
    given = stack()
    says = {"AfterConnectScript": "SET session_replication_role='replica'"}
    given["Resources"]["Target"]["Properties"]["PostgreSqlSettings"] = says

    ran = cli("assess", write("s.json", given), "--catalog", write("c.json", GOOD.to_json()), "--format", "json")

    assert verdicts(ran.json)["postgres-check-session-replication-role"] == "passed"


def test_a_catalog_of_the_target_decides_more(cli: Cli, write: Write) -> None:
    kinds: dict[str, Any] = {"nullable": True, "identity": False, "invisible": False}
    there = SourceColumn("id", "bigint", generated=Generated.STORED, **kinds)
    target = Catalog(SourceTable("shop", "orders", [there], primary_key=["id"]), engine=EngineName.AURORA_POSTGRESQL)
    arguments = ("assess", write("s.json", stack()), "--catalog", write("c.json", GOOD.to_json()), "--format", "json")
    key = "postgres-check-target-generated-cols"

    without, with_it = cli(*arguments), cli(*arguments, "--target-catalog", write("t.json", target.to_json()))

    assert verdicts(without.json)[key] == "can't be decided here"
    assert verdicts(with_it.json)[key] == "failed"


def test_mappings_alone_are_assessed_with_the_engine_of_the_catalog(cli: Cli, write: Write) -> None:
    ran = cli("assess", write("m.json", SHOP), "--catalog", write("c.json", KEYLESS.to_json()), "--format", "json")

    assert ran.code == 0
    assert verdicts(ran.json)["mysql-check-pk-validity"] == "can't be decided here"


def test_settings_that_are_refused_are_a_problem_and_leave_their_checks_open(cli: Cli, write: Write) -> None:
    given = stack(ReplicationTaskSettings=json.dumps({"FullLoadSettings": {"CommitRate": -1}}))

    ran = cli("assess", write("s.json", given), "--catalog", write("c.json", GOOD.to_json()), "--format", "json")

    assert ran.code == 1
    assert [problem["code"] for problem in ran.json["tasks"][0]["problems"]] == ["DMS-S001"]
    assert verdicts(ran.json)["postgres-check-pk-validity"] == "can't be decided here"


def test_mappings_that_are_refused_are_a_problem(cli: Cli, write: Write) -> None:
    ran = cli("assess", write("m.json", WRONG), "--catalog", write("c.json", GOOD.to_json()))

    assert ran.code == 1
    assert "[DMS-M020]" in ran.out


def test_mappings_that_are_known_at_deployment_only_are_not_assessed(cli: Cli, write: Write) -> None:
    given = template(Task=task({"Ref": "Mappings"}))

    ran = cli("assess", write("s.json", given), "--catalog", write("c.json", GOOD.to_json()))

    assert ran.code == 0
    assert "known only at deployment" in ran.out


def test_one_task_is_chosen_by_its_name(cli: Cli, write: Write) -> None:
    given = stack()
    given["Resources"]["Other"] = task(SHOP)
    arguments = (write("s.json", given), "--catalog", write("c.json", GOOD.to_json()), "--format", "json")

    ran = cli("assess", *arguments, "--task", "Other")

    assert [each["task"] for each in ran.json["tasks"]] == ["Other"]


def test_what_the_service_returned_is_assessed(cli: Cli, write: Write) -> None:
    told = answer(shop=TaskSettings(validation=Validation()).to_dict())

    ran = cli("assess", write("a.json", told), "--catalog", write("c.json", KEYLESS.to_json()), "--format", "json")

    assert verdicts(ran.json)["mysql-check-pk-validity"] == "warning"


def test_markdown_has_a_title_for_each_task(cli: Cli, write: Write) -> None:
    arguments = (write("s.json", stack()), "--catalog", write("c.json", OID.to_json()), "--format", "markdown")

    ran = cli("assess", *arguments)

    assert ran.out.startswith(
        "### Shop/Task (Task): full-load, postgres to aurora-postgresql\n\n**Failed (1)**\n\n- `uns"
    )


def test_help_shows_what_exit_codes_mean(cli: Cli) -> None:
    assert "Exit codes: 0 fine, 1 a check failed" in " ".join(cli("assess", "--help").out.split())


@pytest.mark.parametrize("missing", ["shop.json", "catalog.json"])
def test_a_file_that_is_not_there_could_not_run(cli: Cli, write: Write, missing: str, tmp_path: Path) -> None:
    files = {"shop.json": write("shop.json", stack()), "catalog.json": write("catalog.json", GOOD.to_json())}
    files[missing] = tmp_path / "nowhere.json"

    ran = cli("assess", files["shop.json"], "--catalog", files["catalog.json"])

    assert ran.code == 2


def test_only_one_file_can_be_stdin(cli: Cli) -> None:
    assert cli("assess", "-", "--catalog", "-").code == 2


def test_a_mask_with_validation_fails(cli: Cli, write: Write) -> None:
    rules = TableMappings(Include("shop"), RandomizeDigits("shop", "orders", "id"))
    settings = TaskSettings(validation=Validation())
    given = stack(TableMappings=rules.to_json(), ReplicationTaskSettings=settings.to_json())

    ran = cli("assess", write("s.json", given), "--catalog", write("c.json", GOOD.to_json()), "--format", "json")

    assert verdicts(ran.json)["all-to-all-validation-with-datamasking-digits-randomize"] == "failed"


# Databases in the template


def with_database(**parameters: str) -> dict[str, Any]:
    """A template with a task that reads changes from a database in it."""
    made = stack(MigrationType="full-load-and-cdc")
    made["Resources"]["Source"]["Properties"]["PostgreSqlSettings"] = {"SecretsManagerSecretId": {"Ref": "Attachment"}}
    made["Resources"] |= {
        "Attachment": {
            "Type": "AWS::SecretsManager::SecretTargetAttachment",
            "Properties": {"TargetId": {"Ref": "Orders"}, "TargetType": "AWS::RDS::DBInstance"},
        },
        "Orders": {
            "Type": "AWS::RDS::DBInstance",
            "Properties": {"Engine": "postgres", "EngineVersion": "16.4", "DBParameterGroupName": {"Ref": "Group"}},
        },
        "Group": {
            "Type": "AWS::RDS::DBParameterGroup",
            "Properties": {"Family": "postgres16", "Parameters": parameters},
        },
    }
    return made


@pytest.mark.parametrize(("value", "verdict"), [("1", "passed"), ("0", "failed")])
def test_a_database_in_the_template_decides_checks_of_servers(cli: Cli, write: Write, value: str, verdict: str) -> None:
    written = write("shop.json", with_database(**{"rds.logical_replication": value}))

    ran = cli("assess", written, "--catalog", write("catalog.json", GOOD.to_json()), "--format", "json")

    assert verdicts(json.loads(ran.out))["postgres-check-wallevel"] == verdict
    assert ran.code == (0 if verdict == "passed" else 1)


def test_what_a_database_in_the_template_lacks_is_a_problem(cli: Cli, write: Write) -> None:
    written = write("shop.json", with_database(**{"rds.logical_replication": "0"}))

    ran = cli("assess", written, "--catalog", write("catalog.json", GOOD.to_json()), "--format", "json")

    (told,) = json.loads(ran.out)["tasks"]
    assert [problem["code"] for problem in told["problems"]] == ["DMS-J005"]


def test_a_database_that_the_template_does_not_have_leaves_them_open(cli: Cli, write: Write) -> None:
    ran = cli(
        "assess",
        write("shop.json", stack(MigrationType="full-load-and-cdc")),
        "--catalog",
        write("catalog.json", GOOD.to_json()),
        "--format",
        "json",
    )

    assert verdicts(json.loads(ran.out))["postgres-check-wallevel"] == "can't be decided here"

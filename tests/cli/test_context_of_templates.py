"""What a template tells of a task besides its documents: endpoints, where it runs, and what that means for checks."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import dms_constructs as dms
from tests.cli.conftest import Cli
from tests.cli.documents import template

Write = Callable[..., Path]

UNBOUNDED = dms.Catalog(
    dms.SourceTable(
        "shop",
        "orders",
        [dms.SourceColumn("id", "bigint"), dms.SourceColumn("note", "varchar"), dms.SourceColumn("price", "numeric")],
        primary_key=["id"],
    ),
    engine=dms.EngineName.POSTGRESQL,
)
KEYLESS = dms.Catalog(
    dms.SourceTable("shop", "orders", [dms.SourceColumn("doc", "longtext", max_bytes=9)]),
    engine=dms.EngineName.MYSQL,
)
SHOP = dms.TableMappings(dms.Include("shop"))
RESYNC = dms.TaskSettings(validation=dms.Validation(), resync=dms.Resync(schedule="0 0,12 * * *", max_time_minutes=60))
WITHOUT_LOBS = dms.TaskSettings(lobs=dms.NoLobs())


def endpoint(side: str, engine: str, **properties: Any) -> dict[str, Any]:
    return {"Type": "AWS::DMS::Endpoint", "Properties": {"EndpointType": side, "EngineName": engine, **properties}}


def app(
    *,
    source: dict[str, Any] | None = None,
    target: dict[str, Any] | None = None,
    settings: dms.TaskSettings | None = None,
    migration_type: str = "full-load-and-cdc",
    **instance: Any,
) -> dict[str, Any]:
    """A template with a task, its endpoints and its instance."""
    task = {
        "SourceEndpointArn": {"Ref": "Source"},
        "TargetEndpointArn": {"Ref": "Target"},
        "ReplicationInstanceArn": {"Ref": "Instance"},
        "MigrationType": migration_type,
        "TableMappings": SHOP.to_json(),
        "ReplicationTaskSettings": (settings or dms.TaskSettings()).to_json(),
    }
    return template(
        Source=source or endpoint("source", "postgres"),
        Target=target or endpoint("target", "postgres"),
        Instance={"Type": "AWS::DMS::ReplicationInstance", "Properties": instance},
        Task={"Type": "AWS::DMS::ReplicationTask", "Properties": task},
    )


@pytest.mark.parametrize("command", ["mappings check", "mappings explain", "assess"])
@pytest.mark.parametrize(
    ("told", "silent"),
    [
        ({}, set()),
        ({"PostgreSqlSettings": {"MapUnboundedNumericAsString": True}}, {"mappings.unboundedNumbers"}),
        ({"ExtraConnectionAttributes": "unboundedVarcharMaxSize=100"}, {"mappings.unboundedText"}),
        (
            {"ExtraConnectionAttributes": {"Fn::Join": ["", ["x=", {"Ref": "X"}, ";unboundedvarcharmaxsize=9"]]}},
            {"mappings.unboundedText"},
        ),
    ],
)
def test_what_a_source_is_told_holds_for_its_tables(
    told: dict[str, Any], silent: set[str], command: str, cli: Cli, write: Write
) -> None:
    file = write("app.json", app(source=endpoint("source", "postgres", **told), migration_type="full-load"))

    ran = cli(*command.split(), file, "--catalog", write("catalog.json", UNBOUNDED.to_json()), "--format", "json")

    unbounded = {"mappings.unboundedNumbers", "mappings.unboundedText"}
    assert {each for each in unbounded if each in ran.out} == unbounded - silent


@pytest.mark.parametrize("command", ["mappings check", "mappings explain"])
@pytest.mark.parametrize(("settings", "found"), [(dms.TaskSettings(), True), (WITHOUT_LOBS, False)])
def test_large_objects_that_the_settings_leave_out_need_no_key(
    settings: dms.TaskSettings, found: bool, command: str, cli: Cli, write: Write
) -> None:
    file = write("app.json", app(source=endpoint("source", "mysql"), settings=settings))

    ran = cli(*command.split(), file, "--catalog", write("catalog.json", KEYLESS.to_json()))

    assert ("lobsWithoutKey" in ran.out) is found


@pytest.mark.parametrize(
    ("version", "code"),
    [("3.5.4", 1), ("3.6.1", 0), ("3.10.0", 0), ({"Ref": "Version"}, 0), (None, 0)],
)
def test_settings_need_the_version_of_the_instance(version: Any, code: int, cli: Cli, write: Write) -> None:
    given = {} if version is None else {"EngineVersion": version}
    file = write("app.json", app(source=endpoint("source", "oracle"), settings=RESYNC, **given))

    ran = cli("settings", "check", file)

    assert (ran.code, "[DMS-T009]" in ran.out) == (code, bool(code))


@pytest.mark.parametrize(
    ("source", "target", "is_one"),
    [
        ({"ServerName": "db.example.com"}, {"ServerName": "DB.example.com", "Port": 5432}, True),
        ({"ServerName": "db.example.com"}, {"ServerName": "db.example.com", "Port": 5433}, False),
        ({"ServerName": "db.example.com"}, {"ServerName": "new.example.com"}, False),
        ({"SecretsManagerSecretId": {"Ref": "Secret"}}, {"SecretsManagerSecretId": {"Ref": "Secret"}}, True),
        ({"SecretsManagerSecretId": {"Ref": "Old"}}, {"SecretsManagerSecretId": {"Ref": "New"}}, False),
    ],
)
def test_one_database_on_both_ends_is_a_problem(
    source: dict[str, Any], target: dict[str, Any], is_one: bool, cli: Cli, write: Write
) -> None:
    def of(side: str, given: dict[str, Any]) -> dict[str, Any]:
        return endpoint(side, "postgres", PostgreSqlSettings={"DatabaseName": "shop"} | given)

    file = write("app.json", app(source=of("source", source), target=of("target", target), migration_type="full-load"))
    catalog = write("catalog.json", UNBOUNDED.to_json())

    for ran in (cli("mappings", "check", file), cli("assess", file, "--catalog", catalog)):
        assert (ran.code, "[DMS-X001]" in ran.out) == (int(is_one), is_one)


def test_an_endpoint_may_say_its_database_itself(cli: Cli, write: Write) -> None:
    given = {"ServerName": "db.example.com", "DatabaseName": "shop"}
    file = app(source=endpoint("source", "postgres", **given), target=endpoint("target", "postgres", **given))

    assert "[DMS-X001]" in cli("mappings", "check", write("app.json", file)).out


def test_tables_of_the_target_need_those_of_the_source(cli: Cli, write: Write) -> None:
    ran = cli("settings", "check", write("app.json", app()), "--target-catalog", write("t.json", UNBOUNDED.to_json()))

    assert (ran.code, ran.err.startswith("Error: --target-catalog needs --catalog")) == (2, True)


def test_an_instance_of_a_retired_class_is_no_obstacle(cli: Cli, write: Write) -> None:
    ran = cli("settings", "check", write("app.json", app(ReplicationInstanceClass="dms.c4.large", MultiAZ=True)))

    assert ran.out.endswith("\n1 task, 0 problems, 0 warnings\n")


def test_wrong_mappings_do_not_keep_settings_from_being_checked(cli: Cli, write: Write) -> None:
    wrong = app(MultiAZ=True)
    wrong["Resources"]["Task"]["Properties"]["TableMappings"] = {"rules": [{"rule-type": "selektion"}]}

    assert cli("settings", "check", write("app.json", wrong)).code == 0


def test_a_strict_assessment_fails_on_other_warnings(cli: Cli, write: Write) -> None:
    file = write("app.json", app(migration_type="full-load"))
    arguments = ("assess", file, "--catalog", write("catalog.json", UNBOUNDED.to_json()))

    assert [cli(*arguments).code, cli(*arguments, "--strict").code] == [0, 1]


@pytest.mark.parametrize("form", ["text", "markdown"])
def test_an_assessment_shows_other_warnings(form: str, cli: Cli, write: Write) -> None:
    file = write("app.json", app(migration_type="full-load"))

    ran = cli("assess", file, "--catalog", write("catalog.json", UNBOUNDED.to_json()), "--format", form)

    assert "Besides AWS's checks (2)" in ran.out
    assert "mappings.unboundedText" in ran.out

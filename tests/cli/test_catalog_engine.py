"""A command that is given the catalog of another kind of database than a task's source says so."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import dms_constructs as dms
from tests.cli.conftest import Cli
from tests.cli.documents import endpoint, task, template

Write = Callable[..., Path]

CATALOG = dms.Catalog(
    dms.SourceTable("shop", "orders", ["id"], primary_key=["id"], rows=10**6, size_bytes=2**32),
    engine=dms.EngineName.MYSQL,
)
WORDS = "the catalog is of a mysql database, and the source is a postgres endpoint; give the catalog of the source"


def app(engine: str) -> dict[str, Any]:
    return template(Task=task(MigrationType="cdc", SourceEndpointArn={"Ref": "Source"}), Source=endpoint(engine))


COMMANDS = {
    "mappings explain": (["mappings", "explain", "app.json", "--catalog", "catalog.json"], 1, 0),
    "mappings diff": (["mappings", "diff", "app.json", "app.json", "--catalog", "catalog.json"], 2, 0),
    "settings check": (["settings", "check", "app.json", "--catalog", "catalog.json"], 1, 0),
    "size": (["size", "--mappings", "app.json", "--catalog", "catalog.json"], 2, 0),
    "size --source-engine": (["size", "--source-engine", "postgres", "--catalog", "catalog.json"], 2, 2),
}


@pytest.fixture
def files(write: Write, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Write:
    monkeypatch.chdir(tmp_path)
    write("catalog.json", CATALOG.to_json())
    return write


@pytest.mark.parametrize(("arguments", "code"), [each[:2] for each in COMMANDS.values()], ids=COMMANDS)
def test_the_catalog_of_another_kind_of_database_is_told(
    arguments: list[str], code: int, cli: Cli, files: Write
) -> None:
    files("app.json", app("postgres"))

    ran = cli(*arguments)

    assert (ran.code, WORDS in ran.out + ran.err) == (code, True), ran.out + ran.err


@pytest.mark.parametrize(("arguments", "code"), [each[::2] for each in COMMANDS.values()], ids=COMMANDS)
@pytest.mark.parametrize("engine", ["mysql", "mariadb", "aurora", "newdb"])
def test_the_catalog_of_the_same_kind_is_taken(
    engine: str, arguments: list[str], code: int, cli: Cli, files: Write
) -> None:
    files("app.json", app(engine))

    assert cli(*arguments).code == code


def test_only_the_tasks_of_other_sources_are_problems(cli: Cli, files: Write) -> None:
    both = template(
        A=task(SourceEndpointArn={"Ref": "Pg"}, MigrationType="cdc"),
        B=task(SourceEndpointArn={"Ref": "My"}, MigrationType="cdc"),
        Pg=endpoint("postgres"),
        My=endpoint("mysql"),
    )
    files("app.json", both)

    ran = cli(*COMMANDS["mappings explain"][0], "--format", "json")

    assert [each["problem"] is None for each in ran.json["tasks"]] == [False, True]

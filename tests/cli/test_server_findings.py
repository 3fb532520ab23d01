"""What the tables of three servers do to a task is told from their catalogs alone."""

from __future__ import annotations

from pathlib import Path

import pytest

import dms_constructs as dms
from tests.cli.conftest import Cli
from tests.databases.server import Server

MYSQL = {
    "backtickInName",
    "cascadesNotLogged",
    "generatedColumns",
    "invisibleColumns",
    "otherStorageEngine",
    "systemVersionedTables",
}
POSTGRESQL = {"changesIgnored", "partitionsTwice", "unboundedNumbers", "unboundedText", "unloggedTables"}


@pytest.mark.parametrize(
    ("name", "expected"),
    [("mariadb", MYSQL), ("postgresql", POSTGRESQL), ("postgresql_18", POSTGRESQL | {"virtualColumns"})],
)
def test_what_sixty_tables_do_to_a_task_is_said(
    name: str, expected: set[str], request: pytest.FixtureRequest, cli: Cli, tmp_path: Path
) -> None:
    server: Server = request.getfixturevalue(f"features_of_{name}")
    file = tmp_path / "shop.json"
    file.write_text(dms.TableMappings(dms.Include("shop"), dms.Include("crm")).to_json(), encoding="utf-8")

    ran = cli(
        *("mappings", "check", file, "--catalog", server.url(), "--format", "json"),
        DMS_CONSTRUCTS_PASSWORD=server.password,
    )

    (task,) = ran.json["tasks"]
    found = {finding["id"].removeprefix("mappings.") for finding in task["findings"]}
    assert (ran.code, found - {"lobsWithoutKey"}) == (0, expected)

"""What is read of MySQL 8, which can't be started here, from rows as it has them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import dms_constructs as dms
from dms_constructs.catalog import Catalog, SourceColumn, SourceTable
from dms_constructs.cli import mysql
from dms_constructs.cli.wanting import EVERYTHING

MYSQL = json.loads((Path(__file__).parent / "recorded" / "mysql-8.4.json").read_text(encoding="utf-8"))


class Recorded:
    """A connection that answers with the rows of a file, to a user with all rights."""

    def execute(self, statement: object, _parameters: object = None) -> Any:
        found = re.search(r"from information_schema\.(\w+)", str(statement))
        rows = MYSQL.get(found.group(1), []) if found else []
        names = list(rows[0]) if rows else []
        values = [tuple(row.values()) for row in rows]
        if found and found.group(1) == "user_privileges":
            values = [(None, None)]
        return Answer(names, values)


class Answer(list[Any]):
    """The rows of an answer."""

    def __init__(self, names: list[str], values: list[Any]) -> None:
        super().__init__(values)
        self._names = names
        self.cursor = SimpleNamespace(fetchall=lambda: values)

    def keys(self) -> list[str]:
        return self._names

    def scalar_one(self) -> str:
        return "dms@%"


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    connection: Any = Recorded()
    return mysql.read(connection, dms.EngineName.MYSQL, EVERYTHING, sizes=True)


def table(catalog: Catalog, name: str) -> SourceTable:
    return next(each for each in catalog.tables if each.name == name)


def column(catalog: Catalog, name: str) -> SourceColumn:
    return next(each for each in table(catalog, "orders").columns if each.name == name)


def test_the_rows_say_where_they_are_from() -> None:
    assert MYSQL["source"].startswith("Derived from the MySQL 8.4 reference manual, not recorded from a server")


@pytest.mark.parametrize(
    ("name", "what", "expected"),
    [
        ("id", "identity", True),
        ("id", "nullable", False),
        ("customer_id", "identity", False),
        ("gross", "generated", dms.Generated.STORED),
        ("label", "generated", dms.Generated.VIRTUAL),
        ("label", "invisible", True),
        ("label", "collation", "utf8mb4_0900_ai_ci"),
        ("changed", "generated", dms.Generated.NEVER),
        ("changed", "invisible", False),
        ("note", "invisible", True),
        ("note", "character_set", "latin1"),
    ],
)
def test_mysql_tells_of_a_column(name: str, what: str, expected: object, catalog: Catalog) -> None:
    assert getattr(column(catalog, name), what) == expected


@pytest.mark.parametrize(
    ("name", "what", "expected"),
    [
        ("orders", "primary_key", ("id",)),
        ("orders", "unique_keys", (dms.UniqueKey("by_label", ["label"]),)),
        ("orders", "secondary_indexes", ("by_customer",)),
        (
            "orders",
            "foreign_keys",
            (
                dms.ForeignKey(
                    "of_customer",
                    ["customer_id"],
                    references="shop.customers",
                    on_delete=dms.ReferentialAction.SET_NULL,
                ),
            ),
        ),
        ("orders", "rows", 3),
        ("orders", "system_versioned", False),
        ("events", "partitioned", True),
        ("customers", "storage_engine", "MyISAM"),
        ("keyless", "primary_key", ("my_row_id",)),
        ("recent", "table_type", dms.TableType.VIEW),
    ],
)
def test_mysql_tells_of_a_table(name: str, what: str, expected: object, catalog: Catalog) -> None:
    assert getattr(table(catalog, name), what) == expected


def test_mysql_shows_everything_to_whoever_has_all_rights(catalog: Catalog) -> None:
    assert catalog.not_seen == ()

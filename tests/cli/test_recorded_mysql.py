"""What is read of MySQL 8, which can't be started here, from rows as it has them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pymysql
import pytest
from sqlalchemy.exc import OperationalError

import dms_constructs as dms
from dms_constructs.catalog import Catalog, SourceColumn, SourceTable
from dms_constructs.cli import mysql
from dms_constructs.cli.wanting import Wanted

SYSTEM = Wanted(system_schemas=True)

RECORDED = Path(__file__).parent / "recorded"
MYSQL = json.loads((RECORDED / "mysql-8.4.json").read_text(encoding="utf-8"))
CASES: dict[str, dict[str, Any]] = json.loads((RECORDED / "mysql-8.0.json").read_text(encoding="utf-8"))["cases"]


class Recorded:
    """A connection that answers with recorded rows, to a user with all rights but to read tables that are denied."""

    def __init__(self, rows: Mapping[str, Any], statements: Mapping[str, str] | None = None) -> None:
        self._rows = rows
        self._statements = statements or {}
        self._denied = tuple(rows.get("denied", ()))

    def execute(self, statement: object, _parameters: object = None) -> Any:
        asked = str(statement)
        if found := re.search(r"from information_schema\.(\w+)", asked):
            rows = self._rows.get(found.group(1), [])
            return Answer([tuple(row.values()) for row in rows], list(rows[0]) if rows else ())
        if asked.startswith(("select *", "show create")):
            name = asked.split("`")[3]
            if name in self._denied:
                raise OperationalError(asked, {}, pymysql.OperationalError(1142, "denied"))
            return Answer([(name, self._statements.get(name, ""))])
        return Answer([("dms@%",)])


class Answer(list[Any]):
    """The rows of an answer."""

    def __init__(self, values: list[Any], names: Iterable[str] = ()) -> None:
        super().__init__(values)
        self._names = names
        self.cursor = SimpleNamespace(fetchall=lambda: values)

    def keys(self) -> Iterable[str]:
        return self._names

    def one(self) -> Any:
        return self[0]

    def scalar_one(self) -> str:
        return str(self[0][0])


def read(rows: Mapping[str, Any], **statements: str) -> Catalog:
    connection: Any = Recorded(rows, statements)
    return mysql.read(connection, dms.EngineName.MYSQL, SYSTEM, sizes=True)


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return read(MYSQL)


@pytest.fixture(scope="module")
def recorded() -> dict[str, Catalog]:
    return {name: read(rows) for name, rows in CASES.items()}


def table(catalog: Catalog, name: str) -> SourceTable:
    return next(each for each in catalog.tables if each.name == name)


def column(catalog: Catalog, name: str) -> SourceColumn:
    return next(each for each in table(catalog, "orders").columns if each.name == name)


def test_the_rows_of_the_manual_say_where_they_are_from() -> None:
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


# What MySQL's own tests recorded


@pytest.mark.parametrize("name", CASES)
def test_recorded_rows_say_where_they_are_from(name: str) -> None:
    source = CASES[name]["source"]

    assert source["repository"] == "mysql/mysql-server"
    assert source["path"].startswith("mysql-test/")
    assert re.fullmatch(r"[0-9a-f]{40}", source["commit"])
    assert set(CASES[name]["recorded"]) <= set(CASES[name])


def key(name: str, columns: list[str], references: str, on_delete: str, on_update: str) -> dms.ForeignKey:
    """A foreign key with its actions as MySQL writes them."""
    actions = {action.name.replace("_", " "): action for action in dms.ReferentialAction}
    return dms.ForeignKey(
        name, columns, references=references, on_delete=actions[on_delete], on_update=actions[on_update]
    )


@pytest.mark.parametrize(
    ("case", "name", "what", "expected"),
    [
        ("functional indexes", "t1", "secondary_indexes", ("int_func_index", "string_func_index")),
        ("functional indexes", "t1", "unique_keys", ()),
        ("keys of invisible columns", "t1", "primary_key", ("f1",)),
        ("keys of invisible columns", "t1", "unique_keys", (dms.UniqueKey("f2", ["f2"]),)),
        (
            "keys of invisible columns",
            "t1",
            "foreign_keys",
            (key("t1_ibfk_1", ["f2"], "test.t1", "NO ACTION", "NO ACTION"),),
        ),
        (
            "actions of foreign keys",
            "t2",
            "foreign_keys",
            (key("A1", ["b1", "b2"], "test.t1", "NO ACTION", "CASCADE"),),
        ),
        (
            "actions of foreign keys",
            "t3",
            "foreign_keys",
            (key("A2", ["b1", "b2"], "test.t2", "RESTRICT", "SET NULL"),),
        ),
        (
            "actions of foreign keys",
            "t4",
            "foreign_keys",
            (key("A3", ["b1", "b2"], "test.t3", "SET NULL", "NO ACTION"),),
        ),
        (
            "actions of foreign keys",
            "t5",
            "foreign_keys",
            (key("A4", ["b1", "b2"], "test.t4", "CASCADE", "RESTRICT"),),
        ),
        (
            "columns of foreign keys",
            "t2",
            "foreign_keys",
            (
                key("t2_ibfk_1", ["t1_id"], "test.t1", "CASCADE", "NO ACTION"),
                key("t2_ibfk_2", ["t1_id"], "test.t1", "NO ACTION", "CASCADE"),
            ),
        ),
        (
            "columns of foreign keys",
            "t3",
            "foreign_keys",
            (key("t3_ibfk_1", ["id", "t2_id"], "test.t2", "CASCADE", "NO ACTION"),),
        ),
        ("rights to read columns", "t1", "foreign_keys", None),
        ("rights to read columns", "v1", "table_type", dms.TableType.VIEW),
    ],
)
def test_recorded_rows_tell_of_a_table(
    case: str, name: str, what: str, expected: object, recorded: dict[str, Catalog]
) -> None:
    assert getattr(table(recorded[case], name), what) == expected


NEVER, STORED, VIRTUAL = dms.Generated.NEVER, dms.Generated.STORED, dms.Generated.VIRTUAL


@pytest.mark.parametrize(
    ("case", "name", "expected"),
    [
        ("invisible columns", "f1", (NEVER, False)),
        ("invisible columns", "f3", (NEVER, True)),
        ("invisible columns", "f4", (VIRTUAL, True)),
        ("invisible columns", "f5", (STORED, True)),
        ("tables of the server", "last_update", (NEVER, False)),
        ("tables of the server", "default_value", (VIRTUAL, False)),
    ],
)
def test_recorded_rows_tell_of_a_column(case: str, name: str, expected: object, recorded: dict[str, Catalog]) -> None:
    (of,) = recorded[case].tables
    found = next(each for each in of.columns if each.name == name)

    assert (found.generated, found.invisible) == expected


TABLE, COLUMNS, KEYS = dms.UnseenPart.TABLE, dms.UnseenPart.COLUMNS, dms.UnseenPart.KEYS


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        ("rights to read columns", [("t1", COLUMNS), ("t1", KEYS), ("v1", COLUMNS), ("v1", KEYS)]),
        ("rights to write columns", [("t2", TABLE)]),
        ("keys of invisible columns", []),
    ],
)
def test_rights_to_columns_are_told(case: str, expected: object, recorded: dict[str, Catalog]) -> None:
    assert [(each.name, each.what) for each in recorded[case].not_seen] == expected


# Before MySQL 8.0.30, keys of invisible columns were in referential_constraints only.
EARLIER = CASES["keys of invisible columns"] | {"key_column_usage": []}


def test_a_key_that_the_server_leaves_out_is_read_from_what_created_the_table() -> None:
    written = "CREATE TABLE `t1` (\n  CONSTRAINT `t1_ibfk_1` FOREIGN KEY (`f2`) REFERENCES `t1` (`f1`)\n)"

    found = read(EARLIER, t1=written)

    assert table(found, "t1").foreign_keys == (key("t1_ibfk_1", ["f2"], "test.t1", "NO ACTION", "NO ACTION"),)
    assert found.not_seen == ()


def test_a_key_of_several_columns_of_another_schema_is_read_from_there_too() -> None:
    written = "  CONSTRAINT `t1_ibfk_1` FOREIGN KEY (`f2`, `f``3`) REFERENCES `crm`.`places` (`a`, `b`)\n"
    more = dict(EARLIER["columns"][2], COLUMN_NAME="f`3", ORDINAL_POSITION=4)

    found = read(EARLIER | {"columns": [*EARLIER["columns"], more]}, t1=written)

    assert table(found, "t1").foreign_keys == (key("t1_ibfk_1", ["f2", "f`3"], "crm.places", "NO ACTION", "NO ACTION"),)


def test_a_key_that_can_be_read_nowhere_is_told_not_to_be_seen() -> None:
    found = read(EARLIER)

    assert table(found, "t1").foreign_keys is None
    assert [(each.name, each.what) for each in found.not_seen] == [("t1", KEYS)]

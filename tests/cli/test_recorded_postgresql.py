"""What is read of other majors of PostgreSQL than those of the other tests, from what servers of them answered."""

from __future__ import annotations

import json
import re
from types import SimpleNamespace
from typing import Any

import pytest

import dms_constructs as dms
from dms_constructs.catalog import Catalog, SourceColumn, SourceTable
from dms_constructs.cli import postgresql
from dms_constructs.cli.postgresql_queries import Queries
from dms_constructs.cli.wanting import EVERYTHING
from tests.databases import recording

MAJORS = (10, 11, 12, 13, 14, 16, 17)
RECORDED: dict[int, dict[str, Any]] = {
    major: json.loads((recording.RECORDED / f"postgresql-{major}.json").read_text(encoding="utf-8")) for major in MAJORS
}


class Recorded:
    """A connection that answers as a server of a major version did, to the very queries that it was asked."""

    def __init__(self, major: int) -> None:
        self._recorded = RECORDED[major]
        version = tuple(self._recorded["version"])
        self.dialect = SimpleNamespace(server_version_info=version)
        self._asked = {query: name for name, query in recording.queries(version).items()}

    def execution_options(self, **_options: object) -> Recorded:
        return self

    def execute(self, statement: object, _parameters: object = None) -> Any:
        answer = self._recorded["answers"][self._asked[str(statement)]]
        rows = [tuple(row) for row in answer["rows"]]
        return SimpleNamespace(keys=lambda: answer["names"], cursor=SimpleNamespace(fetchall=lambda: rows))


@pytest.fixture(scope="module")
def catalogs() -> dict[int, Catalog]:
    connections: dict[int, Any] = {major: Recorded(major) for major in MAJORS}
    return {major: postgresql.read(connection, EVERYTHING) for major, connection in connections.items()}


def table(catalog: Catalog, name: str) -> SourceTable:
    return next(each for each in catalog.tables if each.name == name)


def column(catalog: Catalog, name: str) -> SourceColumn:
    of, _, its = name.partition(".")
    return next(each for each in table(catalog, of).columns if each.name == its)


@pytest.mark.parametrize("major", MAJORS)
def test_answers_are_to_the_queries_of_today(major: int) -> None:
    recorded = RECORDED[major]
    asked = recording.queries(tuple(recorded["version"]))
    answered = {name: recorded["answers"][name]["query"] for name in asked}

    # Else record them anew: tests/databases/recording.py says how.
    assert answered == {name: recording.digest(query) for name, query in asked.items()}


@pytest.mark.parametrize("major", MAJORS)
def test_the_answers_say_where_they_are_from(major: int) -> None:
    assert RECORDED[major]["source"].startswith(f"Recorded from PostgreSQL {major}.")


Case = tuple[str, str, Any]
Cases = dict[int, list[Case]]
SINCE_10: list[Case] = [
    ("customers", "primary_key", ("id",)),
    ("customers", "unique_keys", (dms.UniqueKey("by_code", ["code"], deferrable=True),)),
    ("customers", "secondary_indexes", ("by_note",)),
    ("customers", "replica_identity", dms.ReplicaIdentity.DEFAULT),
    (
        "orders",
        "foreign_keys",
        (
            dms.ForeignKey(
                "of_customer",
                ["customer"],
                references="shop.customers",
                on_delete=dms.ReferentialAction.CASCADE,
                on_update=dms.ReferentialAction.NO_ACTION,
            ),
        ),
    ),
    ("notes", "persistence", dms.Persistence.UNLOGGED),
    ("notes", "replica_identity", dms.ReplicaIdentity.FULL),
    ("by_range", "partitioned", True),
    ("by_range_2026", "partition_of", "shop.by_range"),
    ("recent", "table_type", dms.TableType.VIEW),
    ("recent", "materialized", False),
    ("sums", "materialized", True),
]
SINCE_11: list[Case] = [
    ("including", "unique_keys", (dms.UniqueKey("code_and_note", ["code"]),)),
    ("by_hash", "partitioned", True),
    ("by_hash_0", "partition_of", "shop.by_hash"),
]
SINCE_12: list[Case] = [
    (
        "events",
        "foreign_keys",
        (
            dms.ForeignKey(
                "of_hash",
                ["hash"],
                references="shop.by_hash",
                on_delete=dms.ReferentialAction.NO_ACTION,
                on_update=dms.ReferentialAction.NO_ACTION,
            ),
        ),
    ),
]
SINCE_15: list[Case] = [("one_null", "unique_keys", (dms.UniqueKey("one_null_code_key", ["code"]),))]
TABLES: Cases = {10: SINCE_10, 11: SINCE_11, 12: SINCE_12, 15: SINCE_15}
NEVER, STORED = dms.Generated.NEVER, dms.Generated.STORED
COLUMNS: Cases = {
    10: [
        ("customers.id", "identity", True),
        ("customers.id", "nullable", False),
        ("customers.note", "identity", False),
        ("customers.code", "collation", "C"),
        ("customers.code", "character_set", "UTF8"),
        ("orders.id", "identity", True),
        ("orders.price", "generated", NEVER),
        ("orders.price", "data_type", "numeric(10,2)"),
    ],
    12: [("orders.gross", "generated", STORED)],
}


def since(cases: Cases) -> list[Any]:
    """Return the cases of each major that has what they are about."""
    return [
        pytest.param(major, *case, id=f"{major}-{case[0]}-{case[1]}")
        for major in MAJORS
        for first, of_major in cases.items()
        for case in of_major
        if first <= major
    ]


@pytest.mark.parametrize(("major", "name", "what", "expected"), since(TABLES))
def test_a_major_tells_of_a_table(
    major: int, name: str, what: str, expected: object, catalogs: dict[int, Catalog]
) -> None:
    assert getattr(table(catalogs[major], name), what) == expected


@pytest.mark.parametrize(("major", "name", "what", "expected"), since(COLUMNS))
def test_a_major_tells_of_a_column(
    major: int, name: str, what: str, expected: object, catalogs: dict[int, Catalog]
) -> None:
    assert getattr(column(catalogs[major], name), what) == expected


@pytest.mark.parametrize("major", MAJORS)
def test_the_owner_of_all_tables_sees_everything(major: int, catalogs: dict[int, Catalog]) -> None:
    assert catalogs[major].not_seen == ()


@pytest.mark.parametrize("major", [each for each in MAJORS if each >= 15])
def test_the_collation_of_a_database_of_icu_is_its_locale(major: int) -> None:
    answer = RECORDED[major]["answers"]["columns_of_german"]
    (row,) = (dict(zip(answer["names"], row, strict=True)) for row in answer["rows"])

    assert (row["column_name"], row["collation_name"]) == ("word", "de-DE")


# Columns of pg_catalog that some majors have and others lack; `oid` was there, and hidden, before 12.
DIFFER = {
    name
    for major in MAJORS
    for system, names in RECORDED[major]["system_columns"].items()
    for name in names
    if any(name not in other["system_columns"].get(system, ()) for other in RECORDED.values())
} - {"oid"}


@pytest.mark.parametrize("major", MAJORS)
def test_a_query_names_only_columns_that_the_server_has(major: int) -> None:
    recorded = RECORDED[major]
    text = " ".join(recording.queries(tuple(recorded["version"])).values())
    there = {name for names in recorded["system_columns"].values() for name in names}

    assert {name for name in DIFFER if re.search(rf"\b{name}\b", text)} <= there


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("attidentity", 10),
        ("relispartition", 10),
        ("indnkeyatts", 11),
        ("conparentid", 11),
        ("attgenerated", 12),
        ("daticulocale", 15),
        ("datlocale", 17),
    ],
)
def test_a_column_is_there_since_the_major_that_the_queries_take_it_from(name: str, first: int) -> None:
    has = [major for major in MAJORS if any(name in names for names in RECORDED[major]["system_columns"].values())]

    assert has == [major for major in MAJORS if major >= first and (name != "daticulocale" or major < 17)]


@pytest.mark.parametrize("major", [9, 15, 18, 19])
def test_a_major_that_was_not_recorded_is_asked_as_its_neighbours(major: int) -> None:
    queries = Queries((major, 4), EVERYTHING)
    names = {"attidentity", "relispartition", "indnkeyatts", "conparentid", "attgenerated"}
    text = " ".join([queries.tables(sizes=True), queries.columns, queries.keys, queries.foreign_keys, queries.indexes])

    assert {name for name in names if re.search(rf"\b{name}\b", text)} == (set() if major == 9 else names)

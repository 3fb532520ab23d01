"""The sizes that real servers tell."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path

import psycopg
import pytest
import sqlalchemy
from sqlalchemy.exc import DBAPIError

from dms_constructs.catalog import Catalog, SourceTable
from dms_constructs.cli import contents, server as reader
from dms_constructs.cli.address import parse
from dms_constructs.cli.measuring import Measuring
from dms_constructs.cli.passwords import Password
from tests.cli.conftest import Cli
from tests.cli.process import on_a_terminal
from tests.cli.sizes import BIG, ODD, connected, lengths, read, table
from tests.databases.server import Server


@pytest.fixture(params=["postgresql", "mariadb"])
def server(request: pytest.FixtureRequest) -> Server:
    """Each server in turn."""
    found: Server = request.getfixturevalue(request.param)
    return found


def sqlalchemy_connection(server: Server) -> AbstractContextManager[sqlalchemy.Connection]:
    return reader._connected(parse(server.url()), Password(server.password, "the test"))


# Large objects


def test_postgresql_tells_the_lengths_of_large_objects(postgresql: Server) -> None:
    assert lengths(table(read(postgresql), BIG)) == {
        "id": (None, None),
        'text: %s "q"': (70_000, 35_002),
        "data": (100_000, 50_001),
        "doc": (len('{"a": 1}'), 8),
        "tags": (len("{a,bc}"), 6),
        "page": (len("<a/>"), 4),
        "pairs": (len('"a"=>"1"'), 8),
        "never": (0, 0),
        "short": (None, None),
    }


def test_mariadb_tells_the_lengths_of_large_objects(mariadb: Server) -> None:
    assert lengths(table(read(mariadb), BIG)) == {
        "id": (None, None),
        "text: %s `q`": (70_000, 35_002),
        "data": (100_000, 50_001),
        "doc": (len('{"a":1}'), 7),
        "place": (25, 25),
        "packed": (9000, 9000),
        "never": (0, 0),
        "short": (None, None),
    }


def test_values_that_are_not_null_are_counted(server: Server) -> None:
    columns = {each.name: each.values for each in table(read(server), BIG).columns}

    assert (columns["data"], columns["doc"], columns["never"], columns["id"]) == (2, 1, 0, None)


def test_a_table_with_many_large_objects_takes_more_than_one_query(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_once = lengths(table(read(server), BIG))

    monkeypatch.setattr(contents, "_COLUMNS_OF_A_QUERY", 2)

    assert lengths(table(read(server), BIG)) == at_once


def test_views_and_system_tables_are_not_read(server: Server) -> None:
    catalog = read(server)

    own = {"pg_catalog", "information_schema", "mysql", "performance_schema", "sys"}
    unread = [each for each in catalog.tables if each.schema in own or each.name == "a view"]
    assert {column.max_bytes for each in unread for column in each.columns} == {None}
    view = table(catalog, "a view")
    assert (view.rows, view.size_bytes) == (None, None)


def test_a_partition_has_its_own_large_objects_and_the_whole_none(postgresql: Server) -> None:
    catalog = read(postgresql)

    found = {name: lengths(table(catalog, name))["body"] for name in ("parted", "parted_1", "parted_2")}
    assert found == {"parted": (0, 0), "parted_1": (6, 5), "parted_2": (1, 1)}


def test_mariadb_measures_partitions_as_one_table(mariadb: Server) -> None:
    assert lengths(table(read(mariadb), "parted"))["body"] == (6, 4)


def test_without_large_objects_no_column_is_measured(server: Server) -> None:
    catalog = read(server, Measuring(lobs=False))

    assert {column.max_bytes for each in catalog.tables for column in each.columns} == {None}
    assert table(catalog, BIG).rows == 3


# Rows and bytes


def test_a_table_that_was_analyzed_has_its_rows(server: Server) -> None:
    assert table(read(server), "counted").rows == 1000


def test_a_small_table_that_was_never_analyzed_has_its_rows(server: Server) -> None:
    catalog = read(server, Measuring(lobs=False), reading=True)

    assert table(catalog, BIG).rows == 3


@pytest.mark.parametrize(
    ("rows", "size_bytes", "expected"),
    [
        (None, 8192, 1000),
        (0, 8192, 1000),
        (0, 0, 0),
        (5, 8192, 5),
        (None, 8 * 2**20, 1000),
        (None, 8 * 2**20 + 1, None),
        (None, None, None),
    ],
)
def test_a_small_table_is_counted_where_statistics_say_nothing(
    rows: int | None, size_bytes: int | None, expected: int | None, server: Server
) -> None:
    told = Catalog(SourceTable(ODD[server.scheme], "counted", rows=rows, size_bytes=size_bytes))

    with sqlalchemy_connection(server) as connection:
        catalog, unread = contents.measure(connection, told, (), print, lobs=True)

    assert (catalog.tables[0].rows, unread) == (expected, [])


def test_a_connection_that_is_lost_is_no_table_that_may_not_be_read(server: Server) -> None:
    told = Catalog(SourceTable(ODD[server.scheme], "counted", size_bytes=1))
    own, kill = {
        "postgresql": ("select pg_backend_pid()", "select pg_terminate_backend({})"),
        "mariadb": ("select connection_id()", "kill {}"),
    }[server.scheme]

    def lose(_report: str) -> None:
        with connected(server) as other, other.cursor() as cursor:
            cursor.execute(kill.format(number))

    with sqlalchemy_connection(server) as connection:
        number = connection.exec_driver_sql(own).scalar_one()
        connection.commit()
        with pytest.raises(DBAPIError) as caught:
            contents.measure(connection, told, (), lose, lobs=False)

    assert caught.value.connection_invalidated


def test_bytes_hold_large_objects(server: Server) -> None:
    size = table(read(server), BIG).size_bytes

    assert size is not None
    # PostgreSQL keeps what repeats compressed.
    assert size >= (8192 if server.scheme == "postgresql" else 170_000)


def test_bytes_are_those_of_the_server_without_indexes(postgresql: Server) -> None:
    with psycopg.connect(
        host=postgresql.host,
        port=postgresql.port,
        user=postgresql.user,
        password=postgresql.password,
        dbname=postgresql.database,
    ) as connection:
        name = """format('%I.%I', '50% "odd" :names', 'Big: ''a%(b)s"')::regclass"""
        row = connection.execute(f"select pg_table_size({name}), pg_total_relation_size({name})".encode()).fetchone()

    assert row is not None
    assert table(read(postgresql), BIG).size_bytes == row[0] < row[1]


def test_only_the_partitions_of_a_table_have_rows_and_bytes(postgresql: Server) -> None:
    catalog = read(postgresql)

    found = [table(catalog, name) for name in ("parted", "parted_1", "parted_2")]
    assert [each.rows for each in found] == [0, 2, 1]
    assert [bool(each.size_bytes) for each in found] == [False, True, True]


def test_an_empty_table_has_no_rows(server: Server) -> None:
    catalog = read(server)

    (empty,) = [each for each in catalog.tables if str(each) == "shop.order_lines"]
    assert empty.rows == 0


def test_a_catalog_without_sizes_has_none(server: Server) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DMS_CONSTRUCTS_PASSWORD", server.password)
        catalog = reader.read(server.url())

    assert {(each.rows, each.size_bytes) for each in catalog.tables} == {(None, None)}
    assert catalog.changes is None


# A user who may read, and not all


def test_a_user_who_may_only_read_measures_the_same(server: Server) -> None:
    everything, seen = read(server), read(server, reading=True)

    assert [table(seen, name) for name in (BIG, "counted", "parted")] == [
        table(everything, name) for name in (BIG, "counted", "parted")
    ]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("postgresql", "permission denied for"),
        ("mariadb", "1 table could not be measured, such as 50% `odd` :names.closed: SELECT command denied to user"),
    ],
)
def test_a_table_that_the_user_may_not_read_is_left_and_told(
    name: str, words: str, cli: Cli, request: pytest.FixtureRequest
) -> None:
    server: Server = request.getfixturevalue(name)

    ran = cli("catalog", server.url(server.reader), "--sizes", DMS_CONSTRUCTS_PASSWORD=server.reader_password)

    assert ran.code == 0
    (told,) = [line for line in ran.err.splitlines() if "could not be measured" in line]
    assert (words in told, "LINE 1" in told) == (True, False)
    catalog = Catalog.from_json(ran.out)
    assert lengths(table(catalog, "closed"))["body"] == (None, None)
    assert lengths(table(catalog, "counted"))["body"] == (100, 100)


# The command


def test_the_command_writes_sizes(cli: Cli, server: Server) -> None:
    ran = cli("catalog", server.url(), "--sizes", "--change-seconds", "1", DMS_CONSTRUCTS_PASSWORD=server.password)

    assert (ran.code, ran.err) == (0, "")
    catalog = Catalog.from_json(ran.out)
    assert catalog.changes is not None
    assert catalog.changes.seconds >= 1
    assert table(catalog, BIG).columns[2].max_bytes == 100_000


def test_the_command_leaves_out_large_objects_when_told(cli: Cli, server: Server) -> None:
    ran = cli("catalog", server.url(), "--sizes", "--no-lob-sizes", DMS_CONSTRUCTS_PASSWORD=server.password)

    assert ran.code == 0
    assert "max_bytes" not in ran.out
    assert "changes" not in Catalog.from_json(ran.out).to_json().partition("tables")[0]


@pytest.mark.parametrize("options", [["--no-lob-sizes"], ["--change-seconds", "5"]], ids=["lobs", "changes"])
def test_what_to_measure_needs_sizes(options: list[str], cli: Cli) -> None:
    ran = cli("catalog", "mysql://reader@localhost/", *options)

    assert (ran.code, ran.out) == (2, "")
    assert ran.err == "Error: --no-lob-sizes and --change-seconds say what --sizes measures; add --sizes\n"


@pytest.mark.parametrize("seconds", ["-1", "3601", "1.5", "x"])
def test_the_time_to_sample_is_a_number_of_seconds(seconds: str, cli: Cli) -> None:
    ran = cli("catalog", "mysql://reader@localhost/", "--sizes", "--change-seconds", seconds)

    assert ran.code == 2
    assert "--change-seconds" in ran.err


def test_a_terminal_shows_what_is_measured(server: Server, tmp_path: Path) -> None:
    arguments = ["catalog", server.url(), "--sizes", "--change-seconds", "1", "--output", tmp_path / "shop.json"]

    code, shown = on_a_terminal(*arguments, DMS_CONSTRUCTS_PASSWORD=server.password)

    assert code == 0
    assert "Watching how fast the source changes: 1 s left ..." in shown
    assert "Measuring " in shown
    assert "tables and views to " in shown

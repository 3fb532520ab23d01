"""How fast real servers change, between two samples of what they count."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator

import pymysql
import pytest

from dms_constructs.cli import change_rates, mysql, server as reader
from dms_constructs.cli.change_rates import Counters
from dms_constructs.cli.measuring import Measuring
from dms_constructs.cli.trouble import Trouble
from tests.cli.conftest import Cli
from tests.cli.process import on_a_terminal
from tests.cli.sizes import connected, insert, read
from tests.databases.server import Server


@pytest.fixture(params=["postgresql", "mariadb"])
def server(request: pytest.FixtureRequest) -> Server:
    """Each server in turn."""
    found: Server = request.getfixturevalue(request.param)
    return found


def writing(server: Server, rows: int, length: int) -> change_rates.Wait:
    def wait(_seconds: int, _report: Callable[[str], None]) -> None:
        insert(server, *(os.urandom(length // 2).hex() for _ in range(rows)))

    return wait


def test_what_is_written_between_two_samples_is_the_rate_of_changes(server: Server) -> None:
    changes = read(server, Measuring(lobs=False, change_seconds=1), writing(server, 1000, 1000)).changes

    assert changes is not None
    written = changes.bytes_per_second * changes.seconds
    assert 1_000_000 < written < 3_000_000
    # One of ours, and perhaps some of the server's own.
    assert 1 <= round(changes.transactions_per_second * changes.seconds) < 10


def test_a_user_who_may_only_read_measures_changes(server: Server) -> None:
    changes = read(server, Measuring(lobs=False, change_seconds=1), writing(server, 10, 1000), reading=True).changes

    assert changes is not None
    assert changes.bytes_per_second * changes.seconds > 10_000


def test_reading_is_no_change(server: Server) -> None:
    def look(_seconds: int, _report: Callable[[str], None]) -> None:
        read(server, Measuring(lobs=True))

    measured = [read(server, Measuring(lobs=False, change_seconds=1), look).changes for _ in range(3)]

    # The quietest: what other sessions did is counted when they end, which may be later than they are closed.
    assert min(each.transactions_per_second * each.seconds for each in measured if each is not None) < 10


def test_without_a_binary_log_the_redo_log_is_counted(mariadb: Server) -> None:
    def status() -> dict[str, str]:
        with (
            pymysql.connect(
                host=mariadb.host, port=mariadb.port, user=mariadb.reader, password=mariadb.reader_password
            ) as connection,
            connection.cursor() as cursor,
        ):
            cursor.execute("show global status")
            return dict(cursor.fetchall())

    before = mysql.counted(status(), binlog=False)
    writing(mariadb, 100, 1000)(1, print)
    after = mysql.counted(status(), binlog=False)

    assert after.log_bytes - before.log_bytes > 100_000
    assert after.transactions - before.transactions == 100


def test_mysql_has_other_counters_than_mariadb() -> None:
    status = {"Innodb_os_log_written": "512", "Com_insert": "3", "Com_update": "4", "Com_select": "5"}

    assert mysql.counted(status, binlog=True) == Counters(512, 7)


@pytest.mark.parametrize("status", [{}, {"Innodb_os_log_written": "0"}], ids=["none", "zero"])
def test_a_server_that_does_not_count_is_trouble(status: dict[str, str]) -> None:
    with pytest.raises(Trouble, match="the server does not count the bytes that it writes"):
        mysql.counted(status, binlog=True)


@pytest.mark.parametrize("after", [Counters(9, 9), Counters(10, 4)], ids=["bytes", "transactions"])
def test_a_server_that_started_anew_is_trouble(after: Counters) -> None:
    samples = iter([Counters(10, 5), after])

    with pytest.raises(Trouble, match="the server reset its counters between the two samples; run the command again"):
        change_rates.measure(lambda: next(samples), 1, lambda _seconds, _report: None, print)


def test_a_rate_has_three_decimals(monkeypatch: pytest.MonkeyPatch) -> None:
    samples, times = iter([Counters(0, 0), Counters(100, 10)]), iter([5.0, 8.00049])
    monkeypatch.setattr(change_rates.time, "monotonic", lambda: next(times))

    found = change_rates.measure(lambda: next(samples), 3, lambda _seconds, _report: None, print)

    assert (found.bytes_per_second, found.transactions_per_second, found.seconds) == (33.328, 3.333, 3.0)


def test_whoever_waits_sees_how_long(monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    said: list[str] = []
    monkeypatch.setattr(change_rates.time, "sleep", slept.append)

    change_rates.pause(2, said.append)

    assert slept == [1, 1]
    assert said == [f"Watching how fast the source changes: {left} s left ..." for left in (2, 1)]


# Interruptions


@contextlib.contextmanager
def locked(server: Server) -> Iterator[None]:
    """Let whoever reads a table wait."""
    how = {"postgresql": "lock table shop.order_lines", "mariadb": "lock tables shop.customers write"}[server.scheme]
    with connected(server) as connection, connection.cursor() as cursor:
        cursor.execute(how)
        yield


# PostgreSQL waits for the lock when it tells the size already.
@pytest.mark.parametrize(
    ("name", "sign"), [("postgresql", "Reading the catalog"), ("mariadb", "Measuring shop.customers")]
)
def test_an_interruption_ends_a_query(name: str, sign: str, request: pytest.FixtureRequest) -> None:
    server: Server = request.getfixturevalue(name)

    with locked(server):
        code, shown = on_a_terminal(
            "catalog", server.url(), "--sizes", interrupted_at=sign, DMS_CONSTRUCTS_PASSWORD=server.password
        )

    assert (code, "Traceback" in shown) == (130, False)


def test_a_table_that_stays_locked_ends_the_reading_of_postgresql(
    cli: Cli, postgresql: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "_SECONDS_TO_LOCK", 1)

    with locked(postgresql):
        ran = cli("catalog", postgresql.url(), "--sizes", DMS_CONSTRUCTS_PASSWORD=postgresql.password)

    assert ran.code == 2
    assert "holds a lock on a table; wait for it, or end it, and try again" in ran.err


def test_a_table_that_stays_locked_is_left_and_told_on_mariadb(
    cli: Cli, mariadb: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "_SECONDS_TO_LOCK", 1)

    with locked(mariadb):
        ran = cli("catalog", mariadb.url(), "--sizes", DMS_CONSTRUCTS_PASSWORD=mariadb.password)

    assert ran.code == 0
    assert "could not be measured, such as shop.customers: Lock wait timeout exceeded" in ran.err


def test_an_interruption_ends_the_wait(server: Server) -> None:
    arguments = ["catalog", server.url(), "--sizes", "--change-seconds", "3600"]

    code, shown = on_a_terminal(*arguments, interrupted_at="3600 s left", DMS_CONSTRUCTS_PASSWORD=server.password)

    assert (code, "Traceback" in shown, "Error" in shown) == (130, False, False)

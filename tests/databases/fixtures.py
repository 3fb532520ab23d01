"""The servers as fixtures: a conftest imports the ones that its tests use."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.databases import mariadb as mariadb_server, postgresql as postgresql_server
from tests.databases.server import Server

__all__ = ["mariadb", "postgresql"]


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Server]:
    """A PostgreSQL server that runs until the tests end."""
    with postgresql_server.serve() as server:
        yield server


@pytest.fixture(scope="session")
def mariadb() -> Iterator[Server]:
    """A MariaDB server that runs until the tests end."""
    with mariadb_server.serve() as server:
        yield server

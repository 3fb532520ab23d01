"""The servers as fixtures: a conftest imports the ones that its tests use."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.databases import mariadb as mariadb_server, postgresql as postgresql_server
from tests.databases.server import Server

__all__ = [
    "bare_mariadb",
    "bare_postgresql",
    "bare_postgresql_18",
    "features_of_mariadb",
    "features_of_postgresql",
    "features_of_postgresql_18",
    "mariadb",
    "postgresql",
]


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Server]:
    """A PostgreSQL server that runs until the tests end."""
    with postgresql_server.serve(postgresql_server.programs()) as server:
        yield server


@pytest.fixture(scope="session")
def mariadb() -> Iterator[Server]:
    """A MariaDB server that runs until the tests end."""
    with mariadb_server.serve() as server:
        yield server


@pytest.fixture(scope="session")
def features_of_postgresql() -> Iterator[Server]:
    """The same server with a schema that has all that a catalog tells."""
    with postgresql_server.serve(postgresql_server.programs(), postgresql_server.FEATURES) as server:
        yield server


@pytest.fixture(scope="session")
def features_of_postgresql_18() -> Iterator[Server]:
    """That schema on version 18."""
    with postgresql_server.serve(postgresql_server.programs_of_18(), postgresql_server.FEATURES) as server:
        yield server


@pytest.fixture(scope="session")
def features_of_mariadb() -> Iterator[Server]:
    """A MariaDB server with a schema that has all that a catalog tells."""
    with mariadb_server.serve(mariadb_server.FEATURES) as server:
        yield server


# As a source of DMS has it; and what its user must not be bound by.
_AS_SOURCE = {"wal_level": "logical", "idle_in_transaction_session_timeout": "60000", "jit": "off"}


@pytest.fixture(scope="session")
def bare_postgresql() -> Iterator[Server]:
    """A PostgreSQL server that has nothing but its superuser, with logical decoding."""
    with postgresql_server.bare(postgresql_server.programs(), **_AS_SOURCE) as server:
        yield server


@pytest.fixture(scope="session")
def bare_postgresql_18() -> Iterator[Server]:
    """The same of version 18."""
    with postgresql_server.bare(postgresql_server.programs_of_18(), **_AS_SOURCE) as server:
        yield server


@pytest.fixture(scope="session")
def bare_mariadb() -> Iterator[Server]:
    """A MariaDB server that has nothing but an administrator, with a binary log."""
    with mariadb_server.bare() as server:
        yield server

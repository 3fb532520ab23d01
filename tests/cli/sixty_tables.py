"""The three servers with sixty tables that have all that a catalog tells."""

from __future__ import annotations

import pytest

from dms_constructs.catalog import Catalog
from dms_constructs.cli import server as reader
from tests.databases.server import Server

__all__ = ["SERVERS", "read_as", "server_of"]

SERVERS = ("mariadb", "postgresql", "postgresql_18")


def server_of(request: pytest.FixtureRequest, name: str) -> Server:
    """Return the server, which is started when it is first asked for."""
    server: Server = request.getfixturevalue(f"features_of_{name}")
    return server


def read_as(server: Server, user: str, password: str) -> Catalog:
    """Return the catalog that a user reads."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DMS_CONSTRUCTS_PASSWORD", password)
        return reader.read(server.url(user))

"""The commands, run in this process."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from dms_constructs.catalog import Catalog
from dms_constructs.cli import program
from tests.cli.sixty_tables import read_as, server_of
from tests.databases.fixtures import (
    features_of_mariadb,
    features_of_postgresql,
    features_of_postgresql_18,
    mariadb,
    postgresql,
)

__all__ = ["features_of_mariadb", "features_of_postgresql", "features_of_postgresql_18", "mariadb", "postgresql"]

# What would change the result, and is on some machines.
CLEAN: dict[str, str | None] = dict.fromkeys(
    ["DMS_CONSTRUCTS_PASSWORD", "PGPASSWORD", "MYSQL_PWD", "FORCE_COLOR", "NO_COLOR", "GITHUB_ACTIONS", "PY_COLORS"]
)


@dataclass(frozen=True)
class Ran:
    """What a command did."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Cli = Callable[..., Ran]


@pytest.fixture
def cli() -> Cli:
    """Run a command in this process; it must not end in an exception of Python's."""

    def run(*arguments: object, stdin: str | bytes | None = None, **environment: str) -> Ran:
        result = CliRunner().invoke(
            program.app,
            [str(each) for each in arguments],
            input=stdin,
            env={**CLEAN, **environment},
            prog_name="dms-constructs",
            catch_exceptions=False,
        )
        return Ran(result.exit_code, result.stdout, result.stderr)

    return run


Read = Callable[[str], Catalog]


@pytest.fixture(scope="session")
def sixty_tables(request: pytest.FixtureRequest) -> Read:
    """What a user with all rights reads of a server of SERVERS: sixty tables that have all that a catalog tells."""
    found: dict[str, Catalog] = {}

    def read(name: str) -> Catalog:
        if name not in found:
            server = server_of(request, name)
            found[name] = read_as(server, server.user, server.password)
        return found[name]

    return read


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Write a file of JSON, or of any text."""

    def to(name: str, content: Any) -> Path:
        path = tmp_path / name
        path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
        return path

    return to

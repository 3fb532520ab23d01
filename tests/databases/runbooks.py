"""Runbooks that are played on servers, block by block, as a person would: what a block prints is run, too."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from dms_constructs.catalog import Catalog
from dms_constructs.engines import EndpointType
from dms_constructs.runbook.assembly import stacks_of
from dms_constructs.runbook.blocks import SqlBlock
from dms_constructs.runbook.reading import runbook_of
from dms_constructs.runbook.runbook import Runbook
from tests.databases.scripts import run_by_mysql, run_by_psql
from tests.databases.server import Server

__all__ = ["EXAMPLES", "Play", "examples", "runbook_of_example"]

EXAMPLES = Path(__file__).parents[1] / "stacks" / "__snapshots__" / "test_snapshots"
SOURCE, TARGET = EndpointType.SOURCE, EndpointType.TARGET
_BARE = "\\pset tuples_only on\n\\pset format unaligned\n\\set ON_ERROR_STOP on\n"


def examples() -> dict[str, Path]:
    """The templates of the example stacks as cloned that have a runbook, by the names of the stacks."""
    found = {path.stem.rpartition("[")[2].rstrip("]"): path for path in sorted(EXAMPLES.glob("test_the_template_is*"))}
    return {name: path for name, path in found.items() if _read(path, name) is not None}


def runbook_of_example(name: str, catalog: Catalog | None = None) -> Runbook:
    """The runbook of an example stack."""
    found = _read(examples()[name], name, catalog)
    assert found is not None
    return found


def _read(path: Path, name: str, catalog: Catalog | None = None) -> Runbook | None:
    return runbook_of(stacks_of(json.loads(path.read_bytes()), None, name), catalog)


@dataclass
class Play:
    """
    The blocks of a runbook, run in order on the servers of both sides; a side without a server is not there.

    Attributes:
        runbook: The runbook.
        servers: The servers.
        databases: The database that the statements of a side are run in, for PostgreSQL.
        before: What happens before a block is run, by its name: what the runbook leaves to DMS, or looks at it.
        skips: The names of blocks that nobody runs.
        said: What each block said, by its name and side.
        not_run: The names of those that need what these servers haven't.
    """

    runbook: Runbook
    servers: dict[EndpointType, Server]
    databases: dict[EndpointType, str] = field(default_factory=dict)
    before: dict[str, Callable[[], object]] = field(default_factory=dict)
    skips: frozenset[str] = frozenset()
    said: dict[tuple[str, EndpointType], str] = field(default_factory=dict)
    not_run: list[str] = field(default_factory=list)

    def play(self) -> None:
        """Run all of them."""
        for block in self.runbook.sql:
            if block.name in self.skips:
                continue
            self.before.pop(block.name, lambda: None)()
            if block.needs or block.side not in self.servers:
                self.not_run.append(block.name)
            else:
                self.said[block.name, block.side] = self.run(block)

    def run(self, block: SqlBlock) -> str:
        """Run a block, and what it prints; return what was said in the end."""
        said = self.sql(block.side, block.sql)
        if block.prints_for is None:
            return said
        return self.sql(block.prints_for, said)

    def sql(self, side: EndpointType, script: str) -> str:
        """Run statements on a side."""
        server = self.servers[side]
        if server.scheme == "postgresql":
            return run_by_psql(server, _BARE + script, self.databases[side])
        return "".join(_without_names(run_by_mysql(server, script)))


def _without_names(said: str) -> Iterator[str]:
    """Yield the lines of an answer without the names of its columns, which come first."""
    yield from said.splitlines(keepends=True)[1:]

"""`dms-constructs size` for real servers."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import dms_constructs as dms
from dms_constructs.cli import change_rates
from tests.cli.conftest import Cli
from tests.cli.sizes import BIG, ODD, insert, read
from tests.databases.server import Server

Write = Callable[..., Path]


@pytest.fixture(params=["postgresql", "mariadb"])
def server(request: pytest.FixtureRequest) -> Server:
    """Each server in turn."""
    found: Server = request.getfixturevalue(request.param)
    return found


def sized(cli: Cli, server: Server, *arguments: object) -> dict[str, Any]:
    ran = cli(
        *("size", "--catalog", server.url(), "--format", "json", *arguments), DMS_CONSTRUCTS_PASSWORD=server.password
    )

    assert ran.code == 0, ran.err
    document: dict[str, Any] = ran.json
    return document


def mappings(server: Server, *tables: str) -> str:
    return dms.TableMappings(*(dms.Include(ODD[server.scheme], name) for name in tables)).to_json()


def test_a_server_gives_the_figures(cli: Cli, server: Server) -> None:
    figures = sized(cli, server)["workload"]

    expected = dms.Workload.from_catalog(read(server))
    assert figures["tables"] == expected.tables > 5
    assert figures["total_gib"] == pytest.approx(expected.data_gib, rel=0.2)
    assert 0 < figures["largest_table_gib"] <= figures["total_gib"]
    assert figures["rows"] > 1000
    assert figures["source_engine"] == {"postgresql": "postgres", "mariadb": "mariadb"}[server.scheme]


def test_large_objects_are_measured(cli: Cli, server: Server, write: Write) -> None:
    found = sized(cli, server, "--mappings", write("m.json", mappings(server, BIG)))

    # The longest of the fixture has 100,000 bytes, and the longest text 70,000, which DMS counts twice on PostgreSQL.
    assert found["workload"]["largest_lob_kb"] == {"postgresql": 137, "mariadb": 98}[server.scheme]
    assert found["large_objects"]["settings"]["TargetMetadata"]["FullLobMode"] is True
    assert f"{ODD[server.scheme]}.{BIG}" in found["large_objects"]["reason"]


def test_tables_without_a_key_are_named(cli: Cli, server: Server, write: Write) -> None:
    found = sized(cli, server, "--mappings", write("m.json", mappings(server, BIG, "counted")))

    assert found["large_objects"]["without_key"] == [f"{ODD[server.scheme]}.counted"]


def test_large_objects_need_not_be_measured(cli: Cli, server: Server) -> None:
    found = sized(cli, server, "--no-lob-sizes")

    assert found["large_objects"] is None
    assert "the sizes of large objects were not measured" in found["workload"]["notes"]
    assert found["workload"]["lob_columns"] > 0


def test_changes_are_measured_from_two_samples(cli: Cli, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    def write_meanwhile(_seconds: float) -> None:
        insert(server, *(os.urandom(500).hex() for _ in range(200)))

    monkeypatch.setattr(change_rates.time, "sleep", write_meanwhile)

    figures = sized(cli, server, "--no-lob-sizes", "--change-seconds", 1)["workload"]

    assert figures["change_mb_per_second"] > 0
    assert figures["transactions_per_second"] > 0
    assert any("the rate of changes was measured for" in note for note in figures["notes"])


def test_a_user_who_may_only_read_is_enough(cli: Cli, server: Server) -> None:
    ran = cli("size", "--catalog", server.url(server.reader), DMS_CONSTRUCTS_PASSWORD=server.reader_password)

    assert ran.code == 0
    assert ran.out.startswith("Take dms.r6i.large with 100 GiB of storage, Multi-AZ, and one task.\n")


def test_a_wrong_password_is_trouble(cli: Cli, server: Server) -> None:
    ran = cli("size", "--catalog", server.url(), DMS_CONSTRUCTS_PASSWORD="hunter2")

    assert (ran.code, ran.out) == (2, "")
    assert "does not let in user dms" in ran.err
    assert "hunter2" not in ran.err

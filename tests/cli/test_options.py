"""On a terminal, advice names the options of the command; in Python, the same advice is Python."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Callable
from pathlib import Path

import pytest

import dms_constructs as dms
from tests.cli.conftest import Cli

Write = Callable[..., Path]

PYTHON = re.compile(
    r"dataclasses|\bworkload\.|Workload|SizingConstants|advise_lobs|DatabasePlace|MigrationType|EngineName"
)

# By the id of the finding: figures that give it.
SIZES = {
    "sizing.noInstanceFits": {"tables": 9, "total_gib": 90, "lob_columns": 900, "largest_lob_kb": 900},
    "sizing.severalInstances": {"tables": 900, "total_gib": 90, "tasks": 120},
    "sizing.changesOutrunTasks": {"tables": 10, "total_gib": 1, "change_mb_per_second": 30, "tasks": 1},
    "sizing.storageAboveMaximum": {
        "tables": 10,
        "total_gib": 1,
        "change_mb_per_second": 100,
        "tasks": 8,
        "tolerated_outage_hours": 24,
    },
    "sizing.cachedChanges": {"tables": 10, "total_gib": 40, "largest_table_gib": 5, "change_mb_per_second": 10},
    "sizing.largestTableLoadsLast": {"tables": 9, "total_gib": 90, "largest_table_gib": 60},
}
ONE_TABLE = {"tables": 1, "total_gib": 1, "change_mb_per_second": 30}
LONG_ROWS = {"tables": 9, "total_gib": 90, "average_row_bytes": 10**9}


def notes(kb: int) -> dms.SourceColumn:
    return dms.SourceColumn("note", "longtext", max_bytes=kb * 1024, average_bytes=kb * 1000)


def options(figures: dict[str, object]) -> list[object]:
    return [part for name, value in figures.items() for part in (f"--{name.replace('_', '-')}", value)]


def advised(fix: str) -> tuple[dict[str, str], set[str]]:
    """The options that a fix names, with their values, and those that it says to leave out."""
    named, _, without = fix.partition(", without ")
    words = [word.strip(",") for word in shlex.split(named)]
    given = {word: words[at + 1] for at, word in enumerate(words) if word.startswith("--")}
    return given, set(re.findall(r"--[a-z-]+", without))


CASES = [*SIZES.items(), ("sizing.changesOutrunTasks", ONE_TABLE), ("sizing.noInstanceFits", LONG_ROWS)]


@pytest.mark.parametrize(("name", "figures"), CASES, ids=[f"{name}-{len(figures)}" for name, figures in CASES])
def test_a_fix_names_options_that_clear_the_finding(name: str, figures: dict[str, object], cli: Cli) -> None:
    found = {each["id"]: each for each in cli("size", *options(figures), "--format", "json").json["sizing"]["findings"]}

    given, without = advised(found[name]["fix"])
    assert given
    kept = {option: value for option, value in zip(*[iter(options(figures))] * 2, strict=True) if option not in without}
    again = cli("size", *(part for pair in (kept | given).items() for part in pair), "--format", "json")

    assert name not in {each["id"] for each in again.json["sizing"]["findings"]}, again.err


@pytest.mark.parametrize("form", ["text", "markdown", "json"])
@pytest.mark.parametrize(("name", "figures"), CASES, ids=[f"{name}-{len(figures)}" for name, figures in CASES])
def test_no_format_has_the_python_of_an_option(name: str, figures: dict[str, object], form: str, cli: Cli) -> None:
    ran = cli("size", *options(figures), "--format", form)

    assert name in ran.out
    assert PYTHON.search(ran.out) is None


@pytest.mark.parametrize(("name", "figures"), SIZES.items(), ids=SIZES)
def test_in_python_the_fix_is_python(name: str, figures: dict[str, object]) -> None:
    fixes = {each.id: each.fix for each in dms.Workload(**figures).size().findings}  # type: ignore[arg-type]

    assert "dataclasses.replace(workload, " in fixes[name]
    assert "--" not in fixes[name]


def test_a_table_with_a_percent_sign_is_sized_by_mappings(cli: Cli, write: Write) -> None:
    tables = [
        dms.SourceTable("shop", name, ["id", note], primary_key=["id"], rows=1000, size_bytes=2**32)
        for name, note in {"a%": notes(3), "orders": notes(90_000)}.items()
    ]
    catalog = write("c.json", dms.Catalog(*tables, engine=dms.EngineName.MYSQL).to_json())

    ran = cli("size", "--catalog", catalog, "--format", "json")

    (fix,) = (each["fix"] for each in ran.json["large_objects"]["findings"] if each["id"] == "sizing.lobsWithoutRule")
    assert fix.endswith("--mappings FILE, where FILE has dms.TableMappings(dms.Include('shop', 'a%')).to_json()")


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (["--tables", 3], "give --total-gib, or both --rows and --average-row-bytes [DMS-Z007]"),
        (["--tables", 0, "--total-gib", 3], "--tables must be 1 or more, got 0 [DMS-Z001]"),
        (["--tables", 3, "--total-gib", 3, "--tasks", 0], "--tasks must be 1 or more, got 0 [DMS-Z001]"),
        (
            ["--tables", 3, "--total-gib", 3, "--largest-table-gib", 4],
            "--largest-table-gib must not be above the 3 GiB",
        ),
        (
            ["--tables", 3, "--total-gib", 3, "--lob-columns", 1, "--largest-lob-kb", 3, "--typical-lob-kb", 4],
            "--typical-lob-kb must not be above --largest-lob-kb (3), got 4 [DMS-Z002]",
        ),
        (
            ["--tables", 3, "--total-gib", 3, "--largest-lob-kb", 3],
            "got --lob-columns 0; give --lob-columns too, or leave the sizes out [DMS-Z002]",
        ),
        (
            ["--tables", 3, "--total-gib", 3, "--change-mb-per-second", 1, "--migration-type", "full-load"],
            "replicates no changes; leave it out, or choose another --migration-type [DMS-Z002]",
        ),
        (
            ["--tables", 3, "--total-gib", 3, "--assume", "slow_gib_per_hour=0"],
            "--assume slow_gib_per_hour must be above 0, got 0.0 [DMS-Z006]",
        ),
        (
            ["--tables", 3, "--total-gib", 3, "--assume", "slow_gib_per_hour=20"],
            "--assume slow_gib_per_hour must not be above fast_gib_per_hour (10.0), got 20.0; give fast_gib",
        ),
        (
            ["--tables", 3, "--total-gib", 3, "--assume", "slow_gb_per_hour=20"],
            "there is no assumption slow_gb_per_hour (did you mean 'slow_gib_per_hour'?); ",
        ),
        (["--tables", 3, "--total-gib", 3, "--assume", "20"], "--assume takes NAME=NUMBER, such as "),
    ],
)
def test_an_error_names_options(given: list[object], words: str, cli: Cli) -> None:
    ran = cli("size", *given)

    assert ran.code == 2
    assert words in ran.err
    assert PYTHON.search(ran.err) is None


def test_an_assumption_counts(cli: Cli) -> None:
    figures = ("--tables", 10, "--total-gib", 100)
    slow = cli("size", *figures, "--assume", "slow_gib_per_hour=0.5", "--assume", "fast_gib_per_hour=20")

    workload = dms.Workload(tables=10, total_gib=100)
    hours = workload.size(dms.SizingConstants(slow_gib_per_hour=0.5, fast_gib_per_hour=20)).to_dict()["full_load_hours"]
    assert f"{hours['low']:.2f}".rstrip("0") in slow.out
    assert cli("size", *figures).out != slow.out


# Which tool


@pytest.mark.parametrize("form", ["text", "markdown"])
def test_what_would_decide_is_asked_for_by_its_option(form: str, cli: Cli) -> None:
    ran = cli("advise", "--from", "mysql", "--to", "postgres", "--format", form)

    assert "--outage-minutes: for how long may writing stop?" in ran.out
    assert "--source-on: where does the source run?" in ran.out
    assert not re.search(r"(size|outage|source)\\?_(gib|minutes|place)", ran.out)


def test_json_keeps_the_names_of_what_would_decide(cli: Cli) -> None:
    ran = cli("advise", "--from", "mysql", "--to", "postgres", "--format", "json")

    assert '"outage_minutes"' in ran.out
    assert "--outage" not in json.dumps(ran.json)

"""`dms-constructs size`, from options and from files."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import dms_constructs as dms
from dms_constructs.cli import sizing as command
from dms_constructs.migration_type import MigrationType
from tests.cli.conftest import Cli, Ran
from tests.cli.documents import task, template
from tests.cli.process import on_a_terminal

Write = Callable[..., Path]
GIB = 1024**3


def table(name: str, *lobs: dms.SourceColumn, gib: int = 1, keyless: bool = False) -> dms.SourceTable:
    key = [] if keyless else ["id"]
    return dms.SourceTable(
        "shop",
        name,
        [dms.SourceColumn("id", "bigint"), *lobs],
        primary_key=key,
        rows=1_000_000,
        size_bytes=gib * GIB,
    )


def note(largest_kb: int, average_kb: int) -> dms.SourceColumn:
    return dms.SourceColumn("note", "longtext", lob=True, max_bytes=largest_kb * 1024, average_bytes=average_kb * 1024)


CATALOG = dms.Catalog(
    table("orders", note(9000, 4), gib=30),
    table("log", note(3, 1), gib=5, keyless=True),
    engine=dms.EngineName.MYSQL,
    changes=dms.ChangeRate(bytes_per_second=1_500_000, transactions_per_second=20, seconds=60),
)


@pytest.fixture
def catalog(write: Write) -> Path:
    """A catalog with sizes."""
    return write("shop.catalog.json", CATALOG.to_json())


def said(*values: object) -> str:
    """What the library says, with the options that its code stands for."""
    text = "\n\n".join(map(str, values)).replace("workload.size(dms.SizingConstants(...))", "--assume NAME=NUMBER")
    resized = re.compile(r"dataclasses\.replace\(workload, (\w+)=(\d+)\)\.size\(\)")
    return resized.sub(lambda found: f"--{found[1].replace('_', '-')} {found[2]}", text) + "\n"


def trouble(ran: Ran, words: str) -> None:
    assert (ran.code, ran.out) == (2, "")
    assert words in ran.err
    assert ran.err.count("\n") == 1


# From options


def test_the_result_is_that_of_the_library(cli: Cli) -> None:
    ran = cli("size", "--tables", 120, "--total-gib", 500)

    assert (ran.code, ran.err) == (0, "")
    assert ran.out == said(dms.Workload(tables=120, total_gib=500).size())


def test_every_figure_has_an_option(cli: Cli) -> None:
    ran = cli(
        *("size", "--tables", 9, "--total-gib", 90, "--largest-table-gib", 30, "--largest-table-segments", 4),
        *("--rows", 10_000, "--average-row-bytes", 300, "--lob-columns", 1.5, "--largest-lob-kb", 900),
        *("--typical-lob-kb", 9, "--change-mb-per-second", 3, "--transactions-per-second", 80),
        *("--tolerated-outage-hours", 2, "--tasks", 2, "--migration-type", "full-load-and-cdc"),
        *("--source-engine", "mariadb", "--target-engine", "aurora-postgresql", "--homogeneous", "--rehearsal"),
        *("--format", "json"),
    )

    assert ran.json["workload"] == {
        "tables": 9,
        "total_gib": 90,
        "largest_table_gib": 30,
        "largest_table_segments": 4,
        "rows": 10_000,
        "average_row_bytes": 300,
        "lob_columns": 1.5,
        "largest_lob_kb": 900,
        "typical_lob_kb": 9,
        "change_mb_per_second": 3,
        "transactions_per_second": 80,
        "tolerated_outage_hours": 2,
        "tasks": 2,
        "migration_type": "full-load-and-cdc",
        "source_engine": "mariadb",
        "target_engine": "aurora-postgresql",
        "heterogeneous": False,
        "rehearsal": True,
        "notes": [],
    }
    assert ran.json["large_objects"] is None


def test_no_instance_large_enough_is_a_problem(cli: Cli) -> None:
    ran = cli("size", "--tables", 9, "--total-gib", 90, "--lob-columns", 900, "--largest-lob-kb", 900)

    assert ran.code == 1
    assert "[sizing.noInstanceFits]" in ran.out


def test_several_instances_are_no_problem(cli: Cli) -> None:
    assert cli("size", "--tables", 900, "--total-gib", 90, "--tasks", 100).code == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "how much there is to move is not known; give --tables and --total-gib, or --catalog"),
        (["--tables", "3"], "the amount of data is not known: give --total-gib"),
        (["--tables", "3", "--total-gib", "-1"], "--total-gib must be 0 or more, got -1.0 [DMS-Z001]"),
        (["--tables", "3", "--total-gib", "nan"], "--total-gib must be 0 or more, got nan [DMS-Z001]"),
        (["--mappings", "m.json", "--tables", "3"], "--mappings needs a catalog; give --catalog too"),
        (["--change-seconds", "3"], "--change-seconds needs a catalog; give --catalog too"),
        (["--no-lob-sizes"], "--no-lob-sizes needs a catalog; give --catalog too"),
        (["--task", "x"], "--task needs a catalog; give --catalog too"),
    ],
)
def test_options_that_do_not_do_are_trouble(cli: Cli, arguments: list[str], words: str) -> None:
    trouble(cli("size", *arguments), words)


def test_a_wrong_option_is_named(cli: Cli) -> None:
    ran = cli("size", "--tables", 3, "--total-gib", 5, "--migration-type", "half-load")

    assert ran.code == 2
    assert "'half-load' is not one of" in ran.err


def test_help_shows_every_option_in_full_on_a_narrow_terminal(cli: Cli) -> None:
    shown = cli("size", "--help").out

    assert "…" not in shown
    for option in ("--largest-table-gib", "--largest-table-segments", "--tolerated-outage-hours", "--homogeneous"):
        assert option in shown


def test_help_says_what_it_rests_on(cli: Cli) -> None:
    ran = cli("size", "--help")

    assert ran.code == 0
    assert "Options win over the catalog" in " ".join(ran.out.split())


# From a catalog


def test_a_catalog_gives_the_figures(cli: Cli, catalog: Path) -> None:
    figures = cli("size", "--catalog", catalog, "--format", "json").json["workload"]

    assert (figures["tables"], figures["total_gib"], figures["largest_table_gib"]) == (2, 35, 30)
    assert (figures["largest_lob_kb"], figures["typical_lob_kb"], figures["change_mb_per_second"]) == (9000, 3, 1.5)
    assert figures["source_engine"] == "mysql"


def test_a_catalog_gives_advice_on_large_objects(cli: Cli, catalog: Path) -> None:
    ran = cli("size", "--catalog", catalog)

    assert ran.code == 0
    assert ran.out == said(dms.Workload.from_catalog(CATALOG).size(), dms.advise_lobs(CATALOG))
    assert "Large objects: dms.InlineLobs(" in ran.out
    assert "[mappings.lobsWithoutKey]" in ran.out


def test_markdown_has_both(cli: Cli, catalog: Path) -> None:
    ran = cli("size", "--catalog", catalog, "--format", "markdown")

    assert ran.out.startswith("**Take dms.r6i.large with 100 GiB of storage, Multi-AZ, and one task.**\n")
    assert "\n\n### Large objects\n" in ran.out


def test_options_win_over_the_catalog(cli: Cli, catalog: Path) -> None:
    figures = cli(
        *("size", "--catalog", catalog, "--tables", 7, "--total-gib", 20, "--lob-columns", 0, "--format", "json")
    ).json["workload"]

    assert (figures["tables"], figures["total_gib"], figures["largest_table_gib"]) == (7, 20, None)
    assert (figures["lob_columns"], figures["largest_lob_kb"], figures["typical_lob_kb"]) == (0, None, None)


def test_without_large_objects_there_is_no_advice_on_them(cli: Cli, catalog: Path) -> None:
    assert cli("size", "--catalog", catalog, "--lob-columns", 0, "--format", "json").json["large_objects"] is None


def test_a_shorter_longest_object_wins_too(cli: Cli, catalog: Path) -> None:
    figures = cli("size", "--catalog", catalog, "--largest-lob-kb", 2, "--format", "json").json["workload"]

    assert (figures["largest_lob_kb"], figures["typical_lob_kb"]) == (2, None)


def test_a_full_load_has_no_changes(cli: Cli, catalog: Path) -> None:
    ran = cli("size", "--catalog", catalog, "--migration-type", "full-load", "--format", "json")

    assert (ran.code, ran.json["workload"]["change_mb_per_second"]) == (0, 0)


def test_a_catalog_comes_from_stdin(cli: Cli) -> None:
    assert cli("size", "--catalog", "-", stdin=CATALOG.to_json()).code == 0


def test_a_catalog_without_sizes_is_trouble(cli: Cli, write: Write) -> None:
    bare = dms.Catalog(dms.SourceTable("shop", "orders")).to_json()

    trouble(cli("size", "--catalog", write("bare.json", bare)), "the catalog has no sizes of tables: measure")


def test_a_file_has_no_changes_to_measure(cli: Cli, catalog: Path) -> None:
    trouble(cli("size", "--catalog", catalog, "--change-seconds", 5), "--change-seconds measures a server")


# With mappings


def test_only_what_mappings_select_counts(cli: Cli, catalog: Path, write: Write) -> None:
    mappings = dms.TableMappings(dms.Explicit("shop", "log"))

    ran = cli("size", "--catalog", catalog, "--mappings", write("m.json", mappings.to_json()), "--format", "json")

    assert (ran.json["workload"]["tables"], ran.json["workload"]["total_gib"]) == (1, 5)
    assert ran.json["large_objects"]["settings"]["TargetMetadata"]["LobMaxSize"] == 3


def test_a_template_says_what_moves(cli: Cli, catalog: Path, write: Write) -> None:
    rules = dms.TableMappings(dms.Include("shop")).to_dict()
    file = write("t.json", template(Task=task(rules, MigrationType="full-load")))

    ran = cli("size", "--catalog", catalog, "--mappings", file, "--format", "json")

    assert ran.json["workload"]["migration_type"] == "full-load"


def test_one_task_of_several_is_chosen(cli: Cli, catalog: Path, write: Write) -> None:
    rules: Any = dms.TableMappings(dms.Include("shop")).to_dict()
    file = write("t.json", template(One=task(rules), Two=task(rules)))

    trouble(cli("size", "--catalog", catalog, "--mappings", file), "has 2 tasks; choose one with --task: One, Two")
    assert cli("size", "--catalog", catalog, "--mappings", file, "--task", "Two").code == 0
    trouble(cli("size", "--catalog", catalog, "--mappings", file, "--task", "Tow"), "no task Tow in")


def test_a_task_needs_a_template(cli: Cli, catalog: Path, write: Write) -> None:
    mappings = write("m.json", dms.TableMappings(dms.Include("shop")).to_json())

    trouble(cli("size", "--catalog", catalog, "--task", "One"), "give the template as --mappings")
    trouble(cli("size", "--catalog", catalog, "--mappings", mappings, "--task", "One"), "there is no task One in")


def test_a_template_without_a_task_is_trouble(cli: Cli, catalog: Path, write: Write) -> None:
    trouble(cli("size", "--catalog", catalog, "--mappings", write("t.json", template())), "has no DMS task")


def test_mappings_known_only_at_deployment_are_trouble(cli: Cli, catalog: Path, write: Write) -> None:
    file = write("t.json", template(Task=task({"Fn::ImportValue": "Rules"})))

    trouble(cli("size", "--catalog", catalog, "--mappings", file), "known only at deployment")


def test_mappings_that_select_nothing_are_trouble(cli: Cli, catalog: Path, write: Write) -> None:
    mappings = write("m.json", dms.TableMappings(dms.Include("crm")).to_json())

    trouble(
        cli("size", "--catalog", catalog, "--mappings", mappings),
        'none of it; select one, such as dms.Include("shop", ',
    )


def test_only_one_file_is_stdin(cli: Cli) -> None:
    trouble(cli("size", "--catalog", "-", "--mappings", "-", stdin="{}"), "only one file can be stdin")


# On a terminal


def test_a_terminal_shows_headings_in_colour() -> None:
    code, shown = on_a_terminal("size", "--tables", "3", "--total-gib", "5")

    assert code == 0
    assert "\x1b[1m" in shown


def test_every_figure_of_a_workload_can_be_given() -> None:
    import dataclasses
    import inspect

    options = set(inspect.signature(command.size).parameters)
    figures = {field.name for field in dataclasses.fields(dms.Workload)} - {"notes", "tasks"}

    assert figures <= options
    assert {each.value for each in MigrationType} == {"full-load", "cdc", "full-load-and-cdc"}

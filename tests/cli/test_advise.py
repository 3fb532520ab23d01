"""`dms-constructs advise`."""

from __future__ import annotations

import re

import pytest

from dms_constructs.advice import DatabasePlace, MigrationPurpose, advise
from tests.cli.conftest import Cli
from tests.cli.process import on_a_terminal, python

PAIR = ["advise", "--from", "mysql", "--to", "aurora-postgresql"]
BUSY = ["--keep-in-step", "--busiest-table-mb-per-second", "20"]


def test_says_which_tool_and_why(cli: Cli) -> None:
    ran = cli("advise", "--from", "mysql", "--to", "aurora", "--size-gib", "300", "--outage-minutes", "240")

    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines()[:4] == [
        "MySQL to Aurora MySQL: Dump and restore",
        "because under 500 GB, same engine, a short outage is fine: dump and restore is simpler",
        "",
        "1. Dump and restore",
    ]


def test_it_says_what_the_library_says(cli: Cli) -> None:
    advice = advise(source_engine="mysql", target_engine="aurora-postgresql", size_gib=300, outage_minutes=60)

    given = [*PAIR, "--size-gib", "300", "--outage-minutes", "60"]

    option = "--uneven-load/--even-load"
    assert cli(*given).out == str(advice).replace("uneven_load", option) + "\n"
    assert cli(*given, "--format", "markdown").out == advice.to_markdown().replace("uneven\\_load", option)
    assert cli(*given, "--format", "json").json == advice.to_dict()


def test_every_option_arrives(cli: Cli) -> None:
    ran = cli(
        "advise", "--from", "postgres", "--to", "postgres", "--purpose", "copy-for-tests", "--size-gib", "1.5",
        "--outage-minutes", "2", "--peak-mb-per-second", "4", "--busiest-table-mb-per-second", "3", "--other-account",
        "--same-region", "--source-on", "outside", "--target-on", "aws", "--no-kafka", "--tables-without-keys",
        "--uneven-load", "--subset", "--transform", "--validate", "--keep-in-step", "--two-way", "--event-stream",
        "--custom-start-point", "--views", "--assume", "dump_gib_per_hour=250", "--assume", "dump_size_gb=7",
        "--format", "json",
    )  # fmt: skip

    advice = advise(
        source_engine="postgres",
        target_engine="postgres",
        purpose=MigrationPurpose.COPY_FOR_TESTS,
        size_gib=1.5,
        outage_minutes=2,
        peak_mb_per_second=4,
        busiest_table_mb_per_second=3,
        same_account=False,
        same_region=True,
        source_place=DatabasePlace.OUTSIDE,
        target_place=DatabasePlace.AWS,
        kafka_in_use=False,
        tables_without_keys=True,
        uneven_load=True,
        subset=True,
        transform=True,
        validate=True,
        keep_in_step=True,
        two_way=True,
        event_stream=True,
        custom_start_point=True,
        views=True,
        assumptions={"dump_gib_per_hour": 250, "dump_size_gb": 7},
    )
    assert ran.json == advice.to_dict()
    assert None not in ran.json["situation"].values()


def test_what_is_left_out_is_not_known(cli: Cli) -> None:
    situation = cli(*PAIR, "--format", "json").json["situation"]

    assert [name for name, value in situation.items() if value is None] == [
        "size_gib",
        "peak_mb_per_second",
        "busiest_table_mb_per_second",
        "outage_minutes",
        "same_account",
        "same_region",
        "source_place",
        "kafka_in_use",
        "tables_without_keys",
        "uneven_load",
    ]


@pytest.mark.parametrize("form", ["text", "json", "markdown"])
def test_it_is_a_problem_when_every_tool_is_ruled_out(form: str, cli: Cli) -> None:
    ran = cli(*PAIR, *BUSY, "--format", form)

    assert (ran.code, ran.err) == (1, "")
    assert "every tool is ruled out" in ran.out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["advise", "--from", "mysql", "--to", "postgresql"], "got 'postgresql' (did you mean 'postgres'?) [DMS-W001]"),
        (["advise", "--from", "orcle", "--to", "mysql"], "--from must be the name that DMS has for an engine, one of "),
        ([*PAIR, "--size-gib", "-1"], "--size-gib must be a number of 0 or more, got -1.0 [DMS-W002]"),
        ([*PAIR, "--target-on", "outside"], "--target-on must be rds or left out, because Aurora PostgreSQL"),
        (
            [*PAIR, "--peak-mb-per-second", "2", "--busiest-table-mb-per-second", "3"],
            "which counts all tables, got 3 and 2; write --peak-mb-per-second 3 or more [DMS-W005]",
        ),
        ([*PAIR, "--assume", "dump_size=3"], "(did you mean 'dump_size_gb'?) [DMS-W006]"),
        ([*PAIR, "--assume", "dump_size_gb"], "--assume takes NAME=NUMBER, such as dump_gib_per_hour=250"),
        ([*PAIR, "--assume", "dump_size_gb=much"], "got 'dump_size_gb=much'"),
    ],
)  # fmt: skip
def test_a_mistake_is_said_in_one_line(arguments: list[str], words: str, cli: Cli) -> None:
    ran = cli(*arguments)

    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("Error: ")
    assert words in ran.err
    assert ran.err.count("\n") == 1


@pytest.mark.parametrize("arguments", [["advise"], ["advise", "--from", "mysql"], [*PAIR, "--purpose", "fun"]])
def test_bad_usage_is_trouble(arguments: list[str], cli: Cli) -> None:
    assert cli(*arguments).code == 2


def test_help_tells_what_is_known_and_what_is_asked(cli: Cli) -> None:
    ran = cli("advise", "--help", COLUMNS="200", TERMINAL_WIDTH="200")

    text = " ".join(re.sub(r"[│╭╮╰╯─]", " ", re.sub(r"\x1b\[[0-9;]*m", "", ran.out)).split())
    wanted = ["What is known", "What is asked of the tool", "--from", "--to", "aurora (Aurora MySQL)", "1 every tool"]
    assert ran.code == 0
    assert [word for word in wanted if word not in text] == []


def test_a_terminal_gets_colours() -> None:
    code, shown = on_a_terminal(*PAIR)

    assert code == 0
    assert "\x1b[1;32m" in shown


def test_it_loads_neither_the_cdk_nor_a_driver() -> None:
    code = (
        "import sys; from dms_constructs.cli import program\n"
        "try: program.run(sys.argv[1:])\n"
        "except SystemExit: pass\n"
        "print({'aws_cdk', 'jsii', 'constructs', 'sqlalchemy', 'psycopg', 'pymysql'} & {*sys.modules})"
    )

    done = python(code, *PAIR)

    assert done.stdout.splitlines()[-1] == "set()", done.stderr


def test_help_shows_every_option_in_full_on_a_narrow_terminal(cli: Cli) -> None:
    shown = cli("advise", "--help").out

    assert "…" not in shown
    for option in ("--busiest-table-mb-per-second", "--tables-without-keys", "--all-tables-have-keys", "--source-on"):
        assert option in shown

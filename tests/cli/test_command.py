"""The command as people run it, in a process of its own."""

from __future__ import annotations

import os
import re
import shlex
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from dms_constructs.cli import task_files
from tests.cli.conftest import Cli
from tests.cli.documents import CATALOG, SHOP, WRONG
from tests.cli.process import COMMAND, environment, on_a_terminal, python, run

Write = Callable[..., Path]


# Entry point


def test_says_its_version(cli: Cli) -> None:
    done = run("--version")

    assert (done.returncode, done.stderr) == (0, "")
    assert re.fullmatch(r"dms-constructs \d+\.\d+\.\d+\n", done.stdout)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], ["catalog", "mappings", "settings", "--version", "Exit codes: 0 fine"]),
        (["catalog"], ["URL", "--output", "DMS_CONSTRUCTS_PASSWORD", "PGPASSWORD", "sslmode"]),
        (["mappings"], ["check", "explain", "diff"]),
        (["mappings", "check"], ["FILE", "--strict", "--format", "- is stdin", "1 a problem"]),
        (["mappings", "explain"], ["FILE", "--catalog", "--target-schema", "--format"]),
        (["settings"], ["python", "check", "diff"]),
        (
            ["settings", "python"],
            ["FILE", "--task", "--output", "aws dms describe-replication-tasks", "2 could not run"],
        ),
        (["settings", "check"], ["FILE", "--catalog", "--strict", "--format", "worth a thought", "1 a problem"]),
        (["settings", "diff"], ["OLD", "NEW", "--task", "by meaning", "1 a difference"]),
        (["explain"], ["CODE", "--format", "DMS-I003", "mappings.lobsWithoutKey", "2 there is no such code"]),
        (["mappings", "diff"], ["OLD", "NEW", "--catalog", "--fail-on", "only a reload", "--task"]),
    ],
)
def test_help_tells_what_there_is(arguments: list[str], words: list[str], cli: Cli) -> None:
    ran = cli(*arguments, "--help")

    text = " ".join(re.sub(r"[│╭╮╰╯─]", " ", re.sub(r"\x1b\[[0-9;]*m", "", ran.out)).split())
    assert ran.code == 0
    assert [word for word in words if word not in text] == []


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["mappings"],
        ["settings"],
        ["nonsense"],
        ["mappings", "check"],
        ["settings", "diff"],
        ["catalog", "--nonsense"],
        ["explain"],
    ],
)
def test_bad_usage_is_trouble(arguments: list[str], cli: Cli) -> None:
    assert cli(*arguments).code == 2


def test_it_runs_as_a_module_too() -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", "dms_constructs.cli", "explain", "DMS-I003"],
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("DMS-I003 (error): ")


WITHOUT = (
    "import sys\n"
    "for each in sys.argv.pop(1).split(','): sys.modules[each] = None\n"
    "from dms_constructs.cli import main; main()"
)
EXTRA = ["psycopg[binary]", "pymysql[rsa]", "rich", "sqlalchemy", "typer"]


@pytest.mark.parametrize("missing", [["typer"], ["rich"], ["rich", "typer"]], ids=str)
@pytest.mark.parametrize("arguments", [["--help"], ["explain", "DMS-I003"]], ids=str)
def test_a_missing_library_is_said_in_one_line_with_what_to_install(missing: list[str], arguments: list[str]) -> None:
    done = python(WITHOUT, ",".join(missing), *arguments)

    assert (done.returncode, done.stdout) == (2, "")
    needs, _, command = done.stderr.partition(": ")
    assert needs == f"dms-constructs needs {', '.join(missing)}, of its extra cli"
    assert [re.split("[<>]", each)[0] for each in shlex.split(command)[2:]] == missing
    assert all(re.search("[<>]", each) for each in shlex.split(command)[2:])


def test_all_of_the_extra_is_installed_at_once() -> None:
    done = python(WITHOUT, "psycopg,pymysql,rich,sqlalchemy,typer", "--help")

    command = done.stderr.partition(": ")[2]
    assert command.startswith("pip install ")
    assert [re.split("[<>]", each)[0] for each in shlex.split(command)[2:]] == EXTRA


DRIVERS = "psycopg,pymysql,sqlalchemy"


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["--version"],
        ["mappings", "explain", "--help"],
        ["explain", "DMS-I003"],
        ["explain", "mappings.lobsWithoutKey"],
        ["advise", "--from", "mysql", "--to", "postgres"],
        ["size", "--tables", "3", "--total-gib", "5"],
    ],
    ids=" ".join,
)
def test_what_reads_no_server_needs_no_driver(arguments: list[str]) -> None:
    done = python(WITHOUT, DRIVERS, *arguments)

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout


def test_files_are_explained_without_drivers(write: Write) -> None:
    files = [str(write("shop.json", SHOP)), "--catalog", str(write("catalog.json", CATALOG.to_json()))]

    assert python(WITHOUT, DRIVERS, "mappings", "explain", *files).returncode == 0


@pytest.mark.parametrize(
    ("url", "missing", "needs"),
    [
        ("mysql://a@127.0.0.1:1/", "psycopg,pymysql", "pymysql"),
        ("mariadb://a@127.0.0.1:1/", "pymysql,sqlalchemy", "sqlalchemy, pymysql"),
        ("postgresql://a@127.0.0.1:1/x", "psycopg", "psycopg"),
    ],
)
def test_a_server_needs_its_own_driver(url: str, missing: str, needs: str) -> None:
    done = python(WITHOUT, missing, "catalog", url)

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"Error: dms-constructs needs {needs}, of its extra cli: pip install ")


def test_a_server_needs_no_driver_of_others() -> None:
    done = python(WITHOUT, "psycopg", "catalog", "mysql://a@127.0.0.1:1/")

    assert (done.returncode, "can't reach a" in done.stderr or "can't reach 127" in done.stderr) == (2, True), (
        done.stderr
    )


def test_importing_it_loads_nothing_that_may_be_missing() -> None:
    done = python("import sys, dms_constructs.cli; print({'typer', 'rich', 'sqlalchemy'} & {*sys.modules})")

    assert done.stdout == "set()\n"


def test_it_loads_neither_the_cdk_nor_a_driver_to_check_a_file(write: Write) -> None:
    code = (
        "import sys; from dms_constructs.cli import program\n"
        "try: program.run(['mappings', 'check', sys.argv[1]])\n"
        "except SystemExit: pass\n"
        "print({'aws_cdk', 'jsii', 'constructs', 'sqlalchemy', 'psycopg', 'pymysql'} & {*sys.modules})"
    )

    done = python(code, str(write("shop.json", SHOP)))

    assert done.stdout.splitlines()[-1] == "set()", done.stderr


def test_it_loads_no_settings_to_check_mappings(write: Write) -> None:
    code = (
        "import sys; from dms_constructs.cli import program\n"
        "try: program.run(['mappings', 'check', sys.argv[1]])\n"
        "except SystemExit: pass\n"
        "print([name for name in sys.modules if name.startswith('dms_constructs.settings')])"
    )

    assert python(code, str(write("shop.json", SHOP))).stdout.splitlines()[-1] == "[]"


# Terminals and pipes


def test_a_pipe_gets_no_colours(write: Write) -> None:
    done = run("mappings", "check", write("shop.json", WRONG))

    assert done.returncode == 1
    assert "\x1b" not in done.stdout + done.stderr


def test_a_terminal_gets_colours(write: Write) -> None:
    code, shown = on_a_terminal("mappings", "check", write("shop.json", WRONG))

    assert code == 1
    assert "\x1b[31m" in shown


def test_a_terminal_gets_no_colours_when_none_are_wanted(write: Write) -> None:
    code, shown = on_a_terminal("mappings", "check", write("shop.json", WRONG), NO_COLOR="1")

    assert (code, "Problem: " in shown) == (1, True)
    assert re.search(r"\x1b\[[0-9;]*3[0-9]m", shown) is None


def test_results_go_to_stdout_and_errors_to_stderr(tmp_path: Path) -> None:
    done = run("mappings", "check", tmp_path / "nowhere.json")

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("Error: ")


def test_a_reader_that_has_enough_is_no_error(write: Write) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as closed:
        done = subprocess.run(
            [COMMAND, "mappings", "check", write("shop.json", SHOP)],
            env=environment(),
            stdout=closed,
            stderr=subprocess.PIPE,
            check=False,
        )

    assert (done.returncode, done.stderr) == (141, b"")


def test_names_that_an_encoding_lacks_are_escaped(write: Write) -> None:
    rule = {**SHOP["rules"][0], "object-locator": {"schema-name": "Bücher", "table-name": "%"}}

    done = run("mappings", "check", write("shop.json", {"rules": [rule]}), PYTHONIOENCODING="ascii")

    assert done.returncode == 0
    assert "schema B\\xfccher" in done.stdout


def test_a_password_is_asked_for_without_showing_it() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound but not listening: nobody else gets the port, and nobody answers
        place = f"127.0.0.1:{taken.getsockname()[1]}"

        code, shown = on_a_terminal("catalog", f"postgresql://dms@{place}/shop", typed=b"hunter2\n")

    assert code == 2
    assert f"Password of user dms at {place} (Enter for none): " in shown
    assert "can't reach" in shown
    assert "hunter2" not in shown


# Errors and interruptions


def test_an_unexpected_exception_is_one_line(cli: Cli, write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_given: object) -> object:
        raise RuntimeError("it\nbroke")

    monkeypatch.setattr(task_files, "read", broken)

    ran = cli("mappings", "check", write("shop.json", SHOP))

    assert (ran.code, ran.out) == (2, "")
    assert ran.err.splitlines() == [
        "Error: unexpected RuntimeError: it broke",
        "This is a bug in dms-constructs: `dms-constructs --debug ...` shows where.",
    ]


def test_the_traceback_is_there_for_whoever_wants_it(cli: Cli, write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_given: object) -> object:
        raise RuntimeError("it broke")

    monkeypatch.setattr(task_files, "read", broken)

    ran = cli("--debug", "mappings", "check", write("shop.json", SHOP))

    assert ran.code == 2
    assert "Traceback (most recent call last)" in ran.err
    assert "in broken" in ran.err


def test_an_exception_of_an_option_is_one_line_too(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_name: str) -> str:
        raise RuntimeError("it broke")

    monkeypatch.setattr("importlib.metadata.version", broken)

    ran = cli("--version")

    assert (ran.code, ran.err.splitlines()[0]) == (2, "Error: unexpected RuntimeError: it broke")


def test_trouble_has_a_traceback_too_for_whoever_wants_it(cli: Cli, tmp_path: Path) -> None:
    assert "Traceback" in cli("--debug", "mappings", "check", tmp_path / "nowhere.json").err


def test_an_interruption_is_quiet() -> None:
    with socket.socket() as server:
        server.settimeout(30)
        server.bind(("127.0.0.1", 0))
        server.listen()
        url = f"mysql://dms@127.0.0.1:{server.getsockname()[1]}/"
        with subprocess.Popen(
            [COMMAND, "catalog", url],
            env=environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as process:
            connection, _ = server.accept()  # it waits for the server's greeting now
            with connection:
                process.send_signal(signal.SIGINT)
                out, said = process.communicate(timeout=30)

    assert (process.returncode, out, said) == (130, "", "")

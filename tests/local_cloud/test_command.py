"""`python -m local_cloud`, as people use it."""

from __future__ import annotations

import fcntl
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.local_cloud.account import until

APPS = Path(__file__).parent / "apps"


def command(*arguments: object, home: Path) -> list[str]:
    return [sys.executable, "-m", "local_cloud", "--home", str(home), *(str(each) for each in arguments)]


def run(*arguments: object, home: Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command(*arguments, home=home), cwd=cwd, capture_output=True, text=True, check=False)


def test_help_says_what_it_does(tmp_path: Path, project: Path) -> None:
    done = run("--help", home=tmp_path, cwd=project)

    assert done.returncode == 0
    assert "It needs no account and never reaches the real AWS." in " ".join(done.stdout.split())


def test_stopping_what_does_not_run_is_no_error(tmp_path: Path, project: Path) -> None:
    done = run("--stop", home=tmp_path, cwd=project)

    assert (done.returncode, done.stderr) == (0, "No local cloud is running.\n")


@pytest.mark.parametrize("context", ["novalue", "=x"])
def test_context_needs_a_key_and_a_value(tmp_path: Path, project: Path, context: str) -> None:
    done = run("-c", context, home=tmp_path, cwd=project)

    assert done.returncode == 2
    assert "expected KEY=VALUE" in done.stderr


def test_taken_port_is_said_plainly(tmp_path: Path, project: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        done = run("--port", port, home=tmp_path, cwd=project)

    assert done.returncode == 2
    assert f"Error: port {port} is taken; leave out --port to use any free one" in done.stderr
    assert "Traceback" not in done.stderr


def test_broken_app_is_reported_in_the_words_of_the_cdk(tmp_path: Path, project: Path) -> None:
    done = run("--app", APPS / "broken", home=tmp_path, cwd=project)

    assert done.returncode == 1
    assert "cdk synth failed:" in done.stderr
    assert "NameError: the app is broken" in done.stderr
    assert "Traceback" not in done.stderr


def test_unknown_stack_is_answered_with_those_there_are(tmp_path: Path, project: Path) -> None:
    done = run("--app", APPS / "small", "--stack", "Three", home=tmp_path, cwd=project)

    assert (done.returncode, done.stderr.splitlines()[-1]) == (2, "Error: there is no stack Three; there are One, Two")


def test_one_stack_is_deployed_by_its_name(tmp_path: Path, project: Path) -> None:
    done = run("--app", APPS / "small", "--stack", "One", home=tmp_path, cwd=project)

    assert done.returncode == 0, done.stderr
    assert "Deploying One ..." in done.stderr
    assert "DMS has no resources." in done.stdout


def test_interruption_leaves_nothing_behind(tmp_path: Path, project: Path) -> None:
    program = subprocess.Popen(
        command(home=tmp_path), cwd=project, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    until(lambda: (tmp_path / "running.json").exists() and (tmp_path / "running.json").read_text())

    program.send_signal(signal.SIGINT)
    _, said = program.communicate(timeout=30)

    assert (program.returncode, said.splitlines()[-1]) == (130, "Interrupted; everything is stopped.")
    assert not (tmp_path / "running.json").exists()
    assert not (tmp_path / "tmp").exists()


def test_server_ends_with_a_launcher_that_is_killed(tmp_path: Path, project: Path) -> None:
    waiting = "import sys; from pathlib import Path; from local_cloud.server import LocalCloud; "
    waiting += f"LocalCloud(Path({str(tmp_path)!r})).start(); print('started', flush=True); sys.stdin.read()"
    launcher = subprocess.Popen(
        [sys.executable, "-c", waiting], cwd=project, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert launcher.stdout
    assert launcher.stdout.readline() == "started\n"
    assert is_running(tmp_path)

    launcher.kill()
    launcher.communicate()

    until(lambda: not is_running(tmp_path))


def is_running(home: Path) -> bool:
    """Whether a server holds the lock of a folder."""
    with (home / "running.json").open() as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False

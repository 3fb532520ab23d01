"""The command in a process of its own."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
from pathlib import Path

from tests.cli.conftest import CLEAN

__all__ = ["COMMAND", "environment", "on_a_terminal", "python", "run"]

COMMAND = str(Path(sys.executable).parent / "dms-constructs")


def environment(**more: str) -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name not in CLEAN} | more


def run(*arguments: object, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [COMMAND, *(str(each) for each in arguments)],
        env=environment(**more),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def python(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", code, *arguments],
        env=environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def on_a_terminal(*arguments: object, typed: bytes = b"", interrupted_at: str = "", **more: str) -> tuple[int, str]:
    """
    Run the command with a terminal as its stdin, stdout and stderr.

    Type something when it asks for a password, and interrupt it when it shows some words.
    """
    ours, its = pty.openpty()
    command = [COMMAND, *(str(each) for each in arguments)]
    with subprocess.Popen(
        command,
        env=environment(TERM="xterm-256color", **more),
        stdin=its,
        stdout=its,
        stderr=its,
        start_new_session=True,
    ) as process:
        os.close(its)
        shown = b""
        try:
            while chunk := os.read(ours, 4096):
                shown += chunk
                if typed and b"Password" in shown:
                    os.write(ours, typed)
                    typed = b""
                if interrupted_at and interrupted_at in shown.decode(errors="replace"):
                    process.send_signal(signal.SIGINT)
                    interrupted_at = ""
        except OSError:
            pass  # how Linux says that the other side of a terminal is closed
    os.close(ours)
    return process.returncode, shown.decode()

"""
The suite can run where the keyboard's signals are ignored, as in a background job of a shell: `make test &`.

A program inherits what is ignored, so databases and commands that a test stops with a signal would go on.
"""

import subprocess
import sys
from pathlib import Path

import pytest

SIGNALS = ["SIGINT", "SIGQUIT"]
SAYS = "import signal; print(signal.getsignal(signal.{name}) == signal.{handler})"
SENT = "import os, signal; os.kill(os.getpid(), signal.{name}); print('goes on')"


def in_a_background_job(program: str, project: Path) -> str:
    """Run a program as a shell without job control runs what ends in `&`."""
    job = ["bash", "-c", '"$0" -c "$1" & wait $!', sys.executable, program]
    return subprocess.run(job, cwd=project, capture_output=True, text=True, check=True).stdout.strip()


@pytest.mark.parametrize("name", SIGNALS)
def test_a_background_job_ignores_it(name: str, project: Path) -> None:
    assert in_a_background_job(SAYS.format(name=name, handler="SIG_IGN"), project) == "True"


@pytest.mark.parametrize("name", SIGNALS)
def test_what_the_suite_starts_there_does_not(name: str, project: Path) -> None:
    says = SAYS.format(name=name, handler="SIG_DFL" if name == "SIGQUIT" else "default_int_handler")
    start = f"import tests.conftest, subprocess, sys; subprocess.run([sys.executable, '-c', {says!r}], check=True)"

    assert in_a_background_job(start, project) == "True"


@pytest.mark.parametrize("name", SIGNALS)
def test_the_suite_itself_still_does(name: str, project: Path) -> None:
    assert in_a_background_job(f"import tests.conftest; {SENT.format(name=name)}", project) == "goes on"

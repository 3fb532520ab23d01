"""A database server of a test run: on loopback, on a free port, in a folder of its own."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn
from urllib.parse import quote

import pytest

__all__ = ["Home", "Server", "free_port", "missing", "running"]

_PATIENCE = 60.0
_POLL = 0.05


@dataclass(frozen=True)
class Server:
    """Where a server listens, and users of it. The reader may read tables, and nothing else."""

    scheme: str
    port: int
    user: str
    password: str
    database: str
    reader: str
    reader_password: str
    host: str = "127.0.0.1"

    def url(self, user: str | None = None, database: str | None = None, **query: str) -> str:
        """Return its address without a password."""
        options = "&".join(f"{name}={quote(value, safe='')}" for name, value in query.items())
        return (
            f"{self.scheme}://{quote(user or self.user, safe='')}@{self.host}:{self.port}/"
            f"{quote(database or self.database, safe='')}{'?' * bool(options)}{options}"
        )


class Home:
    """The folder of a server, and the right user for its programs: servers refuse to run as root."""

    def __init__(self, path: Path, account: str) -> None:
        self.path = path
        self.log = path / "log"
        # Only root may start programs as somebody else.
        self._account = pwd.getpwnam(account) if os.geteuid() == 0 else None
        self.own(path)

    def own(self, path: Path) -> None:
        """Let the server's user have a file or folder."""
        if self._account is not None:
            os.chown(path, self._account.pw_uid, self._account.pw_gid)

    def start(self, *command: str | Path) -> subprocess.Popen[bytes]:
        """Start a program as the server's user; what it says goes to the log."""
        account = self._account
        with self.log.open("ab") as log:
            return subprocess.Popen(
                [str(part) for part in command],
                cwd=self.path,
                env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "HOME": str(self.path)},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                user=account.pw_uid if account else None,
                group=account.pw_gid if account else None,
                extra_groups=[] if account else None,
                start_new_session=True,  # Ctrl-C is for pytest, which then stops the servers
            )

    def run(self, *command: str | Path) -> None:
        """Run a program to its end, or fail with what it said."""
        if self.start(*command).wait() != 0:
            self.fail(f"{command[0]} failed")

    def fail(self, what: str) -> NoReturn:
        """Fail with the end of the log."""
        said = self.log.read_text(encoding="utf-8", errors="replace").splitlines()[-15:]
        raise RuntimeError("\n".join([what, *said]))


@contextlib.contextmanager
def running(
    account: str,
    start: Callable[[Home], subprocess.Popen[bytes]],
    ready: Callable[[Home], object],
    stop: signal.Signals,
) -> Iterator[Home]:
    """Start a server in a new folder, wait until it answers, and stop it at the end."""
    folder = Path(tempfile.mkdtemp(prefix="dms-test-"))
    try:
        home = Home(folder, account)
        process = start(home)
        try:
            _wait(process, home, ready)
            yield home
        finally:
            process.send_signal(stop)
            try:
                process.wait(_PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _wait(process: subprocess.Popen[bytes], home: Home, ready: Callable[[Home], object]) -> None:
    deadline = time.monotonic() + _PATIENCE
    while True:
        if process.poll() is not None:
            home.fail(f"the server ended with code {process.returncode}")
        try:
            ready(home)
        except Exception as error:  # each driver has its own words for a server that is not there yet
            if time.monotonic() > deadline:
                home.fail(f"the server does not answer: {error}")
            time.sleep(_POLL)
        else:
            return


def free_port() -> int:
    """Return a port of loopback that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def missing(what: str, package: str) -> NoReturn:
    """Skip the test that needs a server; in CI, where every test counts, fail it."""
    reason = f"no {what} server on this machine; install Debian's package {package}"
    if os.environ.get("CI", "") not in {"", "0", "false"}:
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)

"""Starting the local cloud, waiting for it, and stopping it again with all it started."""

from __future__ import annotations

import contextlib
import fcntl
import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from local_cloud.environment import REGION, client, client_environment, server_environment
from local_cloud.plugin.configuration import CALL_LOG

__all__ = ["LocalCloud", "LocalCloudError", "end_group", "stop_running"]

_ROOT = Path(__file__).resolve().parent.parent
_LOOPBACK = "127.0.0.1"
_PATIENCE = 60
# Locked as long as the server of a folder runs, whoever started it; says where it is.
_RUNNING = "running.json"
# The server's TMPDIR, see environment.py.
_SCRATCH = "tmp"


class LocalCloudError(Exception):
    """What can be expected to go wrong on a user's machine, in words for that user."""


class LocalCloud:
    """
    A server process of its own, on a port and with a folder of its own.

        with LocalCloud() as cloud:
            dms = cloud.client("dms")

    Any number of them can run at the same time.

    Args:
        home: Where it keeps its log and its files; by default, a temporary folder that goes with it.
        port: Where it listens; by default, any free port.
        outlives: Whether it goes on when this process ends. By default it ends too, even if this process is killed.
        settings: More environment variables for the server, for example those of `plugin/configuration.py`.
    """

    def __init__(
        self,
        home: Path | None = None,
        *,
        port: int = 0,
        outlives: bool = False,
        settings: Mapping[str, str] | None = None,
    ) -> None:
        self._temporary = home is None
        self.home = Path(tempfile.mkdtemp(prefix="local-cloud-")) if home is None else home.resolve()
        self.port = port
        self._outlives = outlives
        self._settings = dict(settings or {})
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def endpoint(self) -> str:
        """The URL at which it serves every AWS API."""
        return f"http://localhost:{self.port}"

    @property
    def call_log(self) -> Path:
        """Where every DMS call is written down."""
        return self.home / "dms-calls.jsonl"

    @property
    def server_log(self) -> Path:
        """What the server says, in case of trouble."""
        return self.home / "server.log"

    @property
    def environment(self) -> dict[str, str]:
        """The environment for programs that are to use it."""
        return client_environment(self.endpoint, self.home)

    def __enter__(self) -> LocalCloud:
        self.start()
        try:
            self.wait()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Start the server process without waiting until it serves."""
        self.home.mkdir(parents=True, exist_ok=True)
        with _held(self.home / _RUNNING) as running:
            try:
                self._start(running)
            except BaseException:
                self._clean()
                raise

    def _start(self, running: IO[str]) -> None:
        (self.home / _SCRATCH).mkdir(exist_ok=True)
        self.call_log.unlink(missing_ok=True)
        with _listening_socket(self.port) as listener, self.server_log.open("wb") as log:
            self.port = listener.getsockname()[1]
            self._process = self._launch(listener, running, log)
        json.dump({"pid": self._process.pid, "endpoint": self.endpoint}, running)

    def _launch(self, listener: socket.socket, running: IO[str], log: IO[bytes]) -> subprocess.Popen[bytes]:
        # The socket is opened here and handed on: so no other program can take the port meanwhile, and a first request
        # just waits until the server gets to it.
        follow = [] if self._outlives else ["--follow"]
        return subprocess.Popen(
            [sys.executable, "-m", "local_cloud.plugin", str(listener.fileno()), *follow],
            cwd=_ROOT,
            env={**server_environment(self.port, self.home), CALL_LOG: str(self.call_log), **self._settings},
            stdin=subprocess.DEVNULL if self._outlives else subprocess.PIPE,
            stdout=log,
            stderr=subprocess.STDOUT,
            pass_fds=[listener.fileno(), running.fileno()],
            # A process group of its own: Ctrl-C is ours to handle, and stopping it stops its Lambda functions.
            start_new_session=True,
        )

    def wait(self) -> None:
        """Wait until it serves."""
        try:
            self._get("/_ministack/health")
        except (OSError, http.client.HTTPException) as error:
            said = self.server_log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
            raise LocalCloudError("\n".join(["the local cloud did not start:", *said[-15:]])) from error

    def stop(self) -> None:
        """Stop it, its Lambda functions, and remove what is no longer needed."""
        if self._process is None:
            return
        end_group(self._process.pid)
        self._process.wait()
        if self._process.stdin:
            self._process.stdin.close()
        self._process = None
        self._clean()

    def _clean(self) -> None:
        (self.home / _RUNNING).unlink(missing_ok=True)
        shutil.rmtree(self.home if self._temporary else self.home / _SCRATCH, ignore_errors=True)

    def client(self, service: str, *, account: str | None = None, region: str = REGION) -> Any:
        """Make a boto3 client of it; each `account` of twelve digits is a world of its own."""
        return client(self.endpoint, service, account=account, region=region)

    def door(self, action: str, request: Mapping[str, object]) -> dict[str, Any]:
        """Do what no AWS API can: see `plugin/door.py`."""
        status, body = self._request("POST", f"/_local/dms/{action}", json.dumps(request))
        answer: dict[str, Any] = json.loads(body)
        if status != http.client.OK:
            raise LocalCloudError(f"{action}: {answer['message']}")
        return answer

    def _get(self, path: str) -> bytes:
        return self._request("GET", path)[1]

    def _request(self, method: str, path: str, body: str | None = None) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection(_LOOPBACK, self.port, timeout=_PATIENCE)
        with contextlib.closing(connection):
            connection.request(method, path, body)
            response = connection.getresponse()
            return response.status, response.read()


@contextlib.contextmanager
def _held(path: Path) -> Iterator[IO[str]]:
    """Lock a file; a process that inherits it goes on holding it."""
    with path.open("a", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise LocalCloudError(
                f"a local cloud is running in {path.parent} already; stop it with `python -m local_cloud --stop`"
            ) from None
        file.truncate(0)
        yield file


def stop_running(home: Path) -> bool:
    """Stop the server that runs in a folder, whoever started it; say whether there was one."""
    path = home / _RUNNING
    if not path.exists():
        return False
    with path.open(encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            # Whoever holds the lock is the process the file names: its number can't be another's by now.
            end_group(json.load(file)["pid"])
            fcntl.flock(file, fcntl.LOCK_EX)
            found = True
        else:
            found = False
    path.unlink()
    shutil.rmtree(home / _SCRATCH, ignore_errors=True)
    return found


def _listening_socket(port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((_LOOPBACK, port))
    except OSError as error:
        listener.close()
        raise LocalCloudError(f"port {port} is taken; leave out --port to use any free one") from error
    listener.listen(128)
    return listener


def end_group(group: int) -> None:
    """End a process group at once: nothing in it is worth saving, and asking politely takes MiniStack two seconds."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(group, signal.SIGKILL)

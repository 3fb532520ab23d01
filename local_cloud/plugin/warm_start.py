"""
Starting the processes of Python functions in hundredths of a second: they are forked from one that has boto3 loaded.

A process started afresh takes half a second for that, and every function of every stack has some. Functions that bring
a boto3 of their own are started afresh, and so are all where the system has no descriptors of processes.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

from local_cloud.plugin import inside

__all__ = ["install"]

_TEMPLATE = Path(__file__).with_name("warm_start_template.py")
_OWN = ("boto3", "botocore")


class _Process:
    """A forked process, with as much of `subprocess.Popen` as MiniStack uses."""

    def __init__(self, pid: int, ends: list[int]) -> None:
        self.pid = pid
        self._descriptor = os.pidfd_open(pid)
        self.stdin = os.fdopen(ends[0], "w", buffering=1)
        self.stdout = os.fdopen(ends[1], buffering=1)
        self.stderr = os.fdopen(ends[2], buffering=1)

    def poll(self) -> int | None:
        """Return something if it has ended; how, nobody asks."""
        return 0 if self._ended(0) else None

    def wait(self, timeout: float | None = None) -> int:
        """Wait until it ends."""
        if not self._ended(timeout):
            raise subprocess.TimeoutExpired("function", timeout or 0)
        return 0

    def terminate(self) -> None:
        """Ask it to end."""
        self._send(signal.SIGTERM)

    def kill(self) -> None:
        """End it."""
        self._send(signal.SIGKILL)

    def __del__(self) -> None:
        os.close(self._descriptor)

    def _ended(self, timeout: float | None) -> bool:
        return bool(select.select([self._descriptor], [], [], timeout)[0])

    def _send(self, number: signal.Signals) -> None:
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._descriptor, number)


class _Starter:
    """MiniStack's `subprocess`: the module, with another way to start Python."""

    def __init__(self) -> None:
        self._possible = _descriptors_of_processes()
        self._lock = threading.Lock()
        self._template: socket.socket | None = None

    def __getattr__(self, name: str) -> Any:
        return getattr(subprocess, name)

    def Popen(self, arguments: list[str], **more: Any) -> Any:  # noqa: N802 -- the module's name for it
        """Start a process."""
        folder = Path(more["cwd"])
        if not self._possible or arguments[0] != sys.executable or any((folder / each).exists() for each in _OWN):
            return subprocess.Popen(arguments, **more)
        return self._fork({"script": arguments[1], "folder": str(folder), "environment": dict(more["env"])})

    def _fork(self, wanted: dict[str, Any]) -> _Process:
        (to_read, to_write), (out_read, out_write), (error_read, error_write) = os.pipe(), os.pipe(), os.pipe()
        theirs = [to_read, out_write, error_write]
        message = json.dumps(wanted).encode()
        with self._lock:
            template = self._template = self._template or _start_template()
            socket.send_fds(template, [len(message).to_bytes(4, "big")], theirs)
            template.sendall(message)
            # It isn't waited for by its parent before the next request, so the number still is its own.
            process = _Process(int.from_bytes(template.recv(4), "big"), [to_write, out_read, error_read])
        for each in theirs:
            os.close(each)
        return process


def _descriptors_of_processes() -> bool:
    """Say whether the system has them: not all kernels do, and some sandboxes forbid them."""
    if not hasattr(os, "pidfd_open"):
        return False
    try:
        os.close(os.pidfd_open(os.getpid()))
    except OSError:
        return False
    return True


def install() -> None:
    """Take the place of `subprocess` where MiniStack starts functions."""
    vars(inside.lambda_runtime)["subprocess"] = _Starter()


def _start_template() -> socket.socket:
    ours, its = socket.socketpair()
    with its:
        subprocess.Popen([sys.executable, str(_TEMPLATE), str(its.fileno())], pass_fds=[its.fileno()])
    ours.sendall(inside.lambda_runtime.INVOKE_DEPTH_BOOTSTRAP.encode() + b"\0")
    return ours

"""
The clock of this cloud: everything in it that takes time goes by it.

By default it is the machine's. With `LOCAL_CLOUD_CLOCK=jumping` nobody waits: a sleep returns at once and moves the
clock on. Whoever waits for real work, such as that of a Lambda function's process, must do so in real time: sleeping
here in a loop would let hours pass meanwhile.
"""

from __future__ import annotations

import mmap
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timezone
from pathlib import Path

from local_cloud.plugin.configuration import configuration

__all__ = ["advance", "at", "iso_now", "now", "share", "sleep"]

_lock = threading.Lock()
_ahead = 0.0
_moment = threading.local()
_shared: list[mmap.mmap] = []


def now() -> float:
    """Tell the time, in seconds since the epoch."""
    pinned: float | None = getattr(_moment, "value", None)
    return time.time() + _ahead if pinned is None else pinned


def iso_now() -> str:
    """Tell the time as AWS writes it."""
    return datetime.fromtimestamp(now(), tz=timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


def advance(seconds: float) -> None:
    """Move the clock on, also one that doesn't jump."""
    global _ahead  # noqa: PLW0603 -- there is one clock
    with _lock:
        _ahead += seconds
        for each in _shared:
            struct.pack_into("d", each, 0, _ahead)


def share(path: Path) -> None:
    """Keep in a file, as a double of eight bytes, how far this clock is ahead of the machine's: for other processes."""
    path.write_bytes(struct.pack("d", _ahead))
    with path.open("r+b") as file:
        _shared.append(mmap.mmap(file.fileno(), 8))


def sleep(seconds: float) -> None:
    """Wait until so much time has passed."""
    if configuration.clock_jumps:
        advance(seconds)
        time.sleep(0)  # lets the other threads see it
    else:
        time.sleep(seconds)


@contextmanager
def at(moment: float) -> Iterator[None]:
    """Let the time be this one for what happens inside: something that was due then happens only now."""
    before = getattr(_moment, "value", None)
    _moment.value = moment
    try:
        yield
    finally:
        _moment.value = before

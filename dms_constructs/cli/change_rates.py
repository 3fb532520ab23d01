"""How fast a source changes, from two samples of what its server counts."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import NamedTuple

from dms_constructs.catalog import ChangeRate
from dms_constructs.cli.trouble import Trouble

__all__ = ["Counters", "Wait", "measure", "pause"]

_DIGITS = 3


class Counters(NamedTuple):
    """What a server has counted so far: bytes written to its log, and transactions that changed something."""

    log_bytes: int
    transactions: int


Wait = Callable[[int, Callable[[str], None]], None]
"""Lets the seconds pass, and reports what it is doing."""


def pause(seconds: int, report: Callable[[str], None]) -> None:
    """Sleep, and report each second how many are left."""
    for left in range(seconds, 0, -1):
        report(f"Watching how fast the source changes: {left} s left ...")
        time.sleep(1)


def measure(sample: Callable[[], Counters], seconds: int, wait: Wait, report: Callable[[str], None]) -> ChangeRate:
    """Take a sample, wait, take another, and return what changed in a second."""
    before, started = sample(), time.monotonic()
    wait(seconds, report)
    after, ended = sample(), time.monotonic()
    if after.log_bytes < before.log_bytes or after.transactions < before.transactions:
        raise Trouble("the server reset its counters between the two samples; run the command again")
    elapsed = max(ended - started, 10**-_DIGITS)
    return ChangeRate(
        bytes_per_second=round((after.log_bytes - before.log_bytes) / elapsed, _DIGITS),
        transactions_per_second=round((after.transactions - before.transactions) / elapsed, _DIGITS),
        seconds=round(elapsed, _DIGITS),
    )

"""The log of every DMS call, one line of JSON each."""

from __future__ import annotations

import json
from datetime import datetime, timezone

from local_cloud.plugin import clock
from local_cloud.plugin.configuration import configuration
from local_cloud.plugin.faults import Fault
from local_cloud.plugin.model import redact
from local_cloud.plugin.store import Data

__all__ = ["log"]


def log(operation: str, request: Data, caller: str, fault: Fault | None) -> None:
    """Write down a call: who made it, what was asked for (without secrets), and what came of it."""
    if configuration.call_log is None:
        return
    entry = {
        "time": datetime.fromtimestamp(clock.now(), timezone.utc).isoformat(timespec="milliseconds"),
        "caller": caller,
        "operation": operation,
        "request": redact(request),
        "outcome": fault.code if fault else "OK",
    }
    if fault:
        entry["message"] = fault.message
    configuration.call_log.parent.mkdir(parents=True, exist_ok=True)
    with configuration.call_log.open("a", encoding="utf-8") as file:
        file.write(json.dumps(entry) + "\n")

"""Where the replication of changes starts, and where it stops."""

from __future__ import annotations

import re
from datetime import datetime, timezone

from local_cloud.plugin.faults import Fault
from local_cloud.plugin.rules import exclude, invalid
from local_cloud.plugin.store import Data, Record

__all__ = ["checkpoint", "check_positions", "needs_slot", "stop_time"]

# A date, a checkpoint, or what a source counts by: a binlog's file and offset, an LSN, an SCN.
_START = re.compile(
    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z?|checkpoint:V\d+#\S+|[\w.-]+:\d+|[0-9A-Fa-f]+/[0-9A-Fa-f]+|\d+"
    r"|[0-9A-Fa-f]{8}:[0-9A-Fa-f]{8}:[0-9A-Fa-f]{4}"
)
_STOP = re.compile(r"(server|commit)_time:(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.\d+)?Z?")
_STOPPED = {"server": "STOPPED_AT_SERVER_TIME", "commit": "STOPPED_AT_COMMIT_TIME"}
_BY_SLOT = {"postgres", "aurora-postgresql"}


def check_positions(request: Data, migration_type: str) -> None:
    """Refuse positions that can't be read, two starts at once, and a start of changes for a task without changes."""
    exclude(request, "CdcStartPosition", "CdcStartTime")
    start, stop = request.get("CdcStartPosition"), request.get("CdcStopPosition")
    if start and not _START.fullmatch(start):
        raise invalid(f"Invalid CdcStartPosition: {start}. It must be a date, a checkpoint, or an LSN or SCN.")
    if stop and not _STOP.fullmatch(stop):
        raise invalid(f"Invalid CdcStopPosition: {stop}. It must be server_time: or commit_time: and a date.")
    if (start or request.get("CdcStartTime")) and migration_type == "full-load":
        raise Fault(
            "InvalidParameterCombinationException", "A CDC start position is not valid for a full-load migration."
        )


def stop_time(position: str | None) -> tuple[float, str] | None:
    """Return when a stop position is reached, and the reason to give then."""
    found = _STOP.fullmatch(position or "")
    if not found:
        return None
    moment = datetime.strptime(found[2], "%Y-%m-%dT%H:%M:%S").replace(tzinfo=timezone.utc)
    return moment.timestamp(), _STOPPED[found[1]]


def needs_slot(source: Record) -> bool:
    """Say whether a source can start from a position only by a slot that it doesn't name."""
    named = source.data.get("PostgreSQLSettings", {}).get("SlotName")
    given = "slotname=" in source.data.get("ExtraConnectionAttributes", "").lower()
    return source.data["EngineName"] in _BY_SLOT and not named and not given


def checkpoint(source: Record, runs: int, now: float) -> str:
    """Make the checkpoint at which changes of a source stand."""
    engine = source.data["EngineName"]
    if engine in _BY_SLOT:
        return f"checkpoint:V1#{runs}#{int(now) >> 16:08X}/{int(now) & 0xFFFFFFFF:08X}#0#0#*#0#0"
    return f"checkpoint:V1#{runs}#mysql-bin-changelog.{int(now) // 3600:06d}:{int(now) % 3600 + 4}:-1:0:0#0#0#*#0#0"

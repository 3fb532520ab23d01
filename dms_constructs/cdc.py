"""Where change data capture starts and stops."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from dms_constructs._checks import not_blank, skipped, taken_as_is
from dms_constructs._code import Variable, call
from dms_constructs.endpoint_facts import EndpointFacts
from dms_constructs.engines import known, with_article
from dms_constructs.errors import ConfigurationError

__all__ = ["CdcStart", "CdcStop"]

# DMS, too, tells the three kinds of start apart by their form.
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d")
_CHECKPOINT = "checkpoint:"
_ELSE = "write dms.CdcStart.from_checkpoint(...) with that of a stopped task, or leave cdc_start out to start now"


def _utc_text(name: str, when: dt.datetime) -> str:
    """
    Render a time as DMS reads it: UTC, to the second.

    Text, because CloudFormation's CdcStartTime takes a number of milliseconds that nearly everyone gives in seconds,
    which is a start in January 1970.
    """
    if not isinstance(when, dt.datetime):
        raise ConfigurationError(
            "DMS-T001",
            f"{name} must be a datetime with a time zone, got {type(when).__name__} {when!r}; "
            "write datetime(2026, 3, 8, 12, 0, tzinfo=timezone.utc)",
            given=when,
        )
    if when.utcoffset() is None:
        raise ConfigurationError(
            "DMS-T001",
            f"{name} must have a time zone, got {when.isoformat()} without one; "
            f"write {_in_utc(when)}, or the zone it was read in",
            given=when,
        )
    return when.astimezone(dt.timezone.utc).replace(tzinfo=None, microsecond=0).isoformat()


def _in_utc(when: dt.datetime) -> str:
    """Return the code of a time that is in UTC, where programs import `datetime` and `timezone`."""
    parts = [when.year, when.month, when.day, when.hour, when.minute]
    return f"datetime({', '.join(map(str, [*parts, *([when.second] if when.second else [])]))}, tzinfo=timezone.utc)"


@dataclass(frozen=True, slots=True)
class CdcStart:
    """
    Where a change-data-capture task starts to read changes. Made by `at`, `from_log_position` or `from_checkpoint`.

    Always rendered as CdcStartPosition. Source: the DMS User Guide, page CHAP_Task.CDC.
    """

    position: str

    def __post_init__(self) -> None:
        not_blank("DMS-T002", "CdcStart.position", self.position)

    @classmethod
    def at(cls, when: dt.datetime) -> CdcStart:
        """
        Start with the changes made at a time. Not for PostgreSQL and DocumentDB sources.

        Args:
            when: A datetime with a time zone; fractions of a second are dropped.

        Raises:
            ConfigurationError: `DMS-T001`, without a time zone.
        """
        return cls(_utc_text("dms.CdcStart.at", when))

    @classmethod
    def from_log_position(cls, position: str) -> CdcStart:
        """
        Start at a position of the source's own log.

        Args:
            position: For MySQL `<binlog file>:<offset>`, for PostgreSQL an LSN such as `4AF/B00000D0` (its slot must
                exist, and the endpoint must name it), for SQL Server one such as `00000014:00000061:0001` (of
                `fn_dblog()`; a table must be published), for Oracle a system change number such as `1846378`, from
                before the first transaction that was open.

        Raises:
            ConfigurationError: `DMS-T002`, when it is empty; the task checks its form against the source's engine.
        """
        not_blank(
            "DMS-T002",
            "dms.CdcStart.from_log_position",
            position,
            call("dms.CdcStart.from_log_position", str(position) if isinstance(position, int) else Variable("...")),
        )
        if not skipped(position) and position.startswith(_CHECKPOINT):
            raise ConfigurationError(
                "DMS-T002",
                f"dms.CdcStart.from_log_position takes a log position, got a checkpoint {position!r}; "
                "write dms.CdcStart.from_checkpoint(...)",
                given=position,
            )
        return cls(position)

    @classmethod
    def from_checkpoint(cls, checkpoint: str) -> CdcStart:
        """
        Go on where another task stopped.

        Args:
            checkpoint: The text that DMS reports as RecoveryCheckpoint, `checkpoint:V1#...`.

        Raises:
            ConfigurationError: `DMS-T002`, when it does not look like one.
        """
        if not taken_as_is(checkpoint) and not (isinstance(checkpoint, str) and checkpoint.startswith(_CHECKPOINT)):
            raise ConfigurationError(
                "DMS-T002",
                "dms.CdcStart.from_checkpoint takes the RecoveryCheckpoint of a stopped task, which starts with "
                f"'checkpoint:', got {checkpoint!r}; for a position of the source's log, "
                f"write {call('dms.CdcStart.from_log_position', checkpoint or Variable('...'))}",
                given=checkpoint,
            )
        return cls(checkpoint)

    @property
    def is_log_position(self) -> bool:
        """Whether it is a position of the source's own log, and not a time or a checkpoint."""
        return _TIME.fullmatch(self.position) is None and not self.position.startswith(_CHECKPOINT)

    def check(self, source: EndpointFacts) -> None:
        """
        Raise unless the source can start there.

        Args:
            source: What is known of the source.

        Raises:
            ConfigurationError: `DMS-T003` for a start the engine does not know, `DMS-T004` without a slot.
        """
        source_engine = source.engine_name
        if source_engine is None or skipped(self.position):
            return
        points = known(source_engine.record.start_points)
        if points is None:
            return
        told = next((name for name, _ in points.told_by if source.setting(name) is not None), None)
        is_time = _TIME.fullmatch(self.position) is not None
        if is_time and points.setting is not None and source.setting(points.setting) is not None:
            return
        if is_time and not points.time:
            instead = (
                "write dms.CdcStart.from_log_position with an LSN of an existing replication slot"
                if points.needs_slot
                else _left_to_source(told) or points.write or _ELSE
            )
            raise ConfigurationError(
                "DMS-T003",
                f"cdc_start: {with_article(source_engine)} source cannot start at a time, got {self.position}; "
                f"{instead}",
                given=self.position,
            )
        if not self.is_log_position:
            return
        if points.pattern is None:
            instead = "write dms.CdcStart.at(datetime(...)) with a time, or leave cdc_start out"
            raise ConfigurationError(
                "DMS-T003",
                f"cdc_start: {with_article(source_engine)} source cannot start at a position of its log, got "
                f"{self.position!r}; {instead if points.time else _left_to_source(told) or points.write or _ELSE}",
                given=self.position,
            )
        if not points.pattern.fullmatch(self.position):
            raise ConfigurationError(
                "DMS-T003",
                f"cdc_start: a log position of {with_article(source_engine)} source looks like {points.example!r}, "
                f"got {self.position!r}; write {call('dms.CdcStart.from_log_position', points.example)} with yours",
                given=self.position,
            )
        if points.needs_slot and source.settings is not None and not source.setting("SlotName"):
            raise ConfigurationError(
                "DMS-T004",
                f"cdc_start: starting {with_article(source_engine)} source at an LSN needs a replication slot that "
                "exists already; create it, then give its name to the source endpoint, such as slot_name='dms_shop'",
                given=self.position,
            )


def _left_to_source(told: str | None) -> str:
    return "" if told is None else f"leave cdc_start out, as {told} of the source says where it starts"


@dataclass(frozen=True, slots=True)
class CdcStop:
    """
    When a change-data-capture task stops by itself. Made by `at_server_time` or `at_commit_time`.

    Source: the CdcStopPosition parameter of CreateReplicationTask in the AWS DMS API reference.
    """

    position: str

    def __post_init__(self) -> None:
        not_blank("DMS-T002", "CdcStop.position", self.position)

    @classmethod
    def at_server_time(cls, when: dt.datetime) -> CdcStop:
        """
        Stop when the clock of the replication instance passes a time.

        Raises:
            ConfigurationError: `DMS-T001`, without a time zone.
        """
        return cls(f"server_time:{_utc_text('dms.CdcStop.at_server_time', when)}")

    @classmethod
    def at_commit_time(cls, when: dt.datetime) -> CdcStop:
        """
        Stop after the last transaction that was committed on the source by a time.

        Raises:
            ConfigurationError: `DMS-T001`, without a time zone.
        """
        return cls(f"commit_time:{_utc_text('dms.CdcStop.at_commit_time', when)}")

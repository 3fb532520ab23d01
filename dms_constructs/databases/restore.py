"""What of a cluster another one is made of."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from dms_constructs._checks import is_a
from dms_constructs._code import call
from dms_constructs.errors import ConfigurationError

__all__ = ["Restore"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Restore:
    """
    What of a cluster a new one is made of. Write `Restore.clone()`, `Restore.latest()` or `Restore.to_time(...)`.

    Source: RDS API reference, RestoreDBClusterToPointInTime.

    Raises:
        ConfigurationError: `DMS-H010` for something that is not a time, a time without a time zone or to come, and the
            time of a clone.
    """

    is_clone: bool = False
    """Whether it shares the storage of its source, and shows it as it is now; by default it is a copy."""
    time: dt.datetime | None = None
    """The time that a copy shows, with a time zone; by default the latest that can be restored."""

    def __post_init__(self) -> None:
        is_a("DMS-H010", "is_clone", self.is_clone, bool, "dms.Restore.clone()")
        example = "dms.Restore.to_time(datetime(2026, 11, 28, 12, 0, tzinfo=timezone.utc))"
        is_a("DMS-H010", "time", self.time, dt.datetime, example)
        if self.time is not None and self.is_clone:
            raise ConfigurationError(
                "DMS-H010",
                "a clone shows its source as it is now, so it has no time; write dms.Restore.clone(), or "
                f"{call('dms.Restore.to_time', self.time)}",
                given=self.time,
            )
        if self.time is not None and self.time.utcoffset() is None:
            aware = self.time.replace(tzinfo=dt.timezone.utc)
            raise ConfigurationError(
                "DMS-H010",
                f"the time must have a time zone, got {self.time.isoformat()}; write "
                f"{call('dms.Restore.to_time', aware)}",
                given=self.time,
            )
        if self.time is not None and self.time > (now := dt.datetime.now(dt.timezone.utc)):
            raise ConfigurationError(
                "DMS-H010",
                f"the time must be in the past, got {self.time.isoformat()}, and it is "
                f"{now.isoformat(timespec='seconds')}; write dms.Restore.latest() for the latest that can be restored",
                given=self.time,
            )

    @classmethod
    def clone(cls) -> Restore:
        """Share the source's storage until either side changes a page: ready in minutes, whatever its size."""
        return cls(is_clone=True)

    @classmethod
    def latest(cls) -> Restore:
        """Copy the source as it was at the latest time that can be restored, usually five minutes ago."""
        return cls()

    @classmethod
    def to_time(cls, time: dt.datetime) -> Restore:
        """Copy the source as it was at a time, with a time zone, within its backup retention."""
        return cls(time=time)

    @property
    def restore_type(self) -> str:
        """AWS's word for it."""
        return "copy-on-write" if self.is_clone else "full-copy"

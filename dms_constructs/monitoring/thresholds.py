"""When an alarm goes off, by severity; the facts have the defaults, each with its reason."""

from __future__ import annotations

import enum
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import timedelta
from typing import Any

from dms_constructs import facts
from dms_constructs._checks import in_range, is_a, number_taken_as_is
from dms_constructs._code import as_code
from dms_constructs.errors import ConfigurationError, shown

__all__ = ["AlarmSeverity", "AlarmThresholds", "DatabaseThresholds", "Levels"]

_STEP = 5
"""Alarms look at values of five minutes."""
_DAY = 24 * 60
"""CloudWatch looks back one day at most over values of five minutes."""


class AlarmSeverity(enum.Enum):
    """How much an alarm matters."""

    CRITICAL = "critical"
    """The migration stands still, or soon will: somebody should look now."""
    WARNING = "warning"
    """Somebody should look today."""


@dataclass(frozen=True, slots=True)
class Levels:
    """
    Where an alarm goes off: at a warning, at something critical, or at both.

    Args:
        warning: The warning's threshold, in the unit that the alarm's name says. Default: no warning.
        critical: The critical threshold, in the same unit. Default: nothing is critical.
        minutes: How long it has to last, in minutes: 5 to 1440, a multiple of 5. Default: the alarm's own.

    Raises:
        ConfigurationError: `DMS-O004` for a threshold that is not a number of 0 or more, for no threshold at all, and
            for minutes that an alarm can't have.
    """

    warning: float | None = None
    critical: float | None = None
    minutes: int | None = field(default=None, kw_only=True)

    def __post_init__(self) -> None:
        if self.warning is None and self.critical is None:
            raise ConfigurationError(
                "DMS-O004",
                "Levels must have a warning, a critical threshold, or both; to switch an alarm off, give None",
            )
        for name, value in (("warning", self.warning), ("critical", self.critical)):
            if value is None or number_taken_as_is(value):
                continue
            if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < float("inf"):
                is_quantity = hasattr(type(value), "to_minutes") or isinstance(value, timedelta)
                write = f"; write {name}=10 for 10 of the unit that the threshold's name says" if is_quantity else ""
                raise ConfigurationError(
                    "DMS-O004", f"Levels.{name} must be a number, 0 or more, got {shown(value)}{write}", given=value
                )
        in_range("DMS-O004", "Levels.minutes", self.minutes, _STEP, _DAY, unit="minutes")
        if self.minutes is not None and not number_taken_as_is(self.minutes) and self.minutes % _STEP:
            raise ConfigurationError(
                "DMS-O004",
                f"Levels.minutes must be a multiple of {_STEP}, got {self.minutes}: alarms look at values of {_STEP} "
                f"minutes; write minutes={self.minutes + _STEP - self.minutes % _STEP}",
                given=self.minutes,
            )

    def by_severity(self) -> Iterator[tuple[AlarmSeverity, float]]:
        """Return each threshold that there is."""
        if self.warning is not None:
            yield AlarmSeverity.WARNING, self.warning
        if self.critical is not None:
            yield AlarmSeverity.CRITICAL, self.critical


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmThresholds:
    """
    When each alarm goes off; each takes `Levels`, or None to switch it off.

    An alarm is made where it can go off: those on changes with a migration type that has changes, those on validation
    where the settings switch it on, and so on. A threshold itself is in order: it goes off above, or below it.

    Args:
        silence_minutes: For how long a task or replication sends no metrics, which is how one that doesn't run looks.
            Planned stops should be shorter. Default: 15 is critical.
        cdc_latency_source_seconds: How late changes are read. Default: above 300 warns, above 1,800 is critical.
        cdc_latency_target_seconds: How late changes are written. Default: above 300 warns, above 1,800 is critical.
        cdc_changes_on_disk: Changes on disk that wait for the target, for half an hour. Default: more than 0 warns.
        validation_failed_rows: Rows that differ. Default: more than 0 warns.
        validation_suspended_rows: Rows that can't be compared, for half an hour. Default: more than 0 warns.
        capacity_utilization_percent: Use of serverless capacity. Default: above 90 warns.
        cpu_utilization_percent: Use of the instance's processors. Default: above 80 warns.
        freeable_memory_percent: The instance's memory that is left. Default: below 10 warns, below 5 is critical.
        swap_usage_mib: Swap space that the instance uses. Default: above 512 warns.
        free_storage_percent: The instance's disk that is left. Default: below 20 warns, below 10 is critical.
        source_free_storage_gib: The source's disk that is left, where the connection knows its RDS instance. Default:
            below 20 warns, below 5 is critical.
        source_log_gib: The log that the source keeps for the replication, where the connection knows its RDS instance
            or Aurora cluster. Default: above 10 warns, above 50 is critical.

    Raises:
        ConfigurationError: `DMS-O004` for what is neither `Levels` nor None, for a percentage above 100, for silence
            that is not a multiple of 5 minutes, and for a warning that comes after what is critical.
    """

    silence_minutes: Levels | None = Levels(critical=15)
    cdc_latency_source_seconds: Levels | None = Levels(300, 1800)
    cdc_latency_target_seconds: Levels | None = Levels(300, 1800)
    cdc_changes_on_disk: Levels | None = Levels(0)
    validation_failed_rows: Levels | None = Levels(0)
    validation_suspended_rows: Levels | None = Levels(0)
    capacity_utilization_percent: Levels | None = Levels(90)
    cpu_utilization_percent: Levels | None = Levels(80)
    freeable_memory_percent: Levels | None = Levels(10, 5)
    swap_usage_mib: Levels | None = Levels(512)
    free_storage_percent: Levels | None = Levels(20, 10)
    source_free_storage_gib: Levels | None = Levels(20, 5)
    source_log_gib: Levels | None = Levels(10, 50)

    def __post_init__(self) -> None:
        _check_thresholds(self, facts.monitoring()["alarms"])
        if self.silence_minutes is not None:
            _check_silence("AlarmThresholds.silence_minutes", self.silence_minutes)


@dataclass(frozen=True, slots=True, kw_only=True)
class DatabaseThresholds:
    """
    When each alarm on a database goes off; each takes `Levels`, or None to switch it off.

    An alarm is made where it can go off: those on a cluster's volume of Aurora, those on transaction IDs of PostgreSQL,
    and so on. A threshold itself is in order: it goes off above, or below it.

    Args:
        cpu_utilization_percent: Use of the processors, of what is not serverless. Default: above 80 warns.
        acu_utilization_percent: Capacity of a serverless writer, of the largest. Default: above 90 warns.
        connections_percent: Connections, of those that the database takes. Default: above 80 warns, above 95 is
            critical.
        freeable_memory_percent: The memory that is left. Default: below 10 warns, below 5 is critical.
        free_local_storage_gib: Local storage that is left, of Aurora that is not serverless. Default: below 5 warns,
            below 2 is critical.
        free_storage_gib: The disk that is left, of an RDS instance. Default: below 20 warns, below 5 is critical.
        replica_lag_seconds: How far a reader is behind. Default: above 1 warns, above 30 is critical.
        global_lag_seconds: How far a secondary cluster of a global database is behind. Default: above 5 warns, above
            60 is critical.
        transaction_id_age: How old the oldest transaction ID of PostgreSQL is, in transactions. Default: above
            1,000,000,000 warns, above 1,500,000,000 is critical.
        undo_history_length: Changes whose undo log Aurora MySQL can't purge. Default: above 1,000,000 warns.
        deadlocks_per_second: Deadlocks, of Aurora. Default: above 0.1 warns.
        log_gib: The log that is kept for what reads from the database. Default: above 10 warns, above 50 is critical.
        volume_gib: The size of an Aurora cluster's volume. Default: no alarm, because only you know how large the
            source is; a quarter more than that is a start.
        volume_left_gib: How much the volume of Aurora MySQL may still grow. Default: below 10,240 warns, below 1,024 is
            critical.

    Raises:
        ConfigurationError: `DMS-O004` for what is neither `Levels` nor None, for a percentage above 100, and for a
            warning that comes after what is critical.
    """

    cpu_utilization_percent: Levels | None = Levels(80)
    acu_utilization_percent: Levels | None = Levels(90)
    connections_percent: Levels | None = Levels(80, 95)
    freeable_memory_percent: Levels | None = Levels(10, 5)
    free_local_storage_gib: Levels | None = Levels(5, 2)
    free_storage_gib: Levels | None = Levels(20, 5)
    replica_lag_seconds: Levels | None = Levels(1, 30)
    global_lag_seconds: Levels | None = Levels(5, 60)
    transaction_id_age: Levels | None = Levels(1_000_000_000, 1_500_000_000)
    undo_history_length: Levels | None = Levels(1_000_000)
    deadlocks_per_second: Levels | None = Levels(0.1)
    log_gib: Levels | None = Levels(10, 50)
    volume_gib: Levels | None = None
    volume_left_gib: Levels | None = Levels(10_240, 1_024)

    def __post_init__(self) -> None:
        _check_thresholds(self, facts.database_monitoring()["alarms"])


def _check_thresholds(thresholds: Any, alarms: Mapping[str, Any]) -> None:
    """
    Raise unless each field is the `Levels` of an alarm, in an order that it can go off in, or None.

    Raises:
        ConfigurationError: `DMS-O004`.
    """
    for each in fields(thresholds):
        levels = getattr(thresholds, each.name)
        name = f"{type(thresholds).__name__}.{each.name}"
        if levels is None:
            continue
        if not isinstance(levels, Levels):
            is_number = isinstance(levels, int | float) and not isinstance(levels, bool)
            write = as_code(Levels(levels)) if is_number and levels >= 0 else "dms.Levels(warning=...), or None"
            is_a("DMS-O004", name, levels, Levels, f"{each.name}={write}")
        goes_off = alarms[each.name]["compares"]
        _check_order(name, levels, goes_off=goes_off)
        if each.name.endswith("_percent"):
            _check_percent(name, levels, goes_off=goes_off)


def _known(levels: Levels) -> list[tuple[AlarmSeverity, float]]:
    return [(severity, value) for severity, value in levels.by_severity() if not number_taken_as_is(value)]


def _check_percent(name: str, levels: Levels, *, goes_off: str) -> None:
    for severity, value in _known(levels):
        if value > 100:
            raise ConfigurationError(
                "DMS-O004", f"{name}, {severity.value}, must be 0 to 100 percent, got {value}", given=value
            )
        # Less than one percent of a large disk is a threshold; of use it is what any use is above.
        if goes_off == "above" and 0 < value < 1:
            raise ConfigurationError(
                "DMS-O004",
                f"{name}, {severity.value}, must be 0 to 100 percent, got {value}, which is less than one percent; "
                f"write {severity.value}={value * 100:g}",
                given=value,
            )


def _check_order(name: str, levels: Levels, *, goes_off: str) -> None:
    known = _known(levels)
    if len(known) < 2:
        return
    (_, warning), (_, critical) = known
    if warning > critical if goes_off == "above" else warning < critical:
        raise ConfigurationError(
            "DMS-O004",
            f"{name} goes off {goes_off} its threshold, so the warning must come first, got warning={warning} and "
            f"critical={critical}; write {as_code(Levels(critical, warning, minutes=levels.minutes))}",
            given=levels,
        )


def _check_silence(name: str, levels: Levels) -> None:
    """Raise unless silence can be counted in values of five minutes."""
    if levels.minutes is not None:
        raise ConfigurationError(
            "DMS-O004",
            f"{name} is itself how long it lasts, got minutes={levels.minutes} too; "
            f"write {as_code(Levels(levels.warning, levels.critical))}",
            given=levels,
        )
    for severity, value in _known(levels):
        if value % _STEP or not _STEP <= value <= _DAY:
            raise ConfigurationError(
                "DMS-O004",
                f"{name}, {severity.value}, must be {_STEP} to {_DAY} minutes, a multiple of {_STEP}, got {value}",
                given=value,
            )

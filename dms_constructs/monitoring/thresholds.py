"""When an alarm goes off, by severity; the facts have the defaults, each with its reason."""

from __future__ import annotations

import enum
from collections.abc import Iterator
from dataclasses import dataclass, field, fields

from dms_constructs import facts
from dms_constructs._checks import in_range, is_a, number_taken_as_is
from dms_constructs._code import as_code
from dms_constructs.errors import ConfigurationError, shown

__all__ = ["AlarmSeverity", "AlarmThresholds", "Levels"]

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
                raise ConfigurationError(
                    "DMS-O004", f"Levels.{name} must be a number, 0 or more, got {shown(value)}", given=value
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
        for each in fields(self):
            levels = getattr(self, each.name)
            name = f"AlarmThresholds.{each.name}"
            if levels is None:
                continue
            if not isinstance(levels, Levels):
                is_number = isinstance(levels, int | float) and not isinstance(levels, bool)
                write = as_code(Levels(levels)) if is_number and levels >= 0 else "dms.Levels(warning=...), or None"
                is_a("DMS-O004", name, levels, Levels, f"{each.name}={write}")
            if each.name == _SILENCE:
                _check_silence(name, levels)
            _check_order(name, levels, goes_off=facts.monitoring()["alarms"][each.name]["compares"])
            if each.name.endswith("_percent"):
                _check_percent(name, levels)


_SILENCE = "silence_minutes"


def _known(levels: Levels) -> list[tuple[AlarmSeverity, float]]:
    return [(severity, value) for severity, value in levels.by_severity() if not number_taken_as_is(value)]


def _check_percent(name: str, levels: Levels) -> None:
    for severity, value in _known(levels):
        if value > 100:
            raise ConfigurationError(
                "DMS-O004", f"{name}, {severity.value}, must be 0 to 100 percent, got {value}", given=value
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

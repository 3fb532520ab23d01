"""An alarm that is about to be made: what the facts say of it, made concrete."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from aws_cdk import Tokenization, aws_cloudwatch as cloudwatch

from dms_constructs.engines import EngineName
from dms_constructs.errors import ConfigurationError, is_unresolved
from dms_constructs.monitoring.thresholds import AlarmSeverity, Levels

__all__ = ["GIB", "AlarmKind", "PlannedAlarm", "at_each", "kinds", "number_of", "silence"]

GIB = 2**30

_PERIOD = 5
_MISSING = {
    "breaching": cloudwatch.TreatMissingData.BREACHING,
    "ignore": cloudwatch.TreatMissingData.IGNORE,
    "notBreaching": cloudwatch.TreatMissingData.NOT_BREACHING,
}
_GOES_OFF = {
    "above": cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
    "below": cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD,
}


@dataclass(frozen=True, slots=True)
class PlannedAlarm:
    """An alarm that is about to be made."""

    name: str
    """The threshold's name."""
    severity: AlarmSeverity
    metric: cloudwatch.Metric
    metric_name: str
    threshold: float
    periods: int
    goes_off: cloudwatch.ComparisonOperator
    missing: cloudwatch.TreatMissingData
    says: str
    """What is the matter, after the name of what it is the matter with."""
    do: str
    """What to do about it."""

    @property
    def says_it_is_gone(self) -> bool:
        """Whether it goes off when there is no data, so it must not be there before the data is."""
        return self.missing is cloudwatch.TreatMissingData.BREACHING


class AlarmKind(NamedTuple):
    """A kind of alarm that is switched on: its name, what the facts say of it, and its thresholds."""

    name: str
    known: Mapping[str, Any]
    levels: Levels
    owner: str
    """What the thresholds are called in code."""


def kinds(alarms: Mapping[str, Any], thresholds: object, engine: EngineName | None = None) -> Iterator[AlarmKind]:
    """Return the kinds of alarms of the facts that are switched on, in the words for an engine where it has its own."""
    for name, known in alarms.items():
        levels: Levels | None = getattr(thresholds, name)
        if levels is not None:
            own = known.get("of_engine", {}).get(engine.value, {}) if engine is not None else {}
            yield AlarmKind(name, {**known, **own} if own else known, levels, type(thresholds).__name__)


def at_each(
    kind: AlarmKind, metric_name: str, metric: cloudwatch.Metric, scale: float = 1, *, silent: bool = False
) -> Iterator[PlannedAlarm]:
    """Return an alarm for each severity; no data means something else of what may be silent, where the facts say so."""
    variant = "_if_silent" if silent and "missing_if_silent" in kind.known else ""
    minutes = kind.levels.minutes or kind.known["minutes"]
    for severity, limit in kind.levels.by_severity():
        yield PlannedAlarm(
            name=kind.name,
            severity=severity,
            metric=metric,
            metric_name=metric_name,
            threshold=limit if scale == 1 else number_of(kind, limit) * scale,
            periods=minutes // _PERIOD,
            goes_off=_GOES_OFF[kind.known["compares"]],
            missing=_MISSING[kind.known[f"missing{variant}"]],
            says=f"{kind.known[f'says{variant}'].format(limit=_written(limit))}, for {minutes} minutes or longer",
            do=kind.known["do"],
        )


def silence(kind: AlarmKind, metric_name: str, samples: cloudwatch.Metric) -> Iterator[PlannedAlarm]:
    """Return an alarm for each length of silence: values of five minutes in which nothing was sent."""
    for severity, minutes in kind.levels.by_severity():
        yield PlannedAlarm(
            name=kind.name,
            severity=severity,
            metric=samples,
            metric_name=metric_name,
            threshold=1,
            periods=int(number_of(kind, minutes)) // _PERIOD,
            goes_off=_GOES_OFF["below"],
            missing=_MISSING[kind.known["missing"]],
            says=kind.known["says"].format(limit=f"{minutes:g}"),
            do=kind.known["do"],
        )


def number_of(kind: AlarmKind, number: float) -> float:
    """
    Return a number that is calculated with, so it must be known at synthesis.

    Raises:
        ConfigurationError: `DMS-O004` for one that is known at deployment only.
    """
    if is_unresolved(number):
        raise ConfigurationError(
            "DMS-O004",
            f"{kind.owner}.{kind.name} is calculated with at synthesis, so it must be known then; write a number",
        )
    return number


def _written(limit: float) -> str:
    if is_unresolved(limit):
        return Tokenization.stringify_number(limit)
    return f"{limit:,.0f}" if limit >= _LARGE else f"{limit:g}"


_LARGE = 100_000
"""From here on a number is read by its groups of digits, and `g` would write it with an exponent."""

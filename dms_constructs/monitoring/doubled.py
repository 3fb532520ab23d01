"""Alarms on one database that are made twice: by its own, and by those of a migration."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

from dms_constructs._construct import path_of
from dms_constructs.errors import Finding
from dms_constructs.monitoring.thresholds import AlarmSeverity

__all__ = ["Doubled", "Same", "doubled"]


class Same(NamedTuple):
    """What two alarms on one database have in common when they go off together."""

    metric_name: str
    severity: AlarmSeverity
    threshold: float


class Doubled(NamedTuple):
    """A set of alarms on a database."""

    path: str
    """That of the set."""
    is_of_migration: bool
    names: Mapping[Same, str]
    """The thresholds of its alarms."""


_ON: WeakKeyDictionary[object, list[Doubled]] = WeakKeyDictionary()


def doubled(database: Any, made: Doubled) -> Iterator[Finding]:
    """Note alarms on a database, and yield which of them another set has, too."""
    others = _ON.setdefault(database, [])
    for other in others:
        both = made.names.keys() & other.names.keys()
        # Each migration is unhealthy by alarms of its own, so two of them may watch one database.
        if both and not (made.is_of_migration and other.is_of_migration):
            own = other if made.is_of_migration else made
            yield Finding(
                "monitoring.alarmsTwice",
                f"{len(both)} of these alarms on {path_of(database)} are in {other.path}, too: both go off together, "
                "call twice, and are paid for twice",
                fix=_once(own, {own.names[each] for each in both}),
            )
    others.append(made)


def _once(own: Doubled, names: set[str]) -> str:
    """Return how alarms of a database leave to others what those have."""
    if names == set(own.names.values()):
        return f"leave {own.path} out, and give its actions to the other"
    off = ", ".join(f"{name}=None" for name in sorted(names))
    return f"give {own.path} thresholds=dms.DatabaseThresholds({off}), besides those that it has"

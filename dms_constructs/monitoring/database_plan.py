"""Which alarms there are on a database: the facts, made concrete for its engine and its size."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from dms_constructs import facts
from dms_constructs.engines import EngineName
from dms_constructs.errors import Finding
from dms_constructs.monitoring.database_size import DatabaseSize
from dms_constructs.monitoring.planned_alarm import GIB, AlarmKind, PlannedAlarm, at_each, kinds
from dms_constructs.monitoring.thresholds import DatabaseThresholds
from dms_constructs.telemetry.database_metrics import DatabaseMetrics

__all__ = ["WatchedDatabase"]

_SCALES = {("gib", "bytes"): GIB, ("seconds", "milliseconds"): 1000}
"""By the end of a threshold's name and the unit of its metric: how many of one are one of the other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchedDatabase:
    """A database that is watched: its metrics, and what says which alarms on it can go off."""

    metrics: DatabaseMetrics
    engine: EngineName
    size: DatabaseSize
    loading: bool = False
    """Whether a migration fills it."""
    is_source: bool = False
    """Whether something reads its log."""
    is_global_secondary: bool = False
    """Whether it is a secondary cluster of a global database."""

    def alarms(
        self, thresholds: DatabaseThresholds, *, without: frozenset[str] = frozenset()
    ) -> Iterator[PlannedAlarm]:
        """Return the alarms on it, as far as they can go off; without those of some thresholds."""
        known = facts.database_monitoring()
        for kind in kinds(known["alarms"], thresholds, self.engine):
            name = self._metric_of(kind)
            if name is None or kind.name in without or not self._can_go_off(kind):
                continue
            scale = self._scale(kind, known["metrics"][name]["unit"])
            if scale is not None:
                yield from at_each(kind, name, self.metrics.metric(name), scale, silent=self._may_be_silent)

    def unknown(
        self, thresholds: DatabaseThresholds, path: str, fix: Callable[[DatabaseSize, DatabaseThresholds], str]
    ) -> Iterator[Finding]:
        """Return what is not watched because too little is known, with the fix that tells it or switches it off."""
        if self._is_headless:
            return
        if self.size.memory is None and thresholds.freeable_memory_percent is not None:
            yield Finding(
                "monitoring.databaseMemoryUnknown",
                f"there is no alarm on the memory of {path}, because it is not known how much it has",
                fix=fix(replace(self.size, memory_gib=16), replace(thresholds, freeable_memory_percent=None)),
            )
        if self.size.connections(self.engine) is None and thresholds.connections_percent is not None:
            yield Finding(
                "monitoring.connectionsUnknown",
                f"there is no alarm on the connections of {path}, because it is not known how many it takes",
                fix=fix(
                    replace(self.size, max_connections=1000, has_own_formula=False),
                    replace(thresholds, connections_percent=None),
                ),
            )

    @property
    def _is_headless(self) -> bool:
        """Whether it is a secondary cluster without instances, which has a volume only."""
        return self.is_global_secondary and self.size.readers == 0

    @property
    def _may_be_silent(self) -> bool:
        return self.size.pauses or self._is_headless

    def _metric_of(self, kind: AlarmKind) -> str | None:
        metric: Any = kind.known["metric"]
        name: str | None = metric.get(self.engine.value) if isinstance(metric, dict) else metric
        known = facts.database_monitoring()["metrics"][name] if name is not None else None
        if known is None or self.engine.value not in known["engines"]:
            return None
        return name if known["level"] == "cluster" or not self._is_headless else None

    def _can_go_off(self, kind: AlarmKind) -> bool:
        """Whether an alarm can go off with its size and in its place; what is not known might."""
        if self.loading and not kind.known["loading"]:
            return False
        can = {
            "provisioned": self.size.is_serverless is not True,
            "serverless": self.size.is_serverless is True,
            "replica": self.size.readers != 0 and not self.is_global_secondary,
            "global secondary": self.is_global_secondary,
            "source": self.is_source,
        }
        return can.get(kind.known.get("needs", ""), True)

    def _scale(self, kind: AlarmKind, unit: str) -> float | None:
        """Return what a threshold is multiplied with to be in the unit of its metric; None where that is not known."""
        needs = kind.known.get("needs")
        if needs == "memory":
            memory = self.size.memory
            return memory * GIB / 100 if memory is not None else None
        if needs == "max_connections":
            connections = self.size.connections(self.engine)
            return connections / 100 if connections is not None else None
        return _SCALES.get((kind.name.rpartition("_")[2], unit), 1)

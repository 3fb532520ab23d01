"""The databases of a migration that can be watched: those that a connection knows in RDS or Aurora."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from dms_constructs.databases.phase import TargetPhase
from dms_constructs.endpoints.server import ServerEndpoint
from dms_constructs.engines import EngineName
from dms_constructs.monitoring.database_reading import size_of
from dms_constructs.monitoring.database_size import DatabaseSize
from dms_constructs.telemetry.database_metrics import DatabaseMetrics

__all__ = ["DatabaseOnASide", "databases_of", "has_metrics"]

_AURORA = {EngineName.AURORA_MYSQL, EngineName.AURORA_POSTGRESQL}


@dataclass(frozen=True, slots=True)
class DatabaseOnASide:
    """A database that a task reads or writes."""

    database: Any
    metrics: DatabaseMetrics
    engine: EngineName
    is_source: bool
    endpoint: Any = None
    """What reads or writes it, where that is known."""

    @property
    def name(self) -> str:
        """What sentences call it."""
        return "Source" if self.is_source else "Target"

    @property
    def loading(self) -> bool:
        """Whether its endpoint says that a migration fills it."""
        return getattr(self.endpoint, "phase", None) is TargetPhase.LOADING

    @property
    def size(self) -> DatabaseSize:
        """How large it is, as its endpoint says, which knows what it made, or as the app does."""
        known = getattr(self.endpoint, "size", None)
        return known if isinstance(known, DatabaseSize) else size_of(self.database)


def databases_of(replication: Any) -> Iterator[DatabaseOnASide]:
    """Return the source and the target of a task or a serverless replication, where they can be watched."""
    for side in ("source", "target"):
        endpoint = getattr(replication, side, None)
        if not isinstance(endpoint, ServerEndpoint) or endpoint.connection.database is None:
            continue
        database = endpoint.connection.database
        metrics = DatabaseMetrics(database)
        engine = metrics.engine_name or endpoint.engine_name  # a database may be imported without
        if has_metrics(metrics, engine) and engine is not None:
            yield DatabaseOnASide(database, metrics, engine, side == "source", endpoint)


def has_metrics(metrics: DatabaseMetrics, engine: EngineName | None) -> bool:
    """Whether it has metrics of Aurora, or of one instance; a Multi-AZ cluster of RDS has neither."""
    return engine is not None and metrics.is_cluster is (engine in _AURORA)

"""Which alarms there are on a task, an instance or the source of a migration: the facts, made concrete."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from aws_cdk import Tokenization, aws_cloudwatch as cloudwatch

from dms_constructs import facts
from dms_constructs._checks import is_object_with
from dms_constructs.endpoints.connection import Connection
from dms_constructs.engines import EngineName
from dms_constructs.errors import ConfigurationError, is_unresolved
from dms_constructs.monitoring.thresholds import AlarmSeverity, AlarmThresholds, Levels
from dms_constructs.monitoring.watched import validates
from dms_constructs.replication.existing_instance import IReplicationInstance
from dms_constructs.task_plan import TaskPlan
from dms_constructs.telemetry.replication_metrics import IReplicationMetrics

__all__ = ["PlannedAlarm", "alarms_of_instance", "alarms_of_replication", "alarms_of_source"]

_MIB = 2**20
_GIB = 2**30
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


class _Kind(NamedTuple):
    """A kind of alarm that is switched on: its name, what the facts say of it, and its thresholds."""

    name: str
    known: Mapping[str, Any]
    levels: Levels


def alarms_of_replication(
    replication: IReplicationMetrics,
    product: str,
    plan: TaskPlan | None,
    thresholds: AlarmThresholds,
    *,
    meant_to_run: bool,
) -> Iterator[PlannedAlarm]:
    """Return the alarms on a task or a serverless replication, as far as they can go off with its plan."""
    for kind in _kinds(thresholds, "replication", product):
        if kind.name == "silence_minutes":
            if meant_to_run:
                name = kind.known["metric"][product]
                yield from _silence(kind, name, replication.metric(name, statistic="SampleCount"))
        elif _can_go_off(kind.known.get("needs"), plan):
            name = kind.known["metric"]
            yield from _at_each(kind, name, replication.metric(name))


def alarms_of_instance(instance: IReplicationInstance, thresholds: AlarmThresholds) -> Iterator[PlannedAlarm]:
    """Return the alarms on an instance; there is none on memory where its class is not known."""
    memory = instance.instance_class.memory_gib if instance.instance_class is not None else None
    storage = instance.allocated_storage_gib or _least_storage_gib()
    scales = {
        "cpu_utilization_percent": 1.0,
        "freeable_memory_percent": memory * _GIB / 100 if memory is not None else None,
        "swap_usage_mib": float(_MIB),
        "free_storage_percent": storage * _GIB / 100,
    }
    for kind in _kinds(thresholds, "instance"):
        scale = scales[kind.name]
        if scale is not None:
            name = kind.known["metric"]
            yield from _at_each(kind, name, instance.metric(name), scale)


def alarms_of_source(
    connection: Connection, engine: EngineName | None, thresholds: AlarmThresholds
) -> Iterator[PlannedAlarm]:
    """Return the alarms on the source's disk and log, where the connection knows the database in RDS or Aurora."""
    database: Any = connection.database
    is_cluster = is_object_with(database, "cluster_identifier")
    is_aurora = engine in {EngineName.AURORA_MYSQL, EngineName.AURORA_POSTGRESQL}
    if engine is None or is_cluster is not is_aurora:  # a Multi-AZ cluster of RDS has neither set of metrics
        return
    if is_cluster:
        dimensions = {"DBClusterIdentifier": database.cluster_identifier, "Role": "WRITER"}
    else:
        dimensions = {"DBInstanceIdentifier": database.instance_identifier}
    for kind in _kinds(thresholds, "source log", *(() if is_cluster else ("source instance",))):
        metric = kind.known["metric"]
        name = metric if isinstance(metric, str) else metric.get(engine.value)
        if name is not None:
            measured = cloudwatch.Metric(
                namespace="AWS/RDS", metric_name=name, dimensions_map=dimensions, statistic=kind.known["statistic"]
            )
            yield from _at_each(kind, name, measured, _GIB)


def _kinds(thresholds: AlarmThresholds, *subjects: str) -> Iterator[_Kind]:
    """Return the kinds of alarms on these subjects that are switched on."""
    for name, known in facts.monitoring()["alarms"].items():
        levels: Levels | None = getattr(thresholds, name)
        if known["of"] in subjects and levels is not None:
            yield _Kind(name, known, levels)


def _least_storage_gib() -> int:
    """Return the least storage that DMS gives an instance by itself."""
    least: int = min(facts.instances()["storage"]["default_gib"]["value"].values())
    return least


def _can_go_off(needs: str | None, plan: TaskPlan | None) -> bool:
    """Whether an alarm that needs changes, or validation, can go off; what is not known might."""
    if plan is None or needs is None:
        return True
    if needs == "cdc":
        return plan.migration_type is None or plan.migration_type.has_cdc
    return validates(plan)


def _at_each(kind: _Kind, metric_name: str, metric: cloudwatch.Metric, scale: float = 1) -> Iterator[PlannedAlarm]:
    """Return an alarm for each severity."""
    minutes = kind.levels.minutes or kind.known["minutes"]
    for severity, limit in kind.levels.by_severity():
        yield PlannedAlarm(
            name=kind.name,
            severity=severity,
            metric=metric,
            metric_name=metric_name,
            threshold=limit if scale == 1 else _known_now(kind.name, limit) * scale,
            periods=minutes // _PERIOD,
            goes_off=_GOES_OFF[kind.known["compares"]],
            missing=_MISSING[kind.known["missing"]],
            says=f"{kind.known['says'].format(limit=_written(limit))}, for {minutes} minutes or longer",
            do=kind.known["do"],
        )


def _silence(kind: _Kind, metric_name: str, samples: cloudwatch.Metric) -> Iterator[PlannedAlarm]:
    """Return an alarm for each length of silence: values of five minutes in which nothing was sent."""
    for severity, minutes in kind.levels.by_severity():
        yield PlannedAlarm(
            name=kind.name,
            severity=severity,
            metric=samples,
            metric_name=metric_name,
            threshold=1,
            periods=int(_known_now(kind.name, minutes)) // _PERIOD,
            goes_off=_GOES_OFF["below"],
            missing=_MISSING[kind.known["missing"]],
            says=kind.known["says"].format(limit=f"{minutes:g}"),
            do=kind.known["do"],
        )


def _known_now(name: str, number: float) -> float:
    """Return a number that is calculated with, so it must be known at synthesis."""
    if is_unresolved(number):
        raise ConfigurationError(
            "DMS-O004",
            f"AlarmThresholds.{name} is calculated with at synthesis, so it must be known then; write a number",
        )
    return number


def _written(limit: float) -> str:
    return Tokenization.stringify_number(limit) if is_unresolved(limit) else f"{limit:g}"

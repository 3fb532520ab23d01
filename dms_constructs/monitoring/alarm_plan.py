"""Which alarms there are on a task, an instance or the source of a migration: the facts, made concrete."""

from __future__ import annotations

from collections.abc import Iterator

from dms_constructs import facts
from dms_constructs.engines import EngineName
from dms_constructs.monitoring.planned_alarm import GIB, AlarmKind, PlannedAlarm, at_each, kinds, silence
from dms_constructs.monitoring.thresholds import AlarmThresholds
from dms_constructs.monitoring.watched import validates
from dms_constructs.monitoring.watched_database import DatabaseOnASide
from dms_constructs.replication.existing_instance import IReplicationInstance
from dms_constructs.task_plan import TaskPlan
from dms_constructs.telemetry.replication_metrics import IReplicationMetrics

__all__ = ["alarms_of_instance", "alarms_of_replication", "alarms_of_source"]

_MIB = 2**20


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
                yield from silence(kind, name, replication.metric(name, statistic="SampleCount"))
        elif _can_go_off(kind.known.get("needs"), plan):
            name = kind.known["metric"]
            yield from at_each(kind, name, replication.metric(name))


def alarms_of_instance(instance: IReplicationInstance, thresholds: AlarmThresholds) -> Iterator[PlannedAlarm]:
    """Return the alarms on an instance; there is none on memory where its class is not known."""
    memory = instance.instance_class.memory_gib if instance.instance_class is not None else None
    storage = instance.allocated_storage_gib or _least_storage_gib()
    scales = {
        "cpu_utilization_percent": 1.0,
        "freeable_memory_percent": memory * GIB / 100 if memory is not None else None,
        "swap_usage_mib": float(_MIB),
        "free_storage_percent": storage * GIB / 100,
    }
    for kind in _kinds(thresholds, "instance"):
        scale = scales[kind.name]
        if scale is not None:
            name = kind.known["metric"]
            yield from at_each(kind, name, instance.metric(name), scale)


def alarms_of_source(side: DatabaseOnASide, thresholds: AlarmThresholds) -> Iterator[PlannedAlarm]:
    """Return the alarms on the source's disk and log."""
    subjects = ("source log",) if side.metrics.is_cluster else ("source log", "source instance")
    for kind in _kinds(thresholds, *subjects, engine=side.engine):
        metric = kind.known["metric"]
        name = metric if isinstance(metric, str) else metric.get(side.engine.value)
        if name is None:  # no metric tells how much log the engine keeps
            continue
        yield from at_each(kind, name, side.metrics.metric(name), GIB)


def _kinds(thresholds: AlarmThresholds, *subjects: str, engine: EngineName | None = None) -> Iterator[AlarmKind]:
    """Return the kinds of alarms on these subjects that are switched on."""
    return (kind for kind in kinds(facts.monitoring()["alarms"], thresholds, engine) if kind.known["of"] in subjects)


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

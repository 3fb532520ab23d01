"""What is to be said of where a task of a template runs: its replication instance, or a serverless capacity."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from dms_constructs.cli.tasks import Task
from dms_constructs.errors import ConfigurationError, Finding
from dms_constructs.instance_limits import memory_findings, single_az
from dms_constructs.replication.instance_class import InstanceClass
from dms_constructs.serverless_limits import capacity_findings, plan_findings
from dms_constructs.task_plan import TaskPlan

__all__ = ["findings"]


def findings(task: Task, plan: TaskPlan) -> Iterator[Finding]:
    """Yield what a task in code is told of its compute."""
    if plan.migration_type is None:
        return
    if task.is_serverless:
        yield from _of_capacity(task.properties.get("ComputeConfig"), plan)
    elif task.instance:
        yield from _of_instance(task.instance, plan)


def _of_capacity(given: object, plan: TaskPlan) -> Iterator[Finding]:
    config: Mapping[str, Any] = given if isinstance(given, dict) else {}
    most, least = config.get("MaxCapacityUnits"), config.get("MinCapacityUnits")
    if type(most) is not int:
        return
    yield from capacity_findings(most, least if type(least) is int else None)
    # What is known only at deployment is neither.
    multi_az = config.get("MultiAZ", False) is not False
    yield from plan_findings(plan, most, multi_az=multi_az)


def _of_instance(given: Mapping[str, Any], plan: TaskPlan) -> Iterator[Finding]:
    if plan.migration_type is not None and plan.migration_type.has_cdc and given.get("MultiAZ", False) is False:
        yield single_az()
    try:
        instance_class = InstanceClass.of(given.get("ReplicationInstanceClass", ""))
    except ConfigurationError:  # an instance that is there may be of a class that DMS no longer offers
        return
    yield from memory_findings(plan.memory, instance_class, has_catalog=plan.source_catalog is not None)

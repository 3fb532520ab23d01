"""What monitoring asks of tasks, serverless replications and instances, owned or imported."""

from __future__ import annotations

from typing import Any

from dms_constructs._checks import is_object_with, provides
from dms_constructs.errors import ConfigurationError, is_unresolved, shown
from dms_constructs.replication.existing_instance import IReplicationInstance
from dms_constructs.replication.replication import IReplication
from dms_constructs.replication.serverless import IServerlessReplication
from dms_constructs.replication.task import IReplicationTask
from dms_constructs.task_plan import TaskPlan
from dms_constructs.telemetry.events import ARNS

__all__ = [
    "KIND_NAMES",
    "Watched",
    "arn_of",
    "check_region",
    "check_replications",
    "instance_of",
    "is_among",
    "kind_of",
    "plan_of",
    "validates",
]

Watched = IReplication | IReplicationTask | IServerlessReplication
"""A task or a serverless replication, owned or imported."""

KIND_NAMES = {"task": "Task", "serverless": "Serverless replication", "instance": "Instance"}
"""What sentences call each kind."""


def kind_of(watched: object) -> str:
    """Return which metrics and events of the facts it has."""
    return next(kind for kind, attribute in ARNS.items() if is_object_with(watched, attribute))


def arn_of(watched: object) -> str:
    """Return its ARN."""
    arn: str = getattr(watched, ARNS[kind_of(watched)])
    return arn


def plan_of(replication: object) -> TaskPlan | None:
    """Return what it moves and how, or None where it was imported."""
    plan = getattr(replication, "plan", None)
    return plan if isinstance(plan, TaskPlan) else None


def validates(plan: TaskPlan) -> bool:
    """Whether it compares both sides."""
    settings = plan.task_settings
    return settings is not None and settings.values.get("ValidationSettings.EnableValidation") is True


def instance_of(replication: object) -> IReplicationInstance | None:
    """Return the instance that a task runs on; a serverless replication has none."""
    if kind_of(replication) != "task":
        return None
    task: Any = replication
    instance: IReplicationInstance = task.compute
    return instance


def is_among(watched: object, others: list[Any]) -> bool:
    """Whether it is one of these; constructs are compared by identity."""
    return any(watched is each for each in others)


def check_region(scope: Any, watched: Any) -> None:
    """
    Raise where a region is to watch another one: alarms and rules see what happens in their own only.

    Raises:
        ConfigurationError: `DMS-O013`.
    """
    region, here = watched.env.region, scope.env.region
    if region != here and not is_unresolved(region) and not is_unresolved(here):
        raise ConfigurationError(
            "DMS-O013",
            f"replications must be of the region {here}, where alarms and rules are to be made, got "
            f"{watched.node.path} of {region}; make them in a stack with env=cdk.Environment(region={region!r})",
            given=region,
        )


def check_replications(given: object) -> None:
    """
    Raise unless these are tasks or serverless replications.

    Raises:
        ConfigurationError: `DMS-O006`.
    """
    example = "replications=[migration.task]"
    if not isinstance(given, list | tuple):
        is_one = is_object_with(given, "metric_cdc_latency_target")
        write = "replications=[task]" if is_one else example
        raise ConfigurationError(
            "DMS-O006", f"replications must be a list of tasks, got {shown(given)}; write {write}", given=given
        )
    if not given:
        raise ConfigurationError("DMS-O006", f"replications must not be empty; write {example}", given=given)
    for each in given:
        provides(
            "replications",
            each,
            "metric_cdc_latency_target",
            "a list of tasks or serverless replications",
            f"{example}, or import one with dms.ReplicationTask.from_replication_task_arn(...)",
            code="DMS-O006",
            required=True,
        )

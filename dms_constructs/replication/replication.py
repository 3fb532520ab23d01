"""What a replication task and a serverless replication have in common."""

from __future__ import annotations

from typing import Protocol

from aws_cdk import aws_logs as logs
from constructs import IConstruct

from dms_constructs.endpoints.endpoint import IEndpoint
from dms_constructs.lifecycle.policies import StartPolicy
from dms_constructs.replication._plan_of import with_servers
from dms_constructs.replication.compute import Serverless
from dms_constructs.replication.existing_instance import IReplicationInstance
from dms_constructs.task_plan import TaskPlan
from dms_constructs.telemetry.events import IReplicationEvents
from dms_constructs.telemetry.replication_metrics import IReplicationMetrics

__all__ = ["IReplication", "Planned"]


class IReplication(IConstruct, IReplicationMetrics, IReplicationEvents, Protocol):
    """What runs a plan: a `ReplicationTask` on an instance, or a `ServerlessReplication`."""

    @property
    def replication_arn(self) -> str:
        """The ARN of the task, or of the replication config."""

    @property
    def start(self) -> StartPolicy | None:
        """When a deployment starts it, or None where it has no life cycle."""

    @property
    def plan(self) -> TaskPlan:
        """What it moves and how."""

    @property
    def source(self) -> IEndpoint:
        """What it reads."""

    @property
    def target(self) -> IEndpoint:
        """What it writes."""

    @property
    def compute(self) -> IReplicationInstance | Serverless:
        """Where it runs: an instance, or capacity of its own."""

    @property
    def log_group(self) -> logs.ILogGroup | None:
        """Where its logs go, or None where that is not known."""


class Planned:
    """What a task and a serverless replication tell of the plan that they run."""

    _start: StartPolicy | None
    _plan: TaskPlan
    _source: IEndpoint
    _target: IEndpoint

    @property
    def source(self) -> IEndpoint:
        """What it reads."""
        return self._source

    @property
    def target(self) -> IEndpoint:
        """What it writes."""
        return self._target

    @property
    def start(self) -> StartPolicy | None:
        """When a deployment starts it, or None where it has no life cycle."""
        return self._start

    @property
    def plan(self) -> TaskPlan:
        """
        What it moves and how: migration type, table mappings, settings and what is known of both ends.

        Databases that the app makes are read whenever this is asked for, because their parameter groups can change
        until the app is synthesized.
        """
        return with_servers(self._plan, self._source, self._target)

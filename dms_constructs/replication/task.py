"""The replication task: what moves from a source to a target, how, and on which instance."""

from __future__ import annotations

import json
from typing import Protocol

import aws_cdk as cdk
from aws_cdk import aws_dms, aws_logs as logs
from constructs import Construct, IConstruct

from dms_constructs import facts
from dms_constructs._aws_names import arn, identifier
from dms_constructs._checks import flag, is_a, located
from dms_constructs._construct import DmsConstruct, Imported, check_removal_policy, l1, warn
from dms_constructs._remembered import Noticing, Remembering
from dms_constructs.app_wide.places import check_one_place
from dms_constructs.app_wide.seen import SeenTask
from dms_constructs.app_wide.watching import see
from dms_constructs.catalog import Catalog
from dms_constructs.cdc import CdcStart, CdcStop
from dms_constructs.endpoints.endpoint import IEndpoint
from dms_constructs.errors import ConfigurationError, holds_token
from dms_constructs.graph_mappings import GremlinMapping, R2rmlMapping
from dms_constructs.instance_limits import memory_findings
from dms_constructs.lifecycle._outlives import outlives
from dms_constructs.lifecycle.assessment import PremigrationAssessment
from dms_constructs.lifecycle.policies import Allow, ReloadPolicy, StartPolicy, policy_of
from dms_constructs.mappings.table_mappings import TableMappings
from dms_constructs.migration_type import MigrationType
from dms_constructs.premigration_checks.failures import findings_with_failures
from dms_constructs.replication._life_cycle import check_life_cycle, life_cycle_of
from dms_constructs.replication._plan_of import plan_of
from dms_constructs.replication.existing_instance import IReplicationInstance, check_instance
from dms_constructs.replication.instance import ReplicationInstance
from dms_constructs.replication.occupancy import Occupancy
from dms_constructs.replication.replication import Planned
from dms_constructs.settings import TaskSettings
from dms_constructs.task_plan import TaskPlan
from dms_constructs.telemetry.events import IReplicationEvents, TaskEvents
from dms_constructs.telemetry.task_metrics import ITaskMetrics, TaskMetrics

__all__ = ["IReplicationTask", "ReplicationTask"]


class IReplicationTask(IConstruct, ITaskMetrics, IReplicationEvents, Protocol):
    """What others need of a replication task, whether or not this app owns it."""

    @property
    def replication_task_arn(self) -> str:
        """Its ARN."""

    @property
    def compute(self) -> IReplicationInstance:
        """Where it runs."""


_ASSESSING = "dms.PremigrationAssessment(bucket=bucket)"


class _Resource(Noticing, aws_dms.CfnReplicationTask, Remembering):
    pass


class ReplicationTask(DmsConstruct, Planned, TaskMetrics, TaskEvents):
    """
    A replication task. CloudFormation creates it and leaves it ready: start it when both connections test well.

    A change of source, target, instance or migration type replaces the task; table mappings and settings change in
    place, while the task is stopped.

    Creates: the task.

    Source: the DMS User Guide, page CHAP_Tasks, and CreateReplicationTask in the API reference.
    """

    @staticmethod
    def from_replication_task_arn(
        scope: Construct,
        construct_id: str,
        replication_task_arn: str,
        *,
        replication_instance: IReplicationInstance | None = None,
    ) -> IReplicationTask:
        """
        Refer to a task that this app does not own.

        Args:
            scope: The construct it belongs to.
            construct_id: Its name there.
            replication_task_arn: Its ARN.
            replication_instance: Where it runs, by its name; without it, the task has no metrics.

        Raises:
            ConfigurationError: `DMS-A002` for something that is not the ARN of a task, `DMS-A001` for something that
                is not an instance.
        """
        with located(scope, construct_id):
            arn("replication_task_arn", replication_task_arn, "task")
            if replication_instance is not None:
                check_instance("replication_instance", replication_instance, _IMPORTED_INSTANCE)
        return _ImportedTask(scope, construct_id, replication_task_arn, replication_instance)

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        replication_instance: IReplicationInstance,
        source: IEndpoint,
        target: IEndpoint,
        migration_type: MigrationType,
        table_mappings: TableMappings,
        task_settings: TaskSettings | None = None,
        cdc_start: CdcStart | None = None,
        cdc_stop: CdcStop | None = None,
        task_data: GremlinMapping | R2rmlMapping | None = None,
        replication_task_identifier: str | None = None,
        source_catalog: Catalog | None = None,
        target_catalog: Catalog | None = None,
        start: StartPolicy | None = None,
        reload: ReloadPolicy | None = None,
        allow: Allow | None = None,
        move_with_instance: bool = False,
        assessment: PremigrationAssessment | None = None,
        mappings_as_asset: bool = False,
        removal_policy: cdk.RemovalPolicy | None = None,
    ) -> None:
        """
        Make the task.

        Args:
            scope: The construct it belongs to.
            construct_id: Its name there.
            replication_instance: Where it runs.
            source: What it reads.
            target: What it writes.
            migration_type: What is moved: existing data, changes, or both.
            table_mappings: Which tables, and what they are called on the target.
            task_settings: How; by default `TaskSettings()`, which logs and leaves the target's tables alone.
            cdc_start: Where changes start; with `MigrationType.CDC`, by default where the log is when the task first
                starts.
            cdc_stop: When the task stops by itself; by default never.
            task_data: How rows become a graph, with Neptune as target, where it must be given; by default none.
            replication_task_identifier: A fixed name; by default CloudFormation makes one, so that the task can be
                replaced.
            source_catalog: What the source has, to check mappings and settings with it; by default only what they say
                is checked. It does not go into the template.
            target_catalog: What the target has, to check its tables that stay; by default not known.
            start: When a deployment starts it; any policy gives it a life cycle, so it is stopped before a change that
                needs it, and resumed. By default it has none: CloudFormation creates it and leaves it ready.
            reload: Whether a deployment may load tables again; by default `ReloadPolicy.NEVER`.
            allow: Consent to one change that loses something, as the deployment that refuses it prints it.
            move_with_instance: Whether DMS moves the task when its instance changes or is replaced, so its checkpoint
                stays; by default it is replaced. Needs `start`.
            assessment: Has DMS assess the task before it starts for the first time; by default it doesn't. Needs
                `start`.
            mappings_as_asset: Whether table mappings of up to 2 MB are published beside the template, which takes 1 MB
                in all; by default they are in it. Needs `start`.
            removal_policy: What happens to it when it leaves the stack; by default it is deleted.

        Raises:
            ConfigurationError: `DMS-T005` for an endpoint on the wrong side, `DMS-T006` for a start or stop that the
                migration type does not have, `DMS-T007` for a bad name, `DMS-T008` for an argument of the wrong type,
                `DMS-T009` for what needs a later `engine_version` than the instance has,
                `DMS-Y030` for a task that writes into Neptune without `task_data`,
                `DMS-A001` and `DMS-A003` for an instance or removal policy of another type, `DMS-I012` and `DMS-I013`
                when the instance would have more tasks or endpoints than DMS allows, `DMS-L001` and `DMS-L003` for a
                life cycle that is not possible, `DMS-X001` when it would write onto the tables that it reads,
                `DMS-X006` for an instance or endpoint of another region or account,
                and what `CdcStart`, `TableMappings` and `TaskSettings` refuse for these endpoints.
        """
        with located(scope, construct_id):
            check_instance(
                "replication_instance", replication_instance, "dms.ReplicationInstance(self, 'Instance', vpc=vpc)"
            )
            check_removal_policy(removal_policy)
            flag("move_with_instance", move_with_instance)
            flag("mappings_as_asset", mappings_as_asset)
            is_a("DMS-L001", "assessment", assessment, PremigrationAssessment, _ASSESSING)
            policy = policy_of(
                start,
                reload,
                allow,
                move_with_instance=move_with_instance,
                assessment=assessment,
                mappings_as_asset=mappings_as_asset,
            )
            if policy is not None:
                check_life_cycle(scope)
            plan = plan_of(
                source=source,
                target=target,
                migration_type=migration_type,
                table_mappings=table_mappings,
                task_settings=task_settings,
                cdc_start=cdc_start,
                cdc_stop=cdc_stop,
                task_data=task_data,
                source_catalog=source_catalog,
                target_catalog=target_catalog,
                mappings_in_template=not mappings_as_asset,
                engine_version=(
                    replication_instance.engine_version
                    if isinstance(replication_instance, ReplicationInstance)
                    else None
                ),
            )
            identifier(
                "DMS-T007",
                "replication_task_identifier",
                replication_task_identifier,
                facts.limit("replication_task_identifier_max"),
            )
            findings = findings_with_failures(plan)
            check_one_place(
                scope, construct_id, replication_instance=replication_instance, source=source, target=target
            )
            occupancy = Occupancy.of(replication_instance)
            occupancy.check(source, target)
        super().__init__(scope, construct_id)

        life_cycle = life_cycle_of(self) if policy is not None else None
        instance_arn = replication_instance.replication_instance_arn
        mappings = table_mappings.to_json()
        seat = published = None
        if life_cycle is not None and move_with_instance:
            seat = life_cycle.seat(self, instance_arn)
            instance_arn = seat.ref
        if life_cycle is not None and mappings_as_asset:
            from dms_constructs.lifecycle.life_cycle import STAND_IN  # noqa: PLC0415  # it is loaded now

            published = life_cycle.publish(mappings)
            mappings = STAND_IN
        self._resource = l1(
            _Resource,
            aws_dms.CfnReplicationTaskProps,
            self,
            replication_instance_arn=instance_arn,
            source_endpoint_arn=source.endpoint_arn,
            target_endpoint_arn=target.endpoint_arn,
            migration_type=migration_type.value,
            table_mappings=_render(self, mappings),
            replication_task_settings=_render(self, plan.task_settings_document),
            cdc_start_position=cdc_start.position if cdc_start is not None else None,
            cdc_stop_position=cdc_stop.position if cdc_stop is not None else None,
            task_data=_task_data(self, plan),
            replication_task_identifier=replication_task_identifier,
        )
        if removal_policy is not None:
            self._resource.apply_removal_policy(removal_policy)
        self._arn: str | None = None
        self._plan = plan
        self._compute = replication_instance
        self._source = source
        self._target = target
        self._start = start
        if life_cycle is not None and policy is not None:
            life_cycle.watch(
                self,
                self._resource,
                kind="task",
                arn=self.replication_task_arn,
                plan=plan,
                policy=policy,
                source=source,
                target=target,
                instance=replication_instance,
                seat=seat,
                mappings=published,
                assessment=assessment.bind(self) if assessment is not None else None,
            )
            warn(self, outlives(removal_policy))

        warn(self, findings)
        occupancy.add(source, target)
        if isinstance(replication_instance, ReplicationInstance):
            instance_class = replication_instance.instance_class
            occupancy.add_memory(plan.memory)
            warn(self, memory_findings(plan.memory, instance_class, has_catalog=source_catalog is not None))
            warn(replication_instance, occupancy.findings(instance_class))
            if migration_type.has_cdc:
                replication_instance.advise_on_cdc()
        see(
            SeenTask(
                construct=self,
                resource=self._resource,
                plan=plan,
                source=source.endpoint_arn,
                target=target.endpoint_arn,
                compute=replication_instance,
            )
        )

    @property
    def replication_task_arn(self) -> str:
        """Its ARN; the last part names its metrics and its log stream."""
        if self._arn is None:
            self._arn = self._resource.ref
        return self._arn

    @property
    def replication_arn(self) -> str:
        """Its ARN, by the name that a `ServerlessReplication` has for its own too."""
        return self.replication_task_arn

    @property
    def log_group(self) -> logs.ILogGroup | None:
        """Where its logs go: its instance's log group, or None where that is not known."""
        return self._compute.log_group

    @property
    def compute(self) -> IReplicationInstance:
        """Where it runs."""
        return self._compute


_IMPORTED_INSTANCE = (
    "dms.ReplicationInstance.from_replication_instance_attributes(self, 'Instance', replication_instance_arn=..., "
    "replication_instance_identifier=...)"
)


class _ImportedTask(Imported, TaskMetrics, TaskEvents):
    def __init__(self, scope: Construct, construct_id: str, arn: str, instance: IReplicationInstance | None) -> None:
        super().__init__(scope, construct_id)
        self._arn: str = arn
        self._compute = instance

    @property
    def replication_task_arn(self) -> str:
        return self._arn

    @property
    def compute(self) -> IReplicationInstance:
        if self._compute is None:
            raise ConfigurationError(
                "DMS-O003",
                "the metrics and logs of an imported task need its instance; give from_replication_task_arn "
                f"replication_instance={_IMPORTED_INSTANCE}",
                path=self.node.path,
            )
        return self._compute


def _task_data(scope: Construct, plan: TaskPlan) -> str | None:
    """Render the graph mapping; a document of R2RML is no JSON, so it stays a text."""
    data = plan.task_data
    return data.text if isinstance(data, R2rmlMapping) else _render(scope, plan.task_data_document)


def _render(scope: Construct, text: str | None) -> str | None:
    """Render a document; the CDK's own way when it holds a value that is known only at deployment."""
    if text is not None and holds_token(text):
        return cdk.Stack.of(scope).to_json_string(json.loads(text))  # in the same order
    return text

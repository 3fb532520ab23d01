"""A whole migration in one construct: compute, endpoints, network access and task."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, TypedDict

import jsii
from aws_cdk import aws_ec2 as ec2
from constructs import Construct

from dms_constructs._checks import is_a, located
from dms_constructs._construct import DmsConstruct, nothing_left
from dms_constructs.catalog import Catalog
from dms_constructs.cdc import CdcStart, CdcStop
from dms_constructs.endpoints.endpoint import Endpoint, IEndpoint
from dms_constructs.errors import ConfigurationError
from dms_constructs.graph_mappings import GremlinMapping, R2rmlMapping
from dms_constructs.lifecycle.assessment import PremigrationAssessment
from dms_constructs.lifecycle.policies import Allow, ReloadPolicy, StartPolicy, refuse_for_serverless
from dms_constructs.mappings.table_mappings import TableMappings
from dms_constructs.migration_type import MigrationType
from dms_constructs.monitoring.monitoring import Monitoring
from dms_constructs.replication.compute import Compute, Serverless, bind, check_compute
from dms_constructs.replication.existing_instance import IReplicationInstance
from dms_constructs.replication.replication import IReplication
from dms_constructs.replication.serverless import ServerlessReplication
from dms_constructs.replication.task import ReplicationTask
from dms_constructs.serverless_limits import check_start
from dms_constructs.settings import TaskSettings

if TYPE_CHECKING:
    from dms_constructs.monitoring.migration_monitoring import MigrationMonitoring
    from dms_constructs.runbook.runbook import Runbook

__all__ = ["DatabaseMigration"]


class _Between(TypedDict):
    """What a task and a serverless replication are told alike."""

    source: IEndpoint
    target: IEndpoint
    migration_type: MigrationType
    table_mappings: TableMappings
    task_settings: TaskSettings | None
    task_data: GremlinMapping | R2rmlMapping | None
    source_catalog: Catalog | None
    target_catalog: Catalog | None
    start: StartPolicy | None
    reload: ReloadPolicy | None
    allow: Allow | None


@jsii.implements(ec2.IConnectable)
class DatabaseMigration(DmsConstruct):
    """
    Moves a database: makes what runs the migration, lets it into the databases it knows, and makes the task.

    Security groups are opened for the connections that name something to open (`Connection.to_cluster`,
    `Connection.to_instance`, or `peer=`), on the database's port and for this migration only. More tasks may share the
    compute and the endpoints: see `add_task`.

    Creates: a task and, unless one is given, a replication instance with its subnet group, security group and log
    group; or, with `Serverless`, a replication config with these.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        compute: Compute,
        source: IEndpoint,
        target: IEndpoint,
        migration_type: MigrationType,
        table_mappings: TableMappings,
        task_settings: TaskSettings | None = None,
        cdc_start: CdcStart | None = None,
        cdc_stop: CdcStop | None = None,
        task_data: GremlinMapping | R2rmlMapping | None = None,
        source_catalog: Catalog | None = None,
        target_catalog: Catalog | None = None,
        start: StartPolicy | None = None,
        reload: ReloadPolicy | None = None,
        allow: Allow | None = None,
        move_with_instance: bool = False,
        assessment: PremigrationAssessment | None = None,
        mappings_as_asset: bool = False,
        monitoring: Monitoring | None = None,
    ) -> None:
        """
        Make the migration.

        Args:
            scope: The construct it belongs to.
            construct_id: Its name there.
            compute: Where it runs: `Provisioned(vpc=vpc)` for a replication instance of its own, an instance that
                exists, or `Serverless(vpc=vpc, max_dcu=16)` for capacity without an instance.
            source: What is read.
            target: What is written.
            migration_type: What is moved: existing data, changes, or both.
            table_mappings: Which tables, and what they are called on the target.
            task_settings: How; by default `TaskSettings()`, which logs and leaves the target's tables alone.
            cdc_start: Where changes start, with `MigrationType.CDC`; not for a serverless migration.
            cdc_stop: When the task stops by itself; by default never; not for a serverless migration.
            task_data: How rows become a graph, with Neptune as target, where it must be given; by default none.
            source_catalog: What the source has, to check the mappings with it; by default only what they say is
                checked.
            target_catalog: What the target has, to check its tables that stay; by default not known.
            start: When a deployment starts the task; any policy gives it a life cycle, so it is stopped before a change
                that needs it, and resumed. By default it has none.
            reload: Whether a deployment may load tables again; by default `ReloadPolicy.NEVER`.
            allow: Consent to one change that loses something, as the deployment that refuses it prints it.
            move_with_instance: Whether the task moves with its instance, as `ReplicationTask` says.
            assessment: Has DMS assess the task before it first starts.
            mappings_as_asset: Whether large table mappings are published beside the template.
            monitoring: Alarms, dashboard and notifications, for the tasks that are added, too; by default none.

        Raises:
            ConfigurationError: `DMS-P001` for a `compute` on which nothing can run, `DMS-U005` and
                `DMS-L005` for what a serverless migration doesn't have, `DMS-O012` for a `monitoring` that is not a
                `Monitoring`, and what the parts refuse.
        """
        with located(scope, construct_id):
            check_compute(compute)
            is_a("DMS-O012", "monitoring", monitoring, Monitoring, "monitoring=dms.Monitoring()")
        super().__init__(scope, construct_id)
        self._source = source
        self._target = target
        self._replications: list[IReplication] = []
        self._opened: list[Endpoint] = []
        self._connections: ec2.Connections | None = None
        self._monitoring: MigrationMonitoring | None = None
        with nothing_left(scope, construct_id):
            self._compute, self._place = bind(compute, self)
            self.add_task(
                "Task" if self._place is self else "Replication",
                migration_type=migration_type,
                table_mappings=table_mappings,
                task_settings=task_settings,
                cdc_start=cdc_start,
                cdc_stop=cdc_stop,
                task_data=task_data,
                source_catalog=source_catalog,
                target_catalog=target_catalog,
                start=start,
                reload=reload,
                allow=allow,
                move_with_instance=move_with_instance,
                assessment=assessment,
                mappings_as_asset=mappings_as_asset,
            )
            if monitoring is not None:
                from dms_constructs.monitoring.migration_monitoring import (  # noqa: PLC0415  # slow to load
                    MigrationMonitoring,
                )

                self._monitoring = MigrationMonitoring(
                    self, "Monitoring", monitoring=monitoring, replications=self._replications
                )

    def add_task(
        self,
        construct_id: str,
        *,
        migration_type: MigrationType,
        table_mappings: TableMappings,
        task_settings: TaskSettings | None = None,
        cdc_start: CdcStart | None = None,
        cdc_stop: CdcStop | None = None,
        task_data: GremlinMapping | R2rmlMapping | None = None,
        source_catalog: Catalog | None = None,
        target_catalog: Catalog | None = None,
        source: IEndpoint | None = None,
        target: IEndpoint | None = None,
        start: StartPolicy | None = None,
        reload: ReloadPolicy | None = None,
        allow: Allow | None = None,
        move_with_instance: bool = False,
        assessment: PremigrationAssessment | None = None,
        mappings_as_asset: bool = False,
    ) -> IReplication:
        """
        Add a task on the same compute, by default between the same endpoints; of a serverless migration, a replication.

        Args:
            construct_id: Its name in this migration.
            migration_type: What is moved: existing data, changes, or both.
            table_mappings: Which tables, and what they are called on the target.
            task_settings: How; by default `TaskSettings()`.
            cdc_start: Where changes start, with `MigrationType.CDC`; not for a serverless migration.
            cdc_stop: When the task stops by itself; by default never; not for a serverless migration.
            task_data: How rows become a graph, with Neptune as target, where it must be given; by default none.
            source_catalog: What the source has, to check the mappings with it; by default not known.
            target_catalog: What the target has, to check its tables that stay; by default not known.
            source: What is read; by default the migration's source.
            target: What is written; by default the migration's target.
            start: When a deployment starts the task; by default it has no life cycle, whatever the others have.
            reload: Whether a deployment may load tables again; by default `ReloadPolicy.NEVER`.
            allow: Consent to one change that loses something, as the deployment that refuses it prints it.
            move_with_instance: Whether the task moves with its instance, as `ReplicationTask` says.
            assessment: Has DMS assess the task before it first starts.
            mappings_as_asset: Whether large table mappings are published beside the template.
        """
        source = source if source is not None else self._source
        target = target if target is not None else self._target
        between: _Between = {
            "source": source,
            "target": target,
            "migration_type": migration_type,
            "table_mappings": table_mappings,
            "task_settings": task_settings,
            "task_data": task_data,
            "source_catalog": source_catalog,
            "target_catalog": target_catalog,
            "start": start,
            "reload": reload,
            "allow": allow,
        }
        made: IReplication
        if isinstance(self._compute, Serverless):
            with located(self._place, construct_id):
                check_start(cdc_start, cdc_stop)
                refuse_for_serverless(
                    move_with_instance=move_with_instance, assessment=assessment, mappings_as_asset=mappings_as_asset
                )
            made = ServerlessReplication(self._place, construct_id, compute=self._compute, **between)
        else:
            made = ReplicationTask(
                self._place,
                construct_id,
                replication_instance=self._compute,
                cdc_start=cdc_start,
                cdc_stop=cdc_stop,
                move_with_instance=move_with_instance,
                assessment=assessment,
                mappings_as_asset=mappings_as_asset,
                **between,
            )
        for endpoint in (source, target):
            self._open(endpoint)
        self._replications.append(made)
        if self._monitoring is not None:
            self._monitoring.add_replication(made)
        return made

    @property
    def compute(self) -> IReplicationInstance | Serverless:
        """
        Where it runs: the instance that was made or given, or the capacity with the subnet group and security groups
        that were made for it. Other migrations may share it.
        """
        return self._compute

    @property
    def instance(self) -> IReplicationInstance:
        """
        The replication instance that was made or given.

        Raises:
            ConfigurationError: `DMS-P003`, when the migration is serverless.
        """
        if isinstance(self._compute, Serverless):
            raise self._has_none(
                "instance", "migration.compute for its capacity, migration.connections for its network"
            )
        return self._compute

    @property
    def connections(self) -> ec2.Connections:
        """The security groups that it runs with, to be let into what the migration does not know."""
        if self._connections is None:
            self._connections = (
                ec2.Connections(security_groups=list(self._compute.security_groups or ()))
                if isinstance(self._compute, Serverless)
                else self._compute.connections
            )
        return self._connections

    @property
    def source(self) -> IEndpoint:
        """What is read."""
        return self._source

    @property
    def target(self) -> IEndpoint:
        """What is written."""
        return self._target

    @property
    def replication(self) -> IReplication:
        """What the migration was made with: its task, or its serverless replication."""
        return self._replications[0]

    @property
    def replications(self) -> Sequence[IReplication]:
        """All tasks, or all serverless replications, in the order they were added."""
        return tuple(self._replications)

    @property
    def task(self) -> ReplicationTask:
        """
        The task the migration was made with.

        Raises:
            ConfigurationError: `DMS-P003`, when the migration is serverless.
        """
        return self.tasks[0]

    @property
    def tasks(self) -> Sequence[ReplicationTask]:
        """
        All tasks, in the order they were added.

        Raises:
            ConfigurationError: `DMS-P003`, when the migration is serverless.
        """
        if isinstance(self._compute, Serverless):
            raise self._has_none("task", "migration.replication, which both kinds of migration have")
        return tuple(one for one in self._replications if isinstance(one, ReplicationTask))

    def _has_none(self, what: str, instead: str) -> ConfigurationError:
        return ConfigurationError(
            "DMS-P003", f"a serverless migration has no replication {what}; use {instead}", path=self.node.path
        )

    @property
    def monitoring(self) -> MigrationMonitoring | None:
        """What watches it, where `monitoring` was given."""
        return self._monitoring

    def runbook(self) -> Runbook:
        """
        Return what to do by hand, in order: users, schema, start, cutover, the way back, and what to delete.

        It is read from the template, as `dms-constructs runbook` reads it. So this synthesizes the app, as
        `app.synth()` does: call it at the end of the app, or in a test; the CDK refuses constructs that are made after
        it. The catalog is the one that was given as `source_catalog`, if any.

        Raises:
            ConfigurationError: What synthesis refuses.
        """
        from dms_constructs.runbook.synthesized import synthesized  # noqa: PLC0415  # most apps want none

        catalogs = [one.plan.source_catalog for one in self._replications]
        return synthesized(self._replications, next((each for each in catalogs if each is not None), None))

    def _open(self, endpoint: IEndpoint) -> None:
        """Let the migration into the endpoint's database, once; an imported endpoint's network is its owner's."""
        if not isinstance(endpoint, Endpoint) or any(endpoint is opened for opened in self._opened):
            return
        self._opened.append(endpoint)
        if endpoint.peer is not None:
            endpoint.allow_from(self.connections, scope=self)

"""The replication task: what moves from a source to a target, how, and on which instance."""

from __future__ import annotations

import functools
import json
from typing import Protocol

import aws_cdk as cdk
from aws_cdk import aws_dms
from constructs import Construct

from dms_constructs import facts
from dms_constructs._checks import arn, identifier, is_a, located, provides
from dms_constructs._construct import L1_ID, Imported, check_removal_policy, warn
from dms_constructs.catalog import Catalog
from dms_constructs.cdc import CdcStart, CdcStop
from dms_constructs.endpoints.base import Endpoint, IEndpoint
from dms_constructs.engines import EndpointType
from dms_constructs.errors import ConfigurationError, Finding, holds_token
from dms_constructs.mappings import TableMappings
from dms_constructs.migration_type import MigrationType
from dms_constructs.replication.instance import IReplicationInstance, ReplicationInstance
from dms_constructs.replication.occupancy import Occupancy, memory_findings, memory_of
from dms_constructs.settings import TaskSettings

__all__ = ["IReplicationTask", "ReplicationTask"]


class IReplicationTask(Protocol):
    """What others need of a replication task, whether or not this app owns it."""

    @property
    def replication_task_arn(self) -> str:
        """Its ARN."""


class ReplicationTask(Construct):
    """
    A replication task. CloudFormation creates it and leaves it ready: start it when both connections test well.

    A change of source, target, instance or migration type replaces the task; table mappings and settings change in
    place, while the task is stopped.

    Creates: the task.

    Source: the DMS User Guide, page CHAP_Tasks, and CreateReplicationTask in the API reference.
    """

    @staticmethod
    def from_replication_task_arn(scope: Construct, construct_id: str, replication_task_arn: str) -> IReplicationTask:
        """
        Refer to a task that this app does not own.

        Raises:
            ConfigurationError: `DMS-A002` for something that is not the ARN of a task.
        """
        with located(scope, construct_id):
            arn("replication_task_arn", replication_task_arn, "task")
        return _ImportedTask(scope, construct_id, replication_task_arn)

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
        replication_task_identifier: str | None = None,
        source_catalog: Catalog | None = None,
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
            migration_type: What is moved: data that is there, changes, or both.
            table_mappings: Which tables, and what they are called on the target.
            task_settings: How; by default `TaskSettings()`, which logs and leaves the target's tables alone.
            cdc_start: Where changes start; with `MigrationType.CDC`, by default where the log is when the task first
                starts.
            cdc_stop: When the task stops by itself; by default never.
            replication_task_identifier: A fixed name; by default CloudFormation makes one, so that the task can be
                replaced.
            source_catalog: What the source has, to check mappings and settings with it; by default only what they say
                is checked. It does not go into the template.
            removal_policy: What happens to it when it leaves the stack; by default it is deleted.

        Raises:
            ConfigurationError: `DMS-T005` for an endpoint on the wrong side, `DMS-T006` for a start or stop that the
                migration type does not have, `DMS-T007` for a bad name, `DMS-T008` for an argument of the wrong type,
                `DMS-A001` and `DMS-A003` for an instance or a removal policy that is none, `DMS-I012` and `DMS-I013`
                when the instance would have more tasks or endpoints than DMS allows,
                and what `CdcStart`, `TableMappings` and `TaskSettings` refuse for these endpoints.
        """
        settings = task_settings if task_settings is not None else _default_settings()
        with located(scope, construct_id):
            provides(
                "replication_instance",
                replication_instance,
                "replication_instance_arn",
                "a replication instance",
                "ReplicationInstance(self, 'Instance', vpc=vpc)",
                required=True,
            )
            check_removal_policy(removal_policy)
            _check_types(migration_type, table_mappings, settings, cdc_start, cdc_stop)
            is_a("DMS-T008", "source_catalog", source_catalog, Catalog, "Catalog.from_json(text)")
            _check_sides(source, target)
            _check_cdc(migration_type, cdc_start, cdc_stop, source)
            identifier(
                "DMS-T007",
                "replication_task_identifier",
                replication_task_identifier,
                facts.limit("replication_task_identifier_max"),
            )
            findings = (
                *table_mappings.check(
                    migration_type=migration_type,
                    source_engine=source.engine_name,
                    target_engine=target.engine_name,
                    catalog=source_catalog,
                    target_schema=settings.target_schema,
                ),
                *settings.check(
                    migration_type=migration_type,
                    source_engine=source.engine_name,
                    target_engine=target.engine_name,
                    table_mappings=table_mappings,
                    catalog=source_catalog,
                ),
                *_boolean_findings(source, target),
            )
            occupancy = Occupancy.of(replication_instance)
            occupancy.check(source, target)
        memory = memory_of(settings, migration_type, table_mappings, source_catalog)
        super().__init__(scope, construct_id)

        self._resource = aws_dms.CfnReplicationTask(
            self,
            L1_ID,
            replication_instance_arn=replication_instance.replication_instance_arn,
            source_endpoint_arn=source.endpoint_arn,
            target_endpoint_arn=target.endpoint_arn,
            migration_type=migration_type.value,
            table_mappings=_render(self, table_mappings),
            replication_task_settings=_render(self, settings),
            cdc_start_position=cdc_start.position if cdc_start is not None else None,
            cdc_stop_position=cdc_stop.position if cdc_stop is not None else None,
            replication_task_identifier=replication_task_identifier,
        )
        if removal_policy is not None:
            self._resource.apply_removal_policy(removal_policy)
        self._arn: str | None = None
        self._migration_type = migration_type
        self._table_mappings = table_mappings
        self._task_settings = settings

        warn(self, findings)
        occupancy.add(memory, source, target)
        if isinstance(replication_instance, ReplicationInstance):
            instance_class = replication_instance.instance_class
            warn(self, memory_findings(memory, instance_class, has_catalog=source_catalog is not None))
            warn(replication_instance, occupancy.findings(instance_class))
            if migration_type.has_cdc:
                replication_instance.advise_on_cdc()

    @property
    def replication_task_arn(self) -> str:
        """Its ARN; the last part names its metrics and its log stream."""
        if self._arn is None:
            self._arn = self._resource.ref
        return self._arn

    @property
    def migration_type(self) -> MigrationType:
        """What it moves."""
        return self._migration_type

    @property
    def table_mappings(self) -> TableMappings:
        """Which tables it moves."""
        return self._table_mappings

    @property
    def task_settings(self) -> TaskSettings:
        """How it moves them."""
        return self._task_settings


class _ImportedTask(Imported):
    def __init__(self, scope: Construct, construct_id: str, arn: str) -> None:
        super().__init__(scope, construct_id)
        self._arn = arn

    @property
    def replication_task_arn(self) -> str:
        return self._arn


@functools.cache
def _default_settings() -> TaskSettings:
    return TaskSettings()


def _render(scope: Construct, document: TableMappings | TaskSettings) -> str:
    """Render a document; the CDK's own way when it holds a value that is known only at deployment."""
    text = document.to_json()
    if holds_token(text):
        return cdk.Stack.of(scope).to_json_string(json.loads(text))  # in the same order
    return text


def _check_types(
    migration_type: MigrationType,
    table_mappings: TableMappings,
    settings: TaskSettings,
    cdc_start: CdcStart | None,
    cdc_stop: CdcStop | None,
) -> None:
    is_a("DMS-T008", "migration_type", migration_type, MigrationType, "MigrationType.FULL_LOAD_AND_CDC")
    is_a("DMS-T008", "table_mappings", table_mappings, TableMappings, "TableMappings(Include('shop'))")
    is_a("DMS-T008", "task_settings", settings, TaskSettings, "TaskSettings(lobs=LimitedLobs(max_size_kb=64))")
    is_a("DMS-T008", "cdc_start", cdc_start, CdcStart, "CdcStart.at(datetime(2026, 3, 8, tzinfo=timezone.utc))")
    is_a("DMS-T008", "cdc_stop", cdc_stop, CdcStop, "CdcStop.at_server_time(datetime(...))")
    if migration_type is None or table_mappings is None:
        missing = "migration_type" if migration_type is None else "table_mappings"
        raise ConfigurationError("DMS-T008", f"{missing} must be given, got None")


def _check_sides(source: IEndpoint, target: IEndpoint) -> None:
    for name, endpoint, wanted in (("source", source, EndpointType.SOURCE), ("target", target, EndpointType.TARGET)):
        given = getattr(endpoint, "endpoint_type", None)
        if given is not wanted:
            what = (
                f"a {given.value} endpoint ({type(endpoint).__name__})"
                if isinstance(given, EndpointType)
                else type(endpoint).__name__
            )
            raise ConfigurationError(
                "DMS-T005",
                f"{name} must be a {wanted.value} endpoint, got {what}; "
                "DMS has separate endpoints for reading and writing, even of one database",
                given=endpoint,
            )


def _check_cdc(migration_type: MigrationType, start: CdcStart | None, stop: CdcStop | None, source: IEndpoint) -> None:
    if start is not None and migration_type is not MigrationType.CDC:
        reason = (
            "a full load replicates no changes"
            if migration_type is MigrationType.FULL_LOAD
            else "with a full load, changes start where the load started"
        )
        raise ConfigurationError(
            "DMS-T006",
            f"cdc_start is for MigrationType.CDC only, got it with MigrationType.{migration_type.name}: {reason}",
            given=start,
        )
    if stop is not None and not migration_type.has_cdc:
        raise ConfigurationError(
            "DMS-T006",
            f"cdc_stop needs a migration type with changes, got MigrationType.{migration_type.name}",
            given=stop,
        )
    if start is not None:
        slot_name = source.slot_name if isinstance(source, Endpoint) else None
        start.check(source_engine=source.engine_name, slot_name=slot_name)


def _boolean_findings(source: IEndpoint, target: IEndpoint) -> tuple[Finding, ...]:
    if (
        not isinstance(source, Endpoint)
        or not isinstance(target, Endpoint)
        or source.engine_name.record.protocol != target.engine_name.record.protocol
    ):
        return ()
    if source.map_boolean_as_boolean == target.map_boolean_as_boolean:
        return ()
    return (
        Finding(
            "task.booleansOnOneSide",
            "map_boolean_as_boolean works only when both endpoints have it; set it on the "
            + ("target" if source.map_boolean_as_boolean else "source")
            + " too",
        ),
    )

"""The serverless replication: a plan that runs without an instance."""

from __future__ import annotations

import json
from typing import Any, Protocol

import aws_cdk as cdk
import jsii
from aws_cdk import aws_dms, aws_ec2 as ec2, aws_logs as logs
from constructs import Construct, IConstruct

from dms_constructs import facts
from dms_constructs._aws_names import arn, identifier
from dms_constructs._checks import is_object_with, located
from dms_constructs._code import Variable, call
from dms_constructs._construct import L1_ID, DmsConstruct, Imported, l1, nothing_left, warn
from dms_constructs._remembered import Noticing, Remembering
from dms_constructs.app_wide.places import check_one_place
from dms_constructs.app_wide.seen import Network, SeenPlaced, SeenTask
from dms_constructs.app_wide.watching import see
from dms_constructs.catalog import Catalog
from dms_constructs.endpoints.endpoint import IEndpoint
from dms_constructs.errors import ConfigurationError, shown
from dms_constructs.graph_mappings import GremlinMapping, R2rmlMapping
from dms_constructs.lifecycle._outlives import outlives
from dms_constructs.lifecycle.policies import Allow, ReloadPolicy, StartPolicy, policy_of
from dms_constructs.mappings.table_mappings import TableMappings
from dms_constructs.migration_type import MigrationType
from dms_constructs.premigration_checks.failures import findings_with_failures
from dms_constructs.replication._life_cycle import check_life_cycle, life_cycle_of
from dms_constructs.replication._network import LONGEST_NAME, joined, short_names
from dms_constructs.replication._plan_of import plan_of
from dms_constructs.replication.compute import Serverless
from dms_constructs.replication.replication import Planned
from dms_constructs.replication.subnet_group import check_vpc_of
from dms_constructs.serverless_limits import capacity_findings, check_plan, plan_findings
from dms_constructs.settings import TaskSettings
from dms_constructs.telemetry.events import IReplicationEvents, ServerlessEvents
from dms_constructs.telemetry.replication_metrics import IServerlessMetrics, ServerlessMetrics

__all__ = ["IServerlessReplication", "ServerlessReplication"]


class IServerlessReplication(IConstruct, IServerlessMetrics, IReplicationEvents, Protocol):
    """What others need of a serverless replication, whether or not this app owns it."""

    @property
    def replication_config_arn(self) -> str:
        """The ARN of its replication config."""


class _Resource(Noticing, aws_dms.CfnReplicationConfig, Remembering):
    pass


@jsii.implements(ec2.IConnectable)
class ServerlessReplication(DmsConstruct, Planned, ServerlessMetrics, ServerlessEvents):
    """
    A replication config, and the replication that runs by it, on capacity that DMS provides and follows the load with.

    CloudFormation creates it and leaves it created: start it when both databases can be reached. Table mappings, task
    settings and capacities change in place, while it is stopped. DMS freezes the rest once capacity was provisioned, so
    a change of source, target, migration type, subnet group, zone, key or name servers replaces it: its names are made
    of these too.

    The replication opens the connections to the databases, so let it in there; `DatabaseMigration` does so by itself.

    Creates: the replication config, a log group and, unless given, a subnet group and a security group.

    Source: the DMS User Guide, page CHAP_Serverless.Components, and CreateReplicationConfig in the API reference.
    """

    @staticmethod
    def from_replication_config_arn(
        scope: Construct, construct_id: str, replication_config_arn: str
    ) -> IServerlessReplication:
        """
        Refer to a serverless replication that this app does not own.

        Raises:
            ConfigurationError: `DMS-A002` for something that is not the ARN of a replication config.
        """
        with located(scope, construct_id):
            arn("replication_config_arn", replication_config_arn, "replication-config")
        return _ImportedReplication(scope, construct_id, replication_config_arn)

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        compute: Serverless,
        source: IEndpoint,
        target: IEndpoint,
        migration_type: MigrationType,
        table_mappings: TableMappings,
        task_settings: TaskSettings | None = None,
        task_data: GremlinMapping | R2rmlMapping | None = None,
        replication_config_identifier: str | None = None,
        source_catalog: Catalog | None = None,
        target_catalog: Catalog | None = None,
        start: StartPolicy | None = None,
        reload: ReloadPolicy | None = None,
        allow: Allow | None = None,
    ) -> None:
        """
        Make the replication.

        Args:
            scope: The construct it belongs to.
            construct_id: Its name there.
            compute: Its network and capacity, and what happens to it when it leaves the stack.
            source: What it reads.
            target: What it writes.
            migration_type: What is moved: existing data, changes, or both.
            table_mappings: Which tables, and what they are called on the target.
            task_settings: How; by default `TaskSettings()`, which logs and leaves the target's tables alone.
            task_data: How rows become a graph, with Neptune as target, where it must be given; by default none. DMS
                Serverless takes no R2RML.
            replication_config_identifier: A fixed name, which blocks replacement. By default one made from the
                construct's path and from what forces a replacement.
            source_catalog: What the source has, to check mappings and settings with it; by default only what they say
                is checked. It does not go into the template.
            target_catalog: What the target has, to check its tables that stay; by default not known.
            start: When a deployment starts it; any policy gives it a life cycle, so it is stopped before a change that
                needs it, and resumed. By default it has none: CloudFormation creates it and leaves it created.
            reload: Whether a deployment may load tables again; by default `ReloadPolicy.NEVER`.
            allow: Consent to one change that loses something, as the deployment that refuses it prints it.

        Raises:
            ConfigurationError: `DMS-U003` to `DMS-U005` for what DMS Serverless can't do, `DMS-U006` for a bad name,
                `DMS-L001` and `DMS-L003` for a life cycle that is not possible, `DMS-T005` for an endpoint on the wrong
                side, `DMS-T008` for an argument of the wrong type, `DMS-Y030` and `DMS-Y032` for a graph mapping that
                is missing or can't be given, `DMS-X001` when it would write onto the tables that it reads, `DMS-X006`
                and `DMS-X008` for a part of another region, account or VPC, and what `Serverless`, `TableMappings` and
                `TaskSettings` refuse.
        """
        with located(scope, construct_id):
            _check_compute(compute)
            policy = policy_of(start, reload, allow)
            if policy is not None:
                check_life_cycle(scope)
            plan = plan_of(
                source=source,
                target=target,
                migration_type=migration_type,
                table_mappings=table_mappings,
                task_settings=task_settings,
                task_data=task_data,
                source_catalog=source_catalog,
                target_catalog=target_catalog,
            )
            check_one_place(scope, construct_id, source=source, target=target, subnet_group=compute.subnet_group)
            check_vpc_of(compute.subnet_group, compute.vpc)
            check_plan(plan)
            _check_task_data(task_data)
            identifier(
                "DMS-U006",
                "replication_config_identifier",
                replication_config_identifier,
                facts.limit("replication_config_identifier_max"),
            )
            findings = (
                *findings_with_failures(plan),
                *capacity_findings(compute.max_dcu, compute.min_dcu),
                *plan_findings(plan, compute.max_dcu, multi_az=compute.multi_az),
            )
        super().__init__(scope, construct_id)
        self._start = start
        self._plan = plan
        self._source = source
        self._target = target
        given_groups = compute.security_groups or ()
        with nothing_left(scope, construct_id):
            self._compute = compute = compute.bind(self)
        self._connections: ec2.Connections | None = None

        properties: dict[str, Any] = {
            "source_endpoint_arn": source.endpoint_arn,
            "target_endpoint_arn": target.endpoint_arn,
            "replication_type": migration_type.value,
        }
        network = _network(compute)
        # The end of the ARN is ours, because the log group and metrics need it. It changes with whatever DMS freezes:
        # CloudFormation then replaces the config instead of changing it in place, which DMS would refuse.
        upstream = [_replaced_with(part) for part in (source, target, compute.subnet_group)]
        longest = (LONGEST_NAME, facts.limit("resource_identifier_max"))
        name, self._resource_identifier = short_names(self, longest, properties, network, upstream)
        self._log_group = logs.LogGroup(
            self,
            "LogGroup",
            log_group_name=_log_group_name(self._resource_identifier),
            retention=compute.log_retention or logs.RetentionDays.ONE_MONTH,
            removal_policy=compute.removal_policy or cdk.RemovalPolicy.DESTROY,
        )
        resource = l1(
            _Resource,
            aws_dms.CfnReplicationConfigProps,
            self,
            **properties,
            replication_config_identifier=replication_config_identifier or name,
            resource_identifier=self._resource_identifier,
            compute_config=aws_dms.CfnReplicationConfig.ComputeConfigProperty(
                **network,
                max_capacity_units=compute.max_dcu,
                min_capacity_units=compute.min_dcu,
                multi_az=compute.multi_az,
                preferred_maintenance_window=compute.preferred_maintenance_window,
                vpc_security_group_ids=[group.security_group_id for group in compute.security_groups or ()],
            ),
            table_mappings=_document(plan.table_mappings_document),
            replication_settings=_document(plan.task_settings_document),
            supplemental_settings=_document(plan.task_data_document),
        )
        # DMS makes the log group itself, without a retention, when a replication logs before it is there.
        resource.node.add_dependency(self._log_group)
        if compute.removal_policy is not None:
            resource.apply_removal_policy(compute.removal_policy)
        self._resource = resource
        self._arn: str | None = None

        if policy is not None:
            life_cycle_of(self).watch(
                self,
                resource,
                kind="replication",
                arn=self.replication_config_arn,
                plan=plan,
                policy=policy,
                source=source,
                target=target,
            )
            warn(self, outlives(compute.removal_policy))

        warn(self, findings)
        see(
            SeenPlaced(
                construct=self,
                resource=resource,
                has_fixed_name=replication_config_identifier is not None,
                network=Network(vpc=compute.vpc, group=compute.subnet_group, security_groups=given_groups),
                zone=compute.availability_zone,
            )
        )
        see(SeenTask(construct=self, plan=plan, source=source.endpoint_arn, target=target.endpoint_arn))

    @property
    def replication_config_arn(self) -> str:
        """The ARN of its replication config."""
        if self._arn is None:
            self._arn = self._resource.ref
        return self._arn

    @property
    def replication_arn(self) -> str:
        """The ARN of its replication config, by the name that a `ReplicationTask` has for its own too."""
        return self.replication_config_arn

    @property
    def replication_config_id(self) -> str:
        """Account and end of the ARN, `111122223333:ABC`: the dimension `ReplicationConfigId` of its metrics."""
        return f"{self.stack.account}:{self._resource_identifier}"

    @property
    def compute(self) -> Serverless:
        """Its capacity and network, with the subnet group and security groups that it has; others may share them."""
        return self._compute

    @property
    def connections(self) -> ec2.Connections:
        """Its security groups."""
        if self._connections is None:
            self._connections = ec2.Connections(security_groups=list(self._compute.security_groups or ()))
        return self._connections

    @property
    def log_group(self) -> logs.ILogGroup:
        """Where its logs go."""
        return self._log_group


class _ImportedReplication(Imported, ServerlessMetrics, ServerlessEvents):
    def __init__(self, scope: Construct, construct_id: str, arn: str) -> None:
        super().__init__(scope, construct_id)
        self._arn: str = arn

    @property
    def replication_config_arn(self) -> str:
        return self._arn

    @property
    def replication_config_id(self) -> str:
        """Account and end of the ARN: the dimension `ReplicationConfigId` of its metrics."""
        parts = cdk.Arn.split(self._arn, cdk.ArnFormat.COLON_RESOURCE_NAME)
        return f"{parts.account}:{parts.resource_name}"


def _check_task_data(task_data: object) -> None:
    """Raise for a graph mapping that is not JSON, which is all that a replication config takes."""
    if isinstance(task_data, R2rmlMapping):
        raise ConfigurationError(
            "DMS-Y032",
            "task_data of a serverless replication must be JSON, got an R2rmlMapping; write a dms.GremlinMapping, or "
            "make a dms.ReplicationTask, which runs on an instance",
        )


def _check_compute(compute: object) -> None:
    if isinstance(compute, Serverless):
        compute.check()
        return
    vpc = Variable("compute" if is_object_with(compute, "select_subnets") else "vpc")
    written = call("dms.Serverless", vpc=vpc, max_dcu=16)
    raise ConfigurationError(
        "DMS-A001",
        f"compute must be of type Serverless, got {shown(compute)}; write compute={written}, or make a "
        "dms.ReplicationTask, which runs on an instance",
        given=compute,
    )


def _network(compute: Serverless) -> dict[str, str | None]:
    """Return the parts of the compute config that DMS freezes."""
    group, key = compute.subnet_group, compute.kms_key
    return {
        "replication_subnet_group_id": group.replication_subnet_group_name if group is not None else None,
        "availability_zone": compute.availability_zone,
        "kms_key_id": key.key_arn if key is not None else None,
        "dns_name_servers": joined(compute.dns_name_servers),
    }


def _replaced_with(part: object) -> str | None:
    """
    Return what replaces something that the replication refers to, where this app makes it.

    Its ARN or name changes then, but the reference to it in the template doesn't.
    """
    resource = part.node.try_find_child(L1_ID) if isinstance(part, DmsConstruct) else None
    if isinstance(resource, aws_dms.CfnEndpoint):
        return resource.kms_key_id
    if isinstance(resource, aws_dms.CfnReplicationSubnetGroup):
        return resource.replication_subnet_group_identifier
    return None


def _log_group_name(resource_identifier: str) -> str:
    return f"{facts.instances()['serverless']['log_group_prefix']['value']}{resource_identifier}"


def _document(text: str | None) -> Any:
    """Return a document as CloudFormation wants it here: an object, where a task has a text."""
    return json.loads(text) if text is not None else None

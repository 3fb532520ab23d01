"""The replication instance: the machine that runs replication tasks."""

from __future__ import annotations

from collections.abc import Sequence

import aws_cdk as cdk
import jsii
from aws_cdk import aws_dms, aws_ec2 as ec2, aws_kms as kms, aws_logs as logs
from constructs import Construct

from dms_constructs._aws_names import arn
from dms_constructs._checks import flag, is_a, located
from dms_constructs._construct import (
    L1_ID,
    DmsConstruct,
    check_network,
    check_removal_policy,
    first_of,
    nothing_left,
    warn,
)
from dms_constructs._remembered import Noticing, Remembering, remember
from dms_constructs.account.service_roles import ServiceRoles, wait_for_service_roles
from dms_constructs.app_wide.places import check_one_place
from dms_constructs.app_wide.seen import Network, SeenPlaced
from dms_constructs.app_wide.watching import see
from dms_constructs.endpoints._keys import check_key
from dms_constructs.instance_limits import single_az
from dms_constructs.replication._instance_checks import check_machine, check_names, check_placement
from dms_constructs.replication._network import LONGEST_NAME, joined, physical_name, retention_of, security_group
from dms_constructs.replication.engine_version import check_engine_version
from dms_constructs.replication.existing_instance import (
    ImportedInstance,
    IReplicationInstance,
    in_lower_case,
    log_group_name,
)
from dms_constructs.replication.instance_class import InstanceClass
from dms_constructs.replication.network_type import NetworkType
from dms_constructs.replication.subnet_group import IReplicationSubnetGroup, ReplicationSubnetGroup, check_vpc_of
from dms_constructs.telemetry.events import InstanceEvents
from dms_constructs.telemetry.instance_metrics import InstanceMetrics

__all__ = ["ReplicationInstance"]


class _Resource(Noticing, aws_dms.CfnReplicationInstance, Remembering):
    pass


@jsii.implements(ec2.IConnectable)
class ReplicationInstance(DmsConstruct, InstanceMetrics, InstanceEvents):
    """
    A private replication instance in a VPC, with a log group of the name that DMS really writes to.

    The instance opens the connections to the databases, so let it in there; `DatabaseMigration` does so by itself:

        instance.connections.allow_to_default_port(cluster)

    Creates: the instance, a log group and, unless given, a subnet group and a security group.

    Source: the DMS User Guide, page CHAP_ReplicationInstance, and CreateReplicationInstance in the API reference.
    """

    @staticmethod
    def from_replication_instance_attributes(
        scope: Construct,
        construct_id: str,
        *,
        replication_instance_arn: str,
        replication_instance_identifier: str | None = None,
        security_groups: Sequence[ec2.ISecurityGroup] = (),
        instance_class: InstanceClass | None = None,
        allocated_storage_gib: int | None = None,
    ) -> IReplicationInstance:
        """
        Refer to an instance that this app does not own.

        Args:
            scope: The construct it belongs to.
            construct_id: Its name there.
            replication_instance_arn: Its ARN.
            replication_instance_identifier: Its name, which the ARN does not hold; without it, its tasks have no
                metrics, and it has no `log_group`.
            security_groups: Its security groups; without them it has no `connections`.
            instance_class: Its class; without it, there is no alarm on its memory.
            allocated_storage_gib: Its storage in GiB; without it, alarms take the least that DMS gives an instance.

        Raises:
            ConfigurationError: `DMS-A002` for something that is not the ARN of a replication instance, `DMS-I005` for a
                name that DMS does not take, `DMS-I001` and `DMS-I003` for a class or storage that it can't have.
        """
        with located(scope, construct_id):
            arn("replication_instance_arn", replication_instance_arn, "rep")
            check_names(replication_instance_identifier, None, None)
            check_placement(None, None, security_groups or None)
            check_machine(instance_class, allocated_storage_gib, multi_az=False, availability_zone=None)
        return ImportedInstance(
            scope,
            construct_id,
            arn=replication_instance_arn,
            identifier=replication_instance_identifier,
            security_groups=security_groups,
            instance_class=instance_class,
            allocated_storage_gib=allocated_storage_gib,
        )

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        vpc: ec2.IVpc,
        vpc_subnets: ec2.SubnetSelection | None = None,
        subnet_group: IReplicationSubnetGroup | None = None,
        security_groups: Sequence[ec2.ISecurityGroup] | None = None,
        instance_class: InstanceClass | None = None,
        allocated_storage_gib: int | None = None,
        multi_az: bool = False,
        availability_zone: str | None = None,
        engine_version: str | None = None,
        auto_minor_version_upgrade: bool | None = None,
        allow_major_version_upgrade: bool | None = None,
        preferred_maintenance_window: str | None = None,
        kms_key: kms.IKey | None = None,
        network_type: NetworkType | None = None,
        dns_name_servers: Sequence[str] | None = None,
        log_retention: logs.RetentionDays | None = None,
        replication_instance_identifier: str | None = None,
        service_roles: ServiceRoles | None = None,
        removal_policy: cdk.RemovalPolicy | None = None,
    ) -> None:
        """
        Make the instance.

        Args:
            scope: The construct it belongs to.
            construct_id: Its name there.
            vpc: Where it runs.
            vpc_subnets: Which subnets; by default the private ones, or else the isolated ones.
            subnet_group: A subnet group to share; by default one of its own. Excludes `vpc_subnets`.
            security_groups: By default one group of its own that may reach anything.
            instance_class: Processor and memory; by default `InstanceClass.R6I_LARGE` (2 vCPU, 16 GiB).
            allocated_storage_gib: Room in GiB for logs and changes waiting to be applied, 5 to 6144; by default what
                DMS gives the class, 50 or 100.
            multi_az: Whether to keep a standby in a second zone; it doubles the price.
            availability_zone: A zone to insist on; by default DMS chooses. Excludes `multi_az`.
            engine_version: The replication engine, for example `3.6.1`; by default the one DMS prefers.
            auto_minor_version_upgrade: Whether DMS upgrades the engine in the maintenance window; by default yes,
                and no when `engine_version` is given, because DMS would replace an older version at once.
            allow_major_version_upgrade: Whether a change of `engine_version` may be a major one; by default no.
            preferred_maintenance_window: `ddd:hh24:mi-ddd:hh24:mi` in UTC, at least 30 minutes; by default DMS chooses.
            kms_key: Encrypts its storage and its connection data; by default the account's `aws/dms` key.
            network_type: IPv4 only or IPv4 and IPv6; by default IPv4.
            dns_name_servers: Up to four addresses of name servers of your own; by default the VPC's.
            log_retention: How long task logs are kept; by default one month.
            replication_instance_identifier: A fixed name, stored in lower case. By default one made from the
                construct's path and from what forces a replacement, so replacement works.
            service_roles: The account's DMS roles; by default the stack's own, which creates what is missing.
            removal_policy: What happens to it when it leaves the stack; by default it is deleted.

        Raises:
            ConfigurationError: `DMS-I001` to `DMS-I011`, and `DMS-A001` and `DMS-A003`, each for the argument it
                names, and `DMS-X006` and `DMS-X008` for a subnet group of another region, account or VPC.
        """
        with located(scope, construct_id):
            check_network(vpc, vpc_subnets)
            check_machine(instance_class, allocated_storage_gib, multi_az, availability_zone)
            check_names(replication_instance_identifier, preferred_maintenance_window, dns_name_servers)
            check_placement(vpc_subnets, subnet_group, security_groups)
            flag("auto_minor_version_upgrade", auto_minor_version_upgrade)
            flag("allow_major_version_upgrade", allow_major_version_upgrade)
            is_a("DMS-A001", "network_type", network_type, NetworkType, "dms.NetworkType.DUAL")
            is_a("DMS-A001", "log_retention", log_retention, logs.RetentionDays, retention_of(log_retention))
            is_a("DMS-A001", "service_roles", service_roles, ServiceRoles, "dms.ServiceRoles(self, 'DmsRoles')")
            check_key("kms_key", kms_key)
            check_removal_policy(removal_policy)
            version_findings = check_engine_version(engine_version, auto_minor_version_upgrade)
            check_one_place(scope, construct_id, subnet_group=subnet_group)
            check_vpc_of(subnet_group, vpc)
        super().__init__(scope, construct_id)
        self._instance_class = instance_class if instance_class is not None else InstanceClass.R6I_LARGE

        # What the instance depends on stays as long as the instance does.
        with nothing_left(scope, construct_id):
            if subnet_group is None:
                subnet_group = ReplicationSubnetGroup(
                    self,
                    "SubnetGroup",
                    vpc=vpc,
                    vpc_subnets=vpc_subnets,
                    service_roles=service_roles,
                    removal_policy=removal_policy,
                )
            else:
                # The group has the role it needs; the logs need another.
                wait_for_service_roles(self, self.node, service_roles)
        given_groups = security_groups or ()
        if security_groups is None:
            described = f"DMS replication instance {construct_id}"
            security_groups = [security_group(self, vpc, described, removal_policy)]
        self._security_groups = list(security_groups)
        self._connections: ec2.Connections | None = None

        subnet_group_name = subnet_group.replication_subnet_group_name
        key_arn = kms_key.key_arn if kms_key is not None else None
        name_servers = joined(dns_name_servers)
        # The name is ours because metrics and the log group need it; it changes with whatever replaces the instance.
        self._identifier = (
            in_lower_case(replication_instance_identifier)
            if replication_instance_identifier is not None
            else physical_name(self, LONGEST_NAME, subnet_group_name, key_arn, name_servers)
        )
        self._log_group = logs.LogGroup(
            self,
            "LogGroup",
            log_group_name=log_group_name(self._identifier),
            retention=log_retention or logs.RetentionDays.ONE_MONTH,
            removal_policy=removal_policy or cdk.RemovalPolicy.DESTROY,
        )
        resource = _Resource(
            self,
            L1_ID,
            replication_instance_identifier=self._identifier,
            replication_instance_class=self._instance_class.name,
            allocated_storage=allocated_storage_gib,
            multi_az=multi_az,
            availability_zone=availability_zone,
            engine_version=engine_version,
            auto_minor_version_upgrade=(
                auto_minor_version_upgrade if auto_minor_version_upgrade is not None else engine_version is None
            ),
            allow_major_version_upgrade=allow_major_version_upgrade,
            preferred_maintenance_window=preferred_maintenance_window,
            kms_key_id=key_arn,
            network_type=network_type.value if network_type is not None else None,
            dns_name_servers=name_servers,
            publicly_accessible=False,
            replication_subnet_group_identifier=subnet_group_name,
            vpc_security_group_ids=[group.security_group_id for group in security_groups],
        )
        # DMS makes the log group itself, without a retention, when a task logs before it is there.
        resource.node.add_dependency(self._log_group, first_of(self.stack))
        if removal_policy is not None:
            resource.apply_removal_policy(removal_policy)
        self._resource = resource
        self._arn: str | None = None
        self._allocated_storage_gib = allocated_storage_gib
        remember(self, resource, "replication_instance_arn", subnet_group)
        self._engine_version = engine_version
        self._multi_az = multi_az
        self._warned_single_az = False

        warn(self, (*self._instance_class.findings, *version_findings))
        see(
            SeenPlaced(
                construct=self,
                resource=resource,
                has_fixed_name=replication_instance_identifier is not None,
                network=Network(vpc=vpc, group=subnet_group, security_groups=given_groups),
                zone=availability_zone,
            )
        )

    @property
    def replication_instance_arn(self) -> str:
        """Its ARN."""
        if self._arn is None:
            self._arn = self._resource.ref
        return self._arn

    @property
    def replication_instance_identifier(self) -> str:
        """Its name, in lower case: the dimension of its metrics and the end of its log group's name."""
        return self._identifier

    @property
    def instance_class(self) -> InstanceClass:
        """Its processor and memory."""
        return self._instance_class

    @property
    def engine_version(self) -> str | None:
        """Its DMS version, or None where DMS decides."""
        return self._engine_version

    @property
    def allocated_storage_gib(self) -> int | None:
        """Its storage in GiB, or None where DMS decides."""
        return self._allocated_storage_gib

    @property
    def connections(self) -> ec2.Connections:
        """Its security groups."""
        if self._connections is None:
            self._connections = ec2.Connections(security_groups=self._security_groups)
        return self._connections

    @property
    def log_group(self) -> logs.LogGroup:
        """Where the logs of its tasks go."""
        return self._log_group

    def advise_on_cdc(self) -> None:
        """Warn, once, that replication stops with its only zone; called by the tasks that replicate changes."""
        if (self._multi_az is False or self._multi_az is None) and not self._warned_single_az:
            self._warned_single_az = True
            warn(self, [single_az()])

"""Where a migration runs, given as one object: an instance to make, one that exists, or capacity without one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2, aws_kms as kms, aws_logs as logs
from constructs import Construct

from dms_constructs._checks import is_a
from dms_constructs._construct import check_network, check_removal_policy
from dms_constructs.account.service_roles import ServiceRoles, wait_for_service_roles
from dms_constructs.endpoints._keys import check_key
from dms_constructs.errors import ConfigurationError, shown
from dms_constructs.replication._instance_checks import check_names, check_placement, check_zones
from dms_constructs.replication._network import retention_of, security_group
from dms_constructs.replication.existing_instance import IReplicationInstance, check_instance
from dms_constructs.replication.instance import ReplicationInstance
from dms_constructs.replication.instance_class import InstanceClass
from dms_constructs.replication.network_type import NetworkType
from dms_constructs.replication.subnet_group import IReplicationSubnetGroup, ReplicationSubnetGroup
from dms_constructs.serverless_limits import check_capacity

__all__ = ["Compute", "Provisioned", "Serverless", "bind", "check_compute"]


# Compared by identity, as the constructs that it holds are.
@dataclass(frozen=True, kw_only=True, eq=False)
class Provisioned:
    """
    A replication instance that a migration makes for itself; each argument is that of `ReplicationInstance`.

    The network and the service roles are the instance's own, so they are given here. To share an instance between
    migrations, make a `ReplicationInstance` and give that instead.

    Args:
        vpc: Where it runs.
        vpc_subnets: Which subnets. Default: the private ones, or else the isolated ones.
        subnet_group: A subnet group to share, instead of `vpc_subnets`. Default: one of its own.
        security_groups: Its security groups. Default: one of its own that may reach anything.
        instance_class: Processor and memory. Default: `InstanceClass.R6I_LARGE`, 2 vCPU and 16 GiB.
        allocated_storage_gib: Room in GiB for logs and waiting changes. Default: what DMS gives the class.
        multi_az: Whether it has a standby in a second zone. Default: no.
        availability_zone: A zone to insist on; excludes `multi_az`. Default: DMS chooses.
        engine_version: The replication engine. Default: the one DMS prefers.
        auto_minor_version_upgrade: Whether DMS upgrades the engine. Default: yes, unless `engine_version` is given.
        allow_major_version_upgrade: Whether a change of `engine_version` may be a major one. Default: no.
        preferred_maintenance_window: When DMS may work on it, in UTC. Default: DMS chooses.
        kms_key: Encrypts its storage. Default: the account's `aws/dms` key.
        network_type: IPv4 only or IPv4 and IPv6. Default: IPv4.
        dns_name_servers: Name servers of your own. Default: the VPC's.
        log_retention: How long task logs are kept. Default: one month.
        replication_instance_identifier: A fixed name. Default: one made from the construct's path.
        service_roles: The account's DMS roles. Default: the stack's own, which creates what is missing.
        removal_policy: What happens to it when it leaves the stack. Default: it is deleted.
    """

    vpc: ec2.IVpc
    vpc_subnets: ec2.SubnetSelection | None = None
    subnet_group: IReplicationSubnetGroup | None = None
    security_groups: Sequence[ec2.ISecurityGroup] | None = None
    instance_class: InstanceClass | None = None
    allocated_storage_gib: int | None = None
    multi_az: bool = False
    availability_zone: str | None = None
    engine_version: str | None = None
    auto_minor_version_upgrade: bool | None = None
    allow_major_version_upgrade: bool | None = None
    preferred_maintenance_window: str | None = None
    kms_key: kms.IKey | None = None
    network_type: NetworkType | None = None
    dns_name_servers: Sequence[str] | None = None
    log_retention: logs.RetentionDays | None = None
    replication_instance_identifier: str | None = None
    service_roles: ServiceRoles | None = None
    removal_policy: cdk.RemovalPolicy | None = None

    def bind(self, scope: Construct, construct_id: str) -> ReplicationInstance:
        """
        Make the instance.

        Raises:
            ConfigurationError: What `ReplicationInstance` refuses.
        """
        # A subclass can have more.
        return ReplicationInstance(
            scope, construct_id, **{of.name: getattr(self, of.name) for of in fields(Provisioned)}
        )


@dataclass(frozen=True, kw_only=True, eq=False)
class Serverless:
    """
    Capacity that DMS provides, and follows the load with, instead of an instance; each replication has its own.

    Billing follows the capacity in use, so the guide advises a large `max_dcu`: one that is too small ends the
    replication with "out of memory". A start takes up to forty minutes. A replication that has been stopped for more
    than 48 hours can't be resumed: it loads everything again.

    DMS Serverless reaches Secrets Manager, S3, Kinesis, DynamoDB, Redshift and OpenSearch by VPC endpoints.

    It is checked where it is used: `DMS-U001` and `DMS-U002` for a capacity that DMS doesn't have.

    Source: the DMS User Guide, pages CHAP_Serverless.Components and CHAP_Serverless.Limitations, and ComputeConfig in
    the API reference.

    Args:
        vpc: Where it runs.
        max_dcu: The greatest capacity, in DMS capacity units of 2 GiB of memory: 1, 2, 4, 8, 16, 32, 64, 128, 192, 256
            or 384.
        min_dcu: The least capacity, in DCU, that is there when bursts begin. Default: 1.
        multi_az: Whether it has a standby in a second zone. Default: no.
        vpc_subnets: Which subnets. Default: the private ones, or else the isolated ones.
        subnet_group: A subnet group to share, instead of `vpc_subnets`. Default: one of its own.
        security_groups: Its security groups. Default: one of its own that may reach anything.
        availability_zone: A zone to insist on; excludes `multi_az`. Default: DMS chooses.
        preferred_maintenance_window: When DMS may work on it, `ddd:hh24:mi-ddd:hh24:mi` in UTC, at least 30 minutes.
            Default: DMS chooses.
        kms_key: Encrypts its storage. Default: the account's `aws/dms` key.
        dns_name_servers: Up to four addresses of name servers of your own. Default: the VPC's.
        log_retention: How long logs are kept. Default: one month.
        service_roles: The account's DMS roles. Default: the stack's own, which creates what is missing.
        removal_policy: What happens to it when it leaves the stack. Default: it is deleted.
    """

    vpc: ec2.IVpc
    max_dcu: int
    min_dcu: int | None = None
    multi_az: bool = False
    vpc_subnets: ec2.SubnetSelection | None = None
    subnet_group: IReplicationSubnetGroup | None = None
    security_groups: Sequence[ec2.ISecurityGroup] | None = None
    availability_zone: str | None = None
    preferred_maintenance_window: str | None = None
    kms_key: kms.IKey | None = None
    dns_name_servers: Sequence[str] | None = None
    log_retention: logs.RetentionDays | None = None
    service_roles: ServiceRoles | None = None
    removal_policy: cdk.RemovalPolicy | None = None

    def check(self) -> None:
        """
        Raise unless DMS would take it.

        Raises:
            ConfigurationError: `DMS-U001` and `DMS-U002` for a capacity, `DMS-I004` to `DMS-I009`, `DMS-A001` and
                `DMS-A003`, each for the argument it names.
        """
        check_network(self.vpc, self.vpc_subnets)
        check_capacity(self.max_dcu, self.min_dcu)
        check_zones(self.availability_zone, multi_az=self.multi_az)
        check_names(None, self.preferred_maintenance_window, self.dns_name_servers)
        check_placement(self.vpc_subnets, self.subnet_group, self.security_groups)
        is_a("DMS-A001", "log_retention", self.log_retention, logs.RetentionDays, retention_of(self.log_retention))
        is_a("DMS-A001", "service_roles", self.service_roles, ServiceRoles, "dms.ServiceRoles(self, 'DmsRoles')")
        check_key("kms_key", self.kms_key)
        check_removal_policy(self.removal_policy)

    def bind(self, scope: Construct) -> Serverless:
        """
        Return the same with its subnet group and security groups, made in the scope where they weren't given.

        Raises:
            ConfigurationError: What `ReplicationSubnetGroup` refuses.
        """
        subnet_group, security_groups = self.subnet_group, self.security_groups
        if subnet_group is None:
            subnet_group = ReplicationSubnetGroup(
                scope,
                "SubnetGroup",
                vpc=self.vpc,
                vpc_subnets=self.vpc_subnets,
                service_roles=self.service_roles,
                removal_policy=self.removal_policy,
            )
        elif self.service_roles is not None or not isinstance(subnet_group, ReplicationSubnetGroup):
            # One that this app made waits for them already. Another has the role it needs; the logs need another.
            wait_for_service_roles(scope, scope.node, self.service_roles)
        if security_groups is None:
            described = f"DMS serverless replication {scope.node.path}"
            security_groups = [security_group(scope, self.vpc, described, self.removal_policy)]
        return replace(self, vpc_subnets=None, subnet_group=subnet_group, security_groups=security_groups)


Compute = Provisioned | Serverless | IReplicationInstance
"""What a migration takes as `compute`."""


def bind(compute: Compute, scope: Construct) -> tuple[IReplicationInstance | Serverless, Construct]:
    """
    Return where tasks run, which is what exists or what is made under the scope, and the scope that they are made in.

    Tasks and serverless replications are not made in one scope: logical ids are made of paths, and CloudFormation
    doesn't let a resource become one of another type.
    """
    if isinstance(compute, Serverless):
        place = Construct(scope, "Serverless")
        return compute.bind(place), place
    return compute.bind(scope, "Instance") if isinstance(compute, Provisioned) else compute, scope


def check_compute(compute: object) -> None:
    """Raise unless tasks can run there."""
    if isinstance(compute, Provisioned):
        return
    if isinstance(compute, Serverless):
        compute.check()
        return
    if hasattr(compute, "select_subnets"):
        raise ConfigurationError(
            "DMS-P001",
            "compute must say what runs in the VPC; write compute=dms.Provisioned(vpc=vpc), or "
            "compute=dms.Serverless(vpc=vpc, max_dcu=16)",
            given=compute,
        )
    if compute is Serverless or (isinstance(compute, str) and compute.lower() == "serverless"):
        raise ConfigurationError(
            "DMS-P001",
            f"compute must be an object, got {shown(compute)}; write compute=dms.Serverless(vpc=vpc, max_dcu=16)",
            given=compute,
        )
    check_instance("compute", compute, "dms.Provisioned(vpc=vpc)", has_network=True)

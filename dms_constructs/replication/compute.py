"""Where a migration runs, given as one object: an instance to make, or one that exists."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2, aws_kms as kms, aws_logs as logs
from constructs import Construct

from dms_constructs.errors import ConfigurationError, shown
from dms_constructs.replication.existing_instance import IReplicationInstance, check_instance
from dms_constructs.replication.instance import ReplicationInstance
from dms_constructs.replication.instance_class import InstanceClass
from dms_constructs.replication.network_type import NetworkType
from dms_constructs.replication.subnet_group import IReplicationSubnetGroup

if TYPE_CHECKING:
    from dms_constructs.account.service_roles import ServiceRoles

__all__ = ["Compute", "Provisioned", "bind", "check_compute"]


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


Compute = Provisioned | IReplicationInstance
"""What a migration takes as `compute`."""


def bind(compute: Compute, scope: Construct, construct_id: str) -> IReplicationInstance:
    """Return where tasks run: what exists, or what is made under the scope."""
    return compute.bind(scope, construct_id) if isinstance(compute, Provisioned) else compute


def check_compute(compute: object) -> None:
    """Raise unless tasks can run there."""
    if isinstance(compute, Provisioned):
        return
    if hasattr(compute, "select_subnets"):
        raise ConfigurationError(
            "DMS-P001", "compute must say what runs in the VPC; write compute=dms.Provisioned(vpc=vpc)", given=compute
        )
    if isinstance(compute, str) and compute.lower() == "serverless":
        raise ConfigurationError(
            "DMS-P001",
            f"compute must be a replication instance, got {shown(compute)}: this version has no serverless compute; "
            "write compute=dms.Provisioned(vpc=vpc)",
            given=compute,
        )
    check_instance("compute", compute, "dms.Provisioned(vpc=vpc)", has_network=True)

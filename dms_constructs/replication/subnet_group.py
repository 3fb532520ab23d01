"""The replication subnet group: the subnets a replication instance may be placed in."""

from __future__ import annotations

import re
from typing import Protocol

import aws_cdk as cdk
from aws_cdk import aws_dms, aws_ec2 as ec2
from constructs import Construct, IConstruct

from dms_constructs import facts
from dms_constructs._checks import is_a, located, not_blank, skipped, text
from dms_constructs._construct import (
    L1_ID,
    DmsConstruct,
    Imported,
    check_network,
    check_removal_policy,
    path_of,
    select_subnets,
)
from dms_constructs._remembered import Noticing, Remembering, remember
from dms_constructs.account.service_roles import ServiceRoles, wait_for_service_roles
from dms_constructs.app_wide.networks import is_other_vpc
from dms_constructs.app_wide.one_region import check_network_is_here
from dms_constructs.app_wide.seen import SeenGroup
from dms_constructs.app_wide.watching import see
from dms_constructs.errors import ConfigurationError, is_list_token, shown

__all__ = ["IReplicationSubnetGroup", "ReplicationSubnetGroup", "check_vpc_of"]


class IReplicationSubnetGroup(IConstruct, Protocol):
    """What a replication instance needs of its subnet group, whether or not this app owns it."""

    @property
    def replication_subnet_group_name(self) -> str:
        """The name DMS knows it by."""


class _Resource(Noticing, aws_dms.CfnReplicationSubnetGroup, Remembering):
    pass


class ReplicationSubnetGroup(DmsConstruct):
    """
    The subnets, in at least two Availability Zones of one VPC, that a replication instance may be placed in.

    DMS refuses to make one before the account has `dms-vpc-role`, so it waits for the stack's `ServiceRoles`.

    Source: the DMS User Guide, page CHAP_ReplicationInstance.VPC.
    """

    @staticmethod
    def from_replication_subnet_group_name(
        scope: Construct, construct_id: str, replication_subnet_group_name: str
    ) -> IReplicationSubnetGroup:
        """
        Refer to a subnet group that this app does not own.

        Raises:
            ConfigurationError: `DMS-G002`, when there is no name.
        """
        with located(scope, construct_id):
            not_blank("DMS-G002", "replication_subnet_group_name", replication_subnet_group_name)
        return _ImportedSubnetGroup(scope, construct_id, replication_subnet_group_name)

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        vpc: ec2.IVpc,
        vpc_subnets: ec2.SubnetSelection | None = None,
        description: str | None = None,
        replication_subnet_group_identifier: str | None = None,
        service_roles: ServiceRoles | None = None,
        removal_policy: cdk.RemovalPolicy | None = None,
    ) -> None:
        """
        Make the subnet group.

        Args:
            scope: The construct it belongs to.
            construct_id: Its name there.
            vpc: Where the subnets are.
            vpc_subnets: Which of them; by default the private ones, or else the isolated ones.
            description: What it is for; by default its construct path.
            replication_subnet_group_identifier: A fixed name, stored in lower case. By default CloudFormation makes
                one, so that the group can be replaced.
            service_roles: The account's DMS roles; by default the stack's own, which creates what is missing.
            removal_policy: What happens to it when it leaves the stack; by default it is deleted.

        Raises:
            ConfigurationError: `DMS-G001` when the subnets cover one zone, `DMS-G002` for a bad name, `DMS-G003`
                when `service_roles` lacks `dms-vpc-role`, `DMS-R002` when the stack can't have its own, and `DMS-A001`
                and `DMS-A003` for an argument of another kind.
        """
        with located(scope, construct_id):
            _check_name(replication_subnet_group_identifier)
            check_network(vpc, vpc_subnets)
            text("description", description)
            check_removal_policy(removal_policy)
            is_a("DMS-G003", "service_roles", service_roles, ServiceRoles, "dms.ServiceRoles(self, 'DmsRoles')")
            if service_roles is not None:
                service_roles.require_vpc_role()
            subnets = select_subnets(vpc, vpc_subnets)
            check_network_is_here(scope, vpc, vpc_subnets)
            subnet_ids = subnets.subnet_ids
            _check_zones(subnets.availability_zones)
        super().__init__(scope, construct_id)

        node = self.node
        resource = _Resource(
            self,
            L1_ID,
            replication_subnet_group_description=description or node.path,
            replication_subnet_group_identifier=replication_subnet_group_identifier,
            subnet_ids=subnet_ids,
        )
        wait_for_service_roles(self, node, service_roles)
        if removal_policy is not None:
            resource.apply_removal_policy(removal_policy)
        self._resource = resource
        self._name: str | None = None
        remember(self, resource, "replication_subnet_group_name")

        self._vpc = vpc
        see(
            SeenGroup(
                construct=self, resource=resource, vpc=vpc, subnet_ids=subnet_ids, zones=subnets.availability_zones
            )
        )

    @property
    def vpc(self) -> ec2.IVpc:
        """Where its subnets are."""
        return self._vpc

    @property
    def replication_subnet_group_name(self) -> str:
        """The name DMS knows it by."""
        if self._name is None:
            self._name = self._resource.ref
        return self._name


class _ImportedSubnetGroup(Imported):
    def __init__(self, scope: Construct, construct_id: str, name: str) -> None:
        super().__init__(scope, construct_id)
        self._name = name

    @property
    def replication_subnet_group_name(self) -> str:
        return self._name


_NAME = re.compile(r"[A-Za-z0-9._-]+")
_NOT_IN_NAME = re.compile(r"[^A-Za-z0-9._-]+")


def _check_name(name: str | None) -> None:
    """Raise unless DMS takes the name (source: CreateReplicationSubnetGroup in the API reference)."""
    if skipped(name):
        return
    most = facts.limit("subnet_group_identifier_max")
    if not isinstance(name, str) or not _NAME.fullmatch(name) or len(name) > most:
        raise ConfigurationError(
            "DMS-G002",
            "replication_subnet_group_identifier must hold only ASCII letters, digits, periods, underscores and "
            f"hyphens and have at most {most} characters, got {shown(name)}; {_named_instead(name, most)}",
            given=name,
        )
    if name.lower() == "default":
        raise ConfigurationError(
            "DMS-G002",
            "replication_subnet_group_identifier must not be 'default', which DMS keeps for itself; leave it out, or "
            "write another name",
            given=name,
        )


def _named_instead(name: object, most: int) -> str:
    """Return what to write: the name without what is refused, where anything is left of it."""
    near = _NOT_IN_NAME.sub("-", name).strip("-") if isinstance(name, str) else ""
    written = f"replication_subnet_group_identifier={near!r}"
    return f"write {written}, or leave it out" if near and len(near) <= most else "leave it out"


def _check_zones(zones: list[str]) -> None:
    minimum = facts.limit("subnet_group_zones_min")
    if is_list_token(zones):
        return
    # Zones of a stack without an environment are tokens, one for each zone, so that they can still be told apart.
    distinct = list(dict.fromkeys(zones))
    if len(distinct) < minimum:
        got = ", ".join("one zone" if skipped(zone) else zone for zone in distinct) or "no zone"
        raise ConfigurationError(
            "DMS-G001",
            f"vpc_subnets must cover at least {minimum} Availability Zones, got {got}; "
            "select subnets in another zone too, or give the VPC max_azs=2",
            given=distinct,
        )


def check_vpc_of(group: object, vpc: ec2.IVpc) -> None:
    """Raise when a subnet group of this app is surely in another VPC than what is placed in it."""
    if isinstance(group, ReplicationSubnetGroup) and is_other_vpc(group.vpc, vpc):
        raise ConfigurationError(
            "DMS-X008",
            f"subnet_group ({path_of(group)}) is in another VPC than vpc; give the group of the same vpc, or leave "
            "subnet_group out",
        )

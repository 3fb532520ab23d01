"""Networks: what is placed in one VPC belongs to it, and has the addresses that it is told to have."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, cast

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2
from constructs import IConstruct

from dms_constructs._construct import path_of, stack_of
from dms_constructs._references import construct_behind
from dms_constructs.app_wide.seen import (
    LOOKED_UP_LATER,
    Seen,
    SeenGroup,
    SeenLogin,
    SeenPlaced,
    SeenTask,
    Told,
    region_of,
)
from dms_constructs.errors import ConfigurationError, Finding, is_list_token, is_unresolved

__all__ = ["is_other_vpc", "look"]


def is_other_vpc(one: ec2.IVpc, other: ec2.IVpc) -> bool:
    """Whether these are surely two VPCs: two of the app, or two of which the ids are known."""
    if one is other:
        return False
    if isinstance(one, ec2.Vpc) and isinstance(other, ec2.Vpc):
        return True
    ids = one.vpc_id, other.vpc_id
    return ids[0] != ids[1] and not any(map(is_unresolved, ids)) and LOOKED_UP_LATER not in ids


def look(seen: Sequence[Seen]) -> Iterator[Told]:
    """Yield what is wrong with networks."""
    groups = {each.construct: each for each in seen if isinstance(each, SeenGroup)}
    placed = [each for each in seen if isinstance(each, SeenPlaced)]
    networks = _Networks([*(each.vpc for each in groups.values()), *(each.network.vpc for each in placed)])
    for each in placed:
        yield from _of_region(each)
        group_of = groups.get(cast("Any", each.network.group))
        if group_of is not None:
            yield from _of_zone(each, group_of)
            yield from networks.of_addresses(each, group_of)
        yield from networks.of_security_groups(each)
    yield from _of_databases(seen, placed, networks)


def _of_databases(seen: Sequence[Seen], placed: Sequence[SeenPlaced], networks: _Networks) -> Iterator[Told]:
    """Yield the databases that no task gets to, as far as the app shows where they are."""
    logins = [each for each in seen if isinstance(each, SeenLogin) and each.peer is not None]
    if not logins:
        return
    by_arn = {cast("Any", each.construct).endpoint_arn: each for each in logins}
    places: dict[object, SeenPlaced] = {each.construct: each for each in placed}
    for task in seen:
        place = places.get(task.compute or task.construct) if isinstance(task, SeenTask) else None
        if isinstance(task, SeenTask) and place is not None:
            for arn in (task.source, task.target):
                if arn in by_arn:
                    yield from networks.of_database(task, place, by_arn[arn])


def _of_region(placed: SeenPlaced) -> Iterator[Told]:
    """Yield a zone whose name begins with another region: that needs no look-up."""
    zone = placed.zone
    if zone is None or is_unresolved(zone):
        return
    region = region_of(stack_of(placed.construct))
    if not is_unresolved(region) and not zone.startswith(region):
        yield (
            placed.construct,
            ConfigurationError(
                "DMS-X009",
                f"availability_zone is {zone!r}, but this stack is in {region}; write a zone of {region}, or leave it "
                "out",
                given=zone,
            ),
        )


def _of_zone(placed: SeenPlaced, group: SeenGroup) -> Iterator[Told]:
    zone, zones = placed.zone, group.zones
    if zone is None or is_unresolved(zone) or is_list_token(zones) or any(map(is_unresolved, zones)):
        return
    region = region_of(stack_of(placed.construct))
    if not is_unresolved(region) and not zone.startswith(region):
        return  # told already
    if zone not in zones and not any(zone_of.startswith("dummy") for zone_of in zones):
        yield (
            placed.construct,
            ConfigurationError(
                "DMS-X009",
                f"availability_zone is {zone!r}, but its subnets are in {' and '.join(dict.fromkeys(zones))}; write "
                "one of these, or leave it out",
                given=zone,
            ),
        )


class _Networks:
    """The VPCs of an app: each is asked once, and the app for rules only in doubt."""

    def __init__(self, vpcs: Sequence[ec2.IVpc]) -> None:
        self._vpcs = list(dict.fromkeys(vpcs))
        self._paths: dict[str, str | None] = {}
        self._ways: bool | None = None
        self._let_out: set[str] | None = None

    def of_security_groups(self, placed: SeenPlaced) -> Iterator[Told]:
        """Yield security groups of another VPC, and those that let nothing out."""
        made = [each for each in placed.network.security_groups if isinstance(each, ec2.SecurityGroup)]
        own = placed.network.vpc.vpc_id if made else ""
        others = {vpc.vpc_id for vpc in self._vpcs} - {own} if made else set()
        shut: list[ec2.SecurityGroup] = []
        for group in made:
            resource = cast("ec2.CfnSecurityGroup", group.node.default_child)
            vpc_id = resource.vpc_id or ""
            if vpc_id in others or self._is_other(vpc_id, own):
                yield (
                    placed.construct,
                    ConfigurationError(
                        "DMS-X008",
                        f"the security group {path_of(group)} is of another VPC than its subnets; give one that is "
                        "made with the same vpc",
                    ),
                )
            if not group.allow_all_outbound and self._lets_nothing_out(group, resource):
                shut.append(group)
        if shut and len(shut) == len(placed.network.security_groups):
            yield (
                placed.construct,
                Finding(
                    "app.noOutboundRule",
                    f"no rule of {' and '.join(map(path_of, shut))} lets anything out, so DMS reaches neither its "
                    "databases nor Secrets Manager",
                    fix="make the security group with allow_all_outbound=True, or add rules with "
                    "group.add_egress_rule(...)",
                ),
            )

    def _is_other(self, vpc_id: str, own: str) -> bool:
        """Whether these are surely ids of two VPCs: both are known, or the app makes both."""
        if vpc_id == own:
            return False
        if not is_unresolved(vpc_id) and not is_unresolved(own):
            return True
        made = self._made(vpc_id), self._made(own)
        return None not in made and made[0] != made[1]

    def _made(self, vpc_id: str) -> str | None:
        """Return the path of the VPC of the app that an id refers to, if any."""
        if vpc_id not in self._paths:
            target = construct_behind(vpc_id)
            self._paths[vpc_id] = path_of(target) if isinstance(target, ec2.CfnVPC) else None
        return self._paths[vpc_id]

    def of_database(self, task: SeenTask, placed: SeenPlaced, login: SeenLogin) -> Iterator[Told]:
        """Yield a database in another VPC of the app, when nothing in the app leads from one to the other."""
        groups = login.peer.connections.security_groups if login.peer is not None else []
        own = self._made(placed.network.vpc.vpc_id) if groups else None
        theirs = {self._vpc_of(group) for group in groups}
        if own is None or None in theirs or own in theirs or self._has_ways_between_vpcs(task.construct):
            return
        yield (
            task.construct,
            Finding(
                "app.databaseInOtherVpc",
                f"{path_of(login.construct)} is a database in {' and '.join(sorted(map(str, theirs)))}, but this runs "
                f"in {own}, and nothing in the app leads from one VPC to the other",
                fix="place DMS in the VPC of the database, or connect the two with ec2.CfnVPCPeeringConnection and "
                "routes on both sides",
            ),
        )

    def _vpc_of(self, group: ec2.ISecurityGroup) -> str | None:
        resource = group.node.default_child if isinstance(group, ec2.SecurityGroup) else None
        return self._made(resource.vpc_id or "") if isinstance(resource, ec2.CfnSecurityGroup) else None

    def _has_ways_between_vpcs(self, construct: IConstruct) -> bool:
        if self._ways is None:
            selector = cdk.ConstructSelector.resources_of_type(*_BETWEEN_VPCS)
            self._ways = bool(cdk.Mixins.of(construct.node.root, selector).selected_constructs)
        return self._ways

    def _lets_nothing_out(self, group: ec2.SecurityGroup, resource: ec2.CfnSecurityGroup) -> bool:
        rules = group.stack.resolve(resource.security_group_egress) or []
        if any(rule.get("cidrIp") != _NOWHERE for rule in rules):
            return False
        if self._let_out is None:
            everything = group.node.root.node.find_all()
            self._let_out = {each.group_id for each in everything if isinstance(each, ec2.CfnSecurityGroupEgress)}
        return group.security_group_id not in self._let_out

    def of_addresses(self, placed: SeenPlaced, group: SeenGroup) -> Iterator[Told]:
        """Yield what is to have addresses of IPv6 in subnets of this app that have none."""
        resource = placed.resource
        if not isinstance(group.vpc, ec2.Vpc) or resource is None or resource.said("NetworkType") != "DUAL":
            return
        subnets = (*group.vpc.private_subnets, *group.vpc.isolated_subnets, *group.vpc.public_subnets)
        without = [
            subnet
            for subnet in subnets
            if subnet.subnet_id in group.subnet_ids
            and isinstance(made := subnet.node.default_child, ec2.CfnSubnet)
            and made.ipv6_cidr_block is None
            and made.ipv6_ipam_pool_id is None
        ]
        if without:
            yield (
                placed.construct,
                Finding(
                    "app.noIpv6InSubnets",
                    f"network_type is dms.NetworkType.DUAL, but {path_of(without[0])} has no addresses of IPv6",
                    fix="make the VPC with ip_protocol=ec2.IpProtocol.DUAL_STACK, or leave network_type out",
                ),
            )


# What leads from one VPC to another, and whose routes might.
_BETWEEN_VPCS = (
    "AWS::EC2::VPCPeeringConnection",
    "AWS::EC2::TransitGatewayAttachment",
    "AWS::EC2::TransitGatewayVpcAttachment",
    "AWS::NetworkManager::VpcAttachment",
)
_NOWHERE = "255.255.255.255/32"  # the CDK's rule of a group without any

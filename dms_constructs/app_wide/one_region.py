"""What is given to be used in one place: networks and keys of the stack's region, security groups of one VPC."""

from __future__ import annotations

import re
from collections.abc import Sequence
from weakref import WeakKeyDictionary

from aws_cdk import aws_ec2 as ec2, aws_kms as kms
from constructs import Construct

from dms_constructs._aws_names import parts_of_arn
from dms_constructs._construct import path_of, select_subnets, stack_of
from dms_constructs._references import construct_behind
from dms_constructs.app_wide.seen import LOOKED_UP_LATER, is_elsewhere, region_of
from dms_constructs.errors import ConfigurationError, is_list_token, is_unresolved

__all__ = ["check_client_is_in", "check_groups_are_of", "check_key_is_here", "check_network_is_here"]

_ZONE = re.compile(r"(?P<region>[a-z]{2}(?:-[a-z]+)+-\d)(?:[a-z]|-[a-z]+-\d[a-z])")
_REGIONS: WeakKeyDictionary[ec2.IVpc, str] = WeakKeyDictionary()


def check_network_is_here(scope: Construct, vpc: ec2.IVpc, selection: ec2.SubnetSelection | None) -> None:
    """
    Raise where a VPC or its subnets are of another region than a stack. Accounts may differ: AWS RAM shares subnets.

    Raises:
        ConfigurationError: `DMS-X006`.
    """
    here = region_of(stack_of(scope))
    if is_unresolved(here):
        return
    there = _region_of_vpc(vpc)
    if there not in {"", here}:
        raise _elsewhere("vpc", f"{path_of(vpc)}, which is in {there}", here, "a VPC")
    zones = select_subnets(vpc, selection).availability_zones
    for zone in () if is_list_token(zones) else zones:
        found = None if is_unresolved(zone) else _ZONE.fullmatch(zone)
        if found is not None and found["region"] != here:
            raise _elsewhere("vpc", f"{path_of(vpc)}, which has subnets in {zone}", here, "a VPC")


def check_key_is_here(scope: Construct, name: str, key: kms.IKey | None) -> None:
    """
    Raise where a key is of another region than a stack. Accounts may differ: the policy of a key lets others use it.

    Raises:
        ConfigurationError: `DMS-X006`.
    """
    arn = key.key_arn if key is not None else ""
    parts = parts_of_arn(arn)
    there = parts[3] if parts is not None else ""
    if is_elsewhere(there, stack_of(scope), region_of):
        here = region_of(stack_of(scope))
        raise _elsewhere(name, f"{arn!r}", here, "a key (of a multi-Region key, the replica there)")


def check_groups_are_of(vpc: ec2.IVpc, security_groups: Sequence[ec2.ISecurityGroup] | None) -> None:
    """
    Raise where a security group is surely of another VPC.

    Raises:
        ConfigurationError: `DMS-X008`.
    """
    for group in security_groups or ():
        if _is_of_other_vpc(group, vpc):
            raise ConfigurationError(
                "DMS-X008",
                f"security_groups has {path_of(group)}, which is of another VPC than {path_of(vpc)}; give one that is "
                "made with the same vpc",
            )


def check_client_is_in(vpc: ec2.IVpc, name: str, client: ec2.IConnectable) -> None:
    """
    Raise where what should reach AWS by the VPC endpoints of a VPC surely runs in another one.

    Raises:
        ConfigurationError: `DMS-X008`.
    """
    groups = client.connections.security_groups
    if groups and all(_is_of_other_vpc(group, vpc) for group in groups):
        raise ConfigurationError(
            "DMS-X008",
            f"{name} runs in another VPC than {path_of(vpc)}, and VPC endpoints are ways out of their own VPC only; "
            "give the vpc in which it runs",
        )


def _elsewhere(name: str, what: str, here: str, wanted: str) -> ConfigurationError:
    return ConfigurationError(
        "DMS-X006",
        f"{name} is {what}, but this stack is in {here}, and nothing is made of what is in two regions; "
        f"give {wanted} of {here}, or make the stack in the other",
    )


def _region_of_vpc(vpc: ec2.IVpc) -> str:
    """Return the region of a VPC; empty where it is not known."""
    if vpc not in _REGIONS:
        region = vpc.env.region
        _REGIONS[vpc] = "" if is_unresolved(region) else region
    return _REGIONS[vpc]


def _is_of_other_vpc(group: ec2.ISecurityGroup, vpc: ec2.IVpc) -> bool:
    """Whether these are surely in two VPCs: both ids are known, or the app makes both."""
    if not isinstance(group, ec2.SecurityGroup):
        return False
    resource = group.node.default_child
    theirs = resource.vpc_id if isinstance(resource, ec2.CfnSecurityGroup) else None
    ours = vpc.vpc_id
    if theirs is None or theirs == ours or LOOKED_UP_LATER in {theirs, ours}:
        return False
    if not is_unresolved(theirs) and not is_unresolved(ours):
        return True
    made = [construct_behind(each) for each in (theirs, ours)]
    return all(isinstance(each, ec2.CfnVPC) for each in made) and made[0] is not made[1]

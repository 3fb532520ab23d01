"""A cluster, and a subnet group, are made of what is in the region of their stack, and in one VPC."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_ec2 as ec2, aws_kms as kms

import dms_constructs as dms

ACCOUNT, HERE, THERE = "111122223333", "eu-west-1", "us-east-1"
KEY = "key/11111111-2222-3333-4444-555555555555"
Given = Callable[[cdk.Stack], dict[str, Any]]


def stack_of(region: str | None = HERE) -> cdk.Stack:
    env = cdk.Environment(account=ACCOUNT, region=region) if region is not None else None
    return cdk.Stack(cdk.App(), "Shop", env=env)


def vpc(stack: cdk.Stack, region: str | None = None, zones: str = HERE, construct_id: str = "Vpc") -> ec2.IVpc:
    """A VPC that is imported, as one of a region, and with subnets in zones."""
    return ec2.Vpc.from_vpc_attributes(
        stack,
        construct_id,
        vpc_id=f"vpc-{construct_id.lower()}",
        region=region,
        availability_zones=[f"{zones}a", f"{zones}b"],
        private_subnet_ids=["subnet-1", "subnet-2"],
        private_subnet_route_table_ids=["rtb-1", "rtb-2"],
    )


def key(stack: cdk.Stack, region: str, account: str = ACCOUNT) -> kms.IKey:
    return kms.Key.from_key_arn(stack, "Key", f"arn:aws:kms:{region}:{account}:{KEY}")


def group(stack: cdk.Stack, of: ec2.IVpc) -> ec2.ISecurityGroup:
    return ec2.SecurityGroup(stack, "Group", vpc=of)


def made_vpc(stack: cdk.Stack, construct_id: str) -> ec2.Vpc:
    return ec2.Vpc(stack, construct_id, max_azs=2)


def two_made(stack: cdk.Stack) -> dict[str, Any]:
    return {"vpc": made_vpc(stack, "One"), "security_groups": [group(stack, made_vpc(stack, "Two"))]}


def two_imported(stack: cdk.Stack) -> dict[str, Any]:
    return {"vpc": vpc(stack), "security_groups": [group(stack, vpc(stack, construct_id="Two"))]}


REFUSED: dict[str, tuple[str, Given, str]] = {
    "a VPC of another region": ("DMS-X006", lambda stack: {"vpc": vpc(stack, THERE)}, "which is in us-east-1"),
    "a VPC with zones of another region": (
        "DMS-X006",
        lambda stack: {"vpc": vpc(stack, zones=THERE)},
        "which has subnets in us-east-1a",
    ),
    "subnets in a local zone of another region": (
        "DMS-X006",
        lambda stack: {"vpc": vpc(stack, zones="us-west-2-lax-1")},
        "which has subnets in us-west-2-lax-1a",
    ),
    "a key of another region": (
        "DMS-X006",
        lambda stack: {"vpc": vpc(stack), "encryption_key": key(stack, THERE)},
        "encryption_key is 'arn:aws:kms:us-east-1:",
    ),
    "an alias of another region": (
        "DMS-X006",
        lambda stack: {
            "vpc": vpc(stack),
            "encryption_key": kms.Key.from_key_arn(stack, "Key", f"arn:aws:kms:{THERE}:{ACCOUNT}:alias/shop"),
        },
        "encryption_key is 'arn:aws:kms:us-east-1:",
    ),
    "a security group of another VPC of the app": ("DMS-X008", two_made, "which is of another VPC than Shop/One"),
    "a security group of another VPC that is imported": ("DMS-X008", two_imported, "another VPC than Shop/Vpc"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_elsewhere_is_refused(case: str) -> None:
    code, given, message = REFUSED[case]
    stack = stack_of()
    arguments = given(stack)

    with pytest.raises(dms.ConfigurationError, match=message) as raised:
        dms.AuroraPostgreSqlTarget(stack, "Orders", database="orders", **arguments)

    assert raised.value.code == code
    assert stack.node.try_find_child("Orders") is None


LEGAL: dict[str, tuple[str | None, Given]] = {
    "all of one region": (HERE, lambda stack: {"vpc": vpc(stack, HERE), "encryption_key": key(stack, HERE)}),
    "a key of another account": (
        HERE,
        lambda stack: {"vpc": vpc(stack), "encryption_key": key(stack, HERE, "444455556666")},
    ),
    "a key that is made here": (
        HERE,
        lambda stack: {"vpc": vpc(stack), "encryption_key": kms.Key(stack, "Key")},
    ),
    "a VPC that is made here": (HERE, lambda stack: {"vpc": made_vpc(stack, "Vpc")}),
    "a VPC that is yet to be looked up": (
        HERE,
        lambda stack: {"vpc": ec2.Vpc.from_lookup(stack, "Vpc", vpc_name="main")},
    ),
    "a VPC that another account shares": (
        HERE,
        lambda stack: {"vpc": ec2.Vpc.from_lookup(stack, "Vpc", vpc_name="main", owner_account_id="444455556666")},
    ),
    "zones known by their ids": (HERE, lambda stack: {"vpc": vpc(stack, zones="euw1-az")}),
    "a stack of no region": (None, lambda stack: {"vpc": vpc(stack, THERE), "encryption_key": key(stack, THERE)}),
    "a security group of the VPC": (
        HERE,
        lambda stack: {"vpc": (own := made_vpc(stack, "Vpc")), "security_groups": [group(stack, own)]},
    ),
    "a security group that is imported": (
        HERE,
        lambda stack: {
            "vpc": vpc(stack),
            "security_groups": [ec2.SecurityGroup.from_security_group_id(stack, "Group", "sg-1")],
        },
    ),
    "a VPC that is imported twice": (
        HERE,
        lambda stack: {
            "vpc": vpc(stack),
            "security_groups": [
                group(
                    stack,
                    ec2.Vpc.from_vpc_attributes(
                        stack, "Again", vpc_id="vpc-vpc", availability_zones=[f"{HERE}a"], private_subnet_ids=["s"]
                    ),
                )
            ],
        },
    ),
}


@pytest.mark.parametrize("case", LEGAL)
def test_what_is_here_or_not_known_is_taken(case: str) -> None:
    region, given = LEGAL[case]
    stack = stack_of(region)

    dms.AuroraPostgreSqlTarget(stack, "Orders", database="orders", **given(stack))

    assert stack.node.try_find_child("Orders") is not None


@pytest.mark.parametrize(("region", "zones"), [(THERE, HERE), (None, THERE)])
def test_a_subnet_group_of_another_region_is_refused(region: str | None, zones: str) -> None:
    stack = stack_of()
    elsewhere = vpc(stack, region, zones)

    with pytest.raises(dms.ConfigurationError, match="but this stack is in eu-west-1") as raised:
        dms.ReplicationSubnetGroup(stack, "Subnets", vpc=elsewhere)

    assert raised.value.code == "DMS-X006"


def test_an_instance_in_a_vpc_of_another_region_is_refused() -> None:
    stack = stack_of()
    elsewhere = vpc(stack, THERE)

    with pytest.raises(dms.ConfigurationError, match="but this stack is in eu-west-1"):
        dms.ReplicationInstance(stack, "Instance", vpc=elsewhere)

"""What every construct here does the same way."""

from __future__ import annotations

from collections.abc import Iterable

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2
from constructs import Construct, IConstruct

from dms_constructs.errors import Finding

WARNING_PREFIX = "dms-constructs:"


def warn(construct: IConstruct, findings: Iterable[Finding]) -> None:
    """Turn findings into warnings with stable ids, to be acknowledged in the CDK's own way."""
    for finding in findings:
        cdk.Validations.of(construct).add_warning(f"{WARNING_PREFIX}{finding.id}", finding.message)


def select_subnets(vpc: ec2.IVpc, selection: ec2.SubnetSelection | None) -> ec2.SelectedSubnets:
    """Select subnets as the CDK does: those asked for, or private ones, or isolated ones, or public ones."""
    if selection is None:
        return vpc.select_subnets()
    return vpc.select_subnets(
        availability_zones=selection.availability_zones,
        one_per_az=selection.one_per_az,
        subnet_filters=selection.subnet_filters,
        subnet_group_name=selection.subnet_group_name,
        subnets=selection.subnets,
        subnet_type=selection.subnet_type,
    )


class Imported(Construct):
    """The base of everything that refers to what already exists: it has a place in the tree and makes no resource."""

"""Ways from subnets to AWS's services: where there is no NAT gateway, a VPC endpoint for each that is needed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2
from constructs import IConstruct

from dms_constructs import facts
from dms_constructs._construct import path_of, stack_of
from dms_constructs.app_wide.seen import (
    LOOKED_UP_LATER,
    Seen,
    SeenGroup,
    SeenPlaced,
    SeenTask,
    SeenVpcEndpoints,
    Told,
)
from dms_constructs.aws_services import AwsService, likely_services_of, services_of
from dms_constructs.endpoint_facts import EndpointFacts
from dms_constructs.errors import ConfigurationError, Finding

__all__ = ["look", "vpc_endpoints_of"]

Needed = dict[AwsService, str]
"""What is needed, each with what needs it, in words."""


def vpc_endpoints_of(construct: IConstruct, vpc: ec2.IVpc) -> dict[AwsService, list[ec2.CfnVPCEndpoint]]:
    """Return the VPC endpoints of a VPC that an app shows by now, by the service that they lead to."""
    return _by_service(_vpc_endpoints(construct), vpc.vpc_id)


def _vpc_endpoints(construct: IConstruct) -> list[ec2.CfnVPCEndpoint]:
    selector = cdk.ConstructSelector.resources_of_type("AWS::EC2::VPCEndpoint")
    found = cdk.Mixins.of(construct.node.root, selector).selected_constructs
    return [each for each in found if isinstance(each, ec2.CfnVPCEndpoint)]


def _by_service(endpoints: Iterable[ec2.CfnVPCEndpoint], vpc_id: str) -> dict[AwsService, list[ec2.CfnVPCEndpoint]]:
    found: dict[AwsService, list[ec2.CfnVPCEndpoint]] = {}
    for each in endpoints:
        if each.vpc_id == vpc_id and (service := _service_of(each.service_name or "")) is not None:
            found.setdefault(service, []).append(each)
    return found


def _service_of(name: str) -> AwsService | None:
    """Return the service of a name as `com.amazonaws.eu-west-1.s3`; what stands around may be known later only."""
    # Not `s3tables`, `redshift-data` or `dynamodb-streams`.
    return next((each for each in AwsService if re.search(rf"\.{each.value}(-fips)?(?![\w-])", name)), None)


def look(seen: Sequence[Seen]) -> Iterator[Told]:
    """Yield subnets without a way to what is needed there, and VPC endpoints that are made twice."""
    placed: dict[object, SeenPlaced] = {each.construct: each for each in seen if isinstance(each, SeenPlaced)}
    tasks = [
        (each, place)
        for each in seen
        if isinstance(each, SeenTask) and (place := placed.get(each.compute or each.construct)) is not None
    ]
    ways = _Ways(seen)
    for group in [each for each in seen if isinstance(each, SeenGroup)]:
        yield from ways.of_group(group, [task for task, place in tasks if place.network.group is group.construct])
    for task, place in tasks:
        if task.compute is None:
            yield from ways.of_serverless(task, place)
    for made in [each for each in seen if isinstance(each, SeenVpcEndpoints)]:
        yield from ways.made_twice(made)


class _Ways:
    """The ways out of the VPCs of an app: each VPC is asked once, and the app for VPC endpoints only in doubt."""

    def __init__(self, seen: Sequence[Seen]) -> None:
        self._seen = seen
        self._kinds: dict[ec2.IVpc, tuple[frozenset[str], frozenset[str]]] = {}
        self._endpoints: list[ec2.CfnVPCEndpoint] | None = None
        self._names: dict[str, str] | None = None

    def of_group(self, group: SeenGroup, tasks: Sequence[SeenTask]) -> Iterator[Told]:
        """Yield a subnet group in which DMS has no way to what the endpoints of its tasks need."""
        isolated, public = self._kinds_of(group.vpc)
        is_isolated = not isolated.isdisjoint(group.subnet_ids)
        if not is_isolated and public.isdisjoint(group.subnet_ids):
            return
        missing = self._missing(group.construct, group.vpc, self._needed(tasks))
        if not missing:
            return
        needs = _listed(list(dict.fromkeys(missing.values())))
        fix = f"add {_listed([each.made_by for each in missing])}, or give vpc_subnets with egress"
        if is_isolated:
            told = f"these subnets have no route to AWS services, but {needs}"
            yield group.construct, Finding("subnetGroup.isolatedSubnets", told, fix=fix)
        else:
            told = f"these subnets are public, but nothing here has a public address, so DMS has no way out: {needs}"
            yield group.construct, Finding("app.publicSubnets", told, fix=fix)

    def _needed(self, tasks: Sequence[SeenTask]) -> Needed:
        """Return what the endpoints of some tasks need; where no task says, what most need."""
        if not tasks:
            return {AwsService.SECRETS_MANAGER: "DMS reads its credentials from Secrets Manager"}
        users: dict[AwsService, dict[str, None]] = {}
        for task in tasks:
            for arn, known in task.ends:
                for service in likely_services_of(known):
                    users.setdefault(service, {})[self._name(arn, task, known)] = None
        return {service: f"{_listed(list(names))} {_of(service, len(names))}" for service, names in users.items()}

    def _name(self, arn: str, task: SeenTask, known: EndpointFacts) -> str:
        """Return the path of an endpoint; of one that isn't noted, what it is to its task."""
        if self._names is None:
            constructs: list[Any] = [each.construct for each in self._seen]
            self._names = {
                each.endpoint_arn: path_of(each) for each in constructs if hasattr(type(each), "endpoint_facts")
            }
        return self._names.get(arn, f"the {known.endpoint_type.value} of {path_of(task.construct)}")

    def of_serverless(self, task: SeenTask, place: SeenPlaced) -> Iterator[Told]:
        """Yield the VPC endpoints that DMS Serverless needs and a VPC of this app lacks."""
        vpc = place.network.vpc
        if not isinstance(vpc, ec2.Vpc):
            return
        needed = {service: service.display for _, known in task.ends for service in services_of(known)}
        missing = self._missing(task.construct, vpc, needed)
        if missing:
            yield (
                task.construct,
                Finding(
                    "serverless.noVpcEndpoint",
                    f"DMS Serverless reaches {_listed(list(missing.values()))} by VPC endpoints only, and this VPC has "
                    "none",
                    facts.vpc_endpoints()["serverless"]["source"],
                    fix=f"add {_listed([each.made_by for each in missing])}",
                ),
            )

    def made_twice(self, made: SeenVpcEndpoints) -> Iterator[Told]:
        """Yield services for which others made a VPC endpoint after ours, which EC2 refuses."""
        own = f"{path_of(made.construct)}/"
        for service, endpoints in _by_service(self._all(made.construct), made.vpc.vpc_id).items():
            ours = [each for each in endpoints if path_of(each).startswith(own)]
            theirs = [each for each in endpoints if each not in ours]
            clash = next((each for each in theirs if any(_clash(each, other) for other in ours)), None)
            if clash is not None:
                other = path_of(clash).removesuffix("/Resource")
                yield (
                    made.construct,
                    ConfigurationError(
                        "DMS-X010",
                        f"{other} is a second VPC endpoint for {service.display} in this VPC, which EC2 refuses; make "
                        f"dms.VpcEndpoints after it, which then leaves {service.display} out, or remove {other}",
                    ),
                )

    def _missing(self, construct: IConstruct, vpc: ec2.IVpc, needed: Needed) -> Needed:
        if not needed:
            return {}
        known = _by_service(self._all(construct), vpc.vpc_id)
        return {service: why for service, why in needed.items() if service not in known}

    def _all(self, construct: IConstruct) -> list[ec2.CfnVPCEndpoint]:
        if self._endpoints is None:
            self._endpoints = _vpc_endpoints(construct)
        return self._endpoints

    def _kinds_of(self, vpc: ec2.IVpc) -> tuple[frozenset[str], frozenset[str]]:
        """Return the ids of a VPC's isolated and public subnets; none of one that is looked up later."""
        known = self._kinds.get(vpc)
        if known is None:
            isolated, public = vpc.isolated_subnets, vpc.public_subnets
            if (isolated or public) and vpc.vpc_id == LOOKED_UP_LATER:
                isolated, public = [], []
            known = self._kinds[vpc] = (
                frozenset(subnet.subnet_id for subnet in isolated),
                frozenset(subnet.subnet_id for subnet in public),
            )
        return known


def _clash(one: ec2.CfnVPCEndpoint, other: ec2.CfnVPCEndpoint) -> bool:
    """Whether EC2 refuses one beside the other: one name of DNS, or one way in one route table."""
    if stack_of(one).resolve(one.service_name) != stack_of(other).resolve(other.service_name):
        return False
    if one.vpc_endpoint_type == other.vpc_endpoint_type == "Interface":
        return bool(one.private_dns_enabled) and bool(other.private_dns_enabled)
    return not set(one.route_table_ids or ()).isdisjoint(other.route_table_ids or ())


def _of(service: AwsService, users: int) -> str:
    return f"{service.does if users == 1 else service.do} {service.display}"


def _listed(names: Sequence[str]) -> str:
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last

"""The VPC endpoints that DMS Serverless needs, looked for when the whole app is made: they may be made last."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, cast

import aws_cdk as cdk
import jsii
from aws_cdk import aws_ec2 as ec2
from constructs import Construct, IConstruct

from dms_constructs import facts
from dms_constructs._construct import warn
from dms_constructs.endpoint_facts import EndpointFacts
from dms_constructs.errors import Finding
from dms_constructs.replication._network import has_vpc_endpoint

__all__ = ["look_for_vpc_endpoints"]


def look_for_vpc_endpoints(construct: Construct, vpc: ec2.IVpc, endpoints: Iterable[EndpointFacts]) -> None:
    """Warn, when the app is made, of VPC endpoints that a VPC of this app lacks; another VPC may have them unseen."""
    services = {service: known for each in endpoints for service, known in _services_of(each)}
    if services and isinstance(vpc, ec2.Vpc):
        cdk.Aspects.of(construct).add(cast("cdk.IAspect", _VpcEndpoints(construct, vpc, services)))


def _services_of(endpoint: EndpointFacts) -> Iterator[tuple[str, dict[str, Any]]]:
    has_secret = endpoint.database is not None and endpoint.database.secret is not None
    for service, known in _fact()["value"].items():
        by_engine = endpoint.engine_name is not None and endpoint.engine_name.value in known["engines"]
        if by_engine or (has_secret and service == "secretsmanager"):
            yield service, known


def _fact() -> dict[str, Any]:
    fact: dict[str, Any] = facts.instances()["serverless"]["vpc_endpoints"]
    return fact


@jsii.implements(cdk.IAspect)
class _VpcEndpoints:
    def __init__(self, construct: Construct, vpc: ec2.Vpc, services: dict[str, dict[str, Any]]) -> None:
        self._construct = construct
        self._vpc_id = vpc.vpc_id
        self._services = services

    def visit(self, node: IConstruct) -> None:
        """Look for the VPC endpoints in the whole app."""
        if node is not self._construct:
            return
        missing = [
            known for service, known in self._services.items() if not has_vpc_endpoint(node, self._vpc_id, service)
        ]
        if missing:
            finding = Finding(
                "serverless.noVpcEndpoint",
                f"DMS Serverless reaches {' and '.join(each['display'] for each in missing)} by VPC endpoints only, "
                "and this VPC has none",
                _fact()["source"],
                fix=f"add {' and '.join(each['made_by'] for each in missing)}",
            )
            warn(node, [finding])

"""The services of AWS that DMS reaches from its subnets, and which of them an endpoint needs."""

from __future__ import annotations

import enum
from collections.abc import Iterator
from typing import Any

from dms_constructs import facts
from dms_constructs.endpoint_facts import EndpointFacts

__all__ = ["AwsService", "likely_services_of", "services_of"]


class AwsService(enum.Enum):
    """
    A service that DMS reaches from its subnets: by a VPC endpoint, or through a NAT gateway.

    Source: the DMS User Guide, page CHAP_VPC_Endpoints.
    """

    DYNAMODB = "dynamodb"
    """For DynamoDB as a target: a gateway."""
    KINESIS = "kinesis-streams"
    """For Kinesis as a target: an interface."""
    REDSHIFT = "redshift"
    """For Redshift as a target: an interface."""
    S3 = "s3"
    """For S3, and for Redshift and Neptune, whose files wait there: a gateway."""
    SECRETS_MANAGER = "secretsmanager"
    """For each endpoint that reads its login from a secret: an interface."""

    @property
    def display(self) -> str:
        """What it is called in text."""
        return str(self._fact["display"])

    @property
    def is_gateway(self) -> bool:
        """Whether a gateway leads there, which costs nothing; to the others, an interface."""
        return bool(self._fact["kind"] == "gateway")

    @property
    def constant(self) -> str:
        """What the CDK calls it, in `GatewayVpcEndpointAwsService` or `InterfaceVpcEndpointAwsService`."""
        return str(self._fact["constant"])

    @property
    def construct_id(self) -> str:
        """How its VPC endpoint is called in a scope."""
        return str(self._fact["construct_id"])

    @property
    def does(self) -> str:
        """What an endpoint does with it: `writes to`."""
        return str(self._fact["does"])

    @property
    def do(self) -> str:
        """What several endpoints do with it: `write to`."""
        return str(self._fact["do"])

    @property
    def made_by(self) -> str:
        """The line that makes its VPC endpoint, for a variable `vpc`."""
        kind = "gateway" if self.is_gateway else "interface"
        return (
            f"vpc.add_{kind}_endpoint({self.construct_id!r}, "
            f"service=ec2.{kind.capitalize()}VpcEndpointAwsService.{self.constant})"
        )

    @property
    def _fact(self) -> dict[str, Any]:
        fact: dict[str, Any] = facts.vpc_endpoints()["services"][self.value]
        return fact


def services_of(endpoint: EndpointFacts) -> Iterator[AwsService]:
    """Yield what is surely needed to reach an endpoint: by its engine, and for its secret where it has one."""
    has_secret = endpoint.database is not None and endpoint.database.secret is not None
    engine = endpoint.engine_name.value if endpoint.engine_name is not None else None
    for service, fact in facts.vpc_endpoints()["services"].items():
        if engine in fact["engines"] or (has_secret and service == AwsService.SECRETS_MANAGER.value):
            yield AwsService(service)


def likely_services_of(endpoint: EndpointFacts) -> Iterator[AwsService]:
    """Yield what is needed to reach an endpoint; one of which only the engine is known has a secret, as most have."""
    yield from services_of(endpoint)
    is_known = endpoint.database is not None or endpoint.settings is not None
    if not is_known and (endpoint.engine_name is None or endpoint.engine_name.record.secrets_manager is not False):
        yield AwsService.SECRETS_MANAGER

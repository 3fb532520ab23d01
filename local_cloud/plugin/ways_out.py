"""
Ways from DMS's subnets to services of AWS: VPC endpoints, NAT gateways, and the internet.

Source: the DMS User Guide, page CHAP_VPC_Endpoints, and the VPC User Guide on private DNS names of VPC endpoints. Which
services an endpoint needs is in the library's facts.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from dms_constructs import facts
from local_cloud.plugin import inside, network
from local_cloud.plugin.store import Data

__all__ = ["Place", "problem"]

_HTTPS = 443
_SECRETS = "secretsmanager"
_ANYWHERE = "0.0.0.0/0"
# What a route leads to that goes on to the internet; of a transit gateway or an appliance, nobody here knows.
_LEADING_OUT = ("NatGatewayId", "TransitGatewayId", "NetworkInterfaceId", "InstanceId")
# As DMS says it (seen with instances and with serverless replications); the detail behind it is ours.
_SECRET = (
    "Failed to retrieve secret. Unable to find AWS Secrets Manager secret Arn '{}' The secrets_manager get secret "
    "value failed: curlCode: 28, Timeout was reached ({})"
)
_OTHER = "Failed to connect to {}: curlCode: 28, Timeout was reached ({})"


class Place(NamedTuple):
    """From where DMS connects."""

    subnet: str
    """Empty for one that isn't known."""
    groups: list[str]
    address: str
    is_public: bool = False
    """Whether it has a public address."""
    is_serverless: bool = False
    """Whether only VPC endpoints will do."""


def problem(place: Place, endpoint: Data) -> str | None:
    """Say to which service that an endpoint needs there is no way; None if there is one to each."""
    if not place.subnet:
        return None
    secret = _secret_of(endpoint)
    for name, fact in facts.vpc_endpoints()["services"].items():
        reads = secret and name == _SECRETS
        if (reads or endpoint["EngineName"] in fact["engines"]) and (why := _closed(place, name)):
            return _SECRET.format(secret, why) if reads else _OTHER.format(fact["display"], why)
    return None


def _secret_of(endpoint: Data) -> str | None:
    blocks = [each for name, each in endpoint.items() if name.endswith("Settings") and isinstance(each, dict)]
    return next((each["SecretsManagerSecretId"] for each in blocks if each.get("SecretsManagerSecretId")), None)


def _closed(place: Place, service: str) -> str | None:
    """Say why a service can't be reached; None if it can."""
    vpc = inside.SUBNETS[place.subnet]["VpcId"]
    table = _route_table(place.subnet, vpc)
    ways = list(_vpc_endpoints(vpc, service))
    # Where the name of a service is private, it leads to the interface, whatever the routes say.
    for each in ways:
        if each["VpcEndpointType"] == "Interface" and each.get("PrivateDnsEnabled", True):
            # One that EC2's API made has the groups that MiniStack doesn't keep.
            guards = each.get("SecurityGroupIds")
            if guards and not network.lets_in(guards, _HTTPS, place.groups, place.address):
                return (
                    f"no security group of {each['VpcEndpointId']} lets {', '.join(place.groups)} in on port {_HTTPS}"
                )
            return None
    if any(table["RouteTableId"] in each.get("RouteTableIds", ()) for each in ways):
        return None
    if place.is_serverless:
        return f"{vpc} has no VPC endpoint for it, and DMS Serverless goes no other way"
    if any(_leads_out(route, place) for route in table["Routes"]):
        return None
    return f"{place.subnet} has no route to it, and {vpc} no VPC endpoint with a private DNS name"


def _vpc_endpoints(vpc: str, service: str) -> Iterator[Data]:
    for each in inside.VPC_ENDPOINTS.values():
        if each["VpcId"] == vpc and each["ServiceName"].endswith((f".{service}", f".{service}-fips")):
            yield each


def _route_table(subnet: str, vpc: str) -> Data:
    """Return the route table of a subnet: its own, or else the main one of the VPC."""
    tables: list[Any] = [each for each in inside.ROUTE_TABLES.values() if each["VpcId"] == vpc]
    own = [each for each in tables if any(used.get("SubnetId") == subnet for used in each["Associations"])]
    main = [each for each in tables if any(used.get("Main") for used in each["Associations"])]
    found: Data = next(iter((*own, *main)), {"RouteTableId": "", "Routes": ()})
    return found


def _leads_out(route: Data, place: Place) -> bool:
    if route.get("DestinationCidrBlock") != _ANYWHERE:
        return False
    to_internet = str(route.get("GatewayId", "")).startswith("igw-")
    return (to_internet and place.is_public) or any(route.get(each) for each in _LEADING_OUT)

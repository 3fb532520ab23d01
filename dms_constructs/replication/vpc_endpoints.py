"""VPC endpoints: the ways to AWS's services from subnets that have no other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, cast

from aws_cdk import aws_dms, aws_ec2 as ec2
from constructs import Construct

from dms_constructs._checks import is_a, is_list, located, provides
from dms_constructs._construct import DmsConstruct, check_network, let_in, path_of, select_subnets
from dms_constructs.app_wide.one_region import check_client_is_in
from dms_constructs.app_wide.seen import SeenVpcEndpoints
from dms_constructs.app_wide.watching import see
from dms_constructs.app_wide.ways_out import vpc_endpoints_of
from dms_constructs.aws_services import AwsService, likely_services_of
from dms_constructs.endpoints.endpoint import IEndpoint
from dms_constructs.errors import ConfigurationError

__all__ = ["VpcEndpoints"]

_HTTPS = ec2.Port.tcp(443)
_WAYS = (ec2.CfnVPCEndpoint, ec2.CfnSecurityGroupIngress)
_RUNS = (aws_dms.CfnReplicationInstance, aws_dms.CfnReplicationConfig, aws_dms.CfnReplicationTask)


class VpcEndpoints(DmsConstruct):
    """
    The VPC endpoints by which DMS reaches what its endpoints need in AWS: exactly those, and none that is there.

    Creates: gateways to S3 and DynamoDB, which cost nothing; interfaces to Kinesis, Redshift and Secrets Manager, with
    private DNS names, which bill by the hour and zone; and one security group for the interfaces.

    A VPC endpoint of this app that leads to the service from the VPC is taken, if it was made before: it isn't made
    again, and its security group is opened for `clients`.

    Source: the DMS User Guide, page CHAP_VPC_Endpoints. DMS needs them from version 3.4.7 on where there is no NAT
    gateway, and DMS Serverless needs them everywhere.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        vpc: ec2.IVpc,
        endpoints: Sequence[IEndpoint],
        vpc_subnets: ec2.SubnetSelection | None = None,
        clients: Sequence[ec2.IConnectable] | None = None,
        existing: Sequence[AwsService] | None = None,
    ) -> None:
        """
        Make what is missing.

        Args:
            scope: The construct it belongs to.
            construct_id: Its name there.
            vpc: Where DMS runs.
            endpoints: The sources and targets that it reaches from there. One that is imported counts by its engine; if
                it is a database, as one that has a secret.
            vpc_subnets: The subnets in which DMS runs: interfaces are placed there, one in each zone, and their route
                tables lead to the gateways. Default: the private ones, or else the isolated ones.
            clients: What DMS runs on: instances, serverless replications, or whole migrations. Only they are let in,
                on port 443, and they wait until the VPC endpoints are there. Default: all of the VPC is let in, and
                nothing waits.
            existing: The services to which the VPC has a way that this app doesn't show, such as those of an imported
                VPC. Default: none.

        Raises:
            ConfigurationError: `DMS-G004` when the VPC has no such subnets, `DMS-G005` when the route tables of
                imported subnets are not known, `DMS-G006` when nobody could be let in, `DMS-G007` for an endpoint
                whose engine is not known, `DMS-X008` for a client that runs in another VPC, and `DMS-A001` for an
                argument of another kind.
        """
        with located(scope, construct_id):
            check_network(vpc, vpc_subnets)
            needed = list(dict.fromkeys(_needed(endpoints)))
            _check_clients(vpc, clients)
            known = _listed("existing", existing)
            for each in known:
                is_a("DMS-A001", "existing", each, AwsService, "[dms.AwsService.S3]")
            wanted = [each for each in needed if each not in known]
            selected = select_subnets(vpc, vpc_subnets)
            there = vpc_endpoints_of(scope, vpc) if wanted else {}
            tables = _tables(selected) if any(each.is_gateway for each in wanted) else {}
            uncovered = {each: _uncovered(tables, there.get(each, ())) for each in wanted if each.is_gateway}
            interfaces = [each for each in wanted if not each.is_gateway and each not in there]
            if interfaces and not clients:
                _check_addresses(vpc)
        super().__init__(scope, construct_id)

        self._services = tuple(needed)
        self._gateways = {
            service: ec2.GatewayVpcEndpoint(
                self,
                service.construct_id,
                vpc=vpc,
                service=getattr(ec2.GatewayVpcEndpointAwsService, service.constant),
                subnets=[ec2.SubnetSelection(subnets=subnets)],
            )
            for service, subnets in uncovered.items()
            if subnets
        }
        group = None
        if interfaces:
            group = ec2.SecurityGroup(
                self,
                "SecurityGroup",
                vpc=vpc,
                description="Lets DMS in to services of AWS",
                allow_all_outbound=False,
            )
        self._interfaces = {
            service: ec2.InterfaceVpcEndpoint(
                self,
                service.construct_id,
                vpc=vpc,
                service=getattr(ec2.InterfaceVpcEndpointAwsService, service.constant),
                subnets=ec2.SubnetSelection(subnets=selected.subnets),
                private_dns_enabled=True,
                open=not clients,
                security_groups=[group],
            )
            for service in interfaces
            if group is not None
        }
        taken = [each for service in wanted for each in there.get(service, ())]
        self._open(clients or (), group, taken)
        see(SeenVpcEndpoints(construct=self, vpc=vpc))

    @property
    def services(self) -> tuple[AwsService, ...]:
        """What the endpoints need, whether or not a VPC endpoint was made for it."""
        return self._services

    @property
    def gateways(self) -> Mapping[AwsService, ec2.GatewayVpcEndpoint]:
        """The gateways that were made."""
        return MappingProxyType(self._gateways)

    @property
    def interfaces(self) -> Mapping[AwsService, ec2.InterfaceVpcEndpoint]:
        """The interfaces that were made: each has `connections`, to be opened for others."""
        return MappingProxyType(self._interfaces)

    def _open(
        self, clients: Sequence[Any], group: ec2.SecurityGroup | None, taken: Sequence[ec2.CfnVPCEndpoint]
    ) -> None:
        """Let clients in to what was made and what is taken, and let what they run wait for it."""
        opened = [group.connections] if group is not None else []
        for each in taken:
            made = each.node.scope
            if isinstance(made, ec2.InterfaceVpcEndpoint):
                opened.append(made.connections)
        for client in clients:
            for connections in opened:
                let_in(client, connections, client.connections, _HTTPS, "DMS reaches AWS")
        ways = [*taken, *(each for each in self.node.find_all() if isinstance(each, _WAYS))]
        for client in clients if ways else ():
            for runs in client.node.find_all():
                if isinstance(runs, _RUNS):
                    runs.node.add_dependency(*ways)


def _needed(endpoints: object) -> Iterator[AwsService]:
    given = _listed("endpoints", endpoints)
    if not given:
        raise ConfigurationError("DMS-A001", "endpoints must not be empty; write endpoints=[source, target]")
    for number, each in enumerate(given):
        name = f"endpoints[{number}]"
        provides(name, each, "endpoint_facts", "an endpoint", "endpoints=[source, target]", required=True)
        endpoint = cast("IEndpoint", each)
        if endpoint.engine_name is None:
            raise ConfigurationError(
                "DMS-G007",
                f"{name} ({path_of(endpoint)}) is imported without its engine, so what it needs is not known; import "
                "it with its engine, for example engine_name=dms.EngineName.AURORA_MYSQL",
            )
        yield from likely_services_of(endpoint.endpoint_facts)


_EXAMPLES = {"endpoints": "[source, target]", "clients": "[migration]", "existing": "[dms.AwsService.S3]"}


def _listed(name: str, given: object) -> Sequence[Any]:
    is_list("DMS-A001", name, given, f"{name}={_EXAMPLES[name]}")
    return cast("Sequence[Any]", given or ())


def _check_clients(vpc: ec2.IVpc, clients: object) -> None:
    for number, each in enumerate(_listed("clients", clients)):
        name = f"clients[{number}]"
        provides(name, each, "connections", "an instance, a replication or a migration", "clients=[migration]")
        check_client_is_in(vpc, name, each)


def _tables(selected: ec2.SelectedSubnets) -> dict[ec2.ISubnet, str]:
    """Return the route table of each subnet."""
    return {subnet: _table_of(subnet) for subnet in selected.subnets}


def _table_of(subnet: ec2.ISubnet) -> str:
    try:
        return subnet.route_table.route_table_id
    except RuntimeError:  # what Node raises where it isn't known
        raise ConfigurationError(
            "DMS-G005",
            f"the route table of {path_of(subnet)} is not known, and a gateway is a route; import the VPC with "
            "private_subnet_route_table_ids=[...], or isolated_subnet_route_table_ids=[...], or write "
            "existing=[dms.AwsService.S3] for what it has already",
        ) from None


def _uncovered(tables: Mapping[ec2.ISubnet, str], there: Sequence[ec2.CfnVPCEndpoint]) -> list[ec2.ISubnet]:
    """Return the subnets from which nothing leads to a service yet; an interface leads there from all."""
    if any(each.vpc_endpoint_type == "Interface" for each in there):
        return []
    routed = {table for each in there for table in each.route_table_ids or ()}
    return [subnet for subnet, table in tables.items() if table not in routed]


def _check_addresses(vpc: ec2.IVpc) -> None:
    """Raise for a VPC whose addresses aren't known, so they can't be let in."""
    try:
        _ = vpc.vpc_cidr_block
    except RuntimeError:  # what Node raises where they aren't known
        raise ConfigurationError(
            "DMS-G006",
            "the addresses of an imported VPC are not known, so they can't be let in; write clients=[migration], or "
            "import the VPC with vpc_cidr_block='10.0.0.0/16'",
        ) from None

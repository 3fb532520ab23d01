"""Connection tests fail where there is no way from DMS's subnets to a service of AWS that an endpoint needs."""

from __future__ import annotations

from typing import Any

import pytest

from tests.local_cloud.account import MAPPINGS, Account, until
from tests.local_cloud.engine_endpoints import endpoint_of
from tests.local_cloud.stack import Stack, resource

ANYWHERE = "0.0.0.0/0"
TIMEOUT = "curlCode: 28, Timeout was reached"


class Isolated(Account):
    """An account whose VPC has no way out."""

    def make_ways_out(self, vpc: str) -> None:
        """Make none."""

    def run_on(self, **changed: Any) -> None:
        """Let the instance be this one."""
        self.instance = self.make_instance(**changed)["ReplicationInstanceArn"]
        self.await_instance(self.instance)

    def route(self, **to: str) -> None:
        self.ec2.create_route(RouteTableId=self.route_table(self.vpc), DestinationCidrBlock=ANYWHERE, **to)


@pytest.fixture
def account(account: Account) -> Isolated:
    return Isolated(account.cloud)


@pytest.fixture
def secret(account: Isolated) -> str:
    """An endpoint that reads its login from a secret."""
    arn = account.make_secret()
    return account.make_secret_endpoint(arn, account.make_access_role(arn))


def failure(account: Account, endpoint: str) -> str:
    return str(account.test_connection(endpoint).get("LastFailureMessage", ""))


def test_secret_is_not_read_from_an_isolated_subnet(account: Isolated, secret: str) -> None:
    said = failure(account, secret)

    assert "Unable to find AWS Secrets Manager secret Arn" in said
    assert TIMEOUT in said
    assert "no route to it" in said


def test_database_with_a_password_needs_no_service(account: Isolated) -> None:
    assert account.test_connection(account.source)["Status"] == "successful"


def test_nat_gateway_leads_out(account: Isolated, secret: str) -> None:
    account.route(NatGatewayId="nat-1")

    assert not failure(account, secret)


def test_internet_gateway_leads_out_with_a_public_address(account: Isolated, secret: str) -> None:
    account.route(GatewayId="igw-1")

    assert not failure(account, secret)


def test_internet_gateway_leads_nowhere_without_one(account: Isolated, secret: str) -> None:
    account.route(GatewayId="igw-1")
    account.run_on(PubliclyAccessible=False)

    assert TIMEOUT in failure(account, secret)


def test_route_of_another_table_leads_nowhere(account: Isolated, secret: str) -> None:
    table = account.ec2.create_route_table(VpcId=account.vpc)["RouteTable"]["RouteTableId"]
    account.ec2.create_route(RouteTableId=table, DestinationCidrBlock=ANYWHERE, NatGatewayId="nat-1")

    assert TIMEOUT in failure(account, secret)


def test_table_of_a_subnet_counts_before_the_main_one(account: Isolated, secret: str) -> None:
    table = account.ec2.create_route_table(VpcId=account.vpc)["RouteTable"]["RouteTableId"]
    account.ec2.associate_route_table(RouteTableId=table, SubnetId=account.subnets[0])
    account.route(NatGatewayId="nat-1")

    assert TIMEOUT in failure(account, secret)


def test_interface_leads_to_its_service(account: Isolated, secret: str) -> None:
    account.make_vpc_endpoint("secretsmanager", account.vpc)

    assert not failure(account, secret)


def test_interface_of_another_service_does_not(account: Isolated, secret: str) -> None:
    account.make_vpc_endpoint("kinesis-streams", account.vpc)

    assert TIMEOUT in failure(account, secret)


def from_template(account: Isolated, *, opened: bool = True, private_dns: bool = True) -> str:
    """Make an interface as the CDK does, and return the security group of DMS that it is opened for, or isn't."""
    own, guard = account.security_group("dms"), account.security_group("interface")
    if opened:
        pair = {"UserIdGroupPairs": [{"GroupId": own}], "IpProtocol": "tcp", "FromPort": 443, "ToPort": 443}
        account.ec2.authorize_security_group_ingress(GroupId=guard, IpPermissions=[pair])
    properties: dict[str, Any] = {
        "VpcId": account.vpc,
        "ServiceName": "com.amazonaws.us-east-1.secretsmanager",
        "VpcEndpointType": "Interface",
        "PrivateDnsEnabled": private_dns,
        "SubnetIds": account.subnets,
        "SecurityGroupIds": [guard],
    }
    stack = Stack(account)
    assert stack.create(Interface=resource("EC2::VPCEndpoint", **properties)) == "CREATE_COMPLETE"
    account.run_on(VpcSecurityGroupIds=[own])
    return own


def test_group_of_an_interface_lets_dms_in(account: Isolated, secret: str) -> None:
    from_template(account)

    assert not failure(account, secret)


def test_closed_group_of_an_interface_is_in_the_way_even_of_a_route(account: Isolated, secret: str) -> None:
    own = from_template(account, opened=False)
    account.route(NatGatewayId="nat-1")

    assert f"lets {own} in on port 443" in failure(account, secret)


def test_interface_without_a_private_name_leads_nowhere(account: Isolated, secret: str) -> None:
    from_template(account, private_dns=False)

    assert TIMEOUT in failure(account, secret)


@pytest.mark.parametrize("is_routed", [True, False])
def test_gateway_leads_to_s3_from_its_route_tables(account: Isolated, is_routed: bool) -> None:
    files = endpoint_of(account, "s3", "target")
    assert "Failed to connect to S3: curlCode: 28" in failure(account, files)

    tables = [account.route_table(account.vpc)] if is_routed else []
    account.make_vpc_endpoint("s3", account.vpc, "Gateway", RouteTableIds=tables)
    assert bool(failure(account, files)) is not is_routed


@pytest.mark.parametrize(
    ("engine", "service", "kind"), [("dynamodb", "dynamodb", "Gateway"), ("kinesis", "kinesis-streams", "Interface")]
)
def test_each_service_has_its_own_way(account: Isolated, engine: str, service: str, kind: str) -> None:
    target = endpoint_of(account, engine, "target")
    assert TIMEOUT in failure(account, target)

    account.make_vpc_endpoint(service, account.vpc, kind, RouteTableIds=[account.route_table(account.vpc)])
    assert not failure(account, target)


def test_serverless_goes_by_vpc_endpoints_only(account: Isolated, secret: str) -> None:
    account.route(NatGatewayId="nat-1")
    config = account.dms.create_replication_config(
        ReplicationConfigIdentifier="config",
        SourceEndpointArn=secret,
        TargetEndpointArn=account.target,
        ReplicationType="full-load",
        TableMappings=MAPPINGS,
        ComputeConfig={"MaxCapacityUnits": 4, "ReplicationSubnetGroupId": account.subnet_group},
    )["ReplicationConfig"]["ReplicationConfigArn"]

    account.dms.start_replication(ReplicationConfigArn=config, StartReplicationType="start-replication")

    def failed() -> dict[str, Any] | None:
        found: dict[str, Any] = account.dms.describe_replications()["Replications"][0]
        return found if found["Status"] == "failed" else None

    assert "goes no other way" in until(failed)["FailureMessages"][0]

"""VPC endpoints: exactly those that a set of endpoints needs."""

from collections.abc import Callable
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import assertions, aws_ec2 as ec2, aws_s3 as s3

import dms_constructs as dms
from tests.constructs.conftest import resources_of

S3, SECRETS = dms.AwsService.S3, dms.AwsService.SECRETS_MANAGER


@pytest.fixture
def vpc(stack: cdk.Stack) -> ec2.Vpc:
    """A VPC of isolated subnets."""
    only = ec2.SubnetConfiguration(name="Isolated", subnet_type=ec2.SubnetType.PRIVATE_ISOLATED)
    return ec2.Vpc(stack, "Own", max_azs=2, subnet_configuration=[only])


@pytest.fixture
def lake(stack: cdk.Stack) -> dms.S3Target:
    return dms.S3Target(stack, "Lake", bucket=s3.Bucket(stack, "Bucket"))


def migration_of(
    stack: cdk.Stack, vpc: ec2.IVpc, source: dms.IEndpoint, target: dms.IEndpoint
) -> dms.DatabaseMigration:
    return dms.DatabaseMigration(
        stack,
        "Migration",
        compute=dms.Provisioned(vpc=vpc),
        source=source,
        target=target,
        migration_type=dms.MigrationType.FULL_LOAD,
        table_mappings=dms.TableMappings(dms.Include("shop")),
    )


def services_in(stack: cdk.Stack) -> dict[str, str]:
    """The kind of each VPC endpoint by the service that it leads to."""
    made = resources_of(stack, "AWS::EC2::VPCEndpoint").values()
    return {
        str(each["Properties"]["ServiceName"]).rpartition(".")[2].rstrip("]}'"): each["Properties"]["VpcEndpointType"]
        for each in made
    }


def only(stack: cdk.Stack, kind: str, type_name: str = "AWS::EC2::VPCEndpoint") -> dict[str, Any]:
    """The properties of the one VPC endpoint of a kind."""
    found = [each["Properties"] for each in resources_of(stack, type_name).values()]
    (properties,) = [each for each in found if each.get("VpcEndpointType") == kind]
    return dict(properties)


def test_a_database_needs_its_secret(stack: cdk.Stack, vpc: ec2.Vpc, source: dms.MySqlSource) -> None:
    dms.VpcEndpoints(stack, "Ways", vpc=vpc, endpoints=[source])

    assert services_in(stack) == {"secretsmanager": "Interface"}


def test_a_bucket_needs_a_gateway(stack: cdk.Stack, vpc: ec2.Vpc, lake: dms.S3Target) -> None:
    dms.VpcEndpoints(stack, "Ways", vpc=vpc, endpoints=[lake])

    assert services_in(stack) == {"s3": "Gateway"}


def test_two_databases_share_one(
    stack: cdk.Stack, vpc: ec2.Vpc, source: dms.MySqlSource, target: dms.PostgreSqlTarget
) -> None:
    ways = dms.VpcEndpoints(stack, "Ways", vpc=vpc, endpoints=[source, target])

    assert services_in(stack) == {"secretsmanager": "Interface"}
    assert ways.services == (SECRETS,)


def test_an_interface_has_private_names_in_each_zone(stack: cdk.Stack, vpc: ec2.Vpc, source: dms.MySqlSource) -> None:
    dms.VpcEndpoints(stack, "Ways", vpc=vpc, endpoints=[source])

    made = only(stack, "Interface")

    assert made["PrivateDnsEnabled"] is True
    assert len(made["SubnetIds"]) == 2


def test_a_gateway_is_in_the_route_tables_of_the_subnets(stack: cdk.Stack, vpc: ec2.Vpc, lake: dms.S3Target) -> None:
    dms.VpcEndpoints(stack, "Ways", vpc=vpc, endpoints=[lake])

    tables = [stack.resolve(subnet.route_table.route_table_id) for subnet in vpc.isolated_subnets]

    assert only(stack, "Gateway")["RouteTableIds"] == tables


def test_other_subnets_are_chosen(stack: cdk.Stack, source: dms.MySqlSource) -> None:
    vpc = ec2.Vpc(stack, "Own", max_azs=2)
    public = ec2.SubnetSelection(subnet_type=ec2.SubnetType.PUBLIC)
    dms.VpcEndpoints(stack, "Ways", vpc=vpc, endpoints=[source], vpc_subnets=public)

    assert only(stack, "Interface")["SubnetIds"] == [stack.resolve(each.subnet_id) for each in vpc.public_subnets]


def test_all_of_the_vpc_is_let_in_where_no_client_is_named(
    stack: cdk.Stack, vpc: ec2.Vpc, source: dms.MySqlSource
) -> None:
    dms.VpcEndpoints(stack, "Ways", vpc=vpc, endpoints=[source])

    (group,) = resources_of(stack, "AWS::EC2::SecurityGroup").values()
    (rule,) = group["Properties"]["SecurityGroupIngress"]

    assert rule["CidrIp"] == stack.resolve(vpc.vpc_cidr_block)
    assert (rule["FromPort"], rule["ToPort"]) == (443, 443)


class TestClients:
    """What DMS runs on."""

    @pytest.fixture
    def migration(
        self, stack: cdk.Stack, vpc: ec2.Vpc, source: dms.MySqlSource, lake: dms.S3Target
    ) -> dms.DatabaseMigration:
        return migration_of(stack, vpc, source, lake)

    def test_only_they_are_let_in(
        self, stack: cdk.Stack, vpc: ec2.Vpc, migration: dms.DatabaseMigration, source: dms.MySqlSource
    ) -> None:
        dms.VpcEndpoints(stack, "Ways", vpc=vpc, endpoints=[source], clients=[migration])

        (rule,) = resources_of(stack, "AWS::EC2::SecurityGroupIngress").values()
        (client,) = migration.connections.security_groups

        assert rule["Properties"]["SourceSecurityGroupId"] == stack.resolve(client.security_group_id)
        assert not any(
            "SecurityGroupIngress" in each["Properties"]
            for each in resources_of(stack, "AWS::EC2::SecurityGroup").values()
        )

    def test_they_wait(
        self, stack: cdk.Stack, vpc: ec2.Vpc, migration: dms.DatabaseMigration, lake: dms.S3Target
    ) -> None:
        dms.VpcEndpoints(stack, "Ways", vpc=vpc, endpoints=[lake, migration.source], clients=[migration])

        (instance,) = resources_of(stack, "AWS::DMS::ReplicationInstance").values()

        assert {*resources_of(stack, "AWS::EC2::VPCEndpoint")} <= {*instance["DependsOn"]}

    def test_one_that_is_serverless(
        self, stack: cdk.Stack, vpc: ec2.Vpc, source: dms.MySqlSource, lake: dms.S3Target
    ) -> None:
        replication = dms.ServerlessReplication(
            stack,
            "Replication",
            compute=dms.Serverless(vpc=vpc, max_dcu=16),
            source=source,
            target=lake,
            migration_type=dms.MigrationType.FULL_LOAD,
            table_mappings=dms.TableMappings(dms.Include("shop")),
        )
        dms.VpcEndpoints(stack, "Ways", vpc=vpc, endpoints=[source, lake], clients=[replication])

        (config,) = resources_of(stack, "AWS::DMS::ReplicationConfig").values()

        assert {*resources_of(stack, "AWS::EC2::VPCEndpoint")} <= {*config["DependsOn"]}

    def test_one_in_another_stack_makes_no_circle(
        self, app: cdk.App, stack: cdk.Stack, vpc: ec2.Vpc, source: dms.MySqlSource, lake: dms.S3Target
    ) -> None:
        other = cdk.Stack(app, "Other", env=cdk.Environment(account="111122223333", region="eu-west-1"))
        migration = migration_of(other, vpc, source, lake)
        dms.VpcEndpoints(stack, "Ways", vpc=vpc, endpoints=[source, lake], clients=[migration])

        assert len(resources_of(other, "AWS::EC2::SecurityGroupIngress")) == 1


class TestWhatIsThere:
    """A VPC endpoint of the app is not made again."""

    def test_an_interface(self, stack: cdk.Stack, vpc: ec2.Vpc, source: dms.MySqlSource) -> None:
        vpc.add_interface_endpoint("Secrets", service=ec2.InterfaceVpcEndpointAwsService.SECRETS_MANAGER)
        ways = dms.VpcEndpoints(stack, "Ways", vpc=vpc, endpoints=[source])

        assert len(resources_of(stack, "AWS::EC2::VPCEndpoint")) == 1
        assert ways.interfaces == {}

    def test_an_interface_is_opened_for_clients(
        self, stack: cdk.Stack, vpc: ec2.Vpc, source: dms.MySqlSource, lake: dms.S3Target
    ) -> None:
        migration = migration_of(stack, vpc, source, lake)
        first = dms.VpcEndpoints(stack, "First", vpc=vpc, endpoints=[source], clients=[migration])
        instance = dms.ReplicationInstance(stack, "Second", vpc=vpc)
        dms.VpcEndpoints(stack, "Ways", vpc=vpc, endpoints=[source], clients=[instance])

        (guard,) = first.interfaces[SECRETS].connections.security_groups
        rules = resources_of(stack, "AWS::EC2::SecurityGroupIngress").values()

        assert len(resources_of(stack, "AWS::EC2::VPCEndpoint")) == 1
        assert [each["Properties"]["GroupId"] for each in rules] == [stack.resolve(guard.security_group_id)] * 2

    def test_a_gateway(self, stack: cdk.Stack, vpc: ec2.Vpc, lake: dms.S3Target) -> None:
        vpc.add_gateway_endpoint("S3", service=ec2.GatewayVpcEndpointAwsService.S3)
        dms.VpcEndpoints(stack, "Ways", vpc=vpc, endpoints=[lake])

        assert len(resources_of(stack, "AWS::EC2::VPCEndpoint")) == 1

    def test_a_gateway_of_some_subnets_leaves_the_others(
        self, stack: cdk.Stack, vpc: ec2.Vpc, lake: dms.S3Target
    ) -> None:
        one, other = vpc.isolated_subnets
        vpc.add_gateway_endpoint(
            "S3",
            service=ec2.GatewayVpcEndpointAwsService.S3,
            subnets=[ec2.SubnetSelection(subnets=[one])],
        )
        ways = dms.VpcEndpoints(stack, "Ways", vpc=vpc, endpoints=[lake])

        made = ways.gateways[S3].node.default_child
        assert isinstance(made, ec2.CfnVPCEndpoint)
        assert stack.resolve(made.route_table_ids) == [stack.resolve(other.route_table.route_table_id)]

    def test_of_another_vpc_it_is(self, stack: cdk.Stack, vpc: ec2.Vpc, lake: dms.S3Target) -> None:
        ec2.Vpc(stack, "Other", max_azs=2).add_gateway_endpoint("S3", service=ec2.GatewayVpcEndpointAwsService.S3)
        ways = dms.VpcEndpoints(stack, "Ways", vpc=vpc, endpoints=[lake])

        assert [*ways.gateways] == [S3]

    def test_what_the_app_does_not_show_is_named(
        self, stack: cdk.Stack, vpc: ec2.Vpc, source: dms.MySqlSource, lake: dms.S3Target
    ) -> None:
        ways = dms.VpcEndpoints(stack, "Ways", vpc=vpc, endpoints=[source, lake], existing=[S3])

        assert services_in(stack) == {"secretsmanager": "Interface"}
        assert ways.services == (SECRETS, S3)


@pytest.mark.parametrize(
    ("region", "name"),
    [
        ("eu-west-1", "com.amazonaws.eu-west-1.secretsmanager"),
        ("us-gov-west-1", "com.amazonaws.us-gov-west-1.secretsmanager"),
        ("cn-north-1", "com.amazonaws.cn-north-1.secretsmanager"),
    ],
)
def test_names_are_those_of_the_region(region: str, name: str) -> None:
    stack = cdk.Stack(cdk.App(), "Shop", env=cdk.Environment(account="111122223333", region=region))
    vpc = ec2.Vpc(stack, "Vpc", max_azs=2)
    source = dms.MySqlSource.from_endpoint_arn(
        stack, "Source", f"arn:aws:dms:{region}:111122223333:endpoint:ABC", engine_name=dms.EngineName.MYSQL
    )
    dms.VpcEndpoints(stack, "Ways", vpc=vpc, endpoints=[source])

    assert only(stack, "Interface")["ServiceName"] == name


class TestImportedVpc:
    """What is not known of one is asked for."""

    @staticmethod
    def vpc(stack: cdk.Stack, **known: Any) -> ec2.IVpc:
        return ec2.Vpc.from_vpc_attributes(
            stack,
            "Theirs",
            vpc_id="vpc-1",
            availability_zones=["eu-west-1a", "eu-west-1b"],
            private_subnet_ids=["subnet-a", "subnet-b"],
            **known,
        )

    def test_without_route_tables(self, stack: cdk.Stack, lake: dms.S3Target, fails: Callable) -> None:
        vpc = self.vpc(stack)

        fails(
            "DMS-G005",
            "the route table of Shop/Theirs/PrivateSubnet1 is not known",
            lambda: dms.VpcEndpoints(stack, "Ways", vpc=vpc, endpoints=[lake]),
            path="Shop/Ways",
        )

    def test_with_route_tables(self, stack: cdk.Stack, lake: dms.S3Target) -> None:
        vpc = self.vpc(stack, private_subnet_route_table_ids=["rtb-a", "rtb-b"])
        dms.VpcEndpoints(stack, "Ways", vpc=vpc, endpoints=[lake])

        assert only(stack, "Gateway")["RouteTableIds"] == ["rtb-a", "rtb-b"]

    def test_without_addresses(self, stack: cdk.Stack, source: dms.MySqlSource, fails: Callable) -> None:
        vpc = self.vpc(stack)

        fails(
            "DMS-G006",
            "the addresses of an imported VPC are not known",
            lambda: dms.VpcEndpoints(stack, "Ways", vpc=vpc, endpoints=[source]),
            path="Shop/Ways",
        )

    def test_with_a_client(self, stack: cdk.Stack, source: dms.MySqlSource) -> None:
        vpc = self.vpc(stack)
        instance = dms.ReplicationInstance(stack, "Instance", vpc=vpc)
        dms.VpcEndpoints(stack, "Ways", vpc=vpc, endpoints=[source], clients=[instance])

        assert services_in(stack) == {"secretsmanager": "Interface"}

    def test_with_addresses(self, stack: cdk.Stack, source: dms.MySqlSource) -> None:
        dms.VpcEndpoints(stack, "Ways", vpc=self.vpc(stack, vpc_cidr_block="10.0.0.0/16"), endpoints=[source])

        assert services_in(stack) == {"secretsmanager": "Interface"}


def test_an_endpoint_of_no_known_engine_is_refused(stack: cdk.Stack, vpc: ec2.Vpc, fails: Callable) -> None:
    arn = "arn:aws:dms:eu-west-1:111122223333:endpoint:ABC"
    imported = dms.MySqlSource.from_endpoint_arn(stack, "Imported", arn)

    fails(
        "DMS-G007",
        r"endpoints\[0\] \(Shop/Imported\) is imported without its engine",
        lambda: dms.VpcEndpoints(stack, "Ways", vpc=vpc, endpoints=[imported]),
        path="Shop/Ways",
    )


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"endpoints": []}, "endpoints must not be empty"),
        ({"endpoints": ["mysql"]}, r"endpoints\[0\] must be an endpoint"),
        ({"clients": ["sg-1"]}, r"clients\[0\] must be an instance, a replication or a migration"),
        ({"existing": ["s3"]}, "existing must be of type AwsService, got str 's3'; write dms.AwsService.S3"),
    ],
    ids=["none", "a text", "the id of a group", "a name"],
)
def test_what_is_no_endpoint_is_refused(
    *, stack: cdk.Stack, vpc: ec2.Vpc, source: dms.MySqlSource, fails: Callable, given: dict[str, Any], message: str
) -> None:
    arguments: dict[str, Any] = {"vpc": vpc, "endpoints": [source]} | given

    fails("DMS-A001", message, lambda: dms.VpcEndpoints(stack, "Ways", **arguments), path="Shop/Ways")


def test_a_client_in_another_vpc_is_refused(
    stack: cdk.Stack, vpc: ec2.Vpc, source: dms.MySqlSource, lake: dms.S3Target, fails: Callable
) -> None:
    migration = migration_of(stack, ec2.Vpc(stack, "Other", max_azs=2), source, lake)

    fails(
        "DMS-X008",
        r"clients\[0\] runs in another VPC than Shop/Own, .*; give the vpc in which it runs",
        lambda: dms.VpcEndpoints(stack, "Ways", vpc=vpc, endpoints=[source], clients=[migration]),
        path="Shop/Ways",
    )


def test_a_client_whose_security_group_is_imported_may_be_in_any_vpc(
    stack: cdk.Stack, vpc: ec2.Vpc, source: dms.MySqlSource
) -> None:
    group = ec2.SecurityGroup.from_security_group_id(stack, "Imported", "sg-0123456789abcdef0")

    assert dms.VpcEndpoints(stack, "Ways", vpc=vpc, endpoints=[source], clients=[group]).services == (SECRETS,)


def test_nothing_is_left_of_one_that_is_refused(stack: cdk.Stack, vpc: ec2.Vpc) -> None:
    with pytest.raises(dms.ConfigurationError):
        dms.VpcEndpoints(stack, "Ways", vpc=vpc, endpoints=[])

    assert stack.node.try_find_child("Ways") is None


def test_the_template_can_be_synthesized(stack: cdk.Stack, vpc: ec2.Vpc, source: dms.MySqlSource) -> None:
    ways = dms.VpcEndpoints(stack, "Ways", vpc=vpc, endpoints=[source])

    assert ways.stack is stack
    assertions.Template.from_stack(stack)

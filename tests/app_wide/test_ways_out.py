"""Ways from subnets to AWS's services."""

from collections.abc import Callable

import aws_cdk as cdk
import pytest
from aws_cdk import aws_ec2 as ec2, aws_s3 as s3

import dms_constructs as dms
from dms_constructs.aws_services import AwsService
from tests.app_wide.conftest import connection, errors_of, stack_in, task, warnings_of

ISOLATED, PUBLIC = "subnetGroup.isolatedSubnets", "app.publicSubnets"
SECRETS = ec2.InterfaceVpcEndpointAwsService.SECRETS_MANAGER
KINDS = {
    ISOLATED: ec2.SubnetType.PRIVATE_ISOLATED,
    PUBLIC: ec2.SubnetType.PUBLIC,
}


def made(stack: cdk.Stack, kind: ec2.SubnetType, name: str = "Vpc") -> ec2.Vpc:
    only = ec2.SubnetConfiguration(name="Only", subnet_type=kind)
    return ec2.Vpc(stack, name, max_azs=2, subnet_configuration=[only])


class TestOfAGroup:
    """A subnet group of which no task tells what it needs."""

    @pytest.mark.parametrize("warning", KINDS)
    def test_of_subnets_without_any(self, app: cdk.App, stack: cdk.Stack, warning: str) -> None:
        dms.ReplicationSubnetGroup(stack, "Group", vpc=made(stack, KINDS[warning]))

        assert warnings_of(app) == [warning]

    def test_of_private_subnets(self, app: cdk.App, stack: cdk.Stack) -> None:
        dms.ReplicationSubnetGroup(stack, "Group", vpc=ec2.Vpc(stack, "Vpc", max_azs=2))

        assert warnings_of(app) == []

    @pytest.mark.parametrize("kind", [ec2.SubnetType.PUBLIC, ec2.SubnetType.PRIVATE_ISOLATED])
    def test_by_a_vpc_endpoint_that_is_made_last(self, app: cdk.App, stack: cdk.Stack, kind: ec2.SubnetType) -> None:
        vpc = made(stack, kind)
        dms.ReplicationSubnetGroup(stack, "Group", vpc=vpc)
        vpc.add_interface_endpoint("Secrets", service=SECRETS)

        assert warnings_of(app) == []

    def test_by_a_vpc_endpoint_of_another_stack(self, app: cdk.App, stack: cdk.Stack) -> None:
        vpc = made(stack, ec2.SubnetType.PUBLIC)
        dms.ReplicationSubnetGroup(stack, "Group", vpc=vpc)
        ec2.InterfaceVpcEndpoint(stack_in(app, "More"), "Secrets", vpc=vpc, service=SECRETS)

        assert warnings_of(app) == []

    def test_of_another_vpc_lead_nowhere(self, app: cdk.App, stack: cdk.Stack) -> None:
        dms.ReplicationSubnetGroup(stack, "Group", vpc=made(stack, ec2.SubnetType.PUBLIC))
        made(stack, ec2.SubnetType.PUBLIC, "Other").add_interface_endpoint("Secrets", service=SECRETS)

        assert warnings_of(app) == [PUBLIC]

    def test_of_one_that_is_looked_up_later_are_not_known(self, app: cdk.App, stack: cdk.Stack) -> None:
        vpc = ec2.Vpc.from_lookup(stack, "Vpc", is_default=True)
        subnets = ec2.SubnetSelection(subnet_type=ec2.SubnetType.PUBLIC)
        dms.ReplicationSubnetGroup(stack, "Group", vpc=vpc, vpc_subnets=subnets)

        assert warnings_of(app) == []

    def test_in_a_stage(self, app: cdk.App) -> None:
        stack = stack_in(cdk.Stage(app, "Live"), "Shop")
        dms.ReplicationSubnetGroup(stack, "Group", vpc=made(stack, ec2.SubnetType.PUBLIC))

        assembly = app.synth().get_nested_assembly("assembly-Live")

        assert [PUBLIC in str(message.entry.data) for each in assembly.stacks for message in each.messages] == [True]


def told(app: cdk.App) -> list[str]:
    """What is said of ways out."""
    messages = (str(each.entry.data) for stack in app.synth().stacks for each in stack.messages)
    return [text for text in messages if any(f"[ack: dms-constructs:{name}]" in text for name in KINDS)]


def lake(stack: cdk.Stack) -> dms.S3Target:
    return dms.S3Target(stack, "Lake", bucket=s3.Bucket(stack, "Bucket"))


def crm(stack: cdk.Stack, name: str = "Crm") -> dms.PostgreSqlSource:
    return dms.PostgreSqlSource(stack, name, connection=connection(stack, name), database="crm")


class TestOfTasks:
    """What the endpoints of tasks need is told by endpoint."""

    @staticmethod
    def move(stack: cdk.Stack, vpc: ec2.IVpc, **ends: dms.IEndpoint) -> None:
        on = dms.ReplicationInstance(stack, "Instance", vpc=vpc, multi_az=True)
        task(stack, "Move", on=on, source=ends.get("source") or crm(stack), target=ends.get("target") or lake(stack))

    @pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
    def test_each_is_named_with_the_line_to_write(self, app: cdk.App, stack: cdk.Stack, kind: ec2.SubnetType) -> None:
        self.move(stack, made(stack, kind))

        (text,) = told(app)

        assert "Shop/Crm reads its secret from Secrets Manager and Shop/Lake keeps its files in S3; add " in text
        assert AwsService.SECRETS_MANAGER.made_by in text
        assert AwsService.S3.made_by in text

    def test_two_that_need_the_same_are_told_together(self, app: cdk.App, stack: cdk.Stack) -> None:
        target = dms.PostgreSqlTarget(stack, "Erp", connection=connection(stack, "erp"), database="erp")
        self.move(stack, made(stack, ec2.SubnetType.PRIVATE_ISOLATED), target=target)

        assert "Shop/Crm and Shop/Erp read their secrets from Secrets Manager; add" in told(app)[0]

    def test_what_is_there_is_not_told(self, app: cdk.App, stack: cdk.Stack) -> None:
        vpc = made(stack, ec2.SubnetType.PRIVATE_ISOLATED)
        self.move(stack, vpc)
        vpc.add_interface_endpoint("Secrets", service=SECRETS)

        (text,) = told(app)

        assert "but Shop/Lake keeps its files in S3; add vpc.add_gateway_endpoint('S3'" in text

    def test_the_lines_make_it_silent(self, app: cdk.App, stack: cdk.Stack) -> None:
        vpc = made(stack, ec2.SubnetType.PRIVATE_ISOLATED)
        self.move(stack, vpc)
        for service in (AwsService.SECRETS_MANAGER, AwsService.S3):
            exec(service.made_by, {"vpc": vpc, "ec2": ec2})

        assert told(app) == []

    def test_vpc_endpoints_make_it_silent(self, app: cdk.App, stack: cdk.Stack) -> None:
        vpc = made(stack, ec2.SubnetType.PRIVATE_ISOLATED)
        source, target = crm(stack), lake(stack)
        self.move(stack, vpc, source=source, target=target)
        dms.VpcEndpoints(stack, "Ways", vpc=vpc, endpoints=[source, target])

        assert told(app) == []

    def test_a_nat_gateway_leads_everywhere(self, app: cdk.App, stack: cdk.Stack) -> None:
        self.move(stack, ec2.Vpc(stack, "Vpc", max_azs=2))

        assert told(app) == []

    def test_an_endpoint_of_the_configuration_only_leads_nowhere(self, app: cdk.App, stack: cdk.Stack) -> None:
        vpc = made(stack, ec2.SubnetType.PRIVATE_ISOLATED)
        self.move(stack, vpc)
        vpc.add_interface_endpoint("Secrets", service=SECRETS)
        vpc.add_interface_endpoint("Tables", service=ec2.InterfaceVpcEndpointAwsService.S3_TABLES)

        assert "Shop/Lake keeps its files in S3" in told(app)[0]

    def test_of_an_imported_database_a_secret_is_expected(self, app: cdk.App, stack: cdk.Stack) -> None:
        vpc = made(stack, ec2.SubnetType.PRIVATE_ISOLATED)
        imported = dms.MySqlSource.from_endpoint_arn(stack, "Theirs", "arn:aws:dms:eu-west-1:111122223333:endpoint:A")
        self.move(stack, vpc, source=imported)
        vpc.add_gateway_endpoint("S3", service=ec2.GatewayVpcEndpointAwsService.S3)

        assert "but Shop/Theirs reads its secret from Secrets Manager" in told(app)[0]

    def test_of_an_imported_lake_none_is(self, app: cdk.App, stack: cdk.Stack) -> None:
        vpc = made(stack, ec2.SubnetType.PRIVATE_ISOLATED)
        imported = dms.S3Target.from_endpoint_arn(stack, "Theirs", "arn:aws:dms:eu-west-1:111122223333:endpoint:A")
        self.move(stack, vpc, target=imported)
        vpc.add_interface_endpoint("Secrets", service=SECRETS)

        assert "but Shop/Theirs keeps its files in S3" in told(app)[0]


Add = Callable[[ec2.Vpc], object]
ADDED: dict[str, Add] = {
    "Secrets Manager": lambda vpc: vpc.add_interface_endpoint("Again", service=SECRETS),
    "S3": lambda vpc: vpc.add_gateway_endpoint("Again", service=ec2.GatewayVpcEndpointAwsService.S3),
}


class TestMadeTwice:
    """EC2 takes one VPC endpoint for a service."""

    @staticmethod
    def clash(stack: cdk.Stack, add: Add, *, first: bool) -> None:
        vpc = made(stack, ec2.SubnetType.PRIVATE_ISOLATED)
        if first:
            add(vpc)
        dms.VpcEndpoints(stack, "Ways", vpc=vpc, endpoints=[crm(stack), lake(stack)])
        if not first:
            add(vpc)

    @pytest.mark.parametrize("service", ADDED)
    def test_afterwards_is_an_error(self, app: cdk.App, stack: cdk.Stack, service: str) -> None:
        self.clash(stack, ADDED[service], first=False)

        (line,) = errors_of(app)

        assert line.startswith(f"[Shop/Ways] Shop/Vpc/Again is a second VPC endpoint for {service} in this VPC")
        assert line.endswith("[DMS-X010]")

    @pytest.mark.parametrize("service", ADDED)
    def test_before_is_taken(self, app: cdk.App, stack: cdk.Stack, service: str) -> None:
        self.clash(stack, ADDED[service], first=True)

        assert errors_of(app) == []

    @pytest.mark.parametrize(
        "add",
        [
            lambda vpc: vpc.add_interface_endpoint("Again", service=SECRETS, private_dns_enabled=False),
            lambda vpc: vpc.add_interface_endpoint("Again", service=ec2.InterfaceVpcEndpointAwsService.S3),
            lambda vpc: vpc.add_interface_endpoint("Again", service=ec2.InterfaceVpcEndpointAwsService.KMS),
            lambda vpc: made(vpc.stack, ec2.SubnetType.PRIVATE_ISOLATED, "Other").add_interface_endpoint(
                "Again", service=SECRETS
            ),
        ],
        ids=["without its name", "an interface beside a gateway", "another service", "another VPC"],
    )
    def test_what_is_another_is_taken(self, app: cdk.App, stack: cdk.Stack, add: Add) -> None:
        self.clash(stack, add, first=False)

        assert errors_of(app) == []

from collections.abc import Callable

import aws_cdk as cdk
import pytest
from aws_cdk import aws_ec2 as ec2

import dms_constructs as dms
from tests.constructs.conftest import properties_of, resources_of, warnings_of

TYPE = "AWS::DMS::ReplicationSubnetGroup"


def vpc_with(stack: cdk.Stack, subnet_type: ec2.SubnetType, **options: object) -> ec2.Vpc:
    subnets = [ec2.SubnetConfiguration(name="only", subnet_type=subnet_type)]
    if subnet_type is ec2.SubnetType.PRIVATE_WITH_EGRESS:
        subnets.append(ec2.SubnetConfiguration(name="public", subnet_type=ec2.SubnetType.PUBLIC))
    return ec2.Vpc(stack, "Own", subnet_configuration=subnets, **{"max_azs": 2, **options})


def test_uses_the_private_subnets(stack: cdk.Stack, vpc: ec2.IVpc) -> None:
    dms.ReplicationSubnetGroup(stack, "Group", vpc=vpc)

    assert properties_of(stack, TYPE)["SubnetIds"] == ["subnet-a", "subnet-b"]


def test_uses_the_subnets_that_are_selected(stack: cdk.Stack) -> None:
    vpc = vpc_with(stack, ec2.SubnetType.PRIVATE_WITH_EGRESS)
    dms.ReplicationSubnetGroup(
        stack, "Group", vpc=vpc, vpc_subnets=ec2.SubnetSelection(subnet_type=ec2.SubnetType.PUBLIC)
    )

    chosen = [item["Ref"] for item in properties_of(stack, TYPE)["SubnetIds"]]

    assert len(chosen) == 2
    assert all("public" in name for name in chosen)


def test_is_described_by_its_path(stack: cdk.Stack, vpc: ec2.IVpc) -> None:
    dms.ReplicationSubnetGroup(stack, "Group", vpc=vpc)

    assert properties_of(stack, TYPE)["ReplicationSubnetGroupDescription"] == "Shop/Group"


def test_has_no_fixed_name(stack: cdk.Stack, vpc: ec2.IVpc) -> None:
    dms.ReplicationSubnetGroup(stack, "Group", vpc=vpc)

    assert "ReplicationSubnetGroupIdentifier" not in properties_of(stack, TYPE)


def test_waits_for_the_service_roles(stack: cdk.Stack, vpc: ec2.IVpc) -> None:
    dms.ReplicationSubnetGroup(stack, "Group", vpc=vpc)

    (group,) = resources_of(stack, TYPE).values()
    (roles,) = resources_of(stack, "Custom::DmsServiceRoles")

    assert roles in group["DependsOn"]


def test_groups_of_one_stack_share_the_service_roles(stack: cdk.Stack, vpc: ec2.IVpc) -> None:
    dms.ReplicationSubnetGroup(stack, "One", vpc=vpc)
    dms.ReplicationSubnetGroup(stack, "Two", vpc=vpc)

    assert len(resources_of(stack, "Custom::DmsServiceRoles")) == 1


def test_waits_for_the_roles_it_is_given(stack: cdk.Stack, vpc: ec2.IVpc) -> None:
    roles = dms.ServiceRoles(stack, "Roles", mode=dms.ServiceRolesMode.CREATE)
    dms.ReplicationSubnetGroup(stack, "Group", vpc=vpc, service_roles=roles)

    (group,) = resources_of(stack, TYPE).values()

    assert set(group["DependsOn"]) == set(resources_of(stack, "AWS::IAM::Role"))


def test_an_imported_group_makes_no_resource(stack: cdk.Stack) -> None:
    group = dms.ReplicationSubnetGroup.from_replication_subnet_group_name(stack, "Group", "default-vpc-1")

    assert group.replication_subnet_group_name == "default-vpc-1"
    assert resources_of(stack, TYPE) == {}


def test_keeps_the_group_when_asked(stack: cdk.Stack, vpc: ec2.IVpc) -> None:
    dms.ReplicationSubnetGroup(stack, "Group", vpc=vpc, removal_policy=cdk.RemovalPolicy.RETAIN)

    (group,) = resources_of(stack, TYPE).values()

    assert group["DeletionPolicy"] == "Retain"


def test_its_l1_is_in_reach(stack: cdk.Stack, vpc: ec2.IVpc) -> None:
    group = dms.ReplicationSubnetGroup(stack, "Group", vpc=vpc)
    group.node.default_child.add_property_override("ReplicationSubnetGroupDescription", "mine")

    assert properties_of(stack, TYPE)["ReplicationSubnetGroupDescription"] == "mine"


def test_fails_when_the_subnets_cover_one_zone(stack: cdk.Stack, fails: Callable) -> None:
    vpc = vpc_with(stack, ec2.SubnetType.PRIVATE_WITH_EGRESS, max_azs=1)

    fails(
        "DMS-G001",
        r"^Shop/Group: vpc_subnets must cover at least 2 Availability Zones, got .*; select subnets in another zone",
        lambda: dms.ReplicationSubnetGroup(stack, "Group", vpc=vpc),
        path="Shop/Group",
    )


def test_fails_when_the_subnets_cover_one_zone_of_a_stack_without_environment(fails: Callable) -> None:
    stack = cdk.Stack(cdk.App(), "Anywhere")
    vpc = vpc_with(stack, ec2.SubnetType.PRIVATE_WITH_EGRESS, max_azs=1)

    fails("DMS-G001", "got one zone", lambda: dms.ReplicationSubnetGroup(stack, "Group", vpc=vpc))


def test_covers_two_zones_of_a_stack_without_environment() -> None:
    stack = cdk.Stack(cdk.App(), "Anywhere")
    dms.ReplicationSubnetGroup(stack, "Group", vpc=vpc_with(stack, ec2.SubnetType.PRIVATE_WITH_EGRESS))

    assert len(properties_of(stack, TYPE)["SubnetIds"]) == 2


@pytest.mark.parametrize("name", ["my_group", "my.group", "1-x--", "-", "a" * 255])
def test_takes_the_names_that_dms_takes(stack: cdk.Stack, vpc: ec2.IVpc, name: str) -> None:
    dms.ReplicationSubnetGroup(stack, "Group", vpc=vpc, replication_subnet_group_identifier=name)

    assert properties_of(stack, TYPE)["ReplicationSubnetGroupIdentifier"] == name


@pytest.mark.parametrize("name", ["a b", "a" * 256, "a/b", "ä", "", "default", "DEFAULT"])
def test_fails_when_the_name_is_bad(stack: cdk.Stack, vpc: ec2.IVpc, fails: Callable, name: str) -> None:
    fails(
        "DMS-G002",
        "replication_subnet_group_identifier must",
        lambda: dms.ReplicationSubnetGroup(stack, "Group", vpc=vpc, replication_subnet_group_identifier=name),
    )


def test_fails_when_the_roles_lack_the_one_for_vpcs(stack: cdk.Stack, vpc: ec2.IVpc, fails: Callable) -> None:
    roles = dms.ServiceRoles(stack, "Roles", roles=(dms.ServiceRole.CLOUDWATCH_LOGS,))

    fails(
        "DMS-G003",
        "DMS does not make a subnet group without dms-vpc-role",
        lambda: dms.ReplicationSubnetGroup(stack, "Group", vpc=vpc, service_roles=roles),
    )


def test_a_refused_group_leaves_nothing_behind(stack: cdk.Stack, vpc: ec2.IVpc) -> None:
    with pytest.raises(dms.ConfigurationError):
        dms.ReplicationSubnetGroup(stack, "Group", vpc=vpc, replication_subnet_group_identifier="default")

    dms.ReplicationSubnetGroup(stack, "Group", vpc=vpc)


class TestIsolatedSubnets:
    def test_are_told_which_vpc_endpoint_is_missing(self, stack: cdk.Stack) -> None:
        dms.ReplicationSubnetGroup(stack, "Group", vpc=vpc_with(stack, ec2.SubnetType.PRIVATE_ISOLATED))

        assert warnings_of(stack) == ["dms-constructs:subnetGroup.isolatedSubnets"]

    def test_are_fine_with_an_endpoint_for_secrets_manager(self, stack: cdk.Stack) -> None:
        vpc = vpc_with(stack, ec2.SubnetType.PRIVATE_ISOLATED)
        vpc.add_interface_endpoint("Secrets", service=ec2.InterfaceVpcEndpointAwsService.SECRETS_MANAGER)
        dms.ReplicationSubnetGroup(stack, "Group", vpc=vpc)

        assert warnings_of(stack) == []

    def test_are_fine_with_an_endpoint_that_is_made_later(self, stack: cdk.Stack) -> None:
        vpc = vpc_with(stack, ec2.SubnetType.PRIVATE_ISOLATED)
        dms.ReplicationSubnetGroup(stack, "Group", vpc=vpc)
        vpc.add_interface_endpoint("Secrets", service=ec2.InterfaceVpcEndpointAwsService.SECRETS_MANAGER)

        assert warnings_of(stack) == []

    def test_are_fine_with_an_endpoint_in_another_stack(self, app: cdk.App, stack: cdk.Stack) -> None:
        vpc = vpc_with(stack, ec2.SubnetType.PRIVATE_ISOLATED)
        dms.ReplicationSubnetGroup(stack, "Group", vpc=vpc)
        ec2.InterfaceVpcEndpoint(
            cdk.Stack(app, "Ways", env=cdk.Environment(account="111122223333", region="eu-west-1")),
            "Secrets",
            vpc=vpc,
            service=ec2.InterfaceVpcEndpointAwsService.SECRETS_MANAGER,
        )

        assert warnings_of(stack) == []

    @pytest.mark.parametrize(
        ("of_the_same_vpc", "service"),
        [
            (True, ec2.InterfaceVpcEndpointAwsService.SQS),
            (False, ec2.InterfaceVpcEndpointAwsService.SECRETS_MANAGER),
        ],
    )
    def test_are_warned_of_with_an_endpoint_for_something_else(
        self, *, stack: cdk.Stack, of_the_same_vpc: bool, service: ec2.InterfaceVpcEndpointAwsService
    ) -> None:
        vpc = vpc_with(stack, ec2.SubnetType.PRIVATE_ISOLATED)
        other = ec2.Vpc(stack, "Other", max_azs=2)
        (vpc if of_the_same_vpc else other).add_interface_endpoint("Endpoint", service=service)
        dms.ReplicationSubnetGroup(stack, "Group", vpc=vpc)

        assert warnings_of(stack) == ["dms-constructs:subnetGroup.isolatedSubnets"]

    def test_of_a_vpc_that_is_looked_up_later_are_left_alone(self, stack: cdk.Stack) -> None:
        vpc = ec2.Vpc.from_lookup(stack, "Looked", vpc_name="main")
        isolated = ec2.SubnetSelection(subnets=[*vpc.private_subnets, *vpc.isolated_subnets])
        dms.ReplicationSubnetGroup(stack, "Group", vpc=vpc, vpc_subnets=isolated)

        assert warnings_of(stack) == []

    def test_subnets_with_egress_need_none(self, stack: cdk.Stack) -> None:
        dms.ReplicationSubnetGroup(stack, "Group", vpc=vpc_with(stack, ec2.SubnetType.PRIVATE_WITH_EGRESS))

        assert warnings_of(stack) == []


class TestSelections:
    @pytest.mark.parametrize(
        "chosen",
        [
            lambda vpc: ec2.SubnetSelection(subnets=tuple(vpc.private_subnets)),
            lambda vpc: ec2.SubnetSelection(availability_zones=tuple(vpc.availability_zones)),
            lambda vpc: ec2.SubnetSelection(subnet_filters=(ec2.SubnetFilter.by_cidr_mask(18),)),
        ],
    )
    def test_may_be_tuples(self, stack: cdk.Stack, chosen: Callable[[ec2.IVpc], ec2.SubnetSelection]) -> None:
        vpc = vpc_with(stack, ec2.SubnetType.PRIVATE_WITH_EGRESS)
        dms.ReplicationSubnetGroup(stack, "Group", vpc=vpc, vpc_subnets=chosen(vpc))

        assert len(properties_of(stack, TYPE)["SubnetIds"]) == 2

    def test_fail_in_a_vpc_that_was_imported_without_subnets(self, stack: cdk.Stack, fails: Callable) -> None:
        bare = ec2.Vpc.from_vpc_attributes(stack, "Bare", vpc_id="vpc-1", availability_zones=["eu-west-1a"])

        fails(
            "DMS-G004",
            "the VPC has no such subnets .*import the VPC with its private_subnet_ids",
            lambda: dms.ReplicationSubnetGroup(stack, "Group", vpc=bare),
            path="Shop/Group",
        )

    def test_fail_when_the_vpc_has_none_of_that_kind(self, stack: cdk.Stack, fails: Callable) -> None:
        vpc = vpc_with(stack, ec2.SubnetType.PRIVATE_WITH_EGRESS)
        isolated = ec2.SubnetSelection(subnet_type=ec2.SubnetType.PRIVATE_ISOLATED)

        fails(
            "DMS-G004",
            "write vpc_subnets=ec2.SubnetSelection.subnet_type=ec2.SubnetType.PRIVATE_WITH_EGRESS",
            lambda: dms.ReplicationSubnetGroup(stack, "Group", vpc=vpc, vpc_subnets=isolated),
        )

    def test_fail_when_two_subnets_are_in_one_zone(self, stack: cdk.Stack, fails: Callable) -> None:
        vpc = ec2.Vpc.from_vpc_attributes(
            stack,
            "OneZone",
            vpc_id="vpc-1",
            availability_zones=["eu-west-1a", "eu-west-1a"],
            private_subnet_ids=["subnet-a", "subnet-b"],
            private_subnet_route_table_ids=["rtb-a", "rtb-b"],
        )

        fails("DMS-G001", "got eu-west-1a;", lambda: dms.ReplicationSubnetGroup(stack, "Group", vpc=vpc))

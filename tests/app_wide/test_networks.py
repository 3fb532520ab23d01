"""Networks: one VPC, a way out of it, zones and addresses."""

from collections.abc import Callable

import aws_cdk as cdk
import pytest
from aws_cdk import aws_ec2 as ec2, aws_rds as rds

import dms_constructs as dms
from tests.app_wide.conftest import Refused, codes_of, connection, errors_of, secret, task, warnings_of

NO_RULE, NO_IPV6 = "app.noOutboundRule", "app.noIpv6InSubnets"


def imported(stack: cdk.Stack, vpc_id: str = "vpc-1", name: str = "Imported") -> ec2.IVpc:
    return ec2.Vpc.from_vpc_attributes(
        stack,
        name,
        vpc_id=vpc_id,
        availability_zones=["eu-west-1a", "eu-west-1b"],
        private_subnet_ids=["subnet-a", "subnet-b"],
    )


class TestOneVpc:
    def test_a_subnet_group_of_another_one_is_refused(self, stack: cdk.Stack, refused: Refused) -> None:
        group = dms.ReplicationSubnetGroup(stack, "Group", vpc=ec2.Vpc(stack, "Other", max_azs=2))
        vpc = ec2.Vpc(stack, "Vpc", max_azs=2)

        message = refused(lambda: dms.ReplicationInstance(stack, "Instance", vpc=vpc, subnet_group=group))

        assert "subnet_group (Shop/Group) is in another VPC than vpc" in message
        assert message.endswith("[DMS-X008]")

    def test_a_subnet_group_of_another_imported_one_is_refused(self, stack: cdk.Stack, refused: Refused) -> None:
        group = dms.ReplicationSubnetGroup(stack, "Group", vpc=imported(stack, "vpc-2", "Other"))
        vpc = imported(stack)

        assert "DMS-X008" in refused(lambda: dms.ReplicationInstance(stack, "One", vpc=vpc, subnet_group=group))

    def test_a_subnet_group_of_one_that_was_imported_twice_is_taken(self, app: cdk.App, stack: cdk.Stack) -> None:
        group = dms.ReplicationSubnetGroup(stack, "Group", vpc=imported(stack, name="Again"))
        dms.ReplicationInstance(stack, "Instance", vpc=imported(stack), subnet_group=group)

        assert codes_of(app) == []

    def test_of_one_that_is_made_and_one_that_is_imported_nothing_is_known(self, stack: cdk.Stack) -> None:
        group = dms.ReplicationSubnetGroup(stack, "Group", vpc=imported(stack))

        dms.ReplicationInstance(stack, "Instance", vpc=ec2.Vpc(stack, "Vpc", max_azs=2), subnet_group=group)

    def test_a_security_group_of_another_one(self, app: cdk.App, stack: cdk.Stack) -> None:
        group = ec2.SecurityGroup(stack, "Group", vpc=imported(stack, "vpc-2", "Other"))
        dms.ReplicationInstance(stack, "Instance", vpc=imported(stack), security_groups=[group])

        (line,) = errors_of(app)

        assert line.startswith("[Shop/Instance] the security group Shop/Group is of another VPC")
        assert line.endswith("[DMS-X008]")

    def test_a_security_group_of_another_one_of_the_app(self, app: cdk.App, stack: cdk.Stack) -> None:
        other, vpc = (ec2.Vpc(stack, name, max_azs=2) for name in ("Other", "Vpc"))
        dms.ReplicationSubnetGroup(stack, "Subnets", vpc=other)
        group = ec2.SecurityGroup(stack, "Group", vpc=other)
        dms.ReplicationInstance(stack, "Instance", vpc=vpc, security_groups=[group])

        assert codes_of(app) == ["DMS-X008"]

    def test_a_security_group_of_the_same(self, app: cdk.App, stack: cdk.Stack) -> None:
        vpc = ec2.Vpc(stack, "Vpc", max_azs=2)
        group = ec2.SecurityGroup(stack, "Group", vpc=vpc)
        dms.ReplicationInstance(stack, "Instance", vpc=vpc, security_groups=[group])

        assert codes_of(app) == []


class TestZones:
    @pytest.mark.parametrize(
        ("zone", "said"),
        [
            ("eu-west-1", "which is a region; write availability_zone='eu-west-1a'"),
            ("us-gov-east-1", "which is a region"),
            ("euw1-az2", "which is the id of one"),
        ],
    )
    def test_what_is_no_name_of_a_zone_is_refused(
        self, stack: cdk.Stack, refused: Refused, zone: str, said: str
    ) -> None:
        vpc = imported(stack)

        message = refused(lambda: dms.ReplicationInstance(stack, "Instance", vpc=vpc, availability_zone=zone))

        assert said in message
        assert message.endswith("[DMS-I004]")

    def test_one_without_a_subnet(self, app: cdk.App, stack: cdk.Stack) -> None:
        dms.ReplicationInstance(stack, "Instance", vpc=imported(stack), availability_zone="eu-west-1c")

        assert codes_of(app) == ["DMS-X009"]

    def test_one_with_a_subnet(self, app: cdk.App, stack: cdk.Stack) -> None:
        dms.ReplicationInstance(stack, "Instance", vpc=imported(stack), availability_zone="eu-west-1b")

        assert codes_of(app) == []

    def test_one_of_which_the_vpc_tells_nothing(self, app: cdk.App) -> None:
        stack = cdk.Stack(app, "Anywhere")
        vpc = ec2.Vpc(stack, "Vpc", max_azs=2)
        dms.ReplicationInstance(stack, "Instance", vpc=vpc, availability_zone="eu-west-1c")

        assert codes_of(app) == []

    def test_one_that_is_looked_up_later(self, app: cdk.App, stack: cdk.Stack) -> None:
        vpc = ec2.Vpc.from_lookup(stack, "Vpc", is_default=False, vpc_name="main")
        dms.ReplicationInstance(stack, "Instance", vpc=vpc, availability_zone="eu-west-1c")

        assert codes_of(app) == []


def nothing(group: ec2.SecurityGroup) -> None:
    """Add no rule."""


def an_address(group: ec2.SecurityGroup) -> None:
    group.add_egress_rule(ec2.Peer.any_ipv4(), ec2.Port.tcp(443))


def a_group(group: ec2.SecurityGroup) -> None:
    other = ec2.SecurityGroup.from_security_group_id(group, "Other", "sg-2")
    group.add_egress_rule(other, ec2.Port.tcp(3306))


class TestOutboundRules:
    @staticmethod
    def build(stack: cdk.Stack, add: Callable[[ec2.SecurityGroup], None], *, all_outbound: bool = False) -> None:
        vpc = ec2.Vpc(stack, "Vpc", max_azs=2)
        group = ec2.SecurityGroup(stack, "Group", vpc=vpc, allow_all_outbound=all_outbound)
        dms.ReplicationInstance(stack, "Instance", vpc=vpc, security_groups=[group])
        add(group)  # after the instance: everything counts that is there in the end

    def test_that_are_missing(self, app: cdk.App, stack: cdk.Stack) -> None:
        self.build(stack, nothing)

        assert warnings_of(app) == [NO_RULE]

    @pytest.mark.parametrize("add", [an_address, a_group])
    def test_that_are_there(self, app: cdk.App, stack: cdk.Stack, add: Callable[[ec2.SecurityGroup], None]) -> None:
        self.build(stack, add)

        assert warnings_of(app) == []

    def test_for_everything(self, app: cdk.App, stack: cdk.Stack) -> None:
        self.build(stack, nothing, all_outbound=True)

        assert warnings_of(app) == []

    def test_of_one_group_of_two(self, app: cdk.App, stack: cdk.Stack) -> None:
        vpc = ec2.Vpc(stack, "Vpc", max_azs=2)
        groups = [ec2.SecurityGroup(stack, f"Group{each}", vpc=vpc, allow_all_outbound=each) for each in (True, False)]
        dms.ReplicationInstance(stack, "Instance", vpc=vpc, security_groups=groups)

        assert warnings_of(app) == []

    def test_of_an_imported_group_are_not_known(self, app: cdk.App, stack: cdk.Stack) -> None:
        group = ec2.SecurityGroup.from_security_group_id(stack, "Group", "sg-1", allow_all_outbound=False)
        vpc = ec2.Vpc(stack, "Vpc", max_azs=2)
        dms.ReplicationInstance(stack, "Instance", vpc=vpc, security_groups=[group])

        assert warnings_of(app) == []


class TestAddressesOfIpv6:
    @staticmethod
    def build(stack: cdk.Stack, protocol: ec2.IpProtocol, network_type: dms.NetworkType | None) -> None:
        vpc = ec2.Vpc(stack, "Vpc", max_azs=2, ip_protocol=protocol)
        dms.ReplicationInstance(stack, "Instance", vpc=vpc, network_type=network_type)

    @pytest.mark.parametrize(
        ("protocol", "network_type", "warnings"),
        [
            (ec2.IpProtocol.IPV4_ONLY, dms.NetworkType.DUAL, [NO_IPV6]),
            (ec2.IpProtocol.DUAL_STACK, dms.NetworkType.DUAL, []),
            (ec2.IpProtocol.IPV4_ONLY, None, []),
        ],
    )
    def test_are_in_the_subnets(
        self,
        app: cdk.App,
        stack: cdk.Stack,
        protocol: ec2.IpProtocol,
        network_type: dms.NetworkType | None,
        warnings: list[str],
    ) -> None:
        self.build(stack, protocol, network_type)

        assert warnings_of(app) == warnings


class TestVpcsOfTheApp:
    def test_a_security_group_of_one_that_nothing_else_here_uses(self, app: cdk.App, stack: cdk.Stack) -> None:
        group = ec2.SecurityGroup(stack, "Group", vpc=ec2.Vpc(stack, "Other", max_azs=2))
        dms.ReplicationInstance(stack, "Instance", vpc=ec2.Vpc(stack, "Vpc", max_azs=2), security_groups=[group])

        assert codes_of(app) == ["DMS-X008"]

    def test_a_security_group_of_one_that_is_imported_by_its_id(self, app: cdk.App, stack: cdk.Stack) -> None:
        vpc = ec2.Vpc(stack, "Vpc", max_azs=2)
        group = ec2.SecurityGroup(stack, "Group", vpc=imported(stack, vpc.vpc_id))
        dms.ReplicationInstance(stack, "Instance", vpc=vpc, security_groups=[group])

        assert codes_of(app) == []

    def test_a_security_group_of_one_that_a_parameter_names(self, app: cdk.App, stack: cdk.Stack) -> None:
        vpc = ec2.Vpc(stack, "Vpc", max_azs=2)
        named = cdk.CfnParameter(stack, "VpcId").value_as_string
        group = ec2.SecurityGroup(stack, "Group", vpc=imported(stack, named))
        dms.ReplicationInstance(stack, "Instance", vpc=vpc, security_groups=[group])

        assert codes_of(app) == []


@pytest.mark.parametrize(
    ("zone", "codes"),
    [("us-east-1a", ["DMS-X009"]), ("eu-west-2a", ["DMS-X009"]), ("eu-west-1a", []), ("eu-west-1-lax-1a", [])],
)
def test_a_zone_tells_its_region(app: cdk.App, stack: cdk.Stack, zone: str, codes: list[str]) -> None:
    dms.ReplicationInstance(stack, "Instance", vpc=ec2.Vpc(stack, "Vpc", max_azs=2), availability_zone=zone)

    assert codes_of(app) == codes


class TestDatabases:
    def move(self, stack: cdk.Stack, vpc: ec2.IVpc, of_database: ec2.IVpc) -> None:
        cluster = rds.DatabaseCluster(
            stack,
            "Cluster",
            engine=rds.DatabaseClusterEngine.aurora_mysql(version=rds.AuroraMysqlEngineVersion.VER_3_08_0),
            writer=rds.ClusterInstance.serverless_v2("Writer"),
            vpc=of_database,
        )
        task(
            stack,
            "Task",
            on=dms.ReplicationInstance(stack, "Instance", vpc=vpc),
            source=dms.MySqlSource(stack, "Source", connection=connection(stack, "shop")),
            target=dms.MySqlTarget(
                stack, "Target", connection=dms.Connection.to_cluster(cluster, secret=secret(stack, "copy"))
            ),
        )

    def test_in_another_vpc_of_the_app(self, app: cdk.App, stack: cdk.Stack) -> None:
        self.move(stack, ec2.Vpc(stack, "Vpc", max_azs=2), ec2.Vpc(stack, "Other", max_azs=2))

        assert "app.databaseInOtherVpc" in warnings_of(app)

    def test_in_one_that_is_peered(self, app: cdk.App, stack: cdk.Stack) -> None:
        vpc, other = ec2.Vpc(stack, "Vpc", max_azs=2), ec2.Vpc(stack, "Other", max_azs=2)
        ec2.CfnVPCPeeringConnection(stack, "Peering", vpc_id=vpc.vpc_id, peer_vpc_id=other.vpc_id)
        self.move(stack, vpc, other)

        assert "app.databaseInOtherVpc" not in warnings_of(app)

    def test_in_the_same(self, app: cdk.App, stack: cdk.Stack) -> None:
        vpc = ec2.Vpc(stack, "Vpc", max_azs=2)
        self.move(stack, vpc, vpc)

        assert "app.databaseInOtherVpc" not in warnings_of(app)

    def test_in_one_that_is_imported(self, app: cdk.App, stack: cdk.Stack) -> None:
        self.move(stack, ec2.Vpc(stack, "Vpc", max_azs=2), imported(stack))

        assert "app.databaseInOtherVpc" not in warnings_of(app)

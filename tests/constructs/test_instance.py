import re
from collections.abc import Callable
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_dms, aws_ec2 as ec2, aws_kms as kms, aws_logs as logs, aws_rds as rds
from constructs import Construct

import dms_constructs as dms
from tests.constructs.conftest import Template, properties_of, resources_of, template_of, warnings_of

TYPE = "AWS::DMS::ReplicationInstance"
SUBNET_GROUP = "AWS::DMS::ReplicationSubnetGroup"
GROUP = "AWS::EC2::SecurityGroup"
LOG_GROUP = "AWS::Logs::LogGroup"
ARN = "arn:aws:dms:eu-west-1:111122223333:rep:ABC"
KEY_ARN = "arn:aws:kms:eu-west-1:111122223333:key/1"

Make = Callable[..., dms.ReplicationInstance]


@pytest.fixture
def make(stack: cdk.Stack, vpc: ec2.IVpc) -> Make:
    """Make an instance in the stack, without the function that ensures roles; arguments win over what it needs."""
    roles = dms.ServiceRoles(stack, "Existing", mode=dms.ServiceRolesMode.EXISTING)
    return lambda **arguments: dms.ReplicationInstance(
        stack, "Instance", **{"vpc": vpc, "service_roles": roles, **arguments}
    )


def task_logs_of(stack: cdk.Stack) -> dict[str, Any]:
    """The log group of the instance's tasks."""
    (group,) = (
        one
        for one in resources_of(stack, LOG_GROUP).values()
        if "dms-tasks" in str(one["Properties"].get("LogGroupName"))
    )
    return group


class TestByDefault:
    """What an instance is when only its VPC is given; one template for all tests."""

    @pytest.fixture(scope="class")
    @classmethod
    def template(cls) -> Template:
        stack = cdk.Stack(cdk.App(), "Shop", env=cdk.Environment(account="111122223333", region="eu-west-1"))
        vpc = ec2.Vpc.from_vpc_attributes(
            stack,
            "Vpc",
            vpc_id="vpc-1",
            availability_zones=["eu-west-1a", "eu-west-1b"],
            private_subnet_ids=["subnet-a", "subnet-b"],
        )
        dms.ReplicationInstance(stack, "Instance", vpc=vpc)
        return template_of(stack)

    @pytest.fixture(scope="class")
    @classmethod
    def instance(cls, template: Template) -> dict[str, Any]:
        (found,) = (one for one in template["Resources"].values() if one["Type"] == TYPE)
        return found["Properties"]

    def test_has_the_class_r6i_large(self, instance: dict) -> None:
        assert instance["ReplicationInstanceClass"] == "dms.r6i.large"

    def test_is_never_public(self, instance: dict) -> None:
        assert instance["PubliclyAccessible"] is False

    def test_is_in_one_zone(self, instance: dict) -> None:
        assert instance["MultiAZ"] is False

    def test_upgrades_its_engine_by_itself(self, instance: dict) -> None:
        assert instance["AutoMinorVersionUpgrade"] is True

    @pytest.mark.parametrize(
        "name",
        [
            "AllocatedStorage",
            "AllowMajorVersionUpgrade",
            "AvailabilityZone",
            "DnsNameServers",
            "EngineVersion",
            "KmsKeyId",
            "NetworkType",
            "PreferredMaintenanceWindow",
            "ResourceIdentifier",
        ],
    )
    def test_leaves_the_rest_to_dms(self, instance: dict, name: str) -> None:
        assert name not in instance

    def test_has_a_subnet_group_of_its_own(self, template: Template, instance: dict) -> None:
        (name,) = (name for name, one in template["Resources"].items() if one["Type"] == SUBNET_GROUP)

        assert instance["ReplicationSubnetGroupIdentifier"] == {"Ref": name}

    def test_has_a_security_group_that_may_reach_anything(self, template: Template, instance: dict) -> None:
        ((name, group),) = ((name, one) for name, one in template["Resources"].items() if one["Type"] == GROUP)

        assert instance["VpcSecurityGroupIds"] == [{"Fn::GetAtt": [name, "GroupId"]}]
        assert [rule["CidrIp"] for rule in group["Properties"]["SecurityGroupEgress"]] == ["0.0.0.0/0"]

    def test_lets_nobody_in(self, template: Template) -> None:
        (group,) = (one for one in template["Resources"].values() if one["Type"] == GROUP)

        assert "SecurityGroupIngress" not in group["Properties"]

    def test_waits_for_its_log_group(self, template: Template) -> None:
        (instance,) = (one for one in template["Resources"].values() if one["Type"] == TYPE)
        (logs_of_tasks,) = (name for name in template["Resources"] if name.startswith("InstanceLogGroup"))

        assert logs_of_tasks in instance["DependsOn"]

    def test_is_deleted_with_the_stack(self, template: Template) -> None:
        (instance,) = (one for one in template["Resources"].values() if one["Type"] == TYPE)

        assert "DeletionPolicy" not in instance


@pytest.mark.parametrize(
    ("argument", "value", "name", "rendered"),
    [
        ("allocated_storage_gib", 5, "AllocatedStorage", 5),
        ("allocated_storage_gib", 6144, "AllocatedStorage", 6144),
        ("multi_az", True, "MultiAZ", True),
        ("availability_zone", "eu-west-1a", "AvailabilityZone", "eu-west-1a"),
        ("engine_version", "3.6.1", "EngineVersion", "3.6.1"),
        ("auto_minor_version_upgrade", False, "AutoMinorVersionUpgrade", False),
        ("allow_major_version_upgrade", True, "AllowMajorVersionUpgrade", True),
        ("preferred_maintenance_window", "sun:03:00-sun:04:00", "PreferredMaintenanceWindow", "sun:03:00-sun:04:00"),
        ("dns_name_servers", ["10.0.0.2", "2001:db8::2"], "DnsNameServers", "10.0.0.2,2001:db8::2"),
        ("dns_name_servers", ("10.0.0.2",), "DnsNameServers", "10.0.0.2"),
        ("network_type", dms.NetworkType.DUAL, "NetworkType", "DUAL"),
        ("replication_instance_identifier", "shop", "ReplicationInstanceIdentifier", "shop"),
        ("allocated_storage_gib", dms.unchecked(4), "AllocatedStorage", 4),
        ("engine_version", dms.unchecked("4.0.0-beta"), "EngineVersion", "4.0.0-beta"),
        ("replication_instance_identifier", dms.unchecked("Odd--1"), "ReplicationInstanceIdentifier", "odd--1"),
    ],
)
def test_an_argument_is_passed_on(
    *, stack: cdk.Stack, make: Make, argument: str, value: object, name: str, rendered: object
) -> None:
    make(**{argument: value})

    assert properties_of(stack, TYPE)[name] == rendered


@pytest.mark.parametrize(
    ("argument", "kind", "name", "rendered"),
    [
        ("allocated_storage_gib", "Number", "AllocatedStorage", {"Ref": "Parameter"}),
        ("availability_zone", "String", "AvailabilityZone", {"Ref": "Parameter"}),
        ("engine_version", "String", "EngineVersion", {"Ref": "Parameter"}),
        ("preferred_maintenance_window", "String", "PreferredMaintenanceWindow", {"Ref": "Parameter"}),
        ("replication_instance_identifier", "String", "ReplicationInstanceIdentifier", {"Ref": "Parameter"}),
        ("dns_name_servers", "CommaDelimitedList", "DnsNameServers", {"Fn::Join": [",", {"Ref": "Parameter"}]}),
    ],
)
def test_an_argument_may_be_known_at_deployment_only(
    *, stack: cdk.Stack, make: Make, parameter: Callable, argument: str, kind: str, name: str, rendered: object
) -> None:
    values = {"Number": "value_as_number", "String": "value_as_string", "CommaDelimitedList": "value_as_list"}
    make(**{argument: getattr(parameter(kind), values[kind])})

    assert properties_of(stack, TYPE)[name] == rendered


def test_the_class_may_be_known_at_deployment_only(stack: cdk.Stack, make: Make, parameter: Callable) -> None:
    make(instance_class=dms.InstanceClass.of(parameter().value_as_string))

    assert properties_of(stack, TYPE)["ReplicationInstanceClass"] == {"Ref": "Parameter"}


def test_one_name_server_of_several_may_be_known_at_deployment_only(
    stack: cdk.Stack, make: Make, parameter: Callable
) -> None:
    make(dns_name_servers=["10.0.0.2", parameter().value_as_string])

    assert properties_of(stack, TYPE)["DnsNameServers"] == {"Fn::Join": ["", ["10.0.0.2,", {"Ref": "Parameter"}]]}


def test_has_the_class_that_is_asked_for(stack: cdk.Stack, make: Make) -> None:
    make(instance_class=dms.InstanceClass.C6I_2XLARGE)

    assert properties_of(stack, TYPE)["ReplicationInstanceClass"] == "dms.c6i.2xlarge"


def test_is_encrypted_with_the_key_that_is_given(stack: cdk.Stack, make: Make) -> None:
    make(kms_key=kms.Key.from_key_arn(stack, "Key", KEY_ARN))

    assert properties_of(stack, TYPE)["KmsKeyId"] == KEY_ARN


def test_is_placed_in_the_subnets_that_are_selected(stack: cdk.Stack, make: Make) -> None:
    chosen = [
        ec2.Subnet.from_subnet_attributes(stack, zone, subnet_id=f"subnet-{zone}", availability_zone=f"eu-west-1{zone}")
        for zone in ("x", "y")
    ]
    make(vpc_subnets=ec2.SubnetSelection(subnets=chosen))

    assert properties_of(stack, SUBNET_GROUP)["SubnetIds"] == ["subnet-x", "subnet-y"]


def test_shares_the_subnet_group_that_is_given(stack: cdk.Stack, make: Make) -> None:
    make(subnet_group=dms.ReplicationSubnetGroup.from_replication_subnet_group_name(stack, "Group", "shared"))

    assert properties_of(stack, TYPE)["ReplicationSubnetGroupIdentifier"] == "shared"
    assert resources_of(stack, SUBNET_GROUP) == {}


def test_takes_a_subnet_group_of_any_class(stack: cdk.Stack, make: Make) -> None:
    class Group:
        def __init__(self) -> None:
            self.replication_subnet_group_name = "theirs"

    make(subnet_group=Group())

    assert properties_of(stack, TYPE)["ReplicationSubnetGroupIdentifier"] == "theirs"


def test_takes_the_security_groups_that_are_given(stack: cdk.Stack, make: Make) -> None:
    make(security_groups=[ec2.SecurityGroup.from_security_group_id(stack, name, name) for name in ("sg-1", "sg-2")])

    assert properties_of(stack, TYPE)["VpcSecurityGroupIds"] == ["sg-1", "sg-2"]
    assert resources_of(stack, GROUP) == {}


def test_is_known_by_its_arn(stack: cdk.Stack, make: Make) -> None:
    arn = make().replication_instance_arn

    assert stack.resolve(arn) == {"Ref": next(iter(resources_of(stack, TYPE)))}


def test_the_security_group_is_described_in_what_ec2_takes(stack: cdk.Stack, vpc: ec2.IVpc) -> None:
    dms.ReplicationInstance(stack, "Überführung <%'1'>" + "x" * 300, vpc=vpc)

    description = properties_of(stack, GROUP)["GroupDescription"]

    assert re.fullmatch(r"[A-Za-z0-9 ._\-:/()#,@\[\]+=&;{}!$*]{1,255}", description)


class TestServiceRoles:
    def test_are_the_stacks_own_by_default(self, stack: cdk.Stack, make: Make) -> None:
        make(service_roles=None)

        assert len(resources_of(stack, "Custom::DmsServiceRoles")) == 1

    def test_are_those_that_are_given(self, stack: cdk.Stack, make: Make) -> None:
        make(service_roles=dms.ServiceRoles(stack, "Roles", mode=dms.ServiceRolesMode.EXISTING))

        assert resources_of(stack, "Custom::DmsServiceRoles") == {}

    def test_are_waited_for_with_a_given_subnet_group_too(self, stack: cdk.Stack, make: Make) -> None:
        make(
            subnet_group=dms.ReplicationSubnetGroup.from_replication_subnet_group_name(stack, "Group", "shared"),
            service_roles=dms.ServiceRoles(stack, "Roles", mode=dms.ServiceRolesMode.CREATE),
        )

        (instance,) = resources_of(stack, TYPE).values()

        assert set(resources_of(stack, "AWS::IAM::Role")) < set(instance["DependsOn"])


class TestLogGroup:
    def test_has_the_name_that_dms_writes_to(self, stack: cdk.Stack, make: Make) -> None:
        instance = make()

        name = task_logs_of(stack)["Properties"]["LogGroupName"]

        assert name == f"dms-tasks-{instance.replication_instance_identifier}"
        assert name == f"dms-tasks-{properties_of(stack, TYPE)['ReplicationInstanceIdentifier']}"

    def test_follows_a_fixed_name_in_lower_case(self, stack: cdk.Stack, make: Make) -> None:
        instance = make(replication_instance_identifier="Shop-1")

        assert instance.replication_instance_identifier == "shop-1"
        assert task_logs_of(stack)["Properties"]["LogGroupName"] == "dms-tasks-shop-1"

    def test_follows_a_name_known_at_deployment_only(self, stack: cdk.Stack, make: Make, parameter: Callable) -> None:
        make(replication_instance_identifier=parameter().value_as_string)

        assert task_logs_of(stack)["Properties"]["LogGroupName"] == {
            "Fn::Join": ["", ["dms-tasks-", {"Ref": "Parameter"}]]
        }

    def test_keeps_logs_for_a_month(self, stack: cdk.Stack, make: Make) -> None:
        make()

        assert task_logs_of(stack)["Properties"]["RetentionInDays"] == 30

    def test_keeps_logs_as_long_as_asked(self, stack: cdk.Stack, make: Make) -> None:
        make(log_retention=logs.RetentionDays.ONE_YEAR)

        assert task_logs_of(stack)["Properties"]["RetentionInDays"] == 365

    def test_keeps_logs_for_ever_when_asked(self, stack: cdk.Stack, make: Make) -> None:
        make(log_retention=logs.RetentionDays.INFINITE)

        assert "RetentionInDays" not in task_logs_of(stack)["Properties"]

    def test_is_in_reach(self, stack: cdk.Stack, make: Make) -> None:
        assert stack.resolve(make().log_group.log_group_name)["Ref"].startswith("InstanceLogGroup")


class TestRemovalPolicy:
    def test_keeps_the_instance_and_what_it_stands_on(self, stack: cdk.Stack, make: Make) -> None:
        make(removal_policy=cdk.RemovalPolicy.RETAIN)

        kept = [*resources_of(stack, TYPE).values(), *resources_of(stack, SUBNET_GROUP).values()]
        kept += [*resources_of(stack, GROUP).values(), task_logs_of(stack)]

        assert [one.get("DeletionPolicy") for one in kept] == ["Retain"] * 4

    def test_deletes_logs_with_the_instance_by_default(self, stack: cdk.Stack, make: Make) -> None:
        make()

        assert task_logs_of(stack)["DeletionPolicy"] == "Delete"


class TestPhysicalName:
    """The name is ours, because metrics and the log group need it; replacement must still work."""

    VALID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")

    @staticmethod
    def name_of(
        *path: str, stack: str = "Shop", nested: str | None = None, stage: str | None = None, **more: Any
    ) -> str:
        """Make an instance below constructs of these ids and return its name."""
        app: Construct = cdk.App()
        scope: Construct = cdk.Stack(cdk.Stage(app, stage) if stage else app, stack)
        if nested:
            scope = cdk.NestedStack(scope, nested)
        vpc = ec2.Vpc.from_vpc_attributes(
            scope, "Vpc", vpc_id="vpc-1", availability_zones=["a", "b"], private_subnet_ids=["subnet-a", "subnet-b"]
        )
        roles = dms.ServiceRoles(scope, "Existing", mode=dms.ServiceRolesMode.EXISTING)
        more = {"service_roles": roles, **{name: make(scope) for name, make in more.items()}}
        for construct_id in path[:-1]:
            scope = Construct(scope, construct_id)
        return dms.ReplicationInstance(scope, path[-1], vpc=vpc, **more).replication_instance_identifier

    def test_is_made_from_the_path(self) -> None:
        assert self.name_of("Migration", "Instance").startswith("shop-migration-instance-")

    def test_is_the_same_every_time(self) -> None:
        assert self.name_of("Instance") == self.name_of("Instance")

    def test_is_pinned(self) -> None:
        assert self.name_of("Instance") == "shop-instance-b2542bd2-0f3265"

    @pytest.mark.parametrize(
        "path",
        [
            ("1",),
            ("-",),
            ("a--b", "-c-", "_"),
            ("Instance-",),
            ("Default",),
            ("Resource",),
            ("Überführung",),
            ("数据库",),
            ("A b/c".replace("/", "."),),
            ("Very" * 10, "Long" * 20, "Instance"),
            tuple("abcdefghijklmnopqrstuvwxyz"),
        ],
    )
    @pytest.mark.parametrize("where", [{}, {"nested": "2024"}, {"stage": "Prod"}, {"stack": "X" * 60}])
    def test_is_one_that_dms_takes(self, path: tuple[str, ...], where: dict) -> None:
        name = self.name_of(*path, **where)

        assert self.VALID.fullmatch(name)
        assert len(name) <= 63

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ((("A",), {}), (("B",), {})),
            ((("数据",), {}), (("库",), {})),
            ((("a-b",), {}), (("ab",), {})),
            ((("Instance",), {"stack": "One"}), (("Instance",), {"stack": "Two"})),
            ((("Instance",), {"stack": "One", "nested": "N"}), (("Instance",), {"stack": "Two", "nested": "N"})),
            ((("Instance",), {"nested": "N"}), (("Instance",), {"nested": "M"})),
            ((("Instance",), {"stage": "Dev"}), (("Instance",), {"stage": "Prod"})),
            ((("Long" * 30 + "1",), {}), (("Long" * 30 + "2",), {})),
        ],
    )
    def test_is_another_for_another_instance(self, one: tuple, other: tuple) -> None:
        assert self.name_of(*one[0], **one[1]) != self.name_of(*other[0], **other[1])

    @pytest.mark.parametrize(
        "change",
        [
            {"kms_key": lambda scope: kms.Key.from_key_arn(scope, "Key", KEY_ARN)},
            {"kms_key": lambda scope: kms.Key(scope, "Key")},
            {"dns_name_servers": lambda _: ["10.0.0.2"]},
            {
                "subnet_group": lambda scope: dms.ReplicationSubnetGroup.from_replication_subnet_group_name(
                    scope, "Group", "shared"
                )
            },
        ],
    )
    def test_changes_with_what_replaces_the_instance(self, change: dict) -> None:
        assert self.name_of("Instance", **change) != self.name_of("Instance")

    @pytest.mark.parametrize(
        "change",
        [
            {"allocated_storage_gib": lambda _: 50},
            {"multi_az": lambda _: True},
            {"instance_class": lambda _: dms.InstanceClass.R5_LARGE},
            {"engine_version": lambda _: "3.6.1"},
            {"network_type": lambda _: dms.NetworkType.DUAL},
            {"preferred_maintenance_window": lambda _: "sun:03:00-sun:04:00"},
        ],
    )
    def test_stays_with_what_changes_in_place(self, change: dict) -> None:
        assert self.name_of("Instance", **change) == self.name_of("Instance")


class TestConnections:
    def test_open_the_cluster_on_its_port(self, stack: cdk.Stack, make: Make, cluster: rds.DatabaseCluster) -> None:
        make().connections.allow_to_default_port(cluster)

        rule = properties_of(stack, "AWS::EC2::SecurityGroupIngress")
        names = {name[:8]: name for name in resources_of(stack, GROUP)}

        assert rule["GroupId"] == {"Fn::GetAtt": [names["ClusterS"], "GroupId"]}
        assert rule["SourceSecurityGroupId"] == {"Fn::GetAtt": [names["Instance"], "GroupId"]}
        assert rule["FromPort"] == rule["ToPort"]
        assert rule["FromPort"]["Fn::GetAtt"][1] == "Endpoint.Port"

    def test_leave_the_instance_closed(self, stack: cdk.Stack, make: Make, cluster: rds.DatabaseCluster) -> None:
        make().connections.allow_to_default_port(cluster)

        opened = [
            one["Properties"]["GroupId"] for one in resources_of(stack, "AWS::EC2::SecurityGroupIngress").values()
        ]

        assert all("Cluster" in group["Fn::GetAtt"][0] for group in opened)

    def test_make_the_instance_a_peer_of_databases(
        self, stack: cdk.Stack, make: Make, cluster: rds.DatabaseCluster
    ) -> None:
        cluster.connections.allow_default_port_from(make())

        assert len(resources_of(stack, "AWS::EC2::SecurityGroupIngress")) == 1

    def test_are_those_of_given_groups(self, stack: cdk.Stack, make: Make) -> None:
        group = ec2.SecurityGroup.from_security_group_id(stack, "Given", "sg-1")

        assert [one.security_group_id for one in make(security_groups=[group]).connections.security_groups] == ["sg-1"]


class TestWarnings:
    def test_are_none_by_default(self, stack: cdk.Stack, make: Make) -> None:
        make()

        assert warnings_of(stack) == []

    @pytest.mark.parametrize(
        ("arguments", "warning"),
        [
            ({"instance_class": dms.InstanceClass.of("dms.r9i.large")}, "instance.unknownClass"),
            ({"engine_version": "3.9.0"}, "instance.unknownEngineVersion"),
            ({"engine_version": "3.10.0"}, "instance.unknownEngineVersion"),
            ({"engine_version": "3.5.4"}, "instance.endingEngineVersion"),
            ({"engine_version": "3.6.1", "auto_minor_version_upgrade": True}, "instance.pinnedVersionIsUpgraded"),
        ],
    )
    def test_name_what_may_surprise(self, stack: cdk.Stack, make: Make, arguments: dict, warning: str) -> None:
        make(**arguments)

        assert warnings_of(stack) == [f"dms-constructs:{warning}"]

    def test_are_silent_for_unchecked_values(self, stack: cdk.Stack, make: Make) -> None:
        make(instance_class=dms.InstanceClass.of(dms.unchecked("dms.r9i.large")), engine_version=dms.unchecked("3.9.0"))

        assert warnings_of(stack) == []

    def test_can_be_acknowledged(self, stack: cdk.Stack, make: Make) -> None:
        instance = make(engine_version="3.5.4")
        cdk.Validations.of(instance).acknowledge(
            cdk.Acknowledgment(id="dms-constructs:instance.endingEngineVersion", reason="gone by then")
        )

        assert warnings_of(stack) == []


class TestEngineVersion:
    def test_that_is_pinned_is_not_upgraded_by_itself(self, stack: cdk.Stack, make: Make) -> None:
        make(engine_version="3.6.1")

        assert properties_of(stack, TYPE)["AutoMinorVersionUpgrade"] is False

    def test_that_is_known_at_deployment_only_is_pinned_too(
        self, stack: cdk.Stack, make: Make, parameter: Callable
    ) -> None:
        make(engine_version=parameter().value_as_string)

        assert properties_of(stack, TYPE)["AutoMinorVersionUpgrade"] is False

    @pytest.mark.parametrize("version", ["3.4.7", "3.5.2", "2.4.5", "3.4.5"])
    def test_fails_when_it_has_ended(self, make: Make, fails: Callable, version: str) -> None:
        fails(
            "DMS-I011",
            f"^Shop/Instance: engine_version '{version}' has reached its end of life, .*write one of 3.6.1",
            lambda: make(engine_version=version),
            path="Shop/Instance",
        )

    @pytest.mark.parametrize("version", ["3.6", "3.6.1.0", "latest", "", 3.6, "\uff13.6.1", "v3.6.1"])
    def test_fails_when_it_is_none(self, make: Make, fails: Callable, version: object) -> None:
        fails("DMS-I011", "engine_version must look like '3.6.1', got", lambda: make(engine_version=version))


@pytest.mark.parametrize(
    "window",
    [
        "mon:00:00-mon:00:30",
        "sun:23:45-mon:00:15",
        "sat:22:00-sun:02:00",
        "Sun:03:00-Sun:04:00",
        "fri:23:59-fri:23:29",
    ],
)
def test_takes_a_maintenance_window(stack: cdk.Stack, make: Make, window: str) -> None:
    make(preferred_maintenance_window=window)

    assert properties_of(stack, TYPE)["PreferredMaintenanceWindow"] == window


@pytest.mark.parametrize(
    ("window", "message"),
    [
        ("someday", "must look like 'sun:03:00-sun:04:00'"),
        ("", "must look like"),
        ("sun:03:00", "must look like"),
        ("sun:24:00-mon:01:00", "must look like"),
        ("sun:03:60-sun:04:30", "must look like"),
        ("sun:3:00-sun:4:00", "must look like"),
        ("xyz:03:00-sun:04:00", "must look like"),
        ("sun:03:00-xyz:04:00", "must look like"),
        ("sun:0\uff13:00-sun:04:00", "must look like"),
        (" sun:03:00-sun:04:00", "must look like"),
        ("sun:03:00-sun:04:00\n", "must look like"),
        (["sun"], "must look like"),
        ("sun:03:00-sun:03:29", "must be at least 30 minutes, got 29"),
        ("sun:03:00-sun:03:00", "must be at least 30 minutes, got 0"),
        ("sun:23:50-mon:00:10", "must be at least 30 minutes, got 20"),
    ],
)
def test_fails_when_the_maintenance_window_is_bad(make: Make, fails: Callable, window: object, message: str) -> None:
    fails(
        "DMS-I006",
        f"^Shop/Instance: preferred_maintenance_window {message}",
        lambda: make(preferred_maintenance_window=window),
    )


@pytest.mark.parametrize("storage", [4, 0, -1, 6145, 99999])
def test_fails_when_the_storage_is_out_of_range(make: Make, fails: Callable, storage: int) -> None:
    fails(
        "DMS-I003",
        rf"^Shop/Instance: allocated_storage_gib must be 5 to 6144 GiB, got {storage}",
        lambda: make(allocated_storage_gib=storage),
    )


@pytest.mark.parametrize("storage", [True, 50.5, 50.0, "50", -1e300, float("-inf")])
def test_fails_when_the_storage_is_no_whole_number(make: Make, fails: Callable, storage: object) -> None:
    fails("DMS-I003", "must be a whole number, 5 to 6144 GiB", lambda: make(allocated_storage_gib=storage))


@pytest.mark.parametrize("name", ["1_x--", "a" * 64, "-a", "a-", "a--b", "", "a.b", "ä", "a b", 5, "a\n"])
def test_fails_when_the_name_is_bad(make: Make, fails: Callable, name: object) -> None:
    fails(
        "DMS-I005",
        "replication_instance_identifier must start with a letter.*at most 63 characters",
        lambda: make(replication_instance_identifier=name),
    )


@pytest.mark.parametrize(
    "servers",
    [[], "10.0.0.2", ["10.0.0.1"] * 5, ["dns.example.com"], ["10.0.0.256"], [""], [None], [167772162], {"10.0.0.2"}],
)
def test_fails_when_the_name_servers_are_bad(make: Make, fails: Callable, servers: object) -> None:
    fails("DMS-I007", "dns_name_servers must", lambda: make(dns_name_servers=servers))


def test_fails_when_a_zone_is_insisted_on_with_two_machines(make: Make, fails: Callable) -> None:
    fails(
        "DMS-I004",
        "availability_zone must be left out with multi_az=True, got 'eu-west-1a'",
        lambda: make(multi_az=True, availability_zone="eu-west-1a"),
    )


@pytest.mark.parametrize("zone", ["", " ", 1])
def test_fails_when_the_zone_is_none(make: Make, fails: Callable, zone: object) -> None:
    fails("DMS-I004", "availability_zone must", lambda: make(availability_zone=zone))


def test_fails_when_there_are_subnets_and_a_subnet_group(stack: cdk.Stack, make: Make, fails: Callable) -> None:
    group = dms.ReplicationSubnetGroup.from_replication_subnet_group_name(stack, "Group", "shared")

    fails(
        "DMS-I008",
        "vpc_subnets must be left out with subnet_group",
        lambda: make(subnet_group=group, vpc_subnets=ec2.SubnetSelection()),
    )


def test_fails_when_there_are_no_security_groups(make: Make, fails: Callable) -> None:
    fails("DMS-I009", "security_groups must not be empty; leave it out", lambda: make(security_groups=[]))


def test_fails_when_the_class_is_text(make: Make, fails: Callable) -> None:
    fails(
        "DMS-I001",
        r"must be of type InstanceClass, got str 'dms.r6i.large'; write dms.InstanceClass.of",
        lambda: make(instance_class="dms.r6i.large"),
    )


@pytest.mark.parametrize(("given", "meant"), [("t3.medum", "dms.t3.medium"), ("dms.r6i.huge", "dms.r6i.large")])
def test_text_that_is_no_class_is_answered_with_one_that_is(
    make: Make, fails: Callable, given: str, meant: str
) -> None:
    fails("DMS-I001", rf'write dms.InstanceClass.of\("{meant}"\)', lambda: make(instance_class=given))


@pytest.mark.parametrize(
    ("argument", "value", "message"),
    [
        ("vpc", None, "vpc must be a VPC, got None; write ec2.Vpc.from_lookup"),
        ("vpc", "vpc-1", "vpc must be a VPC, got str 'vpc-1'"),
        ("vpc_subnets", ["subnet-1"], "vpc_subnets must be of type SubnetSelection, got list"),
        ("vpc_subnets", "subnet-1", "write ec2.SubnetSelection"),
        ("subnet_group", "shared", "subnet_group must be a subnet group, got str 'shared'"),
        ("security_groups", "sg-1", r"security_groups must be of type list or tuple, got str 'sg-1'"),
        (
            "security_groups",
            ["sg-1"],
            "got str 'sg-1'; write security_groups=.ec2.SecurityGroup.from_security_group_id",
        ),
        ("security_groups", [None], "security_groups must be a list of security groups, got None"),
        ("multi_az", 1, "multi_az must be of type bool, got int 1"),
        ("multi_az", "yes", "write multi_az=True"),
        ("auto_minor_version_upgrade", "yes", "auto_minor_version_upgrade must be of type bool"),
        ("allow_major_version_upgrade", 0, "allow_major_version_upgrade must be of type bool"),
        ("kms_key", KEY_ARN, "kms_key must be a KMS key, got str .*write kms.Key.from_key_arn"),
        ("network_type", "DUAL", "write dms.NetworkType.DUAL"),
        ("log_retention", 30, "write logs.RetentionDays.ONE_MONTH"),
        ("service_roles", "existing", "service_roles must be of type ServiceRoles, got str 'existing'"),
        ("removal_policy", "retain", "removal_policy must be of type RemovalPolicy, got str 'retain'"),
    ],
)
def test_fails_when_an_argument_is_of_another_kind(
    make: Make, fails: Callable, argument: str, value: object, message: str
) -> None:
    fails("DMS-A001", f"^Shop/Instance: .*{message}", lambda: make(**{argument: value}), path="Shop/Instance")


def test_fails_when_it_should_be_kept_as_a_snapshot(make: Make, fails: Callable) -> None:
    fails(
        "DMS-A003",
        "removal_policy must not be SNAPSHOT: CloudFormation takes no snapshots of DMS resources",
        lambda: make(removal_policy=cdk.RemovalPolicy.SNAPSHOT),
    )


@pytest.mark.parametrize(
    "wrong",
    [{"allocated_storage_gib": 1}, {"vpc_subnets": ec2.SubnetSelection(subnet_group_name="none")}],
    ids=["its own", "of its subnet group"],
)
def test_a_refused_instance_leaves_nothing_behind(make: Make, stack: cdk.Stack, wrong: dict[str, Any]) -> None:
    with pytest.raises(dms.ConfigurationError):
        make(**wrong)

    assert stack.node.try_find_child("Instance") is None


class TestImported:
    def test_makes_no_resource(self, stack: cdk.Stack) -> None:
        instance = dms.ReplicationInstance.from_replication_instance_attributes(
            stack, "Instance", replication_instance_arn=ARN
        )

        assert instance.replication_instance_arn == ARN
        assert template_of(stack).get("Resources", {}) == {}

    def test_may_have_an_arn_known_at_deployment_only(self, stack: cdk.Stack, parameter: Callable) -> None:
        instance = dms.ReplicationInstance.from_replication_instance_attributes(
            stack, "Instance", replication_instance_arn=parameter().value_as_string
        )

        assert stack.resolve(instance.replication_instance_arn) == {"Ref": "Parameter"}

    @pytest.mark.parametrize(("name", "logs"), [("Shop", "dms-tasks-shop"), (None, None)])
    def test_has_the_log_group_of_its_name(self, stack: cdk.Stack, name: str | None, logs: str | None) -> None:
        instance = dms.ReplicationInstance.from_replication_instance_attributes(
            stack, "Instance", replication_instance_arn=ARN, replication_instance_identifier=name
        )

        assert (instance.log_group.log_group_name if instance.log_group else None) == logs

    def test_connects_with_its_security_groups(self, stack: cdk.Stack, cluster: rds.DatabaseCluster) -> None:
        instance = dms.ReplicationInstance.from_replication_instance_attributes(
            stack,
            "Instance",
            replication_instance_arn=ARN,
            security_groups=[ec2.SecurityGroup.from_security_group_id(stack, "Group", "sg-1")],
        )
        cluster.connections.allow_default_port_from(instance)

        assert properties_of(stack, "AWS::EC2::SecurityGroupIngress")["SourceSecurityGroupId"] == "sg-1"

    def test_fails_when_it_should_connect_without_them(self, stack: cdk.Stack, fails: Callable) -> None:
        instance = dms.ReplicationInstance.from_replication_instance_attributes(
            stack, "Instance", replication_instance_arn=ARN
        )

        fails(
            "DMS-I010",
            "has no connections without its security groups; give from_replication_instance_attributes sec",
            lambda: instance.connections,
            path="Shop/Instance",
        )

    @pytest.mark.parametrize("arn", ["shop", "", None, ARN.replace(":rep:", ":task:")])
    def test_fails_when_the_arn_is_of_something_else(self, stack: cdk.Stack, fails: Callable, arn: object) -> None:
        fails(
            "DMS-A002",
            "^Shop/Instance: replication_instance_arn must look like .*:rep:ABC'",
            lambda: dms.ReplicationInstance.from_replication_instance_attributes(
                stack, "Instance", replication_instance_arn=arn
            ),
        )


@pytest.mark.parametrize("given", ["shared", "L1"])
def test_what_stands_for_a_subnet_group_is_to_be_imported(
    stack: cdk.Stack, make: Make, fails: Callable, given: str
) -> None:
    group = aws_dms.CfnReplicationSubnetGroup(stack, "L1", replication_subnet_group_description="x", subnet_ids=["a"])
    written = '"shared"' if given == "shared" else "subnet_group.ref"

    fails(
        "DMS-A001",
        rf'from_replication_subnet_group_name\(self, "Subnets", {written}\)',
        lambda: make(subnet_group=given if given == "shared" else group),
    )

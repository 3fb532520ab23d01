"""Serverless replications: what is made, what it is called, and what is refused."""

import json
from collections.abc import Callable
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_ec2 as ec2, aws_kms as kms, aws_logs as logs, aws_secretsmanager as secretsmanager
from constructs import Construct

import dms_constructs as dms
from tests.constructs.conftest import properties_of, resources_of, template_of, warnings_of

CONFIG, GROUP, LOG_GROUP = "AWS::DMS::ReplicationConfig", "AWS::EC2::SecurityGroup", "AWS::Logs::LogGroup"
SUBNETS = "AWS::DMS::ReplicationSubnetGroup"
Make = Callable[..., dms.ServerlessReplication]


@pytest.fixture
def make(
    *,
    stack: cdk.Stack,
    vpc: ec2.IVpc,
    source: dms.MySqlSource,
    target: dms.PostgreSqlTarget,
    mappings: dms.TableMappings,
) -> Make:
    """Make a replication; what is an argument of `Serverless` goes there."""

    def replication(construct_id: str = "Replication", scope: Any = None, **changes: Any) -> dms.ServerlessReplication:
        own = {name: changes.pop(name) for name in list(changes) if name in dms.Serverless.__dataclass_fields__}
        arguments: dict[str, Any] = {
            "compute": dms.Serverless(**{"vpc": vpc, "max_dcu": 16, **own}),
            "source": source,
            "target": target,
            "migration_type": dms.MigrationType.FULL_LOAD,
            "table_mappings": mappings,
            **changes,
        }
        return dms.ServerlessReplication(scope or stack, construct_id, **arguments)

    return replication


def test_makes_a_config_with_its_network_and_log_group(stack: cdk.Stack, make: Make) -> None:
    make()

    made = [
        name
        for name, one in template_of(stack)["Resources"].items()
        if name.startswith("Replication") and one["Type"] != "AWS::IAM::Role"
    ]

    assert sorted(one.rstrip("0123456789ABCDEF") for one in made) == [
        "Replication",
        "ReplicationLogGroup",
        "ReplicationSecurityGroup",
        "ReplicationSubnetGroup",
    ]


def test_its_documents_are_objects(stack: cdk.Stack, make: Make, mappings: dms.TableMappings) -> None:
    settings = dms.TaskSettings(lobs=dms.LimitedLobs(max_size_kb=64))
    make(task_settings=settings)

    made = properties_of(stack, CONFIG)

    assert made["TableMappings"] == json.loads(mappings.to_json())
    assert made["ReplicationSettings"] == json.loads(settings.to_json())


def test_its_documents_keep_what_is_known_at_deployment_only(
    stack: cdk.Stack, make: Make, parameter: Callable[[], cdk.CfnParameter]
) -> None:
    make(table_mappings=dms.TableMappings(dms.Include(parameter().value_as_string)))

    (rule,) = properties_of(stack, CONFIG)["TableMappings"]["rules"]

    assert rule["object-locator"]["schema-name"] == {"Ref": "Parameter"}


def test_renders_what_it_is_given(*, stack: cdk.Stack, vpc: ec2.IVpc, make: Make) -> None:
    key = kms.Key.from_key_arn(stack, "Key", "arn:aws:kms:eu-west-1:111122223333:key/abc")
    make(
        max_dcu=64,
        min_dcu=2,
        availability_zone="eu-west-1a",
        preferred_maintenance_window="sun:03:00-sun:04:00",
        kms_key=key,
        dns_name_servers=["10.0.0.2", "10.0.0.3"],
        security_groups=[ec2.SecurityGroup.from_security_group_id(stack, "Group", "sg-1")],
        subnet_group=dms.ReplicationSubnetGroup.from_replication_subnet_group_name(stack, "Subnets", "shared"),
    )

    assert properties_of(stack, CONFIG)["ComputeConfig"] == {
        "MaxCapacityUnits": 64,
        "MinCapacityUnits": 2,
        "MultiAZ": False,
        "AvailabilityZone": "eu-west-1a",
        "PreferredMaintenanceWindow": "sun:03:00-sun:04:00",
        "KmsKeyId": "arn:aws:kms:eu-west-1:111122223333:key/abc",
        "DnsNameServers": "10.0.0.2,10.0.0.3",
        "VpcSecurityGroupIds": ["sg-1"],
        "ReplicationSubnetGroupId": "shared",
    }


class TestNetwork:
    def test_waits_for_the_service_roles(self, stack: cdk.Stack, make: Make) -> None:
        make()

        (group,) = resources_of(stack, SUBNETS).values()

        assert "DmsServiceRoles" in group["DependsOn"]

    def test_waits_for_them_with_a_subnet_group_of_others(self, stack: cdk.Stack, make: Make) -> None:
        shared = dms.ReplicationSubnetGroup.from_replication_subnet_group_name(stack, "Subnets", "shared")
        make(subnet_group=shared)

        (config,) = resources_of(stack, CONFIG).values()

        assert "DmsServiceRoles" in config["DependsOn"]

    def test_makes_no_roles_where_the_account_has_them(self, stack: cdk.Stack, make: Make) -> None:
        roles = dms.ServiceRoles(stack, "Roles", mode=dms.ServiceRolesMode.EXISTING)
        shared = dms.ReplicationSubnetGroup.from_replication_subnet_group_name(stack, "Subnets", "shared")
        make(subnet_group=shared, service_roles=roles)

        assert resources_of(stack, "Custom::DmsServiceRoles") == {}

    def test_can_be_shared(self, stack: cdk.Stack, make: Make) -> None:
        make("Other", compute=make().compute, table_mappings=dms.TableMappings(dms.Include("crm")))

        assert len(resources_of(stack, SUBNETS)) == len(resources_of(stack, GROUP)) == 1

    def test_is_let_into_what_it_does_not_know(self, stack: cdk.Stack, vpc: ec2.IVpc, make: Make) -> None:
        database = ec2.SecurityGroup(stack, "Database", vpc=vpc)
        make().connections.allow_to(database, ec2.Port.tcp(5432))

        rule = properties_of(stack, "AWS::EC2::SecurityGroupIngress")

        assert rule["SourceSecurityGroupId"]["Fn::GetAtt"][0].startswith("ReplicationSecurityGroup")

    def test_leaves_nothing_behind_when_it_is_refused(self, stack: cdk.Stack, make: Make, fails: Callable) -> None:
        one_zone = ec2.Vpc.from_vpc_attributes(
            stack, "Small", vpc_id="vpc-2", availability_zones=["eu-west-1a"], private_subnet_ids=["subnet-c"]
        )

        fails(
            "DMS-G001", "at least 2 Availability Zones", lambda: make(vpc=one_zone), path="Shop/Replication/SubnetGroup"
        )
        assert stack.node.try_find_child("Replication") is None


class TestLogs:
    def test_go_where_dms_writes(self, stack: cdk.Stack, make: Make) -> None:
        make()

        end = properties_of(stack, CONFIG)["ResourceIdentifier"]
        group = properties_of(stack, LOG_GROUP) if len(resources_of(stack, LOG_GROUP)) == 1 else own_log_group(stack)

        assert group["LogGroupName"] == f"dms-serverless-replication-{end}"
        assert group["RetentionInDays"] == 30

    def test_are_there_before_it_writes(self, stack: cdk.Stack, make: Make) -> None:
        make()

        (config,) = resources_of(stack, CONFIG).values()

        assert any(name.startswith("ReplicationLogGroup") for name in config["DependsOn"])

    def test_are_kept_as_long_as_asked(self, stack: cdk.Stack, make: Make) -> None:
        make(log_retention=logs.RetentionDays.ONE_WEEK)

        assert own_log_group(stack)["RetentionInDays"] == 7


def own_log_group(stack: cdk.Stack) -> dict[str, Any]:
    (group,) = [one for name, one in resources_of(stack, LOG_GROUP).items() if name.startswith("Replication")]
    return group["Properties"]


def test_everything_of_it_is_kept_when_asked(stack: cdk.Stack, make: Make) -> None:
    make(removal_policy=cdk.RemovalPolicy.RETAIN)

    own = {
        one["Type"]: one.get("DeletionPolicy")
        for name, one in template_of(stack)["Resources"].items()
        if name.startswith("Replication")
    }

    assert own == dict.fromkeys((CONFIG, LOG_GROUP, GROUP, SUBNETS), "Retain")


class TestName:
    """What DMS freezes is replaced: the end of the ARN can't change, and CloudFormation knows that."""

    @staticmethod
    def of(make: Make, **changes: Any) -> str:
        replication = make(**changes)
        name = replication.log_group.log_group_name
        resource = replication.node.default_child
        assert isinstance(resource, cdk.aws_dms.CfnReplicationConfig)
        assert resource.resource_identifier is not None
        end = resource.resource_identifier
        replication.node.scope.node.try_remove_child(replication.node.id)
        assert name is not None
        return end

    def test_is_one_that_dms_takes(self, make: Make) -> None:
        name = self.of(make, construct_id="Replication" * 10)

        assert len(name) <= 31
        assert name == name.lower()

    def test_stays(self, make: Make) -> None:
        assert self.of(make) == self.of(make)

    @pytest.mark.parametrize(
        "change",
        [
            {"max_dcu": 32},
            {"min_dcu": 2},
            {"multi_az": True},
            {"preferred_maintenance_window": "sun:03:00-sun:04:00"},
            {"table_mappings": dms.TableMappings(dms.Include("crm"))},
            {"task_settings": dms.TaskSettings(lobs=dms.NoLobs())},
        ],
        ids=lambda change: next(iter(change)),
    )
    def test_stays_when_something_changes_in_place(self, make: Make, change: dict[str, Any]) -> None:
        assert self.of(make, **change) == self.of(make)

    @pytest.mark.parametrize(
        "change",
        [
            {"migration_type": dms.MigrationType.FULL_LOAD_AND_CDC},
            {"availability_zone": "eu-west-1a"},
            {"dns_name_servers": ["10.0.0.2"]},
        ],
        ids=lambda change: next(iter(change)),
    )
    def test_changes_with_what_dms_freezes(self, make: Make, change: dict[str, Any]) -> None:
        assert self.of(make, **change) != self.of(make)

    def test_changes_with_each_endpoint_key_and_subnet_group(
        self, *, stack: cdk.Stack, vpc: ec2.IVpc, make: Make, connection: dms.Connection
    ) -> None:
        key = kms.Key.from_key_arn(stack, "Key", "arn:aws:kms:eu-west-1:111122223333:key/abc")
        other = dms.Connection.from_secret(secretsmanager.Secret.from_secret_name_v2(stack, "OtherSecret", "other"))
        names = [
            self.of(make),
            self.of(make, source=dms.MySqlSource(stack, "OtherSource", connection=connection)),
            self.of(make, target=dms.MySqlTarget(stack, "OtherTarget", connection=other)),
            self.of(make, kms_key=key),
            self.of(make, subnet_group=dms.ReplicationSubnetGroup(stack, "Subnets", vpc=vpc)),
        ]

        assert len(set(names)) == len(names)

    def test_changes_with_what_replaces_an_endpoint_or_a_subnet_group(
        self, *, stack: cdk.Stack, vpc: ec2.IVpc, make: Make, source: dms.MySqlSource
    ) -> None:
        def with_group(name: str) -> str:
            group = dms.ReplicationSubnetGroup(stack, "Named", vpc=vpc, replication_subnet_group_identifier=name)
            made = self.of(make, subnet_group=group)
            stack.node.try_remove_child("Named")
            return made

        before = self.of(make)
        resource = source.node.default_child
        assert isinstance(resource, cdk.aws_dms.CfnEndpoint)
        resource.kms_key_id = "arn:aws:kms:eu-west-1:111122223333:key/abc"

        assert self.of(make) != before
        assert with_group("one") != with_group("other")

    def test_differs_from_place_to_place(self, stack: cdk.Stack, make: Make) -> None:
        assert len({self.of(make, construct_id=name) for name in ("Orders", "orders", "Customers")}) == 3

    def test_of_the_config_is_made_alike(self, stack: cdk.Stack, make: Make) -> None:
        make()

        made = properties_of(stack, CONFIG)

        assert made["ReplicationConfigIdentifier"] == made["ResourceIdentifier"]

    def test_keeps_whole_words_of_a_long_path(self, stack: cdk.Stack, make: Make) -> None:
        make(scope=Construct(Construct(stack, "Migrations"), "Warehouse"), construct_id="Orders")

        made = properties_of(stack, CONFIG)

        assert made["ReplicationConfigIdentifier"].startswith("shop-migrations-warehouse-orders-")
        assert made["ResourceIdentifier"].startswith("shop-migrations-orders-")

    def test_of_the_config_can_be_fixed(self, stack: cdk.Stack, make: Make) -> None:
        make(replication_config_identifier="orders")

        made = properties_of(stack, CONFIG)

        assert made["ReplicationConfigIdentifier"] == "orders"
        assert made["ResourceIdentifier"].startswith("shop-")

    def test_names_its_metrics(self, stack: cdk.Stack, make: Make) -> None:
        replication = make()

        end = properties_of(stack, CONFIG)["ResourceIdentifier"]

        assert replication.replication_config_id == f"111122223333:{end}"

    @pytest.mark.parametrize("name", ["7up", "a--b", "a-", "x" * 256])
    def test_that_dms_refuses_is_refused(self, make: Make, fails: Callable, name: str) -> None:
        fails(
            "DMS-U006",
            "replication_config_identifier must start with a letter",
            lambda: make(replication_config_identifier=name),
            path="Shop/Replication",
        )


class TestFailures:
    def test_what_is_no_serverless_compute(self, make: Make, vpc: ec2.IVpc, fails: Callable) -> None:
        for given, fix in (
            (dms.Provisioned(vpc=vpc), r"compute=dms.Serverless\(vpc=vpc, max_dcu=16\), or make a dms.ReplicationTask"),
            (vpc, r"compute=dms.Serverless\(vpc=compute, max_dcu=16\)"),
            (None, "got None"),
        ):
            fails("DMS-A001", f"compute must be of type Serverless, .*{fix}", lambda g=given: make(compute=g))

    @pytest.mark.parametrize(
        ("code", "given"),
        [
            ("DMS-U001", {"max_dcu": 3}),
            ("DMS-U002", {"max_dcu": 2, "min_dcu": 4}),
            ("DMS-I004", {"multi_az": True, "availability_zone": "eu-west-1a"}),
            ("DMS-I006", {"preferred_maintenance_window": "sunday"}),
            ("DMS-I007", {"dns_name_servers": ["ns.example.com"]}),
            ("DMS-I009", {"security_groups": []}),
            ("DMS-U004", {"table_mappings": dms.TableMappings(dms.Include("a", table_type=dms.TableType.VIEW))}),
            ("DMS-T008", {"migration_type": None}),
            ("DMS-A003", {"removal_policy": cdk.RemovalPolicy.SNAPSHOT}),
        ],
    )
    def test_what_dms_refuses(self, make: Make, fails: Callable, code: str, given: dict[str, Any]) -> None:
        fails(code, "^Shop/Replication: ", lambda: make(**given), path="Shop/Replication")

    def test_endpoints_on_the_wrong_side(self, make: Make, source: dms.MySqlSource, fails: Callable) -> None:
        fails("DMS-T005", "target must be a target endpoint", lambda: make(target=source))


class TestVpcEndpoints:
    """DMS Serverless reaches AWS's services by VPC endpoints."""

    ID = "dms-constructs:serverless.noVpcEndpoint"

    def test_are_missed_in_a_vpc_of_this_app(self, stack: cdk.Stack, make: Make) -> None:
        make(vpc=ec2.Vpc(stack, "Own", max_azs=2))

        assert of_serverless(stack) == [self.ID]

    def test_may_be_made_last(self, stack: cdk.Stack, make: Make) -> None:
        vpc = ec2.Vpc(stack, "Own", max_azs=2)
        make(vpc=vpc)
        vpc.add_interface_endpoint("Secrets", service=ec2.InterfaceVpcEndpointAwsService.SECRETS_MANAGER)

        assert of_serverless(stack) == []

    def test_of_another_vpc_are_not_known(self, stack: cdk.Stack, make: Make) -> None:
        make()

        assert of_serverless(stack) == []

    def test_of_a_bucket_are_needed_too(self, stack: cdk.Stack, make: Make) -> None:
        bucket = cdk.aws_s3.Bucket(stack, "Lake")
        vpc = ec2.Vpc(stack, "Own", max_azs=2)
        make(vpc=vpc, target=dms.S3Target(stack, "ToLake", bucket=bucket))
        vpc.add_interface_endpoint("Secrets", service=ec2.InterfaceVpcEndpointAwsService.SECRETS_MANAGER)

        assert of_serverless(stack) == [self.ID]


def of_serverless(stack: cdk.Stack) -> list[str]:
    return [name for name in warnings_of(stack) if name.startswith("dms-constructs:serverless.")]


def test_what_is_imported_has_its_arn(stack: cdk.Stack) -> None:
    arn = "arn:aws:dms:eu-west-1:111122223333:replication-config:ABC"

    imported = dms.ServerlessReplication.from_replication_config_arn(stack, "Theirs", arn)

    assert imported.replication_config_arn == arn


def test_what_is_imported_must_be_one(stack: cdk.Stack, fails: Callable) -> None:
    fails(
        "DMS-A002",
        "replication_config_arn must look like .*:replication-config:ABC",
        lambda: dms.ServerlessReplication.from_replication_config_arn(stack, "Theirs", "arn:aws:dms:eu:1:task:ABC"),
        path="Shop/Theirs",
    )


def test_a_task_and_a_serverless_replication_are_both_replications(
    *, make: Make, instance: dms.IReplicationInstance, source: dms.MySqlSource, target: dms.PostgreSqlTarget
) -> None:
    serverless = make()
    task = dms.ReplicationTask(
        serverless.stack,
        "Task",
        replication_instance=instance,
        source=source,
        target=target,
        migration_type=dms.MigrationType.FULL_LOAD,
        table_mappings=dms.TableMappings(dms.Include("shop")),
    )

    replications: list[dms.IReplication] = [serverless, task]

    assert [one.plan for one in replications] == [task.plan, task.plan]
    assert [one.source for one in replications] == [source, source]
    assert [one.replication_arn for one in replications] == [
        serverless.replication_config_arn,
        task.replication_task_arn,
    ]
    assert [one.compute for one in replications] == [serverless.compute, instance]
    assert [one.log_group for one in replications] == [serverless.log_group, None]


def test_warns_of_what_the_target_has_already(stack: cdk.Stack, make: Make) -> None:
    columns: dict[str, Any] = {"columns": ["id"], "primary_key": ["id"]}
    there = dms.SourceTable("shop", "orders", **columns, secondary_indexes=["by_day"])
    make(
        source_catalog=dms.Catalog(dms.SourceTable("shop", "orders", **columns)),
        target_catalog=dms.Catalog(there),
    )

    assert "task.indexesOnTarget" in str(warnings_of(stack))


@pytest.mark.parametrize(("longest", "warns"), [(2 * 10**9, True), (10**6, False)])
def test_warns_of_a_premigration_check_that_would_fail(
    stack: cdk.Stack, make: Make, longest: int, *, warns: bool
) -> None:
    columns = [dms.SourceColumn("id", "bigint"), dms.SourceColumn("doc", "longtext", max_bytes=longest)]

    table = dms.SourceTable("shop", "orders", columns, primary_key=["id"])
    make(source_catalog=dms.Catalog(table, engine=dms.EngineName.MYSQL))

    assert ("dms-constructs:task.premigration" in warnings_of(stack)) is warns

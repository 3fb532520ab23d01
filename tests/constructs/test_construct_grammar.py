"""Every construct reads like those of the CDK."""

import inspect
from collections.abc import Callable
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_dms, aws_ec2 as ec2, aws_rds as rds, aws_secretsmanager as secretsmanager
from constructs import Construct

import dms_constructs as dms
from tests.authorities import PEM
from tests.constructs.conftest import resources_of, template_of

CONSTRUCTS = [
    found
    for found in (getattr(dms, name) for name in dms.__all__)
    if inspect.isclass(found) and issubclass(found, Construct) and found is not dms.Endpoint  # which is a base
]
DMS_NAMES = [
    f"{name}Identifier"
    for name in (
        "Certificate",
        "Endpoint",
        "ReplicationConfig",
        "ReplicationInstance",
        "ReplicationSubnetGroup",
        "ReplicationTask",
        "Resource",
    )
]
# Every endpoint has these.
FROM_ENDPOINT = {"from_endpoint_arn", "from_endpoint_attributes"}
IMPORTS = [
    (cls, name) for cls in CONSTRUCTS for name in dir(cls) if name.startswith("from_") and name not in FROM_ENDPOINT
]


def each_construct(test: Callable) -> Callable:
    return pytest.mark.parametrize("cls", CONSTRUCTS, ids=lambda cls: cls.__name__)(test)


def test_all_constructs_are_known_here() -> None:
    assert [cls.__name__ for cls in CONSTRUCTS] == [
        "Alarms",
        "AuroraMySqlTarget",
        "AuroraPostgreSqlTarget",
        "AzureSqlDatabaseSource",
        "AzureSqlManagedInstanceSource",
        "BabelfishTarget",
        "Certificate",
        "DatabaseAlarms",
        "DatabaseDashboard",
        "DatabaseMigration",
        "Db2Source",
        "Db2Target",
        "Db2ZosSource",
        "DocumentDbSource",
        "DocumentDbTarget",
        "DynamoDbTarget",
        "EndpointSecret",
        "EventNotifications",
        "EventSubscription",
        "GlobalDatabase",
        "GlobalSecondary",
        "GoogleCloudMySqlSource",
        "KafkaTarget",
        "KinesisTarget",
        "LogQueries",
        "MigrationDashboard",
        "MigrationMonitoring",
        "MongoDbSource",
        "MySqlSource",
        "MySqlTarget",
        "NeptuneTarget",
        "NotificationTopic",
        "OpenSearchTarget",
        "OracleSource",
        "OracleTarget",
        "PostgreSqlSource",
        "PostgreSqlTarget",
        "RedisTarget",
        "RedshiftTarget",
        "ReplicationInstance",
        "ReplicationSubnetGroup",
        "ReplicationTask",
        "RestoredCluster",
        "S3Source",
        "S3Target",
        "SapAseSource",
        "SapAseTarget",
        "ServerlessReplication",
        "ServiceRoles",
        "SqlServerSource",
        "SqlServerTarget",
        "VpcEndpoints",
    ]


@each_construct
def test_takes_scope_and_id_and_all_else_by_keyword(cls: type) -> None:
    _, scope, construct_id, *rest = inspect.signature(cls.__init__).parameters.values()

    assert (scope.name, construct_id.name) == ("scope", "construct_id")
    assert all(one.kind is inspect.Parameter.KEYWORD_ONLY for one in rest)


@each_construct
def test_says_of_every_argument_what_it_is(cls: type) -> None:
    text = inspect.getdoc(cls.__init__)

    for name in list(inspect.signature(cls.__init__).parameters)[1:]:
        assert f"\n    {name}: " in text


@each_construct
def test_has_a_type_for_every_argument(cls: type) -> None:
    assert all(
        one.annotation is not inspect.Parameter.empty
        for one in list(inspect.signature(cls.__init__).parameters.values())[1:]
    )


@pytest.mark.parametrize(("cls", "name"), IMPORTS)
def test_imports_take_scope_and_id_first(cls: type, name: str) -> None:
    assert list(inspect.signature(getattr(cls, name)).parameters)[:2] == ["scope", "construct_id"]


class Small(cdk.Stack):
    """A stack with one of each."""

    def __init__(self) -> None:
        super().__init__(cdk.App(), "Shop", env=cdk.Environment(account="111122223333", region="eu-west-1"))
        vpc = ec2.Vpc.from_vpc_attributes(
            self,
            "Vpc",
            vpc_id="vpc-1",
            availability_zones=["eu-west-1a", "eu-west-1b"],
            private_subnet_ids=["subnet-a", "subnet-b"],
        )
        secret = secretsmanager.Secret.from_secret_name_v2(self, "Secret", "shop")
        cluster = rds.DatabaseCluster.from_database_cluster_attributes(
            self,
            "Cluster",
            cluster_identifier="shop",
            engine=rds.DatabaseClusterEngine.AURORA_POSTGRESQL,
            security_groups=[ec2.SecurityGroup.from_security_group_id(self, "Guard", "sg-1")],
        )
        certificate = dms.Certificate(self, "Ca", certificate_pem=PEM)
        connection = dms.Connection.from_secret(secret)
        migration = dms.DatabaseMigration(
            self,
            "Migration",
            compute=dms.Provisioned(vpc=vpc),
            source=dms.MySqlSource(self, "Source", connection=connection, certificate=certificate),
            target=dms.PostgreSqlTarget(
                self, "Target", connection=dms.Connection.to_cluster(cluster, secret=secret), database="shop"
            ),
            migration_type=dms.MigrationType.FULL_LOAD,
            table_mappings=dms.TableMappings(dms.Include("shop")),
        )
        serverless = dms.ServerlessReplication(
            self,
            "Serverless",
            compute=dms.Serverless(vpc=vpc, max_dcu=16),
            source=migration.source,
            target=migration.target,
            migration_type=dms.MigrationType.FULL_LOAD,
            table_mappings=dms.TableMappings(dms.Include("crm")),
        )
        self.made = {
            "Serverless": serverless,
            "Migration": migration,
            "Ca": certificate,
            "Source": migration.source,
            "Target": migration.target,
            "Instance": migration.compute,
            "Task": migration.task,
            "SubnetGroup": migration.compute.node.find_child("SubnetGroup"),
            "Roles": dms.ServiceRoles.of(self),
        }


@pytest.fixture(scope="module")
def small() -> Small:
    return Small()


@pytest.mark.parametrize("name", ["Ca", "Source", "Target", "Instance", "Task", "Serverless", "SubnetGroup", "Roles"])
def test_has_its_resource_in_reach(small: Small, name: str) -> None:
    construct = small.made[name]

    assert construct.node.default_child is construct.node.find_child("Default")


@pytest.mark.parametrize(
    "name", ["Ca", "Source", "Target", "Instance", "Task", "Serverless", "SubnetGroup", "Roles", "Migration"]
)
def test_knows_its_stack_and_its_environment(small: Small, name: str) -> None:
    construct = small.made[name]

    assert construct.stack is small
    assert (construct.env.account, construct.env.region) == ("111122223333", "eu-west-1")


def test_what_is_imported_by_arn_has_the_environment_of_the_arn(small: Small) -> None:
    imported = dms.MySqlSource.from_endpoint_arn(small, "There", "arn:aws:dms:us-east-1:444455556666:endpoint:ABC")

    assert (imported.env.account, imported.env.region) == ("444455556666", "us-east-1")


def test_what_is_imported_by_a_token_has_the_environment_of_its_stack(small: Small) -> None:
    imported = dms.MySqlSource.from_endpoint_arn(small, "Later", cdk.Fn.import_value("Arn"))

    assert (imported.env.account, imported.env.region) == ("111122223333", "eu-west-1")


@pytest.mark.parametrize(
    ("name", "override", "rendered"),
    [
        ("Source", ("EngineName", "mariadb"), "mariadb"),
        ("Instance", ("AvailabilityZone", "eu-west-1a"), "eu-west-1a"),
        ("Task", ("TaskData", "{}"), "{}"),
        ("Serverless", ("SupplementalSettings", {"a": 1}), {"a": 1}),
    ],
)
def test_its_resource_can_be_overridden(name: str, override: tuple[str, Any], rendered: object) -> None:
    stack = Small()
    stack.made[name].node.default_child.add_property_override(*override)

    assert rendered in [one.get("Properties", {}).get(override[0]) for one in template_of(stack)["Resources"].values()]


def test_logical_ids_are_a_contract(small: Small) -> None:
    """A changed id replaces the resource in every deployed stack."""
    assert sorted(template_of(small)["Resources"]) == [
        "Ca",
        "DmsServiceRoles",
        "DmsServiceRolesExecutionRoleDA0C0053",
        "DmsServiceRolesFunction132E9547",
        "DmsServiceRolesLogGroupB090B581",
        "GuardfromShopMigrationInstanceSecurityGroup637C7D845432823C32E6",
        "MigrationInstance054D3B4B",
        "MigrationInstanceLogGroup141C49B0",
        "MigrationInstanceSecurityGroup3B771A2B",
        "MigrationInstanceSubnetGroup46E90670",
        "MigrationTask289B09B4",
        "Serverless",
        "ServerlessLogGroupC62CCE28",
        "ServerlessSecurityGroup434B6A58",
        "ServerlessSubnetGroup1988B3A5",
        "Source",
        "SourceSecretAccessRole01025847",
        "Target",
        "TargetSecretAccessRoleE88E1C46",
    ]


def test_takes_the_logical_id_of_the_l1_construct_that_it_replaces(
    stack: cdk.Stack, connection: dms.Connection
) -> None:
    before = cdk.Stack(cdk.App(), "Shop")
    aws_dms.CfnEndpoint(before, "Source", endpoint_type="source", engine_name="mysql")
    dms.MySqlSource(stack, "Source", connection=connection)

    assert set(resources_of(stack, "AWS::DMS::Endpoint")) == set(resources_of(before, "AWS::DMS::Endpoint"))


def test_physical_names_are_a_contract(small: Small) -> None:
    assert small.made["Instance"].replication_instance_identifier == "shop-migration-instance-c3d97d99-513358"


def test_only_what_its_logs_and_metrics_need_has_a_name(small: Small) -> None:
    named = {
        (one["Type"], name)
        for one in template_of(small)["Resources"].values()
        for name in ("LogGroupName", "GroupName", "RoleName", "FunctionName", *DMS_NAMES)
        if isinstance(one.get("Properties", {}).get(name), str)
    }

    assert named == {
        ("AWS::DMS::ReplicationConfig", "ReplicationConfigIdentifier"),
        ("AWS::DMS::ReplicationConfig", "ResourceIdentifier"),
        ("AWS::DMS::ReplicationInstance", "ReplicationInstanceIdentifier"),
        ("AWS::Logs::LogGroup", "LogGroupName"),
    }

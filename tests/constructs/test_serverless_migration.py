"""A migration on serverless capacity is used as one on an instance is; what it lacks it says by a code."""

from collections.abc import Callable
from datetime import datetime, timezone
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_ec2 as ec2, aws_rds as rds

import dms_constructs as dms
from tests.constructs.conftest import properties_of, resources_of, template_of

CONFIG, INGRESS = "AWS::DMS::ReplicationConfig", "AWS::EC2::SecurityGroupIngress"
Make = Callable[..., dms.DatabaseMigration]


@pytest.fixture
def make(
    *, stack: cdk.Stack, vpc: ec2.IVpc, source: dms.IEndpoint, target: dms.IEndpoint, mappings: dms.TableMappings
) -> Make:
    """Make a serverless migration, without the function that ensures roles; arguments win over what it needs."""
    dms.ServiceRoles(stack, "DmsServiceRoles", mode=dms.ServiceRolesMode.EXISTING)
    needed = {
        "compute": dms.Serverless(vpc=vpc, max_dcu=16),
        "source": source,
        "target": target,
        "migration_type": dms.MigrationType.FULL_LOAD,
        "table_mappings": mappings,
    }
    return lambda **arguments: dms.DatabaseMigration(stack, "Migration", **{**needed, **arguments})


@pytest.fixture
def to_cluster(stack: cdk.Stack, cluster: rds.DatabaseCluster) -> dms.PostgreSqlTarget:
    return dms.PostgreSqlTarget(stack, "Warehouse", connection=dms.Connection.to_cluster(cluster), database="shop")


def test_makes_a_config_and_its_network_and_nothing_else(stack: cdk.Stack, make: Make) -> None:
    make()

    assert sorted(one["Type"] for one in template_of(stack)["Resources"].values()) == [
        "AWS::DMS::Endpoint",
        "AWS::DMS::Endpoint",
        "AWS::DMS::ReplicationConfig",
        "AWS::DMS::ReplicationSubnetGroup",
        "AWS::EC2::SecurityGroup",
        "AWS::IAM::Role",
        "AWS::IAM::Role",
        "AWS::Logs::LogGroup",
    ]


def test_logical_ids_are_a_contract(stack: cdk.Stack, make: Make) -> None:
    """A changed id replaces the resource in every deployed stack."""
    make().add_task(
        "Second", migration_type=dms.MigrationType.CDC, table_mappings=dms.TableMappings(dms.Include("crm"))
    )

    assert [name for name in sorted(template_of(stack)["Resources"]) if name.startswith("Migration")] == [
        "MigrationServerlessReplication3B46BB6A",
        "MigrationServerlessReplicationLogGroupCA9F9BD2",
        "MigrationServerlessSecondE0D89F38",
        "MigrationServerlessSecondLogGroup6A35EFAA",
        "MigrationServerlessSecurityGroup0D5494A3",
        "MigrationServerlessSubnetGroupC8E5F848",
    ]


def test_physical_names_are_a_contract(stack: cdk.Stack, make: Make) -> None:
    make()

    made = properties_of(stack, CONFIG)

    assert (made["ReplicationConfigIdentifier"], made["ResourceIdentifier"]) == (
        "shop-migration-serverless-replication-c776e8",
        "shop-replication-c776e8",
    )


def test_no_resource_becomes_one_of_another_type_when_the_compute_changes(
    *, stack: cdk.Stack, vpc: ec2.IVpc, make: Make
) -> None:
    make()
    serverless = template_of(stack)["Resources"]
    stack.node.try_remove_child("Migration")
    other = cdk.Stack(cdk.App(), "Shop")
    source, target = (
        cls.from_endpoint_arn(other, cls.__name__, f"arn:aws:dms:eu-west-1:111122223333:endpoint:{name}")
        for cls, name in ((dms.MySqlSource, "A"), (dms.PostgreSqlTarget, "B"))
    )
    dms.DatabaseMigration(
        other,
        "Migration",
        compute=dms.Provisioned(vpc=ec2.Vpc(other, "Vpc", max_azs=2)),
        source=source,
        target=target,
        migration_type=dms.MigrationType.FULL_LOAD,
        table_mappings=dms.TableMappings(dms.Include("shop")),
    )
    provisioned = template_of(other)["Resources"]

    both = serverless.keys() & provisioned.keys()

    assert {name for name in both if serverless[name]["Type"] != provisioned[name]["Type"]} == set()


def test_lets_itself_into_the_databases_that_it_knows(
    stack: cdk.Stack, make: Make, to_cluster: dms.PostgreSqlTarget
) -> None:
    make(target=to_cluster)

    rule = properties_of(stack, INGRESS)

    assert rule["SourceSecurityGroupId"]["Fn::GetAtt"][0].startswith("MigrationServerlessSecurityGroup")


def test_can_be_let_into_a_database_that_it_does_not_know(
    stack: cdk.Stack, make: Make, cluster: rds.DatabaseCluster
) -> None:
    cluster.connections.allow_default_port_from(make())

    assert len(resources_of(stack, INGRESS)) == 1


def test_its_replications_share_the_network(stack: cdk.Stack, make: Make, mappings: dms.TableMappings) -> None:
    migration = make()

    second = migration.add_task("Second", migration_type=dms.MigrationType.CDC, table_mappings=mappings)

    assert migration.replications == (migration.replication, second)
    assert len(resources_of(stack, CONFIG)) == 2
    assert len(resources_of(stack, "AWS::EC2::SecurityGroup")) == 1


def test_its_network_can_be_shared_with_another_migration(
    *, stack: cdk.Stack, make: Make, source: dms.IEndpoint, target: dms.IEndpoint, mappings: dms.TableMappings
) -> None:
    dms.DatabaseMigration(
        stack,
        "Other",
        compute=make().compute,
        source=source,
        target=target,
        migration_type=dms.MigrationType.CDC,
        table_mappings=mappings,
    )

    assert len(resources_of(stack, CONFIG)) == 2
    assert len(resources_of(stack, "AWS::DMS::ReplicationSubnetGroup")) == 1


def test_what_both_kinds_of_migration_have(*, make: Make, source: dms.IEndpoint, target: dms.IEndpoint) -> None:
    migration = make()

    assert isinstance(migration.replication, dms.ServerlessReplication)
    assert isinstance(migration.compute, dms.Serverless)
    assert (migration.source, migration.target) == (source, target)
    assert migration.connections.security_groups == migration.replication.connections.security_groups


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        (
            "instance",
            "no replication instance; use migration.compute for its capacity, migration.connections for its",
        ),
        ("task", "has no replication task; use migration.replication, which both kinds of migration have"),
        ("tasks", "has no replication task; use migration.replication, which both kinds of migration have"),
    ],
)
def test_what_it_has_not_is_said(make: Make, fails: Callable, asked: str, message: str) -> None:
    migration = make()

    fails("DMS-P003", message, lambda: getattr(migration, asked), path="Shop/Migration")


def test_an_instance_is_that_of_a_provisioned_migration(make: Make, vpc: ec2.IVpc) -> None:
    migration = make(compute=dms.Provisioned(vpc=vpc))

    assert migration.instance is migration.compute
    assert migration.replication is migration.task
    assert migration.replications == migration.tasks


@pytest.mark.parametrize(
    "given",
    [
        {"cdc_start": dms.CdcStart.from_log_position("mysql-bin.000001:4")},
        {"cdc_stop": dms.CdcStop.at_server_time(datetime(2026, 12, 1, tzinfo=timezone.utc))},
    ],
)
def test_a_start_or_stop_is_refused(make: Make, stack: cdk.Stack, fails: Callable, given: dict[str, Any]) -> None:
    (name,) = given

    fails(
        "DMS-U005",
        f"{name} must be left out of a serverless replication",
        lambda: make(migration_type=dms.MigrationType.CDC, **given),
        path="Shop/Migration/Serverless/Replication",
    )
    assert stack.node.try_find_child("Migration") is None


@pytest.mark.parametrize(
    ("code", "given"),
    [
        ("DMS-U001", {"max_dcu": 3}),
        ("DMS-U002", {"max_dcu": 2, "min_dcu": 4}),
        ("DMS-I004", {"availability_zone": "eu-west-1a", "multi_az": True}),
        ("DMS-A001", {"vpc": "vpc-1"}),
    ],
)
def test_what_dms_refuses_is_refused(
    *, make: Make, stack: cdk.Stack, vpc: ec2.IVpc, fails: Callable, code: str, given: dict[str, Any]
) -> None:
    fails(
        code,
        "^Shop/Migration: ",
        lambda: make(compute=dms.Serverless(**{"vpc": vpc, "max_dcu": 16, **given})),
        path="Shop/Migration",
    )
    assert stack.node.try_find_child("Migration") is None


@pytest.mark.parametrize("given", ["serverless", "SERVERLESS", dms.Serverless], ids=str)
def test_its_name_is_no_compute(make: Make, fails: Callable, given: object) -> None:
    fails("DMS-P001", r"write compute=dms.Serverless\(vpc=vpc, max_dcu=16\)", lambda: make(compute=given))


def test_serverless_can_have_a_subclass_with_more(make: Make, vpc: ec2.IVpc, stack: cdk.Stack) -> None:
    class Ours(dms.Serverless):
        team = "shop"

    make(compute=Ours(vpc=vpc, max_dcu=16))

    assert len(resources_of(stack, CONFIG)) == 1

"""What is added to an Aurora target: a proxy for the applications, a global database."""

from collections.abc import Callable
from typing import Any, ClassVar

import aws_cdk as cdk
import pytest
from aws_cdk import aws_ec2 as ec2, aws_rds as rds, aws_secretsmanager as secretsmanager

import dms_constructs as dms
from tests.constructs.clusters import cluster_in, stack_in, vpc_of
from tests.constructs.conftest import properties_of, resources_of, warnings_of

SERVING = dms.TargetPhase.SERVING
PAUSING = dms.ServerlessCapacity(min_acu=0, max_acu=16)
LARGE = dms.ServerlessCapacity(min_acu=8, max_acu=64)
TARGETS = {"PostgreSQL": dms.AuroraPostgreSqlTarget, "MySQL": dms.AuroraMySqlTarget}


@pytest.fixture
def here(app: cdk.App) -> cdk.Stack:
    return stack_in(app, "eu-west-1")


@pytest.fixture
def app_secret(here: cdk.Stack) -> secretsmanager.ISecret:
    return secretsmanager.Secret.from_secret_name_v2(here, "AppSecret", "shop/app")


def target(stack: cdk.Stack, **given: Any) -> dms.AuroraPostgreSqlTarget:
    usual = {"vpc": vpc_of(stack), "database": "shop", "phase": SERVING, "capacity": LARGE}
    return dms.AuroraPostgreSqlTarget(stack, "Orders", **{**usual, **given})


def pausing_in(stack: cdk.Stack) -> rds.DatabaseCluster:
    """A cluster of the CDK's that pauses when it is idle."""
    return cluster_in(stack, vpc_of(stack), serverless_v2_min_capacity=0)


def ours(stack: cdk.Stack) -> list[str]:
    """The warnings about what is tested here."""
    families = ("proxy.", "globalDatabase.")
    return [name for name in warnings_of(stack) if name.removeprefix("dms-constructs:").startswith(families)]


class TestProxy:
    def test_leads_to_the_target_s_cluster(self, here: cdk.Stack, app_secret: secretsmanager.ISecret) -> None:
        made = target(here).add_proxy("Proxy", secrets=[app_secret])

        assert made.node.path == "Shop-eu-west-1/Orders/Proxy"
        (cluster,) = resources_of(here, "AWS::RDS::DBCluster")
        assert properties_of(here, "AWS::RDS::DBProxyTargetGroup")["DBClusterIdentifiers"] == [{"Ref": cluster}]
        assert ours(here) == []

    def test_changes_nothing_for_dms(self, app_secret: secretsmanager.ISecret, here: cdk.Stack) -> None:
        alone, behind = (stack_in(cdk.App(), "eu-west-1") for _ in range(2))
        target(alone)
        secret = secretsmanager.Secret.from_secret_name_v2(behind, "AppSecret", "shop/app")
        target(behind).add_proxy("Proxy", secrets=[secret])

        assert properties_of(alone, "AWS::DMS::Endpoint") == properties_of(behind, "AWS::DMS::Endpoint")

    @pytest.mark.parametrize("user", [None, "dms"])
    def test_with_the_target_s_own_secret_is_told(self, here: cdk.Stack, user: str | None) -> None:
        made = target(here, dms_user=user)
        made.add_proxy("Proxy", secrets=[made.secret])

        assert ours(here) == ["dms-constructs:proxy.migrationLogin"]

    def test_with_the_administrator_s_secret_is_told(self, here: cdk.Stack) -> None:
        made = target(here, dms_user="dms")
        made.add_proxy("Proxy", secrets=[made.cluster.secret])  # type: ignore[attr-defined]

        assert ours(here) == ["dms-constructs:proxy.migrationLogin"]

    def test_of_a_cluster_that_pauses_is_refused(
        self, here: cdk.Stack, app_secret: secretsmanager.ISecret, fails: Callable
    ) -> None:
        made = target(here, capacity=PAUSING)

        fails("DMS-B002", "a proxy keeps it awake", lambda: made.add_proxy("Proxy", secrets=[app_secret]))

    def test_of_a_given_cluster_that_pauses_is_refused(
        self, here: cdk.Stack, app_secret: secretsmanager.ISecret, fails: Callable
    ) -> None:
        given = dms.AuroraPostgreSqlTarget(here, "Orders", cluster=pausing_in(here), database="shop")

        fails("DMS-B002", "a proxy keeps it awake", lambda: given.add_proxy("Proxy", secrets=[app_secret]))

    def test_of_a_cluster_that_was_given(self, here: cdk.Stack, app_secret: secretsmanager.ISecret) -> None:
        vpc = vpc_of(here)
        made = dms.AuroraPostgreSqlTarget(here, "Orders", cluster=cluster_in(here, vpc), database="shop")

        assert made.add_proxy("Proxy", secrets=[app_secret])

    def test_of_an_imported_cluster_needs_its_network(
        self, here: cdk.Stack, app_secret: secretsmanager.ISecret, fails: Callable
    ) -> None:
        cluster = rds.DatabaseCluster.from_database_cluster_attributes(
            here,
            "Cluster",
            cluster_identifier="shop",
            port=5432,
            engine=rds.DatabaseClusterEngine.AURORA_POSTGRESQL,
            security_groups=[ec2.SecurityGroup.from_security_group_id(here, "Group", "sg-1")],
        )
        made = dms.AuroraPostgreSqlTarget(here, "Orders", cluster=cluster, secret=app_secret, database="shop")

        fails("DMS-A001", "vpc must be a VPC", lambda: made.add_proxy("Proxy", secrets=[app_secret]))
        assert made.add_proxy("Proxy", secrets=[app_secret], vpc=vpc_of(here))

    def test_of_mysql_takes_a_query(self, here: cdk.Stack, app_secret: secretsmanager.ISecret) -> None:
        made = dms.AuroraMySqlTarget(here, "Orders", vpc=vpc_of(here), phase=SERVING)

        assert made.add_proxy("Proxy", secrets=[app_secret], init_query="SET time_zone = '+00:00'")


class TestGlobalDatabase:
    @pytest.mark.parametrize("kind", TARGETS)
    def test_is_made_around_the_target_s_cluster(self, here: cdk.Stack, kind: str) -> None:
        database = {"database": "shop"} if kind == "PostgreSQL" else {}
        made = TARGETS[kind](here, "Orders", vpc=vpc_of(here), phase=SERVING, capacity=LARGE, **database)
        made.add_to_global(global_cluster_identifier="shop")

        (cluster,) = resources_of(here, "AWS::RDS::DBCluster")
        source = properties_of(here, "AWS::RDS::GlobalCluster")["SourceDBClusterIdentifier"]
        assert source["Fn::Join"][1][-1] == {"Ref": cluster}
        assert ours(here) == []

    def test_a_cluster_that_stays_has_one_that_stays(self, here: cdk.Stack) -> None:
        target(here).add_to_global(global_cluster_identifier="shop")

        (made,) = resources_of(here, "AWS::RDS::GlobalCluster").values()
        assert (made["DeletionPolicy"], made["Properties"]["DeletionProtection"]) == ("Retain", True)

    def test_a_cluster_that_goes_has_one_that_goes(self, here: cdk.Stack) -> None:
        target(here, removal_policy=cdk.RemovalPolicy.DESTROY).add_to_global(global_cluster_identifier="shop")

        (made,) = resources_of(here, "AWS::RDS::GlobalCluster").values()
        assert (made["DeletionPolicy"], made["Properties"]["DeletionProtection"]) == ("Delete", False)

    def test_a_cluster_with_a_last_snapshot_has_one_that_goes(self, here: cdk.Stack) -> None:
        target(here, removal_policy=cdk.RemovalPolicy.SNAPSHOT).add_to_global(global_cluster_identifier="shop")

        (made,) = resources_of(here, "AWS::RDS::GlobalCluster").values()
        assert made["DeletionPolicy"] == "Delete"

    def test_what_is_said_of_it_counts(self, here: cdk.Stack) -> None:
        target(here).add_to_global(
            global_cluster_identifier="shop", deletion_protection=False, removal_policy=cdk.RemovalPolicy.DESTROY
        )

        (made,) = resources_of(here, "AWS::RDS::GlobalCluster").values()
        assert (made["DeletionPolicy"], made["Properties"]["DeletionProtection"]) == ("Delete", False)

    def test_of_a_cluster_that_pauses_is_refused(self, here: cdk.Stack, fails: Callable) -> None:
        made = target(here, capacity=PAUSING)

        fails("DMS-B002", "never does", lambda: made.add_to_global(global_cluster_identifier="shop"))

    def test_of_a_given_cluster_that_pauses_is_refused(self, here: cdk.Stack, fails: Callable) -> None:
        given = dms.AuroraPostgreSqlTarget(here, "Orders", cluster=pausing_in(here), database="shop")

        fails("DMS-B002", "never does", lambda: given.add_to_global(global_cluster_identifier="shop"))

    def test_is_made_once(self, here: cdk.Stack, fails: Callable) -> None:
        made = target(here)
        made.add_to_global(global_cluster_identifier="shop")

        fails("DMS-H006", "is in a global database", lambda: made.add_to_global(global_cluster_identifier="other"))

    def test_during_the_load_is_told(self, here: cdk.Stack) -> None:
        target(here, phase=dms.TargetPhase.LOADING).add_to_global(global_cluster_identifier="shop")

        assert ours(here) == ["dms-constructs:globalDatabase.duringLoad"]

    def test_with_a_small_floor_is_told(self, here: cdk.Stack) -> None:
        small = dms.ServerlessCapacity(min_acu=7.5, max_acu=64)
        target(here, capacity=small).add_to_global(global_cluster_identifier="shop")

        assert ours(here) == ["dms-constructs:globalDatabase.smallFloor"]

    def test_of_provisioned_instances_is_not_told(self, here: cdk.Stack) -> None:
        large = dms.ProvisionedCapacity(instance_type=ec2.InstanceType("r7g.large"))
        target(here, capacity=large).add_to_global(global_cluster_identifier="shop")

        assert ours(here) == []

    def test_a_burstable_class_is_refused(self, here: cdk.Stack, fails: Callable) -> None:
        small = dms.ProvisionedCapacity(instance_type=ec2.InstanceType("t4g.medium"))
        made = target(here, capacity=small)

        fails("DMS-H006", "not t4g.medium", lambda: made.add_to_global(global_cluster_identifier="shop"))

    def test_a_secondary_has_the_target_s_parameters(self, app: cdk.App, here: cdk.Stack) -> None:
        there = stack_in(app, "us-east-1")
        of = target(here, parameters={"max_replication_slots": "20"}).add_to_global(global_cluster_identifier="shop")
        dms.GlobalSecondary(
            there,
            "Orders",
            global_database=of,
            vpc=vpc_of(there),
            capacity=LARGE,
            encryption_key=cdk.aws_kms.Alias.from_alias_name(there, "Key", "alias/aws/rds"),
        )

        parameters = properties_of(there, "AWS::RDS::DBClusterParameterGroup")["Parameters"]
        assert parameters["max_replication_slots"] == "20"
        assert parameters == properties_of(here, "AWS::RDS::DBClusterParameterGroup")["Parameters"]


class TestParallelQuery:
    """`aurora_parallel_query`, a parameter of Aurora MySQL."""

    ON: ClassVar = {"aurora_parallel_query": "ON"}
    IO_OPTIMIZED = dms.AuroraStorage.IO_OPTIMIZED

    @staticmethod
    def told(stack: cdk.Stack, **given: Any) -> bool:
        dms.AuroraMySqlTarget(stack, "Orders", vpc=vpc_of(stack), **given)
        return "dms-constructs:parallelQuery.noEffect" in warnings_of(stack)

    @pytest.mark.parametrize("instance_type", ["t3.medium", "t4g.large"])
    def test_has_no_effect_on_burstable_instances(self, here: cdk.Stack, instance_type: str) -> None:
        capacity = dms.ProvisionedCapacity(instance_type=ec2.InstanceType(instance_type))

        assert self.told(here, parameters=self.ON, capacity=capacity)

    def test_has_no_effect_on_io_optimized_storage(self, here: cdk.Stack) -> None:
        assert self.told(here, instance_parameters=self.ON, storage=self.IO_OPTIMIZED)

    @pytest.mark.parametrize("instance_type", ["r7g.large", "r6i.4xlarge"])
    def test_has_one_on_memory_optimized_instances(self, here: cdk.Stack, instance_type: str) -> None:
        capacity = dms.ProvisionedCapacity(instance_type=ec2.InstanceType(instance_type))

        assert not self.told(here, parameters=self.ON, capacity=capacity)

    def test_has_one_on_storage_that_is_optimized_for_the_load_only(self, here: cdk.Stack) -> None:
        assert not self.told(here, parameters=self.ON, storage=dms.AuroraStorage.IO_OPTIMIZED_WHILE_LOADING)

    def test_nothing_is_told_where_it_is_off(self, here: cdk.Stack) -> None:
        assert not self.told(here, parameters={"aurora_parallel_query": "OFF"}, storage=self.IO_OPTIMIZED)

    def test_postgresql_has_none(self, here: cdk.Stack, fails: Callable) -> None:
        fails("DMS-F006", "max_parallel_workers_per_gather", lambda: target(here, parameters=self.ON))

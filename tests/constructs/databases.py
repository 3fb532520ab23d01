"""Databases of RDS and Aurora that tests watch, made as an app makes them, or imported."""

from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2, aws_rds as rds

AURORA_POSTGRESQL = rds.DatabaseClusterEngine.aurora_postgres(version=rds.AuroraPostgresEngineVersion.VER_16_4)
AURORA_MYSQL = rds.DatabaseClusterEngine.aurora_mysql(version=rds.AuroraMysqlEngineVersion.VER_3_08_0)
POSTGRESQL = rds.DatabaseInstanceEngine.postgres(version=rds.PostgresEngineVersion.VER_16_4)
MYSQL = rds.DatabaseInstanceEngine.mysql(version=rds.MysqlEngineVersion.VER_8_0_40)

LARGE = ec2.InstanceType("r6g.large")


def cluster_of(stack: cdk.Stack, vpc: ec2.IVpc, **given: Any) -> rds.DatabaseCluster:
    """A provisioned cluster of Aurora PostgreSQL without readers, unless it is said to be another."""
    return rds.DatabaseCluster(
        stack,
        given.pop("construct_id", "Orders"),
        vpc=vpc,
        **{
            "engine": AURORA_POSTGRESQL,
            "writer": rds.ClusterInstance.provisioned("Writer", instance_type=LARGE),
            **given,
        },
    )


def serverless_of(stack: cdk.Stack, vpc: ec2.IVpc, **given: Any) -> rds.DatabaseCluster:
    """A serverless cluster of Aurora PostgreSQL without readers, unless it is said to be another."""
    capacities = {"serverless_v2_min_capacity": 2, "serverless_v2_max_capacity": 16}
    return cluster_of(stack, vpc, **{"writer": rds.ClusterInstance.serverless_v2("Writer"), **capacities, **given})


def instance_of(stack: cdk.Stack, vpc: ec2.IVpc, **given: Any) -> rds.DatabaseInstance:
    """An instance of RDS for PostgreSQL, unless it is said to be another."""
    return rds.DatabaseInstance(stack, "Orders", vpc=vpc, **{"engine": POSTGRESQL, "instance_type": LARGE, **given})


def imported(stack: cdk.Stack, **given: Any) -> rds.IDatabaseCluster:
    """A cluster of Aurora PostgreSQL that another app made, unless it is said to be another."""
    return rds.DatabaseCluster.from_database_cluster_attributes(
        stack,
        "Theirs",
        cluster_identifier="theirs",
        **{"engine": rds.DatabaseClusterEngine.AURORA_POSTGRESQL, **given},
    )

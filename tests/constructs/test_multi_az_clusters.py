"""A Multi-AZ cluster of RDS is not one of Aurora, however it is given."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_ec2 as ec2, aws_rds as rds, aws_secretsmanager as secretsmanager

import dms_constructs as dms

CLUSTER = rds.DatabaseCluster.from_database_cluster_attributes
CAPACITY = dms.ServerlessCapacity(min_acu=2, max_acu=4)


def made(stack: cdk.Stack, engine: str) -> rds.IDatabaseCluster:
    """A cluster of the L1, imported by its own name without an engine."""
    l1 = rds.CfnDBCluster(stack, "L1", engine=engine)
    return CLUSTER(stack, "Orders", cluster_identifier=l1.ref)


def imported(stack: cdk.Stack, engine: Any) -> rds.IDatabaseCluster:
    return CLUSTER(stack, "Orders", cluster_identifier="orders", engine=engine)


def postgresql(stack: cdk.Stack, cluster: rds.IDatabaseCluster) -> object:
    secret = secretsmanager.Secret.from_secret_name_v2(stack, "Secret", "dms/orders")
    return dms.AuroraPostgreSqlTarget(stack, "Target", cluster=cluster, secret=secret, database="orders")


def mysql(stack: cdk.Stack, cluster: rds.IDatabaseCluster) -> object:
    secret = secretsmanager.Secret.from_secret_name_v2(stack, "Secret", "dms/orders")
    return dms.AuroraMySqlTarget(stack, "Target", cluster=cluster, secret=secret)


def in_global(stack: cdk.Stack, cluster: rds.IDatabaseCluster) -> object:
    return dms.GlobalDatabase(stack, "Global", cluster=cluster, global_cluster_identifier="orders")


def restored(stack: cdk.Stack, cluster: rds.IDatabaseCluster) -> object:
    vpc = ec2.Vpc(stack, "Vpc", max_azs=2)
    return dms.RestoredCluster(
        stack, "Restored", source=cluster, vpc=vpc, restore=dms.Restore.clone(), capacity=CAPACITY
    )


def watched(stack: cdk.Stack, cluster: rds.IDatabaseCluster) -> object:
    return dms.DatabaseAlarms(stack, "Alarms", database=cluster)


Given = Callable[[cdk.Stack], rds.IDatabaseCluster]
Make = Callable[[cdk.Stack, rds.IDatabaseCluster], object]
WRITE_PG = r"dms.PostgreSqlTarget\(self, 'Target', connection=dms.Connection.to_cluster\(cluster, secret=secret\), data"
REFUSED: dict[str, tuple[Given, Make, str, str]] = {
    "a target of one imported as PostgreSQL": (
        lambda stack: imported(stack, rds.DatabaseInstanceEngine.POSTGRES),
        postgresql,
        "DMS-E002",
        f"a Multi-AZ cluster of RDS and not of Aurora; write {WRITE_PG}",
    ),
    "a target of one that is made by the L1": (
        lambda stack: made(stack, "postgres"),
        postgresql,
        "DMS-E002",
        f"a Multi-AZ cluster of RDS and not of Aurora; write {WRITE_PG}",
    ),
    "a target of one of MySQL": (
        lambda stack: made(stack, "mysql"),
        mysql,
        "DMS-E002",
        r"write dms.MySqlTarget\(self, 'Target', connection=dms.Connection.to_cluster\(cluster, secret=secret\)\)",
    ),
    "an Aurora cluster of the L1 of another engine": (
        lambda stack: made(stack, "aurora-mysql"),
        postgresql,
        "DMS-E002",
        r"write dms.AuroraMySqlTarget\(self",
    ),
    "a global database": (
        lambda stack: imported(stack, rds.DatabaseInstanceEngine.POSTGRES),
        in_global,
        "DMS-H006",
        "the engine of this one is postgres",
    ),
    "a restored cluster": (
        lambda stack: imported(stack, rds.DatabaseInstanceEngine.MYSQL),
        restored,
        "DMS-H011",
        "must be a cluster of Aurora, and the engine of this one is mysql",
    ),
    "alarms": (
        lambda stack: made(stack, "postgres"),
        watched,
        "DMS-O016",
        "a cluster of postgres: CloudWatch has metrics of its instances only",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_it_is_refused_in_the_place_of_aurora(stack: cdk.Stack, case: str) -> None:
    given, make, code, message = REFUSED[case]
    cluster = given(stack)

    with pytest.raises(dms.ConfigurationError, match=message) as raised:
        make(stack, cluster)

    assert raised.value.code == code


LEGAL: dict[str, tuple[Given, Make]] = {
    "an Aurora cluster of the L1": (lambda stack: made(stack, "aurora-postgresql"), postgresql),
    "alarms on it": (lambda stack: made(stack, "aurora-postgresql"), watched),
    "a cluster whose engine is not known": (lambda stack: imported(stack, None), postgresql),
}


@pytest.mark.parametrize("case", LEGAL)
def test_aurora_is_taken(stack: cdk.Stack, case: str) -> None:
    given, make = LEGAL[case]

    assert make(stack, given(stack)) is not None


def test_what_the_refusal_says_to_write_is_taken(stack: cdk.Stack) -> None:
    secret = secretsmanager.Secret.from_secret_name_v2(stack, "Secret", "dms/orders")
    connection = dms.Connection.to_cluster(made(stack, "postgres"), secret=secret)

    target = dms.PostgreSqlTarget(stack, "Target", connection=connection, database="orders")

    assert target.engine_name is dms.EngineName.POSTGRESQL

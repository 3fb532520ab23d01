"""Metrics of databases have the names, dimensions and statistics that CloudWatch has."""

from collections.abc import Callable
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_cloudwatch as cloudwatch, aws_ec2 as ec2, aws_rds as rds

import dms_constructs as dms
from dms_constructs import facts
from tests.constructs.conftest import properties_of
from tests.constructs.databases import AURORA_MYSQL, cluster_of, imported, instance_of
from tests.values.test_database_monitoring_facts import method_of

METRICS = facts.database_monitoring()["metrics"]


@pytest.mark.parametrize("name", [name for name, known in METRICS.items() if "aurora-postgresql" in known["engines"]])
def test_a_cluster_has_each_metric_of_its_engine_with_the_statistic_of_the_facts(stack: cdk.Stack, name: str) -> None:
    metric = getattr(dms.DatabaseMetrics(imported(stack)), method_of(name))()

    assert (metric.namespace, metric.metric_name) == ("AWS/RDS", name)
    assert metric.statistic == METRICS[name]["statistic"]


@pytest.mark.parametrize(
    ("name", "role"),
    [("CPUUtilization", "WRITER"), ("AuroraReplicaLagMaximum", "WRITER"), ("AuroraReplicaLag", "READER")],
)
def test_a_metric_of_an_instance_is_told_by_its_role(stack: cdk.Stack, name: str, role: str) -> None:
    metric = dms.DatabaseMetrics(imported(stack)).metric(name)

    assert dict(metric.dimensions) == {"DBClusterIdentifier": "theirs", "Role": role}


@pytest.mark.parametrize("name", [name for name, known in METRICS.items() if known["level"] == "cluster"])
def test_a_metric_of_the_volume_is_told_by_the_cluster_alone(stack: cdk.Stack, name: str) -> None:
    database = imported(stack, engine=rds.DatabaseClusterEngine.AURORA_MYSQL)

    assert dict(dms.DatabaseMetrics(database).metric(name).dimensions) == {"DBClusterIdentifier": "theirs"}


def test_readers_have_their_own(stack: cdk.Stack) -> None:
    metrics = dms.DatabaseMetrics(imported(stack), role=dms.DatabaseRole.READER)

    assert dict(metrics.metric_cpu_utilization().dimensions)["Role"] == "READER"


def test_one_instance_of_a_cluster_is_told_by_its_name(stack: cdk.Stack) -> None:
    metrics = dms.DatabaseMetrics(imported(stack), instance_identifier="theirs-1")

    assert dict(metrics.metric_cpu_utilization().dimensions) == {"DBInstanceIdentifier": "theirs-1"}
    assert dict(metrics.metric_volume_bytes_used().dimensions) == {"DBClusterIdentifier": "theirs"}


def test_an_instance_of_rds_is_told_by_its_name(stack: cdk.Stack, vpc: ec2.IVpc) -> None:
    database = instance_of(stack, vpc)

    assert dict(dms.DatabaseMetrics(database).metric_oldest_replication_slot_lag().dimensions) == {
        "DBInstanceIdentifier": database.instance_identifier
    }


def test_in_a_graph_of_another_region_a_metric_names_its_own(app: cdk.App, stack: cdk.Stack, vpc: ec2.IVpc) -> None:
    metric = dms.DatabaseMetrics(cluster_of(stack, vpc)).metric_cpu_utilization()
    there = cdk.Stack(app, "There", env=cdk.Environment(account="111122223333", region="us-east-1"))

    cloudwatch.Dashboard(there, "Board", widgets=[[cloudwatch.GraphWidget(left=[metric])]])

    assert '"region":"eu-west-1"' in str(properties_of(there, "AWS::CloudWatch::Dashboard")).replace("\\", "")


def test_a_metric_is_summed_up_and_shown_as_asked(stack: cdk.Stack) -> None:
    metric = dms.DatabaseMetrics(imported(stack)).metric_commit_latency(
        statistic="p99", period=cdk.Duration.minutes(1), label="slow"
    )

    assert (metric.statistic, metric.label, metric.period.to_seconds()) == ("p99", "slow", 60)


def test_a_metric_that_the_facts_do_not_know_is_one_of_the_role(stack: cdk.Stack) -> None:
    metric = dms.DatabaseMetrics(imported(stack)).metric("EngineUptime")

    assert dict(metric.dimensions)["Role"] == "WRITER"


def test_without_an_engine_every_metric_is_taken(stack: cdk.Stack) -> None:
    metrics = dms.DatabaseMetrics(imported(stack, engine=None))

    assert metrics.engine_name is None
    assert metrics.metric_sum_binary_log_size().metric_name == "SumBinaryLogSize"


def test_a_mistyped_name_fails(stack: cdk.Stack, fails: Callable[..., Any]) -> None:
    metrics = dms.DatabaseMetrics(imported(stack))

    fails(
        "DMS-O001", "RDS or Aurora, .*did you mean 'DatabaseConnections'", lambda: metrics.metric("DatabaseConection")
    )


def test_a_metric_of_another_engine_fails(stack: cdk.Stack, vpc: ec2.IVpc, fails: Callable[..., Any]) -> None:
    metrics = dms.DatabaseMetrics(cluster_of(stack, vpc, engine=AURORA_MYSQL))

    fails(
        "DMS-O014",
        r"is aurora, which has no metric MaximumUsedTransactionIDs: only aurora-postgresql, postgres have it",
        metrics.metric_maximum_used_transaction_ids,
        path="Shop/Orders",
    )


def test_a_metric_of_another_engine_that_is_unchecked_is_taken(stack: cdk.Stack) -> None:
    metric = dms.DatabaseMetrics(imported(stack)).metric(dms.unchecked("FreeStorageSpace"))

    assert metric.metric_name == "FreeStorageSpace"


@pytest.mark.parametrize(
    ("given", "match"),
    [
        ({"database": "orders"}, "must be an RDS cluster or instance, got str 'orders'"),
        ({"role": "READER"}, r"dms\.DatabaseRole\.READER"),
        ({"instance_identifier": 5}, "must be of type str"),
    ],
    ids=str,
)
def test_what_has_no_metrics_fails(
    stack: cdk.Stack, fails: Callable[..., Any], given: dict[str, Any], match: str
) -> None:
    database = given.pop("database", None) or imported(stack)

    fails("DMS-A001", match, lambda: dms.DatabaseMetrics(database, **given))

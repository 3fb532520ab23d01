"""Metrics have the names, dimensions and statistics that CloudWatch has."""

from collections.abc import Callable
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_cloudwatch as cloudwatch, aws_ec2 as ec2

import dms_constructs as dms
from dms_constructs import facts
from tests.constructs.conftest import properties_of
from tests.values.test_monitoring_facts import method_of

TASK_ARN = "arn:aws:dms:eu-west-1:111122223333:task:2YT32VX7CHRM"
INSTANCE_ARN = "arn:aws:dms:eu-west-1:111122223333:rep:ABC"


@pytest.fixture
def named_instance(stack: cdk.Stack) -> dms.IReplicationInstance:
    return dms.ReplicationInstance.from_replication_instance_attributes(
        stack, "Named", replication_instance_arn=INSTANCE_ARN, replication_instance_identifier="Shop-Instance"
    )


@pytest.fixture
def task(
    stack: cdk.Stack,
    named_instance: dms.IReplicationInstance,
    source: dms.MySqlSource,
    target: dms.PostgreSqlTarget,
    mappings: dms.TableMappings,
) -> dms.ReplicationTask:
    return dms.ReplicationTask(
        stack,
        "Task",
        replication_instance=named_instance,
        source=source,
        target=target,
        migration_type=dms.MigrationType.CDC,
        table_mappings=mappings,
    )


@pytest.fixture
def imported(stack: cdk.Stack, named_instance: dms.IReplicationInstance) -> dms.IReplicationTask:
    return dms.ReplicationTask.from_replication_task_arn(
        stack, "Imported", TASK_ARN, replication_instance=named_instance
    )


def rendered(scope: cdk.Stack, metric: cloudwatch.Metric) -> dict[str, Any]:
    """The properties of an alarm on the metric."""
    metric.create_alarm(scope, "Alarm", threshold=1, evaluation_periods=1)
    return properties_of(scope, "AWS::CloudWatch::Alarm")


def dimensions(alarm: dict[str, Any]) -> dict[str, Any]:
    return {each["Name"]: each["Value"] for each in alarm["Dimensions"]}


@pytest.mark.parametrize("name", facts.monitoring()["metrics"]["task"])
def test_a_task_has_each_metric_with_the_statistic_of_the_facts(imported: dms.IReplicationTask, name: str) -> None:
    metric = getattr(imported, method_of(name))()

    assert (metric.namespace, metric.metric_name) == ("AWS/DMS", name)
    assert metric.statistic == facts.monitoring()["metrics"]["task"][name]["statistic"]


@pytest.mark.parametrize("name", facts.monitoring()["metrics"]["instance"])
def test_an_instance_has_each_metric(named_instance: dms.IReplicationInstance, name: str) -> None:
    metric = getattr(named_instance, method_of(name))()

    assert metric.metric_name == name
    assert dict(metric.dimensions) == {"ReplicationInstanceIdentifier": "shop-instance"}


def test_a_task_is_told_by_its_instance_s_name_and_the_last_part_of_its_arn(
    stack: cdk.Stack, task: dms.ReplicationTask
) -> None:
    assert dimensions(rendered(stack, task.metric_cdc_latency_target())) == {
        "ReplicationInstanceIdentifier": "shop-instance",
        "ReplicationTaskIdentifier": {"Fn::Select": [6, {"Fn::Split": [":", {"Ref": "Task"}]}]},
    }


def test_an_imported_task_is_told_by_the_end_of_its_arn(imported: dms.IReplicationTask) -> None:
    assert dict(imported.metric_cdc_latency_source().dimensions) == {
        "ReplicationInstanceIdentifier": "shop-instance",
        "ReplicationTaskIdentifier": "2YT32VX7CHRM",
    }


def test_in_another_stack_a_task_is_told_by_an_import_of_its_arn(
    app: cdk.App, stack: cdk.Stack, task: dms.ReplicationTask
) -> None:
    other = cdk.Stack(app, "Other", env=cdk.Environment(account="111122223333", region="eu-west-1"))

    told = dimensions(rendered(other, task.metric_cdc_latency_target()))

    assert told["ReplicationTaskIdentifier"] == {
        "Fn::Select": [6, {"Fn::Split": [":", {"Fn::ImportValue": "Shop:ExportsOutputRefTask3B0F3B65"}]}]
    }


def test_an_owned_instance_has_its_own_name(stack: cdk.Stack, vpc: ec2.IVpc) -> None:
    instance = dms.ReplicationInstance(stack, "Instance", vpc=vpc)

    assert dict(instance.metric_free_storage_space().dimensions) == {
        "ReplicationInstanceIdentifier": instance.replication_instance_identifier
    }


def test_an_instance_without_a_name_is_told_by_the_end_of_its_arn(instance: dms.IReplicationInstance) -> None:
    assert dict(instance.metric_cpu_utilization().dimensions) == {"ReplicationInstanceExternalResourceId": "ABC"}


def test_a_metric_is_summed_up_and_shown_as_asked(imported: dms.IReplicationTask) -> None:
    metric = imported.metric_cdc_latency_target(
        statistic="p99", period=cdk.Duration.minutes(1), label="late", color="#1f77b4"
    )

    assert (metric.statistic, metric.label, metric.color) == ("p99", "late", "#1f77b4")
    assert metric.period.to_seconds() == 60


def test_a_unit_is_not_a_filter_unless_asked(stack: cdk.Stack, imported: dms.IReplicationTask) -> None:
    assert "Unit" not in rendered(stack, imported.metric_cdc_latency_target())


def test_a_metric_that_the_facts_do_not_know_is_taken(imported: dms.IReplicationTask) -> None:
    assert imported.metric("TablesQuarantined").statistic == "Average"


def test_in_a_graph_of_another_region_a_metric_names_its_own(app: cdk.App, imported: dms.IReplicationTask) -> None:
    there = cdk.Stack(app, "There", env=cdk.Environment(account="111122223333", region="us-east-1"))
    cloudwatch.Dashboard(there, "Board", widgets=[[cloudwatch.GraphWidget(left=[imported.metric_cpu_utilization()])]])

    assert '"region":"eu-west-1"' in str(properties_of(there, "AWS::CloudWatch::Dashboard")).replace("\\", "")


def test_a_mistyped_name_fails(imported: dms.IReplicationTask, fails: Callable[..., Any]) -> None:
    fails("DMS-O001", "did you mean 'CDCLatencyTarget'", lambda: imported.metric("CDCLatencyTraget"))


def test_a_mistyped_name_that_is_unchecked_is_taken(imported: dms.IReplicationTask) -> None:
    assert imported.metric(dms.unchecked("CDCLatencyTargets")).metric_name == "CDCLatencyTargets"


@pytest.mark.parametrize(
    ("props", "match"),
    [
        ({"statistic": "maximum"}, "did you mean 'Maximum'"),
        ({"statistic": 99}, "got int 99"),
        ({"period": 300}, r"cdk\.Duration\.minutes"),
        ({"color": "red"}, "#1f77b4"),
        ({"label": 5}, "must be of type str"),
        ({"region": 5}, "region='eu-west-1'"),
        ({"statistics": "p99"}, "did you mean 'statistic'"),
        ({"unit": "Seconds"}, r"cloudwatch\.Unit\.SECONDS"),
    ],
    ids=str,
)
def test_what_cloudwatch_does_not_have_fails(
    props: dict[str, Any], match: str, imported: dms.IReplicationTask, fails: Callable[..., Any]
) -> None:
    fails("DMS-O002", match, lambda: imported.metric_cdc_latency_target(**props))


def test_an_imported_task_without_its_instance_has_no_metrics(stack: cdk.Stack, fails: Callable[..., Any]) -> None:
    task = dms.ReplicationTask.from_replication_task_arn(stack, "Imported", TASK_ARN)

    fails("DMS-O003", "replication_instance=", task.metric_cdc_latency_target, path="Shop/Imported")


def test_an_imported_task_on_an_instance_without_a_name_has_no_metrics(
    stack: cdk.Stack, instance: dms.IReplicationInstance, fails: Callable[..., Any]
) -> None:
    task = dms.ReplicationTask.from_replication_task_arn(stack, "Task", TASK_ARN, replication_instance=instance)

    fails("DMS-I014", "replication_instance_identifier", task.metric_cdc_latency_target)

"""Alarms and dashboards of serverless Aurora clusters, once with this library and once with aws_cloudwatch."""

from __future__ import annotations

import aws_cdk as cdk
from aws_cdk import (
    aws_cloudwatch as cloudwatch,
    aws_cloudwatch_actions as cloudwatch_actions,
    aws_ec2 as ec2,
    aws_rds as rds,
)
from constructs import Construct

import dms_constructs as dms
from bench import clusters
from bench.watched import ABOVE, BELOW, BREACHING, GIB, GOOD, REGION, Rule, topic_of

# What a cluster of 2 to 16 ACU with a reader has: 32 GiB of memory, and 3,244 connections.
ALARMS: list[Rule] = [
    ("ACUUtilization", "Average", 3, ABOVE, GOOD, 90, None),
    ("DatabaseConnections", "Maximum", 1, ABOVE, GOOD, 2595.2, 3081.8),
    ("FreeableMemory", "Average", 3, BELOW, BREACHING, 3.2 * GIB, 1.6 * GIB),
    ("AuroraReplicaLagMaximum", "Maximum", 3, ABOVE, GOOD, 1000, 30_000),
    ("MaximumUsedTransactionIDs", "Maximum", 3, ABOVE, GOOD, 1_000_000_000, 1_500_000_000),
    ("Deadlocks", "Average", 3, ABOVE, GOOD, 0.1, None),
]
GRAPHS = [
    [
        ("Capacity of the largest, percent", [("ACUUtilization", "Average")]),
        ("Connections", [("DatabaseConnections", "Maximum")]),
        ("Free memory, bytes", [("FreeableMemory", "Average")]),
        ("Readers behind, milliseconds", [("AuroraReplicaLagMaximum", "Maximum")]),
    ],
    [
        ("Commits and changes, milliseconds", [("CommitLatency", "Average")]),
        ("Deadlocks, per second", [("Deadlocks", "Average")]),
        ("Storage, operations per second", [("ReadIOPS", "Average"), ("WriteIOPS", "Average")]),
        ("Volume, bytes", [("VolumeBytesUsed", "Maximum")]),
    ],
    [
        ("Billed I/O, in five minutes", [("VolumeReadIOPs", "Sum"), ("VolumeWriteIOPs", "Sum")]),
        ("Age of transaction IDs", [("MaximumUsedTransactionIDs", "Maximum")]),
    ],
]


def ours(stack: cdk.Stack, vpc: ec2.IVpc, count: int) -> None:
    """Watch clusters of this library with it."""
    topic = topic_of(stack)
    for number in range(count):
        scope = Construct(stack, f"Shop{number}")
        target = clusters.ours(scope, vpc)
        alarms = target.alarms(actions={severity: [topic] for severity in dms.AlarmSeverity})
        dms.DatabaseDashboard(scope, "Dashboard", database=target.cluster, alarms=alarms)


def theirs(stack: cdk.Stack, vpc: ec2.IVpc, count: int) -> None:
    """Watch clusters of aws_rds with aws_cloudwatch."""
    topic = topic_of(stack)
    for number in range(count):
        scope = Construct(stack, f"Shop{number}")
        cluster = clusters.theirs(scope, vpc)
        action = cloudwatch_actions.SnsAction(topic)
        alarms = _alarms(scope, cluster, action)
        critical = [alarm for alarm in alarms if alarm.node.id.endswith("Critical")]
        unhealthy = cloudwatch.CompositeAlarm(
            scope,
            "Unhealthy",
            alarm_rule=cloudwatch.AlarmRule.from_string(" OR ".join(f'ALARM("{each.alarm_arn}")' for each in critical)),
            alarm_description=f"Something is critical in Shop{number}",
        )
        unhealthy.add_alarm_action(action)
        unhealthy.add_ok_action(action)
        _dashboard(scope, cluster, alarms, unhealthy)


def _alarms(scope: Construct, cluster: rds.DatabaseCluster, action: cloudwatch.IAlarmAction) -> list[cloudwatch.Alarm]:
    made = []
    for name, statistic, periods, operator, missing, *thresholds in ALARMS:
        measured = _metric(cluster, name, statistic)
        for severity, threshold in zip(("Warning", "Critical"), thresholds, strict=True):
            if threshold is None:
                continue
            alarm = cloudwatch.Alarm(
                scope,
                f"{name}{severity}",
                metric=measured,
                threshold=threshold,
                evaluation_periods=periods,
                comparison_operator=operator,
                treat_missing_data=missing,
                alarm_description=f"{name} of the cluster is too high or too low: look at the runbook",
            )
            if missing is BREACHING:  # not on before there is data
                alarm.node.add_dependency(cluster)
            if severity == "Warning":
                alarm.add_alarm_action(action)
                alarm.add_ok_action(action)
            made.append(alarm)
    return made


def _dashboard(
    scope: Construct,
    cluster: rds.DatabaseCluster,
    alarms: list[cloudwatch.Alarm],
    unhealthy: cloudwatch.CompositeAlarm,
) -> None:
    board = cloudwatch.Dashboard(scope, "Dashboard")
    console = f"https://{REGION}.console.aws.amazon.com"
    title = f"# {cluster.node.path}\n[Databases]({console}/rds/home?region={REGION}#databases:)"
    board.add_widgets(
        cloudwatch.TextWidget(markdown=title, width=12, height=2),
        cloudwatch.AlarmStatusWidget(title="Is it healthy?", alarms=[unhealthy], width=12, height=2),
    )
    board.add_widgets(cloudwatch.TextWidget(markdown=f"## {cluster.node.path}", width=24, height=1))
    board.add_widgets(cloudwatch.AlarmStatusWidget(title="Alarms", alarms=alarms, width=24, height=2))
    for row in GRAPHS:
        board.add_widgets(
            *(
                cloudwatch.GraphWidget(
                    title=name,
                    left=[_metric(cluster, *each) for each in metrics],
                    left_y_axis=cloudwatch.YAxisProps(min=0, show_units=False),
                    width=6,
                    height=6,
                )
                for name, metrics in row
            )
        )


def _metric(cluster: rds.DatabaseCluster, name: str, statistic: str) -> cloudwatch.Metric:
    dimensions = {"DBClusterIdentifier": cluster.cluster_identifier}
    if not name.startswith("Volume"):
        dimensions["Role"] = "WRITER"
    return cloudwatch.Metric(namespace="AWS/RDS", metric_name=name, dimensions_map=dimensions, statistic=statistic)

"""Alarms and dashboards of tasks that exist, once with this library and once with aws_cloudwatch."""

from __future__ import annotations

import aws_cdk as cdk
from aws_cdk import (
    aws_cloudwatch as cloudwatch,
    aws_cloudwatch_actions as cloudwatch_actions,
    aws_sns as sns,
)
from constructs import Construct

import dms_constructs as dms

ARN = "arn:aws:dms:eu-west-1:111122223333"
REGION = "eu-west-1"
GIB = 2**30


def topic_of(stack: cdk.Stack) -> sns.ITopic:
    return sns.Topic.from_topic_arn(stack, "Told", "arn:aws:sns:eu-west-1:111122223333:told")


def ours(stack: cdk.Stack, count: int) -> None:
    """Write them with this library."""
    topic = topic_of(stack)
    for number in range(count):
        scope = Construct(stack, f"Shop{number}")
        instance = dms.ReplicationInstance.from_replication_instance_attributes(
            scope,
            "Instance",
            replication_instance_arn=f"{ARN}:rep:ABC{number}",
            replication_instance_identifier=f"shop{number}",
            instance_class=dms.InstanceClass.R6I_LARGE,
            allocated_storage_gib=100,
        )
        task = dms.ReplicationTask.from_replication_task_arn(
            scope, "Task", f"{ARN}:task:DEF{number}", replication_instance=instance
        )
        alarms = dms.Alarms(
            scope,
            "Alarms",
            replications=[task],
            actions={severity: [topic] for severity in dms.AlarmSeverity},
        )
        dms.MigrationDashboard(scope, "Dashboard", replications=[task], alarms=alarms)


ABOVE = cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD
BELOW = cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD
BREACHING = cloudwatch.TreatMissingData.BREACHING
IGNORE = cloudwatch.TreatMissingData.IGNORE
GOOD = cloudwatch.TreatMissingData.NOT_BREACHING

# Name and statistic of a metric, periods, comparison, missing data, and the thresholds: a warning's, a critical one.
Rule = tuple[str, str, int, cloudwatch.ComparisonOperator, cloudwatch.TreatMissingData, float | None, float | None]
OF_THE_TASK: list[Rule] = [
    ("CPUUtilization", "SampleCount", 3, BELOW, BREACHING, None, 1),
    ("CDCLatencySource", "Maximum", 3, ABOVE, IGNORE, 300, 1800),
    ("CDCLatencyTarget", "Maximum", 3, ABOVE, IGNORE, 300, 1800),
    ("CDCChangesDiskTarget", "Maximum", 6, ABOVE, IGNORE, 0, None),
    ("ValidationFailedOverallCount", "Maximum", 1, ABOVE, GOOD, 0, None),
    ("ValidationSuspendedOverallCount", "Maximum", 6, ABOVE, GOOD, 0, None),
]
OF_THE_INSTANCE: list[Rule] = [
    ("CPUUtilization", "Average", 3, ABOVE, GOOD, 80, None),
    ("FreeableMemory", "Average", 3, BELOW, IGNORE, 1.6 * GIB, 0.8 * GIB),
    ("SwapUsage", "Average", 3, ABOVE, IGNORE, GIB / 2, None),
    ("FreeStorageSpace", "Average", 3, BELOW, BREACHING, 20 * GIB, 10 * GIB),
]
TASK_GRAPHS = [
    [
        ("Rows loaded, per second", [("FullLoadThroughputRowsTarget", "Average")]),
        ("Data loaded, kilobytes per second", [("FullLoadThroughputBandwidthTarget", "Average")]),
        ("Latency, seconds", [("CDCLatencySource", "Maximum"), ("CDCLatencyTarget", "Maximum")]),
    ],
    [
        (
            "Changed rows, per second",
            [("CDCThroughputRowsSource", "Average"), ("CDCThroughputRowsTarget", "Average")],
        ),
        ("Changes waiting", [("CDCIncomingChanges", "Maximum")]),
        ("Changes in memory", [("CDCChangesMemorySource", "Maximum"), ("CDCChangesMemoryTarget", "Maximum")]),
    ],
    [
        ("Changes on disk", [("CDCChangesDiskSource", "Maximum"), ("CDCChangesDiskTarget", "Maximum")]),
        ("Memory of the task, megabytes", [("MemoryUsage", "Average")]),
        (
            "Rows compared",
            [("ValidationSucceededRecordCount", "Maximum"), ("ValidationPendingOverallCount", "Maximum")],
        ),
    ],
    [
        (
            "Rows that differ or can't be compared",
            [("ValidationFailedOverallCount", "Maximum"), ("ValidationSuspendedOverallCount", "Maximum")],
        ),
    ],
]
INSTANCE_GRAPHS = [
    [
        ("Processors, percent", [("CPUUtilization", "Average")]),
        ("Memory and swap, bytes", [("FreeableMemory", "Average"), ("SwapUsage", "Average")]),
        ("Free storage, bytes", [("FreeStorageSpace", "Average")]),
        ("Disk, operations per second", [("ReadIOPS", "Average"), ("WriteIOPS", "Average")]),
    ]
]


def metric(name: str, statistic: str, dimensions: dict[str, str]) -> cloudwatch.Metric:
    return cloudwatch.Metric(namespace="AWS/DMS", metric_name=name, dimensions_map=dimensions, statistic=statistic)


def theirs(stack: cdk.Stack, count: int) -> None:
    """Write them with aws_cloudwatch."""
    topic = topic_of(stack)
    for number in range(count):
        of_instance = {"ReplicationInstanceIdentifier": f"shop{number}"}
        of_task = {**of_instance, "ReplicationTaskIdentifier": f"DEF{number}"}
        scope = Construct(stack, f"Shop{number}")
        action = cloudwatch_actions.SnsAction(topic)
        critical: list[cloudwatch.Alarm] = []
        on_task = _alarms(scope, "Task", of_task, table=OF_THE_TASK, action=action, critical=critical)
        on_instance = _alarms(scope, "Instance", of_instance, table=OF_THE_INSTANCE, action=action, critical=critical)
        unhealthy = cloudwatch.CompositeAlarm(
            scope,
            "Unhealthy",
            alarm_rule=cloudwatch.AlarmRule.from_string(" OR ".join(f'ALARM("{each.alarm_arn}")' for each in critical)),
            alarm_description=f"Something is critical in Shop{number}",
        )
        unhealthy.add_alarm_action(action)
        unhealthy.add_ok_action(action)

        board = cloudwatch.Dashboard(scope, "Dashboard")
        console = f"https://{REGION}.console.aws.amazon.com"
        board.add_widgets(
            cloudwatch.TextWidget(
                markdown=f"# Shop{number}\n[Tasks]({console}/dms/v2/home?region={REGION}#tasks)", width=12, height=2
            ),
            cloudwatch.AlarmStatusWidget(title="Is it healthy?", alarms=[unhealthy], width=12, height=2),
        )
        _part(board, f"## Task Shop{number}", on_task, of_task, rows=TASK_GRAPHS, width=8)
        board.add_widgets(
            cloudwatch.LogQueryWidget(
                title="Errors and warnings of the log",
                log_group_names=[f"dms-tasks-shop{number}"],
                query_lines=[
                    f"filter @logStream = 'dms-task-DEF{number}'",
                    "fields @timestamp, @message",
                    "filter @message like /\\]E:/ or @message like /\\]W:/",
                    "sort @timestamp desc",
                    "limit 50",
                ],
                width=24,
                height=6,
            )
        )
        _part(board, f"## Instance Shop{number}", on_instance, of_instance, rows=INSTANCE_GRAPHS, width=6)


def _alarms(
    scope: Construct,
    what: str,
    dimensions: dict[str, str],
    *,
    table: list[Rule],
    action: cloudwatch.IAlarmAction,
    critical: list[cloudwatch.Alarm],
) -> list[cloudwatch.Alarm]:
    made = []
    for name, statistic, periods, operator, missing, *thresholds in table:
        measured = metric(name, statistic, dimensions)
        for severity, threshold in zip(("Warning", "Critical"), thresholds, strict=True):
            if threshold is None:
                continue
            alarm = cloudwatch.Alarm(
                scope,
                f"{what}{name}{severity}",
                metric=measured,
                threshold=threshold,
                evaluation_periods=periods,
                comparison_operator=operator,
                treat_missing_data=missing,
                alarm_description=f"{name} of the {what.lower()} is too high or too low: look at the runbook",
            )
            made.append(alarm)
            if severity == "Critical":
                critical.append(alarm)
            else:
                alarm.add_alarm_action(action)
                alarm.add_ok_action(action)
    return made


def _part(
    board: cloudwatch.Dashboard,
    title: str,
    alarms: list[cloudwatch.Alarm],
    dimensions: dict[str, str],
    *,
    rows: list[list[tuple[str, list[tuple[str, str]]]]],
    width: int,
) -> None:
    board.add_widgets(cloudwatch.TextWidget(markdown=title, width=24, height=1))
    board.add_widgets(cloudwatch.AlarmStatusWidget(title="Alarms", alarms=alarms, width=24, height=2))
    for row in rows:
        board.add_widgets(
            *(
                cloudwatch.GraphWidget(
                    title=name,
                    left=[metric(*each, dimensions) for each in metrics],
                    left_y_axis=cloudwatch.YAxisProps(min=0, show_units=False),
                    width=width,
                    height=6,
                )
                for name, metrics in row
            )
        )

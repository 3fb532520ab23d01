"""The rows of a dashboard: each a list of widgets, 24 units wide together."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from typing import Any

from aws_cdk import aws_cloudwatch as cloudwatch
from constructs import IConstruct

from dms_constructs import facts
from dms_constructs._construct import DmsConstruct, created
from dms_constructs.errors import is_unresolved
from dms_constructs.monitoring.alarm_set import AlarmSet
from dms_constructs.monitoring.logs import Logged, query_lines
from dms_constructs.monitoring.watched import KIND_NAMES, Watched, kind_of, plan_of, validates
from dms_constructs.replication.existing_instance import IReplicationInstance

__all__ = ["DATABASES", "Row", "graphs_of", "heading", "of_instance", "of_replication", "title_row"]

Row = Sequence[cloudwatch.IWidget]

_WIDTH = 24
_HEIGHT = 6
_LOADING = {
    "Rows loaded, per second": ("FullLoadThroughputRowsTarget",),
    "Data loaded, kilobytes per second": ("FullLoadThroughputBandwidthTarget",),
}
_CHANGES = {
    "Latency, seconds": ("CDCLatencySource", "CDCLatencyTarget"),
    "Changed rows, per second": ("CDCThroughputRowsSource", "CDCThroughputRowsTarget"),
    "Changes waiting": ("CDCIncomingChanges",),
}
_WAITING = {
    "Changes in memory": ("CDCChangesMemorySource", "CDCChangesMemoryTarget"),
    "Changes on disk": ("CDCChangesDiskSource", "CDCChangesDiskTarget"),
    "Memory of the task, megabytes": ("MemoryUsage",),
}
_VALIDATION = {
    "Rows compared": ("ValidationSucceededRecordCount", "ValidationPendingOverallCount"),
    "Rows that differ or can't be compared": ("ValidationFailedOverallCount", "ValidationSuspendedOverallCount"),
}
_CAPACITY = {"Capacity in use, percent": ("CapacityUtilization",)}
_INSTANCE = {
    "Processors, percent": ("CPUUtilization",),
    "Memory and swap, bytes": ("FreeableMemory", "SwapUsage"),
    "Free storage, bytes": ("FreeStorageSpace",),
    "Disk, operations per second": ("ReadIOPS", "WriteIOPS"),
}


TASKS = ("Tasks", "dms/v2", "#tasks")
DATABASES = ("Databases", "rds", "#databases:")


def title_row(
    owner: DmsConstruct,
    title: str,
    alarms: AlarmSet | None,
    runbook_url: str | None,
    watched: tuple[str, str, str] = TASKS,
) -> Row:
    """Return the title, with links to the console and the runbook, and whether something is critical."""
    region = owner.stack.region
    console = f"https://{region}.console.{_domain_of(region)}"
    name, service, page = watched
    links = {
        name: f"{console}/{service}/home?region={region}{page}",
        "Alarms": f"{console}/cloudwatch/home?region={region}#alarmsV2:",
        "Logs": f"{console}/cloudwatch/home?region={region}#logsV2:logs-insights",
        **({"Runbook": runbook_url} if runbook_url else {}),
    }
    listed = " | ".join(f"[{name}]({url})" for name, url in links.items())
    markdown = f"# {title}\n{listed}"
    unhealthy = alarms.unhealthy if alarms is not None else None
    if unhealthy is None:
        return [cloudwatch.TextWidget(markdown=markdown, width=_WIDTH, height=2)]
    half = _WIDTH // 2
    return [
        cloudwatch.TextWidget(markdown=markdown, width=half, height=2),
        cloudwatch.AlarmStatusWidget(title="Is it healthy?", alarms=[unhealthy], width=half, height=2),
    ]


def of_replication(replication: Watched, alarms: AlarmSet | None) -> Iterator[Row]:
    """Return the rows of a task or a serverless replication: what its plan has, and all where that is not known."""
    kind, plan = kind_of(replication), plan_of(replication)
    yield from heading(replication, f"{KIND_NAMES[kind]} {replication.node.path}", alarms)
    known_type = plan.migration_type if plan is not None else None
    graphs: dict[str, tuple[str, ...]] = {}
    if known_type is None or known_type.has_full_load:
        graphs |= _LOADING
    if known_type is None or known_type.has_cdc:
        graphs |= _CHANGES
        graphs |= _WAITING if kind == "task" else {}
    if kind == "task" and (plan is None or validates(plan)):
        graphs |= _VALIDATION
    graphs |= _CAPACITY if kind == "serverless" else {}
    yield from graphs_of(replication, facts.monitoring()["metrics"][kind], graphs, across=3)
    logged = Logged.by(replication)
    if logged is not None:
        yield [
            cloudwatch.LogQueryWidget(
                title="Errors and warnings of the log",
                log_group_names=[logged.group],
                query_lines=query_lines("errors", logged),
                width=_WIDTH,
                height=_HEIGHT,
            )
        ]


def of_instance(instance: IReplicationInstance, alarms: AlarmSet | None) -> Iterator[Row]:
    """Return the rows of an instance."""
    yield from heading(instance, f"{KIND_NAMES['instance']} {instance.node.path}", alarms)
    yield from graphs_of(instance, facts.monitoring()["metrics"]["instance"], _INSTANCE, across=4)


def heading(watched: IConstruct, title: str, alarms: AlarmSet | None) -> Iterator[Row]:
    """Return the title of a part, and the alarms on what it is about."""
    yield [cloudwatch.TextWidget(markdown=f"## {title}", width=_WIDTH, height=1)]
    on_it = alarms.of(watched) if alarms is not None else ()
    if on_it:
        yield [cloudwatch.AlarmStatusWidget(title="Alarms", alarms=list(on_it), width=_WIDTH, height=2)]


def graphs_of(
    watched: Any, known: Container[str], graphs: Mapping[str, Sequence[str]], *, across: int
) -> Iterator[Row]:
    """Return graphs of those of the metrics that are known of it, some of them side by side."""
    width = _WIDTH // across
    row: list[cloudwatch.IWidget] = []
    for title, names in graphs.items():
        metrics = [watched.metric(name) for name in names if name in known]
        if not metrics:
            continue
        row.append(
            created(
                cloudwatch.GraphWidget,
                cloudwatch.GraphWidgetProps,
                title=title,
                left=metrics,
                left_y_axis=cloudwatch.YAxisProps(min=0, show_units=False),
                width=width,
                height=_HEIGHT,
            )
        )
        if len(row) == across:
            yield row
            row = []
    if row:
        yield row


def _domain_of(region: str) -> str:
    """Return the console's domain, which is that of most regions where the region is known at deployment only."""
    if is_unresolved(region):
        return "aws.amazon.com"
    if region.startswith("cn-"):
        return "amazonaws.cn"
    return "amazonaws-us-gov.com" if region.startswith("us-gov-") else "aws.amazon.com"

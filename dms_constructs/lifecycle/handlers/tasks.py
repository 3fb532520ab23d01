"""Replication tasks: how DMS describes them, and what can be asked of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

START, RESUME, RELOAD = "start-replication", "resume-processing", "reload-target"
# Another state that isn't known counts as one that passes.
_STATES = {"ready", "starting", "running", "stopped", "failed", "failed-move", "deleting"}
AT_REST = {"ready", "stopped", "failed", "failed-move"}
MOST_RELOADS = 10
_PAGE = 100


@dataclass(frozen=True)
class Task:
    """
    A replication task, or a serverless replication, as DMS describes it.

    Attributes:
        status: `ready`, `starting`, `running`, `stopped`, `failed`, `failed-move` or `deleting`; `passing` if it is in
            any other state.
        said: The status in DMS's own word.
        instance: The ARN of its instance; empty for a serverless one.
        can_resume: Whether DMS would resume it; a serverless one whose capacity is gone only loads anew.
    """

    arn: str
    name: str
    status: str
    said: str
    migration_type: str = ""
    source: str = ""
    target: str = ""
    instance: str = ""
    stop_reason: str = ""
    failure: str = ""
    checkpoint: str = ""
    stop_position: str = ""
    created: datetime | None = None
    stopped: datetime | None = None
    can_resume: bool = True

    @property
    def is_at_rest(self) -> bool:
        """Whether it may be changed and deleted."""
        return self.status in AT_REST


class ReplicationTasks:
    """What can be asked of replication tasks."""

    tests_connections = True

    def describe(self, dms: Any, arns: Iterable[str]) -> dict[str, Task]:
        """Describe those that DMS has, all in one call."""
        wanted = sorted(arns)
        found: dict[str, Task] = {}
        for start in range(0, len(wanted), _PAGE):
            values = wanted[start : start + _PAGE]
            filters = [{"Name": "replication-task-arn", "Values": values}]
            found |= {task.arn: task for task in self._search(dms, Filters=filters)}
        return found

    def every(self, dms: Any) -> Iterator[Task]:
        """Describe all of the account and region."""
        return self._search(dms)

    def _search(self, dms: Any, **filters: Any) -> Iterator[Task]:
        try:
            yield from map(
                _read, paged(dms.describe_replication_tasks, "ReplicationTasks", WithoutSettings=True, **filters)
            )
        except dms.exceptions.ResourceNotFoundFault:
            return  # DMS's answer where an empty list would do

    def on_endpoints(self, dms: Any, endpoints: list[str]) -> Iterator[Task]:
        """Describe those that read from or write to one of these endpoints."""
        return self._search(dms, Filters=[{"Name": "endpoint-arn", "Values": endpoints}])

    def start(self, dms: Any, arn: str, how: str, position: str = "") -> None:
        """Start it in one of the three ways."""
        more = {"CdcStartPosition": position} if position else {}
        dms.start_replication_task(ReplicationTaskArn=arn, StartReplicationTaskType=how, **more)

    def stop(self, dms: Any, arn: str) -> None:
        """Ask it to stop."""
        dms.stop_replication_task(ReplicationTaskArn=arn)

    def delete(self, dms: Any, arn: str) -> None:
        """Delete it."""
        dms.delete_replication_task(ReplicationTaskArn=arn)

    def give_mappings(self, dms: Any, arn: str, mappings: str) -> None:
        """Change its table mappings."""
        dms.modify_replication_task(ReplicationTaskArn=arn, TableMappings=mappings)

    def table_states(self, dms: Any, arn: str) -> dict[str, str]:
        """List its tables with their states, as `schema.table`."""
        return states_of(paged(dms.describe_table_statistics, "TableStatistics", ReplicationTaskArn=arn))

    def reload_tables(self, dms: Any, arn: str, tables: list[dict[str, str]]) -> None:
        """Load tables again while it runs, ten at most."""
        dms.reload_tables(ReplicationTaskArn=arn, TablesToReload=tables)


def paged(operation: Callable[..., Any], member: str, **request: Any) -> Iterator[dict[str, Any]]:
    """Go through all pages of an answer; boto3 has no paginator for the serverless half of the API."""
    while True:
        answer = operation(**request)
        yield from answer[member]
        if not answer.get("Marker"):
            return
        request["Marker"] = answer["Marker"]


def states_of(statistics: Iterable[dict[str, Any]]) -> dict[str, str]:
    """Read table statistics."""
    return {f"{each['SchemaName']}.{each['TableName']}": each.get("TableState", "") for each in statistics}


def _read(said: dict[str, Any]) -> Task:
    status = said["Status"]
    return Task(
        arn=said["ReplicationTaskArn"],
        name=said["ReplicationTaskIdentifier"],
        status=status if status in _STATES else "passing",
        said=status,
        migration_type=said["MigrationType"],
        source=said["SourceEndpointArn"],
        target=said["TargetEndpointArn"],
        instance=said["ReplicationInstanceArn"],
        stop_reason=said.get("StopReason", ""),
        failure=said.get("LastFailureMessage", ""),
        checkpoint=said.get("RecoveryCheckpoint", ""),
        stop_position=said.get("CdcStopPosition", ""),
        created=said.get("ReplicationTaskCreationDate"),
        stopped=said.get("ReplicationTaskStats", {}).get("StopDate"),
    )

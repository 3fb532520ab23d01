"""Serverless replications: the same as of tasks, in the words of the other half of the API."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta, timezone
from typing import Any

from tasks import Task, paged, states_of

_STATES = {
    "created": "ready",
    "running": "running",
    "stopped": "stopped",
    "failed": "failed",
    "deleting": "deleting",
    # It has read its endpoints by then. What follows is capacity, which may take longer than a deployment can wait.
    "calculating_capacity": "running",
    "provisioning_capacity": "running",
    "replication_starting": "running",
    "initializing": "starting",
    "preparing_metadata_resources": "starting",
    "testing_connection": "starting",
    "fetching_metadata": "starting",
}
_RUNS = "running"
# DMS takes the capacity away after that, and with it what a resume needs.
_KEPT = timedelta(hours=48)


class Replications:
    """What can be asked of serverless replications."""

    tests_connections = False

    def describe(self, dms: Any, arns: Iterable[str]) -> dict[str, Task]:
        """Describe those that DMS has, all in one call."""
        wanted = sorted(arns)
        filters = [{"Name": "replication-config-arn", "Values": wanted}]
        return {task.arn: task for task in self._search(dms, Filters=filters)} if wanted else {}

    def every(self, dms: Any) -> Iterator[Task]:
        """Describe all of the account and region."""
        return self._search(dms)

    def on_endpoints(self, dms: Any, endpoints: list[str]) -> Iterator[Task]:
        """Describe those that read from or write to one of these endpoints; DMS has no filter for that."""
        wanted = set(endpoints)
        return (task for task in self._search(dms) if wanted & {task.source, task.target})

    def _search(self, dms: Any, **filters: Any) -> Iterator[Task]:
        try:
            yield from map(_read, paged(dms.describe_replications, "Replications", **filters))
        except dms.exceptions.ResourceNotFoundFault:
            return

    def start(self, dms: Any, arn: str, how: str, position: str = "") -> None:
        """Start it in one of the three ways."""
        more = {"CdcStartPosition": position} if position else {}
        dms.start_replication(ReplicationConfigArn=arn, StartReplicationType=how, **more)

    def stop(self, dms: Any, arn: str) -> None:
        """Ask it to stop."""
        dms.stop_replication(ReplicationConfigArn=arn)

    def delete(self, dms: Any, arn: str) -> None:
        """Delete it."""
        dms.delete_replication_config(ReplicationConfigArn=arn)

    def give_mappings(self, dms: Any, arn: str, mappings: str) -> None:
        """Change its table mappings."""
        dms.modify_replication_config(ReplicationConfigArn=arn, TableMappings=mappings)

    def table_states(self, dms: Any, arn: str) -> dict[str, str]:
        """List its tables with their states, as `schema.table`."""
        operation = dms.describe_replication_table_statistics
        return states_of(paged(operation, "ReplicationTableStatistics", ReplicationConfigArn=arn))

    def reload_tables(self, dms: Any, arn: str, tables: list[dict[str, str]]) -> None:
        """Load tables again while it runs, ten at most."""
        dms.reload_replication_tables(ReplicationConfigArn=arn, TablesToReload=tables)


def _read(said: dict[str, Any]) -> Task:
    status = said["Status"]
    arn = said["ReplicationConfigArn"]
    return Task(
        arn=arn,
        name=said.get("ReplicationConfigIdentifier") or arn,
        status=_STATES.get(status, "passing"),
        said=status,
        migration_type=said.get("ReplicationType", ""),
        source=said.get("SourceEndpointArn", ""),
        target=said.get("TargetEndpointArn", ""),
        stop_reason=said.get("StopReason", ""),
        failure="; ".join(said.get("FailureMessages") or []),
        checkpoint=said.get("RecoveryCheckpoint", ""),
        stop_position=said.get("CdcStopPosition", ""),
        created=said.get("ReplicationCreateTime"),
        stopped=said.get("ReplicationLastStopTime"),
        can_resume=_can_resume(said),
    )


def _can_resume(said: dict[str, Any]) -> bool:
    if said.get("ReplicationType") == "full-load":
        return False
    if (said.get("ProvisionData") or {}).get("ProvisionState") == "deprovisioned":
        return False
    stopped: datetime | None = said.get("ReplicationLastStopTime")
    now = datetime.fromtimestamp(time.time(), timezone.utc)
    return said["Status"] != "stopped" or stopped is None or now - stopped < _KEPT

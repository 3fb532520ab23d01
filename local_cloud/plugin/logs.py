"""
The log of a task or a replication: a few lines as DMS writes them, into a log group that is there.

AWS makes the group where there is none, which is left behind by a stack; this writes nothing then.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator

from local_cloud.plugin import clock, inside, inside_monitoring
from local_cloud.plugin.store import OBSERVERS, Record

__all__ = ["install"]

_ROLE = "dms-cloudwatch-logs-role"
_STATES = {
    "initializing": "Initializing the replication workflow.",
    "preparing_metadata_resources": "Preparing the resources for metadata collection. This can take some time.",
    "testing_connection": "Testing connection to source and target endpoints to ensure proper configuration.",
}


def install() -> None:
    """Hear of every state from now on."""
    OBSERVERS.append(_observe)


def _observe(record: Record, before: str) -> None:  # noqa: ARG001 -- an observer's signature
    if record.kind == "ReplicationTask":
        settings = json.loads(record.data["ReplicationTaskSettings"])["Logging"]
        lines = list(_lines(record, record.data.get("LastFailureMessage", "")))
    elif record.kind == "ReplicationConfig":
        suffix = record.arn.rsplit(":", 1)[-1]
        settings = {
            "CloudWatchLogGroup": f"dms-serverless-replication-{suffix}",
            "CloudWatchLogStream": f"dms-serverless-replication-orchestrator-{suffix}",
        }
        message = _STATES.get(record.status, f"Replication is {record.status.replace('_', ' ')}.")
        lines = [str({"replication_state": record.status, "message": message})]
    else:
        return
    group = settings.get("CloudWatchLogGroup")
    with inside.request_scope(record.store.account, record.store.region):
        if group in inside_monitoring.LOG_GROUPS and _ROLE in inside.ROLES:
            _write(group, settings["CloudWatchLogStream"], lines)


def _lines(task: Record, failure: str) -> Iterator[str]:
    at = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(clock.now()))
    said = {
        "starting": "[TASK_MANAGER    ]I:  Task is starting  (replicationtask.c)",
        "running": "[TASK_MANAGER    ]I:  Task is running  (replicationtask.c)",
        "stopped": "[TASK_MANAGER    ]I:  Task stopped  (replicationtask.c)",
        "failed": f"[TASK_MANAGER    ]E:  {failure}  (replicationtask.c)",
    }
    if task.status in said:
        yield f"{at} {said[task.status]}"


def _write(group: str, stream: str, lines: list[str]) -> None:
    named = {"logGroupName": group, "logStreamName": stream}
    if stream not in inside_monitoring.LOG_GROUPS[group]["streams"]:
        inside_monitoring.create_log_stream(named)
    events = [{"timestamp": int(clock.now() * 1000), "message": line} for line in lines]
    inside_monitoring.put_log_events({**named, "logEvents": events})

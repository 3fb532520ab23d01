"""Letting every task run, as people do after they deployed: those with a life cycle run already."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from local_cloud.server import LocalCloudError

__all__ = ["run_all"]

_PATIENCE_SECONDS = 30
_PAUSE_SECONDS = 0.05
# What a life cycle puts on the tasks that it watches.
_TAG = "dms-constructs:stack"
_UNDER_WAY = {"creating", "modifying", "testing", "starting"}
_AT_REST = {"ready", "created", "stopped", "failed", "running"}

Thing = dict[str, Any]


def run_all(dms: Any, say: Callable[[str], None]) -> None:
    """
    Test the connections of each task without a life cycle and start it, and wait until what runs has loaded its tables.

    A failed test is not an error here: the task isn't started, and the report shows the test with its reason.

    Args:
        dms: The boto3 client.
        say: Called with a sentence about each task.
    """
    tasks = _tasks(dms)
    own = [task for task in tasks if not _has_life_cycle(dms, task["ReplicationTaskArn"])]
    for task in tasks:
        if task not in own:
            say(f"{task['ReplicationTaskIdentifier']} has a life cycle: the deployment left it {task['Status']}.")
    _test_connections(dms, own)
    for task in own:
        _start(dms, task, say)
    for config in _replications(dms):
        if not _has_life_cycle(dms, config["ReplicationConfigArn"]) and config["Status"] == "created":
            say(f"{config['ReplicationConfigIdentifier']} has no start policy, so it is started here.")
            dms.start_replication(
                ReplicationConfigArn=config["ReplicationConfigArn"], StartReplicationType="start-replication"
            )
    _wait(lambda: not any(_is_busy(dms, each) for each in _tasks(dms)), "a task")
    _wait(lambda: all(each["Status"] in _AT_REST for each in _replications(dms)), "a serverless replication")


def _tasks(dms: Any) -> list[Thing]:
    found: list[Thing] = dms.describe_replication_tasks()["ReplicationTasks"]
    return found


def _replications(dms: Any) -> list[Thing]:
    found: list[Thing] = dms.describe_replications()["Replications"]
    return found


def _has_life_cycle(dms: Any, arn: str) -> bool:
    return any(tag["Key"] == _TAG for tag in dms.list_tags_for_resource(ResourceArn=arn)["TagList"])


def _test_connections(dms: Any, tasks: list[Thing]) -> None:
    pairs = {
        (task["ReplicationInstanceArn"], task[side])
        for task in tasks
        for side in ("SourceEndpointArn", "TargetEndpointArn")
    }
    for instance, endpoint in sorted(pairs):
        dms.test_connection(ReplicationInstanceArn=instance, EndpointArn=endpoint)
    _wait(
        lambda: all(each["Status"] != "testing" for each in dms.describe_connections()["Connections"]),
        "a connection test",
    )


def _start(dms: Any, task: Thing, say: Callable[[str], None]) -> None:
    name = task["ReplicationTaskIdentifier"]
    try:
        dms.start_replication_task(
            ReplicationTaskArn=task["ReplicationTaskArn"], StartReplicationTaskType="start-replication"
        )
    except dms.exceptions.InvalidResourceStateFault:
        say(f"{name} can't be started: see its connections below.")
    else:
        say(f"{name} has no start policy, so its connections were tested and it was started here.")


def _is_busy(dms: Any, task: Thing) -> bool:
    if task["Status"] != "running":
        return task["Status"] in _UNDER_WAY
    tables = dms.describe_table_statistics(ReplicationTaskArn=task["ReplicationTaskArn"])["TableStatistics"]
    return any(table["TableState"] == "Full load" for table in tables)


def _wait(done: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while not done():
        if time.monotonic() > deadline:
            raise LocalCloudError(f"{what} is taking longer than {_PATIENCE_SECONDS} seconds")
        time.sleep(_PAUSE_SECONDS)

"""Testing connections, as people do before they start a task."""

from __future__ import annotations

import time
from typing import Any

from local_cloud.server import LocalCloudError

__all__ = ["test_connections"]

_PATIENCE_SECONDS = 30
_PAUSE_SECONDS = 0.05


def test_connections(dms: Any) -> None:
    """
    Test both endpoints of every task from its instance, and wait for the outcome.

    A failed test is not an error here: the report shows it with its reason.

    Args:
        dms: The boto3 client.
    """
    tasks = dms.describe_replication_tasks()["ReplicationTasks"]
    pairs = {
        (task["ReplicationInstanceArn"], task[side])
        for task in tasks
        for side in ("SourceEndpointArn", "TargetEndpointArn")
    }
    for instance, endpoint in sorted(pairs):
        dms.test_connection(ReplicationInstanceArn=instance, EndpointArn=endpoint)
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while any(each["Status"] == "testing" for each in dms.describe_connections()["Connections"]):
        if time.monotonic() > deadline:
            raise LocalCloudError(f"a connection test is taking longer than {_PATIENCE_SECONDS} seconds")
        time.sleep(_PAUSE_SECONDS)

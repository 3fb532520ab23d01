"""Connection tests: DMS starts a task only after successful ones, and runs some by itself after an endpoint changed."""

from __future__ import annotations

import time
from typing import Any

from request import Request
from signals import Refused, Wait
from tasks import Task

_LONGEST_SECONDS = 600


def check(request: Request, task: Task, plan: dict[str, Any]) -> None:
    """
    See to it that both connections of a task were tested, successfully.

    Args:
        request: The request it is started for.
        task: The task.
        plan: How it is started: `Test` says that an older success doesn't count. `Awaited` and `Tested` collect the
            endpoints whose outcome is of this request: of a test that DMS began by itself, or of one asked for here.

    Raises:
        Wait: While a test runs.
        Refused: If one failed, with DMS's words.
    """
    awaited: list[str] = plan.setdefault("Awaited", [])
    tested: list[str] = plan.setdefault("Tested", [])
    found = _connections(request.dms, task)
    waiting = []
    for endpoint in (task.source, task.target):
        connection = found.get(endpoint, {})
        status = connection.get("Status", "")
        if status in {"testing", "deleting"}:
            waiting.append(connection.get("EndpointIdentifier", endpoint))
            awaited += [] if endpoint in awaited else [endpoint]
        elif status == "successful" and (endpoint in {*awaited, *tested} or not plan.get("Test")):
            continue
        elif status and endpoint in tested:
            raise Refused(
                f"DMS can't connect to endpoint {connection['EndpointIdentifier']} of task {task.name}: "
                f"{connection.get('LastFailureMessage') or status}"
            )
        else:
            waiting.append(connection.get("EndpointIdentifier", endpoint))
            if _test(request.dms, task.instance, endpoint):
                tested.append(endpoint)
    if waiting:
        began = plan.setdefault("TestsBegan", time.time())
        if time.time() - began > _LONGEST_SECONDS:
            raise Refused(
                f"The connection test of {', '.join(waiting)} for task {task.name} has no outcome after "
                f"{_LONGEST_SECONDS // 60} minutes."
            )
        raise Wait("test", f"for the connection test of {', '.join(waiting)}")


def _connections(dms: Any, task: Task) -> dict[str, dict[str, Any]]:
    filters = [
        {"Name": "endpoint-arn", "Values": [task.source, task.target]},
        {"Name": "replication-instance-arn", "Values": [task.instance]},
    ]
    try:
        answer = dms.describe_connections(Filters=filters)
    except dms.exceptions.ResourceNotFoundFault:
        return {}  # never tested
    return {connection["EndpointArn"]: connection for connection in answer["Connections"]}


def _test(dms: Any, instance: str, endpoint: str) -> bool:
    """Begin a test; False if the instance or the endpoint isn't ready for one."""
    try:
        dms.test_connection(ReplicationInstanceArn=instance, EndpointArn=endpoint)
    except dms.exceptions.InvalidResourceStateFault as error:
        print(f"no test yet: {error}")
        return False
    return True

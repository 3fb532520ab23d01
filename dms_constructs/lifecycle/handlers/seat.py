"""
The seat: between the instance and a task that may move.

Its id is the ARN of the instance that the task was made with. CloudFormation sees that id as the task's instance, so
another instance doesn't replace the task; the runner moves it. When the task is replaced anyway, the seat is too.
"""

from __future__ import annotations

from request import Request


def act(request: Request) -> str:
    """Serve a request of the seat."""
    if request.kind == "Delete":
        return request.physical_id
    if request.kind == "Update" and request.old.get("Replaces") == request.new.get("Replaces"):
        return request.physical_id
    return str(request.new["InstanceArn"])

"""Tasks of this stack that the stack doesn't list just now: CloudFormation replaces them, or made them a moment ago."""

from __future__ import annotations

from collections.abc import Collection

import kinds
from request import Request
from tasks import Task


def own_on(request: Request, endpoints: list[str], known: Collection[str]) -> dict[str, Task]:
    """Find this stack's tasks on endpoints that aren't at rest, but for those that are known already."""
    found = [
        task
        for kind in kinds.BOTH
        for task in kind.on_endpoints(request.dms, endpoints)
        if task.arn not in known and not task.is_at_rest
    ]
    return {task.arn: task for task in found if kinds.belongs(kinds.tags(request.dms, task.arn), request.stack_id)}

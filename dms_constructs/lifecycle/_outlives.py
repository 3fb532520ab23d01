"""What a removal policy that keeps a task means where the task has a life cycle."""

from __future__ import annotations

from collections.abc import Iterator

import aws_cdk as cdk

from dms_constructs.errors import Finding

__all__ = ["outlives"]

_KEEPING = {cdk.RemovalPolicy.RETAIN, cdk.RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE}


def outlives(removal_policy: cdk.RemovalPolicy | None) -> Iterator[Finding]:
    """Warn of a task, or a serverless replication, that stays when its life cycle has gone."""
    if removal_policy in _KEEPING:
        yield Finding(
            "task.outlivesItsLifeCycle",
            "removal_policy keeps the task when it leaves the stack or is replaced: it is stopped then, but it stays, "
            "and whoever starts it has it write into the target beside its successor",
            fix="leave removal_policy out, or leave start out",
        )

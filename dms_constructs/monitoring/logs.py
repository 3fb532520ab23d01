"""Where a replication logs, and the queries that are asked of it."""

from __future__ import annotations

from typing import Any, NamedTuple

from aws_cdk import aws_logs as logs

from dms_constructs import facts
from dms_constructs.monitoring.watched import arn_of, instance_of, kind_of
from dms_constructs.telemetry.metric import last_part

__all__ = ["Logged", "query_lines"]


class Logged(NamedTuple):
    """Where a replication logs."""

    group: str
    """The log group's name."""
    stream: str | None
    """The log stream, where the group is shared."""

    @classmethod
    def by(cls, replication: object) -> Logged | None:
        """Return where it logs; None for an imported one whose log group is not known."""
        instance = instance_of(replication)
        holder: Any = instance if instance is not None else replication
        group: logs.ILogGroup | None = holder.log_group
        if group is None:
            return None
        stream = f"dms-task-{last_part(arn_of(replication))}" if kind_of(replication) == "task" else None
        return cls(group.log_group_name, stream)


def query_lines(name: str, logged: Logged) -> list[str]:
    """Return a query of the facts, for one replication's log."""
    lines: list[str] = list(facts.monitoring()["queries"][name]["query"])
    if logged.stream is not None:
        lines.insert(0, f"filter @logStream = '{logged.stream}'")
    return lines

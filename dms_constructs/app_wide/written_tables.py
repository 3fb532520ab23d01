"""Tables of DynamoDB that a target's role may write, and that no task of the app does."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from dms_constructs import facts
from dms_constructs.app_wide.seen import Seen, SeenTask, Told
from dms_constructs.errors import Finding, is_unresolved
from dms_constructs.task_checks.known_tables import tables_written

__all__ = ["look"]


def look(seen: Sequence[Seen]) -> Iterator[Told]:
    """Yield the targets whose role may write more than their tasks do, as far as that is known."""
    tasks: dict[str, list[SeenTask]] = defaultdict(list)
    for each in seen:
        if isinstance(each, SeenTask) and each.plan.target.writable_tables is not None:
            tasks[each.target].append(each)
    for arn, into in tasks.items():
        tables = into[0].plan.target.writable_tables or {}
        written = [tables_written(each.plan.table_mappings, each.plan.evaluation) for each in into]
        known = [names for names in written if names is not None]
        if len(known) < len(written) or any(map(is_unresolved, tables)):
            continue
        # The role is for these tables of DMS in any case, so naming them too gives it nothing more.
        own = facts.access()["roles"]["dynamodb_target"]["control_tables"]
        rest = [name for name in tables if name not in set(own).union(*known)]
        if not rest:
            continue
        target = next((each.construct for each in seen if getattr(each.construct, "endpoint_arn", None) == arn), None)
        if target is not None:
            yield (
                target,
                Finding(
                    "app.tablesNotWritten",
                    f"tables has {', '.join(map(repr, rest))}, so the role may write and delete "
                    f"{'it' if len(rest) == 1 else 'these'}, and no task of the app writes there",
                    "AWS IAM User Guide, page best-practices, Apply least-privilege permissions",
                    fix=f"remove {', '.join(map(repr, rest))} from tables, or write it with a task",
                ),
            )

"""Databases that are said to be loaded, though nothing loads them: somebody forgot to say that they serve."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from dms_constructs.app_wide.seen import Seen, SeenLoading, SeenTask, Told
from dms_constructs.endpoint_facts import EndpointFacts
from dms_constructs.errors import Finding

__all__ = ["look"]


def look(seen: Sequence[Seen]) -> Iterator[Told]:
    """Yield each target in its loading phase that no task writes to."""
    tasks = [each for each in seen if isinstance(each, SeenTask)]
    written = {each.target for each in tasks}
    # Another endpoint may lead to the cluster, such as one that logs in with IAM.
    databases = {_database_of(each.plan.target) for each in tasks} - {None}
    for each in seen:
        if not isinstance(each, SeenLoading):
            continue
        target: Any = each.construct
        if target.endpoint_arn not in written and _database_of(target.endpoint_facts) not in databases:
            yield (
                each.construct,
                Finding(
                    "aurora.notLoaded",
                    "its cluster is in dms.TargetPhase.LOADING, without readers and with one day of backups, but no "
                    "task of this app writes to it",
                    fix="write phase=dms.TargetPhase.SERVING if it is in use, or give it to a task as its target",
                ),
            )


def _database_of(endpoint: EndpointFacts) -> str | None:
    """Return the path of the database that an endpoint leads to, where it is of the app."""
    return endpoint.database.construct_path if endpoint.database is not None else None

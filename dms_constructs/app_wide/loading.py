"""Databases that are said to be loaded, though nothing loads them: somebody forgot to say that they serve."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from dms_constructs.app_wide.seen import Seen, SeenLoading, SeenTask, Told
from dms_constructs.errors import Finding

__all__ = ["look"]


def look(seen: Sequence[Seen]) -> Iterator[Told]:
    """Yield each target in its loading phase that no task writes to."""
    written = {each.target for each in seen if isinstance(each, SeenTask)}
    for each in seen:
        if not isinstance(each, SeenLoading):
            continue
        target: Any = each.construct
        if target.endpoint_arn not in written:
            yield (
                each.construct,
                Finding(
                    "aurora.notLoaded",
                    "its cluster is in dms.TargetPhase.LOADING, without readers and with one day of backups, but no "
                    "task of this app writes to it",
                    fix="write phase=dms.TargetPhase.SERVING if it is in use, or give it to a task as its target",
                ),
            )

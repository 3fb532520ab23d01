"""What AWS lets one account have in one Region, unless it grants more."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterator
from typing import NamedTuple

from dms_constructs import facts
from dms_constructs.sizing.choosing import size
from dms_constructs.sizing.sized import Sized

__all__ = ["Quota", "above", "serverless_above", "share"]


class Quota(NamedTuple):
    """A quota that a sizing is above: what it is of, what is needed, and what there is."""

    what: str
    needed: int
    most: int

    def __str__(self) -> str:
        return f"{self.needed:,} {self.what} (the quota is {self.most:,})"


def above(sizing: Sized) -> tuple[Quota, ...]:
    """Return the quotas that the tasks and their instances are above."""
    return tuple(quota for quota in _quotas(sizing) if quota.needed > quota.most)


def _quotas(sizing: Sized) -> Iterator[Quota]:
    yield Quota("tasks", sizing.tasks, facts.limit("tasks"))
    yield Quota("replication instances", sizing.instance_count, facts.limit("replication_instances"))
    storage = sizing.instance_count * sizing.allocated_storage_gib
    yield Quota("GB of storage", storage, facts.limit("total_storage_gb"))


def serverless_above(sizing: Sized) -> Quota | None:
    """Return the quota that as many serverless replications are above, or None."""
    quota = Quota("serverless replications", sizing.tasks, facts.limit("serverless_replications"))
    return quota if quota.needed > quota.most else None


def share(sizing: Sized) -> tuple[int, int]:
    """Return over how many accounts or Regions the tasks have to be spread, and how many each of them runs."""
    parts = max(2, *(math.ceil(quota.needed / quota.most) for quota in above(sizing)))
    while True:
        each = math.ceil(sizing.tasks / parts)
        if each == 1 or not above(size(dataclasses.replace(sizing.workload, tasks=each), sizing.constants, Sized)):
            return parts, each
        parts += 1

"""Parallel query of Aurora MySQL: switched on by a parameter, and without effect on some instances and storage."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dms_constructs.databases.capacity import Capacity, ProvisionedCapacity
from dms_constructs.errors import Finding

__all__ = ["parallel_query_findings"]

_PARAMETER = "aurora_parallel_query"
_ON = {"1", "ON", "TRUE"}
_SOURCE = "Amazon Aurora User Guide, page aurora-mysql-parallel-query"


def parallel_query_findings(
    parameters: Mapping[str, str], capacity: Capacity, *, is_io_optimized: bool
) -> Iterator[Finding]:
    """
    Yield what keeps parallel query from having an effect, where parameters switch it on.

    Args:
        parameters: Those that were given, of cluster and instances.
        capacity: What the instances can do when it serves.
        is_io_optimized: Whether it serves with I/O-Optimized storage.
    """
    if str(parameters.get(_PARAMETER, "")).upper() not in _ON:
        return
    if isinstance(capacity, ProvisionedCapacity) and not capacity.instance_type.to_string().startswith("r"):
        yield Finding(
            "parallelQuery.noEffect",
            f"{_PARAMETER} is on, but parallel query needs instances of the db.r classes, and this one is "
            f"{capacity.instance_type.to_string()}",
            _SOURCE,
            fix="write capacity=dms.ProvisionedCapacity(instance_type=ec2.InstanceType('r7g.large')), or remove "
            f"{_PARAMETER!r}",
        )
    if is_io_optimized:
        yield Finding(
            "parallelQuery.noEffect",
            f"{_PARAMETER} is on, but there is no parallel query on I/O-Optimized storage",
            _SOURCE,
            fix=f"write storage=dms.AuroraStorage.STANDARD, or remove {_PARAMETER!r}",
        )

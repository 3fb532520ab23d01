"""What runs on a replication instance, as far as this app puts it there: tasks, endpoints, and their memory."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar
from weakref import WeakKeyDictionary

from dms_constructs import facts
from dms_constructs.endpoints.endpoint import IEndpoint
from dms_constructs.errors import ConfigurationError, Finding
from dms_constructs.replication.instance_class import InstanceClass
from dms_constructs.sizing import TaskMemory
from dms_constructs.sizing._choice import smallest_class

__all__ = ["Occupancy", "memory_findings"]

_MIB_PER_GIB = 1024
_LARGE_OBJECTS = "large objects"


class Occupancy:
    """The tasks and endpoints of one instance."""

    _known: ClassVar[WeakKeyDictionary[object, Occupancy]] = WeakKeyDictionary()

    def __init__(self) -> None:
        self._tasks = 0
        self._endpoints: set[str] = set()
        self._mib = 0.0
        self._warned = False

    @classmethod
    def of(cls, instance: object) -> Occupancy:
        """Return what runs on this instance."""
        if instance not in cls._known:
            cls._known[instance] = cls()
        return cls._known[instance]

    def check(self, *endpoints: IEndpoint) -> None:
        """Raise when one more task between these endpoints would exceed what DMS allows an instance."""
        most = facts.limit("tasks_per_instance")
        if self._tasks >= most:
            raise ConfigurationError(
                "DMS-I012",
                f"replication_instance already has {self._tasks} tasks, and DMS allows at most {most} for an instance; "
                "give more tables to one task, or make another instance",
                given=self._tasks + 1,
            )
        most = facts.limit("endpoints_per_instance")
        count = len(self._endpoints.union(endpoint.endpoint_arn for endpoint in endpoints))
        if count > most:
            raise ConfigurationError(
                "DMS-I013",
                f"replication_instance would have {count} endpoints, and DMS allows at most {most} for an instance; "
                "share endpoints between tasks, or make another instance",
                given=count,
            )

    def add(self, *endpoints: IEndpoint) -> None:
        """Note one more task, between these endpoints."""
        self._tasks += 1
        self._endpoints.update([endpoint.endpoint_arn for endpoint in endpoints])

    def add_memory(self, memory: TaskMemory) -> None:
        """Note what a task needs; for an instance of which the memory is known."""
        self._mib += memory.total_mib

    def findings(self, instance_class: InstanceClass) -> Iterator[Finding]:
        """Warn, once, when the tasks together need more memory than the instance has."""
        has = instance_class.memory_gib
        if self._warned or has is None or self._tasks < 2 or self._mib <= has * _MIB_PER_GIB:
            return
        self._warned = True
        yield Finding(
            "instance.memoryOfTasks",
            f"{self._tasks} tasks may need {_gib(self._mib)} GiB of memory together, by the formulas of AWS's guide, "
            f"but {instance_class} has {has:g} GiB",
            fix=_larger(self._mib, "put some of the tasks on another ReplicationInstance"),
        )


def memory_findings(memory: TaskMemory, instance_class: InstanceClass, *, has_catalog: bool) -> Iterator[Finding]:
    """Warn when a task alone needs more memory than the instance has, with the numbers."""
    has = instance_class.memory_gib
    if has is None or memory.total_mib <= has * _MIB_PER_GIB:
        return
    largest = max(memory.terms, key=lambda term: term.mib)
    terms = "; ".join(f"{term.name}: {term.formula}" for term in memory.terms)
    assumed = "" if has_catalog else ", with an assumed number of LOB columns, which source_catalog would tell"
    yield Finding(
        "task.memory",
        f"this task alone may need {_gib(memory.total_mib)} GiB of memory, by the formulas of AWS's guide, but "
        f"{instance_class} has {has:g} GiB ({terms}){assumed if largest.name == _LARGE_OBJECTS else ''}",
        largest.source,
        fix=_larger(memory.total_mib, f"give the task {_REMEDIES[largest.name]}"),
    )


def _larger(mib: float, otherwise: str) -> str:
    """Return the smallest instance class with so much memory, where there is one, and what else to do."""
    named = smallest_class(mib / _MIB_PER_GIB)
    return f"write instance_class={named!r}, or {otherwise}" if named is not None else otherwise


_REMEDIES = {
    _LARGE_OBJECTS: "a limit measured on the data, lobs=dms.LimitedLobs(max_size_kb=...), or fewer sub-tasks, "
    "full_load=dms.FullLoad(max_full_load_sub_tasks=...)",
    "rows in flight": "a lower full_load=dms.FullLoad(commit_rate=...)",
    "stream buffers": "fewer or smaller stream_buffers=dms.StreamBuffers(...)",
    "sorter": "a lower change_processing=dms.ChangeProcessing(memory_limit_total_mb=...)",
    "batch apply": "a lower batch_apply=dms.BatchApply(memory_limit_mb=...)",
}


def _gib(mib: float) -> str:
    return f"{mib / _MIB_PER_GIB:,.1f}"

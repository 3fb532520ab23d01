"""What runs on a replication instance, as far as this app puts it there: tasks, endpoints, and their memory."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar
from weakref import WeakKeyDictionary

from dms_constructs import facts
from dms_constructs.endpoints.endpoint import IEndpoint
from dms_constructs.errors import ConfigurationError, Finding
from dms_constructs.instance_limits import larger, shown_gib
from dms_constructs.replication.instance_class import InstanceClass
from dms_constructs.sizing.memory import TaskMemory

__all__ = ["Occupancy"]

_MIB_PER_GIB = 1024


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
            f"{self._tasks} tasks may need {shown_gib(self._mib)} GiB of memory together, by the formulas of AWS's "
            f"guide, but {instance_class} has {has:g} GiB",
            fix=larger(self._mib, "put some of the tasks on another ReplicationInstance"),
        )

"""The smallest instance class, and the smallest serverless capacity, that is large enough."""

from __future__ import annotations

import functools
import math
from typing import NamedTuple

from dms_constructs import facts
from dms_constructs.replication.instance_class import InstanceClass

__all__ = [
    "Instances",
    "Need",
    "capacity",
    "choose",
    "is_by_processor",
    "largest_capacity",
    "largest_class",
    "largest_storage_gib",
    "smallest_class",
]

_TRIAL = "t3"
_LARGEST_TRIAL = "dms.t3.medium"
_COMPUTE = "c6i"
_MEMORY = "r6i"
_MIB = 1024


class Need(NamedTuple):
    """What the tasks of a workload need together, and each alone."""

    tasks: int
    system_gib: float
    task_mib: float
    task_vcpu: float

    @property
    def memory_gib(self) -> float:
        """The memory that one instance for all tasks needs."""
        return self.system_gib + self.tasks * self.task_mib / _MIB

    @property
    def vcpu(self) -> int:
        """The virtual processors that one instance for all tasks needs."""
        return max(2, math.ceil(self.tasks * self.task_vcpu))


class _Class(NamedTuple):
    named: InstanceClass
    memory_gib: float
    vcpu: int


class Instances(NamedTuple):
    """How many instances of which class; of none when not even one task fits into the largest."""

    instance_class: InstanceClass | None
    number: int
    is_burstable: bool = False


@functools.cache
def _ladder(family: str) -> tuple[_Class, ...]:
    """Return the classes of a family that are offered for sure, the smallest first."""
    classes = (
        _Class(InstanceClass.of(name), each["memory_gib"], each["vcpu"])
        for name, each in facts.instances()["classes"].items()
        if each["family"] == family and each["status"] == "current" and each["verified"]
    )
    ladder = sorted(classes, key=lambda each: (each.memory_gib, each.vcpu))
    if family == _TRIAL:
        last = next(each for each in ladder if each.named.name == _LARGEST_TRIAL)
        ladder = ladder[: ladder.index(last) + 1]
    return tuple(ladder)


@functools.cache
def _tasks_per_instance() -> int:
    return facts.limit("tasks_per_instance")


def choose(need: Need, *, by_processor: bool, is_trial: bool) -> Instances:
    """
    Return the smallest class that is large enough, or how many of the largest are.

    A workload with more of anything never gets less memory or fewer processors: see `is_by_processor`.
    """
    memory, vcpu = need.memory_gib, need.vcpu
    if need.tasks <= _tasks_per_instance():
        if is_trial and (named := _smallest(_TRIAL, memory, vcpu)) is not None:
            return Instances(named, 1, is_burstable=True)
        if by_processor and (named := _smallest(_COMPUTE, memory, vcpu)) is not None:
            return Instances(named, 1)
        if (named := _smallest(_MEMORY, memory, vcpu)) is not None:
            return Instances(named, 1)
    largest = _ladder(_MEMORY)[-1]
    held = min(
        _tasks_per_instance(),
        int((largest.memory_gib - need.system_gib) * _MIB / need.task_mib),
        int(largest.vcpu / need.task_vcpu),
    )
    if held < 1:
        return Instances(None, 0)
    return Instances(largest.named, max(2, math.ceil(need.tasks / held)))


def is_by_processor(smallest: Need) -> bool:
    """
    Return whether the processors decide how large an instance such tasks need, and never the memory.

    It is asked of one task that loads the fewest tables at once. More tasks, or more tables at once, need as many times
    the processors, and not as many times the memory, since the system is there once: so the answer is the same for
    them, and no larger workload falls back to the family with less memory.
    """
    return smallest.memory_gib <= smallest.tasks * smallest.task_vcpu * _gib_per_processor()


@functools.cache
def _gib_per_processor() -> float:
    return min(each.memory_gib / each.vcpu for each in _ladder(_COMPUTE))


def _smallest(family: str, memory_gib: float, vcpu: int) -> InstanceClass | None:
    for each in _ladder(family):
        if each.memory_gib >= memory_gib and each.vcpu >= vcpu:
            return each.named
    return None


def capacity(memory_gib: float) -> int | None:
    """Return the smallest capacity in DCU with this much memory, or None when there is none."""
    each_gib, values = _capacities()
    return next((dcu for dcu in values if dcu * each_gib >= memory_gib), None)


def largest_capacity() -> int:
    """Return the largest capacity that there is, in DCU."""
    return _capacities()[1][-1]


@functools.cache
def largest_storage_gib() -> int:
    """Return the most storage that an instance can have, in GiB."""
    most: int = facts.instances()["storage"]["max_gib"]["value"]
    return most


def smallest_class(memory_gib: float) -> InstanceClass | None:
    """Return the smallest class for memory that has as much, or None when there is none."""
    return _smallest(_MEMORY, memory_gib, 0)


def largest_class() -> tuple[InstanceClass, float]:
    """Return the class beyond which tasks are spread over several instances, and its memory in GiB."""
    largest = _ladder(_MEMORY)[-1]
    return largest.named, largest.memory_gib


@functools.cache
def _capacities() -> tuple[float, tuple[int, ...]]:
    serverless = facts.instances()["serverless"]
    return serverless["dcu_memory_gib"]["value"], tuple(serverless["dcu_values"]["value"])

"""What a replication instance can carry, and what becomes of its tasks."""

from __future__ import annotations

from collections.abc import Iterator

from dms_constructs.errors import Finding
from dms_constructs.replication.instance_class import InstanceClass
from dms_constructs.sizing._choice import smallest_class
from dms_constructs.sizing.memory import TaskMemory

__all__ = ["larger", "memory_findings", "shown_gib", "single_az"]

_MIB_PER_GIB = 1024
_LARGE_OBJECTS = "large objects"


def single_az() -> Finding:
    """Return what is to be said of tasks that replicate changes on an instance in one zone."""
    return Finding(
        "instance.singleAz",
        "ongoing replication stops while this instance's zone is down",
        fix="set multi_az=True to keep a standby in a second zone",
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
        f"this task alone may need {shown_gib(memory.total_mib)} GiB of memory, by the formulas of AWS's guide, but "
        f"{instance_class} has {has:g} GiB ({terms}){assumed if largest.name == _LARGE_OBJECTS else ''}",
        largest.source,
        fix=larger(memory.total_mib, f"give the task {_REMEDIES[largest.name]}"),
    )


def larger(mib: float, otherwise: str) -> str:
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


def shown_gib(mib: float) -> str:
    """Return a number of MiB as GiB."""
    return f"{mib / _MIB_PER_GIB:,.1f}"

"""The choices that several profiles make, and why."""

from __future__ import annotations

from dms_constructs import facts
from dms_constructs._checks import in_range, number_taken_as_is
from dms_constructs.errors import ConfigurationError
from dms_constructs.settings._keys import key
from dms_constructs.settings.full_load import TargetTablePrepMode
from dms_constructs.settings.lob_sizes import LobSizes, limited_lobs_for, lobs_for
from dms_constructs.settings.lobs import FullLobs, InlineLobs, LimitedLobs, Lobs, NoLobs

__all__ = [
    "change_memory",
    "lob_mode",
    "ours",
    "sub_tasks",
    "why_change_memory",
    "why_control_tables",
    "why_preparation",
    "why_sub_tasks",
]

_SUB_TASKS = "FullLoadSettings.MaxFullLoadSubTasks"


def ours(name: str) -> int:
    value: int = facts.task_settings()["ours"][name]["value"]
    return value


def sub_tasks(vcpu: int | None) -> int:
    in_range("DMS-S027", "vcpu", vcpu, 1, None)
    each = ours("sub_tasks_per_vcpu")
    if vcpu is None or number_taken_as_is(vcpu):
        return each * 4
    most = key(_SUB_TASKS).maximum or each * vcpu
    return max(_least_sub_tasks(), min(each * vcpu, most))


def _least_sub_tasks() -> int:
    least: int = facts.task_settings()["advice"]["sub_tasks_of_a_small_instance"]["value"]
    return least


def why_sub_tasks(vcpu: int | None) -> dict[str, str]:
    if vcpu is None or number_taken_as_is(vcpu):
        return {_SUB_TASKS: "a starting point: raise it with the number of processors"}
    each, least, most = ours("sub_tasks_per_vcpu"), _least_sub_tasks(), key(_SUB_TASKS).maximum
    return {_SUB_TASKS: f"{each} tables for each of {vcpu} processors, and {least} to {most} in all"}


def why_preparation(mode: TargetTablePrepMode) -> str:
    if mode is TargetTablePrepMode.DO_NOTHING:
        return "nobody asked to remove anything"
    return "asked for"


def why_control_tables() -> dict[str, str]:
    return {
        "ControlTablesSettings.SuspendedTablesTableEnabled": "it shows which tables are suspended",
        "ControlTablesSettings.FullLoadExceptionTableEnabled": "it shows which rows the load left out",
    }


def lob_mode(lobs: Lobs | LobSizes | None, *, in_batches: bool = False) -> tuple[Lobs | None, dict[str, str]]:
    """Return the LOB mode and the reasons of its keys."""
    if isinstance(lobs, LobSizes):
        mode, why = limited_lobs_for(lobs) if in_batches else lobs_for(lobs)
        size = "TargetMetadata.LobMaxSize" if isinstance(mode, LimitedLobs) else "TargetMetadata.LobChunkSize"
        return mode, {size: why, "TargetMetadata.InlineLobMaxSize": why}
    if lobs is not None and not isinstance(lobs, NoLobs | LimitedLobs | FullLobs | InlineLobs):
        raise ConfigurationError(
            "DMS-S027",
            "lobs must be a mode such as dms.LimitedLobs(max_size_kb=64), or dms.LobSizes(largest_kb=64), got "
            f"{lobs!r}",
            given=lobs,
        )
    return lobs, {}


def change_memory(memory_gib: float | None) -> tuple[int, int]:
    """Return the memory for open transactions and for batches, in MB."""
    total, batch = ours("high_throughput_memory_limit_total"), ours("high_throughput_batch_apply_memory_limit")
    if memory_gib is None:
        return total, batch
    if isinstance(memory_gib, bool) or not isinstance(memory_gib, int | float) or not 0 < memory_gib < float("inf"):
        raise ConfigurationError(
            "DMS-S027", f"memory_gib must be a number above 0, got {memory_gib!r}", given=memory_gib
        )
    share = _share_of_changes()
    if memory_gib >= (total + batch) / share / 1024:
        return total, batch
    factor = memory_gib * 1024 * share / (total + batch)
    return max(1, int(total * factor)), max(1, int(batch * factor))


def _share_of_changes() -> float:
    share: float = facts.task_settings()["ours"]["high_throughput_memory_share"]["value"]
    return share


def why_change_memory(memory_gib: float | None) -> dict[str, str]:
    total, batch = "ChangeProcessingTuning.MemoryLimitTotal", "ChangeProcessingTuning.BatchApplyMemoryLimit"
    if memory_gib is None or change_memory(memory_gib) == change_memory(None):
        return {total: "what stays in memory is not written to disk and read again", batch: "larger batches save more"}
    shared = f"open transactions and batches share {_share_of_changes():.0%} of the instance's {memory_gib:g} GiB"
    return {total: shared, batch: shared}

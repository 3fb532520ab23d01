"""What this library assumes where AWS publishes no figure."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable
from dataclasses import dataclass, field

from dms_constructs import facts
from dms_constructs.errors import ConfigurationError
from dms_constructs.sizing._checks import number

__all__ = ["SizingConstants", "default_constants"]


def _of(name: str, whose: str = "ours") -> Callable[[], float]:
    return lambda: facts.sizing()[whose][name]["value"]


def _sub_tasks_per_vcpu() -> float:
    # The profiles of task settings go by it too.
    value: float = facts.task_settings()["ours"]["sub_tasks_per_vcpu"]["value"]
    return value


@dataclass(frozen=True, slots=True, kw_only=True)
class SizingConstants:
    """
    What this library assumes where AWS publishes no figure. None of it is verified; override what you measured.

    `workload.size(SizingConstants(slow_gib_per_hour=3, fast_gib_per_hour=6))`.

    Args:
        system_memory_gib: What an instance needs for itself; 1.
        row_copies: How often a row is in memory on its way through a full load; 2.
        assumed_row_bytes: The length of a row where nothing is known; 1,024.
        longest_row_bytes: The length beyond which an average row, where it is not given but computed from size and
            rows, is taken to be long because of large objects, which are counted apart; 8,192.
        assumed_lob_kb: The size of the largest object where there are any and nothing is known; 63.
        sub_tasks_per_vcpu: How many sub-tasks of full loads share a virtual processor; 4.
        streams_per_vcpu: How many tasks that replicate changes share a virtual processor; 1.
        tables_per_task: How many tables a task takes; 10,000.
        busy_mb_per_second: From which rate of changes on these are applied in batches; 2.
        busy_transactions_per_second: From how many transactions on they are applied in batches; 500.
        tolerated_outage_hours: How long the target may be away where the workload does not say; 4.
        storage_headroom: By how much storage is larger than the changes that it has to hold; 1.5.
        stream_mb_per_second: How much one task replicates in a second, whatever its instance; 12.5.
        slow_gib_per_hour: What a sub-task loads in an hour at worst; 1.
        fast_gib_per_hour: What a sub-task loads in an hour at best; 10.
        lob_slowdown: How much longer a load takes at worst when large objects are looked up one by one; 3.
        serverless_headroom: How much larger the greatest serverless capacity is than what is needed; 2.

    Raises:
        ConfigurationError: `DMS-Z006` for a constant that is out of range or not a number.
    """

    system_memory_gib: float = field(default_factory=_of("system_memory_gib"))
    row_copies: float = field(default_factory=_of("row_copies"))
    assumed_row_bytes: float = field(default_factory=_of("assumed_row_bytes"))
    longest_row_bytes: float = field(default_factory=_of("longest_row_bytes"))
    assumed_lob_kb: float = field(default_factory=_of("assumed_lob_kb"))
    sub_tasks_per_vcpu: float = field(default_factory=_sub_tasks_per_vcpu)
    streams_per_vcpu: float = field(default_factory=_of("streams_per_vcpu"))
    tables_per_task: float = field(default_factory=_of("tables_per_task"))
    busy_mb_per_second: float = field(default_factory=_of("busy_mb_per_second"))
    busy_transactions_per_second: float = field(default_factory=_of("busy_transactions_per_second"))
    tolerated_outage_hours: float = field(default_factory=_of("tolerated_outage_hours"))
    storage_headroom: float = field(default_factory=_of("storage_headroom"))
    stream_mb_per_second: float = field(default_factory=_of("stream_mb_per_second", "aws"))
    slow_gib_per_hour: float = field(default_factory=_of("slow_gib_per_hour"))
    fast_gib_per_hour: float = field(default_factory=_of("fast_gib_per_hour"))
    lob_slowdown: float = field(default_factory=_of("lob_slowdown"))
    serverless_headroom: float = field(default_factory=_of("serverless_headroom"))

    def __post_init__(self) -> None:
        for each in dataclasses.fields(self):
            value = getattr(self, each.name)
            number("DMS-Z006", f"SizingConstants.{each.name}", value)
            least = _AT_LEAST_ONE.get(each.name, 0)
            if value < least or (value == 0 and each.name not in _MAY_BE_ZERO):
                allowed = f"{least} or more" if least else "above 0"
                raise ConfigurationError(
                    "DMS-Z006", f"SizingConstants.{each.name} must be {allowed}, got {value}", given=value
                )
        if self.slow_gib_per_hour > self.fast_gib_per_hour:
            raise ConfigurationError(
                "DMS-Z006",
                f"SizingConstants.slow_gib_per_hour must not be above fast_gib_per_hour ({self.fast_gib_per_hour}), "
                f"got {self.slow_gib_per_hour}; give fast_gib_per_hour too, {self.slow_gib_per_hour} or more",
                given=self.slow_gib_per_hour,
            )


_MAY_BE_ZERO = {"system_memory_gib", "row_copies", "busy_mb_per_second", "busy_transactions_per_second"}
_AT_LEAST_ONE = dict.fromkeys(("storage_headroom", "lob_slowdown", "serverless_headroom", "tables_per_task"), 1)


@functools.cache
def default_constants() -> SizingConstants:
    """Return the constants as they are unless overridden."""
    return SizingConstants()

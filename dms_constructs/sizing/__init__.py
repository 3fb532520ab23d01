"""How large a replication instance a workload needs, how long it takes, and how its large objects should move."""

from dms_constructs.sizing.constants import SizingConstants
from dms_constructs.sizing.lobs import LobAdvice, advise_lobs
from dms_constructs.sizing.memory import MemoryTerm, TaskMemory, task_memory
from dms_constructs.sizing.workload import Sizing, Workload

__all__ = [
    "LobAdvice",
    "MemoryTerm",
    "Sizing",
    "SizingConstants",
    "TaskMemory",
    "Workload",
    "advise_lobs",
    "task_memory",
]

"""What a workload needs, before it is put into words."""

from __future__ import annotations

from dataclasses import dataclass

from dms_constructs.replication.instance_class import InstanceClass
from dms_constructs.settings import Lobs, TaskSettings
from dms_constructs.sizing._knobs import Knobs
from dms_constructs.sizing._profile import Profile, knobs_for, settings_for
from dms_constructs.sizing.constants import SizingConstants
from dms_constructs.sizing.figures import Figures, row_bytes
from dms_constructs.sizing.memory import TaskMemory, memory_of

__all__ = ["Sized"]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Sized:
    """What a workload needs; `Sizing` documents it, and adds what it says of itself."""

    workload: Figures
    constants: SizingConstants
    instance_class: InstanceClass | None
    instance_count: int
    allocated_storage_gib: int
    multi_az: bool
    tasks: int
    memory_gib: float
    vcpu: int
    lobs: Lobs | None
    serverless_min_dcu: int | None
    serverless_max_dcu: int | None
    full_load_hours: tuple[float, float] | None
    _profile: Profile
    _knobs: Knobs

    @property
    def fits(self) -> bool:
        """Whether there is an instance class, or several instances, for it."""
        return self.instance_class is not None

    @property
    def memory(self) -> TaskMemory:
        """What each task needs of the memory, and what for."""
        workload, constants = self.workload, self.constants
        return memory_of(
            self._knobs,
            workload.migration_type,
            workload.lob_columns,
            row_bytes(workload, constants),
            constants.row_copies,
        )

    @property
    def settings(self) -> TaskSettings:
        """The settings of each task, from which `memory` is computed."""
        buffer_mb = self._knobs.buffer_mb
        is_own = buffer_mb != knobs_for(self._profile, self.lobs).buffer_mb
        return settings_for(self._profile, self.lobs, buffer_mb if is_own else None)

    @property
    def profile(self) -> str:
        """The profile, or profiles, of `TaskSettings` that the settings are made from, for example `bulk_load`."""
        return self._profile.name

    @property
    def sub_tasks(self) -> int:
        """How many tables or parts of tables each task loads at once."""
        return self._knobs.sub_tasks

    @property
    def sub_tasks_in_parts(self) -> int:
        """How many each task would load at once if the largest table came in many parts."""
        return knobs_for(self._profile._replace(is_small=self.workload.rehearsal), self.lobs).sub_tasks

"""The task settings document as checked, frozen values: what a task does with its data, LOBs, changes and errors."""

from dms_constructs.settings._doubts import Doubt
from dms_constructs.settings._meaning import SettingDifference
from dms_constructs.settings.change_processing import (
    BatchApply,
    BeforeImages,
    ChangeProcessing,
    ColumnFilter,
    DdlHandling,
    LoopbackPrevention,
)
from dms_constructs.settings.character_sets import CharacterSets
from dms_constructs.settings.control_tables import ControlTables
from dms_constructs.settings.error_policy import ErrorAction, ErrorPolicy
from dms_constructs.settings.full_load import FullLoad, StopAfter, TargetTablePrepMode
from dms_constructs.settings.lob_sizes import LobSizes
from dms_constructs.settings.lobs import FullLobs, InlineLobs, LimitedLobs, Lobs, NoLobs
from dms_constructs.settings.logs import LogComponent, Logging, LogSeverity
from dms_constructs.settings.parallel import ParallelApply, ParallelLoad, StreamBuffers
from dms_constructs.settings.reason import Reason
from dms_constructs.settings.task_settings import TaskSettings
from dms_constructs.settings.time_travel import LoggedOperation, RawDataFormat, TimeTravel, TimeTravelEncryption
from dms_constructs.settings.validation import Resync, Validation, ValidationMode

__all__ = [
    "BatchApply",
    "BeforeImages",
    "ChangeProcessing",
    "CharacterSets",
    "ColumnFilter",
    "ControlTables",
    "DdlHandling",
    "Doubt",
    "ErrorAction",
    "ErrorPolicy",
    "FullLoad",
    "FullLobs",
    "InlineLobs",
    "LimitedLobs",
    "LobSizes",
    "Lobs",
    "LogComponent",
    "LogSeverity",
    "LoggedOperation",
    "Logging",
    "LoopbackPrevention",
    "NoLobs",
    "ParallelApply",
    "ParallelLoad",
    "RawDataFormat",
    "Reason",
    "Resync",
    "SettingDifference",
    "StopAfter",
    "StreamBuffers",
    "TargetTablePrepMode",
    "TaskSettings",
    "TimeTravel",
    "TimeTravelEncryption",
    "Validation",
    "ValidationMode",
]

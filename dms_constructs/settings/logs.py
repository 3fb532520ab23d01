"""What the task writes to CloudWatch Logs."""

from __future__ import annotations

import enum
import functools
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field
from typing import Any, TypeGuard

from dms_constructs._checks import is_a
from dms_constructs.errors import ConfigurationError, unchecked
from dms_constructs.settings._audited import AUDITED_COMPONENTS
from dms_constructs.settings._document import FrozenMap, Values
from dms_constructs.settings._group import Group, renders
from dms_constructs.settings._keys import key

__all__ = ["LogComponent", "LogSeverity", "Logging"]


class LogSeverity(enum.Enum):
    """How much a component logs, from little to much."""

    ERROR = "LOGGER_SEVERITY_ERROR"
    WARNING = "LOGGER_SEVERITY_WARNING"
    INFO = "LOGGER_SEVERITY_INFO"
    DEFAULT = "LOGGER_SEVERITY_DEFAULT"
    DEBUG = "LOGGER_SEVERITY_DEBUG"
    DETAILED_DEBUG = "LOGGER_SEVERITY_DETAILED_DEBUG"


class LogComponent(enum.Enum):
    """The parts of a task that log."""

    TRANSFORMATION = "TRANSFORMATION"
    SOURCE_UNLOAD = "SOURCE_UNLOAD"
    """Reads the source in the full load."""
    IO = "IO"
    TARGET_LOAD = "TARGET_LOAD"
    """Writes to the target in the full load."""
    PERFORMANCE = "PERFORMANCE"
    """Logs latencies."""
    SOURCE_CAPTURE = "SOURCE_CAPTURE"
    """Captures changes."""
    SORTER = "SORTER"
    """Puts changes in order."""
    REST_SERVER = "REST_SERVER"
    VALIDATOR = "VALIDATOR"
    VALIDATOR_EXT = "VALIDATOR_EXT"
    TARGET_APPLY = "TARGET_APPLY"
    """Applies changes."""
    TASK_MANAGER = "TASK_MANAGER"
    TABLES_MANAGER = "TABLES_MANAGER"
    METADATA_MANAGER = "METADATA_MANAGER"
    FILE_FACTORY = "FILE_FACTORY"
    COMMON = "COMMON"
    ADDONS = "ADDONS"
    DATA_STRUCTURE = "DATA_STRUCTURE"
    COMMUNICATION = "COMMUNICATION"
    FILE_TRANSFER = "FILE_TRANSFER"
    DATA_RESYNC = "DATA_RESYNC"
    RESYNC_UNLOAD = "RESYNC_UNLOAD"
    RESYNC_APPLY = "RESYNC_APPLY"


_ORDER = {component: place for place, component in enumerate(LogComponent)}
_AUDITED: dict[LogComponent, LogSeverity] = {LogComponent(name): LogSeverity.DEFAULT for name in AUDITED_COMPONENTS}
_SEVERITIES = {severity.value: severity for severity in LogSeverity}
_ENABLED = "Logging.EnableLogging"
_CONTEXT = "Logging.EnableLogContext"
_COMPONENTS = "Logging.LogComponents"


@dataclass(frozen=True, slots=True, kw_only=True)
class Logging(Group):
    """
    What the task writes to CloudWatch Logs; on by default.

    `SOURCE_UNLOAD`, `SOURCE_CAPTURE`, `TARGET_LOAD` and `TARGET_APPLY` log at the default severity unless told
    otherwise: AWS Security Hub (DMS.7 and DMS.8) asks for that.

    Source: the DMS User Guide, page CHAP_Tasks.CustomizingTasks.TaskSettings.Logging.

    Args:
        enabled: Whether the task logs at all.
        components: The severity of further components, or another one of the four.
        audited: Whether the four are named where `components` doesn't; what is not named is left to DMS.
        enable_log_context: Whether entries carry the context in which they came about; no by default.
        delete_task_logs: Whether a change to the task deletes its logs; no by default.
        enable_trace_on_error: Whether detailed logs are written once an error comes up; no by default.
        trace_on_error_mb: The memory for these, until then; 10 by default.

    Raises:
        ConfigurationError: `DMS-S001` to `DMS-S006` when a value is wrong, `DMS-S016` when logging is off but
            something should be logged.
    """

    enabled: bool = field(default=True, metadata=renders(_ENABLED, decides=True))
    components: Mapping[LogComponent, LogSeverity] = field(default_factory=dict)
    audited: bool = True
    enable_log_context: bool | None = field(default=None, metadata=renders(_CONTEXT))
    delete_task_logs: bool | None = field(default=None, metadata=renders("Logging.DeleteTaskLogs"))
    enable_trace_on_error: bool | None = field(
        default=None, metadata=renders("Logging.LogConfiguration.EnableTraceOnError")
    )
    trace_on_error_mb: int | None = field(default=None, metadata=renders("Logging.LogConfiguration.TraceOnErrorMb"))

    def __post_init__(self) -> None:
        Group.__post_init__(self)
        if not isinstance(self.components, Mapping):
            raise ConfigurationError(
                "DMS-S005",
                "Logging.components must be a mapping such as {dms.LogComponent.SORTER: dms.LogSeverity.DEBUG}, "
                f"got {self.components!r}",
                given=self.components,
            )
        if not self.enabled and (self.components or self.enable_log_context):
            unused = "components" if self.components else "enable_log_context"
            raise ConfigurationError("DMS-S016", f"Logging.{unused} needs enabled=True: nothing is logged without it")
        for component, severity in self.components.items():
            key("Logging.LogComponents[].Id").check("Logging.components (LogComponents[].Id)", component, LogComponent)
            label = f"Logging.components[{component}] (LogComponents[].Severity)"
            key("Logging.LogComponents[].Severity").check(label, severity, LogSeverity)
        is_a("DMS-S005", "Logging.audited", self.audited, bool, "True or False")
        told = dict(self.components)
        # The same logs are the same value, however they were named.
        if self.audited or told.keys() >= _AUDITED.keys():
            object.__setattr__(self, "audited", True)
            told = {name: at for name, at in told.items() if _AUDITED.get(name) is not at}
        object.__setattr__(self, "components", FrozenMap(told))

    def _more_items(self) -> Iterator[tuple[str, Any]]:
        if self.enabled and (listed := _severities(self.components, audited=self.audited)):
            yield _COMPONENTS, [{"Id": name, "Severity": at} for name, at in listed]

    @classmethod
    def _left_for_raw(cls, values: Values) -> Set[str]:
        return {_CONTEXT} if values.get(_ENABLED) is False and values.get(_CONTEXT) is True else set()

    @classmethod
    def _prepare(cls, values: Values) -> None:
        listed = values.get(_COMPONENTS)
        if isinstance(listed, list):
            values[_COMPONENTS] = [_with_any_name(each) for each in listed]

    @classmethod
    def _take_more_from(cls, values: Values) -> Mapping[str, Any]:
        listed = values.get(_COMPONENTS)
        # The service lists components of a task that does not log, too; `Logging` would refuse them, so they go to raw.
        if values.get(_ENABLED) is False:
            return {}
        if not _is_read_as_components(listed):
            return {"audited": False}
        del values[_COMPONENTS]
        components = {_component(each["Id"]): _severity(each["Severity"]) for each in listed}
        return {"components": components, "audited": False}

    def _own_sentences(self) -> Mapping[str, str]:
        if not isinstance(self.enabled, bool):
            return {}  # known only at deployment
        if not self.enabled:
            return {"enabled": "The task writes no logs."}
        by_severity: dict[str, list[str]] = {}
        for name, at in _severities(self.components, audited=self.audited):
            by_severity.setdefault(at, []).append(name)
        what = " and ".join(f"{', '.join(names)} at {at}" for at, names in by_severity.items())
        told = f"The task logs to CloudWatch: {what}" if what else "The task logs to CloudWatch"
        if self.audited:
            return {"enabled": f"{told}."}
        return {"enabled": f"{told}; how much its {'other ' if what else ''}components log is not set."}


@functools.lru_cache(maxsize=64)
def _severities(components: Mapping[LogComponent, LogSeverity], *, audited: bool) -> tuple[tuple[str, str], ...]:
    """Return what logs, and how much, in AWS's order."""
    every = {**(_AUDITED if audited else {}), **components}
    order = sorted(every, key=lambda name: (_ORDER.get(name, len(_ORDER)), str(name)))
    return tuple((_text(component), _text(every[component])) for component in order)


def _text(value: object) -> str:
    return str(value.value) if isinstance(value, enum.Enum) else str(value)


def _is_read_as_components(listed: Any) -> TypeGuard[list[Mapping[str, str]]]:
    if (
        not isinstance(listed, list)
        or not listed
        or not all(
            isinstance(each, Mapping)
            and set(each) == {"Id", "Severity"}
            and all(isinstance(v, str) for v in each.values())
            for each in listed
        )
    ):
        return False
    return len({each["Id"] for each in listed}) == len(listed)


def _with_any_name(entry: Any) -> Any:
    """Return the entry for a component; AWS extends their list, so a new name in a document is fine."""
    name = entry["Id"] if isinstance(entry, Mapping) and set(entry) == {"Id", "Severity"} else None
    if not isinstance(name, str) or name in LogComponent.__members__:
        return entry
    return {**entry, "Id": unchecked(name)}


def _component(name: str) -> LogComponent:
    if name in LogComponent.__members__:
        return LogComponent(name)
    return name  # type: ignore[return-value]  # what is unchecked has whatever type it has


def _severity(name: str) -> LogSeverity:
    if name in _SEVERITIES:
        return _SEVERITIES[name]
    return name  # type: ignore[return-value]  # for the check to refuse

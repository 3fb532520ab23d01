"""The tables about the task itself that DMS keeps in the target."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from dms_constructs.settings._group import Group, renders

__all__ = ["ControlTables"]

_TABLES = {
    "history_table_enabled": "awsdms_history",
    "suspended_tables_table_enabled": "awsdms_suspended_tables",
    "status_table_enabled": "awsdms_status",
    "full_load_exception_table_enabled": "awsdms_full_load_exceptions",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlTables(Group):
    """
    Which tables about the task itself DMS keeps in the target, for tasks that replicate changes.

    By the defaults that AWS publishes DMS keeps none; `TaskSettings` asks for `ControlTables.all()` by default.

    Source: the DMS User Guide, page CHAP_Tasks.CustomizingTasks.TaskSettings.ControlTable.

    Args:
        control_schema: Where they are; by default `public` in PostgreSQL and `awsdms_control` in MySQL.
        history_timeslot_minutes: The length of a row's time in the history table; 5 by default.
        history_table_enabled: Keep a history of the replication, `awsdms_history`.
        suspended_tables_table_enabled: Keep the list of suspended tables, `awsdms_suspended_tables`.
        status_table_enabled: Keep the task's status, `awsdms_status`.
        full_load_exception_table_enabled: Keep the errors of the full load, `awsdms_full_load_exceptions`.
        commit_position_table_enabled: Returned by the service; AWS does not say what it does.

    Raises:
        ConfigurationError: `DMS-S001`, `DMS-S002` or `DMS-S004`, when a value is wrong.
    """

    control_schema: str | None = field(default=None, metadata=renders("ControlTablesSettings.ControlSchema"))
    history_timeslot_minutes: int | None = field(
        default=None, metadata=renders("ControlTablesSettings.HistoryTimeslotInMinutes")
    )
    history_table_enabled: bool | None = field(
        default=None, metadata=renders("ControlTablesSettings.HistoryTableEnabled")
    )
    suspended_tables_table_enabled: bool | None = field(
        default=None, metadata=renders("ControlTablesSettings.SuspendedTablesTableEnabled")
    )
    status_table_enabled: bool | None = field(
        default=None, metadata=renders("ControlTablesSettings.StatusTableEnabled")
    )
    full_load_exception_table_enabled: bool | None = field(
        default=None, metadata=renders("ControlTablesSettings.FullLoadExceptionTableEnabled")
    )
    commit_position_table_enabled: bool | None = field(
        default=None, metadata=renders("ControlTablesSettings.CommitPositionTableEnabled")
    )

    def _own_sentences(self) -> Mapping[str, str]:
        kept = [name for name in _TABLES if getattr(self, name) is True]
        if not kept:
            return {}
        # One sentence for all that are kept, in the place of the first.
        told = ", ".join(_TABLES[name] for name in kept)
        return dict.fromkeys(kept, "") | {kept[0]: f"DMS keeps control tables in the target: {told}."}

    @classmethod
    def all(cls) -> ControlTables:
        """Return all four tables that AWS documents: they cost little and answer most questions about a task."""
        return cls(
            history_table_enabled=True,
            suspended_tables_table_enabled=True,
            status_table_enabled=True,
            full_load_exception_table_enabled=True,
        )

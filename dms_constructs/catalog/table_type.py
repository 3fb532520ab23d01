"""Tables and views."""

from __future__ import annotations

import enum

__all__ = ["TableType"]


class TableType(enum.Enum):
    """
    What a selection rule selects, and what an entry of a catalog is: tables, views or both.

    Views are for full-load tasks only. Source: the DMS User Guide, page
    CHAP_Tasks.CustomizingTasks.TableMapping.SelectionTransformation.Selections.
    """

    TABLE = "table"
    VIEW = "view"
    ALL = "all"

"""What the ways to load one table in parts share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from dms_constructs.errors import ConfigurationError
from dms_constructs.mappings.rules.words import quoted, shown

__all__ = ["Segments", "distinct_names"]


@dataclass(frozen=True, slots=True)
class Segments:
    """
    What the ways to cut a table share.

    Each part is loaded by a thread; `max_full_load_sub_tasks` of the task settings bounds how many run at once.

    Source: the DMS User Guide, page CHAP_Tasks.CustomizingTasks.TableMapping.SelectionTransformation.Tablesettings.
    """

    TYPE: ClassVar[str]
    """DMS's word for it."""

    def body(self) -> dict[str, Any]:
        """Return it as DMS wants it."""
        return {"type": self.TYPE}

    def describe(self) -> str:
        """Say in plain words how the table is loaded."""
        raise NotImplementedError


def distinct_names(what: str, given: Iterable[str]) -> tuple[str, ...]:
    """Return names as a tuple, or raise unless they are that, and each is there once."""
    if isinstance(given, str | Mapping) or not isinstance(given, Iterable):
        fix = f"; write [{quoted(given)}]" if isinstance(given, str) and given.strip() else ""
        raise ConfigurationError("DMS-M038", f"{what} must be a list of names, got {shown(given)}{fix}", given=given)
    names = tuple(given)
    for name in names:
        if not isinstance(name, str) or not name.strip():
            raise ConfigurationError("DMS-M038", f"{what} must be names, got {shown(name)}", given=name)
    if len(set(names)) != len(names):
        raise ConfigurationError("DMS-M038", f"{what} must not have a name twice, got {shown(names)}", given=names)
    return names

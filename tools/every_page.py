"""Everything that is generated in docs/."""

from __future__ import annotations

from pathlib import Path

from tools import (
    api_settings,
    decisions,
    engines,
    errors,
    faults,
    guide,
    monitoring,
    picture,
    premigration,
    prerequisites,
    state_table,
)

__all__ = ["pages"]

_TOOLS = (
    api_settings,
    decisions,
    engines,
    errors,
    faults,
    guide,
    monitoring,
    picture,
    premigration,
    prerequisites,
    state_table,
)


def pages() -> dict[Path, str]:
    """Return the text of each page and picture, by its path."""
    return {path: text for tool in _TOOLS for path, text in tool.pages().items()}

"""Values in messages."""

from __future__ import annotations

import enum

from dms_constructs._code import as_code

__all__ = ["shown"]

_LONGEST = 60


def shown(value: object) -> str:
    """Show a value, or the start of one that would fill the screen, such as a whole catalog."""
    text = as_code(value) if isinstance(value, enum.Enum) else repr(value)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."

"""Characters that a terminal would obey instead of showing them."""

from __future__ import annotations

import re

__all__ = ["printable"]

# Those that move the cursor or change colours, and those that change the direction of text. A name in a catalog can
# hold any of them. Lines end with a line feed, so it stays.
_CONTROLS = re.compile("[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\u2028\\u2029\\u202a-\\u202e\\u2066-\\u2069]")


def printable(text: str) -> str:
    """Return text with control characters as escapes of four digits, which JSON and Python read as the same text."""
    return _CONTROLS.sub(lambda found: f"\\u{ord(found[0]):04x}", text)

"""Text that Markdown shows as it is."""

from __future__ import annotations

__all__ = ["escaped"]


def escaped(text: str) -> str:
    """Return a text so that Markdown shows it as it is."""
    for character in "\\`*_{}[]<>|#":
        text = text.replace(character, f"\\{character}")
    return text.replace("\n", " ")

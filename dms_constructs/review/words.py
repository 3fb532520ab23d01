"""Small pieces of sentences."""

from __future__ import annotations

__all__ = ["change_s", "counted"]


def counted(number: int, noun: str) -> str:
    """Return a number with its noun: `1 task`, `2 tasks`."""
    return f"{number} {noun}{'s' * (number != 1)}"


def change_s(number: int) -> str:
    """Return the verb for a number of things: one changes, two change."""
    return f"change{'s' * (number == 1)}"

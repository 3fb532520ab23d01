"""Why a command could not do what it was told."""

from __future__ import annotations

__all__ = ["Trouble"]


class Trouble(Exception):  # noqa: N818  # diff(1) calls it trouble too
    """
    Something outside the library that the command can't use: a file, a server, an argument.

    The message says what, and what to try.
    """

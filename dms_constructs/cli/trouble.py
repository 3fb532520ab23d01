"""Why a command could not do what it was told."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["FolderGiven", "Trouble"]


class Trouble(Exception):  # noqa: N818  # diff(1) calls it trouble too
    """
    Something outside the library that the command can't use: a file, a server, an argument.

    The message says what, and what to try.

    Args:
        message: The message.
        given: The argument that is wrong, if another would do.
        instead: Others that would do.
    """

    def __init__(self, message: str, *, given: str = "", instead: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.given = given
        self.instead = instead


class FolderGiven(Trouble):
    """A folder where a file is needed."""

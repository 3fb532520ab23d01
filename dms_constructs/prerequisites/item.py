"""One item of a checklist."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Prerequisite"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Prerequisite:
    """
    One thing that a server must have before DMS can read from it, or write to it.

    Made by `prerequisites_of` and by the `prerequisites` method of endpoints.
    """

    id: str
    """What it is called; it never changes: `user`, `tables`, `setting.wal_level`."""
    title: str
    """What must be so."""
    why: str
    """What happens without it."""
    needed_for: str
    """`full load`, `changes`, or `full load and changes`."""
    source: str
    """Where that is said."""
    statements: tuple[str, ...] = ()
    """SQL that does it, for the server's administrator; to run it again does no harm. None where SQL can't do it."""
    instructions: str = ""
    """What is to be done by hand, where SQL can't do it or not all of it."""
    check: str = ""
    """A query of one row and one column that is true when it is done; empty where no query can tell."""

    @property
    def sql(self) -> str:
        """Its statements, each ended; empty where there are none."""
        # A block of PL/SQL ends with a slash of its own.
        return "".join(
            f"{statement}\n" if statement.endswith("\n/") else f"{statement};\n" for statement in self.statements
        )

"""What a user could not see of a server, in words."""

from __future__ import annotations

from collections.abc import Iterable

from dms_constructs.catalog import NotSeen, UnseenPart

__all__ = ["by_name", "described"]

_MOST = 3
_WORDS = {
    UnseenPart.TABLE: "may not read {}",
    UnseenPart.COLUMNS: "may read only some columns of {}",
    UnseenPart.KEYS: "can't see all keys of {}",
}


def described(not_seen: Iterable[NotSeen]) -> str:
    """Return what the user could not see, and what to do."""
    seen_partly = list(not_seen)
    parts = []
    for what, words in _WORDS.items():
        if names := [f"{each.schema}.{each.name}" for each in seen_partly if each.what is what]:
            parts.append(words.format(_counted(names)))
    return f"{', '.join(parts)}; grant the right to read all columns of what is to be moved, and read the catalog again"


def by_name(not_seen: NotSeen) -> tuple[str, str]:
    """Return what puts it in order."""
    return not_seen.schema, not_seen.name


def _counted(names: list[str]) -> str:
    if len(names) == 1:
        return names[0]
    if len(names) <= _MOST:
        return f"{', '.join(names[:-1])} and {names[-1]}"
    return f"{len(names)} tables, such as {', '.join(names[:_MOST])}"

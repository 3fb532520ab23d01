"""What changes between two lists of a task's tables, as the life cycle keeps them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from dms_constructs.review.entry import Entry, Severity
from dms_constructs.review.words import counted

__all__ = ["NAMED", "TableChanges", "listed", "table_changes"]

NAMED = 100
"""How many tables a sentence names; above that, it counts them."""


class TableChanges(NamedTuple):
    """The tables of the source that change, with the tables of the target for those that are renamed."""

    gained: tuple[str, ...]
    lost: tuple[str, ...]
    renamed: tuple[tuple[str, str, str], ...]
    changed: tuple[str, ...]

    def entries(self, *, loads: bool) -> Iterator[Entry]:
        """
        Yield what to say of them.

        Args:
            loads: Whether the task loads tables, so a change of these needs a reload.
        """
        reloads = Severity.RELOADS if loads else Severity.NOTE
        loaded = "they are loaded" if loads else "rows that they have already are not copied, as the task loads nothing"
        if self.gained:
            yield Entry(
                reloads,
                f"{counted(len(self.gained), 'table')} gained: {listed(self.gained)}",
                loaded,
                tables=self.gained,
            )
        if self.lost:
            means = "no longer kept up to date; what is on the target stays there"
            yield Entry(
                Severity.NOTE, f"{counted(len(self.lost), 'table')} lost: {listed(self.lost)}", means, tables=self.lost
            )
        if self.renamed:
            names = tuple(source for source, _, _ in self.renamed)
            each = [f"{source} (from {old} to {new})" for source, old, new in self.renamed]
            means = "the old tables stay on the target" + ("; the new ones are loaded" if loads else "")
            yield Entry(
                reloads, f"{counted(len(names), 'table')} renamed on the target: {listed(each)}", means, tables=names
            )
        if self.changed:
            what = f"columns, types or filters of {listed(self.changed)} change"
            means = "right on the target only after a reload" if loads else "it counts for changes from now on"
            yield Entry(reloads, what, means, tables=self.changed)


def table_changes(old: object, new: object) -> TableChanges | None:
    """Return what changes; None where one of the two lists has rules instead of tables, or can't be read."""
    before, after = _tables_of(old), _tables_of(new)
    if before is None or after is None:
        return None
    both = [source for source in after if source in before]
    return TableChanges(
        gained=tuple(source for source in after if source not in before),
        lost=tuple(source for source in before if source not in after),
        renamed=tuple(
            (source, before[source][0], after[source][0]) for source in both if before[source][0] != after[source][0]
        ),
        changed=tuple(
            source for source in both if before[source][0] == after[source][0] and before[source] != after[source]
        ),
    )


def listed(names: Iterable[str]) -> str:
    """Return names in a sentence; a count where there are too many."""
    found = list(names)
    return ", ".join(found) if len(found) <= NAMED else f"{len(found)} tables, too many to name"


def _tables_of(document: object) -> Mapping[str, tuple[str, str]] | None:
    """Return target and digest of each table of a list, by its name on the source."""
    tables = document.get("Tables") if isinstance(document, dict) else None
    if not isinstance(tables, list):
        return None
    found: dict[str, tuple[str, str]] = {}
    for row in tables:
        match row:
            case [str(source), target, digest]:
                found[source] = (_plain(target), _plain(digest))
            case _:
                return None
    return found


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)

"""What changes in the table mappings of a task: for its tables where these are known, else in its rules."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from dms_constructs.mappings.comparison import Comparison, TableChange
from dms_constructs.mappings.rules.rule import Rule
from dms_constructs.mappings.table_mappings import TableMappings
from dms_constructs.review.entry import Entry, Severity
from dms_constructs.review.table_lists import NAMED, TableChanges, listed

__all__ = ["Documents", "of_comparison", "of_lists", "of_rules"]

_NO_NAMES = "which tables those are is known with --source-catalog only"


class Documents(NamedTuple):
    """
    What changes in a document.

    Attributes:
        entries: What there is to say.
        at_rest: Whether DMS takes the change of a task at rest only.
        reloads: Whether what is on the target has to be loaded again.
    """

    entries: tuple[Entry, ...] = ()
    at_rest: bool = False
    reloads: bool = False

    def __add__(self, other: object) -> Documents:
        if not isinstance(other, Documents):
            return NotImplemented
        return Documents(self.entries + other.entries, self.at_rest or other.at_rest, self.reloads or other.reloads)


def of_lists(found: TableChanges, *, loads: bool) -> Documents:
    """Say what changes for the tables of two lists."""
    return _documents(found.entries(loads=loads))


def of_comparison(comparison: Comparison, *, loads: bool) -> Documents:
    """Say what changes for the tables of a catalog."""
    return _documents(_of_tables(comparison.changes, loads=loads))


def of_rules(old: TableMappings, new: TableMappings, *, loads: bool) -> Documents:
    """Say which rules come and go; ids and names say nothing about what a rule does."""
    return _documents(_of_rules([rule for _, rule in old.numbered()], [rule for _, rule in new.numbered()], loads))


def _documents(entries: Iterable[Entry]) -> Documents:
    found = tuple(entries)
    return Documents(found, bool(found), any(each.severity is Severity.RELOADS for each in found))


def _of_tables(changes: tuple[TableChange, ...], *, loads: bool) -> Iterator[Entry]:
    whole = {"gained": "gained", "lost": "lost"}
    gained, lost = ([each.table for each in changes if each.kind == kind] for kind in whole)
    yield from TableChanges(tuple(gained), tuple(lost), (), ()).entries(loads=loads)
    others = [each for each in changes if each.kind not in whole]
    for each in others[:NAMED]:
        reloads = each.needs_reload and loads
        means = "right on the target only after a reload" if reloads else ""
        yield Entry(Severity.RELOADS if reloads else Severity.NOTE, str(each), means, tables=(each.table,))
    if len(others) > NAMED:
        tables = tuple(dict.fromkeys(each.table for each in others[NAMED:] if each.needs_reload))
        severity = Severity.RELOADS if tables and loads else Severity.NOTE
        yield Entry(severity, f"{len(others) - NAMED} more changes of {listed(tables) or 'tables'}", tables=tables)


def _of_rules(old: list[Rule], new: list[Rule], loads: bool) -> Iterator[Entry]:  # of this module
    before, after = ([json.dumps(rule.body(), sort_keys=True) for rule in rules] for rules in (old, new))
    if _in_order(old, after) != _in_order(new, before):
        means = "of several transformations of one object, the first applies"
        yield Entry(Severity.RELOADS if loads else Severity.NOTE, "the rules are in another order", means)
    if sorted(before) == sorted(after):
        return
    parts = difflib.SequenceMatcher(a=before, b=after, autojunk=False).get_opcodes()
    for tag, start, end, other_start, other_end in parts:
        if tag == "equal":
            continue
        yield from (_of_rule("removed", old[each], loads) for each in range(start, end) if before[each] not in after)
        others = range(other_start, other_end)
        yield from (_of_rule("added", new[each], loads) for each in others if after[each] not in before)


def _in_order(rules: list[Rule], others: list[str]) -> list[str]:
    """Return the rules that the other side has too, in the order that counts: that of selections never does."""
    bodies = [rule.body() for rule in rules]
    marks = [json.dumps(body, sort_keys=True) for body in bodies if body.get("rule-type") != "selection"]
    return list(dict.fromkeys(mark for mark in marks if mark in others))


def _of_rule(verb: str, rule: Rule, loads: bool) -> Entry:  # of this module
    what = f"a rule is {verb}: {rule.describe()}"
    kind, action = rule.body().get("rule-type"), rule.body().get("rule-action")
    if kind == "selection":
        gains = (action == "exclude") is (verb == "removed")
        if not gains:
            return Entry(Severity.NOTE, what, f"tables are lost: {_NO_NAMES}; what is on the target stays there")
        if loads:
            return Entry(Severity.RELOADS, what, f"tables are gained, and loaded: {_NO_NAMES}")
        means = f"tables are gained, and rows that they have already are not copied: {_NO_NAMES}"
        return Entry(Severity.NOTE, what, means)
    if kind == "transformation" and loads:
        means = f"what is on the target already is right only after a reload: {_NO_NAMES}"
        return Entry(Severity.RELOADS, what, means)
    return Entry(Severity.NOTE, what)

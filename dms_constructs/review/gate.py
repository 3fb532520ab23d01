"""
What the life cycle of a stack says of its tasks, in the properties of its custom resource `Custom::DmsGate`.

The gate refuses by these properties, in a function that runs at deployment. The review decides by the same rules, so
it says what will be refused, and prints the same consent.
"""

from __future__ import annotations

import functools
import json
import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from dms_constructs.migration_type import MigrationType
from dms_constructs.review.resources import as_object
from dms_constructs.review.table_lists import TableChanges, table_changes

__all__ = ["Gate", "GateChange", "Watched", "gate_of"]

_TYPE = "Custom::DmsGate"
_HASH = re.compile(r"\b[0-9a-f]{64}\b")
_DIGITS = 8


@dataclass(frozen=True)
class Watched:
    """
    A task that the life cycle watches.

    Attributes:
        logical_id: The logical id of its L1 construct.
        entry: What the template says of it.
    """

    logical_id: str
    entry: Mapping[str, Any]

    def text(self, name: str) -> str | None:
        """Return a part of it; None where it is not there, or known only at deployment."""
        found = self.entry.get(name)
        return found if isinstance(found, str) and found else None

    @property
    def start(self) -> str:
        """Its start policy."""
        return self.text("Start") or "not known"

    @property
    def reload(self) -> str:
        """Its reload policy."""
        return self.text("Reload") or "not known"

    @property
    def allow(self) -> str | None:
        """The consent that it has, if any."""
        return self.text("Allow")

    def tables(self, read: Callable[[str], Any]) -> Any:
        """
        Return the list of its tables, which is in the template or an asset; None where that is not there.

        Args:
            read: Returns the JSON of an asset by its hash.
        """
        given = as_object(self.entry.get("Tables"))
        if isinstance(given.get("List"), str):
            return _parsed(given["List"])
        found = _HASH.search(json.dumps(given.get("Key")))
        return read(found[0]) if found else None

    @property
    def is_masked(self) -> bool:
        """Whether it has a list, and only the name of that is gone, as in a snapshot."""
        given = as_object(self.entry.get("Tables"))
        return "List" not in given and not _HASH.search(json.dumps(given.get("Key")))


@dataclass(frozen=True)
class Gate:
    """
    The life cycle of a template.

    Attributes:
        tasks: The tasks that it watches, by the logical ids of their L1 constructs.
        resources: The digest of each endpoint, certificate and instance that these use.
        values: What is known at deployment only.
    """

    tasks: Mapping[str, Watched]
    resources: Mapping[str, Any]
    values: Mapping[str, Any]


def gate_of(resources: Mapping[str, Any]) -> Gate | None:
    """Return the life cycle of a template, if it has one."""
    found = next((each for each in map(as_object, resources.values()) if each.get("Type") == _TYPE), None)
    if found is None:
        return None
    given = as_object(found.get("Properties"))
    tasks = {name: Watched(name, _entry(as_object(told))) for name, told in as_object(given.get("Tasks")).items()}
    return Gate(tasks, as_object(given.get("Resources")), as_object(given.get("Values")))


def _entry(told: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return an entry, of which the plain parts are one text, or an object as in a readable template."""
    plain = told.get("Entry")
    return {**as_object(_parsed(plain) if isinstance(plain, str) else plain), **told}


@dataclass(frozen=True)
class GateChange:
    """
    A task that the life cycle watches before and after a change.

    Attributes:
        old: What it says before.
        new: What it says after.
        gates: The life cycles of both sides.
        lists: Returns the list of a task's tables by the hash of its asset, before and after.
    """

    old: Watched
    new: Watched
    gates: tuple[Gate, Gate]
    lists: tuple[Callable[[str], Any], Callable[[str], Any]] = field(compare=False)

    @property
    def replaces(self) -> bool:
        """Whether the task becomes another one."""
        return self.old.entry.get("Replaces") != self.new.entry.get("Replaces") or self.is_renamed

    @property
    def is_renamed(self) -> bool:
        """Whether another logical id takes over what it moves."""
        return self.old.logical_id != self.new.logical_id

    @property
    def in_place(self) -> bool:
        """Whether the task, or what it uses, has to be at rest for the change."""
        before, after = set(_names(self.old, "Uses")), set(_names(self.new, "Uses"))
        if before != after or (before | after) & _differing(*(each.resources for each in self.gates)):
            return True
        values = _differing(*(each.values for each in self.gates))
        mine = values if self.new.entry.get("Values") is None else values & {*_names(self.new, "Values")}
        return bool(mine) or self.old.entry.get("Digest") != self.new.entry.get("Digest")

    @functools.cached_property
    def listed(self) -> tuple[Any, Any]:
        """The lists of its tables before and after; None where one is not there."""
        return self.old.tables(self.lists[0]), self.new.tables(self.lists[1])

    @property
    def tables(self) -> TableChanges | None:
        """What changes between the lists of its tables; None where one is not there, or has rules instead."""
        return table_changes(*self.listed)

    @property
    def is_masked(self) -> bool:
        """Whether the lists can't be compared because a snapshot masks where they are; the rules tell then."""
        return self.old.is_masked or self.new.is_masked

    @property
    def reload_reasons(self) -> tuple[str, ...]:
        """Why a change in place needs a reload, in words; nothing where it needs none."""
        same = all(self.old.entry.get(key) == self.new.entry.get(key) for key in ("Digest", "Given"))
        if same or self.new.text("MigrationType") == MigrationType.CDC.value:
            return ()
        before, after = as_object(self.old.entry.get("Load")), as_object(self.new.entry.get("Load"))
        settings = sorted(name for name in {*before, *after} if before.get(name) != after.get(name))
        reasons = [f"settings that only a new load takes: {', '.join(settings)}"] if settings else []
        if self.old.entry.get("Tables") == self.new.entry.get("Tables"):
            return tuple(reasons)
        return tuple(reasons + self._reasons_of_lists())

    def _reasons_of_lists(self) -> list[str]:
        tables = self.tables
        if tables is not None:
            moved = (tables.gained, tables.renamed, tables.changed)
            words = ("tables gained", "tables that go to another target", "tables with other columns, types or filters")
            return [word for word, each in zip(words, moved, strict=True) if each]
        if self.is_masked:
            return []
        old, new = self.listed
        if old is None or new is None:
            return ["a list of the tables is not in its folder, so any may have changed"]
        before, after = (as_object(each).get("Rules") for each in (old, new))
        if before is None or after is None:
            return ["a catalog is added or left out with this change, so any table may have changed"]
        return ["rules change"] if _gains(before, after) else []

    @property
    def digest(self) -> str | None:
        """What consent to this change names; None where the templates don't say."""
        before, after = self.old.text("Fingerprint"), self.new.text("Fingerprint")
        return None if before is None or after is None else f"{before[:_DIGITS]}-{after[:_DIGITS]}"

    @property
    def is_carried(self) -> bool:
        """Whether a new task goes on from the checkpoint of the old one, which loses no change."""
        source = self.old.text("Source")
        kinds = {each.text("MigrationType") for each in (self.old, self.new)}
        if source is None or source != self.new.text("Source") or kinds != {MigrationType.CDC.value}:
            return False
        return not self.is_renamed or self._is_found

    @property
    def _is_found(self) -> bool:
        """Whether a new task of another logical id finds the old one: by its endpoints, and if it alone leaves."""
        before, after = (each.tasks for each in self.gates)
        leaving = [entry for name, entry in before.items() if name not in after]
        keys = ("Ends", "MigrationType")
        alike = [each for each in leaving if all(each.text(key) == self.new.text(key) for key in keys)]
        return len(alike) == 1 and self.old.text("Ends") == self.new.text("Ends")


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None


def _names(watched: Watched, name: str) -> list[str]:
    found = watched.entry.get(name)
    return [each for each in found if isinstance(each, str)] if isinstance(found, list) else []


def _differing(old: Mapping[str, Any], new: Mapping[str, Any]) -> set[str]:
    """List what is on both sides and differs; what is on one side came or went with whatever uses it."""
    return {name for name in old.keys() & new.keys() if old[name] != new[name]}


def _gains(old: list[Any], new: list[Any]) -> bool:
    """Whether rules differ in more than that tables are taken away, or loaded in another order."""
    before, after = ([_without_order(str(each)) for each in rules] for rules in (old, new))
    gone, come = Counter(before) - Counter(after), Counter(after) - Counter(before)
    return (
        any(json.loads(rule).get("rule-action") != "include" for rule in gone)
        or any(json.loads(rule).get("rule-action") != "exclude" for rule in come)
        or _in_order(before, after) != _in_order(after, before)
    )


def _in_order(rules: list[str], others: list[str]) -> list[str]:
    """Return the rules that the other side has too, in the order that counts: that of selections never does."""
    counting = [rule for rule in rules if json.loads(rule).get("rule-type") != "selection"]
    return [rule for rule in dict.fromkeys(counting) if rule in others]


def _without_order(rule: str) -> str:
    document = json.loads(rule)
    document.pop("load-order", None)
    return json.dumps(document, sort_keys=True)

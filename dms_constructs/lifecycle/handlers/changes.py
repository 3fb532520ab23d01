"""What a change means for a task: entries of the gate compared, and the lists of their tables."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tasks import MOST_RELOADS

Entry = Mapping[str, Any]

NONE, IN_PLACE, RELOAD = "none", "in place", "in place, reload"
REPLACEMENT, REMOVAL = "replacement", "removal"
CDC = "cdc"
_MOST_NAMES = 100
_ROOM = 340


def kind(old: Entry, new: Entry, old_all: Entry, new_all: Entry) -> str:
    """Say what kind of change a task meets, by the gate's properties before and now; reloads aside."""
    return _kind(old, new, used=_uses_changed(old, new, old_all, new_all))


def kind_for_runner(old: Entry, new: Entry) -> str:
    """Say the same by the runner's properties, which have the digest of all that the task uses."""
    return _kind(old, new, used=any(old.get(key) != new.get(key) for key in ("UsesDigest", "Values")))


def _kind(old: Entry, new: Entry, *, used: bool) -> str:
    if old.get("Replaces") != new.get("Replaces"):
        return REPLACEMENT
    return IN_PLACE if used or old.get("Digest") != new.get("Digest") else NONE


def _uses_changed(old: Entry, new: Entry, old_all: Entry, new_all: Entry) -> bool:
    used = {*old.get("Uses", ()), *new.get("Uses", ())}
    if set(old.get("Uses", ())) != set(new.get("Uses", ())):
        return True
    if used & differing(old_all.get("Resources", {}), new_all.get("Resources", {})):
        return True
    values = differing(old_all.get("Values", {}), new_all.get("Values", {}))
    return bool(values if new.get("Values") is None else values & set(new["Values"]))


def differing(old: Mapping[str, Any], new: Mapping[str, Any]) -> set[str]:
    """List the keys of both whose values differ; what is on one side only came or went with whatever uses it."""
    return {key for key in old.keys() & new.keys() if old[key] != new[key]}


def consent(old: Entry, new: Entry) -> str:
    """Return the digest that stands for the change from one to the other."""
    return f"{str(old.get('Fingerprint', ''))[:8]}-{str(new.get('Fingerprint', ''))[:8]}"


def is_allowed(what: str, old: Entry, new: Entry) -> bool:
    """Say whether a reload or a replacement has consent."""
    return new.get("Allow") == consent(old, new) or (what == "reload" and new.get("Reload") == "WHEN_NEEDED")


def may_carry_checkpoint(old: Entry, new: Entry) -> bool:
    """Say whether the new task can go on where the old one stopped: both only replicate changes, of the same source."""
    source = old.get("Source")
    return bool(source) and source == new.get("Source") and {old["MigrationType"], new["MigrationType"]} == {CDC}


def finds_checkpoint(old: Entry, new: Entry, leaving: Iterable[Entry]) -> bool:
    """
    Say the same where the new task has another logical id: then it must find the old one by the endpoints of both.

    Args:
        old: The entry of the one that leaves.
        new: The entry of the new one.
        leaving: The entries of all that leave.
    """
    alike = [each for each in leaving if all(each.get(key) == new.get(key) for key in ("Ends", "MigrationType"))]
    return may_carry_checkpoint(old, new) and len(alike) == 1 and old.get("Ends") == new.get("Ends")


@dataclass(frozen=True)
class Reload:
    """
    Why a change in place needs a reload.

    Attributes:
        gained: Tables that were not selected before.
        renamed: Tables that go to another target.
        changed: Tables with other columns, types or filters.
        rules: Rules that differ, where there is no catalog that would name the tables.
        settings: Settings that only a new load takes.
        unknown: What can't be compared, in words; empty if everything can.
    """

    gained: list[str] = field(default_factory=list)
    renamed: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    rules: list[str] = field(default_factory=list)
    settings: list[str] = field(default_factory=list)
    unknown: str = ""

    @property
    def is_needed(self) -> bool:
        """Whether there is any reason."""
        return bool(self.gained or self.is_structural)

    @property
    def is_structural(self) -> bool:
        """Whether more is needed than to load some tables that weren't there before."""
        return bool(self.renamed or self.changed or self.rules or self.settings or self.unknown)

    def tables_to_load(self, new: Entry) -> list[str]:
        """Return the tables that can be loaded while the rest goes on; none if everything must be loaded again."""
        few = not self.is_structural and len(self.gained) <= MOST_RELOADS
        return self.gained if few and new.get("PrepMode") != "DO_NOTHING" else []

    def __str__(self) -> str:
        groups = {
            "tables gained": self.gained,
            "tables that go to another target": self.renamed,
            "tables with other columns, types or filters": self.changed,
            "rules changed (with a catalog, the tables would be named)": self.rules,
            "settings that only a new load takes": self.settings,
        }
        named = {what: names for what, names in groups.items() if names}
        parts = [f"{what}: {_listed(names, _ROOM // len(named))}" for what, names in named.items()]
        return "; ".join([*parts, self.unknown] if self.unknown else parts)


def documents_differ(old: Entry, new: Entry) -> bool:
    """Say whether what a task is told differs: what the template says, or a value in it that is known at deployment."""
    return any(old.get(key) != new.get(key) for key in ("Digest", "Given"))


def reload(old: Entry, new: Entry, old_list: Entry | None, new_list: Entry | None) -> Reload:
    """
    Say whether and why a change in place needs a reload.

    Args:
        old: The entry before.
        new: The entry now.
        old_list: Its evaluated list; None if it can't be read any more.
        new_list: The new entry's.
    """
    if new.get("MigrationType") == CDC or not documents_differ(old, new):
        return Reload()
    before, now = old.get("Load", {}), new.get("Load", {})
    settings = sorted(key for key in {*before, *now} if before.get(key) != now.get(key))
    if old.get("Tables") == new.get("Tables"):
        return Reload(settings=settings)
    if old_list is None or new_list is None:
        return Reload(
            settings=settings, unknown="the list of the tables before can't be read any more, so any may have changed"
        )
    if "Tables" in old_list and "Tables" in new_list:
        return _tables(old_list["Tables"], new_list["Tables"], settings)
    if "Rules" in old_list and "Rules" in new_list:
        return Reload(settings=settings, rules=_rules(old_list["Rules"], new_list["Rules"]))
    return Reload(
        settings=settings, unknown="a catalog was added or left out with this change, so any table may have changed"
    )


def _tables(old: list[list[str]], new: list[list[str]], settings: list[str]) -> Reload:
    before = {source: (target, digest) for source, target, digest in old}
    now = {source: (target, digest) for source, target, digest in new}
    both = sorted(before.keys() & now.keys())
    return Reload(
        gained=sorted(now.keys() - before.keys()),
        renamed=[each for each in both if before[each][0] != now[each][0]],
        changed=[each for each in both if before[each][1] != now[each][1]],
        settings=settings,
    )


def _rules(old: list[str], new: list[str]) -> list[str]:
    """Name the rules that differ, without those that only take tables away or change the order of loading."""
    before, now = (list(map(_without_order, rules)) for rules in (old, new))
    gone, come = Counter(before) - Counter(now), Counter(now) - Counter(before)
    order = ["with the rules in another order"] if _in_order(before, now) != _in_order(now, before) else []
    return [
        *(f"without {_rule_in_words(rule)}" for rule in gone.elements() if _action_of(rule) != "include"),
        *(f"with {_rule_in_words(rule)}" for rule in come.elements() if _action_of(rule) != "exclude"),
        *order,
    ]


def _in_order(rules: list[str], others: list[str]) -> list[str]:
    """
    Return the rules that the other side has too, in the order that counts.

    Of several transformations of one object the first applies; the order of selections never counts.
    """
    counting = [rule for rule in rules if json.loads(rule).get("rule-type") != "selection"]
    return [rule for rule in dict.fromkeys(counting) if rule in others]


def _action_of(rule: str) -> object:
    return json.loads(rule).get("rule-action")


def _without_order(rule: str) -> str:
    document = json.loads(rule)
    document.pop("load-order", None)
    return json.dumps(document, sort_keys=True)


def _rule_in_words(rule: str) -> str:
    document = json.loads(rule)
    locator = document.get("object-locator", {})
    place = ".".join(
        locator[part] for part in ("schema-name", "table-name", "column-name") if isinstance(locator.get(part), str)
    )
    words = [document.get("rule-action") or document.get("rule-type", "rule"), place, document.get("value")]
    filters = ["filtered"] if document.get("filters") else []
    return " ".join([*(str(word) for word in words if word), *filters])


def _listed(names: Collection[str], room: int) -> str:
    """List names as far as there is room: the whole reason must fit into what CloudFormation shows."""
    if len(names) > _MOST_NAMES:
        return str(len(names))
    shown: list[str] = []
    for name in names:
        if shown and len(", ".join([*shown, name])) > room:
            return f"{', '.join(shown)} and {len(names) - len(shown)} more"
        shown.append(name)
    return ", ".join(shown)

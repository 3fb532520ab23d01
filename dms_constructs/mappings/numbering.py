"""Gives every rule of a mapping its id and name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dms_constructs.errors import ConfigurationError, Finding
from dms_constructs.mappings.rules.rule import Rule
from dms_constructs.mappings.rules.words import shown

__all__ = ["automatic", "number", "ranked", "same_names"]


def automatic(position: int) -> tuple[str, str]:
    """Return the id and name of the rule at a position, counted from 1, of a mapping without ids of its own."""
    return (str(position), str(position))


def number(rules: Sequence[Rule]) -> list[tuple[str, str]]:
    """
    Return the id and name of each rule.

    Rules keep their own. The others get their position, or else a higher number that nobody has, so among
    them the order of ids, which decides between transformations of one object, is the order in which they stand.
    A rule added at the end changes no id before it, unless it brings that very id as its own.
    """
    if not [rule for rule in rules if rule.rule_id is not None or rule.rule_name is not None]:
        return [(position, position) for position in map(str, range(1, len(rules) + 1))]
    taken = {text for rule in rules for text in (rule.rule_id, rule.rule_name) if text is not None}
    taken |= {str(int(text)) for text in taken if text.isdecimal()}
    names = {rule.rule_name for rule in rules if rule.rule_name is not None}
    numbered = []
    previous = 0
    for position, rule in enumerate(rules, start=1):
        rule_id = rule.rule_id
        if rule_id is None:
            free = max(position, previous + 1)
            while str(free) in taken:
                free += 1
            rule_id = str(free)
            taken.add(rule_id)
        previous = int(rule_id) if rule_id.isdecimal() else previous
        numbered.append((rule_id, _free_name(rule_id, names) if rule.rule_name is None else rule.rule_name))
    _unique_ids([str(int(rule_id)) if rule_id.isdecimal() else rule_id for rule_id, _ in numbered], rules)
    return numbered


def _free_name(rule_id: str, names: set[str]) -> str:
    """Return the id as a name, with letters after it where another rule has that name already."""
    name = rule_id
    while name in names:
        name += "x"
    return name


def _unique_ids(ids: Sequence[str], rules: Sequence[Rule]) -> None:
    for first, second in _twice(ids):
        raise ConfigurationError(
            "DMS-M008",
            f"rules {first + 1} and {second + 1}, {shown(rules[first])} and {shown(rules[second])}, both have rule_id "
            f"{shown(ids[first])}; each must have its own: leave rule_id out of rule {second + 1}",
            given=ids[first],
        )


def same_names(names: Sequence[str], rules: Sequence[Rule], *, strict: bool) -> Iterator[Finding]:
    """Return the rules that share a name, or raise when strict: the guide wants unique names, DMS looks at ids only."""
    for first, second in _twice(names):
        text = (
            f"rules {first + 1} and {second + 1}, {shown(rules[first])} and {shown(rules[second])}, both have "
            f"rule_name {shown(names[first])}, and the guide wants unique names"
        )
        fix = f"leave rule_name out of rule {second + 1}"
        if strict:
            raise ConfigurationError("DMS-M008", f"{text}; {fix}", given=names[first])
        yield Finding("mappings.sameRuleName", text, fix=fix)


def _twice(values: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Return the positions of each value that is there again, with that of the first."""
    if len(set(values)) == len(values):
        return
    seen: dict[str, int] = {}
    for index, value in enumerate(values):
        first = seen.setdefault(value, index)
        if first != index:
            yield first, index


def ranked(rules: Sequence[Rule], ids: Sequence[str]) -> list[tuple[str, Rule]]:
    """
    Return the rules with their ids, in the order in which DMS ranks them.

    An id that is known only at deployment keeps its rule's place.
    """
    numbered = list(zip(ids, rules, strict=True))
    if all(rule.rule_id is None for rule in rules) or not all(rule_id.isdecimal() for rule_id in ids):
        return numbered
    return sorted(numbered, key=lambda pair: int(pair[0]))

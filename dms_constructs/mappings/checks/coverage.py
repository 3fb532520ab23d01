"""Which rules of a mapping can have no effect, because of others and whatever the source has."""

from __future__ import annotations

import bisect
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence

from dms_constructs.catalog.table_type import TableType
from dms_constructs.errors import ConfigurationError, Finding, is_unchecked, is_unresolved
from dms_constructs.mappings.evaluator.pattern_index import NONE, PatternTree
from dms_constructs.mappings.rules.patterns import ANY, ONE, covers, is_exact, overlap
from dms_constructs.mappings.rules.rule import Rule
from dms_constructs.mappings.rules.selection import Exclude, Explicit, Selection
from dms_constructs.mappings.rules.transformation import Effect, OnColumns, Transformation
from dms_constructs.mappings.rules.words import shown

__all__ = [
    "Selected",
    "excluded",
    "matches_nothing",
    "never_applied",
    "never_applies",
    "selected_twice",
    "several_actions",
]


def excluded(selected: Sequence[Selection], excludes: Sequence[Exclude]) -> Iterator[Finding]:
    """Find the rules whose whole selection an exclude covers."""
    if not excludes:
        return
    look_up = _one_by_one(excludes) if len(selected) * len(excludes) <= _FEW else _by_trees(selected, excludes)
    for rule in selected:
        position = look_up(rule)
        if position != NONE:
            yield Finding(
                "mappings.excludedEntirely",
                f"{shown(rule)} selects nothing: {shown(excludes[position])} excludes all of it again",
                fix=f"remove {shown(rule)}, or narrow the exclude",
            )


_FEW = 16
"""Up to so many comparisons, comparing is faster than making trees."""


def _one_by_one(excludes: Sequence[Exclude]) -> Callable[[Selection], int]:
    def first(rule: Selection) -> int:
        for position, exclude in enumerate(excludes):
            # An exclude of views says nothing about tables.
            if (
                exclude.table_type in (rule.table_type, TableType.ALL)
                and covers(exclude.schema, rule.schema)
                and covers(exclude.table, rule.table)
            ):
                return position
        return NONE

    return first


def _by_trees(selected: Sequence[Selection], excludes: Sequence[Exclude]) -> Callable[[Selection], int]:
    trees = {kind: PatternTree(2, covering=True) for kind in {rule.table_type for rule in selected}}
    for number, exclude in enumerate(excludes):
        for kind, tree in trees.items():
            if exclude.table_type in {kind, TableType.ALL}:
                tree.add((exclude.schema, exclude.table), number)
    return lambda rule: trees[rule.table_type].first((rule.schema, rule.table))


def selected_twice(selected: Sequence[Selection], excludes: Sequence[Exclude]) -> Iterator[Finding]:
    """Find the rules for some rows of a table that another rule selects too."""
    filtered = [rule for rule in selected if getattr(rule, "filters", ())]
    if not filtered or len(selected) == 1:
        return
    tree = PatternTree(2)
    for position, rule in enumerate(selected):
        tree.add((rule.schema, rule.table), position, exact=isinstance(rule, Explicit))
    for rule in filtered:
        if is_unresolved(rule.schema) or is_unresolved(rule.table) or next(excluded([rule], excludes), None):
            continue
        for position in tree.all((rule.schema, rule.table)):
            other = selected[position]
            if other is not rule and other.table_type in {rule.table_type, TableType.ALL}:
                yield Finding(
                    "mappings.selectedTwice",
                    f"{shown(other)} selects {rule.schema}.{rule.table} too, of which {shown(rule)} selects some rows; "
                    "the guide does not say whose filters count",
                    fix=f"remove {shown(other)}, and select the other tables by names and patterns that don't match "
                    f"{rule.schema}.{rule.table}",
                )
                break


_ONE_OF = {Effect.NAME, Effect.TYPE, Effect.MASK, Effect.KEY, Effect.BEFORE_IMAGE}
"""Effects of which an object takes one rule only."""


def never_applied(rules: Sequence[Transformation], *, strict: bool) -> Iterator[tuple[Transformation, Transformation]]:
    """
    Return the transformations that never apply, each with the one that comes before it.

    Args:
        rules: The transformations, in the order of their ids.
        strict: Whether to raise for two of the same objects.
    """
    if len({(rule.KIND[1], rule.EFFECT) for rule in rules}) == len(rules):
        return  # the usual case of few rules: each does something else
    wide = _wide(rules)
    first: dict[tuple[object, ...], Transformation] = {}
    for position, rule in enumerate(rules):
        target, names, effect = rule.KIND[1], rule.names(), rule.EFFECT
        if effect not in _ONE_OF:
            continue
        of_type = _of_type(rule)
        same = first.setdefault((target, effect, names, of_type), rule)
        if same is not rule and not any(map(is_unchecked, names)):
            # The guide is of two minds about several rules for one column, unless they are of one kind.
            if strict and (target != "column" or same.KIND == rule.KIND):
                raise ConfigurationError(
                    "DMS-M006",
                    f"{shown(same)} and {shown(rule)} name the same object, and DMS applies only the one with the "
                    f"lower rule-id; remove {shown(rule)}",
                    given=rule,
                )
            yield rule, same
            continue
        tree = wide.get((target, effect)) if wide else None
        if tree is not None and (by := _covering(rules, tree.all(names), position, of_type)) is not None:
            yield rule, by


def never_applies(rule: Transformation, by: Transformation) -> Finding:
    """Return the finding about a rule that another one keeps from being applied."""
    same = rule.with_id(None, None) == by.with_id(None, None) or rule.names() == by.names()
    return Finding(
        "mappings.ruleNeverApplies",
        f"{shown(rule)} never applies: {shown(by)} comes first and covers it, and DMS applies only the rule with the "
        "lowest rule-id to an object",
        fix=f"remove {shown(rule)}" if same else f"put {shown(rule)} before {shown(by)}, or remove it",
    )


def several_actions(rules: Sequence[Transformation], is_idle: Callable[[Rule], bool]) -> Iterator[Finding]:
    """Find the transformations with several effects on one object that may be there."""
    if len(_EXCLUSIVE.intersection([rule.EFFECT for rule in rules])) <= 1:
        return
    effects: dict[tuple[object, ...], Transformation] = {}
    for rule in rules:
        if rule.EFFECT not in _EXCLUSIVE:
            continue
        other = effects.setdefault((rule.KIND[1], rule.names(), _of_type(rule)), rule)
        if rule.EFFECT != other.EFFECT and not is_idle(rule):
            yield Finding(
                "mappings.severalActionsForObject",
                f"{shown(other)} and {shown(rule)} are about the same object, and the guide says that DMS applies "
                "one action to an object, except masks",
                fix=f"remove {shown(rule)}, or try it before you rely on both",
            )


def _of_type(rule: Transformation) -> str | None:
    """Return what tells rules for one object apart: the type of columns, or what a key is."""
    return rule.of_type if isinstance(rule, OnColumns) else getattr(rule, "origin", None)


_EXCLUSIVE = {Effect.NAME, Effect.TYPE, Effect.KEEP, Effect.DROP, Effect.KEY}
"""Effects that the guide does not allow together."""


def _wide(rules: Sequence[Transformation]) -> dict[tuple[str | None, str], PatternTree]:
    """Return the rules that have patterns, by target and effect, where there are several of these."""
    trees: dict[tuple[str | None, str], PatternTree] = {}
    count = Counter([(rule.KIND[1], rule.EFFECT) for rule in rules])
    for position, rule in enumerate(rules):
        if count[rule.KIND[1], rule.EFFECT] == 1:
            continue
        names = rule.names()
        together = "".join(names)
        # A definition of a key names one table exactly.
        if (ANY in together or ONE in together) and rule.EFFECT in _ONE_OF and rule.EFFECT != Effect.KEY:
            key = (rule.KIND[1], rule.EFFECT)
            if key not in trees:
                trees[key] = PatternTree(len(names), covering=True)
            trees[key].add(names, position)
    return trees


def _covering(
    rules: Sequence[Transformation], positions: Iterable[int], before: int, of_type: str | None
) -> Transformation | None:
    """Return the first of some rules that comes before a position and is for columns of that type too."""
    for position in positions:
        if position >= before:
            return None
        rule = rules[position]
        if not isinstance(rule, OnColumns) or rule.of_type in {None, of_type}:
            return rule
    return None


def matches_nothing(rule: Rule) -> Finding:
    """Return the finding about a rule for nothing that is selected."""
    return Finding(
        "mappings.matchesNothing",
        f"{shown(rule)} matches nothing that is selected",
        fix=f"remove {shown(rule)}, correct its names, or select what they name",
    )


class Selected:
    """What may be selected: pairs of patterns for schemas and tables."""

    def __init__(self, rules: Iterable[Selection]) -> None:
        self._tables: dict[str, set[str]] = {}
        for rule in rules:
            self._tables.setdefault(rule.schema, set()).add(rule.table)
        # Names known at deployment only may be any.
        self._unknown = any(
            is_unresolved(schema) or is_unresolved("".join(tables)) for schema, tables in self._tables.items()
        )
        self._sorted: dict[str, tuple[list[str], list[str]]] = {}
        self._answers: dict[tuple[str, str | None], bool] = {}

    def may_match(self, schema: str, table: str | None = None) -> bool:
        """Whether a table that matches these names or patterns may be selected."""
        exact = self._tables.get(schema)
        if exact is not None and (table is None or table in exact or ANY in exact):
            return True
        if self._unknown or is_unresolved(schema) or (table is not None and is_unresolved(table)):
            return True
        key = (schema, table)
        if key not in self._answers:
            self._answers[key] = any(
                overlap(one, schema) and (table is None or self._has(one, table)) for one in self._tables
            )
        return self._answers[key]

    def _has(self, schema: str, table: str) -> bool:
        if schema not in self._sorted:
            tables = self._tables[schema]
            self._sorted[schema] = (
                sorted(name for name in tables if is_exact(name)),
                sorted(name for name in tables if not is_exact(name)),
            )
        names, patterns = self._sorted[schema]
        # Of the exact names, only those with the same beginning are worth a look.
        start = table.partition(ANY)[0].partition(ONE)[0]
        for name in names[bisect.bisect_left(names, start) :]:
            if not name.startswith(start):
                break
            if overlap(table, name):
                return True
        return any(overlap(table, pattern) for pattern in patterns)

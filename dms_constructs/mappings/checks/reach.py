"""What the rules of a mapping may select, and which rules are about none of it."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Sequence

from dms_constructs.catalog.table_type import TableType
from dms_constructs.mappings.checks.coverage import Selected
from dms_constructs.mappings.evaluator.pattern_index import NONE, PatternTree
from dms_constructs.mappings.rules.include import Include
from dms_constructs.mappings.rules.patterns import ANY, covers
from dms_constructs.mappings.rules.raw import RawRule
from dms_constructs.mappings.rules.rule import Rule
from dms_constructs.mappings.rules.selection import Exclude, Selection

__all__ = ["Reach", "selects_unknown"]

_KINDS = {
    TableType.TABLE: (TableType.TABLE,),
    TableType.VIEW: (TableType.VIEW,),
    TableType.ALL: (TableType.TABLE, TableType.VIEW),
}

_FEW = 4
"""Up to so many excludes, comparing is faster than making trees."""


class Reach:
    """
    What rules may select.

    Args:
        selected: The rules that select.
        excludes: The rules that exclude.
        is_known: Whether no other rule selects in a way that is not known here.
    """

    def __init__(self, selected: Sequence[Selection], excludes: Sequence[Exclude], *, is_known: bool) -> None:
        self.excludes = excludes
        self.is_known = is_known and bool(selected)
        self.selected = selected if self.is_known else (Include(ANY, table_type=TableType.ALL),)

    @classmethod
    def of(cls, rules: Iterable[Rule]) -> Reach:
        """Return what the rules of a mapping may select."""
        known = [rule.known() or rule for rule in rules]
        return cls(
            [rule for rule in known if isinstance(rule, Selection) and not isinstance(rule, Exclude)],
            [rule for rule in known if isinstance(rule, Exclude)],
            is_known=not any(selects_unknown(rule) for rule in known),
        )

    @functools.cached_property
    def _where(self) -> Selected:
        return Selected(self.selected)

    @functools.cached_property
    def _kinds(self) -> set[TableType]:
        return {kind for rule in self.selected for kind in _KINDS[rule.table_type]}

    @functools.cached_property
    def _excluded(self) -> dict[TableType, PatternTree]:
        trees = {kind: PatternTree(2, covering=True) for kind in _KINDS[TableType.ALL]}
        for number, exclude in enumerate(self.excludes):
            for kind in _KINDS[exclude.table_type]:
                trees[kind].add((exclude.schema, exclude.table), number)
        return trees

    def may_match(self, schema: str, table: str = ANY) -> bool:
        """Whether something that matches these names or patterns may be selected."""
        if not self._where.may_match(schema, table):
            return False
        return not self.excludes or not self._leaves_out((schema, table), self._kinds)

    def is_idle(self, rule: Rule) -> bool:
        """Whether a rule selects nothing, or matches nothing that is selected."""
        known = rule.known()
        if known is None or isinstance(known, Exclude):
            return False
        if isinstance(known, Selection):
            return self._leaves_out(known.place(), _KINDS[known.table_type])
        return not self.may_match(*known.place())

    def remaining(self) -> Sequence[Selection]:
        """Return the rules that select something."""
        return [rule for rule in self.selected if not self.is_idle(rule)] if self.excludes else self.selected

    def selects_no_view(self, rule: Rule) -> bool:
        """Whether what excludes leave of a rule has no views."""
        return self._leaves_out(rule.place(), [TableType.VIEW])

    def _leaves_out(self, place: tuple[str, str], kinds: Iterable[TableType]) -> bool:
        if len(self.excludes) > _FEW:
            return all(self._excluded[kind].first(place) != NONE for kind in kinds)
        schema, table = place
        covering = [one for one in self.excludes if covers(one.schema, schema) and covers(one.table, table)]
        return bool(covering) and {kind for one in covering for kind in _KINDS[one.table_type]}.issuperset(kinds)


def selects_unknown(rule: Rule) -> bool:
    """Whether a rule that no class knows selects tables."""
    return isinstance(rule, RawRule) and rule.rule_type == "selection"

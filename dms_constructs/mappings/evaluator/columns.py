"""What becomes of the columns of a table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from dms_constructs.mappings.evaluator.pattern_index import NONE, PatternIndex, PatternTree
from dms_constructs.mappings.rules.transformation import Effect, OnColumns

__all__ = ["KEPT", "ColumnGroups", "ColumnRules", "Decision"]


class Decision(NamedTuple):
    """The positions of the rules that apply to a column; a number above all positions stands for none."""

    dropped: int
    """The rule that leaves it out; -1 when it is left out because no rule includes it."""
    named: int
    typed: int
    masked: int

    @property
    def changes(self) -> bool:
        """Whether any rule gives the column another form."""
        return self is not KEPT and self[1:] != _UNCHANGED


KEPT = Decision(NONE, NONE, NONE, NONE)
"""No rule applies."""
_UNCHANGED = (NONE, NONE, NONE)
_EFFECTS = (Effect.KEEP, Effect.DROP, Effect.NAME, Effect.TYPE, Effect.MASK)


class ColumnRules:
    """The rules for the columns of the tables that the same rules name."""

    __slots__ = ("_decisions", "_effects", "_first", "_of_types", "_positions", "constant")

    def __init__(self, rules: Sequence[tuple[int, OnColumns]]) -> None:
        of_effect: dict[str, _ByType] = {}
        for position, rule in rules:
            of_effect.setdefault(rule.EFFECT, _ByType()).add(rule, position)
        self._effects = of_effect
        self._positions = [position for position, _ in rules]
        self._of_types = any(effect.typed for effect in of_effect.values())
        self._first = [
            found.any.lookup() if (found := of_effect.get(effect)) is not None else None for effect in _EFFECTS
        ]
        self._decisions: dict[tuple[str, str | None], Decision] = {}
        self.constant: Decision | None = None
        """What applies to every column, when that is the same for all."""
        if not self._of_types and all(effect.any.constant is not None for effect in of_effect.values()):
            self.constant = self.decide("", None)

    @property
    def may_drop(self) -> bool:
        """Whether a rule can leave columns out."""
        return Effect.DROP in self._effects or Effect.KEEP in self._effects

    def decide(self, name: str, dms_type: str | None) -> Decision:
        """Return the rules that apply to a column."""
        decision = self._decisions.get((name, dms_type))
        if decision is None:
            decision = self._decide(name, dms_type)
            # Tables have names in common, and each is asked for several times; but not all fit into memory.
            if len(self._decisions) < _REMEMBERED:
                self._decisions[name, dms_type] = decision
        return decision

    def _decide(self, name: str, dms_type: str | None) -> Decision:
        if self._of_types:
            return self._decided([self._of_type(effect, name, dms_type) for effect in _EFFECTS])
        keep, drop, naming, typing, masking = self._first
        if drop is not None and (dropped := drop(name)) != NONE:
            return Decision(dropped, NONE, NONE, NONE)
        if keep is not None and keep(name) == NONE:
            return _NOT_INCLUDED
        named = naming(name) if naming is not None else NONE
        typed = typing(name) if typing is not None else NONE
        masked = masking(name) if masking is not None else NONE
        return KEPT if named == typed == masked == NONE else Decision(NONE, named, typed, masked)

    def after(self, position: int, name: str, dms_type: str | None) -> Decision:
        """Return the rules that apply to a column which the rule at a position adds: only later ones see it."""

        def first(effect: str) -> int:
            found = self._effects.get(effect)
            later = [one for one in found.all(name, dms_type) if one > position] if found is not None else []
            return min(later, default=NONE)

        return Decision(first(Effect.DROP), first(Effect.NAME), first(Effect.TYPE), first(Effect.MASK))

    def _of_type(self, effect: str, name: str, dms_type: str | None) -> int:
        found = self._effects.get(effect)
        return found.first(name, dms_type) if found is not None else NONE

    def _decided(self, first: Sequence[int]) -> Decision:
        keep, drop, named, typed, masked = first
        if drop != NONE:
            return Decision(drop, NONE, NONE, NONE)
        if keep == NONE and Effect.KEEP in self._effects:
            return _NOT_INCLUDED
        return Decision(NONE, named, typed, masked)

    def matching(self, name: str, dms_type: str | None) -> Iterable[int]:
        """Return every rule that is about a column, whether it applies or not."""
        for effect in self._effects.values():
            yield from effect.all(name, dms_type)

    def uncertain(self, name: str) -> Iterable[int]:
        """Return every rule for columns of one type that a column of an unknown type can be of."""
        for effect in self._effects.values():
            for index in effect.typed.values():
                yield from index.all(name)

    def every(self) -> Iterable[int]:
        """Return every rule, for a table whose columns are not known."""
        return self._positions

    def keeping(self, name: str, dms_type: str | None) -> Iterable[int]:
        """Return every rule that includes a column."""
        found = self._effects.get(Effect.KEEP)
        return found.all(name, dms_type) if found is not None else ()


_REMEMBERED = 10_000
_NOT_INCLUDED = Decision(-1, NONE, NONE, NONE)


class ColumnGroups:
    """
    The rules for columns, grouped by the schema and the table that they name.

    Attributes:
        tree: The numbers of the groups, by these names.
    """

    def __init__(self, rules: Iterable[tuple[int, OnColumns]]) -> None:
        self.tree = PatternTree(2)
        self._members: list[list[tuple[int, OnColumns]]] = []
        numbers: dict[tuple[str, str], int] = {}
        for position, rule in rules:
            key = (rule.schema, rule.table)
            number = numbers.setdefault(key, len(self._members))
            if number == len(self._members):
                self._members.append([])
                self.tree.add(key, number)
            self._members[number].append((position, rule))

    def rules(self, numbers: Iterable[int]) -> ColumnRules:
        """Return the rules of some groups together."""
        members = [member for number in numbers for member in self._members[number]]
        return ColumnRules(sorted(members, key=_position))


def _position(member: tuple[int, object]) -> int:
    return member[0]


class _ByType:
    """The rules of one effect: those for columns of any type, and those for columns of one DMS data type."""

    __slots__ = ("any", "typed")

    def __init__(self) -> None:
        self.any = PatternIndex()
        self.typed: dict[str, PatternIndex] = {}

    def add(self, rule: OnColumns, position: int) -> None:
        index = self.any if rule.of_type is None else self.typed.setdefault(rule.of_type, PatternIndex())
        index.add(rule.column, position)

    def first(self, name: str, dms_type: str | None) -> int:
        best = self.any.first(name)
        typed = self.typed.get(dms_type) if dms_type is not None else None
        return best if typed is None else min(best, typed.first(name))

    def all(self, name: str, dms_type: str | None) -> list[int]:
        typed = self.typed.get(dms_type) if dms_type is not None else None
        return self.any.all(name) + (typed.all(name) if typed is not None else [])

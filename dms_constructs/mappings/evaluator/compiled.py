"""The rules of a mapping, sorted so that what applies to a table is looked up instead of tried out."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from dms_constructs.catalog import SourceTable
from dms_constructs.catalog.table_type import TableType
from dms_constructs.errors import is_unresolved
from dms_constructs.mappings.evaluator.columns import ColumnGroups, ColumnRules
from dms_constructs.mappings.evaluator.pattern_index import NONE, PatternIndex, PatternTree
from dms_constructs.mappings.rules.naming import Naming
from dms_constructs.mappings.rules.object_mapping import ObjectMapping
from dms_constructs.mappings.rules.raw import RawRule
from dms_constructs.mappings.rules.rule import Rule
from dms_constructs.mappings.rules.selection import Exclude, Explicit, Selection
from dms_constructs.mappings.rules.table_settings import TableSettings
from dms_constructs.mappings.rules.transformation import Effect, OnColumns, OnSchemas, OnTables, Transformation
from dms_constructs.mappings.rules.words import shown

__all__ = ["Compiled", "Schema"]


class Compiled:
    """
    The rules of a mapping in the order of their ids; a position in that order stands for a rule.

    Attributes:
        rules: The rules, or None where nobody knows what one does.
        ids: Their ids.
        given: The rules as the mapping has them.
    """

    def __init__(self, numbered: Sequence[tuple[str, Rule]]) -> None:
        self.ids = [rule_id for rule_id, _ in numbered]
        self.given = [rule for _, rule in numbered]
        self.rules: list[Rule | None] = [_known(rule) for rule in self.given]
        self.included = {kind: PatternTree(2) for kind in (TableType.TABLE, TableType.VIEW)}
        self.excluded = {kind: PatternTree(2) for kind in (TableType.TABLE, TableType.VIEW)}
        self.schemas = PatternIndex()
        self.tables = PatternTree(2)
        self.keys = PatternTree(2)
        self.additions = PatternTree(2)
        self.images = PatternTree(2)
        self.settings = PatternTree(2)
        self.objects = PatternTree(2)
        self._on_columns: list[tuple[int, OnColumns]] = []
        self._column_rules: dict[tuple[int, ...], ColumnRules | None] = {(): None}
        for position, rule in enumerate(self.rules):
            if rule is not None:
                self._add(position, rule)
        self._states: dict[str, Schema] = {}
        self._names: dict[int, RuleName] = {}
        self._naming: dict[int, tuple[Callable[[str], str] | None, tuple[Rule, ...]]] = {}

    def _add(self, position: int, rule: Rule) -> None:
        if isinstance(rule, Selection):
            trees = self.excluded if isinstance(rule, Exclude) else self.included
            exact = isinstance(rule, Explicit)
            for kind, tree in trees.items():
                if rule.table_type in {kind, TableType.ALL}:
                    tree.add((rule.schema, rule.table), position, exact=exact)
        elif isinstance(rule, TableSettings):
            self.settings.add((rule.schema, rule.table), position, exact=True)
        elif isinstance(rule, ObjectMapping):
            self.objects.add((rule.schema, rule.table), position)
        elif isinstance(rule, OnColumns):
            self._on_columns.append((position, rule))
        elif isinstance(rule, OnSchemas):
            self.schemas.add(rule.schema, position)
        elif isinstance(rule, OnTables):
            tree = self.tables if isinstance(rule, Naming) else _TREES[rule.EFFECT](self)
            # `define-primary-key` names one table.
            tree.add(rule.names(), position, exact=rule.EFFECT is Effect.KEY)

    def schema(self, name: str) -> Schema:
        """Return what is known about the tables of a schema."""
        state = self._states.get(name)
        if state is None:
            state = self._states[name] = Schema(self, name)
        return state

    def column_rules(self, table: SourceTable) -> ColumnRules | None:
        """Return the rules for the columns of a table, or None when there are none."""
        if not self._on_columns:
            return None
        numbers = tuple(self.schema(table.schema).groups.all(table.name))
        if numbers not in self._column_rules:
            self._column_rules[numbers] = self.groups.rules(numbers)
        return self._column_rules[numbers]

    @functools.cached_property
    def groups(self) -> ColumnGroups:
        """The groups of column rules; who asks for the names of tables only does not wait for them."""
        return ColumnGroups(self._on_columns)

    def naming(self, position: int) -> tuple[Callable[[str], str] | None, tuple[Rule, ...]]:
        """Return what makes a name of a name, unless it takes more than that, and the rule that it is from."""
        known = self._naming.get(position)
        if known is None:
            rule = self.rules[position]
            new_name = rule.function() if isinstance(rule, Naming) else None
            known = self._naming[position] = (new_name, (rule,) if rule is not None else ())
        return known

    def including(self, table: SourceTable) -> list[int]:
        """Return every rule that includes a table."""
        return [] if table.materialized else self.included[table.table_type].all((table.schema, table.name))

    def named(self, position: int) -> RuleName:
        """Return what shows a rule with its id, as messages name it."""
        name = self._names.get(position)
        if name is None:
            name = self._names[position] = RuleName(self.ids[position], self.given[position])
        return name

    @property
    def may_select_more(self) -> bool:
        """Whether a rule selects in a way that is not known here."""
        return any(_selects(self.given[position]) for position in self.not_evaluated())

    def beside_tables(self) -> Iterable[Rule]:
        """Return the rules whose effect can't be seen on a table and its columns."""
        for rule, given in zip(self.rules, self.given, strict=True):
            on_tables = isinstance(rule, Selection | TableSettings | ObjectMapping | OnSchemas | OnTables | OnColumns)
            if rule is None or not on_tables:
                yield given.with_id(None, None)

    def not_evaluated(self) -> Iterable[int]:
        """Return the rules of which nobody knows what they do."""
        return (position for position, rule in enumerate(self.rules) if rule is None)


def _selects(rule: Rule) -> bool:
    if isinstance(rule, RawRule):
        return rule.rule_type == "selection" and rule.body().get("rule-action") != "exclude"
    return isinstance(rule, Selection) and not isinstance(rule, Exclude)


class RuleName:
    """Shows a rule when it is asked to, and writes it out only once, because that takes long."""

    __slots__ = ("_id", "_rule", "_text")

    def __init__(self, rule_id: str, rule: Rule) -> None:
        self._id = rule_id
        self._rule = rule
        self._text = ""

    def __str__(self) -> str:
        if not self._text:
            self._text = f"rule {self._id}, {shown(self._rule.with_id(None, None))}"
        return self._text


def _known(rule: Rule) -> Rule | None:
    known = rule.known()
    return None if known is None or is_unresolved(_names(known)) else known


def _names(rule: Rule) -> str:
    if isinstance(rule, Transformation):
        return "".join(rule.names())
    return f"{getattr(rule, 'schema', '')}{getattr(rule, 'table', '')}"


_TREES = {
    Effect.KEY: lambda compiled: compiled.keys,
    Effect.ADD: lambda compiled: compiled.additions,
    Effect.BEFORE_IMAGE: lambda compiled: compiled.images,
}


class Lookups:
    """What there is to ask about the tables of a schema: patterns that match all of them are answered beforehand."""

    __slots__ = ("_always", "_functions", "_trees")

    def __init__(self, trees: list[PatternTree]) -> None:
        self._trees = trees
        constants = [tree.index.constant for tree in trees]
        self._always = min([constant for constant in constants if constant is not None], default=NONE)
        self._functions = [
            tree.index.lookup() for tree, constant in zip(trees, constants, strict=True) if constant is None
        ]

    def first(self, name: str) -> int:
        """Return the lowest position for a name, or a number above all positions."""
        best = self._always
        for function in self._functions:
            found = function(name)
            best = min(best, found)
        return best

    def all(self, name: str) -> list[int]:
        """Return every position for a name, in rising order."""
        if not self._trees:
            return []
        return sorted([position for tree in self._trees for position in tree.index.all(name)])

    def __bool__(self) -> bool:
        return bool(self._trees)


class Selecting(NamedTuple):
    """Where to look for what selects a table, and for what excludes it."""

    included: Lookups
    excluded: Lookups


class Schema:
    """What the rules say about a schema, and where to look for its tables."""

    def __init__(self, compiled: Compiled, name: str) -> None:
        self._compiled = compiled
        self._name = name
        self.rule = compiled.schemas.first(name)
        self._tables = self._selecting(TableType.TABLE)
        self.naming = Lookups(compiled.tables.below(name))

    def _selecting(self, kind: TableType) -> Selecting:
        compiled, name = self._compiled, self._name
        return Selecting(Lookups(compiled.included[kind].below(name)), Lookups(compiled.excluded[kind].below(name)))

    def selecting(self, table: SourceTable) -> Selecting:
        """Return what selects a table or excludes it."""
        return self._tables if table.table_type is TableType.TABLE else self._views

    @functools.cached_property
    def _views(self) -> Selecting:
        return self._selecting(TableType.VIEW)

    @functools.cached_property
    def keys(self) -> Lookups:
        """Where to look for definitions of keys."""
        return Lookups(self._compiled.keys.below(self._name))

    @functools.cached_property
    def additions(self) -> Lookups:
        """Where to look for columns to add."""
        return Lookups(self._compiled.additions.below(self._name))

    @functools.cached_property
    def images(self) -> Lookups:
        """Where to look for before images."""
        return Lookups(self._compiled.images.below(self._name))

    @functools.cached_property
    def settings(self) -> Lookups:
        """Where to look for table settings."""
        return Lookups(self._compiled.settings.below(self._name))

    @functools.cached_property
    def objects(self) -> Lookups:
        """Where to look for object mappings."""
        return Lookups(self._compiled.objects.below(self._name))

    @functools.cached_property
    def is_bare(self) -> bool:
        """Whether rules do no more to its tables, as a whole, than select and name them."""
        return not (self.keys or self.additions or self.images or self.settings or self.objects)

    @functools.cached_property
    def groups(self) -> Lookups:
        """Where to look for groups of column rules."""
        return Lookups(self._compiled.groups.tree.below(self._name))

"""Which rules give two objects one name on the target, whatever the source has."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from dms_constructs.engines import EngineName
from dms_constructs.errors import ConfigurationError, Finding, is_unchecked, is_unresolved
from dms_constructs.mappings.checks.letter_case import same_name
from dms_constructs.mappings.checks.merging import may_meet
from dms_constructs.mappings.checks.reach import Reach
from dms_constructs.mappings.evaluator.pattern_index import PatternTree
from dms_constructs.mappings.rules.columns import AddColumn
from dms_constructs.mappings.rules.expression import Expression
from dms_constructs.mappings.rules.naming import Naming
from dms_constructs.mappings.rules.patterns import ANY, covers, like, overlap
from dms_constructs.mappings.rules.renaming import Rename, RenameSchema, RenameTable
from dms_constructs.mappings.rules.transformation import Effect, OnColumns, OnSchemas, Transformation
from dms_constructs.mappings.rules.words import shown, with_values

__all__ = ["Names"]


class _Claim(NamedTuple):
    """A rule that gives one table or column a name."""

    kind: str
    place: tuple[str, ...]
    """The schema of a table; the schema and the table of a column."""
    name: str
    rule: Rename | AddColumn

    @property
    def table(self) -> tuple[str, str]:
        return self.rule.place()


_GIVING = (Rename, AddColumn)
"""The rules that give a name."""


class Names:
    """
    Looks at the names that rules give.

    Args:
        reach: What may be selected.
        transformations: The transformations that can apply.
        target: The engine of the target, or None when it is not known.
        strict: Whether to raise for what DMS takes although it is a mistake.
    """

    def __init__(
        self, reach: Reach, transformations: Sequence[Transformation], target: EngineName | None, *, strict: bool
    ) -> None:
        self._reach = reach
        self._transformations = transformations
        self._target = target
        self._strict = strict

    def findings(self) -> Iterator[Finding]:
        """Return the findings about names, or raise."""
        if self._names_may_meet():
            claims = list(self._claims())
            yield from self._meeting(claims)
            yield from self._added_twice(claims)
        yield from self._merged_schemas()
        yield from self._taken()

    def _names_may_meet(self) -> bool:
        """Whether two rules may give one name, in any letter case: thousands of rules are made in one go."""
        rules = self._transformations
        giving = [rule for rule in rules if isinstance(rule, _GIVING)]
        if len(giving) < 2:
            return False
        if any(isinstance(rule, AddColumn) for rule in giving):
            return True
        names = [
            (*rule.names()[:-1], rule.to.lower())
            for rule in giving
            if isinstance(rule, Rename) and isinstance(rule.to, str)
        ]
        return len(set(names)) < len(names)

    def _claims(self) -> Iterator[_Claim]:
        for rule in self._transformations:
            if isinstance(rule, Rename):
                kind, to = rule.KINDS[-1], rule.to
                if isinstance(to, str) and kind in {"table", "column"} and not is_unchecked(to):
                    yield _Claim(kind, rule.names()[:-1], to, rule)
            elif isinstance(rule, AddColumn) and not is_unchecked(rule.name):
                yield _Claim("column", rule.names(), rule.name, rule)

    def _meeting(self, claims: Sequence[_Claim]) -> Iterator[Finding]:
        """Find the names that objects of one place get, and those that differ in letter case only."""
        keys = [(claim.kind, claim.place, claim.name.lower()) for claim in claims]
        first: dict[tuple[str, tuple[str, ...], str], list[_Claim]] = {}
        for key, claim in zip(keys, claims, strict=True):
            others = first.setdefault(key, [])
            if others and not (self._may_be(claim) and self._may_be(others[0])):
                # A rule that matches nothing gives nothing a name.
                first[key] = [claim] if self._may_be(claim) else others
                continue
            # What is called the same says more than what is called alike.
            other = next((one for one in others if one.name == claim.name), others[0] if others else None)
            others.append(claim)
            if other is not None and not _of_one_object(other, claim):
                yield from self._told(other, claim)

    def _may_be(self, claim: _Claim) -> bool:
        return self._reach.may_match(*claim.table) and not self._is_gone(claim)

    def _is_gone(self, claim: _Claim) -> bool:
        """Whether a column of the source is left out wherever it is."""
        names = claim.rule.names()
        if len(names) != _OF_COLUMN:
            return False
        return any(rule.of_type is None and _all(covers, rule.names(), names) for rule in self._dropping) or (
            any(_all(covers, rule.names()[:2], claim.place) for rule in self._keeping)
            and not any(_all(overlap, rule.names(), names) for rule in self._keeping)
        )

    @functools.cached_property
    def _dropping(self) -> list[OnColumns]:
        return self._on_columns(Effect.DROP)

    @functools.cached_property
    def _keeping(self) -> list[OnColumns]:
        return self._on_columns(Effect.KEEP)

    def _on_columns(self, effect: str) -> list[OnColumns]:
        return [rule for rule in self._transformations if isinstance(rule, OnColumns) and effect == rule.EFFECT]

    def _told(self, other: _Claim, claim: _Claim) -> Iterator[Finding]:
        both = f"{shown(other.rule)} and {shown(claim.rule)} give two {claim.kind}s"
        fix = f"write {shown(_with_name(claim.rule, f'{claim.name}_2'))}, or another name of its own"
        alike = "names that differ in letter case only"
        if other.name == claim.name:
            text = f"{both} one name on the target, which DMS does not support"
        elif isinstance(other.rule, AddColumn) or isinstance(claim.rule, AddColumn):
            text = f"{both} {alike}, which DMS does not support for a column that a rule adds"
        else:
            when = same_name(self._target, claim.kind)
            if when is not None:
                yield Finding("mappings.namesDifferInCaseOnly", f"{both} {alike}, {when}", fix=fix)
            return
        if self._strict and self._surely_both(other, claim):
            raise ConfigurationError("DMS-M013", f"{text}; {fix}", given=claim.name)
        yield Finding("mappings.namesMeet", text, fix=fix)

    def _surely_both(self, *claims: _Claim) -> bool:
        """Whether two objects are in one place, and no rule may leave one of them out."""
        if any(ANY in name for claim in claims for name in claim.place):
            return False
        tables = [claim.table for claim in claims if ANY not in claim.table[1]]
        if any(
            _is_about((exclude.schema, exclude.table), table) for exclude in self._reach.excludes for table in tables
        ):
            return False
        columns = [claim.table for claim in claims if claim.kind == "column" and isinstance(claim.rule, Rename)]
        return not any(
            _is_about(rule.names()[:2], table)
            for table in columns
            for rule in itertools.chain(self._dropping, self._keeping)
        )

    def _added_twice(self, claims: Iterable[_Claim]) -> Iterator[Finding]:
        """Find the columns that a rule for many tables adds to one that has a column of this name from another rule."""
        wide: dict[str, tuple[PatternTree, list[_Claim]]] = {}
        for claim in claims:
            if isinstance(claim.rule, AddColumn) and any(ANY in name for name in claim.place):
                tree, members = wide.setdefault(claim.name.lower(), (PatternTree(2, covering=True), []))
                tree.add(claim.place, len(members))
                members.append(claim)
        if not wide:
            return
        for claim in claims:
            found = wide.get(claim.name.lower()) if claim.kind == "column" else None
            if found is None:
                continue
            tree, members = found
            by = next(
                (one for one in map(members.__getitem__, tree.all(claim.table)) if one.place != claim.place), None
            )
            if by is not None and self._may_be(claim):
                yield from self._told(by, claim)

    def _merged_schemas(self) -> Iterator[Finding]:
        """Find the renames that put tables of several schemas into one, where two may have one name."""
        schemas = {rule.schema for rule in self._reach.selected}
        if len(schemas) == 1 and ANY not in next(iter(schemas)):
            return  # the usual case: all are of one schema
        yield from self._in_one_case(schemas)
        by_target: dict[str, list[RenameSchema]] = {}
        for rule in self._transformations:
            if isinstance(rule, RenameSchema) and isinstance(rule.to, str) and not is_unchecked(rule.to):
                by_target.setdefault(rule.to, []).append(rule)
        if not by_target:
            return
        named = [
            rule.names()[0] for rule in self._transformations if isinstance(rule, Naming) and len(rule.names()) == 1
        ]
        selected = self._reach.remaining()
        for to, rules in by_target.items():
            patterns = [rule.schema for rule in rules]
            # The schema that has this name already keeps it, unless a rule gives it another.
            own = [] if any(like(to, pattern) for pattern in named) else [to]
            if may_meet(selected, patterns + own):
                last = rules[-1]
                yield Finding(
                    "mappings.schemasMerged",
                    f"{' and '.join(shown(rule) for rule in rules[:2])} may put two tables of one name into schema "
                    f"{to}, and DMS does not support several source tables for one",
                    fix="give the catalog of the source, so their names are compared, or write "
                    f"{shown(with_values(last, to=_apart(last)))}",
                )

    def _in_one_case(self, schemas: Iterable[str]) -> Iterator[Finding]:
        """Find the schemas, selected by name, that one rule for all of them gives one name."""
        left = {schema for schema in schemas if ANY not in schema and not is_unresolved(schema)}
        for rule in self._transformations:
            if not (isinstance(rule, Naming) and isinstance(rule, OnSchemas)):
                continue
            own = sorted(schema for schema in left if like(schema, rule.schema))
            left.difference_update(own)  # the first rule names a schema
            function = rule.function()
            if function is None or isinstance(rule, RenameSchema):
                continue
            first: dict[str, str] = {}
            for schema in own:
                other = first.setdefault(function(schema), schema)
                if other != schema and may_meet(self._reach.remaining(), [other, schema]):
                    apart = RenameSchema(schema, to=f"{function(schema)}_2")
                    yield Finding(
                        "mappings.schemasMerged",
                        f"{shown(rule)} puts the tables of {other} and {schema} into schema {function(schema)}, and "
                        "DMS does not support several source tables for one",
                        fix="give the catalog of the source, so their names are compared, or put "
                        f"{shown(apart)} before it",
                    )

    def _taken(self) -> Iterator[Finding]:
        """Find tables that get the name of another one that is selected by name and keeps its own."""
        renames = [
            rule
            for rule in self._transformations
            if isinstance(rule, RenameTable) and isinstance(rule.to, str) and not is_unchecked(rule.to)
        ]
        if not renames:
            return
        exact = {
            (rule.schema, rule.table): rule for rule in self._reach.selected if ANY not in rule.schema + rule.table
        }
        alike = {(schema, table.lower()): (schema, table) for schema, table in exact}
        for rule in renames:
            to = str(rule.to)
            place = (rule.schema, to) if (rule.schema, to) in exact else alike.get((rule.schema, to.lower()))
            if place is None or rule.names() not in exact or place == rule.names():
                continue
            others = [
                one
                for one in self._transformations
                if isinstance(one, Naming) and len(one.names()) == 2 and one is not rule
            ]
            about = [other.names() for other in others]
            about += [(exclude.schema, exclude.table) for exclude in self._reach.excludes]
            if any(_is_about(patterns, names) for patterns in about for names in (rule.names(), place)):
                continue  # it has another name, or one of the two is not there
            fix = f"write {shown(with_values(rule, to=f'{to}_2'))}, or another name of its own"
            if place[1] != to:
                when = same_name(self._target, "table")
                if when is not None:
                    yield Finding(
                        "mappings.namesDifferInCaseOnly",
                        f"{shown(rule)} gives a table a name that differs in letter case only from the one that "
                        f"{shown(exact[place])} selects, {when}",
                        fix=fix,
                    )
                continue
            text = (
                f"{shown(rule)} gives a table the name of the one that {shown(exact[place])} selects, and DMS does "
                "not support several source tables for one"
            )
            if self._strict:
                raise ConfigurationError("DMS-M013", f"{text}; {fix}", given=to)
            yield Finding("mappings.namesMeet", text, fix=fix)


def _of_one_object(one: _Claim, other: _Claim) -> bool:
    """Whether two rules are about one object, of which at most one applies."""
    if isinstance(one.rule, Rename) and isinstance(other.rule, Rename):
        return one.rule.names() == other.rule.names()
    return one.rule.with_id(None, None) == other.rule.with_id(None, None)


def _with_name(rule: Rename | AddColumn, name: str) -> Transformation:
    return with_values(rule, name=name) if isinstance(rule, AddColumn) else with_values(rule, to=name)


_OF_COLUMN = 3
"""How many names say which column: schema, table and column."""


def _all(compare: Callable[[str, str], bool], patterns: tuple[str, ...], names: tuple[str, ...]) -> bool:
    return all(compare(pattern, name) for pattern, name in zip(patterns, names, strict=True))


def _is_about(patterns: tuple[str, ...], names: tuple[str, ...]) -> bool:
    return all(like(name, pattern) for name, pattern in zip(names, patterns, strict=True))


def _apart(rule: RenameSchema) -> str | Expression:
    """Return a target for each schema of its own."""
    return f"{rule.to}_{rule.schema}" if ANY not in rule.schema else Expression("$AR_M_SOURCE_SCHEMA")

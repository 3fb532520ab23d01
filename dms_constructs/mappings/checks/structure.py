"""What must hold between the rules of a mapping, whatever the source has."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from dms_constructs.errors import ConfigurationError, Finding, is_unchecked
from dms_constructs.mappings.checks.coverage import Selected, excluded, matching_nothing, never_applied
from dms_constructs.mappings.rules.expression import Expression
from dms_constructs.mappings.rules.naming import Naming
from dms_constructs.mappings.rules.patterns import ANY, is_exact, like, overlap
from dms_constructs.mappings.rules.renaming import Rename, RenameSchema, RenameTable
from dms_constructs.mappings.rules.rule import Rule, with_values
from dms_constructs.mappings.rules.selection import Exclude, Include, Selection
from dms_constructs.mappings.rules.table_settings import TableSettings
from dms_constructs.mappings.rules.transformation import Effect, Transformation
from dms_constructs.mappings.rules.words import shown

__all__ = ["check_rules", "check_selects", "cross_findings"]


def check_rules(rules: Sequence[object], *, strict: bool) -> list[Finding]:
    """Raise unless all are rules, there is at least one, and none is there twice; or return those that are."""
    if not rules:
        raise ConfigurationError(
            "DMS-M002", 'TableMappings needs rules, got none; write TableMappings(Include("schema"))', given=rules
        )
    seen: dict[Rule, int] = {}
    findings = []
    for position, rule in enumerate(rules, start=1):
        if not isinstance(rule, Rule):
            raise ConfigurationError(
                "DMS-M001",
                f"rule {position} must be a rule, got {type(rule).__name__} {shown(rule)}; write {_instead(rule)}",
                given=rule,
            )
        bare = rule if rule.rule_id is None and rule.rule_name is None else rule.with_id(None, None)
        first = seen.setdefault(bare, position)
        if first != position:
            text = f"rules {first} and {position} are the same, {shown(bare)}"
            fix = f"remove rule {position}"
            if strict:
                raise ConfigurationError("DMS-M005", f"{text}; {fix}", given=rule)
            findings.append(Finding("mappings.sameRuleTwice", text, fix=fix))
    return findings


def _instead(given: object) -> str:
    if isinstance(given, dict):
        return "RawRule({...})" if "rules" not in given else "TableMappings.from_dict({...})"
    if isinstance(given, str):
        name = given if len(given) <= 60 else "schema"
        return "TableMappings.from_json(text)" if given.lstrip().startswith("{") else f'Include("{name}")'
    if isinstance(given, list | tuple):
        return "TableMappings(*rules) with a star"
    if isinstance(given, type) and issubclass(given, Rule):
        return f"{given.__name__}(...)"
    return 'Include("schema") or another rule'


def check_selects(bodies: Iterable[dict[str, Any]]) -> None:
    """Raise unless a rule selects something."""
    actions = {body.get("rule-action") for body in bodies if body["rule-type"] == "selection"}
    if not actions:
        raise ConfigurationError(
            "DMS-M003", 'no rule selects tables, so the task has nothing to do; add Include("schema")', given=None
        )
    if actions == {"exclude"}:
        raise ConfigurationError(
            "DMS-M004",
            "every selection rule excludes, and an exclude alone selects nothing; add the Include to exclude from",
            given=None,
        )


def cross_findings(rules: Sequence[Rule], *, strict: bool) -> Iterator[Finding]:
    """
    Return the findings about the rules together, which come in the order of their ids; or raise.

    Args:
        rules: The rules.
        strict: Whether to raise for what DMS takes although it is a mistake.
    """
    excludes: list[Exclude] = []
    selected: list[Selection] = []
    transformations: list[Transformation] = []
    others: list[Rule] = []
    for rule in rules:
        if isinstance(rule, Exclude):
            excludes.append(rule)
        elif isinstance(rule, Selection):
            selected.append(rule)
        elif isinstance(rule, Transformation):
            transformations.append(rule)
        else:
            others.append(rule)
    if others and any(rule.known() not in {None, rule} for rule in others):  # raw rules that a class knows
        yield from cross_findings([rule.known() or rule for rule in rules], strict=strict)
        return
    # A raw rule may select what no other one does.
    all_known = bool(selected) and not any(_is_raw_selection(rule) for rule in others)
    where = Selected(selected if all_known else [Include(ANY)])
    if excludes:
        yield from excluded(selected, excludes)
    if transformations:
        yield from never_applied(transformations, strict=strict)
        yield from _meeting_names(transformations, excludes, where, strict=strict)
        yield from _merged_schemas(transformations, selected if all_known else [Include(ANY)])
        yield from _taken_names(selected, excludes, transformations, strict=strict)
    if others:
        yield from _settings((rule for rule in others if isinstance(rule, TableSettings)), strict=strict)
    if all_known:
        yield from matching_nothing(where, [*transformations, *others])


def _is_raw_selection(rule: Rule) -> bool:
    return getattr(rule, "rule_type", None) == "selection"


def _meeting_names(
    transformations: Sequence[Transformation], excludes: Sequence[Exclude], selected: Selected, *, strict: bool
) -> Iterator[Finding]:
    first: dict[tuple[str, tuple[str, ...], str], Rename] = {}
    for rule in transformations:
        if not isinstance(rule, Rename) or not isinstance(rule.to, str) or rule.KINDS[-1] not in {"table", "column"}:
            continue
        kind, names = rule.KINDS[-1], rule.names()
        key = (kind, names[:-1], rule.to)
        other = first.setdefault(key, rule)
        if other is rule or is_unchecked(rule.to) or other.names() == names:
            continue
        # A rule that matches nothing gives nothing a name.
        if not selected.may_match(*other.place()):
            first[key] = rule
            continue
        if not selected.may_match(*rule.place()):
            continue
        text = f"{shown(other)} and {shown(rule)} give two {kind}s one name on the target, which DMS does not support"
        fix = f"write {shown(with_values(rule, to=f'{rule.to}_2'))}, or another name of its own"
        if strict and _surely_both(kind, (other.names(), names), transformations, excludes):
            raise ConfigurationError("DMS-M013", f"{text}; {fix}", given=rule.to)
        yield Finding("mappings.namesMeet", text, fix=fix)


def _merged_schemas(transformations: Sequence[Transformation], selected: Iterable[Selection]) -> Iterator[Finding]:
    """Find the renames that put tables of several schemas into one, where two may have one name."""
    by_target: dict[str, list[RenameSchema]] = {}
    for rule in transformations:
        if isinstance(rule, RenameSchema) and isinstance(rule.to, str) and not is_unchecked(rule.to):
            by_target.setdefault(rule.to, []).append(rule)
    if not by_target:
        return
    named = [rule.names()[0] for rule in transformations if isinstance(rule, Naming) and len(rule.names()) == 1]
    selected = tuple(selected)
    for to, rules in by_target.items():
        patterns = [rule.schema for rule in rules]
        # The schema that has this name already keeps it, unless a rule gives it another.
        own = [] if any(like(to, pattern) for pattern in named) else [to]
        if _may_meet(selected, patterns + own):
            last = rules[-1]
            yield Finding(
                "mappings.schemasMerged",
                f"{' and '.join(shown(rule) for rule in rules[:2])} may put two tables of one name into schema {to}, "
                "and DMS does not support several source tables for one",
                fix="give the catalog of the source, so their names are compared, or write "
                f"{shown(with_values(last, to=_apart(last)))}",
            )


def _apart(rule: RenameSchema) -> str | Expression:
    """Return a target for each schema of its own."""
    return f"{rule.to}_{rule.schema}" if ANY not in rule.schema else Expression("$AR_M_SOURCE_SCHEMA")


def _may_meet(selected: Iterable[Selection], patterns: Iterable[str]) -> bool:
    """Whether some of the schemas that match patterns may have selected tables of the same name."""
    tables: dict[str, list[str]] = {}
    for rule in selected:
        for pattern in patterns:
            if overlap(rule.schema, pattern):
                if ANY in rule.schema and ANY in pattern:
                    return True  # any number of schemas
                tables.setdefault(pattern if ANY in rule.schema else rule.schema, []).append(rule.table)
    several = [
        ({name for name in names if is_exact(name)}, [name for name in names if not is_exact(name)])
        for names in tables.values()
    ]
    return any(
        not one[0].isdisjoint(other[0])
        or any(overlap(pattern, name) for pattern in one[1] for name in (*other[0], *other[1]))
        or any(overlap(pattern, name) for pattern in other[1] for name in one[0])
        for one, other in itertools.combinations(several, 2)
    )


def _surely_both(
    kind: str,
    places: Iterable[tuple[str, ...]],
    transformations: Iterable[Transformation],
    excludes: Iterable[Exclude],
) -> bool:
    """Whether two objects are in one place, and no rule may leave one of them out."""
    places = tuple(places)
    if any(ANY in name for names in places for name in names[:-1]):
        return False
    if any(_is_about((exclude.schema, exclude.table), names[:2]) for exclude in excludes for names in places):
        return False
    return kind != "column" or not any(
        rule.EFFECT in {Effect.DROP, Effect.KEEP} and _is_about(rule.names()[:2], names[:2])
        for rule in transformations
        for names in places
        if len(rule.names()) == len(names)
    )


def _taken_names(
    selected: Iterable[Selection],
    excludes: Sequence[Exclude],
    transformations: Sequence[Transformation],
    *,
    strict: bool,
) -> Iterator[Finding]:
    """Find tables that get the name of another one that is selected by name and keeps its own."""
    exact = {(rule.schema, rule.table): rule for rule in selected if ANY not in rule.schema + rule.table}
    for rule in transformations:
        if not isinstance(rule, RenameTable) or not isinstance(rule.to, str) or is_unchecked(rule.to):
            continue
        place = (rule.schema, rule.to)
        if place not in exact or rule.names() not in exact or rule.to == rule.table:
            continue
        others = [
            one for one in transformations if isinstance(one, Naming) and len(one.names()) == 2 and one is not rule
        ]
        about = [other.names() for other in others] + [(exclude.schema, exclude.table) for exclude in excludes]
        if any(_is_about(patterns, names) for patterns in about for names in (rule.names(), place)):
            continue  # it has another name, or one of the two is not there
        text = (
            f"{shown(rule)} gives a table the name of the one that {shown(exact[place])} selects, and DMS does not "
            "support several source tables for one"
        )
        fix = f"write {shown(with_values(rule, to=f'{rule.to}_2'))}, or another name of its own"
        if strict:
            raise ConfigurationError("DMS-M013", f"{text}; {fix}", given=rule.to)
        yield Finding("mappings.namesMeet", text, fix=fix)


def _is_about(patterns: tuple[str, ...], names: tuple[str, ...]) -> bool:
    return all(like(name, pattern) for name, pattern in zip(names, patterns, strict=True))


def _settings(rules: Iterable[TableSettings], *, strict: bool) -> Iterator[Finding]:
    first: dict[tuple[str, str], TableSettings] = {}
    for rule in rules:
        other = first.setdefault((rule.schema, rule.table), rule)
        if other is rule or is_unchecked(rule.schema) or is_unchecked(rule.table):
            continue
        text = f"{shown(other)} and {shown(rule)} are settings of the same table"
        together = with_values(
            other, parallel_load=other.parallel_load or rule.parallel_load, lobs=other.lobs or rule.lobs
        )
        fix = f"write them as one rule, {shown(together)}"
        if strict:
            raise ConfigurationError("DMS-M006", f"{text}; {fix}", given=rule)
        yield Finding("mappings.severalSettings", text, fix=fix)

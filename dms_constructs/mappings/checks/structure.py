"""What must hold between the rules of a mapping, whatever the source has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from dms_constructs.errors import ConfigurationError, Finding, is_unchecked
from dms_constructs.mappings.checks.coverage import excluded, matching_nothing, never_applied
from dms_constructs.mappings.rules.naming import Naming
from dms_constructs.mappings.rules.patterns import ANY, like
from dms_constructs.mappings.rules.renaming import Rename, RenameTable
from dms_constructs.mappings.rules.rule import Rule
from dms_constructs.mappings.rules.selection import Exclude, Selection
from dms_constructs.mappings.rules.table_settings import TableSettings
from dms_constructs.mappings.rules.transformation import Effect, Transformation

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
                f"rule {position} must be a rule, got {type(rule).__name__} {_short(rule)}; write {_instead(rule)}",
                given=rule,
            )
        bare = rule if rule.rule_id is None and rule.rule_name is None else rule.with_id(None, None)
        first = seen.setdefault(bare, position)
        if first != position:
            text = f"rules {first} and {position} are the same, {bare!r}; remove one"
            if strict:
                raise ConfigurationError("DMS-M005", text, given=rule)
            findings.append(Finding("mappings.sameRuleTwice", text))
    return findings


def _instead(given: object) -> str:
    if isinstance(given, dict):
        return "RawRule({...})" if "rules" not in given else "TableMappings.from_dict({...})"
    if isinstance(given, str):
        return "TableMappings.from_json(text)" if given.lstrip().startswith("{") else f'Include("{given}")'
    if isinstance(given, list | tuple):
        return "TableMappings(*rules) with a star"
    if isinstance(given, type) and issubclass(given, Rule):
        return f"{given.__name__}(...)"
    return 'Include("schema") or another rule'


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."


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


def cross_findings(rules: Iterable[Rule], *, strict: bool) -> Iterator[Finding]:
    """
    Return what may surprise about the rules together, which come in the order of their ids; or raise.

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
    if excludes:
        yield from excluded(selected, excludes)
    if transformations:
        yield from never_applied(transformations, strict=strict)
        yield from _meeting_names(transformations, excludes, strict=strict)
        yield from _taken_names(selected, excludes, transformations, strict=strict)
    if others:
        yield from _settings((rule for rule in others if isinstance(rule, TableSettings)), strict=strict)
    # A raw rule may select what no other one does.
    if selected and not any(_is_raw_selection(rule) for rule in others):
        yield from matching_nothing(selected, [*transformations, *others])


def _is_raw_selection(rule: Rule) -> bool:
    return getattr(rule, "rule_type", None) == "selection"


def _meeting_names(
    transformations: Sequence[Transformation], excludes: Sequence[Exclude], *, strict: bool
) -> Iterator[Finding]:
    first: dict[tuple[str, tuple[str, ...], str], Rename] = {}
    for rule in transformations:
        if not isinstance(rule, Rename) or not isinstance(rule.to, str):
            continue
        kind, names = rule.KINDS[-1], rule.names()
        other = first.setdefault((kind, names[:-1], rule.to), rule)
        if other is rule or is_unchecked(rule.to) or other.names() == names or "tablespace" in kind:
            continue
        if kind == "schema":
            yield Finding(
                "mappings.schemasMerged",
                f"{other!r} and {rule!r} put two schemas into one, and DMS does not support two tables that meet under "
                "one name there; make sure that no two tables do",
            )
            continue
        text = (
            f"{other!r} and {rule!r} give two {kind}s one name on the target, which DMS does not support; rename them "
            "apart"
        )
        if strict and _surely_both(kind, (other.names(), names), transformations, excludes):
            raise ConfigurationError("DMS-M013", text, given=rule.to)
        yield Finding("mappings.namesMeet", text)


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
            f"{rule!r} gives a table the name of the one that {exact[place]!r} selects, and DMS does not support two "
            "source tables for one; rename them apart"
        )
        if strict:
            raise ConfigurationError("DMS-M013", text, given=rule.to)
        yield Finding("mappings.namesMeet", text)


def _is_about(patterns: tuple[str, ...], names: tuple[str, ...]) -> bool:
    return all(like(name, pattern) for name, pattern in zip(names, patterns, strict=True))


def _settings(rules: Iterable[TableSettings], *, strict: bool) -> Iterator[Finding]:
    first: dict[tuple[str, str], TableSettings] = {}
    for rule in rules:
        other = first.setdefault((rule.schema, rule.table), rule)
        if other is rule or is_unchecked(rule.schema) or is_unchecked(rule.table):
            continue
        text = f"{other!r} and {rule!r} are settings of the same table; write them as one rule"
        if strict:
            raise ConfigurationError("DMS-M006", text, given=rule)
        yield Finding("mappings.severalSettings", text)

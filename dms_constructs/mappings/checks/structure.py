"""What must hold between the rules of a mapping, whatever the source has."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from dms_constructs._checks import is_object_with
from dms_constructs._code import as_code
from dms_constructs.engines import EngineName
from dms_constructs.errors import ConfigurationError, Finding, is_unchecked
from dms_constructs.mappings.checks.collector import grouped
from dms_constructs.mappings.checks.coverage import (
    excluded,
    matches_nothing,
    never_applied,
    never_applies,
    selected_twice,
    several_actions,
)
from dms_constructs.mappings.checks.names import Names
from dms_constructs.mappings.checks.reach import Reach, selects_unknown
from dms_constructs.mappings.rules.include import Include
from dms_constructs.mappings.rules.rule import Rule, TaskContext
from dms_constructs.mappings.rules.selection import Exclude, Selection
from dms_constructs.mappings.rules.table_settings import TableSettings
from dms_constructs.mappings.rules.transformation import Transformation
from dms_constructs.mappings.rules.words import shown, with_values

__all__ = [
    "check_rules",
    "check_selects",
    "cross_findings",
    "of_target",
    "rule_meant_by",
    "rule_findings",
    "task_findings",
]


def check_rules(rules: Sequence[object], *, strict: bool) -> list[Finding]:
    """Raise unless all are rules, there is at least one, and none is there twice; or return those that are."""
    if not rules:
        raise ConfigurationError(
            "DMS-M002",
            'TableMappings needs rules, got none; write dms.TableMappings(dms.Include("schema"))',
            given=rules,
        )
    given = [rule for rule in rules if isinstance(rule, Rule)]
    # Equal rules have one class and the same names; comparing these is faster than comparing all that rules say.
    if len(given) == len(rules) == len({(rule.__class__, rule.names()) for rule in given}):
        return []
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
        return "dms.RawRule({...})" if "rules" not in given else "dms.TableMappings.from_dict({...})"
    if isinstance(given, str):
        return _instead_of_text(given)
    if isinstance(given, list | tuple):
        return "dms.TableMappings(*rules) with a star"
    if isinstance(given, type) and issubclass(given, Rule):
        return f"{as_code(given)}(...)"
    if is_object_with(given, "rules"):  # a mapping
        return "*mappings.rules"
    return 'dms.Include("schema") or another rule'


def _instead_of_text(given: str) -> str:
    return "dms.TableMappings.from_json(text)" if given.lstrip().startswith("{") else rule_meant_by(given)


def rule_meant_by(given: str) -> str:
    """Return the rule that somebody meant who gave a name: a schema's, or a table's behind it."""
    names = given.split(".") if len(given) <= 60 else ["schema"]
    return shown(Include(*names)) if len(names) <= 2 and all(map(str.strip, names)) else 'dms.Include("schema")'


def check_selects(bodies: Iterable[dict[str, Any]]) -> None:
    """Raise unless a rule selects something."""
    actions = {body.get("rule-action") for body in bodies if body["rule-type"] == "selection"}
    if not actions:
        raise ConfigurationError(
            "DMS-M003", 'no rule selects tables, so the task has nothing to do; add dms.Include("schema")', given=None
        )
    if actions == {"exclude"}:
        raise ConfigurationError(
            "DMS-M004",
            "every selection rule excludes, and an exclude alone selects nothing; add what to exclude from, such as "
            'dms.Include("schema")',
            given=None,
        )


def cross_findings(rules: Sequence[Rule], *, strict: bool, target: EngineName | None = None) -> Iterator[Finding]:
    """
    Return the findings about the rules together, which come in the order of their ids; or raise.

    Args:
        rules: The rules.
        strict: Whether to raise for what DMS takes although it is a mistake.
        target: The engine of the target. Default: not known.
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
        yield from cross_findings([rule.known() or rule for rule in rules], strict=strict, target=target)
        return
    yield from excluded(selected, excludes)
    yield from selected_twice(selected, excludes)
    if not transformations and not others:
        return
    # A raw rule may select what no other one does.
    reach = Reach(selected, excludes, is_known=not any(map(selects_unknown, others)))
    if transformations:
        yield from _of_transformations(transformations, reach, target, strict=strict)
    yield from _settings((rule for rule in others if isinstance(rule, TableSettings)), strict=strict)
    if reach.is_known:
        yield from (matches_nothing(rule) for rule in (*transformations, *others) if reach.is_idle(rule))


def _of_transformations(
    rules: Sequence[Transformation], reach: Reach, target: EngineName | None, *, strict: bool
) -> Iterator[Finding]:
    applied = rules
    if len(rules) > 1:
        shadowed = list(never_applied(rules, strict=strict))
        yield from (never_applies(rule, by) for rule, by in shadowed)
        never = {id(rule) for rule, _ in shadowed}
        applied = [rule for rule in rules if id(rule) not in never] if never else rules
        yield from several_actions(applied, reach.is_idle)
    yield from Names(reach, applied, target, strict=strict).findings()


_OF_WHAT_IS_SELECTED = {
    f"mappings.{name}"
    for name in (
        "beforeImagesWithoutChanges",
        "boundariesNotRising",
        "filterPassesEverything",
        "filterPassesNothing",
        "filtersNotChecked",
        "headerNotOfSource",
        "impossibleDate",
        "lobSizeIgnored",
        "negativeConditionWithOthers",
        "noColumnsLeft",
        "nullsOfNegativeFilter",
        "parallelLoadWithoutLoad",
        "renameToSameName",
        "tableInSchema",
        "typeOfOneColumn",
        "underscoreIsAWildcard",
        "unknownInExpression",
        "viewsNotReplicated",
        "viewsSourceNotListed",
    )
}
"""Findings about what a rule does to what is selected, which no idle rule has."""


def rule_findings(rules: Sequence[Rule]) -> list[Finding]:
    """Return the findings about each rule alone that can be true in a mapping of these rules."""
    found = [(rule, of_rule) for rule in rules if (of_rule := rule.findings())]
    return _possible(found, rules) if found else []


def task_findings(rules: Sequence[Rule], task: TaskContext) -> list[Finding]:
    """Return the findings about each rule in a task, or raise; where there is no catalog."""
    found = []
    for rule in rules:
        try:
            of_rule = rule.check(task)
        except ConfigurationError as error:
            # Views that are excluded again are not loaded.
            if error.code == "DMS-M016" and Reach.of(rules).is_idle(rule):
                continue
            raise
        if of_rule:
            found.append((rule, of_rule))
    return _possible(found, rules) if found else []


def _possible(found: Iterable[tuple[Rule, Iterable[Finding]]], rules: Sequence[Rule]) -> list[Finding]:
    reach = Reach.of(rules)
    findings = []
    for rule, of_rule in found:
        for finding in of_rule:
            if finding.id in _OF_WHAT_IS_SELECTED and (
                reach.is_idle(rule) or (finding.id.startswith("mappings.views") and reach.selects_no_view(rule))
            ):
                continue
            findings.append(finding)
    return findings


_OF_TARGET = "mappings.namesDifferInCaseOnly"


def of_target(
    findings: tuple[Finding, ...], ranked: Callable[[], Iterable[tuple[str, Rule]]], target: EngineName | None
) -> tuple[Finding, ...]:
    """Return the findings about rules with what the engine of the target decides: what letter case does to names."""
    if not findings or target is None or not any(finding.id == _OF_TARGET for finding in findings):
        return findings
    found = cross_findings([rule for _, rule in ranked()], strict=False, target=target)
    return (
        *(finding for finding in findings if finding.id != _OF_TARGET),
        *grouped(finding for finding in found if finding.id == _OF_TARGET),
    )


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

"""What must hold between the rules of a mapping."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from dms_constructs.errors import ConfigurationError, Finding, is_unchecked
from dms_constructs.mappings.renaming import Rename
from dms_constructs.mappings.rule import ANY, Rule
from dms_constructs.mappings.selection import Exclude, Selection
from dms_constructs.mappings.transformation import Transformation
from dms_constructs.table_type import TableType

__all__ = ["check_rules", "check_selects", "cross_findings", "grouped"]


def check_rules(rules: Sequence[object]) -> None:
    """Raise unless all are rules, there is at least one, and none is there twice."""
    if not rules:
        raise ConfigurationError(
            "DMS-M002", 'TableMappings needs rules, got none; write TableMappings(Include("schema"))', given=rules
        )
    seen: dict[Rule, int] = {}
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
            raise ConfigurationError(
                "DMS-M005", f"rules {first} and {position} are the same, {bare!r}; remove one", given=rule
            )


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


def cross_findings(rules: Iterable[Rule]) -> Iterator[Finding]:
    """Return what may surprise about the rules together, which come in the order of their ids; or raise."""
    excludes: dict[tuple[TableType, tuple[str, ...]], Exclude] = {}
    selected: list[Selection] = []
    naming: list[Transformation] = []
    for rule in rules:
        if isinstance(rule, Exclude):
            excludes[rule.table_type, (rule.schema, rule.table)] = rule
        elif isinstance(rule, Selection):
            selected.append(rule)
        elif isinstance(rule, Transformation) and rule.NAMING:
            naming.append(rule)
    if excludes:
        yield from _excluded(selected, excludes)
    if naming:
        yield from _never_applied(naming)
        yield from _meeting_names(rule for rule in naming if isinstance(rule, Rename))


def _more_general(names: Iterable[str]) -> Iterator[tuple[str, ...]]:
    """Return the locator itself and those that match at least the same because some of their parts are `%`."""
    return itertools.product(*((name,) if name == ANY else (name, ANY) for name in names))


def _excluded(
    selected: Iterable[Selection], excludes: Mapping[tuple[TableType, tuple[str, ...]], Exclude]
) -> Iterator[Finding]:
    for rule in selected:
        wider = itertools.product((rule.table_type, TableType.ALL), _more_general((rule.schema, rule.table)))
        exclude = next((excludes[key] for key in wider if key in excludes), None)
        if exclude is not None:
            text = f"{rule!r} selects nothing: {exclude!r} takes all of it out again"
            yield Finding("mappings.excludedEntirely", text)


def _never_applied(naming: Iterable[Transformation]) -> Iterator[Finding]:
    first: dict[tuple[str, tuple[str, ...]], Transformation] = {}
    targets_with_patterns = set()
    for rule in naming:
        target, names = rule.KIND[1], rule.names()
        same = first.setdefault((target, names), rule)
        if same is not rule and not any(map(is_unchecked, names)):
            # The guide is of two minds about several rules for one column, unless they are of one kind.
            if target != "column" or same.KIND == rule.KIND:
                raise ConfigurationError(
                    "DMS-M006",
                    f"{same!r} and {rule!r} name the same object, and DMS applies only the one with the lower rule-id; "
                    "remove one",
                    given=rule,
                )
            yield _shadowed(rule, same)
        elif target in targets_with_patterns:
            wider = [first[key] for more in _more_general(names) if more != names and (key := (target, more)) in first]
            if wider:
                yield _shadowed(rule, wider[0])
        if ANY in names:
            targets_with_patterns.add(target)


def _shadowed(rule: Rule, by: Rule) -> Finding:
    return Finding(
        "mappings.ruleNeverApplies",
        f"{rule!r} never applies: {by!r} comes first and covers it, and DMS applies only the rule with the lowest "
        "rule-id to an object; put the narrower rule first",
    )


def _meeting_names(renames: Iterable[Rename]) -> Iterator[Finding]:
    first: dict[tuple[str, tuple[str, ...], str], Rename] = {}
    for rule in renames:
        kind, names = rule.KIND[1], rule.names()
        other = first.setdefault((kind, names[:-1], rule.to), rule)
        if other is rule or is_unchecked(rule.to) or other.names() == names:
            continue
        if kind == "schema":
            yield Finding(
                "mappings.schemasMerged",
                f"{other!r} and {rule!r} put two schemas into one, and DMS does not support two tables that meet under "
                "one name there; make sure that no two tables do",
            )
        else:
            raise ConfigurationError(
                "DMS-M013",
                f"{other!r} and {rule!r} give two {kind}s one name on the target, which DMS does not support",
                given=rule.to,
            )


def grouped(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return one finding for each id, so that a thousand rules with one flaw are one warning."""
    by_id: dict[str, list[str]] = {}
    for finding in findings:
        by_id.setdefault(finding.id, []).append(finding.message)
    return tuple(
        Finding(
            key, messages[0] if len(messages) == 1 else f"{messages[0]} (and {len(messages) - 1} more of this kind)"
        )
        for key, messages in by_id.items()
    )

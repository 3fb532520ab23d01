"""Which facts that are not known could change an advice, and how."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from dms_constructs import facts
from dms_constructs.advice._conditions import facts_not_known
from dms_constructs.advice._tools import Rule, rules, tools
from dms_constructs.advice.parts import OpenQuestion

__all__ = ["open_questions"]

# A derived fact is not known when one of these is not.
_INPUTS = {
    "source_on_rds": ("source_place",),
    "source_managed": ("source_place",),
    "target_on_rds": ("target_place",),
    "target_managed": ("target_place",),
    "touches_aws": ("source_place", "target_place"),
    "size_gb": ("size_gib",),
    "cut_over": ("purpose",),
    "outage_fits_dump": ("purpose", "size_gib", "outage_minutes"),
    "outage_too_short": ("purpose", "size_gib", "outage_minutes"),
    "follows_changes": ("purpose", "size_gib", "outage_minutes", "keep_in_step"),
}


def open_questions(
    values: Mapping[str, Any], usable: Collection[str], deciding: Rule | None
) -> tuple[OpenQuestion, ...]:
    """Return the facts that are not known and could rule out a usable tool, or put another one first."""
    out, first = _may_rule_out(values, usable), _may_put_first(values, usable, deciding)
    return tuple(
        OpenQuestion(
            fact=fact,
            question=question,
            may_rule_out=tuple(out.get(fact, ())),
            may_put_first=tuple(first.get(fact, ())),
        )
        for fact, question in facts.tools()["facts"].items()
        if fact in out or fact in first
    )


def _may_rule_out(values: Mapping[str, Any], usable: Collection[str]) -> Mapping[str, Mapping[str, None]]:
    found: dict[str, dict[str, None]] = {}
    for tool in tools():
        if tool.id in usable:
            for point in tool.points:
                if point.kind == "disqualifier" and point.holds(values) is None:
                    for fact in _not_known(point.when, values):
                        found.setdefault(fact, {})[tool.name] = None
    return found


def _may_put_first(
    values: Mapping[str, Any], usable: Collection[str], deciding: Rule | None
) -> Mapping[str, Mapping[str, None]]:
    names = {tool.id: tool.name for tool in tools()}
    found: dict[str, dict[str, None]] = {}
    now = _first(deciding, usable) if deciding is not None else None
    for rule in rules():
        if rule is deciding:
            break
        first = _first(rule, usable)
        if first is not None and first != now and rule.holds(values) is None:
            for fact in _not_known(rule.when, values):
                found.setdefault(fact, {})[names[first]] = None
    return found


def _first(rule: Rule, usable: Collection[str]) -> str | None:
    return next((tool for tool in rule.order if tool in usable), None)


def _not_known(when: Mapping[str, Any], values: Mapping[str, Any]) -> Iterator[str]:
    for fact in facts_not_known(when, values):
        yield from (name for name in _INPUTS.get(fact, (fact,)) if values[name] is None)

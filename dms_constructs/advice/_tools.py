"""The tools and rules of `facts/tools.json`, with their conditions ready to be asked."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dms_constructs import facts
from dms_constructs.advice._conditions import Condition, compiled

__all__ = ["Cause", "Point", "Rule", "Tool", "listed", "rules", "tools"]


@dataclass(frozen=True, slots=True)
class Point:
    """Something for or against a tool, when its condition holds."""

    kind: str
    text: str
    source: str
    verified: bool
    when: Mapping[str, Any]
    holds: Condition


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool, and what there is to say about it."""

    id: str
    name: str
    needs: str
    resource_types: tuple[str, ...]
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Cause:
    """One of several things, any of which is enough for a rule."""

    text: str
    holds: Condition


@dataclass(frozen=True, slots=True)
class Rule:
    """When its condition holds, and one of its causes if it has any, these tools come next, in this order."""

    id: str
    text: str
    causes: tuple[Cause, ...]
    order: tuple[str, ...]
    when: Mapping[str, Any]
    holds: Condition

    def because(self, values: Mapping[str, Any], tool: str) -> str:
        """Say in words which part of it decided, and for which tool."""
        causes = [cause.text for cause in self.causes if cause.holds(values)]
        return self.text.format_map({**values, "causes": listed(causes, "and"), "tool": tool})


@functools.cache
def tools() -> tuple[Tool, ...]:
    """Return every tool, in the order of the data."""
    return tuple(
        Tool(
            record["id"],
            record["name"],
            record["needs"]["text"],
            tuple(record["needs"]["types"]),
            tuple(map(_point, record["points"])),
        )
        for record in facts.tools()["tools"]
    )


def _point(record: Mapping[str, Any]) -> Point:
    when = record.get("when", {})
    return Point(record["kind"], record["text"], record["source"], record["verified"], when, compiled(when))


@functools.cache
def rules() -> tuple[Rule, ...]:
    """Return the rules, the first to be asked first."""
    return tuple(map(_rule, facts.tools()["rules"]))


def _rule(record: Mapping[str, Any]) -> Rule:
    causes = record.get("causes", [])
    when = {**record["when"], "any": [cause["when"] for cause in causes]} if causes else record["when"]
    return Rule(
        record["id"],
        record["text"],
        tuple(Cause(cause["text"], compiled(cause["when"])) for cause in causes),
        tuple(record["order"]),
        when,
        compiled(when),
    )


def listed(items: Sequence[str], last: str) -> str:
    """Return items as a list in words, with a word before the last one."""
    return f" {last} ".join(filter(None, [", ".join(items[:-1]), *items[-1:]]))

"""The tools and rules of `facts/tools.json`, with their conditions ready to be asked."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dms_constructs import facts
from dms_constructs.advice._conditions import Condition, compiled

__all__ = ["Point", "Rule", "Tool", "rules", "tools"]


@dataclass(frozen=True, slots=True)
class Point:
    """Something for or against a tool, where its condition holds."""

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
class Rule:
    """Where its condition holds, these tools come next, in this order."""

    id: str
    text: str
    order: tuple[str, ...]
    when: Mapping[str, Any]
    holds: Condition


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
    return tuple(
        Rule(
            record["id"],
            record["text"],
            tuple(record["order"]),
            record["when"],
            compiled(record["when"]),
        )
        for record in facts.tools()["rules"]
    )

"""The comparison of the tools as Markdown, from the data that `advise` uses, so the two can't disagree."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from dms_constructs import facts
from dms_constructs.advice._tools import Tool, listed, rules, tools
from dms_constructs.advice.situation import Situation, derived

__all__ = ["comparison"]

_COLUMNS = 5  # more do not fit on a page


def comparison() -> str:
    """Return the rules, what each situation does to each tool, and what each tool is like, as Markdown tables."""
    return "\n\n".join(["\n".join(_rules()), *_situations(), *_traits(), "\n".join(_needs())]) + "\n"


def _rules() -> Iterator[str]:
    names = {tool.id: tool.name for tool in tools()}
    for position, rule in enumerate(rules(), start=1):
        order = ", then ".join(names[each] for each in rule.order)
        words = {"causes": listed([cause.text for cause in rule.causes], "or"), "tool": order}
        shown = "" if "{tool}" in rule.text or len(rule.order) == len(names) else f" ({order})"
        yield f"{position}. `{rule.id}`: {rule.text.format_map({**_numbers(), **words})}{shown}."


def _numbers() -> dict[str, Any]:
    return {name: record["value"] for name, record in facts.tools()["thresholds"].items()}


def _situations() -> Iterator[str]:
    names = derived(Situation(source_engine="mysql", target_engine="mysql"))
    unknown: dict[str, Any] = {**dict.fromkeys(names), **_numbers()}
    for group in _groups():
        rows = [
            [
                situation["text"],
                *(_effect(tool, unknown | situation.get("given", {}), situation["facts"]) for tool in group),
            ]
            for situation in facts.tools()["situations"]
        ]
        yield _table(["if there is ...", *(_short(tool) for tool in group)], rows)


def _effect(tool: Tool, before: dict[str, Any], facts_of_it: Mapping[str, Any]) -> str:
    """Return what the facts of a situation do to a tool, beside what holds without them."""
    after = {**before, **facts_of_it}
    kinds = {point.kind for point in tool.points if point.holds(after) and not point.holds(before)}
    for kind, word in (("disqualifier", "**no**"), ("caution", "with care"), ("reason", "yes")):
        if kind in kinds:
            return word
    return ""


def _traits() -> Iterator[str]:
    records = {record["id"]: record["traits"] for record in facts.tools()["tools"]}
    for group in _groups():
        rows = [
            [title, *(_marked(records[tool.id][trait]) for tool in group)]
            for trait, title in facts.tools()["criteria"].items()
        ]
        yield _table(["", *(_short(tool) for tool in group)], rows)


def _needs() -> Iterator[str]:
    for tool in tools():
        types = f" {', '.join(f'`{each}`' for each in tool.resource_types)}." if tool.resource_types else ""
        yield f"- **{tool.name}** (`{tool.id}`) needs {tool.needs}.{types}"


def _groups() -> Iterator[Sequence[Tool]]:
    for start in range(0, len(tools()), _COLUMNS):
        yield tools()[start : start + _COLUMNS]


def _short(tool: Tool) -> str:
    return next(str(record["short"]) for record in facts.tools()["tools"] if record["id"] == tool.id)


def _marked(cell: Mapping[str, Any]) -> str:
    return f"{cell['text']}{'' if cell['verified'] else ' (ours)' if cell['source'] == 'ours' else ' (?)'}"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)

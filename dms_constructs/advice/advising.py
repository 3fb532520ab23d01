"""Ranks the tools for a situation: points rule tools out, and a list of rules puts the rest in order."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from dms_constructs import facts
from dms_constructs.advice._questions import open_questions
from dms_constructs.advice._tools import Rule, Tool, rules, tools
from dms_constructs.advice.advice import Advice
from dms_constructs.advice.parts import AdvicePoint, AdvisedTool
from dms_constructs.advice.situation import DatabasePlace, MigrationPurpose, Situation, derived
from dms_constructs.engines import EngineName

__all__ = ["advise"]


def advise(
    *,
    source_engine: EngineName | str,
    target_engine: EngineName | str,
    purpose: MigrationPurpose | None = MigrationPurpose.MOVE,
    size_gib: float | None = None,
    peak_mb_per_second: float | None = None,
    busiest_table_mb_per_second: float | None = None,
    outage_minutes: int | None = None,
    same_account: bool | None = None,
    same_region: bool | None = None,
    source_place: DatabasePlace | None = None,
    target_place: DatabasePlace | None = None,
    subset: bool | None = False,
    transform: bool | None = False,
    validate: bool | None = False,
    keep_in_step: bool | None = False,
    two_way: bool | None = False,
    event_stream: bool | None = False,
    kafka_in_use: bool | None = None,
    tables_without_keys: bool | None = None,
    uneven_load: bool | None = None,
    custom_start_point: bool | None = False,
    views: bool | None = False,
    assumptions: Mapping[str, float] | None = None,
) -> Advice:
    """
    Say which tool to move or copy a database with: DMS or another, ranked, with reasons.

    `None` means "not known": it neither rules a tool out nor speaks for one, and the advice lists what it would decide.
    What is asked of the tool (`subset` to `event_stream`, `custom_start_point`, `views`) is not asked by default. A
    number that is known only at deployment (a CDK token) counts as not known.

    Source: `dms_constructs/facts/tools.json`, which has a page for each point, and marks this library's judgements.

    Args:
        source_engine: The engine to read from, as an `EngineName` or as DMS names it, for example `"oracle"`.
        target_engine: The engine to write to, in the same form.
        purpose: What it is for. Default: a move, after which applications use the target.
        size_gib: The size of the data, in GiB.
        peak_mb_per_second: How much changes at peak over all tables, in MB/s of the source's log.
        busiest_table_mb_per_second: How much of that is on the busiest table.
        outage_minutes: For how many minutes writing may stop, for a move; 0 is not at all.
        same_account: Whether source and target are in one AWS account.
        same_region: Whether they are in one region.
        source_place: Where the source runs. Default: the only place where its engine runs, else not known.
        target_place: Where the target runs. Default: as for the source.
        subset: Whether only some tables or rows are wanted.
        transform: Whether names, columns or values change on the way: renames, masks, other types.
        validate: Whether the tool should compare source and target.
        keep_in_step: Whether the target follows the source for good, not only until a cutover.
        two_way: Whether changes go both ways.
        event_stream: Whether many consumers want the changes as events, or their history.
        kafka_in_use: Whether Kafka runs already.
        tables_without_keys: Whether there are tables without a primary key.
        uneven_load: Whether the load comes and goes.
        custom_start_point: Whether it must start at a given point of the source's log.
        views: Whether views are loaded like tables.
        assumptions: Numbers of yours for those that this library assumes: `dump_size_gb` (below it, dump and restore is
            simpler; 500), `dump_gib_per_hour` (the speed of dump and restore; 100: that it takes longer than the outage
            is a caution), `fastest_copy_gib_per_hour` (no copy is faster; 1000: that even this takes longer rules a
            dump out) and `stream_mb_per_second` (what one stream of changes carries; 12.5).

    Raises:
        ConfigurationError: `DMS-W001` for an engine that DMS does not know, `DMS-W002` for a number that is negative
            or not finite, or for something else, `DMS-W003` for a value of the wrong type, `DMS-W004` for a place where
            the engine does not run, `DMS-W005` for a table that changes more than all tables together, `DMS-W006` for
            an unknown assumption.
    """
    arguments = dict(locals())
    return _advice(Situation(**arguments))


def _advice(situation: Situation) -> Advice:
    values = derived(situation)
    closed = _closed(situation)
    options = {tool.id: _weighed(tool, values, closed) for tool in tools()}
    usable = {tool for tool, option in options.items() if not option.disqualifiers}

    # Each rule that holds puts its tools behind those of the rules before it; the last rule holds always, and has all.
    placed: dict[str, Rule] = {}
    for rule in rules():
        if rule.holds(values):
            for tool in rule.order:
                if tool in usable:
                    placed.setdefault(tool, rule)
    ranked = [dataclasses.replace(options[tool], rank=rank) for rank, tool in enumerate(placed, start=1)]
    out = [option for tool, option in options.items() if tool not in usable]
    deciding = placed[ranked[0].tool] if ranked else None
    return Advice(
        situation=situation,
        options=(*ranked, *out),
        rule=deciding.id if deciding is not None else None,
        because=deciding.because(values, ranked[0].name) if deciding is not None else _why_none(out),
        open_questions=open_questions(values, usable, deciding),
    )


def _closed(situation: Situation) -> tuple[AdvicePoint, ...]:
    """Return what an engine's service that has ended, or takes no new customers, means for every tool."""
    sides = {"source": situation.source_engine, "target": situation.target_engine}
    found = [(side, facts.tools()["engines"][engine].get("status")) for side, engine in sides.items()]
    points = [
        AdvicePoint(text=status["text"], source=status["source"], verified=status["verified"])
        for side, status in found
        if status is not None and side in status["sides"]
    ]
    return tuple(dict.fromkeys(points))


def _weighed(tool: Tool, values: Mapping[str, Any], closed: tuple[AdvicePoint, ...]) -> AdvisedTool:
    points: dict[str, list[AdvicePoint]] = {"reason": [], "caution": [], "disqualifier": []}
    for point in tool.points:
        if point.holds(values):
            text = point.text.format_map(values) if "{" in point.text else point.text
            points[point.kind].append(AdvicePoint(text=text, source=point.source, verified=point.verified))
    return AdvisedTool(
        tool=tool.id,
        name=tool.name,
        rank=None,
        reasons=tuple(points["reason"]),
        cautions=(*closed, *points["caution"]),
        disqualifiers=tuple(points["disqualifier"]),
        needs=tool.needs,
        resource_types=tool.resource_types,
    )


def _why_none(options: list[AdvisedTool]) -> str:
    """Say why the closest tools are ruled out: those with the fewest disqualifiers."""
    fewest = min(len(option.disqualifiers) for option in options)
    causes: dict[str, list[str]] = {}
    for option in options:
        if len(option.disqualifiers) == fewest:
            causes.setdefault("; ".join(point.text for point in option.disqualifiers), []).append(option.name)
    cause, names = max(causes.items(), key=lambda item: len(item[1]))
    return f"every tool is ruled out; closest: {', '.join(names)}, but {cause}"

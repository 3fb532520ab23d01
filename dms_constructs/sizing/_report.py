"""A sizing as prose, Markdown and JSON."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from dms_constructs import facts
from dms_constructs._markdown import escaped
from dms_constructs.settings import FullLobs
from dms_constructs.sizing import _findings
from dms_constructs.sizing._assumptions import assumptions
from dms_constructs.sizing._checks import shown
from dms_constructs.sizing._choice import largest_capacity
from dms_constructs.sizing._findings import segments_for
from dms_constructs.sizing._quotas import above, serverless_above
from dms_constructs.sizing.figures import Figures, largest_table_gib, outage_hours, stream_gib, tasks_for
from dms_constructs.sizing.sized import Sized

__all__ = ["as_dict", "as_markdown", "as_text", "splitting"]

Section = tuple[str, tuple[str, ...]]


def sections(sizing: Sized) -> tuple[Section, ...]:
    """Return the headings of the explanation, each with its sentences."""
    found = (
        ("Instance", tuple(_instance(sizing))),
        ("Memory of each task", tuple(_memory(sizing))),
        ("Tasks", tuple(splitting(sizing))),
        ("Full load", tuple(_load(sizing))),
        ("Serverless instead", tuple(_serverless(sizing))),
        ("Settings", tuple(_settings(sizing))),
        ("Findings", tuple(f"{finding} [{finding.id}]" for finding in _findings.of(sizing))),
        ("Assumptions", tuple(assumptions(sizing))),
    )
    return tuple((title, sentences) for title, sentences in found if sentences)


def as_text(sizing: Sized) -> str:
    """Return it as prose."""
    parts = [summary(sizing)]
    for title, sentences in sections(sizing):
        parts.append("\n".join([f"{title}:", *(f"  {sentence}" for sentence in sentences)]))
    return "\n\n".join(parts)


def as_markdown(sizing: Sized) -> str:
    """Return it as Markdown."""
    parts = [f"**{escaped(summary(sizing))}**"]
    for title, sentences in sections(sizing):
        if title == "Memory of each task":
            rows = [
                f"| {term.name} | {_gib(term.mib)} | {escaped(term.formula)} | {term.source} |"
                for term in sizing.memory.terms
            ]
            table = ["| what for | memory | formula | source |", "| --- | --- | --- | --- |", *rows]
            rest = [f"- {escaped(sentence)}" for sentence in sentences[len(sizing.memory.terms) :]]
            parts.append("\n".join([f"### {title}", "", *table, "", *rest]))
        else:
            parts.append("\n".join([f"### {title}", "", *(f"- {escaped(sentence)}" for sentence in sentences)]))
    return "\n\n".join(parts) + "\n"


def as_dict(sizing: Sized) -> dict[str, Any]:
    """Return it as JSON-compatible data."""
    hours, chosen = sizing.full_load_hours, sizing.instance_class
    return {
        "instance_class": chosen.name if chosen is not None else None,
        "instance_count": sizing.instance_count,
        "allocated_storage_gib": sizing.allocated_storage_gib,
        "multi_az": sizing.multi_az,
        "tasks": sizing.tasks,
        "memory_gib": round(sizing.memory_gib, 2),
        "vcpu": sizing.vcpu,
        "memory_of_each_task": {
            "total_mib": round(sizing.memory.total_mib, 2),
            "terms": [
                {"name": term.name, "mib": round(term.mib, 2), "formula": term.formula, "source": term.source}
                for term in sizing.memory.terms
            ],
        },
        "serverless": (
            {"min_dcu": sizing.serverless_min_dcu, "max_dcu": sizing.serverless_max_dcu}
            if sizing.serverless_min_dcu is not None
            else None
        ),
        "full_load_hours": {"low": round(hours[0], 2), "high": round(hours[1], 2)} if hours is not None else None,
        "profile": sizing.profile,
        "settings": sizing.settings.to_dict(),
        "splitting": list(splitting(sizing)),
        "findings": [finding.as_dict() for finding in _findings.of(sizing)],
        "assumptions": list(assumptions(sizing)),
    }


def summary(sizing: Sized) -> str:
    """Return what to take in one sentence."""
    if sizing.instance_class is None:
        return "No replication instance is large enough for even one task."
    many = ("one task" if sizing.tasks == 1 else f"{sizing.tasks} tasks") + _too_many(sizing)
    zones = ", Multi-AZ" if sizing.multi_az else ""
    storage = f"with {sizing.allocated_storage_gib:,} GiB of storage{zones}"
    if sizing.instance_count == 1:
        return f"Take {sizing.instance_class} {storage}, and {many}."
    return f"Take {sizing.instance_count} instances of {sizing.instance_class}, each {storage}, and {many}."


def _too_many(sizing: Sized) -> str:
    quotas = " and ".join(f"{quota.most:,} {quota.what}" for quota in above(sizing))
    return f": more than an account has in a Region, {quotas}" if quotas else ""


def _instance(sizing: Sized) -> Iterator[str]:
    workload, constants, chosen = sizing.workload, sizing.constants, sizing.instance_class
    each = _gib(sizing.memory.total_mib)
    yield (
        f"Memory: {shown(constants.system_memory_gib)} GiB for the system + {sizing.tasks} x {each} for tasks = "
        f"{shown(sizing.memory_gib)} GiB."
    )
    if workload.migration_type.has_full_load:
        together = sizing.tasks * sizing.sub_tasks
        per = shown(constants.sub_tasks_per_vcpu)
        yield f"Processors: {sizing.vcpu} vCPU for {together} sub-tasks, {per} to a processor, and 2 at least."
    else:
        yield f"Processors: {sizing.vcpu} vCPU for the streams of changes, and 2 at least."
    if chosen is not None:
        many = sizing.instance_count
        memory, vcpu = shown(many * (chosen.memory_gib or 0)), many * (chosen.vcpu or 0)
        has = f"{chosen} has {memory} GiB and {vcpu} vCPU"
        if many > 1:
            has = f"{many} instances of {chosen} have {memory} GiB and {vcpu:,} vCPU together"
        yield f"{has}; its family is for {_family(sizing)}."
    yield from _storage(sizing)
    if sizing.multi_az:
        yield "Multi-AZ, because changes stop for as long as an instance in one zone is away."
    elif workload.rehearsal:
        yield "No standby instance, because it is a rehearsal."
    else:
        yield "No standby instance, because a full load can be started again."


def _family(sizing: Sized) -> str:
    chosen = sizing.instance_class
    if chosen is not None and chosen.is_burstable:
        return "trials: under steady load it bills surplus credits"
    if chosen is not None and chosen.name.startswith("dms.c"):
        return "full loads between different engines, which need processors more than memory"
    return "changes, large objects and whatever needs memory more than processors"


def _storage(sizing: Sized) -> Iterator[str]:
    workload, constants = sizing.workload, sizing.constants
    known = facts.sizing()["aws"]
    iops, burst = sizing.allocated_storage_gib * known["gp2_iops_per_gib"]["value"], known["gp2_burst_iops"]["value"]
    bursts = "." if iops >= burst else f" and {burst:,} in bursts."
    speed = f"gp2 gives {iops:,} IOPS for it at any time{bursts}"
    if not workload.change_mb_per_second:
        yield f"Storage: {sizing.allocated_storage_gib:,} GiB, what DMS gives unless told otherwise; {speed}"
        return
    hours = outage_hours(workload, constants)
    cached, headroom = stream_gib(workload.change_mb_per_second, hours), constants.storage_headroom
    needed = cached * headroom
    yield (
        f"Storage: {shown(workload.change_mb_per_second)} MB/s x {shown(hours)} hours without the target = "
        f"{shown(cached)} GiB, x {shown(headroom)} = {shown(needed)} GiB{_instead(sizing, needed)}; {speed}"
    )


def _instead(sizing: Sized, gib: float) -> str:
    if gib > sizing.allocated_storage_gib:
        return f", and {sizing.allocated_storage_gib:,} GiB are the most"
    if gib <= sizing.allocated_storage_gib - 1:
        return f", and {sizing.allocated_storage_gib:,} GiB are there anyway"
    return ""


def _memory(sizing: Sized) -> Iterator[str]:
    for term in sizing.memory.terms:
        yield f"{term.name}: {_gib(term.mib)} ({term.formula}; {term.source})"
    yield f"together: {_gib(sizing.memory.total_mib)}"


def splitting(sizing: Sized) -> Iterator[str]:
    """Yield how many tasks there are, and how to split the work."""
    workload, constants = sizing.workload, sizing.constants
    wanted = tasks_for(workload, constants)
    if workload.tasks is not None:
        yield f"{_counted(sizing.tasks)}, as given" + (f"; {wanted} would be needed." if wanted > sizing.tasks else ".")
    elif sizing.tasks == 1:
        yield "One task is enough for the tables and the changes."
    else:
        yield (
            f"{sizing.tasks} tasks: one replicates {shown(constants.stream_mb_per_second)} MB/s at most and takes "
            f"{shown(constants.tables_per_task)} tables, and there are {shown(workload.change_mb_per_second)} MB/s and "
            f"{workload.tables:,} tables."
        )
    if sizing.tasks > 1:
        yield "Give each schema a task of its own: mappings.split_by_schema(catalog)."
        yield "Give tables that change most tasks of their own: mappings.split_by_table([(schema, table)], catalog)."
        yield "Tables that a foreign key or one transaction binds together stay in one task."
        if workload.migration_type.has_cdc:
            yield "Each task costs the source a replication slot (PostgreSQL) or a reader of its binary log (MySQL)."
    segments = segments_for(sizing)
    if segments:
        yield (
            f"Load the largest table in {segments} parts: dms.TableSettings(schema, table, "
            f"parallel_load=dms.Ranges.even(column, minimum, maximum, {segments}))."
        )


def _load(sizing: Sized) -> Iterator[str]:
    if sizing.full_load_hours is None:
        return
    workload, constants = sizing.workload, sizing.constants
    yield (
        f"{_range(*sizing.full_load_hours)} for {shown(workload.data_gib)} GiB: up to "
        f"{sizing.tasks * sizing.sub_tasks} sub-tasks at {shown(constants.slow_gib_per_hour)} to "
        f"{shown(constants.fast_gib_per_hour)} GiB/h each, {_longest(workload)}."
    )
    if isinstance(sizing.lobs, FullLobs):
        yield (
            f"At worst it takes {shown(constants.lob_slowdown)} times as long because large objects are looked up one "
            "by one, which the range counts."
        )
    yield "Indexes, foreign keys and triggers of the target cost more than anything else: create them after the load."


def _range(low: float, high: float) -> str:
    if high >= 1:
        return f"{shown(low)} to {shown(high)} hours"
    first, last = (max(1, math.ceil(hours * 60)) for hours in (low, high))
    return f"{first} to {last} minutes" if last > 1 else "1 minute at most"


def _longest(workload: Figures) -> str:
    if workload.largest_table_gib is None and workload.tables > 1:
        return "and at worst as long as one table takes that has all of it"
    segments = workload.largest_table_segments
    parts = "one part" if segments == 1 else f"{segments} parts"
    return f"and at least as long as the largest table takes ({shown(largest_table_gib(workload))} GiB in {parts})"


def _serverless(sizing: Sized) -> Iterator[str]:
    known = facts.instances()["serverless"]
    if sizing.serverless_min_dcu is None:
        yield f"None: one task needs more than the largest capacity, {largest_capacity()} DCU."
        return
    each = shown(known["dcu_memory_gib"]["value"])
    many = "One replication" if sizing.tasks == 1 else f"{sizing.tasks} replications, each"
    yield (
        f"{many} with {sizing.serverless_min_dcu} to {sizing.serverless_max_dcu} DCU of {each} GiB. The guide advises "
        f"the largest maximum, {largest_capacity()}, since use is billed. In code: "
        f"dms.Serverless(vpc=vpc, min_dcu={sizing.serverless_min_dcu}, max_dcu={sizing.serverless_max_dcu})."
    )
    quota = serverless_above(sizing)
    if quota is not None:
        yield f"An account has {quota.most:,} of them in a Region unless AWS grants more."
    start = facts.sizing()["aws"]["serverless_start_minutes"]["value"]
    yield (
        f"It takes up to {start} minutes to start and does not scale down during a full load; it has "
        f"{known['initial_storage_gb']['value']} GB of storage at first, which grows by itself."
    )


def _settings(sizing: Sized) -> Iterator[str]:
    yield f"Profile: {sizing.profile}, of TaskSettings."
    yield from sizing.settings.describe()


def _counted(tasks: int) -> str:
    return "One task" if tasks == 1 else f"{tasks} tasks"


def _gib(mib: float) -> str:
    return f"{shown(mib / 1024)} GiB" if mib >= 1024 else f"{shown(mib)} MiB"

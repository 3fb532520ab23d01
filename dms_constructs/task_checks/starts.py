"""Where changes start, where a task and its source both have a say."""

from __future__ import annotations

from collections.abc import Iterator

from dms_constructs import facts
from dms_constructs._checks import skipped
from dms_constructs.cdc import CdcStart
from dms_constructs.endpoint_facts import EndpointFacts
from dms_constructs.engines import StartPoints, known, with_article
from dms_constructs.errors import Finding
from dms_constructs.migration_type import MigrationType
from dms_constructs.task_checks.parts import TaskParts

__all__ = ["findings_of_starts"]


def findings_of_starts(task: TaskParts) -> Iterator[Finding]:
    """Yield what is not sure, or without effect, about where the changes of a task start."""
    source = task.source
    engine = source.engine_name
    points = known(engine.record.start_points) if engine is not None else None
    if engine is None or points is None:
        return
    said = facts.engine(engine.value)["start_points"]["source"]
    # A task that only loads may share the source with one that goes on with the changes.
    places = {} if task.migration_type is MigrationType.FULL_LOAD else _places(source, points)
    if places and task.migration_type is MigrationType.FULL_LOAD_AND_CDC:
        yield Finding(
            "task.startNotForThisTask",
            f"{' and '.join(places)} of the source says where changes start, and {_WHY}",
            said,
            fix=f"remove {' and '.join(map(_argument, places))} from the source, or read it in this task through an "
            "endpoint of its own",
        )
    elif len(places) > 1:
        yield Finding(
            "task.startToldTwice",
            f"{' and '.join(places)} of the source both say where changes start, and AWS doesn't say which counts",
            said,
            fix=f"remove {_argument(next(iter(places)))} from the source",
        )
    elif places and task.cdc_start is not None and _differ(task.cdc_start, *places.values()):
        name = next(iter(places))
        yield Finding(
            "task.startToldTwice",
            f"the task starts at {task.cdc_start.position}, and {name} of the source says {places[name]}; AWS doesn't "
            "say which counts",
            said,
            fix=f"leave cdc_start out, or give {name} the same time",
        )
    start = task.cdc_start
    if start is not None and not skipped(start.position) and start.is_log_position and points.doubt:
        yield Finding(
            "task.startMightBeRefused",
            f"{with_article(engine)} source might not start at {start.position}: {points.doubt}",
            said,
            fix="write cdc_start=dms.CdcStart.at(datetime(...)) with the time of that position",
        )


_WHY = (
    "with a full load changes must start where the load started: from before, they are applied to rows that have them "
    "already, and from after, some are lost"
)


def _places(source: EndpointFacts, points: StartPoints) -> dict[str, str]:
    """Return the settings of a source that name a place to start, with what they say."""
    said = {name: source.setting(name) for name, _ in points.told_by}
    none = dict(points.told_by)
    return {
        name: value
        for name, value in said.items()
        if isinstance(value, str) and not skipped(value) and not value.lower().startswith(none[name])
    }


def _differ(start: CdcStart, value: str) -> bool:
    return not skipped(start.position) and start.position not in value


def _argument(name: str) -> str:
    return "current_lsn" if name == "CurrentLsn" else name

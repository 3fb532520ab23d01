"""`dms-constructs mappings diff`: what a change of table mappings changes for the tables of a source."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from dms_constructs.catalog import Catalog
from dms_constructs.cli import output
from dms_constructs.cli.tasks import Task
from dms_constructs.cli.trouble import Trouble
from dms_constructs.errors import ConfigurationError
from dms_constructs.mappings._report import escaped
from dms_constructs.mappings.comparison import Comparison
from dms_constructs.mappings.evaluation import Evaluation

__all__ = ["Compared", "Pair", "compare", "pairs", "show"]


Pair = tuple[Task | None, Task | None]
"""A task before and after a change; None where it is not there."""


class Compared(NamedTuple):
    """A task of either side or of both, and what changes for it; a task that comes or goes has no comparison."""

    task: Task
    change: str
    comparison: Comparison | None = None

    @property
    def differs(self) -> bool:
        """Whether something changes."""
        return self.comparison is None or bool(self.comparison.changes)

    @property
    def needs_reload(self) -> bool:
        """Whether tables that are on the target must be loaded again."""
        return self.comparison is not None and self.comparison.needs_reload


def pairs(old: Sequence[Task], new: Sequence[Task]) -> list[Pair]:
    """Return the tasks of both sides by their names; a document of its own fits the only task of the other side."""
    if any(task.name is None for task in (*old, *new)):
        if len(old) != 1 or len(new) != 1:
            raise Trouble(
                "one side is table mappings, and the other a template that has not exactly one task; "
                "choose one with --task"
            )
        return [(old[0], new[0])]
    before, after = ({task.name: task for task in side} for side in (old, new))
    return [(before.get(name), after.get(name)) for name in dict.fromkeys([*before, *after])]


def compare(old: Task | None, new: Task | None, catalog: Catalog, target_schema: str | None) -> Compared:
    """Compare the table mappings of a task before and after."""
    match old, new:
        case Task(), Task():
            before = _evaluated("OLD", old, catalog, target_schema)
            after = _evaluated("NEW", new, catalog, target_schema)
            return Compared(new, "compared", Comparison(before, after))
        case Task(), None:
            return Compared(old, "removed")
        case None, Task():
            return Compared(new, "added")
    raise AssertionError("a pair has a task")


def _evaluated(side: str, task: Task, catalog: Catalog, target_schema: str | None) -> Evaluation:
    if not task.known:
        raise Trouble(f"{side}, {task.title}: the table mappings are known only at deployment")
    try:
        return task.evaluate(catalog, target_schema)
    except ConfigurationError as error:
        raise Trouble(f"{side}, {task.title}: {error}") from None


def show(compared: Sequence[Compared], form: output.Format) -> None:
    """Write the result."""
    match form:
        case output.Format.JSON:
            output.to_json(
                {
                    "differs": any(each.differs for each in compared),
                    "needs_reload": any(each.needs_reload for each in compared),
                    "tasks": [_to_dict(each) for each in compared],
                }
            )
        case output.Format.MARKDOWN:
            output.result("\n".join(map(_in_markdown, compared)))
        case output.Format.TEXT:
            for position, (task, change, comparison) in enumerate(compared):
                if task.name is not None:
                    end = f" is {change}" if comparison is None else ""
                    output.lines([("", "")] * (position > 0) + [(f"{task.title}{end}", "bold")])
                if comparison is not None:
                    output.show(comparison, str(comparison))


def _to_dict(compared: Compared) -> dict[str, Any]:
    form = compared.task.to_dict() | {"change": compared.change}
    if compared.comparison is not None:
        form["comparison"] = compared.comparison.to_dict()
    return form


def _in_markdown(compared: Compared) -> str:
    task, change, comparison = compared
    if comparison is None:
        return f"### {escaped(task.title)} is {change}\n"
    title = f"### {escaped(task.title)}\n\n" if task.name is not None else ""
    return f"{title}{comparison.to_markdown().rstrip()}\n"

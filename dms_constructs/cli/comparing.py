"""`dms-constructs mappings diff`: what a change of table mappings changes for the tables of a source."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from dms_constructs._markdown import escaped
from dms_constructs.catalog import Catalog
from dms_constructs.cli import output
from dms_constructs.cli.choosing import Pair, change_of, known
from dms_constructs.cli.tasks import Task
from dms_constructs.mappings.comparison import Comparison
from dms_constructs.mappings.evaluation import Evaluation

__all__ = ["Compared", "compare", "replacement", "show"]


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


def replacement(pair: Pair) -> str | None:
    """Return why the task of a pair becomes another one, or None where it stays, is alone, or its type is not known."""
    types = [each.migration_type for each in pair if each is not None and each.migration_type is not None]
    if len(types) < len(pair) or types[0] is types[1]:
        return None
    return f"migration type: {types[0].value} -> {types[1].value}; the task is replaced by a new one"


def compare(pair: Pair, catalog: Catalog, target_schema: str | None) -> Compared:
    """Compare the table mappings of a task before and after."""
    old, new = pair
    task, change = change_of(pair)
    if old is None or new is None:
        return Compared(task, change)

    def evaluate(each: Task) -> Evaluation:
        return each.evaluate(catalog, target_schema)

    return Compared(task, change, Comparison(known("OLD", old, evaluate), known("NEW", new, evaluate)))


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

"""`dms-constructs mappings diff`: what a change of table mappings changes for the tables of a source."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from dms_constructs._markdown import escaped
from dms_constructs.catalog import Catalog
from dms_constructs.cli import output
from dms_constructs.cli.choosing import Pair, change_of, known
from dms_constructs.cli.tasks import Task
from dms_constructs.cli.updates import Update, fate, updates
from dms_constructs.mappings.comparison import Comparison
from dms_constructs.mappings.evaluation import Evaluation
from dms_constructs.migration_type import MigrationType

__all__ = ["Compared", "compare", "show"]


class Compared(NamedTuple):
    """A task of either side or of both, and what changes for it; a task that comes or goes has no comparison."""

    task: Task
    change: str
    comparison: Comparison | None = None
    updates: tuple[Update, ...] = ()
    fate: str = ""

    @property
    def differs(self) -> bool:
        """Whether something changes."""
        return self.comparison is None or bool(self.updates) or bool(self.comparison.changes)

    @property
    def needs_reload(self) -> bool:
        """Whether tables that are on the target must be loaded again; a new task that loads does that to all."""
        if self.comparison is None:
            return False
        loads = self.task.migration_type is not MigrationType.CDC
        anew = any(each.replaces or each.reloads for each in self.updates)
        return self.comparison.needs_reload or (anew and loads)


def compare(pair: Pair, catalog: Catalog, target_schema: str | None) -> Compared:
    """Compare the table mappings of a task before and after."""
    old, new = pair
    task, change = change_of(pair)
    if old is None or new is None:
        return Compared(task, change, fate=fate(*pair))

    def evaluate(each: Task) -> Evaluation:
        return each.evaluate(catalog, target_schema)

    comparison = Comparison(known("OLD", old, evaluate), known("NEW", new, evaluate))
    return Compared(task, change, comparison, updates(*pair))


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
            for position, (task, change, comparison, changed, becomes) in enumerate(compared):
                if task.name is not None:
                    end = f" is {change}" if comparison is None else ""
                    end += f": {becomes}" if becomes else ""
                    output.lines([("", "")] * (position > 0) + [(f"{task.title}{end}", "bold")])
                if changed:
                    output.lines([(str(each), "yellow") for each in changed])
                if comparison is not None:
                    output.show(comparison, str(comparison))


def _to_dict(compared: Compared) -> dict[str, Any]:
    form = compared.task.to_dict() | {"change": compared.change}
    if compared.fate:
        form["means"] = compared.fate
    if compared.comparison is not None:
        form["replaced"] = any(each.replaces for each in compared.updates)
        form["updates"] = [each.to_dict() for each in compared.updates]
        form["comparison"] = compared.comparison.to_dict()
    return form


def _in_markdown(compared: Compared) -> str:
    task, change, comparison, changed, becomes = compared
    if comparison is None:
        end = f"\n{escaped(becomes)}\n" if becomes else ""
        return f"### {escaped(task.title)} is {change}\n{end}"
    title = f"### {escaped(task.title)}\n\n" if task.name is not None else ""
    warning = "\n".join(f"- {escaped(str(each))}" for each in changed) + "\n\n" if changed else ""
    return f"{title}{warning}{comparison.to_markdown().rstrip()}\n"

"""`dms-constructs mappings diff`: what a change of table mappings changes for the tables of a source."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, NamedTuple

from dms_constructs._markdown import escaped
from dms_constructs.catalog import Catalog
from dms_constructs.cli import output
from dms_constructs.cli.choosing import Pair, change_of, known
from dms_constructs.cli.tasks import Task
from dms_constructs.mappings.comparison import Comparison
from dms_constructs.mappings.evaluation import Evaluation
from dms_constructs.migration_type import MigrationType

__all__ = ["Compared", "compare", "replacement", "show"]


class Compared(NamedTuple):
    """A task of either side or of both, and what changes for it; a task that comes or goes has no comparison."""

    task: Task
    change: str
    comparison: Comparison | None = None
    replaced: str | None = None

    @property
    def differs(self) -> bool:
        """Whether something changes."""
        return self.comparison is None or self.replaced is not None or bool(self.comparison.changes)

    @property
    def needs_reload(self) -> bool:
        """Whether tables that are on the target must be loaded again; a new task that loads does that to all."""
        if self.comparison is None:
            return False
        loads = self.task.migration_type is not MigrationType.CDC
        return self.comparison.needs_reload or (self.replaced is not None and loads)


def replacement(pair: Pair) -> str | None:
    """Return why the task of a pair becomes another one; None where it stays or is alone, or nothing says so."""
    old, new = pair
    if old is None or new is None:
        return None
    changes = []
    if old.migration_type is not new.migration_type and old.migration_type and new.migration_type:
        changes.append(f"migration type: {old.migration_type.value} -> {new.migration_type.value}")
    # A template names endpoints by their logical ids, and the service by their ARNs.
    shared = [key for key in old.fixed if key in new.fixed and old.origin is new.origin]
    changes += [
        f"{key}: {_shown(old.fixed[key])} -> {_shown(new.fixed[key])}"
        for key in shared
        if old.fixed[key] != new.fixed[key]
    ]
    if not changes:
        return None
    if new.is_serverless:
        return f"{', '.join(changes)}; DMS refuses this once the replication has run, so it has to be replaced"
    return f"{', '.join(changes)}; the task is replaced by a new one"


def _shown(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def compare(pair: Pair, catalog: Catalog, target_schema: str | None) -> Compared:
    """Compare the table mappings of a task before and after."""
    old, new = pair
    task, change = change_of(pair)
    if old is None or new is None:
        return Compared(task, change)

    def evaluate(each: Task) -> Evaluation:
        return each.evaluate(catalog, target_schema)

    comparison = Comparison(known("OLD", old, evaluate), known("NEW", new, evaluate))
    return Compared(task, change, comparison, replacement(pair))


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
            for position, (task, change, comparison, replaced) in enumerate(compared):
                if task.name is not None:
                    end = f" is {change}" if comparison is None else ""
                    output.lines([("", "")] * (position > 0) + [(f"{task.title}{end}", "bold")])
                if replaced is not None:
                    output.lines([(replaced, "yellow")])
                if comparison is not None:
                    output.show(comparison, str(comparison))


def _to_dict(compared: Compared) -> dict[str, Any]:
    form = compared.task.to_dict() | {"change": compared.change}
    if compared.comparison is not None:
        form["replaced"] = compared.replaced
        form["comparison"] = compared.comparison.to_dict()
    return form


def _in_markdown(compared: Compared) -> str:
    task, change, comparison, replaced = compared
    if comparison is None:
        return f"### {escaped(task.title)} is {change}\n"
    title = f"### {escaped(task.title)}\n\n" if task.name is not None else ""
    warning = f"**{escaped(replaced)}**\n\n" if replaced is not None else ""
    return f"{title}{warning}{comparison.to_markdown().rstrip()}\n"

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

__all__ = ["Compared", "Replacement", "compare", "replaced", "replacements", "show"]


class Replacement(NamedTuple):
    """A change that no task survives."""

    key: str
    old: str
    new: str

    def __str__(self) -> str:
        return f"{self.key}: {self.old} -> {self.new}"


class Compared(NamedTuple):
    """A task of either side or of both, and what changes for it; a task that comes or goes has no comparison."""

    task: Task
    change: str
    comparison: Comparison | None = None
    replacements: tuple[Replacement, ...] = ()

    @property
    def differs(self) -> bool:
        """Whether something changes."""
        return self.comparison is None or bool(self.comparison.changes or self.replacements)

    @property
    def needs_reload(self) -> bool:
        """Whether tables that are on the target must be loaded again; a new task that loads does that to all."""
        if self.comparison is None:
            return False
        loads = self.task.migration_type is not MigrationType.CDC
        return self.comparison.needs_reload or (bool(self.replacements) and loads)


def replacements(old: Task, new: Task) -> tuple[Replacement, ...]:
    """Return what differs that no task can change, so a new one takes its place; what a side does not say is equal."""
    if old.origin is not new.origin:
        # A template names endpoints by their logical ids, and the service by their ARNs.
        types = (old.migration_type, new.migration_type)
        both = [each.value for each in types if each is not None]
        return (Replacement("migration type", *both),) if len(set(both)) == 2 else ()
    shared = [key for key in old.fixed if key in new.fixed and old.fixed[key] != new.fixed[key]]
    return tuple(Replacement(key, _shown(old.fixed[key]), _shown(new.fixed[key])) for key in shared)


def replaced(task: Task) -> str:
    """Say what a replacement means for a task."""
    if task.is_serverless:
        return "The replication has to be replaced, because DMS refuses this change once it has run"
    return "The task is replaced: the new one starts from the beginning, without the checkpoint of the old one"


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
    return Compared(task, change, comparison, replacements(old, new))


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
            for position, (task, change, comparison, changes) in enumerate(compared):
                if task.name is not None:
                    end = f" is {change}" if comparison is None else ""
                    output.lines([("", "")] * (position > 0) + [(f"{task.title}{end}", "bold")])
                if changes:
                    output.lines(
                        (line, "yellow") for line in (f"{replaced(task)}:", *(f"  {each}" for each in changes))
                    )
                if comparison is not None:
                    output.show(comparison, str(comparison))


def _to_dict(compared: Compared) -> dict[str, Any]:
    form = compared.task.to_dict() | {"change": compared.change}
    if compared.comparison is not None:
        form["replacements"] = [each._asdict() for each in compared.replacements]
        form["comparison"] = compared.comparison.to_dict()
    return form


def _in_markdown(compared: Compared) -> str:
    task, change, comparison, changes = compared
    if comparison is None:
        return f"### {escaped(task.title)} is {change}\n"
    title = f"### {escaped(task.title)}\n\n" if task.name is not None else ""
    items = "".join(f"\n- {escaped(str(each))}" for each in changes)
    warning = f"**{replaced(task)}:**\n{items}\n\n" if changes else ""
    return f"{title}{warning}{comparison.to_markdown().rstrip()}\n"

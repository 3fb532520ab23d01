"""`dms-constructs mappings explain`: what becomes of each table of a source."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from dms_constructs._markdown import escaped
from dms_constructs.catalog import Catalog
from dms_constructs.cli import output
from dms_constructs.cli.tasks import Task
from dms_constructs.errors import ConfigurationError
from dms_constructs.mappings.evaluation import Evaluation

__all__ = ["Explained", "explain", "show"]


class Explained(NamedTuple):
    """A task and what its table mappings do to the tables of a catalog, or what is wrong with them, as far as known."""

    task: Task
    outcome: Evaluation | ConfigurationError | None

    @property
    def has_problems(self) -> bool:
        """Whether something is wrong."""
        if isinstance(self.outcome, Evaluation):
            return bool(self.outcome.problems)
        return self.outcome is not None


def explain(task: Task, catalog: Catalog, target_schema: str | None) -> Explained:
    """Evaluate the table mappings of a task."""
    if not task.known:
        return Explained(task, None)
    try:
        return Explained(task, task.evaluate(catalog, target_schema))
    except ConfigurationError as error:
        return Explained(task, error)


def show(explained: Sequence[Explained], form: output.Format) -> None:
    """Write the result."""
    match form:
        case output.Format.JSON:
            output.to_json({"tasks": [_to_dict(each) for each in explained]})
        case output.Format.MARKDOWN:
            output.result("\n".join(map(_in_markdown, explained)))
        case output.Format.TEXT:
            for position, (task, outcome) in enumerate(explained):
                lines = [("", "")] if position else []
                lines += [(task.title, "bold")] if task.name is not None else []
                if isinstance(outcome, ConfigurationError):
                    lines.append((f"Problem: {outcome}", "red"))
                if outcome is None:
                    lines.append((task.unknown, "dim"))
                if lines:
                    output.lines(lines)
                if isinstance(outcome, Evaluation):
                    output.show(outcome, str(outcome))


def _to_dict(explained: Explained) -> dict[str, Any]:
    task, outcome = explained
    problem = outcome if isinstance(outcome, ConfigurationError) else None
    return task.to_dict() | {
        "problem": {"code": problem.code, "message": problem.message} if problem is not None else None,
        "evaluation": outcome.to_dict() if isinstance(outcome, Evaluation) else None,
    }


def _in_markdown(explained: Explained) -> str:
    task, outcome = explained
    title = f"### {escaped(task.title)}\n\n" if task.name is not None else ""
    if outcome is None:
        return f"{title}{task.unknown}\n"
    if isinstance(outcome, ConfigurationError):
        return f"{title}**Problem** `{outcome.code}`: {escaped(outcome.message)}\n"
    return f"{title}{outcome.to_markdown().rstrip()}\n"

"""`dms-constructs mappings explain`: what becomes of each table of a source."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from dms_constructs._markdown import escaped
from dms_constructs.catalog import Catalog
from dms_constructs.cli import output
from dms_constructs.cli.tasks import Task
from dms_constructs.errors import ConfigurationError
from dms_constructs.mappings.evaluation import Evaluation
from dms_constructs.records.operation import Operation

if TYPE_CHECKING:
    from dms_constructs.cli.recording import Records

__all__ = ["Explained", "explain", "show"]


class Explained(NamedTuple):
    """A task and what its table mappings do to the tables of a catalog, or what is wrong with them, as far as known."""

    task: Task
    outcome: Evaluation | ConfigurationError | None
    records: Records | None = None
    """What it writes for a row of each table, where that is asked for."""

    @property
    def has_problems(self) -> bool:
        """Whether something is wrong."""
        if isinstance(self.outcome, Evaluation):
            return bool(self.outcome.problems)
        return self.outcome is not None


def explain(task: Task, catalog: Catalog, target_schema: str | None, operation: Operation | None = None) -> Explained:
    """Evaluate the table mappings of a task, and show what it writes for a row after an operation."""
    if not task.known:
        return Explained(task, None)
    try:
        plan, evaluation = task.evaluated(catalog, target_schema)
        if operation is None:
            return Explained(task, evaluation)
        # It loads what knows task settings, and the command mostly does without.
        from dms_constructs.cli.recording import Records  # noqa: PLC0415

        return Explained(task, evaluation, Records.of(plan, operation))
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
            for position, (task, outcome, records) in enumerate(explained):
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
                if records:
                    output.lines([("", ""), *((line, "") for line in str(records).splitlines())])


def _to_dict(explained: Explained) -> dict[str, Any]:
    task, outcome, records = explained
    problem = outcome if isinstance(outcome, ConfigurationError) else None
    return task.to_dict() | {
        "problem": {"code": problem.code, "message": problem.message} if problem is not None else None,
        "evaluation": outcome.to_dict() if isinstance(outcome, Evaluation) else None,
        **({} if records is None else {"records": records.to_list()}),
    }


def _in_markdown(explained: Explained) -> str:
    task, outcome, records = explained
    title = f"### {escaped(task.title)}\n\n" if task.name is not None else ""
    if outcome is None:
        return f"{title}{task.unknown}\n"
    if isinstance(outcome, ConfigurationError):
        return f"{title}**Problem** `{outcome.code}`: {escaped(outcome.message)}\n"
    shown = f"\n{records.to_markdown()}\n" if records else ""
    return f"{title}{outcome.to_markdown().rstrip()}\n{shown}"

"""`dms-constructs mappings check`: problems of table mappings, and warnings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from dms_constructs._markdown import escaped
from dms_constructs.catalog import Catalog
from dms_constructs.cli import output
from dms_constructs.cli.output import Line
from dms_constructs.cli.tasks import Task
from dms_constructs.errors import ConfigurationError, Finding

__all__ = ["Checked", "check", "lines_of", "markdown_of", "show", "summary", "to_dict"]


@dataclass(frozen=True)
class Checked:
    """What there is to say about the table mappings of a task, or about its settings."""

    task: Task
    says: tuple[str, ...] = ()
    problem: ConfigurationError | None = None
    findings: tuple[Finding, ...] = ()
    remarks: tuple[str, ...] = ()

    def fails(self, *, strict: bool) -> bool:
        """Whether the command should fail because of it."""
        return self.problem is not None or (strict and bool(self.findings))


def check(task: Task, catalog: Catalog | None = None) -> Checked:
    """Check the table mappings of a task, alone and against what is known of the task and of its source."""
    if not task.known:
        return Checked(task, remarks=(task.unknown,))
    try:
        mappings = task.mappings()
    except ConfigurationError as error:
        return Checked(task, problem=error)
    rules = mappings.describe()
    plan = task.plan(mappings=mappings, settings=task.settings_if_right(), catalog=catalog)
    try:
        if task.resources:
            # Not for every task: it loads what knows task settings, which takes as long as reading one.
            from dms_constructs.app_wide.one_database import check_two_databases  # noqa: PLC0415

            check_two_databases(plan)
        findings = plan.mapping_findings
        if task.is_serverless:
            # Not for every task: loading it takes as long as reading one.
            from dms_constructs.serverless_limits import check_plan  # noqa: PLC0415

            check_plan(plan)
    except ConfigurationError as error:
        return Checked(task, rules, error, mappings.findings)
    return Checked(task, rules, findings=findings)


def show(checked: Sequence[Checked], form: output.Format) -> None:
    """Write the result."""
    match form:
        case output.Format.JSON:
            output.to_json({"tasks": [to_dict(each, "rules") for each in checked]})
        case output.Format.MARKDOWN:
            output.result(_in_markdown(checked))
        case output.Format.TEXT:
            output.lines(_in_lines(checked))


def _in_lines(checked: Sequence[Checked]) -> Iterator[Line]:
    for each in checked:
        yield each.task.title, "bold"
        width = len(str(len(each.says)))
        for position, rule in enumerate(each.says, start=1):
            yield f"  {position:>{width}}. {rule}", ""
        yield from lines_of(each)
        yield "", ""
    yield summary(checked)


def _in_markdown(checked: Sequence[Checked]) -> str:
    paragraphs: list[str] = []
    for each in checked:
        paragraphs += markdown_of(each)
        if each.says:
            numbered = enumerate(each.says, start=1)
            paragraphs.append("\n".join(f"{position}. {escaped(rule)}" for position, rule in numbered))
    paragraphs.append(summary(checked)[0])
    return "\n\n".join(paragraphs) + "\n"


def lines_of(checked: Checked) -> Iterator[Line]:
    """Yield the problem and the warnings, line by line."""
    for remark in checked.remarks:
        yield f"  {remark}", "dim"
    if checked.problem is not None:
        yield f"  Problem: {checked.problem}", "red"
    for finding in checked.findings:
        yield f"  Warning: {finding} [{finding.id}]", "yellow"


def markdown_of(checked: Checked) -> Iterator[str]:
    """Yield a title, the problem and the warnings as paragraphs of Markdown."""
    yield f"### {escaped(checked.task.title)}"
    yield from map(escaped, checked.remarks)
    if checked.problem is not None:
        yield f"**Problem** `{checked.problem.code}`: {escaped(checked.problem.message)}"
    for finding in checked.findings:
        yield f"**Warning** `{finding.id}`: {escaped(str(finding))}"


def to_dict(checked: Checked, says: str) -> dict[str, Any]:
    """Return it as JSON values; what the task says goes by the given name."""
    problem = checked.problem
    return checked.task.to_dict() | {
        says: list(checked.says),
        "problems": []
        if problem is None
        else [{"code": problem.code, "message": problem.message, **_source(problem.source)}],
        "findings": [finding.as_dict() for finding in checked.findings],
    }


def _source(page: str | None) -> dict[str, str]:
    """Return where AWS says so, where that is known of this very check."""
    return {"source": page} if page else {}


def summary(checked: Sequence[Checked]) -> Line:
    """Return the last line: how many problems and warnings there are."""
    problems = sum(each.problem is not None for each in checked)
    warnings = sum(len(each.findings) for each in checked)
    counts = [(problems, "problem"), (warnings, "warning")]
    if any(each.task.name for each in checked):
        counts.insert(0, (len(checked), "task"))
    text = ", ".join(f"{count} {what}{'' if count == 1 else 's'}" for count, what in counts)
    return text, "red" if problems else "yellow" if warnings else "green"

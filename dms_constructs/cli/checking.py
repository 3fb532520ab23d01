"""`dms-constructs mappings check`: what is wrong with table mappings, and what may surprise."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from dms_constructs.cli import output
from dms_constructs.cli.output import Line
from dms_constructs.cli.tasks import UNKNOWN, Task
from dms_constructs.errors import ConfigurationError, Finding
from dms_constructs.mappings._report import escaped

__all__ = ["Checked", "check", "show"]


@dataclass(frozen=True)
class Checked:
    """What is to be said about the table mappings of a task."""

    task: Task
    rules: tuple[str, ...] = ()
    problem: ConfigurationError | None = None
    findings: tuple[Finding, ...] = ()


def check(task: Task) -> Checked:
    """Check the table mappings of a task, alone and against what is known of the task."""
    if not task.known:
        return Checked(task)
    try:
        mappings = task.mappings()
    except ConfigurationError as error:
        return Checked(task, problem=error)
    rules = mappings.describe()
    if task.migration_type is None:
        return Checked(task, rules, findings=mappings.findings)
    try:
        findings = mappings.check(
            migration_type=task.migration_type, source_engine=task.source_engine, target_engine=task.target_engine
        )
    except ConfigurationError as error:
        return Checked(task, rules, error, mappings.findings)
    return Checked(task, rules, findings=findings)


def show(checked: Sequence[Checked], form: output.Format) -> None:
    """Write the result."""
    match form:
        case output.Format.JSON:
            output.to_json({"tasks": [_to_dict(each) for each in checked]})
        case output.Format.MARKDOWN:
            output.result(_in_markdown(checked))
        case output.Format.TEXT:
            output.lines(_in_lines(checked))


def _in_lines(checked: Sequence[Checked]) -> Iterator[Line]:
    for each in checked:
        yield each.task.title, "bold"
        width = len(str(len(each.rules)))
        for position, rule in enumerate(each.rules, start=1):
            yield f"  {position:>{width}}. {rule}", ""
        if not each.task.known:
            yield f"  {UNKNOWN}", "dim"
        if each.problem is not None:
            yield f"  Problem: {each.problem}", "red"
        for finding in each.findings:
            yield f"  Warning: {finding.message} [{finding.id}]", "yellow"
        yield "", ""
    summary, style = _summary(checked)
    yield summary, style


def _in_markdown(checked: Sequence[Checked]) -> str:
    paragraphs = []
    for each in checked:
        paragraphs.append(f"### {escaped(each.task.title)}")
        if not each.task.known:
            paragraphs.append(UNKNOWN)
        if each.problem is not None:
            paragraphs.append(f"**Problem** `{each.problem.code}`: {escaped(each.problem.message)}")
        paragraphs += [f"**Warning** `{finding.id}`: {escaped(finding.message)}" for finding in each.findings]
        if each.rules:
            numbered = enumerate(each.rules, start=1)
            paragraphs.append("\n".join(f"{position}. {escaped(rule)}" for position, rule in numbered))
    paragraphs.append(_summary(checked)[0])
    return "\n\n".join(paragraphs) + "\n"


def _to_dict(checked: Checked) -> dict[str, Any]:
    problem = checked.problem
    return checked.task.to_dict() | {
        "rules": list(checked.rules),
        "problems": [] if problem is None else [{"code": problem.code, "message": problem.message}],
        "findings": [{"id": finding.id, "message": finding.message} for finding in checked.findings],
    }


def _summary(checked: Sequence[Checked]) -> Line:
    problems = sum(each.problem is not None for each in checked)
    warnings = sum(len(each.findings) for each in checked)
    counts = [(problems, "problem"), (warnings, "warning")]
    if any(each.task.name for each in checked):
        counts.insert(0, (len(checked), "task"))
    text = ", ".join(f"{count} {what}{'' if count == 1 else 's'}" for count, what in counts)
    return text, "red" if problems else "yellow" if warnings else "green"

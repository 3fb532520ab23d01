"""`dms-constructs assess`: what AWS's premigration assessment would say, as far as files tell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dms_constructs._markdown import escaped
from dms_constructs.cli import catalogs, choosing, output
from dms_constructs.cli.output import Format, FormatOption, Line
from dms_constructs.cli.tasks import Task
from dms_constructs.errors import ConfigurationError

if TYPE_CHECKING:
    from dms_constructs.catalog import Catalog
    from dms_constructs.premigration_checks.report import PremigrationReport
    from dms_constructs.settings import TaskSettings

__all__ = ["EPILOG", "HELP", "command"]

_PROBLEM = 1
HELP = (
    "Decide the checks of AWS's premigration assessment before anything is deployed, as far as files tell.\n\n"
    "All of AWS's checks for MySQL, MariaDB, PostgreSQL, Oracle, SQL Server and Db2 LUW as sources are listed by "
    "AWS's names: passed, failed, warning, not applicable, or can't be decided here, with what would decide it. A "
    "template tells most; table mappings alone tell little."
)
EPILOG = "Exit codes: 0 fine, 1 a check failed or a problem (with --strict, also a warning), 2 could not run."
_FILE = "A CloudFormation template that cdk synth wrote, or JSON of table mappings; - is stdin."
_CATALOG = "a file that `dms-constructs catalog` wrote, or the URL of the server, as there."


@dataclass(frozen=True)
class Assessed:
    """What came of the checks for a task, or why nothing did."""

    task: Task
    report: PremigrationReport | None = None
    problems: tuple[ConfigurationError, ...] = ()
    """What is wrong with its documents."""
    remark: str = ""

    def fails(self, *, strict: bool) -> bool:
        """Whether the command should fail because of it."""
        if self.all_problems or self.report is None:
            return bool(self.all_problems)
        return bool(self.report.failed or (strict and (self.report.warned or self.report.other_findings)))

    @property
    def all_problems(self) -> tuple[ConfigurationError, ...]:
        """What is wrong with its documents, and then with the task."""
        return self.problems + (self.report.problems if self.report is not None else ())


def command(
    *,
    file: Annotated[str, typer.Argument(metavar="FILE", help=_FILE, show_default=False)],
    catalog: Annotated[
        str,
        typer.Option("--catalog", metavar="CATALOG", help=f"The source's tables: {_CATALOG}", show_default=False),
    ],
    target_catalog: Annotated[
        str | None,
        typer.Option(
            "--target-catalog",
            metavar="CATALOG",
            help=f"The target's tables: {_CATALOG} Without it, checks of the target can't be decided.",
            show_default=False,
        ),
    ] = None,
    target_schema: choosing.TargetSchemaOption = None,
    strict: Annotated[bool, typer.Option("--strict", help="Fail on warnings too.")] = False,
    task: choosing.TaskOption = None,
    form: FormatOption = Format.TEXT,
) -> None:
    """Assess the tasks of a file."""
    choosing.one_stdin(file, catalog, target_catalog or "")
    tasks = choosing.chosen(file, task)
    source = catalogs.load(catalog)
    target = catalogs.load(target_catalog) if target_catalog is not None else None
    assessed = [_assess(each, source, target, target_schema) for each in tasks]
    _show(assessed, form)
    if any(each.fails(strict=strict) for each in assessed):
        raise typer.Exit(_PROBLEM)


def _assess(task: Task, source: Catalog, target: Catalog | None, target_schema: str | None) -> Assessed:
    # It loads what knows task settings, and the other commands need not wait for that.
    from dms_constructs.app_wide.one_database import check_two_databases  # noqa: PLC0415
    from dms_constructs.premigration_checks.deciding import premigration  # noqa: PLC0415

    if not task.known:
        return Assessed(task, remark=task.unknown)
    try:
        mappings = task.mappings()
    except ConfigurationError as error:
        return Assessed(task, problems=(error,))
    settings, problems = _settings_of(task)
    plan = task.plan(
        mappings=mappings, settings=settings, catalog=source, target_catalog=target, target_schema=target_schema
    )
    try:
        check_two_databases(plan)
    except ConfigurationError as error:
        problems += (error,)
    return Assessed(task, premigration(plan), problems)


def _settings_of(task: Task) -> tuple[TaskSettings | None, tuple[ConfigurationError, ...]]:
    """Return the settings of a task, None where they are not known, and what is wrong with them."""
    if task.document is None and not task.has_no_settings:
        return None, ()
    try:
        return task.settings(), ()
    except ConfigurationError as error:
        return None, (error,)


def _show(assessed: Sequence[Assessed], form: Format) -> None:
    match form:
        case Format.JSON:
            output.to_json({"tasks": [_to_dict(each) for each in assessed]})
        case Format.MARKDOWN:
            output.result("\n\n".join(map(_in_markdown, assessed)) + "\n")
        case Format.TEXT:
            output.lines(_in_lines(assessed))


def _to_dict(assessed: Assessed) -> dict[str, Any]:
    given = (
        assessed.report.to_dict()
        if assessed.report is not None
        else {"problems": [], "counts": {}, "checks": [], "findings": []}
    )
    problems = [{"code": each.code, "message": each.message} for each in assessed.all_problems]
    return assessed.task.to_dict() | given | {"problems": problems}


def _in_markdown(assessed: Assessed) -> str:
    paragraphs = [f"### {escaped(assessed.task.title)}"]
    paragraphs += [f"**Problem** `{each.code}`: {escaped(each.message)}" for each in assessed.problems]
    if assessed.report is not None:
        paragraphs.append(assessed.report.to_markdown().rstrip())
    return "\n\n".join([*paragraphs, assessed.remark]).rstrip()


def _in_lines(assessed: Sequence[Assessed]) -> Iterator[Line]:
    for each in assessed:
        yield each.task.title, "bold"
        if each.remark:
            yield f"  {each.remark}", "dim"
        for problem in each.all_problems:
            yield f"  Problem: {problem}", "red"
        if each.report is not None:
            for verdict, title, checks in each.report.groups():
                style = _STYLES.get(verdict.name, "")
                yield f"  {title}", style or "bold"
                yield from ((f"    {check}", style) for check in checks)
            if each.report.other_findings:
                yield f"  {each.report.title_of_others}", "yellow"
                yield from ((f"    {finding} [{finding.id}]", "yellow") for finding in each.report.other_findings)
        yield "", ""
    yield _summary(assessed)


_STYLES = {"FAILED": "red", "WARNING": "yellow", "UNDECIDED": "dim", "NOT_APPLICABLE": "dim"}


def _summary(assessed: Sequence[Assessed]) -> Line:
    from dms_constructs.premigration_checks.report import summary  # noqa: PLC0415  # as above

    fails = any(each.fails(strict=False) for each in assessed)
    reports = [each.report for each in assessed if each.report is not None]
    return summary(reports), "red" if fails else "green"

"""`dms-constructs settings`: the commands about task settings, and their options."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dms_constructs.cli import catalogs, choosing, documents, output, settings_reports
from dms_constructs.cli.output import Format, FormatOption
from dms_constructs.cli.tasks import Subject, Task
from dms_constructs.cli.trouble import Trouble

__all__ = ["settings"]

_PROBLEM = 1
_FILE = (
    "JSON of task settings, a CloudFormation template that cdk synth wrote, or what `aws dms "
    "describe-replication-tasks` or describe-replication-configs returned; - is stdin."
)

FileArgument = Annotated[str, typer.Argument(metavar="FILE", help=_FILE, show_default=False)]
TaskOption = Annotated[
    str | None,
    typer.Option(
        "--task",
        metavar="TASK",
        help="Only this task: its logical id or path in a template, its identifier, or its ARN.",
        show_default=False,
    ),
]

settings = typer.Typer(
    help="Write task settings as Python code, check them, and compare two of them by meaning.",
    no_args_is_help=True,
    rich_markup_mode="rich",
)


@settings.command(
    "python",
    help="Write the settings of a task as Python code for this library.\n\n"
    "Default values are left out, and comments name what is worth a thought.",
    epilog="Exit codes: 0 done, 2 could not run.",
)
def _python(
    file: FileArgument,
    task: TaskOption = None,
    to: Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write a file, not stdout.")] = None,
) -> None:
    found = choosing.chosen(file, task, Subject.SETTINGS)
    if len(found) != 1:
        names = ", ".join(str(each.name) for each in found)
        raise Trouble(f"{file} has {len(found)} tasks; choose one with --task: {names}")
    read = choosing.known(file, found[0], Task.settings)
    code = read.to_python(migration_type=found[0].migration_type)
    if to is None:
        output.result(code)
    else:
        documents.write_text(to, code)
        output.note(f"Wrote the {found[0].subject.value} of {found[0].name or file} to {to}")
    if unknown := settings_reports.unknown_in(read):
        output.note(f"Known only at deployment, so fill in your own values: {', '.join(unknown)}")


@settings.command(
    "check",
    help="Check task settings: what they say, problems, warnings, and what is worth a thought.\n\n"
    "A task of a template or of the service is checked with its migration type and the engines of its endpoints, where "
    "the file has them, and with --catalog, with the tables that it moves; with --target-catalog, with those that the "
    "target has. Of a template, its endpoints and the instance or the capacity that it runs on are looked at too.",
    epilog="Exit codes: 0 fine, 1 a problem (with --strict, also a warning), 2 could not run.",
)
def _check(
    *,
    file: FileArgument,
    catalog: Annotated[
        str | None,
        typer.Option(
            "--catalog",
            metavar="CATALOG",
            help="The source's tables: a file that `dms-constructs catalog` wrote, or the URL of the server, as there.",
            show_default=False,
        ),
    ] = None,
    target_catalog: Annotated[
        str | None,
        typer.Option(
            "--target-catalog",
            metavar="CATALOG",
            help="The target's tables, likewise; needs --catalog.",
            show_default=False,
        ),
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Fail on warnings too.")] = False,
    task: TaskOption = None,
    form: FormatOption = Format.TEXT,
) -> None:
    choosing.one_stdin(file, catalog or "", target_catalog or "")
    if target_catalog is not None and catalog is None:
        raise Trouble("--target-catalog needs --catalog, which says what arrives at the target's tables")
    found = choosing.chosen(file, task, Subject.SETTINGS)
    if catalog is not None and found[0].name is None:
        raise Trouble("--catalog is for tasks with table mappings, and this is task settings alone; remove --catalog")
    source, target = (None if each is None else catalogs.load(each) for each in (catalog, target_catalog))
    checked = [settings_reports.check(each, source, target) for each in found]
    settings_reports.show_checked(checked, form)
    if any(each.fails(strict=strict) for each in checked):
        raise typer.Exit(_PROBLEM)


@settings.command(
    "diff",
    help="Compare task settings, old and new, by meaning: defaults, settings that are off, the order of log components "
    "and what only the service sets make no difference. A setting that one side leaves out, and whose default is not "
    "known, is a difference, as is another migration type.\n\n"
    "Tasks of two templates are compared by their logical ids, and those of the service by their identifiers.",
    epilog="Exit codes: 0 no difference, 1 a difference, 2 could not run.",
)
def _diff(
    old: Annotated[str, typer.Argument(metavar="OLD", help=_FILE, show_default=False)],
    new: Annotated[str, typer.Argument(metavar="NEW", help="The same, as it is now.", show_default=False)],
    task: TaskOption = None,
    form: FormatOption = Format.TEXT,
) -> None:
    choosing.one_stdin(old, new)
    pairs = choosing.pairs(old, new, task, Subject.SETTINGS)
    compared = [settings_reports.compare(pair) for pair in pairs]
    settings_reports.show_compared(compared, form)
    if any(each.differs for each in compared):
        raise typer.Exit(_PROBLEM)

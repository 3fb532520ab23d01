"""The commands and their options."""

from __future__ import annotations

import contextlib
import enum
import os
import shlex
import sys
import traceback
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from typer.core import TyperGroup

from dms_constructs.cli import (
    address,
    advising,
    assessing,
    catalogs,
    checking,
    choosing,
    comparing,
    documents,
    evaluating,
    explaining,
    measuring,
    output,
    reviewing,
    runbooks,
    settings_commands,
    sizing,
)
from dms_constructs.cli.choosing import RecordOption, TargetSchemaOption, TaskOption
from dms_constructs.cli.measuring import ChangeSecondsOption, NoLobSizesOption, SizesOption
from dms_constructs.cli.output import Format, FormatOption
from dms_constructs.cli.trouble import Trouble
from dms_constructs.cli.wanting import SchemaOption, SystemSchemasOption, Wanted
from dms_constructs.errors import ConfigurationError

__all__ = ["app", "run"]

_NAME = "dms-constructs"
_PROBLEM = 1
_COULD_NOT_RUN = 2
_MOST_COMMANDS = 5
_BROKEN_PIPE = 141  # what a shell says of a program that dies of it


def run(arguments: Sequence[str]) -> NoReturn:
    """Run the command with these arguments, and exit."""
    output.be_lenient()
    sys.exit(app(list(arguments), prog_name=_NAME))


@contextlib.contextmanager
def _in_one_line(arguments: Sequence[str]) -> Iterator[None]:
    """Say in one line what is wrong, and show no traceback unless told to."""
    try:
        yield
    except (typer.Exit, typer.Abort, typer.TyperException):
        raise
    except BrokenPipeError:
        # Whoever read the result has enough of it. Python would complain when it flushes at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(_BROKEN_PIPE) from None
    except Exception as error:  # whatever it is, nobody wants its traceback unasked
        if isinstance(error, Trouble | ConfigurationError):
            output.error(error)
            if isinstance(error, Trouble):
                _show_commands(error, arguments)
        else:
            output.error(f"unexpected {type(error).__name__}: {' '.join(str(error).split())}")
            output.note(f"This is a bug in {_NAME}: `{_NAME} --debug ...` shows where.")
        if "--debug" in arguments:
            traceback.print_exc()
        raise typer.Exit(_COULD_NOT_RUN) from None


def _show_commands(trouble: Trouble, arguments: Sequence[str]) -> None:
    """Show the command as it would do, once for each argument that would do."""
    for other in trouble.instead[:_MOST_COMMANDS]:
        command = [_NAME, *(other if each == trouble.given else each for each in arguments)]
        output.note(f"  {shlex.join(command)}")
    if len(trouble.instead) > _MOST_COMMANDS:
        output.note(f"  and {len(trouble.instead) - _MOST_COMMANDS} more")


class _Commands(TyperGroup):
    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        ctx.obj = list(args)
        with _in_one_line(ctx.obj):
            for argument in args:
                address.refuse_password(argument)
            return super().parse_args(ctx, args)

    def invoke(self, ctx: Any) -> Any:
        with _in_one_line(ctx.obj):
            return super().invoke(ctx)


app = typer.Typer(
    cls=_Commands,
    help="Check table mappings and settings of AWS DMS tasks, say what a change of templates does to them, write "
    "runbooks, read the catalogs of their databases, say which tool fits a migration, and explain error codes and "
    "warnings.\n\n"
    "It contacts a database server only when you give its URL, and never AWS.",
    epilog="Exit codes: 0 fine, 1 a problem or a difference, 2 could not run, 130 interrupted.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
)
mappings = typer.Typer(
    help="Check table mappings, explain what they do to a source's tables, and compare two of them.",
    no_args_is_help=True,
    rich_markup_mode="rich",
)
app.add_typer(mappings, name="mappings")
app.add_typer(settings_commands.settings, name="settings")
app.command("advise", help=advising.HELP, epilog=advising.EPILOG)(advising.advise)
app.command("assess", help=assessing.HELP, epilog=assessing.EPILOG)(assessing.command)
app.command("explain", help=explaining.HELP, epilog=explaining.EPILOG)(explaining.explain)
app.command("review", help=reviewing.HELP, epilog=reviewing.EPILOG)(reviewing.command)
app.command("runbook", help=runbooks.HELP, epilog=runbooks.EPILOG)(runbooks.command)
app.command("size", help=sizing.HELP, epilog="Exit codes: 0 fine, 1 no instance is large enough, 2 could not run.")(
    sizing.size
)


class FailOn(str, enum.Enum):
    """What makes `diff` exit with 1."""

    DIFFERENCE = "difference"
    RELOAD = "reload"
    NEVER = "never"


_FILE = "JSON of table mappings, or a CloudFormation template that cdk synth wrote; - is stdin."
_ASKING = (
    "The password of the URL's user comes from the variable DMS_CONSTRUCTS_PASSWORD, else PGPASSWORD or MYSQL_PWD; "
    "else it is asked for on a terminal. It can't be in the URL."
)
_URL = "postgresql://user@host:port/database, mysql://user@host:port/ or mariadb://user@host:port/"

FileArgument = Annotated[str, typer.Argument(metavar="FILE", help=_FILE, show_default=False)]
_CATALOG = typer.Option(
    "--catalog",
    metavar="CATALOG",
    help=f"The source's tables: a file that `{_NAME} catalog` wrote, or the URL of the server, as there.",
    show_default=False,
)
CatalogOption = Annotated[str, _CATALOG]
OptionalCatalogOption = Annotated[str | None, _CATALOG]


def _show_version(wanted: bool) -> None:
    if wanted:
        import importlib.metadata  # noqa: PLC0415  # it takes a moment, and only this option needs it

        output.result(f"{_NAME} {importlib.metadata.version('dms-constructs')}\n")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version and exit.")
    ] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")] = False,
) -> None:
    pass


@app.command(
    "catalog",
    help=f"Read the catalog of a database server and write it as JSON, to keep beside the code.\n\n{_ASKING}",
    epilog="Exit codes: 0 done, 2 could not run.",
)
def _catalog(
    *,
    url: Annotated[
        str,
        typer.Argument(
            metavar="URL",
            help=f"{_URL}. After a ?, options go to the driver, such as ?sslmode=require or ?ssl_ca=FILE.",
            show_default=False,
        ),
    ],
    to: Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write a file, not stdout.")] = None,
    sizes: SizesOption = False,
    no_lob_sizes: NoLobSizesOption = False,
    change_seconds: ChangeSecondsOption = 0,
    schema: SchemaOption = None,
    system_schemas: SystemSchemasOption = False,
) -> None:
    address.parse(url)  # the name of a file is not a URL
    measure = measuring.wanted(sizes=sizes, no_lob_sizes=no_lob_sizes, change_seconds=change_seconds)
    wanted = Wanted(schemas=tuple(schema or ()), system_schemas=system_schemas)
    read = catalogs.load(url, wanted=wanted, measure=measure)
    if to is None:
        output.result(read.to_json())
        return
    documents.write_text(to, read.to_json())
    output.note(f"Wrote {len(read.tables)} tables and views to {to}")


@mappings.command(
    "check",
    help="Check table mappings: problems, warnings, and what they say.\n\n"
    "Of a template, each task is checked, with its migration type and the engines of its endpoints where the template "
    "has them. What is known only at deployment is not checked. With --catalog, the tables decide what is guessed "
    "without.",
    epilog="Exit codes: 0 fine, 1 a problem (with --strict, also a warning), 2 could not run.",
)
def _check(
    file: FileArgument,
    catalog: OptionalCatalogOption = None,
    strict: Annotated[bool, typer.Option("--strict", help="Fail on warnings too.")] = False,
    task: TaskOption = None,
    form: FormatOption = Format.TEXT,
) -> None:
    if catalog is not None:
        choosing.one_stdin(file, catalog)
    chosen = choosing.chosen(file, task)
    source = None if catalog is None else catalogs.load(catalog)
    checked = [checking.check(each, source) for each in chosen]
    checking.show(checked, form)
    if any(each.fails(strict=strict) for each in checked):
        raise typer.Exit(_PROBLEM)


@mappings.command(
    "explain",
    help=f"Explain what table mappings do to each table of a source.\n\n{_ASKING}",
    epilog="Exit codes: 0 fine, 1 a problem, 2 could not run.",
)
def _explain(
    *,
    file: FileArgument,
    catalog: CatalogOption,
    target_schema: TargetSchemaOption = None,
    task: TaskOption = None,
    record: RecordOption = None,
    form: FormatOption = Format.TEXT,
) -> None:
    choosing.one_stdin(file, catalog)
    chosen = choosing.chosen(file, task)
    source = catalogs.load(catalog)
    explained = [evaluating.explain(each, source, target_schema, record) for each in chosen]
    evaluating.show(explained, form)
    if any(each.has_problems for each in explained):
        raise typer.Exit(_PROBLEM)


@mappings.command(
    "diff",
    help="Compare table mappings, old and new: what changes for each table of a source, and what must be loaded again."
    f"\n\nTasks of two templates are compared by their logical ids. {_ASKING}",
    epilog="Exit codes: 0 nothing changes, 1 something does (see --fail-on), 2 could not run.",
)
def _diff(
    *,
    old: Annotated[str, typer.Argument(metavar="OLD", help=_FILE, show_default=False)],
    new: Annotated[str, typer.Argument(metavar="NEW", help="The same, after the change.", show_default=False)],
    catalog: CatalogOption,
    fail_on: Annotated[
        FailOn, typer.Option("--fail-on", help="What to exit with 1 on: any change, only a reload, or nothing.")
    ] = FailOn.DIFFERENCE,
    target_schema: TargetSchemaOption = None,
    task: TaskOption = None,
    form: FormatOption = Format.TEXT,
) -> None:
    choosing.one_stdin(old, new, catalog)
    pairs = choosing.pairs(old, new, task)
    source = catalogs.load(catalog)
    compared = [comparing.compare(pair, source, target_schema) for pair in pairs]
    comparing.show(compared, form)
    reloads = any(each.needs_reload for each in compared)
    differs = any(each.differs for each in compared)
    if {FailOn.DIFFERENCE: differs, FailOn.RELOAD: reloads, FailOn.NEVER: False}[fail_on]:
        raise typer.Exit(_PROBLEM)

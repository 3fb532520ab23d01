"""`dms-constructs runbook`: what to do by hand for the migrations of a stack."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dms_constructs.cli import catalogs, choosing, documents, output
from dms_constructs.cli.output import Line
from dms_constructs.cli.trouble import Trouble
from dms_constructs.errors import ConfigurationError, did_you_mean
from dms_constructs.review.resources import as_object
from dms_constructs.review.task_properties import NAMES

if TYPE_CHECKING:
    from dms_constructs.runbook.assembly import StackTemplate

__all__ = ["EPILOG", "HELP", "command"]

HELP = (
    "Write the runbook of a stack as Markdown: users and grants, the schema, how to start, what to watch, the cutover "
    "in order, the way back, and what to delete.\n\n"
    "It is read from the template that cdk synth wrote, and is what `migration.runbook()` returns. Each two databases "
    "that the stack's tasks connect have one; a stack with several has them one after another."
)
EPILOG = "Exit codes: 0 written, 2 could not run."
_STACK = (
    "The stack: its name, its id or its path in the app, such as Prod/Shop. Or the file of a template, which is then "
    "called what the stack is called; - is stdin."
)


def command(
    *,
    stack: Annotated[str, typer.Argument(metavar="STACK", help=_STACK, show_default=False)],
    app: Annotated[
        Path, typer.Option("--app", "-a", metavar="FOLDER", help="What cdk synth wrote, with the stack.")
    ] = Path("cdk.out"),
    source_catalog: Annotated[
        str | None,
        typer.Option(
            "--source-catalog",
            metavar="FILE",
            help="The source's tables, as `dms-constructs catalog` wrote them: the SQL then names tables and columns. "
            "Give the one that the app has as source_catalog, if it has one.",
            show_default=False,
        ),
    ] = None,
    to: Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write a file, not stdout.")] = None,
) -> None:
    """Write the runbook of a stack."""
    choosing.one_stdin(stack, source_catalog or "")
    catalog = None if source_catalog is None else catalogs.load(source_catalog)
    # It loads what knows task settings, and the other commands need not wait for that.
    from dms_constructs.runbook.reading import runbook_of  # noqa: PLC0415

    is_file = stack == documents.STDIN or Path(stack).is_file()
    templates = _of_file(stack) if is_file else _of_app(stack, app)
    try:
        found = runbook_of(templates, catalog)
    except ConfigurationError as error:
        raise Trouble(f"{stack}: {error}") from None
    if found is None:
        raise Trouble(f"{stack} has no DMS task: {' or '.join(NAMES)}")
    text = found.to_markdown()
    if to is None:
        output.lines(_in_lines(text))
        return
    documents.write_text(to, text)
    output.note(f"Wrote the runbook of {stack} to {to}")


def _of_file(name: str) -> list[StackTemplate]:
    from dms_constructs.runbook.assembly import stacks_of  # noqa: PLC0415  # as above

    document = documents.parse_json(documents.read_text(name), name)
    body = as_object(document).get("TemplateBody")
    if body is not None:  # what `aws cloudformation get-template` returned
        document = documents.parse_json(body, name) if isinstance(body, str) else body
    if not isinstance(as_object(document).get("Resources"), dict):
        raise Trouble(f"{name} is not a CloudFormation template: it has no Resources; run cdk synth")
    if name == documents.STDIN:
        return stacks_of(as_object(document), None, "STACK")
    path = Path(name)
    stem = path.name.removesuffix(".json").removesuffix(".template")
    return stacks_of(as_object(document), path.parent, stem, file=path.name)


def _of_app(name: str, app: Path) -> list[StackTemplate]:
    from dms_constructs.runbook.assembly import stacks_in  # noqa: PLC0415  # as above

    if not app.is_dir():
        raise Trouble(
            f"there is no file {name}, and no folder {app} with a stack of that name; run cdk synth, or give the "
            "folder that it wrote with --app"
        )
    every = stacks_in(app)
    found = [each for each in every if name in each.names]
    have = [each.name for each in every if any(as_object(one).get("Type") in NAMES for one in each.resources.values())]
    having = list(dict.fromkeys(have))
    if not found:
        names = sorted({each.name for each in every})
        raise Trouble(
            f"{app} has no stack {name}{did_you_mean(name, names)}; it has {', '.join(names) or 'none'}",
            given=name,
            instead=having,
        )
    if not any(each.name in having for each in found):
        words = f"; of {app} these have: {', '.join(having)}" if having else f", and no other stack of {app} has one"
        raise Trouble(f"stack {name} has no DMS task{words}", given=name, instead=having)
    return found


def _in_lines(text: str) -> Iterator[Line]:
    """Yield the lines, those of titles and of code told apart on a terminal."""
    is_code = False
    for line in text.splitlines():
        is_fence = line.startswith("```")
        is_code ^= is_fence
        style = "dim" if is_fence else "cyan" if is_code else "bold" if line.startswith("#") else ""
        yield line, style

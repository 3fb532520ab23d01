"""What the commands say, and where: results go to stdout, everything else to stderr."""

from __future__ import annotations

import contextlib
import enum
import io
import json
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.text import Text

from dms_constructs.cli.characters import printable
from dms_constructs.cli.rendering import renderable

__all__ = [
    "Format",
    "FormatOption",
    "Line",
    "be_lenient",
    "error",
    "lines",
    "note",
    "result",
    "show",
    "status",
    "to_json",
]


class Format(str, enum.Enum):
    """How a result is written."""

    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"


FormatOption = Annotated[Format, typer.Option("--format", help="How the result is written.")]


Line = tuple[str, str]
"""A line and its style on a terminal."""


def be_lenient() -> None:
    """Let the streams write names that their encoding does not have, rather than fail."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def result(text: str) -> None:
    """Write a result as it is, but for control characters."""
    sys.stdout.write(printable(text))
    sys.stdout.flush()


def show(value: Any, plain: str) -> None:
    """Write a result: what rich makes of the value on a terminal, plain text elsewhere."""
    console = Console(highlight=False, emoji=False, markup=False)
    if console.is_terminal:
        console.print(renderable(value), soft_wrap=isinstance(value, Text))
    else:
        result(plain if plain.endswith("\n") else f"{plain}\n")


def lines(written: Iterable[Line]) -> None:
    """Write a result line by line."""
    text = Text("\n").join(Text(printable(line), style) for line, style in written)
    show(text, text.plain)


def to_json(document: object) -> None:
    """Write a result as JSON."""
    result(f"{json.dumps(document, indent=2)}\n")


def error(message: object) -> None:
    """Say why the command could not run."""
    note(f"Error: {message}", "red")


def note(message: str, style: str = "") -> None:
    """Say something that is not the result."""
    Console(stderr=True, highlight=False, emoji=False).print(
        printable(message), style=style, markup=False, soft_wrap=True
    )


@contextlib.contextmanager
def status(message: str) -> Iterator[Callable[[str], None]]:
    """Show on a terminal that something takes time; the function that it gives shows the current step."""
    console = Console(stderr=True, highlight=False, emoji=False)
    if not console.is_terminal:
        yield lambda _message: None
        return
    with console.status(Text(printable(message))) as shown:
        yield lambda message: shown.update(Text(printable(message)))

"""`dms-constructs explain`: what an error code or a warning id means, and what to do."""

from __future__ import annotations

import difflib
import re
import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Annotated, Any

import typer

from dms_constructs import facts
from dms_constructs.cli import output
from dms_constructs.cli.output import Line
from dms_constructs.cli.trouble import Trouble

__all__ = ["EPILOG", "HELP", "explain"]

HELP = (
    "Explain an error code, such as DMS-I003, or the id of a warning, such as mappings.lobsWithoutKey: what is wrong, "
    "why it matters, what to do, and where AWS says so."
)
EPILOG = "Exit codes: 0 done, 2 there is no such code or id."
# How messages and the CDK write a code or an id; any of it may be copied along.
_AROUND = re.compile(r"^\[?(?:annotation::)?(?:dms-constructs:)?(.*?)\]?$", re.IGNORECASE)
_PARTS = {"why": "Why", "fix": "Fix", "source": "Source", "premigration": "Premigration assessment"}
_CODE = {"example": "Example", "fixed": "Fixed"}


@dataclass(frozen=True)
class Entry:
    """What is known about an error code or a warning id."""

    name: str
    kind: str
    record: dict[str, Any]

    @property
    def title(self) -> str:
        """What it is, in a line."""
        notes = [self.kind]
        if severity := self.record.get("severity"):
            notes.append(f"severity {severity}")
        if self.record.get("retired"):
            notes.append("retired: this version never raises it")
        return f"{self.name} ({', '.join(notes)}): {self.record['what']}"

    def sentences(self) -> Iterator[tuple[str, str]]:
        """Yield what there is to say, each part with its title."""
        for name, title in _PARTS.items():
            if said := self.record.get(name):
                yield title, said if isinstance(said, str) else ", ".join(said)

    def snippets(self) -> Iterator[tuple[str, str]]:
        """Yield the code that shows it, each part with its title."""
        yield from ((title, self.record[name].strip()) for name, title in _CODE.items() if self.record.get(name))


def explain(
    code: Annotated[
        str, typer.Argument(metavar="CODE", help="An error code or the id of a warning.", show_default=False)
    ],
    form: output.FormatOption = output.Format.TEXT,
) -> None:
    """Print the entry of a code or an id."""
    entry = _entry(code)
    match form:
        case output.Format.JSON:
            output.to_json({"code": entry.name, "kind": entry.kind, **entry.record})
        case output.Format.MARKDOWN:
            output.result(_in_markdown(entry))
        case output.Format.TEXT:
            output.lines(_in_lines(entry))


def _entry(given: str) -> Entry:
    codes = facts.codes()
    entries = [Entry(name, "error", record) for name, record in codes["errors"].items()]
    entries += [Entry(name, "warning", record) for name, record in codes["findings"].items()]
    by_name = {entry.name.lower(): entry for entry in entries}
    found = _AROUND.match(given.strip())
    wanted = (found[1] if found else given).lower()
    if wanted in by_name:
        return by_name[wanted]
    near = _near(wanted, by_name)
    hint = f" (did you mean {by_name[near].name!r}?)" if near else ""
    raise Trouble(
        f"there is no error code or warning id {given!r}{hint}; codes are like {entries[0].name}, "
        f"and ids like {entries[-1].name}"
    )


def _near(wanted: str, names: Iterable[str]) -> str | None:
    """Return the name that begins or ends as what is wanted, such as the code of `m001`, or else a similar one."""
    known = [*names]
    parts = [name for name in known if name.startswith(wanted) or name.endswith((f"-{wanted}", f".{wanted}"))]
    # A name that holds all of it needs no more likeness.
    return next(iter(difflib.get_close_matches(wanted, parts or known, n=1, cutoff=0.0 if parts else 0.6)), None)


def _in_lines(entry: Entry) -> Iterator[Line]:
    yield entry.title, "bold"
    width = max((len(title) for title, _ in entry.sentences()), default=0)
    for title, sentence in entry.sentences():
        yield f"  {title + ':':<{width + 1}} {sentence}", ""
    for title, code in entry.snippets():
        yield "", ""
        yield f"  {title}:", ""
        yield from ((line, "cyan") for line in textwrap.indent(code, "    ").splitlines())


def _in_markdown(entry: Entry) -> str:
    paragraphs = [f"### `{entry.name}`", entry.title.removeprefix(f"{entry.name} ")]
    paragraphs += [f"**{title}**: {sentence}" for title, sentence in entry.sentences()]
    paragraphs += [f"**{title}**:\n\n```python\n{code}\n```" for title, code in entry.snippets()]
    return "\n\n".join(paragraphs) + "\n"

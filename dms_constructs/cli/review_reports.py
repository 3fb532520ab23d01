"""A review as text, as JSON, and as Markdown for a comment on a pull request."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from dms_constructs._markdown import code, escaped
from dms_constructs.cli import output
from dms_constructs.cli.output import Line
from dms_constructs.review.entry import Entry, ResourceReview, Review, Severity

__all__ = ["MOST_CHARACTERS", "in_markdown", "show"]

MOST_CHARACTERS = 65_536
"""What GitHub takes as a comment."""
_LONG = 16_384
_LONG_CELL = 1_000
_STYLES = {
    Severity.LOSES: "bold red",
    Severity.BREAKS: "red",
    Severity.RELOADS: "magenta",
    Severity.STOPS: "yellow",
    Severity.WEAKENS: "yellow",
    Severity.COSTS: "cyan",
    Severity.NOTE: "",
}
_CODE = re.compile(r"""((?:\w+=dms\.|\w+\.node\.)[\w.]+(?:\("[^"]*"\))?|\bengine_version="[^"]*")""")
_WIDTH = max(len(each.value) for each in Severity)


def show(review: Review, form: output.Format, *, states: bool) -> None:
    """
    Write a review.

    Args:
        review: The review.
        form: How it is written.
        states: Whether to write what happens in each state of a task, not only in that of one that runs.
    """
    match form:
        case output.Format.JSON:
            output.to_json(review.to_dict(states=states))
        case output.Format.MARKDOWN:
            output.result(in_markdown(review, states=states))
        case output.Format.TEXT:
            output.lines(_lines(review, states=states))


def _lines(review: Review, *, states: bool) -> Iterator[Line]:
    for each in review.resources:
        yield each.title, "bold"
        for entry in each.entries:
            yield f"  {entry.severity.value:{_WIDTH}}  {entry}", _STYLES[entry.severity]
        for sentence in _about(each, states=states):
            yield f"  {'':{_WIDTH}}  {sentence}", ""
        yield "", ""
    for remark in review.remarks:
        yield f"Note: {remark}", "dim"
    yield review.summary(), "bold"


def _about(each: ResourceReview, *, states: bool) -> Iterator[str]:
    if each.downtime is not None:
        yield f"Downtime: {each.downtime.means}."
    if each.consent is not None and each.consent.given:
        yield f"Consent is given: {each.consent.code}"
    for state, sentence in each.states.items() if states else ():
        yield f"Found {state}: {sentence}"


def in_markdown(review: Review, *, states: bool = False) -> str:
    """Return a review as Markdown, short enough for a comment: what matters least is left out first."""
    parts = [f"**{escaped(review.summary())}**\n"]
    worst = sorted(review.resources, key=lambda each: each.severity.rank)
    parts += [_resource_in_markdown(each, states=states) for each in worst]
    parts += [f"Note: {escaped(remark)}\n" for remark in review.remarks]
    text = "\n".join(parts)
    if len(text) <= MOST_CHARACTERS:
        return text
    parts = [part if len(part) <= _LONG else _cut(each) for part, each in zip(parts[1:], worst, strict=False)]
    parts += [f"Note: {escaped(remark)}\n" for remark in review.remarks]
    return _shortened([f"**{escaped(review.summary())}**\n", *parts])


def _shortened(parts: list[str]) -> str:
    end = "\n{} more are left out here: run `dms-constructs review` for all of it.\n"
    room = MOST_CHARACTERS - len(end) - 20
    kept: list[str] = []
    for part in parts:
        if len(part) + 1 > room:
            break
        kept.append(part)
        room -= len(part) + 1
    return "\n".join(kept) + (end.format(len(parts) - len(kept)) if len(parts) > len(kept) else "")


def _cut(each: ResourceReview) -> str:
    """Return the worst entries of a resource that has too many for one comment, and how many more there are."""
    kept: list[Entry] = []
    room = _LONG
    for entry in each.entries:
        short = replace(entry, what=_ended(entry.what), means=_ended(entry.means), fix=_ended(entry.fix))
        room -= len(_row(short))
        if room < 0:
            break
        kept.append(short)
    left = len(each.entries) - len(kept)
    cut = replace(each, entries=tuple(kept), states={})
    more = f"\n{left} more of it are left out here.\n" if left else ""
    return f"{_resource_in_markdown(cut, states=False)}{more}"


def _ended(text: str) -> str:
    return text if len(text) <= _LONG_CELL else f"{text[:_LONG_CELL]} ..."


def _row(entry: Entry) -> str:
    return f"| {entry.severity.value} | {escaped(entry.what)} | {_code_kept(_means(entry.means, entry.fix))} |"


def _resource_in_markdown(each: ResourceReview, *, states: bool) -> str:
    rows = [_row(entry) for entry in each.entries]
    about = "".join(f"\n{_code_kept(sentence)}\n" for sentence in _about(each, states=states))
    table = "\n".join(["| | what | what follows |", "|---|---|---|", *rows])
    return f"### {escaped(each.title)}\n\n{table}\n{about}"


def _means(means: str, fix: str) -> str:
    return "; ".join(part for part in (means, fix) if part)


def _code_kept(sentence: str) -> str:
    """Return a sentence as Markdown, with the code in it as code, to copy it."""
    parts = _CODE.split(sentence)
    return "".join(code(part) if position % 2 else escaped(part) for position, part in enumerate(parts))

"""A review as text, as JSON, and as Markdown for a comment on a pull request."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dms_constructs._markdown import escaped
from dms_constructs.cli import output
from dms_constructs.cli.output import Line
from dms_constructs.review.entry import ResourceReview, Review, Severity

__all__ = ["MOST_CHARACTERS", "in_markdown", "show"]

MOST_CHARACTERS = 65_536
"""What GitHub takes as a comment."""
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
    parts += [
        _resource_in_markdown(each, states=states)
        for each in sorted(review.resources, key=lambda each: each.severity.rank)
    ]
    parts += [f"Note: {escaped(remark)}\n" for remark in review.remarks]
    text = "\n".join(parts)
    if len(text) <= MOST_CHARACTERS:
        return text
    return _shortened(parts)


def _shortened(parts: list[str]) -> str:
    end = "\n{} more are left out here: run `dms-constructs review` for all of it.\n"
    room = MOST_CHARACTERS - len(end) - 20
    kept: list[str] = []
    for part in parts:
        if len(part) + 1 > room:
            break
        kept.append(part)
        room -= len(part) + 1
    return "\n".join(kept) + end.format(len(parts) - len(kept))


def _resource_in_markdown(each: ResourceReview, *, states: bool) -> str:
    rows = [
        f"| {entry.severity.value} | {escaped(entry.what)} | {_code_kept(_means(entry.means, entry.fix))} |"
        for entry in each.entries
    ]
    about = "".join(f"\n{_code_kept(sentence)}\n" for sentence in _about(each, states=states))
    table = "\n".join(["| | what | what follows |", "|---|---|---|", *rows])
    return f"### {escaped(each.title)}\n\n{table}\n{about}"


def _means(means: str, fix: str) -> str:
    return "; ".join(part for part in (means, fix) if part)


def _code_kept(sentence: str) -> str:
    """Return a sentence as Markdown, with the code in it as code, to copy it."""
    parts = _CODE.split(sentence)
    return "".join(f"`{part}`" if position % 2 else escaped(part) for position, part in enumerate(parts))

"""An advice as text, Markdown and JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from dms_constructs import facts

if TYPE_CHECKING:
    from dms_constructs.advice.advice import Advice, AdvicePoint, AdvisedTool

__all__ = ["as_dict", "as_markdown", "as_text", "headline", "lines"]


def headline(advice: Advice) -> str:
    """Return the result in one line."""
    engines = facts.tools()["engines"]
    source, target = advice.situation.source_engine, advice.situation.target_engine
    pair = f"{engines[source]['display']} to {engines[target]['display']}"
    return f"{pair}: {advice.best.name if advice.best is not None else 'no tool alone'}"


def lines(advice: Advice) -> Iterator[tuple[str, str]]:
    """Return the text line by line, each with its style on a terminal."""
    yield headline(advice), "bold green" if advice.best is not None else "bold red"
    yield f"because {advice.because}", ""
    for option in advice.ranked:
        yield "", ""
        yield f"{option.rank}. {option.name}", "bold"
        for point in option.reasons:
            yield f"   + {point}", "green"
        for point in option.cautions:
            yield f"   - {point}", "yellow"
        yield f"   needs {_needs(option)}", "dim"
    if advice.disqualified:
        yield "", ""
        yield "Ruled out", "bold"
        for option in advice.disqualified:
            yield f"   {option.name}", ""
            for point in option.disqualifiers:
                yield f"      {point.text} [{point.source}]", "red"
    if advice.open_questions:
        yield "", ""
        yield "Not known", "bold"
        for question in advice.open_questions:
            yield f"   {question}", ""


def _needs(option: AdvisedTool) -> str:
    types = f" ({', '.join(option.resource_types)})" if option.resource_types else ""
    return f"{option.needs}{types}"


def as_text(advice: Advice) -> str:
    """Return it as a person would want to read it."""
    return "\n".join(line for line, _ in lines(advice))


def as_markdown(advice: Advice) -> str:
    """Return it as Markdown."""
    paragraphs = [f"### {headline(advice)}", f"Because {advice.because}."]
    if advice.ranked:
        paragraphs.append("| rank | tool | for | against | needs |\n|---|---|---|---|---|\n" + _rows(advice))
    if advice.disqualified:
        rows = (f"| {option.name} | {_cell(option.disqualifiers, sources=True)} |" for option in advice.disqualified)
        paragraphs.append("| ruled out | because |\n|---|---|\n" + "\n".join(rows))
    if advice.open_questions:
        paragraphs.append("Not known:\n\n" + "\n".join(f"- {_plain(str(each))}" for each in advice.open_questions))
    return "\n\n".join(paragraphs) + "\n"


def _rows(advice: Advice) -> str:
    return "\n".join(
        f"| {option.rank} | {option.name} | {_cell(option.reasons)} | {_cell(option.cautions)} "
        f"| {_plain(_needs(option))} |"
        for option in advice.ranked
    )


def _cell(points: tuple[AdvicePoint, ...], *, sources: bool = False) -> str:
    return "<br>".join(f"{_plain(str(point))}{f' [{point.source}]' if sources else ''}" for point in points)


def _plain(text: str) -> str:
    for character in "|_*":
        text = text.replace(character, f"\\{character}")
    return text


def as_dict(advice: Advice) -> dict[str, Any]:
    """Return it as values of JSON."""
    return {
        "situation": advice.situation.to_dict(),
        "rule": advice.rule,
        "because": advice.because,
        "options": [_option(option) for option in advice.options],
        "open_questions": [
            {
                "fact": question.fact,
                "question": question.question,
                "may_rule_out": list(question.may_rule_out),
                "may_put_first": list(question.may_put_first),
            }
            for question in advice.open_questions
        ],
    }


def _option(option: AdvisedTool) -> dict[str, Any]:
    return {
        "tool": option.tool,
        "name": option.name,
        "rank": option.rank,
        "reasons": [_point(point) for point in option.reasons],
        "cautions": [_point(point) for point in option.cautions],
        "disqualifiers": [_point(point) for point in option.disqualifiers],
        "needs": option.needs,
        "resource_types": list(option.resource_types),
    }


def _point(point: AdvicePoint) -> dict[str, Any]:
    return {"text": point.text, "source": point.source, "verified": point.verified}

"""What is advised, and why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from dms_constructs import facts
from dms_constructs._markdown import escaped
from dms_constructs.advice.parts import AdvicePoint, AdvisedTool, OpenQuestion
from dms_constructs.advice.situation import Situation

__all__ = ["Advice"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """
    Every tool, the ranked ones first, with reasons and disqualifiers.

    It prints as prose (`str`), Markdown and JSON.

    Attributes:
        situation: The facts that it is for.
        options: Every tool once: first those that can be used, by rank, then those that are ruled out.
        rule: The id of the rule that put the first one first, for example `small-dump`; None when every tool is ruled
            out.
        because: Why that rule applies, in words, or why no rule does.
        open_questions: The facts that are not known and could change it.
    """

    situation: Situation
    options: tuple[AdvisedTool, ...]
    rule: str | None
    because: str
    open_questions: tuple[OpenQuestion, ...]

    @property
    def ranked(self) -> tuple[AdvisedTool, ...]:
        """The tools that can be used, the first choice first."""
        return tuple(option for option in self.options if option.rank is not None)

    @property
    def disqualified(self) -> tuple[AdvisedTool, ...]:
        """The tools that something rules out."""
        return tuple(option for option in self.options if option.rank is None)

    @property
    def best(self) -> AdvisedTool | None:
        """The first choice, or None when every tool is ruled out."""
        return next(iter(self.ranked), None)

    def __str__(self) -> str:
        return "\n".join(line for line, _ in self.lines())

    def lines(self) -> Iterator[tuple[str, str]]:
        """Yield the text line by line, each with what it is, such as `title`, `reason` or `caution`."""
        yield self._headline(), "title" if self.best is not None else "failure"
        yield f"because {self.because}", ""
        for option in self.ranked:
            yield "", ""
            yield f"{option.rank}. {option.name}", "heading"
            yield from ((f"   + {point}", "reason") for point in option.reasons)
            yield from ((f"   - {point}", "caution") for point in option.cautions)
            yield f"   needs {_needs(option)}", "needs"
        if self.disqualified:
            yield "", ""
            yield "Ruled out", "heading"
            for option in self.disqualified:
                yield f"   {option.name}", ""
                yield from ((f"      {point.text} [{point.source}]", "disqualifier") for point in option.disqualifiers)
        if self.open_questions:
            yield "", ""
            yield "Not known", "heading"
            yield from ((f"   {question}", "") for question in self.open_questions)

    def to_markdown(self) -> str:
        """Return it as Markdown, for a design document."""
        paragraphs = [f"### {self._headline()}", f"Because {self.because}."]
        if self.ranked:
            rows = (
                f"| {option.rank} | {option.name} | {_cell(option.reasons)} | {_cell(option.cautions)} "
                f"| {escaped(_needs(option))} |"
                for option in self.ranked
            )
            paragraphs.append("| rank | tool | for | against | needs |\n|---|---|---|---|---|\n" + "\n".join(rows))
        if self.disqualified:
            rows = (f"| {option.name} | {_cell(option.disqualifiers, sources=True)} |" for option in self.disqualified)
            paragraphs.append("| ruled out | because |\n|---|---|\n" + "\n".join(rows))
        if self.open_questions:
            paragraphs.append("Not known:\n\n" + "\n".join(f"- {escaped(str(each))}" for each in self.open_questions))
        return "\n\n".join(paragraphs) + "\n"

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON-compatible data."""
        return {
            "situation": self.situation.to_dict(),
            "rule": self.rule,
            "because": self.because,
            "options": [option.to_dict() for option in self.options],
            "open_questions": [question.to_dict() for question in self.open_questions],
        }

    def _headline(self) -> str:
        engines = facts.tools()["engines"]
        source, target = (engines[each] for each in (self.situation.source_engine, self.situation.target_engine))
        best = self.best.name if self.best is not None else "no tool alone"
        return f"{source['display']} to {target['display']}: {best}"


def _needs(option: AdvisedTool) -> str:
    types = f" ({', '.join(option.resource_types)})" if option.resource_types else ""
    return f"{option.needs}{types}"


def _cell(points: tuple[AdvicePoint, ...], *, sources: bool = False) -> str:
    return "<br>".join(f"{escaped(str(point))}{f' [{point.source}]' if sources else ''}" for point in points)

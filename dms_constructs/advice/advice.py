"""What is advised, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from dms_constructs.advice._report import as_dict, as_markdown, as_text
from dms_constructs.advice.situation import Situation

__all__ = ["Advice", "AdvicePoint", "AdvisedTool", "OpenQuestion"]


@dataclass(frozen=True, slots=True, kw_only=True)
class AdvicePoint:
    """
    One thing that speaks for or against a tool.

    Attributes:
        text: What it is.
        source: The page that says so, or `ours`.
        verified: Whether the source was read; what is ours never is.
    """

    text: str
    source: str
    verified: bool

    @property
    def is_ours(self) -> bool:
        """Whether it is a judgement of this library's, and can be contested."""
        return self.source == "ours"

    def __str__(self) -> str:
        return f"{self.text}{'' if self.verified else ' (ours)' if self.is_ours else ' (not confirmed)'}"


@dataclass(frozen=True, slots=True, kw_only=True)
class AdvisedTool:
    """
    A tool, with what speaks for and against it.

    Attributes:
        tool: Its id, for example `dms-task`; `facts/tools.json` has them.
        name: Its name in words.
        rank: 1 for the one to look at first, and so on; None when something rules it out.
        reasons: What speaks for it.
        cautions: What speaks against it and can be lived with.
        disqualifiers: What rules it out.
        needs: What it takes on AWS and in the databases.
        resource_types: The CloudFormation types that it takes.
    """

    tool: str
    name: str
    rank: int | None
    reasons: tuple[AdvicePoint, ...]
    cautions: tuple[AdvicePoint, ...]
    disqualifiers: tuple[AdvicePoint, ...]
    needs: str
    resource_types: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenQuestion:
    """
    A fact that is not known, and what it would settle.

    Attributes:
        fact: The argument of `advise` that it is.
        question: The same as a question.
        may_rule_out: The names of the ranked tools that it may rule out.
        may_put_first: The names of the tools that it may put first, in place of the one that is.
    """

    fact: str
    question: str
    may_rule_out: tuple[str, ...]
    may_put_first: tuple[str, ...]

    def __str__(self) -> str:
        effects = []
        if self.may_put_first:
            effects.append(f"may put first {', '.join(self.may_put_first)}")
        if self.may_rule_out:
            effects.append(f"may rule out {', '.join(self.may_rule_out)}")
        return f"{self.fact}: {self.question} It {' and '.join(effects)}"


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
        because: That rule in words, or why there is none.
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
        return as_text(self)

    def to_markdown(self) -> str:
        """Return it as Markdown, for a design document."""
        return as_markdown(self)

    def to_dict(self) -> dict[str, Any]:
        """Return it as values of JSON."""
        return as_dict(self)

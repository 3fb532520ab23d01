"""The parts of an advice: what speaks for or against a tool, the tool, and what is not known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

__all__ = ["AdvicePoint", "AdvisedTool", "OpenQuestion"]


@dataclass(frozen=True, slots=True, kw_only=True)
class AdvicePoint:
    """
    One thing that speaks for or against a tool.

    Attributes:
        text: What it is.
        source: The page that says so, or `ours`.
        verified: Whether the source was read; this library's own judgement never counts as verified.
    """

    text: str
    source: str
    verified: bool

    @property
    def is_ours(self) -> bool:
        """Whether it is this library's own judgement, which can be contested."""
        return self.source == "ours"

    def __str__(self) -> str:
        return f"{self.text}{'' if self.verified else ' (ours)' if self.is_ours else ' (not confirmed)'}"

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON-compatible data."""
        return {"text": self.text, "source": self.source, "verified": self.verified}


@dataclass(frozen=True, slots=True, kw_only=True)
class AdvisedTool:
    """
    A tool, with what speaks for and against it.

    Attributes:
        tool: Its id, for example `dms-task`; `facts/tools.json` has them.
        name: Its name in words.
        rank: 1 for the first choice, and so on; None when something rules it out.
        reasons: What speaks for it.
        cautions: What speaks against it but does not rule it out.
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

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON-compatible data."""
        return {
            "tool": self.tool,
            "name": self.name,
            "rank": self.rank,
            "reasons": [point.to_dict() for point in self.reasons],
            "cautions": [point.to_dict() for point in self.cautions],
            "disqualifiers": [point.to_dict() for point in self.disqualifiers],
            "needs": self.needs,
            "resource_types": list(self.resource_types),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenQuestion:
    """
    A fact that is not known, and what it would decide.

    Attributes:
        fact: The argument of `advise` that gives it.
        question: The same as a question.
        may_rule_out: The names of the ranked tools that it may rule out.
        may_put_first: The names of the tools that it may put first instead.
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

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON-compatible data."""
        return {
            "fact": self.fact,
            "question": self.question,
            "may_rule_out": list(self.may_rule_out),
            "may_put_first": list(self.may_put_first),
        }

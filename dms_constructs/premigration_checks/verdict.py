"""What came of one check of AWS's premigration assessment."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from dms_constructs import facts

__all__ = ["PASSED", "PremigrationCheck", "PremigrationVerdict", "Said", "flaw", "lacking", "not_applicable"]


class PremigrationVerdict(enum.Enum):
    """What came of a check."""

    PASSED = "passed"
    """Nothing of what it looks at is there."""
    FAILED = "failed"
    """The task would fail, or rows or values would be lost."""
    WARNING = "warning"
    """AWS would point at something that is to be known or decided."""
    NOT_APPLICABLE = "not applicable"
    """The task does nothing that it looks at."""
    UNDECIDED = "can't be decided here"
    """What decides it is not known here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PremigrationCheck:
    """
    One check of AWS's premigration assessment, and what came of it.

    Made by `premigration`.

    Attributes:
        key: AWS's name of it, as `StartReplicationTaskAssessmentRun` takes it.
        looks_at: What it looks at, in our words.
        verdict: What came of it.
        reason: Why; empty where it passed.
        fix: What to do, where it failed or warns.
        needs: What would decide it, where that is not known: names such as `target_catalog`; `wanted` has the words.
            All of it is needed, but `construct` and `live_server` are two ways to know the same.
        source: The page of AWS's guide that lists it.
    """

    key: str
    looks_at: str
    verdict: PremigrationVerdict
    reason: str = ""
    fix: str = ""
    needs: tuple[str, ...] = ()
    source: str = ""

    @property
    def wanted(self) -> tuple[str, ...]:
        """What would decide it, in words."""
        words: Mapping[str, str] = facts.premigration()["needs"]
        return tuple(words[need] for need in self.needs)

    def _listed(self) -> str:
        """Return what would decide it: all of it, but for a database of which a construct or a server tells."""
        if _EITHER.issuperset(self.needs):
            return " or ".join(self.wanted)
        *most, last = self.wanted
        return f"{', '.join(most)} and {last}" if most else last

    def as_dict(self) -> dict[str, Any]:
        """Return it as JSON-compatible data; what is empty is left out."""
        parts = {
            "key": self.key,
            "verdict": self.verdict.value,
            "looks_at": self.looks_at,
            "reason": self.reason,
            "fix": self.fix,
            "needs": list(self.needs),
            "source": self.source,
        }
        return {name: part for name, part in parts.items() if part}

    def __str__(self) -> str:
        """Return the check in a line: its key, and why or what it looks at."""
        if self.verdict is PremigrationVerdict.UNDECIDED:
            return f"{self.key}: {self.looks_at}; {self._listed()} would decide it"
        if self.verdict is PremigrationVerdict.PASSED:
            return f"{self.key}: {self.looks_at}"
        return f"{self.key}: {self.reason}; {self.fix}" if self.fix else f"{self.key}: {self.reason}"


_EITHER = {"construct", "live_server"}


class Said(NamedTuple):
    """What a decider says: a verdict, None for the one that the facts give a flaw."""

    verdict: PremigrationVerdict | None
    reason: str = ""
    fix: str = ""
    needs: tuple[str, ...] = ()


PASSED = Said(PremigrationVerdict.PASSED)


def flaw(reason: str, fix: str, verdict: PremigrationVerdict | None = None) -> Said:
    """Return that something is there which the check looks for."""
    return Said(verdict, reason, fix)


def lacking(*needs: str) -> Said:
    """Return that it can't be decided without these."""
    return Said(PremigrationVerdict.UNDECIDED, needs=needs)


def not_applicable(reason: str) -> Said:
    """Return that the task does nothing that the check looks at."""
    return Said(PremigrationVerdict.NOT_APPLICABLE, reason)

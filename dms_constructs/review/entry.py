"""What a review says: one entry for each thing that changes, gathered by resource."""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from dms_constructs.review.words import change_s, counted

__all__ = ["Consent", "Downtime", "Entry", "ResourceReview", "Review", "Severity", "worst_first"]


class Severity(str, enum.Enum):
    """How much an entry matters; the first is the worst."""

    LOSES = "loses"
    """Something is gone for good: data, a checkpoint, statistics."""
    BREAKS = "breaks"
    """The deployment fails, or what runs stops working."""
    RELOADS = "reloads"
    """Tables are loaded, or loaded again."""
    STOPS = "stops"
    """Replication stands still for a while, and catches up."""
    WEAKENS = "weakens"
    """Less is protected or watched: access is wider, TLS weaker, an alarm is gone."""
    COSTS = "costs"
    """It costs more."""
    NOTE = "note"
    """Good to know."""

    @property
    def rank(self) -> int:
        """Its place among all, 0 for the worst."""
        return list(Severity).index(self)

    def counted(self, number: int) -> str:
        """Return how many entries have it, in words."""
        one, many = _COUNTED[self]
        return f"{number} {one if number == 1 else many}"


_COUNTED = {
    Severity.LOSES: ("loss", "losses"),
    Severity.BREAKS: ("failure", "failures"),
    Severity.RELOADS: ("reload", "reloads"),
    Severity.STOPS: ("stop", "stops"),
    Severity.WEAKENS: ("weaker protection", "weaker protections"),
    Severity.COSTS: ("cost", "costs"),
    Severity.NOTE: ("note", "notes"),
}


class Downtime(str, enum.Enum):
    """How long changes of the source do not reach the target; the last is the worst."""

    NONE = "none"
    PAUSE = "pause"
    RELOAD = "reload"
    NEW = "new start"
    END = "for good"

    @property
    def means(self) -> str:
        """The same as a sentence."""
        return _DOWNTIMES[self]


_DOWNTIMES = {
    Downtime.NONE: "nothing stops",
    Downtime.PAUSE: "replication pauses for minutes, then catches up",
    Downtime.RELOAD: "the tables that are loaded are not complete until the load is over",
    Downtime.NEW: "replication starts anew",
    Downtime.END: "replication ends",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """
    One thing that changes.

    Attributes:
        severity: How much it matters.
        what: What changes.
        means: What CloudFormation and DMS do with it, and what follows.
        fix: What to write or do instead, where there is something better.
        tables: The tables of the source that it is about, where it is about tables.
    """

    severity: Severity
    what: str
    means: str = ""
    fix: str = field(default="", kw_only=True)
    tables: tuple[str, ...] = field(default=(), kw_only=True)

    def __str__(self) -> str:
        text = f"{self.what}: {self.means}" if self.means else self.what
        return f"{text}; {self.fix}" if self.fix else text

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON-compatible data; what is empty is left out."""
        parts = {"what": self.what, "means": self.means, "fix": self.fix, "tables": list(self.tables)}
        return {"severity": self.severity.value, **{name: each for name, each in parts.items() if each}}


@dataclass(frozen=True, slots=True)
class Consent:
    """
    The consent that a change of a task needs.

    Attributes:
        digest: What `dms.Allow` takes for this change.
        given: Whether the new template gives it.
    """

    digest: str
    given: bool

    @property
    def code(self) -> str:
        """The argument that gives it."""
        return f'allow=dms.Allow("{self.digest}")'


@dataclass(frozen=True, slots=True, kw_only=True)
class ResourceReview:
    """
    What changes for one resource.

    Attributes:
        name: Its logical id, after the stack and those of nested stacks.
        title: What it is, in a line.
        type: Its type in CloudFormation.
        change: What becomes of it: `added`, `removed`, `changed`, `replaced`, `renamed` or `affected`, where only what
            it uses changes.
        entries: What changes, the worst first.
        downtime: How long changes of the source don't reach the target; None for what is not a task.
        consent: The consent that it needs, if any.
        states: What the deployment does, by the state in which it finds the task, if known.
    """

    name: str
    title: str
    type: str
    change: str
    entries: tuple[Entry, ...]
    downtime: Downtime | None = None
    consent: Consent | None = None
    states: Mapping[str, str] = field(default_factory=dict)

    @property
    def severity(self) -> Severity:
        """The worst of its entries."""
        return min((each.severity for each in self.entries), key=lambda each: each.rank, default=Severity.NOTE)

    def to_dict(self, *, states: bool = True) -> dict[str, Any]:
        """Return it as JSON-compatible data, with what happens in each state if wanted."""
        form: dict[str, Any] = {
            "resource": self.name,
            "title": self.title,
            "type": self.type,
            "change": self.change,
            "severity": self.severity.value,
        }
        if self.downtime is not None:
            form["downtime"] = self.downtime.value
        if self.consent is not None:
            form["consent"] = {"digest": self.consent.digest, "given": self.consent.given}
        if self.states and states:
            form["states"] = dict(self.states)
        return form | {"entries": [each.to_dict() for each in self.entries]}


@dataclass(frozen=True, slots=True)
class Review:
    """
    What a change does.

    Attributes:
        resources: What changes, by resource, in the order of the templates: tasks first.
        remarks: What was not looked at, and why.
    """

    resources: tuple[ResourceReview, ...]
    remarks: tuple[str, ...] = ()

    @property
    def severity(self) -> Severity | None:
        """The worst of all entries; None where nothing changes."""
        found = [each.severity for each in self.resources]
        return min(found, key=lambda each: each.rank) if found else None

    def fails(self, at: Severity) -> bool:
        """Whether something is as bad as this or worse, and nobody has consented to it."""
        return any(
            entry.severity.rank <= at.rank
            for each in self.resources
            for entry in each.entries
            if each.consent is None or not each.consent.given
        )

    def summary(self) -> str:
        """Say in one line what changes."""
        if not self.resources:
            return "nothing changes for migrations"
        counts = [
            (sum(entry.severity is severity for each in self.resources for entry in each.entries), severity)
            for severity in Severity
        ]
        listed = ", ".join(severity.counted(count) for count, severity in counts if count)
        number = len(self.resources)
        return f"{counted(number, 'resource')} of migrations {change_s(number)}: {listed}"

    def to_dict(self, *, states: bool = True) -> dict[str, Any]:
        """Return it as JSON-compatible data, with what happens in each state of a task if wanted."""
        return {
            "format": 1,
            "severity": self.severity.value if self.severity is not None else None,
            "resources": [each.to_dict(states=states) for each in self.resources],
            "remarks": list(self.remarks),
        }


def worst_first(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """Return entries by severity, and those of one severity as they came."""
    return tuple(sorted(entries, key=lambda each: each.severity.rank))

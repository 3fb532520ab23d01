"""What a check of a server looks at, and what it says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple, Protocol

from dms_constructs import facts
from dms_constructs.databases.server_facts import ParameterOrigin, ServerFacts
from dms_constructs.endpoint_facts import EndpointFacts
from dms_constructs.errors import ConfigurationError, Finding
from dms_constructs.migration_type import MigrationType
from dms_constructs.readiness.fixes import with_parameters

__all__ = ["PASSED", "UNKNOWN", "Judgement", "Need", "Plan", "Situation", "has", "notable", "note", "wrong"]


class Plan(Protocol):
    """The parts of a `TaskPlan` that matter to the servers of both ends."""

    @property
    def source(self) -> EndpointFacts:
        """What is known of its source."""

    @property
    def target(self) -> EndpointFacts:
        """What is known of its target."""

    @property
    def migration_type(self) -> MigrationType | None:
        """What it moves."""

    @property
    def engine_version(self) -> str | None:
        """The DMS version that runs it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """What the checks of servers look at."""

    source: EndpointFacts
    target: EndpointFacts
    migration_type: MigrationType | None
    dms_version: str | None = None

    @classmethod
    def of(cls, plan: Plan) -> Situation:
        """Return that of a plan."""
        return cls(
            source=plan.source,
            target=plan.target,
            migration_type=plan.migration_type,
            dms_version=plan.engine_version,
        )

    @property
    def has_changes(self) -> bool:
        """Whether changes are surely replicated."""
        return self.migration_type is not None and self.migration_type.has_cdc

    @property
    def has_load(self) -> bool:
        """Whether tables are surely loaded."""
        return self.migration_type is not None and self.migration_type is not MigrationType.CDC


class Judgement(NamedTuple):
    """What a check says."""

    holds: bool | None
    """Whether the server is as DMS needs it; None where that is not known."""
    told: ConfigurationError | Finding | None = None
    """What to tell of it; None for what only AWS's assessment points at."""
    reason: str = ""
    """Why it does not hold, where nothing is told."""
    fix: str = ""
    """What to do then."""


PASSED = Judgement(holds=True)
UNKNOWN = Judgement(holds=None)


def wrong(told: ConfigurationError | Finding) -> Judgement:
    """Return that something is wrong that everybody is told."""
    return Judgement(holds=False, told=told)


def note(finding: str, message: str, fix: str) -> Judgement:
    """Return that something deploys but may surprise."""
    return wrong(Finding(finding, message, str(facts.code(finding)["source"]), fix=fix))


def notable(reason: str, fix: str) -> Judgement:
    """Return that AWS's assessment would point at something that need not be changed."""
    return Judgement(holds=False, reason=reason, fix=fix)


class Need(NamedTuple):
    """A parameter that DMS needs to have one of some values."""

    name: str
    accepted: frozenset[str]
    """The values that will do, in capitals."""
    wanted: str
    """What to write."""
    why: str
    """What follows from another value, after `so`."""
    code: str
    """The error for a value that surely won't do."""
    is_for_changes: bool = True
    """Whether it is one of what DMS needs to read changes."""
    finding: str = ""
    """The finding for a default that probably won't; nothing where what is known of the default is certain."""

    def judge(self, server: ServerFacts | None) -> Judgement:
        """Say whether a server has it."""
        if server is None:
            return UNKNOWN
        given = server.parameter(self.name)
        if given.value is None:
            return UNKNOWN
        if given.value.strip().upper() in self.accepted:
            return PASSED if given.is_certain else UNKNOWN
        said = f"{has(server, self.name)}, so {self.why}"
        fix = with_parameters(server, {self.name: self.wanted}, for_changes=self.is_for_changes)
        if self.finding and not given.is_certain:
            return note(self.finding, said, fix)
        return wrong(ConfigurationError(self.code, f"{said}; {fix}"))


def has(server: ServerFacts, name: str) -> str:
    """Say what a parameter of a server is, and how sure that is."""
    given = server.parameter(name)
    said = f"{server.name} has {name}={given.value!r}"
    if given.origin is not ParameterOrigin.DEFAULT:
        return said
    return f"{said} by default" if given.is_certain else f"{said}, the default as far as AWS's guides tell"

"""What a target's parameters should be while DMS fills it, and while it serves applications."""

from __future__ import annotations

from dataclasses import dataclass

from dms_constructs import facts
from dms_constructs.databases.families import Family
from dms_constructs.databases.parameter_facts import ParameterLevel
from dms_constructs.databases.phase import TargetPhase

__all__ = ["PhaseParameter", "phase_parameter_reasons", "phase_parameters"]


@dataclass(frozen=True, slots=True)
class PhaseParameter:
    """
    A parameter that a phase sets, and why.

    Attributes:
        name: Its name.
        level: Which group it is set in.
        value: Its value.
        why: Why it has that value.
        source: Where that is from.
    """

    name: str
    level: ParameterLevel
    value: str
    why: str
    source: str


def phase_parameter_reasons(
    family: Family | str, phase: TargetPhase, *, serverless: bool
) -> tuple[PhaseParameter, ...]:
    """
    Return what a target's parameters should be in a phase, each with its reason.

    Args:
        family: The family, or RDS's name of it; it has something for Aurora only.
        phase: What the target is for at the moment.
        serverless: Whether its instances are serverless: Aurora then derives what depends on their memory.

    Raises:
        ConfigurationError: `DMS-F001`, for what is not the name of a family.
    """
    family = Family.read(family) if isinstance(family, str) else family
    of_engine = facts.databases()["phases"].get(family.rds_engine, {})
    return tuple(
        PhaseParameter(name, ParameterLevel(record["level"]), value, record["why"], record["source"])
        for name, record in of_engine.items()
        if (value := record[phase.value]) is not None and (record.get("serverless", True) or not serverless)
    )


def phase_parameters(
    family: Family | str, phase: TargetPhase, *, serverless: bool
) -> dict[ParameterLevel, dict[str, str]]:
    """
    Return what a target's parameters should be in a phase, by the group that each is set in.

    Args:
        family: The family, or RDS's name of it; it has something for Aurora only.
        phase: What the target is for at the moment.
        serverless: Whether its instances are serverless: Aurora then derives what depends on their memory.

    Raises:
        ConfigurationError: `DMS-F001`, for what is not the name of a family.
    """
    every = phase_parameter_reasons(family, phase, serverless=serverless)
    return {level: {each.name: each.value for each in every if each.level is level} for level in ParameterLevel}

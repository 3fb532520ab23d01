"""What the service filled in, in settings that were read back."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from dms_constructs import facts
from dms_constructs.errors import Finding
from dms_constructs.task_plan import TaskPlan

if TYPE_CHECKING:
    # The commands about mappings do without.
    from dms_constructs.settings import TaskSettings

__all__ = ["findings"]

# These say to remove a setting, which can't be done with what the service filled in.
_REMOVABLE = {"settings.noEffectForMigrationType", "settings.noEffectForEngine", "settings.noEffectWithBatchApply"}


def findings(plan: TaskPlan, settings: TaskSettings) -> tuple[Finding, ...]:
    """Return the findings about the settings of a plan that were read back."""
    chosen = dataclasses.replace(plan, task_settings=_chosen(settings)).settings_findings
    removable = {each.id: each for each in chosen if each.id in _REMOVABLE}
    found = (removable.get(each.id) if each.id in _REMOVABLE else each for each in plan.settings_findings)
    return tuple(each for each in found if each is not None)


def _chosen(settings: TaskSettings) -> TaskSettings:
    """Return what somebody chose, as far as values tell."""
    filled_in = type(settings).from_dict(facts.recorded_task_settings()["settings"])
    return type(settings).from_dict(_without(settings.to_dict(), filled_in.to_dict()))


def _without(document: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    """Return what of a document the other doesn't say too."""
    return {
        name: _without(value, other[name]) if isinstance(value, dict) and isinstance(other.get(name), dict) else value
        for name, value in document.items()
        if value != other.get(name)
    }

"""What changes in the settings of a task, by what they mean, and what follows."""

from __future__ import annotations

import json
from typing import Any

from dms_constructs import facts
from dms_constructs.review.entry import Entry, Severity
from dms_constructs.review.mapping_changes import Documents
from dms_constructs.settings import SettingDifference, TaskSettings

__all__ = ["of_settings"]

_SEVERITIES = "Logging.LogComponents"
_OTHERS: dict[str, Any] = {"means": "it counts once the task runs again"}


def of_settings(old: TaskSettings, new: TaskSettings, *, loads: bool, is_serverless: bool) -> Documents:
    """Say which settings change, and what follows for what is on the target."""
    found = [(each, _known(each.key, is_serverless=is_serverless)) for each in old.differs_from(new)]
    needing = facts.life_cycle()["load_settings"]["settings"] if loads else {}
    return Documents(
        tuple(_entry(each, fact, reloads=each.key in needing) for each, fact in found),
        any(fact.get("at_rest", True) for _, fact in found),
        any(each.key in needing for each, _ in found),
    )


def _entry(difference: SettingDifference, fact: dict[str, Any], *, reloads: bool) -> Entry:
    value = _plain(difference.theirs)
    told, means = fact.get("severities", {}).get(value), fact.get("values", {}).get(value, fact["means"])
    if "smaller" in fact and _is_smaller(difference.theirs, difference.ours):
        told, means = "weakens", fact["smaller"]
    severities = [Severity(each) for each in (told, "reloads" if reloads else None, "note") if each is not None]
    what = f"{difference.key}: {_shown(difference.ours)} -> {_shown(difference.theirs)}"
    return Entry(min(severities, key=lambda each: each.rank), what, means)


def _is_smaller(value: Any, than: Any) -> bool:
    return isinstance(value, int) and isinstance(than, int) and value < than


def _known(key: str, *, is_serverless: bool) -> dict[str, Any]:
    if is_serverless and key == _SEVERITIES:
        return _OTHERS  # of these, DMS takes nothing at all while they run
    names = ((fact, name) for fact in facts.updates()["settings"] for name in fact["keys"])
    return next((fact for fact, name in names if key == name or (name[-1] == "." and key.startswith(name))), _OTHERS)


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _shown(value: Any) -> str:
    return "not set" if value is None else value if isinstance(value, str) and value else json.dumps(value)

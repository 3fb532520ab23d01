"""
What nobody outside AWS knows, as switches: whatever depends on it must be right under every setting.

Each is a variable of the server's environment, `LOCAL_CLOUD_` and its name, and can be set by the door while it runs.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping

__all__ = ["PREFIX", "SWITCHES", "on_change", "turn", "value"]

PREFIX = "LOCAL_CLOUD_"

SWITCHES: dict[str, tuple[str, ...]] = {
    # In which order a rollback sends resources back.
    "ROLLBACK_ORDER": ("dependencies-first", "dependents-first"),
    # Whether a custom resource whose update was successful and changed its physical ID is sent back too.
    "ROLLBACK_REVERTS": ("unchanged-ids", "all"),
    # What ListStackResources says of a replaced resource while a rollback cleans up.
    "ROLLBACK_LISTS": ("replacements", "predecessors"),
    # Which of several independent resources is begun first.
    "START_ORDER": ("usual", "reversed"),
    # Whether a changed MigrationType replaces a task.
    "MIGRATION_TYPE": ("replace", "in-place"),
    # Whether DMS's authorization sees the tags that CloudFormation gives to a resource.
    "SYSTEM_TAGS_IN_CONDITIONS": ("seen", "unseen"),
    # Whether a role's policy can be used right after it was made, or only ten seconds later.
    "YOUNG_ROLES": ("usable", "refused"),
}
"""Each with its settings, the default first."""

_set: dict[str, str] = {}
_listeners: list[Callable[[], None]] = []


def value(name: str) -> str:
    """Return how a switch is set."""
    return _set[name]


def on_change(listener: Callable[[], None]) -> None:
    """Call this now, and whenever a switch is set."""
    _listeners.append(listener)
    listener()


def turn(wanted: Mapping[str, str]) -> dict[str, str]:
    """Set switches, and return how all are set then."""
    _set.update({name: _checked(name, setting) for name, setting in wanted.items()})
    for listener in _listeners:
        listener()
    return dict(_set)


def _checked(name: str, wanted: str) -> str:
    if name not in SWITCHES or wanted not in SWITCHES[name]:
        known = "; ".join(f"{each}: {', '.join(settings)}" for each, settings in SWITCHES.items())
        raise ValueError(f"{name} can't be set to {wanted}; the switches are {known}")
    return wanted


_set.update({name: _checked(name, os.environ.get(PREFIX + name, first)) for name, (first, *_) in SWITCHES.items()})

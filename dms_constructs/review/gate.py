"""What the life cycle of a stack says of its tasks, in the properties of its custom resource `Custom::DmsGate`."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dms_constructs.review.resources import as_object

__all__ = ["Watched", "asset_of", "consent_digest", "watched"]

_GATE = "Custom::DmsGate"
_HASH = re.compile(r"\b[0-9a-f]{64}\b")
_SHOWN = 8


@dataclass(frozen=True)
class Watched:
    """
    A task that the life cycle watches.

    Attributes:
        logical_id: The logical id of its L1 construct.
        entry: What the template says of it.
    """

    logical_id: str
    entry: Mapping[str, Any]

    def text(self, name: str) -> str | None:
        """Return a part of it; None where it is not there, or known only at deployment."""
        found = self.entry.get(name)
        return found if isinstance(found, str) else None

    @property
    def start(self) -> str:
        """Its start policy."""
        return self.text("Start") or "not known"

    @property
    def reload(self) -> str:
        """Its reload policy."""
        return self.text("Reload") or "not known"

    @property
    def allow(self) -> str | None:
        """The consent that it has, if any."""
        return self.text("Allow")

    @property
    def asset(self) -> str | None:
        """The hash of the asset with the list of its tables; None where that was masked."""
        return asset_of(self.entry)


def watched(resources: Mapping[str, Any]) -> dict[str, Watched] | None:
    """Return the tasks that the life cycle of a template watches, by logical id; None where it has no life cycle."""
    gates = [each for each in map(as_object, resources.values()) if each.get("Type") == _GATE]
    if not gates:
        return None
    tasks = as_object(as_object(gates[0].get("Properties")).get("Tasks"))
    return {name: Watched(name, as_object(entry)) for name, entry in tasks.items()}


def asset_of(entry: Mapping[str, Any]) -> str | None:
    """Return the hash of the asset with the list of a task's tables."""
    found = _HASH.search(json.dumps(as_object(entry.get("Tables")).get("Key")))
    return found[0] if found else None


def consent_digest(old: Watched, new: Watched) -> str | None:
    """Return the digest of a change, which consent to it names; None where the templates don't say."""
    before, after = old.text("Fingerprint"), new.text("Fingerprint")
    return None if before is None or after is None else f"{before[:_SHOWN]}-{after[:_SHOWN]}"

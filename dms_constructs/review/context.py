"""What a review knows besides the resource that it looks at."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from dms_constructs.catalog import Catalog
from dms_constructs.review.differences import Change
from dms_constructs.review.gate import gate_of
from dms_constructs.review.prices import Prices
from dms_constructs.review.resources import references
from dms_constructs.review.task_properties import NAMES

__all__ = ["Asset", "Context", "Known", "Template"]

Asset = Callable[[str], Any]
"""Returns the JSON of an asset by its hash; None where it isn't there."""


def _no_asset(_hash: str) -> None:
    return None


@dataclass(frozen=True)
class Template:
    """
    A template of one side.

    Attributes:
        name: The stack, as a person calls it, after those that it is nested in; empty where there is only one.
        resources: Its resources.
        asset: Returns the JSON of an asset that was written beside it.
        outputs: Its outputs, by which other stacks refer to its resources.
        conditions: Its conditions, under which resources are there.
        within: The stack that it is nested in, if any.
    """

    name: str
    resources: Mapping[str, Any]
    asset: Asset = _no_asset
    outputs: Mapping[str, Any] = field(default_factory=dict)
    conditions: Mapping[str, Any] = field(default_factory=dict)
    within: Template | None = None

    @property
    def logical_id(self) -> str:
        """The logical id of a nested stack in the one that it is nested in."""
        return self.name.rpartition("/")[2]


@dataclass(frozen=True)
class Known:
    """
    What a person tells about the change besides the templates.

    Attributes:
        catalog: What the sources have.
        target_schema: The schema of tables that no rule puts elsewhere.
        prices: What instances cost.
    """

    catalog: Catalog | None = None
    target_schema: str | None = None
    prices: Prices | None = None


@dataclass
class Context:
    """
    Two templates of one stack, compared.

    Attributes:
        old: The one before.
        new: The one after.
        changes: All resources of both.
        known: What a person tells besides.
        remarks: What was not looked at, and why.
    """

    old: Template
    new: Template
    changes: list[Change]
    known: Known
    remarks: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.before = gate_of(self.old.resources)
        self.after = gate_of(self.new.resources)
        self._by_name = {each.resource.name: each for each in self.changes}

    def name_of(self, change: Change) -> str:
        """Return what a review calls a resource: its logical id, after its stack where there are several."""
        return f"{self.new.name}/{change.resource.name}" if self.new.name else change.resource.name

    def of(self, name: str) -> Change | None:
        """Return the change of a resource, by its logical id as it becomes."""
        return self._by_name.get(name)

    def used_by(self, change: Change) -> list[Change]:
        """Return the changes of what a resource refers to, and of what that refers to in turn, the nearest first."""
        found: dict[str, Change] = {}
        waiting = list(references(change.resource.given))
        for name in waiting:
            other = self.of(name)
            if other is not None and name not in found and other is not change:
                found[name] = other
                waiting += references(other.resource.given)
        return list(found.values())

    def tasks(self) -> Iterator[Change]:
        """Yield the tasks."""
        yield from (each for each in self.changes if each.type in NAMES)

    def tasks_on(self, change: Change) -> list[Change]:
        """Return the tasks that refer to a resource."""
        return [each for each in self.tasks() if change.resource.name in set(references(each.resource.given))]

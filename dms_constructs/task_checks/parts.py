"""The parts of a task that checks of it as a whole look at together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dms_constructs.cdc import CdcStart
from dms_constructs.endpoint_facts import EndpointFacts
from dms_constructs.mappings.rules.rule import Rule
from dms_constructs.migration_type import MigrationType

if TYPE_CHECKING:
    # Few tasks have these, and loading them takes as long as the rest.
    from dms_constructs.graph_mappings import GremlinMapping, R2rmlMapping
    from dms_constructs.mappings.evaluator.mapped_table import MappedTable

__all__ = ["TaskParts"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskParts:
    """
    What is known of a task; None is what is not known.

    Attributes:
        source: What is known of the endpoint that it reads.
        target: What is known of the endpoint that it writes.
        migration_type: What it moves.
        rules: Its table mappings.
        values: Its settings by their dotted names.
        tables: The tables that it moves, as they arrive.
        task_data: How rows become a graph.
        cdc_start: Where the task is told to start reading changes.
    """

    source: EndpointFacts
    target: EndpointFacts
    migration_type: MigrationType | None
    rules: Sequence[Rule] | None
    values: Mapping[str, Any] | None
    tables: Sequence[MappedTable] | None
    task_data: GremlinMapping | R2rmlMapping | None
    cdc_start: CdcStart | None = None

    @property
    def has_cdc(self) -> bool:
        """Whether it surely replicates changes."""
        return self.migration_type is not None and self.migration_type.has_cdc

"""Graph mappings: how rows become a graph in Neptune. To DMS they are the data of a task, `TaskData`."""

from __future__ import annotations

from dms_constructs.graph_mappings.gremlin import GremlinMapping
from dms_constructs.graph_mappings.gremlin_rules import (
    EdgeDefinition,
    GraphProperty,
    GremlinRule,
    VertexDefinition,
    VertexReference,
)
from dms_constructs.graph_mappings.r2rml import R2rmlMapping

__all__ = [
    "EdgeDefinition",
    "GraphProperty",
    "GremlinMapping",
    "GremlinRule",
    "R2rmlMapping",
    "VertexDefinition",
    "VertexReference",
]

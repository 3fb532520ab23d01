"""Property graphs: vertices and edges made of rows, to be asked with Gremlin or openCypher."""

from __future__ import annotations

import json
from collections.abc import Mapping

from dms_constructs.errors import ConfigurationError
from dms_constructs.graph_mappings._part import Part
from dms_constructs.graph_mappings.gremlin_rules import (
    EdgeDefinition,
    GraphProperty,
    GremlinRule,
    VertexDefinition,
    VertexReference,
    all_are,
)

__all__ = ["GremlinMapping"]


class GremlinMapping:
    """
    How rows become a property graph in Neptune: rules, each for a table.

    Source: the DMS User Guide, page CHAP_Target.Neptune, graph-mapping rules using Gremlin.

    Args:
        rules: The rules.

    Raises:
        ConfigurationError: `DMS-Y028` without rules, for something else than a rule, or for an edge to a vertex that no
            rule defines.
    """

    __slots__ = ("_rules",)

    def __init__(self, *rules: GremlinRule) -> None:
        if not rules:
            raise ConfigurationError(
                "DMS-Y028",
                "a GremlinMapping must have a rule; write dms.GremlinMapping(dms.GremlinRule(table='customers', "
                "vertices=[dms.VertexDefinition(definition_id='customer', id_template='{id}', label='customer')]))",
            )
        all_are("rules", rules, GremlinRule)
        known = {vertex.definition_id for rule in rules for vertex in rule.vertices}
        for edge in (edge for rule in rules for edge in rule.edges):
            for end in (edge.from_vertex, edge.to_vertex):
                if end.definition_id not in known:
                    names = ", ".join(sorted(map(repr, known)))
                    raise ConfigurationError(
                        "DMS-Y028",
                        f"the edge {edge.label!r} leads to or from the vertex {end.definition_id!r}, which no rule "
                        f"defines; {f'write one of {names}, or ' if names else ''}add a rule with "
                        f"vertices=[dms.VertexDefinition(definition_id={end.definition_id!r}, ...)]",
                        given=end.definition_id,
                    )
        self._rules = rules

    @property
    def rules(self) -> tuple[GremlinRule, ...]:
        """The rules."""
        return self._rules

    @property
    def tables(self) -> tuple[str, ...]:
        """The tables that it reads, each once."""
        return tuple(dict.fromkeys(rule.table for rule in self._rules))

    @property
    def columns(self) -> tuple[tuple[str, str], ...]:
        """The columns that its templates name, each once, with its table."""
        return tuple(dict.fromkeys((rule.table, column) for rule in self._rules for column in rule.columns))

    def to_json(self) -> str:
        """Return it as DMS reads it."""
        return json.dumps({"rules": [rule.to_dict(number) for number, rule in enumerate(self._rules, start=1)]})

    @classmethod
    def from_json(cls, text: str) -> GremlinMapping:
        """
        Read one as DMS reads it.

        Raises:
            ConfigurationError: `DMS-Y028` for a text that is not one.
        """
        try:
            document = json.loads(text)
        except (TypeError, ValueError) as error:
            raise ConfigurationError(
                "DMS-Y028", f"a graph mapping for Gremlin must be JSON ({error}); write {{'rules': [...]}} as JSON"
            ) from None
        rules = document.get("rules") if isinstance(document, Mapping) else None
        if not isinstance(rules, list):
            raise ConfigurationError(
                "DMS-Y028", "a graph mapping for Gremlin must be an object with a list, rules; write {'rules': [...]}"
            )
        return cls(*(_rule(Part(rule, f"rules[{number}]", _RULE)) for number, rule in enumerate(rules)))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, GremlinMapping) and self.to_json() == other.to_json()

    def __hash__(self) -> int:
        return hash(self.to_json())

    def __repr__(self) -> str:
        return f"<graph of {', '.join(self.tables)}>"


def _rule(part: Part) -> GremlinRule:
    return GremlinRule(
        table=part.text("table_name"),
        name=part.optional("rule_name"),
        vertices=tuple(
            VertexDefinition(
                definition_id=each.text("vertex_definition_id"),
                id_template=each.text("vertex_id_template"),
                label=each.optional("vertex_label"),
                properties=_properties(each, "vertex_properties"),
            )
            for each in part.parts("vertex_definitions", _VERTEX)
        ),
        edges=tuple(
            EdgeDefinition(
                label=each.part("edge_id_template", _EDGE_ID).text("label"),
                id_template=each.part("edge_id_template", _EDGE_ID).text("template"),
                from_vertex=_reference(each.part("from_vertex", _REFERENCE)),
                to_vertex=_reference(each.part("to_vertex", _REFERENCE)),
                properties=_properties(each, "edge_properties"),
            )
            for each in part.parts("edge_definitions", _EDGE)
        ),
    )


def _reference(part: Part) -> VertexReference:
    return VertexReference(part.text("vertex_definition_id"), part.text("vertex_id_template"))


def _properties(part: Part, name: str) -> tuple[GraphProperty, ...]:
    return tuple(
        GraphProperty(
            each.text("property_name"), each.text("property_value_template"), each.text("property_value_type")
        )
        for each in part.parts(name, _PROPERTY)
    )


# The members of the objects of a document.
_RULE = ("rule_id", "rule_name", "table_name", "vertex_definitions", "edge_definitions")
_VERTEX = ("vertex_id_template", "vertex_label", "vertex_definition_id", "vertex_properties")
_EDGE = ("from_vertex", "to_vertex", "edge_id_template", "edge_properties")
_EDGE_ID = ("label", "template")
_REFERENCE = ("vertex_id_template", "vertex_definition_id")
_PROPERTY = ("property_name", "property_value_template", "property_value_type")

"""Property graphs: vertices and edges made of rows, to be asked with Gremlin or openCypher."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dms_constructs._checks import is_a, not_blank, taken_as_is
from dms_constructs.errors import ConfigurationError, shown
from dms_constructs.graph_mappings._part import Part

__all__ = [
    "EdgeDefinition",
    "GraphProperty",
    "GremlinMapping",
    "GremlinRule",
    "VertexDefinition",
    "VertexReference",
]

_COLUMN = re.compile(r"\{([^{}]*)\}")


def _template(name: str, template: str, *, must_have_column: bool) -> None:
    """Raise unless this is a text with the names of columns in braces."""
    not_blank("DMS-Y028", name, template, f"{name}='{{id}}'")
    if taken_as_is(template):
        return
    columns = _COLUMN.findall(template)
    rest = _COLUMN.sub("", template)
    if "{" in rest or "}" in rest or not all(each.strip() for each in columns):
        raise ConfigurationError(
            "DMS-Y028",
            f"{name} must have names of columns in braces, such as '{{id}}', got {shown(template)}; close each brace, "
            "and name a column in it",
            given=template,
        )
    if must_have_column and not columns:
        raise ConfigurationError(
            "DMS-Y028",
            f"{name} must have a column in braces, or each row would be the same one, got {shown(template)}; write "
            f"{name}='{{{template.strip()}}}' if that is the name of a column",
            given=template,
        )


def _all_are(name: str, given: Sequence[Any], kind: type) -> tuple[Any, ...]:
    """Return values of a class as a tuple, which nobody can change later; refuse anything else."""
    if not isinstance(given, list | tuple):
        raise ConfigurationError(
            "DMS-Y028", f"{name} must be a list, got {shown(given)}; write {name}=[dms.{kind.__name__}(...)]"
        )
    for each in given:
        if each is None:
            raise ConfigurationError("DMS-Y028", f"{name} must not have None in it; remove it")
        is_a("DMS-Y028", name, each, kind, f"dms.{kind.__name__}(...)")
    return tuple(given)


@dataclass(frozen=True, slots=True)
class GraphProperty:
    """
    A property of a vertex or an edge.

    Args:
        name: Its name.
        value: Its value: a text with columns in braces, such as `{first_name} {last_name}`.
        type: Neptune's data type of it, such as `String`, `Int` or `Date`. Default: `String`.

    Raises:
        ConfigurationError: `DMS-Y028` for a name, a value or a type that is empty, or a brace that is not closed.
    """

    name: str
    value: str
    type: str = "String"

    def __post_init__(self) -> None:
        not_blank("DMS-Y028", "GraphProperty.name", self.name, "name='city'")
        _template("value", self.value, must_have_column=False)
        not_blank("DMS-Y028", "GraphProperty.type", self.type, "type='String'")

    def to_dict(self) -> dict[str, Any]:
        """Return it as DMS reads it."""
        return {
            "property_name": self.name,
            "property_value_template": self.value,
            "property_value_type": self.type,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class VertexDefinition:
    """
    A vertex for each row of a table, or more properties for vertices that another table makes.

    Args:
        definition_id: What edges call it; one table can have several.
        id_template: The id of the vertex in the graph, such as `customer_{id}`.
        label: Its label. Default: none, where another definition with the same ids makes the vertices.
        properties: Its properties. Default: none.

    Raises:
        ConfigurationError: `DMS-Y028` for a part that is empty or no template, or with neither label nor properties.
    """

    definition_id: str
    id_template: str
    label: str | None = None
    properties: Sequence[GraphProperty] = ()

    def __post_init__(self) -> None:
        not_blank("DMS-Y028", "definition_id", self.definition_id, "definition_id='customer'")
        _template("id_template", self.id_template, must_have_column=True)
        if self.label is not None:
            not_blank("DMS-Y028", "label", self.label, "label='customer'")
        object.__setattr__(self, "properties", _all_are("properties", self.properties, GraphProperty))
        if self.label is None and not self.properties:
            raise ConfigurationError(
                "DMS-Y028",
                f"the vertex {self.definition_id!r} has neither a label, which would make it, nor properties to "
                "add; give label='customer' or properties=[...]",
            )

    def to_dict(self) -> dict[str, Any]:
        """Return it as DMS reads it."""
        return {
            "vertex_id_template": self.id_template,
            **({"vertex_label": self.label} if self.label is not None else {}),
            "vertex_definition_id": self.definition_id,
            "vertex_properties": [each.to_dict() for each in self.properties],
        }


@dataclass(frozen=True, slots=True)
class VertexReference:
    """
    One end of an edge.

    Args:
        definition_id: What the vertex's definition is called.
        id_template: The id of the vertex, of columns of the edge's row, such as `customer_{customer_id}`.

    Raises:
        ConfigurationError: `DMS-Y028` for a part that is empty or no template.
    """

    definition_id: str
    id_template: str

    def __post_init__(self) -> None:
        not_blank("DMS-Y028", "definition_id", self.definition_id, "definition_id='customer'")
        _template("id_template", self.id_template, must_have_column=True)

    def to_dict(self) -> dict[str, Any]:
        """Return it as DMS reads it."""
        return {"vertex_id_template": self.id_template, "vertex_definition_id": self.definition_id}


@dataclass(frozen=True, slots=True, kw_only=True)
class EdgeDefinition:
    """
    An edge for each row of a table.

    Args:
        label: Its label.
        id_template: The id of the edge in the graph, such as `{order_id}_{customer_id}`.
        from_vertex: Where it starts.
        to_vertex: Where it ends.
        properties: Its properties. Default: none.

    Raises:
        ConfigurationError: `DMS-Y028` for a part that is empty, no template or of another kind.
    """

    label: str
    id_template: str
    from_vertex: VertexReference
    to_vertex: VertexReference
    properties: Sequence[GraphProperty] = ()

    def __post_init__(self) -> None:
        not_blank("DMS-Y028", "label", self.label, "label='orderedBy'")
        _template("id_template", self.id_template, must_have_column=True)
        for name, end in (("from_vertex", self.from_vertex), ("to_vertex", self.to_vertex)):
            if not isinstance(end, VertexReference):
                raise ConfigurationError(
                    "DMS-Y028",
                    f"{name} must be a VertexReference, got {shown(end)}; write "
                    f"{name}=dms.VertexReference('customer', 'customer_{{customer_id}}')",
                )
        object.__setattr__(self, "properties", _all_are("properties", self.properties, GraphProperty))

    def to_dict(self) -> dict[str, Any]:
        """Return it as DMS reads it."""
        return {
            "from_vertex": self.from_vertex.to_dict(),
            "to_vertex": self.to_vertex.to_dict(),
            "edge_id_template": {"label": self.label, "template": self.id_template},
            "edge_properties": [each.to_dict() for each in self.properties],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class GremlinRule:
    """
    What becomes of the rows of one table or view.

    Args:
        table: The table or view, without its schema.
        vertices: The vertices that each row makes. Default: none.
        edges: The edges that each row makes. Default: none.
        name: The rule's name. Default: what it makes, and of which table.

    Raises:
        ConfigurationError: `DMS-Y028` for a table that is empty, parts of another kind, or neither vertices nor edges.
    """

    table: str
    vertices: Sequence[VertexDefinition] = ()
    edges: Sequence[EdgeDefinition] = ()
    name: str | None = None

    def __post_init__(self) -> None:
        not_blank("DMS-Y028", "table", self.table, "table='customers'")
        object.__setattr__(self, "vertices", _all_are("vertices", self.vertices, VertexDefinition))
        object.__setattr__(self, "edges", _all_are("edges", self.edges, EdgeDefinition))
        if self.name is not None:
            not_blank("DMS-Y028", "name", self.name, "name='customers'")
        if not self.vertices and not self.edges:
            raise ConfigurationError(
                "DMS-Y028",
                f"the rule for {self.table!r} makes neither vertices nor edges; give it vertices=[...] or edges=[...]",
            )

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that its templates name, each once."""
        templates = []
        for vertex in self.vertices:
            templates += [vertex.id_template, *(each.value for each in vertex.properties)]
        for edge in self.edges:
            templates += [edge.id_template, edge.from_vertex.id_template, edge.to_vertex.id_template]
            templates += [each.value for each in edge.properties]
        found = (name.strip() for each in templates for name in _COLUMN.findall(str(each)))
        return tuple(dict.fromkeys(found))

    def to_dict(self, number: int) -> dict[str, Any]:
        """Return it as DMS reads it, with its number as its id."""
        made = "_and_".join(word for word, parts in (("vertices", self.vertices), ("edges", self.edges)) if parts)
        rule: dict[str, Any] = {
            "rule_id": str(number),
            "rule_name": self.name if self.name is not None else f"{made}_of_{self.table}",
            "table_name": self.table,
        }
        if self.vertices:
            rule["vertex_definitions"] = [each.to_dict() for each in self.vertices]
        if self.edges:
            rule["edge_definitions"] = [each.to_dict() for each in self.edges]
        return rule


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
        _all_are("rules", rules, GremlinRule)
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

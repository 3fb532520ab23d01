"""What becomes of the rows of a table in a property graph: vertices, edges, and their properties."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dms_constructs._checks import is_a, not_blank, taken_as_is
from dms_constructs.errors import ConfigurationError, shown

__all__ = [
    "EdgeDefinition",
    "GraphProperty",
    "GremlinRule",
    "VertexDefinition",
    "VertexReference",
    "all_are",
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


def all_are(name: str, given: Sequence[Any], kind: type) -> tuple[Any, ...]:
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
        object.__setattr__(self, "properties", all_are("properties", self.properties, GraphProperty))
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
        object.__setattr__(self, "properties", all_are("properties", self.properties, GraphProperty))

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
        object.__setattr__(self, "vertices", all_are("vertices", self.vertices, VertexDefinition))
        object.__setattr__(self, "edges", all_are("edges", self.edges, EdgeDefinition))
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

"""The tasks of a file: a table mappings document, or each task of a synthesized CloudFormation template."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from dms_constructs.catalog import Catalog
from dms_constructs.cli import documents, tokens
from dms_constructs.engine_name import EngineName
from dms_constructs.errors import is_unresolved
from dms_constructs.mappings import TableMappings
from dms_constructs.mappings.evaluation import Evaluation
from dms_constructs.migration_type import MigrationType

__all__ = ["KINDS", "UNKNOWN", "Task", "read"]

# The properties that say what it moves and how, by the kind of resource.
_PROPERTIES = {
    "AWS::DMS::ReplicationTask": ("MigrationType", "ReplicationTaskSettings"),
    "AWS::DMS::ReplicationConfig": ("ReplicationType", "ReplicationSettings"),
}
KINDS = tuple(_PROPERTIES)
UNKNOWN = "The table mappings are known only at deployment."


@dataclass(frozen=True)
class Task:
    """
    A task as far as a file tells of it.

    Attributes:
        name: Its logical id in the template, or None for a document of its own.
        path: Its path in the CDK app, where the template says.
        rules: What its table mappings are made of, text or what JSON says.
        known: Whether its table mappings are known before deployment.
        migration_type: What it moves, if known.
        source_engine: The engine of its source, if known.
        target_engine: The engine of its target, if known.
        target_schema: The target's schema for tables that no rule gives another, where its settings have one.
    """

    name: str | None
    rules: Any
    path: str | None = None
    known: bool = True
    migration_type: MigrationType | None = None
    source_engine: EngineName | None = None
    target_engine: EngineName | None = None
    target_schema: str | None = None

    def is_called(self, name: str) -> bool:
        """Whether it goes by a name; a document of its own goes by any."""
        return self.name is None or name in {self.name, self.path}

    def mappings(self) -> TableMappings:
        """Return its table mappings, or raise what is wrong with them."""
        if isinstance(self.rules, str):
            return TableMappings.from_json(self.rules)
        return TableMappings.from_dict(self.rules)

    def evaluate(self, catalog: Catalog, target_schema: str | None) -> Evaluation:
        """Say what its table mappings do to the tables of a catalog, or raise what is wrong with them."""
        return self.mappings().evaluate(
            catalog,
            target_schema=target_schema or self.target_schema,
            migration_type=self.migration_type,
            source_engine=self.source_engine,
            target_engine=self.target_engine,
        )

    @property
    def title(self) -> str:
        """What it is, in a line."""
        what = self.path or self.name or "table mappings"
        logical_id = f" ({self.name})" if self.path else ""
        moves = f": {self.migration_type.value}" if self.migration_type else ""
        engines = (self.source_engine, self.target_engine)
        known = [engine.value if engine else "?" for engine in engines] if any(engines) else []
        return f"{what}{logical_id}{moves}{', ' if moves and known else ': ' if known else ''}{' to '.join(known)}"

    def to_dict(self) -> dict[str, Any]:
        """Return what it is as JSON values."""
        return {
            "task": self.name,
            "path": self.path,
            "known": self.known,
            "migration_type": self.migration_type.value if self.migration_type else None,
            "source_engine": self.source_engine.value if self.source_engine else None,
            "target_engine": self.target_engine.value if self.target_engine else None,
        }


def read(name: str) -> tuple[Task, ...]:
    """Return the tasks of a file; a template may have none."""
    document = documents.read_json(name)
    if isinstance(document, dict) and isinstance(document.get("Resources"), dict):
        return tuple(_of_template(document["Resources"]))
    return (Task(None, document),)


def _of_template(resources: Mapping[str, Any]) -> Iterator[Task]:
    for name, resource in resources.items():
        kind = _object(resource).get("Type")
        if not isinstance(kind, str) or kind not in _PROPERTIES:
            continue
        migration_type, settings = _PROPERTIES[kind]
        properties = _object(resource.get("Properties"))
        rules = properties.get("TableMappings")
        document = _document(rules)
        path = _object(resource.get("Metadata")).get("aws:cdk:path")
        yield Task(
            name,
            document,
            # The last part is what the construct around it calls its L1 construct.
            path=path.removesuffix("/Resource").removesuffix("/Default") if isinstance(path, str) else None,
            known=rules is None or document is not None,
            migration_type=_migration_type(properties.get(migration_type)),
            source_engine=_engine(resources, properties.get("SourceEndpointArn")),
            target_engine=_engine(resources, properties.get("TargetEndpointArn")),
            target_schema=_target_schema(_document(properties.get(settings))),
        )


def _document(value: object) -> Any:
    """Return a document that a property holds, as text or as what JSON says; None where all of it is not known."""
    return tokens.text_of(value) if isinstance(value, str) or tokens.is_function(value) else tokens.value_of(value)


def _target_schema(settings: object) -> str | None:
    if isinstance(settings, str):
        try:
            settings = json.loads(settings)
        except ValueError:  # that its settings are wrong is not the subject here
            return None
    schema = _object(_object(settings).get("TargetMetadata")).get("TargetSchema")
    return schema if isinstance(schema, str) and schema and not is_unresolved(schema) else None


def _object(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _migration_type(value: object) -> MigrationType | None:
    return next((each for each in MigrationType if each.value == value), None)


def _engine(resources: Mapping[str, Any], arn: object) -> EngineName | None:
    reference = _object(arn).get("Ref")
    endpoint = _object(resources.get(reference)) if isinstance(reference, str) else {}
    name = _object(endpoint.get("Properties")).get("EngineName")
    return next((each for each in EngineName if each.value == name), None)

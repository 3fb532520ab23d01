"""A task of a template, provisioned or serverless: what its properties are called, and what they say."""

from __future__ import annotations

import functools
import json
from dataclasses import dataclass
from typing import Any

from dms_constructs.catalog import Catalog
from dms_constructs.endpoint_facts import EndpointFacts
from dms_constructs.engines import EndpointType, EngineName
from dms_constructs.errors import is_unresolved
from dms_constructs.mappings.evaluation import Evaluation
from dms_constructs.mappings.table_mappings import TableMappings
from dms_constructs.migration_type import MigrationType
from dms_constructs.review.resources import Resource, as_object
from dms_constructs.review.task_properties import NAMES, Names, document_of, endpoint_of, engine_of, migration_type_of
from dms_constructs.settings import TaskSettings
from dms_constructs.task_plan import TaskPlan

__all__ = ["TaskResource"]


@dataclass(frozen=True)
class TaskResource:
    """What a template says of a task."""

    resource: Resource

    @property
    def names(self) -> Names:
        """What its properties are called."""
        return NAMES[self.resource.type]

    @functools.cached_property
    def migration_type(self) -> MigrationType | None:
        """What it moves, if known."""
        return migration_type_of(self.resource.given.get(self.names.migration_type))

    @property
    def is_serverless(self) -> bool:
        """Whether it is a serverless replication."""
        return self.resource.type == "AWS::DMS::ReplicationConfig"

    @property
    def loads(self) -> bool:
        """Whether it may load tables, as far as is known."""
        return self.migration_type is not MigrationType.CDC

    @property
    def has_cdc(self) -> bool:
        """Whether it may replicate changes, as far as is known."""
        return self.migration_type is None or self.migration_type.has_cdc

    def endpoint(self, side: EndpointType) -> Resource | None:
        """Return its endpoint on a side, if the template has it."""
        return self.resource.referred(self.resource.given.get(f"{side.value.capitalize()}EndpointArn"))

    def engine(self, side: EndpointType) -> EngineName | None:
        """Return the engine of its endpoint on a side, if known."""
        return engine_of(self.resource.template, self.resource.given.get(f"{side.value.capitalize()}EndpointArn"))

    def _endpoint_facts(self, side: EndpointType) -> EndpointFacts:
        given = self.resource.given.get(f"{side.value.capitalize()}EndpointArn")
        return endpoint_of(self.resource.template, given, side)

    @property
    def settings_document(self) -> Any:
        """Its settings as text or as what JSON says; None where it has none, or all of them are not known."""
        return document_of(self.resource.given.get(self.names.settings))

    @property
    def mappings_document(self) -> Any:
        """Its table mappings in the same form."""
        return document_of(self.resource.given.get("TableMappings"))

    def settings(self) -> TaskSettings | None:
        """Return its settings, or raise what is wrong with them; None where they are not known."""
        given = self.settings_document
        if given is None:
            return None
        return TaskSettings.from_json(given) if isinstance(given, str) else TaskSettings.from_dict(given)

    def mappings(self) -> TableMappings | None:
        """Return its table mappings, or raise what is wrong with them; None where they are not known."""
        given = self.mappings_document
        if given is None:
            return None
        return TableMappings.from_json(given) if isinstance(given, str) else TableMappings.from_dict(given)

    def evaluate(self, catalog: Catalog, target_schema: str | None = None) -> Evaluation | None:
        """Say what its table mappings do to the tables of a catalog; None where they are not known."""
        plan = TaskPlan(
            migration_type=self.migration_type,
            source=self._endpoint_facts(EndpointType.SOURCE),
            target=self._endpoint_facts(EndpointType.TARGET),
            table_mappings=self.mappings(),
            task_settings=None,
            target_schema=target_schema or self.target_schema,
            source_catalog=catalog,
        )
        return plan.evaluation

    @property
    def target_schema(self) -> str | None:
        """The target's schema for tables that no rule gives another, where its settings have one."""
        schema = as_object(as_object(self._settings_as_json).get("TargetMetadata")).get("TargetSchema")
        return schema if isinstance(schema, str) and schema and not is_unresolved(schema) else None

    def setting(self, section: str, key: str) -> Any:
        """Return what its settings say of a key; None where they don't."""
        return as_object(as_object(self._settings_as_json).get(section)).get(key)

    @functools.cached_property
    def _settings_as_json(self) -> Any:
        given = self.settings_document
        if not isinstance(given, str):
            return given
        try:
            return json.loads(given)
        except ValueError:
            return None

"""A task as far as a file tells of it, or a document alone."""

from __future__ import annotations

import enum
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from dms_constructs import facts
from dms_constructs.catalog import Catalog
from dms_constructs.engines import EndpointType, EngineName
from dms_constructs.errors import ConfigurationError, is_unresolved
from dms_constructs.mappings.evaluation import Evaluation
from dms_constructs.mappings.table_mappings import TableMappings
from dms_constructs.migration_type import MigrationType
from dms_constructs.review.task_properties import endpoint_of, instance_of
from dms_constructs.task_plan import TaskPlan

if TYPE_CHECKING:
    # The commands about mappings do without.
    from dms_constructs.settings import TaskSettings

__all__ = ["Origin", "Subject", "Task"]


class Subject(str, enum.Enum):
    """What of a task a command is about; a document alone is this."""

    MAPPINGS = "table mappings"
    SETTINGS = "task settings"


class Origin(enum.Enum):
    """What kind of file tells of a task."""

    DOCUMENT = "a document"
    TEMPLATE = "a template"
    ANSWER = "an answer of the service"


@dataclass(frozen=True)
class Task:
    """
    A task as far as a file tells of it.

    Attributes:
        name: Its logical id in the template, after those of the stacks that it is nested in, or its identifier in an
            answer; None for a document alone.
        rules: What its table mappings are made of, text or what JSON says; None where they are missing or not known.
        path: Its path in the CDK app, where the template says.
        known: Whether what the command is about is known before deployment.
        migration_type: What it moves, if known.
        source_engine: The engine of its source, if known.
        target_engine: The engine of its target, if known.
        document: What its settings are made of, in the same form.
        subject: What the command is about.
        origin: What kind of file tells of it.
        more_names: What else it may be called by: its identifier, and the ARN that the service gave it.
        kind: Its type in CloudFormation.
        properties: What else the file tells of it, by the names that CloudFormation and the service share.
        resources: The resources of its template.
    """

    name: str | None
    rules: Any = None
    path: str | None = None
    known: bool = True
    migration_type: MigrationType | None = None
    source_engine: EngineName | None = None
    target_engine: EngineName | None = None
    document: Any = None
    subject: Subject = Subject.MAPPINGS
    origin: Origin = Origin.DOCUMENT
    more_names: tuple[str, ...] = ()
    kind: str = "AWS::DMS::ReplicationTask"
    properties: Mapping[str, Any] = field(default_factory=dict)
    resources: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_serverless(self) -> bool:
        """Whether it is a serverless replication."""
        return self.kind == "AWS::DMS::ReplicationConfig"

    @property
    def logical_id(self) -> str:
        """Its logical id in its own template, where it is of one."""
        return (self.name or "").rpartition("/")[2]

    @property
    def identifier(self) -> str | None:
        """What a template calls it in DMS, where it does."""
        return self.more_names[0] if self.origin is Origin.TEMPLATE and self.more_names else None

    def is_called(self, name: str) -> bool:
        """Whether this is one of its names; a document alone has any name."""
        return self.name is None or name in {self.name, self.path, *self.more_names}

    def mappings(self) -> TableMappings:
        """Return its table mappings, or raise what is wrong with them."""
        if isinstance(self.rules, str):
            return TableMappings.from_json(self.rules)
        return TableMappings.from_dict(self.rules)

    def settings(self) -> TaskSettings:
        """Return its settings, or raise what is wrong with them; a task without any has what the service gives it."""
        from dms_constructs.settings import TaskSettings  # noqa: PLC0415  # see above

        if isinstance(self.document, str):
            return TaskSettings.from_json(self.document)
        if not self.has_no_settings:
            return TaskSettings.from_dict(self.document)
        # What a serverless replication gets is not known.
        return TaskSettings.from_dict({} if self.is_serverless else facts.recorded_task_settings()["settings"])

    def settings_if_right(self) -> TaskSettings | None:
        """Return its settings for a command about something else; None where they are wrong, or not known."""
        if self.document is None:
            return None
        try:
            settings = self.settings()
        except ConfigurationError:
            return None
        # A schema that is known only at deployment can't be shown: the tables then keep theirs.
        return None if is_unresolved(settings.target_schema) else settings

    def plan(
        self,
        *,
        mappings: TableMappings | None = None,
        settings: TaskSettings | None = None,
        catalog: Catalog | None = None,
        target_catalog: Catalog | None = None,
        target_schema: str | None = None,
    ) -> TaskPlan:
        """
        Return it as a plan, with what was read of it.

        Args:
            mappings: Its table mappings, if a command is about them.
            settings: Its settings, likewise.
            catalog: What its source has.
            target_catalog: What its target has.
            target_schema: What a person says of the schema of tables that no rule gives another.
        """
        return TaskPlan(
            migration_type=self.migration_type,
            source=endpoint_of(self.resources, self.properties.get("SourceEndpointArn"), EndpointType.SOURCE),
            target=endpoint_of(self.resources, self.properties.get("TargetEndpointArn"), EndpointType.TARGET),
            table_mappings=mappings,
            task_settings=settings,
            target_schema=target_schema or self.target_schema,
            source_catalog=catalog,
            target_catalog=target_catalog,
            engine_version=version if isinstance(version := self.instance.get("EngineVersion"), str) else None,
        )

    @property
    def instance(self) -> Mapping[str, Any]:
        """The properties of the replication instance that it runs on; none where the template does not have it."""
        return instance_of(self.resources, self.properties.get("ReplicationInstanceArn"))

    def evaluate(self, catalog: Catalog, target_schema: str | None) -> Evaluation:
        """Say what its table mappings do to the tables of a catalog, or raise what is wrong with them."""
        return self.evaluated(catalog, target_schema)[1]

    def evaluated(self, catalog: Catalog, target_schema: str | None) -> tuple[TaskPlan, Evaluation]:
        """Return it as a plan, with what its table mappings do to the tables of a catalog; or raise what is wrong."""
        plan = self.plan(
            mappings=self.mappings(), settings=self.settings_if_right(), catalog=catalog, target_schema=target_schema
        )
        evaluation = plan.evaluation
        if evaluation is None:
            raise LookupError("a plan with mappings and a catalog has an evaluation")
        return plan, evaluation

    @property
    def has_no_settings(self) -> bool:
        """Whether it is a task without settings of its own."""
        return self.document is None and self.name is not None

    @property
    def is_read_back(self) -> bool:
        """Whether its settings are what the service returned, where DMS has filled in what was left out."""
        if self.origin is Origin.ANSWER or (self.has_no_settings and not self.is_serverless):
            return True
        # Only the service says where the logs are; in a template that was copied.
        return self.origin is Origin.DOCUMENT and "CloudWatchLogGroup" in _object(
            _object(self._document).get("Logging")
        )

    @property
    def _document(self) -> Any:
        """Its settings as what JSON says; None where they are wrong, which is not the subject here."""
        if not isinstance(self.document, str):
            return self.document
        try:
            return json.loads(self.document)
        except ValueError:
            return None

    @property
    def target_schema(self) -> str | None:
        """The target's schema for tables that no rule gives another, where its settings have one."""
        schema = _object(_object(self._document).get("TargetMetadata")).get("TargetSchema")
        return schema if isinstance(schema, str) and schema and not is_unresolved(schema) else None

    @property
    def unknown(self) -> str:
        """What to say of it when it is not known."""
        return f"The {self.subject.value} are known only at deployment."

    @property
    def title(self) -> str:
        """What it is, in a line."""
        what = self.path or self.name or self.subject.value
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


def _object(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}

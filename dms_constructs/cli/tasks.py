"""The tasks of a file: a document alone, each task of a CloudFormation template, or each that the service told of."""

from __future__ import annotations

import enum
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from dms_constructs import facts
from dms_constructs.catalog import Catalog
from dms_constructs.cli import documents, tokens
from dms_constructs.cli.trouble import Trouble
from dms_constructs.engines import EngineName
from dms_constructs.errors import is_unresolved
from dms_constructs.mappings import TableMappings
from dms_constructs.mappings.evaluation import Evaluation
from dms_constructs.migration_type import MigrationType

if TYPE_CHECKING:
    # The commands about mappings do without.
    from dms_constructs.settings import TaskSettings

__all__ = ["KINDS", "Origin", "Subject", "Task", "read"]


class _Names(NamedTuple):
    """What a kind of resource calls its properties, and the service what it tells of them."""

    answer: str
    identifier: str
    arn: str
    migration_type: str
    settings: str


_NAMES = {
    "AWS::DMS::ReplicationTask": _Names(
        answer="ReplicationTasks",
        identifier="ReplicationTaskIdentifier",
        arn="ReplicationTaskArn",
        migration_type="MigrationType",
        settings="ReplicationTaskSettings",
    ),
    "AWS::DMS::ReplicationConfig": _Names(
        answer="ReplicationConfigs",
        identifier="ReplicationConfigIdentifier",
        arn="ReplicationConfigArn",
        migration_type="ReplicationType",
        settings="ReplicationSettings",
    ),
}
KINDS = tuple(_NAMES)


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
        name: Its logical id in the template, or its identifier in an answer; None for a document alone.
        rules: What its table mappings are made of, text or what JSON says; None where they are missing or not known.
        path: Its path in the CDK app, where the template says.
        known: Whether what the command is about is known before deployment.
        migration_type: What it moves, if known.
        source_engine: The engine of its source, if known.
        target_engine: The engine of its target, if known.
        document: What its settings are made of, likewise.
        subject: What the command is about.
        origin: What kind of file tells of it.
        more_names: What else it may be called by: its identifier, and the ARN that the service gave it.
        is_serverless: Whether it is a serverless replication.
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
    is_serverless: bool = False

    def is_called(self, name: str) -> bool:
        """Whether it goes by a name; a document alone goes by any."""
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
    def has_no_settings(self) -> bool:
        """Whether it is a task whose settings are not said."""
        return self.document is None and self.name is not None

    @property
    def target_schema(self) -> str | None:
        """The target's schema for tables that no rule gives another, where its settings have one."""
        settings = self.document
        if isinstance(settings, str):
            try:
                settings = json.loads(settings)
            except ValueError:  # that its settings are wrong is not the subject here
                return None
        schema = _object(_object(settings).get("TargetMetadata")).get("TargetSchema")
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


def read(name: str, subject: Subject = Subject.MAPPINGS) -> tuple[Task, ...]:
    """Return the tasks of a file; a template or an answer may have none."""
    text = documents.read_text(name)
    document = documents.parse_json(text, name)
    shown = "stdin" if name == documents.STDIN else name
    if isinstance(document, dict):
        if isinstance(document.get("Resources"), dict):
            return tuple(_of_template(document["Resources"], subject))
        for names in _NAMES.values():
            if isinstance(document.get(names.answer), list):
                return tuple(_of_answer(document[names.answer], names, subject, shown))
    if subject is Subject.MAPPINGS:
        return (Task(None, document),)
    if isinstance(document, dict) and document:
        _refuse_other(document, shown)
    # The text tells more than what JSON says of it, such as a key that is there twice. The settings of an answer are
    # text inside JSON.
    return (Task(None, document=document if isinstance(document, str) else text, subject=subject),)


def _refuse_other(document: Mapping[str, Any], file: str) -> None:
    """Raise when nothing in the document is a setting: any object would do, with warnings about unknown keys."""
    from dms_constructs.settings._keys import keys  # noqa: PLC0415  # see above

    sections = {name.partition(".")[0].lower() for name in keys()}
    if sections.isdisjoint(str(name).lower() for name in document):
        raise Trouble(
            f"{file} has no task settings: AWS documents none of {', '.join(map(str, document))}"
            + ("; for table mappings there is dms-constructs mappings" if "rules" in document else "")
        )


def _of_template(resources: Mapping[str, Any], subject: Subject) -> Iterator[Task]:
    for name, resource in resources.items():
        kind = _object(resource).get("Type")
        if not isinstance(kind, str) or kind not in _NAMES:
            continue
        names = _NAMES[kind]
        properties = _object(resource.get("Properties"))
        given = properties.get("TableMappings" if subject is Subject.MAPPINGS else names.settings)
        rules, settings = (_document(properties.get(each)) for each in ("TableMappings", names.settings))
        path = _object(resource.get("Metadata")).get("aws:cdk:path")
        yield Task(
            name,
            rules,
            # The last part is what the construct around it calls its L1 construct.
            path=path.removesuffix("/Resource").removesuffix("/Default") if isinstance(path, str) else None,
            known=given is None or (rules if subject is Subject.MAPPINGS else settings) is not None,
            migration_type=_migration_type(properties.get(names.migration_type)),
            source_engine=_engine(resources, properties.get("SourceEndpointArn")),
            target_engine=_engine(resources, properties.get("TargetEndpointArn")),
            document=settings,
            subject=subject,
            origin=Origin.TEMPLATE,
            more_names=_texts(properties.get(names.identifier)),
            is_serverless=kind == "AWS::DMS::ReplicationConfig",
        )


def _of_answer(answer: list[Any], names: _Names, subject: Subject, file: str) -> Iterator[Task]:
    for position, task in enumerate(map(_object, answer), start=1):
        called = task.get(names.identifier)
        if not isinstance(called, str):
            called = f"task {position}"
        if subject is Subject.SETTINGS and task.get(names.settings) is None:
            raise Trouble(f"{file} has no settings of {called}; ask the service without --without-settings")
        yield Task(
            called,
            task.get("TableMappings"),
            migration_type=_migration_type(task.get(names.migration_type)),
            document=task.get(names.settings),
            subject=subject,
            origin=Origin.ANSWER,
            more_names=_texts(task.get(names.arn)),
        )


def _document(value: object) -> Any:
    """Return a document that a property holds, as text or as what JSON says; None where all of it is not known."""
    return tokens.text_of(value) if isinstance(value, str) or tokens.is_function(value) else tokens.value_of(value)


def _texts(*values: object) -> tuple[str, ...]:
    return tuple(value for value in values if isinstance(value, str))


def _object(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _migration_type(value: object) -> MigrationType | None:
    return next((each for each in MigrationType if each.value == value), None)


def _engine(resources: Mapping[str, Any], arn: object) -> EngineName | None:
    reference = _object(arn).get("Ref")
    endpoint = _object(resources.get(reference)) if isinstance(reference, str) else {}
    name = _object(endpoint.get("Properties")).get("EngineName")
    return next((each for each in EngineName if each.value == name), None)

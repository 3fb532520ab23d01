"""The tasks of a file: a document alone, each task of a CloudFormation template, or each that the service told of."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from dms_constructs.cli import documents, lookalikes, output, templates
from dms_constructs.cli.tasks import Origin, Subject, Task
from dms_constructs.cli.templates import Stack
from dms_constructs.cli.trouble import FolderGiven, Trouble
from dms_constructs.review.resources import as_object
from dms_constructs.review.task_properties import NAMES, document_of, engine_of, migration_type_of

__all__ = ["KINDS", "chosen", "read"]


KINDS = tuple(NAMES)
# What an answer has when the service had more to return.
_MORE = {"Marker", "NextToken"}
_WANTED = {
    Subject.MAPPINGS: 'give {"rules": [...]}, or a template or an answer of the service that has them',
    Subject.SETTINGS: 'give {"TargetMetadata": {...}, ...}, or a template or an answer of the service that has them',
}
_OF_ASSEMBLIES = ("manifest.json", "tree.json", ".assets.json")


def chosen(name: str, subject: Subject = Subject.MAPPINGS) -> tuple[Task, ...]:
    """Return the tasks of a file that is to have some."""
    found = read(name, subject)
    if found:
        return found
    shown = _shown(name)
    if name != documents.STDIN and _told(documents.parse_json(documents.read_text(name), name)) is not None:
        raise Trouble(
            f"{shown} has no task: the service returned none; check filters, region and profile of the aws command"
        )
    raise Trouble(f"{shown} has no DMS task: neither {' nor '.join(KINDS)}")


def read(name: str, subject: Subject = Subject.MAPPINGS) -> tuple[Task, ...]:
    """Return the tasks of a file; a template or an answer may have none."""
    try:
        text = documents.read_text(name)
    except FolderGiven as error:
        raise _of_folder(name, error) from None
    document = _unwrapped(documents.parse_json(text, name), name)
    shown = _shown(name)
    if isinstance(document, dict) and isinstance(document.get("Resources"), dict):
        file = None if name == documents.STDIN else Path(name)
        return tuple(
            task
            for stack in templates.stacks(document["Resources"], file, KINDS)
            for task in _of_template(stack, subject)
        )
    told = _told(document)
    if told is not None:
        if not _MORE.isdisjoint(as_object(document)):
            words = "the service had more to return; ask without --max-items and --no-paginate"
            output.note(f"{shown} has not all tasks: {words}", "yellow")
        return tuple(_of_answer(told, subject, shown))
    if isinstance(document, list) and document and all(_is_meant(each, subject) for each in document):
        names = [None] if len(document) == 1 else [f"document {number}" for number in range(1, len(document) + 1)]
        return tuple(_alone(each, called, subject) for each, called in zip(document, names, strict=True))
    says_nothing = subject is Subject.SETTINGS and _parsed(document) == {}
    if not _is_meant(document, subject) and not says_nothing:
        what = "a mapping" if subject is Subject.MAPPINGS else "task settings"
        words = f"{shown} is not {what}: {lookalikes.instead_of(_parsed(document), _WANTED[subject])}"
        beside = templates.of_folder(Path(name).parent) if Path(name).name.endswith(_OF_ASSEMBLIES) else []
        raise Trouble(words, given=name, instead=templates.having(beside, KINDS))
    if subject is Subject.SETTINGS and not isinstance(document, str):
        # The text tells more than what JSON says of it, such as a key that is there twice. The settings of an answer
        # are text inside JSON.
        return (_alone(text, None, subject),)
    return (_alone(document, None, subject),)


def _of_folder(name: str, error: FolderGiven) -> Trouble:
    found = templates.of_folder(Path(name))
    instead = templates.having(found, KINDS)
    if instead:
        return Trouble(f"{error}; give one of its templates", given=name, instead=instead)
    none = "none of its templates has a DMS task" if found else "has no template that cdk synth wrote"
    return Trouble(f"{error}, and {none}; give a file, or the folder that cdk synth wrote, such as cdk.out")


def _shown(name: str) -> str:
    return "stdin" if name == documents.STDIN else name


def _unwrapped(document: object, name: str) -> object:
    """Return the template in what `aws cloudformation get-template` returned, and anything else as it is."""
    body = as_object(document).get("TemplateBody")
    if isinstance(body, str):
        return documents.parse_json(body, name)
    return document if body is None else body


def _told(document: object) -> list[Any] | None:
    """Return what the service tells of tasks: all of an answer, one that was just made, or what --query left of it."""
    if isinstance(document, list):
        return document if document and all(map(_is_task, document)) else None
    for names in NAMES.values():
        tasks, task = (as_object(document).get(name) for name in (names.answer, names.answer.removesuffix("s")))
        if isinstance(tasks, list):
            return tasks
        if isinstance(task, dict):
            return [task]
    return [document] if _is_task(document) else None


def _alone(document: object, name: str | None, subject: Subject) -> Task:
    """Return a document as a task of which nothing else is known."""
    origin = Origin.DOCUMENT if name is None else Origin.ANSWER  # the documents of two lists are paired by position
    if subject is Subject.MAPPINGS:
        return Task(name, document, origin=origin)
    return Task(name, document=document, subject=subject, origin=origin)


def _is_task(document: object) -> bool:
    """Whether an object is what the service tells of a task, or some of it."""
    names = as_object(document)
    return any(name in names for each in NAMES.values() for name in (each.identifier, each.arn, each.settings)) or (
        "TableMappings" in names
    )


def _is_meant(document: object, subject: Subject) -> bool:
    """Whether a document, or the document that a text holds, is what a command is about, even with mistakes."""
    parsed = _parsed(document)
    if subject is Subject.MAPPINGS:
        return lookalikes.has_rules(parsed)
    return isinstance(parsed, dict) and lookalikes.has_settings(parsed)


def _parsed(document: object) -> object:
    """Return what a text inside JSON says, or what it is when it is not JSON; anything else as it is."""
    if not isinstance(document, str):
        return document
    try:
        return json.loads(document)
    except (ValueError, RecursionError):
        return document


def _of_template(stack: Stack, subject: Subject) -> Iterator[Task]:
    prefix, resources = stack
    for name, resource in resources.items():
        kind = as_object(resource).get("Type")
        if not isinstance(kind, str) or kind not in NAMES:
            continue
        names = NAMES[kind]
        properties = as_object(resource.get("Properties"))
        given = properties.get("TableMappings" if subject is Subject.MAPPINGS else names.settings)
        rules, settings = (document_of(properties.get(each)) for each in ("TableMappings", names.settings))
        path = as_object(resource.get("Metadata")).get("aws:cdk:path")
        yield Task(
            f"{prefix}{name}",
            rules,
            # The last part is what the construct around it calls its L1 construct.
            path=path.removesuffix("/Resource").removesuffix("/Default") if isinstance(path, str) else None,
            known=given is None or (rules if subject is Subject.MAPPINGS else settings) is not None,
            migration_type=migration_type_of(properties.get(names.migration_type)),
            source_engine=engine_of(resources, properties.get("SourceEndpointArn")),
            target_engine=engine_of(resources, properties.get("TargetEndpointArn")),
            document=settings,
            subject=subject,
            origin=Origin.TEMPLATE,
            more_names=_texts(properties.get(names.identifier)),
            kind=kind,
            properties=properties,
            resources=resources,
        )


def _of_answer(answer: list[Any], subject: Subject, file: str) -> Iterator[Task]:
    for position, task in enumerate(map(as_object, answer), start=1):
        kind = next((each for each, own in NAMES.items() if not set(task).isdisjoint(own[1:])), KINDS[0])
        names = NAMES[kind]
        called = task.get(names.identifier)
        if not isinstance(called, str):
            called = f"task {position}"
        if subject is Subject.SETTINGS and task.get(names.settings) is None:
            raise Trouble(f"{file} has no settings for {called}; ask the service without --without-settings")
        if subject is Subject.MAPPINGS and task.get("TableMappings") is None:
            raise Trouble(f"{file} has no table mappings for {called}; ask the service without --without-settings")
        yield Task(
            called,
            task.get("TableMappings"),
            migration_type=migration_type_of(task.get(names.migration_type)),
            document=task.get(names.settings),
            subject=subject,
            origin=Origin.ANSWER,
            more_names=_texts(task.get(names.arn)),
            kind=kind,
            properties=task,
        )


def _texts(*values: object) -> tuple[str, ...]:
    return tuple(value for value in values if isinstance(value, str))

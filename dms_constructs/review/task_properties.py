"""What the properties of a task are called in a template, and how to read them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from dms_constructs.engines import EngineName
from dms_constructs.migration_type import MigrationType
from dms_constructs.review import tokens
from dms_constructs.review.resources import as_object

__all__ = ["NAMES", "Names", "document_of", "engine_of", "migration_type_of"]


class Names(NamedTuple):
    """What a kind of resource calls its properties, and the service what it tells of them."""

    answer: str
    identifier: str
    arn: str
    migration_type: str
    settings: str


NAMES = {
    "AWS::DMS::ReplicationTask": Names(
        answer="ReplicationTasks",
        identifier="ReplicationTaskIdentifier",
        arn="ReplicationTaskArn",
        migration_type="MigrationType",
        settings="ReplicationTaskSettings",
    ),
    "AWS::DMS::ReplicationConfig": Names(
        answer="ReplicationConfigs",
        identifier="ReplicationConfigIdentifier",
        arn="ReplicationConfigArn",
        migration_type="ReplicationType",
        settings="ReplicationSettings",
    ),
}


def document_of(value: object) -> Any:
    """Return a document that a property holds, as text or as what JSON says; None where all of it is not known."""
    return tokens.text_of(value) if isinstance(value, str) or tokens.is_function(value) else tokens.value_of(value)


def migration_type_of(value: object) -> MigrationType | None:
    """Return the migration type that a property names, if any."""
    return next((each for each in MigrationType if each.value == value), None)


def engine_of(resources: Mapping[str, Any], arn: object) -> EngineName | None:
    """Return the engine of the endpoint that a property refers to, if the template has it."""
    reference = as_object(arn).get("Ref")
    endpoint = as_object(resources.get(reference)) if isinstance(reference, str) else {}
    name = as_object(endpoint.get("Properties")).get("EngineName")
    return next((each for each in EngineName if each.value == name), None)

"""What the properties of a task are called in a template, and how to read them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from dms_constructs.endpoint_facts import EndpointFacts
from dms_constructs.engines import EndpointType, EngineName
from dms_constructs.migration_type import MigrationType
from dms_constructs.review import tokens
from dms_constructs.review.resources import as_object

__all__ = ["NAMES", "Names", "attributes_of", "document_of", "endpoint_of", "engine_of", "migration_type_of"]


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
    name = _properties(resources, arn).get("EngineName")
    return next((each for each in EngineName if each.value == name), None)


def endpoint_of(resources: Mapping[str, Any], arn: object, side: EndpointType) -> EndpointFacts:
    """Return what is known of the endpoint that a property refers to; little where the template does not have it."""
    engine = engine_of(resources, arn)
    if engine is None:
        return EndpointFacts(endpoint_type=side)
    properties = _properties(resources, arn)
    extra = properties.get("ExtraConnectionAttributes", "")
    return EndpointFacts(
        endpoint_type=side,
        engine_name=engine,
        settings=as_object(tokens.value_of(properties.get(engine.record.cfn_settings_block or "", {}))),
        extra_connection_attributes=attributes_of(extra) if isinstance(extra, str) else None,
    )


def _properties(resources: Mapping[str, Any], arn: object) -> dict[str, Any]:
    """Return the properties of the endpoint that a property refers to; none where the template does not have it."""
    reference = as_object(arn).get("Ref")
    endpoint = as_object(resources.get(reference)) if isinstance(reference, str) else {}
    return as_object(endpoint.get("Properties"))


def attributes_of(text: str) -> dict[str, str]:
    """Return extra connection attributes by their names."""
    pairs = (each.partition("=") for each in text.split(";") if each.strip())
    return {name.strip(): value.strip() for name, _, value in pairs}

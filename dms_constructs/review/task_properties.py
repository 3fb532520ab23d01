"""What the properties of a task are called in a template, and how to read them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from dms_constructs.databases.resources import leads_to, server_of
from dms_constructs.databases.server_facts import ServerFacts
from dms_constructs.endpoint_facts import DatabaseIdentity, EndpointFacts
from dms_constructs.endpoints.ssl_mode import SslMode
from dms_constructs.engines import EndpointType, EngineName
from dms_constructs.migration_type import MigrationType
from dms_constructs.review import tokens
from dms_constructs.review.resources import as_object

__all__ = ["NAMES", "Names", "document_of", "endpoint_of", "engine_of", "facts_of", "instance_of", "migration_type_of"]

_AUTHENTICATION = "Custom::DmsAuthentication"


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
    properties = _properties(resources, arn)
    known = facts_of(tokens.value_of(properties), side)
    beside = _said_beside(resources, arn)
    if beside:
        known = replace(known, settings={**(known.settings or {}), **beside})
    server = _server_of(resources, properties, known)
    return replace(known, server=server) if server is not None else known


def _said_beside(resources: Mapping[str, Any], arn: object) -> dict[str, Any]:
    """Return the settings of an endpoint that CloudFormation lacks: the function of a life cycle sets them."""
    for each in map(as_object, resources.values()):
        given = as_object(each.get("Properties"))
        if each.get("Type") == _AUTHENTICATION and given.get("EndpointArn") == arn:
            found: dict[str, Any] = tokens.value_of(as_object(given.get("Settings")))
            return found
    return {}


def _server_of(resources: Mapping[str, Any], properties: Mapping[str, Any], known: EndpointFacts) -> ServerFacts | None:
    """Return what the template tells of the server of an endpoint: of the database that its secret is attached to."""
    if known.engine_name is None:
        return None
    settings = as_object(properties.get(known.engine_name.record.cfn_settings_block or ""))
    attachment = as_object(resources.get(as_object(settings.get("SecretsManagerSecretId")).get("Ref", "")))
    database = as_object(as_object(attachment.get("Properties")).get("TargetId")).get("Ref")
    if database is None:
        made = as_object(properties.get("ServerName")).get("Fn::GetAtt")
        database = made[0] if isinstance(made, list) and made else None
    if isinstance(database, str):
        return server_of(resources, database)
    host = known.database.host if known.database is not None else None
    return leads_to(host) if host is not None else None


def facts_of(properties: Mapping[str, Any], side: EndpointType) -> EndpointFacts:
    """Return what the properties of an endpoint tell, in which tokens stand for what is known at deployment."""
    engine = next((each for each in EngineName if each.value == properties.get("EngineName")), None)
    if engine is None:
        return EndpointFacts(endpoint_type=side)
    settings = as_object(properties.get(engine.record.cfn_settings_block or ""))
    extra = properties.get("ExtraConnectionAttributes", "")
    return EndpointFacts(
        endpoint_type=side,
        engine_name=engine,
        settings=settings,
        extra_connection_attributes=_attributes(extra) if isinstance(extra, str) else None,
        database=_identity_of(properties, settings),
        # What CloudFormation gives an endpoint that does not say.
        ssl_mode=next((mode for mode in SslMode if mode.value == properties.get("SslMode", SslMode.NONE.value)), None),
    )


def _identity_of(properties: Mapping[str, Any], settings: Mapping[str, Any]) -> DatabaseIdentity:
    """Return which database an endpoint is of: both the endpoint and the settings of its engine may say so."""
    said = {name: value for name, value in (*properties.items(), *settings.items()) if value not in (None, "")}
    port = said.get("Port")
    texts = {
        part: said[name] if isinstance(said.get(name), str) else None
        for part, name in (("secret", "SecretsManagerSecretId"), ("host", "ServerName"), ("database", "DatabaseName"))
    }
    return DatabaseIdentity(**texts, port=port if type(port) is int and port > 0 else None)


def instance_of(resources: Mapping[str, Any], arn: object) -> dict[str, Any]:
    """Return the properties of the replication instance that a property refers to, if the template has it."""
    found: dict[str, Any] = tokens.value_of(_properties(resources, arn))
    return found


def _properties(resources: Mapping[str, Any], arn: object) -> dict[str, Any]:
    """Return the properties of the resource that a property refers to; none where the template does not have it."""
    reference = as_object(arn).get("Ref")
    endpoint = as_object(resources.get(reference)) if isinstance(reference, str) else {}
    return as_object(endpoint.get("Properties"))


def _attributes(text: str) -> dict[str, str]:
    """Return extra connection attributes by their names."""
    pairs = (each.partition("=") for each in text.split(";") if each.strip())
    return {name.strip(): value.strip() for name, _, value in pairs}

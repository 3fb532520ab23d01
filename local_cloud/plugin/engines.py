"""What DMS offers of database engines and of the settings of their endpoints, from the library's facts."""

from __future__ import annotations

from typing import Any

from dms_constructs import facts
from dms_constructs.engines import EngineName
from local_cloud.plugin import model
from local_cloud.plugin.describe import filtered, paged
from local_cloud.plugin.faults import Fault
from local_cloud.plugin.registry import operation
from local_cloud.plugin.rules import invalid
from local_cloud.plugin.store import Data, Store

__all__ = ["check_attributes", "check_engine", "check_settings"]

# CreateEndpoint takes this name too; nothing else is known of it.
_WITHOUT_RECORD = {"dms-transfer"}
_SWITCHES = {"true", "false", "yes", "no", "y", "n", "1", "0"}
_TYPES = {"boolean": "boolean", "integer": "integer", "long": "integer"}


def check_engine(kind: str, engine: str, ssl_mode: str) -> None:
    """Refuse an engine that can't be on a side, and an SSL mode that it doesn't have."""
    if engine in _WITHOUT_RECORD:
        return
    record = _records().get(engine)
    if record is None or not record[f"is_{kind}"].get("value"):
        raise invalid(f"Value '{engine}' at 'engineName' is not a valid engine for a {kind} endpoint.")
    modes = record["ssl_modes"]
    if modes.get("verified") and ssl_mode not in modes["value"]:
        raise Fault(
            "InvalidParameterCombinationException", f"SSL mode {ssl_mode} is not supported for engine {engine}."
        )


def check_attributes(kind: str, engine: str, text: str) -> None:
    """
    Refuse extra connection attributes that an engine doesn't have on a side, and values out of range.

    The facts tell which there are; of an engine that they know nothing of, any is taken. How DMS refuses
    a name has been seen (hashicorp/terraform-provider-aws#27852, #28264, #29170); values are those of settings.
    """
    block = _records().get(engine, {}).get("api_settings_block", {}).get("value", "")
    members = _known_members(block)
    if not members:
        return
    every = facts.engines()["attributes_of_every_server"] if "ServerName" in members else {}
    extra = facts.endpoint_settings(block)["extra_connection_attributes"]
    known = {name.lower(): (name, fact) for name, fact in {**every, **members, **extra}.items()}
    for each in filter(str.strip, text.split(";")):
        given, _, value = (part.strip() for part in each.partition("="))
        name, fact = known.get(given.lower(), ("", {"sides": ()}))
        if kind not in fact.get("sides", ("source", "target")):
            raise invalid(f"Unsupported value '{given}' for extra connection attributes")
        if fact["verified"] and kind not in fact.get("unverified_sides", ()):
            check_settings(block, {name: _typed(fact["type"], given, value)}, {name: fact})


def _typed(kind: str, name: str, value: str) -> Any:
    """Return what an attribute says, which is always a text."""
    if kind == "boolean" and value.lower() not in _SWITCHES:
        raise invalid(f"Value '{value}' at '{name}' is not valid. Valid values: true, false.")
    if kind != "integer":
        return value
    if not value.removeprefix("-").isdecimal():
        raise invalid(f"Value '{value}' at '{name}' is not valid. It must be a number.")
    return int(value)


def check_settings(block: str, settings: Data, known: dict[str, Data] | None = None) -> None:
    """Refuse values out of range; those of a list are taken in any spelling that DMS takes (`SSE_KMS`, `sse-kms`)."""
    known = _known_members(block) if known is None else known
    for name, value in settings.items():
        fact = known.get(name, {})
        allowed = fact.get("enum")
        if allowed and _plain(value) not in map(_plain, allowed):
            raise invalid(f"Value '{value}' at '{name}' is not valid. Valid values: {', '.join(allowed)}.")
        low, high = fact.get("min"), fact.get("max")
        if (low is not None and value < low) or (high is not None and value > high):
            raise invalid(f"Value {value} at '{name}' is not valid. It must be between {low} and {high}.")


def _plain(value: str) -> str:
    return value.lower().replace("_", "-")


def _records() -> dict[str, Data]:
    return {engine.value: facts.engine(engine.value) for engine in EngineName}


def _known_members(block: str) -> dict[str, Data]:
    members: dict[str, Data] = facts.endpoint_settings(block)["members"]
    return members


@operation
def describe_endpoint_types(store: Store, request: Data) -> Data:  # noqa: ARG001
    """DescribeEndpointTypes: the engines the library knows, on each side that they can be on."""
    types = [
        {"EngineName": name, "EngineDisplayName": record["display"], "EndpointType": kind, "SupportsCDC": True}
        for name, record in _records().items()
        for kind in ("source", "target")
        if record[f"is_{kind}"].get("value")
    ]
    known = {"engine-name": ("EngineName",), "endpoint-type": ("EndpointType",)}
    return paged("SupportedEndpointTypes", request, filtered("Endpoint type", known, request, types))


@operation
def describe_endpoint_settings(store: Store, request: Data) -> Data:  # noqa: ARG001
    """DescribeEndpointSettings: every member of an engine's settings, with what the facts say of it."""
    engine = request["EngineName"]
    if engine not in _records():
        raise invalid(f"Value '{engine}' at 'engineName' is not a valid engine.")
    block = _records()[engine]["api_settings_block"]["value"]
    known = _known_members(block)
    settings = [_described(name, shape, known.get(name, {})) for name, shape in model.settings_members(block).items()]
    return paged("EndpointSettings", request, settings)


def _described(name: str, shape: Any, fact: Data) -> Data:
    allowed = fact.get("enum") or list(getattr(shape, "enum", []))
    default = fact.get("default")
    shown = {
        "Name": name,
        "Type": "enum" if allowed else _TYPES.get(shape.type_name, "string"),
        "EnumValues": allowed or None,
        "Sensitive": bool(shape.metadata.get("sensitive")),
        "IntValueMin": fact.get("min"),
        "IntValueMax": fact.get("max"),
        "DefaultValue": default if default is None or isinstance(default, str) else str(default).lower(),
    }
    return {key: value for key, value in shown.items() if value is not None}

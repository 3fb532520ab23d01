"""The shapes of DMS's requests and answers, from botocore's model of the service."""

from __future__ import annotations

import json
from typing import Any

import botocore.session
from botocore.validate import ParamValidator

from local_cloud.plugin.faults import Fault
from local_cloud.plugin.store import Data

__all__ = ["TARGET_PREFIX", "answer", "check", "fault_codes", "from_template", "members", "redact", "settings_members"]

_MODEL = botocore.session.get_session().get_service_model("dms")
_SECRET = ("password", "certificatepem", "certificatewallet", "keytab")
_LONG = 400

TARGET_PREFIX: str = _MODEL.metadata["targetPrefix"]


def members(operation: str) -> Any:
    """Return the members of an operation's request, by name."""
    shape = _MODEL.operation_model(operation).input_shape
    return shape.members if shape else {}


def settings_members(block: str) -> Any:
    """Return the members of an engine's settings in CreateEndpoint, by name."""
    return members("CreateEndpoint")[block].members


def fault_codes() -> set[str]:
    """Return the code of every fault that some operation declares."""
    return {shape.name for name in _MODEL.operation_names for shape in _MODEL.operation_model(name).error_shapes}


def check(operation: str, request: Data) -> None:
    """Refuse a request that lacks something or has something of the wrong type, or of no listed value."""
    if operation not in _MODEL.operation_names:
        raise Fault("UnknownOperationException", f"{operation} is not an operation of DMS.")
    shape = _MODEL.operation_model(operation).input_shape
    if shape is None:
        return
    report = ParamValidator().validate(request, shape)
    if report.has_errors():
        raise Fault("ValidationException", report.generate_report())
    for name, value in request.items():
        allowed = getattr(shape.members.get(name), "enum", None)
        if allowed and value not in allowed:
            raise Fault(
                "InvalidParameterValueException",
                f"Value '{value}' at '{name}' failed to satisfy constraint: "
                f"Member must satisfy enum value set: [{', '.join(allowed)}]",
            )


def from_template(operation: str, properties: Data) -> Data:
    """
    Turn a template's properties into a request.

    That is: real types instead of strings, the API's spelling of names (`MySqlSettings` is `MySQLSettings` there), and
    JSON text instead of objects. What the operation doesn't know is left out.
    """
    request: Data = _coerce(_MODEL.operation_model(operation).input_shape, properties)
    return request


def _coerce(shape: Any, value: Any) -> Any:  # noqa: PLR0911 -- one return per type
    kind = shape.type_name
    if kind == "structure" and isinstance(value, dict):
        spelling = {name.lower(): name for name in shape.members}
        known = {spelling[key.lower()]: item for key, item in value.items() if key.lower() in spelling}
        return {name: _coerce(shape.members[name], item) for name, item in known.items()}
    if kind == "list" and isinstance(value, list):
        return [_coerce(shape.member, item) for item in value]
    if kind in {"integer", "long"} and isinstance(value, str) and value.lstrip("-").isdigit():
        return int(value)
    if kind == "boolean" and isinstance(value, str) and value.lower() in {"true", "false"}:
        return value.lower() == "true"
    if kind == "timestamp" and isinstance(value, (int, float, str)):
        return float(value)
    if kind == "string" and isinstance(value, (dict, list)):
        return json.dumps(value)
    if kind == "string" and isinstance(value, (bool, int, float)):
        return json.dumps(value)
    return value


def answer(operation: str, response: Data) -> Data:
    """Leave out of an answer what its shape doesn't have: what DMS keeps but never shows."""
    shape = _MODEL.operation_model(operation).output_shape
    shown: Data = _shown(shape, response) if shape else {}
    return shown


def _shown(shape: Any, value: Any) -> Any:
    if shape.type_name == "structure" and isinstance(value, dict):
        return {
            name: _shown(member, value[name])
            for name, member in shape.members.items()
            if value.get(name) is not None and "password" not in name.lower()
        }
    if shape.type_name == "list" and isinstance(value, list):
        return [_shown(shape.member, item) for item in value]
    return value


def redact(value: Any) -> Any:
    """Summarize a request for the log: no secret in it, and no endless text."""
    if isinstance(value, dict):
        return {
            name: "***" if any(word in name.lower() for word in _SECRET) else redact(item)
            for name, item in value.items()
        }
    if isinstance(value, list):
        return [redact(item) for item in value]
    if isinstance(value, str) and len(value) > _LONG:
        return f"{value[:_LONG]}... ({len(value)} characters)"
    return value

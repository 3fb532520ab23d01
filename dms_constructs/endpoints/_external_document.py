"""What is read of an external table definition, in which numbers and switches are texts."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from dms_constructs._checks import taken_as_is
from dms_constructs.errors import ConfigurationError, did_you_mean, shown

__all__ = ["as_text", "check_count", "check_members", "check_text", "list_in", "number_in", "switch_in", "within"]

_CODE = "DMS-Y005"


def check_text(what: str, name: object) -> None:
    if not taken_as_is(name) and (not isinstance(name, str) or not name.strip()):
        raise ConfigurationError(_CODE, f"{what} must be a string that is not empty, got {shown(name)}", given=name)


def check_members(what: str, body: object, known: Sequence[str]) -> None:
    if not isinstance(body, Mapping):
        raise ConfigurationError(_CODE, f"{what} must be an object, got {shown(body)}", given=body)
    other = next((name for name in body if name not in known), None)
    if other is not None:
        raise ConfigurationError(
            _CODE, f"{what} has {other!r}, which DMS does not have{did_you_mean(str(other), known)}; remove it"
        )


@contextlib.contextmanager
def within(where: str) -> Iterator[None]:
    """Say of each error about a part of a document where the part is."""
    try:
        yield
    except ConfigurationError as error:
        said = error.message if error.message.startswith(where) else f"{where}: {error.message}"
        raise ConfigurationError(error.code, said, given=error.given, source=error.source) from None


def list_in(body: Mapping[str, Any], name: str) -> list[Any]:
    value = body.get(name)
    if not isinstance(value, list):
        raise ConfigurationError(_CODE, f"{name} must be a list, got {shown(value)}", given=value)
    return value


def check_count(body: Mapping[str, Any], name: str, counted: Sequence[object]) -> None:
    if str(body.get(name, len(counted))) != str(len(counted)):
        raise ConfigurationError(_CODE, f"{name} must be {len(counted)}, as many as there are, got {shown(body[name])}")


def as_text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def number_in(body: Mapping[str, Any], name: str) -> int | None:
    value = body.get(name)
    if value is None:
        return None
    if not str(value).isdecimal():
        raise ConfigurationError(_CODE, f"{name} must be a whole number, got {shown(value)}", given=value)
    return int(value)


def switch_in(body: Mapping[str, Any], name: str) -> bool | None:
    value = body.get(name)
    if value is None:
        return None
    said = {"true": True, "false": False}.get(str(value).lower())
    if said is None:
        raise ConfigurationError(_CODE, f"{name} must be 'true' or 'false', got {shown(value)}", given=value)
    return said

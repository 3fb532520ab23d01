"""The checks that many values and constructs share: each skips tokens and unchecked values, and names the fix."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from typing import Any

from dms_constructs.errors import ConfigurationError, is_unchecked, is_unresolved


def taken_as_is(value: object) -> bool:
    """Whether the value escapes checks: not known before deployment, or marked as unchecked."""
    return is_unresolved(value) or is_unchecked(value)


def skipped(value: object) -> bool:
    """Whether there is nothing to check: not given, or taken as it is."""
    return value is None or taken_as_is(value)


def in_range(
    code: str, name: str, value: float | None, minimum: float, maximum: float | None, *, unit: str = ""
) -> None:
    """Raise unless the value is a whole number between the bounds, both included."""
    if skipped(value):
        return
    unit = f" {unit}" if unit else ""
    allowed = f"{minimum} to {maximum}{unit}" if maximum is not None else f"{minimum}{unit} or more"
    if isinstance(value, bool) or not isinstance(value, int):
        raise ConfigurationError(code, f"{name} must be a whole number, {allowed}, got {value!r}", given=value)
    if value < minimum or (maximum is not None and value > maximum):
        raise ConfigurationError(code, f"{name} must be {allowed}, got {value}", given=value)


def is_a(code: str, name: str, value: object, expected: type | tuple[type, ...], example: str) -> None:
    """Raise unless the value has the expected type; the example shows how to write one."""
    if value is None or isinstance(value, expected):
        return
    names = " or ".join(t.__name__ for t in (expected if isinstance(expected, tuple) else (expected,)))
    raise ConfigurationError(code, f"{name} must be of type {names}, got {_shown(value)}; write {example}", given=value)


def provides(name: str, value: object, attribute: str, kind: str, example: str, *, required: bool = False) -> None:
    """
    Raise unless the value, where given, is an object of a kind, which is told by an attribute that only they have.

    The CDK's interfaces are structural, so `isinstance` can't tell.
    """
    if value is None and not required:
        return
    # The type is asked first: asking the object calls Node, and may raise what belongs to a later step.
    if hasattr(type(value), attribute) or hasattr(value, attribute):
        return
    raise ConfigurationError("DMS-A001", f"{name} must be {kind}, got {_shown(value)}; write {example}", given=value)


def flag(name: str, value: object) -> None:
    """Raise unless the value, where given, is a boolean, or is known at deployment only."""
    if value is None or hasattr(type(value), "resolve"):
        return
    is_a("DMS-A001", name, value, bool, f"{name}=True or {name}=False")


def text(name: str, value: object) -> None:
    """Raise unless the value, where given, is a string."""
    is_a("DMS-A001", name, value, str, f"{name}='...'")


def arn(name: str, value: str, resource: str) -> None:
    """Raise unless the value is the ARN of a DMS resource of this kind, for example `rep`."""
    if taken_as_is(value):
        return
    if not isinstance(value, str) or not re.fullmatch(rf"arn:[^:]+:dms:[^:]*:[^:]*:{resource}:\S+", value):
        raise ConfigurationError(
            "DMS-A002",
            f"{name} must look like 'arn:aws:dms:eu-west-1:111122223333:{resource}:ABC', got {_shown(value)}",
            given=value,
        )


def _shown(value: object) -> str:
    """Show a value with its type, and without the address that stands for most objects."""
    shown = repr(value)
    if value is None:
        return shown
    return type(value).__name__ if shown.startswith("<") else f"{type(value).__name__} {shown}"


_IDENTIFIER = re.compile(r"[A-Za-z][A-Za-z0-9]*(-[A-Za-z0-9]+)*")


def identifier(code: str, name: str, value: str | None, maximum: int) -> None:
    """Raise unless the text is a name as DMS wants them: letters, digits and single hyphens, a letter first."""
    if skipped(value):
        return
    if not isinstance(value, str) or not _IDENTIFIER.fullmatch(value) or len(value) > maximum:
        shown = value if len(str(value)) <= 60 else f"{str(value)[:57]}... ({len(str(value))} characters)"
        raise ConfigurationError(
            code,
            f"{name} must start with a letter, hold only ASCII letters, digits and single hyphens, not end in a hyphen "
            f"and have at most {maximum} characters, got {shown!r}",
            given=value,
        )


def not_blank(code: str, name: str, value: str | None) -> None:
    """Raise unless the text is given and has more than white space."""
    if taken_as_is(value):
        return
    if value is not None and not isinstance(value, str):
        raise ConfigurationError(code, f"{name} must be a string, got {_shown(value)}", given=value)
    if value is None or not value.strip():
        raise ConfigurationError(code, f"{name} must not be empty, got {value!r}", given=value)


@contextlib.contextmanager
def located(scope: Any, construct_id: str) -> Iterator[None]:
    """Give every `ConfigurationError` raised inside the path of the construct that is being made."""
    try:
        yield
    except ConfigurationError as error:
        if error.path is not None:
            raise
        parent = scope.node.path
        raise error.at(f"{parent}/{construct_id}" if parent else construct_id) from None

"""Names and ARNs of resources: how DMS wants them, and what they say."""

from __future__ import annotations

import re

from dms_constructs._checks import is_l1, skipped, taken_as_is
from dms_constructs.errors import ConfigurationError, may_be_shown, shown

__all__ = ["arn", "identifier", "parts_of_arn", "place_in_arn"]

_PRINTED_BY = {
    "cert": "aws dms describe-certificates",
    "endpoint": "aws dms describe-endpoints",
    "rep": "aws dms describe-replication-instances",
    "replication-config": "aws dms describe-replication-configs",
    "task": "aws dms describe-replication-tasks",
}
"""Which command prints the ARNs of a kind of resource."""


def arn(name: str, value: str, resource: str) -> None:
    """Raise unless the value is the ARN of a DMS resource of this kind, for example `rep`."""
    if taken_as_is(value):
        return
    if not isinstance(value, str) or not re.fullmatch(rf"arn:[^:]+:dms:[^:]*:[^:]*:{resource}:\S+", value):
        fix = f"write {name.removesuffix('_arn')}.ref" if is_l1(value) else f"'{_PRINTED_BY[resource]}' prints it"
        raise ConfigurationError(
            "DMS-A002",
            f"{name} must look like 'arn:aws:dms:eu-west-1:111122223333:{resource}:ABC', got {shown(value)}; {fix}",
            given=value,
        )


_IDENTIFIER = re.compile(r"[A-Za-z][A-Za-z0-9]*(-[A-Za-z0-9]+)*")
_NOT_IN_IDENTIFIER = re.compile(r"[^A-Za-z0-9]+")
_BEFORE_LETTERS = re.compile(r"^[^A-Za-z]+")


def identifier(code: str, name: str, value: str | None, maximum: int) -> None:
    """Raise unless the text is a name as DMS wants them: letters, digits and single hyphens, a letter first."""
    if skipped(value):
        return
    if not isinstance(value, str) or not _IDENTIFIER.fullmatch(value) or len(value) > maximum:
        raise ConfigurationError(
            code,
            f"{name} must start with a letter, hold only ASCII letters, digits and single hyphens, not end in a hyphen "
            f"and have at most {maximum} characters, got {shown(value)}; {_named_instead(name, value, maximum)}",
            given=value,
        )


def _named_instead(argument: str, value: object, maximum: int) -> str:
    """Return what to write: the name without what is refused, where anything is left of it that can be shown."""
    given = value if isinstance(value, str) and may_be_shown(value) else ""
    near = _BEFORE_LETTERS.sub("", _NOT_IN_IDENTIFIER.sub("-", given)).rstrip("-")
    return f"write {argument}={near!r}, or leave it out" if near and len(near) <= maximum else "leave it out"


def place_in_arn(arn: str) -> tuple[str, str]:
    """Return account and region of an ARN; empty for what it does not say, and for a text that is no ARN."""
    parts = parts_of_arn(arn)
    return (parts[4], parts[3]) if parts is not None else ("", "")


def parts_of_arn(text: str) -> list[str] | None:
    """Return the six parts of an ARN, of which the last may hold colons; None for a text that is no ARN."""
    parts = text.split(":", _PARTS_OF_ARN - 1)
    return parts if len(parts) == _PARTS_OF_ARN else None


_PARTS_OF_ARN = 6

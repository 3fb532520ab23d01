"""Extra connection attributes: what DMS takes as text because CloudFormation has no property for it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from dms_constructs._checks import is_a, taken_as_is
from dms_constructs.errors import ConfigurationError

__all__ = ["render_extra"]

_SECRET_WORDS = ("password", "secret", "token", "pwd")
# Sounds like a credential, and is the address of a VPC endpoint (source: the DMS User Guide, CHAP_VPC_Endpoints).
_NOT_SECRET = "secretsmanagerendpointoverride"  # noqa: S105
_NAME = re.compile(r"[^=;\s]+")
_NOT_IN_VALUES = re.compile(r"[;\r\n]")


def render_extra(attributes: Mapping[str, str | int | bool] | None) -> str | None:
    """Render extra connection attributes as DMS reads them: `name=value;name=value`, without spaces."""
    is_a(
        "DMS-E005",
        "extra_connection_attributes",
        attributes,
        Mapping,
        "{'Initstmt': 'SET FOREIGN_KEY_CHECKS=0'}",
    )
    return ";".join(f"{name}={_render(name, value)}" for name, value in (attributes or {}).items()) or None


def _render(name: str, value: str | float) -> str:
    if not isinstance(name, str) or not isinstance(value, str | int | float):
        raise ConfigurationError(
            "DMS-E005",
            "extra_connection_attributes must have texts as names, and texts, numbers or booleans as values, "
            f"got {name!r}: {value!r}",
            given=value,
        )
    if not taken_as_is(name) and name.lower() != _NOT_SECRET and any(word in name.lower() for word in _SECRET_WORDS):
        # Without the value: it would end up in logs.
        raise ConfigurationError(
            "DMS-E005",
            f"extra_connection_attributes must not hold credentials, got {name!r}: they would be readable in the "
            "template; put them into the connection's secret",
        )
    text = str(value).lower() if isinstance(value, bool) else str(value)
    if (not taken_as_is(name) and not _NAME.fullmatch(name)) or (
        not taken_as_is(value) and _NOT_IN_VALUES.search(text)
    ):
        raise ConfigurationError(
            "DMS-E005",
            "extra_connection_attributes must have names without spaces, '=' and ';' and values without ';' and line "
            f"breaks, got {name!r}: {text!r}",
            given=value,
        )
    return text

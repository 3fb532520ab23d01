"""Extra connection attributes: what DMS takes as text because CloudFormation has no property for it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from dms_constructs._checks import is_a, taken_as_is
from dms_constructs.errors import ConfigurationError, is_unresolved, shown

__all__ = ["refuse_credentials", "render_extra"]

_EXAMPLE = "{'Initstmt': 'SET FOREIGN_KEY_CHECKS=0'}"
# Anywhere in a name, and as one of the words that a name is made of.
_SECRET_PARTS = re.compile(r"passw|passphrase|pwd|secret|token|credential", re.IGNORECASE)
_SECRET_WORDS = frozenset({"pass", "pw", "key", "apikey", "pin"})
# Sounds like a credential, and is an address (CHAP_VPC_Endpoints), an identifier or an ARN.
_NOT_SECRET = re.compile(r"(endpointoverride|id|arn|name)$", re.IGNORECASE)
# The password of Oracle's transparent encryption (CHAP_Source.Oracle), which doesn't sound like one.
_ALSO_SECRET = frozenset({"securitydbencryption"})
# How SAP ASE gets a password (CHAP_Source.SAP), which is a number.
_NEVER_SECRET = frozenset({"encryptpassword"})
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_CREDENTIALS = re.compile(
    r"""(?<!@)\b(?:password|passwd|pwd|(?<!:)secret|token)["'`]?\s*[=:]\s*\S  # password=x, but not a variable
    | ://[^/\s:@]*:[^/\s@]+@  # user and password in an address
    | \bidentified\s+(?:\w+\s+\w+\s+)?by\s+['"]  # MySQL: identified by 'x'
    | \bpassword\s+['"]  # PostgreSQL: password 'x'
    """,
    re.IGNORECASE | re.VERBOSE,
)
_NAME = re.compile(r"[^=;\s]+")
_NAME_AND_VALUE = 2
_NOT_IN_VALUES = re.compile(r"[;\r\n]")


def render_extra(attributes: Mapping[str, str | int | bool] | None) -> str | None:
    """Render extra connection attributes as DMS reads them: `name=value;name=value`, without spaces."""
    example = _entries(attributes) if isinstance(attributes, str) else _EXAMPLE
    is_a("DMS-E005", "extra_connection_attributes", attributes, Mapping, example, secret=True)
    return ";".join(f"{name}={_render(name, value)}" for name, value in (attributes or {}).items()) or None


def _entries(text: str) -> str:
    """Return a text of attributes, as DMS takes it, as a dictionary; or an example where it may hold credentials."""
    entries = [each.split("=", 1) for each in text.split(";") if each]
    if is_unresolved(text) or not all(len(each) == _NAME_AND_VALUE and _NAME.fullmatch(each[0]) for each in entries):
        return _EXAMPLE
    if _CREDENTIALS.search(text) or any(_is_secret(name) for name, _ in entries):
        return _EXAMPLE
    return repr(dict(entries))


def refuse_credentials(name: str, text: str | None) -> None:
    """Raise when a text that goes into the template holds credentials."""
    if isinstance(text, str) and not taken_as_is(text) and _CREDENTIALS.search(text):
        # Without the text: it would end up in logs.
        raise ConfigurationError(
            "DMS-E005",
            f"{name} must not hold credentials: they would be readable in the template; put them into the "
            "connection's secret",
        )


def _render(name: str, value: str | float) -> str:
    if not isinstance(name, str) or not isinstance(value, str | int | float):
        raise ConfigurationError(
            "DMS-E005",
            "extra_connection_attributes must have strings as names, and strings, numbers or booleans as values, got "
            f"{_shown(name)} and {shown(value, secret=True)}; write {_EXAMPLE}",
        )
    if not taken_as_is(name) and _is_secret(name):
        raise ConfigurationError(
            "DMS-E005",
            f"extra_connection_attributes must not hold credentials, got {_shown(name)}: they would be readable in the "
            "template; put them into the connection's secret",
        )
    text = str(value).lower() if isinstance(value, bool) else str(value)
    if not taken_as_is(name) and not _NAME.fullmatch(name):
        raise ConfigurationError(
            "DMS-E005",
            f"extra_connection_attributes must have names without spaces, '=' and ';', got {_shown(name)}; "
            f"write {_EXAMPLE}",
        )
    if not taken_as_is(value):
        refuse_credentials(f"extra_connection_attributes[{name!r}]", text)
        if _NOT_IN_VALUES.search(text):
            raise ConfigurationError(
                "DMS-E005",
                f"extra_connection_attributes must have values without ';' and line breaks, got one for {name!r} "
                f"({shown(text, secret=True)}); give each attribute an entry of its own",
            )
    return text


def _shown(name: object) -> str:
    """Show a name; what can't be one may hold a value too."""
    text = shown(name, secret=not (isinstance(name, str) and _NAME.fullmatch(name)))
    return text.removeprefix("str ") if text.endswith("'") else text


def _is_secret(name: str) -> bool:
    """Whether a name sounds like that of a credential."""
    if name.lower() in _ALSO_SECRET:
        return True
    if _NOT_SECRET.search(name) or name.lower() in _NEVER_SECRET:
        return False
    words = {word.lower() for word in _WORD.findall(name)}
    if words == {"key"}:
        return False  # as in `key=value`: a name that somebody made up, which is refused as such
    return _SECRET_PARTS.search(name) is not None or not words.isdisjoint(_SECRET_WORDS)

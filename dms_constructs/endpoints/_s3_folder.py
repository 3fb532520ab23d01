"""The folders of an S3 target: paths that S3 and policies read as they are."""

from __future__ import annotations

import re

from dms_constructs import facts
from dms_constructs.endpoints._extra import refuse_credentials
from dms_constructs.errors import ConfigurationError, is_unchecked, known_parts, shown

__all__ = ["check_folder"]

_ADDRESS = re.compile(r"s3[an]?://[^/]*", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
# What a policy takes for any text, or for a variable: the role could write into other folders.
_WILD = re.compile(r"\$\{[^}/]*\}?|[*?]")
_WIDENS = "would widen what the role may do"
# Stands for a part of a folder that is known at deployment only.
_UNKNOWN = "\ue000"


def check_folder(name: str, folder: str | None, instead: str) -> None:
    """
    Raise unless this is a folder, where one is given: a path without wildcards, that S3 and policies read as it is.

    Args:
        name: The argument.
        folder: What was given for it.
        instead: What to write where nothing of the folder is left, for example `leave bucket_folder out`.
    """
    if folder is None or is_unchecked(folder):
        return
    if not isinstance(folder, str):
        raise ConfigurationError("DMS-E012", f"{name} must be a string, got {shown(folder)}; {instead}", given=folder)
    refuse_credentials(name, folder)
    known = known_parts(folder, _UNKNOWN)
    wrong = _what_is_wrong(known) if known is not None else None
    if known is None or wrong is None:
        return
    clean = _cleaned(known)
    text = _written(clean)
    write = f"write {name}={text}" if clean and text[-1] in "'\"" and _what_is_wrong(clean) is None else instead
    raise ConfigurationError("DMS-E012", f"{name} {wrong}, got {_written(known, 'str ')}; {write}", given=folder)


def _what_is_wrong(folder: str) -> str | None:
    parts = folder.split("/")
    most = facts.limit("s3_key_max_bytes")
    wild = _WILD.search(folder)
    checks = (
        (not folder.strip(), "must not be empty"),
        (_ADDRESS.match(folder), "must be without 's3://' and the bucket's name"),
        (wild, f"must not have {_quoted(wild)} in it, which {_WIDENS}"),
        (_CONTROL.search(folder), "must not have control characters in it"),
        (folder != folder.strip().strip("/"), "must not start or end with a slash or a blank"),
        ("" in parts, "must not have an empty part ('//')"),
        (not {".", ".."}.isdisjoint(parts), "must not have '.' or '..' as a part: S3 has no folders to go up to"),
        (len(folder.replace(_UNKNOWN, "").encode()) > most, f"must have at most {most} bytes"),
    )
    return next((message for found, message in checks if found), None)


def _cleaned(folder: str) -> str:
    """Return what is left of a folder without all that is refused."""
    text = _CONTROL.sub("", _WILD.sub("", _ADDRESS.sub("", folder, count=1)))
    return "/".join(part.strip() for part in text.split("/") if part.strip() not in {"", ".", ".."})


def _written(folder: str, kind: str = "") -> str:
    """Show a folder as it is written: an f-string where a part of it is known at deployment only."""
    text = shown(folder.replace(_UNKNOWN, "x"))
    if _UNKNOWN not in folder or not text.startswith(("str '", 'str "')):
        return text if kind else text.removeprefix("str ")
    braces = folder.replace("{", "{{").replace("}", "}}")
    return f"{kind}f{braces.replace(_UNKNOWN, '{...}')!r}"


def _quoted(wild: re.Match[str] | None) -> str:
    return "" if wild is None else repr(wild[0] if len(wild[0]) == 1 else wild[0][:2])

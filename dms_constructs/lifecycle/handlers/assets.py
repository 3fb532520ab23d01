"""What was published beside the template: lists of tables, and mappings that are too large for it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import changes
from botocore.exceptions import ClientError
from request import Request

_MISSING = {"404", "NoSuchBucket", "NoSuchKey", "NotFound"}
# Without the right to list a bucket, S3 says so of what isn't there.
_MAYBE_MISSING = {"403", "AccessDenied", "Forbidden"}


def read(request: Request, place: Mapping[str, str] | None) -> bytes | None:
    """Read an asset; None if it isn't there."""
    if not place:
        return None
    try:
        body: bytes = request.s3.get_object(Bucket=place["Bucket"], Key=place["Key"])["Body"].read()
    except ClientError as error:
        if _is_missing(request, error):
            return None
        raise
    return body


def _is_missing(request: Request, error: ClientError) -> bool:
    code = error.response["Error"]["Code"]
    return code in _MISSING or (code in _MAYBE_MISSING and not request.may_be_young())


def reload(request: Request, old: changes.Entry, new: changes.Entry) -> changes.Reload:
    """Say whether and why a change in place needs a reload; reads the two lists of tables if they differ."""
    if not changes.documents_differ(old, new) or old.get("Tables") == new.get("Tables"):
        return changes.reload(old, new, None, None)
    return changes.reload(old, new, _list(request, old), _list(request, new))


def _list(request: Request, entry: changes.Entry) -> dict[str, Any] | None:
    """Read the list of an entry: a short one is in the entry itself, a long one beside the template."""
    place = entry.get("Tables") or {}
    body = place["List"] if "List" in place else read(request, place)
    return None if body is None else json.loads(body)

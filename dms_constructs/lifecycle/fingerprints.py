"""Digests of what a deployment is about to change: two that are equal say that nothing changed."""

from __future__ import annotations

import functools
import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from dms_constructs import facts

__all__ = [
    "TOKEN",
    "Resource",
    "canonical",
    "digest",
    "fingerprint",
    "intrinsics",
    "moves",
    "replaces",
    "source_digest",
]

TOKEN = re.compile(r"\$\{Token\[[^\]]*\]\}")
"""What stands, in a text, for a value that is known later; two runs of an app may give it different names."""

_LENGTH = 16


def digest(value: object) -> str:
    """Return the digest of JSON-compatible data: the first 16 hexadecimal digits of SHA-256 over its canonical text."""
    return hashlib.sha256(canonical(value).encode()).hexdigest()[:_LENGTH]


def canonical(value: object) -> str:
    """Return the one text that stands for JSON-compatible data."""
    return _CANONICAL.encode(value)


_CANONICAL = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)  # made once: it is used a lot


@dataclass(frozen=True, kw_only=True)
class Resource:
    """
    A resource of the template, as far as a task depends on it.

    Attributes:
        type: CloudFormation's name of it.
        identity: Its logical id; for one of another stack, or one that is not the app's, what else tells it apart.
        properties: Its properties by CloudFormation's names, resolved; none of what is not the stack's.
        uses: What it refers to, by what a reference to it looks like in `properties`.
    """

    type: str
    identity: str
    properties: Mapping[str, Any] = field(default_factory=dict)
    uses: Mapping[str, Resource] = field(default_factory=dict)

    @functools.cached_property
    def digest(self) -> str:
        """
        Over all properties whose change DMS sees, so without tags and without the severities of logs.

        A certificate of an endpoint counts with it, because a new certificate changes the endpoint.
        """
        seen = {name: _seen(name, value) for name, value in self.properties.items() if name != "Tags"}
        certificates = [each.digest for each in self.uses.values() if each.type == "AWS::DMS::Certificate"]
        return digest([self.type, seen, certificates])

    @functools.cached_property
    def replacing(self) -> list[Any]:
        """What makes CloudFormation replace it, also by what it refers to."""
        return _replacing(self)


def _seen(name: str, value: object) -> object:
    """Return a property as far as DMS takes its change at rest only: it takes severities on a running task."""
    if name != "ReplicationTaskSettings":
        return value
    return _without_severities(value if isinstance(value, str) else json.dumps(value))


@functools.lru_cache(maxsize=64)  # many tasks have the same settings
def _without_severities(text: str) -> str:
    try:
        document = json.loads(text)
    except ValueError:
        return text
    if not isinstance(document, dict) or not isinstance(document.get("Logging"), dict):
        return text
    logging = {key: each for key, each in document["Logging"].items() if key != "LogComponents"}
    # As a text, because a document in another order is another text to CloudFormation, which has DMS modify the task.
    return json.dumps({**document, "Logging": logging}, separators=(",", ":"))


def replaces(resource: Resource) -> str:
    """Return the digest over what makes CloudFormation replace a resource, also by what it refers to."""
    return digest(resource.replacing)


def _replacing(resource: Resource) -> list[Any]:
    fact = facts.updates()["types"].get(resource.type, {"others": None, "properties": {}})
    others = (fact["others"] or {}).get("update", "in_place")
    found = {}
    for name, value in _flat(resource.properties):
        update = fact["properties"].get(name, {}).get("update", others)
        if update != "in_place" and name != "Tags":
            upstream = resource.uses.get(canonical(value))
            found[name] = upstream.replacing if upstream is not None else value
    return [resource.type, resource.identity, found]


def _flat(properties: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield the properties, and the parts of each block of settings by dotted names."""
    for name, value in properties.items():
        if isinstance(value, dict) and not _is_intrinsic(value):
            yield from ((f"{name}.{part}", each) for part, each in value.items())
        else:
            yield name, value


def fingerprint(resource: Resource, uses: Mapping[str, str]) -> str:
    """Return the digest over everything that consent is about: the task, what it uses, and what replaces it."""
    return digest([resource.digest, replaces(resource), uses])


def source_digest(endpoint: Resource) -> str:
    """Return the digest over what identifies the database of an endpoint: a checkpoint is good for one database."""
    return digest(_identity(endpoint))


def _identity(endpoint: Resource) -> object:
    of_database = facts.life_cycle()["identity_of_database"]["properties"]
    known = {name: value for name, value in _flat(endpoint.properties) if name.rpartition(".")[2] in of_database}
    return known or endpoint.identity


def moves(migration_type: str, source: Resource, target: Resource) -> str:
    """Return the digest over what a task moves, which a renamed one has in common with itself before."""
    return digest([migration_type, _identity(source), _identity(target)])


def intrinsics(value: object) -> Iterator[Mapping[str, Any]]:
    """Yield each function of CloudFormation in a resolved value that refers to something, inner ones only."""
    if isinstance(value, Mapping):
        if _is_intrinsic(value):
            ((name, argument),) = value.items()
            if name in {"Ref", "Fn::GetAtt", "Fn::ImportValue", "Fn::Sub", "Fn::GetStackOutput"}:
                yield value
                return
            value = {"": argument}
        for each in value.values():
            yield from intrinsics(each)
    elif isinstance(value, list):
        for each in value:
            yield from intrinsics(each)


def _is_intrinsic(value: Mapping[str, Any]) -> bool:
    return len(value) == 1 and (next(iter(value)) == "Ref" or next(iter(value)).startswith("Fn::"))

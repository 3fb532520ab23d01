"""Which endpoints are one database, as far as that is known."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from dms_constructs._aws_names import place_in_arn
from dms_constructs.endpoint_facts import EndpointFacts
from dms_constructs.errors import is_unresolved, known_parts

__all__ = ["Databases", "has_one_namespace", "is_one_database", "shared_mark"]

Mark = tuple[str, str]
"""What tells a server from others, and how that is called: `("secret", "arn:...")`."""

# On a MySQL server, a schema is a database, and one connection reaches them all.
_OF_MANY_DATABASES = "mysql"


def has_one_namespace(endpoint: EndpointFacts) -> bool:
    """Whether one connection reaches all the databases of its server."""
    return _protocol(endpoint) == _OF_MANY_DATABASES


def _protocol(endpoint: EndpointFacts) -> str | None:
    return endpoint.engine_name.record.protocol if endpoint.engine_name is not None else None


def _marks(endpoint: EndpointFacts) -> list[Mark]:
    """Return what tells its server from others, the surest first; nothing where nothing is known."""
    known = endpoint.database
    if known is None or endpoint.engine_name is None:
        return []
    if known.secret is None and known.host is None:
        return _known({"place": known.database})
    port = known.port if known.port is not None else endpoint.engine_name.record.default_port
    host = f"{_OF_READERS.sub('.cluster-', known.host.lower().rstrip('.'))}:{port}" if known.host is not None else None
    return _known(
        {
            "construct": known.construct_path,
            "name": known.rds_identifier,
            "host": host,
            "secret": _PARTITION.sub("arn:aws:", known.secret or "") or None,
        }
    )


# Known at deployment only where the CDK makes an ARN of a name.
_PARTITION = re.compile(r"^arn:[^:]+:")
# What RDS puts into the name of the host that leads to the readers of a cluster; that of the writer lacks `ro`.
_OF_READERS = re.compile(r"\.cluster-ro-(?=[a-z0-9]+\.[a-z0-9-]+\.rds\.)")


def _known(marks: dict[str, str | None]) -> list[Mark]:
    """Return what is there; what is known at deployment only counts, what is to be looked up doesn't."""
    return [(kind, value) for kind, value in marks.items() if value is not None and known_parts(value, "") is not None]


def shared_mark(one: EndpointFacts, other: EndpointFacts) -> str | None:
    """Say by what two endpoints are known to be one server; None where that is not known."""
    if _protocol(one) != _protocol(other):
        return None
    theirs = set(_marks(other))
    shared = [kind for kind, value in _marks(one) if (kind, value) in theirs]
    return _SAID[shared[0]] if shared else None


_SAID = {
    "construct": "they are made from one database of the app",
    "name": "they are one database in RDS",
    "host": "they have one host",
    "secret": "they read one secret",
    "place": "they have one place",
}


def is_one_database(one: EndpointFacts, other: EndpointFacts) -> bool:
    """Whether it is known that two endpoints of one server reach the same tables by the same names."""
    if has_one_namespace(one):
        return True
    names = [each.database.database if each.database is not None else None for each in (one, other)]
    return names[0] is not None and names[0] == names[1]


def _is_one_anywhere(value: str) -> bool:
    """Whether it is an ARN that says account and region."""
    return all(part and not is_unresolved(part) for part in place_in_arn(value))


class Databases:
    """
    The databases of many endpoints.

    Args:
        endpoints: What stands for each, what is known of it, and its environment: a name of a host or a secret is one
            of an environment.
    """

    def __init__(self, endpoints: Iterable[tuple[object, EndpointFacts, Callable[[], object]]]) -> None:
        self._known: dict[object, EndpointFacts] = {}
        self._parents: dict[object, object] = {}
        seen: set[tuple[object, int]] = set()
        for key, facts, environment in endpoints:
            if (key, id(facts)) in seen:
                continue
            seen.add((key, id(facts)))
            # Of an endpoint that is imported by its ARN less is known than where it is made.
            if key not in self._known or self._known[key].database is None:
                self._known[key] = facts
            self._parents.setdefault(key, key)
            for kind, value in _marks(facts):
                where = None if kind == "construct" or _is_one_anywhere(value) else environment()
                self._join(key, (_protocol(facts), kind, value, where))

    def facts(self, key: object) -> EndpointFacts:
        """Return what is known of an endpoint."""
        return self._known[key]

    def server(self, key: object) -> object:
        """Return what stands for the server of an endpoint: the same for all endpoints that are known to be of it."""
        while (parent := self._parents[key]) != key:
            self._parents[key] = key = self._parents[parent]
        return key

    def database(self, key: object) -> object:
        """Return what stands for its database; that of one that does not say which is its own."""
        facts = self._known[key]
        if has_one_namespace(facts):
            return self.server(key)
        name = facts.database.database if facts.database is not None else None
        return (self.server(key), name) if name is not None else key

    def _join(self, one: object, other: object) -> None:
        self._parents.setdefault(other, other)
        self._parents[self.server(other)] = self.server(one)

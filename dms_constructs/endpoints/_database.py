"""What never changes of a cluster or an instance, read once for all endpoints that use it: each reading asks Node."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar
from weakref import WeakKeyDictionary

from dms_constructs.errors import is_unresolved

if TYPE_CHECKING:
    from aws_cdk import aws_rds as rds


@dataclass(frozen=True, slots=True)
class KnownDatabase:
    """By what a cluster or an instance is known: two imports of one are one."""

    path: str
    """Where it is in the app."""
    rds_identifier: str | None
    """Its name in RDS, after what it is, as in its ARN: `cluster:shop` or `db:shop`."""
    host: str | None
    """Where its writer is; a CDK token where the app makes it."""
    port: int | None
    """Its port, where that is known."""

    _known: ClassVar[WeakKeyDictionary[object, KnownDatabase]] = WeakKeyDictionary()

    @classmethod
    def of(cls, database: rds.IDatabaseCluster | rds.IDatabaseInstance) -> KnownDatabase:
        """Return what is known of this one."""
        if database not in cls._known:
            cls._known[database] = cls._read(database)
        return cls._known[database]

    @classmethod
    def _read(cls, database: Any) -> KnownDatabase:
        is_cluster = hasattr(type(database), "cluster_identifier")
        name = _given_name(database, is_cluster=is_cluster)
        endpoint = _endpoint_of(database, is_cluster=is_cluster)
        port = endpoint.port if endpoint is not None else None
        return cls(
            path=database.node.path,
            rds_identifier=f"{'cluster' if is_cluster else 'db'}:{name.lower()}" if name is not None else None,
            host=endpoint.hostname if endpoint is not None else None,
            port=int(port) if port is not None and not is_unresolved(port) else None,
        )


def _given_name(database: Any, *, is_cluster: bool) -> str | None:
    """Return the name that it was given, or was imported by; None where deployment gives it one."""
    made = database.node.default_child
    if made is not None:
        name = getattr(made, "db_cluster_identifier" if is_cluster else "db_instance_identifier", None)
    else:
        name = getattr(database, "cluster_identifier" if is_cluster else "instance_identifier", None)
    return name if isinstance(name, str) and not is_unresolved(name) else None


def _endpoint_of(database: Any, *, is_cluster: bool) -> Any:
    """Return its endpoint; None of one that was imported without."""
    try:
        return getattr(database, "cluster_endpoint" if is_cluster else "instance_endpoint", None)
    except RuntimeError:  # what Node raises then
        return None

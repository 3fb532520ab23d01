"""Whether a connection leads to a database in RDS."""

from __future__ import annotations

from dms_constructs._checks import taken_as_is
from dms_constructs.endpoints.connection import Connection

__all__ = ["is_in_rds"]

_HOSTS = (".rds.amazonaws.com", ".rds.amazonaws.com.cn")


def is_in_rds(connection: Connection) -> bool:
    """Whether it surely does: it was made from an instance or a cluster, or its host is one of RDS."""
    host = connection.host
    return connection.database is not None or (
        host is not None and not taken_as_is(host) and host.lower().endswith(_HOSTS)
    )

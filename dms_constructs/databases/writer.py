"""What an Aurora target connects by: the writer of a cluster of its own, or of one that is there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aws_cdk import aws_rds as rds
from constructs import Construct, IConstruct

from dms_constructs._checks import is_l1, is_object_with
from dms_constructs.databases.making import make_cluster, make_user_secret
from dms_constructs.databases.new_cluster import NewCluster
from dms_constructs.endpoints._database_checks import check_database, connection_to, engine_of
from dms_constructs.endpoints.connection import Connection
from dms_constructs.engines import EngineName
from dms_constructs.errors import ConfigurationError, Finding, shown

__all__ = ["Writer", "check_can_make", "check_gets_a_user", "check_is_cluster_of", "check_makes_nothing"]


_MULTI_AZ = (EngineName.MYSQL, EngineName.POSTGRESQL)
"""The engines of RDS that have clusters which are not of Aurora: a writer and two readers, each with its own disk."""


class Writer:
    """What a target connects by: a cluster that is made inside of it, or one that is there and gets a user's secret."""

    certificate = None

    def __init__(
        self, engine: EngineName, new: NewCluster | None, cluster: rds.IDatabaseCluster | None, user: str | None
    ) -> None:
        self.engine_name = engine
        self.findings: tuple[Finding, ...] = new.findings if new is not None else ()
        self.writer: IConstruct | None = None
        self._new = new
        self._cluster = cluster
        self._user = user

    def bind(self, endpoint: Construct) -> Connection:
        """Make what is missing, and return how DMS gets in."""
        cluster: Any = self._cluster
        secret: Any = getattr(cluster, "secret", None)
        if self._new is not None:
            cluster, secret, self.writer = make_cluster(endpoint, self._new)
        if self._user is not None:
            secret = make_user_secret(endpoint, cluster, secret, self._user, self._new)
        return Connection(secret=secret, engine_name=self.engine_name, peer=cluster, database=cluster)


def check_can_make(given: Mapping[str, object], secret: object) -> None:
    """Raise unless there is what a cluster needs, and no secret of another."""
    if "vpc" not in given:
        raise ConfigurationError(
            "DMS-B003",
            "a target needs a network for a cluster of its own, or a cluster; write vpc=vpc, or cluster=cluster",
        )
    if secret is not None:
        raise ConfigurationError(
            "DMS-B003",
            "secret is for a cluster that is given by cluster=...; one that is made here gets its own; leave secret "
            "out, or write dms_user='...' to give DMS a user of its own",
        )


def check_gets_a_user(cluster: object, secret: object) -> None:
    """Raise unless this is a cluster that a secret for a user can be made for, and no other secret is given."""
    check_database("cluster", cluster)
    if secret is not None:
        raise ConfigurationError(
            "DMS-B003",
            "dms_user makes the secret that DMS reads, and secret=... gives one; leave dms_user out, or secret",
        )


def check_is_cluster_of(engine: EngineName, cluster: object) -> None:
    """Raise where what was given is an instance, or of another engine: there is a target for that, too."""
    database: Any = cluster
    is_instance = is_object_with(database, "instance_identifier")
    other = None if is_l1(database) or not hasattr(type(database), "engine") else engine_of(database)
    if not is_instance and other in {None, engine}:
        return
    written = {
        EngineName.AURORA_POSTGRESQL: "dms.AuroraPostgreSqlTarget(self, 'Target', cluster=cluster, database='orders')",
        EngineName.AURORA_MYSQL: "dms.AuroraMySqlTarget(self, 'Target', cluster=cluster)",
    }
    if is_instance:
        of_target = (other or engine).record.target_class
        name = ", database='orders'" if of_target == "PostgreSqlTarget" else ""
        connection = connection_to("instance", database)
        write = f"dms.{of_target}(self, 'Target', connection={connection}{name})"
        got = f"{shown(database)}, which is an RDS instance"
    elif other in _MULTI_AZ:
        name = ", database='orders'" if other is EngineName.POSTGRESQL else ""
        connection = connection_to("cluster", database)
        write = f"dms.{other.record.target_class}(self, 'Target', connection={connection}{name})"
        got = f"one of dms.EngineName.{other.name}, which is a Multi-AZ cluster of RDS and not of Aurora"
    else:
        write = written.get(other, f"dms.{other.record.target_class}(...)")  # type: ignore[union-attr,arg-type]
        got = f"one of dms.EngineName.{other.name}"  # type: ignore[union-attr]
    raise ConfigurationError(
        "DMS-E002", f"cluster must be a cluster of dms.EngineName.{engine.name}, got {got}; write {write}"
    )


def check_makes_nothing(given: Mapping[str, object]) -> None:
    """Raise where an argument is for a cluster to be made, and there is one."""
    names = [name for name, value in given.items() if value is not None]
    if names:
        one = len(names) == 1
        raise ConfigurationError(
            "DMS-B003",
            f"{', '.join(names)} {'is' if one else 'are'} for a cluster that is made here, but cluster=... gives one "
            f"that exists; leave {'it' if one else 'them'} out, or leave cluster out",
        )

"""The names DMS gives to database engines."""

from __future__ import annotations

import enum

from dms_constructs import facts

__all__ = ["EndpointType", "EngineFamily", "EngineName"]


class EndpointType(enum.Enum):
    """Which way data flows through an endpoint."""

    SOURCE = "source"
    TARGET = "target"


class EngineFamily(enum.Enum):
    """Engines that share a protocol, a settings block and their limits."""

    MYSQL = "mysql"
    POSTGRESQL = "postgresql"


class EngineName(enum.Enum):
    """
    The database engine behind an endpoint, as DMS names it.

    Source: the EngineName parameter of CreateEndpoint in the AWS DMS API reference. Aurora Serverless v2 clusters
    use the names of their family.
    """

    MYSQL = "mysql"
    MARIADB = "mariadb"
    AURORA_MYSQL = "aurora"
    POSTGRESQL = "postgres"
    AURORA_POSTGRESQL = "aurora-postgresql"

    @property
    def family(self) -> EngineFamily:
        """The engines that share this one's protocol and settings."""
        if self in {EngineName.POSTGRESQL, EngineName.AURORA_POSTGRESQL}:
            return EngineFamily.POSTGRESQL
        return EngineFamily.MYSQL

    @property
    def default_port(self) -> int:
        """The TCP port a server of this engine listens on unless told otherwise."""
        port: int = facts.engines()["engines"][self.value]["default_port"]["value"]
        return port

    @property
    def ssl_modes(self) -> tuple[str, ...]:
        """The SSL modes that an endpoint of this engine may use."""
        return tuple(facts.engines()["engines"][self.value]["ssl_modes"]["value"])

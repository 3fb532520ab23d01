"""Versions of Aurora, as the CDK and CloudFormation know them."""

from __future__ import annotations

import functools
from dataclasses import dataclass

from aws_cdk import aws_rds as rds

from dms_constructs import facts
from dms_constructs.engines import EngineName
from dms_constructs.errors import ConfigurationError, shown

__all__ = ["AuroraEngine", "Version"]

_EXAMPLES = {
    EngineName.AURORA_POSTGRESQL: ("AuroraPostgresEngineVersion", "VER_17_7"),
    EngineName.AURORA_MYSQL: ("AuroraMysqlEngineVersion", "VER_3_10_3"),
}
_RDS_NAMES = {EngineName.AURORA_POSTGRESQL: "aurora-postgresql", EngineName.AURORA_MYSQL: "aurora-mysql"}

Version = rds.AuroraPostgresEngineVersion | rds.AuroraMysqlEngineVersion


@dataclass(frozen=True, slots=True)
class AuroraEngine:
    """An engine of Aurora in one version."""

    name: EngineName
    full_version: str
    """As CloudFormation wants it, such as `17.7` or `8.0.mysql_aurora.3.10.3`."""
    major_version: str
    """As in the name of a family of parameters, such as `17` or `8.0`."""

    @classmethod
    def of(cls, name: EngineName, version: Version | None) -> AuroraEngine:
        """Return that of a version of the CDK's; without one the newest that AWS supports for longest."""
        if version is None:
            known = facts.aurora()["versions"][_RDS_NAMES[name]]
            return cls(name, known["full"], known["major"])
        if name is EngineName.AURORA_POSTGRESQL and isinstance(version, rds.AuroraPostgresEngineVersion):
            return cls(name, version.aurora_postgres_full_version, version.aurora_postgres_major_version)
        if name is EngineName.AURORA_MYSQL and isinstance(version, rds.AuroraMysqlEngineVersion):
            return cls(name, version.aurora_mysql_full_version, version.aurora_mysql_major_version)
        wanted, example = _EXAMPLES[name]
        raise ConfigurationError(
            "DMS-B009",
            f"engine_version must be an rds.{wanted}, got {shown(version)}; "
            f"write engine_version=rds.{wanted}.{example}",
            given=version,
        )

    @property
    def rds_name(self) -> str:
        """As RDS calls it, which is not always DMS's name."""
        return _RDS_NAMES[self.name]

    @property
    def family(self) -> str:
        """The family of its parameter groups."""
        return f"{self.rds_name}{self.major_version}"

    @property
    def is_long_term(self) -> bool:
        """Whether AWS supports this minor version for longer than others."""
        known: str = facts.aurora()["versions"][self.rds_name]["full"]
        return self.full_version == known

    @property
    def for_cdk(self) -> rds.IClusterEngine:
        """As the CDK's constructs take it."""
        return _for_cdk(self)


@functools.cache  # the same for every cluster
def _for_cdk(engine: AuroraEngine) -> rds.IClusterEngine:
    full, major = engine.full_version, engine.major_version
    if engine.name is EngineName.AURORA_POSTGRESQL:
        # Whether a version pauses is checked against the facts; the CDK knows it of its own constants only.
        version = rds.AuroraPostgresEngineVersion.of(full, major, serverless_v2_auto_pause_supported=True)
        return rds.DatabaseClusterEngine.aurora_postgres(version=version)
    return rds.DatabaseClusterEngine.aurora_mysql(version=rds.AuroraMysqlEngineVersion.of(full, major))

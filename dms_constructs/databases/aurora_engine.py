"""Versions of Aurora, as the CDK and CloudFormation know them."""

from __future__ import annotations

import functools
from dataclasses import dataclass

from aws_cdk import aws_rds as rds

from dms_constructs._checks import skipped
from dms_constructs.databases.capacity import Capacity, ServerlessCapacity
from dms_constructs.databases.families import major_of
from dms_constructs.databases.versions import (
    can_pause,
    database_version_findings,
    default_version,
    has_long_term_support,
    is_family,
    is_serverless,
    largest_acu,
)
from dms_constructs.engines import EngineName
from dms_constructs.errors import ConfigurationError, Finding, is_unresolved, shown

__all__ = ["AuroraEngine", "Version", "check_serverless", "version_of"]

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
            rds_name = _RDS_NAMES[name]
            default = default_version(rds_name)
            return cls(name, default, major_of(rds_name, default) or default)
        if name is EngineName.AURORA_POSTGRESQL and isinstance(version, rds.AuroraPostgresEngineVersion):
            return cls._checked(name, version.aurora_postgres_full_version, version.aurora_postgres_major_version)
        if name is EngineName.AURORA_MYSQL and isinstance(version, rds.AuroraMysqlEngineVersion):
            return cls._checked(name, version.aurora_mysql_full_version, version.aurora_mysql_major_version)
        wanted, example = _EXAMPLES[name]
        raise ConfigurationError(
            "DMS-B009",
            f"engine_version must be an rds.{wanted}, got {shown(version)}; "
            f"write engine_version=rds.{wanted}.{example}",
            given=version,
        )

    @classmethod
    def _checked(cls, name: EngineName, full: str, major: str) -> AuroraEngine:
        """Return that of a version, whose parameter groups are of the family of the major one."""
        if skipped(full) or is_unresolved(major):
            return cls(name, full, major)
        rds_name, (constant, example) = _RDS_NAMES[name], _EXAMPLES[name]
        if "limitless" in full:
            raise ConfigurationError(
                "DMS-B009",
                f"engine_version {full} is of Aurora Limitless, whose clusters have shards and no instances; write "
                f"engine_version=rds.{constant}.{example}",
                given=full,
            )
        right = major_of(rds_name, full)
        if right != major and is_family(rds_name, right):
            raise ConfigurationError(
                "DMS-B009",
                f"engine_version {full} is one of major version {right}, got {major}, so RDS refuses its parameter "
                f"groups; write engine_version=rds.{constant}.of({full!r}, {right!r})",
                given=major,
            )
        return cls(name, full, major)

    @property
    def rds_name(self) -> str:
        """As RDS calls it, which is not always DMS's name."""
        return _RDS_NAMES[self.name]

    @property
    def family(self) -> str:
        """The family of its parameter groups."""
        return f"{self.rds_name}{self.major_version}"

    @property
    def has_long_term_support(self) -> bool:
        """Whether AWS keeps this minor version for longer than others."""
        return has_long_term_support(self.rds_name, self.full_version)

    def findings(self, *, extended_support: bool) -> list[Finding]:
        """Return what deploys but may surprise of the version, for a cluster with or without paid support."""
        found = []
        for each in database_version_findings(self.rds_name, self.full_version):
            if each.id != "databaseVersion.extendedSupport":
                found.append(each)
            elif not extended_support:
                # With it, somebody asked for what the other one warns of.
                found.append(
                    Finding(
                        "aurora.unsupportedVersion",
                        f"{each.message.partition(':')[0]}: RDS makes no new cluster of it without extended support, "
                        "and upgrades one that is there",
                        "Amazon RDS API reference, CreateDBCluster (EngineLifecycleSupport)",
                        fix="give engine_version a newer major one, or write extended_support=True, which is paid for",
                    )
                )
        return found

    def check_acu(self, capacity: ServerlessCapacity) -> None:
        """Raise where the version is known not to reach a capacity, or not to pause."""
        check_serverless(self.rds_name, self.full_version, capacity)

    @property
    def for_cdk(self) -> rds.IClusterEngine:
        """As the CDK's constructs take it."""
        return _for_cdk(self)


def version_of(engine: rds.IClusterEngine) -> str | None:
    """Return the full version of an engine of the CDK; None where it has none."""
    return engine.engine_version.full_version if engine.engine_version is not None else None


def check_serverless(rds_name: str, version: str | None, capacity: Capacity) -> None:
    """Raise where a version of an engine is known not to reach a capacity, or not to pause."""
    if not isinstance(capacity, ServerlessCapacity) or version is None or skipped(version):
        return
    if is_serverless(rds_name, version) is False:
        raise ConfigurationError(
            "DMS-B001",
            f"version {version} has no serverless capacity; write "
            "capacity=dms.ProvisionedCapacity(instance_type=ec2.InstanceType('r6g.large')), or take a newer version",
            given=version,
        )
    largest = largest_acu(rds_name, version)
    if largest is not None and not is_unresolved(capacity.max_acu) and capacity.max_acu > largest:
        raise ConfigurationError(
            "DMS-B001",
            f"max_acu must be {largest} at most in version {version}, got {capacity.max_acu:g}; write "
            f"max_acu={largest}, or give engine_version a newer one",
            given=capacity.max_acu,
        )
    if capacity.pauses and can_pause(rds_name, version) is False:
        raise ConfigurationError(
            "DMS-B001",
            f"min_acu=0 is to pause, which version {version} can't; write min_acu=0.5, without "
            "pause_after, or give engine_version a newer one",
            given=capacity.min_acu,
        )


@functools.cache  # the same for every cluster
def _for_cdk(engine: AuroraEngine) -> rds.IClusterEngine:
    full, major = engine.full_version, engine.major_version
    if engine.name is EngineName.AURORA_POSTGRESQL:
        # Whether a version pauses is checked against the facts; the CDK knows it of its own constants only.
        version = rds.AuroraPostgresEngineVersion.of(full, major, serverless_v2_auto_pause_supported=True)
        return rds.DatabaseClusterEngine.aurora_postgres(version=version)
    return rds.DatabaseClusterEngine.aurora_mysql(version=rds.AuroraMysqlEngineVersion.of(full, major))

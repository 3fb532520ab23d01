"""An Aurora Global Database: a cluster that becomes the primary, and what the clusters of other regions need of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol, cast

import aws_cdk as cdk
from aws_cdk import aws_rds as rds
from constructs import Construct, IConstruct

from dms_constructs._checks import flag, in_range, is_a, located, not_blank, provides
from dms_constructs._construct import DmsConstruct, Imported, check_holds_resources, l1, stack_of, warn
from dms_constructs._references import construct_behind
from dms_constructs.app_wide.seen import is_elsewhere, is_in_tree, region_of
from dms_constructs.databases.aurora_engine import version_of
from dms_constructs.databases.global_checks import check_identifier, check_policy, check_primary, floor_findings
from dms_constructs.databases.limits import limit
from dms_constructs.databases.pausing import refuse_pause
from dms_constructs.endpoints.server import ServerEndpoint
from dms_constructs.errors import ConfigurationError, is_unresolved
from dms_constructs.monitoring.database_reading import size_of

__all__ = ["GlobalDatabase", "IGlobalDatabase"]


class IGlobalDatabase(IConstruct, Protocol):
    """What the secondaries of a global database need of it, whether or not this app owns it."""

    @property
    def global_cluster_identifier(self) -> str:
        """Its identifier, the same in all regions."""

    @property
    def engine(self) -> rds.IClusterEngine:
        """The engine and version of all its clusters."""

    @property
    def primary_region(self) -> str:
        """Where its primary was made; a CDK token where the stack doesn't say."""

    @property
    def is_encrypted(self) -> bool:
        """Whether its storage is encrypted with a key of KMS."""

    @property
    def port(self) -> int:
        """The port of all its clusters."""

    @property
    def parameters(self) -> Mapping[str, str]:
        """The parameters of the primary, where they are known."""


class GlobalDatabase(DmsConstruct):
    """
    A global database around an Aurora cluster, which becomes its primary; `GlobalSecondary` adds other regions.

    Make it after the load: each change is sent to every region, so a load is slower with it and its transfer is billed.
    The primary stays a cluster like any other, and nothing of it is replaced.

    Its identifier is written down, because stacks of other regions can't refer to what CloudFormation would name.

    Creates: the global cluster.

    Source: Amazon Aurora User Guide, page aurora-global-database.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        cluster: rds.IDatabaseCluster,
        global_cluster_identifier: str,
        deletion_protection: bool = True,
        removal_policy: cdk.RemovalPolicy | None = None,
    ) -> None:
        """
        Make the global database.

        Args:
            scope: The construct it belongs to, in the primary's region.
            construct_id: Its name there.
            cluster: The Aurora cluster that becomes the primary.
            global_cluster_identifier: Its name, unique among the account's global databases: 1 to 63 lower-case
                letters, digits and single hyphens.
            deletion_protection: Whether RDS refuses to delete it; by default yes.
            removal_policy: What happens to it when it leaves the stack; by default it stays. Deleted, it leaves its
                primary behind as a cluster of one region, and it can't be while it has secondaries.

        Raises:
            ConfigurationError: `DMS-H005` for an identifier that RDS refuses, or that is known at deployment only,
                `DMS-H006` for a cluster that can't be the primary, `DMS-B002` for one that is to pause, and `DMS-A001`
                for something else of another type.
        """
        with located(scope, construct_id):
            check_holds_resources(scope, construct_id)
            check_identifier(global_cluster_identifier)
            flag("deletion_protection", deletion_protection)
            check_policy(removal_policy)
            example = "rds.DatabaseCluster.from_database_cluster_attributes(...)"
            provides("cluster", cluster, "cluster_identifier", "an Aurora cluster", example, required=True, secret=True)
            there = cluster.env.region
            if is_elsewhere(there, stack_of(scope), region_of):
                raise ConfigurationError(
                    "DMS-H006",
                    f"a global database is made in the region of its primary, which is in {there}; make it in a stack "
                    f"of {there}",
                    given=there,
                )
            self._parts = tuple(cluster.node.find_all())
            engine = check_primary(cluster, self._parts)
            refuse_pause(cluster, "the primary of a global database never does")
        super().__init__(scope, construct_id)
        self._identifier = global_cluster_identifier
        self._engine = engine
        self._secondaries: list[tuple[IConstruct, str]] = []
        resource = l1(
            rds.CfnGlobalCluster,
            rds.CfnGlobalClusterProps,
            self,
            global_cluster_identifier=global_cluster_identifier,
            source_db_cluster_identifier=cluster.cluster_arn,
            deletion_protection=deletion_protection,
            engine_lifecycle_support=self._support,
        )
        resource.apply_removal_policy(removal_policy or cdk.RemovalPolicy.RETAIN)
        for part in self._parts:
            if isinstance(part, rds.CfnDBInstance):
                resource.node.add_dependency(part)
        self._resource = resource
        if not isinstance(scope, ServerEndpoint):  # a target says so itself, of its own capacity
            warn(self, floor_findings(size_of(cluster).min_acu))

    @classmethod
    def from_global_database_attributes(
        cls,
        scope: Construct,
        construct_id: str,
        *,
        global_cluster_identifier: str,
        engine: rds.IClusterEngine,
        primary_region: str,
        is_encrypted: bool = True,
        port: int | None = None,
        parameters: Mapping[str, str] | None = None,
    ) -> IGlobalDatabase:
        """
        Refer to a global database that exists, or that another app makes.

        Args:
            scope: The construct it belongs to.
            construct_id: Its name there.
            global_cluster_identifier: Its name.
            engine: The engine of its primary, with the full version.
            primary_region: The region of its primary.
            is_encrypted: Whether the primary's storage is encrypted with a key of KMS; by default yes.
            port: The port of its primary; by default the engine's own.
            parameters: What its primary's cluster parameters are; by default the engine's own.

        Raises:
            ConfigurationError: `DMS-H005` for an identifier or a port that RDS refuses, `DMS-H006` for an engine
                without its version, `DMS-H007` for a region that is missing.
        """
        with located(scope, construct_id):
            check_identifier(global_cluster_identifier)
            provides("engine", engine, "engine_type", "an engine", _ENGINE, required=True)
            if version_of(engine) is None:
                raise ConfigurationError(
                    "DMS-H006",
                    f"the engine's version is not known, and each secondary must have the same; give {_ENGINE}",
                )
            not_blank("DMS-H007", "primary_region", primary_region, "the primary's, such as primary_region='eu-west-1'")
            flag("is_encrypted", is_encrypted)
            in_range("DMS-H005", "port", port, 1150, 65535)
            is_a("DMS-F008", "parameters", parameters, Mapping, 'parameters={"rds.force_ssl": "1"}')
        return _Existing(
            scope,
            construct_id,
            identifier=global_cluster_identifier,
            engine=engine,
            region=primary_region,
            is_encrypted=is_encrypted,
            port=port or _usual_port(engine),
            parameters=parameters or {},
        )

    @property
    def global_cluster_identifier(self) -> str:
        """Its identifier, the same in all regions."""
        return self._identifier

    @property
    def engine(self) -> rds.IClusterEngine:
        """The engine and version of all its clusters."""
        return self._engine

    @property
    def primary_region(self) -> str:
        """Where its primary was made; a CDK token where the stack doesn't say."""
        return region_of(self.stack)

    @property
    def is_encrypted(self) -> bool:
        """Whether its storage is encrypted with a key of KMS; yes where the primary was imported."""
        made = self._of(rds.CfnDBCluster)
        return made is None or made.storage_encrypted not in {None, False}

    @property
    def port(self) -> int:
        """The port of all its clusters: the engine's own, unless the primary has another."""
        made = self._of(rds.CfnDBCluster)
        given = made.port if made is not None else None
        return int(given) if given is not None and not is_unresolved(given) else _usual_port(self._engine)

    @property
    def parameters(self) -> Mapping[str, str]:
        """The parameters of the primary, where this app makes them."""
        made = self._of(rds.CfnDBCluster)
        name = made.db_cluster_parameter_group_name if made is not None else None
        group = construct_behind(name)
        if not isinstance(group, rds.CfnDBClusterParameterGroup):
            return {}
        return cast("Mapping[str, str]", cdk.Stack.of(group).resolve(group.parameters))

    @property
    def _support(self) -> str | None:
        """Whether extended support is bought: as for the primary, by default not. A setting of PostgreSQL only."""
        made = self._of(rds.CfnDBCluster)
        bought = made.engine_lifecycle_support if made is not None else None
        return bought or _NO_EXTENDED_SUPPORT if self._engine.engine_type == "aurora-postgresql" else None

    def note_secondary(self, secondary: IConstruct, region: str) -> None:
        """
        Note a cluster of another region; `GlobalSecondary` does that.

        Raises:
            ConfigurationError: `DMS-H007` for one too many, and for a second one in a region.
        """
        there = [(each, known) for each, known in self._secondaries if is_in_tree(each)]
        most = limit("global_secondaries").maximum or 0
        for each, known in there:
            if known == region:
                raise ConfigurationError(
                    "DMS-H007",
                    f"a global database has one cluster in a region, and {each.node.path} is in {region} already; put "
                    "this one into a stack of another region, or leave it out",
                    given=region,
                )
        if len(there) >= most:
            raise ConfigurationError(
                "DMS-H007", f"a global database has at most {most:g} secondaries, and this is one more; leave it out"
            )
        self._secondaries = [*there, (secondary, region)]

    def _of(self, kind: type) -> Any:
        """Return the first part of the primary of a kind."""
        return next((part for part in self._parts if isinstance(part, kind)), None)


# AWS's own default is support that is paid for.
_NO_EXTENDED_SUPPORT = "open-source-rds-extended-support-disabled"


class _Existing(Imported):
    """A global database that this app was told of."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        identifier: str,
        engine: rds.IClusterEngine,
        region: str,
        is_encrypted: bool,
        port: int,
        parameters: Mapping[str, str],
    ) -> None:
        super().__init__(scope, construct_id)
        self.global_cluster_identifier = identifier
        self.engine = engine
        self.primary_region = region
        self.is_encrypted = is_encrypted
        self.port = port
        self.parameters = parameters


_ENGINE = (
    "engine=rds.DatabaseClusterEngine.aurora_postgres(version=rds.AuroraPostgresEngineVersion.VER_17_7), as the primary"
)


def _usual_port(engine: rds.IClusterEngine) -> int:
    """Return the port of an engine; CloudFormation's own default is MySQL's, for PostgreSQL too."""
    return 5432 if engine.engine_type == "aurora-postgresql" else 3306

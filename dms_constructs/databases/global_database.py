"""An Aurora Global Database: a cluster that becomes the primary, and what the clusters of other regions need of it."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from typing import Any, Protocol, cast

import aws_cdk as cdk
from aws_cdk import aws_rds as rds
from constructs import Construct, IConstruct

from dms_constructs import facts
from dms_constructs._checks import flag, is_a, is_object_with, located, number_taken_as_is, provides, taken_as_is
from dms_constructs._code import SELF, Variable, as_code, call
from dms_constructs._construct import DmsConstruct, Imported, check_holds_resources, l1
from dms_constructs.app_wide.seen import is_in_tree, region_of
from dms_constructs.databases.capacity import Capacity, ServerlessCapacity
from dms_constructs.databases.limits import limit
from dms_constructs.databases.phase import TargetPhase
from dms_constructs.errors import ConfigurationError, Finding, is_unresolved, shown

__all__ = ["GlobalDatabase", "IGlobalDatabase", "check_is_global_database", "class_trouble", "primary_findings"]


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
                `DMS-H006` for a cluster that can't be the primary, and `DMS-A001` for something else of another type.
        """
        with located(scope, construct_id):
            check_holds_resources(scope, construct_id)
            _check_identifier(global_cluster_identifier)
            flag("deletion_protection", deletion_protection)
            _check_policy(removal_policy)
            example = "rds.DatabaseCluster.from_database_cluster_attributes(...)"
            provides("cluster", cluster, "cluster_identifier", "an Aurora cluster", example, required=True, secret=True)
            self._parts = tuple(cluster.node.find_all())
            engine = _check_primary(cluster, self._parts)
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
        )
        resource.apply_removal_policy(removal_policy or cdk.RemovalPolicy.RETAIN)
        for part in self._parts:
            if isinstance(part, rds.CfnDBInstance):
                resource.node.add_dependency(part)
        self._resource = resource

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
            ConfigurationError: `DMS-H005` for an identifier that RDS refuses.
        """
        with located(scope, construct_id):
            _check_identifier(global_cluster_identifier)
            provides("engine", engine, "engine_type", "an engine", _ENGINE, required=True)
        return _Existing(
            scope,
            construct_id,
            identifier=global_cluster_identifier,
            engine=engine,
            region=primary_region,
            is_encrypted=is_encrypted,
            port=port or usual_port(engine),
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
        return int(given) if given is not None and not is_unresolved(given) else usual_port(self._engine)

    @property
    def parameters(self) -> Mapping[str, str]:
        """The parameters of the primary, where this app makes them."""
        made = self._of(rds.CfnDBCluster)
        name = made.db_cluster_parameter_group_name if made is not None else None
        if name is None or not is_unresolved(name):
            return {}
        token: Any = cdk.Tokenization.reverse_string(name).first_token
        group = getattr(token, "target", None)
        if not isinstance(group, rds.CfnDBClusterParameterGroup):
            return {}
        return cast("Mapping[str, str]", cdk.Stack.of(group).resolve(group.parameters))

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


def primary_findings(capacity: Capacity, phase: TargetPhase) -> list[Finding]:
    """Return the findings about a cluster of ours as the primary."""
    found = []
    if phase is TargetPhase.LOADING:
        found.append(
            Finding(
                "globalDatabase.duringLoad",
                "the target is still loaded, and each change of the load is sent to every secondary, which costs time "
                "and transfer",
                fix="add it to a global database together with phase=dms.TargetPhase.SERVING, or later",
            )
        )
    least = limit("minimum_acu_global_primary").minimum
    floor = capacity.min_acu if isinstance(capacity, ServerlessCapacity) else least
    if isinstance(capacity, ServerlessCapacity) and not number_taken_as_is(floor) and floor < least:
        instead = dataclasses.replace(capacity, min_acu=int(least), max_acu=max(int(least), capacity.max_acu))
        found.append(
            Finding(
                "globalDatabase.smallFloor",
                f"AWS advises the primary of a global database to have {least:g} ACU at least, and this one has "
                f"min_acu={floor:g}: sending changes to other regions needs some of it all the time",
                fix=f"write capacity={as_code(instead)}",
            )
        )
    return found


def usual_port(engine: rds.IClusterEngine) -> int:
    """Return the port of an engine; CloudFormation's own default is MySQL's, for PostgreSQL too."""
    return 5432 if engine.engine_type == "aurora-postgresql" else 3306


def _check_identifier(identifier: str) -> None:
    if is_unresolved(identifier):
        raise ConfigurationError(
            "DMS-H005",
            "global_cluster_identifier must be known now: stacks of other regions name the global database by it, and "
            "no reference crosses regions; write global_cluster_identifier='shop'",
        )
    pattern = facts.aurora_features()["global_database"]["identifier"]["value"]
    if taken_as_is(identifier) or (isinstance(identifier, str) and re.fullmatch(pattern, identifier)):
        return
    near = re.sub(r"[^a-z0-9]+", "-", identifier.lower()).strip("-") if isinstance(identifier, str) else ""
    write = near if re.fullmatch(pattern, near) else "shop"
    raise ConfigurationError(
        "DMS-H005",
        "global_cluster_identifier must have 1 to 63 lower-case letters, digits and single hyphens, and begin with a "
        f"letter, got {shown(identifier)}; write global_cluster_identifier={write!r}",
        given=identifier,
    )


def _check_policy(policy: cdk.RemovalPolicy | None) -> None:
    is_a("DMS-A001", "removal_policy", policy, cdk.RemovalPolicy, "cdk.RemovalPolicy.RETAIN")
    if policy is cdk.RemovalPolicy.SNAPSHOT:
        raise ConfigurationError(
            "DMS-A003",
            "removal_policy must not be SNAPSHOT: a global database has no snapshots, its clusters have; write "
            "removal_policy=cdk.RemovalPolicy.DESTROY, which leaves its primary as it is",
            given=policy,
        )


def _check_primary(cluster: Any, parts: tuple[IConstruct, ...]) -> rds.IClusterEngine:
    """Return the engine of a cluster that can be the primary, or raise."""
    known = facts.aurora_features()["global_database"]
    engine = getattr(cluster, "engine", None)
    if engine is None or engine.engine_version is None:
        lacks = "engine" if engine is None else "engine's version"
        raise ConfigurationError(
            "DMS-H006",
            f"the {lacks} of the cluster is not known, and each secondary must have the same; give the cluster "
            "engine=rds.DatabaseClusterEngine.aurora_postgres(version=rds.AuroraPostgresEngineVersion.VER_17_7), with "
            "its own version",
        )
    if engine.engine_type not in known["engines"]["value"]:
        raise ConfigurationError(
            "DMS-H006",
            f"the primary of a global database must be an Aurora MySQL or Aurora PostgreSQL cluster, and the engine of "
            f"this one is {engine.engine_type}; give a cluster of one of these",
            given=engine.engine_type,
        )
    for part in parts:
        if isinstance(part, rds.CfnDBCluster) and part.backtrack_window:
            raise ConfigurationError(
                "DMS-H006",
                "a cluster with backtrack can't be in a global database; leave backtrack_window out, which AWS allows "
                "for new clusters only: restore a snapshot into a cluster without it",
                given=part.backtrack_window,
            )
        if isinstance(part, rds.CfnDBInstance) and part.db_instance_class is not None:
            trouble = class_trouble(part.db_instance_class)
            if trouble is not None:
                raise ConfigurationError(
                    "DMS-H006", f"{trouble}, and {part.node.path} has it", given=part.db_instance_class
                )
    return cast("rds.IClusterEngine", engine)


def class_trouble(instance_class: str) -> str | None:
    """Return why a class can't be in a global database; None where it can."""
    refused = facts.aurora_features()["global_database"]["refused_classes"]["value"]
    if is_unresolved(instance_class) or not re.fullmatch(refused, instance_class.removeprefix("db.").partition(".")[0]):
        return None
    return (
        f"a global database needs memory-optimized instances, such as ec2.InstanceType('r7g.large'), not "
        f"{instance_class.removeprefix('db.')}"
    )


def check_is_global_database(value: object) -> None:
    """Raise unless this is a global database."""
    write = call(
        "dms.GlobalDatabase.from_global_database_attributes",
        SELF,
        "Global",
        global_cluster_identifier=value if isinstance(value, str) and not is_unresolved(value) else "shop",
        engine=Variable("engine"),
        primary_region="eu-west-1",
    )
    if not is_object_with(value, "global_cluster_identifier") or not is_object_with(value, "primary_region"):
        provides(
            "global_database", value, "primary_region", "a global database", f"global_database={write}", required=True
        )

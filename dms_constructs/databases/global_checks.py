"""What Aurora refuses of a global database, and what deploys but surprises."""

from __future__ import annotations

import dataclasses
import re
from typing import Any, cast

import aws_cdk as cdk
from aws_cdk import aws_rds as rds
from constructs import IConstruct

from dms_constructs import facts
from dms_constructs._checks import is_a, is_object_with, number_taken_as_is, provides, taken_as_is
from dms_constructs._code import SELF, Variable, as_code, call
from dms_constructs.databases.capacity import Capacity, ServerlessCapacity
from dms_constructs.databases.limits import limit
from dms_constructs.databases.phase import TargetPhase
from dms_constructs.errors import ConfigurationError, Finding, is_unresolved, shown

__all__ = [
    "check_identifier",
    "check_is_global_database",
    "check_policy",
    "check_primary",
    "class_trouble",
    "floor_findings",
    "primary_findings",
]


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
    if isinstance(capacity, ServerlessCapacity):
        least = int(limit("minimum_acu_global_primary").minimum)
        most = capacity.max_acu if number_taken_as_is(capacity.max_acu) else max(least, capacity.max_acu)
        instead = dataclasses.replace(capacity, min_acu=least, max_acu=most)
        found += floor_findings(capacity.min_acu, f"write capacity={as_code(instead)}")
    return found


def floor_findings(min_acu: float | None, fix: str = "write serverless_v2_min_capacity=8") -> list[Finding]:
    """Return the finding about a floor that is low for a primary; None is one that is not known."""
    least = limit("minimum_acu_global_primary").minimum
    if min_acu is None or number_taken_as_is(min_acu) or min_acu >= least:
        return []
    return [
        Finding(
            "globalDatabase.smallFloor",
            f"AWS advises the primary of a global database to have {least:g} ACU at least, and this one has "
            f"min_acu={min_acu:g}: sending changes to other regions needs some of it all the time",
            fix=fix,
        )
    ]


def check_identifier(identifier: str) -> None:
    """Raise unless a global database can be named so, and stacks of other regions can know it."""
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


def check_policy(policy: cdk.RemovalPolicy | None) -> None:
    """Raise unless a global database can be removed so."""
    is_a("DMS-A001", "removal_policy", policy, cdk.RemovalPolicy, "cdk.RemovalPolicy.RETAIN")
    if policy is cdk.RemovalPolicy.SNAPSHOT:
        raise ConfigurationError(
            "DMS-A003",
            "removal_policy must not be SNAPSHOT: a global database has no snapshots, its clusters have; write "
            "removal_policy=cdk.RemovalPolicy.DESTROY, which leaves its primary as it is",
            given=policy,
        )


def check_primary(cluster: Any, parts: tuple[IConstruct, ...]) -> rds.IClusterEngine:
    """Return the engine of a cluster that can be the primary, or raise."""
    known = facts.aurora_features()["global_database"]
    engine = getattr(cluster, "engine", None)
    if engine is not None and engine.engine_type not in known["engines"]["value"]:
        raise ConfigurationError(
            "DMS-H006",
            f"the primary of a global database must be an Aurora MySQL or Aurora PostgreSQL cluster, and the engine of "
            f"this one is {engine.engine_type}; give a cluster of one of these",
            given=engine.engine_type,
        )
    if engine is None or engine.engine_version is None:
        lacks = "engine" if engine is None else "engine's version"
        raise ConfigurationError(
            "DMS-H006",
            f"the {lacks} of the cluster is not known, and each secondary must have the same; give the cluster "
            "engine=rds.DatabaseClusterEngine.aurora_postgres(version=rds.AuroraPostgresEngineVersion.VER_17_7), with "
            "its own version",
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

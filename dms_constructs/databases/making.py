"""How an Aurora cluster becomes constructs, with what goes or stays with it: secret, parameters, logs."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any, NamedTuple, cast

import aws_cdk as cdk
from aws_cdk import aws_logs as logs, aws_rds as rds, aws_secretsmanager as secretsmanager
from constructs import Construct, IConstruct

from dms_constructs._construct import created
from dms_constructs.databases.capacity import ServerlessCapacity
from dms_constructs.databases.new_cluster import NewCluster
from dms_constructs.databases.parameter_facts import ParameterLevel
from dms_constructs.databases.phase import PHASE
from dms_constructs.databases.surroundings import groups_for, keep, keep_parts
from dms_constructs.endpoints._secret import KnownSecret
from dms_constructs.endpoints.password import PASSWORD_EXCLUDE_CHARACTERS

__all__ = ["make_cluster", "make_rotations", "make_user_secret"]


class Made(NamedTuple):
    """What was made."""

    cluster: rds.DatabaseCluster
    secret: secretsmanager.ISecret
    """Its administrator's."""
    writer: IConstruct


def make_cluster(scope: Construct, new: NewCluster) -> Made:
    """Make the cluster and everything of its own."""
    maker = _Maker(scope, new)
    made = maker.make()
    made.writer.node.add_dependency(*maker.log_groups(made.cluster))
    return made


def make_user_secret(
    scope: Construct, cluster: rds.IDatabaseCluster, admin: Any, name: str, new: NewCluster | None
) -> secretsmanager.ISecret:
    """Make the secret of a user that is not the administrator, with what DMS needs to reach the cluster."""
    key = new.secret_key if new is not None else None
    secret = created(
        rds.DatabaseSecret,
        rds.DatabaseSecretProps,
        scope,
        "DmsUserSecret",
        username=name,
        exclude_characters=PASSWORD_EXCLUDE_CHARACTERS,
        master_secret=admin,
        encryption_key=key,
    )
    attached = secret.attach(cluster)
    KnownSecret.note(attached, key)
    if new is not None and new.is_retained:
        keep(new.removal_policy, secret, attached)
    return attached


def make_rotations(
    scope: Construct,
    cluster: rds.IDatabaseCluster,
    new: NewCluster,
    secrets: Mapping[str, secretsmanager.ISecret | None],
    automatically_after: cdk.Duration | None,
) -> list[secretsmanager.SecretRotation]:
    """Rotate these secrets, each by the id of its rotation, where it is there."""
    return [
        secretsmanager.SecretRotation(
            scope,
            construct_id,
            # Also of DMS's own user: the other kind takes turns with a second user, who owns none of its tables.
            application=new.engine.for_cdk.single_user_rotation_application,
            secret=secret,
            target=cluster,
            vpc=new.vpc,
            vpc_subnets=new.vpc_subnets,
            exclude_characters=PASSWORD_EXCLUDE_CHARACTERS,
            automatically_after=automatically_after,
        )
        for construct_id, secret in secrets.items()
        if secret is not None
    ]


class _Maker:
    def __init__(self, scope: Construct, new: NewCluster) -> None:
        self._scope = scope
        self._new = new
        self._engine = new.engine.for_cdk
        self._policy = new.removal_policy if new.is_retained else None

    def make(self) -> Made:
        """Make the secret and the cluster; let what a cluster that stays needs stay with it, but no reader."""
        new = self._new
        secret = self._admin()
        cluster = self._cluster(secret)
        node, attached = cluster.node, cast("secretsmanager.ISecret", cluster.secret)
        KnownSecret.note(attached, new.secret_key)
        resource: Any = node.default_child
        resource.add_metadata(PHASE, new.phase.value)
        for number in range(1, new.readers_now + 1):
            # It holds nothing of its own, and one too many would go on costing.
            reader: Any = node.find_child(f"Reader{number}").node.default_child
            reader.apply_removal_policy(cdk.RemovalPolicy.DESTROY)
        if new.is_retained:
            keep_parts(cluster, new.removal_policy)
            keep(new.removal_policy, secret, attached)
            if (role := node.try_find_child("MonitoringRole")) is not None:
                keep(new.removal_policy, role)
        return Made(cluster, attached, node.find_child("Writer"))

    def _admin(self) -> rds.DatabaseSecret:
        return created(
            rds.DatabaseSecret,
            rds.DatabaseSecretProps,
            self._scope,
            "Secret",
            username=self._new.admin_user,
            # DMS refuses some characters in passwords that RDS accepts.
            exclude_characters=PASSWORD_EXCLUDE_CHARACTERS,
            encryption_key=self._new.secret_key,
        )

    def _cluster(self, secret: rds.DatabaseSecret) -> rds.DatabaseCluster:
        new = self._new
        return created(
            rds.DatabaseCluster,
            rds.DatabaseClusterProps,
            self._scope,
            "Cluster",
            engine=self._engine,
            vpc=new.vpc,
            vpc_subnets=new.subnets,
            security_groups=groups_for(self._scope, new.vpc, new.security_groups, new.removal_policy),
            default_database_name=new.database,
            credentials=rds.Credentials.from_secret(secret, new.admin_user),
            parameter_group=self._parameters("ClusterParameters", ParameterLevel.CLUSTER),
            **self._instances(),
            **(self._acu(new.capacity) if isinstance(new.capacity, ServerlessCapacity) else {}),
            storage_type=_STORAGE[new.storage.is_io_optimized(new.phase)],
            storage_encrypted=True,
            storage_encryption_key=new.encryption_key,
            backup=rds.BackupProps(retention=new.backups_now),
            # Somebody who keeps a last snapshot may need a second between two as well.
            delete_automated_backups=False if new.removal_policy is cdk.RemovalPolicy.SNAPSHOT else None,
            deletion_protection=new.is_protected,
            removal_policy=new.removal_policy,
            cloudwatch_logs_exports=list(new.log_types),
            database_insights_mode=new.database_insights_mode,
            **self._insights(),
            monitoring_interval=new.monitoring_interval or _seconds(30),
            iam_authentication=new.iam_authentication,
            auto_minor_version_upgrade=new.upgrades_itself,
            engine_lifecycle_support=_SUPPORT[new.extended_support],
            backtrack_window=new.backtrack_window,
        )

    def _acu(self, capacity: ServerlessCapacity) -> dict[str, Any]:
        new = self._new
        pauses = capacity.pauses and new.is_serving
        return {
            "serverless_v2_min_capacity": capacity.floor(new.phase),
            "serverless_v2_max_capacity": capacity.max_acu,
            "serverless_v2_auto_pause_duration": capacity.pause_after if pauses else None,
        }

    def _instances(self) -> dict[str, Any]:
        new = self._new
        shared: dict[str, Any] = {
            "parameter_group": self._parameters("InstanceParameters", ParameterLevel.INSTANCE),
            "publicly_accessible": False,
            **self._insights(),
            "auto_minor_version_upgrade": new.upgrades_itself,
        }
        readers = range(1, new.readers_now + 1)
        if isinstance(new.capacity, ServerlessCapacity):
            make = rds.ClusterInstance.serverless_v2
            # The first takes over when the writer fails, so it is kept as large as the writer.
            made = [make(f"Reader{number}", scale_with_writer=number == 1, **shared) for number in readers]
            return {"writer": make("Writer", **shared), "readers": made}
        shared["instance_type"] = new.capacity.in_phase(new.phase)
        provisioned = rds.ClusterInstance.provisioned
        made = [provisioned(f"Reader{number}", promotion_tier=min(number, 2), **shared) for number in readers]
        return {"writer": provisioned("Writer", **shared), "readers": made}

    def _insights(self) -> dict[str, Any]:
        """Return how insights are kept: the CDK wants the same of the cluster and of each instance."""
        return {
            "enable_performance_insights": True,
            "performance_insight_retention": _INSIGHTS[self._new.database_insights_mode],
            "performance_insight_encryption_key": self._new.encryption_key,
        }

    def _parameters(self, construct_id: str, level: ParameterLevel) -> rds.ParameterGroup:
        """Make a group also where it says nothing: another group needs a restart, a parameter mostly not."""
        return created(
            rds.ParameterGroup,
            rds.ParameterGroupProps,
            self._scope,
            construct_id,
            engine=self._engine,
            parameters=self._new.parameters_now(level),
            removal_policy=self._policy,
        )

    def log_groups(self, cluster: rds.DatabaseCluster) -> list[logs.LogGroup]:
        """
        Make the log groups before the first instance does: they then have the retention that was asked for.

        All that the engine has: RDS would make the missing one as soon as it is asked to export it, before
        CloudFormation could.
        """
        identifier = cluster.cluster_identifier
        return [
            created(
                logs.LogGroup,
                logs.LogGroupProps,
                self._scope,
                f"Log{''.join(part.capitalize() for part in name.split('-'))}",
                log_group_name=f"/aws/rds/cluster/{identifier}/{name}",
                retention=self._new.log_retention,
                removal_policy=self._policy or cdk.RemovalPolicy.DESTROY,
            )
            for name in self._new.all_log_types
        ]


_STORAGE = {False: rds.DBClusterStorageType.AURORA, True: rds.DBClusterStorageType.AURORA_IOPT1}
_INSIGHTS = {
    rds.DatabaseInsightsMode.STANDARD: rds.PerformanceInsightRetention.DEFAULT,
    rds.DatabaseInsightsMode.ADVANCED: rds.PerformanceInsightRetention.MONTHS_15,
}
_SUPPORT = {
    False: rds.EngineLifecycleSupport.OPEN_SOURCE_RDS_EXTENDED_SUPPORT_DISABLED,
    True: rds.EngineLifecycleSupport.OPEN_SOURCE_RDS_EXTENDED_SUPPORT,
}


@functools.cache  # the same for every cluster
def _seconds(number: int) -> cdk.Duration:
    return cdk.Duration.seconds(number)

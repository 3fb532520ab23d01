"""A cluster made of another one: as it was at a point in time, or a clone to rehearse a migration on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, cast

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2, aws_kms as kms, aws_rds as rds, aws_secretsmanager as secretsmanager
from constructs import Construct

from dms_constructs._checks import is_a, located, not_blank, provides
from dms_constructs._construct import DmsConstruct, stack_of
from dms_constructs.app_wide.one_region import check_key_is_here
from dms_constructs.app_wide.seen import is_elsewhere, region_of
from dms_constructs.databases.aurora_engine import check_serverless, version_of
from dms_constructs.databases.capacity import Capacity, ProvisionedCapacity
from dms_constructs.databases.restore import Restore
from dms_constructs.databases.surroundings import around, check_surroundings, groups_for, keep_parts
from dms_constructs.endpoints._keys import check_key
from dms_constructs.endpoints.connection import Connection
from dms_constructs.endpoints.password import PASSWORD_EXCLUDE_CHARACTERS
from dms_constructs.errors import ConfigurationError

__all__ = ["RestoredCluster"]


class RestoredCluster(DmsConstruct):
    """
    A cluster made of another one of the same region, with a writer, and a secret that opens it.

    It is usable wherever a cluster is: `connection=restored.connection` for an endpoint, or `cluster=restored.cluster`
    for an Aurora target. RDS restores storage only; the writer is made here. Its parameters are the source's where they
    are known.

    A change of what it is restored from replaces it. A point in time that has left the source's backups doesn't
    matter any more once it is made.

    Creates: the cluster, a writer, a subnet group, a security group and a secret.

    Source: Amazon Aurora User Guide, pages aurora-pitr and Aurora.Managing.Clone; CloudFormation, AWS::RDS::DBCluster.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        source: rds.IDatabaseCluster,
        restore: Restore,
        vpc: ec2.IVpc,
        capacity: Capacity,
        vpc_subnets: ec2.SubnetSelection | None = None,
        security_groups: Sequence[ec2.ISecurityGroup] | None = None,
        parameter_group: rds.IParameterGroup | None = None,
        encryption_key: kms.IKey | None = None,
        new_password_of: str | None = None,
        deletion_protection: bool = False,
        removal_policy: cdk.RemovalPolicy | None = None,
    ) -> None:
        """
        Make the cluster.

        Args:
            scope: The construct it belongs to.
            construct_id: Its name there.
            source: The cluster that it is made of, with its engine; a clone needs one that has an instance.
            restore: `Restore.clone()`, `Restore.latest()` or `Restore.to_time(...)`.
            vpc: Where it is; for a clone in another VPC, with subnets in the source's Availability Zones.
            capacity: What its writer can do.
            vpc_subnets: Its subnets; by default private or isolated ones.
            security_groups: Its security groups; by default one of its own that lets nobody in.
            parameter_group: Its cluster parameters; by default the source's group where this app knows it, else the
                engine's default one, in which no replication of changes is switched on.
            encryption_key: Encrypts it; by default the source's key.
            new_password_of: The administrator's user name, where its password is set anew: needed when the source's
                secret is not known here. By default the secret holds the source's login with the new host.
            deletion_protection: Whether RDS refuses to delete it; by default no.
            removal_policy: What happens to it, and to its secret, when it leaves the stack; by default it is deleted.

        Raises:
            ConfigurationError: `DMS-H011` for a source whose engine, or whose login, is not known, `DMS-B001` for a
                wrong capacity, `DMS-B007` for subnets in one Availability Zone, and `DMS-A001` for something else of
                another type.
        """
        with located(scope, construct_id):
            vpc_subnets = check_surroundings(
                scope,
                construct_id,
                vpc=vpc,
                vpc_subnets=vpc_subnets,
                security_groups=security_groups,
                capacity=capacity,
                deletion_protection=deletion_protection,
                removal_policy=removal_policy,
            )
            check_key("encryption_key", encryption_key)
            check_key_is_here(scope, "encryption_key", encryption_key)
            provides(
                "parameter_group",
                parameter_group,
                "bind_to_cluster",
                "a parameter group",
                "rds.ParameterGroup.from_parameter_group_name(self, 'Parameters', 'shop')",
            )
            provides(
                "source",
                source,
                "cluster_identifier",
                "an Aurora cluster",
                "rds.DatabaseCluster.from_database_cluster_attributes(...)",
                required=True,
                secret=True,
            )
            is_a("DMS-H010", "restore", restore, Restore, "restore=dms.Restore.clone()")
            if restore is None:
                raise ConfigurationError("DMS-H010", "restore must be given; write restore=dms.Restore.clone()")
            if new_password_of is not None:
                not_blank("DMS-H011", "new_password_of", new_password_of, "the administrator's user name")
            _check_region(scope, source)
            engine = _engine_of(source)
            check_serverless(engine.engine_type, version_of(engine), capacity)
            login = _login_of(source, new_password_of)
        policy = removal_policy or cdk.RemovalPolicy.DESTROY
        super().__init__(scope, construct_id)
        secret = _same_login(self, login) if new_password_of is None else _new_login(self, new_password_of)
        cluster = rds.DatabaseCluster(
            self,
            "Cluster",
            engine=engine,
            credentials=rds.Credentials.from_secret(secret),
            vpc=vpc,
            vpc_subnets=vpc_subnets,
            security_groups=groups_for(self, vpc, security_groups, policy),
            parameter_group=parameter_group if parameter_group is not None else _group_of(self, source),
            writer=_writer(capacity),
            serverless_v2_min_capacity=getattr(capacity, "min_acu", None),
            serverless_v2_max_capacity=getattr(capacity, "max_acu", None),
            serverless_v2_auto_pause_duration=getattr(capacity, "pause_after", None),
            storage_encryption_key=encryption_key,
            deletion_protection=deletion_protection,
            removal_policy=policy,
            engine_lifecycle_support=rds.EngineLifecycleSupport.OPEN_SOURCE_RDS_EXTENDED_SUPPORT_DISABLED,
        )
        resource = cast("rds.CfnDBCluster", cluster.node.default_child)
        # What a restored cluster has from its source is not said.
        inherited = ("MasterUsername", "StorageEncrypted", *(() if new_password_of is not None else _PASSWORD))
        for name in inherited:
            resource.add_property_deletion_override(name)
        for name, value in _restored_from(source, restore).items():
            resource.add_property_override(name, value)
        for part in source.node.find_all():
            if isinstance(part, rds.CfnDBInstance):  # a cluster without instances can't be cloned
                resource.node.add_dependency(part)
        keep_parts(cluster, policy)
        self._cluster = cluster
        self._secret = cast("secretsmanager.ISecret", cluster.secret)
        for each in (secret, self._secret):
            each.apply_removal_policy(around(policy))

    @property
    def cluster(self) -> rds.DatabaseCluster:
        """The cluster; `connection` opens it."""
        return self._cluster

    @property
    def secret(self) -> secretsmanager.ISecret:
        """Host, port, user name and password, for DMS."""
        return self._secret

    @property
    def connection(self) -> Connection:
        """How DMS connects to it."""
        return Connection.to_cluster(self._cluster)


_PASSWORD = ("MasterUserPassword",)


def _check_region(scope: Construct, source: rds.IDatabaseCluster) -> None:
    there = source.env.region
    if is_elsewhere(there, stack_of(scope), region_of):
        raise ConfigurationError(
            "DMS-H011",
            f"a cluster is restored in the region of its source, which is in {there}; make it in a stack of {there}, "
            "or copy a snapshot to this region and use rds.DatabaseClusterFromSnapshot",
            given=there,
        )


def _engine_of(source: Any) -> rds.IClusterEngine:
    engine = getattr(source, "engine", None)
    if engine is None:
        raise ConfigurationError(
            "DMS-H011",
            "the source was imported without its engine; give "
            "rds.DatabaseCluster.from_database_cluster_attributes its engine",
        )
    if not engine.engine_type.startswith("aurora"):
        raise ConfigurationError(
            "DMS-H011",
            f"the source must be a cluster of Aurora, and the engine of this one is {engine.engine_type}: it is a "
            "Multi-AZ cluster of RDS, which is restored from a snapshot; write "
            "rds.DatabaseInstanceFromSnapshot(self, 'Restored', ...), or give a cluster of Aurora",
            given=engine.engine_type,
        )
    return cast("rds.IClusterEngine", engine)


def _login_of(source: Any, new_password_of: str | None) -> secretsmanager.ISecret | None:
    """Return the secret that opens the source, where it is needed."""
    secret = getattr(source, "secret", None)
    if secret is None and new_password_of is None:
        raise ConfigurationError(
            "DMS-H011",
            "the login of the source is not known, and the restored cluster has the same; import the source with "
            "secret=secretsmanager.Secret.from_secret_name_v2(self, 'SourceSecret', 'shop'), or set a new password, "
            "new_password_of='postgres', with the administrator's user name",
        )
    return cast("secretsmanager.ISecret | None", secret)


def _group_of(scope: Construct, source: rds.IDatabaseCluster) -> rds.IParameterGroup | None:
    """Return the parameter group of a source that is made here."""
    made: Any = source.node.default_child
    name = made.db_cluster_parameter_group_name if isinstance(made, rds.CfnDBCluster) else None
    if name is None:
        return None
    return rds.ParameterGroup.from_parameter_group_name(scope, "Parameters", name)


def _restored_from(source: rds.IDatabaseCluster, restore: Restore) -> dict[str, object]:
    """Return the properties that say what it is made of."""
    properties: dict[str, object] = {
        "SourceDBClusterIdentifier": source.cluster_identifier,
        "RestoreType": restore.restore_type,
    }
    if restore.time is None:
        return {**properties, "UseLatestRestorableTime": True}
    at = restore.time.astimezone(dt.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    return {**properties, "RestoreToTime": at}


def _writer(capacity: Capacity) -> rds.IClusterInstance:
    if isinstance(capacity, ProvisionedCapacity):
        return rds.ClusterInstance.provisioned(
            "Writer", instance_type=capacity.instance_type, publicly_accessible=False
        )
    return rds.ClusterInstance.serverless_v2("Writer", publicly_accessible=False)


def _new_login(scope: Construct, username: str) -> rds.DatabaseSecret:
    """Make a secret with a new password, without what DMS refuses in one."""
    return rds.DatabaseSecret(scope, "Secret", username=username, exclude_characters=PASSWORD_EXCLUDE_CHARACTERS)


def _same_login(scope: Construct, login: Any) -> secretsmanager.Secret:
    """Make a secret with the source's login: users and passwords are restored with the data, the host is another."""
    return secretsmanager.Secret(
        scope,
        "Secret",
        description="The login of a restored cluster's source, with the restored cluster's host",
        secret_object_value={name: login.secret_value_from_json(name) for name in ("username", "password")},
    )

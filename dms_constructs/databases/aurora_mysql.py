"""Aurora MySQL as a target."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import aws_cdk as cdk
from aws_cdk import (
    aws_ec2 as ec2,
    aws_iam as iam,
    aws_kms as kms,
    aws_logs as logs,
    aws_rds as rds,
    aws_secretsmanager as secretsmanager,
)
from constructs import Construct

from dms_constructs._checks import located
from dms_constructs.databases.aurora import AuroraTarget
from dms_constructs.databases.capacity import ProvisionedCapacity, ServerlessCapacity
from dms_constructs.databases.phase import TargetPhase
from dms_constructs.databases.storage import AuroraStorage
from dms_constructs.endpoints.certificate import ICertificate
from dms_constructs.endpoints.mysql import TargetDbType, target_settings
from dms_constructs.endpoints.ssl_mode import SslMode
from dms_constructs.engines import EngineName

__all__ = ["AuroraMySqlTarget"]


class AuroraMySqlTarget(AuroraTarget):
    """
    An Aurora MySQL cluster to migrate into, and the endpoint by which DMS writes to its writer.

    Arguments say what the cluster is when it serves; `phase` says what holds back while it is loaded.

    Creates: the cluster with its writer and, when it serves, readers; a secret, a security group, groups of parameters,
    log groups and a role for monitoring; the endpoint and the role with which DMS reads the secret. With `cluster`: the
    endpoint and that role only.

    Source: the Amazon Aurora User Guide; the DMS User Guide, page CHAP_Target.MySQL.
    """

    ENGINES = (EngineName.AURORA_MYSQL,)

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        database: str | None = None,
        vpc: ec2.IVpc | None = None,
        vpc_subnets: ec2.SubnetSelection | None = None,
        security_groups: Sequence[ec2.ISecurityGroup] | None = None,
        phase: TargetPhase | None = None,
        capacity: ServerlessCapacity | ProvisionedCapacity | None = None,
        readers: int | None = None,
        storage: AuroraStorage | None = None,
        engine_version: rds.AuroraMysqlEngineVersion | None = None,
        auto_minor_version_upgrade: bool | None = None,
        extended_support: bool | None = None,
        parameters: Mapping[str, str] | None = None,
        instance_parameters: Mapping[str, str] | None = None,
        encryption_key: kms.IKey | None = None,
        backup_retention: cdk.Duration | None = None,
        deletion_protection: bool | None = None,
        removal_policy: cdk.RemovalPolicy | None = None,
        admin_user: str | None = None,
        dms_user: str | None = None,
        iam_authentication: bool | None = None,
        cloudwatch_logs_exports: Sequence[str] | None = None,
        log_retention: logs.RetentionDays | None = None,
        database_insights_mode: rds.DatabaseInsightsMode | None = None,
        monitoring_interval: cdk.Duration | None = None,
        backtrack_window: cdk.Duration | None = None,
        cluster: rds.IDatabaseCluster | None = None,
        secret: secretsmanager.ISecret | None = None,
        ssl_mode: SslMode | None = None,
        certificate: ICertificate | None = None,
        target_db_type: TargetDbType | None = None,
        parallel_load_threads: int | None = None,
        max_file_size_kb: int | None = None,
        after_connect_script: str | None = None,
        extra_connection_attributes: Mapping[str, str | int | bool] | None = None,
        kms_key: kms.IKey | None = None,
        secret_access_role: iam.IRole | None = None,
        endpoint_identifier: str | None = None,
    ) -> None:
        """
        Make the cluster and the endpoint.

        Args:
            scope: The construct it belongs to.
            construct_id: Its name there.
            database: A database that is made with the cluster; by default none, because DMS makes one for each source
                schema. The only one that is written into with `TargetDbType.SPECIFIC_DATABASE`.
            vpc: Where the cluster is made; it needs subnets in two Availability Zones.
            vpc_subnets: Which of them; by default the private ones, or else the isolated ones.
            security_groups: The cluster's; by default one is made, which lets DMS in and nothing out: what the
                cluster itself calls is added by `target.connections.allow_to(...)`.
            phase: Whether the cluster is loaded or serves; by default `TargetPhase.LOADING`.
            capacity: How much it can do; by default `ServerlessCapacity(min_acu=2, max_acu=16)`.
            readers: How many readers it has when it serves, 0 to 15; none while it is loaded. By default 1.
            storage: How storage and I/O are paid for; by default `AuroraStorage.STANDARD`.
            engine_version: By default the newest minor version with long-term support.
            auto_minor_version_upgrade: Whether AWS upgrades it to new minor versions; by default only where the version
                has no long-term support, which an upgrade would end.
            extended_support: Whether a major version past its end stays, with support that is paid for; by default no:
                AWS upgrades it then. It never changes.
            parameters: Of its cluster, by name; those of its phase that are not named here are kept.
            instance_parameters: Of its instances, by name, likewise.
            encryption_key: Encrypts storage, insights and secrets; by default keys that AWS manages. It never changes.
            backup_retention: How long backups are kept when it serves, in days, 1 to 35: it can be restored to any
                second of that time. 1 while it is loaded. By default 7.
            deletion_protection: Whether nobody can delete it; by default yes, unless `removal_policy` is another.
            removal_policy: What happens to the cluster, and to what it needs, when it leaves the stack; by default it
                stays.
            admin_user: The name of its administrator, which never changes; by default `dms_admin`.
            dms_user: A user for DMS with a secret of its own, which you make by SQL before DMS connects; by default DMS
                is the administrator.
            iam_authentication: Whether users can log in with IAM credentials; by default yes.
            cloudwatch_logs_exports: The logs that go to CloudWatch, of `audit`, `error`, `general`,
                `iam-db-auth-error`, `instance` and `slowquery`; by default errors of both kinds and slow queries.
            log_retention: How long they are kept there; by default a month.
            database_insights_mode: `DatabaseInsightsMode.ADVANCED` keeps insights for 15 months and costs more; by
                default standard, 7 days.
            monitoring_interval: How often the operating system is looked at: 0 (never), 1, 5, 10, 15, 30 or 60 seconds;
                by default 30.
            backtrack_window: How far it can be taken back in place, up to 72 hours; only a new cluster can have
                it, and none of a global database. By default not at all.
            cluster: A cluster that exists, instead of every argument above but `database` and `dms_user`.
            secret: What DMS reads of that cluster, with host, port, user name and password; by default its own.
            ssl_mode: By default `VERIFY_CA` with a certificate and `NONE` (with a warning) without.
            certificate: The authority that signed the server's certificate. Without, DMS connects without TLS, which
                the cluster allows while it is loaded only, unless `parameters` say otherwise.
            target_db_type: Whether each source schema goes into a database of its name (the default) or all into
                `database`.
            parallel_load_threads: Threads that load one table, 1 to 5; by default 1.
            max_file_size_kb: Size in KB of the files that full load goes through, 1 to 1048576; by default 32768.
            after_connect_script: SQL to run after connecting; DMS ignores its failures; no credentials.
            extra_connection_attributes: Attributes for which there is no argument, for example
                `{"Initstmt": "SET FOREIGN_KEY_CHECKS=0"}`; no credentials.
            kms_key: Encrypts the connection data that DMS stores; by default the account's `aws/dms` key.
            secret_access_role: A role of yours with which DMS reads the secret; by default one is made for it.
            endpoint_identifier: A fixed name; by default CloudFormation makes one, so that it can be replaced.

        Raises:
            ConfigurationError: `DMS-B001` to `DMS-B012`, each for the argument it names; `DMS-G004` for a network
                without such subnets; those of `MySqlTarget`; and those of `Connection.to_cluster` for a cluster
                that exists.
        """
        with located(scope, construct_id):
            written = database if target_db_type is TargetDbType.SPECIFIC_DATABASE else None
            settings = target_settings(
                target_db_type=target_db_type,
                database=written,
                parallel_load_threads=parallel_load_threads,
                max_file_size_kb=max_file_size_kb,
                after_connect_script=after_connect_script,
                extra_connection_attributes=extra_connection_attributes,
            )
        super().__init__(
            scope,
            construct_id,
            making={
                "vpc": vpc,
                "vpc_subnets": vpc_subnets,
                "security_groups": security_groups,
                "phase": phase,
                "capacity": capacity,
                "readers": readers,
                "storage": storage,
                "auto_minor_version_upgrade": auto_minor_version_upgrade,
                "extended_support": extended_support,
                "parameters": parameters,
                "instance_parameters": instance_parameters,
                "encryption_key": encryption_key,
                "backup_retention": backup_retention,
                "deletion_protection": deletion_protection,
                "removal_policy": removal_policy,
                "admin_user": admin_user,
                "iam_authentication": iam_authentication,
                "cloudwatch_logs_exports": cloudwatch_logs_exports,
                "log_retention": log_retention,
                "database_insights_mode": database_insights_mode,
                "monitoring_interval": monitoring_interval,
                "backtrack_window": backtrack_window,
            },
            made_database=database,
            engine_version=engine_version,
            cluster=cluster,
            secret=secret,
            dms_user=dms_user,
            ssl_mode=ssl_mode,
            certificate=certificate,
            kms_key=kms_key,
            secret_access_role=secret_access_role,
            extra_connection_attributes=extra_connection_attributes,
            endpoint_identifier=endpoint_identifier,
            database=written,
            settings=settings,
        )

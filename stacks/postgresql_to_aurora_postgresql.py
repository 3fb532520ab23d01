"""RDS for PostgreSQL to Aurora PostgreSQL, kept in step until the cutover, with somebody watching."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2, aws_rds as rds, aws_secretsmanager as secretsmanager
from constructs import Construct

import dms_constructs as dms


class PostgreSqlToAuroraPostgreSql(cdk.Stack):
    """
    Moves a database of an RDS for PostgreSQL instance into a new Aurora PostgreSQL cluster, and watches it.

    Needs: the instance, with logical replication switched on (`rds.logical_replication=1`) and its default port, a
    Secrets Manager secret with its `host`, `port`, `username` and `password`, and a rule in its security group that
    lets in the VPC: the deployment tests the connection before it starts the task.

    Creates: an Aurora PostgreSQL cluster with one serverless instance, a replication instance, two endpoints, and a
    replication task that the deployment starts; for it alarms, a dashboard, saved queries, and an encrypted topic that
    mails what happens.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        vpc: ec2.IVpc,
        source_instance: str,
        source_host: str,
        source_security_group: str,
        source_secret_name: str,
        database: str,
        schema: str,
        emails: Sequence[str],
        runbook_url: str | None,
        **kwargs: Any,
    ) -> None:
        super().__init__(scope, construct_id, **kwargs)

        # The instance itself, and not only its secret: so its disk and its replication slot are watched, too.
        server = rds.DatabaseInstance.from_database_instance_attributes(
            self,
            "Server",
            instance_identifier=source_instance,
            instance_endpoint_address=source_host,
            port=5432,
            engine=rds.DatabaseInstanceEngine.POSTGRES,
            security_groups=[
                # Without mutable=False, a rule for the replication instance is put into it.
                ec2.SecurityGroup.from_security_group_id(self, "ServerGroup", source_security_group, mutable=False)
            ],
        )
        secret = secretsmanager.Secret.from_secret_name_v2(self, "SourceSecret", source_secret_name)

        cluster = rds.DatabaseCluster(
            self,
            "Cluster",
            engine=rds.DatabaseClusterEngine.aurora_postgres(version=rds.AuroraPostgresEngineVersion.VER_16_11),
            writer=rds.ClusterInstance.serverless_v2("Writer"),
            serverless_v2_min_capacity=2,
            serverless_v2_max_capacity=16,
            vpc=vpc,
            default_database_name=database,
            credentials=rds.Credentials.from_generated_secret(
                "dms_admin",
                # DMS refuses some characters in passwords that RDS accepts.
                exclude_characters=dms.PASSWORD_EXCLUDE_CHARACTERS,
            ),
            storage_encrypted=True,
            iam_authentication=True,
            deletion_protection=True,
            backup=rds.BackupProps(retention=cdk.Duration.days(7)),
        )

        self.migration = dms.DatabaseMigration(
            self,
            "Migration",
            compute=dms.Provisioned(
                vpc=vpc,
                instance_class=dms.InstanceClass.R6I_LARGE,
                allocated_storage_gib=100,
                multi_az=True,  # changes are replicated for days: a standby keeps that going when a zone fails
            ),
            source=dms.PostgreSqlSource(
                self, "Source", connection=dms.Connection.to_instance(server, secret=secret), database=database
            ),
            target=dms.AuroraPostgreSqlTarget(self, "Target", cluster=cluster, database=database),
            migration_type=dms.MigrationType.FULL_LOAD_AND_CDC,
            table_mappings=dms.TableMappings(dms.Include(schema)),
            task_settings=dms.TaskSettings(
                lobs=dms.LimitedLobs(max_size_kb=64),  # longer values are cut: measure yours
                validation=dms.Validation(),  # compares source and target row by row
            ),
            # A deployment stops the task before a change that needs it, starts it, and resumes it.
            start=dms.StartPolicy.ALWAYS_RUNNING,
            monitoring=dms.Monitoring(
                emails=emails,
                runbook_url=runbook_url,
                thresholds=dms.AlarmThresholds(
                    # The cutover waits for the target: somebody should know before half an hour is lost.
                    cdc_latency_target_seconds=dms.Levels(warning=120, critical=900),
                ),
            ),
        )

        (group,) = self.migration.connections.security_groups
        cdk.CfnOutput(self, "ReplicationSecurityGroup", value=group.security_group_id)
        cdk.CfnOutput(self, "ReplicationTaskArn", value=self.migration.task.replication_task_arn)

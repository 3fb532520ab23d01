"""Oracle to Aurora PostgreSQL: full load, then changes until you cut over."""

from __future__ import annotations

from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2, aws_rds as rds, aws_secretsmanager as secretsmanager
from constructs import Construct

import dms_constructs as dms


class OracleToAuroraPostgreSql(cdk.Stack):
    """
    Moves a schema of an Oracle database into a new Aurora PostgreSQL cluster and keeps it in step.

    Needs: a Secrets Manager secret with `host`, `port`, `username` and `password` of the Oracle server, which must be
    reachable from the VPC, be in ARCHIVELOG mode and have supplemental logging switched on for the database.

    Creates: an Aurora PostgreSQL cluster with one serverless instance, a replication instance, two endpoints, and a
    replication task, ready to be started.

    The cluster is protected against deletion: docs/guide/example-stack.md says how to remove the stack.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        vpc: ec2.IVpc,
        source_secret_name: str,
        source_database: str,
        source_wallet: str | None,
        source_schema: str,
        **kwargs: Any,
    ) -> None:
        super().__init__(scope, construct_id, **kwargs)

        database = source_schema.lower()
        cluster = rds.DatabaseCluster(
            self,
            "Cluster",
            engine=rds.DatabaseClusterEngine.aurora_postgres(version=rds.AuroraPostgresEngineVersion.VER_16_11),
            writer=rds.ClusterInstance.serverless_v2("Writer"),
            serverless_v2_min_capacity=2,
            serverless_v2_max_capacity=32,
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
        secret = secretsmanager.Secret.from_secret_name_v2(self, "SourceSecret", source_secret_name)

        self.migration = dms.DatabaseMigration(
            self,
            "Migration",
            compute=dms.Provisioned(
                vpc=vpc,
                instance_class=dms.InstanceClass.R6I_XLARGE,
                multi_az=True,  # changes are replicated for days: a standby keeps that going when a zone fails
            ),
            source=dms.OracleSource(
                self,
                "Source",
                connection=dms.Connection.from_secret(secret),
                database=source_database,
                add_supplemental_logging=True,  # of each table, so its changes are complete
                # With the authority of the server's certificate, the connection is encrypted and the server verified.
                certificate=dms.Certificate(self, "SourceCa", certificate_wallet=source_wallet)
                if source_wallet
                else None,
            ),
            target=dms.AuroraPostgreSqlTarget(self, "Target", cluster=cluster, database=database),
            migration_type=dms.MigrationType.FULL_LOAD_AND_CDC,
            table_mappings=dms.TableMappings(
                dms.Include(source_schema),
                # Oracle folds unquoted names to upper case, PostgreSQL to lower case.
                dms.RenameSchema(source_schema, to=database),
                dms.LowercaseTables(source_schema),
                dms.LowercaseColumns(source_schema),
            ),
            task_settings=dms.TaskSettings(
                lobs=dms.LimitedLobs(max_size_kb=64),  # longer values are cut: measure yours
                validation=dms.Validation(),  # compares source and target row by row
            ),
        )

        cdk.CfnOutput(self, "ReplicationTaskArn", value=self.migration.task.replication_task_arn)

"""PostgreSQL to Aurora PostgreSQL on DMS Serverless: capacity that follows the load, and no instance to size."""

from __future__ import annotations

from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2, aws_rds as rds, aws_secretsmanager as secretsmanager
from constructs import Construct

import dms_constructs as dms


class PostgreSqlToAuroraServerless(cdk.Stack):
    """
    Moves a schema of a PostgreSQL database into a new Aurora PostgreSQL cluster and keeps it in step.

    Needs: a Secrets Manager secret with `host`, `port`, `username` and `password` of the PostgreSQL server, which must
    be reachable from the VPC and have logical replication switched on (`wal_level=logical`).

    Creates: an Aurora PostgreSQL cluster with one serverless instance, a VPC endpoint for Secrets Manager, two
    endpoints, and a serverless replication, ready to be started.

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
        source_schema: str,
        **kwargs: Any,
    ) -> None:
        super().__init__(scope, construct_id, **kwargs)

        # DMS Serverless reads its credentials by this. A VPC has one: leave it out if yours has it already.
        ec2.InterfaceVpcEndpoint(
            self, "SecretsManager", vpc=vpc, service=ec2.InterfaceVpcEndpointAwsService.SECRETS_MANAGER
        )
        cluster = rds.DatabaseCluster(
            self,
            "Cluster",
            engine=rds.DatabaseClusterEngine.aurora_postgres(version=rds.AuroraPostgresEngineVersion.VER_16_11),
            writer=rds.ClusterInstance.serverless_v2("Writer"),
            serverless_v2_min_capacity=2,
            serverless_v2_max_capacity=16,
            vpc=vpc,
            default_database_name=source_database,
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
        source = dms.PostgreSqlSource(
            self, "Source", connection=dms.Connection.from_secret(secret), database=source_database
        )
        target = dms.AuroraPostgreSqlTarget(self, "Target", cluster=cluster, database=source_database)

        self.migration = dms.DatabaseMigration(
            self,
            "Migration",
            compute=dms.Serverless(
                vpc=vpc,
                max_dcu=64,  # billing follows what is used; too little ends in "out of memory"
                min_dcu=2,  # what is there when a burst of changes begins
                multi_az=True,  # changes are replicated for days: a standby keeps that going when a zone fails
            ),
            source=source,
            target=target,
            migration_type=dms.MigrationType.FULL_LOAD_AND_CDC,
            table_mappings=dms.TableMappings(dms.Include(source_schema)),
            task_settings=dms.TaskSettings(
                lobs=dms.LimitedLobs(max_size_kb=64),  # longer values are cut: measure yours
                validation=dms.Validation(),  # compares source and target row by row
            ),
        )

        cdk.CfnOutput(self, "ReplicationConfigArn", value=self.migration.replication.replication_arn)

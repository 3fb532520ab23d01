"""PostgreSQL to a serverless Aurora cluster that is loaded first and serves afterwards."""

from __future__ import annotations

from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2, aws_secretsmanager as secretsmanager
from constructs import Construct

import dms_constructs as dms


class PostgreSqlToAuroraInPhases(cdk.Stack):
    """
    Moves a schema of a PostgreSQL database, on EC2 or anywhere else, into an Aurora cluster that is made for it.

    To cut over, deploy it with `phase` serving instead of loading: the cluster stays, and what it has changes.

    Needs: a Secrets Manager secret with `host`, `port`, `username` and `password` of the PostgreSQL server, which must
    be reachable from the VPC and have logical replication switched on (`wal_level=logical`).

    Creates: an Aurora PostgreSQL cluster with one serverless instance, and a reader when it serves; a replication
    instance, two endpoints, and a replication task, ready to be started.

    The cluster is protected against deletion and stays when the stack is deleted, unless `removal_policy` is another:
    docs/guide/example-stack.md says how to remove both.
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
        phase: dms.TargetPhase,
        removal_policy: cdk.RemovalPolicy,
        **kwargs: Any,
    ) -> None:
        super().__init__(scope, construct_id, **kwargs)

        secret = secretsmanager.Secret.from_secret_name_v2(self, "SourceSecret", source_secret_name)
        self.target = dms.AuroraPostgreSqlTarget(
            self,
            "Target",
            vpc=vpc,
            database=source_database,
            phase=phase,
            removal_policy=removal_policy,
            capacity=dms.ServerlessCapacity(min_acu=2, max_acu=32),
        )
        self.migration = dms.DatabaseMigration(
            self,
            "Migration",
            compute=dms.Provisioned(
                vpc=vpc,
                instance_class=dms.InstanceClass.R6I_LARGE,
                multi_az=True,  # changes are replicated for days: a standby keeps that going when a zone fails
            ),
            source=dms.PostgreSqlSource(
                self, "Source", connection=dms.Connection.from_secret(secret), database=source_database
            ),
            target=self.target,
            migration_type=dms.MigrationType.FULL_LOAD_AND_CDC,
            table_mappings=dms.TableMappings(dms.Include(source_schema)),
            task_settings=dms.TaskSettings(
                lobs=dms.LimitedLobs(max_size_kb=64),  # longer values are cut: measure yours
                validation=dms.Validation(),  # compares source and target row by row
            ),
        )

        cdk.CfnOutput(self, "ReplicationTaskArn", value=self.migration.task.replication_task_arn)

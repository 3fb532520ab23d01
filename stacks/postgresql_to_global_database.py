"""PostgreSQL to an Aurora Global Database: loaded in one region, then followed by a second one."""

from __future__ import annotations

from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_kms as kms, aws_secretsmanager as secretsmanager
from constructs import Construct

import dms_constructs as dms
from stacks.network import make_vpc

# The primary and its secondaries are as large as each other: each may have to take over.
_CAPACITY = dms.ServerlessCapacity(min_acu=8, max_acu=64)


class PostgreSqlToGlobalDatabase(cdk.Stack):
    """
    Moves a schema of a PostgreSQL database into a new Aurora cluster, which becomes the primary of a global database.

    The global database comes when `phase` is serving, and with it `GlobalDatabaseElsewhere` in another region: a load
    would be sent there, too, row by row.

    Needs: a Secrets Manager secret with `host`, `port`, `username` and `password` of the PostgreSQL server, which must
    be reachable from the VPC and have logical replication switched on (`wal_level=logical`).

    Creates: a VPC, an Aurora PostgreSQL cluster with one serverless instance, and a reader and the global database when
    it serves; a replication instance, two endpoints, and a replication task, ready to be started.

    The cluster and the global database are protected against deletion and stay when the stack is deleted, unless
    `removal_policy` is another: docs/guide/example-stack.md says how to remove them.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        source_secret_name: str,
        source_database: str,
        source_schema: str,
        global_cluster_identifier: str,
        phase: dms.TargetPhase,
        removal_policy: cdk.RemovalPolicy,
        **kwargs: Any,
    ) -> None:
        super().__init__(scope, construct_id, **kwargs)

        vpc = make_vpc(self)
        secret = secretsmanager.Secret.from_secret_name_v2(self, "SourceSecret", source_secret_name)
        self.target = dms.AuroraPostgreSqlTarget(
            self,
            "Target",
            vpc=vpc,
            database=source_database,
            phase=phase,
            capacity=_CAPACITY,
            removal_policy=removal_policy,
        )
        self.global_database: dms.GlobalDatabase | None = None
        if phase is dms.TargetPhase.SERVING:
            self.global_database = self.target.add_to_global(global_cluster_identifier=global_cluster_identifier)
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


class GlobalDatabaseElsewhere(cdk.Stack):
    """
    The second region of a global database: readers that can take over.

    Creates: a VPC, a read-only cluster with one serverless instance, and alarms on how far it is behind.

    Delete it before the stack of the primary.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        global_database: dms.GlobalDatabase,
        removal_policy: cdk.RemovalPolicy,
        **kwargs: Any,
    ) -> None:
        super().__init__(scope, construct_id, **kwargs)

        self.secondary = dms.GlobalSecondary(
            self,
            "Secondary",
            global_database=global_database,
            vpc=make_vpc(self),
            capacity=_CAPACITY,
            # The primary is encrypted, and each region has keys of its own.
            encryption_key=kms.Alias.from_alias_name(self, "Key", "alias/aws/rds"),
            deletion_protection=removal_policy is cdk.RemovalPolicy.RETAIN,
            removal_policy=removal_policy,
        )

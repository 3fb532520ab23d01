"""PostgreSQL to a provisioned Aurora cluster on I/O-Optimized storage, with readers and a proxy for applications."""

from __future__ import annotations

from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2, aws_secretsmanager as secretsmanager
from constructs import Construct

import dms_constructs as dms


class PostgreSqlToAuroraProvisioned(cdk.Stack):
    """
    Moves a schema of a busy PostgreSQL database into an Aurora cluster of a fixed size.

    To cut over, deploy it with `phase` serving instead of loading: two readers and the proxy come then.

    Needs: a Secrets Manager secret with `host`, `port`, `username` and `password` of the PostgreSQL server, which must
    be reachable from the VPC and have logical replication switched on (`wal_level=logical`); to
    serve, a secret with `username` and `password` of the user that applications log in as.

    Creates: an Aurora PostgreSQL cluster on I/O-Optimized storage, with a larger writer while it is loaded, and two
    readers and a proxy when it serves; alarms on it; a replication instance, two endpoints, and a replication task,
    ready to be started.

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
        application_secret_name: str,
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
            capacity=dms.ProvisionedCapacity(
                instance_type=ec2.InstanceType("r7g.large"),
                loading_instance_type=ec2.InstanceType("r7g.xlarge"),  # builds indexes after the load
            ),
            readers=2,
            storage=dms.AuroraStorage.IO_OPTIMIZED,  # more than a quarter of the bill would be I/O
            backup_retention=cdk.Duration.days(14),
        )
        self.target.alarms()  # to be told, give it actions=dms.AlarmActions(...)
        if phase is dms.TargetPhase.SERVING:
            # Applications connect to it, as the user of their secret; DMS goes on connecting to the writer.
            application = secretsmanager.Secret.from_secret_name_v2(self, "ApplicationSecret", application_secret_name)
            proxy = self.target.add_proxy("Proxy", secrets=[application])
            cdk.CfnOutput(self, "ProxyHost", value=proxy.endpoint)

        self.migration = dms.DatabaseMigration(
            self,
            "Migration",
            compute=dms.Provisioned(
                vpc=vpc,
                instance_class=dms.InstanceClass.R6I_XLARGE,
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

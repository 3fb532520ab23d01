"""MongoDB to Amazon DocumentDB: documents as they are, kept in step until the cutover."""

from __future__ import annotations

from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_docdb as docdb, aws_ec2 as ec2, aws_secretsmanager as secretsmanager
from constructs import Construct

import dms_constructs as dms


class MongoDbToDocumentDb(cdk.Stack):
    """
    Moves a database of a MongoDB replica set into a new Amazon DocumentDB cluster and keeps it in step.

    Needs: a Secrets Manager secret with `host`, `port`, `username` and `password` of a server of the replica set, which
    must be reachable from the VPC. To serve, the cluster needs `rds_ca_pem`, the authority of RDS's certificates:
    without it, connections to it are not encrypted.

    Creates: a DocumentDB cluster with one instance, a replication instance, two endpoints, and a replication task,
    ready to be started.

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
        rds_ca_pem: str | None,
        **kwargs: Any,
    ) -> None:
        super().__init__(scope, construct_id, **kwargs)

        authority = dms.Certificate(self, "RdsCa", certificate_pem=rds_ca_pem) if rds_ca_pem else None
        cluster = docdb.DatabaseCluster(
            self,
            "Cluster",
            engine_version="5.0.0",
            master_user=docdb.Login(
                username="dms_admin",
                # DMS refuses some characters in passwords that DocumentDB accepts, and DocumentDB some others.
                exclude_characters=dms.PASSWORD_EXCLUDE_CHARACTERS + "/@\"' ",
            ),
            instance_type=ec2.InstanceType.of(ec2.InstanceClass.R6G, ec2.InstanceSize.LARGE),
            vpc=vpc,
            parameter_group=docdb.ClusterParameterGroup(
                self,
                "Parameters",
                family="docdb5.0",
                parameters={
                    # DMS reaches a cluster that demands TLS with the authority of its certificate only.
                    "tls": "enabled" if authority else "disabled",
                    "audit_logs": "enabled",
                },
            ),
            export_audit_logs_to_cloud_watch=True,
            export_profiler_logs_to_cloud_watch=True,
            storage_encrypted=True,
            deletion_protection=True,
            backup=docdb.BackupProps(retention=cdk.Duration.days(7)),
            removal_policy=cdk.RemovalPolicy.SNAPSHOT,
        )
        if cluster.secret is None:
            raise ValueError("a cluster with a generated login has a secret")

        source_secret = secretsmanager.Secret.from_secret_name_v2(self, "SourceSecret", source_secret_name)
        self.migration = dms.DatabaseMigration(
            self,
            "Migration",
            compute=dms.Provisioned(
                vpc=vpc,
                instance_class=dms.InstanceClass.R6I_LARGE,
                multi_az=True,  # changes are replicated for days: a standby keeps that going when a zone fails
            ),
            source=dms.MongoDbSource(
                self,
                "Source",
                connection=dms.Connection.from_secret(source_secret),  # encrypted, without a certificate
                database=source_database,
                extract_doc_id=True,  # transactions of several documents need it
            ),
            target=dms.DocumentDbTarget(
                self,
                "Target",
                connection=dms.Connection.from_secret(cluster.secret, peer=cluster),
                database=source_database,
                certificate=authority,
            ),
            migration_type=dms.MigrationType.FULL_LOAD_AND_CDC,
            table_mappings=dms.TableMappings(dms.Include(source_database)),
        )

        cdk.CfnOutput(self, "ReplicationTaskArn", value=self.migration.task.replication_task_arn)

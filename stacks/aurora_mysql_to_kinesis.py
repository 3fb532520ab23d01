"""Aurora MySQL to Kinesis: each change of chosen tables as a record in a stream."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import aws_cdk as cdk
from aws_cdk import (
    aws_ec2 as ec2,
    aws_kinesis as kinesis,
    aws_kms as kms,
    aws_rds as rds,
    aws_secretsmanager as secretsmanager,
)
from constructs import Construct

import dms_constructs as dms


class AuroraMySqlToKinesis(cdk.Stack):
    """
    Sends every change of some tables of an Aurora MySQL cluster to a stream of Kinesis, from the start of the task on.

    Needs: the cluster, with `binlog_format=ROW` in its parameter group, its default port and a rule in its security
    group that lets in the VPC; a Secrets Manager secret with its `host`, `port`, `username` and `password`; and primary
    keys, by which records are spread over the shards.

    Creates: a stream with a key of its own, a replication instance, two endpoints, and a replication task, ready to be
    started. The stream and its key stay when the stack is deleted.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        vpc: ec2.IVpc,
        source_cluster: str,
        source_security_group: str,
        source_secret_name: str,
        source_schema: str,
        tables: Sequence[str],
        rds_ca_pem: str | None,
        **kwargs: Any,
    ) -> None:
        super().__init__(scope, construct_id, **kwargs)

        # Pyright does not take the CDK's own Key for its IKey.
        key: kms.IKey = kms.Key(self, "StreamKey", enable_key_rotation=True)  # pyright: ignore[reportAssignmentType]
        stream = kinesis.Stream(
            self,
            "Changes",
            stream_mode=kinesis.StreamMode.ON_DEMAND,  # it grows and shrinks with the changes
            encryption=kinesis.StreamEncryption.KMS,
            encryption_key=key,
            retention_period=cdk.Duration.days(7),  # what readers have to come back after a failure
            removal_policy=cdk.RemovalPolicy.RETAIN,
        )
        cluster = rds.DatabaseCluster.from_database_cluster_attributes(
            self,
            "Cluster",
            cluster_identifier=source_cluster,
            port=3306,
            engine=rds.DatabaseClusterEngine.AURORA_MYSQL,
            security_groups=[
                # Without mutable=False, a rule for the replication instance is put into it.
                ec2.SecurityGroup.from_security_group_id(self, "ClusterGroup", source_security_group, mutable=False)
            ],
        )
        secret = secretsmanager.Secret.from_secret_name_v2(self, "SourceSecret", source_secret_name)

        self.migration = dms.DatabaseMigration(
            self,
            "Migration",
            compute=dms.Provisioned(
                vpc=vpc,
                instance_class=dms.InstanceClass.R6I_LARGE,
                multi_az=True,  # changes are sent for as long as somebody reads them
            ),
            source=dms.MySqlSource(
                self,
                "Source",
                connection=dms.Connection.to_cluster(cluster, secret=secret),
                certificate=dms.Certificate(self, "RdsCa", certificate_pem=rds_ca_pem) if rds_ca_pem else None,
            ),
            target=dms.KinesisTarget(
                self,
                "Target",
                stream=stream,
                message_format=dms.MessageFormat.JSON_UNFORMATTED,  # a record on one line, as Firehose wants it
                include_transaction_details=True,  # readers see which changes belong together
                partition_include_schema_table=True,  # equal keys of many tables are spread over the shards
            ),
            migration_type=dms.MigrationType.CDC,
            table_mappings=dms.TableMappings(
                *(dms.Explicit(source_schema, table) for table in tables),
                # Changes of one row stay in one shard, in their order. DMS takes exact names here only.
                *(
                    dms.MapRecordToRecord(
                        source_schema,
                        table,
                        partition_key_type=dms.PartitionKeyType.PRIMARY_KEY,
                    )
                    for table in tables
                ),
            ),
            task_settings=dms.TaskSettings(
                lobs=dms.LimitedLobs(max_size_kb=64),  # longer values are cut: a record has 1 MiB at most
                before_images=dms.BeforeImages(field_name="before"),  # updates and deletes say what was there before
            ),
        )

        cdk.CfnOutput(self, "StreamName", value=stream.stream_name)
        cdk.CfnOutput(self, "ReplicationTaskArn", value=self.migration.task.replication_task_arn)

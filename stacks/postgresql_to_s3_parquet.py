"""PostgreSQL to a data lake in S3: a schema per stage, Parquet files by table and date, a catalog to query them by."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2, aws_kms as kms, aws_s3 as s3, aws_secretsmanager as secretsmanager
from constructs import Construct

import dms_constructs as dms


class PostgreSqlToS3Parquet(cdk.Stack):
    """
    Copies the schemas of a PostgreSQL database into an S3 bucket as Parquet files, and appends every change.

    The database has one schema for each stage of an application, such as production and staging. In the lake, each has
    the name of its stage: its files are in a folder of it, and DMS lists its tables in Glue's catalog, so Athena reads
    them. Files of staging go after a month.

    Needs: a Secrets Manager secret with `host`, `port`, `username` and `password` of the PostgreSQL server, which must
    be reachable from the VPC and have logical replication switched on (`wal_level=logical`).

    Creates: a bucket with a key of its own, a replication instance, two endpoints, and a replication task, ready to be
    started. The bucket and its key stay when the stack is deleted.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        vpc: ec2.IVpc,
        source_secret_name: str,
        source_database: str,
        schemas: Mapping[str, str],
        **kwargs: Any,
    ) -> None:
        super().__init__(scope, construct_id, **kwargs)

        logs = s3.Bucket(
            self,
            "AccessLogs",
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            encryption=s3.BucketEncryption.S3_MANAGED,
            enforce_ssl=True,
            object_ownership=s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
            lifecycle_rules=[s3.LifecycleRule(expiration=cdk.Duration.days(90))],
        )
        # Pyright does not take the CDK's own Key for its IKey.
        key: kms.IKey = kms.Key(self, "LakeKey", enable_key_rotation=True)  # pyright: ignore[reportAssignmentType]
        lake = s3.Bucket(
            self,
            "Lake",
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            encryption_key=key,
            bucket_key_enabled=True,  # one request to the key for many files
            enforce_ssl=True,
            server_access_logs_bucket=logs,
            lifecycle_rules=[
                s3.LifecycleRule(prefix=f"{source_database}/staging/", expiration=cdk.Duration.days(30)),
            ],
        )

        secret = secretsmanager.Secret.from_secret_name_v2(self, "SourceSecret", source_secret_name)
        source = dms.PostgreSqlSource(
            self, "Source", connection=dms.Connection.from_secret(secret), database=source_database
        )
        target = dms.S3Target(
            self,
            "Target",
            bucket=lake,
            bucket_folder=source_database,
            # Athena and Glue read times of milliseconds only.
            data_format=dms.ParquetFormat(parquet_timestamp_in_millisecond=True),
            date_partitions=dms.DatePartitions(),
            include_op_for_full_load=True,  # each row says whether it was inserted, updated or deleted
            timestamp_column_name="dms_committed_at",
            cdc_max_batch_interval=cdk.Duration.minutes(5),  # fewer, larger files
            glue_catalog_generation=True,
        )

        self.migration = dms.DatabaseMigration(
            self,
            "Migration",
            compute=dms.Provisioned(
                vpc=vpc,
                instance_class=dms.InstanceClass.R6I_LARGE,
                multi_az=True,  # changes are replicated for as long as the lake is used
            ),
            source=source,
            target=target,
            migration_type=dms.MigrationType.FULL_LOAD_AND_CDC,
            table_mappings=dms.TableMappings(
                *(dms.Include(schema) for schema in schemas.values()),
                *(dms.RenameSchema(schema, to=stage) for stage, schema in schemas.items()),
            ),
            # DMS writes no full LOBs into files; longer values are cut: measure yours.
            task_settings=dms.TaskSettings(lobs=dms.LimitedLobs(max_size_kb=64)),
        )

        cdk.CfnOutput(self, "BucketName", value=lake.bucket_name)
        cdk.CfnOutput(self, "ReplicationTaskArn", value=self.migration.task.replication_task_arn)

"""RDS for MySQL to Aurora MySQL: the same engine, kept in step until the cutover."""

from __future__ import annotations

from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2, aws_rds as rds, aws_secretsmanager as secretsmanager
from constructs import Construct

import dms_constructs as dms


class MySqlToAuroraMySql(cdk.Stack):
    """
    Moves a database of an RDS for MySQL instance into a new Aurora MySQL cluster and keeps it in step.

    Needs: the instance, with automated backups, `binlog_format=ROW` and its default port, a Secrets Manager secret with
    its `host`, `port`, `username` and `password`, and a rule in its security group that lets in the VPC.

    When it serves, the cluster refuses connections without TLS, so DMS needs the authority of RDS's certificates then.

    Creates: an Aurora MySQL cluster with one serverless instance, and a reader when it serves; a replication instance,
    two endpoints, and a replication task, ready to be started.

    The cluster is protected against deletion and stays when the stack is deleted, unless `removal_policy` is another:
    docs/guide/example-stack.md says how to remove both.
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
        source_schema: str,
        rds_ca_pem: str | None,
        phase: dms.TargetPhase,
        removal_policy: cdk.RemovalPolicy,
        **kwargs: Any,
    ) -> None:
        super().__init__(scope, construct_id, **kwargs)

        server = rds.DatabaseInstance.from_database_instance_attributes(
            self,
            "Server",
            instance_identifier=source_instance,
            instance_endpoint_address=source_host,
            port=3306,
            engine=rds.DatabaseInstanceEngine.MYSQL,
            security_groups=[
                # Without mutable=False, a rule for the replication instance is put into it.
                ec2.SecurityGroup.from_security_group_id(self, "ServerGroup", source_security_group, mutable=False)
            ],
        )
        secret = secretsmanager.Secret.from_secret_name_v2(self, "SourceSecret", source_secret_name)
        # One authority signs the certificates of the instance and of the cluster.
        authority = dms.Certificate(self, "RdsCa", certificate_pem=rds_ca_pem) if rds_ca_pem else None
        self.target = dms.AuroraMySqlTarget(
            self,
            "Target",
            vpc=vpc,
            phase=phase,
            removal_policy=removal_policy,
            # As the source has them: a wrong one means loading anew.
            parameters={"character_set_server": "utf8mb4", "time_zone": "UTC"},
            backtrack_window=cdk.Duration.hours(24),  # takes back a wrong statement; it can't be added later
            certificate=authority,
        )
        self.migration = dms.DatabaseMigration(
            self,
            "Migration",
            compute=dms.Provisioned(
                vpc=vpc,
                instance_class=dms.InstanceClass.R6I_LARGE,
                multi_az=True,  # changes are replicated for days: a standby keeps that going when a zone fails
            ),
            source=dms.MySqlSource(
                self,
                "Source",
                connection=dms.Connection.to_instance(server, secret=secret),
                certificate=authority,
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

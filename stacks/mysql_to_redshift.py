"""MySQL to Redshift: a warehouse that follows a database."""

from __future__ import annotations

import json
from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2, aws_redshift as redshift, aws_secretsmanager as secretsmanager
from constructs import Construct

import dms_constructs as dms


class MySqlToRedshift(cdk.Stack):
    """
    Copies a database of a MySQL server into a new Redshift cluster and keeps it in step.

    Needs: a Secrets Manager secret with `host`, `port`, `username` and `password` of the MySQL server, which must be
    reachable from the VPC and write its binary log in rows (`binlog_format=ROW`).

    Creates: a Redshift cluster with its secret, a replication instance, two endpoints, and a replication task, ready to
    be started. DMS puts its files into a bucket that it makes itself, whose name begins with `dms-`.

    When the stack is deleted, Redshift keeps a final snapshot of the cluster.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        vpc: ec2.IVpc,
        source_secret_name: str,
        source_schema: str,
        **kwargs: Any,
    ) -> None:
        super().__init__(scope, construct_id, **kwargs)

        login = secretsmanager.Secret(
            self,
            "WarehouseSecret",
            generate_secret_string=secretsmanager.SecretStringGenerator(
                secret_string_template=json.dumps({"username": "dms_admin"}),
                generate_string_key="password",
                # What DMS refuses in passwords, and what Redshift does.
                exclude_characters=dms.PASSWORD_EXCLUDE_CHARACTERS + "/@\"' ",
            ),
        )
        guard = ec2.SecurityGroup(
            self, "WarehouseGroup", vpc=vpc, description="The warehouse", allow_all_outbound=False
        )
        subnets = redshift.CfnClusterSubnetGroup(
            self,
            "WarehouseSubnets",
            description="The private subnets",
            subnet_ids=vpc.select_subnets(subnet_type=ec2.SubnetType.PRIVATE_WITH_EGRESS).subnet_ids,
        )
        parameters = redshift.CfnClusterParameterGroup(
            self,
            "WarehouseParameters",
            description="Takes encrypted connections only, and logs what users do",
            parameter_group_family="redshift-2.0",
            parameters=[
                redshift.CfnClusterParameterGroup.ParameterProperty(parameter_name=name, parameter_value="true")
                for name in ("require_ssl", "enable_user_activity_logging")
            ],
        )
        cluster = redshift.CfnCluster(
            self,
            "Warehouse",
            cluster_type="multi-node",
            number_of_nodes=2,
            node_type="ra3.large",
            db_name=source_schema,
            master_username="dms_admin",
            master_user_password=login.secret_value_from_json("password").unsafe_unwrap(),
            cluster_subnet_group_name=subnets.ref,
            cluster_parameter_group_name=parameters.ref,
            vpc_security_group_ids=[guard.security_group_id],
            encrypted=True,
            enhanced_vpc_routing=True,
            publicly_accessible=False,
            logging_properties=redshift.CfnCluster.LoggingPropertiesProperty(
                log_destination_type="cloudwatch",
                log_exports=["connectionlog", "userlog", "useractivitylog"],
            ),
        )
        cluster.apply_removal_policy(cdk.RemovalPolicy.SNAPSHOT)
        attached = secretsmanager.CfnSecretTargetAttachment(  # gives the secret the cluster's host and port
            self,
            "WarehouseLogin",
            secret_id=login.secret_arn,
            target_id=cluster.ref,
            target_type="AWS::Redshift::Cluster",
        )
        secret = secretsmanager.Secret.from_secret_name_v2(self, "SourceSecret", source_secret_name)
        target = dms.RedshiftTarget(
            self,
            "Target",
            connection=dms.Connection.to_redshift(cluster, secret=attached),
            database=source_schema,
        )
        self.migration = dms.DatabaseMigration(
            self,
            "Migration",
            compute=dms.Provisioned(
                vpc=vpc,
                instance_class=dms.InstanceClass.R6I_LARGE,
                multi_az=True,  # changes are replicated for as long as the warehouse is used
            ),
            source=dms.MySqlSource(self, "Source", connection=dms.Connection.from_secret(secret)),
            target=target,
            migration_type=dms.MigrationType.FULL_LOAD_AND_CDC,
            table_mappings=dms.TableMappings(dms.Include(source_schema)),
            task_settings=dms.TaskSettings(
                lobs=dms.LimitedLobs(max_size_kb=32),  # Redshift has no LOBs, and longer values are cut
                batch_apply=dms.BatchApply(),  # a warehouse likes few, large steps
                # A row that Redshift refuses stops its table, and nothing else.
                errors=dms.ErrorPolicy(
                    data_error_policy=dms.ErrorAction.SUSPEND_TABLE,
                    apply_error_delete_policy=dms.ErrorAction.SUSPEND_TABLE,
                    apply_error_insert_policy=dms.ErrorAction.SUSPEND_TABLE,
                    apply_error_update_policy=dms.ErrorAction.SUSPEND_TABLE,
                ),
            ),
        )

        cdk.CfnOutput(self, "ReplicationTaskArn", value=self.migration.task.replication_task_arn)

"""Aurora clusters to migrate into, with their endpoints, once with this library and once with aws_rds."""

from __future__ import annotations

from typing import cast

import aws_cdk as cdk
from aws_cdk import (
    aws_dms,
    aws_ec2 as ec2,
    aws_iam as iam,
    aws_logs as logs,
    aws_rds as rds,
    aws_secretsmanager as secretsmanager,
)
from constructs import Construct

import dms_constructs as dms

RETAIN = cdk.RemovalPolicy.RETAIN
EXCLUDED = dms.PASSWORD_EXCLUDE_CHARACTERS


def ours(scope: Construct, vpc: ec2.IVpc) -> dms.AuroraPostgreSqlTarget:
    """Make a cluster that serves, and its endpoint."""
    return dms.AuroraPostgreSqlTarget(scope, "Orders", vpc=vpc, database="orders", phase=dms.TargetPhase.SERVING)


def theirs(scope: Construct, vpc: ec2.IVpc) -> rds.DatabaseCluster:
    """Make the same, as somebody would write it who knows all of it."""
    engine = rds.DatabaseClusterEngine.aurora_postgres(version=rds.AuroraPostgresEngineVersion.VER_17_7)
    secret = rds.DatabaseSecret(scope, "Secret", username="dms_admin", exclude_characters=EXCLUDED)
    secret.apply_removal_policy(RETAIN)
    group = ec2.SecurityGroup(scope, "SecurityGroup", vpc=vpc, description="Aurora cluster")
    group.apply_removal_policy(RETAIN)
    instance_parameters = rds.ParameterGroup(
        scope,
        "InstanceParameters",
        engine=engine,
        parameters={"log_min_duration_statement": "1000"},
        removal_policy=RETAIN,
    )

    cluster = rds.DatabaseCluster(
        scope,
        "Cluster",
        engine=engine,
        vpc=vpc,
        security_groups=[group],
        default_database_name="orders",
        credentials=rds.Credentials.from_secret(secret, "dms_admin"),
        parameter_group=rds.ParameterGroup(
            scope, "Parameters", engine=engine, parameters={"rds.force_ssl": "1"}, removal_policy=RETAIN
        ),
        writer=rds.ClusterInstance.serverless_v2(
            "Writer",
            parameter_group=instance_parameters,
            publicly_accessible=False,
            enable_performance_insights=True,
            auto_minor_version_upgrade=False,
        ),
        readers=[
            rds.ClusterInstance.serverless_v2(
                "Reader1",
                scale_with_writer=True,
                parameter_group=instance_parameters,
                publicly_accessible=False,
                enable_performance_insights=True,
                auto_minor_version_upgrade=False,
            )
        ],
        serverless_v2_min_capacity=2,
        serverless_v2_max_capacity=16,
        storage_type=rds.DBClusterStorageType.AURORA,
        storage_encrypted=True,
        backup=rds.BackupProps(retention=cdk.Duration.days(7)),
        deletion_protection=True,
        removal_policy=RETAIN,
        cloudwatch_logs_exports=["iam-db-auth-error", "postgresql"],
        enable_performance_insights=True,
        database_insights_mode=rds.DatabaseInsightsMode.STANDARD,
        monitoring_interval=cdk.Duration.seconds(30),
        iam_authentication=True,
        auto_minor_version_upgrade=False,
        engine_lifecycle_support=rds.EngineLifecycleSupport.OPEN_SOURCE_RDS_EXTENDED_SUPPORT_DISABLED,
    )
    node, attached = cluster.node, cast("secretsmanager.ISecret", cluster.secret)
    cast("iam.Role", node.find_child("MonitoringRole")).apply_removal_policy(RETAIN)
    reader = cast("rds.CfnDBInstance", node.find_child("Reader1").node.default_child)
    reader.apply_removal_policy(cdk.RemovalPolicy.DESTROY)
    attached.apply_removal_policy(RETAIN)
    writer = node.find_child("Writer")
    for kind in ("iam-db-auth-error", "instance", "postgresql"):
        log_group = logs.LogGroup(
            scope,
            f"Log{kind}",
            log_group_name=f"/aws/rds/cluster/{cluster.cluster_identifier}/{kind}",
            retention=logs.RetentionDays.ONE_MONTH,
        )
        writer.node.add_dependency(log_group)

    role = iam.Role(
        scope,
        "SecretAccessRole",
        assumed_by=iam.ServicePrincipal(f"dms.{cdk.Aws.REGION}.{cdk.Aws.URL_SUFFIX}"),
        inline_policies={
            "ReadSecret": iam.PolicyDocument(
                statements=[
                    iam.PolicyStatement(actions=["secretsmanager:GetSecretValue"], resources=[attached.secret_arn])
                ]
            )
        },
    )
    endpoint = aws_dms.CfnEndpoint(
        scope,
        "Endpoint",
        endpoint_type="target",
        engine_name="aurora-postgresql",
        database_name="orders",
        ssl_mode="require",
        postgre_sql_settings=aws_dms.CfnEndpoint.PostgreSqlSettingsProperty(
            secrets_manager_secret_id=attached.secret_arn, secrets_manager_access_role_arn=role.role_arn
        ),
    )
    endpoint.node.add_dependency(writer)
    return cluster

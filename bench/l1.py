"""The example pipeline as somebody would write it with the generated L1 constructs of aws_cdk.aws_dms."""

import json
from pathlib import Path

import aws_cdk as cdk
from aws_cdk import (
    aws_dms,
    aws_ec2 as ec2,
    aws_iam as iam,
    aws_lambda as lambda_,
    aws_logs as logs,
    aws_s3_assets as s3_assets,
    aws_secretsmanager as secretsmanager,
)
from constructs import Construct

HANDLER = Path(__file__).parent.parent / "dms_constructs" / "account" / "handlers" / "service_roles"


def mappings(schema: str) -> dict[str, object]:
    return {
        "rules": [
            {
                "object-locator": {"schema-name": schema, "table-name": "%"},
                "rule-action": "include",
                "rule-id": "1",
                "rule-name": "1",
                "rule-type": "selection",
            },
            {
                "object-locator": {"schema-name": schema, "table-name": "audit_%"},
                "rule-action": "exclude",
                "rule-id": "2",
                "rule-name": "2",
                "rule-type": "selection",
            },
            {
                "object-locator": {"schema-name": schema},
                "rule-action": "rename",
                "rule-id": "3",
                "rule-name": "3",
                "rule-target": "schema",
                "rule-type": "transformation",
                "value": "public",
            },
            {
                "object-locator": {"schema-name": schema, "table-name": "%"},
                "rule-action": "convert-lowercase",
                "rule-id": "4",
                "rule-name": "4",
                "rule-target": "table",
                "rule-type": "transformation",
            },
            {
                "object-locator": {"schema-name": schema, "table-name": "%", "column-name": "%"},
                "rule-action": "convert-lowercase",
                "rule-id": "5",
                "rule-name": "5",
                "rule-target": "column",
                "rule-type": "transformation",
            },
        ]
    }


SETTINGS = {
    "TargetMetadata": {"SupportLobs": True, "FullLobMode": False, "LimitedSizeLobMode": True, "LobMaxSize": 64},
    "FullLoadSettings": {"TargetTablePrepMode": "DO_NOTHING"},
    "Logging": {
        "EnableLogging": True,
        "LogComponents": [
            {"Id": component, "Severity": "LOGGER_SEVERITY_DEFAULT"}
            for component in ("SOURCE_UNLOAD", "TARGET_LOAD", "SOURCE_CAPTURE", "TARGET_APPLY")
        ],
    },
    "ValidationSettings": {"EnableValidation": True},
    "ControlTablesSettings": {
        "HistoryTableEnabled": True,
        "SuspendedTablesTableEnabled": True,
        "StatusTableEnabled": True,
        "FullLoadExceptionTableEnabled": True,
    },
}


def compact(document: object) -> str:
    return json.dumps(document, separators=(",", ":"))


def service_roles(stack: cdk.Stack) -> cdk.CustomResource:
    log_group = logs.LogGroup(
        stack, "RolesLogGroup", retention=logs.RetentionDays.ONE_MONTH, removal_policy=cdk.RemovalPolicy.DESTROY
    )
    names = ["dms-vpc-role", "dms-cloudwatch-logs-role"]
    policies = [
        f"arn:{cdk.Aws.PARTITION}:iam::aws:policy/service-role/{name}"
        for name in ("AmazonDMSVPCManagementRole", "AmazonDMSCloudWatchLogsRole")
    ]
    arns = [f"arn:{cdk.Aws.PARTITION}:iam::{cdk.Aws.ACCOUNT_ID}:role/{name}" for name in names]
    role = iam.Role(
        stack,
        "RolesRole",
        assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"),
        inline_policies={
            "EnsureServiceRoles": iam.PolicyDocument(
                statements=[
                    iam.PolicyStatement(
                        actions=["iam:GetRole", "iam:CreateRole", "iam:ListAttachedRolePolicies"], resources=arns
                    ),
                    iam.PolicyStatement(
                        actions=["iam:AttachRolePolicy"],
                        resources=arns,
                        conditions={"ArnEquals": {"iam:PolicyARN": policies}},
                    ),
                    iam.PolicyStatement(
                        actions=["logs:CreateLogStream", "logs:PutLogEvents"], resources=[log_group.log_group_arn]
                    ),
                ]
            )
        },
    )
    code = s3_assets.Asset(stack, "RolesCode", path=str(HANDLER), exclude=["__pycache__"])
    function = lambda_.CfnFunction(
        stack,
        "RolesFunction",
        description="Creates the IAM roles that AWS DMS needs in an account when they are missing",
        runtime="python3.14",
        handler="index.handler",
        code=lambda_.CfnFunction.CodeProperty(s3_bucket=code.s3_bucket_name, s3_key=code.s3_object_key),
        role=role.role_arn,
        logging_config=lambda_.CfnFunction.LoggingConfigProperty(log_group=log_group.log_group_name),
        timeout=120,
    )
    return cdk.CustomResource(
        stack,
        "Roles",
        resource_type="Custom::DmsServiceRoles",
        service_token=function.attr_arn,
        properties={
            "Roles": [
                {
                    "RoleName": names[0],
                    "ManagedPolicyArn": policies[0],
                    "Services": ["dms.amazonaws.com"],
                    "SourceAccount": cdk.Aws.ACCOUNT_ID,
                },
                {"RoleName": names[1], "ManagedPolicyArn": policies[1], "Services": ["dms.amazonaws.com"]},
            ]
        },
    )


def access_role(stack: Construct, name: str, secret_arn: str) -> iam.CfnRole:
    return iam.CfnRole(
        stack,
        f"{name}Role",
        description="Lets AWS DMS read the secret of one endpoint",
        assume_role_policy_document={
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Effect": "Allow",
                    "Principal": {"Service": f"dms.{cdk.Aws.REGION}.{cdk.Aws.URL_SUFFIX}"},
                    "Action": "sts:AssumeRole",
                    "Condition": {"StringEquals": {"aws:SourceAccount": cdk.Aws.ACCOUNT_ID}},
                }
            ],
        },
        policies=[
            iam.CfnRole.PolicyProperty(
                policy_name="ReadSecret",
                policy_document={
                    "Version": "2012-10-17",
                    "Statement": [
                        {
                            "Effect": "Allow",
                            "Action": ["secretsmanager:GetSecretValue"],
                            "Resource": secret_arn,
                        }
                    ],
                },
            )
        ],
    )


def endpoints(
    scope: Construct, source: secretsmanager.ISecret, target: secretsmanager.ISecret
) -> tuple[aws_dms.CfnEndpoint, aws_dms.CfnEndpoint]:
    source_role = access_role(scope, "Source", source.secret_full_arn or f"{source.secret_arn}-??????")
    target_role = access_role(scope, "Target", target.secret_full_arn or f"{target.secret_arn}-??????")
    return (
        aws_dms.CfnEndpoint(
            scope,
            "Source",
            endpoint_type="source",
            engine_name="mysql",
            ssl_mode="none",
            my_sql_settings=aws_dms.CfnEndpoint.MySqlSettingsProperty(
                secrets_manager_secret_id=source.secret_arn, secrets_manager_access_role_arn=source_role.attr_arn
            ),
        ),
        aws_dms.CfnEndpoint(
            scope,
            "Target",
            endpoint_type="target",
            engine_name="aurora-postgresql",
            database_name="shop",
            ssl_mode="require",
            postgre_sql_settings=aws_dms.CfnEndpoint.PostgreSqlSettingsProperty(
                secrets_manager_secret_id=target.secret_arn, secrets_manager_access_role_arn=target_role.attr_arn
            ),
        ),
    )


def instance(
    scope: Construct, vpc: ec2.IVpc, roles: cdk.CustomResource, name: str
) -> tuple[aws_dms.CfnReplicationInstance, ec2.SecurityGroup]:
    group = aws_dms.CfnReplicationSubnetGroup(
        scope,
        "SubnetGroup",
        replication_subnet_group_description="Migration",
        subnet_ids=vpc.select_subnets().subnet_ids,
    )
    group.node.add_dependency(roles)
    security_group = ec2.SecurityGroup(scope, "SecurityGroup", vpc=vpc, description="DMS replication instance")
    log_group = logs.LogGroup(
        scope,
        "LogGroup",
        log_group_name=f"dms-tasks-{name}",
        retention=logs.RetentionDays.ONE_MONTH,
        removal_policy=cdk.RemovalPolicy.DESTROY,
    )
    resource = aws_dms.CfnReplicationInstance(
        scope,
        "Instance",
        replication_instance_identifier=name,
        replication_instance_class="dms.r6i.large",
        multi_az=True,
        auto_minor_version_upgrade=True,
        publicly_accessible=False,
        replication_subnet_group_identifier=group.ref,
        vpc_security_group_ids=[security_group.security_group_id],
    )
    resource.node.add_dependency(log_group)
    return resource, security_group


def pipeline(
    scope: Construct,
    vpc: ec2.IVpc,
    source_secret: secretsmanager.ISecret,
    target_secret: secretsmanager.ISecret,
    *,
    roles: cdk.CustomResource,
    name: str = "migration-instance",
    schema: str = "shop",
) -> ec2.SecurityGroup:
    """Write the whole pipeline but for the service roles; return the instance's security group."""
    source, target = endpoints(scope, source_secret, target_secret)
    replication_instance, security_group = instance(scope, vpc, roles, name)
    aws_dms.CfnReplicationTask(
        scope,
        "Task",
        replication_instance_arn=replication_instance.ref,
        source_endpoint_arn=source.ref,
        target_endpoint_arn=target.ref,
        migration_type="full-load-and-cdc",
        table_mappings=compact(mappings(schema)),
        replication_task_settings=compact(SETTINGS),
    )
    return security_group


def tasks(stack: cdk.Stack, count: int) -> None:
    """Write many tasks on one instance and one pair of endpoints, all of them given."""
    arn = "arn:aws:dms:eu-west-1:111122223333"
    shared_settings = compact(SETTINGS)
    for number in range(count):
        aws_dms.CfnReplicationTask(
            stack,
            f"Task{number}",
            replication_instance_arn=f"{arn}:rep:ABC",
            source_endpoint_arn=f"{arn}:endpoint:SRC",
            target_endpoint_arn=f"{arn}:endpoint:TGT",
            migration_type="full-load",
            table_mappings=compact(mappings(f"shop{number}")),
            replication_task_settings=shared_settings,
        )

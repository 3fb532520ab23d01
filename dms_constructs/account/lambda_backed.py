"""Custom resources backed by a function of this library, all made in the same way."""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_iam as iam, aws_lambda as lambda_, aws_logs as logs, aws_s3_assets as s3_assets
from constructs import Construct

from dms_constructs._construct import L1_ID

__all__ = ["RUNTIME", "can_be_lambda_backed", "code_of", "lambda_backed"]

RUNTIME = "python3.14"
"""What all functions of this library run on."""


def can_be_lambda_backed(stack: cdk.Stack) -> bool:
    """Whether the stack can deploy a function's code: the CDK's `BootstraplessSynthesizer` has no bucket for it."""
    synthesizer = stack.synthesizer
    return not (
        isinstance(synthesizer, cdk.BootstraplessSynthesizer)
        and type(synthesizer).add_file_asset is cdk.BootstraplessSynthesizer.add_file_asset
    )


def code_of(scope: Construct, handler: Path) -> s3_assets.Asset:
    """
    Make an asset of a function's code, as `Code`: the same bytes for the same code, wherever it is installed.

    One archive, which the CDK reads and copies in half the time that it takes for the files.

    Args:
        scope: What it is made in.
        handler: The folder with the code, which has no folders.
    """
    with tempfile.TemporaryDirectory() as folder:
        archive = Path(folder, "code.zip")
        with zipfile.ZipFile(archive, "w") as files:
            for path in sorted(each for each in handler.iterdir() if each.is_file()):
                entry = zipfile.ZipInfo(path.name)  # of 1980: a time would make other bytes of the same code
                entry.create_system, entry.external_attr = _UNIX, _READABLE
                files.writestr(entry, path.read_bytes())
        return s3_assets.Asset(scope, "Code", path=str(archive))


_UNIX = 3
_READABLE = 0o644 << 16  # a function's code is read by another user than the one who unpacks it


def lambda_backed(
    scope: Construct,
    *,
    resource_type: str,
    handler: Path,
    description: str,
    policy_name: str,
    statements: Sequence[iam.PolicyStatement],
    timeout: cdk.Duration,
    properties: Mapping[str, Any],
) -> cdk.CustomResource:
    """
    Make a custom resource as the scope's own, with its function, and the function's role and log group.

    Args:
        scope: What they are made in; it has nothing else with their ids.
        resource_type: The custom resource's type, `Custom::...`.
        handler: The folder with `index.py`, whose `handler` answers CloudFormation.
        description: What the function does, for those who meet it in the console.
        policy_name: The name of the policy in the function's role.
        statements: What the function may do; that it writes its own log is added.
        timeout: How long it may take.
        properties: What it is asked for, in full: a reviewer sees it in the template.
    """
    log_group = logs.LogGroup(
        scope, "LogGroup", retention=logs.RetentionDays.ONE_MONTH, removal_policy=cdk.RemovalPolicy.DESTROY
    )
    writes_log = iam.PolicyStatement(
        actions=["logs:CreateLogStream", "logs:PutLogEvents"], resources=[log_group.log_group_arn]
    )
    # Inline, so that the function has its rights before it runs first; no managed policy, because those grant more.
    role = iam.Role(
        scope,
        "ExecutionRole",
        assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"),
        inline_policies={policy_name: iam.PolicyDocument(statements=[*statements, writes_log])},
    )
    code = code_of(scope, handler)
    # Not lambda_.Function: it adds a dependency on the role that its reference to the role already is (W3005).
    function = lambda_.CfnFunction(
        scope,
        "Function",
        description=description,
        runtime=RUNTIME,
        handler="index.handler",
        code=lambda_.CfnFunction.CodeProperty(s3_bucket=code.s3_bucket_name, s3_key=code.s3_object_key),
        role=role.role_arn,
        logging_config=lambda_.CfnFunction.LoggingConfigProperty(log_group=log_group.log_group_name),
        timeout=timeout.to_seconds(),
    )
    return cdk.CustomResource(
        scope, L1_ID, resource_type=resource_type, service_token=function.attr_arn, properties=properties
    )

"""The function that carries out the life cycle of a stack's tasks, with its role and its log."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import aws_cdk as cdk
import jsii
from aws_cdk import aws_iam as iam, aws_lambda as lambda_, aws_logs as logs
from constructs import Construct

from dms_constructs._construct import l1
from dms_constructs.account.lambda_backed import RUNTIME, code_of
from dms_constructs.lifecycle._permissions import Permissions

__all__ = ["Producer", "document_of", "make_function"]

_HANDLERS = Path(__file__).parent / "handlers"
# The longest that a function runs; it hands over to itself before.
_TIMEOUT_SECONDS = 900
_MEMORY_MB = 128
_RETENTION_DAYS = 30


def make_function(scope: Construct, permissions: Permissions) -> tuple[str, str, iam.CfnPolicy]:
    """Make the function; return its ARN, the name of its role, and what must be there before it is called."""
    log_group = l1(logs.CfnLogGroup, logs.CfnLogGroupProps, scope, "LogGroup", retention_in_days=_RETENTION_DAYS)
    log_group.apply_removal_policy(cdk.RemovalPolicy.DESTROY)
    log_group_arn: str = log_group.attr_arn
    role = l1(
        iam.CfnRole,
        iam.CfnRoleProps,
        scope,
        "Role",
        assume_role_policy_document=document_of(
            {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
        ),
        policies=[
            iam.CfnRole.PolicyProperty(
                policy_name="LifeCycle",
                policy_document=cdk.Lazy.any(Producer(lambda: document_of(*permissions.statements(log_group_arn)))),
            )
        ],
    )
    role_name: str = role.ref
    code = code_of(scope, _HANDLERS)
    function = l1(
        lambda_.CfnFunction,
        lambda_.CfnFunctionProps,
        scope,
        "Function",
        description="Stops the AWS DMS tasks of a stack before a change, and starts them after it",
        runtime=RUNTIME,
        handler="index.handler",
        code=lambda_.CfnFunction.CodeProperty(s3_bucket=code.s3_bucket_name, s3_key=code.s3_object_key),
        role=role.attr_arn,
        logging_config=lambda_.CfnFunction.LoggingConfigProperty(log_group=log_group.ref),
        timeout=_TIMEOUT_SECONDS,
        memory_size=_MEMORY_MB,
    )
    arn: str = function.attr_arn
    # Apart from the role, because it names the function, which names the role.
    invokes_itself = l1(
        iam.CfnPolicy,
        iam.CfnPolicyProps,
        scope,
        "InvokesItself",
        policy_name="InvokesItself",
        policy_document=document_of({"Effect": "Allow", "Action": "lambda:InvokeFunction", "Resource": arn}),
        roles=[role_name],
    )
    return arn, role_name, invokes_itself


def document_of(*statements: Mapping[str, Any]) -> dict[str, Any]:
    """Return a policy of statements."""
    return {"Version": "2012-10-17", "Statement": list(statements)}


@jsii.implements(cdk.IStableAnyProducer)
class Producer:
    """What is known only as the template is written."""

    def __init__(self, produce: Callable[[], Any]) -> None:
        self._produce = produce

    def produce(self) -> Any:
        return self._produce()

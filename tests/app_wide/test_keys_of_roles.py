"""A key's policy must let the account decide, or the role that is made for an endpoint can't use the key."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import (
    aws_dynamodb as dynamodb,
    aws_iam as iam,
    aws_kinesis as kinesis,
    aws_kms as kms,
    aws_s3 as s3,
    aws_secretsmanager as secretsmanager,
)

import dms_constructs as dms

CODE = "DMS-E020"
ADMIN = "arn:aws:iam::111122223333:role/administrators"


def key_for(stack: cdk.Stack, *principals: iam.IPrincipal, **more: Any) -> kms.Key:
    statement = iam.PolicyStatement(principals=list(principals), actions=["kms:*"], resources=["*"], **more)
    return kms.Key(stack, "Key", policy=iam.PolicyDocument(statements=[statement]))


def stream(stack: cdk.Stack, key: kms.Key) -> object:
    return dms.KinesisTarget(stack, "Target", stream=kinesis.Stream(stack, "Stream", encryption_key=key))


def bucket(stack: cdk.Stack, key: kms.Key) -> object:
    return dms.S3Target(stack, "Target", bucket=s3.Bucket(stack, "Bucket", encryption_key=key))


def table(stack: cdk.Stack, key: kms.Key) -> object:
    made = dynamodb.Table(
        stack,
        "Table",
        partition_key=dynamodb.Attribute(name="id", type=dynamodb.AttributeType.STRING),
        encryption_key=key,
    )
    return dms.DynamoDbTarget(stack, "Target", tables=[made])


def secret(stack: cdk.Stack, key: kms.Key) -> object:
    login = secretsmanager.Secret.from_secret_attributes(
        stack,
        "Login",
        secret_complete_arn="arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop-AbCdEf",
        encryption_key=key,
    )
    return dms.MySqlSource(stack, "Source", connection=dms.Connection.from_secret(login))


USES = [stream, bucket, table, secret]
every_use = pytest.mark.parametrize("use", USES, ids=lambda each: each.__name__)
Use = Callable[[cdk.Stack, kms.Key], object]


def said(app: cdk.App) -> str:
    try:
        app.synth()
    except RuntimeError as error:
        return str(error)
    return ""


@every_use
def test_a_policy_for_others_only_is_refused(app: cdk.App, stack: cdk.Stack, use: Use) -> None:
    use(stack, key_for(stack, iam.ArnPrincipal(ADMIN)))

    assert CODE in said(app)


@every_use
def test_what_is_told_to_write_is_enough(app: cdk.App, stack: cdk.Stack, use: Use) -> None:
    key = key_for(stack, iam.ArnPrincipal(ADMIN))
    use(stack, key)
    key.add_to_resource_policy(
        iam.PolicyStatement(
            principals=[iam.AccountRootPrincipal()],
            actions=["kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey", "kms:Encrypt", "kms:ReEncrypt*"],
            resources=["*"],
        )
    )

    assert CODE not in said(app)


@every_use
def test_the_default_policy_is_enough(app: cdk.App, stack: cdk.Stack, use: Use) -> None:
    use(stack, kms.Key(stack, "Key"))

    assert CODE not in said(app)


@pytest.mark.parametrize(
    "principal",
    [iam.AccountRootPrincipal(), iam.AccountPrincipal("111122223333"), iam.AnyPrincipal(), iam.StarPrincipal()],
    ids=["root", "account", "any", "star"],
)
def test_whoever_lets_the_account_is_enough(app: cdk.App, stack: cdk.Stack, principal: iam.IPrincipal) -> None:
    stream(stack, key_for(stack, principal))

    assert CODE not in said(app)


def test_what_is_allowed_through_a_service_is_enough(app: cdk.App, stack: cdk.Stack) -> None:
    through = {"StringEquals": {"kms:ViaService": "kinesis.eu-west-1.amazonaws.com"}}
    stream(stack, key_for(stack, iam.AccountRootPrincipal(), conditions=through))

    assert CODE not in said(app)


def test_an_l1_key_is_looked_at_too(app: cdk.App, stack: cdk.Stack) -> None:
    raw = kms.CfnKey(stack, "Raw", key_policy={"Version": "2012-10-17", "Statement": []})
    stream(stack, kms.Key.from_key_arn(stack, "Key", raw.attr_arn))  # type: ignore[arg-type]  # an IKey does

    assert CODE in said(app)


def test_a_key_of_others_is_theirs(app: cdk.App, stack: cdk.Stack) -> None:
    stream(stack, kms.Key.from_key_arn(stack, "Key", "arn:aws:kms:eu-west-1:111122223333:key/1"))  # type: ignore[arg-type]  # an IKey does

    assert CODE not in said(app)

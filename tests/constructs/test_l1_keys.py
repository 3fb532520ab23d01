"""What L1 constructs stand for is imported with its key: without it, a role that is made could not use the key."""

from __future__ import annotations

import json
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
from tests.constructs.conftest import properties_of, resources_of

ARN = "arn:aws:kms:eu-west-1:111122223333:key/1234"


def stream(stack: cdk.Stack, key: str) -> Any:
    return kinesis.CfnStream(stack, "L1", stream_encryption={"encryptionType": "KMS", "keyId": key})


def table(stack: cdk.Stack, key: str) -> Any:
    return dynamodb.CfnTable(
        stack,
        "L1",
        key_schema=[{"attributeName": "id", "keyType": "HASH"}],
        sse_specification={"sseEnabled": True, "sseType": "KMS", "kmsMasterKeyId": key},
    )


def bucket(stack: cdk.Stack, key: str) -> Any:
    rule = {"serverSideEncryptionByDefault": {"sseAlgorithm": "aws:kms", "kmsMasterKeyId": key}}
    return s3.CfnBucket(stack, "L1", bucket_encryption={"serverSideEncryptionConfiguration": [rule]})


def secret(stack: cdk.Stack, key: str) -> Any:
    return secretsmanager.CfnSecret(stack, "L1", kms_key_id=key)


def into_stream(stack: cdk.Stack, stream: Any, **more: Any) -> object:
    return dms.KinesisTarget(stack, "Target", stream=stream, **more)


def into_table(stack: cdk.Stack, table: Any, **more: Any) -> object:
    return dms.DynamoDbTarget(stack, "Target", tables=[table], **more)


def into_bucket(stack: cdk.Stack, bucket: Any, **more: Any) -> object:
    return dms.S3Target(stack, "Target", bucket=bucket, **more)


def from_bucket(stack: cdk.Stack, bucket: Any, **more: Any) -> object:
    column = dms.ExternalColumn("id", dms.ExternalColumnType.INT8)
    tables = dms.ExternalTableDefinition(dms.ExternalTable("hr", "employee", [column]))
    return dms.S3Source(stack, "Source", bucket=bucket, external_table_definition=tables, **more)


def into_warehouse(stack: cdk.Stack, bucket: Any, **more: Any) -> object:
    login = secretsmanager.Secret.from_secret_name_v2(stack, f"Login{len(stack.node.children)}", "dms/dwh")
    connection = dms.Connection.from_secret(login)
    return dms.RedshiftTarget(stack, "Target", connection=connection, database="dev", staging_bucket=bucket, **more)


def by_secret(stack: cdk.Stack, secret: Any) -> object:
    return dms.MySqlSource(stack, "Source", connection=dms.Connection.from_secret(secret))


USES: dict[str, tuple[Callable[..., Any], Callable[..., object], Callable[[cdk.Stack, Any], Any]]] = {
    "a stream": (stream, into_stream, lambda at, l1: kinesis.Stream.from_stream_arn(at, "By", l1.attr_arn)),
    "a table": (table, into_table, lambda at, l1: dynamodb.Table.from_table_arn(at, "By", l1.attr_arn)),
    "a table's name": (table, into_table, lambda _, l1: l1.ref),
    "a table by its name": (table, into_table, lambda at, l1: dynamodb.Table.from_table_name(at, "By", l1.ref)),
    "a bucket": (bucket, into_bucket, lambda at, l1: s3.Bucket.from_bucket_arn(at, "By", l1.attr_arn)),
    "a bucket by its name": (bucket, into_bucket, lambda at, l1: s3.Bucket.from_bucket_name(at, "By", l1.ref)),
    "a bucket as the CDK takes it": (bucket, into_bucket, lambda _, l1: s3.Bucket.from_cfn_bucket(l1)),
    "a source": (bucket, from_bucket, lambda at, l1: s3.Bucket.from_bucket_arn(at, "By", l1.attr_arn)),
    "a bucket for staging": (bucket, into_warehouse, lambda at, l1: s3.Bucket.from_bucket_name(at, "By", l1.ref)),
    "a secret": (
        secret,
        by_secret,
        lambda at, l1: secretsmanager.Secret.from_secret_complete_arn(at, "By", l1.ref),
    ),
}
KEYS: dict[str, str] = {
    "by ARN": ARN,
    "by id": "1234abcd-12ab-34cd-56ef-1234567890ab",
    "by alias": "alias/shop",
}


def fix_of(use: Callable[[], object]) -> str:
    """Return the code that a refusal tells to write."""
    with pytest.raises(dms.ConfigurationError) as caught:
        use()
    return caught.value.message.partition("; write ")[2].removesuffix(", or give a role of yours")


def written(fix: str, stack: cdk.Stack, **given: object) -> Any:
    """Make what the code says."""
    modules = {"kinesis": kinesis, "dynamodb": dynamodb, "s3": s3, "secretsmanager": secretsmanager, "kms": kms}
    return eval(fix, {**modules, **given, "self": stack})  # code of ours


def role_of(stack: cdk.Stack) -> str:
    return json.dumps(list(resources_of(stack, "AWS::IAM::Role").values()))


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("use", USES)
def test_what_is_told_for_an_l1_construct_gives_the_role_its_key(stack: cdk.Stack, use: str, key: str) -> None:
    make, put, _ = USES[use]
    l1 = make(stack, KEYS[key])
    names = {make.__name__: l1, "tables": [l1], "staging_bucket": l1}
    fix = fix_of(lambda: put(stack, l1))
    if use != "a source" and key == "by alias" and make is bucket:
        return  # S3 is told the key itself, and an alias is refused there

    put(stack, written(fix, stack, **names))

    assert "kms:" in role_of(stack)


@pytest.mark.parametrize("use", USES)
def test_an_import_that_lost_the_key_is_refused(stack: cdk.Stack, use: str) -> None:
    make, put, imported = USES[use]
    l1 = make(stack, ARN)

    with pytest.raises(dms.ConfigurationError, match="is imported without its key, and Shop/L1 is") as caught:
        put(stack, imported(stack, l1))

    assert caught.value.code == "DMS-E019"


@pytest.mark.parametrize("use", USES)
def test_what_is_told_for_a_key_of_the_app_runs(stack: cdk.Stack, use: str) -> None:
    make, put, imported = USES[use]
    key = kms.Key(stack, "Key1")
    l1 = make(stack, key.key_arn)
    if use != "a bucket as the CDK takes it":
        fix = fix_of(lambda: put(stack, imported(stack, l1)))

        put(stack, written(fix, stack, key=key, **{make.__name__: l1}))

        assert "kms:" in role_of(stack)


@pytest.mark.parametrize("use", USES)
def test_keys_of_aws_need_no_grant(stack: cdk.Stack, use: str) -> None:
    make, put, imported = USES[use]

    put(stack, imported(stack, make(stack, "alias/aws/kinesis")))

    assert "kms:" not in role_of(stack)


def test_a_role_of_yours_is_taken_as_it_is(stack: cdk.Stack) -> None:
    role = iam.Role.from_role_arn(stack, "Role", "arn:aws:iam::111122223333:role/writer")
    l1 = stream(stack, ARN)

    into_stream(stack, kinesis.Stream.from_stream_arn(stack, "By", l1.attr_arn), service_access_role=role)

    assert properties_of(stack, "AWS::DMS::Endpoint")["KinesisSettings"]["ServiceAccessRoleArn"] == role.role_arn


def test_an_l1_key_is_told_by_its_arn(stack: cdk.Stack) -> None:
    statement = {"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "kms:*", "Resource": "*"}
    key = kms.CfnKey(stack, "Key1", key_policy={"Version": "2012-10-17", "Statement": [statement]})
    l1 = stream(stack, key.ref)
    fix = fix_of(lambda: into_stream(stack, l1))

    into_stream(stack, written(fix, stack, key=key, stream=l1))

    assert {"Fn::GetAtt": ["Key1", "Arn"]} in [
        one["Resource"] for one in properties_of(stack, "AWS::IAM::Role")["Policies"][0]["PolicyDocument"]["Statement"]
    ]


def test_an_l1_global_table_is_told_how_to_give_it(stack: cdk.Stack) -> None:
    raw: Any = dynamodb.CfnGlobalTable(
        stack,
        "L1",
        attribute_definitions=[{"attributeName": "id", "attributeType": "S"}],
        key_schema=[{"attributeName": "id", "keyType": "HASH"}],
        replicas=[{"region": "eu-west-1"}],
    )

    with pytest.raises(dms.ConfigurationError, match=r"from_table_arn\(self, \"Table\", tables\[0\].attr_arn\)"):
        into_table(stack, raw)

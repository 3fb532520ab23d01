"""A policy names keys, not their aliases: an alias as a resource of a statement allows nothing."""

import json
from collections.abc import Callable
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_iam as iam, aws_kms as kms, aws_s3 as s3, aws_secretsmanager as secretsmanager

import dms_constructs as dms
from tests.constructs.conftest import properties_of, resources_of, template_of

Alias = Callable[[cdk.Stack], kms.IKey]
KEY_ARN = "arn:aws:kms:eu-west-1:111122223333:key/1"
ALIAS_ARN = "arn:aws:kms:eu-west-1:111122223333:alias/lake"


def key_of(stack: cdk.Stack) -> kms.IKey:
    return kms.Key.from_key_arn(stack, "Key", KEY_ARN)


def own(stack: cdk.Stack) -> kms.IKey:
    return kms.Alias(stack, "Alias", alias_name="alias/lake", target_key=key_of(stack))


def imported_with_key(stack: cdk.Stack) -> kms.IKey:
    return kms.Alias.from_alias_attributes(stack, "Alias", alias_name="alias/lake", alias_target_key=key_of(stack))


def imported(stack: cdk.Stack) -> kms.IKey:
    return kms.Alias.from_alias_name(stack, "Alias", "alias/lake")


def imported_by_arn(stack: cdk.Stack) -> kms.IKey:
    return kms.Key.from_key_arn(stack, "Alias", ALIAS_ARN)


KNOWN = pytest.mark.parametrize("alias", [own, imported_with_key])
UNKNOWN = pytest.mark.parametrize("alias", [imported, imported_by_arn])


def key_statement_of(stack: cdk.Stack) -> dict[str, Any]:
    (policy,) = properties_of(stack, "AWS::IAM::Role")["Policies"]
    (statement,) = (one for one in policy["PolicyDocument"]["Statement"] if "kms:Decrypt" in one["Action"])
    return statement


def as_text(value: object) -> str:
    return json.dumps(value)


class TestFiles:
    @pytest.fixture
    def bucket(self, stack: cdk.Stack) -> s3.IBucket:
        return s3.Bucket.from_bucket_name(stack, "Lake", "lake")

    @KNOWN
    def test_are_encrypted_with_the_key_of_an_alias(self, stack: cdk.Stack, bucket: s3.IBucket, alias: Alias) -> None:
        dms.S3Target(stack, "Target", bucket=bucket, encryption_key=alias(stack))

        assert key_statement_of(stack)["Resource"] == KEY_ARN
        assert properties_of(stack, "AWS::DMS::Endpoint")["S3Settings"]["ServerSideEncryptionKmsKeyId"] == KEY_ARN

    @KNOWN
    def test_are_encrypted_with_the_key_of_the_buckets_alias(self, stack: cdk.Stack, alias: Alias) -> None:
        dms.S3Target(stack, "Target", bucket=s3.Bucket(stack, "Lake", encryption_key=alias(stack)))

        assert key_statement_of(stack)["Resource"] == KEY_ARN

    @UNKNOWN
    def test_are_refused_with_an_alias_whose_key_nobody_knows(
        self, stack: cdk.Stack, bucket: s3.IBucket, fails: Callable, alias: Alias
    ) -> None:
        key = alias(stack)

        fails(
            "DMS-E012",
            r"encryption_key must be a key .*, got an alias; write encryption_key=kms.Key.from_key_arn\(self, 'Key', ",
            lambda: dms.S3Target(stack, "Target", bucket=bucket, encryption_key=key),
            path="Shop/Target",
        )

    @UNKNOWN
    def test_are_refused_with_such_an_alias_of_the_bucket(
        self, stack: cdk.Stack, fails: Callable, alias: Alias
    ) -> None:
        bucket = s3.Bucket(stack, "Lake", encryption_key=alias(stack))

        fails(
            "DMS-E012",
            "the bucket's encryption_key must be a key .*; write encryption_key=kms.Key.from_key_arn",
            lambda: dms.S3Target(stack, "Target", bucket=bucket),
        )

    @UNKNOWN
    def test_may_have_any_alias_with_a_role_of_yours(self, stack: cdk.Stack, bucket: s3.IBucket, alias: Alias) -> None:
        role = iam.Role.from_role_arn(stack, "Role", "arn:aws:iam::111122223333:role/writer")
        dms.S3Target(stack, "Target", bucket=bucket, encryption_key=alias(stack), service_access_role=role)

        assert resources_of(stack, "AWS::IAM::Role") == {}
        assert ":alias/lake" in as_text(template_of(stack))


class TestSecrets:
    @pytest.fixture
    def connect(self, stack: cdk.Stack) -> Callable[[kms.IKey], dms.MySqlSource]:
        def connect(key: kms.IKey) -> dms.MySqlSource:
            arn = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop-AbCdEf"
            secret = secretsmanager.Secret.from_secret_attributes(
                stack, "Secret", secret_complete_arn=arn, encryption_key=key
            )
            return dms.MySqlSource(stack, "Source", connection=dms.Connection.from_secret(secret))

        return connect

    @KNOWN
    def test_are_decrypted_with_the_key_of_an_alias(self, stack: cdk.Stack, connect: Callable, alias: Alias) -> None:
        connect(alias(stack))

        assert key_statement_of(stack)["Resource"] == KEY_ARN
        assert "Condition" not in key_statement_of(stack)

    @UNKNOWN
    def test_are_decrypted_with_whatever_key_has_the_alias(
        self, stack: cdk.Stack, connect: Callable, alias: Alias
    ) -> None:
        connect(alias(stack))

        statement = key_statement_of(stack)

        assert ":kms:eu-west-1:111122223333:key/*" in as_text(statement["Resource"])
        assert statement["Condition"] == {"ForAnyValue:StringEquals": {"kms:ResourceAliases": "alias/lake"}}


@pytest.mark.parametrize("alias", [own, imported, imported_by_arn])
def test_an_alias_may_encrypt_what_dms_stores(stack: cdk.Stack, connection: dms.Connection, alias: Alias) -> None:
    dms.MySqlSource(stack, "Source", connection=connection, kms_key=alias(stack))

    assert ":alias/lake" in as_text(properties_of(stack, "AWS::DMS::Endpoint")["KmsKeyId"])

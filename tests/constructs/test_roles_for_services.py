"""Roles of users for services: what the app shows of them is held to what DMS does."""

from collections.abc import Callable
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import (
    assertions,
    aws_dynamodb as dynamodb,
    aws_iam as iam,
    aws_kinesis as kinesis,
    aws_kms as kms,
    aws_s3 as s3,
    aws_secretsmanager as secretsmanager,
)

import dms_constructs as dms
from tests.constructs.conftest import warnings_of

DMS = iam.ServicePrincipal("dms.amazonaws.com")
ALL_OF_STREAMS = ["kinesis:DescribeStream", "kinesis:PutRecord", "kinesis:PutRecords"]
TABLES = dms.ExternalTableDefinition(
    dms.ExternalTable("hr", "employee", [dms.ExternalColumn("id", dms.ExternalColumnType.INT8)])
)
RIGHTS = "dms-constructs:endpoint.roleWithoutRights"


@pytest.fixture
def stream(stack: cdk.Stack) -> kinesis.Stream:
    return kinesis.Stream(stack, "Stream", encryption=kinesis.StreamEncryption.UNENCRYPTED)


@pytest.fixture
def role(stack: cdk.Stack) -> iam.Role:
    return iam.Role(stack, "Role", assumed_by=DMS)


def allow(role: iam.Role, actions: list[str], *resources: str) -> None:
    role.add_to_policy(iam.PolicyStatement(actions=actions, resources=list(resources)))


def told(stack: cdk.Stack) -> str:
    """What the app is refused for when it is synthesized; nothing where it isn't."""
    try:
        assertions.Template.from_stack(stack)
    except RuntimeError as error:
        return str(error)
    return ""


def target(stack: cdk.Stack, stream: kinesis.IStream, role: iam.IRole) -> dms.KinesisTarget:
    return dms.KinesisTarget(stack, "Target", stream=stream, service_access_role=role)


class TestTrust:
    def give(self, stack: cdk.Stack, stream: kinesis.Stream, principal: iam.IPrincipal) -> None:
        role = iam.Role(stack, "Theirs", assumed_by=principal)
        allow(role, ALL_OF_STREAMS, stream.stream_arn)
        target(stack, stream, role)

    @pytest.mark.parametrize(
        "principal",
        [
            DMS,
            iam.ServicePrincipal(
                "dms.amazonaws.com", conditions={"StringEquals": {"aws:SourceAccount": "111122223333"}}
            ),
            iam.CompositePrincipal(iam.ServicePrincipal("lambda.amazonaws.com"), DMS),
        ],
        ids=["DMS", "on behalf of this account", "DMS among others"],
    )
    def test_of_dms_is_fine(self, stack: cdk.Stack, stream: kinesis.Stream, principal: iam.IPrincipal) -> None:
        self.give(stack, stream, principal)

        assert told(stack) == ""
        assert warnings_of(stack) == []

    def test_of_others_is_refused(self, stack: cdk.Stack, stream: kinesis.Stream) -> None:
        self.give(stack, stream, iam.ServicePrincipal("lambda.amazonaws.com"))

        assert "service_access_role (Shop/Theirs) does not trust dms.amazonaws.com" in told(stack)
        assert "DMS-Y009" in told(stack)

    def test_on_behalf_of_another_account_is_refused(self, stack: cdk.Stack, stream: kinesis.Stream) -> None:
        other = {"StringEquals": {"aws:SourceAccount": "444455556666"}}
        self.give(stack, stream, iam.ServicePrincipal("dms.amazonaws.com", conditions=other))

        assert "only on conditions that are never met here (aws:SourceAccount)" in told(stack)

    def test_of_the_region_is_doubted(self, stack: cdk.Stack, stream: kinesis.Stream) -> None:
        self.give(stack, stream, iam.ServicePrincipal("dms.eu-west-1.amazonaws.com"))

        assert told(stack) == ""
        assert "dms-constructs:endpoint.roleOfRegion" in warnings_of(stack)

    def test_of_redshift_is_needed_for_its_bucket(self, stack: cdk.Stack, role: iam.Role) -> None:
        bucket = s3.Bucket(stack, "Staging")
        bucket.grant_read_write(role)
        secret = secretsmanager.Secret.from_secret_name_v2(stack, "Secret", "dms/warehouse")
        dms.RedshiftTarget(
            stack,
            "Target",
            connection=dms.Connection.from_secret(secret),
            database="dev",
            staging_bucket=bucket,
            service_access_role=role,
        )

        assert "does not trust redshift.amazonaws.com, which needs it" in told(stack)

    def test_of_redshift_may_name_its_users(self, stack: cdk.Stack) -> None:
        user = {"StringEquals": {"sts:ExternalId": "arn:aws:redshift:eu-west-1:111122223333:dbuser:shop/dms"}}
        role = iam.Role(
            stack,
            "Role",
            assumed_by=iam.CompositePrincipal(
                iam.ServicePrincipal("dms.amazonaws.com"),
                iam.ServicePrincipal("redshift.amazonaws.com", conditions=user),
            ),
        )
        bucket = s3.Bucket(stack, "Staging")
        bucket.grant_read_write(role)
        dms.RedshiftTarget(
            stack,
            "Target",
            connection=dms.Connection.from_secret(
                secretsmanager.Secret.from_secret_name_v2(stack, "Secret", "dms/warehouse")
            ),
            database="dev",
            staging_bucket=bucket,
            service_access_role=role,
        )

        assert told(stack) == ""

    def test_of_neptune_is_needed_for_its_bucket(self, stack: cdk.Stack, role: iam.Role) -> None:
        bucket = s3.Bucket(stack, "Files")
        bucket.grant_read_write(role)
        dms.NeptuneTarget(
            stack,
            "Target",
            server_name="graph.example.com",
            bucket=bucket,
            bucket_folder="dms",
            service_access_role=role,
        )

        expected = "add iam.ServicePrincipal('rds.amazonaws.com') to an iam.CompositePrincipal"
        assert expected in told(stack)


class TestRights:
    def test_of_all_that_is_done_are_fine(self, stack: cdk.Stack, stream: kinesis.Stream, role: iam.Role) -> None:
        allow(role, ALL_OF_STREAMS, stream.stream_arn)
        target(stack, stream, role)

        assert told(stack) == ""
        assert warnings_of(stack) == []

    def test_by_a_wildcard_are_fine(self, stack: cdk.Stack, stream: kinesis.Stream, role: iam.Role) -> None:
        allow(role, ["kinesis:*"], "*")
        target(stack, stream, role)

        assert told(stack) == ""

    def test_without_what_is_always_done_are_refused(
        self, stack: cdk.Stack, stream: kinesis.Stream, role: iam.Role
    ) -> None:
        stream.grant_write(role)  # without DescribeStream
        target(stack, stream, role)

        assert "kinesis:DescribeStream is not allowed; write role.add_to_policy(" in told(stack)
        assert "resources=[stream.stream_arn]" in told(stack)
        assert "DMS-Y010" in told(stack)

    def test_on_another_stream_are_refused(self, stack: cdk.Stack, stream: kinesis.Stream, role: iam.Role) -> None:
        allow(role, ALL_OF_STREAMS, kinesis.Stream(stack, "Other").stream_arn)
        target(stack, stream, role)

        assert "kinesis:DescribeStream is not allowed" in told(stack)

    def test_that_are_denied_are_refused(self, stack: cdk.Stack, stream: kinesis.Stream, role: iam.Role) -> None:
        allow(role, ALL_OF_STREAMS, stream.stream_arn)
        role.add_to_policy(iam.PolicyStatement(effect=iam.Effect.DENY, actions=["kinesis:Put*"], resources=["*"]))
        target(stack, stream, role)

        assert "denies kinesis:PutRecords" in told(stack)

    def test_of_what_the_app_does_not_make_are_doubted_only(self, stack: cdk.Stack, role: iam.Role) -> None:
        arn = "arn:aws:kinesis:eu-west-1:111122223333:stream/orders"
        target(stack, kinesis.Stream.from_stream_arn(stack, "Known", arn), role)

        assert told(stack) == ""
        assert RIGHTS in warnings_of(stack)

    def test_of_a_role_that_is_imported_are_not_known(self, stack: cdk.Stack, stream: kinesis.Stream) -> None:
        target(stack, stream, iam.Role.from_role_arn(stack, "Known", "arn:aws:iam::111122223333:role/shop"))

        assert told(stack) == ""
        assert warnings_of(stack) == []

    def test_by_the_policy_of_the_stream_are_fine(
        self, stack: cdk.Stack, stream: kinesis.Stream, role: iam.Role
    ) -> None:
        stream.add_to_resource_policy(
            iam.PolicyStatement(actions=ALL_OF_STREAMS, resources=[stream.stream_arn], principals=[role])
        )
        target(stack, stream, role)

        assert told(stack) == ""

    def test_by_the_policy_of_the_bucket_are_fine(self, stack: cdk.Stack, role: iam.Role) -> None:
        bucket = s3.Bucket(stack, "Files")
        bucket.add_to_resource_policy(
            iam.PolicyStatement(actions=["s3:GetObject"], resources=[bucket.arn_for_objects("*")], principals=[role])
        )
        bucket.add_to_resource_policy(
            iam.PolicyStatement(actions=["s3:ListBucket"], resources=[bucket.bucket_arn], principals=[role])
        )
        dms.S3Source(stack, "Source", bucket=bucket, external_table_definition=TABLES, service_access_role=role)

        assert told(stack) == ""

    def test_of_reading_are_what_the_cdk_grants(self, stack: cdk.Stack, role: iam.Role) -> None:
        bucket = s3.Bucket(stack, "Files", encryption=s3.BucketEncryption.KMS)
        bucket.grant_read(role)
        dms.S3Source(stack, "Source", bucket=bucket, external_table_definition=TABLES, service_access_role=role)

        assert told(stack) == ""
        assert warnings_of(stack) == []

    def test_of_reading_in_another_folder_are_refused(self, stack: cdk.Stack, role: iam.Role) -> None:
        bucket = s3.Bucket(stack, "Files")
        bucket.grant_read(role, "other/*")
        dms.S3Source(
            stack,
            "Source",
            bucket=bucket,
            bucket_folder="shop",
            external_table_definition=TABLES,
            service_access_role=role,
        )

        assert "s3:GetObject is not allowed" in told(stack)

    def test_of_reading_in_another_bucket_are_refused(self, stack: cdk.Stack, role: iam.Role) -> None:
        s3.Bucket(stack, "Other").grant_read(role)
        bucket = s3.Bucket(stack, "Files")
        dms.S3Source(stack, "Source", bucket=bucket, external_table_definition=TABLES, service_access_role=role)

        assert "s3:GetObject is not allowed" in told(stack)

    def test_of_reading_all_of_a_bucket_are_fine(self, stack: cdk.Stack, role: iam.Role) -> None:
        bucket = s3.Bucket(stack, "Files")
        bucket.grant_read(role)
        dms.S3Source(
            stack,
            "Source",
            bucket=bucket,
            bucket_folder="shop",
            external_table_definition=TABLES,
            service_access_role=role,
        )

        assert told(stack) == ""

    def test_of_writing_are_what_the_cdk_grants(self, stack: cdk.Stack, role: iam.Role) -> None:
        bucket = s3.Bucket(stack, "Lake", encryption=s3.BucketEncryption.KMS)
        bucket.grant_read_write(role)
        dms.S3Target(stack, "Target", bucket=bucket, service_access_role=role)

        assert told(stack) == ""
        assert warnings_of(stack) == []

    def test_of_deleting_may_be_missing(self, stack: cdk.Stack, role: iam.Role) -> None:
        bucket = s3.Bucket(stack, "Lake")
        bucket.grant_read(role)
        bucket.grant_put(role)
        dms.S3Target(stack, "Target", bucket=bucket, service_access_role=role)

        assert told(stack) == ""
        assert RIGHTS in warnings_of(stack)

    def test_of_the_key_are_needed(self, stack: cdk.Stack, role: iam.Role) -> None:
        key = kms.Key(stack, "Key")
        stream = kinesis.Stream(stack, "Encrypted", encryption_key=key)
        allow(role, ALL_OF_STREAMS, stream.stream_arn)
        target(stack, stream, role)

        assert RIGHTS in warnings_of(stack)

    def test_of_the_key_may_be_granted(self, stack: cdk.Stack, role: iam.Role) -> None:
        key = kms.Key(stack, "Key")
        key.grant_encrypt_decrypt(role)
        stream = kinesis.Stream(stack, "Encrypted", encryption_key=key)
        allow(role, ALL_OF_STREAMS, stream.stream_arn)
        target(stack, stream, role)

        assert warnings_of(stack) == []

    def test_of_tables_are_what_the_cdk_grants_and_more(self, stack: cdk.Stack, role: iam.Role) -> None:
        table = dynamodb.Table(
            stack, "Table", partition_key=dynamodb.Attribute(name="id", type=dynamodb.AttributeType.STRING)
        )
        table.grant_read_write_data(role)
        dms.DynamoDbTarget(stack, "Target", tables=[table], service_access_role=role)

        assert "dynamodb:ListTables is not allowed" in told(stack)


class TestAcknowledged:
    def test_an_error_is_not_told(self, stack: cdk.Stack, stream: kinesis.Stream, role: iam.Role) -> None:
        endpoint = target(stack, stream, role)
        cdk.Validations.of(endpoint).acknowledge(
            cdk.Acknowledgment(id="dms-constructs:DMS-Y010", reason="another team attaches a policy at deployment")
        )

        assert told(stack) == ""


@pytest.mark.parametrize("where", ["in the app", "imported"])
def test_a_role_that_is_given_makes_no_other(stack: cdk.Stack, stream: kinesis.Stream, where: str) -> None:
    given: dict[str, Callable[[], Any]] = {
        "in the app": lambda: iam.Role(stack, "Theirs", assumed_by=DMS),
        "imported": lambda: iam.Role.from_role_arn(stack, "Theirs", "arn:aws:iam::111122223333:role/shop"),
    }
    endpoint = target(stack, stream, given[where]())

    assert endpoint.node.try_find_child("ServiceAccessRole") is None

"""Endpoints in S3: what DMS asks of them, and connection tests that really use their role."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.local_cloud.account import Account, trust
from tests.local_cloud.stack import Stack, resource

PRINCIPAL = "dms.amazonaws.com"
OBJECTS = ("s3:PutObject", "s3:DeleteObject", "s3:PutObjectTagging")
NO_LOGIN = dict.fromkeys(("ServerName", "Port", "Username", "Password"))


def allow(resource: str, *actions: str) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": list(actions), "Resource": resource}


class Lake:
    """A bucket of an account, and a role for it."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self.bucket = f"lake-{account.number}"
        self.arn = f"arn:aws:s3:::{self.bucket}"
        self.role = f"arn:aws:iam::{account.number}:role/lake"
        self.statements = [allow(f"{self.arn}/*", *OBJECTS), allow(self.arn, "s3:ListBucket")]

    def make_bucket(self, **configuration: Any) -> None:
        self.account.client("s3").create_bucket(Bucket=self.bucket, **configuration)

    def make_role(self, principal: str = PRINCIPAL) -> None:
        self.account.iam.create_role(RoleName="lake", AssumeRolePolicyDocument=trust(principal))
        document = json.dumps({"Version": "2012-10-17", "Statement": self.statements})
        self.account.iam.put_role_policy(RoleName="lake", PolicyName="use", PolicyDocument=document)

    def forget(self, action: str) -> None:
        for statement in self.statements:
            statement["Action"] = [each for each in statement["Action"] if each != action]
        self.statements = [each for each in self.statements if each["Action"]]

    def make_endpoint(self, kind: str = "target", **settings: Any) -> str:
        wanted = {"BucketName": self.bucket, "ServiceAccessRoleArn": self.role} | settings
        given = {key: value for key, value in wanted.items() if value is not None}
        return self.account.make_endpoint(
            kind, EndpointIdentifier="lake", EngineName="s3", **NO_LOGIN, S3Settings=given
        )

    def outcome(self, endpoint: str) -> str:
        """Return why the connection test of an endpoint failed, or that it didn't."""
        tested = self.account.test_connection(endpoint)
        return str(tested.get("LastFailureMessage", tested["Status"]))


@pytest.fixture
def lake(account: Account) -> Lake:
    return Lake(account)


@pytest.fixture
def ready(lake: Lake) -> Lake:
    lake.make_bucket()
    lake.make_role()
    return lake


PARQUET = {
    "DataFormat": "parquet",
    "ParquetVersion": "parquet-2-0",
    "BucketFolder": "shop/orders",
    "DatePartitionEnabled": True,
    "DatePartitionSequence": "YYYYMMDD",
    "DatePartitionDelimiter": "SLASH",
    "TimestampColumnName": "changed_at",
    "CdcMaxBatchInterval": 60,
    "MaxFileSize": 65536,
}


def test_settings_come_back_as_they_were_given(ready: Lake) -> None:
    ready.make_endpoint(**PARQUET)

    (shown,) = ready.account.dms.describe_endpoints()["Endpoints"]
    assert shown["S3Settings"] == {"BucketName": ready.bucket, "ServiceAccessRoleArn": ready.role} | PARQUET


def test_role_with_every_permission_gets_at_the_bucket(ready: Lake) -> None:
    assert ready.outcome(ready.make_endpoint(**PARQUET)) == "successful"


@pytest.mark.parametrize("spelling", ["GZIP", "gzip"])
def test_values_of_a_list_are_taken_in_capital_letters_too(ready: Lake, spelling: str) -> None:
    assert ready.make_endpoint(CompressionType=spelling)


@pytest.mark.parametrize(
    ("code", "message", "settings"),
    [
        ("InvalidParameterValueException", "BucketName must be provided", {"BucketName": None}),
        ("InvalidParameterValueException", "BucketName must be provided", {"BucketName": ""}),
        ("InvalidParameterValueException", "ServiceAccessRoleArn must be provided", {"ServiceAccessRoleArn": None}),
        ("InvalidParameterValueException", "Valid values: csv, parquet", {"DataFormat": "orc"}),
        ("InvalidParameterValueException", "Valid values: none, gzip", {"CompressionType": "snappy"}),
        ("InvalidParameterValueException", "'DatePartitionSequence'", {"DatePartitionSequence": "YYYY"}),
        ("InvalidParameterValueException", "must be between 1 and 1048576", {"MaxFileSize": 1048577}),
        ("InvalidParameterValueException", "must be between 1 and 1048576", {"MaxFileSize": 0}),
        (
            "InvalidParameterCombinationException",
            "can't both be set to true",
            {"CdcInsertsOnly": True, "CdcInsertsAndUpdates": True},
        ),
        ("InvalidParameterCombinationException", "requires CdcPath", {"PreserveTransactions": True}),
        (
            "InvalidParameterCombinationException",
            "requires ServerSideEncryptionKmsKeyId",
            {"EncryptionMode": "sse-kms"},
        ),
        (
            "KMSKeyNotAccessibleFault",
            "is not accessible",
            {"EncryptionMode": "SSE_KMS", "ServerSideEncryptionKmsKeyId": "gone"},
        ),
    ],
)
def test_target_refuses_what_does_not_fit(ready: Lake, refuses, code: str, message: str, settings: dict) -> None:
    with refuses(code, message):
        ready.make_endpoint(**settings)


@pytest.mark.parametrize(
    "settings",
    [
        {"MaxFileSize": 1},
        {"MaxFileSize": 1048576},
        {"CdcInsertsOnly": True, "CdcInsertsAndUpdates": False},
        {"PreserveTransactions": True, "CdcPath": "transactions"},
        {"EncryptionMode": "sse-s3"},
    ],
)
def test_target_takes_what_fits(ready: Lake, settings: dict) -> None:
    assert ready.make_endpoint(**settings)


def test_transport_is_not_for_the_endpoint_to_choose(ready: Lake, refuses) -> None:
    settings = {"BucketName": ready.bucket, "ServiceAccessRoleArn": ready.role}

    with refuses("InvalidParameterCombinationException", "SSL mode require is not supported for engine s3"):
        ready.account.make_endpoint("target", EngineName="s3", SslMode="require", **NO_LOGIN, S3Settings=settings)


def test_role_may_stand_beside_the_settings(ready: Lake) -> None:
    endpoint = ready.account.make_endpoint(
        "target",
        EngineName="s3",
        **NO_LOGIN,
        ServiceAccessRoleArn=ready.role,
        S3Settings={"BucketName": ready.bucket},
    )

    assert ready.outcome(endpoint) == "successful"


def test_source_needs_to_know_its_tables(ready: Lake, refuses) -> None:
    with refuses("InvalidParameterValueException", "ExternalTableDefinition must be provided"):
        ready.make_endpoint("source")


def test_source_takes_no_date_partitions(ready: Lake, refuses) -> None:
    with refuses("InvalidParameterValueException", "Unsupported value 'datePartitionDelimiter'"):
        ready.make_endpoint("source", ExternalTableDefinition="{}", DatePartitionDelimiter="SLASH")


def test_source_reads_objects(lake: Lake) -> None:
    lake.statements = [allow(f"{lake.arn}/*", "s3:GetObject"), allow(lake.arn, "s3:ListBucket")]
    lake.make_bucket()
    lake.make_role()

    assert lake.outcome(lake.make_endpoint("source", ExternalTableDefinition="{}")) == "successful"


def test_role_must_exist(lake: Lake, refuses) -> None:
    with refuses("AccessDeniedFault", "role/lake is not configured properly"):
        lake.make_endpoint()


@pytest.mark.parametrize("principal", ["dms.us-east-1.amazonaws.com", "s3.amazonaws.com"])
def test_role_must_trust_dms(lake: Lake, refuses, principal: str) -> None:
    lake.make_role(principal)

    with refuses("AccessDeniedFault", "role/lake is not configured properly"):
        lake.make_endpoint()


def test_role_that_stops_to_trust_dms_fails_the_test(ready: Lake) -> None:
    endpoint = ready.make_endpoint()
    ready.account.iam.update_assume_role_policy(RoleName="lake", PolicyDocument=trust("ec2.amazonaws.com"))

    assert f"does not let {PRINCIPAL} assume it" in ready.outcome(endpoint)


@pytest.mark.parametrize("action", [*OBJECTS, "s3:ListBucket"])
def test_every_permission_is_needed(lake: Lake, action: str) -> None:
    lake.make_bucket()
    lake.forget(action)
    lake.make_role()

    said = lake.outcome(lake.make_endpoint())

    assert said.startswith(f"Test Endpoint failed: Application-Message: Access denied to bucket {lake.bucket}:")
    assert f"does not allow {action} on {lake.arn}" in said


def test_permission_for_another_bucket_is_not_enough(lake: Lake) -> None:
    lake.make_bucket()
    lake.statements[0]["Resource"] = f"{lake.arn}-other/*"
    lake.make_role()

    assert "does not allow s3:PutObject" in lake.outcome(lake.make_endpoint())


@pytest.mark.parametrize(("folder", "expected"), [("shop/orders", "successful"), ("crm", "does not allow")])
def test_permission_can_be_for_the_folder_alone(lake: Lake, folder: str, expected: str) -> None:
    lake.make_bucket()
    lake.statements[0]["Resource"] = f"{lake.arn}/shop/orders/*"
    lake.make_role()

    assert expected in lake.outcome(lake.make_endpoint(BucketFolder=folder))


def test_bucket_must_exist(lake: Lake) -> None:
    lake.make_role()

    assert "the specified bucket does not exist" in lake.outcome(lake.make_endpoint())


def test_bucket_must_be_in_the_region_of_the_endpoint(lake: Lake) -> None:
    lake.make_bucket(CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    lake.make_role()

    assert "it is in eu-central-1, and the endpoint is in us-east-1" in lake.outcome(lake.make_endpoint())


def other_lake(lake: Lake) -> Account:
    """Let the bucket be another account's."""
    other = Account(lake.account.cloud)
    other.client("s3").create_bucket(Bucket=lake.bucket)
    return other


def test_bucket_must_be_of_the_account_of_the_role(lake: Lake) -> None:
    other_lake(lake)
    lake.make_role()

    said = lake.outcome(lake.make_endpoint())

    assert f"does not belong to the expected account {lake.account.number}" in said


def test_bucket_can_be_of_the_account_that_is_expected(lake: Lake) -> None:
    other = other_lake(lake)
    lake.make_role()

    assert lake.outcome(lake.make_endpoint(ExpectedBucketOwner=other.number)) == "successful"


@pytest.mark.parametrize(("granted", "expected"), [(True, "successful"), (False, "does not allow kms:GenerateDataKey")])
def test_role_must_be_allowed_to_use_the_key(lake: Lake, granted: bool, expected: str) -> None:
    key = lake.account.client("kms").create_key()["KeyMetadata"]
    lake.make_bucket()
    if granted:
        lake.statements.append(allow(key["Arn"], "kms:GenerateDataKey"))
    lake.make_role()

    endpoint = lake.make_endpoint(EncryptionMode="sse-kms", ServerSideEncryptionKmsKeyId=key["KeyId"])

    assert expected in lake.outcome(endpoint)


def test_changed_settings_are_checked_as_a_whole(ready: Lake, refuses) -> None:
    endpoint = ready.make_endpoint(CdcInsertsOnly=True)

    with refuses("InvalidParameterCombinationException", "can't both be set to true"):
        ready.account.dms.modify_endpoint(EndpointArn=endpoint, S3Settings={"CdcInsertsAndUpdates": True})


def test_task_writes_into_a_bucket(ready: Lake) -> None:
    target = ready.make_endpoint()
    task = ready.account.make_task(TargetEndpointArn=target)
    ready.account.test_connection(ready.account.source)
    ready.outcome(target)

    ready.account.start(task)

    ready.account.await_task(task, "running")


def test_settings_are_described_with_their_limits(account: Account) -> None:
    found = account.dms.describe_endpoint_settings(EngineName="s3")["EndpointSettings"]

    settings = {each.pop("Name"): each for each in found}
    assert settings["MaxFileSize"] == {
        "Type": "integer",
        "Sensitive": False,
        "IntValueMin": 1,
        "IntValueMax": 1048576,
        "DefaultValue": "1048576",
    }
    assert settings["DataFormat"]["EnumValues"] == ["csv", "parquet"]
    assert settings["DatePartitionEnabled"]["DefaultValue"] == "false"


def test_settings_are_described_for_engines_that_facts_say_little_of(account: Account) -> None:
    found = account.dms.describe_endpoint_settings(EngineName="kinesis")["EndpointSettings"]

    assert {"Name": "StreamArn", "Type": "string", "Sensitive": False} in found


def test_settings_of_no_engine_are_refused(account: Account, refuses) -> None:
    with refuses("InvalidParameterValueException", "'s4' at 'engineName'"):
        account.dms.describe_endpoint_settings(EngineName="s4")


@pytest.mark.parametrize("kind", ["source", "target"])
def test_s3_is_offered_on_both_sides(account: Account, kind: str) -> None:
    wanted = [{"Name": "engine-name", "Values": ["s3"]}, {"Name": "endpoint-type", "Values": [kind]}]

    (offered,) = account.dms.describe_endpoint_types(Filters=wanted)["SupportedEndpointTypes"]

    assert offered["EngineDisplayName"] == "Amazon S3"


class TestTemplate:
    """The same by CloudFormation."""

    def resources(self, **settings: object) -> dict[str, Any]:
        trusting = json.loads(trust(PRINCIPAL))
        objects, bucket = {"Fn::Sub": "${Bucket.Arn}/*"}, {"Fn::GetAtt": ["Bucket", "Arn"]}
        statements = [
            {"Effect": "Allow", "Action": list(OBJECTS), "Resource": objects},
            {"Effect": "Allow", "Action": "s3:ListBucket", "Resource": bucket},
        ]
        policy = {"PolicyName": "use", "PolicyDocument": {"Version": "2012-10-17", "Statement": statements}}
        given = {
            "BucketName": {"Ref": "Bucket"},
            "ServiceAccessRoleArn": {"Fn::GetAtt": ["Role", "Arn"]},
            "DataFormat": "parquet",
            "DatePartitionEnabled": "true",
            "MaxFileSize": "65536",
        }
        return {
            "Bucket": resource("S3::Bucket"),
            "Role": resource("IAM::Role", AssumeRolePolicyDocument=trusting, Policies=[policy]),
            "Target": resource(
                "DMS::Endpoint", EndpointType="target", EngineName="s3", S3Settings={**given, **settings}
            ),
        }

    def test_makes_a_target_that_works(self, account: Account, lake: Lake) -> None:
        stack = Stack(account)

        assert stack.create(**self.resources()) == "CREATE_COMPLETE", stack.reasons()

        assert lake.outcome(stack.ref("Target")) == "successful"

    def test_turns_text_into_what_the_api_takes(self, account: Account) -> None:
        Stack(account).create(**self.resources())

        settings = account.dms.describe_endpoints()["Endpoints"][0]["S3Settings"]
        assert (settings["DatePartitionEnabled"], settings["MaxFileSize"]) == (True, 65536)

    def test_changes_settings_in_place(self, account: Account) -> None:
        stack = Stack(account)
        stack.create(**self.resources())
        before = stack.ref("Target")

        assert stack.update(**self.resources(DataFormat="csv")) == "UPDATE_COMPLETE"

        assert stack.ref("Target") == before
        assert account.dms.describe_endpoints()["Endpoints"][0]["S3Settings"]["DataFormat"] == "csv"

    def test_fails_with_the_words_of_dms(self, account: Account) -> None:
        stack = Stack(account)

        assert stack.create(**self.resources(MaxFileSize="0")) == "ROLLBACK_COMPLETE"

        assert "Value 0 at 'MaxFileSize' is not valid. It must be between 1 and 1048576." in stack.reasons()

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import aws_cdk as cdk
import constructs
import jsii
import pytest
from aws_cdk import aws_iam as iam, aws_kms as kms, aws_s3 as s3

import dms_constructs as dms
from dms_constructs import facts
from dms_constructs.endpoints._s3_settings import S3TargetSettings
from tests.constructs.conftest import properties_of, resources_of, template_of, warnings_of

TYPE = "AWS::DMS::Endpoint"
ROLE = "AWS::IAM::Role"
ARN = "arn:aws:s3:::lake"
KEY_ARN = "arn:aws:kms:eu-west-1:111122223333:key/1"
Make = Callable[..., dms.S3Target]


@pytest.fixture
def bucket(stack: cdk.Stack) -> s3.IBucket:
    return s3.Bucket.from_bucket_attributes(stack, "Lake", bucket_arn=ARN)


@pytest.fixture
def make(stack: cdk.Stack, bucket: s3.IBucket) -> Make:
    return lambda **arguments: dms.S3Target(stack, "Target", **{"bucket": bucket, **arguments})


def settings_of(stack: cdk.Stack) -> dict[str, Any]:
    """The settings without bucket and role."""
    settings = properties_of(stack, TYPE)["S3Settings"]
    return {name: value for name, value in settings.items() if name not in {"BucketName", "ServiceAccessRoleArn"}}


def policy_of(stack: cdk.Stack) -> list[dict[str, Any]]:
    (policy,) = properties_of(stack, ROLE)["Policies"]
    return policy["PolicyDocument"]["Statement"]


class TestIdentity:
    def test_is_a_target_of_s3(self, stack: cdk.Stack, make: Make) -> None:
        endpoint = make()

        properties = properties_of(stack, TYPE)
        assert (properties["EndpointType"], properties["EngineName"]) == ("target", "s3")
        assert (endpoint.endpoint_type, endpoint.engine_name) == (dms.EndpointType.TARGET, dms.EngineName.S3)

    @pytest.mark.parametrize("name", ["SslMode", "DatabaseName", "KmsKeyId", "ServerName", "Password"])
    def test_has_nothing_of_a_server(self, stack: cdk.Stack, make: Make, name: str) -> None:
        make()

        assert name not in properties_of(stack, TYPE)

    def test_knows_its_bucket(self, bucket: s3.IBucket, make: Make) -> None:
        assert make().bucket is bucket

    def test_is_the_bucket_and_folder_for_checks(self, make: Make) -> None:
        database = make(bucket_folder="shop").endpoint_facts.database

        assert (database.database, database.construct_path) == ("lake/shop", "Shop/Lake")

    def test_an_imported_one_has_the_engine_of_its_class(self, stack: cdk.Stack) -> None:
        arn = "arn:aws:dms:eu-west-1:111122223333:endpoint:ABC"

        assert dms.S3Target.from_endpoint_arn(stack, "Target", arn).engine_name is dms.EngineName.S3

    def test_nothing_is_opened_for_a_replication_instance(self, make: Make) -> None:
        endpoint = make()

        assert endpoint.peer is None
        assert endpoint.allow_from(object()) is None

    def test_a_refused_endpoint_leaves_nothing_behind(self, make: Make) -> None:
        with pytest.raises(dms.ConfigurationError):
            make(bucket_folder="/")

        make()


class TestSettings:
    def test_are_few_by_default(self, stack: cdk.Stack, make: Make) -> None:
        make()

        assert settings_of(stack) == {"DataFormat": "parquet"}

    @pytest.mark.parametrize(
        ("arguments", "rendered"),
        [
            ({"bucket_folder": "shop/v1"}, {"BucketFolder": "shop/v1"}),
            ({"compression_type": dms.S3CompressionType.GZIP}, {"CompressionType": "gzip"}),
            ({"max_file_size_kb": 1024}, {"MaxFileSize": 1024}),
            ({"cdc_max_batch_interval": cdk.Duration.minutes(5)}, {"CdcMaxBatchInterval": 300}),
            ({"cdc_min_file_size_kb": 64000}, {"CdcMinFileSize": 64000}),
            ({"include_op_for_full_load": True}, {"IncludeOpForFullLoad": True}),
            ({"cdc_inserts_only": True}, {"CdcInsertsOnly": True}),
            ({"cdc_inserts_and_updates": True, "cdc_inserts_only": False},
             {"CdcInsertsAndUpdates": True, "CdcInsertsOnly": False}),
            ({"preserve_transactions": True, "cdc_path": "changes"},
             {"PreserveTransactions": True, "CdcPath": "changes"}),
            ({"timestamp_column_name": "at", "use_task_start_time_for_full_load_timestamp": True},
             {"TimestampColumnName": "at", "UseTaskStartTimeForFullLoadTimestamp": True}),
            ({"add_trailing_padding_character": True}, {"AddTrailingPaddingCharacter": True}),
            ({"canned_acl_for_objects": dms.S3CannedAcl.BUCKET_OWNER_FULL_CONTROL},
             {"CannedAclForObjects": "bucket-owner-full-control"}),
            ({"glue_catalog_generation": True}, {"GlueCatalogGeneration": True}),
            ({"expected_bucket_owner": "444455556666"}, {"ExpectedBucketOwner": "444455556666"}),
            (
                {
                    "data_format": dms.ParquetFormat(
                        parquet_version=dms.ParquetVersion.PARQUET_2_0,
                        parquet_timestamp_in_millisecond=True,
                        encoding_type=dms.ParquetEncoding.PLAIN,
                        enable_statistics=False,
                        row_group_length=5000,
                        data_page_size_bytes=1024,
                        dict_page_size_limit_bytes=2048,
                    )
                },
                {
                    "ParquetVersion": "parquet-2-0",
                    "ParquetTimestampInMillisecond": True,
                    "EncodingType": "plain",
                    "EnableStatistics": False,
                    "RowGroupLength": 5000,
                    "DataPageSize": 1024,
                    "DictPageSizeLimit": 2048,
                },
            ),
            (
                {
                    "data_format": dms.CsvFormat(
                        add_column_name=True,
                        csv_delimiter=";",
                        csv_row_delimiter="\r\n",
                        csv_null_value="",
                        csv_no_sup_value="?",
                        rfc4180=False,
                    )
                },
                {
                    "DataFormat": "csv",
                    "AddColumnName": True,
                    "CsvDelimiter": ";",
                    "CsvRowDelimiter": "\r\n",
                    "CsvNullValue": "",
                    "CsvNoSupValue": "?",
                    "UseCsvNoSupValue": True,
                    "Rfc4180": False,
                },
            ),
            ({"date_partitions": dms.DatePartitions()}, {"DatePartitionEnabled": True}),
            (
                {
                    "date_partitions": dms.DatePartitions(
                        sequence=dms.DatePartitionSequence.YYYYMMDDHH,
                        delimiter=dms.DatePartitionDelimiter.DASH,
                        timezone="Europe/Berlin",
                    )
                },
                {
                    "DatePartitionEnabled": True,
                    "DatePartitionSequence": "YYYYMMDDHH",
                    "DatePartitionDelimiter": "DASH",
                    "DatePartitionTimezone": "Europe/Berlin",
                },
            ),
        ],
    )  # fmt: skip
    def test_are_rendered(self, stack: cdk.Stack, make: Make, arguments: dict, rendered: dict) -> None:
        make(**arguments)

        assert settings_of(stack) == {"DataFormat": "parquet", **rendered}

    def test_together_say_every_member_of_a_target_that_cloudformation_has(
        self, app: cdk.App, stack: cdk.Stack, bucket: s3.IBucket, make: Make
    ) -> None:
        make(
            bucket_folder="shop",
            compression_type=dms.S3CompressionType.GZIP,
            encryption_key=kms.Key.from_key_arn(stack, "Key", KEY_ARN),
            expected_bucket_owner="111122223333",
            canned_acl_for_objects=dms.S3CannedAcl.PRIVATE,
            max_file_size_kb=1,
            cdc_max_batch_interval=cdk.Duration.seconds(1),
            cdc_min_file_size_kb=1,
            include_op_for_full_load=True,
            cdc_inserts_only=False,
            cdc_inserts_and_updates=False,
            timestamp_column_name="at",
            use_task_start_time_for_full_load_timestamp=True,
            add_trailing_padding_character=True,
            glue_catalog_generation=True,
            date_partitions=dms.DatePartitions(
                sequence=dms.DatePartitionSequence.YYYYMM,
                delimiter=dms.DatePartitionDelimiter.NONE,
                timezone="UTC",
            ),
        )
        other = cdk.Stack(app, "Other")
        dms.S3Target(other, "Target", bucket=bucket, preserve_transactions=True, cdc_path="changes")
        said = {name for one in (stack, other) for name in properties_of(one, TYPE)["S3Settings"]}
        members = facts.endpoint_settings("S3Settings")["members"]
        of_targets = {
            name
            for name, fact in members.items()
            if fact["in_cfn"] and "target" in fact.get("sides", ["target"]) and "format" not in fact
        }

        assert said == of_targets

    @pytest.mark.parametrize("value", [dms.ParquetFormat, dms.CsvFormat])
    def test_of_a_format_are_all_members_of_it(self, value: type) -> None:
        members = facts.endpoint_settings("S3Settings")["members"]
        kind = "parquet" if value is dms.ParquetFormat else "csv"
        said = {field.metadata["key"] for field in value.__dataclass_fields__.values()}

        assert said | {"UseCsvNoSupValue"} >= {name for name, fact in members.items() if fact.get("format") == kind}

    @pytest.mark.parametrize(
        ("arguments", "code", "message"),
        [
            ({"max_file_size_kb": 0}, "DMS-E008", "max_file_size_kb must be 1 to 1048576 KB, got 0"),
            ({"max_file_size_kb": 1048577}, "DMS-E008", "max_file_size_kb must be 1 to 1048576 KB, got 1048577"),
            ({"cdc_max_batch_interval": cdk.Duration.seconds(0)}, "DMS-E008", "must be 1 second or more, got 0"),
            ({"cdc_max_batch_interval": 60}, "DMS-E008", "must be of type Duration, got int 60"),
            ({"cdc_min_file_size_kb": True}, "DMS-E008", "must be a whole number"),
            ({"compression_type": "gzip"}, "DMS-E008", "got str 'gzip'; write dms.S3CompressionType.GZIP"),
            ({"cdc_inserts_only": "yes"}, "DMS-A001", "cdc_inserts_only must be of type bool"),
            ({"timestamp_column_name": 5}, "DMS-A001", "timestamp_column_name must be of type str, got int 5"),
            ({"data_format": "parquet"}, "DMS-A001", "type ParquetFormat or CsvFormat, .*; write dms.ParquetFormat"),
            ({"date_partitions": True}, "DMS-A001", r"must be of type DatePartitions, .*; write dms.DateP"),
            ({"bucket": "lake"}, "DMS-A001", "must be a bucket, got str 'lake'; write s3.Bucket.from_bucket_name"),
            ({"bucket": ARN}, "DMS-A001", r'write s3.Bucket.from_bucket_arn\(self, "Lake", "arn:aws:s3:::lake"\)'),
            ({"bucket": None}, "DMS-A001", "bucket must be a bucket, got None"),
            ({"bucket": s3.Bucket}, "DMS-A001", "must be a bucket, got the class Bucket; write s3.Bucket.from_bucket"),
            ({"encryption_key": kms.Key}, "DMS-A001", "must be a KMS key, got the class Key"),
            ({"service_access_role": iam.Role}, "DMS-A001", "must be an IAM role, got the class Role"),
            ({"data_format": None}, "DMS-A001", "data_format must be given, got None; leave it out, or write dms.P"),
            ({"data_format": dms.CsvFormat}, "DMS-A001", r"got the class CsvFormat; write dms\.ParquetFormat\(\)"),
            ({"expected_bucket_owner": "4444"}, "DMS-E008", "must be an account's 12 digits, got str '4444'; write"),
            ({"expected_bucket_owner": ""}, "DMS-E008", "expected_bucket_owner must not be blank"),
            ({"timestamp_column_name": " "}, "DMS-E008", "timestamp_column_name must not be blank, got str ' '; leave"),
            ({"cdc_min_file_size_kb": 2**31}, "DMS-E008", "must be 1 to 2147483647 KB, got 2147483648"),
            ({"cdc_max_batch_interval": cdk.Duration.days(30000)}, "DMS-E008", "must be 1 to 2147483647 seconds"),
            ({"encryption_key": KEY_ARN}, "DMS-A001", r'write kms.Key.from_key_arn\(self, "Key", ".*key/1"\)'),
            ({"service_access_role": "dms"}, "DMS-A001", "service_access_role must be an IAM role"),
            ({"bucket_folder": "/shop/"}, "DMS-E012", "must not start or end with .*; write bucket_folder='shop'"),
            ({"bucket_folder": ""}, "DMS-E012", "bucket_folder must not be empty, .*; leave bucket_folder out"),
            ({"bucket_folder": "/"}, "DMS-E012", "must not start or end with .*; leave bucket_folder out"),
            ({"cdc_path": " "}, "DMS-E012", "cdc_path must not be empty, .*; write cdc_path='changes'"),
            ({"bucket_folder": "*"}, "DMS-E012", r"must not have '\*' in it, .*; leave bucket_folder out"),
            ({"bucket_folder": "shop*"}, "DMS-E012", "would widen what the role may do.*; write bucket_folder='shop'"),
            ({"bucket_folder": "sho?p"}, "DMS-E012", "write bucket_folder='shop'"),
            ({"bucket_folder": "a/${aws:username}"}, "DMS-E012", r"not have '\$\{' in .*; write bucket_folder='a'"),
            ({"bucket_folder": "shop\n"}, "DMS-E012", "must not have control .*; write bucket_folder='shop'"),
            ({"bucket_folder": " shop/a "}, "DMS-E012", "must not start or end with .*; write bucket_folder='shop/a'"),
            ({"bucket_folder": "shop//a"}, "DMS-E012", "must not have an empty part.*; write bucket_folder='shop/a'"),
            ({"bucket_folder": "shop/../a"}, "DMS-E012", "must not have .* '..' .*; write bucket_folder='shop/a'"),
            ({"bucket_folder": "./a"}, "DMS-E012", "write bucket_folder='a'"),
            ({"bucket_folder": "s3://lake/shop"}, "DMS-E012", "must be without 's3://' .*; write bucket_folder='shop'"),
            ({"bucket_folder": "s3://lake"}, "DMS-E012", "leave bucket_folder out"),
            ({"bucket_folder": "é" * 513}, "DMS-E012", "must have at most 1024 bytes, got str of 513 characters"),
            ({"cdc_path": "*"}, "DMS-E012", "write cdc_path='changes'"),
            ({"bucket_folder": 5}, "DMS-E012", "bucket_folder must be a string, got int 5"),
            ({"cdc_path": "changes/"}, "DMS-E012", "write cdc_path='changes'"),
            ({"cdc_inserts_only": True, "cdc_inserts_and_updates": True}, "DMS-E013", "exclude each other"),
            ({"preserve_transactions": True}, "DMS-E013", "give cdc_path='changes'"),
            (
                {"date_partitions": dms.DatePartitions(), "preserve_transactions": True, "cdc_path": "changes"},
                "DMS-E013",
                "date_partitions excludes preserve_transactions and cdc_path; remove date_partitions, or",
            ),
            (
                {"date_partitions": dms.DatePartitions(), "cdc_path": "changes"},
                "DMS-E013",
                "date_partitions excludes cdc_path; remove date_partitions, or remove cdc_path",
            ),
            (
                {
                    "data_format": dms.CsvFormat(add_column_name=True),
                    "preserve_transactions": True,
                    "cdc_path": "changes",
                },
                "DMS-E013",
                "CsvFormat.add_column_name excludes preserve_transactions and cdc_path; remove add_column_name",
            ),
            ({"extra_connection_attributes": {"cannedAclForObjects": "public-read"}}, "DMS-E005",
             "has 'cannedAclForObjects', but there is an argument for it; write canned_acl_for_objects=..."),
            ({"extra_connection_attributes": {"RFC4180": False}}, "DMS-E005",
             r"write data_format=dms.CsvFormat\(rfc4180=...\)"),
            ({"extra_connection_attributes": {"datePartitionTimezone": "UTC"}}, "DMS-E005",
             r"write date_partitions=dms.DatePartitions\(timezone=...\)"),
            ({"extra_connection_attributes": {"bucketName": "x"}}, "DMS-E005", "write bucket=..."),
            ({"extra_connection_attributes": {"ignoreHeaderRows": 1}}, "DMS-E005", "it is for sources only; remove it"),
            ({"canned_acl_for_objects": "public-read"}, "DMS-E014", "must not open the files to everybody"),
            ({"canned_acl_for_objects": "PUBLIC_READ_WRITE"}, "DMS-E014", "must not open the files to everybody"),
            ({"canned_acl_for_objects": "authenticated-read"}, "DMS-E014", "must not open the files to everybody"),
            ({"canned_acl_for_objects": "private"}, "DMS-E008", "write dms.S3CannedAcl.PRIVATE"),
        ],
    )  # fmt: skip
    def test_fail_when_dms_refuses_them(
        self, make: Make, fails: Callable, arguments: dict, code: str, message: str
    ) -> None:
        fails(code, f"^Shop/Target: .*{message}", lambda: make(**arguments), path="Shop/Target")

    @pytest.mark.parametrize(
        ("value", "arguments", "message"),
        [
            (dms.ParquetFormat, {"row_group_length": 0}, "ParquetFormat.row_group_length must be 1 row or more, got 0"),
            (dms.ParquetFormat, {"encoding_type": "plain"}, "write dms.ParquetEncoding.PLAIN"),
            (dms.DatePartitions, {"sequence": "YYYYMM"}, "write dms.DatePartitionSequence.YYYYMM"),
            (dms.DatePartitions, {"delimiter": "DASH"}, "write dms.DatePartitionDelimiter.DASH"),
            (dms.DatePartitions, {"timezone": ""}, r"timezone must not be blank, got str ''; leave it out"),
            (dms.DatePartitions, {"timezone": "Europe/Berln"}, r"timezone must be .*; write 'Europe/Berlin'"),
            (dms.DatePartitions, {"timezone": "europe/berlin"}, r"; write 'Europe/Berlin'"),
            (dms.DatePartitions, {"timezone": "Berlin"}, r"; write 'Europe/Berlin'"),
            (dms.DatePartitions, {"timezone": "Europe"}, r"timezone must be .* Area/Location, got str 'Europe'"),
            (dms.DatePartitions, {"timezone": "+02:00"}, r"timezone must be .* Area/Location, got str '\+02:00'"),
            (dms.DatePartitions, {"timezone": "../UTC"}, r"timezone must be"),
            (dms.ParquetFormat, {"row_group_length": 2**31}, "must be 1 to 2147483647 rows"),
        ],
    )  # fmt: skip
    def test_of_files_fail_when_dms_refuses_them(
        self, fails: Callable, value: type, arguments: dict, message: str
    ) -> None:
        fails("DMS-E008", message, lambda: value(**arguments))

    @pytest.mark.parametrize(
        "name",
        ["UTC", "Asia/Seoul", "America/Argentina/Ushuaia", "US/Pacific", "Antarctica/New_Base", dms.unchecked("x")],
    )
    def test_of_files_may_have_any_other_time_zone(self, name: str) -> None:
        assert dms.DatePartitions(timezone=name).said["DatePartitionTimezone"] == name

    def test_of_files_may_have_a_time_zone_that_is_known_at_deployment_only(self, parameter: Callable) -> None:
        dms.DatePartitions(timezone=parameter().value_as_string)

    @pytest.mark.skipif(os.name == "nt", reason="Windows has no time zones of its own to hide")
    def test_of_files_may_have_any_time_zone_where_the_machine_knows_none(self) -> None:
        code = (
            "import sys; sys.modules['tzdata'] = None\n"
            "import dms_constructs as dms\n"
            "print(dms.DatePartitions(timezone='Europe/Berln').timezone)"
        )
        nowhere = {**os.environ, "PYTHONTZPATH": "/nowhere"}
        ran = subprocess.run([sys.executable, "-c", code], env=nowhere, capture_output=True, text=True, check=True)

        assert ran.stdout == "Europe/Berln\n"

    @pytest.mark.parametrize(
        ("value", "arguments", "write"),
        [
            (dms.CsvFormat, {"rfc4180": "yes"}, "dms.CsvFormat(rfc4180=True) or dms.CsvFormat(rfc4180=False)"),
            (dms.CsvFormat, {"csv_delimiter": 5}, "dms.CsvFormat(csv_delimiter=',')"),
            (dms.DatePartitions, {"timezone": 1}, "dms.DatePartitions(timezone='Europe/Berlin')"),
        ],
    )
    def test_of_files_are_refused_with_code_that_runs(
        self, fails: Callable, value: type, arguments: dict, write: str
    ) -> None:
        fails("DMS-A001", re.escape(f"; write {write} ["), lambda: value(**arguments))
        for one in write.split(" or "):
            eval(one, {"dms": dms})

    def test_may_be_a_switch_that_a_condition_decides(self, stack: cdk.Stack, make: Make) -> None:
        cdk.CfnCondition(stack, "Small", expression=cdk.Fn.condition_equals(cdk.Aws.REGION, "eu-west-1"))
        make(
            glue_catalog_generation=cdk.Token.as_any(cdk.Fn.condition_if("Small", True, False)),  # noqa: FBT003
            cdc_inserts_only=cdk.Fn.condition_if("Small", True, False),  # noqa: FBT003  # the CDK has no names for these
        )

        rendered = {"Fn::If": ["Small", True, False]}
        assert settings_of(stack)["CdcInsertsOnly"] == rendered
        assert settings_of(stack)["GlueCatalogGeneration"] == rendered

    @pytest.mark.parametrize(
        ("arguments", "name"),
        [
            ({"compression_type": dms.unchecked("zstd")}, "CompressionType"),
            ({"canned_acl_for_objects": dms.unchecked("zstd")}, "CannedAclForObjects"),
            ({"data_format": dms.ParquetFormat(encoding_type=dms.unchecked("zstd"))}, "EncodingType"),
        ],
    )
    def test_pass_unchecked_texts_for_an_enum(self, stack: cdk.Stack, make: Make, arguments: dict, name: str) -> None:
        make(**arguments)

        assert settings_of(stack)[name] == "zstd"

    def test_may_have_an_owner_that_is_known_at_deployment_only(self, stack: cdk.Stack, make: Make) -> None:
        make(expected_bucket_owner=cdk.Aws.ACCOUNT_ID)

        assert settings_of(stack)["ExpectedBucketOwner"] == {"Ref": "AWS::AccountId"}

    @pytest.mark.parametrize(
        ("arguments", "code", "message"),
        [
            ({"csv_delimiter": "\n"}, "DMS-E013", "csv_delimiter and csv_row_delimiter must differ"),
            ({"csv_delimiter": "\\n"}, "DMS-E013", "must differ"),
            ({"csv_row_delimiter": ","}, "DMS-E013", r"write dms.CsvFormat\(csv_row_delimiter='\\n'\)"),
            ({"csv_delimiter": ";", "csv_row_delimiter": ";"}, "DMS-E013", "must differ"),
            ({"csv_delimiter": ""}, "DMS-E008", r'must not be empty, .*; write dms.CsvFormat\(csv_delimiter=","\)'),
            (
                {"csv_row_delimiter": ""},
                "DMS-E008",
                r"must not be empty, .*; write dms.CsvFormat\(csv_row_delimiter='\\n'\)",
            ),
            (
                {"csv_delimiter": '"'},
                "DMS-E013",
                r'must not be a quotation mark.*; write dms.CsvFormat\(csv_delimiter=","\)',
            ),
        ],
    )
    def test_of_csv_fail_when_nobody_could_read_the_files(
        self, fails: Callable, arguments: dict, code: str, message: str
    ) -> None:
        fails(code, message, lambda: dms.CsvFormat(**arguments))

    @pytest.mark.parametrize(
        ("arguments", "write"),
        [
            (
                {"add_column_name": True, "csv_delimiter": "", "csv_null_value": "it's"},
                """dms.CsvFormat(add_column_name=True, csv_delimiter=",", csv_null_value="it's")""",
            ),
            (
                {"csv_delimiter": ";", "csv_row_delimiter": "", "rfc4180": False},
                r"""dms.CsvFormat(csv_delimiter=";", csv_row_delimiter='\n', rfc4180=False)""",
            ),
            (
                {"csv_delimiter": '"', "csv_no_sup_value": "?"},
                'dms.CsvFormat(csv_delimiter=",", csv_no_sup_value="?")',
            ),
            (
                {"csv_delimiter": ";", "csv_row_delimiter": ";", "csv_null_value": ""},
                r"""dms.CsvFormat(csv_delimiter=";", csv_row_delimiter='\n', csv_null_value="")""",
            ),
            (
                {"csv_delimiter": "\n", "add_column_name": False},
                'dms.CsvFormat(add_column_name=False, csv_delimiter=",")',
            ),
            (
                {"csv_row_delimiter": ",", "add_column_name": True},
                r"""dms.CsvFormat(add_column_name=True, csv_row_delimiter='\n')""",
            ),
        ],
    )
    def test_of_csv_are_refused_with_code_that_keeps_the_others(self, arguments: dict, write: str) -> None:
        with pytest.raises(dms.ConfigurationError) as caught:
            dms.CsvFormat(**arguments)

        assert f"; write {write}" in caught.value.message
        eval(write, {"dms": dms})

    @pytest.mark.parametrize(
        "arguments",
        [
            {"csv_delimiter": "\t"},
            {"csv_delimiter": "\n", "csv_row_delimiter": "\r\n"},
            {"csv_delimiter": "\n", "csv_row_delimiter": cdk.Aws.REGION},
            {"csv_delimiter": dms.unchecked("")},
            {"csv_delimiter": '"', "rfc4180": False},
        ],
    )
    def test_of_csv_may_be_anything_else(self, arguments: dict) -> None:
        assert dms.CsvFormat(**arguments).said["CsvDelimiter"] == arguments["csv_delimiter"]

    @pytest.mark.parametrize("name", facts.endpoint_settings("S3Settings")["members"])
    def test_are_not_extra_connection_attributes(self, make: Make, fails: Callable, name: str) -> None:
        attribute = name[0].lower() + name[1:]

        fails("DMS-E005", attribute, lambda: make(extra_connection_attributes={attribute: "x"}))

    @pytest.mark.parametrize(
        "name",
        [dms.unchecked("cdcPath"), f"{cdk.Aws.REGION}x"],
        ids=["unchecked", "token"],
    )
    def test_that_have_no_argument_are_extra_connection_attributes(
        self, stack: cdk.Stack, make: Make, name: str
    ) -> None:
        make(extra_connection_attributes={name: "x"})

        assert "ExtraConnectionAttributes" in properties_of(stack, TYPE)

    def test_warn_when_changes_are_written_as_csv_though_the_format_is_parquet(
        self, stack: cdk.Stack, make: Make
    ) -> None:
        make(preserve_transactions=True, cdc_path="changes")

        assert warnings_of(stack) == ["dms-constructs:endpoint.transactionsAsCsv"]

    def test_warn_when_glue_can_not_describe_transactions(self, stack: cdk.Stack, make: Make) -> None:
        make(
            data_format=dms.CsvFormat(),
            preserve_transactions=True,
            cdc_path="changes",
            glue_catalog_generation=True,
        )

        assert warnings_of(stack) == ["dms-constructs:endpoint.catalogOfTransactions"]

    @pytest.mark.parametrize(
        "arguments",
        [
            {"glue_catalog_generation": True},
            {"glue_catalog_generation": True, "preserve_transactions": False},
            {
                "glue_catalog_generation": False,
                "data_format": dms.CsvFormat(),
                "preserve_transactions": True,
                "cdc_path": "changes",
            },
            {"data_format": dms.CsvFormat(add_column_name=False), "preserve_transactions": True, "cdc_path": "changes"},
            {"data_format": dms.CsvFormat(add_column_name=True), "date_partitions": dms.DatePartitions()},
            {"date_partitions": dms.DatePartitions(), "preserve_transactions": False},
        ],
    )
    def test_that_go_together_do_not_warn(self, stack: cdk.Stack, make: Make, arguments: dict) -> None:
        make(**arguments)

        assert warnings_of(stack) == []

    def test_the_fix_for_a_path_without_transactions_gives_no_other_warning(self, stack: cdk.Stack, make: Make) -> None:
        (found,) = S3TargetSettings(cdc_path="changes").findings(dms.ParquetFormat())

        assert found.fix == "add preserve_transactions=True and data_format=dms.CsvFormat(), or remove cdc_path"

    def test_the_fix_for_a_path_beside_a_catalog_is_to_remove_it(self) -> None:
        (found,) = S3TargetSettings(cdc_path="changes", glue_catalog_generation=True).findings(dms.CsvFormat())

        assert found.fix == "remove cdc_path"

    @pytest.mark.parametrize(
        "arguments", [{"cdc_path": "changes"}, {"use_task_start_time_for_full_load_timestamp": True}]
    )
    def test_without_effect_warn(self, stack: cdk.Stack, make: Make, arguments: dict) -> None:
        make(**arguments)

        assert warnings_of(stack) == ["dms-constructs:endpoint.settingWithoutEffect"]

    @pytest.mark.parametrize("folder", ["shop/v1", "a b", "Über/1", "a.b/..c", "a$b", "x" * 1024, "a=1/b=2"])
    def test_may_name_any_other_folder(self, stack: cdk.Stack, make: Make, folder: str) -> None:
        make(bucket_folder=folder)

        assert settings_of(stack)["BucketFolder"] == folder

    def test_do_not_check_an_unchecked_folder(self, stack: cdk.Stack, make: Make) -> None:
        make(bucket_folder=dms.unchecked("a//b"))

        assert settings_of(stack)["BucketFolder"] == "a//b"

    def test_may_be_known_at_deployment_only(self, stack: cdk.Stack, make: Make, parameter: Callable) -> None:
        make(bucket_folder=parameter().value_as_string)

        assert settings_of(stack)["BucketFolder"] == {"Ref": "Parameter"}

    @pytest.mark.parametrize(
        "folder", ["{}", "raw/{}", "{}/raw", "raw-{}", "{}-raw/a", "a/.{}", "a/{}..", "{}{}", "a/{}/b", "raw/{}-{}"]
    )
    def test_may_be_known_in_part(self, stack: cdk.Stack, make: Make, parameter: Callable, folder: str) -> None:
        folder = folder.replace("{}", parameter().value_as_string)
        make(bucket_folder=folder)

        assert settings_of(stack)["BucketFolder"] == stack.resolve(folder)

    @pytest.mark.parametrize(
        ("folder", "answer"),
        [
            ("raw/*/{}", ("must not have '*' in it", "raw/{...}")),
            ("{}/raw/", ("must not start or end with", "{...}/raw")),
            ("/{}", ("must not start or end with", "{...}")),
            ("raw//{}", ("must not have an empty part", "raw/{...}")),
            ("{}/../raw", ("must not have '.' or '..' as a part", "{...}/raw")),
            ("s3://lake/{}", ("must be without 's3://'", "{...}")),
            ("{}?", ("must not have '?' in it", "{...}")),
            ("${aws:username}/{}", ("must not have '${' in it", "{...}")),
            ("a{b}//{}", ("must not have an empty part", "a{{b}}/{...}")),
        ],
    )
    def test_fail_for_the_part_of_a_folder_that_is_known(
        self, make: Make, fails: Callable, parameter: Callable, folder: str, answer: tuple[str, str]
    ) -> None:
        folder = folder.replace("{}", parameter().value_as_string)

        wrong, write = answer
        message = f"{re.escape(wrong)}.*; write bucket_folder={re.escape(f'f{write!r}')} "
        fails("DMS-E012", message, lambda: make(bucket_folder=folder))

    def test_fail_for_a_folder_whose_known_part_is_too_long(
        self, make: Make, fails: Callable, parameter: Callable
    ) -> None:
        folder = "x" * 1025 + parameter().value_as_string

        fails("DMS-E012", "must have at most 1024 bytes", lambda: make(bucket_folder=folder))

    def test_do_not_check_a_folder_that_is_looked_up_later(self, make: Make) -> None:
        make(bucket_folder="dummy-value-for-/lake//raw/")

    def test_are_known_to_checks_by_awss_names(self, make: Make) -> None:
        known = make(cdc_inserts_only=True).endpoint_facts

        assert (known.setting("DataFormat"), known.setting("CdcInsertsOnly")) == ("parquet", True)
        assert known.setting("ServiceAccessRoleArn") is None


class TestServiceRole:
    def test_trusts_dms_on_behalf_of_this_account(self, stack: cdk.Stack, make: Make) -> None:
        make()

        (statement,) = properties_of(stack, ROLE)["AssumeRolePolicyDocument"]["Statement"]

        assert statement == {
            "Effect": "Allow",
            "Principal": {"Service": "dms.amazonaws.com"},
            "Action": "sts:AssumeRole",
            "Condition": {"StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}},
        }

    def test_may_write_into_the_bucket_only(self, stack: cdk.Stack, make: Make) -> None:
        make()

        assert policy_of(stack) == [
            {
                "Effect": "Allow",
                "Action": ["s3:PutObject", "s3:DeleteObject", "s3:PutObjectTagging"],
                "Resource": f"{ARN}/*",
            },
            {"Effect": "Allow", "Action": ["s3:ListBucket"], "Resource": ARN},
        ]

    def test_may_write_into_the_folder_only(self, stack: cdk.Stack, make: Make) -> None:
        make(bucket_folder="shop")

        assert policy_of(stack)[0]["Resource"] == f"{ARN}/shop/*"

    def test_may_set_access_control_lists_when_asked_to(self, stack: cdk.Stack, make: Make) -> None:
        make(canned_acl_for_objects=dms.S3CannedAcl.PRIVATE)

        assert "s3:PutObjectAcl" in policy_of(stack)[0]["Action"]

    def test_may_set_no_access_control_lists_otherwise(self, stack: cdk.Stack, make: Make) -> None:
        make(canned_acl_for_objects=dms.S3CannedAcl.NONE)

        assert "s3:PutObjectAcl" not in policy_of(stack)[0]["Action"]

    def test_may_use_the_key_that_encrypts_the_files(self, stack: cdk.Stack, make: Make) -> None:
        make(encryption_key=kms.Key.from_key_arn(stack, "Key", KEY_ARN))

        assert policy_of(stack)[2:] == [
            {"Effect": "Allow", "Action": ["kms:GenerateDataKey", "kms:Decrypt"], "Resource": KEY_ARN}
        ]

    def test_may_write_to_the_catalog_when_dms_makes_tables_there(self, stack: cdk.Stack, make: Make) -> None:
        make(glue_catalog_generation=True)

        glue, athena = policy_of(stack)[2:]

        assert [str(one).rsplit(":", 1)[-1][:8] for one in map(json.dumps, glue["Resource"])] == [
            'catalog"', "database", "table/*\"",
        ]  # fmt: skip
        assert athena["Action"] == ["athena:StartQueryExecution", "athena:GetQueryExecution", "athena:CreateWorkGroup"]

    def test_is_the_one_that_is_given(self, stack: cdk.Stack, make: Make) -> None:
        arn = "arn:aws:iam::111122223333:role/writer"
        make(service_access_role=iam.Role.from_role_arn(stack, "Role", arn))

        assert properties_of(stack, TYPE)["S3Settings"]["ServiceAccessRoleArn"] == arn
        assert resources_of(stack, ROLE) == {}

    def test_is_kept_with_the_endpoint_when_asked(self, stack: cdk.Stack, make: Make) -> None:
        make(removal_policy=cdk.RemovalPolicy.RETAIN)

        kept = [*resources_of(stack, TYPE).values(), *resources_of(stack, ROLE).values()]

        assert [one.get("DeletionPolicy") for one in kept] == ["Retain", "Retain"]


class TestBucket:
    def test_may_be_of_the_stack(self, stack: cdk.Stack, make: Make) -> None:
        make(bucket=s3.Bucket(stack, "Own"))

        (name,) = resources_of(stack, "AWS::S3::Bucket")

        assert properties_of(stack, TYPE)["S3Settings"]["BucketName"] == {"Ref": name}
        assert policy_of(stack)[1]["Resource"] == {"Fn::GetAtt": [name, "Arn"]}

    def test_may_be_of_another_stack(self, app: cdk.App, stack: cdk.Stack, make: Make) -> None:
        other = cdk.Stack(app, "Lakes", env=cdk.Environment(account="111122223333", region="eu-west-1"))
        make(bucket=s3.Bucket(other, "Own"))

        assert "Fn::ImportValue" in json.dumps(template_of(stack))

    def test_encrypts_with_its_own_key_by_default(self, stack: cdk.Stack, make: Make) -> None:
        make(bucket=s3.Bucket(stack, "Own", encryption_key=kms.Key(stack, "Key")))

        assert settings_of(stack)["EncryptionMode"] == "sse-kms"
        assert settings_of(stack)["ServerSideEncryptionKmsKeyId"] == policy_of(stack)[2]["Resource"]

    def test_of_another_account_is_expected_to_be(self, stack: cdk.Stack, make: Make) -> None:
        make(bucket=s3.Bucket.from_bucket_attributes(stack, "Theirs", bucket_arn=ARN, account="444455556666"))

        assert settings_of(stack)["ExpectedBucketOwner"] == "444455556666"

    def test_fails_when_it_is_in_another_region(self, stack: cdk.Stack, make: Make, fails: Callable) -> None:
        bucket = s3.Bucket.from_bucket_attributes(stack, "Far", bucket_arn=ARN, region="us-east-1")

        fails(
            "DMS-E012", "must be in the endpoint's region, eu-west-1, got one in us-east-1", lambda: make(bucket=bucket)
        )

    def test_works_in_a_stack_without_environment(self, app: cdk.App) -> None:
        anywhere = cdk.Stack(app, "Anywhere")
        dms.S3Target(anywhere, "Target", bucket=s3.Bucket(anywhere, "Own"))

        assert settings_of(anywhere) == {"DataFormat": "parquet"}

    def test_fails_when_it_is_an_l1_construct(self, stack: cdk.Stack, make: Make, fails: Callable) -> None:
        fails(
            "DMS-A001",
            r"got CfnBucket; write s3.Bucket.from_cfn_bucket\(bucket\)",
            lambda: make(bucket=s3.CfnBucket(stack, "Raw")),
        )

    def test_that_keeps_all_versions_warns(self, stack: cdk.Stack, make: Make) -> None:
        make(bucket=s3.Bucket(stack, "Own", versioned=True))

        assert warnings_of(stack) == ["dms-constructs:endpoint.bucketKeepsVersions"]

    def test_that_keeps_all_versions_only_later_warns(self, stack: cdk.Stack, make: Make) -> None:
        bucket = s3.Bucket(stack, "Own")
        make(bucket=bucket)
        bucket.node.default_child.versioning_configuration = {"status": "Enabled"}

        assert warnings_of(stack) == ["dms-constructs:endpoint.bucketKeepsVersions"]

    def test_whose_versions_expire_only_later_does_not_warn(self, stack: cdk.Stack, make: Make) -> None:
        bucket = s3.Bucket(stack, "Own", versioned=True)
        make(bucket=bucket)
        bucket.add_lifecycle_rule(noncurrent_version_expiration=cdk.Duration.days(7))

        assert warnings_of(stack) == []

    def test_that_an_aspect_changes_last_is_looked_at_after_it(self, stack: cdk.Stack, make: Make) -> None:
        @jsii.implements(cdk.IAspect)
        class Versions:
            def visit(self, node: constructs.IConstruct) -> None:
                if isinstance(node, s3.CfnBucket):
                    node.versioning_configuration = s3.CfnBucket.VersioningConfigurationProperty(status="Enabled")

        make(bucket=s3.Bucket(stack, "Own"))
        cdk.Aspects.of(stack).add(Versions())

        assert warnings_of(stack) == ["dms-constructs:endpoint.bucketKeepsVersions"]

    def test_that_two_endpoints_share_warns_of_both(self, stack: cdk.Stack, make: Make) -> None:
        bucket = s3.Bucket(stack, "Own", versioned=True)
        make(bucket=bucket)
        dms.S3Target(stack, "Other", bucket=bucket)

        assert warnings_of(stack) == ["dms-constructs:endpoint.bucketKeepsVersions"] * 2

    @pytest.mark.parametrize(
        "rule",
        [
            s3.LifecycleRule(noncurrent_version_expiration=cdk.Duration.days(7), enabled=False),
            s3.LifecycleRule(expiration=cdk.Duration.days(7)),
        ],
        ids=["switched off", "of current versions"],
    )
    def test_whose_rules_delete_no_versions_warns(self, stack: cdk.Stack, make: Make, rule: s3.LifecycleRule) -> None:
        make(bucket=s3.Bucket(stack, "Own", versioned=True, lifecycle_rules=[rule]))

        assert warnings_of(stack) == ["dms-constructs:endpoint.bucketKeepsVersions"]

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("versioning_configuration", {"status": "Suspended"}),
            ("versioning_configuration", "unknown"),
            ("lifecycle_configuration", "unknown"),
            ("lifecycle_configuration", {"rules": "unknown"}),
            ("lifecycle_configuration", {"rules": ["unknown"]}),
        ],
    )
    def test_of_which_that_is_not_known_does_not_warn(
        self, stack: cdk.Stack, make: Make, name: str, value: object
    ) -> None:
        cdk.CfnCondition(stack, "Small", expression=cdk.Fn.condition_equals(cdk.Aws.REGION, "eu-west-1"))
        chosen = cdk.Token.as_any({"Fn::If": ["Small", {"Ref": "AWS::NoValue"}, {"Ref": "AWS::NoValue"}]})
        if value == "unknown":
            value = chosen
        elif value == {"rules": "unknown"}:
            value = {"rules": chosen}
        elif value == {"rules": ["unknown"]}:
            value = {"rules": [chosen]}
        bucket = s3.CfnBucket(stack, "Own", versioning_configuration={"status": "Enabled"})
        make(bucket=s3.Bucket.from_cfn_bucket(bucket))
        setattr(bucket, name, value)

        assert warnings_of(stack) == []

    def test_that_is_an_l1_construct_warns_too(self, stack: cdk.Stack, make: Make) -> None:
        bucket = s3.CfnBucket(stack, "Own", versioning_configuration={"status": "Enabled"})
        make(bucket=s3.Bucket.from_cfn_bucket(bucket))

        assert warnings_of(stack) == ["dms-constructs:endpoint.bucketKeepsVersions"]

    def test_whose_versions_expire_does_not_warn(self, stack: cdk.Stack, make: Make) -> None:
        expiring = s3.LifecycleRule(noncurrent_version_expiration=cdk.Duration.days(7))
        make(bucket=s3.Bucket(stack, "Own", versioned=True, lifecycle_rules=[expiring]))

        assert warnings_of(stack) == []


class TestTask:
    @pytest.fixture
    def run(self, stack: cdk.Stack, source: dms.MySqlSource, instance: dms.IReplicationInstance, make: Make) -> Make:
        return lambda *rules: dms.ReplicationTask(
            stack,
            "Task",
            replication_instance=instance,
            source=source,
            target=make(),
            migration_type=dms.MigrationType.FULL_LOAD,
            table_mappings=dms.TableMappings(dms.Include("shop"), *rules),
        )

    def test_can_tag_its_files(self, run: Make) -> None:
        run(dms.AddTags("shop", "orders", {"team": "sales"}))

    def test_can_not_map_rows_to_documents(self, run: Make, fails: Callable) -> None:
        fails(
            "DMS-M044",
            "object mapping is for .* targets, and the target is s3",
            lambda: run(dms.MapRecordToDocument("shop", "orders")),
        )

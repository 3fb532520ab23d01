"""Amazon S3."""

import aws_cdk as cdk

import dms_constructs as dms
from dms_constructs.endpoints import _s3_settings, s3_source
from tests.constructs.engine_case import KEY, ROLE, EngineCase, Form, made

TABLES = dms.ExternalTableDefinition(
    dms.ExternalTable(
        "hr",
        "employee",
        [
            dms.ExternalColumn("Id", dms.ExternalColumnType.INT8, nullable=False, is_primary_key=True),
            dms.ExternalColumn("LastName", dms.ExternalColumnType.STRING, length_bytes=20),
        ],
    )
)
DOCUMENT = (
    '{"TableCount":"1","Tables":[{"TableName":"employee","TablePath":"hr/employee/","TableOwner":"hr","TableColumns":['
    '{"ColumnName":"Id","ColumnType":"INT8","ColumnNullable":"false","ColumnIsPk":"true"},'
    '{"ColumnName":"LastName","ColumnType":"STRING","ColumnLength":"20"}],"TableColumnsTotal":"2"}]}'
)

CASES = [
    EngineCase(
        cls=dms.S3Target,
        minimal=Form(
            arguments=lambda here: {"bucket": here.bucket},
            properties={
                "EndpointType": "target",
                "EngineName": "s3",
                "S3Settings": {
                    "BucketName": "lake",
                    "DataFormat": "parquet",
                    "ServiceAccessRoleArn": made("ServiceAccessRole"),
                },
            },
        ),
        full=(
            Form(
                arguments=lambda here: {
                    "bucket": here.bucket,
                    "bucket_folder": "shop",
                    "data_format": dms.ParquetFormat(
                        parquet_version=dms.ParquetVersion.PARQUET_2_0,
                        parquet_timestamp_in_millisecond=True,
                        encoding_type=dms.ParquetEncoding.PLAIN,
                        enable_statistics=False,
                        row_group_length=5000,
                        data_page_size_bytes=1024,
                        dict_page_size_limit_bytes=2048,
                    ),
                    "date_partitions": dms.DatePartitions(
                        sequence=dms.DatePartitionSequence.YYYYMM,
                        delimiter=dms.DatePartitionDelimiter.DASH,
                        timezone="Europe/Berlin",
                    ),
                    "compression_type": dms.S3CompressionType.GZIP,
                    "encryption_key": here.key,
                    "expected_bucket_owner": "111122223333",
                    "canned_acl_for_objects": dms.S3CannedAcl.PRIVATE,
                    "max_file_size_kb": 1024,
                    "cdc_max_batch_interval": cdk.Duration.minutes(5),
                    "cdc_min_file_size_kb": 64000,
                    "include_op_for_full_load": True,
                    "cdc_inserts_only": False,
                    "cdc_inserts_and_updates": True,
                    "timestamp_column_name": "at",
                    "use_task_start_time_for_full_load_timestamp": True,
                    "add_trailing_padding_character": True,
                    "glue_catalog_generation": True,
                    "extra_connection_attributes": {dms.unchecked("csvNullValue"): "null"},
                    "service_access_role": here.role,
                    "endpoint_identifier": "shop-lake",
                },
                properties={
                    "EndpointType": "target",
                    "EngineName": "s3",
                    "EndpointIdentifier": "shop-lake",
                    "ExtraConnectionAttributes": "csvNullValue=null",
                    "S3Settings": {
                        "ServiceAccessRoleArn": ROLE,
                        "BucketName": "lake",
                        "BucketFolder": "shop",
                        "DataFormat": "parquet",
                        "ParquetVersion": "parquet-2-0",
                        "ParquetTimestampInMillisecond": True,
                        "EncodingType": "plain",
                        "EnableStatistics": False,
                        "RowGroupLength": 5000,
                        "DataPageSize": 1024,
                        "DictPageSizeLimit": 2048,
                        "DatePartitionEnabled": True,
                        "DatePartitionSequence": "YYYYMM",
                        "DatePartitionDelimiter": "DASH",
                        "DatePartitionTimezone": "Europe/Berlin",
                        "CompressionType": "gzip",
                        "EncryptionMode": "sse-kms",
                        "ServerSideEncryptionKmsKeyId": KEY,
                        "ExpectedBucketOwner": "111122223333",
                        "CannedAclForObjects": "private",
                        "MaxFileSize": 1024,
                        "CdcMaxBatchInterval": 300,
                        "CdcMinFileSize": 64000,
                        "IncludeOpForFullLoad": True,
                        "CdcInsertsOnly": False,
                        "CdcInsertsAndUpdates": True,
                        "TimestampColumnName": "at",
                        "UseTaskStartTimeForFullLoadTimestamp": True,
                        "AddTrailingPaddingCharacter": True,
                        "GlueCatalogGeneration": True,
                    },
                },
            ),
            Form(
                arguments=lambda here: {
                    "bucket": here.bucket,
                    "data_format": dms.CsvFormat(
                        csv_delimiter=";",
                        csv_row_delimiter="\r\n",
                        csv_null_value="",
                        csv_no_sup_value="?",
                        rfc4180=False,
                    ),
                    "preserve_transactions": True,
                    "cdc_path": "changes",
                },
                properties={
                    "EndpointType": "target",
                    "EngineName": "s3",
                    "S3Settings": {
                        "ServiceAccessRoleArn": made("ServiceAccessRole"),
                        "BucketName": "lake",
                        "DataFormat": "csv",
                        "CsvDelimiter": ";",
                        "CsvRowDelimiter": "\r\n",
                        "CsvNullValue": "",
                        "CsvNoSupValue": "?",
                        "UseCsvNoSupValue": True,
                        "Rfc4180": False,
                        "PreserveTransactions": True,
                        "CdcPath": "changes",
                    },
                },
            ),
            Form(
                arguments=lambda here: {"bucket": here.bucket, "data_format": dms.CsvFormat(add_column_name=True)},
                properties={
                    "EndpointType": "target",
                    "EngineName": "s3",
                    "S3Settings": {
                        "ServiceAccessRoleArn": made("ServiceAccessRole"),
                        "BucketName": "lake",
                        "DataFormat": "csv",
                        "AddColumnName": True,
                    },
                },
            ),
        ),
        declared={
            _s3_settings.S3TargetSettings: None,
            dms.ParquetFormat: "data_format",
            dms.CsvFormat: "data_format",
            dms.DatePartitions: "date_partitions",
        },
        decided={
            "BucketName": "bucket",
            "DataFormat": "data_format",
            "DatePartitionEnabled": "date_partitions",
            "EncryptionMode": "encryption_key",
            "ServerSideEncryptionKmsKeyId": "encryption_key",
            "ServiceAccessRoleArn": "service_access_role",
            "UseCsvNoSupValue": "data_format",
        },
        examples={"ExpectedBucketOwner": "111122223333", "CsvRowDelimiter": "\r\n"},
        beside={"PreserveTransactions": {"cdc_path": "changes"}},
    ),
    EngineCase(
        cls=dms.S3Source,
        minimal=Form(
            arguments=lambda here: {"bucket": here.bucket, "external_table_definition": TABLES},
            properties={
                "EndpointType": "source",
                "EngineName": "s3",
                "S3Settings": {
                    "BucketName": "lake",
                    "ExternalTableDefinition": DOCUMENT,
                    "ServiceAccessRoleArn": made("ServiceAccessRole"),
                },
            },
        ),
        full=(
            Form(
                arguments=lambda here: {
                    "bucket": here.bucket,
                    "external_table_definition": TABLES,
                    "bucket_folder": "shop",
                    "cdc_path": "changes",
                    "data_format": dms.CsvSourceFormat(
                        csv_delimiter=";",
                        csv_row_delimiter="\r\n",
                        csv_null_value="NULL",
                        ignore_header_rows=1,
                        rfc4180=False,
                    ),
                    "expected_bucket_owner": "111122223333",
                    "extra_connection_attributes": {dms.unchecked("prefetch"): 1},
                    "service_access_role": here.role,
                    "endpoint_identifier": "shop-files",
                },
                properties={
                    "EndpointType": "source",
                    "EngineName": "s3",
                    "EndpointIdentifier": "shop-files",
                    # Tasks with changes were refused where only the setting says it.
                    "ExtraConnectionAttributes": "cdcPath=changes;prefetch=1",
                    "S3Settings": {
                        "BucketName": "lake",
                        "BucketFolder": "shop",
                        "CdcPath": "changes",
                        "CsvDelimiter": ";",
                        "CsvRowDelimiter": "\r\n",
                        "CsvNullValue": "NULL",
                        "IgnoreHeaderRows": 1,
                        "Rfc4180": False,
                        "ExpectedBucketOwner": "111122223333",
                        "ExternalTableDefinition": DOCUMENT,
                        "ServiceAccessRoleArn": ROLE,
                    },
                },
            ),
            Form(
                arguments=lambda here: {
                    "bucket": here.bucket,
                    "external_table_definition": TABLES,
                    "data_format": dms.ParquetSourceFormat(),
                },
                properties={
                    "EndpointType": "source",
                    "EngineName": "s3",
                    "S3Settings": {
                        "BucketName": "lake",
                        "DataFormat": "parquet",
                        "ExternalTableDefinition": DOCUMENT,
                        "ServiceAccessRoleArn": made("ServiceAccessRole"),
                    },
                },
            ),
        ),
        declared={
            s3_source._Settings: None,
            dms.CsvSourceFormat: "data_format",
            dms.ParquetSourceFormat: "data_format",
        },
        decided={
            "BucketName": "bucket",
            "DataFormat": "data_format",
            "ExternalTableDefinition": "external_table_definition",
            "ServiceAccessRoleArn": "service_access_role",
        },
        examples={"ExpectedBucketOwner": "111122223333", "CsvNullValue": "NULL"},
    ),
]

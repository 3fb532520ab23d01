"""Amazon Redshift and Redshift Serverless."""

import aws_cdk as cdk

import dms_constructs as dms
from dms_constructs.endpoints import redshift
from tests.constructs.engine_case import CERTIFICATE, KEY, ROLE, SECRET, EngineCase, Form, made, of_the_secret

_OWN_ROLE = {"SecretsManagerSecretId": SECRET, "SecretsManagerAccessRoleArn": made("SecretAccessRole")}
_GIVEN_ROLE = {"SecretsManagerSecretId": SECRET, "SecretsManagerAccessRoleArn": ROLE}

CASES = [
    EngineCase(
        cls=dms.RedshiftTarget,
        minimal=Form(
            arguments=lambda here: {"connection": here.connection, "database": "dev"},
            properties={
                "EndpointType": "target",
                "EngineName": "redshift",
                "DatabaseName": "dev",
                "SslMode": "none",
                "RedshiftSettings": _OWN_ROLE,
            },
        ),
        full=(
            Form(
                arguments=lambda here: {
                    "connection": here.connection,
                    "database": "dev",
                    "engine_name": dms.EngineName.REDSHIFT_SERVERLESS,
                    "ssl_mode": dms.SslMode.VERIFY_CA,
                    "certificate": here.certificate,
                    "staging_bucket": here.bucket,
                    "bucket_folder": "staging",
                    "encryption_key": here.key,
                    "accept_any_date": True,
                    "after_connect_script": "SET statement_timeout TO 600000",
                    "case_sensitive_names": True,
                    "comp_update": False,
                    "connection_timeout": cdk.Duration.seconds(5),
                    "date_format": "auto",
                    "empty_as_null": True,
                    "explicit_ids": True,
                    "file_transfer_upload_streams": 20,
                    "load_timeout": cdk.Duration.hours(1),
                    "map_boolean_as_boolean": True,
                    "max_file_size_kb": 250000,
                    "remove_quotes": True,
                    "replace_chars": "_",
                    "replace_invalid_chars": "#",
                    "time_format": "auto",
                    "trim_blanks": True,
                    "truncate_columns": True,
                    "write_buffer_size_kb": 2000,
                    "extra_connection_attributes": {"enableParallelBatchInMemoryCSVFiles": False},
                    "kms_key": here.key,
                    "secret_access_role": here.role,
                    "service_access_role": here.role,
                    "endpoint_identifier": "shop-warehouse",
                },
                properties={
                    "EndpointType": "target",
                    "EngineName": "redshift-serverless",
                    "EndpointIdentifier": "shop-warehouse",
                    "DatabaseName": "dev",
                    "SslMode": "verify-ca",
                    "CertificateArn": CERTIFICATE,
                    "KmsKeyId": KEY,
                    "ExtraConnectionAttributes": "enableParallelBatchInMemoryCSVFiles=false",
                    "RedshiftSettings": {
                        **_GIVEN_ROLE,
                        "BucketName": "lake",
                        "BucketFolder": "staging",
                        "EncryptionMode": "sse-kms",
                        "ServerSideEncryptionKmsKeyId": KEY,
                        "ServiceAccessRoleArn": ROLE,
                        "AcceptAnyDate": True,
                        "AfterConnectScript": "SET statement_timeout TO 600000",
                        "CaseSensitiveNames": True,
                        "CompUpdate": False,
                        "ConnectionTimeout": 5000,
                        "DateFormat": "auto",
                        "EmptyAsNull": True,
                        "ExplicitIds": True,
                        "FileTransferUploadStreams": 20,
                        "LoadTimeout": 3600,
                        "MapBooleanAsBoolean": True,
                        "MaxFileSize": 250000,
                        "RemoveQuotes": True,
                        "ReplaceChars": "_",
                        "ReplaceInvalidChars": "#",
                        "TimeFormat": "auto",
                        "TrimBlanks": True,
                        "TruncateColumns": True,
                        "WriteBufferSize": 2000,
                    },
                },
            ),
            Form(
                arguments=lambda here: {
                    "connection": here.connection,
                    "database": "dev",
                    "service_roles": dms.ServiceRoles(
                        here.stack,
                        "Roles",
                        mode=dms.ServiceRolesMode.EXISTING,
                        roles=(dms.ServiceRole.ACCESS_FOR_ENDPOINT,),
                    ),
                },
                properties={
                    "EndpointType": "target",
                    "EngineName": "redshift",
                    "DatabaseName": "dev",
                    "SslMode": "none",
                    "RedshiftSettings": _OWN_ROLE,
                },
            ),
        ),
        declared={redshift._Settings: None},
        decided={
            **of_the_secret("RedshiftSettings"),
            "BucketName": "staging_bucket",
            "EncryptionMode": "encryption_key",
            "ServerSideEncryptionKmsKeyId": "encryption_key",
            "ServiceAccessRoleArn": "service_access_role",
        },
        # Redshift Serverless has modes of its own.
        values=lambda _, engine: {"engine_name": engine, "ssl_mode": dms.SslMode.NONE},
    ),
]

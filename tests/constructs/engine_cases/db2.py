"""Db2 LUW and Db2 for z/OS."""

import aws_cdk as cdk

import dms_constructs as dms
from dms_constructs.endpoints import db2
from tests.constructs.engine_case import CERTIFICATE, KEY, ROLE, SECRET, EngineCase, Form, made, of_the_secret

_OWN_ROLE = {"SecretsManagerSecretId": SECRET, "SecretsManagerAccessRoleArn": made("SecretAccessRole")}
_GIVEN_ROLE = {"SecretsManagerSecretId": SECRET, "SecretsManagerAccessRoleArn": ROLE}
_LRI = "0100000000000022CC000000000004FB13"

CASES = [
    EngineCase(
        cls=dms.Db2Source,
        minimal=Form(
            arguments=lambda here: {"connection": here.connection, "database": "SHOP"},
            properties={
                "EndpointType": "source",
                "EngineName": "db2",
                "DatabaseName": "SHOP",
                "SslMode": "none",
                "IbmDb2Settings": _OWN_ROLE,
            },
        ),
        full=(
            Form(
                arguments=lambda here: {
                    "connection": here.connection,
                    "database": "SHOP",
                    "ssl_mode": dms.SslMode.VERIFY_CA,
                    "certificate": here.certificate,
                    "set_data_capture_changes": False,
                    "current_lsn": "scan",
                    "max_k_bytes_per_read": 128,
                    "extra_connection_attributes": {"StartFromContext": _LRI},
                    "kms_key": here.key,
                    "secret_access_role": here.role,
                    "endpoint_identifier": "shop-source",
                },
                properties={
                    "EndpointType": "source",
                    "EngineName": "db2",
                    "EndpointIdentifier": "shop-source",
                    "DatabaseName": "SHOP",
                    "SslMode": "verify-ca",
                    "CertificateArn": CERTIFICATE,
                    "KmsKeyId": KEY,
                    "ExtraConnectionAttributes": f"StartFromContext={_LRI}",
                    "IbmDb2Settings": {
                        **_GIVEN_ROLE,
                        "SetDataCaptureChanges": False,
                        "CurrentLsn": "scan",
                        "MaxKBytesPerRead": 128,
                    },
                },
            ),
        ),
        declared={db2._SourceSettings: None},
        decided=of_the_secret("IBMDb2Settings"),
    ),
    EngineCase(
        cls=dms.Db2Target,
        minimal=Form(
            arguments=lambda here: {"connection": here.connection, "database": "SHOP"},
            properties={
                "EndpointType": "target",
                "EngineName": "db2",
                "DatabaseName": "SHOP",
                "SslMode": "none",
                "IbmDb2Settings": _OWN_ROLE,
            },
        ),
        full=(
            Form(
                arguments=lambda here: {
                    "connection": here.connection,
                    "database": "SHOP",
                    "ssl_mode": dms.SslMode.VERIFY_CA,
                    "certificate": here.certificate,
                    "write_buffer_size_kb": 2048,
                    "max_file_size_kb": 32768,
                    "load_timeout": cdk.Duration.minutes(30),
                    "keep_csv_files": True,
                    "extra_connection_attributes": {},
                    "kms_key": here.key,
                    "secret_access_role": here.role,
                    "endpoint_identifier": "shop-target",
                },
                properties={
                    "EndpointType": "target",
                    "EngineName": "db2",
                    "EndpointIdentifier": "shop-target",
                    "DatabaseName": "SHOP",
                    "SslMode": "verify-ca",
                    "CertificateArn": CERTIFICATE,
                    "KmsKeyId": KEY,
                    "IbmDb2Settings": {
                        **_GIVEN_ROLE,
                        "WriteBufferSize": 2048,
                        "MaxFileSize": 32768,
                        "LoadTimeout": 1800,
                        "KeepCsvFiles": True,
                    },
                },
            ),
        ),
        declared={db2._TargetSettings: None},
        decided=of_the_secret("IBMDb2Settings"),
    ),
    EngineCase(
        cls=dms.Db2ZosSource,
        minimal=Form(
            arguments=lambda here: {"connection": here.connection, "database": "SHOP"},
            properties={
                "EndpointType": "source",
                "EngineName": "db2-zos",
                "DatabaseName": "SHOP",
                "SslMode": "none",
                "IbmDb2Settings": _OWN_ROLE,
            },
        ),
        full=(
            Form(
                arguments=lambda here: {
                    "connection": here.connection,
                    "database": "SHOP",
                    "ssl_mode": dms.SslMode.VERIFY_CA,
                    "certificate": here.certificate,
                    "extra_connection_attributes": {},
                    "kms_key": here.key,
                    "secret_access_role": here.role,
                    "endpoint_identifier": "shop-source",
                },
                properties={
                    "EndpointType": "source",
                    "EngineName": "db2-zos",
                    "EndpointIdentifier": "shop-source",
                    "DatabaseName": "SHOP",
                    "SslMode": "verify-ca",
                    "CertificateArn": CERTIFICATE,
                    "KmsKeyId": KEY,
                    "IbmDb2Settings": _GIVEN_ROLE,
                },
            ),
        ),
        declared={db2._ZosSettings: None},
        decided=of_the_secret("IBMDb2Settings"),
        refused={
            name: db2._ZosSettings.REFUSED[name] for name in ("CurrentLsn", "MaxKBytesPerRead", "SetDataCaptureChanges")
        },
    ),
]

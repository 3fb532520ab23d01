"""MySQL, MariaDB and Aurora MySQL."""

import aws_cdk as cdk

import dms_constructs as dms
from dms_constructs.endpoints import mysql
from tests.constructs.engine_case import CERTIFICATE, KEY, ROLE, SECRET, EngineCase, Form, made, of_the_secret

_OWN_ROLE = {"SecretsManagerSecretId": SECRET, "SecretsManagerAccessRoleArn": made("SecretAccessRole")}
_GIVEN_ROLE = {"SecretsManagerSecretId": SECRET, "SecretsManagerAccessRoleArn": ROLE}

CASES = [
    EngineCase(
        cls=dms.MySqlSource,
        minimal=Form(
            arguments=lambda here: {"connection": here.connection},
            properties={
                "EndpointType": "source",
                "EngineName": "mysql",
                "SslMode": "none",
                "MySqlSettings": _OWN_ROLE,
            },
        ),
        full=(
            Form(
                arguments=lambda here: {
                    "connection": here.connection,
                    "engine_name": dms.EngineName.MARIADB,
                    "ssl_mode": dms.SslMode.VERIFY_FULL,
                    "certificate": here.certificate,
                    "server_timezone": "Europe/Berlin",
                    "events_poll_interval": cdk.Duration.seconds(10),
                    "clean_source_metadata_on_mismatch": True,
                    "after_connect_script": "SET a=1",
                    "extra_connection_attributes": {"ConnectionTimeout": 20},
                    "kms_key": here.key,
                    "secret_access_role": here.role,
                    "endpoint_identifier": "shop-source",
                },
                properties={
                    "EndpointType": "source",
                    "EngineName": "mariadb",
                    "EndpointIdentifier": "shop-source",
                    "SslMode": "verify-full",
                    "CertificateArn": CERTIFICATE,
                    "KmsKeyId": KEY,
                    "ExtraConnectionAttributes": "ConnectionTimeout=20",
                    "MySqlSettings": {
                        **_GIVEN_ROLE,
                        "ServerTimezone": "Europe/Berlin",
                        "EventsPollInterval": 10,
                        "CleanSourceMetadataOnMismatch": True,
                        "AfterConnectScript": "SET a=1",
                    },
                },
            ),
        ),
        declared={mysql._SourceSettings: None},
        decided=of_the_secret("MySQLSettings"),
        examples={"ServerTimezone": "Europe/Berlin", "AfterConnectScript": "SET a=1"},
    ),
    EngineCase(
        cls=dms.MySqlTarget,
        minimal=Form(
            arguments=lambda here: {"connection": here.connection},
            properties={
                "EndpointType": "target",
                "EngineName": "mysql",
                "SslMode": "none",
                "MySqlSettings": _OWN_ROLE,
            },
        ),
        full=(
            Form(
                arguments=lambda here: {
                    "connection": here.connection,
                    "engine_name": dms.EngineName.AURORA_MYSQL,
                    "ssl_mode": dms.SslMode.VERIFY_CA,
                    "certificate": here.certificate,
                    "target_db_type": dms.TargetDbType.SPECIFIC_DATABASE,
                    "database": "shop",
                    "parallel_load_threads": 2,
                    "max_file_size_kb": 1024,
                    "after_connect_script": "SET a=1",
                    "extra_connection_attributes": {"Initstmt": "SET FOREIGN_KEY_CHECKS=0"},
                    "kms_key": here.key,
                    "secret_access_role": here.role,
                    "endpoint_identifier": "shop-target",
                },
                properties={
                    "EndpointType": "target",
                    "EngineName": "aurora",
                    "EndpointIdentifier": "shop-target",
                    "DatabaseName": "shop",
                    "SslMode": "verify-ca",
                    "CertificateArn": CERTIFICATE,
                    "KmsKeyId": KEY,
                    "ExtraConnectionAttributes": "Initstmt=SET FOREIGN_KEY_CHECKS=0",
                    "MySqlSettings": {
                        **_GIVEN_ROLE,
                        "TargetDbType": "specific-database",
                        "ParallelLoadThreads": 2,
                        "MaxFileSize": 1024,
                        "AfterConnectScript": "SET a=1",
                    },
                },
            ),
        ),
        declared={mysql._TargetSettings: None},
        decided=of_the_secret("MySQLSettings"),
        examples={"AfterConnectScript": "SET a=1"},
        beside={"TargetDbType=specific-database": {"database": "shop"}},
    ),
]

"""PostgreSQL and Aurora PostgreSQL."""

import aws_cdk as cdk

import dms_constructs as dms
from dms_constructs.endpoints import postgresql
from tests.constructs.engine_case import CERTIFICATE, KEY, ROLE, SECRET, EngineCase, Form, made, of_the_secret

_OWN_ROLE = {"SecretsManagerSecretId": SECRET, "SecretsManagerAccessRoleArn": made("SecretAccessRole")}
_GIVEN_ROLE = {"SecretsManagerSecretId": SECRET, "SecretsManagerAccessRoleArn": ROLE}
_BABELFISH = {
    "database": "babelfish_db",
    "database_mode": dms.DatabaseMode.BABELFISH,
    "babelfish_database_name": "shop",
}
_BESIDE = {
    "DatabaseMode=babelfish": {"database": "babelfish_db", "babelfish_database_name": "shop"},
    "BabelfishDatabaseName": {"database": "babelfish_db", "database_mode": dms.DatabaseMode.BABELFISH},
}


def _of_babelfish(side: str, **more: object) -> Form:
    return Form(
        arguments=lambda here: {"connection": here.connection, **_BABELFISH},
        properties={
            "EndpointType": side,
            "EngineName": "aurora-postgresql",
            "DatabaseName": "babelfish_db",
            "SslMode": "require",
            "PostgreSqlSettings": {
                **_OWN_ROLE,
                "DatabaseMode": "babelfish",
                "BabelfishDatabaseName": "shop",
                **more,
            },
        },
    )


CASES = [
    EngineCase(
        cls=dms.PostgreSqlSource,
        minimal=Form(
            arguments=lambda here: {"connection": here.connection, "database": "shop"},
            properties={
                "EndpointType": "source",
                "EngineName": "postgres",
                "DatabaseName": "shop",
                "SslMode": "require",
                "PostgreSqlSettings": {**_OWN_ROLE, "HeartbeatEnable": True},
            },
        ),
        full=(
            Form(
                arguments=lambda here: {
                    "connection": here.connection,
                    "database": "shop",
                    "engine_name": dms.EngineName.AURORA_POSTGRESQL,
                    "ssl_mode": dms.SslMode.VERIFY_FULL,
                    "certificate": here.certificate,
                    "plugin_name": dms.PluginName.TEST_DECODING,
                    "slot_name": "dms_shop",
                    "heartbeat_enable": False,
                    "heartbeat_frequency": cdk.Duration.minutes(10),
                    "heartbeat_schema": "dms",
                    "capture_ddls": False,
                    "ddl_artifacts_schema": "dms",
                    "execute_timeout": cdk.Duration.minutes(2),
                    "fail_tasks_on_lob_truncation": True,
                    "map_boolean_as_boolean": True,
                    "extra_connection_attributes": {"mapJsonbAsClob": True},
                    "kms_key": here.key,
                    "secret_access_role": here.role,
                    "endpoint_identifier": "shop-source",
                },
                properties={
                    "EndpointType": "source",
                    "EngineName": "aurora-postgresql",
                    "EndpointIdentifier": "shop-source",
                    "DatabaseName": "shop",
                    "SslMode": "verify-full",
                    "CertificateArn": CERTIFICATE,
                    "KmsKeyId": KEY,
                    "ExtraConnectionAttributes": "mapJsonbAsClob=true",
                    "PostgreSqlSettings": {
                        **_GIVEN_ROLE,
                        "PluginName": "test-decoding",
                        "SlotName": "dms_shop",
                        "HeartbeatEnable": False,
                        "HeartbeatFrequency": 10,
                        "HeartbeatSchema": "dms",
                        "CaptureDdls": False,
                        "DdlArtifactsSchema": "dms",
                        "ExecuteTimeout": 120,
                        "FailTasksOnLobTruncation": True,
                        "MapBooleanAsBoolean": True,
                    },
                },
            ),
            _of_babelfish("source", HeartbeatEnable=True),
        ),
        declared={postgresql._SourceSettings: None},
        decided=of_the_secret("PostgreSQLSettings"),
        beside=_BESIDE,
    ),
    EngineCase(
        cls=dms.PostgreSqlTarget,
        minimal=Form(
            arguments=lambda here: {"connection": here.connection, "database": "shop"},
            properties={
                "EndpointType": "target",
                "EngineName": "postgres",
                "DatabaseName": "shop",
                "SslMode": "require",
                "PostgreSqlSettings": _OWN_ROLE,
            },
        ),
        full=(
            Form(
                arguments=lambda here: {
                    "connection": here.connection,
                    "database": "shop",
                    "engine_name": dms.EngineName.AURORA_POSTGRESQL,
                    "ssl_mode": dms.SslMode.VERIFY_CA,
                    "certificate": here.certificate,
                    "max_file_size_kb": 1024,
                    "execute_timeout": cdk.Duration.minutes(2),
                    "after_connect_script": "SET session_replication_role=replica",
                    "map_boolean_as_boolean": True,
                    "extra_connection_attributes": {dms.unchecked("loadUsingCSV"): True},
                    "kms_key": here.key,
                    "secret_access_role": here.role,
                    "endpoint_identifier": "shop-target",
                },
                properties={
                    "EndpointType": "target",
                    "EngineName": "aurora-postgresql",
                    "EndpointIdentifier": "shop-target",
                    "DatabaseName": "shop",
                    "SslMode": "verify-ca",
                    "CertificateArn": CERTIFICATE,
                    "KmsKeyId": KEY,
                    "ExtraConnectionAttributes": "loadUsingCSV=true",
                    "PostgreSqlSettings": {
                        **_GIVEN_ROLE,
                        "MaxFileSize": 1024,
                        "ExecuteTimeout": 120,
                        "AfterConnectScript": "SET session_replication_role=replica",
                        "MapBooleanAsBoolean": True,
                    },
                },
            ),
            _of_babelfish("target"),
        ),
        declared={postgresql._TargetSettings: None},
        decided=of_the_secret("PostgreSQLSettings"),
        beside=_BESIDE,
    ),
]

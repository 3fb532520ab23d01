"""Babelfish, over its SQL Server port."""

import dms_constructs as dms
from dms_constructs.endpoints import sql_server_settings
from tests.constructs.engine_case import CERTIFICATE, KEY, ROLE, SECRET, EngineCase, Form, made, of_the_secret

_OWN_ROLE = {"SecretsManagerSecretId": SECRET, "SecretsManagerAccessRoleArn": made("SecretAccessRole")}
_GIVEN_ROLE = {"SecretsManagerSecretId": SECRET, "SecretsManagerAccessRoleArn": ROLE}
_DECIDED = of_the_secret("MicrosoftSQLServerSettings") | {"DatabaseName": "database"}

CASES = [
    EngineCase(
        cls=dms.BabelfishTarget,
        minimal=Form(
            arguments=lambda here: {"connection": here.connection, "database": "shop"},
            properties={
                "EndpointType": "target",
                "EngineName": "babelfish",
                "DatabaseName": "shop",
                "SslMode": "require",
                "MicrosoftSqlServerSettings": _OWN_ROLE,
            },
        ),
        full=(
            Form(
                arguments=lambda here: {
                    "connection": here.connection,
                    "database": "shop",
                    "ssl_mode": dms.SslMode.VERIFY_FULL,
                    "certificate": here.certificate,
                    "use_bcp_full_load": False,
                    "bcp_packet_size_bytes": 16384,
                    "control_tables_file_group": "dms",
                    "extra_connection_attributes": {"ConnectionTimeout": 20},
                    "kms_key": here.key,
                    "secret_access_role": here.role,
                    "endpoint_identifier": "shop-target",
                },
                properties={
                    "EndpointType": "target",
                    "EngineName": "babelfish",
                    "EndpointIdentifier": "shop-target",
                    "DatabaseName": "shop",
                    "SslMode": "verify-full",
                    "CertificateArn": CERTIFICATE,
                    "KmsKeyId": KEY,
                    "ExtraConnectionAttributes": "ConnectionTimeout=20",
                    "MicrosoftSqlServerSettings": {
                        **_GIVEN_ROLE,
                        "UseBcpFullLoad": False,
                        "BcpPacketSize": 16384,
                        "ControlTablesFileGroup": "dms",
                    },
                },
            ),
        ),
        declared={sql_server_settings.TargetSettings: None},
        decided=_DECIDED,
    ),
]

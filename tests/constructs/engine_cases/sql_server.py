"""Microsoft SQL Server."""

import dms_constructs as dms
from dms_constructs.endpoints import sql_server_settings
from tests.constructs.engine_case import CERTIFICATE, KEY, ROLE, SECRET, EngineCase, Form, made, of_the_secret

_OWN_ROLE = {"SecretsManagerSecretId": SECRET, "SecretsManagerAccessRoleArn": made("SecretAccessRole")}
_GIVEN_ROLE = {"SecretsManagerSecretId": SECRET, "SecretsManagerAccessRoleArn": ROLE}
_DECIDED = of_the_secret("MicrosoftSQLServerSettings") | {"DatabaseName": "database"}

CASES = [
    EngineCase(
        cls=dms.SqlServerSource,
        minimal=Form(
            arguments=lambda here: {"connection": here.connection, "database": "shop"},
            properties={
                "EndpointType": "source",
                "EngineName": "sqlserver",
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
                    "safeguard_policy": dms.SafeguardPolicy.EXCLUSIVE_AUTOMATIC_TRUNCATION,
                    "tlog_access_mode": dms.TlogAccessMode.TLOG_ONLY,
                    "read_backup_only": False,
                    "use_third_party_backup_device": True,
                    "query_single_always_on_node": True,
                    "force_lob_lookup": True,
                    "trim_space_in_char": False,
                    "extra_connection_attributes": {"SetUpMsCdcForTables": True},
                    "kms_key": here.key,
                    "secret_access_role": here.role,
                    "endpoint_identifier": "shop-source",
                },
                properties={
                    "EndpointType": "source",
                    "EngineName": "sqlserver",
                    "EndpointIdentifier": "shop-source",
                    "DatabaseName": "shop",
                    "SslMode": "verify-full",
                    "CertificateArn": CERTIFICATE,
                    "KmsKeyId": KEY,
                    "ExtraConnectionAttributes": "SetUpMsCdcForTables=true",
                    "MicrosoftSqlServerSettings": {
                        **_GIVEN_ROLE,
                        "SafeguardPolicy": "exclusive-automatic-truncation",
                        "TlogAccessMode": "TlogOnly",
                        "ReadBackupOnly": False,
                        "UseThirdPartyBackupDevice": True,
                        "QuerySingleAlwaysOnNode": True,
                        "ForceLobLookup": True,
                        "TrimSpaceInChar": False,
                    },
                },
            ),
        ),
        declared={sql_server_settings.SourceSettings: None},
        decided=_DECIDED,
    ),
    EngineCase(
        cls=dms.SqlServerTarget,
        minimal=Form(
            arguments=lambda here: {"connection": here.connection, "database": "shop"},
            properties={
                "EndpointType": "target",
                "EngineName": "sqlserver",
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
                    "extra_connection_attributes": {"ExecuteTimeout": 100},
                    "kms_key": here.key,
                    "secret_access_role": here.role,
                    "endpoint_identifier": "shop-target",
                },
                properties={
                    "EndpointType": "target",
                    "EngineName": "sqlserver",
                    "EndpointIdentifier": "shop-target",
                    "DatabaseName": "shop",
                    "SslMode": "verify-full",
                    "CertificateArn": CERTIFICATE,
                    "KmsKeyId": KEY,
                    "ExtraConnectionAttributes": "ExecuteTimeout=100",
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

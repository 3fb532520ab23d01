"""Azure SQL Database and Azure SQL Managed Instance."""

import dms_constructs as dms
from dms_constructs.endpoints import sql_server_settings
from tests.constructs.engine_case import CERTIFICATE, KEY, ROLE, SECRET, EngineCase, Form, made, of_the_secret

_OWN_ROLE = {"SecretsManagerSecretId": SECRET, "SecretsManagerAccessRoleArn": made("SecretAccessRole")}
_GIVEN_ROLE = {"SecretsManagerSecretId": SECRET, "SecretsManagerAccessRoleArn": ROLE}
_DECIDED = of_the_secret("MicrosoftSQLServerSettings") | {"DatabaseName": "database"}

CASES = [
    EngineCase(
        cls=dms.AzureSqlDatabaseSource,
        minimal=Form(
            arguments=lambda here: {"connection": here.connection, "database": "shop"},
            properties={
                "EndpointType": "source",
                "EngineName": "azuredb",
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
                    "force_lob_lookup": True,
                    "trim_space_in_char": False,
                    "extra_connection_attributes": {"ConnectionTimeout": 20},
                    "kms_key": here.key,
                    "secret_access_role": here.role,
                    "endpoint_identifier": "shop-source",
                },
                properties={
                    "EndpointType": "source",
                    "EngineName": "azuredb",
                    "EndpointIdentifier": "shop-source",
                    "DatabaseName": "shop",
                    "SslMode": "verify-full",
                    "CertificateArn": CERTIFICATE,
                    "KmsKeyId": KEY,
                    "ExtraConnectionAttributes": "ConnectionTimeout=20",
                    "MicrosoftSqlServerSettings": {
                        **_GIVEN_ROLE,
                        "ForceLobLookup": True,
                        "TrimSpaceInChar": False,
                    },
                },
            ),
        ),
        declared={sql_server_settings.FullLoadSourceSettings: None},
        decided=_DECIDED,
        refused=sql_server_settings.FullLoadSourceSettings.REFUSED,
    ),
    EngineCase(
        cls=dms.AzureSqlManagedInstanceSource,
        minimal=Form(
            arguments=lambda here: {"connection": here.connection, "database": "shop"},
            properties={
                "EndpointType": "source",
                "EngineName": "azure-sql-managed-instance",
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
                    "force_lob_lookup": True,
                    "trim_space_in_char": False,
                    "extra_connection_attributes": {"ConnectionTimeout": 20},
                    "kms_key": here.key,
                    "secret_access_role": here.role,
                    "endpoint_identifier": "shop-source",
                },
                properties={
                    "EndpointType": "source",
                    "EngineName": "azure-sql-managed-instance",
                    "EndpointIdentifier": "shop-source",
                    "DatabaseName": "shop",
                    "SslMode": "verify-full",
                    "CertificateArn": CERTIFICATE,
                    "KmsKeyId": KEY,
                    "ExtraConnectionAttributes": "ConnectionTimeout=20",
                    "MicrosoftSqlServerSettings": {
                        **_GIVEN_ROLE,
                        "SafeguardPolicy": "exclusive-automatic-truncation",
                        "ForceLobLookup": True,
                        "TrimSpaceInChar": False,
                    },
                },
            ),
        ),
        declared={sql_server_settings.ManagedInstanceSettings: None},
        decided=_DECIDED,
        refused=sql_server_settings.ManagedInstanceSettings.REFUSED,
    ),
]

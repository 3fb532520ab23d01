"""Google Cloud SQL for MySQL."""

import aws_cdk as cdk

import dms_constructs as dms
from dms_constructs.endpoints import google_cloud_mysql
from tests.constructs.engine_case import CERTIFICATE, KEY, ROLE, SECRET, EngineCase, Form, made, of_the_secret

_OWN_ROLE = {"SecretsManagerSecretId": SECRET, "SecretsManagerAccessRoleArn": made("SecretAccessRole")}
_GIVEN_ROLE = {"SecretsManagerSecretId": SECRET, "SecretsManagerAccessRoleArn": ROLE}
_DECIDED = of_the_secret("GcpMySQLSettings")
_REFUSED = {"DatabaseName": "with it, every table would go into that one database; a schema in table mappings names it"}

CASES = [
    EngineCase(
        cls=dms.GoogleCloudMySqlSource,
        minimal=Form(
            arguments=lambda here: {"connection": here.connection},
            properties={
                "EndpointType": "source",
                "EngineName": "gcp-mysql",
                "SslMode": "none",
                "GcpMySQLSettings": _OWN_ROLE,
            },
        ),
        full=(
            Form(
                arguments=lambda here: {
                    "connection": here.connection,
                    "ssl_mode": dms.SslMode.VERIFY_CA,
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
                    "EngineName": "gcp-mysql",
                    "EndpointIdentifier": "shop-source",
                    "SslMode": "verify-ca",
                    "CertificateArn": CERTIFICATE,
                    "KmsKeyId": KEY,
                    "ExtraConnectionAttributes": "ConnectionTimeout=20",
                    "GcpMySQLSettings": {
                        **_GIVEN_ROLE,
                        "ServerTimezone": "Europe/Berlin",
                        "EventsPollInterval": 10,
                        "CleanSourceMetadataOnMismatch": True,
                        "AfterConnectScript": "SET a=1",
                    },
                },
            ),
        ),
        declared={google_cloud_mysql._Settings: None},
        decided=_DECIDED,
        refused=_REFUSED,
        examples={"ServerTimezone": "Europe/Berlin", "AfterConnectScript": "SET a=1"},
    ),
]

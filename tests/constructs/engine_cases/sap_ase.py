"""SAP ASE."""

import dms_constructs as dms
from dms_constructs.endpoints import sap_ase
from tests.constructs.engine_case import CERTIFICATE, KEY, ROLE, SECRET, EngineCase, Form, made, of_the_secret

_OWN_ROLE = {"SecretsManagerSecretId": SECRET, "SecretsManagerAccessRoleArn": made("SecretAccessRole")}
_GIVEN_ROLE = {"SecretsManagerSecretId": SECRET, "SecretsManagerAccessRoleArn": ROLE}


def _case(cls: type, attribute: str) -> EngineCase:
    side = cls.TYPE.value
    return EngineCase(
        cls=cls,
        minimal=Form(
            arguments=lambda here: {"connection": here.connection, "database": "shop"},
            properties={
                "EndpointType": side,
                "EngineName": "sybase",
                "DatabaseName": "shop",
                "SslMode": "none",
                "SybaseSettings": _OWN_ROLE,
            },
        ),
        full=(
            Form(
                arguments=lambda here: {
                    "connection": here.connection,
                    "database": "shop",
                    "ssl_mode": dms.SslMode.VERIFY_FULL,
                    "certificate": here.certificate,
                    "extra_connection_attributes": {attribute: "Adaptive Server Enterprise 16.03.06"},
                    "kms_key": here.key,
                    "secret_access_role": here.role,
                    "endpoint_identifier": "shop",
                },
                properties={
                    "EndpointType": side,
                    "EngineName": "sybase",
                    "EndpointIdentifier": "shop",
                    "DatabaseName": "shop",
                    "SslMode": "verify-full",
                    "CertificateArn": CERTIFICATE,
                    "KmsKeyId": KEY,
                    "ExtraConnectionAttributes": f"{attribute}=Adaptive Server Enterprise 16.03.06",
                    "SybaseSettings": _GIVEN_ROLE,
                },
            ),
        ),
        declared={sap_ase._Settings: None},
        decided=of_the_secret("SybaseSettings"),
    )


CASES = [_case(dms.SapAseSource, "Provider"), _case(dms.SapAseTarget, "Driver")]

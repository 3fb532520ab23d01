"""Amazon DocumentDB."""

import dms_constructs as dms
from dms_constructs.endpoints import documentdb
from tests.constructs.engine_case import CERTIFICATE, KEY, ROLE, SECRET, EngineCase, Form, made, of_the_secret

_OWN_ROLE = {"SecretsManagerSecretId": SECRET, "SecretsManagerAccessRoleArn": made("SecretAccessRole")}
_GIVEN_ROLE = {"SecretsManagerSecretId": SECRET, "SecretsManagerAccessRoleArn": ROLE}

CASES = [
    EngineCase(
        cls=dms.DocumentDbSource,
        minimal=Form(
            arguments=lambda here: {"connection": here.connection},
            properties={
                "EndpointType": "source",
                "EngineName": "docdb",
                "SslMode": "none",
                "DocDbSettings": _OWN_ROLE,
            },
        ),
        full=(
            Form(
                arguments=lambda here: {
                    "connection": here.connection,
                    "database": "shop",
                    "ssl_mode": dms.SslMode.VERIFY_FULL,
                    "certificate": here.certificate,
                    "nesting_level": dms.NestingLevel.NONE,
                    "extract_doc_id": True,
                    "docs_to_investigate": 500,
                    "extra_connection_attributes": {dms.unchecked("useUpdateLookup"): False},
                    "kms_key": here.key,
                    "secret_access_role": here.role,
                    "endpoint_identifier": "shop-source",
                },
                properties={
                    "EndpointType": "source",
                    "EngineName": "docdb",
                    "EndpointIdentifier": "shop-source",
                    "DatabaseName": "shop",
                    "SslMode": "verify-full",
                    "CertificateArn": CERTIFICATE,
                    "KmsKeyId": KEY,
                    "ExtraConnectionAttributes": "useUpdateLookup=false",
                    "DocDbSettings": {
                        **_GIVEN_ROLE,
                        "NestingLevel": "none",
                        "ExtractDocId": True,
                        "DocsToInvestigate": 500,
                    },
                },
            ),
        ),
        declared={documentdb._SourceSettings: None},
        decided=of_the_secret("DocDbSettings"),
    ),
    EngineCase(
        cls=dms.DocumentDbTarget,
        minimal=Form(
            arguments=lambda here: {"connection": here.connection},
            properties={
                "EndpointType": "target",
                "EngineName": "docdb",
                "SslMode": "none",
                "DocDbSettings": _OWN_ROLE,
            },
        ),
        full=(
            Form(
                arguments=lambda here: {
                    "connection": here.connection,
                    "database": "shop",
                    "ssl_mode": dms.SslMode.VERIFY_FULL,
                    "certificate": here.certificate,
                    "extra_connection_attributes": {dms.unchecked("retryWrites"): False},
                    "kms_key": here.key,
                    "secret_access_role": here.role,
                    "endpoint_identifier": "shop-target",
                },
                properties={
                    "EndpointType": "target",
                    "EngineName": "docdb",
                    "EndpointIdentifier": "shop-target",
                    "DatabaseName": "shop",
                    "SslMode": "verify-full",
                    "CertificateArn": CERTIFICATE,
                    "KmsKeyId": KEY,
                    "ExtraConnectionAttributes": "retryWrites=false",
                    "DocDbSettings": _GIVEN_ROLE,
                },
            ),
        ),
        declared={documentdb._TargetSettings: None},
        decided=of_the_secret("DocDbSettings"),
    ),
]

"""MongoDB."""

import dms_constructs as dms
from dms_constructs.endpoints import mongodb
from tests.constructs.engine_case import CERTIFICATE, KEY, ROLE, SECRET, EngineCase, Form, made, of_the_secret

CASES = [
    EngineCase(
        cls=dms.MongoDbSource,
        minimal=Form(
            arguments=lambda here: {"connection": here.connection},
            properties={
                "EndpointType": "source",
                "EngineName": "mongodb",
                "SslMode": "require",
                "MongoDbSettings": {
                    "SecretsManagerSecretId": SECRET,
                    "SecretsManagerAccessRoleArn": made("SecretAccessRole"),
                    "AuthType": "password",
                },
            },
        ),
        full=(
            Form(
                arguments=lambda here: {
                    "connection": here.connection,
                    "database": "shop",
                    "ssl_mode": dms.SslMode.VERIFY_FULL,
                    "certificate": here.certificate,
                    "nesting_level": dms.NestingLevel.ONE,
                    "extract_doc_id": False,
                    "docs_to_investigate": 500,
                    "auth_type": dms.MongoDbAuthType.PASSWORD,
                    "auth_mechanism": dms.MongoDbAuthMechanism.SCRAM_SHA_1,
                    "auth_source": "users",
                    "extra_connection_attributes": {"socketTimeoutMS": 5000},
                    "kms_key": here.key,
                    "secret_access_role": here.role,
                    "endpoint_identifier": "shop-source",
                },
                properties={
                    "EndpointType": "source",
                    "EngineName": "mongodb",
                    "EndpointIdentifier": "shop-source",
                    "SslMode": "verify-full",
                    "CertificateArn": CERTIFICATE,
                    "KmsKeyId": KEY,
                    "ExtraConnectionAttributes": "socketTimeoutMS=5000",
                    "MongoDbSettings": {
                        "SecretsManagerSecretId": SECRET,
                        "SecretsManagerAccessRoleArn": ROLE,
                        "DatabaseName": "shop",
                        "NestingLevel": "one",
                        "ExtractDocId": "false",
                        "DocsToInvestigate": "500",
                        "AuthType": "password",
                        "AuthMechanism": "scram_sha_1",
                        "AuthSource": "users",
                    },
                },
            ),
        ),
        declared={mongodb._SourceSettings: None},
        decided={**of_the_secret("MongoDbSettings"), "DatabaseName": "database"},
    ),
]

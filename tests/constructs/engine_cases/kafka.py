"""Apache Kafka and Amazon MSK."""

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2, aws_secretsmanager as secretsmanager

import dms_constructs as dms
from dms_constructs.endpoints import kafka
from tests.constructs.engine_case import CERTIFICATE, KEY, SECRET, EngineCase, Form

_BROKER = "b-1.example.com:9094"
_STACK = cdk.Stack()
_FIELD = dms.SecretField(secretsmanager.Secret.from_secret_complete_arn(_STACK, "Secret", SECRET), "password")
_CERTIFICATE = dms.Certificate.from_certificate_arn(_STACK, "Certificate", CERTIFICATE)


def _reference(key: str) -> str:
    return f"{{{{resolve:secretsmanager:{SECRET}:SecretString:{key}::}}}}"


class _Cluster:
    attr_arn = "arn:aws:kafka:eu-west-1:111122223333:cluster/shop/1"


CASES = [
    EngineCase(
        cls=dms.KafkaTarget,
        minimal=Form(
            arguments=lambda here: {"broker": _BROKER},
            properties={
                "EndpointType": "target",
                "EngineName": "kafka",
                "KafkaSettings": {"Broker": _BROKER, "SecurityProtocol": "ssl-encryption"},
            },
        ),
        full=(
            Form(
                arguments=lambda here: {
                    "broker": [_BROKER, "b-2.example.com:9094"],
                    "peer": ec2.SecurityGroup.from_security_group_id(here.stack, "Group", "sg-1"),
                    "topic": "shop",
                    "message_format": dms.MessageFormat.JSON_UNFORMATTED,
                    "message_max_bytes": 500000,
                    "include_transaction_details": True,
                    "include_partition_value": True,
                    "partition_include_schema_table": True,
                    "include_table_alter_operations": True,
                    "include_control_details": True,
                    "include_null_and_empty": True,
                    "no_hex_prefix": True,
                    "security_protocol": dms.KafkaSecurityProtocol.SSL_AUTHENTICATION,
                    "ssl_ca_certificate": here.certificate,
                    "ssl_client_certificate": here.certificate,
                    "ssl_client_key": here.certificate,
                    "ssl_client_key_password": dms.SecretField(here.secret, "passphrase"),
                    "extra_connection_attributes": {dms.unchecked("traceLevel"): "1"},
                    "kms_key": here.key,
                    "endpoint_identifier": "shop-events",
                },
                properties={
                    "EndpointType": "target",
                    "EngineName": "kafka",
                    "EndpointIdentifier": "shop-events",
                    "ExtraConnectionAttributes": "traceLevel=1",
                    "KmsKeyId": KEY,
                    "KafkaSettings": {
                        "Broker": f"{_BROKER},b-2.example.com:9094",
                        "Topic": "shop",
                        "MessageFormat": "json-unformatted",
                        "MessageMaxBytes": 500000,
                        "IncludeTransactionDetails": True,
                        "IncludePartitionValue": True,
                        "PartitionIncludeSchemaTable": True,
                        "IncludeTableAlterOperations": True,
                        "IncludeControlDetails": True,
                        "IncludeNullAndEmpty": True,
                        "NoHexPrefix": True,
                        "SecurityProtocol": "ssl-authentication",
                        "SslCaCertificateArn": CERTIFICATE,
                        "SslClientCertificateArn": CERTIFICATE,
                        "SslClientKeyArn": CERTIFICATE,
                        "SslClientKeyPassword": _reference("passphrase"),
                    },
                },
            ),
            Form(
                arguments=lambda here: {
                    "cluster": _Cluster(),
                    "sasl_username": "dms",
                    "sasl_password": dms.SecretField(here.secret, "password"),
                },
                properties={
                    "EndpointType": "target",
                    "EngineName": "kafka",
                    "KafkaSettings": {
                        "Broker": {"Fn::GetAtt": ["Brokers", "Broker"]},
                        "SecurityProtocol": "sasl-ssl",
                        "SaslUserName": "dms",
                        "SaslPassword": _reference("password"),
                    },
                },
            ),
        ),
        declared={kafka._Settings: None},
        decided={
            "Broker": "broker",
            "SaslPassword": "sasl_password",
            "SslCaCertificateArn": "ssl_ca_certificate",
            "SslClientCertificateArn": "ssl_client_certificate",
            "SslClientKeyArn": "ssl_client_key",
            "SslClientKeyPassword": "ssl_client_key_password",
        },
        examples={"SaslUsername": "dms"},
        beside={
            "SecurityProtocol=ssl-authentication": {
                "ssl_client_certificate": _CERTIFICATE,
                "ssl_client_key": _CERTIFICATE,
            },
            "SecurityProtocol=sasl-ssl": {"sasl_username": "dms", "sasl_password": _FIELD},
            "SaslUsername": {"sasl_password": _FIELD},
        },
    ),
]

"""Redis."""

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2, aws_secretsmanager as secretsmanager

import dms_constructs as dms
from dms_constructs.endpoints import redis
from tests.constructs.engine_case import CERTIFICATE, KEY, SECRET, EngineCase, Form

_HOST = "redis.example.com"
_REFERENCE = f"{{{{resolve:secretsmanager:{SECRET}:SecretString:password::}}}}"
_FIELD = dms.SecretField(
    secretsmanager.Secret.from_secret_complete_arn(cdk.Stack(), "Secret", SECRET),
    "password",
)


class _Cluster:
    attr_endpoint_address = "cache.example.com"
    attr_endpoint_port = "6380"


CASES = [
    EngineCase(
        cls=dms.RedisTarget,
        minimal=Form(
            arguments=lambda here: {"server_name": _HOST},
            properties={
                "EndpointType": "target",
                "EngineName": "redis",
                "RedisSettings": {"ServerName": _HOST, "Port": 6379, "AuthType": "none"},
            },
        ),
        full=(
            Form(
                arguments=lambda here: {
                    "server_name": _HOST,
                    "port": 6380,
                    "peer": ec2.SecurityGroup.from_security_group_id(here.stack, "Group", "sg-1"),
                    "ssl_security_protocol": dms.RedisSecurityProtocol.SSL_ENCRYPTION,
                    "ssl_ca_certificate": here.certificate,
                    "auth_type": dms.RedisAuthType.AUTH_ROLE,
                    "auth_user_name": "dms",
                    "auth_password": dms.SecretField(here.secret, "password"),
                    "extra_connection_attributes": {dms.unchecked("traceLevel"): "1"},
                    "kms_key": here.key,
                    "endpoint_identifier": "shop-cache",
                },
                properties={
                    "EndpointType": "target",
                    "EngineName": "redis",
                    "EndpointIdentifier": "shop-cache",
                    "ExtraConnectionAttributes": "traceLevel=1",
                    "KmsKeyId": KEY,
                    "RedisSettings": {
                        "ServerName": _HOST,
                        "Port": 6380,
                        "SslSecurityProtocol": "ssl-encryption",
                        "SslCaCertificateArn": CERTIFICATE,
                        "AuthType": "auth-role",
                        "AuthUserName": "dms",
                        "AuthPassword": _REFERENCE,
                    },
                },
            ),
            Form(
                arguments=lambda here: {
                    "cluster": _Cluster(),
                    "auth_password": dms.SecretField(here.secret, "password"),
                },
                properties={
                    "EndpointType": "target",
                    "EngineName": "redis",
                    "RedisSettings": {
                        "ServerName": "cache.example.com",
                        "Port": 6380,
                        "AuthType": "auth-token",
                        "AuthPassword": _REFERENCE,
                    },
                },
            ),
        ),
        declared={redis._Settings: None},
        decided={
            "AuthPassword": "auth_password",
            "Port": "port",
            "ServerName": "server_name",
            "SslCaCertificateArn": "ssl_ca_certificate",
        },
        examples={"AuthUserName": "dms"},
        beside={
            "AuthType=auth-role": {"auth_user_name": "dms", "auth_password": _FIELD},
            "AuthType=auth-token": {"auth_password": _FIELD},
            "AuthUserName": {"auth_password": _FIELD},
        },
    ),
]

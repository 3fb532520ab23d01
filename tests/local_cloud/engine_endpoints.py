"""Endpoints of every engine with everything that they need, for tests that take some of it away."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from dms_constructs import facts
from dms_constructs.engines import EngineName
from tests.local_cloud.account import Account, trust

__all__ = [
    "NO_LOGIN",
    "PRINCIPAL",
    "SERVICES",
    "SIDES",
    "WITH_SECRET",
    "bucket",
    "endpoint_of",
    "on_files",
    "opensearch",
    "outcome",
    "place",
    "role_that_allows",
    "secret_endpoint",
    "service_endpoint",
]

NO_LOGIN = dict.fromkeys(("ServerName", "Port", "Username", "Password"))
LOGIN = {"ServerName": "db.example.com", "Port": 1433, "Username": "dms", "Password": "sesame"}
PRINCIPAL = "dms.amazonaws.com"


class Service(NamedTuple):
    """A service that is written to by a role."""

    block: str
    settings: dict[str, Any]
    allowed: dict[str, tuple[str, ...]]
    """Resources, each with the actions that the role needs on it."""
    more: Mapping[str, Any] = MappingProxyType({})


def place(account: Account, service: str, rest: str) -> str:
    return f"arn:aws:{service}:us-east-1:{account.number}:{rest}"


def kinesis(account: Account) -> Service:
    account.client("kinesis").create_stream(StreamName="orders", ShardCount=1)
    arn = place(account, "kinesis", "stream/orders")
    return Service(
        "KinesisSettings",
        {"StreamArn": arn, "MessageFormat": "json"},
        {arn: ("kinesis:DescribeStream", "kinesis:PutRecord", "kinesis:PutRecords")},
    )


def dynamodb(account: Account) -> Service:
    actions = tuple(f"dynamodb:{each}Table" for each in ("Create", "Delete", "Describe"))
    items = tuple(f"dynamodb:{each}Item" for each in ("Delete", "Put", "Update"))
    return Service(
        "DynamoDbSettings",
        {},
        {place(account, "dynamodb", "table/awsdms_*"): (*actions, *items), "*": ("dynamodb:ListTables",)},
    )


def opensearch(account: Account) -> Service:
    return Service(
        "ElasticsearchSettings",
        {"EndpointUri": "https://search-orders-abc123.us-east-1.es.amazonaws.com"},
        {
            place(account, "es", "domain/orders/*"): tuple(
                f"es:ESHttp{each}" for each in ("Delete", "Get", "Head", "Post", "Put")
            )
        },
    )


def bucket(account: Account) -> str:
    name = f"files-{account.number}"
    account.client("s3").create_bucket(Bucket=name)
    return name


def on_files(name: str) -> dict[str, tuple[str, ...]]:
    arn = f"arn:aws:s3:::{name}"
    return {f"{arn}/*": ("s3:GetObject", "s3:PutObject", "s3:DeleteObject"), arn: ("s3:ListBucket",)}


def neptune(account: Account) -> Service:
    name = bucket(account)
    settings = {"S3BucketName": name, "S3BucketFolder": "graph", "IamAuthEnabled": True}
    return Service(
        "NeptuneSettings",
        settings,
        {**on_files(name), place(account, "neptune-db", "*"): ("neptune-db:WriteDataViaQuery",)},
        {"ServerName": "graph.example.com", "Port": 8182},
    )


def redshift(account: Account) -> Service:
    name = bucket(account)
    secret = account.make_secret()
    settings = {
        "BucketName": name,
        "BucketFolder": "waiting",
        "SecretsManagerSecretId": secret,
        "SecretsManagerAccessRoleArn": account.make_access_role(secret),
    }
    return Service("RedshiftSettings", settings, on_files(name))


SERVICES: dict[str, Callable[[Account], Service]] = {
    "dynamodb": dynamodb,
    "elasticsearch": opensearch,
    "kinesis": kinesis,
    "neptune": neptune,
    "opensearch": opensearch,
    "redshift": redshift,
    "redshift-serverless": redshift,
}
# What else there is without a login: the test of a connection goes to the network only.
NETWORKED = {
    "kafka": {"KafkaSettings": {"Broker": "b-1.example.com:9092,b-2.example.com:9092"}},
    "redis": {"RedisSettings": {"ServerName": "cache.example.com", "Port": 6379}},
    "timestream": {"TimestreamSettings": {"DatabaseName": "d", "MemoryDuration": 24, "MagneticDuration": 1}},
}
SIDES = [
    (engine.value, side)
    for engine in EngineName
    for side in ("source", "target")
    if facts.engine(engine.value)[f"is_{side}"].get("value")
]
WITH_SECRET = [
    (engine, side)
    for engine, side in SIDES
    if facts.engine(engine)["secrets_manager"].get("value") and engine not in SERVICES
]


def role_that_allows(account: Account, allowed: dict[str, tuple[str, ...]]) -> str:
    made = account.iam.create_role(RoleName="writes", AssumeRolePolicyDocument=trust(PRINCIPAL))["Role"]["Arn"]
    statements = [
        {"Effect": "Allow", "Action": list(actions), "Resource": arn} for arn, actions in allowed.items() if actions
    ]
    document = json.dumps({"Version": "2012-10-17", "Statement": statements})
    account.iam.put_role_policy(RoleName="writes", PolicyName="write", PolicyDocument=document)
    return str(made)


def service_endpoint(account: Account, engine: str, service: Service, allowed: dict[str, tuple[str, ...]]) -> str:
    settings = {**service.settings, "ServiceAccessRoleArn": role_that_allows(account, allowed)}
    given = {**NO_LOGIN, **service.more, service.block: settings}
    return account.make_endpoint("target", EngineName=engine, **given)


def secret_endpoint(account: Account, engine: str, side: str, secret: str, **more: Any) -> str:
    block = facts.engine(engine)["api_settings_block"]["value"]
    settings = {
        "SecretsManagerSecretId": secret,
        "SecretsManagerAccessRoleArn": account.make_access_role(secret),
        **more,
    }
    return account.make_endpoint(side, EngineName=engine, DatabaseName="shop", **NO_LOGIN, **{block: settings})


def outcome(account: Account, endpoint: str) -> str:
    """Why the test of a connection failed, or that it didn't."""
    tested = account.test_connection(endpoint)
    return str(tested.get("LastFailureMessage", tested["Status"]))


def endpoint_of(account: Account, engine: str, side: str) -> str:
    """Make an endpoint that has everything it needs."""
    if engine in SERVICES:
        service = SERVICES[engine](account)
        return service_endpoint(account, engine, service, service.allowed)
    if engine == "s3":
        table = {"ExternalTableDefinition": "{}"} if side == "source" else {}
        name = bucket(account)
        objects = ("s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:PutObjectTagging")
        allowed = {f"arn:aws:s3:::{name}/*": objects, f"arn:aws:s3:::{name}": ("s3:ListBucket",)}
        settings = {"BucketName": name, "ServiceAccessRoleArn": role_that_allows(account, allowed), **table}
        return account.make_endpoint(side, EngineName=engine, **NO_LOGIN, S3Settings=settings)
    if engine in NETWORKED:
        return account.make_endpoint(side, EngineName=engine, **NO_LOGIN, **NETWORKED[engine])
    if (engine, side) in WITH_SECRET:
        return secret_endpoint(account, engine, side, account.make_secret())
    return account.make_endpoint(side, EngineName=engine, **LOGIN)

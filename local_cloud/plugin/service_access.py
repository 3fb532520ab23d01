"""
Services of AWS that DMS writes to by a role: what the role must allow, and on what.

Source: the pages CHAP_Target.Kinesis, CHAP_Target.DynamoDB, CHAP_Target.Elasticsearch, CHAP_Target.Neptune and
CHAP_Target.Redshift of the DMS User Guide, each in its prerequisites.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from local_cloud.plugin import inside, servers
from local_cloud.plugin.permissions import role_problem
from local_cloud.plugin.store import Data, Store

__all__ = ["SERVICES", "host_of", "problem"]

_PRINCIPAL = "dms.amazonaws.com"
_STREAM = ("kinesis:DescribeStream", "kinesis:PutRecord", "kinesis:PutRecords")
_TABLE = (
    *("dynamodb:CreateTable", "dynamodb:DeleteTable", "dynamodb:DescribeTable"),
    *("dynamodb:DeleteItem", "dynamodb:PutItem", "dynamodb:UpdateItem"),
)
_CONTROL_TABLES = ("awsdms_apply_exceptions", "awsdms_full_load_exceptions")
_REQUESTS = ("es:ESHttpDelete", "es:ESHttpGet", "es:ESHttpHead", "es:ESHttpPost", "es:ESHttpPut")
_FILES = ("s3:GetObject", "s3:PutObject", "s3:DeleteObject")
_OF_A_DOMAIN = re.compile(r"(?:search|vpc)-(?P<name>[a-z][a-z0-9-]*)-[a-z0-9]+\.")

Needs = Iterator[tuple[str, str]]
"""Actions, each with its resource."""


class Service(NamedTuple):
    """Where the settings of an endpoint are, and what its role must allow."""

    block: str
    missing: Callable[[Store, Data], str | None]
    """Say what does not exist."""
    needed: Callable[[Store, Data], Needs]
    shared_role: str = ""
    """The role of the account that DMS uses where the endpoint names none."""


def problem(store: Store, engine: str, data: Data) -> str | None:
    """Say why DMS can't use a service by the role of an endpoint; None if it can."""
    service = SERVICES[engine]
    settings = {**data, **data.get(service.block, {})}
    role = settings.get("ServiceAccessRoleArn")
    if not role and service.shared_role:
        role = f"arn:{store.partition}:iam::{store.account}:role/{service.shared_role}"
    if not role:
        return f"The endpoint has no ServiceAccessRoleArn in {service.block}"
    if found := service.missing(store, settings):
        return found
    for action, resource in service.needed(store, settings):
        if found := role_problem(store, role, _PRINCIPAL, action, resource, via=action.partition(":")[0]):
            return f"Unable to use the service access role: {found}"
    return None


def _no_stream(store: Store, settings: Data) -> str | None:  # noqa: ARG001
    arn = settings.get("StreamArn", "")
    is_there = any(each["StreamARN"] == arn for each in inside.STREAMS.values())
    return None if is_there else f"The stream {arn} does not exist"


def _of_stream(store: Store, settings: Data) -> Needs:  # noqa: ARG001
    yield from ((action, settings["StreamArn"]) for action in _STREAM)


def _of_tables(store: Store, settings: Data) -> Needs:  # noqa: ARG001
    yield "dynamodb:ListTables", "*"
    place = f"arn:{store.partition}:dynamodb:{store.region}:{store.account}:table"
    yield from ((action, f"{place}/{name}") for name in _CONTROL_TABLES for action in _TABLE)


def _of_domain(store: Store, settings: Data) -> Needs:
    host = host_of(settings)
    named = _OF_A_DOMAIN.match(host)
    domain = servers.attribute_of(host, "Arn") or (
        f"arn:{store.partition}:es:{store.region}:{store.account}:domain/{named['name']}" if named else "*"
    )
    yield from ((action, f"{domain}/_bulk") for action in _REQUESTS)


def host_of(settings: Data) -> str:
    """Return the host of a domain, which its settings write as an address of the web."""
    return str(settings.get("EndpointUri", "")).partition("://")[2].partition("/")[0].partition(":")[0]


def _no_bucket(name: str) -> Callable[[Store, Data], str | None]:
    def missing(store: Store, settings: Data) -> str | None:
        bucket = settings.get(name)
        if not bucket or inside.bucket_owner(bucket) == store.account:
            return None
        return f"Failed to connect to bucket {bucket}: the specified bucket does not exist"

    return missing


def _of_files(bucket_name: str, folder_name: str) -> Callable[[Store, Data], Needs]:
    def needed(store: Store, settings: Data) -> Needs:
        bucket = settings.get(bucket_name)
        # Where an endpoint of Redshift names none, DMS makes one, whose name begins with `dms-`.
        arn = f"arn:{store.partition}:s3:::{bucket or f'dms-{store.account}'}"
        file = "/".join(filter(None, [arn, str(settings.get(folder_name, "")).strip("/"), "LOAD00000001.csv"]))
        yield "s3:ListBucket", arn
        yield from ((action, file) for action in _FILES)

    return needed


def _of_graph(store: Store, settings: Data) -> Needs:
    yield from _of_files("S3BucketName", "S3BucketFolder")(store, settings)
    if settings.get("IamAuthEnabled"):
        cluster = servers.attribute_of(str(settings.get("ServerName")), "ClusterResourceId") or "*"
        place = f"arn:{store.partition}:neptune-db:{store.region}:{store.account}"
        yield "neptune-db:WriteDataViaQuery", f"{place}:{cluster}/database"


def _all_there(store: Store, settings: Data) -> str | None:  # noqa: ARG001
    return None


_REDSHIFT = Service(
    "RedshiftSettings",
    _no_bucket("BucketName"),
    _of_files("BucketName", "BucketFolder"),
    shared_role="dms-access-for-endpoint",
)
_OPENSEARCH = Service("ElasticsearchSettings", _all_there, _of_domain)
SERVICES = {
    "dynamodb": Service("DynamoDbSettings", _all_there, _of_tables),
    "elasticsearch": _OPENSEARCH,
    "kinesis": Service("KinesisSettings", _no_stream, _of_stream),
    "neptune": Service("NeptuneSettings", _no_bucket("S3BucketName"), _of_graph),
    "opensearch": _OPENSEARCH,
    "redshift": _REDSHIFT,
    "redshift-serverless": _REDSHIFT,
}
"""By engine."""

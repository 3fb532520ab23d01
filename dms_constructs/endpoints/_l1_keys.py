"""Keys that only an L1 construct tells: what is imported by its ARN has lost its key, and a role for it lacks that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from aws_cdk import aws_kms as kms

from dms_constructs._checks import is_l1
from dms_constructs._code import SELF, Variable, call
from dms_constructs._construct import path_of
from dms_constructs._references import alias_said, construct_behind
from dms_constructs.errors import ConfigurationError, is_unresolved

__all__ = ["check_key_is_known", "importing_with_key"]


class _Kind(NamedTuple):
    """How a resource is imported with its key, and where its L1 construct has that."""

    argument: str
    """What code usually calls it."""
    function: str
    construct_id: str
    arn: str
    """The argument that takes its ARN."""
    l1_arn: str
    place: tuple[str | int, ...]


_KINDS = {
    "AWS::DynamoDB::Table": _Kind(
        "table",
        "dynamodb.Table.from_table_attributes",
        "Table",
        "table_arn",
        "attr_arn",
        ("sseSpecification", "kmsMasterKeyId"),
    ),
    "AWS::Kinesis::Stream": _Kind(
        "stream",
        "kinesis.Stream.from_stream_attributes",
        "Stream",
        "stream_arn",
        "attr_arn",
        ("streamEncryption", "keyId"),
    ),
    # `from_cfn_bucket` takes L1 keys only: it loses others, and fails for those of `kms.Key`.
    "AWS::S3::Bucket": _Kind(
        "bucket",
        "s3.Bucket.from_bucket_attributes",
        "Bucket",
        "bucket_arn",
        "attr_arn",
        (
            "bucketEncryption",
            "serverSideEncryptionConfiguration",
            0,
            "serverSideEncryptionByDefault",
            "kmsMasterKeyId",
        ),
    ),
    "AWS::SecretsManager::Secret": _Kind(
        "secret",
        "secretsmanager.Secret.from_secret_attributes",
        "SourceSecret",
        "secret_complete_arn",
        "ref",
        ("kmsKeyId",),
    ),
}
_OF_AWS = "alias/aws/"


def importing_with_key(name: str, given: object) -> str | None:
    """
    Return the code that imports an L1 construct with its key; None for one without, and for anything else.

    Args:
        name: What the user calls it.
        given: What was given.
    """
    kind = _KINDS.get(type(given).CFN_RESOURCE_TYPE_NAME) if is_l1(given) else None  # type: ignore[attr-defined]  # of every L1
    key = _key_of(given, kind) if kind is not None else None
    if kind is None or key is None:
        return None
    said = {kind.arn: Variable(f"{name}.{kind.l1_arn}"), "encryption_key": Variable(key)}
    return call(kind.function, SELF, kind.construct_id, **said)


def check_key_is_known(name: str, resource: object, *identifiers: str | None) -> None:
    """
    Raise for a resource of the app that is imported without the key that its L1 construct has.

    Args:
        name: What the user calls it.
        resource: The resource, whose key the CDK does not know.
        identifiers: Its ARN, or its name.
    """
    # What the app makes is of a class; of what is imported jsii knows the interface.
    if not isinstance(resource, str) and not type(resource).__name__.endswith("Proxy"):
        return
    for each in identifiers:
        behind: Any = construct_behind(each)
        kind = _KINDS.get(type(behind).CFN_RESOURCE_TYPE_NAME) if is_l1(behind) else None
        write = importing_with_key(kind.argument, behind) if kind is not None else None
        if write is not None:
            raise ConfigurationError(
                "DMS-E019",
                f"{name} is imported without its key, and {path_of(behind)} is encrypted with one, which the role made "
                f"here could not use; write {write}, or give a role of yours",
            )


def _key_of(resource: Any, kind: _Kind) -> str | None:
    """Return how code says the key of an L1 construct; None where it has none of the user's."""
    said = resource._cfn_properties  # noqa: SLF001  # protected, for subclasses
    for step in kind.place:
        if isinstance(step, str):
            said = said.get(step) if isinstance(said, Mapping) else None
        else:
            said = said[step] if isinstance(said, Sequence) and not isinstance(said, str) and len(said) > step else None
    if not isinstance(said, str) or not said:
        return None
    alias = alias_said(resource, said)
    if alias is not None:
        return None if alias.startswith(_OF_AWS) else call("kms.Alias.from_alias_name", SELF, "Key", alias)
    if is_unresolved(said):
        return _referred(said)
    arn: str = said
    if not said.startswith("arn:"):
        arn = Variable(f"self.format_arn(service='kms', resource='key', resource_name={said!r})")
    return call("kms.Key.from_key_arn", SELF, "Key", arn)


def _referred(key: str) -> str:
    """Return how code says a key that a token stands for."""
    behind = construct_behind(key)
    if isinstance(behind, kms.CfnKey):
        made = isinstance(behind.node.scope, kms.Key)
        return "key" if made else call("kms.Key.from_key_arn", SELF, "Key", Variable("key.attr_arn"))
    if isinstance(behind, kms.CfnAlias):
        return "alias" if isinstance(behind.node.scope, kms.Alias) else "key"
    return call("kms.Key.from_key_arn", SELF, "Key", Variable("key_arn"))

"""The bucket of an S3 target: its region, account, key and versions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, cast

import aws_cdk as cdk
import jsii
from aws_cdk import aws_kms as kms, aws_s3 as s3
from constructs import Construct, IConstruct

from dms_constructs._checks import Importer, is_l1, is_other_l1, provides
from dms_constructs._code import SELF, call
from dms_constructs._construct import stack_of, warn
from dms_constructs.app_wide.seen import account_of, region_of
from dms_constructs.endpoints._keys import known_key
from dms_constructs.endpoints._l1_keys import check_key_is_known, importing_with_key
from dms_constructs.endpoints._places import read
from dms_constructs.errors import ConfigurationError, Finding, is_unresolved

__all__ = ["check_bucket", "choose_key", "files_of", "foreign_owner", "may_have_versions", "warn_of_versions"]


_NAME = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")


def check_bucket(scope: Construct, bucket: s3.IBucket, name: str = "bucket") -> None:
    """Raise unless this is a bucket in the region of the endpoint."""
    raw = is_l1(bucket) and not is_other_l1(bucket, "AWS::S3::Bucket")
    with_key = importing_with_key(name, bucket)
    named = bucket if isinstance(bucket, str) and _NAME.fullmatch(bucket) else "my-lake"
    if with_key is not None:
        example = with_key
    elif raw:
        example = f"s3.Bucket.from_cfn_bucket({name})"
    else:
        example = call("s3.Bucket.from_bucket_name", SELF, "Lake", named)
    provides(
        name,
        bucket,
        "bucket_arn",
        "a bucket",
        example,
        required=True,
        by_arn=None if raw else Importer("s3.Bucket.from_bucket_arn", "Lake", ":s3:::", "AWS::S3::Bucket"),
    )
    here, there = region_of(stack_of(scope)), read(bucket, "env").region
    if here != there and not is_unresolved(here) and not is_unresolved(there):
        raise ConfigurationError(
            "DMS-E012",
            f"{name} must be in the endpoint's region, {here}, got one in {there}; "
            "write into a bucket of this region, and let S3 replicate it from there",
            given=there,
        )


def choose_key(bucket: s3.IBucket, given: kms.IKey | None, *, makes_role: bool) -> kms.IKey | None:
    """Return the key that encrypts the files; refuse an alias whose key a policy can't name."""
    key = given if given is not None else read(bucket, "encryption_key")
    if key is None:
        if makes_role:
            check_key_is_known("bucket", bucket, read(bucket, "bucket_arn"), read(bucket, "bucket_name"))
        return None
    known = known_key(key)
    if known is None and makes_role:
        whose = "" if given is not None else "the bucket's "
        raise ConfigurationError(
            "DMS-E012",
            f"{whose}encryption_key must be a key whose ARN is known, as a policy can't name keys by alias, got an "
            "alias; write encryption_key=kms.Key.from_key_arn(self, 'Key', 'arn:aws:kms:...'), or give "
            "service_access_role",
        )
    return known or key


def files_of(bucket: s3.IBucket, folder: str | None) -> str:
    """Return how a policy names the files of a bucket, or of a folder in it."""
    arn = read(bucket, "bucket_arn")
    return f"{arn}/{folder}/*" if folder else f"{arn}/*"


def foreign_owner(scope: Construct, bucket: s3.IBucket) -> str | None:
    """Return the bucket's account where it is known to be another one: DMS expects the role's otherwise."""
    here, there = account_of(stack_of(scope)), read(bucket, "env").account
    return None if here == there or is_unresolved(there) else there


def may_have_versions(bucket: s3.IBucket) -> bool:
    """Whether its files may have versions: not where the app makes it without."""
    resource = read(read(bucket, "node"), "default_child")
    return not isinstance(resource, s3.CfnBucket) or resource.versioning_configuration is not None


def warn_of_versions(endpoint: Construct, bucket: s3.IBucket) -> None:
    """Warn, when the whole app is made, where a bucket of the app keeps all versions of its files."""
    resource = read(read(bucket, "node"), "default_child")
    if isinstance(resource, s3.CfnBucket):
        cdk.Aspects.of(endpoint).add(
            cast("cdk.IAspect", _Versions(endpoint, resource)), priority=cdk.AspectPriority.READONLY
        )


@jsii.implements(cdk.IAspect)
class _Versions:
    """Looks at a bucket after everything that may still change it: `add_lifecycle_rule`, overrides, other aspects."""

    def __init__(self, endpoint: Construct, bucket: s3.CfnBucket) -> None:
        self._endpoint = endpoint
        self._bucket = bucket

    def visit(self, node: IConstruct) -> None:
        """Look at the bucket, once for its endpoint."""
        if node is not self._endpoint or not _keeps_versions(self._bucket):
            return
        finding = Finding(
            "endpoint.bucketKeepsVersions",
            "the bucket keeps all versions of its files, and connection tests fail when listing them takes too long",
            fix="give the bucket lifecycle_rules=[s3.LifecycleRule(noncurrent_version_expiration="
            "cdk.Duration.days(7))], or versioned=False",
        )
        warn(self._endpoint, [finding])


def _keeps_versions(bucket: s3.CfnBucket) -> bool:
    """Whether no rule deletes old versions, as far as the CDK tells: it doesn't show overrides."""
    # Reading the property itself fails while its rules are lazy.
    properties = cdk.Stack.of(bucket).resolve(bucket._cfn_properties)  # noqa: SLF001  # protected, for subclasses
    versioning = properties.get("versioningConfiguration") or {}
    if versioning.get("status") != "Enabled":
        return False
    lifecycle = properties.get("lifecycleConfiguration") or {"rules": []}
    rules = lifecycle.get("rules")
    return isinstance(rules, list) and not any(_may_delete_versions(rule) for rule in rules)


def _may_delete_versions(rule: Mapping[str, Any]) -> bool:
    """Whether a rule deletes old versions, or deployment decides what it does."""
    status = rule.get("status", {})
    if isinstance(status, str):
        return status == "Enabled" and any(name.startswith("noncurrentVersionExpiration") for name in rule)
    return True

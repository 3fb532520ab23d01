"""What an S3 target is refused for: a bucket elsewhere, a folder or a key that it can't use, public files."""

from __future__ import annotations

import re
from collections.abc import Iterator

import aws_cdk as cdk
from aws_cdk import aws_kms as kms, aws_s3 as s3
from constructs import Construct

from dms_constructs import facts
from dms_constructs._checks import is_l1, provides, skipped
from dms_constructs.endpoints._keys import known_key
from dms_constructs.errors import ConfigurationError, Finding, is_unresolved, shown

__all__ = ["check_bucket", "check_folder", "check_owner", "choose_key", "refuse_public", "version_findings"]

_ADDRESS = re.compile(r"s3[an]?://[^/]*", re.IGNORECASE)
_ACCOUNT = re.compile(r"[0-9]{12}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
# What a policy takes for any text, or for a variable: the role could write into other folders.
_WILD = re.compile(r"\$\{[^}/]*\}?|[*?]")
_WIDENS = "would widen what the role may do"


def check_bucket(scope: Construct, bucket: s3.IBucket) -> None:
    """Raise unless this is a bucket in the region of the endpoint."""
    raw = is_l1(bucket)
    provides(
        "bucket",
        bucket,
        "bucket_arn",
        "a bucket",
        "s3.Bucket.from_cfn_bucket(bucket)" if raw else "s3.Bucket.from_bucket_name(self, 'Lake', 'my-lake')",
        required=True,
        by_arn=None if raw else ("s3.Bucket.from_bucket_arn", "Lake"),
    )
    here, there = cdk.Stack.of(scope).region, bucket.env.region
    if here != there and not is_unresolved(here) and not is_unresolved(there):
        raise ConfigurationError(
            "DMS-E012",
            f"bucket must be in the endpoint's region, {here}, got one in {there}; "
            "write into a bucket of this region, and let S3 replicate it from there",
            given=there,
        )


def choose_key(bucket: s3.IBucket, given: kms.IKey | None, *, makes_role: bool) -> kms.IKey | None:
    """Return the key that encrypts the files; refuse an alias whose key a policy can't name."""
    key = given if given is not None else bucket.encryption_key
    if key is None:
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


def check_folder(name: str, folder: str | None, instead: str) -> None:
    """
    Raise unless this is a folder, where one is given: a path without wildcards, that S3 and policies read as it is.

    Args:
        name: The argument.
        folder: What was given for it.
        instead: What to write where nothing of the folder is left, for example `leave bucket_folder out`.
    """
    if skipped(folder):
        return
    if not isinstance(folder, str):
        raise ConfigurationError("DMS-E012", f"{name} must be a string, got {shown(folder)}; {instead}", given=folder)
    wrong = _what_is_wrong(folder)
    if wrong is None:
        return
    clean = _cleaned(folder)
    text = shown(clean).removeprefix("str ")
    write = f"write {name}={text}" if clean and text[0] in "'\"" and _what_is_wrong(clean) is None else instead
    raise ConfigurationError("DMS-E012", f"{name} {wrong}, got {shown(folder)}; {write}", given=folder)


def check_owner(account: str | None) -> None:
    """Raise unless this is the number of an account, where one is given."""
    if not skipped(account) and not _ACCOUNT.fullmatch(str(account)):
        raise ConfigurationError(
            "DMS-E008",
            f"expected_bucket_owner must be an account's 12 digits, got {shown(account)}; "
            "write expected_bucket_owner='111122223333'",
            given=account,
        )


def refuse_public(acl: object) -> None:
    """Raise when an access control list opens the files to everybody."""
    public = facts.engines()["settings"]["S3Settings"]["members"]["CannedAclForObjects"]["public"]
    if isinstance(acl, str) and acl.lower().replace("_", "-") in public:
        raise ConfigurationError(
            "DMS-E014",
            f"canned_acl_for_objects must not open the files to everybody, got {shown(acl)}; "
            "remove it, and let others in by a policy of the bucket",
            given=acl,
        )


def _what_is_wrong(folder: str) -> str | None:
    parts = folder.split("/")
    most = facts.limit("s3_key_max_bytes")
    wild = _WILD.search(folder)
    checks = (
        (not folder.strip(), "must not be empty"),
        (_ADDRESS.match(folder), "must be without 's3://' and the bucket's name"),
        (wild, f"must not have {_quoted(wild)} in it, which {_WIDENS}"),
        (_CONTROL.search(folder), "must not have control characters in it"),
        (folder != folder.strip().strip("/"), "must not start or end with a slash or a blank"),
        ("" in parts, "must not have an empty part ('//')"),
        (not {".", ".."}.isdisjoint(parts), "must not have '.' or '..' as a part: S3 has no folders to go up to"),
        (len(folder.encode()) > most, f"must have at most {most} bytes"),
    )
    return next((message for found, message in checks if found), None)


def _cleaned(folder: str) -> str:
    """Return what is left of a folder without all that is refused."""
    text = _CONTROL.sub("", _WILD.sub("", _ADDRESS.sub("", folder, count=1)))
    return "/".join(part.strip() for part in text.split("/") if part.strip() not in {"", ".", ".."})


def _quoted(wild: re.Match[str] | None) -> str:
    return "" if wild is None else repr(wild[0] if len(wild[0]) == 1 else wild[0][:2])


def version_findings(bucket: s3.IBucket) -> Iterator[Finding]:
    """Yield that the bucket keeps all versions of its files."""
    resource = bucket.node.default_child
    if not isinstance(resource, s3.CfnBucket):
        return
    # Reading the property itself fails while its rules are lazy.
    properties = cdk.Stack.of(bucket).resolve(resource._cfn_properties)  # noqa: SLF001  # protected, for subclasses
    if properties.get("versioningConfiguration", {}).get("status") != "Enabled":
        return
    rules = properties.get("lifecycleConfiguration", {}).get("rules", ())
    if any("noncurrentVersionExpiration" in rule for rule in rules):
        return
    yield Finding(
        "endpoint.bucketKeepsVersions",
        "the bucket keeps all versions of its files, and connection tests fail when listing them takes too long",
        fix="give the bucket lifecycle_rules=[s3.LifecycleRule(noncurrent_version_expiration=cdk.Duration.days(7))], "
        "or versioned=False",
    )

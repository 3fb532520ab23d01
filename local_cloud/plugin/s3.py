"""
Endpoints in S3: what they must have, and whether their role gets at their bucket.

Source: "Using Amazon S3 as a target" and "Using Amazon S3 as a source" in the DMS User Guide, and S3Settings in the API
reference. That a role which doesn't let DMS assume it is refused with the endpoint has been seen for DynamoDB.
"""

from __future__ import annotations

from local_cloud.plugin import inside
from local_cloud.plugin.faults import Fault
from local_cloud.plugin.permissions import assumption_problem, role_problem
from local_cloud.plugin.rules import check_key, invalid
from local_cloud.plugin.store import Data, Store

__all__ = ["check", "problem"]

_PRINCIPAL = "dms.amazonaws.com"
_OBJECT_ACTIONS = {
    "source": ("s3:GetObject",),
    "target": ("s3:PutObject", "s3:DeleteObject", "s3:PutObjectTagging"),
}
_REQUIRED = {
    "source": ("BucketName", "ServiceAccessRoleArn", "ExternalTableDefinition"),
    "target": ("BucketName", "ServiceAccessRoleArn"),
}


def check(store: Store, data: Data) -> None:
    """Refuse an S3 endpoint that lacks something, whose settings disagree, or whose role isn't for DMS."""
    role = _role(data)
    settings = {**data.get("S3Settings", {}), "ServiceAccessRoleArn": role}
    for name in _REQUIRED[data["EndpointType"]]:
        if not settings.get(name):
            raise invalid(f"The parameter {name} must be provided and must not be blank.")
    if data["EndpointType"] == "source" and "DatePartitionDelimiter" in settings:
        raise invalid("Unsupported value 'datePartitionDelimiter' for extra connection attributes")
    _check_combinations(settings)
    if assumption_problem(store, role, _PRINCIPAL):
        raise Fault("AccessDeniedFault", f"The IAM Role {role} is not configured properly.")


def _check_combinations(settings: Data) -> None:
    key = settings.get("ServerSideEncryptionKmsKeyId")
    if settings.get("CdcInsertsOnly") and settings.get("CdcInsertsAndUpdates"):
        raise _clash("CdcInsertsOnly and CdcInsertsAndUpdates can't both be set to true for the same endpoint.")
    if settings.get("PreserveTransactions") and not settings.get("CdcPath"):
        raise _clash("PreserveTransactions requires CdcPath.")
    if _encrypts_with_key(settings):
        if not key:
            raise _clash("EncryptionMode SSE_KMS requires ServerSideEncryptionKmsKeyId.")
        check_key({"KmsKeyId": key})


def problem(store: Store, data: Data) -> str | None:
    """Say why DMS can't use an S3 endpoint; None if it can."""
    settings = data["S3Settings"]
    bucket, role = settings["BucketName"], _role(data)
    found = assumption_problem(store, role, _PRINCIPAL) or _bucket_problem(store, role, settings)
    if found:
        return f"Failed to connect to bucket {bucket}: {found}"
    arn = f"arn:{store.partition}:s3:::{bucket}"
    # A role may be allowed to write into the endpoint's folder only.
    folder = settings.get("BucketFolder", "").strip("/")
    file = "/".join(filter(None, [arn, folder, "LOAD00000001"]))
    needed = [("s3:ListBucket", arn), *((action, file) for action in _OBJECT_ACTIONS[data["EndpointType"]])]
    for action, resource in needed:
        if found := role_problem(store, role, _PRINCIPAL, action, resource):
            return f"Access denied to bucket {bucket}: {found}"
    if _encrypts_with_key(settings):
        key = inside.find_key(settings["ServerSideEncryptionKmsKeyId"])
        resource = key["Arn"] if key else settings["ServerSideEncryptionKmsKeyId"]
        if found := role_problem(store, role, _PRINCIPAL, "kms:GenerateDataKey", resource, via="s3"):
            return f"Access denied to the key of bucket {bucket}: {found}"
    return None


def _bucket_problem(store: Store, role: str, settings: Data) -> str | None:
    """Say what is wrong with the bucket itself: its region must be the endpoint's, its owner the expected one."""
    name = settings["BucketName"]
    owner = inside.bucket_owner(name)
    if owner is None:
        return "the specified bucket does not exist"
    # Without the setting, DMS expects the account of the role.
    expected = settings.get("ExpectedBucketOwner") or role.split(":")[4]
    if owner != expected:
        return f"it does not belong to the expected account {expected}"
    region = inside.BUCKETS.get_scoped(owner, store.region, name)["region"]
    if region != store.region:
        return f"it is in {region}, and the endpoint is in {store.region}"
    return None


def _role(data: Data) -> str:
    return str(data.get("S3Settings", {}).get("ServiceAccessRoleArn") or data.get("ServiceAccessRoleArn") or "")


def _encrypts_with_key(settings: Data) -> bool:
    return str(settings.get("EncryptionMode", "")).lower().replace("_", "-") == "sse-kms"


def _clash(message: str) -> Fault:
    return Fault("InvalidParameterCombinationException", message)

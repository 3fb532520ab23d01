"""
IAM for what Lambda functions call: the policies of their roles, with resources and conditions.

Which operations of DMS know resources, and which members of a request name them, is from the Service Authorization
Reference ("Actions, resources, and condition keys for AWS Database Migration Service").
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from local_cloud.plugin import inside, permissions, service as dms, switches
from local_cloud.plugin.store import Data, Record

__all__ = ["Call", "Refusal", "allows", "refusal", "refusal_to_list"]

_TASK, _INSTANCE, _ENDPOINT = ("ReplicationTaskArn",), ("ReplicationInstanceArn",), ("EndpointArn",)
_CONFIG = ("ReplicationConfigArn",)
_TAGGED = ("ResourceArn", "ResourceArnList")
_RESOURCES: dict[str, tuple[str, ...]] = {
    "AddTagsToResource": _TAGGED,
    "ListTagsForResource": _TAGGED,
    "RemoveTagsFromResource": _TAGGED,
    **dict.fromkeys(
        (
            "DeleteReplicationTask",
            "DescribeTableStatistics",
            "ModifyReplicationTask",
            "ReloadTables",
            "StartReplicationTask",
            "StartReplicationTaskAssessment",
            "StartReplicationTaskAssessmentRun",
            "StopReplicationTask",
        ),
        _TASK,
    ),
    "MoveReplicationTask": (*_TASK, "TargetReplicationInstanceArn"),
    "CreateReplicationTask": ("SourceEndpointArn", "TargetEndpointArn", *_INSTANCE),
    **dict.fromkeys(("DeleteEndpoint", "DescribeSchemas", "ModifyEndpoint"), _ENDPOINT),
    **dict.fromkeys(("DeleteConnection", "RefreshSchemas", "TestConnection"), (*_ENDPOINT, *_INSTANCE)),
    **dict.fromkeys(("DeleteReplicationInstance", "ModifyReplicationInstance", "RebootReplicationInstance"), _INSTANCE),
    **dict.fromkeys(
        (
            "DeleteReplicationConfig",
            "DescribeReplicationTableStatistics",
            "ModifyReplicationConfig",
            "ReloadReplicationTables",
            "StartReplication",
            "StopReplication",
        ),
        _CONFIG,
    ),
    "CreateReplicationConfig": ("SourceEndpointArn", "TargetEndpointArn"),
    **dict.fromkeys(
        ("CancelReplicationTaskAssessmentRun", "DeleteReplicationTaskAssessmentRun"),
        ("ReplicationTaskAssessmentRunArn",),
    ),
    "DeleteCertificate": ("CertificateArn",),
}
"""Each operation of DMS that knows resources, with the members of its request that name them."""

_TAG_KEYS = {
    "Endpoint": "dms:endpoint-tag",
    "ReplicationConfig": "dms:replication-config-tag",
    "ReplicationInstance": "dms:rep-tag",
    "ReplicationTask": "dms:task-tag",
}
_SYSTEM_TAG = "aws:"


@dataclass(frozen=True, slots=True)
class Call:
    """A request: to which service, for which IAM action, and its method, path, headers, body and parameters."""

    service: str
    action: str | None
    http: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Refusal:
    """A denial, in AWS's words."""

    action: str
    message: str


def refusal(call: Call, function: Data) -> Refusal | None:
    """Say why the role of a function does not allow a call; None if it does."""
    if call.action is None or call.action in inside.ALWAYS_ALLOWED:
        return None
    checks = [(call.action, resource) for resource in _resources(call)]
    if call.service == "s3":
        checks += inside.more_s3_checks(*call.http)
    keys = _keys(call, call.action)
    return next(filter(None, (_denied(call.service, *each, keys, function) for each in checks)), None)


def refusal_to_list(call: Call, function: Data) -> Refusal | None:
    """Say why S3 doesn't tell a function that there is no such object: it has to be allowed to list the bucket."""
    if call.action != "s3:GetObject":
        return None
    bucket = _resources(call)[0].partition("/")[0]
    return _denied("s3", "s3:ListBucket", bucket, {}, function)


def allows(function: Data, action: str, resource: str) -> bool:
    """Say whether the role of a function allows an action."""
    return _denied(action.partition(":")[0], action, resource, {}, function) is None


def _keys(call: Call, action: str) -> Data:
    """Return the condition keys that a request itself gives."""
    _, path, headers, body, parameters = call.http
    keys: Data = inside.tags_of_request(call.service, action, body, parameters)
    if call.service == "s3":
        keys |= inside.s3_keys(action, parameters, path, headers)
    if call.service == "iam" and "PolicyArn" in parameters:
        keys["iam:PolicyARN"] = parameters["PolicyArn"][0]
    return keys


def _resources(call: Call) -> list[str]:
    account, region = inside.get_account_id(), inside.get_region()
    if call.service != "dms":
        return [inside.resource_arn(call.service, *call.http, region, account)]
    operation = str(call.action).partition(":")[2]
    request = json.loads(call.http[3] or b"{}")
    named = [request[member] for member in _RESOURCES.get(operation, ()) if request.get(member)]
    return [arn for each in named for arn in (each if isinstance(each, list) else [each])] or ["*"]


def _denied(service: str, action: str, resource: str, keys: Data, function: Data) -> Refusal | None:
    account, role = inside.get_account_id(), str(function["Role"]).rpartition("/")[2]
    principal = f"arn:aws:sts::{account}:assumed-role/{role}/{function['FunctionName']}"
    # A request that names no tags has no aws:TagKeys.
    named = {"aws:tagkeys": None, **{key.lower(): value for key, value in keys.items()}}
    context = inside.EvalContext(
        principal_arn=principal,
        principal_type="AssumedRole",
        principal_account=account,
        action=action,
        resource_arn=resource,
        region=inside.get_region(),
        service_context={**named, **_resource_tags(service, resource)},
    )
    result = inside.evaluate(context, permissions.usable_policies(role, account))
    own = inside.policy_of_resource(service, resource)
    if own is not None:
        result = inside.combine_policies(result, context, *own, required=service == "kms")
    if result.decision == "Allow":
        return None
    return Refusal(action, inside.denial_message(action, principal, resource, result.decision == "Deny"))


def _resource_tags(service: str, arn: str) -> Data:
    if service != "dms":
        return {f"aws:resourcetag/{key}".lower(): value for key, value in (inside.resource_tags(arn) or {}).items()}
    with dms.lock:
        record = dms.current_store().records.get(arn)
        return _tags_of(record) if record else {}


def _tags_of(record: Record) -> Data:
    seen = switches.value("SYSTEM_TAGS_IN_CONDITIONS") == "seen"
    prefixes = ["aws:resourcetag", *([_TAG_KEYS[record.kind]] if record.kind in _TAG_KEYS else [])]
    return {
        f"{prefix}/{key}".lower(): value
        for prefix in prefixes
        for key, value in record.tags.items()
        if seen or not key.startswith(_SYSTEM_TAG)
    }

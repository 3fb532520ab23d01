"""
Makes sure that the account has the roles DMS looks up by name; behind `ServiceRoles` in ensure mode.

Creates a role that is missing and attaches its AWS managed policy when that is missing. Never deletes a role, never
detaches a policy and never rewrites a trust policy: the roles belong to the account, and others may use them. Every
step may be repeated, so a run that was killed half-way is put right by the next one.
"""

import json
import os
import time
import urllib.request
from typing import Any

import boto3

# New roles are not usable everywhere at once; there is no call that tells when they are.
PROPAGATION_SECONDS = float(os.environ.get("ROLE_PROPAGATION_SECONDS", "15"))


def handler(event: dict[str, Any], context: Any) -> None:
    """Answer one CloudFormation custom resource request."""
    try:
        if event["RequestType"] != "Delete":
            ensure_roles(boto3.client("iam"), event["ResourceProperties"]["Roles"])
    except Exception as error:  # the answer must be sent whatever happened, or the stack hangs for an hour
        print(f"failed: {error!r}")
        answer(event, "FAILED", f"{error} (log: {context.log_group_name} {context.log_stream_name})")
    else:
        answer(event, "SUCCESS", "")


def ensure_roles(iam: Any, roles: list[dict[str, Any]]) -> None:
    """Bring each role to where DMS can use it, and wait until it can when something was changed."""
    changed = [role["RoleName"] for role in roles if ensure_role(iam, role)]
    if changed:
        print(f"waiting {PROPAGATION_SECONDS} s for {', '.join(changed)} to be usable")
        time.sleep(PROPAGATION_SECONDS)


def ensure_role(iam: Any, role: dict[str, Any]) -> bool:
    """Create the role or complete it; return whether anything was changed."""
    name = role["RoleName"]
    changed = False
    try:
        found = iam.get_role(RoleName=name)["Role"]
    except iam.exceptions.NoSuchEntityException:
        try:
            iam.create_role(
                RoleName=name,
                AssumeRolePolicyDocument=json.dumps(trust_policy(role)),
                Description="Used by AWS DMS. Created once per account; other stacks may rely on it.",
            )
            print(f"created {name}")
            changed = True
        except iam.exceptions.EntityAlreadyExistsException:
            found = iam.get_role(RoleName=name)["Role"]  # another stack was faster
            check_trust(found, role)
    else:
        check_trust(found, role)

    pages = iam.get_paginator("list_attached_role_policies").paginate(RoleName=name)
    attached = {policy["PolicyArn"] for page in pages for policy in page["AttachedPolicies"]}
    if role["ManagedPolicyArn"] not in attached:
        iam.attach_role_policy(RoleName=name, PolicyArn=role["ManagedPolicyArn"])
        print(f"attached {role['ManagedPolicyArn']} to {name}")
        changed = True
    return changed


def trust_policy(role: dict[str, Any]) -> dict[str, Any]:
    """Let only the service assume the role, and only on behalf of this account where that is known to work."""
    statement = trusting(role["Services"])
    if role.get("SourceAccount"):
        statement["Condition"] = {"StringEquals": {"aws:SourceAccount": role["SourceAccount"]}}
    others = role.get("OtherServices", [])
    return {"Version": "2012-10-17", "Statement": [statement, *([trusting(others)] if others else [])]}


def trusting(services: list[str]) -> dict[str, Any]:
    """Let services assume the role."""
    return {"Effect": "Allow", "Principal": {"Service": services}, "Action": "sts:AssumeRole"}


def check_trust(found: dict[str, Any], role: dict[str, Any]) -> None:
    """Refuse a role that DMS can't assume: its trust policy is its owner's to change."""
    trusted: set[str] = set()
    for statement in as_list(found["AssumeRolePolicyDocument"]["Statement"]):
        if statement["Effect"] == "Allow" and isinstance(statement.get("Principal"), dict):
            trusted.update(as_list(statement["Principal"].get("Service", [])))
    missing = [each for each in [*role["Services"], *role.get("OtherServices", [])] if each not in trusted]
    if missing:
        raise ValueError(
            f"the account's role {role['RoleName']} does not trust {', '.join(missing)}; add it to the role's trust "
            "policy (this library does not change trust policies it does not own)"
        )


def as_list(value: Any) -> list[Any]:
    """IAM documents write one thing without a list."""
    return value if isinstance(value, list) else [value]


def answer(event: dict[str, Any], status: str, reason: str) -> None:
    """Tell CloudFormation the outcome."""
    body = json.dumps(
        {
            "Status": status,
            "Reason": reason,
            "PhysicalResourceId": "dms-service-roles",
            "StackId": event["StackId"],
            "RequestId": event["RequestId"],
            "LogicalResourceId": event["LogicalResourceId"],
        }
    ).encode()
    request = urllib.request.Request(
        event["ResponseURL"], data=body, method="PUT", headers={"Content-Type": "", "Content-Length": str(len(body))}
    )
    with urllib.request.urlopen(request, timeout=30) as response:
        print(f"{status} {reason} -> {response.status}")

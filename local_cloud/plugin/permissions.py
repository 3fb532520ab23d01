"""What DMS may do in the account: the roles it looks for, whom they trust, what they allow, and since when."""

from __future__ import annotations

import json
from typing import Any

from local_cloud.plugin import clock, inside, switches
from local_cloud.plugin.configuration import configuration
from local_cloud.plugin.faults import Fault
from local_cloud.plugin.store import Store

__all__ = ["assumption_problem", "check_vpc_role", "install", "note_policies", "role_problem", "usable_policies"]

_ANY = "*"
_VPC_ACTIONS = (
    "ec2:CreateNetworkInterface",
    "ec2:DeleteNetworkInterface",
    "ec2:DescribeAvailabilityZones",
    "ec2:DescribeInternetGateways",
    "ec2:DescribeSecurityGroups",
    "ec2:DescribeSubnets",
    "ec2:DescribeVpcs",
    "ec2:ModifyNetworkInterfaceAttribute",
)
# The three AWS managed policies that DMS's own roles get; MiniStack knows none of them.
_MANAGED_POLICIES: dict[str, list[dict[str, Any]]] = {
    "AmazonDMSVPCManagementRole": [
        {
            "Effect": "Allow",
            "Action": [*_VPC_ACTIONS, "ec2:DescribeDhcpOptions", "ec2:DescribeNetworkInterfaces"],
            "Resource": _ANY,
        }
    ],
    "AmazonDMSCloudWatchLogsRole": [
        {"Effect": "Allow", "Action": ["logs:DescribeLogGroups"], "Resource": _ANY},
        {
            "Effect": "Allow",
            "Action": ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
            "Resource": [
                "arn:aws:logs:*:*:log-group:dms-tasks-*",
                "arn:aws:logs:*:*:log-group:dms-serverless-replication-*",
            ],
        },
    ],
    "AmazonDMSRedshiftS3Role": [{"Effect": "Allow", "Action": ["s3:*"], "Resource": ["arn:aws:s3:::dms-*"]}],
}

_changed: dict[tuple[str, str], float] = {}
"""When a role, by account and name, last got a managed policy."""

_made: dict[tuple[str, str, str], float] = {}
"""When a role, by account and name, got a policy: the text of one of its own, or the ARN of a managed one."""

# Nobody knows how long it takes; it has been seen to take this long.
_YOUNG_SECONDS = 10


def install() -> None:
    """Make the managed policies known, and note from now on when a role gets a policy."""
    for name, statements in _MANAGED_POLICIES.items():
        document = json.dumps({"Version": "2012-10-17", "Statement": statements})
        policy = inside.aws_managed_policy(f"service-role/{name}", document, "As DMS needs it.")
        inside.AWS_MANAGED_POLICIES[policy["Arn"]] = policy

    attach = inside.iam.attach_managed_policy

    def noting_attach(entity: dict[str, Any], policy_arn: str) -> None:
        if policy_arn not in entity.get("AttachedPolicies", []):
            _changed[inside.get_account_id(), entity.get("RoleName", "")] = clock.now()
        attach(entity, policy_arn)

    vars(inside.iam)["attach_managed_policy"] = noting_attach


def note_policies() -> None:
    """Note of every policy of a role of the account that it is there now."""
    account = inside.get_account_id()
    for name, role in inside.ROLES.items():
        for key in _policy_keys(role):
            _made.setdefault((account, name, key), clock.now())


def usable_policies(role_name: str, account: str) -> list[Any]:
    """Return the policies of a role that can be used by now, as statements."""
    if switches.value("YOUNG_ROLES") == "usable":
        found: list[Any] = inside.role_policies(role_name, account)
        return found
    note_policies()
    role = inside.ROLES.get(role_name) or {}
    old_enough = clock.now() - _YOUNG_SECONDS
    keys = [key for key in _policy_keys(role) if _made[account, role_name, key] <= old_enough]
    documents = [inside.managed_policy(key, account) if key.startswith("arn:") else key for key in keys]
    return [inside.parse_policy(each) for each in documents if each]


def _policy_keys(role: dict[str, Any]) -> list[str]:
    own = [each if isinstance(each, str) else json.dumps(each) for each in role.get("InlinePolicies", {}).values()]
    return [*own, *role.get("AttachedPolicies", [])]


def check_vpc_role(store: Store) -> None:
    """Refuse what needs the VPC while `dms-vpc-role` isn't there, isn't complete, or is too new."""
    name = "dms-vpc-role"
    arn = f"arn:{store.partition}:iam::{store.account}:role/{name}"
    usable_from = _changed.get((store.account, name), 0) + configuration.iam_propagation_seconds
    if clock.now() < usable_from or any(
        role_problem(store, arn, "dms.amazonaws.com", action, _ANY) for action in _VPC_ACTIONS
    ):
        raise Fault("AccessDeniedFault", f"The IAM Role {arn} is not configured properly.")


def assumption_problem(store: Store, role_arn: str, principal: str) -> str | None:
    """Say why DMS, as this principal, can't assume a role; None if it can."""
    role = _find(role_arn)
    if role is None:
        return f"the role {role_arn} does not exist"
    context = _context(store, role_arn, "sts:AssumeRole", role_arn)
    if not _trusts(role["AssumeRolePolicyDocument"], principal, context):
        return f"the role {role_arn} does not let {principal} assume it"
    return None


def role_problem(
    store: Store, role_arn: str, principal: str, action: str, resource: str, *, via: str = "secretsmanager"
) -> str | None:
    """Say why DMS, as this principal, can't use a role for an action, keys `via` a service; None if it can."""
    if found := assumption_problem(store, role_arn, principal):
        return found
    context = _context(store, role_arn, action, resource, via=via)
    name = role_arn.rsplit("/", 1)[-1]
    if inside.evaluate(context, inside.role_policies(name, store.account)).decision != "Allow":
        return f"the role {role_arn} does not allow {action} on {resource}"
    return None


def _find(role_arn: str) -> dict[str, Any] | None:
    role: dict[str, Any] | None = inside.ROLES.get(role_arn.rsplit("/", 1)[-1])
    return role if role and role["Arn"] == role_arn else None


def _context(store: Store, role_arn: str, action: str, resource: str, *, via: str = "") -> Any:
    return inside.EvalContext(
        principal_arn=role_arn,
        principal_type="AssumedRole",
        principal_account=store.account,
        action=action,
        resource_arn=resource,
        region=store.region,
        service_context={
            "aws:sourceaccount": store.account,
            "kms:viaservice": f"{via}.{store.region}.amazonaws.com",
            "aws:sourcearn": f"arn:{store.partition}:dms:{store.region}:{store.account}:endpoint:ANY",
        },
    )


def _trusts(document: str | dict[str, Any], principal: str, context: Any) -> bool:
    policy = json.loads(document) if isinstance(document, str) else document
    statements = policy.get("Statement", [])
    for statement in statements if isinstance(statements, list) else [statements]:
        named = statement.get("Principal", {})
        services = named.get("Service", []) if isinstance(named, dict) else []
        actions = statement.get("Action", [])
        if (
            statement.get("Effect") == "Allow"
            and principal in ([services] if isinstance(services, str) else services)
            and "sts:AssumeRole" in ([actions] if isinstance(actions, str) else actions)
            and inside.conditions_met(statement.get("Condition", {}), context)
        ):
            return True
    return False

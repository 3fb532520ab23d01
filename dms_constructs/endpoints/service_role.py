"""Roles that DMS assumes to get at what an endpoint stands for: what the facts say of each, on these resources."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import aws_cdk as cdk
from aws_cdk import aws_iam as iam, aws_kms as kms
from constructs import Construct

from dms_constructs import facts
from dms_constructs._construct import l1, stack_of
from dms_constructs.app_wide.seen import SeenKeyOfRole, SeenRole, SeenServiceRole, account_of, partition_of, region_of
from dms_constructs.app_wide.watching import see
from dms_constructs.endpoints._keys import KeyInPolicy, is_of_aws
from dms_constructs.errors import is_unresolved

__all__ = ["Grant", "ServiceRoleAccess", "make_policy", "make_role", "name_in_account", "of_key"]


_OF_KEYS = ("key_actions",)


class Grant(NamedTuple):
    """What a role may do: lists of actions in its facts, on one resource or more."""

    lists: tuple[str, ...]
    resource: str | Sequence[str]
    condition: Mapping[str, Any] = {}

    def actions(self, kind: str) -> list[str]:
        """Return the actions that a kind of role has for it."""
        fact = facts.access()["roles"][kind]
        return [action for name in self.lists for action in fact[name]]

    @property
    def resources(self) -> tuple[str, ...]:
        """The resources."""
        return (self.resource,) if isinstance(self.resource, str) else tuple(self.resource)


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceRoleAccess:
    """DMS assumes a role that allows what the endpoint needs."""

    kind: str
    """Which role of the facts it is."""
    description: str
    policy_name: str
    grants: Sequence[Grant]
    """What it needs: a role that is made allows just this, and one that is given is held to it."""
    role: iam.IRole | None = None
    """The role; by default one is made."""

    def bind(self, scope: Construct, removal_policy: cdk.RemovalPolicy | None) -> Mapping[str, str]:
        """Make the role, unless it is given."""
        if self.role is not None:
            needs = tuple((tuple(each.actions(self.kind)), each.resources) for each in self.grants)
            see(SeenServiceRole(construct=scope, role=self.role, kind=self.kind, needs=needs))
            return {"ServiceAccessRoleArn": self.role.role_arn}
        role_arn = make_role(
            scope,
            "ServiceAccessRole",
            kind=self.kind,
            description=self.description,
            policy_name=self.policy_name,
            grants=self.grants,
            removal_policy=removal_policy,
        )
        return {"ServiceAccessRoleArn": role_arn}


def make_role(
    scope: Construct,
    construct_id: str,
    *,
    kind: str,
    description: str,
    policy_name: str,
    grants: Sequence[Grant],
    removal_policy: cdk.RemovalPolicy | None,
) -> str:
    """
    Make a role that DMS assumes, and return its ARN.

    Args:
        scope: The construct it belongs to.
        construct_id: Its name there.
        kind: Which role of the facts it is.
        description: What it is for.
        policy_name: What its policy is called.
        grants: What it allows.
        removal_policy: What happens to it when it leaves the stack.
    """
    role = l1(
        iam.CfnRole,
        iam.CfnRoleProps,
        scope,
        construct_id,
        description=description,
        assume_role_policy_document=_trust(kind),
        policies=[{"policyName": policy_name, "policyDocument": _document(kind, grants)}],
    )
    if removal_policy is not None:
        role.apply_removal_policy(removal_policy)
    _note_wildcards(scope, role, kind, grants)
    for each in grants:
        # Only of a key of the app its policy is known, and its ARN is a token.
        if each.lists == _OF_KEYS and isinstance(each.resource, str) and is_unresolved(each.resource):
            see(SeenKeyOfRole(construct=scope, role=role, key_arn=each.resource, actions=each.actions(kind)))
    return role.attr_arn


def make_policy(scope: Construct, construct_id: str, *, role: iam.CfnRole, kind: str, grants: Sequence[Grant]) -> None:
    """
    Add to a role that was made here, in a resource of its own: what the policy names may need the role itself.

    Args:
        scope: The construct it belongs to.
        construct_id: Its name there, and the policy's.
        role: The role.
        kind: Which role of the facts it is.
        grants: What it allows.
    """
    policy = iam.CfnRolePolicy(
        scope,
        construct_id,
        policy_name=construct_id,
        role_name=role.ref,
        policy_document=_document(kind, grants),
    )
    _note_wildcards(scope, policy, kind, grants)


def _document(kind: str, grants: Sequence[Grant]) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": [_statement(kind, each) for each in grants]}


def _note_wildcards(
    scope: Construct, role: iam.CfnRole | iam.CfnRolePolicy, kind: str, grants: Sequence[Grant]
) -> None:
    fact = facts.access()["roles"][kind]
    wildcards: dict[str, str] = {}
    for each in grants:
        reason = next((fact["wildcards"][name] for name in each.lists if name in fact["wildcards"]), "")
        named = [*(f"Resource::{one}" for one in each.resources), *(f"Action::{one}" for one in each.actions(kind))]
        wildcards |= {one: reason for one in named if "*" in one}
    if wildcards:
        see(SeenRole(construct=scope, role=role, wildcards=wildcards))


def _statement(kind: str, grant: Grant) -> dict[str, Any]:
    resource = grant.resource if isinstance(grant.resource, str) else list(grant.resource)
    return {"Effect": "Allow", "Action": grant.actions(kind), "Resource": resource, **grant.condition}


@functools.cache  # the CDK has one token for each of these values
def _trust(kind: str) -> dict[str, Any]:
    """Trust DMS, on behalf of this account only."""
    fact = facts.access()["roles"][kind]
    services = [each.format(region=cdk.Aws.REGION, url_suffix=cdk.Aws.URL_SUFFIX) for each in fact["services"]]
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": services[0] if len(services) == 1 else services},
        "Action": "sts:AssumeRole",
    }
    if fact["source_account_condition"]:
        statement["Condition"] = {"StringEquals": {"aws:SourceAccount": cdk.Aws.ACCOUNT_ID}}
    # Of another service than DMS it is not known that it says for which account it asks.
    others = [{**statement, "Principal": {"Service": each}} for each in fact.get("other_services", ())]
    for each in others:
        each.pop("Condition", None)
    return {"Version": "2012-10-17", "Statement": [statement, *others]}


def name_in_account(scope: Construct, service: str, name: str) -> str:
    """Return the ARN of what a service calls by a name in the account and region of a construct's stack."""
    stack = stack_of(scope)
    return f"arn:{partition_of(stack)}:{service}:{region_of(stack)}:{account_of(stack)}:{name}"


def of_key(key: kms.IKey | None, via: str | None = None) -> list[Grant]:
    """
    Return what a role needs of the key of a resource; nothing without one, and of those that AWS manages.

    Args:
        key: The key.
        via: The service that uses it, where the role may do so by that one only.
    """
    if key is None or is_of_aws(key):
        return []
    named = KeyInPolicy.of(key)
    condition: dict[str, Any] = {each: dict(value) for each, value in named.condition.get("Condition", {}).items()}
    if via is not None:
        condition["StringEquals"] = {"kms:ViaService": f"{via}.{cdk.Aws.REGION}.{cdk.Aws.URL_SUFFIX}"}
    return [Grant(("key_actions",), named.resource, {"Condition": condition} if condition else {})]

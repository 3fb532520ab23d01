"""Keys of the app that the roles made for endpoints need: whether their policies let the account decide at all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from constructs import IConstruct

from dms_constructs._construct import path_of
from dms_constructs.app_wide.policies import Policies
from dms_constructs.app_wide.role_requests import may
from dms_constructs.app_wide.seen import Seen, SeenKeyOfRole, Told
from dms_constructs.app_wide.statements import Request
from dms_constructs.errors import ConfigurationError

__all__ = ["look"]


def look(seen: Sequence[Seen]) -> Iterator[Told]:
    """Yield the roles that were made here for endpoints, and whose key doesn't let them use it."""
    policies: Policies | None = None
    for each in seen:
        if not isinstance(each, SeenKeyOfRole):
            continue
        policies = policies or Policies(each.construct.node.root)
        problem = _problem(policies, each)
        if problem is not None:
            yield each.construct, problem


def _problem(policies: Policies, seen: SeenKeyOfRole) -> ConfigurationError | None:
    """Say that neither the role nor its account is allowed anything by the policy of a key."""
    place: IConstruct = seen.construct
    key = policies.text(place, seen.key_arn)
    # CloudFormation names it after its stack, with hyphens.
    role = (policies.text(place, seen.role.attr_arn), policies.arn(place, "iam", "role/*-*", has_region=False))
    account = (policies.arn(place, "iam", "root", has_region=False),)
    of_key = policies.of_keys(key)
    refused = []
    for action in seen.actions:
        asked = [
            Request(
                texts=policies.texts,
                action=action,
                resource=(key,),
                principals={"AWS": principal},
                account=account,
                keys={"aws:principalarn": role, "aws:principalaccount": (policies.account(place),)},
            )
            for principal in (role, account)
        ]
        if of_key and not any(may(request, of_key) for request in asked):
            refused.append(action)
    if not refused:
        return None
    return ConfigurationError(
        "DMS-E020",
        f"the role that is made for it ({path_of(seen.role)}) may not use {', '.join(refused)}: the key's policy lets "
        "neither the role nor its account; write key.add_to_resource_policy(iam.PolicyStatement("
        f"principals=[iam.AccountRootPrincipal()], actions={refused}, resources=['*']))",
    )

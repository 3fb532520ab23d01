"""Roles of users that read secrets: whether DMS can assume them, and whether they may read, as far as the app shows."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from aws_cdk import aws_iam as iam, aws_kms as kms

from dms_constructs import facts
from dms_constructs._construct import path_of, stack_of
from dms_constructs.app_wide.owned_secrets import is_of_app
from dms_constructs.app_wide.policies import Policies, properties_of
from dms_constructs.app_wide.role_requests import CONDITIONS, RoleOfApp, conditions_of, may, without_conditions
from dms_constructs.app_wide.seen import SeenSecretLogin, Told, region_of
from dms_constructs.app_wide.statements import Statement, listed
from dms_constructs.errors import ConfigurationError, Finding, is_unresolved

__all__ = ["look"]


def look(seen: Sequence[SeenSecretLogin]) -> Iterator[Told]:
    """Yield the roles that DMS can't assume, and those that may not read the secret they are given for."""
    looked_at: set[tuple[str, str]] = set()
    policies: Policies | None = None
    for login in seen:
        # Of one that is imported only its ARN is known.
        role: Any = login.role
        if not isinstance(role, iam.Role) or (pair := (path_of(role), path_of(login.secret))) in looked_at:
            continue
        looked_at.add(pair)
        resource = role.node.default_child
        if not isinstance(resource, iam.CfnRole):
            continue
        policies = policies or Policies(role.node.root)
        known = RoleOfApp(policies, role, properties_of(resource), login.construct)
        told = _Reader(known, login).look()
        if told is not None:
            yield login.construct, told


@dataclasses.dataclass(frozen=True, slots=True)
class _Reader:
    """A role that DMS reads a secret with."""

    known: RoleOfApp
    login: SeenSecretLogin

    def look(self) -> ConfigurationError | Finding | None:
        """Say what is wrong with it."""
        here = f"secret_access_role ({path_of(self.known.role)})"
        trust = self._trust_problem()
        if isinstance(trust, str):
            return ConfigurationError("DMS-N009", f"{here} {trust}")
        return self._reading_problem(here) or self._decrypting_problem(here) or trust

    # Who may assume it.

    def _trust_problem(self) -> str | Finding | None:
        """Say what keeps DMS from assuming the role; None for nothing that is known."""
        known, place = self.known, self.login.construct
        said, template = known.trusting, known.template
        request = known.assumed_by((known.policies.service(place, "dms"),))
        if request.denied_by(said, template):
            return (
                "denies DMS to assume it by a statement of its trust policy; take that statement out, or let it except "
                "DMS"
            )
        if request.allowed_by(said, template) is False:
            if request.allowed_by(map(without_conditions, said), template) is False:
                return _without_trust(said, region_of(stack_of(place)))
            return (
                f"lets DMS assume it only on conditions that are never met here ({conditions_of(said)}); write "
                f"iam.ServicePrincipal(f'dms.{{self.region}}.amazonaws.com', conditions={CONDITIONS})"
            )
        without_id = dataclasses.replace(request, keys={**request.keys, "sts:externalid": None})
        if without_id.allowed_by(said, template) is False:
            return Finding(
                "connection.roleWithExternalId",
                f"secret_access_role ({path_of(known.role)}) asks for an external ID (sts:ExternalId), and AWS's guide "
                "does not say that DMS sends one",
                facts.access()["roles"]["secret"]["source"],
                fix=f"take aws:SourceAccount instead: conditions={CONDITIONS}",
            )
        return None

    # What it may do.

    def _reading_problem(self, here: str) -> ConfigurationError | Finding | None:
        fact = facts.access()["roles"]["secret"]
        known, secret = self.known, self.login.secret
        request = known.asks(fact["secret_actions"][0], known.policies.secret(secret))
        of_secret = known.policies.of_secret(secret)
        problem = known.denied(request, of_secret)
        if problem is None and not may(request, of_secret):
            problem = known.not_granted(request, "secret.grant_read(role)")
            if problem is not None and not is_of_app(secret):
                return Finding(
                    "connection.roleWithoutRights",
                    f"no policy of this app lets {here} read {self.login.what} ({request.action}); only a policy "
                    "of the secret itself could, which the app doesn't show",
                    fact["source"],
                    fix="write secret.grant_read(role)",
                )
        if problem is None:
            return None
        return ConfigurationError("DMS-N010", f"{here} may not read {self.login.what}: {problem}")

    def _decrypting_problem(self, here: str) -> ConfigurationError | None:
        known, key, place = self.known, self.login.secret.encryption_key, self.login.construct
        policies = known.policies
        if not isinstance(key, kms.Key):
            return None  # none of its own, or one whose policy is not known
        write = "secret.encryption_key.grant_decrypt(role)"
        request = known.asks(facts.access()["roles"]["secret"]["key_actions"][0], policies.key(key))
        keys = {
            "kms:viaservice": (policies.service(place, "secretsmanager"),),
            "kms:calleraccount": (policies.account(known.role),),
            "kms:encryptioncontext:secretarn": policies.secret(self.login.secret),
        }
        request = dataclasses.replace(request, keys={**request.keys, **keys})
        of_key = [policies.of_key(key)]
        problem = known.denied(request, of_key)
        if problem is None and not may(request, of_key):
            # What a key lets the account do, the role's own policies give to the role.
            if may(dataclasses.replace(request, principals={"AWS": request.account}), of_key):
                problem = known.not_granted(request, write)
            else:
                problem = f"the key's policy lets neither the role nor its account use {request.action}; write {write}"
        if problem is None:
            return None
        return ConfigurationError("DMS-N010", f"{here} may not decrypt {self.login.what}: {problem}")


def _without_trust(said: Iterable[Statement], region: str) -> str:
    """Say that a role trusts others only."""
    principals = [each.get("Principal") for each in said if each["Effect"] == "Allow"]
    services = [one for each in principals if isinstance(each, Mapping) for one in listed(each.get("Service"))]
    trusted = ", ".join(one for one in services if isinstance(one, str)) or "no service of its region"
    here = "{self.region}" if is_unresolved(region) else region
    mark = "f" if is_unresolved(region) else ""
    return (
        f"trusts {trusted}, and DMS reads secrets as the service of its region only; write "
        f"iam.Role(self, 'Role', assumed_by=iam.ServicePrincipal({mark}'dms.{here}.amazonaws.com'))"
    )

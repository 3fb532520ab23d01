"""Roles of users that read secrets: whether DMS can assume them, and whether they may read, as far as the app shows."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from aws_cdk import aws_iam as iam, aws_kms as kms

from dms_constructs import facts
from dms_constructs._construct import path_of, stack_of
from dms_constructs.app_wide.policies import Policies, Said, is_of_app, properties_of
from dms_constructs.app_wide.seen import SeenSecretLogin, Told, region_of
from dms_constructs.app_wide.statements import Request, Statement, Text, listed, statements_of
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
        told = _Reader(policies, role, properties_of(resource), login).look()
        if told is not None:
            yield login.construct, told


@dataclasses.dataclass(frozen=True, slots=True)
class _Reader:
    """A role that DMS reads a secret with."""

    policies: Policies
    role: iam.Role
    properties: Mapping[str, Any]
    login: SeenSecretLogin

    def look(self) -> ConfigurationError | Finding | None:
        """Say what is wrong with it."""
        here = f"secret_access_role ({path_of(self.role)})"
        trust = self._trust_problem()
        if isinstance(trust, str):
            return ConfigurationError("DMS-N009", f"{here} {trust}")
        return self._reading_problem(here) or self._decrypting_problem(here) or trust

    # Who may assume it.

    def _trust_problem(self) -> str | Finding | None:
        """Say what keeps DMS from assuming the role; None for nothing that is known."""
        place, policies = self.login.construct, self.policies
        said = statements_of(self.properties.get("assumeRolePolicyDocument"))
        template = path_of(stack_of(self.role))
        request = Request(
            texts=policies.texts,
            action="sts:AssumeRole",
            principals={"Service": (policies.service(place, "dms"),)},
            keys={
                "aws:sourceaccount": (policies.account(place),),
                "aws:sourcearn": (policies.arn(place, "dms", "*"),),
                "aws:principalisawsservice": ("true",),
            },
        )
        if request.denied_by(said, template):
            return (
                "denies DMS to assume it by a statement of its trust policy; take that statement out, or let it except "
                "DMS"
            )
        if request.allowed_by(said, template) is False:
            if request.allowed_by(map(_without_conditions, said), template) is False:
                return _without_trust(said, region_of(stack_of(place)))
            return (
                f"lets DMS assume it only on conditions that are never met here ({_conditions_of(said)}); write "
                f"iam.ServicePrincipal(f'dms.{{self.region}}.amazonaws.com', conditions={_CONDITIONS})"
            )
        without_id = dataclasses.replace(request, keys={**request.keys, "sts:externalid": None})
        if without_id.allowed_by(said, template) is False:
            return Finding(
                "connection.roleWithExternalId",
                f"secret_access_role ({path_of(self.role)}) asks for an external ID (sts:ExternalId), and AWS's guide "
                "does not say that DMS sends one",
                facts.access()["roles"]["secret"]["source"],
                fix=f"take aws:SourceAccount instead: conditions={_CONDITIONS}",
            )
        return None

    # What it may do.

    def _reading_problem(self, here: str) -> ConfigurationError | Finding | None:
        fact = facts.access()["roles"]["secret"]
        secret = self.login.secret
        request = self._request(fact["secret_actions"][0], self.policies.secret(secret))
        of_secret = self.policies.of_secret(secret)
        problem = self._denied(request, of_secret)
        if problem is None and not _may(request, of_secret):
            problem = self._not_granted(request, "secret.grant_read(role)")
            if problem is not None and not is_of_app(secret):
                return Finding(
                    "connection.roleWithoutRights",
                    f"no policy of this app lets {here} read the connection's secret ({request.action}); only a policy "
                    "of the secret itself could, which the app doesn't show",
                    fact["source"],
                    fix="write secret.grant_read(role)",
                )
        if problem is None:
            return None
        return ConfigurationError("DMS-N010", f"{here} may not read the connection's secret: {problem}")

    def _decrypting_problem(self, here: str) -> ConfigurationError | None:
        key, policies, place = self.login.secret.encryption_key, self.policies, self.login.construct
        if not isinstance(key, kms.Key):
            return None  # none of its own, or one whose policy is not known
        write = "secret.encryption_key.grant_decrypt(role)"
        request = self._request(facts.access()["roles"]["secret"]["key_actions"][0], policies.key(key))
        keys = {
            "kms:viaservice": (policies.service(place, "secretsmanager"),),
            "kms:calleraccount": (policies.account(self.role),),
            "kms:encryptioncontext:secretarn": policies.secret(self.login.secret),
        }
        request = dataclasses.replace(request, keys={**request.keys, **keys})
        of_key = [policies.of_key(key)]
        problem = self._denied(request, of_key)
        if problem is None and not _may(request, of_key):
            # What a key lets the account do, the role's own policies give to the role.
            if _may(dataclasses.replace(request, principals={"AWS": request.account}), of_key):
                problem = self._not_granted(request, write)
            else:
                problem = f"the key's policy lets neither the role nor its account use {request.action}; write {write}"
        if problem is None:
            return None
        return ConfigurationError("DMS-N010", f"{here} may not decrypt the connection's secret: {problem}")

    def _denied(self, request: Request, of_resource: Iterable[Said]) -> str | None:
        """Say what surely denies a request, whatever else allows it."""
        boundary = self.policies.boundary_of(self.role, self.properties)
        for said in (*self._identity(), *of_resource, *([boundary] if boundary is not None else ())):
            if said.is_sure and request.denied_by(said.statements, said.template):
                return f"{said.where} denies {request.action}; take that statement out of it, or let it except the role"
        return None

    def _not_granted(self, request: Request, write: str) -> str | None:
        """Say that no policy gives the role what it asks for, or that its permissions boundary takes that away."""
        boundary = self.policies.boundary_of(self.role, self.properties)
        if boundary is not None and not _may(request, [boundary]):
            return f"{boundary.where} leaves out {request.action}; allow it there, too"
        if _may(request, self._identity()):
            return None
        without = [
            dataclasses.replace(each, statements=[_without_conditions(one) for one in each.statements])
            for each in self._identity()
        ]
        needs = "is allowed only on a condition that is never met here" if _may(request, without) else "is not allowed"
        return f"{request.action} {needs}; write {write}"

    def _request(self, action: str, resource: Text) -> Request:
        """Return what the role asks for when DMS reads the secret with it."""
        policies, place = self.policies, self.login.construct
        return Request(
            texts=policies.texts,
            action=action,
            resource=resource,
            principals={"AWS": policies.role(self.role)},
            account=(policies.arn(self.role, "iam", "root", has_region=False),),
            keys={
                "aws:principalarn": policies.role(self.role),
                "aws:principalaccount": (policies.account(self.role),),
                "aws:requestedregion": (policies.region(place),),
                "aws:securetransport": ("true",),
            },
        )

    def _identity(self) -> list[Said]:
        return self.policies.of_role(self.role, self.properties)


_CONDITIONS = "{'StringEquals': {'aws:SourceAccount': self.account}}"


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


def _may(request: Request, said: Iterable[Said]) -> bool:
    """Whether anything allows a request, or may do so."""
    return any(request.allowed_by(each.statements, each.template) is not False for each in said)


def _conditions_of(said: Iterable[Statement]) -> str:
    """Name the keys of the conditions on which something is allowed."""
    conditions = [each["Condition"] for each in said if each["Effect"] == "Allow" and "Condition" in each]
    keys = [key for each in conditions if isinstance(each, Mapping) for one in each.values() for key in one]
    return ", ".join(dict.fromkeys(keys))


def _without_conditions(statement: Statement) -> Statement:
    return {name: value for name, value in statement.items() if name != "Condition"}

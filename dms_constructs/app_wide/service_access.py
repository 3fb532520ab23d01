"""Roles of users for buckets, streams, tables and domains: whether DMS can assume them, and may do what it does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from aws_cdk import aws_iam as iam

from dms_constructs import facts
from dms_constructs._construct import path_of
from dms_constructs.app_wide.policies import Policies, properties_of
from dms_constructs.app_wide.role_requests import CONDITIONS, RoleOfApp, conditions_of, may, without_conditions
from dms_constructs.app_wide.seen import Seen, SeenServiceRole, Told
from dms_constructs.app_wide.statements import Request
from dms_constructs.errors import ConfigurationError, Finding, is_unresolved

__all__ = ["look"]

# How code says the resources of a service, by the names that the arguments have.
_WRITTEN = {
    "dynamodb": "table.table_arn",
    "es": "f'{domain.domain_arn}/*'",
    "kinesis": "stream.stream_arn",
    "kms": "key.key_arn",
    "s3": "bucket.bucket_arn",
}
_OF_OBJECTS = "bucket.arn_for_objects('*')"


def look(seen: Sequence[Seen]) -> Iterator[Told]:
    """Yield the roles that DMS can't assume, and those that may not do what their endpoints need."""
    policies: Policies | None = None
    for each in seen:
        # Of one that is imported only its ARN is known.
        role: Any = each.role if isinstance(each, SeenServiceRole) else None
        if not isinstance(each, SeenServiceRole) or not isinstance(role, iam.Role):
            continue
        resource = role.node.default_child
        if not isinstance(resource, iam.CfnRole):
            continue
        policies = policies or Policies(role.node.root)
        told = _User(RoleOfApp(policies, role, properties_of(resource), each.construct), each).look()
        if told is not None:
            yield each.construct, told


@dataclass(frozen=True, slots=True)
class _User:
    """An endpoint that has a role of the user's."""

    known: RoleOfApp
    seen: SeenServiceRole

    @property
    def _fact(self) -> dict[str, Any]:
        fact: dict[str, Any] = facts.access()["roles"][self.seen.kind]
        return fact

    def look(self) -> ConfigurationError | Finding | None:
        """Say what is wrong with the role."""
        here = f"{self.seen.argument} ({path_of(self.known.role)})"
        return self._trust_problem(here) or self._problem(here)

    def _trust_problem(self, here: str) -> ConfigurationError | Finding | None:
        """Say which service can't assume it."""
        said, template = self.known.trusting, self.known.template
        services = [*self._fact["services"], *self._fact.get("other_services", ())]
        for service in services:
            is_dms = service.startswith("dms.")
            # In China there are services that go by both names.
            request = self.known.assumed_by((service, f"{service}.cn"), is_dms=is_dms)
            conditions = f", conditions={CONDITIONS}" if is_dms else ""
            principal = f"iam.ServicePrincipal('{service}'{conditions})"
            if request.denied_by(said, template):
                problem = f"denies {service} to assume it by a statement of its trust policy; take that statement out"
            elif request.allowed_by(said, template) is not False:
                continue
            elif request.allowed_by(map(without_conditions, said), template) is not False:
                problem = (
                    f"lets {service} assume it only on conditions that are never met here ({conditions_of(said)}); "
                    f"write {principal}"
                )
            elif is_dms and self._trusts_region():
                return Finding(
                    "endpoint.roleOfRegion",
                    f"{here} trusts DMS by its name in this region only, which is for secrets: for services AWS's "
                    f"guide names {service}",
                    self._fact["source"],
                    fix=f"trust {principal}",
                )
            else:
                problem = f"does not trust {service}, which needs it; write assumed_by={principal}"
                if len(services) > 1:
                    problem = f"does not trust {service}, which needs it; add {principal} to an iam.CompositePrincipal"
            return ConfigurationError("DMS-Y009", f"{here} {problem}")
        return None

    def _trusts_region(self) -> bool:
        """Whether it trusts DMS as the service of its region."""
        regional = self.known.assumed_by((self.known.policies.service(self.seen.construct, "dms"),))
        return regional.allowed_by(self.known.trusting, self.known.template) is not False

    def _problem(self, here: str) -> ConfigurationError | Finding | None:
        """Say what it may not do: first what DMS always does."""
        missing: dict[str, list[str]] = {}
        for actions, resources in self.seen.needs:
            for resource in resources:
                problems = {action: self._denied(action, resource) for action in actions}
                first = next(
                    (action for action in actions if problems[action] and self._is_sure(action, resource)), None
                )
                if first is not None:
                    return ConfigurationError("DMS-Y010", f"{here} may not do what DMS does with it: {problems[first]}")
                missing.setdefault(_written(actions[0], resource), []).extend(
                    action for action in actions if problems[action]
                )
        found = {resource: list(dict.fromkeys(actions)) for resource, actions in missing.items() if actions}
        if not found:
            return None
        resource, actions = next(iter(found.items()))
        return Finding(
            "endpoint.roleWithoutRights",
            f"no policy of this app gives {here} all that DMS may need: {', '.join(actions)}",
            self._fact["source"],
            fix=_allowing(actions, resource),
        )

    def _is_sure(self, action: str, resource: str) -> bool:
        """Whether DMS always does it, and no policy that the app doesn't show could allow it."""
        return action in self._fact["always"] and (resource == "*" or self._is_of_app(resource))

    def _is_of_app(self, resource: str) -> bool:
        return self.known.policies.has_thing(self.known.policies.text(self.seen.construct, resource))

    def _denied(self, action: str, resource: str) -> str | None:
        """Say why the role may not do it; None where it may, or where that isn't known."""
        known, policies = self.known, self.known.policies
        request = known.asks(action, (policies.text(self.seen.construct, resource),))
        of_resource = policies.of_resources
        if action.startswith("kms:"):
            of_resource = policies.of_keys(request.resource[0])
            if of_resource and not may(_of_account(request), of_resource) and not may(request, of_resource):
                return f"the key's policy lets neither the role nor its account use {action}; write {_WRITTEN_OF_KEY}"
        problem = known.denied(request, of_resource)
        if problem is None and (action.startswith("kms:") or not may(request, of_resource)):
            problem = known.not_granted(request, _allowing([action], _written(action, resource)))
        return problem


_WRITTEN_OF_KEY = "key.grant_encrypt_decrypt(role)"


def _of_account(request: Request) -> Request:
    """Return what the account of the role asks for: what a key lets it do, the role's own policies give to the role."""
    return replace(request, principals={"AWS": request.account})


def _allowing(actions: Sequence[str], resource: str) -> str:
    return f"role.add_to_policy(iam.PolicyStatement(actions={list(actions)!r}, resources=[{resource}]))"


def _written(action: str, resource: str) -> str:
    """Return how code says a resource."""
    if not is_unresolved(resource):
        return repr(resource)
    service = action.partition(":")[0]
    return _OF_OBJECTS if service == "s3" and resource.endswith("*") else _WRITTEN[service]

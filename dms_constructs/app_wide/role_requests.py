"""What a role of the app may do, and who may assume it, as far as the app shows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from aws_cdk import aws_iam as iam
from constructs import IConstruct

from dms_constructs._construct import path_of, stack_of
from dms_constructs.app_wide.policies import Policies, Said
from dms_constructs.app_wide.statements import Request, Statement, Text, statements_of

__all__ = ["CONDITIONS", "RoleOfApp", "conditions_of", "may", "without_conditions"]

# How a condition is written that trusts DMS on behalf of this account only.
CONDITIONS = "{'StringEquals': {'aws:SourceAccount': self.account}}"


@dataclass(frozen=True, slots=True)
class RoleOfApp:
    """A role that the app makes, used by something in it."""

    policies: Policies
    role: iam.Role
    properties: Mapping[str, Any]
    place: IConstruct
    """What DMS uses it for."""

    @property
    def trusting(self) -> list[Statement]:
        """What its trust policy says."""
        return statements_of(self.properties.get("assumeRolePolicyDocument"))

    @property
    def template(self) -> str:
        """The template that it is in."""
        return path_of(stack_of(self.role))

    def assumed_by(self, service: Text, *, is_dms: bool = True) -> Request:
        """Return what a service asks for when it assumes the role."""
        keys: dict[str, Text | None] = {"aws:principalisawsservice": ("true",)}
        if is_dms:  # of others it is not known what they say of themselves
            keys["aws:sourceaccount"] = (self.policies.account(self.place),)
            keys["aws:sourcearn"] = (self.policies.arn(self.place, "dms", "*"),)
        return Request(texts=self.policies.texts, action="sts:AssumeRole", principals={"Service": service}, keys=keys)

    def asks(self, action: str, resource: Text) -> Request:
        """Return what the role asks for when DMS does something with it."""
        policies = self.policies
        return Request(
            texts=policies.texts,
            action=action,
            resource=resource,
            principals={"AWS": policies.role(self.role)},
            account=(policies.arn(self.role, "iam", "root", has_region=False),),
            keys={
                "aws:principalarn": policies.role(self.role),
                "aws:principalaccount": (policies.account(self.role),),
                "aws:requestedregion": (policies.region(self.place),),
                "aws:securetransport": ("true",),
            },
        )

    def identity(self) -> list[Said]:
        """Return what policies say to it."""
        return self.policies.of_role(self.role, self.properties)

    def denied(self, request: Request, of_resource: Iterable[Said]) -> str | None:
        """Say what surely denies a request, whatever else allows it."""
        boundary = self.policies.boundary_of(self.role, self.properties)
        for said in (*self.identity(), *of_resource, *([boundary] if boundary is not None else ())):
            if said.is_sure and request.denied_by(said.statements, said.template):
                return f"{said.where} denies {request.action}; take that statement out of it, or let it except the role"
        return None

    def not_granted(self, request: Request, write: str) -> str | None:
        """Say that no policy gives the role what it asks for, or that its permissions boundary takes that away."""
        boundary = self.policies.boundary_of(self.role, self.properties)
        if boundary is not None and not may(request, [boundary]):
            return f"{boundary.where} leaves out {request.action}; allow it there, too"
        if may(request, self.identity()):
            return None
        without = [
            replace(each, statements=[without_conditions(one) for one in each.statements]) for each in self.identity()
        ]
        needs = "is allowed only on a condition that is never met here" if may(request, without) else "is not allowed"
        return f"{request.action} {needs}; write {write}"


def may(request: Request, said: Iterable[Said]) -> bool:
    """Whether anything allows a request, or may do so."""
    return any(request.allowed_by(each.statements, each.template) is not False for each in said)


def conditions_of(said: Iterable[Statement]) -> str:
    """Name the keys of the conditions on which something is allowed."""
    conditions = [each["Condition"] for each in said if each["Effect"] == "Allow" and "Condition" in each]
    keys = [key for each in conditions if isinstance(each, Mapping) for one in each.values() for key in one]
    return ", ".join(dict.fromkeys(keys))


def without_conditions(statement: Statement) -> Statement:
    """Return a statement as it would be without its conditions."""
    return {name: value for name, value in statement.items() if name != "Condition"}

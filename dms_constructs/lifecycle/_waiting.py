"""Many resources that wait for one, told to Node in one call: one call for each took a tenth of a life cycle's time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import aws_cdk as cdk
import jsii
from aws_cdk import aws_iam as iam

if TYPE_CHECKING:
    from constructs import IConstruct

__all__ = ["Waiting", "let_wait"]


def let_wait(resource: cdk.CfnResource, first: cdk.CfnResource) -> None:
    """Let a resource wait for another, as `add_resource_dependency` does after checking types; see decision 12."""
    jsii.invoke(resource, "addResourceDependency", [first])


class Waiting:
    """
    What waits for a resource, gathered until the app is synthesized.

    The CDK has one method that lets many constructs wait in one call: that of a grant, which has to be there before
    what needs it. So what is waited for stands as the policy of a grant, which writes no policy anywhere.
    """

    def __init__(self, first: cdk.CfnResource) -> None:
        self._first = first
        self._gathered: dict[cdk.CfnResource, None] = {}
        self._is_told = False
        cdk.Aspects.of(first).add(_AtSynthesis(self))

    def add(self, resource: cdk.CfnResource) -> None:
        """Let a resource wait, if it doesn't yet."""
        if resource not in self._gathered:
            self._gathered[resource] = None
            if self._is_told:
                let_wait(resource, self._first)

    def tell(self) -> None:
        """Tell Node of all of them; what is added later is told as it comes."""
        if not self._is_told:
            self._is_told = True
            grant = iam.Grant.add_to_principal(grantee=_Policy(self._first), actions=[], resource_arns=[])
            jsii.invoke(grant, "applyBefore", list(self._gathered))

    def tell_late(self) -> None:
        """Tell Node, if that has not been done: the CDK does not visit all that is made by an aspect."""
        if not self._is_told:
            self._is_told = True
            for resource in self._gathered:
                let_wait(resource, self._first)


@jsii.implements(cdk.IAspect)
class _AtSynthesis:
    def __init__(self, waiting: Waiting) -> None:
        self._waiting = waiting

    def visit(self, _node: IConstruct) -> None:
        self._waiting.tell()


@jsii.implements(iam.IPrincipal)
class _Policy:
    """A principal of which the CDK only learns what its grants stand for."""

    def __init__(self, stands_for: cdk.CfnResource) -> None:
        self._stands_for = stands_for

    @property
    def grant_principal(self) -> iam.IPrincipal:
        return self

    @property
    def assume_role_action(self) -> str:
        return "sts:AssumeRole"

    @property
    def policy_fragment(self) -> iam.PrincipalPolicyFragment:
        return iam.PrincipalPolicyFragment({})

    @property
    def principal_account(self) -> str | None:
        return None

    def add_to_principal_policy(self, _statement: iam.PolicyStatement) -> iam.AddToPrincipalPolicyResult:
        return iam.AddToPrincipalPolicyResult(statement_added=True, policy_dependable=self._stands_for)

"""The account-wide roles that DMS looks up by name."""

from __future__ import annotations

import enum
import functools
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from constructs import Construct, IConstruct, Node

from dms_constructs import facts
from dms_constructs._checks import is_a, located
from dms_constructs._code import as_code
from dms_constructs._construct import DmsConstruct, check_holds_resources, stack_of
from dms_constructs.account.lambda_backed import can_be_lambda_backed, lambda_backed
from dms_constructs.app_wide.seen import SeenRoles
from dms_constructs.app_wide.watching import see
from dms_constructs.errors import ConfigurationError

__all__ = ["ServiceRole", "ServiceRoles", "ServiceRolesMode", "wait_for_endpoint_role", "wait_for_service_roles"]

_HANDLER = Path(__file__).parent / "handlers" / "service_roles"
_EXAMPLE = "roles=(dms.ServiceRole.VPC, dms.ServiceRole.CLOUDWATCH_LOGS)"
# Found by this id, so that all constructs of a stack share one.
_SHARED_ID = "DmsServiceRoles"
_SHARED_OF_ENDPOINTS = "DmsEndpointRole"
# Some IAM calls, and fifteen seconds until new roles can be used.
_TIMEOUT = cdk.Duration.minutes(2)


class ServiceRole(enum.Enum):
    """
    A role that DMS looks up by its exact name, one in each account.

    Source: the DMS User Guide, pages security-iam and security-iam-awsmanpol.
    """

    VPC = "dms-vpc-role"
    """Needed for every subnet group and replication instance."""
    CLOUDWATCH_LOGS = "dms-cloudwatch-logs-role"
    """Needed for task logs; without it logging silently does nothing."""
    ACCESS_FOR_ENDPOINT = "dms-access-for-endpoint"
    """Needed for Redshift targets only."""


class ServiceRolesMode(enum.Enum):
    """How the roles come to be."""

    ENSURE = "ensure"
    """Create what the account lacks at deployment; never delete or rewrite what is there."""
    CREATE = "create"
    """Own the roles in this stack: fails in an account that has them, and deletes them with the stack."""
    EXISTING = "existing"
    """Make nothing; the account has them."""


class ServiceRoles(DmsConstruct):
    """
    The account-wide roles that DMS looks up by name: `dms-vpc-role`, `dms-cloudwatch-logs-role` and, for Redshift
    targets, `dms-access-for-endpoint`.

    Constructs that need them make one for their stack in ensure mode, so most apps never write this. Write it to
    choose another mode, and pass it as `service_roles`.

    Creates in ensure mode: a Lambda function in Python, its role and log group, and a custom resource.

    Source: the DMS User Guide, page security-iam (roles) and cross-service-confused-deputy-prevention (conditions).
    """

    @staticmethod
    def of(scope: IConstruct) -> IConstruct:
        """
        Return what a stack's DMS resources wait for: its shared `ServiceRoles`, made on first use.

        Raises:
            ConfigurationError: `DMS-R002` when they can't be made, because the stack has no place for code.
        """
        stack = stack_of(scope)
        roles = _SHARED.get(stack)
        if roles is None:
            roles = stack.node.try_find_child(_SHARED_ID) or ServiceRoles(stack, _SHARED_ID)
            _SHARED[stack] = roles
        return roles

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        mode: ServiceRolesMode = ServiceRolesMode.ENSURE,
        roles: tuple[ServiceRole, ...] = (ServiceRole.VPC, ServiceRole.CLOUDWATCH_LOGS),
    ) -> None:
        """
        Provide the roles.

        Args:
            scope: The construct it belongs to.
            construct_id: Its name there.
            mode: How the roles come to be; by default what is missing is created at deployment and never deleted.
            roles: Which ones; by default the two that every migration needs.

        Raises:
            ConfigurationError: `DMS-R001` for a wrong mode or role, and `DMS-R002` for ensure mode in a stack that
                can't deploy a function's code.
        """
        with located(scope, construct_id):
            is_a("DMS-R001", "mode", mode, ServiceRolesMode, "dms.ServiceRolesMode.ENSURE")
            if mode is None:
                raise ConfigurationError("DMS-R001", "mode must be given, got None; write dms.ServiceRolesMode.ENSURE")
            is_a(
                "DMS-R001",
                "roles",
                roles,
                (tuple, list),
                _EXAMPLE,
            )
            for role in roles or ():
                is_a("DMS-R001", "roles", role, ServiceRole, "dms.ServiceRole.VPC")
            if not roles or None in roles:
                raise ConfigurationError(
                    "DMS-R001",
                    f"roles must name at least one role, got none; write {_EXAMPLE}",
                    given=roles,
                )
            check_holds_resources(scope, construct_id)
            if mode is ServiceRolesMode.ENSURE and not can_be_lambda_backed(stack_of(scope)):
                raise _no_place_for_code()
        super().__init__(scope, construct_id)
        self._roles = tuple(dict.fromkeys(roles))
        self._mode = mode

        _SEEN[self] = SeenRoles(
            construct=self,
            mode=mode.value,
            roles=tuple(role.value for role in self._roles),
            is_shared=construct_id in {_SHARED_ID, _SHARED_OF_ENDPOINTS},
        )
        see(_SEEN[self])
        if mode is ServiceRolesMode.ENSURE:
            self._ensure()
        elif mode is ServiceRolesMode.CREATE:
            for role in self._roles:
                self._create(role)

    @property
    def mode(self) -> ServiceRolesMode:
        """How the roles come to be."""
        return self._mode

    @property
    def roles(self) -> tuple[ServiceRole, ...]:
        """The roles this construct provides."""
        return self._roles

    def require_vpc_role(self) -> None:
        """
        Raise unless `dms-vpc-role` is among the roles.

        Raises:
            ConfigurationError: `DMS-G003`.
        """
        if ServiceRole.VPC not in self._roles:
            raise ConfigurationError(
                "DMS-G003",
                "service_roles must include dms.ServiceRole.VPC: DMS does not make a subnet group without "
                f"dms-vpc-role; got {', '.join(role.value for role in self._roles)}; write "
                f"roles=({', '.join(as_code(role) for role in (*self._roles, ServiceRole.VPC))})",
                given=self._roles,
            )

    def require_endpoint_role(self) -> None:
        """
        Raise unless `dms-access-for-endpoint` is among the roles.

        Raises:
            ConfigurationError: `DMS-Y004`.
        """
        if ServiceRole.ACCESS_FOR_ENDPOINT not in self._roles:
            raise ConfigurationError(
                "DMS-Y004",
                "service_roles must include dms.ServiceRole.ACCESS_FOR_ENDPOINT: DMS makes the staging bucket of a "
                f"Redshift target with dms-access-for-endpoint; got {', '.join(role.value for role in self._roles)}; "
                f"write roles=({', '.join(as_code(role) for role in (*self._roles, ServiceRole.ACCESS_FOR_ENDPOINT))})",
                given=self._roles,
            )

    def _ensure(self) -> None:
        role_arns = [_role_arn(role) for role in self._roles]
        lambda_backed(
            self,
            resource_type="Custom::DmsServiceRoles",
            handler=_HANDLER,
            description="Creates the IAM roles that AWS DMS needs in an account when they are missing",
            policy_name="EnsureServiceRoles",
            statements=[
                iam.PolicyStatement(
                    actions=["iam:GetRole", "iam:CreateRole", "iam:ListAttachedRolePolicies"], resources=role_arns
                ),
                iam.PolicyStatement(
                    actions=["iam:AttachRolePolicy"],
                    resources=role_arns,
                    conditions={"ArnEquals": {"iam:PolicyARN": [_managed_policy_arn(role) for role in self._roles]}},
                ),
            ],
            timeout=_TIMEOUT,
            properties={"Roles": [_request(role) for role in self._roles]},
        )

    def _create(self, role: ServiceRole) -> None:
        fact = _fact(role)
        of_account = {"StringEquals": {"aws:SourceAccount": cdk.Aws.ACCOUNT_ID}}
        condition = of_account if fact["source_account_condition"] else {}
        iam.Role(
            self,
            "".join(part.capitalize() for part in role.value.split("-")),
            role_name=role.value,
            assumed_by=iam.CompositePrincipal(
                *(
                    iam.ServicePrincipal(service, conditions=given)
                    for services, given in ((fact["services"], condition), (fact.get("other_services", ()), {}))
                    for service in services
                )
            ),
            managed_policies=[
                iam.ManagedPolicy.from_managed_policy_arn(self, f"{role.name}Policy", _managed_policy_arn(role))
            ],
        )


# What the look at the app is told of each.
_SEEN: WeakKeyDictionary[IConstruct, SeenRoles] = WeakKeyDictionary()
# The shared roles of each stack, so that the tree is asked for them once.
_SHARED: WeakKeyDictionary[cdk.Stack, IConstruct] = WeakKeyDictionary()


def wait_for_service_roles(construct: Construct, node: Node, roles: ServiceRoles | None) -> None:
    """
    Let a construct, whose node was read already, wait for these roles, or else for the stack's own.

    Raises:
        ConfigurationError: `DMS-R002` when the stack can't have its own; the construct is out of the tree again then.
            Asking beforehand would cost every construct two calls of the CDK.
    """
    try:
        provided = roles or ServiceRoles.of(construct)
        node.add_dependency(provided)
        if provided in _SEEN:
            _SEEN[provided].users.append(construct)
    except ConfigurationError as error:
        path, parent = node.path, node.scope
        if parent is not None:
            parent.node.try_remove_child(node.id)
        raise error.at(path) from None


def wait_for_endpoint_role(construct: Construct, roles: ServiceRoles | None) -> None:
    """
    Let an endpoint wait for `dms-access-for-endpoint`: in these roles, or else in the stack's own.

    Raises:
        ConfigurationError: `DMS-R002` when the stack can't have its own.
    """
    provided: IConstruct | None = roles
    if provided is None:
        stack = stack_of(construct)
        provided = stack.node.try_find_child(_SHARED_OF_ENDPOINTS)
        if provided is None:
            provided = ServiceRoles(stack, _SHARED_OF_ENDPOINTS, roles=(ServiceRole.ACCESS_FOR_ENDPOINT,))
    construct.node.add_dependency(provided)
    if provided in _SEEN:
        _SEEN[provided].users.append(construct)


def _fact(role: ServiceRole) -> dict[str, Any]:
    fact: dict[str, Any] = facts.service_roles()["roles"][role.value]
    return fact


# The CDK has one token for each of its pseudo parameters, so these are made once.
@functools.cache
def _role_arn(role: ServiceRole) -> str:
    return f"arn:{cdk.Aws.PARTITION}:iam::{cdk.Aws.ACCOUNT_ID}:role/{role.value}"


@functools.cache
def _managed_policy_arn(role: ServiceRole) -> str:
    return f"arn:{cdk.Aws.PARTITION}:iam::aws:policy/{_fact(role)['managed_policy']}"


@functools.cache
def _request(role: ServiceRole) -> dict[str, Any]:
    """What the function is asked to ensure."""
    fact = _fact(role)
    request = {
        "RoleName": role.value,
        "ManagedPolicyArn": _managed_policy_arn(role),
        "Services": fact["services"],
    }
    if "other_services" in fact:
        request["OtherServices"] = fact["other_services"]
    if fact["source_account_condition"]:
        request["SourceAccount"] = cdk.Aws.ACCOUNT_ID
    return request


def _no_place_for_code() -> ConfigurationError:
    return ConfigurationError(
        "DMS-R002",
        "the service roles can't be ensured in a stack with a BootstraplessSynthesizer: a Lambda function ensures "
        "them, and such a stack can't deploy its code; pass "
        "service_roles=dms.ServiceRoles(self, 'ServiceRoles', mode=dms.ServiceRolesMode.EXISTING) if the account has "
        "the roles, or the same with mode=dms.ServiceRolesMode.CREATE if this stack should own them",
    )

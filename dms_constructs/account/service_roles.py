"""The account-wide roles that DMS looks up by name."""

from __future__ import annotations

import enum
from pathlib import Path
from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_iam as iam, aws_lambda as lambda_, aws_logs as logs, aws_s3_assets as s3_assets
from constructs import Construct, IConstruct

from dms_constructs._checks import is_a, located
from dms_constructs._construct import L1_ID, DmsConstruct
from dms_constructs.errors import ConfigurationError

__all__ = ["ServiceRole", "ServiceRoles", "ServiceRolesMode"]

_HANDLER = Path(__file__).parent / "handlers" / "service_roles"
# Found by this id, so that all constructs of a stack share one.
_SHARED_ID = "DmsServiceRoles"
# Some IAM calls, and fifteen seconds until new roles can be used.
_TIMEOUT_SECONDS = 120


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


# Per role: its AWS managed policy, who may assume it, and whether trust may be tied to the account. The logs role
# stops working under a source condition for some accounts (terraform-aws-modules/terraform-aws-dms#84).
_ROLES: dict[ServiceRole, tuple[str, tuple[str, ...], bool]] = {
    ServiceRole.VPC: ("AmazonDMSVPCManagementRole", ("dms.amazonaws.com",), True),
    ServiceRole.CLOUDWATCH_LOGS: ("AmazonDMSCloudWatchLogsRole", ("dms.amazonaws.com",), False),
    ServiceRole.ACCESS_FOR_ENDPOINT: (
        "AmazonDMSRedshiftS3Role",
        ("dms.amazonaws.com", "redshift.amazonaws.com"),
        True,
    ),
}


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
        """Return what a stack's DMS resources wait for: its shared `ServiceRoles`, made on first use."""
        stack = cdk.Stack.of(scope)
        return stack.node.try_find_child(_SHARED_ID) or ServiceRoles(stack, _SHARED_ID)

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
            ConfigurationError: `DMS-R001` for a wrong mode or role.
        """
        with located(scope, construct_id):
            is_a("DMS-R001", "mode", mode, ServiceRolesMode, "ServiceRolesMode.ENSURE")
            if mode is None:
                raise ConfigurationError("DMS-R001", "mode must be given, got None; write ServiceRolesMode.ENSURE")
            is_a("DMS-R001", "roles", roles, (tuple, list), "roles=(ServiceRole.VPC, ServiceRole.CLOUDWATCH_LOGS)")
            for role in roles or ():
                is_a("DMS-R001", "roles", role, ServiceRole, "ServiceRole.VPC")
            if not roles or None in roles:
                raise ConfigurationError("DMS-R001", "roles must name at least one role, got none", given=roles)
        super().__init__(scope, construct_id)
        self._roles = tuple(dict.fromkeys(roles))
        self._mode = mode

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
                "service_roles must include ServiceRole.VPC: DMS makes no subnet group without dms-vpc-role; "
                f"got {', '.join(role.value for role in self._roles)}",
                given=self._roles,
            )

    def _ensure(self) -> None:
        log_group = logs.LogGroup(
            self, "LogGroup", retention=logs.RetentionDays.ONE_MONTH, removal_policy=cdk.RemovalPolicy.DESTROY
        )
        role_arns = [f"arn:{cdk.Aws.PARTITION}:iam::{cdk.Aws.ACCOUNT_ID}:role/{role.value}" for role in self._roles]
        execution_role = iam.Role(
            self,
            "ExecutionRole",
            assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"),
            inline_policies={
                "EnsureServiceRoles": iam.PolicyDocument(
                    statements=[
                        iam.PolicyStatement(
                            actions=["iam:GetRole", "iam:CreateRole", "iam:ListAttachedRolePolicies"],
                            resources=role_arns,
                        ),
                        iam.PolicyStatement(
                            actions=["iam:AttachRolePolicy"],
                            resources=role_arns,
                            conditions={
                                "ArnEquals": {"iam:PolicyARN": [_managed_policy_arn(role) for role in self._roles]}
                            },
                        ),
                        iam.PolicyStatement(
                            actions=["logs:CreateLogStream", "logs:PutLogEvents"], resources=[log_group.log_group_arn]
                        ),
                    ]
                )
            },
        )
        code = s3_assets.Asset(self, "Code", path=str(_HANDLER), exclude=["__pycache__"])
        # Not lambda_.Function: it adds a dependency on the role that its reference to the role already is (W3005).
        function = lambda_.CfnFunction(
            self,
            "Function",
            description="Creates the IAM roles that AWS DMS needs in an account when they are missing",
            runtime="python3.14",
            handler="index.handler",
            code=lambda_.CfnFunction.CodeProperty(s3_bucket=code.s3_bucket_name, s3_key=code.s3_object_key),
            role=execution_role.role_arn,
            logging_config=lambda_.CfnFunction.LoggingConfigProperty(log_group=log_group.log_group_name),
            timeout=_TIMEOUT_SECONDS,
        )
        cdk.CustomResource(
            self,
            L1_ID,
            resource_type="Custom::DmsServiceRoles",
            service_token=function.attr_arn,
            properties={"Roles": [_request(role) for role in self._roles]},
        )

    def _create(self, role: ServiceRole) -> None:
        _, services, conditional = _ROLES[role]
        conditions: dict[str, Any] = {"StringEquals": {"aws:SourceAccount": cdk.Aws.ACCOUNT_ID}} if conditional else {}
        iam.Role(
            self,
            "".join(part.capitalize() for part in role.value.split("-")),
            role_name=role.value,
            assumed_by=iam.CompositePrincipal(
                *(iam.ServicePrincipal(service, conditions=conditions) for service in services)
            ),
            managed_policies=[
                iam.ManagedPolicy.from_managed_policy_arn(self, f"{role.name}Policy", _managed_policy_arn(role))
            ],
        )


def _managed_policy_arn(role: ServiceRole) -> str:
    return f"arn:{cdk.Aws.PARTITION}:iam::aws:policy/service-role/{_ROLES[role][0]}"


def _request(role: ServiceRole) -> dict[str, Any]:
    """What the function is asked to ensure, in full, so that a reviewer sees it in the template."""
    _, services, conditional = _ROLES[role]
    request: dict[str, Any] = {
        "RoleName": role.value,
        "ManagedPolicyArn": _managed_policy_arn(role),
        "Services": list(services),
    }
    if conditional:
        request["SourceAccount"] = cdk.Aws.ACCOUNT_ID
    return request

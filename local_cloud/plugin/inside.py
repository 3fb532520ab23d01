"""
MiniStack's private names that this plug-in uses, all of them: the reason why its version is pinned exactly.

Whoever raises the version reads the changes of these; `tests/local_cloud` notices most of what breaks.
"""

from __future__ import annotations

from ministack import app as ministack
from ministack.core.iam_evaluator import EvalContext, _conditions_met, _gather_role_policies, evaluate
from ministack.core.responses import get_account_id, get_region
from ministack.core.router import SERVICE_PATTERNS
from ministack.services import iam
from ministack.services.cloudformation import _stacks, stacks
from ministack.services.cloudformation.provisioners import (
    _CONDITIONALLY_REPLACING_PROPERTIES,
    _REPLACING_PROPERTIES,
    _RESOURCE_HANDLERS,
    _STACK_TAG_PROPERTY,
    _ec2_sg_permissions,
)
from ministack.services.ec2 import _security_groups, _subnets, _vpcs
from ministack.services.iam import _aws_managed_policies, _make_aws_managed_record, _roles
from ministack.services.kms import _resolve_key
from ministack.services.rds import _clusters, _instances
from ministack.services.secretsmanager import _resolve
from ministack.services.sns import _topics
from ministack.services.stepfunctions import _AWS_SDK_SERVICE_MAP

__all__ = [
    "AWS_MANAGED_POLICIES",
    "CONDITIONALLY_REPLACING",
    "DB_CLUSTERS",
    "DB_INSTANCES",
    "REPLACING",
    "RESOURCE_HANDLERS",
    "ROLES",
    "SDK_INTEGRATIONS",
    "SECURITY_GROUPS",
    "SERVICE_PATTERNS",
    "STACKS",
    "STACK_TAGS",
    "SUBNETS",
    "TOPICS",
    "VPCS",
    "EvalContext",
    "aws_managed_policy",
    "conditions_met",
    "evaluate",
    "find_key",
    "find_secret",
    "get_account_id",
    "get_region",
    "iam",
    "ministack",
    "role_policies",
    "security_group_rules",
    "stacks",
]

AWS_MANAGED_POLICIES = _aws_managed_policies
CONDITIONALLY_REPLACING = _CONDITIONALLY_REPLACING_PROPERTIES
DB_CLUSTERS = _clusters
DB_INSTANCES = _instances
REPLACING = _REPLACING_PROPERTIES
RESOURCE_HANDLERS = _RESOURCE_HANDLERS
ROLES = _roles
SDK_INTEGRATIONS = _AWS_SDK_SERVICE_MAP
SECURITY_GROUPS = _security_groups
STACKS = _stacks
STACK_TAGS = _STACK_TAG_PROPERTY
SUBNETS = _subnets
TOPICS = _topics
VPCS = _vpcs

aws_managed_policy = _make_aws_managed_record
conditions_met = _conditions_met
find_key = _resolve_key
find_secret = _resolve
role_policies = _gather_role_policies
security_group_rules = _ec2_sg_permissions

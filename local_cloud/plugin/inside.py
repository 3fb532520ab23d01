"""
MiniStack's private names that this plug-in uses, all of them: the reason why its version is pinned exactly.

Whoever raises the version reads the changes of these; `tests/local_cloud` notices most of what breaks.
"""

from __future__ import annotations

from ministack import app as ministack
from ministack.core.iam_evaluator import EvalContext, _conditions_met, _gather_role_policies, evaluate
from ministack.core.responses import get_account_id, get_region, request_scope
from ministack.core.router import SERVICE_PATTERNS
from ministack.services import iam
from ministack.services.cloudformation import _exports, _stacks, provisioners, stacks
from ministack.services.cloudformation.handlers import _ACTION_HANDLERS, _imported_export_names, _resolve_stack
from ministack.services.cloudformation.provisioners import (
    _CONDITIONALLY_REPLACING_PROPERTIES,
    _REPLACING_PROPERTIES,
    _RESOURCE_HANDLERS,
    _STACK_TAG_PROPERTY,
    _ec2_sg_permissions,
)
from ministack.services.cloudformation.stacks import _add_event, _with_dependencies
from ministack.services.ec2 import _security_groups, _subnets, _vpcs
from ministack.services.iam import _aws_managed_policies, _make_aws_managed_record, _roles
from ministack.services.kms import _resolve_key
from ministack.services.rds import _clusters, _instances, _subnet_groups
from ministack.services.s3 import _bucket_has_versions, _bucket_owner_account, _buckets, _put_object
from ministack.services.secretsmanager import _resolve
from ministack.services.sns import _topics
from ministack.services.stepfunctions import (
    _AWS_SDK_ERROR_CODE_OVERRIDES,
    _AWS_SDK_ERROR_PREFIX,
    _AWS_SDK_SERVICE_MAP,
)

__all__ = [
    "AWS_MANAGED_POLICIES",
    "BUCKETS",
    "CONDITIONALLY_REPLACING",
    "DB_CLUSTERS",
    "DB_INSTANCES",
    "DB_SUBNET_GROUPS",
    "EXPORTS",
    "EvalContext",
    "REPLACING",
    "RESOURCE_HANDLERS",
    "ROLES",
    "SDK_ERROR_NAMES",
    "SDK_ERROR_PREFIXES",
    "SDK_INTEGRATIONS",
    "SECURITY_GROUPS",
    "SERVICE_PATTERNS",
    "STACKS",
    "STACK_ACTIONS",
    "STACK_TAGS",
    "SUBNETS",
    "TOPICS",
    "VPCS",
    "add_event",
    "aws_managed_policy",
    "bucket_has_versions",
    "bucket_owner",
    "conditions_met",
    "evaluate",
    "find_key",
    "find_secret",
    "find_stack",
    "get_account_id",
    "get_region",
    "iam",
    "imported_names",
    "ministack",
    "provisioners",
    "put_object",
    "request_scope",
    "role_policies",
    "security_group_rules",
    "stacks",
    "with_dependencies",
]

AWS_MANAGED_POLICIES = _aws_managed_policies
BUCKETS = _buckets
CONDITIONALLY_REPLACING = _CONDITIONALLY_REPLACING_PROPERTIES
DB_CLUSTERS = _clusters
DB_INSTANCES = _instances
DB_SUBNET_GROUPS = _subnet_groups
EXPORTS = _exports
REPLACING = _REPLACING_PROPERTIES
RESOURCE_HANDLERS = _RESOURCE_HANDLERS
ROLES = _roles
SDK_ERROR_NAMES = _AWS_SDK_ERROR_CODE_OVERRIDES
SDK_ERROR_PREFIXES = _AWS_SDK_ERROR_PREFIX
SDK_INTEGRATIONS = _AWS_SDK_SERVICE_MAP
SECURITY_GROUPS = _security_groups
STACKS = _stacks
STACK_ACTIONS = _ACTION_HANDLERS
STACK_TAGS = _STACK_TAG_PROPERTY
SUBNETS = _subnets
TOPICS = _topics
VPCS = _vpcs

add_event = _add_event
aws_managed_policy = _make_aws_managed_record
bucket_has_versions = _bucket_has_versions
bucket_owner = _bucket_owner_account
conditions_met = _conditions_met
find_key = _resolve_key
find_secret = _resolve
find_stack = _resolve_stack
put_object = _put_object
imported_names = _imported_export_names
role_policies = _gather_role_policies
security_group_rules = _ec2_sg_permissions
with_dependencies = _with_dependencies

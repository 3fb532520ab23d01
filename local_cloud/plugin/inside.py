"""
MiniStack's private names that this plug-in uses, all of them: the reason why its version is pinned exactly.

Whoever raises the version reads the changes of these; `tests/local_cloud` notices most of what breaks.
"""

from __future__ import annotations

from ministack import app as ministack
from ministack.core import lambda_runtime
from ministack.core.concurrency import run_reentrant
from ministack.core.iam_actions import (
    SERVICE_TO_IAM_NAMESPACE,
    access_denied_response,
    extract_iam_action,
    extract_resource_arn,
    identity_denial_message,
    request_tag_context,
    s3_additional_checks,
    s3_service_context,
)
from ministack.core.iam_evaluator import (
    _ALWAYS_ALLOWED_ACTIONS,
    EvalContext,
    _conditions_met,
    _gather_role_policies,
    _resolve_managed_policy_document,
    _resource_policy as _policy_of_resource,
    combine_resource_policy,
    evaluate,
    parse_policy_document,
)
from ministack.core.responses import get_account_id, get_region, request_scope
from ministack.core.router import SERVICE_PATTERNS, detect_service
from ministack.services import iam, lambda_svc as lambda_service, rds
from ministack.services.cloudformation import (
    _change_sets,
    _exports,
    _stacks,
    changesets,
    custom_resource,
    handlers,
    provisioners,
    stacks,
)
from ministack.services.cloudformation.custom_resource import _normalise_resource_properties, _response_url
from ministack.services.cloudformation.engine import (
    _NO_VALUE,
    _evaluate_conditions,
    _extract_deps,
    _parse_template,
    _resolve_dynamic_references,
    _resolve_refs,
    _topological_sort,
)
from ministack.services.cloudformation.handlers import _ACTION_HANDLERS, _imported_export_names, _resolve_stack
from ministack.services.cloudformation.helpers import _error, _resolve_template
from ministack.services.cloudformation.provisioners import (
    _CONDITIONALLY_REPLACING_PROPERTIES,
    _CUSTOM_NAME_REPLACEMENT,
    _DEFERRED_PREDECESSOR_DELETES,
    _NAME_SEED,
    _REPLACING_PROPERTIES,
    _RESOURCE_HANDLERS,
    _RETAIN_REPLACED,
    _STACK_TAG_PROPERTY,
    _delete_resource,
    _ec2_sg_permissions,
    _ec_query,
    _physical_name,
    _replacing_change,
    _snapshot_resource,
    _with_stack_tags,
)
from ministack.services.cloudformation.stacks import (
    CLIENT_REQUEST_TOKEN,
    _add_event,
    _fail_property_validation,
    _provision_keeping_seed,
    _resolve_stack_outputs,
    _resource_policy,
    _runs_on_worker_thread,
    _update_keeping_seed,
    _with_dependencies,
)
from ministack.services.cloudwatch_logs import _log_groups
from ministack.services.documentdb import _clusters as _document_clusters
from ministack.services.ec2 import _route_tables, _security_groups, _subnets, _vpc_endpoints, _vpcs
from ministack.services.iam import _aws_managed_policies, _make_aws_managed_record, _roles
from ministack.services.kinesis import _streams
from ministack.services.kms import _resolve_key
from ministack.services.lambda_svc import (
    _execute_function_with_config_scope,
    _execution_record_for_config,
    _get_func_record_for_ref,
    executions_in_flight,
)
from ministack.services.msk import (
    _bootstrap_strings,
    _clusters as _broker_clusters,
    _create_cluster as _create_broker_cluster,
)
from ministack.services.rds import (
    _ACTION_MAP,
    AURORA_MYSQL_ENGINE_VERSION_SET,
    AURORA_POSTGRESQL_ENGINE_VERSION_SET,
    _attach_cluster_to_global,
    _clusters,
    _db_cluster_param_groups,
    _db_cluster_snapshots,
    _db_proxies,
    _global_cluster_writer_cluster,
    _global_clusters,
    _instances,
    _param_groups,
    _subnet_groups,
)
from ministack.services.s3 import _bucket_has_versions, _bucket_owner_account, _buckets, _put_object
from ministack.services.secretsmanager import _resolve
from ministack.services.sns import _topics
from ministack.services.stepfunctions import (
    _AWS_SDK_ERROR_CODE_OVERRIDES,
    _AWS_SDK_ERROR_PREFIX,
    _AWS_SDK_SERVICE_MAP,
)
from ministack.services.tagging import resource_tags

__all__ = [
    "DB_CLUSTER_SNAPSHOTS",
    "rds",
    "physical_name",
    "join_global_cluster",
    "global_writer",
    "as_query",
    "RDS_ACTIONS",
    "GLOBAL_CLUSTERS",
    "DB_PROXIES",
    "DB_PARAMETER_GROUPS",
    "DB_CLUSTER_PARAMETER_GROUPS",
    "CUSTOM_NAME_REPLACEMENT",
    "AURORA_VERSIONS",
    "ALWAYS_ALLOWED",
    "AWS_MANAGED_POLICIES",
    "BROKER_CLUSTERS",
    "BUCKETS",
    "CHANGE_SETS",
    "CLIENT_REQUEST_TOKEN",
    "CONDITIONALLY_REPLACING",
    "DB_CLUSTERS",
    "DB_INSTANCES",
    "DB_SUBNET_GROUPS",
    "DOCUMENT_CLUSTERS",
    "EXPORTS",
    "EvalContext",
    "FunctionWorker",
    "IAM_NAMESPACES",
    "KEEP_PREDECESSOR",
    "LOG_GROUPS",
    "NAME_SEED",
    "NO_VALUE",
    "PUT_OFF",
    "REPLACING",
    "RESOURCE_HANDLERS",
    "ROLES",
    "ROUTE_TABLES",
    "SDK_ERROR_NAMES",
    "SDK_ERROR_PREFIXES",
    "SDK_INTEGRATIONS",
    "SECURITY_GROUPS",
    "SERVICE_PATTERNS",
    "STACKS",
    "STACK_ACTIONS",
    "STACK_TAGS",
    "STREAMS",
    "SUBNETS",
    "TOPICS",
    "VPCS",
    "VPC_ENDPOINTS",
    "access_denied_response",
    "add_event",
    "answer_url",
    "api_error",
    "as_strings",
    "aws_managed_policy",
    "brokers_of",
    "bucket_has_versions",
    "bucket_owner",
    "change",
    "changesets",
    "combine_policies",
    "conditions_met",
    "custom_resource",
    "denial_message",
    "dependencies",
    "detect_service",
    "evaluate",
    "evaluate_conditions",
    "fail_validation",
    "find_function",
    "find_key",
    "find_secret",
    "find_stack",
    "get_account_id",
    "get_region",
    "handlers",
    "iam",
    "iam_action",
    "imported_names",
    "lambda_runtime",
    "lambda_service",
    "make_broker_cluster",
    "managed_policy",
    "ministack",
    "more_s3_checks",
    "parse_policy",
    "parse_template",
    "policy_of_resource",
    "provision",
    "provisioners",
    "put_object",
    "remove",
    "replaces",
    "request_scope",
    "resolve_dynamic_references",
    "resolve_outputs",
    "resolve_references",
    "resolve_template",
    "resource_arn",
    "resource_policy",
    "resource_tags",
    "role_policies",
    "routing_parameters",
    "run_function",
    "run_reentrant",
    "running_functions",
    "runs_on_thread",
    "s3_keys",
    "security_group_rules",
    "snapshot",
    "stacks",
    "tags_of_request",
    "topological_sort",
    "with_configuration",
    "with_dependencies",
    "with_stack_tags",
]

ALWAYS_ALLOWED = _ALWAYS_ALLOWED_ACTIONS
AURORA_VERSIONS = {
    "aurora-mysql": AURORA_MYSQL_ENGINE_VERSION_SET,
    "aurora-postgresql": AURORA_POSTGRESQL_ENGINE_VERSION_SET,
}
AWS_MANAGED_POLICIES = _aws_managed_policies
BROKER_CLUSTERS = _broker_clusters
BUCKETS = _buckets
CHANGE_SETS = _change_sets
CONDITIONALLY_REPLACING = _CONDITIONALLY_REPLACING_PROPERTIES
CUSTOM_NAME_REPLACEMENT = _CUSTOM_NAME_REPLACEMENT
DB_CLUSTERS = _clusters
DB_CLUSTER_PARAMETER_GROUPS = _db_cluster_param_groups
DB_CLUSTER_SNAPSHOTS = _db_cluster_snapshots
DB_INSTANCES = _instances
DB_PARAMETER_GROUPS = _param_groups
DB_PROXIES = _db_proxies
DB_SUBNET_GROUPS = _subnet_groups
DOCUMENT_CLUSTERS = _document_clusters
EXPORTS = _exports
GLOBAL_CLUSTERS = _global_clusters
IAM_NAMESPACES = SERVICE_TO_IAM_NAMESPACE
KEEP_PREDECESSOR = _RETAIN_REPLACED
LOG_GROUPS = _log_groups
NAME_SEED = _NAME_SEED
NO_VALUE = _NO_VALUE
PUT_OFF = _DEFERRED_PREDECESSOR_DELETES
RDS_ACTIONS = _ACTION_MAP
REPLACING = _REPLACING_PROPERTIES
RESOURCE_HANDLERS = _RESOURCE_HANDLERS
ROLES = _roles
ROUTE_TABLES = _route_tables
SDK_ERROR_NAMES = _AWS_SDK_ERROR_CODE_OVERRIDES
SDK_ERROR_PREFIXES = _AWS_SDK_ERROR_PREFIX
SDK_INTEGRATIONS = _AWS_SDK_SERVICE_MAP
SECURITY_GROUPS = _security_groups
STACKS = _stacks
STACK_ACTIONS = _ACTION_HANDLERS
STACK_TAGS = _STACK_TAG_PROPERTY
STREAMS = _streams
SUBNETS = _subnets
TOPICS = _topics
VPCS = _vpcs
VPC_ENDPOINTS = _vpc_endpoints

FunctionWorker = lambda_runtime.Worker

add_event = _add_event
answer_url = _response_url
api_error = _error
as_query = _ec_query
as_strings = _normalise_resource_properties
aws_managed_policy = _make_aws_managed_record
brokers_of = _bootstrap_strings
bucket_has_versions = _bucket_has_versions
bucket_owner = _bucket_owner_account
change = _update_keeping_seed
combine_policies = combine_resource_policy
conditions_met = _conditions_met
denial_message = identity_denial_message
dependencies = _extract_deps
evaluate_conditions = _evaluate_conditions
fail_validation = _fail_property_validation
find_function = _get_func_record_for_ref
find_key = _resolve_key
find_secret = _resolve
find_stack = _resolve_stack
global_writer = _global_cluster_writer_cluster
iam_action = extract_iam_action
imported_names = _imported_export_names
join_global_cluster = _attach_cluster_to_global
make_broker_cluster = _create_broker_cluster
managed_policy = _resolve_managed_policy_document
more_s3_checks = s3_additional_checks
parse_policy = parse_policy_document
parse_template = _parse_template
physical_name = _physical_name
policy_of_resource = _policy_of_resource
provision = _provision_keeping_seed
put_object = _put_object
remove = _delete_resource
replaces = _replacing_change
resolve_dynamic_references = _resolve_dynamic_references
resolve_outputs = _resolve_stack_outputs
resolve_references = _resolve_refs
resolve_template = _resolve_template
resource_arn = extract_resource_arn
resource_policy = _resource_policy
role_policies = _gather_role_policies
routing_parameters = vars(ministack)["_routing_params"]
run_function = _execute_function_with_config_scope
running_functions = executions_in_flight
runs_on_thread = _runs_on_worker_thread
s3_keys = s3_service_context
security_group_rules = _ec2_sg_permissions
snapshot = _snapshot_resource
tags_of_request = request_tag_context
topological_sort = _topological_sort
with_configuration = _execution_record_for_config
with_dependencies = _with_dependencies
with_stack_tags = _with_stack_tags

"""What is noted of each construct here while the app is made, in Python alone: asking Node takes longer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2, aws_iam as iam, aws_secretsmanager as secretsmanager
from constructs import IConstruct

from dms_constructs._construct import WARNING_PREFIX
from dms_constructs._remembered import Remembering
from dms_constructs.endpoint_facts import EndpointFacts
from dms_constructs.errors import ConfigurationError, Finding, is_unresolved
from dms_constructs.task_plan import TaskPlan

if TYPE_CHECKING:
    # Slow to load, and many apps have no database.
    from aws_cdk import aws_rds as rds

__all__ = [
    "LOOKED_UP_LATER",
    "Network",
    "Seen",
    "SeenEndpoint",
    "SeenGroup",
    "SeenKeyOfRole",
    "SeenLoading",
    "SeenLogin",
    "SeenPlaced",
    "SeenRole",
    "SeenRoles",
    "SeenSecretField",
    "SeenSecretLogin",
    "SeenServiceRole",
    "SeenTask",
    "SeenVpcEndpoints",
    "Told",
    "account_of",
    "environment_of",
    "is_acknowledged",
    "is_elsewhere",
    "partition_of",
    "is_in_tree",
    "known_endpoints",
    "region_of",
]

LOOKED_UP_LATER = "vpc-12345"
"""What the CDK takes for the id of a VPC until it has looked it up."""

Told = tuple[IConstruct, ConfigurationError | Finding]
"""What the look at an app tells, at the construct where it is said."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Seen:
    """A construct that makes a resource of DMS, or something for it."""

    construct: IConstruct
    resource: Remembering | None = None
    """What is known of its L1 construct; None where there is none."""
    has_fixed_name: bool | None = None
    """Whether the name of its resource was given; None where that shows in the properties."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class SeenLogin(Seen):
    """How an endpoint logs in."""

    peer: ec2.IConnectable | None = None
    """What stands before the database, where it is known."""
    database: rds.IDatabaseCluster | rds.IDatabaseInstance | None = None
    """The database, where it is known."""
    host: str | None = None
    """Where it is, where it is not known which one it is."""
    is_behind_proxy: bool = False
    """Whether the way to it leads through RDS Proxy."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class SeenSecretLogin(SeenLogin):
    """How an endpoint logs in with a secret."""

    secret: secretsmanager.ISecret
    role: iam.IRole | None
    """The user's own role that reads the secret; None where one is made."""
    what: str = "the connection's secret"
    """What messages call the secret."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class SeenSecretField(Seen):
    """A field of a secret that CloudFormation reads for an endpoint."""

    secret: secretsmanager.ISecret
    argument: str
    """What it was given for."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class SeenServiceRole(Seen):
    """A role of the user's own by which DMS gets at what an endpoint stands for."""

    role: iam.IRole
    kind: str
    """Which role of the facts it stands for."""
    needs: Sequence[tuple[Sequence[str], Sequence[str]]]
    """Actions that it needs, each with its resources."""
    argument: str = "service_access_role"
    """What the user calls it."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class SeenKeyOfRole(Seen):
    """A key that a role needs which was made for an endpoint."""

    role: iam.CfnRole
    key_arn: str
    actions: Sequence[str]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class SeenRole(Seen):
    """A role that was made for DMS, or a policy of one that was made for it, with wildcards."""

    role: iam.CfnRole | iam.CfnRolePolicy | iam.CfnPolicy
    wildcards: Mapping[str, str]
    """Why there is each: `Resource::...` or `Action::...`, as cdk-nag calls what it finds."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Network:
    """Where an instance or a serverless replication is placed."""

    vpc: ec2.IVpc
    group: IConstruct | None
    """Its subnet group."""
    security_groups: Sequence[ec2.ISecurityGroup] = ()
    """Those that were given to it."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class SeenEndpoint(Seen):
    """An endpoint that others made, or that is imported; what is known of ours stands in their tasks."""

    arn: str
    known: EndpointFacts


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class SeenTask(Seen):
    """A replication task or a serverless replication."""

    plan: TaskPlan
    source: str
    """The ARN of its source: an endpoint that is imported twice is one."""
    target: str
    """The ARN of its target."""
    compute: IConstruct | None = None
    """The instance it runs on; None for a serverless replication."""

    @property
    def ends(self) -> tuple[tuple[str, EndpointFacts], tuple[str, EndpointFacts]]:
        """Its endpoints, with what is known of them."""
        return (self.source, self.plan.source), (self.target, self.plan.target)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class SeenLoading(Seen):
    """A target whose database is made to be loaded, until somebody says that it serves."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class SeenPlaced(Seen):
    """A replication instance, or a serverless replication by its network."""

    network: Network
    zone: str | None = None
    """The Availability Zone that it insists on."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class SeenGroup(Seen):
    """A subnet group."""

    vpc: ec2.IVpc
    subnet_ids: Sequence[str]
    zones: Sequence[str]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class SeenVpcEndpoints(Seen):
    """The VPC endpoints of a VPC, as one construct makes what was missing."""

    vpc: ec2.IVpc


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class SeenRoles(Seen):
    """The service roles of an account, as one construct provides them."""

    mode: str
    roles: tuple[str, ...]
    is_shared: bool
    """Whether a stack made them for itself."""
    users: list[IConstruct] = field(default_factory=list)
    """What waits for them."""


def known_endpoints(seen: Iterable[Seen]) -> Iterator[tuple[IConstruct, str, EndpointFacts]]:
    """Yield the endpoints of ours with their ARNs and what is known of them."""
    for each in seen:
        known = getattr(each.construct, "endpoint_facts", None)
        if isinstance(known, EndpointFacts):
            endpoint: Any = each.construct
            yield endpoint, endpoint.endpoint_arn, known


# A call to Node each, so each is asked for alone, and once.
_ACCOUNTS: WeakKeyDictionary[cdk.Stack, str] = WeakKeyDictionary()
_PARTITIONS: WeakKeyDictionary[cdk.Stack, str] = WeakKeyDictionary()
_REGIONS: WeakKeyDictionary[cdk.Stack, str] = WeakKeyDictionary()


def account_of(stack: cdk.Stack) -> str:
    """Return the account of a stack; a token where it is known at deployment only."""
    if stack not in _ACCOUNTS:
        _ACCOUNTS[stack] = stack.account
    return _ACCOUNTS[stack]


def partition_of(stack: cdk.Stack) -> str:
    """Return the partition of a stack; a token where it is known at deployment only."""
    if stack not in _PARTITIONS:
        _PARTITIONS[stack] = stack.partition
    return _PARTITIONS[stack]


def region_of(stack: cdk.Stack) -> str:
    """Return the region of a stack; a token where it is known at deployment only."""
    if stack not in _REGIONS:
        _REGIONS[stack] = stack.region
    return _REGIONS[stack]


def is_elsewhere(there: str, stack: cdk.Stack, of_stack: Callable[[cdk.Stack], str]) -> bool:
    """Whether an account or a region is known to be another than the stack's, which is asked for only where needed."""
    if not there or is_unresolved(there):
        return False
    here = of_stack(stack)
    return there != here and not is_unresolved(here)


def environment_of(stack: cdk.Stack) -> object:
    """Return what is equal for stacks that are surely deployed into one account and region."""
    env = account_of(stack), region_of(stack)
    if not any(map(is_unresolved, env)):
        return env
    if stack not in _STAGES:
        _STAGES[stack] = cdk.Stage.of(stack)
    return _STAGES[stack] or stack


_STAGES: WeakKeyDictionary[cdk.Stack, cdk.Stage | None] = WeakKeyDictionary()


def is_in_tree(construct: IConstruct) -> bool:
    """Whether a construct is still where it was made: one that was refused is taken out again, with all inside it."""
    above: Any = construct
    for scope in reversed(construct.node.scopes[:-1]):
        if scope.node.try_find_child(above.node.id) is not above:
            return False
        above = scope
    return True


def is_acknowledged(construct: IConstruct, code: str) -> bool:
    """Whether an error that only the whole app shows is acknowledged for a construct or above it, as warnings are."""
    rules = (
        entry.data
        for scope in construct.node.scopes
        for entry in scope.node.metadata
        if entry.type == cdk.Validations.ACKNOWLEDGED_RULES_METADATA_KEY
    )
    return any(rule.endswith(f"{WARNING_PREFIX}{code}") for known in rules for rule in known)

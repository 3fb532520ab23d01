"""What all constructs here do in the same way."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterable, Iterator
from typing import Any, ClassVar, TypeVar, cast
from weakref import ReferenceType, WeakKeyDictionary, ref

import aws_cdk as cdk
import jsii
from aws_cdk import aws_ec2 as ec2, interfaces
from constructs import Construct, DependencyGroup, IConstruct

from dms_constructs._aws_names import place_in_arn
from dms_constructs._checks import is_a, is_object_with, provides
from dms_constructs._code import SELF, Variable, call
from dms_constructs._remembered import Remembering
from dms_constructs.errors import ConfigurationError, Finding, is_unresolved, shown

R = TypeVar("R", bound=cdk.CfnResource)
T = TypeVar("T")

WARNING_PREFIX = "dms-constructs:"

L1_ID = "Default"
"""The id of the L1 construct inside each construct: hidden in logical ids, see docs/decisions/0002."""


def warn(construct: IConstruct, findings: Iterable[Finding]) -> None:
    """
    Turn findings into warnings with stable ids, to be acknowledged in either of the CDK's own ways.

    An acknowledgement counts for the construct, its stack or its stage, before or after the construct is made; on the
    app itself the CDK looks for one only among the constructs that are there, so it is written after them.
    """
    for finding in findings:
        # Not Validations.add_warning: it puts `Annotation::` before the id, and acknowledge_warning misses it then.
        cdk.Annotations.of(construct).add_warning_v2(f"{WARNING_PREFIX}{finding.id}", str(finding))


@contextlib.contextmanager
def nothing_left(scope: Construct, construct_id: str) -> Iterator[None]:
    """Take a construct out of its scope again when one of its parts is refused."""
    try:
        yield
    except ConfigurationError:
        scope.node.try_remove_child(construct_id)
        raise


def l1(resource: type[R], props: type, scope: Construct, construct_id: str = L1_ID, /, **properties: object) -> R:
    """
    Make an L1 construct of which every property has been checked, or made, by this library.

    Generated classes compare each argument with its type before they hand it to Node, which compares it again. For a
    task that takes longer than everything else done for it in Python, so the first of the two is left out here; see
    docs/decisions/0012.

    Args:
        resource: The generated class.
        props: The generated class of its properties, which knows how Node spells them.
        scope: The construct that it becomes a child of.
        construct_id: Its name there; by default it is the default child.
        properties: The properties, as the generated class names them; None for one that is not there.
    """
    return created(resource, props, scope, construct_id, **properties)


def created(cls: type[T], props: type, *arguments: object, **properties: object) -> T:
    """
    Make anything of the CDK's as `l1` does, of which every property has been checked, or made, by this library.

    Args:
        cls: Its class.
        props: The class of its properties, which knows how Node spells them.
        arguments: What comes before the properties: a scope and an id.
        properties: The properties, as the class names them; None for one that is not there.
    """
    spelled = cast("Any", props).__jsii_name_mapping__
    made = cls.__new__(cls)
    given = {spelled[name]: value for name, value in properties.items() if value is not None}
    if isinstance(made, Remembering):
        made.keep(given)
    jsii.create(cls, made, [*arguments, given])
    return made


def check_removal_policy(policy: cdk.RemovalPolicy | None) -> None:
    """Raise unless the policy is one that DMS resources know."""
    is_a("DMS-A001", "removal_policy", policy, cdk.RemovalPolicy, "cdk.RemovalPolicy.RETAIN")
    if policy is cdk.RemovalPolicy.SNAPSHOT:
        raise ConfigurationError(
            "DMS-A003",
            "removal_policy must not be SNAPSHOT: CloudFormation takes no snapshots of DMS resources; "
            "write removal_policy=cdk.RemovalPolicy.RETAIN or removal_policy=cdk.RemovalPolicy.DESTROY",
            given=policy,
        )


def check_network(vpc: ec2.IVpc, selection: ec2.SubnetSelection | None) -> None:
    """Raise unless these are a VPC and a selection of its subnets."""
    if not is_object_with(vpc, "select_subnets"):
        named = vpc if isinstance(vpc, str) and vpc and not is_unresolved(vpc) else "main"
        given = {"vpc_id" if named.startswith("vpc-") else "vpc_name": named}
        looked_up = f"{call('ec2.Vpc.from_lookup', SELF, 'Vpc', **given)}, in a stack with env"
        provides("vpc", vpc, "select_subnets", "a VPC", looked_up, required=True)
    if selection is not None and not isinstance(selection, ec2.SubnetSelection):
        is_a("DMS-A001", "vpc_subnets", selection, ec2.SubnetSelection, _selecting(selection))


def _selecting(given: object) -> str:
    """Return how a selection is written of what was given in its place: subnets, or their type."""
    made: dict[str, object] = {"subnet_type": ec2.SubnetType.PRIVATE_WITH_EGRESS}
    if isinstance(given, ec2.SubnetType):
        made = {"subnet_type": given}
    elif isinstance(given, ec2.SelectedSubnets):
        made = {"subnets": Variable("vpc_subnets.subnets")}
    elif isinstance(given, list | tuple) and given and all(is_object_with(each, "subnet_id") for each in given):
        made = {"subnets": Variable("vpc_subnets")}
    return call("ec2.SubnetSelection", **made)


def let_in(
    scope: Construct, database: ec2.Connections, client: ec2.Connections, port: ec2.Port, description: str
) -> None:
    """
    Open the database's security groups for the client's.

    The CDK puts such rules beside the database's groups. When these are in another stack than the client's, that
    stack would need this one, which needs the database already: the rules then go into the scope's stack.
    """
    here = cdk.Stack.of(scope).node.addr
    theirs, ours = _stacks(database), _stacks(client)
    if theirs == {here} or len(theirs | ours) == 1:
        database.allow_from(client, port, description)
        return
    _in_stack_of(scope, database).allow_from(_in_stack_of(scope, client), port, description)


def _stacks(connections: ec2.Connections) -> set[str]:
    return {cdk.Stack.of(group).node.addr for group in connections.security_groups}


def _in_stack_of(scope: Construct, connections: ec2.Connections) -> ec2.Connections:
    """Refer to the same groups from this scope: rules for them are then made here."""
    groups = []
    for group in connections.security_groups:
        construct_id = f"Opens{cdk.Names.node_unique_id(group.node)}"
        known = cast("ec2.ISecurityGroup | None", scope.node.try_find_child(construct_id))
        groups.append(
            known
            or ec2.SecurityGroup.from_security_group_id(
                scope, construct_id, group.security_group_id, allow_all_outbound=group.allow_all_outbound
            )
        )
    return ec2.Connections(security_groups=groups)


def select_subnets(vpc: ec2.IVpc, selection: ec2.SubnetSelection | None) -> ec2.SelectedSubnets:
    """
    Select subnets as the CDK does: those asked for, or private ones, or isolated ones, or public ones.

    Raises:
        ConfigurationError: `DMS-G004` when the VPC has none of these.
    """
    asked: dict[str, Any] = {} if selection is None else {name: _listed(getattr(selection, name)) for name in _ASKED}
    known = _SELECTED.setdefault(vpc, {})
    key = tuple(tuple(value) if isinstance(value, list) else value for value in asked.values())
    if key in known:
        return known[key]
    try:
        known[key] = vpc.select_subnets(**asked)
    except RuntimeError as error:  # what Node raises
        reason = _NAME_OF_ERROR.sub("", str(error).partition("\n")[0]).strip().rstrip(".")
        raise ConfigurationError(
            "DMS-G004",
            f"the VPC has no such subnets ({reason}); {_other_subnets(vpc)}, or import the VPC "
            "with its private_subnet_ids, availability_zones and private_subnet_route_table_ids",
        ) from None
    return known[key]


_NAME_OF_ERROR = re.compile(r"^\w+: ")
"""What Node puts before a message."""


def _other_subnets(vpc: ec2.IVpc) -> str:
    """Say how subnets are selected that the VPC has."""
    types = ec2.SubnetType
    kinds = {
        types.PRIVATE_WITH_EGRESS: vpc.private_subnets,
        types.PRIVATE_ISOLATED: vpc.isolated_subnets,
        types.PUBLIC: vpc.public_subnets,
    }
    has = next((kind for kind, subnets in kinds.items() if subnets), None)
    return f"write vpc_subnets={_selecting(has)}" if has is not None else "select others with vpc_subnets"


_ASKED = ("availability_zones", "one_per_az", "subnet_filters", "subnet_group_name", "subnets", "subnet_type")


def _listed(value: object) -> object:
    """Return a tuple as a list: Node takes no tuple."""
    return list(value) if isinstance(value, tuple) else value


# What a VPC selects, by what was asked: the same each time, and it takes seven calls to Node.
_SELECTED: WeakKeyDictionary[ec2.IVpc, dict[tuple[object, ...], ec2.SelectedSubnets]] = WeakKeyDictionary()


def check_holds_resources(scope: IConstruct, construct_id: str) -> None:
    """Raise for an app or a stage, which hold stacks."""
    if _holds_stacks(scope):
        raise _no_resources_in(scope).at(f"{scope.node.path}/{construct_id}".lstrip("/"))


def _holds_stacks(scope: IConstruct) -> bool:
    return hasattr(type(scope), "parent_stage")


def _no_resources_in(scope: IConstruct) -> ConfigurationError:
    return ConfigurationError(
        "DMS-A001",
        f"scope must be a stack, or a construct in one, got {shown(scope)}; write "
        f"stack = {call('cdk.Stack', Variable('scope'), 'Migration')} and give that",
        given=scope,
    )


def stack_of(scope: IConstruct) -> cdk.Stack:
    """Return the stack that a construct is in, or raise for an app or a stage; Node is asked only where it must be."""
    if isinstance(scope, cdk.Stack):
        return scope
    if isinstance(scope, DmsConstruct):
        return scope.stack
    if _holds_stacks(scope):
        raise _no_resources_in(scope)
    known = _STACKS.get(scope)
    stack = known() if known is not None else None
    if stack is None:
        stack = cdk.Stack.of(scope)
        _STACKS[scope] = ref(stack)
    return stack


_STACKS: WeakKeyDictionary[IConstruct, ReferenceType[cdk.Stack]] = WeakKeyDictionary()


def first_of(stack: cdk.Stack) -> DependencyGroup:
    """
    Return what the instances of a stack wait for: nothing, until tasks there have a life cycle.

    An instance is made with a dependency in any case, so this one costs no call to Node of its own.
    """
    if stack not in _FIRST:
        _FIRST[stack] = DependencyGroup()
    return _FIRST[stack]


_FIRST: WeakKeyDictionary[cdk.Stack, DependencyGroup] = WeakKeyDictionary()


def path_of(construct: IConstruct) -> str:
    """Return where a construct is in the app; Node is asked only for what is not known here."""
    if isinstance(construct, DmsConstruct):
        return construct._path()  # noqa: SLF001  # not for users, who have node.path
    if construct not in _PATHS:
        _PATHS[construct] = construct.node.path
    return _PATHS[construct]


_PATHS: WeakKeyDictionary[IConstruct, str] = WeakKeyDictionary()


class DmsConstruct(Construct):
    """
    The base of all constructs here: it knows its stack and environment, as those of the CDK do.

    Not `cdk.Resource`, which asks Node for both when it is made: an empty one costs more than a third of a bare L1.
    """

    # jsii compares each attribute of a class with each interface of its bases; `Construct` names them already.
    __jsii_ifaces__: ClassVar[list[type]] = []

    def __init__(self, scope: Construct, construct_id: str) -> None:
        if not isinstance(self, Imported):  # which makes no resource, so it needs no stack
            check_holds_resources(scope, construct_id)
        # As `Construct` does after checking types: scope and id are checked already, where arguments are.
        jsii.create(Construct, self, [scope, construct_id])
        # Weak, so that what is remembered by stack is forgotten with it.
        self._scope = ref(scope)
        self._id = construct_id
        self._stack: ReferenceType[cdk.Stack] | None = None

    def _path(self) -> str:
        """Where it is in the app."""
        scope = self._scope()
        parent = path_of(scope) if scope is not None else ""
        return f"{parent}/{self._id}" if parent else self._id

    @property
    def stack(self) -> cdk.Stack:
        """The stack it belongs to."""
        stack = self._stack() if self._stack is not None else None
        if stack is None:
            scope = self._scope()
            stack = stack_of(scope) if scope is not None else cdk.Stack.of(self)
            self._stack = ref(stack)
        return stack

    @property
    def env(self) -> interfaces.ResourceEnvironment:
        """The account and region it belongs to: its stack's, or those in the ARN of what was imported."""
        stack = self.stack
        return interfaces.ResourceEnvironment(account=stack.account, region=stack.region)


class Imported(DmsConstruct):
    """The base of everything that refers to what already exists: it has a place in the tree and makes no resource."""

    _arn = ""

    @property
    def env(self) -> interfaces.ResourceEnvironment:
        """The account and region in its ARN, where that is known, or else its stack's."""
        account, region = ("", "") if is_unresolved(self._arn) else place_in_arn(self._arn)
        if account and region:
            return interfaces.ResourceEnvironment(account=account, region=region)
        own = super().env
        return interfaces.ResourceEnvironment(account=account or own.account, region=region or own.region)

"""The life cycle of a stack's tasks: what stops them before a change, and starts them after it."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple, cast
from weakref import WeakKeyDictionary

import aws_cdk as cdk
from aws_cdk import aws_dms, aws_iam as iam, aws_s3_assets as s3_assets
from constructs import Construct, IConstruct

from dms_constructs import facts
from dms_constructs._construct import DmsConstruct, first_of, l1, path_of, stack_of
from dms_constructs._remembered import made_of
from dms_constructs.account.lambda_backed import can_be_lambda_backed
from dms_constructs.app_wide.seen import SeenRole
from dms_constructs.app_wide.watching import see
from dms_constructs.errors import ConfigurationError
from dms_constructs.lifecycle._custom import Told
from dms_constructs.lifecycle._entries import Entries, is_watched
from dms_constructs.lifecycle._function import Producer, document_of, make_function
from dms_constructs.lifecycle._permissions import OWNER, Permissions, pseudo
from dms_constructs.lifecycle._template import resolved, tokens_in
from dms_constructs.lifecycle._waiting import Waiting, let_wait
from dms_constructs.lifecycle._watched import Kind, Watched, arn_of
from dms_constructs.lifecycle.policies import LifeCyclePolicy
from dms_constructs.lifecycle.table_list import table_list
from dms_constructs.task_plan import TaskPlan

__all__ = ["STAND_IN", "LifeCycle", "check_life_cycle"]

STAND_IN = json.dumps(
    {
        "rules": [
            {
                "rule-type": "selection",
                "rule-id": "1",
                "rule-name": "1",
                "object-locator": {"schema-name": "mappings-are-an-asset", "table-name": "none"},
                "rule-action": "include",
            }
        ]
    },
    separators=(",", ":"),
)
"""Table mappings that select nothing: what the template has where they are an asset."""

# For ever: the service token of a custom resource can't change, and it is the ARN of the function under this id.
_ID = "DmsLifeCycle"
_FORMAT = "1"


def check_life_cycle(scope: IConstruct) -> None:
    """
    Raise unless the tasks of a construct's stack can have a life cycle.

    Raises:
        ConfigurationError: `DMS-L003` when its stack can't deploy a function's code.
    """
    stack = stack_of(scope)
    if stack in _SHARED or can_be_lambda_backed(stack):
        return
    raise ConfigurationError(
        "DMS-L003",
        "a task in a stack with a BootstraplessSynthesizer can't have a life cycle: a Lambda function provides it, and "
        "such a stack can't deploy its code; write synthesizer=cdk.DefaultStackSynthesizer(), or leave start out",
    )


class LifeCycle(DmsConstruct):
    """
    Stops a stack's tasks before a change that DMS refuses while they run, and starts them after it.

    One for each stack, made when its first task has `start`.

    Creates: a Lambda function with role and log group, two custom resources around all changes, and one for each task.
    """

    @staticmethod
    def of(scope: IConstruct) -> LifeCycle:
        """Return that of a stack, made on first use."""
        stack = stack_of(scope)
        found = _SHARED.get(stack)
        if found is None:
            found = _SHARED[stack] = LifeCycle(stack, _ID)
        return found

    def __init__(self, scope: Construct, construct_id: str) -> None:
        super().__init__(scope, construct_id)
        self._watched: list[Watched] = []
        self._permissions = Permissions()
        self._left_in_template = _MOST_IN_TEMPLATE
        self._authentications: dict[IConstruct, Authentication] = {}

        self._token, self._role, invokes_itself = make_function(self, self._permissions)
        values = cdk.Lazy.any(Producer(self._values))
        self._latch = self._custom(self, "Latch", "DmsLatch")
        let_wait(self._latch, invokes_itself)
        self._gate = self._custom(self, "Gate", "DmsGate", Values=values)
        let_wait(self._gate, self._latch)
        self._waiting = Waiting(self._gate)
        first_of(self.stack).add(self._gate)
        cdk.Tags.of(scope).add(OWNER, pseudo("STACK_ID"), include_resource_types=list(_TAGGED))

    def watch(
        self,
        construct: Construct,
        resource: cdk.CfnResource,
        *,
        kind: Kind,
        arn: str,
        plan: TaskPlan,
        policy: LifeCyclePolicy,
        source: IConstruct,
        target: IConstruct,
        instance: IConstruct | None = None,
        seat: Told | None = None,
        mappings: Mapping[str, str] | None = None,
        assessment: Mapping[str, Any] | None = None,
    ) -> None:
        """
        Give a task a life cycle: it waits for the gate, and gets a custom resource of its own.

        Args:
            construct: The construct of the task; its custom resource is made there, as `Runner`.
            resource: The L1 construct in it.
            kind: `task`, or `replication` for a serverless one.
            arn: Its ARN, a reference to the L1 construct.
            plan: What it moves.
            policy: What a deployment may do with it.
            source: What it reads.
            target: What it writes.
            instance: Where it runs; None for a serverless replication.
            seat: What `seat` made for it.
            mappings: What `publish` returned for table mappings of which the template has a stand-in only.
            assessment: How it is assessed before it starts for the first time.
        """
        more: dict[str, Any] = {}
        if seat is not None and instance is not None:
            self._permissions.features.add("move")
            more["Move"] = {"InstanceArn": arn_of(instance)}
        if mappings is not None:
            self._permissions.features.add("mappings")
        if assessment is not None:
            self._permissions.features.add("assessment")
            self._permissions.roles[assessment["RoleArn"]] = None
            more["Assessment"] = assessment
        watched = Watched(
            kind=kind,
            construct=construct,
            resource=resource,
            arn=arn,
            plan=plan,
            policy=policy,
            source=source,
            target=target,
            instance=instance,
            tables=self._place_of(table_list(plan)),
            runner=self._custom(construct, "Runner", "DmsRunner", TaskArn=arn),
            path=path_of(construct),
            seat=seat,
            mappings=mappings,
            more=more,
        )
        waits = [self._wait(one) for one in watched.uses]
        if not any(waits):
            self._wait_for_gate(resource)
        for end in (source, target):
            if end in self._authentications:
                let_wait(resource, self._authentications[end].resource)
        self._watched.append(watched)

    def authenticate(self, endpoint: Construct, *, endpoint_arn: str, block: str, role_arn: str) -> None:
        """
        Let DMS log in at an endpoint with IAM, for which CloudFormation has no property.

        Args:
            endpoint: The endpoint; what it takes is made there.
            endpoint_arn: Its ARN, a reference to its L1 construct.
            block: What the API calls its settings.
            role_arn: The ARN of the role that DMS logs in with.
        """
        statements = facts.life_cycle()["actions"]["authentication"]
        policy = l1(
            iam.CfnPolicy,
            iam.CfnPolicyProps,
            endpoint,
            "SwitchesOnIam",
            policy_name="SwitchesOnIam",
            policy_document=document_of(
                {"Effect": "Allow", "Action": statements["on_endpoint"], "Resource": endpoint_arn},
                {"Effect": "Allow", "Action": statements["on_all"], "Resource": "*"},
                {
                    "Effect": "Allow",
                    "Action": "iam:PassRole",
                    "Resource": role_arn,
                    "Condition": {"StringEquals": {"iam:PassedToService": "dms.amazonaws.com"}},
                },
            ),
            roles=[self._role],
        )
        see(SeenRole(construct=endpoint, role=policy, wildcards={"Resource::*": statements["why_on_all"]}))
        settings = {"AuthenticationMethod": "iam", "ServiceAccessRoleArn": role_arn}
        custom = self._custom(
            endpoint, "Authentication", "DmsAuthentication", EndpointArn=endpoint_arn, Block=block, Settings=settings
        )
        let_wait(custom, policy)
        self._authentications[endpoint] = Authentication(custom, settings)

    def seat(self, construct: Construct, instance_arn: str) -> Told:
        """
        Make what stands between an instance and a task, so a task moves to another instance instead of being replaced.

        Args:
            construct: The construct of the task; it is made there, as `Seat`.
            instance_arn: The ARN of the instance.
        """
        return self._custom(construct, "Seat", "DmsSeat", InstanceArn=instance_arn)

    def publish(self, text: str) -> dict[str, str]:
        """Make an asset of a text, and return where it will be."""
        name = hashlib.sha256(text.encode()).hexdigest()
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, f"{name}.json")
            path.write_text(text, encoding="utf-8")
            # Not by the stack's synthesizer: Python sees the one that was given, which is not bound to the stack.
            construct_id = f"File{name[:16]}"
            known = cast("s3_assets.Asset | None", self.node.try_find_child(construct_id))
            asset = known or s3_assets.Asset(self, construct_id, path=str(path))
        bucket: str = asset.s3_bucket_name
        self._permissions.buckets.add(bucket)
        return {"Bucket": bucket, "Key": asset.s3_object_key}

    def _wait(self, construct: IConstruct) -> bool:
        """Let what a task stands on wait for the gate; return whether it is of this stack."""
        made = made_of(construct)
        if made is None or stack_of(construct) is not self.stack:
            arn = arn_of(construct)
            if arn is not None:
                self._permissions.others[arn] = None
            return False
        if not is_watched(made):
            return False
        for each in made.uses:
            self._wait(each)
        self._wait_for_gate(made.resource)
        return True

    def _wait_for_gate(self, resource: cdk.CfnResource) -> None:
        if not isinstance(resource, aws_dms.CfnReplicationInstance):  # `first_of`
            self._waiting.add(resource)

    def _custom(self, scope: Construct, construct_id: str, resource_type: str, **properties: Any) -> Told:
        return l1(
            Told,
            cdk.CfnResourceProps,
            scope,
            construct_id,
            type=f"Custom::{resource_type}",
            properties={"ServiceToken": self._token, "Format": _FORMAT, **properties},
        )

    def _values(self) -> dict[str, Any]:
        """Write what is known only now, as the template is written, and return the values known at deployment only."""
        self._waiting.tell_late()
        more = {endpoint: {"Authentication": each.settings} for endpoint, each in self._authentications.items()}
        entries = Entries(self.stack, self._watched, self._gate.ref, more)
        gate = {"Tasks": entries.tasks, "Resources": entries.resources}
        self._gate.tell(gate)
        self._latch.tell({"Digest": entries.digest, "Values": list(entries.values.values())})
        for watched in self._watched:
            watched.runner.tell(entries.runner(watched))
            if watched.seat is not None:
                watched.seat.tell(entries.seat(watched))
        for endpoint, each in self._authentications.items():
            each.resource.tell({"Digest": entries.digest_of(endpoint)})
        return entries.values

    def _place_of(self, content: Mapping[str, Any]) -> dict[str, str]:
        """Return a list of tables as text or, if it is long, where it will be: the template is sooner read."""
        text = json.dumps(content, separators=(",", ":"))
        tokens = tokens_in(text)
        if len(text) > min(_LONGEST_IN_TEMPLATE, self._left_in_template):
            for token, known in zip(tokens, resolved(self.stack, tokens), strict=True):
                text = text.replace(
                    str(token), json.dumps(known).replace('"', "'")
                )  # in a file it is known by name only
            return self.publish(text + "\n")
        self._left_in_template -= len(text)
        return {"List": self.stack.to_json_string(content) if tokens else text}


class Authentication(NamedTuple):
    """
    How DMS logs in at an endpoint with IAM.

    Attributes:
        resource: The custom resource that switches it on.
        settings: The settings, by AWS's names.
    """

    resource: Told
    settings: Mapping[str, Any]


_SHARED: WeakKeyDictionary[cdk.Stack, LifeCycle] = WeakKeyDictionary()
_TAGGED = (
    "AWS::DMS::Endpoint",
    "AWS::DMS::ReplicationConfig",
    "AWS::DMS::ReplicationInstance",
    "AWS::DMS::ReplicationTask",
)
# In characters. An event has the properties before and after a change, and Lambda takes 1 MiB (before October 2025,
# 256 KiB).
_LONGEST_IN_TEMPLATE = 4_000
_MOST_IN_TEMPLATE = 40_000

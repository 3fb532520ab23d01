"""The life cycle of a stack's tasks: what stops them before a change, and starts them after it."""

from __future__ import annotations

import functools
import hashlib
import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

import aws_cdk as cdk
import jsii
from aws_cdk import aws_iam as iam, aws_lambda as lambda_, aws_logs as logs, aws_s3_assets as s3_assets
from constructs import Construct, IConstruct

from dms_constructs._construct import DmsConstruct, l1, stack_of
from dms_constructs._remembered import made_of
from dms_constructs.account.lambda_backed import RUNTIME, can_be_lambda_backed
from dms_constructs.errors import ConfigurationError
from dms_constructs.lifecycle._entries import Entries, is_watched
from dms_constructs.lifecycle._permissions import OWNER, Permissions
from dms_constructs.lifecycle._template import resolved
from dms_constructs.lifecycle._watched import Kind, Watched, arn_of
from dms_constructs.lifecycle.policies import LifeCyclePolicy
from dms_constructs.lifecycle.table_list import table_list
from dms_constructs.task_plan import TaskPlan

__all__ = ["LifeCycle", "check_life_cycle"]

_HANDLERS = Path(__file__).parent / "handlers"
# For ever: the service token of a custom resource can't change, and it is the ARN of the function under this id.
_ID = "DmsLifeCycle"
_FORMAT = "1"
# The longest that a function runs; it hands over to itself before.
_TIMEOUT_SECONDS = 900
_MEMORY_MB = 128


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
        self._waiting: set[cdk.CfnResource] = set()
        self._permissions = Permissions()

        self._log_group_arn, self._role, function, invokes_itself = self._function()
        self._token: str = function.attr_arn
        values = cdk.Lazy.any(_Producer(self._values))
        self._latch = self._custom(self, "Latch", "DmsLatch")
        self._latch.node.add_dependency(invokes_itself)
        self._gate = self._custom(self, "Gate", "DmsGate", Values=values)
        self._gate.node.add_dependency(self._latch)
        cdk.Tags.of(scope).add(OWNER, cdk.Aws.STACK_ID, include_resource_types=list(_TAGGED))

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
        more: Mapping[str, Any] | None = None,
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
            more: What else its custom resource is told.
        """
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
            tables=self._file_of(table_list(plan)),
            runner=self._custom(construct, "Runner", "DmsRunner", TaskArn=arn),
            path=construct.to_string(),
            more=more or {},
        )
        self._permissions.kinds.add(kind)
        waits = [self._wait(one) for one in watched.uses]
        if not any(waits):
            self._wait_for_gate(resource)
        self._watched.append(watched)

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
        if resource not in self._waiting:
            self._waiting.add(resource)
            resource.add_resource_dependency(self._gate)

    def _custom(self, scope: Construct, construct_id: str, resource_type: str, **properties: Any) -> cdk.CfnResource:
        return l1(
            cdk.CfnResource,
            cdk.CfnResourceProps,
            scope,
            construct_id,
            type=f"Custom::{resource_type}",
            properties={"ServiceToken": self._token, "Format": _FORMAT, **properties},
        )

    def _function(self) -> tuple[str, iam.CfnRole, lambda_.CfnFunction, iam.CfnPolicy]:
        log_group = l1(logs.CfnLogGroup, logs.CfnLogGroupProps, self, "LogGroup", retention_in_days=_RETENTION_DAYS)
        log_group.apply_removal_policy(cdk.RemovalPolicy.DESTROY)
        log_group_arn: str = log_group.attr_arn
        role = l1(
            iam.CfnRole,
            iam.CfnRoleProps,
            self,
            "Role",
            assume_role_policy_document=_document(
                {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
            ),
            policies=[
                iam.CfnRole.PolicyProperty(
                    policy_name="LifeCycle",
                    policy_document=cdk.Lazy.any(
                        _Producer(lambda: _document(*self._permissions.statements(log_group_arn)))
                    ),
                )
            ],
        )
        code = s3_assets.Asset(self, "Code", path=str(_HANDLERS), exclude=["__pycache__"])
        function = l1(
            lambda_.CfnFunction,
            lambda_.CfnFunctionProps,
            self,
            "Function",
            description="Stops the AWS DMS tasks of a stack before a change, and starts them after it",
            runtime=RUNTIME,
            handler="index.handler",
            code=lambda_.CfnFunction.CodeProperty(s3_bucket=code.s3_bucket_name, s3_key=code.s3_object_key),
            role=role.attr_arn,
            logging_config=lambda_.CfnFunction.LoggingConfigProperty(log_group=log_group.ref),
            timeout=_TIMEOUT_SECONDS,
            memory_size=_MEMORY_MB,
        )
        # Apart from the role, because it names the function, which names the role.
        invokes_itself = l1(
            iam.CfnPolicy,
            iam.CfnPolicyProps,
            self,
            "InvokesItself",
            policy_name="InvokesItself",
            policy_document=_document(
                {"Effect": "Allow", "Action": "lambda:InvokeFunction", "Resource": function.attr_arn}
            ),
            roles=[role.ref],
        )
        return log_group_arn, role, function, invokes_itself

    def _values(self) -> dict[str, Any]:
        """Write what is known only now, as the template is written, and return the values known at deployment only."""
        entries = Entries(self.stack, self._watched)
        gate = {"Tasks": entries.tasks, "Resources": entries.resources}
        self._gate.add_override("Properties", gate)
        self._latch.add_override("Properties", {"Digest": entries.digest, "Values": entries.values})
        for watched in self._watched:
            watched.runner.add_override("Properties", entries.runner(watched))
        return entries.values

    def _file_of(self, content: Mapping[str, Any]) -> dict[str, str]:
        """Make an asset of JSON, and return where it will be."""
        text = json.dumps(resolved(self.stack, content), separators=(",", ":"), ensure_ascii=False) + "\n"
        name = hashlib.sha256(text.encode()).hexdigest()
        folder, from_stack = self._folders
        (folder / f"asset.{name}.json").write_text(text, encoding="utf-8")
        location = self._add_file(f"{from_stack}asset.{name}.json", name)
        self._permissions.buckets[location.bucket_name] = location.kms_key_arn
        return {"Bucket": location.bucket_name, "Key": location.object_key}

    @functools.cached_property
    def _folders(self) -> tuple[Path, str]:
        """Where assets are staged, and the way there from the stack's manifest."""
        stage = cdk.Stage.of(self)
        if stage is None:
            raise RuntimeError("a stack is in a stage, an app at least")
        folder = Path(stage.asset_outdir)
        way = os.path.relpath(folder, stage.outdir)
        return folder, "" if way == "." else f"{Path(way).as_posix()}/"

    @functools.cached_property
    def _synthesizer(self) -> cdk.IStackSynthesizer:
        return self.stack.synthesizer

    def _add_file(self, path: str, source_hash: str) -> cdk.FileAssetLocation:
        return self._synthesizer.add_file_asset(
            source_hash=source_hash, file_name=path, packaging=cdk.FileAssetPackaging.FILE
        )


_SHARED: WeakKeyDictionary[cdk.Stack, LifeCycle] = WeakKeyDictionary()
_TAGGED = (
    "AWS::DMS::Endpoint",
    "AWS::DMS::ReplicationConfig",
    "AWS::DMS::ReplicationInstance",
    "AWS::DMS::ReplicationTask",
)
_RETENTION_DAYS = 30


def _document(*statements: Mapping[str, Any]) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": list(statements)}


@jsii.implements(cdk.IStableAnyProducer)
class _Producer:
    def __init__(self, produce: Callable[[], Any]) -> None:
        self._produce = produce

    def produce(self) -> Any:
        return self._produce()

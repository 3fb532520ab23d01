"""What the function of a life cycle may do: with what belongs to its stack, as tags tell, and with what it was told."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import aws_cdk as cdk

from dms_constructs import facts

__all__ = ["MAPPINGS", "MARK", "OWNER", "Permissions", "pseudo"]

MARK = "dms-constructs:stopped-by"
"""The tag on a task that a deployment has stopped; its value is the id of the stack."""
MAPPINGS = "dms-constructs:mappings"
"""The tag on a task that was given mappings of which the template has a stand-in; its value says where they are."""
OWNER = "dms-constructs:stack"
"""The tag, in the template, on what a life cycle watches; its value is the id of the stack."""
# Whether DMS honours CloudFormation's own tags in conditions is not documented, so ours counts as well.
_BY_TAG = ("aws:ResourceTag/aws:cloudformation:stack-id", f"aws:ResourceTag/{OWNER}")


@dataclass(slots=True)
class Permissions:
    """
    What is used in one stack, and so allowed.

    Attributes:
        features: What is switched on for any of them: `assessment`, `mappings`, `move`.
        others: The ARNs of endpoints and instances that are not the stack's.
        buckets: The buckets with its files.
        roles: The roles that are passed to DMS.
    """

    features: set[str] = field(default_factory=set)
    others: dict[str, None] = field(default_factory=dict)
    buckets: set[str] = field(default_factory=set)
    roles: dict[str, None] = field(default_factory=dict)

    def statements(self, log_group_arn: str) -> list[dict[str, Any]]:
        """Return the statements of the policy."""
        actions = facts.life_cycle()["actions"]
        # Both, because a stack may go from tasks to serverless ones: the policy changes before the tasks are stopped.
        kinds = [actions["task"], actions["replication"]]
        on_resources = {each for kind in kinds for each in kind["on_resources"]}
        on_all = {each for kind in kinds for each in kind["on_all"]}
        for feature in self.features:
            more = actions[feature]
            on_resources.update(more["on_resources"] if isinstance(more, dict) else more)
            on_all.update(more["on_all"] if isinstance(more, dict) else ())
        types = sorted({each for kind in kinds for each in kind["resources"]})
        tagged = [each for each in types if each in {"task", "replication-config"}]
        keys = [MARK, *([MAPPINGS] if "mappings" in self.features else [])]
        found = []
        for key in _BY_TAG:
            of_stack = {key: pseudo("STACK_ID")}
            found += [
                _allow(on_resources, map(_arn, types), {"StringEquals": of_stack}),
                _allow(
                    actions["tags"],
                    map(_arn, tagged),
                    {"StringEquals": of_stack, "ForAllValues:StringEquals": {"aws:TagKeys": keys}},
                ),
            ]
        if self.others:
            with_others = {"dms:TestConnection", "dms:MoveReplicationTask"} & on_resources
            found += [_allow(with_others, self.others)] if with_others else []
        found += [_allow(on_all, ["*"]), _allow(_OF_STACK, [pseudo("STACK_ID")])]
        account = {"StringEquals": {"aws:ResourceAccount": pseudo("ACCOUNT_ID")}}
        for bucket in sorted(self.buckets):
            found.append(_allow(["s3:GetObject"], [f"arn:{pseudo('PARTITION')}:s3:::{bucket}/*.json"], account))
        if self.roles:
            passed_to = {"StringEquals": {"iam:PassedToService": "dms.amazonaws.com"}}
            found.append(_allow(["iam:PassRole"], self.roles, passed_to))
        return [*found, _allow(["logs:CreateLogStream", "logs:PutLogEvents"], [log_group_arn])]


_OF_STACK = (
    "cloudformation:DescribeStackEvents",
    "cloudformation:DescribeStacks",
    "cloudformation:GetTemplate",
    "cloudformation:ListStackResources",
)


def _allow(actions: Iterable[str], resources: Iterable[str], condition: dict[str, Any] | None = None) -> dict[str, Any]:
    listed: Sequence[str] = list(resources)
    statement = {"Effect": "Allow", "Action": sorted(actions), "Resource": listed if len(listed) > 1 else listed[0]}
    return {**statement, "Condition": condition} if condition is not None else statement


def _arn(resource_type: str) -> str:
    return f"arn:{pseudo('PARTITION')}:dms:{pseudo('REGION')}:{pseudo('ACCOUNT_ID')}:{resource_type}:*"


@functools.cache
def pseudo(name: str) -> str:
    """Return a pseudo parameter: the CDK has one token for each, so Node is asked once."""
    value: str = getattr(cdk.Aws, name)
    return value

"""What functions call is allowed by the policies of their roles, or denied in AWS's words."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from local_cloud.plugin.switches import SWITCHES
from local_cloud.server import LocalCloud
from tests.local_cloud.account import MAPPINGS, Account
from tests.local_cloud.stack import Stack, endpoint, resource
from tests.local_cloud.stacks.provider import Provider

# It makes the call it is asked for, and tells the error's code and message.
CODE = """
import boto3
from botocore.exceptions import ClientError


def handler(event, context):
    client = boto3.client(event["Service"], region_name="us-east-1")
    try:
        getattr(client, event["Operation"])(**event["With"])
    except ClientError as error:
        return error.response["Error"]["Code"] + ": " + error.response["Error"]["Message"]
    return "allowed"
"""


class Caller(Provider):
    """A function that makes calls."""

    def call(self, service: str, operation: str, **arguments: object) -> str:
        payload = json.dumps({"Service": service, "Operation": operation, "With": arguments})
        answer = self.functions.invoke(FunctionName="provider", Payload=payload)["Payload"].read()
        return str(json.loads(answer))


def allow(action: str | list[str], on: object = "*", **conditions: object) -> dict[str, Any]:
    statement = {"Effect": "Allow", "Action": action, "Resource": on}
    return statement | ({"Condition": conditions} if conditions else {})


@pytest.fixture(scope="module")
def home(jumping: LocalCloud) -> Account:
    return Account(jumping)


@pytest.fixture(scope="module")
def the_caller(home: Account) -> Caller:
    return Caller(home, CODE)


@pytest.fixture(scope="module")
def stack(home: Account) -> Stack:
    """A stack with a task, its endpoints and its instance."""
    home.make_vpc_role()
    made = Stack(home)
    ends = {"SourceEndpointArn": {"Ref": "Source"}, "TargetEndpointArn": {"Ref": "Target"}}
    made.create(
        Group=resource("DMS::ReplicationSubnetGroup", ReplicationSubnetGroupDescription="d", SubnetIds=home.subnets),
        Source=endpoint("source", Tags=[{"Key": "team", "Value": "shop"}]),
        Target=endpoint("target"),
        Instance=resource(
            "DMS::ReplicationInstance",
            ReplicationInstanceClass="dms.t3.medium",
            ReplicationSubnetGroupIdentifier={"Ref": "Group"},
        ),
        Task=resource(
            "DMS::ReplicationTask",
            ReplicationInstanceArn={"Ref": "Instance"},
            MigrationType="cdc",
            TableMappings=MAPPINGS,
            **ends,
        ),
    )
    return made


@pytest.fixture
def caller(the_caller: Caller) -> Iterator[Caller]:
    the_caller.allow(allow("sts:GetCallerIdentity"))
    yield the_caller
    the_caller.account.cloud.door("switch", {name: settings[0] for name, settings in SWITCHES.items()})


def test_call_without_a_policy_is_denied_in_aws_words(home: Account, caller: Caller) -> None:
    assert caller.call("dms", "describe_replication_tasks") == (
        f"AccessDeniedException: User: arn:aws:sts::{home.number}:assumed-role/provider/provider is not authorized to "
        "perform: dms:DescribeReplicationTasks on resource: * because no identity-based policy allows the "
        "dms:DescribeReplicationTasks action"
    )


def test_call_with_a_policy_is_allowed(caller: Caller) -> None:
    caller.allow(allow("dms:Describe*"))

    assert caller.call("dms", "describe_replication_tasks") == "allowed"


@pytest.mark.parametrize(("name", "allowed"), [("Task", True), ("Source", False)])
def test_resource_of_a_policy_counts(stack: Stack, caller: Caller, name: str, allowed: bool) -> None:
    caller.allow(allow("dms:DescribeTableStatistics", stack.ref(name)))

    answer = caller.call("dms", "describe_table_statistics", ReplicationTaskArn=stack.ref("Task"))
    assert (answer == "allowed") == allowed


@pytest.mark.parametrize("allowed", [["Source"], ["Instance"], ["Source", "Instance"]])
def test_every_resource_of_a_call_must_be_allowed(stack: Stack, caller: Caller, allowed: list[str]) -> None:
    caller.allow(allow("dms:TestConnection", [stack.ref(name) for name in allowed]))

    ends = {"EndpointArn": stack.ref("Source"), "ReplicationInstanceArn": stack.ref("Instance")}
    assert (caller.call("dms", "test_connection", **ends) == "allowed") == (len(allowed) == 2)


@pytest.mark.parametrize(("name", "allowed"), [("stack", True), ("another", False)])
def test_tags_of_cloudformation_count(stack: Stack, caller: Caller, name: str, allowed: bool) -> None:
    condition = {"StringEquals": {"aws:ResourceTag/aws:cloudformation:stack-name": name}}
    caller.allow(allow("dms:ListTagsForResource", **condition))

    assert (caller.call("dms", "list_tags_for_resource", ResourceArn=stack.ref("Task")) == "allowed") == allowed


def test_tags_of_cloudformation_may_be_unseen(home: Account, stack: Stack, caller: Caller) -> None:
    home.cloud.door("switch", {"SYSTEM_TAGS_IN_CONDITIONS": "unseen"})
    condition = {"StringEquals": {"aws:ResourceTag/aws:cloudformation:stack-name": "stack"}}
    caller.allow(allow("dms:ListTagsForResource", **condition))

    assert caller.call("dms", "list_tags_for_resource", ResourceArn=stack.ref("Task")) != "allowed"


@pytest.mark.parametrize("key", ["aws:ResourceTag/team", "dms:endpoint-tag/team"])
def test_tags_of_the_template_count(stack: Stack, caller: Caller, key: str) -> None:
    caller.allow(allow("dms:ListTagsForResource", StringEquals={key: "shop"}))

    assert caller.call("dms", "list_tags_for_resource", ResourceArn=stack.ref("Source")) == "allowed"
    assert caller.call("dms", "list_tags_for_resource", ResourceArn=stack.ref("Target")) != "allowed"


@pytest.mark.parametrize(("keys", "allowed"), [(["mark"], True), (["mark", "team"], False)])
def test_keys_of_the_request_count(stack: Stack, caller: Caller, keys: list[str], allowed: bool) -> None:
    caller.allow(allow("dms:*Tags*", **{"ForAllValues:StringEquals": {"aws:TagKeys": ["mark"]}}))
    arn = {"ResourceArn": stack.ref("Task")}
    tags = [{"Key": key, "Value": "1"} for key in keys]

    assert (caller.call("dms", "add_tags_to_resource", **arn, Tags=tags) == "allowed") == allowed
    assert (caller.call("dms", "remove_tags_from_resource", **arn, TagKeys=keys) == "allowed") == allowed


def test_stack_is_known_by_its_arn(stack: Stack, caller: Caller) -> None:
    caller.allow(allow("cloudformation:DescribeStacks", stack.stack_id))

    assert caller.call("cloudformation", "describe_stacks", StackName=stack.stack_id) == "allowed"
    assert caller.call("cloudformation", "list_stack_resources", StackName=stack.stack_id).startswith("AccessDenied: ")


def test_function_may_invoke_itself_only_if_allowed(caller: Caller) -> None:
    asked = {"FunctionName": "provider", "InvocationType": "DryRun"}
    assert caller.call("lambda", "invoke", **asked).startswith("AccessDeniedException: ")

    caller.allow(allow("lambda:InvokeFunction", caller.arn))
    assert caller.call("lambda", "invoke", **asked) == "allowed"


def test_objects_are_allowed_by_their_names(home: Account, caller: Caller) -> None:
    home.client("s3").create_bucket(Bucket="assets")
    home.client("s3").put_object(Bucket="assets", Key="list.json", Body=b"{}")
    caller.allow(allow("s3:GetObject", "arn:aws:s3:::assets/*.json"))

    assert caller.call("s3", "get_object", Bucket="assets", Key="list.json") == "allowed"
    assert caller.call("s3", "get_object", Bucket="assets", Key="list.zip").startswith("AccessDenied: ")


def test_missing_object_is_told_only_to_who_may_list_the_bucket(home: Account, caller: Caller) -> None:
    home.client("s3").create_bucket(Bucket="empty")
    read = allow("s3:GetObject", "arn:aws:s3:::empty/*")
    caller.allow(read)
    assert caller.call("s3", "get_object", Bucket="empty", Key="gone").startswith("AccessDenied: ")

    caller.allow(read, allow("s3:ListBucket", "arn:aws:s3:::empty"))
    assert caller.call("s3", "get_object", Bucket="empty", Key="gone").startswith("NoSuchKey: ")


def test_policy_can_be_used_at_once_or_a_little_later(home: Account, caller: Caller) -> None:
    home.cloud.door("switch", {"YOUNG_ROLES": "refused"})
    caller.allow(allow("dms:DescribeEndpoints"))
    assert caller.call("dms", "describe_endpoints") != "allowed"

    home.cloud.door("advance", {"Seconds": 11})
    assert caller.call("dms", "describe_endpoints") == "allowed"


def test_who_is_not_a_function_may_do_everything(home: Account) -> None:
    assert home.dms.describe_endpoints()["ResponseMetadata"]["HTTPStatusCode"] == 200


@pytest.mark.parametrize("name", ["Source", "Task", "Instance"])
def test_cloudformation_tags_what_it_makes(home: Account, stack: Stack, name: str) -> None:
    tags = home.dms.list_tags_for_resource(ResourceArn=stack.ref(name))["TagList"]

    assert {
        "aws:cloudformation:logical-id": name,
        "aws:cloudformation:stack-id": stack.stack_id,
        "aws:cloudformation:stack-name": "stack",
    }.items() <= {tag["Key"]: tag["Value"] for tag in tags}.items()


def test_cloudformation_does_not_tag_subnet_groups(home: Account, stack: Stack) -> None:
    arn = f"arn:aws:dms:us-east-1:{home.number}:subgrp:{stack.ref('Group')}"

    assert home.dms.list_tags_for_resource(ResourceArn=arn)["TagList"] == []

"""The function of a life cycle may do what it must, with what belongs to its stack."""

import re
from pathlib import Path

import aws_cdk as cdk
import pytest
from aws_cdk import aws_s3 as s3

import dms_constructs as dms
from tests.constructs.conftest import resources_of
from tests.constructs.life_cycles import (
    Make,
    actions,
    allowing,
    imported_endpoints,
    make,
    make_task,
    statements,
)

__all__ = ["make", "make_task"]


def test_tasks_are_known_by_the_tags_of_their_stack(stack: cdk.Stack, make: Make) -> None:
    make()

    conditions = [each["Condition"]["StringEquals"] for each in allowing(stack, "dms:StopReplicationTask")]
    assert conditions == [
        {"aws:ResourceTag/aws:cloudformation:stack-id": {"Ref": "AWS::StackId"}},
        {"aws:ResourceTag/dms-constructs:stack": {"Ref": "AWS::StackId"}},
    ]


@pytest.mark.parametrize(
    "resource_type", ["AWS::DMS::Endpoint", "AWS::DMS::ReplicationInstance", "AWS::DMS::ReplicationTask"]
)
def test_what_it_watches_has_the_tag_of_its_stack(stack: cdk.Stack, make: Make, resource_type: str) -> None:
    make()

    tag = {"Key": "dms-constructs:stack", "Value": {"Ref": "AWS::StackId"}}
    assert all(tag in each["Properties"]["Tags"] for each in resources_of(stack, resource_type).values())


def test_no_tag_but_its_own_may_be_written(stack: cdk.Stack, make: Make) -> None:
    make()

    keys = [
        each["Condition"]["ForAllValues:StringEquals"]["aws:TagKeys"]
        for each in allowing(stack, "dms:AddTagsToResource")
    ]
    assert keys == [["dms-constructs:stopped-by"]] * 2


def test_only_describing_is_allowed_for_everything(stack: cdk.Stack, make: Make) -> None:
    make()

    everything = [each["Action"] for each in statements(stack) if each["Resource"] == "*"]
    assert everything == [
        [
            "dms:DescribeConnections",
            "dms:DescribeReplicationTasks",
            "dms:DescribeReplications",
        ]
    ]


def test_it_may_read_of_its_own_stack_only(stack: cdk.Stack, make: Make) -> None:
    make()

    (statement,) = allowing(stack, "cloudformation:GetTemplate")
    assert statement["Resource"] == {"Ref": "AWS::StackId"}


def test_an_imported_endpoint_may_be_tested_by_its_arn(stack: cdk.Stack, make: Make) -> None:
    given = imported_endpoints(stack)
    make(**given)

    assert [each["Resource"] for each in allowing(stack, "dms:TestConnection")][2] == [
        endpoint.endpoint_arn for endpoint in given.values()
    ]


@pytest.mark.parametrize(
    "action",
    ["dms:ModifyReplicationTask", "dms:MoveReplicationTask", "dms:StartReplicationTaskAssessmentRun", "iam:PassRole"],
)
def test_what_is_not_used_is_not_allowed(stack: cdk.Stack, make: Make, action: str) -> None:
    make()

    assert action not in actions(stack)


def test_no_right_is_given_that_the_function_has_no_call_for(stack: cdk.Stack, make: Make) -> None:
    make(move_with_instance=True, mappings_as_asset=True, assessment=assessment(stack))
    handlers = Path(dms.__file__).parent / "lifecycle" / "handlers"
    code = "".join(path.read_text(encoding="utf-8") for path in handlers.glob("*.py"))

    given = {each.partition(":")[2] for each in actions(stack) if not each.startswith(("logs:", "iam:"))}
    assert [each for each in given if re.sub(r"(?<!^)([A-Z])", r"_\1", each).lower() not in code] == []


def assessment(stack: cdk.Stack) -> dms.PremigrationAssessment:
    return dms.PremigrationAssessment(bucket=s3.Bucket.from_bucket_name(stack, "Reports", "reports"))

"""What a life cycle does only where it is asked for: move, assess, take large mappings."""

import json
from collections.abc import Callable
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_ec2 as ec2, aws_kms as kms, aws_s3 as s3

import dms_constructs as dms
from tests.constructs.conftest import resources_of, template_of
from tests.constructs.life_cycles import (
    Make,
    actions,
    allowing,
    entry,
    make,
    make_task,
    one,
    runner,
)

__all__ = ["make", "make_task"]


def test_a_task_that_moves_sits_in_a_seat(stack: cdk.Stack, make_task: Make) -> None:
    make_task(move_with_instance=True)

    (seat,) = resources_of(stack, "Custom::DmsSeat")
    assert one(stack, "AWS::DMS::ReplicationTask")["Properties"]["ReplicationInstanceArn"] == {"Ref": seat}


def test_a_task_that_moves_is_not_replaced_with_its_instance(stack: cdk.Stack, make_task: Make) -> None:
    make_task(move_with_instance=True)

    seat = one(stack, "Custom::DmsSeat")["Properties"]
    assert (seat["InstanceArn"], seat["Replaces"]) == (
        runner(stack)["Move"]["InstanceArn"],
        entry(stack)["Replaces"],
    )


def test_moving_is_allowed_where_it_is_used(stack: cdk.Stack, make_task: Make) -> None:
    make_task(move_with_instance=True)

    assert "dms:MoveReplicationTask" in actions(stack)


def test_an_assessment_writes_into_its_bucket(stack: cdk.Stack, make_task: Make) -> None:
    bucket = s3.Bucket.from_bucket_name(stack, "Reports", "reports")
    make_task(assessment=dms.PremigrationAssessment(bucket=bucket, folder="shop"))

    told = runner(stack)["Assessment"]
    assert (told["Bucket"], told["Folder"]) == ("reports", "shop")


def test_the_role_of_an_assessment_is_the_only_one_that_is_passed(stack: cdk.Stack, make_task: Make) -> None:
    bucket = s3.Bucket.from_bucket_name(stack, "Reports", "reports")
    make_task(assessment=dms.PremigrationAssessment(bucket=bucket))

    (statement,) = allowing(stack, "iam:PassRole")
    assert statement["Resource"] == runner(stack)["Assessment"]["RoleArn"]


def test_a_report_is_encrypted_with_the_key_of_its_bucket(stack: cdk.Stack, make_task: Make) -> None:
    key = kms.Key(stack, "Key")
    bucket = s3.Bucket(stack, "Reports", encryption_key=key)
    make_task(assessment=dms.PremigrationAssessment(bucket=bucket))

    assert runner(stack)["Assessment"]["EncryptionMode"] == "SSE_KMS"


def test_mappings_larger_than_a_template_are_an_asset(stack: cdk.Stack, make_task: Make) -> None:
    large = dms.TableMappings(*(dms.Include("shop", f"table_{number:05}") for number in range(9_000)))
    make_task(table_mappings=large, mappings_as_asset=True)

    stand_in = json.loads(one(stack, "AWS::DMS::ReplicationTask")["Properties"]["TableMappings"])
    assert len(stand_in["rules"]) == 1


def test_mappings_that_are_an_asset_are_named_to_gate_and_runner(stack: cdk.Stack, make_task: Make) -> None:
    make_task(mappings_as_asset=True)

    assert entry(stack)["Mappings"] == runner(stack)["Mappings"]


def test_mappings_that_are_an_asset_may_be_given_to_the_task(stack: cdk.Stack, make_task: Make) -> None:
    make_task(mappings_as_asset=True)

    assert "dms:ModifyReplicationTask" in actions(stack)


def test_a_migration_passes_options_on(stack: cdk.Stack, make: Make) -> None:
    make(move_with_instance=True)

    assert "Move" in runner(stack)


@pytest.mark.parametrize("option", ["move_with_instance", "mappings_as_asset"])
def test_a_serverless_migration_has_none_of_them(
    make: Make, vpc: ec2.IVpc, fails: Callable[..., Any], option: str
) -> None:
    compute = dms.Serverless(vpc=vpc, max_dcu=16)

    fails("DMS-L005", f"leave {option} out", lambda: make(compute=compute, **{option: True}))


def test_an_override_of_what_its_custom_resources_are_told_stays(stack: cdk.Stack, make_task: Make) -> None:
    task = make_task()
    of_stack = stack.node.find_child("DmsLifeCycle")
    for resource in (task.node.find_child("Runner"), *map(of_stack.node.find_child, ("Latch", "Gate"))):
        resource.add_property_override("ServiceTimeout", 1200)  # type: ignore[attr-defined]  # an L1 construct

    resources = (each["Properties"] for each in template_of(stack)["Resources"].values() if each["Type"] in TOLD)
    assert [each["ServiceTimeout"] for each in resources] == [1200] * 3
    assert entry(stack)["Digest"]


TOLD = {"Custom::DmsGate", "Custom::DmsLatch", "Custom::DmsRunner"}

"""Updates: what is touched, in which phase, and what the stack says meanwhile."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.local_cloud.account import MAPPINGS, Account, until
from tests.local_cloud.stack import Stack, endpoint, resource
from tests.local_cloud.stacks.provider import Provider

NOT_DELETED = "Update successful. One or more resources could not be deleted."


def test_unchanged_resource_has_no_events(stack: Stack, provider: Provider) -> None:
    stack.create(Kept=provider.custom(), Changed=provider.custom(Size=1))
    stack.update(Kept=provider.custom(), Changed=provider.custom(Size=2))

    assert not [each for each in stack.events() if each.startswith("Kept")]
    assert provider.calls[2:] == ["Update Changed first"]


def test_resource_that_an_update_adds_is_created(stack: Stack, provider: Provider) -> None:
    stack.create(Kept=provider.custom())
    stack.update(Kept=provider.custom(), Added=provider.custom())

    assert stack.events() == [
        "stack UPDATE_IN_PROGRESS",
        "Added CREATE_IN_PROGRESS",
        "Added CREATE_COMPLETE",
        "stack UPDATE_COMPLETE_CLEANUP_IN_PROGRESS",
        "stack UPDATE_COMPLETE",
    ]


def test_removed_resource_is_deleted_in_the_cleanup(stack: Stack, provider: Provider) -> None:
    stack.create(Kept=provider.custom(), Gone=provider.custom(Id="gone"))
    stack.update(Kept=provider.custom())

    assert provider.calls[2:] == ["Delete Gone gone"]
    assert stack.events() == [
        "stack UPDATE_IN_PROGRESS",
        "stack UPDATE_COMPLETE_CLEANUP_IN_PROGRESS",
        "Gone DELETE_IN_PROGRESS",
        "Gone DELETE_COMPLETE",
        "stack UPDATE_COMPLETE",
    ]


def test_changed_physical_id_is_a_replacement(stack: Stack, provider: Provider) -> None:
    stack.create(Thing=provider.custom(Id="old"))
    stack.update(Thing=provider.custom(Id="new"))

    assert provider.calls[1:] == ["Update Thing old", "Delete Thing old"]
    assert stack.ref("Thing") == "new"
    assert "Requested update required the provider to create a new physical resource" in stack.reasons()


def test_predecessor_is_deleted_with_its_own_properties(stack: Stack, provider: Provider) -> None:
    stack.create(Thing=provider.custom(Id="old"))
    stack.update(Thing=provider.custom(Id="new"))

    assert provider.deliveries[-1]["Event"]["ResourceProperties"]["Id"] == "old"


def test_replaced_resource_of_dms_is_deleted_with_events(account: Account, stack: Stack) -> None:
    key = account.client("kms").create_key()["KeyMetadata"]["Arn"]
    stack.create(Source=endpoint())
    stack.update(Source=endpoint(KmsKeyId=key))

    assert stack.events() == [
        "stack UPDATE_IN_PROGRESS",
        "Source UPDATE_IN_PROGRESS",
        "Source UPDATE_COMPLETE",
        "stack UPDATE_COMPLETE_CLEANUP_IN_PROGRESS",
        "Source DELETE_IN_PROGRESS",
        "Source DELETE_COMPLETE",
        "stack UPDATE_COMPLETE",
    ]


def test_deletion_that_fails_in_the_cleanup_is_tried_three_times(stack: Stack, provider: Provider) -> None:
    stack.create(Kept=provider.custom(), Gone=provider.custom(Id="gone", Delete="fail"))

    assert stack.update(Kept=provider.custom()) == "UPDATE_COMPLETE"
    assert provider.calls[2:] == ["Delete Gone gone"] * 3
    assert stack.described["StackStatusReason"] == NOT_DELETED


def test_resource_that_could_not_be_cleaned_up_is_abandoned(stack: Stack, provider: Provider) -> None:
    stack.create(Kept=provider.custom(), Gone=provider.custom(Id="gone", Delete="fail"))
    stack.update(Kept=provider.custom())
    stack.delete()

    assert provider.calls[-1] == "Delete Kept first"


def test_dependents_are_cleaned_up_first(stack: Stack, provider: Provider) -> None:
    stack.create(Kept=provider.custom(), A=provider.custom(), B=provider.custom("A"), C=provider.custom("B"))
    stack.update(Kept=provider.custom())

    assert provider.calls[4:] == ["Delete C first", "Delete B first", "Delete A first"]


def test_template_is_the_one_being_moved_to(stack: Stack, provider: Provider) -> None:
    stack.create(Thing=provider.custom(Size=1))
    stack.begin(stack.cloudformation.update_stack, {"Thing": provider.custom(Size=2)})

    assert (
        stack.cloudformation.get_template(StackName=stack.name)["TemplateBody"]["Resources"]["Thing"]["Properties"][
            "Size"
        ]
        == 2
    )


def test_resource_in_progress_says_so(account: Account, stack: Stack) -> None:
    code = "def handler(event, context):\n    import time\n    time.monotonic()\n"
    provider = Provider(account, code)
    stack.begin(stack.cloudformation.create_stack, {"Thing": provider.custom(ServiceTimeout=1)})

    def statuses() -> list[str]:
        listed = stack.cloudformation.list_stack_resources(StackName=stack.stack_id)["StackResourceSummaries"]
        return [each["ResourceStatus"] for each in listed]

    assert until(statuses) == ["CREATE_IN_PROGRESS"]


def test_independent_resources_are_begun_together(stack: Stack, provider: Provider) -> None:
    stack.create(A=provider.custom(), B=provider.custom())

    assert stack.events()[1:3] == ["A CREATE_IN_PROGRESS", "B CREATE_IN_PROGRESS"]


def test_order_of_independent_resources_can_be_reversed(account: Account, stack: Stack, provider: Provider) -> None:
    account.cloud.door("switch", {"START_ORDER": "reversed"})
    stack.create(A=provider.custom(), B=provider.custom())

    assert stack.events()[1:3] == ["B CREATE_IN_PROGRESS", "A CREATE_IN_PROGRESS"]


@pytest.mark.parametrize(("setting", "replaced"), [("replace", True), ("in-place", False)])
def test_whether_migration_type_replaces_can_be_switched(
    account: Account,
    stack: Stack,
    setting: str,
    replaced: bool,
) -> None:
    account.cloud.door("switch", {"MIGRATION_TYPE": setting})

    def task(kind: str) -> dict[str, Any]:
        return resource(
            "DMS::ReplicationTask",
            SourceEndpointArn=account.source,
            TargetEndpointArn=account.target,
            ReplicationInstanceArn=account.instance,
            MigrationType=kind,
            TableMappings=MAPPINGS,
        )

    stack.create(Task=task("full-load"))
    before = stack.ref("Task")
    assert stack.update(Task=task("cdc")) == "UPDATE_COMPLETE"

    assert (stack.ref("Task") != before) == replaced


def test_unknown_setting_of_a_switch_is_refused_with_the_known_ones(account: Account) -> None:
    with pytest.raises(Exception, match="dependencies-first, dependents-first"):
        account.cloud.door("switch", {"ROLLBACK_ORDER": "upside-down"})


def test_an_update_that_changes_a_type_is_refused(stack: Stack) -> None:
    stack.create(Thing=resource("SNS::Topic"))

    with pytest.raises(stack.cloudformation.exceptions.ClientError, match="Update of resource type is not permitted"):
        stack.update(Thing=resource("SQS::Queue"))


def test_a_change_set_that_changes_a_type_fails(stack: Stack) -> None:
    stack.create(Thing=resource("SNS::Topic"), Kept=resource("SNS::Topic"))
    made = stack.cloudformation.create_change_set(
        StackName=stack.name,
        ChangeSetName="types",
        TemplateBody=json.dumps({"Resources": {"Thing": resource("SQS::Queue"), "Kept": resource("SNS::Topic")}}),
    )

    found = stack.cloudformation.describe_change_set(ChangeSetName=made["Id"])

    assert (found["Status"], found["ExecutionStatus"]) == ("FAILED", "UNAVAILABLE")
    assert found["StatusReason"].endswith("modifies resource type of the following resources: [Thing]")

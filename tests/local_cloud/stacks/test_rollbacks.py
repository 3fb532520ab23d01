"""The way back: who is called, in which order, and what the stack says meanwhile."""

from __future__ import annotations

from typing import Any

import pytest

from tests.local_cloud.account import Account, until
from tests.local_cloud.stack import Stack
from tests.local_cloud.stacks.provider import Provider


def sizes(provider: Provider, after: int) -> list[str]:
    """Tell of each Update which resource got which size."""
    return [
        f"{each['Event']['LogicalResourceId']} {each['Event']['ResourceProperties']['Size']}"
        for each in provider.deliveries[after:]
        if each["Event"]["RequestType"] == "Update"
    ]


def chain(provider: Provider, size: int, **failing: object) -> dict[str, Any]:
    """A, then B, then C."""
    return {
        "A": provider.custom(Size=size),
        "B": provider.custom("A", Size=size),
        "C": provider.custom("B", Size=size, **failing),
    }


def test_what_was_not_touched_hears_nothing(stack: Stack, provider: Provider) -> None:
    stack.create(**chain(provider, 1))
    failing = {**chain(provider, 2), "B": provider.custom("A", Size=2, Update="fail")}

    assert stack.update(**failing) == "UPDATE_ROLLBACK_COMPLETE"
    assert sizes(provider, 3) == ["A 2", "B 2", "A 1", "B 1"]


@pytest.mark.parametrize(
    ("order", "expected"),
    [("dependencies-first", ["A 1", "B 1", "C 1"]), ("dependents-first", ["C 1", "B 1", "A 1"])],
)
def test_order_of_the_way_back_can_be_switched(
    account: Account, stack: Stack, provider: Provider, order: str, expected: list[str]
) -> None:
    account.cloud.door("switch", {"ROLLBACK_ORDER": order})
    stack.create(**chain(provider, 1))
    stack.update(**chain(provider, 2, Update="fail"))

    assert sizes(provider, 6) == expected


@pytest.mark.parametrize(("order", "last"), [("dependencies-first", "C 1"), ("dependents-first", "A 1")])
def test_order_holds_across_what_was_not_touched(
    account: Account, stack: Stack, provider: Provider, order: str, last: str
) -> None:
    account.cloud.door("switch", {"ROLLBACK_ORDER": order})
    stack.create(**chain(provider, 1))
    stack.update(**chain(provider, 2, Update="fail") | {"B": provider.custom("A", Size=1)})

    assert sizes(provider, 5)[-1] == last


def test_replacement_is_deleted_in_the_cleanup(stack: Stack, provider: Provider) -> None:
    stack.create(A=provider.custom(Id="old"), B=provider.custom("A"))
    stack.update(A=provider.custom(Id="new"), B=provider.custom("A", Update="fail"))

    assert provider.calls[2:] == ["Update A old", "Update B first", "Update B first", "Delete A new"]
    assert stack.ref("A") == "old"


def test_successful_replacement_may_be_sent_back_too(account: Account, stack: Stack, provider: Provider) -> None:
    account.cloud.door("switch", {"ROLLBACK_REVERTS": "all"})
    stack.create(A=provider.custom(Id="old"), B=provider.custom("A"))
    stack.update(A=provider.custom(Id="new"), B=provider.custom("A", Update="fail"))

    back = ["Update A new", "Update B first", "Delete A new"]
    assert provider.calls[2:] == ["Update A old", "Update B first", *back]
    assert stack.ref("A") == "old"


def test_created_resource_is_deleted_in_the_cleanup(stack: Stack, provider: Provider) -> None:
    stack.create(A=provider.custom())
    stack.update(A=provider.custom(), New=provider.custom(), B=provider.custom("New", Create="fail", Id="b"))

    assert provider.calls[3:] == ["Delete B b", "Delete New first"]
    assert stack.events()[-6:] == [
        "stack UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS",
        "B DELETE_IN_PROGRESS",
        "B DELETE_COMPLETE",
        "New DELETE_IN_PROGRESS",
        "New DELETE_COMPLETE",
        "stack UPDATE_ROLLBACK_COMPLETE",
    ]


def test_failed_cleanup_does_not_fail_the_rollback(stack: Stack, provider: Provider) -> None:
    stack.create(A=provider.custom())
    failing = provider.custom("New", Create="fail")

    assert stack.update(A=provider.custom(), New=provider.custom(Delete="fail"), B=failing) == (
        "UPDATE_ROLLBACK_COMPLETE"
    )


def test_template_is_the_one_returned_to(stack: Stack, provider: Provider) -> None:
    stack.create(A=provider.custom(Size=1))
    stack.begin(stack.cloudformation.update_stack, {"A": provider.custom(Size=2, Update="fail")})

    def template() -> Any:
        return stack.cloudformation.get_template(StackName=stack.name)["TemplateBody"]["Resources"]["A"]["Properties"]

    until(lambda: "UPDATE_ROLLBACK_IN_PROGRESS" in str(stack.events()))
    assert template()["Size"] == 1


def test_failure_cancels_what_is_under_way(stack: Stack, provider: Provider) -> None:
    slow = provider.custom("Gate", Create="silent")
    stack.create(Gate=provider.custom(), Slow=slow, Failing=provider.custom("Gate", Create="fail"))

    assert "Resource creation cancelled" in stack.reasons()
    assert any(each.startswith("Delete Slow stack-Slow-") for each in provider.calls)


def test_update_can_be_cancelled(stack: Stack, provider: Provider) -> None:
    stack.create(A=provider.custom(Size=1))
    provider.change_code("import threading\ndef handler(event, context):\n    threading.Event().wait(1)\n")
    stack.begin(stack.cloudformation.update_stack, {"A": provider.custom(Size=2)})
    until(lambda: "A UPDATE_IN_PROGRESS" in stack.events())
    stack.cloudformation.cancel_update_stack(StackName=stack.name)

    until(lambda: "stack UPDATE_ROLLBACK_IN_PROGRESS" in stack.events())
    assert "User Initiated" in stack.reasons()
    assert "Resource update cancelled" in stack.reasons()
    assert "A UPDATE_FAILED" in stack.events()


def test_resource_that_refuses_to_go_back_holds_the_rollback_up(stack: Stack, provider: Provider) -> None:
    stack.create(A=provider.custom(Update="fail"), B=provider.custom("A"))

    assert stack.update(A=provider.custom(), B=provider.custom("A", Update="fail")) == "UPDATE_ROLLBACK_FAILED"
    assert "The following resource(s) failed to update: [A]." in stack.reasons()


def test_rollback_is_continued_from_where_it_was_held_up(stack: Stack, provider: Provider) -> None:
    stack.create(A=provider.custom(Update="fail"), B=provider.custom("A"))
    stack.update(A=provider.custom(), New=provider.custom("A"), B=provider.custom("New", Update="fail"))
    before = len(provider.calls)
    stack.cloudformation.continue_update_rollback(StackName=stack.name)

    assert stack.settled() == "UPDATE_ROLLBACK_FAILED"
    assert provider.calls[before:] == ["Update A first"]


def test_skipped_resource_counts_as_rolled_back(stack: Stack, provider: Provider) -> None:
    stack.create(A=provider.custom(Update="fail"), B=provider.custom("A"))
    stack.update(A=provider.custom(), New=provider.custom("A"), B=provider.custom("New", Update="fail"))
    stack.cloudformation.continue_update_rollback(StackName=stack.name, ResourcesToSkip=["A"])

    assert stack.settled() == "UPDATE_ROLLBACK_COMPLETE"
    assert provider.calls[-1] == "Delete New first"


@pytest.fixture
def halted(stack: Stack, provider: Provider) -> Stack:
    """A stack whose update failed at B, and was not rolled back."""
    stack.create(A=provider.custom(Size=1, Id="a1"), B=provider.custom("A", Size=1))
    resources = {"A": provider.custom(Size=2, Id="a2"), "B": provider.custom("A", Size=2, Update="fail")}
    stack.begin(stack.cloudformation.update_stack, resources, DisableRollback=True)
    stack.settled()
    return stack


def test_without_rollback_a_failure_stays(halted: Stack, provider: Provider) -> None:
    assert halted.described["StackStatus"] == "UPDATE_FAILED"
    assert provider.calls[2:] == ["Update A a1", "Update B first"]


def test_failure_is_fixed_forward(halted: Stack, provider: Provider) -> None:
    assert halted.update(A=provider.custom(Size=2, Id="a2"), B=provider.custom("A", Size=2)) == "UPDATE_COMPLETE"

    assert provider.calls[4:] == ["Update B first", "Delete A a1"]


def test_failed_fix_goes_back_to_where_the_stack_was_stable(halted: Stack, provider: Provider) -> None:
    resources = {"A": provider.custom(Size=2, Id="a2"), "B": provider.custom("A", Size=3, Update="fail")}

    assert halted.update(**resources) == "UPDATE_ROLLBACK_COMPLETE"
    assert provider.calls[4:] == ["Update B first", "Update B first", "Delete A a2"]
    assert sizes(provider, 4)[-1] == "B 1"


def test_failure_can_be_rolled_back_later(halted: Stack, provider: Provider) -> None:
    halted.cloudformation.rollback_stack(StackName=halted.name)

    assert halted.settled() == "UPDATE_ROLLBACK_COMPLETE"
    assert halted.ref("A") == "a1"


def test_failed_creation_is_deleted_before_it_is_tried_again(stack: Stack, provider: Provider) -> None:
    resources = {"A": provider.custom(Create="fail", Id="half")}
    stack.begin(stack.cloudformation.create_stack, resources, DisableRollback=True)
    assert stack.settled() == "CREATE_FAILED"

    assert stack.update(A=provider.custom(Id="whole")) == "UPDATE_COMPLETE"
    assert provider.calls == ["Create A", "Delete A half", "Create A"]

"""Deleting stacks: order, failures, and what protects them."""

from __future__ import annotations

import pytest
from botocore.exceptions import ClientError

from tests.local_cloud.stack import Stack
from tests.local_cloud.stacks.provider import Provider


def test_dependents_are_deleted_first(stack: Stack, provider: Provider) -> None:
    stack.create(A=provider.custom(), B=provider.custom("A"), C=provider.custom("B"))

    assert stack.delete() == "DELETE_COMPLETE"
    assert provider.calls[3:] == ["Delete C first", "Delete B first", "Delete A first"]


def test_what_a_failed_deletion_needs_stays(stack: Stack, provider: Provider) -> None:
    stack.create(A=provider.custom(), B=provider.custom("A", Delete="fail"), Other=provider.custom())

    assert stack.delete() == "DELETE_FAILED"
    assert sorted(provider.calls[3:]) == ["Delete B first", "Delete Other first"]


def test_second_deletion_goes_on(stack: Stack, provider: Provider) -> None:
    stack.create(A=provider.custom(), B=provider.custom("A", Delete="fail"))
    stack.delete()

    assert stack.delete() == "DELETE_FAILED"
    assert provider.calls[2:] == ["Delete B first", "Delete B first"]


def test_failed_resource_can_be_retained(stack: Stack, provider: Provider) -> None:
    stack.create(A=provider.custom(), B=provider.custom("A", Delete="fail"))
    stack.delete()

    assert stack.delete(RetainResources=["B"]) == "DELETE_COMPLETE"
    assert provider.calls[-1] == "Delete A first"


def test_termination_protection_keeps_a_stack(stack: Stack, provider: Provider) -> None:
    stack.create(A=provider.custom())
    stack.cloudformation.update_termination_protection(StackName=stack.name, EnableTerminationProtection=True)

    with pytest.raises(ClientError, match="cannot be deleted while TerminationProtection is enabled"):
        stack.delete()


def test_killed_deletion_is_retried(stack: Stack, provider: Provider) -> None:
    stack.create(A=provider.custom(Delete="crash once"))

    assert stack.delete() == "DELETE_COMPLETE"

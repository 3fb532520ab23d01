"""A warning is acknowledged by its id, in either of the CDK's ways, at any place of the tree above it."""

from collections.abc import Callable

import aws_cdk as cdk
import pytest
from aws_cdk import assertions
from constructs import Construct

from dms_constructs._construct import warn
from dms_constructs.errors import Finding
from tests.constructs.conftest import warnings_of

FINDING = Finding("instance.singleAz", "one zone only", fix="write multi_az=True")
ID = "dms-constructs:instance.singleAz"

Acknowledge = Callable[[Construct, str], None]


def by_annotations(construct: Construct, warning: str) -> None:
    cdk.Annotations.of(construct).acknowledge_warning(warning, "a rehearsal")


def by_validations(construct: Construct, warning: str) -> None:
    cdk.Validations.of(construct).acknowledge(cdk.Acknowledgment(id=warning, reason="a rehearsal"))


@pytest.fixture(params=[by_annotations, by_validations])
def acknowledge(request: pytest.FixtureRequest) -> Acknowledge:
    """Each of the CDK's two ways."""
    return request.param


def warned(scope: Construct) -> Construct:
    construct = Construct(scope, "Warned")
    warn(construct, [FINDING])
    return construct


def test_a_warning_says_its_id_as_our_table_writes_it(stack: cdk.Stack) -> None:
    warned(stack)

    (message,) = assertions.Annotations.from_stack(stack).find_warning("*", assertions.Match.any_value())

    assert message.entry.data == f"one zone only; write multi_az=True [ack: {ID}]"


def test_is_gone_when_acknowledged_where_it_is(stack: cdk.Stack, acknowledge: Acknowledge) -> None:
    acknowledge(warned(stack), ID)

    assert warnings_of(stack) == []


@pytest.mark.parametrize("place", ["stack", "app"])
def test_is_gone_when_acknowledged_above(app: cdk.App, stack: cdk.Stack, acknowledge: Acknowledge, place: str) -> None:
    warned(stack)

    acknowledge({"stack": stack, "app": app}[place], ID)

    assert warnings_of(stack) == []


@pytest.mark.parametrize("place", ["stack", "stage"])
def test_does_not_appear_when_acknowledged_above_before_it_is_made(
    app: cdk.App, acknowledge: Acknowledge, place: str
) -> None:
    stage = cdk.Stage(app, "Prod")
    stack = cdk.Stack(stage, "Shop")
    acknowledge({"stack": stack, "stage": stage}[place], ID)

    warned(stack)

    assert warnings_of(stack) == []


@pytest.mark.parametrize("other", ["dms-constructs:instance.single", "instance.singleAz", "dms-constructs:task.noLog"])
def test_stays_when_another_is_acknowledged(stack: cdk.Stack, acknowledge: Acknowledge, other: str) -> None:
    acknowledge(warned(stack), other)

    assert warnings_of(stack) == [ID]


def test_stays_when_it_is_acknowledged_elsewhere(app: cdk.App, stack: cdk.Stack, acknowledge: Acknowledge) -> None:
    warned(stack)

    acknowledge(cdk.Stack(app, "Other"), ID)

    assert warnings_of(stack) == [ID]

"""Life cycles of tasks that an aspect makes, as the CDK is about to write the template."""

import aws_cdk as cdk
import jsii
import pytest
from constructs import Construct, IConstruct

from tests.constructs.life_cycles import GATE, Make, make

__all__ = ["make"]


@pytest.fixture(params=[True, False], ids=["stabilized", "once"])
def app(request: pytest.FixtureRequest) -> cdk.App:
    """With the flag, the CDK comes back to what is made where it has been already; without it, it does not."""
    return cdk.App(context={"@aws-cdk/core:aspectStabilization": request.param})


def test_what_an_aspect_makes_waits_for_the_gate(app: cdk.App, stack: cdk.Stack, make: Make) -> None:
    @jsii.implements(cdk.IAspect)
    class AtLast:
        def visit(self, node: IConstruct) -> None:
            if node.node.id == "Last" and stack.node.try_find_child("Migration") is None:
                make()

    Construct(stack, "Last")
    cdk.Aspects.of(stack).add(AtLast())

    resources = app.synth().get_stack_by_name("Shop").template["Resources"].values()
    endpoints = [each for each in resources if each["Type"] == "AWS::DMS::Endpoint"]
    assert [each.get("DependsOn") for each in endpoints] == [[GATE], [GATE]]

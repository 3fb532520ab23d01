"""What a resource refers to, and its region and account."""

from collections.abc import Callable
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_ec2 as ec2, aws_kms as kms

import dms_constructs as dms
from tests.app_wide.conftest import (
    ACCOUNT,
    REGION,
    Refused,
    codes_of,
    connection,
    errors_of,
    instance,
    stack_in,
    task,
    warnings_of,
)


def ends(stack: cdk.Stack) -> dict[str, Any]:
    return {
        "source": dms.MySqlSource(stack, "Source", connection=connection(stack, "shop")),
        "target": dms.MySqlTarget(stack, "Target", connection=connection(stack, "copy")),
    }


def instance_at(stack: cdk.Stack, region: str = REGION, account: str = ACCOUNT) -> dms.IReplicationInstance:
    return dms.ReplicationInstance.from_replication_instance_attributes(
        stack, "Imported", replication_instance_arn=f"arn:aws:dms:{region}:{account}:rep:ABC"
    )


@pytest.mark.parametrize(
    ("where", "said"),
    [
        ({"region": "us-east-1"}, "is in region us-east-1, but this stack is in region eu-west-1"),
        ({"account": "444455556666"}, "is in account 444455556666, but this stack is in account 111122223333"),
    ],
)
class TestAnInstanceOfAnotherPlace:
    def test_that_was_imported_is_refused(
        self, stack: cdk.Stack, refused: Refused, where: dict[str, str], said: str
    ) -> None:
        there, known = instance_at(stack, **where), ends(stack)

        message = refused(lambda: task(stack, "Task", on=there, **known))

        assert said in message
        assert message.endswith("[DMS-X006]")

    def test_of_another_stack_is_refused(
        self, app: cdk.App, stack: cdk.Stack, refused: Refused, where: dict[str, str], said: str
    ) -> None:
        other = stack_in(app, "Other", **where)
        there = dms.ReplicationInstance(other, "Instance", vpc=ec2.Vpc(other, "Vpc", max_azs=2))
        known = ends(stack)

        assert said in refused(lambda: task(stack, "Task", on=there, **known))


def test_an_endpoint_of_another_region_is_refused(stack: cdk.Stack, refused: Refused) -> None:
    known = ends(stack)
    known["source"] = dms.MySqlSource.from_endpoint_arn(stack, "There", f"arn:aws:dms:us-east-1:{ACCOUNT}:endpoint:ABC")

    assert "source (Shop/There) is in region us-east-1" in refused(lambda: task(stack, "Task", **known))


def test_a_subnet_group_of_another_region_is_refused(app: cdk.App, stack: cdk.Stack, refused: Refused) -> None:
    other = stack_in(app, "Other", region="us-east-1")
    group = dms.ReplicationSubnetGroup(other, "Group", vpc=ec2.Vpc(other, "Vpc", max_azs=2))
    vpc = ec2.Vpc(stack, "Vpc", max_azs=2)

    message = refused(lambda: dms.ReplicationInstance(stack, "Instance", vpc=vpc, subnet_group=group))

    assert "subnet_group (Other/Group) is in region us-east-1" in message


def test_an_instance_of_this_place_is_taken(stack: cdk.Stack) -> None:
    task(stack, "Task", on=instance_at(stack), **ends(stack))


def test_an_instance_of_another_stack_of_this_place_is_taken(app: cdk.App, stack: cdk.Stack) -> None:
    there = instance(stack_in(app, "Other"))

    task(stack, "Task", on=there, **ends(stack))


def test_in_a_stack_without_an_environment_nothing_is_known(app: cdk.App) -> None:
    stack = cdk.Stack(app, "Anywhere")

    task(stack, "Task", on=instance_at(stack, region="us-east-1"), **ends(stack))

    assert codes_of(app) == []


def encrypted(stack: cdk.Stack, region: str, account: str = ACCOUNT) -> None:
    key = kms.Key.from_key_arn(stack, "Key", f"arn:aws:kms:{region}:{account}:key/1234")
    dms.MySqlSource(stack, "Source", connection=connection(stack, "shop"), kms_key=key)


def overridden(stack: cdk.Stack, region: str, account: str = ACCOUNT) -> None:
    made = task(stack, "Task", **ends(stack))
    resource = made.node.default_child
    assert isinstance(resource, cdk.CfnResource)
    resource.add_property_override("SourceEndpointArn", f"arn:aws:dms:{region}:{account}:endpoint:ABC")


PROPERTIES = {"a key": encrypted, "an override": overridden}


@pytest.mark.parametrize("build", PROPERTIES.values(), ids=PROPERTIES)
def test_an_arn_of_another_region_in_a_property(app: cdk.App, stack: cdk.Stack, build: Callable[..., None]) -> None:
    build(stack, "us-east-1")

    (line,) = errors_of(app)

    assert "in region us-east-1, but this stack is in region eu-west-1" in line
    assert line.endswith("[DMS-X006]")


@pytest.mark.parametrize("build", PROPERTIES.values(), ids=PROPERTIES)
def test_an_arn_of_this_region_in_a_property(app: cdk.App, stack: cdk.Stack, build: Callable[..., None]) -> None:
    build(stack, REGION)

    assert codes_of(app) == []


def test_a_key_of_another_account(app: cdk.App, stack: cdk.Stack) -> None:
    encrypted(stack, REGION, "444455556666")

    assert codes_of(app) == []


MISSING = "app.typesMissingInRegion"


@pytest.mark.parametrize(
    ("region", "is_warned"),
    [("mx-central-1", True), ("eu-central-2", True), ("eu-west-1", False), ("xy-new-1", False)],
)
def test_a_region_without_the_types(app: cdk.App, region: str, is_warned: bool) -> None:
    stack = stack_in(app, region=region)
    dms.MySqlSource(stack, "Source", connection=connection(stack, "shop"))

    assert (MISSING in warnings_of(app)) is is_warned


def test_a_region_is_named_once_for_a_stack(app: cdk.App) -> None:
    stack = stack_in(app, region="mx-central-1")
    ends(stack)

    assert warnings_of(app).count(MISSING) == 1


def test_a_stack_without_an_environment_has_no_region_that_is_known(app: cdk.App) -> None:
    stack = cdk.Stack(app, "Anywhere")
    dms.MySqlSource(stack, "Source", connection=connection(stack, "shop"))

    assert MISSING not in warnings_of(app)


@pytest.mark.parametrize("region", ["eu-west1", "eu-west-1a", "eu-wset-1", "us_east_1", "europe-west1"])
def test_what_is_no_name_of_a_region(app: cdk.App, region: str) -> None:
    stack = stack_in(app, region=region)
    dms.MySqlSource(stack, "End", connection=connection(stack, "shop"))

    assert "app.noSuchRegion" in warnings_of(app)


@pytest.mark.parametrize(
    "region", ["eu-west-1", "us-gov-east-1", "cn-northwest-1", "us-iso-east-1", "us-isob-east-1", "eusc-de-east-1"]
)
def test_a_name_of_a_region(app: cdk.App, region: str) -> None:
    stack = stack_in(app, region=region)
    dms.MySqlSource(stack, "End", connection=connection(stack, "shop"))

    assert "app.noSuchRegion" not in warnings_of(app)

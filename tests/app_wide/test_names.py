"""Names that two resources have, and names that keep a resource from being replaced."""

from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_ec2 as ec2, aws_kms as kms
from constructs import Construct

import dms_constructs as dms
from tests.app_wide.conftest import codes_of, connection, errors_of, stack_in, task, warnings_of
from tests.authorities import PEM


def endpoint(scope: Construct, name: str | None, **more: Any) -> None:
    dms.MySqlSource(scope, "Source", connection=connection(scope, "shop"), endpoint_identifier=name, **more)


def certificate(scope: Construct, name: str | None) -> None:
    dms.Certificate(scope, "Ca", certificate_pem=PEM, certificate_identifier=name)


def instance(scope: Construct, name: str | None) -> None:
    vpc = ec2.Vpc(scope, "Vpc", max_azs=2)
    dms.ReplicationInstance(scope, "Instance", vpc=vpc, replication_instance_identifier=name)


def subnet_group(scope: Construct, name: str | None) -> None:
    vpc = ec2.Vpc(scope, "Vpc", max_azs=2)
    dms.ReplicationSubnetGroup(scope, "Group", vpc=vpc, replication_subnet_group_identifier=name)


def a_task(scope: Construct, name: str | None) -> None:
    schema = scope.node.id.lower()
    source = dms.MySqlSource(scope, "Source", connection=connection(scope, f"{schema}read"))
    target = dms.MySqlTarget(scope, "Target", connection=connection(scope, f"{schema}write"))
    task(scope, "Task", source=source, target=target, replication_task_identifier=name)


def serverless(scope: Construct, name: str | None) -> None:
    schema = scope.node.id.lower()
    dms.ServerlessReplication(
        scope,
        "Replication",
        compute=dms.Serverless(vpc=ec2.Vpc(scope, "Vpc", max_azs=2), max_dcu=16),
        source=dms.MySqlSource(scope, "Source", connection=connection(scope, f"{schema}read")),
        target=dms.MySqlTarget(scope, "Target", connection=connection(scope, f"{schema}write")),
        migration_type=dms.MigrationType.FULL_LOAD,
        table_mappings=dms.TableMappings(dms.Include("shop")),
        replication_config_identifier=name,
    )


NAMED = {
    "an endpoint": endpoint,
    "a certificate": certificate,
    "an instance": instance,
    "a subnet group": subnet_group,
    "a task": a_task,
    "a serverless replication": serverless,
}


@pytest.mark.parametrize("build", NAMED.values(), ids=NAMED)
def test_one_name_for_two_of_a_kind(app: cdk.App, stack: cdk.Stack, build: Any) -> None:
    build(Construct(stack, "One"), "shop")
    build(Construct(stack, "Other"), "Shop")

    (line,) = errors_of(app)

    assert " is the name of Shop/One/" in line
    assert line.endswith("[DMS-X005]")


@pytest.mark.parametrize("build", NAMED.values(), ids=NAMED)
def test_a_name_for_each(app: cdk.App, stack: cdk.Stack, build: Any) -> None:
    build(Construct(stack, "One"), "shop")
    build(Construct(stack, "Other"), "shop2")

    assert codes_of(app) == []


@pytest.mark.parametrize("build", NAMED.values(), ids=NAMED)
def test_names_that_are_made(app: cdk.App, stack: cdk.Stack, build: Any) -> None:
    build(Construct(stack, "One"), None)
    build(Construct(stack, "Other"), None)

    assert codes_of(app) == []


def test_one_name_for_two_kinds(app: cdk.App, stack: cdk.Stack) -> None:
    endpoint(stack, "shop")
    certificate(stack, "shop")

    assert codes_of(app) == []


@pytest.mark.parametrize(
    ("environment", "codes"),
    [({}, ["DMS-X005"]), ({"region": "us-east-1"}, []), ({"account": "444455556666"}, [])],
)
def test_one_name_in_two_stacks(app: cdk.App, stack: cdk.Stack, environment: dict[str, str], codes: list[str]) -> None:
    endpoint(stack, "shop")
    endpoint(stack_in(app, "Other", **environment), "shop")

    assert codes_of(app) == codes


def test_one_name_in_two_stages(app: cdk.App) -> None:
    for name in ("Test", "Live"):
        endpoint(cdk.Stack(cdk.Stage(app, name), "Shop"), "shop")

    assert codes_of(app) == []


def test_one_name_for_two_of_which_one_is_made(app: cdk.App, stack: cdk.Stack) -> None:
    big = cdk.CfnCondition(stack, "Big", expression=cdk.Fn.condition_equals("a", "b"))
    for name in ("One", "Other"):
        scope = Construct(stack, name)
        endpoint(scope, "shop")
        resource = scope.node.find_child("Source").node.default_child
        assert isinstance(resource, cdk.CfnResource)
        resource.cfn_options.condition = big

    assert codes_of(app) == []


FIXED = "app.fixedName"


@pytest.mark.parametrize("build", [certificate, instance, a_task, serverless])
def test_a_name_that_blocks_a_replacement(app: cdk.App, stack: cdk.Stack, build: Any) -> None:
    build(stack, "shop")

    assert FIXED in warnings_of(app)


@pytest.mark.parametrize("build", NAMED.values(), ids=NAMED)
def test_a_name_that_is_made_blocks_nothing(app: cdk.App, stack: cdk.Stack, build: Any) -> None:
    build(stack, None)

    assert FIXED not in warnings_of(app)


@pytest.mark.parametrize("build", [endpoint, subnet_group])
def test_a_name_of_what_no_change_replaces(app: cdk.App, stack: cdk.Stack, build: Any) -> None:
    build(stack, "shop")

    assert FIXED not in warnings_of(app)


def test_a_name_of_an_endpoint_that_another_key_replaces(app: cdk.App, stack: cdk.Stack) -> None:
    endpoint(stack, "shop", kms_key=kms.Key(stack, "Key"))

    assert FIXED in warnings_of(app)

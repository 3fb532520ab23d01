"""A life cycle in stages, nested stacks, other partitions, with other synthesizers, and between stacks."""

import json
from collections.abc import Callable
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_ec2 as ec2, aws_secretsmanager as secretsmanager
from constructs import Construct

import dms_constructs as dms
from tests.constructs.life_cycles import whole

MANY = dms.Catalog(*(dms.SourceTable("shop", f"table_{number}") for number in range(200)))


def connection(scope: Construct, name: str) -> dms.Connection:
    return dms.Connection.from_secret(
        secretsmanager.Secret.from_secret_name_v2(scope, f"{name}Secret", f"{scope.node.id}/{name}")
    )


def kept(
    stack: cdk.Stack,
    *,
    source: dms.IEndpoint | None = None,
    target: dms.IEndpoint | None = None,
    compute: dms.IReplicationInstance | None = None,
) -> dms.DatabaseMigration:
    """Make a migration that is kept running, with a list of tables that is an asset."""
    return dms.DatabaseMigration(
        stack,
        "Migration",
        compute=compute or dms.Provisioned(vpc=ec2.Vpc(stack, "Vpc", max_azs=2)),
        source=source or dms.MySqlSource(stack, "Source", connection=connection(stack, "Old")),
        target=target or dms.PostgreSqlTarget(stack, "Target", connection=connection(stack, "New"), database="shop"),
        migration_type=dms.MigrationType.CDC,
        table_mappings=dms.TableMappings(dms.Include("shop")),
        source_catalog=MANY,
        start=dms.StartPolicy.ALWAYS_RUNNING,
    )


def resources(template: dict[str, Any], resource_type: str) -> list[dict[str, Any]]:
    return [each for each in template["Resources"].values() if each["Type"] == resource_type]


def entries(template: dict[str, Any]) -> list[dict[str, Any]]:
    (gate,) = resources(template, "Custom::DmsGate")
    return [whole(told) for told in gate["Properties"]["Tasks"].values()]


def test_it_works_where_the_environment_is_not_known() -> None:
    app = cdk.App()
    kept(cdk.Stack(app, "Shop"))

    assert entries(app.synth().get_stack_by_name("Shop").template)


@pytest.mark.parametrize("region", ["cn-north-1", "us-gov-west-1"])
def test_arns_are_those_of_the_partition(region: str) -> None:
    app = cdk.App()
    kept(cdk.Stack(app, "Shop", env=cdk.Environment(account="111122223333", region=region)))

    assert "arn:aws:" not in json.dumps(resources(app.synth().get_stack_by_name("Shop").template, "AWS::IAM::Role"))


def test_each_stage_has_its_own() -> None:
    app = cdk.App()
    for name in ("Test", "Live"):
        kept(cdk.Stack(cdk.Stage(app, name), "Shop"))
    assembly = app.synth()

    paths = [
        entry["Path"]
        for name in ("Test", "Live")
        for entry in entries(assembly.get_nested_assembly(f"assembly-{name}").stacks[0].template)
    ]
    assert paths == ["Test/Shop/Migration/Task", "Live/Shop/Migration/Task"]


SYNTHESIZERS: dict[str, Callable[[], cdk.IStackSynthesizer]] = {
    "default, given by hand": cdk.DefaultStackSynthesizer,
    "another qualifier": lambda: cdk.DefaultStackSynthesizer(qualifier="shop"),
    "another bucket": lambda: cdk.DefaultStackSynthesizer(file_assets_bucket_name="my-assets"),
    "the CLI's credentials": cdk.CliCredentialsStackSynthesizer,
    "legacy": cdk.LegacyStackSynthesizer,
}


@pytest.mark.parametrize("make", SYNTHESIZERS.values(), ids=SYNTHESIZERS)
def test_lists_of_tables_are_published_by_each_synthesizer(make: Callable[[], cdk.IStackSynthesizer]) -> None:
    app = cdk.App()
    kept(cdk.Stack(app, "Shop", synthesizer=make()))

    (entry,) = entries(app.synth().get_stack_by_name("Shop").template)
    assert set(entry["Tables"]) == {"Bucket", "Key"}


def test_a_list_is_read_from_the_bucket_that_it_is_in() -> None:
    app = cdk.App(default_stack_synthesizer=cdk.DefaultStackSynthesizer(file_assets_bucket_name="my-assets"))
    kept(cdk.Stack(app, "Shop"))
    template = app.synth().get_stack_by_name("Shop").template

    assert ":s3:::my-assets/*.json" in json.dumps(resources(template, "AWS::IAM::Role"))


def test_a_nested_stack_has_its_own() -> None:
    app = cdk.App()
    nested = cdk.NestedStack(cdk.Stack(app, "Shop"), "Inner")
    kept(nested)
    app.synth()

    assert nested.node.try_find_child("DmsLifeCycle") is not None


@pytest.fixture
def stacks() -> tuple[cdk.Stack, cdk.Stack]:
    app = cdk.App()
    environment = cdk.Environment(account="111122223333", region="eu-west-1")
    return cdk.Stack(app, "Shared", env=environment), cdk.Stack(app, "Shop", env=environment)


def templates(stacks: tuple[cdk.Stack, cdk.Stack]) -> tuple[dict[str, Any], dict[str, Any]]:
    assembly = cdk.App.of(stacks[0]).synth()  # type: ignore[union-attr]  # every stack here is in an app
    shared, shop = (assembly.get_stack_by_name(each.stack_name).template for each in stacks)
    return shared, shop


def test_an_endpoint_of_another_stack_waits_for_no_gate(stacks: tuple[cdk.Stack, cdk.Stack]) -> None:
    shared, shop = stacks
    kept(shop, source=dms.MySqlSource(shared, "Source", connection=connection(shared, "Old")))

    (endpoint,) = resources(templates(stacks)[0], "AWS::DMS::Endpoint")
    assert "DependsOn" not in endpoint


def test_an_endpoint_of_another_stack_is_named_by_its_arn(stacks: tuple[cdk.Stack, cdk.Stack]) -> None:
    shared, shop = stacks
    kept(shop, source=dms.MySqlSource(shared, "Source", connection=connection(shared, "Old")))

    (entry,) = entries(templates(stacks)[1])
    assert [list(each["Arn"]) for each in entry["Endpoints"]] == [["Fn::ImportValue"]]


def test_an_instance_of_another_stack_may_be_used(stacks: tuple[cdk.Stack, cdk.Stack]) -> None:
    shared, shop = stacks
    kept(shop, compute=dms.ReplicationInstance(shared, "Instance", vpc=ec2.Vpc(shared, "Vpc", max_azs=2)))

    (role,) = [
        each for each in resources(templates(stacks)[1], "AWS::IAM::Role") if "dms:TestConnection" in json.dumps(each)
    ]
    assert "Fn::ImportValue" in json.dumps(role)


def test_a_value_of_another_stack_is_imported(stacks: tuple[cdk.Stack, cdk.Stack]) -> None:
    shared, shop = stacks
    secret = secretsmanager.Secret(
        shared,
        "Secret",
        generate_secret_string=secretsmanager.SecretStringGenerator(
            secret_string_template='{"host": "db.example.com", "port": 3306, "username": "dms"}',
            generate_string_key="password",
            exclude_characters=dms.PASSWORD_EXCLUDE_CHARACTERS,
        ),
    )
    kept(shop, source=dms.MySqlSource(shop, "Source", connection=dms.Connection.from_secret(secret)))

    (gate,) = resources(templates(stacks)[1], "Custom::DmsGate")
    assert [each for each in gate["Properties"]["Values"].values() if "Fn::ImportValue" in each]


def test_two_stacks_have_a_function_each(stacks: tuple[cdk.Stack, cdk.Stack]) -> None:
    for stack in stacks:
        kept(stack)

    assert [len(resources(each, "Custom::DmsGate")) for each in templates(stacks)] == [1, 1]

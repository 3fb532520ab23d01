"""The same migration in stacks of every kind."""

import json
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_ec2 as ec2, aws_iam as iam, aws_secretsmanager as secretsmanager
from constructs import Construct

import dms_constructs as dms
from tests.constructs.conftest import Template, resources_of, template_of

DMS_TYPES = {
    "AWS::DMS::Endpoint",
    "AWS::DMS::ReplicationInstance",
    "AWS::DMS::ReplicationSubnetGroup",
    "AWS::DMS::ReplicationTask",
}


def migrate(scope: Construct, **arguments: Any) -> dms.DatabaseMigration:
    """A whole migration, with a VPC of its own."""
    vpc = ec2.Vpc(scope, "Vpc", max_azs=2)
    secret = secretsmanager.Secret.from_secret_name_v2(scope, "Secret", "shop")
    connection = dms.Connection.from_secret(secret)
    return dms.DatabaseMigration(
        scope,
        "Migration",
        compute=dms.Provisioned(vpc=vpc, **arguments),
        source=dms.MySqlSource(scope, "Source", connection=connection),
        target=dms.PostgreSqlTarget(scope, "Target", connection=connection, database="shop"),
        migration_type=dms.MigrationType.FULL_LOAD,
        table_mappings=dms.TableMappings(dms.Include("shop")),
    )


def of_type(template: Template, resource_type: str) -> list[dict[str, Any]]:
    return [one["Properties"] for one in template["Resources"].values() if one["Type"] == resource_type]


@pytest.mark.parametrize("region", [None, "eu-west-1", "cn-north-1", "us-gov-west-1"])
class TestPartitions:
    @pytest.fixture(scope="class")
    @classmethod
    def templates(cls) -> dict[str | None, Template]:
        templates = {}
        for region in (None, "eu-west-1", "cn-north-1", "us-gov-west-1"):
            env = cdk.Environment(account="111122223333", region=region) if region else None
            stack = cdk.Stack(cdk.App(), "Shop", env=env)
            migrate(stack)
            templates[region] = template_of(stack)
        return templates

    def test_no_partition_is_written_out(self, templates: dict, region: str | None) -> None:
        text = json.dumps(templates[region])

        assert "arn:aws" not in text
        assert "amazonaws.com.cn" not in text

    def test_dms_of_the_region_reads_the_secrets(self, templates: dict, region: str | None) -> None:
        trusts = [role["AssumeRolePolicyDocument"] for role in of_type(templates[region], "AWS::IAM::Role")]

        regional = [trust for trust in trusts if "dms." in json.dumps(trust)]

        assert len(regional) == 2
        for trust in regional:
            joined = trust["Statement"][0]["Principal"]["Service"]["Fn::Join"][1]
            assert joined == ["dms.", {"Ref": "AWS::Region"}, ".", {"Ref": "AWS::URLSuffix"}]

    def test_everything_is_there(self, templates: dict, region: str | None) -> None:
        assert {one["Type"] for one in templates[region]["Resources"].values()} >= DMS_TYPES


class TestPlaces:
    def test_a_nested_stack_holds_all(self, stack: cdk.Stack) -> None:
        nested = cdk.NestedStack(stack, "Nested")
        migrate(nested)

        assert {one["Type"] for one in template_of(nested)["Resources"].values()} >= DMS_TYPES

    def test_a_stage_synthesizes(self, app: cdk.App) -> None:
        stage = cdk.Stage(app, "Prod")
        stack = cdk.Stack(stage, "Shop")
        migration = migrate(stack)

        assert migration.node.path == "Prod/Shop/Migration"
        assert {one["Type"] for one in template_of(stack)["Resources"].values()} >= DMS_TYPES

    def test_errors_name_the_whole_path(self, app: cdk.App) -> None:
        stack = cdk.Stack(cdk.Stage(app, "Prod"), "Shop")
        below = Construct(stack, "Below")

        with pytest.raises(dms.ConfigurationError) as caught:
            migrate(below, allocated_storage_gib=1)

        assert caught.value.path == "Prod/Shop/Below/Migration/Instance"

    def test_a_construct_in_between_changes_nothing(self, stack: cdk.Stack) -> None:
        migrate(Construct(stack, "Between"))

        assert {one["Type"] for one in template_of(stack)["Resources"].values()} >= DMS_TYPES

    def test_two_regions_of_one_app_have_the_same_template(self, app: cdk.App) -> None:
        stacks = [
            cdk.Stack(cdk.Stage(app, stage), "Shop", env=cdk.Environment(account="1" * 12, region=region))
            for stage, region in (("One", "eu-west-1"), ("Two", "eu-central-1"))
        ]
        for stack in stacks:
            migrate(stack)

        first, second = (sorted(template_of(stack)["Resources"]) for stack in stacks)

        assert first == second


class TestAspects:
    @pytest.fixture(scope="class")
    @classmethod
    def stack(cls) -> cdk.Stack:
        stack = cdk.Stack(cdk.App(), "Shop")
        migrate(stack)
        cdk.Tags.of(stack).add("team", "data")
        boundary = iam.ManagedPolicy.from_managed_policy_name(stack, "Boundary", "boundary")
        iam.PermissionsBoundary.of(stack).apply(boundary)
        return stack

    @pytest.mark.parametrize("resource_type", sorted(DMS_TYPES))
    def test_tags_reach_every_resource(self, stack: cdk.Stack, resource_type: str) -> None:
        for resource in resources_of(stack, resource_type).values():
            assert {"Key": "team", "Value": "data"} in resource["Properties"]["Tags"]

    def test_tags_reach_security_group_logs_and_roles(self, stack: cdk.Stack) -> None:
        for resource_type in ("AWS::EC2::SecurityGroup", "AWS::Logs::LogGroup", "AWS::IAM::Role"):
            for resource in resources_of(stack, resource_type).values():
                assert {"Key": "team", "Value": "data"} in resource["Properties"]["Tags"]

    def test_a_permissions_boundary_reaches_every_role(self, stack: cdk.Stack) -> None:
        roles = resources_of(stack, "AWS::IAM::Role").values()

        assert len(roles) == 3
        assert all("PermissionsBoundary" in role["Properties"] for role in roles)


def test_the_same_input_makes_the_same_template() -> None:
    texts = []
    for _ in range(2):
        stack = cdk.Stack(cdk.App(), "Shop")
        migrate(stack)
        texts.append(json.dumps(template_of(stack)))

    assert texts[0] == texts[1]

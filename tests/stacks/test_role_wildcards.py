"""cdk-nag finds no wildcard in the roles that endpoints make, and every wildcard in others."""

import contextlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import aws_cdk as cdk
import cdk_nag
import pytest
from aws_cdk import (
    aws_iam as iam,
    aws_kms as kms,
    aws_neptune as neptune,
    aws_s3 as s3,
    aws_secretsmanager as secretsmanager,
)

import dms_constructs as dms
from tests.constructs.engine_case import Place, all_cases
from tests.stacks.test_judges import violations_in

RULE = "AwsSolutions-IAM5"


def found(app: cdk.App, outdir: Path) -> set[tuple[str, str]]:
    """The wildcards in policies that cdk-nag finds."""
    cdk.Validations.of(app).add_plugins(cdk_nag.AwsSolutionsChecks(app))
    with contextlib.suppress(RuntimeError):  # the CDK raises when there are findings; the report has them
        app.synth()
    return {(path, rule) for path, rule in violations_in(outdir) if rule.startswith(RULE)}


@pytest.mark.parametrize("case", all_cases(), ids=lambda case: case.cls.__name__)
def test_the_role_of_an_endpoint_has_no_wildcard_that_is_not_acknowledged(case: Any, tmp_path: Path) -> None:
    class Here(Place):
        stack = cdk.Stack(
            cdk.App(outdir=str(tmp_path)), "Shop", env=cdk.Environment(account="111122223333", region="eu-west-1")
        )

    here = Here()
    case.cls(here.stack, "Endpoint", **case.minimal.arguments(here))

    assert found(here.stack.node.root, tmp_path) == set()


@pytest.fixture
def app(tmp_path: Path) -> cdk.App:
    return cdk.App(outdir=str(tmp_path))


def lake(stack: cdk.Stack, bucket: s3.IBucket, **more: Any) -> None:
    dms.S3Target(stack, "Target", bucket=bucket, **more)


def with_bucket(app: cdk.App) -> tuple[cdk.Stack, s3.IBucket]:
    stack = cdk.Stack(app, "Shop")
    return stack, s3.Bucket(stack, "Lake")


def of_another_stack(app: cdk.App) -> tuple[cdk.Stack, s3.IBucket]:
    bucket = s3.Bucket(cdk.Stack(app, "Data"), "Lake")
    return cdk.Stack(app, "Shop"), bucket


def of_a_stage(app: cdk.App) -> tuple[cdk.Stack, s3.IBucket]:
    stack = cdk.Stack(cdk.Stage(app, "Test"), "Shop")
    return stack, s3.Bucket(stack, "Lake")


def of_a_name(app: cdk.App) -> tuple[cdk.Stack, s3.IBucket]:
    stack = cdk.Stack(app, "Shop")
    return stack, s3.Bucket.from_bucket_name(stack, "Lake", "lake")


@pytest.mark.parametrize("make", [with_bucket, of_another_stack, of_a_stage, of_a_name], ids=lambda make: make.__name__)
def test_a_bucket_of_anywhere_is_acknowledged(
    make: Callable[[cdk.App], tuple[cdk.Stack, s3.IBucket]], app: cdk.App, tmp_path: Path
) -> None:
    lake(*make(app), bucket_folder="shop", glue_catalog_generation=True)

    assert found(app, tmp_path) == set()


def test_a_logical_id_that_is_overridden_is_acknowledged(app: cdk.App, tmp_path: Path) -> None:
    stack, bucket = with_bucket(app)
    lake(stack, bucket)
    bucket.node.default_child.override_logical_id("Renamed")

    assert found(app, tmp_path) == set()


def test_a_key_that_only_its_alias_tells_is_acknowledged(app: cdk.App, tmp_path: Path) -> None:
    stack = cdk.Stack(app, "Shop")
    secret = secretsmanager.Secret.from_secret_attributes(
        stack,
        "Secret",
        secret_complete_arn="arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop-AbCdEf",
        encryption_key=kms.Alias.from_alias_name(stack, "Key", "alias/shop"),
    )
    dms.MySqlSource(stack, "Source", connection=dms.Connection.from_secret(secret))

    assert found(app, tmp_path) == set()


def test_the_same_wildcard_in_another_role_is_found(app: cdk.App, tmp_path: Path) -> None:
    stack, bucket = with_bucket(app)
    lake(stack, bucket)
    other = iam.Role(stack, "Other", assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"))
    other.add_to_policy(iam.PolicyStatement(actions=["s3:PutObject"], resources=[bucket.arn_for_objects("*")]))

    assert {path for path, _ in found(app, tmp_path)} == {"Shop/Other/DefaultPolicy/Resource"}


def test_another_wildcard_in_the_same_role_is_found(app: cdk.App, tmp_path: Path) -> None:
    stack, bucket = with_bucket(app)
    lake(stack, bucket)
    role = stack.node.find_child("Target").node.find_child("ServiceAccessRole")
    role.add_property_override("Description", "as it is")
    role.policies = [
        *role.policies,
        iam.CfnRole.PolicyProperty(
            policy_name="More",
            policy_document={
                "Version": "2012-10-17",
                "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::other/*"}],
            },
        ),
    ]

    assert {rule for _, rule in found(app, tmp_path)} == {f"{RULE}[Resource::arn:aws:s3:::other/*]"}


def test_the_data_plane_of_a_graph_is_acknowledged(app: cdk.App, tmp_path: Path) -> None:
    stack, bucket = with_bucket(app)
    cluster = neptune.CfnDBCluster(stack, "Graph", iam_auth_enabled=True)
    dms.NeptuneTarget(stack, "Target", bucket=bucket, bucket_folder="dms", cluster=cluster, iam_auth_enabled=True)

    assert found(app, tmp_path) == set()


def test_what_switches_iam_on_has_no_wildcard_that_is_not_acknowledged(app: cdk.App, tmp_path: Path) -> None:
    stack = cdk.Stack(app, "Shop")
    login = dms.IamAuthentication(user_name="dms", host="db.example.com", database_resource_id="db-ABC")
    dms.PostgreSqlTarget(stack, "Target", connection=login, database="shop")

    assert {(path, rule) for path, rule in found(app, tmp_path) if "DmsLifeCycle" not in path} == set()

"""Rotations of secrets: the next password must be one that DMS takes."""

from collections.abc import Callable

import aws_cdk as cdk
import pytest
from aws_cdk import aws_ec2 as ec2, aws_lambda as lambda_, aws_rds as rds, aws_secretsmanager as secretsmanager
from constructs import Construct

import dms_constructs as dms
from tests.app_wide.conftest import warnings_of

ROTATION = "connection.rotationCharacters"
EXCLUDED = dms.PASSWORD_EXCLUDE_CHARACTERS
Hosted = secretsmanager.HostedRotation


@pytest.fixture
def vpc(stack: cdk.Stack) -> ec2.Vpc:
    return ec2.Vpc(stack, "Vpc", max_azs=2)


@pytest.fixture
def cluster(stack: cdk.Stack, vpc: ec2.Vpc) -> rds.DatabaseCluster:
    return rds.DatabaseCluster(
        stack,
        "Cluster",
        engine=rds.DatabaseClusterEngine.aurora_postgres(version=rds.AuroraPostgresEngineVersion.VER_16_4),
        credentials=rds.Credentials.from_generated_secret("dms", exclude_characters=EXCLUDED),
        vpc=vpc,
        writer=rds.ClusterInstance.serverless_v2("Writer"),
    )


@pytest.fixture
def shop(stack: cdk.Stack) -> secretsmanager.Secret:
    return secretsmanager.Secret(
        stack,
        "Shop",
        generate_secret_string=secretsmanager.SecretStringGenerator(
            secret_string_template='{"host": "db", "port": 3306, "username": "dms"}',
            generate_string_key="password",
            exclude_characters=EXCLUDED,
        ),
    )


def target(stack: cdk.Stack, cluster: rds.DatabaseCluster, name: str = "Target") -> None:
    dms.PostgreSqlTarget(stack, name, connection=dms.Connection.to_cluster(cluster), database="shop")


def test_what_the_cdk_leaves_out_by_default_is_not_enough(
    app: cdk.App, stack: cdk.Stack, cluster: rds.DatabaseCluster
) -> None:
    target(stack, cluster)
    cluster.add_rotation_single_user()

    assert warnings_of(app).count(ROTATION) == 1


def test_a_secret_is_told_of_once(app: cdk.App, stack: cdk.Stack, cluster: rds.DatabaseCluster) -> None:
    target(stack, cluster)
    target(stack, cluster, "Another")
    cluster.add_rotation_single_user()

    assert warnings_of(app).count(ROTATION) == 1


def test_what_we_say_is_enough(app: cdk.App, stack: cdk.Stack, cluster: rds.DatabaseCluster) -> None:
    target(stack, cluster)
    cluster.add_rotation_single_user(exclude_characters=EXCLUDED)

    assert ROTATION not in warnings_of(app)


def test_a_secret_that_is_not_rotated_is_not_told_of(
    app: cdk.App, stack: cdk.Stack, cluster: rds.DatabaseCluster
) -> None:
    target(stack, cluster)

    assert ROTATION not in warnings_of(app)


@pytest.mark.parametrize(("excluded", "told"), [(None, False), (" /@", True), (EXCLUDED, False)])
def test_a_rotation_by_a_function_of_secrets_manager_counts(
    app: cdk.App, stack: cdk.Stack, shop: secretsmanager.Secret, excluded: str | None, told: bool
) -> None:
    dms.MySqlSource(stack, "Source", connection=dms.Connection.from_secret(shop))
    shop.add_rotation_schedule("Rotation", hosted_rotation=Hosted.mysql_single_user(exclude_characters=excluded))

    assert (ROTATION in warnings_of(app)) is told


def test_what_a_function_of_the_user_s_own_leaves_out_is_not_known(
    app: cdk.App, stack: cdk.Stack, shop: secretsmanager.Secret
) -> None:
    code = lambda_.Code.from_inline("def handler(event, context): pass")
    rotate = lambda_.Function(stack, "Rotate", runtime=lambda_.Runtime.PYTHON_3_12, handler="index.handler", code=code)
    dms.MySqlSource(stack, "Source", connection=dms.Connection.from_secret(shop))
    shop.add_rotation_schedule("Rotation", rotation_lambda=rotate)

    assert ROTATION not in warnings_of(app)


def by_two_users(stack: cdk.Stack, vpc: ec2.Vpc, cluster: rds.DatabaseCluster, excluded: str | None) -> None:
    user = rds.DatabaseSecret(stack, "User", username="dms", master_secret=cluster.secret, exclude_characters=EXCLUDED)
    attached = user.attach(cluster)
    cluster.add_rotation_multi_user("User", secret=attached, exclude_characters=excluded)
    dms.PostgreSqlTarget(
        stack, "Target", connection=dms.Connection.to_cluster(cluster, secret=attached), database="shop"
    )


def by_itself(stack: cdk.Stack, vpc: ec2.Vpc, cluster: rds.DatabaseCluster, excluded: str | None) -> None:
    application = secretsmanager.SecretRotationApplication.POSTGRES_ROTATION_SINGLE_USER
    secret = cluster.secret
    assert secret is not None
    secretsmanager.SecretRotation(
        stack, "Rotation", application=application, secret=secret, target=cluster, vpc=vpc, exclude_characters=excluded
    )
    target(stack, cluster)


def of_an_instance(stack: cdk.Stack, vpc: ec2.Vpc, cluster: rds.DatabaseCluster, excluded: str | None) -> None:
    database = rds.DatabaseInstance(
        stack,
        "Database",
        engine=rds.DatabaseInstanceEngine.postgres(version=rds.PostgresEngineVersion.VER_16_10),
        credentials=rds.Credentials.from_generated_secret("dms", exclude_characters=EXCLUDED),
        vpc=vpc,
    )
    database.add_rotation_single_user(exclude_characters=excluded)
    dms.PostgreSqlTarget(stack, "Target", connection=dms.Connection.to_instance(database), database="shop")


def beside_the_secret(stack: cdk.Stack, vpc: ec2.Vpc, cluster: rds.DatabaseCluster, excluded: str | None) -> None:
    secret = cluster.secret
    assert secret is not None
    rotation = Hosted.postgre_sql_single_user(exclude_characters=excluded or " ")
    secretsmanager.RotationSchedule(stack, "Schedule", secret=secret, hosted_rotation=rotation)
    target(stack, cluster)


def beside_it_inside_a_construct(
    stack: cdk.Stack, vpc: ec2.Vpc, cluster: rds.DatabaseCluster, excluded: str | None
) -> None:
    inside = Construct(stack, "Inside")
    login = rds.DatabaseSecret(inside, "Login", username="dms", exclude_characters=EXCLUDED).attach(cluster)
    rotation = Hosted.postgre_sql_single_user(exclude_characters=excluded or " ")
    secretsmanager.RotationSchedule(inside, "Schedule", secret=login, hosted_rotation=rotation)
    connection = dms.Connection.to_cluster(cluster, secret=login)
    dms.PostgreSqlTarget(stack, "Target", connection=connection, database="shop")


MADE = [by_two_users, by_itself, of_an_instance, beside_the_secret, beside_it_inside_a_construct]


@pytest.mark.parametrize("rotate", MADE)
@pytest.mark.parametrize(("excluded", "told"), [(None, True), (EXCLUDED, False)])
def test_a_rotation_counts_wherever_it_is_made(
    request: pytest.FixtureRequest, rotate: Callable[..., None], excluded: str | None, told: bool
) -> None:
    rotate(*map(request.getfixturevalue, ("stack", "vpc", "cluster")), excluded)

    assert (ROTATION in warnings_of(request.getfixturevalue("app"))) is told

import aws_cdk as cdk
import pytest
from aws_cdk import aws_ec2 as ec2, aws_rds as rds, aws_secretsmanager as secretsmanager

import dms_constructs as dms


@pytest.fixture
def vpc(stack: cdk.Stack) -> ec2.Vpc:
    return ec2.Vpc(stack, "Vpc", max_azs=2)


def secret_of(stack: cdk.Stack, user_name: str) -> secretsmanager.Secret:
    return secretsmanager.Secret(
        stack,
        "Secret",
        generate_secret_string=secretsmanager.SecretStringGenerator(
            secret_string_template=stack.to_json_string(
                {"username": user_name, "host": "db.example.com", "port": 5432}
            ),
            generate_string_key="password",
            exclude_characters=dms.PASSWORD_EXCLUDE_CHARACTERS,
        ),
    )


def imported(stack: cdk.Stack) -> dms.Connection:
    return dms.Connection.from_secret(secretsmanager.Secret.from_secret_name_v2(stack, "Secret", "dms/shop"))


def test_a_server_that_is_known_by_its_secret_only_is_self_managed(stack: cdk.Stack) -> None:
    source = dms.PostgreSqlSource(stack, "Source", connection=imported(stack), database="shop")

    assert source.prerequisites().deployment is dms.Deployment.SELF_MANAGED


def test_an_instance_is_on_rds(stack: cdk.Stack, vpc: ec2.Vpc) -> None:
    instance = rds.DatabaseInstance(
        stack,
        "Shop",
        vpc=vpc,
        engine=rds.DatabaseInstanceEngine.postgres(version=rds.PostgresEngineVersion.VER_17),
        credentials=rds.Credentials.from_generated_secret(
            "dms_admin", exclude_characters=dms.PASSWORD_EXCLUDE_CHARACTERS
        ),
    )
    target = dms.PostgreSqlTarget(stack, "Target", connection=dms.Connection.to_instance(instance), database="shop")

    checklist = target.prerequisites()

    assert checklist.deployment is dms.Deployment.RDS
    assert checklist.user_name == "dms_admin"


def test_a_cluster_of_aurora_is_on_aurora(stack: cdk.Stack, vpc: ec2.Vpc) -> None:
    cluster = rds.DatabaseCluster(
        stack,
        "Shop",
        vpc=vpc,
        engine=rds.DatabaseClusterEngine.aurora_mysql(version=rds.AuroraMysqlEngineVersion.VER_3_08_0),
        writer=rds.ClusterInstance.serverless_v2("Writer"),
        credentials=rds.Credentials.from_generated_secret(
            "dms_admin", exclude_characters=dms.PASSWORD_EXCLUDE_CHARACTERS
        ),
    )
    source = dms.MySqlSource(stack, "Source", connection=dms.Connection.to_cluster(cluster))

    assert source.prerequisites(schemas=["shop"]).deployment is dms.Deployment.AURORA


def test_the_user_is_the_one_in_the_secret(stack: cdk.Stack) -> None:
    source = dms.PostgreSqlSource(
        stack, "Source", connection=dms.Connection.from_secret(secret_of(stack, "mover")), database="shop"
    )

    assert source.prerequisites().user_name == "mover"


def test_another_user_can_be_given(stack: cdk.Stack) -> None:
    source = dms.PostgreSqlSource(
        stack, "Source", connection=dms.Connection.from_secret(secret_of(stack, "mover")), database="shop"
    )

    assert source.prerequisites(user_name="other").user_name == "other"


def test_a_user_that_is_known_at_deployment_only_is_called_dms(stack: cdk.Stack) -> None:
    source = dms.PostgreSqlSource(stack, "Source", connection=imported(stack), database="shop")

    assert source.prerequisites().user_name == "dms"


def test_the_checklist_is_of_what_the_endpoint_declares(stack: cdk.Stack) -> None:
    source = dms.PostgreSqlSource(
        stack,
        "Source",
        connection=imported(stack),
        database="shop",
        slot_name="dms_shop",
        heartbeat_schema="dms",
        capture_ddls=False,
    )

    checklist = source.prerequisites()

    assert "'dms_shop'" in checklist["slot"].sql
    assert 'ON SCHEMA "dms" TO "dms"' in checklist["heartbeat"].sql
    assert "ddl" not in {item.id for item in checklist}


def test_a_refusal_says_of_which_endpoint_it_is(stack: cdk.Stack) -> None:
    source = dms.MySqlSource(stack, "Source", connection=imported(stack))

    with pytest.raises(dms.ConfigurationError) as caught:
        source.prerequisites()

    assert caught.value.code == "DMS-K003"
    assert caught.value.path == f"{stack.node.path}/Source"


def test_asking_for_a_checklist_changes_nothing_of_the_template(stack: cdk.Stack) -> None:
    source = dms.PostgreSqlSource(stack, "Source", connection=imported(stack), database="shop")
    children = len(stack.node.find_all())

    source.prerequisites()

    assert len(stack.node.find_all()) == children


def test_a_target_that_makes_its_cluster_has_the_checklist_of_the_user_that_it_makes(
    stack: cdk.Stack, vpc: ec2.Vpc
) -> None:
    target = dms.AuroraPostgreSqlTarget(stack, "Orders", vpc=vpc, database="orders", dms_user="mover")

    checklist = target.prerequisites()

    assert checklist.deployment is dms.Deployment.AURORA
    assert 'GRANT CONNECT, CREATE ON DATABASE "orders" TO "mover"' in checklist["connect"].sql

"""Fields of secrets reach DMS when their endpoint is deployed: a rotation in between is told of."""

from __future__ import annotations

from collections.abc import Callable

import aws_cdk as cdk
import pytest
from aws_cdk import aws_ec2 as ec2, aws_lambda as lambda_, aws_secretsmanager as secretsmanager

import dms_constructs as dms
from tests.app_wide.conftest import warnings_of

FINDING = "connection.rotationNotRead"
ARN = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop-AbCdEf"
Rotate = Callable[[cdk.Stack, secretsmanager.ISecret], object]


def made(stack: cdk.Stack) -> secretsmanager.ISecret:
    return secretsmanager.Secret(stack, "Login")


def imported(stack: cdk.Stack) -> secretsmanager.ISecret:
    return secretsmanager.Secret.from_secret_complete_arn(stack, "Login", ARN)


def function(stack: cdk.Stack) -> lambda_.IFunction:
    return lambda_.Function.from_function_arn(stack, "Code", "arn:aws:lambda:eu-west-1:111122223333:function:rotate")


def inside(stack: cdk.Stack, secret: secretsmanager.ISecret) -> object:
    return secret.add_rotation_schedule("Rotation", rotation_lambda=function(stack))


def beside(stack: cdk.Stack, secret: secretsmanager.ISecret) -> object:
    return secretsmanager.RotationSchedule(stack, "Rotation", secret=secret, rotation_lambda=function(stack))


def as_l1(stack: cdk.Stack, secret: secretsmanager.ISecret) -> object:
    arn = function(stack).function_arn
    return secretsmanager.CfnRotationSchedule(stack, "Raw", secret_id=secret.secret_arn, rotation_lambda_arn=arn)


def into_redis(stack: cdk.Stack, field: dms.SecretField) -> object:
    return dms.RedisTarget(stack, "Target", server_name="redis.example.com", auth_password=field)


def into_kafka(stack: cdk.Stack, field: dms.SecretField) -> object:
    broker = "b-1.example.com:9096"
    return dms.KafkaTarget(stack, "Target", broker=broker, sasl_username="dms", sasl_password=field)


def to_kafka_as(stack: cdk.Stack, field: dms.SecretField) -> object:
    other = dms.SecretField(secretsmanager.Secret(stack, "Other"), "password")
    broker = "b-1.example.com:9096"
    return dms.KafkaTarget(stack, "Target", broker=broker, sasl_username=field, sasl_password=other)


USES = [into_redis, into_kafka, to_kafka_as]


@pytest.mark.parametrize("use", USES, ids=lambda each: each.__name__)
@pytest.mark.parametrize("rotate", [inside, beside, as_l1], ids=lambda each: each.__name__)
@pytest.mark.parametrize("secret", [made, imported], ids=lambda each: each.__name__)
def test_a_rotated_secret_is_told_of(
    app: cdk.App, stack: cdk.Stack, secret: Callable, rotate: Rotate, use: Callable
) -> None:
    login = secret(stack)
    use(stack, dms.SecretField(login, "password"))
    rotate(stack, login)

    assert warnings_of(app).count(FINDING) == 1


@pytest.mark.parametrize("use", USES, ids=lambda each: each.__name__)
@pytest.mark.parametrize("secret", [made, imported], ids=lambda each: each.__name__)
def test_a_secret_that_stays_is_not_told_of(app: cdk.App, stack: cdk.Stack, secret: Callable, use: Callable) -> None:
    inside(stack, secretsmanager.Secret(stack, "Rotated"))
    use(stack, dms.SecretField(secret(stack), "password"))

    assert FINDING not in warnings_of(app)


def test_what_dms_reads_itself_is_not_told_of(app: cdk.App, stack: cdk.Stack) -> None:
    login = imported(stack)
    dms.MySqlSource(stack, "Source", connection=dms.Connection.from_secret(login))
    inside(stack, login)

    assert FINDING not in warnings_of(app)


def test_an_l1_rotation_leaves_out_characters_too(app: cdk.App, stack: cdk.Stack) -> None:
    vpc = ec2.Vpc(stack, "Vpc")
    login = dms.EndpointSecret(stack, "Login", username="dms", host="db.example.com", engine_name=dms.EngineName.MYSQL)
    dms.MySqlSource(stack, "Source", connection=login.connection)
    secretsmanager.CfnRotationSchedule(
        stack,
        "Raw",
        secret_id=login.secret.secret_arn,
        hosted_rotation_lambda=secretsmanager.CfnRotationSchedule.HostedRotationLambdaProperty(
            rotation_type="MySQLSingleUser", vpc_subnet_ids=",".join(each.subnet_id for each in vpc.private_subnets)
        ),
    )

    assert "connection.rotationCharacters" in warnings_of(app)
